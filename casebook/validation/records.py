"""What the typed records refuse, each at its line, and every key without a value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import BaseModel, ValidationError

from casebook.document import Document, children
from casebook.model import record_in
from casebook.problems import MAX_PROBLEMS, Path, Phrase, Problem, Rule, quoted
from casebook.source import A_LIST, A_MAP, NOTHING
from casebook.validation.rules import (
    ADDRESS,
    COUNT,
    COUNTRY,
    CURRENCY,
    DATE,
    FEW,
    KEY_ID,
    LIST,
    LIST_OR_NONE,
    LONG,
    MANY,
    MAP,
    MISSING,
    NUMBER,
    RANGE,
    SHORT,
    TEXT,
    UNANSWERED,
    UNKNOWN,
)
from casebook.validation.selecting import nearest, value_at
from casebook.values import ID_PATTERN


def check_model(document: Document, model: type[BaseModel], at: Path = ()) -> Iterator[Problem]:
    """What the typed record refuses, each at its line, and every key without a value.

    A required key that is misspelt is told once, as an unknown key.
    """
    data = value_at(document.data, at)
    refused = {(*at, *error["loc"]): error for error in _errors_of(model, data)}
    unknown = (path for path, error in refused.items() if error["type"] == "extra_forbidden")
    meant = {path: nearest(str(path[-1]), _known_keys(model, path[len(at):-1]))
             for path in islice(unknown, MAX_PROBLEMS)}
    misspelt = {(*path[:-1], key) for path, key in meant.items()}
    for path, error in refused.items():
        if path in meant:
            yield document.problem(UNKNOWN, path, at_key=True, found=path[-1], nearest=meant[path])
        elif error["type"] == "missing" and path not in misspelt:
            yield document.problem(MISSING, path, found=path[-1])
        elif error["type"] not in ("missing", "extra_forbidden"):
            yield _from_model(document, path, error)
    for path in _without_value(data, at):
        if not any(path[:length] in refused for length in range(len(path) + 1)):
            yield document.problem(SHORT, path, at_key=True)


def check_model_map(document: Document, model: type[BaseModel], at: Path = ()) -> Iterator[Problem]:
    """The same for a map whose values are all records of one kind."""
    for id in value_at(document.data, at):
        if not re.fullmatch(ID_PATTERN, id):
            yield document.problem(KEY_ID, (*at, id), at_key=True, found=id)
        yield from check_model(document, model, (*at, id))


def _errors_of(model: type[BaseModel], data: Any) -> Sequence[Mapping[str, Any]]:
    """What pydantic refuses, but for lists that it takes for short only because an entry is wrong."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return [found for found in error.errors(include_url=False)
                if found["type"] != "too_short" or len(found["input"]) < found["ctx"]["min_length"]]
    return ()


def _from_model(document: Document, path: Path, error: Mapping[str, Any]) -> Problem:
    value, details = error["input"], error.get("ctx", {})
    rule = _FORMS.get(path[-1] if path else "") if error["type"] == "string_pattern_mismatch" else None
    rule = rule or _MODEL_ERRORS.get(error["type"], TEXT)
    rule = UNANSWERED if rule is LIST_OR_NONE and value in (None, []) else rule
    if value is None and rule is not UNANSWERED:
        return document.problem(SHORT, path, at_key=True)
    limit = next((details[key] for key in ("max_length", "min_length", "ge", "le") if key in details), "")
    found = _size_of(value) if rule in (LONG, FEW, MANY) else value if rule in _SHOW_VALUE else kind_of(value)
    return document.problem(rule, path, found=found, limit=limit)


_MODEL_ERRORS = {
    "string_type": TEXT, "list_type": LIST, "tuple_type": LIST, "dict_type": MAP, "model_type": MAP,
    "model_attributes_type": MAP, "list_or_none_found": LIST_OR_NONE, "number": NUMBER, "count": COUNT, "date": DATE,
    "address": ADDRESS, "string_too_long": LONG, "string_too_short": SHORT, "too_short": FEW, "too_long": MANY,
    "greater_than_equal": RANGE, "less_than_equal": RANGE,
}
_FORMS: Mapping[str | int, Rule] = {"country": COUNTRY, "currency": CURRENCY}
_SHOW_VALUE = (RANGE, COUNTRY, CURRENCY)


def _size_of(value: Any) -> int:
    return len(value.strip() if isinstance(value, str) else value)


def _without_value(data: Any, at: Path) -> Iterator[Path]:
    """The paths of all keys and entries after which nothing is written."""
    stack = [(at, data)]
    while stack:
        path, value = stack.pop()
        if value is None:
            yield path
        stack += [((*path, key), child) for key, child in children(value)]


def _known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys allowed at a path inside a record."""
    kind: Any = model
    for part in path:
        if isinstance(part, str):
            field = next(field for name, field in kind.model_fields.items() if (field.alias or name) == part)
            kind = record_in(field.annotation)
    return [field.alias or name for name, field in kind.model_fields.items()]


def kind_of(value: Any) -> str:
    """What a value is, in a word or two."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list | tuple):
        return A_LIST if value else Phrase("an empty list")
    return A_MAP if isinstance(value, dict) else NOTHING
