"""What a handbook holds, as data: the cases by theme or by region, what they have in common, and its index."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from casebook.catalog import Case, Catalog
from casebook.comparison import MOST, matrix
from casebook.comparison.records import Matrix
from casebook.views.view import EFFECTS, View
from casebook.vocabulary import fold

GROUPINGS = ("themes", "regions")
"""What the cases of a handbook can be grouped by."""

WIDEST = 12
"""So many cases stand side by side on a sheet of A4 across."""

FEWEST = 2
"""Fewer cases than this make no table."""

INDEXED = ("methods", "mechanisms", "mindsets")


@dataclass(frozen=True)
class Section:
    """A theme or region: the cases told in it, those told elsewhere that belong to it too, and its tables of mechanisms
    by case, each narrow enough for one sheet."""

    id: str
    cases: Sequence[Case]
    elsewhere: Sequence[Case]
    tables: Sequence[Matrix]


@dataclass(frozen=True)
class Term:
    """A term with the cases that carry it, by effect; the effect is empty where the facet has none."""

    facet: str
    id: str
    uses: Mapping[str, Sequence[Case]]


@dataclass(frozen=True)
class Book:
    """A handbook: `grouping` is that of its sections, `places` are the cases of each place by the place's id."""

    title: str
    grouping: str
    sections: Sequence[Section]
    terms: Mapping[str, Sequence[Term]]
    places: Mapping[str, Sequence[Case]]

    @property
    def has_openings(self) -> bool:
        """Whether each section opens with a page of its own; a book that one comparison holds needs none."""
        return len(self.cases) > MOST

    @property
    def cases(self) -> list[Case]:
        """All cases in the order in which they are told."""
        return [case for section in self.sections for case in section.cases]


def make_book(view: View, ids: Iterable[str], title: str, grouping: str = "themes") -> Book:
    """The handbook of some cases. A case is told once, under its first theme or the region of its lead place."""
    cases = [view.case(id) for id in dict.fromkeys(ids)]
    sections = tuple(_sections(view, cases, grouping))
    told = [case for section in sections for case in section.cases]
    terms = {facet: tuple(_terms(view, facet, told)) for facet in INDEXED}
    return Book(title, grouping, sections, terms, _places(view, told))


def _sections(view: View, cases: Sequence[Case], grouping: str) -> Iterator[Section]:
    groups = {case.id: _groups(view.catalog, case, grouping) for case in cases}
    shared = _shared(view.catalog.vocabulary[grouping], groups.values())
    for id in view.catalog.vocabulary[grouping]:
        told = _in_order(view, (case for case in cases if (shared or groups[case.id][0]) == id))
        others = [case for case in cases if case not in told and id in groups[case.id]]
        if told:
            yield Section(id, told, _in_order(view, others), tuple(_tables(view.catalog, told)))


def _shared(known: Iterable[str], groups: Collection[Sequence[str]]) -> str:
    """What all cases belong to, where there are several: the theme of a handbook of one theme."""
    if len(groups) < FEWEST:
        return ""
    return next((id for id in known if all(id in group for group in groups)), "")


def _groups(catalog: Catalog, case: Case, grouping: str) -> Sequence[str]:
    if grouping == "themes":
        return case.study.themes
    return tuple(dict.fromkeys(catalog.places[place].region for place in case.study.places))


def _in_order(view: View, cases: Iterable[Case]) -> tuple[Case, ...]:
    """By the name of the lead place, then by title."""
    return tuple(sorted(cases, key=lambda case: (fold(view.short_name(case)), fold(case.study.title), case.id)))


def _tables(catalog: Catalog, cases: Sequence[Case]) -> Iterator[Matrix]:
    """Mechanisms by case, in sheets of nearly one width."""
    sheets = -(-len(cases) // WIDEST)
    if len(cases) < FEWEST:
        return
    for number in range(sheets):
        first, last = (len(cases) * at // sheets for at in (number, number + 1))
        yield matrix(catalog, "mechanisms", cases[first:last], "cases")


def _terms(view: View, facet: str, cases: Sequence[Case]) -> Iterator[Term]:
    found = [(id, [case for case in cases if id in case.tags[facet]]) for id in view.catalog.vocabulary[facet]]
    for id, held in sorted(found, key=lambda row: fold(view.label(facet, row[0]))):
        if held:
            yield Term(facet, id, _by_effect(id, held) if facet == "mechanisms" else {"": held})


def _by_effect(mechanism: str, cases: Sequence[Case]) -> dict[str, list[Case]]:
    found = {effect: [case for case in cases if case.effects[mechanism] == effect] for effect in EFFECTS}
    return {effect: held for effect, held in found.items() if held}


def _places(view: View, cases: Sequence[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        for place in case.study.places:
            found.setdefault(place, []).append(case)
    return dict(sorted(found.items(), key=lambda row: fold(view.place_name(row[0]))))
