"""The tables: for each its columns, what leads from it to others, and its rows. The model says what its fields hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from casebook.catalog import Case, Catalog, grade_of
from casebook.csv_text import Cell, as_csv
from casebook.document import texts_in
from casebook.export.columns import Column, column_of
from casebook.export.history import History, added_on, changed_on
from casebook.model import (
    LANGUAGES,
    Attested,
    Budget,
    CaseStudy,
    Contact,
    Experiment,
    IncomeGroup,
    Lesson,
    Lineage,
    MechanismUse,
    MethodUse,
    MindsetUse,
    Partner,
    Period,
    Place,
    Population,
    Record,
    Result,
    Reusable,
    Source,
    Staffing,
    Term,
)
from casebook.vocabulary import FACETS, TAGGED

Row = Mapping[str, Cell]


def _(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


@dataclass(frozen=True)
class Link:
    """Columns whose values stand in the columns of another table."""

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table; `key` are the columns that no two rows have alike."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: tuple[Link, ...]
    rows: Callable[[Catalog, History], Iterable[Row]]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def csv_of(table: Table, catalog: Catalog, history: History) -> str:
    """The whole table with its header, as CSV without the mark of its coding, which programs would read as a sign."""
    names = [column.name for column in table.columns]
    rows = ([row.get(name) for name in names] for row in table.rows(catalog, history))
    return as_csv([names, *rows])


# Rows ------------------------------------------------------------------------------------------------------------

def _joined(values: Iterable[str]) -> str:
    return ";".join(values)


def _cell(value: Any) -> Cell:
    """A value as it is, a list as one text; nothing for records, which have columns of their own."""
    if isinstance(value, tuple):
        return _joined(value) if all(isinstance(part, str) for part in value) else None
    return None if isinstance(value, Record) else value


def _fields(record: Record | None, prefix: str = "") -> dict[str, Cell]:
    """The fields of a record by the names of their columns."""
    if record is None:
        return {}
    fields = type(record).model_fields.items()
    return {prefix + (info.alias or name): _cell(getattr(record, name)) for name, info in fields}


def _entries_of(case: Case, entries: Sequence[Any]) -> Iterator[tuple[dict[str, Cell], Any]]:
    for number, entry in enumerate(entries, 1):
        yield {"case": case.id, "number": number, **(_fields(entry) if isinstance(entry, Record) else {})}, entry


def _entries(key: str) -> Callable[[Catalog, History], Iterable[Row]]:
    """The rows of a list of a case study."""
    return lambda catalog, history: (
        row for case in catalog.cases.values() for row, _ in _entries_of(case, getattr(case.study, key)))


def _of_case(key: str, name: str) -> Callable[[Catalog, History], Iterable[Row]]:
    """The rows of a list of plain values."""
    return lambda catalog, history: (
        {**row, name: value} for case in catalog.cases.values()
        for row, value in _entries_of(case, getattr(case.study, key)))


def _cases(catalog: Catalog, history: History) -> Iterator[Row]:
    for case in catalog.cases.values():
        study, changes = case.study, history.get(case.id, ())
        yield {
            **_fields(study), "id": case.id, "place": case.lead, **_fields(study.period, "period_"),
            **_fields(study.budget, "budget_"), **_fields(study.staffing, "staffing_"),
            **_fields(study.contact, "contact_"),
            "results": len(study.results), "evidence": _joined(case.grades), "sources": len(study.sources),
            "translations": _joined(language for language, found in catalog.translations.items() if case.id in found),
            "page": f"cases/{case.id}.html", "added": added_on(changes), "changed": changed_on(changes),
        }


def _results(catalog: Catalog, history: History) -> Iterator[Row]:
    for case in catalog.cases.values():
        for row, result in _entries_of(case, case.study.results):
            yield {**row, "evidence": grade_of(result)}


def _lineage(catalog: Catalog, history: History) -> Iterator[Row]:
    for case in catalog.cases.values():
        for row, step in _entries_of(case, case.study.learned_from):
            yield {**row, "case": case.id, "from_case": step.case, "from_place": step.place}


def _translations(catalog: Catalog, history: History) -> Iterator[Row]:
    for language, found in catalog.translations.items():
        for id, translation in found.items():
            for path, text in texts_in(translation.data):
                where = "/".join(str(part + 1) if isinstance(part, int) else part for part in path)
                yield {"case": id, "language": language, "path": where, "text": text.strip()}


def _places(catalog: Catalog, history: History) -> Iterator[Row]:
    for id, place in catalog.places.items():
        yield {
            **_fields(place), "id": id, **_fields(place.population, "population_"),
            **_fields(place.income_group, "income_group_"), "size": catalog.size_of(id),
            **{f"name_{language}": getattr(place.name, language) for language in LANGUAGES},
            "cases": len(catalog.cases_of(id)),
        }


def _texts(term: Term) -> dict[str, Cell]:
    """What a term is called and what it means in each language."""
    row: dict[str, Cell] = {f"label_{language}": getattr(term.label, language) for language in LANGUAGES}
    for language in ("en", "fr"):
        row[f"definition_{language}"] = getattr(term.definition, language) if term.definition else None
    return row


def _terms(catalog: Catalog, history: History) -> Iterator[Row]:
    for facet in TAGGED:
        for id, term in catalog.vocabulary[facet].items():
            yield {
                "id": id, "facet": facet, **_texts(term), **_fields(term.attested, "attested_"), "group": term.group,
                **{f"aliases_{language}": _joined(getattr(term.aliases, language)) for language in LANGUAGES},
                "related": _joined(term.related), "cases": len(catalog.cases_with(facet, id)),
            }


def _values(catalog: Catalog, history: History) -> Iterator[Row]:
    for facet in FACETS:
        if facet not in TAGGED:
            yield from ({"id": id, "facet": facet, **_texts(term), "from": term.from_}
                        for id, term in catalog.vocabulary[facet].items())


# The tables ------------------------------------------------------------------------------------------------------

def _columns(model: type[Record], *names: str, prefix: str = "", **facets: str) -> tuple[Column, ...]:
    """The columns of some fields of a record, with the facets of their values; with a prefix they may be empty."""
    found = (column_of(model, name, prefix and prefix + name, facets.get(name, "")) for name in names)
    return tuple(replace(column, is_needed=column.is_needed and not prefix) for column in found)


def _in_languages(name: str, description: str, languages: Iterable[str] = LANGUAGES) -> tuple[Column, ...]:
    return tuple(Column(f"{name}_{language}", "text", description) for language in languages)


def _list_of(name: str, title: str, description: str, columns: Iterable[Column], *links: Link,
             rows: Callable[[Catalog, History], Iterable[Row]] | None = None) -> Table:
    """A table with a row for each entry of a list of the case studies."""
    return Table(name, title, description, (_CASE, _NUMBER, *columns), ("case", "number"), (_TO_CASE, *links),
                 rows or _entries(name))


def _to_term(column: str) -> Link:
    return Link((column,), "terms", ("id",))


_CASE = Column("case", "text", _("The id of the case study."), is_needed=True)
_NUMBER = Column("number", "integer", _("The place of the entry in the case study, counted from 1."), is_needed=True)
_ID = Column("id", "text", _("The id, which never changes."), is_needed=True)
_FACET = Column("facet", "text", _("The list of the vocabulary in which it stands."), is_needed=True)
_USED = Column("cases", "integer", _("How many case studies have it."), is_needed=True)
_EVIDENCE = _("How far it is known from outside: independent, outside or own-account.")
_TO_CASE = Link(("case",), "cases", ("id",))
_TO_SOURCE = Link(("case", "source"), "sources", ("case", "number"))
_NAMES = (*_in_languages("label", _("The word for it in that language.")),
          *_in_languages("definition", _("What it means, in that language."), ("en", "fr")))

CASES = Table(
    "cases", "Case studies", _("One row for each case study, with its facts and texts."), (
        _ID, *_columns(CaseStudy, "title", "summary"),
        Column("place", "text", _("The place that leads."), is_needed=True),
        *_columns(CaseStudy, "places", "networks", "themes"), *_columns(Period, "start", "end", prefix="period_"),
        *_columns(CaseStudy, "status", "stage", "challenge", "approach", "next_steps", status="statuses",
                  stage="stages"),
        *_columns(Budget, "amount", "currency", "funder", "note", "source", prefix="budget_"),
        *_columns(Staffing, "people", "note", "source", prefix="staffing_"),
        *_columns(Contact, "role", "url", prefix="contact_"),
        Column("results", "integer", _("How many results are known."), is_needed=True),
        Column("evidence", "list", _("How far its results are known from outside, each grade once.")),
        Column("sources", "integer", _("How many sources it has."), is_needed=True),
        *_columns(CaseStudy, "checked", "language"),
        Column("translations", "list", _("The languages into which it is translated, whole or in part.")),
        Column("page", "text", _("The address of its page, from the root of the site."), is_needed=True),
        Column("added", "date", _("When it was added to the library."), is_needed=True),
        Column("changed", "date", _("When it or a translation of it last changed."), is_needed=True),
    ), ("id",), (Link(("place",), "places", ("id",)),), _cases)

PLACES = Table(
    "places", "Places", _("One row for each place, with its coordinates and number of residents."), (
        _ID, *_in_languages("name", _("Its name in that language; without one, the English name serves.")),
        *_columns(Place, "kind", "country", "region", "latitude", "longitude", "languages", kind="place_kinds",
                  region="regions"),
        *_columns(Population, "value", "year", "source_url", prefix="population_"),
        Column("size", "text", _("The size that follows from the number of residents."), "place_sizes"),
        *_columns(IncomeGroup, "value", "year", "source_url", prefix="income_group_", value="income_groups"),
        *_columns(Place, "members"), _USED,
    ), ("id",), (), _places)

TERMS = Table(
    "terms", "Terms", _("Every method, mechanism, mindset and theme, with its words in four languages."), (
        _ID, _FACET, *_NAMES,
        *_in_languages("aliases", _("Other words for it in that language, with semicolons between.")),
        *_columns(Attested, "fr", "pt", "ar", prefix="attested_"), *_columns(Term, "group", "related"), _USED,
    ), ("id",), (), _terms)

VALUES = Table(
    "values", "Values", _("The ids that stand in other columns, such as effects and stages, with their words."),
    (_ID, _FACET, *_NAMES, *_columns(Term, "from_")), ("facet", "id"), (), _values)

LISTS = (
    _list_of("case_places", "Places of cases", _("One row for each place of each case."),
             [Column("place", "text", _("The id of the place."), is_needed=True)],
             Link(("place",), "places", ("id",)), rows=_of_case("places", "place")),
    _list_of("case_themes", "Themes of cases", _("One row for each theme of each case."),
             [Column("theme", "text", _("The id of the theme."), is_needed=True)], _to_term("theme"),
             rows=_of_case("themes", "theme")),
    _list_of("methods", "Methods of cases", _("How the team worked, one row for each method of each case."),
             _columns(MethodUse, "method", "how"), _to_term("method")),
    _list_of("mechanisms", "Mechanisms of cases", _("What helped or was in the way, with its effect and whether it "
                                                       "moved, one row for each mechanism of each case."),
             _columns(MechanismUse, "mechanism", "effect", "moved", "how", "response", effect="effects",
                      moved="moves"), _to_term("mechanism")),
    _list_of("mindsets", "Mindsets of cases", _("How the team thinks, one row for each mindset of each case. A case "
                                                   "without a row was read for it, and its sources show none."),
             _columns(MindsetUse, "mindset", "how"), _to_term("mindset")),
    _list_of("experiments", "Experiments", _("One row for each assumption that was put to a test."),
             _columns(Experiment, "question", "assumption", "tests", "how", "finding", "verdict", "decision",
                      tests="tests", verdict="verdicts", decision="decisions")),
    _list_of("results", "Results", _("One row for each result, with its source and who states it."),
             [*_columns(Result, "what", "value", "unit", "source", "kind", "reported_by", kind="result_kinds",
                        reported_by="reporters"), Column("evidence", "text", _EVIDENCE, "evidence", is_needed=True)],
             _TO_SOURCE, rows=_results),
    _list_of("setbacks", "What did not work", _("One row for each setback. A case without a row was read for it, "
                                                   "and its sources name none."),
             [Column("setback", "text", _("What did not work."), is_needed=True)],
             rows=_of_case("setbacks", "setback")),
    _list_of("lessons", "Lessons", _("One row for each lesson, with whom it is for."),
             _columns(Lesson, "lesson", "readers")),
    _list_of("partners", "Partners", _("One row for each partner of each case."),
             _columns(Partner, "name", "role", role="partner_roles")),
    _list_of("reuse", "Things to reuse", _("One row for each thing that another place can take."),
             _columns(Reusable, "name", "url", "kind", "licence", kind="reuse_kinds")),
    _list_of("lineage", "Who learned from whom", _("One row for each case or place that a case learned from."),
             [column_of(Lineage, "case", "from_case"), column_of(Lineage, "place", "from_place"),
              *_columns(Lineage, "what", "source")],
             Link(("from_case",), "cases", ("id",)), rows=_lineage),
    _list_of("open_questions", "Open questions", _("One row for each thing that the sources do not say."),
             [Column("question", "text", _("What the sources do not say."), is_needed=True)],
             rows=_of_case("open_questions", "question")),
    _list_of("sources", "Sources", _("One row for each source of each case."),
             _columns(Source, "title", "publisher", "url", "date", "kind", kind="source_kinds")),
)

TRANSLATIONS = Table(
    "translations", "Translations", _("One row for each text of a case that is translated."), (
        _CASE, Column("language", "text", _("The language of the translation."), is_needed=True),
        Column("path", "text", _("The key of the text and the number of its entry, such as mechanisms/2/how."),
               is_needed=True),
        Column("text", "text", _("The translation."), is_needed=True),
    ), ("case", "language", "path"), (_TO_CASE,), _translations)

TABLES = (CASES, *LISTS, PLACES, TERMS, VALUES, TRANSLATIONS)
"""In the order in which they are shown."""
