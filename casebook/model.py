"""A case study, a place, a term and a vocabulary as typed, frozen records. Knows nothing of disk or of pages.

The loader hands over text for every scalar; the field decides what it becomes. Closed values (status, effect ...) are
terms of the vocabulary and are checked there, so that no list of them is written twice.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

LANGUAGES = ("en", "fr", "pt", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
NONE_FOUND = "none-found"
ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CITATION = re.compile(r"\[([0-9]{1,4})\](?!\()")
"""A citation of a source by its number; `[1](address)` is a link."""

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,17})?")
_MAX_DIGITS = 18
MAX_ENTRIES = 100
_NOT_IN_ADDRESS = re.compile(r'[\s<>"`{}|\\^]')


class Record(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parse_number(value: Any) -> Any:
    """`70`, `-1.5`: a decimal number of at most 18 digits, without thousands separators."""
    if isinstance(value, Decimal | int):
        return value
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


def _none_found(value: Any) -> Any:
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
Count = Annotated[int, BeforeValidator(parse_count)]
PartialDate = Annotated[str, BeforeValidator(check_date)]
Address = Annotated[str, BeforeValidator(check_address)]
Value = TypeVar("Value")
Entries = Annotated[tuple[Value, ...], Field(max_length=MAX_ENTRIES)]


class Period(Record):
    start: PartialDate
    end: PartialDate | None = None


class Experiment(Record):
    question: Line | None = None
    assumption: Note
    tests: TermId
    how: Note
    finding: Note
    verdict: TermId
    decision: TermId


class MethodUse(Record):
    method: TermId
    how: Note


class MechanismUse(Record):
    mechanism: TermId
    effect: TermId
    how: Note
    response: Note | None = None


class MindsetUse(Record):
    mindset: TermId
    how: Note


class Result(Record):
    what: Note
    value: Number | None = None
    unit: Line | None = None
    source: Count
    kind: TermId
    reported_by: TermId


class Lesson(Record):
    lesson: Note
    readers: Annotated[Entries[TermId], Field(min_length=1, alias="for")]


class Partner(Record):
    name: Line
    role: TermId


class Budget(Record):
    amount: Number | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    funder: Line | None = None
    note: Line | None = None
    source: Count


class Reusable(Record):
    name: Line
    url: Address
    kind: TermId
    licence: Line | None = None


class Lineage(Record):
    case: TermId | None = None
    place: Line | None = None
    what: Note | None = None
    source: Count | None = None


class Source(Record):
    title: Line
    publisher: Line
    url: Address | None = None
    date: PartialDate | None = None
    kind: TermId


class Contact(Record):
    role: Line
    url: Address


class CaseStudy(Record):
    """One case study as contributed, in the order of keys in which it is written. Unknown facts are None or empty."""

    title: Title
    places: Annotated[Entries[TermId], Field(min_length=1)]
    networks: Entries[TermId] = ()
    summary: Summary
    period: Period | None = None
    status: TermId | None = None
    stage: TermId | None = None
    themes: Annotated[tuple[TermId, ...], Field(min_length=1, max_length=3)]
    challenge: Prose
    approach: Prose
    experiments: Entries[Experiment] = ()
    methods: Annotated[Entries[MethodUse], Field(min_length=1)]
    mechanisms: Annotated[Entries[MechanismUse], Field(min_length=1)]
    mindsets: Annotated[Entries[MindsetUse], BeforeValidator(_none_found)]
    results: Entries[Result] = ()
    setbacks: Annotated[Entries[Note], BeforeValidator(_none_found)]
    lessons: Annotated[Entries[Lesson], Field(min_length=1)]
    next_steps: Prose | None = None
    partners: Entries[Partner] = ()
    budget: Budget | None = None
    reuse: Entries[Reusable] = ()
    learned_from: Entries[Lineage] = ()
    sources: Annotated[Entries[Source], Field(min_length=1)]
    contact: Contact | None = None
    open_questions: Entries[Note] = ()
    checked: PartialDate
    language: TermId


class Translated(Record):
    """A text in several languages; English always, the others where they differ."""

    en: Line
    fr: Line | None = None
    pt: Line | None = None
    ar: Line | None = None

    def get(self, language: str) -> str:
        """The text in a language, else in English."""
        return getattr(self, language, None) or self.en


class Population(Record):
    value: Count
    year: PartialDate | None = None
    source_url: Address


class IncomeGroup(Record):
    value: TermId
    year: PartialDate | None = None
    source_url: Address


class Place(Record):
    name: Translated
    kind: TermId
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    region: TermId
    latitude: Annotated[Number, Field(ge=-90, le=90)]
    longitude: Annotated[Number, Field(ge=-180, le=180)]
    languages: Annotated[tuple[TermId, ...], Field(min_length=1)]
    population: Population | None = None
    income_group: IncomeGroup | None = None
    members: tuple[TermId, ...] = ()


class Aliases(Record):
    en: tuple[Line, ...] = ()
    fr: tuple[Line, ...] = ()
    pt: tuple[Line, ...] = ()
    ar: tuple[Line, ...] = ()

    def all(self) -> tuple[str, ...]:
        return (*self.en, *self.fr, *self.pt, *self.ar)


class Attested(Record):
    """Where an official or network text uses the label so, by language."""

    fr: Address | None = None
    pt: Address | None = None
    ar: Address | None = None


class Term(Record):
    """One allowed value. `from` is the lower bound of a size, in residents."""

    label: Translated
    definition: Translated | None = None
    aliases: Aliases = Aliases()
    group: TermId | None = None
    related: tuple[TermId, ...] = ()
    attested: Attested = Attested()
    from_: Annotated[Number | None, Field(alias="from")] = None
    source_url: Address | None = None
