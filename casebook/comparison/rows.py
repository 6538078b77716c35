"""The rows of a comparison, always in the same order; an empty cell means not known."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from casebook.catalog import Case, Catalog
from casebook.comparison.facts import Tag, Tags, place_facts
from casebook.comparison.records import (
    CONTEXT,
    GROUPS,
    ONLY_ONE,
    ROWS_BY_TERM,
    Cell,
    Entry,
    Finding,
    Group,
    Kind,
    Row,
    Subject,
)
from casebook.problems import field_name
from casebook.values import NONE_FOUND


def groups_of(catalog: Catalog, subjects: Sequence[Subject], tags: Tags,
            findings: Sequence[Finding]) -> tuple[Group, ...]:
    marks = {(finding.facet, finding.term): finding.kind for finding in findings}

    def group(id: str, read: Callable[[Case], Iterable[Entry]]) -> Group:
        mark = next((finding.kind for finding in findings if finding.facet == id), "")
        return Group(id, (Row(id, mark, _cells(catalog, subjects, read)),))

    def tagged(facet: str) -> Group:
        order = [finding.term for finding in findings if finding.facet == facet]
        rows = [_term_row(subjects, tags, facet, term, marks[facet, term]) for term in order]
        return Group(facet, (*rows, *_only_one(catalog, subjects, tags, facet, order)))

    single = {id: group(id, read) for id, read in CASE_ENTRIES.items()}
    by_term = {facet: tagged(facet) for facet in ROWS_BY_TERM}
    found = {"context": _context(catalog, subjects), **single, **by_term}
    return tuple(found[id] for id in GROUPS)


def _cells(catalog: Catalog, subjects: Sequence[Subject], read: Callable[[Case], Iterable[Entry]]) -> tuple[Cell, ...]:
    return tuple(Cell(subject.id, tuple(entry for id in subject.cases for entry in read(catalog.cases[id])))
                 for subject in subjects)


def _entry_of(tag: Tag) -> Entry:
    return Entry(tag.case, tag.field, tag.value or tag.term)


def _term_row(subjects: Sequence[Subject], tags: Tags, facet: str, term: str, mark: Kind) -> Row:
    cells = [Cell(subject.id, tuple(_entry_of(tag) for tag in tags[subject.id]
                                    if (tag.facet, tag.term) == (facet, term))) for subject in subjects]
    return Row(term, mark, tuple(cells))


def _only_one(catalog: Catalog, subjects: Sequence[Subject], tags: Tags, facet: str,
              told: Sequence[str]) -> Iterator[Row]:
    """The row of the terms that only one subject carries; a case whose sources show no mindset says so here."""
    cells = []
    for subject in subjects:
        entries = [_entry_of(tag) for tag in tags[subject.id] if tag.facet == facet and tag.term not in told]
        if facet == "mindsets":
            entries += [Entry(id, facet, NONE_FOUND) for id in subject.cases if not catalog.cases[id].study.mindsets]
        cells.append(Cell(subject.id, tuple(entries)))
    if any(cell.entries for cell in cells):
        yield Row(ONLY_ONE, "", tuple(cells))


def _numbered(case: Case, name: str, values: Iterable[str]) -> list[Entry]:
    return [Entry(case.id, field_name((name, index)), value) for index, value in enumerate(values)]


def _experiment_entries(case: Case) -> list[Entry]:
    return _numbered(case, "experiments", (experiment.verdict for experiment in case.study.experiments))


def _result_entries(case: Case) -> list[Entry]:
    return _numbered(case, "results", (result.kind for result in case.study.results))


def _setback_entries(case: Case) -> list[Entry]:
    told = _numbered(case, "setbacks", ("" for _ in case.study.setbacks))
    return told or [Entry(case.id, "setbacks", NONE_FOUND)]


def _lesson_entries(case: Case) -> list[Entry]:
    return _numbered(case, "lessons", ("" for _ in case.study.lessons))


def _reuse_entries(case: Case) -> list[Entry]:
    return _numbered(case, "reuse", (item.kind for item in case.study.reuse))


def _challenge_entries(case: Case) -> list[Entry]:
    return [Entry(case.id, "challenge", "")]


CASE_ENTRIES: Mapping[str, Callable[[Case], list[Entry]]] = {
    "challenge": _challenge_entries, "experiments": _experiment_entries, "results": _result_entries,
    "setbacks": _setback_entries, "lessons": _lesson_entries, "reuse": _reuse_entries,
}
"""What a case has in the groups of one row."""


def _context(catalog: Catalog, subjects: Sequence[Subject]) -> Group:
    return Group("context", tuple(Row(key, "", _context_cells(catalog, subjects, key)) for key in CONTEXT))


def _context_cells(catalog: Catalog, subjects: Sequence[Subject], key: str) -> tuple[Cell, ...]:
    read = CASE_FACTS.get(key)
    if read:
        return _cells(catalog, subjects, read)
    return tuple(Cell(subject.id, tuple(_place_entries(catalog, subject, key))) for subject in subjects)


def _period_entries(case: Case) -> list[Entry]:
    period = case.study.period
    return [Entry(case.id, "period", f"{period.start}/{period.end or ''}")] if period else []


def _stage_entries(case: Case) -> list[Entry]:
    return [Entry(case.id, "stage", case.study.stage)] if case.study.stage else []


def _status_entries(case: Case) -> list[Entry]:
    return [Entry(case.id, "status", case.study.status)] if case.study.status else []


def _theme_entries(case: Case) -> list[Entry]:
    return _numbered(case, "themes", case.study.themes)


CASE_FACTS: Mapping[str, Callable[[Case], list[Entry]]] = {
    "period": _period_entries, "stage": _stage_entries, "status": _status_entries, "themes": _theme_entries,
}
"""The facts of context that a case states itself; the others are facts of its places."""


def case_entries(case: Case) -> dict[str, list[Entry]]:
    """All that a case has in rows that are neither of a term nor of its places, by the key of the row."""
    return {key: read(case) for key, read in {**CASE_FACTS, **CASE_ENTRIES}.items()}


def _place_entries(catalog: Catalog, subject: Subject, key: str) -> list[Entry]:
    """A fact of the places of a subject. Equal values are told once, but each size, for its number of residents."""
    found: dict[tuple[str, str], Entry] = {}
    for case, name, place in _places_of(catalog, subject):
        for value in place_facts(catalog, place, key):
            found.setdefault((value, name if key == "size" else ""), Entry(case, name, value))
    return list(found.values())


def _places_of(catalog: Catalog, subject: Subject) -> list[tuple[str, str, str]]:
    """The places of a subject as case, field and id; a place is named by the first case that it has."""
    if not subject.cases:
        return [("", subject.id, subject.id)]
    case = catalog.cases[subject.cases[0]]
    named = [(case.id, field_name(("places", index)), place) for index, place in enumerate(case.study.places)]
    return [row for row in named if subject.kind == "case" or row[2] == subject.id]
