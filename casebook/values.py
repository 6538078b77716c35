"""What single values look like, and what a field makes of the text that was written for it. Knows no record."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

NONE_FOUND = "none-found"
ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CITATION = re.compile(r"\[([0-9]{1,4})\](?!\()")
"""A citation of a source by its number; `[1](address)` is a link."""

MAX_ENTRIES = 100
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,17})?")
_MAX_DIGITS = 18
_NOT_IN_ADDRESS = re.compile(r'[\s<>"`{}|\\^]')
PATTERNS = {"date": _DATE, "decimal": _NUMBER, "id": re.compile(ID_PATTERN)}
"""Of whole values, for the checker of the form."""


def parse_number(value: Any) -> Any:
    """`70`, `-1.5`: a decimal number of at most 18 digits, without thousands separators."""
    if isinstance(value, Decimal | int):
        return value
    value = repr(value) if isinstance(value, float) else value  # what JSON makes of `14.3`
    if not isinstance(value, str) or not _NUMBER.fullmatch(value) or sum(map(str.isdigit, value)) > _MAX_DIGITS:
        raise PydanticCustomError("number", "a number", {"found": value})
    return Decimal(value)


def parse_count(value: Any) -> Any:
    """A whole number from 1, such as the number of a source."""
    found = value if isinstance(value, int) else int(value) if _is_digits(value) else 0
    if found < 1:
        raise PydanticCustomError("count", "a whole number from 1", {"found": value})
    return found


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS


def check_date(value: Any) -> Any:
    """`2019`, `2019-03` or `2019-03-31`; no more precise than the source is."""
    if not isinstance(value, str) or not is_date(value):
        raise PydanticCustomError("date", "a date", {"found": value})
    return value


def is_date(value: str) -> bool:
    """Whether the text is a year, a month or a day that the calendar has."""
    found = _DATE.fullmatch(value)
    try:
        return found is not None and bool(date(*(int(part or 1) for part in found.groups())))
    except ValueError:
        return False


def check_address(value: Any) -> Any:
    """An http or https address that can stand in a link as it is."""
    if not isinstance(value, str) or not is_web_address(value):
        raise PydanticCustomError("address", "a web address", {"found": value})
    return value


def is_web_address(value: str) -> bool:
    """Whether the text is an absolute http(s) address without credentials, blanks, quotes or invisible signs."""
    if len(value) > 2000 or not value.isprintable() or _NOT_IN_ADDRESS.search(value):
        return False
    try:
        parts = urlsplit(value)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and port_is_valid


def check_none_found(value: Any) -> Any:
    """A list with entries; the word none-found is an empty one."""
    if value == NONE_FOUND:
        return ()
    if value == [] or not isinstance(value, list | tuple):
        raise PydanticCustomError("list_or_none_found", "a list, or none-found", {"found": value})
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=140)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=12000)]
TermId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[Decimal, BeforeValidator(parse_number)]
Latitude = Annotated[Decimal, Field(ge=-90, le=90), BeforeValidator(parse_number)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180), BeforeValidator(parse_number)]
Count = Annotated[int, BeforeValidator(parse_count)]
PartialDate = Annotated[str, BeforeValidator(check_date)]
Address = Annotated[str, BeforeValidator(check_address)]
Value = TypeVar("Value")
Entries = Annotated[tuple[Value, ...], Field(max_length=MAX_ENTRIES)]
