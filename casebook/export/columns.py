"""What a column of a table holds: its name, kind and description, taken from the field of the model behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator

from casebook.model import Record
from casebook.values import check_address, check_date

Kind = Literal["text", "list", "integer", "number", "date", "address"]
"""A list is a text of ids with semicolons between; a date may be a year, a month or a day."""

_OF_CHECKS: Mapping[object, Kind] = {check_date: "date", check_address: "address"}


@dataclass(frozen=True)
class Column:
    """One column. `facet` names the list of the vocabulary whose ids are allowed; `is_needed`: it is never empty."""

    name: str
    kind: Kind
    description: str
    facet: str = ""
    is_needed: bool = False


def column_of(model: type[Record], field: str, name: str = "", facet: str = "") -> Column:
    """The column for one field of a record: what it holds is said in the model alone."""
    info = model.model_fields[field]
    hint = get_type_hints(model, include_extras=True)[field]
    return Column(name or info.alias or field, kind_of(hint), info.description or "", facet, info.is_required())


def kind_of(hint: Any) -> Kind:
    """The kind of what a type of the model allows."""
    if get_origin(hint) in (Union, UnionType):
        return next(kind_of(part) for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Annotated:
        base, *marks = get_args(hint)
        checks = (mark.func for mark in marks if isinstance(mark, BeforeValidator))
        return next((_OF_CHECKS[check] for check in checks if check in _OF_CHECKS), None) or kind_of(base)
    if get_origin(hint) is tuple:
        return "list"
    return {Decimal: "number", int: "integer"}.get(hint, "text")  # type: ignore[return-value]
