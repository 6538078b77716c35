"""A case study, a place and a term as typed, frozen records. Knows nothing of disk or of pages.

The loader hands over text for every scalar; the field decides what it becomes (`values`). Closed values (status, effect
...) are terms of the vocabulary and are checked there, so that no list of them is written twice.
"""

from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from casebook.values import (
    Address,
    Count,
    Entries,
    Latitude,
    Line,
    Longitude,
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


def _(description: str) -> str:
    """Marks what a field holds for the message catalogues: data files and pages say it from here alone."""
    return description


class Record(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def record_in(annotation: Any) -> Any:
    """The record that a field holds, alone, as an option or in a list; nothing for a field of plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := record_in(part))), None)


class Period(Record):
    start: PartialDate = Field(description=_("When it began, as precise as the sources are."))
    end: PartialDate | None = Field(default=None, description=_(
        "When it ended; left out while it runs or where the sources do not say."))


class Experiment(Record):
    question: Line | None = Field(default=None, description=_("The question that the test asked."))
    assumption: Note = Field(description=_("What was believed and put to the test."))
    tests: TermId = Field(description=_("What was put to the test: the solution, people, the impact or the resources."))
    how: Note = Field(description=_("How it was tested."))
    finding: Note = Field(description=_("What was found."))
    verdict: TermId = Field(description=_("Whether the finding bears the assumption out."))
    decision: TermId = Field(description=_("What was decided afterwards."))


class MethodUse(Record):
    method: TermId = Field(description=_("The method: how the team tried it out."))
    how: Note = Field(description=_("What was done here, in a sentence or two."))


class MechanismUse(Record):
    mechanism: TermId = Field(description=_("The mechanism: the set-up around the team that helps or blocks."))
    effect: TermId = Field(description=_("Whether it helped, was in the way, or did both."))
    how: Note = Field(description=_("How it showed here."))
    response: Note | None = Field(default=None, description=_("What the team did about it."))
    moved: TermId | None = Field(default=None, description=_(
        "Whether what was in the way gave way; only where it hindered or did both, and a source shows it."))
    """Whether what was in the way gave way; only where it hindered or did both."""


class MindsetUse(Record):
    mindset: TermId = Field(description=_("The mindset: how the team thinks."))
    how: Note = Field(description=_("How it showed here."))


class Result(Record):
    what: Note = Field(description=_("What was reached or measured, with its date."))
    value: Number | None = Field(default=None, description=_("The figure, where there is one."))
    unit: Line | None = Field(default=None, description=_("What the figure counts."))
    source: Count = Field(description=_("The number of the source that states it."))
    kind: TermId = Field(description=_("Whether it was made, changed, estimated or only aimed at."))
    reported_by: TermId = Field(description=_("Who states it; this alone decides the grade of evidence."))


class Lesson(Record):
    lesson: Note = Field(description=_("What to do or to leave, in a sentence or two."))
    readers: Annotated[Entries[TermId], Field(min_length=1, alias="for")] = Field(description=_(
        "Whom the lesson is for."))


class Partner(Record):
    name: Line = Field(description=_("The name of an organisation."))
    role: TermId = Field(description=_("What it did."))


class Budget(Record):
    amount: Number | None = Field(default=None, description=_("The sum, where the sources give one."))
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = Field(default=None, description=_(
        "The currency of the sum, by its ISO 4217 code."))
    funder: Line | None = Field(default=None, description=_("Who paid."))
    note: Line | None = Field(default=None, description=_("What the sum covers and what it does not."))
    source: Count = Field(description=_("The number of the source that states it."))


class Staffing(Record):
    """Who did the work. `people` is left out where the source gives no one number."""

    people: Number | None = Field(default=None, description=_(
        "How many people did the work; left out where the source gives no one number."))
    note: Line = Field(description=_("Who they were."))
    source: Count = Field(description=_("The number of the source that states it."))


class Reusable(Record):
    name: Line = Field(description=_("What another place can take."))
    url: Address = Field(description=_("Where it is."))
    kind: TermId = Field(description=_("What kind of thing it is."))
    licence: Line | None = Field(default=None, description=_("Under which licence, where that is known."))


class Lineage(Record):
    case: TermId | None = Field(default=None, description=_(
        "The case study that was learned from, where there is one here."))
    place: Line | None = Field(default=None, description=_(
        "The place or programme that was learned from, where there is no case study of it here."))
    what: Note | None = Field(default=None, description=_("What was learned or taken over."))
    source: Count | None = Field(default=None, description=_("The number of the source that says so."))


class Source(Record):
    title: Line = Field(description=_("The title as published."))
    publisher: Line = Field(description=_("Who published it."))
    url: Address | None = Field(default=None, description=_("Its address on the web; a few sources have none."))
    date: PartialDate | None = Field(default=None, description=_("When it was published, as precise as it says."))
    kind: TermId = Field(description=_(
        "Who speaks: an authority, a network, the press, an evaluation, research, a supplier or a partner."))


class Contact(Record):
    role: Line = Field(description=_("The office that can be asked; never a person."))
    url: Address = Field(description=_("The page of the authority on which that office is found."))


class CaseStudy(Record):
    """One case study as contributed, in the order of keys in which it is written. Unknown facts are None or empty."""

    title: Title = Field(description=_("What was tried, as a reader would ask for it."))
    places: Annotated[Entries[TermId], Field(min_length=1)] = Field(description=_(
        "The places of the case; the first is the lead."))
    networks: Entries[TermId] = Field(default=(), description=_("The programmes it belongs to."))
    summary: Summary = Field(description=_(
        "The one lesson first, then what was done, then what is not known; at most 300 characters."))
    period: Period | None = Field(default=None, description=_("When it ran."))
    status: TermId | None = Field(default=None, description=_(
        "Where it stands: planned, running, completed, scaled, paused or stopped."))
    stage: TermId | None = Field(default=None, description=_("How far it has come, from prototype to full service."))
    themes: Annotated[tuple[TermId, ...], Field(min_length=1, max_length=3)] = Field(description=_(
        "One to three fields of work."))
    challenge: Prose = Field(description=_("What was wrong before, and for whom."))
    approach: Prose = Field(description=_("What was done, in order."))
    experiments: Entries[Experiment] = Field(default=(), description=_("Assumptions that were put to a test."))
    methods: Annotated[Entries[MethodUse], Field(min_length=1)] = Field(description=_("How the team worked."))
    mechanisms: Annotated[Entries[MechanismUse], Field(min_length=1)] = Field(description=_(
        "What around the team helped or was in the way."))
    mindsets: Annotated[Entries[MindsetUse], BeforeValidator(check_none_found)] = Field(description=_(
        "How the team thinks; none-found means that the sources were read for it and show none."))
    results: Entries[Result] = Field(default=(), description=_(
        "What came of it, each result with its source and who states it."))
    setbacks: Annotated[Entries[Note], BeforeValidator(check_none_found)] = Field(description=_(
        "What did not work; none-found means that the sources were read for it and name nothing."))
    lessons: Annotated[Entries[Lesson], Field(min_length=1)] = Field(description=_(
        "What others should do or leave, by reader."))
    next_steps: Prose | None = Field(default=None, description=_("What was planned next."))
    partners: Entries[Partner] = Field(default=(), description=_("The organisations that took part."))
    budget: Budget | None = Field(default=None, description=_("What it cost, or what is known of it."))
    staffing: Staffing | None = Field(default=None, description=_("Who did the work."))
    reuse: Entries[Reusable] = Field(default=(), description=_(
        "Software, data, guides and other things that another place can take."))
    learned_from: Entries[Lineage] = Field(default=(), description=_("The cases and places it learned from."))
    sources: Annotated[Entries[Source], Field(min_length=1)] = Field(description=_(
        "All sources; a number in brackets in a text, such as [2], counts in this list from 1."))
    contact: Contact | None = Field(default=None, description=_("The office that can be asked."))
    open_questions: Entries[Note] = Field(default=(), description=_("What the sources do not say."))
    checked: PartialDate = Field(description=_("When the sources were last read against the text."))
    language: TermId = Field(description=_("The language of the text."))


class Translated(Record):
    """A text in several languages; English always, the others where they differ."""

    en: Line = Field(description=_("In English."))
    fr: Line | None = Field(default=None, description=_("In French, where it differs from English."))
    pt: Line | None = Field(default=None, description=_("In Portuguese, where it differs from English."))
    ar: Line | None = Field(default=None, description=_("In Arabic, where it differs from English."))

    def get(self, language: str) -> str:
        """The text in a language, else in English."""
        return getattr(self, language, None) or self.en


class Population(Record):
    value: Count = Field(description=_("The number of residents."))
    year: PartialDate | None = Field(default=None, description=_(
        "The year it was counted or estimated for, where that is known."))
    source_url: Address = Field(description=_("Where the number comes from."))


class IncomeGroup(Record):
    value: TermId = Field(description=_("The World Bank's income group of the country."))
    year: PartialDate | None = Field(default=None, description=_("The year in which that list took effect."))
    source_url: Address = Field(description=_("Where the list is."))


class Place(Record):
    name: Translated = Field(description=_("Its name in the languages in which it differs."))
    kind: TermId = Field(description=_("Whether it is a city, a town, a county, a region, a country or a network."))
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(description=_(
        "The country by its ISO 3166 code of two letters."))
    region: TermId = Field(description=_("The part of the world."))
    latitude: Latitude = Field(description=_("Degrees north; south is negative."))
    longitude: Longitude = Field(description=_("Degrees east; west is negative."))
    languages: Annotated[tuple[TermId, ...], Field(min_length=1)] = Field(description=_(
        "The languages in which its authority works, by their ISO 639 codes."))
    population: Population | None = Field(default=None, description=_(
        "The number of residents; unknown where no source was found."))
    income_group: IncomeGroup | None = Field(default=None, description=_("The income group of the country."))
    members: tuple[TermId, ...] = Field(default=(), description=_(
        "The places that belong to it, where it is a network or a group."))


def _as_place(name: str) -> Any:
    """What a field of a place holds, where it may be left out."""
    return Field(default=None, description=Place.model_fields[name].description)


class ProposedPlace(Record):
    """A place that the library does not have yet. Only what its proposer is sure to know is needed."""

    id: TermId = Field(description=_("The id that it would have: small letters a to z, digits and hyphens."))
    name: Translated = Field(description=Place.model_fields["name"].description)
    kind: TermId = Field(description=Place.model_fields["kind"].description)
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        description=Place.model_fields["country"].description)
    region: TermId | None = _as_place("region")
    latitude: Latitude | None = _as_place("latitude")
    longitude: Longitude | None = _as_place("longitude")
    languages: Entries[TermId] = Field(default=(), description=Place.model_fields["languages"].description)
    population: Population | None = _as_place("population")


class ProposedTerm(Record):
    """A term that the vocabulary does not have yet."""

    facet: TermId = Field(description=_("The list of terms to which it belongs, such as methods or themes."))
    id: TermId = Field(description=_("The id that it would have: small letters a to z, digits and hyphens."))
    label: Translated = Field(description=_("The word for it."))
    definition: Translated = Field(description=_("What it means, and what it does not."))
    needed: Note = Field(description=_("Who needs it, and why no term of the vocabulary fits."))


class Proposals(Record):
    places: Entries[ProposedPlace] = Field(default=(), description=_("Places that are not in _places.yml."))
    terms: Entries[ProposedTerm] = Field(default=(), description=_("Terms that are not in _vocabulary.yml."))


class CaseFile(CaseStudy):
    """A case study as its file may hold it until it is reviewed."""

    proposed: Proposals | None = Field(default=None, description=_(
        "New places and terms that the case needs; a reviewer moves them to the library."))


class Aliases(Record):
    en: tuple[Line, ...] = Field(default=(), description=_("In English."))
    fr: tuple[Line, ...] = Field(default=(), description=_("In French."))
    pt: tuple[Line, ...] = Field(default=(), description=_("In Portuguese."))
    ar: tuple[Line, ...] = Field(default=(), description=_("In Arabic."))

    def all(self) -> tuple[str, ...]:
        return (*self.en, *self.fr, *self.pt, *self.ar)


class Attested(Record):
    """Where an official or network text uses the label so, by language."""

    fr: Address | None = Field(default=None, description=_("A text that uses the French label so."))
    pt: Address | None = Field(default=None, description=_("A text that uses the Portuguese label so."))
    ar: Address | None = Field(default=None, description=_("A text that uses the Arabic label so."))


class NotToConfuse(Translated):
    """A term that people take for this one, and a sentence that tells the two apart, fit for the pages of both."""

    with_: Annotated[TermId, Field(alias="with")] = Field(description=_("The term that people take for this one."))
    fr: Line


class Term(Record):
    """One allowed value. `said` is how people say it when a mechanism is in their way; `from` is the lower bound of a
    size, in residents."""

    label: Translated = Field(description=_("The word for it in four languages."))
    definition: Translated | None = Field(default=None, description=_("What it means."))
    not_to_confuse: NotToConfuse | None = Field(default=None, description=_(
        "A term that is easily taken for it, and what tells the two apart."))
    aliases: Aliases = Field(default=Aliases(), description=_("Other words that people type for it."))
    said: Aliases = Field(default=Aliases(), description=_("How people say it when it is in their way."))
    group: TermId | None = Field(default=None, description=_("The group it stands in."))
    related: tuple[TermId, ...] = Field(default=(), description=_("Terms to read next."))
    attested: Attested = Field(default=Attested(), description=_("Official or network texts that use a label so."))
    from_: Annotated[Number | None, Field(alias="from")] = Field(default=None, description=_(
        "The number of residents from which a size begins."))
    source_url: Address | None = Field(default=None, description=_("Where the threshold comes from."))
