"""A case study, a place and a term as typed, frozen records. Knows nothing of disk or of pages.

The loader hands over text for every scalar; the field decides what it becomes (`values`). Closed values (status, effect
...) are terms of the vocabulary and are checked there, so that no list of them is written twice.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from casebook.values import (
    Address,
    Count,
    Entries,
    Line,
    Note,
    Number,
    PartialDate,
    Prose,
    Summary,
    TermId,
    Title,
    check_none_found,
)

LANGUAGES = ("en", "fr", "pt", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})


class Record(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
    moved: TermId | None = None
    """Whether what was in the way gave way; only where it hindered or did both."""


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


class Staffing(Record):
    """Who did the work. `people` is left out where the source gives no one number."""

    people: Number | None = None
    note: Line
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
    mindsets: Annotated[Entries[MindsetUse], BeforeValidator(check_none_found)]
    results: Entries[Result] = ()
    setbacks: Annotated[Entries[Note], BeforeValidator(check_none_found)]
    lessons: Annotated[Entries[Lesson], Field(min_length=1)]
    next_steps: Prose | None = None
    partners: Entries[Partner] = ()
    budget: Budget | None = None
    staffing: Staffing | None = None
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
    """One allowed value. `said` is how people say it when a mechanism is in their way; `from` is the lower bound of a
    size, in residents."""

    label: Translated
    definition: Translated | None = None
    aliases: Aliases = Aliases()
    said: Aliases = Aliases()
    group: TermId | None = None
    related: tuple[TermId, ...] = ()
    attested: Attested = Attested()
    from_: Annotated[Number | None, Field(alias="from")] = None
    source_url: Address | None = None
