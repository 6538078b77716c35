"""What the compare page reads in the browser: a sheet for each case and place, the patterns and labels of one language,
and the list to choose from. Its entries are the HTML of the comparisons that are written on pages, as seen from
compare.html, so that both say the same.

    sheet of a case     {name, title, head, link, rows: {key of a row: [entry, ...]}}
                entry   [value, html], then the term of a mechanism, what an experiment put to the test
    sheet of a place    {name, head, cases: [id, ...], rows}, where `rows` hold its own facts alone
"""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from casebook.catalog import Case
from casebook.comparison import CONTEXT, ONLY_ONE, PLACE_FACTS, Entry, Tag, case_entries, place_facts, tags_of
from casebook.problems import field_name
from casebook.values import NONE_FOUND
from casebook.views.comparisons import RowReader, group_labels, row_labels, row_marks
from casebook.views.findings import TESTS, phrases
from casebook.views.view import Site, View, lower_first
from casebook.vocabulary import TAGGED
from casebook.words import Words

PAGE = "compare.html"
"""The page that shows the sheets: the links in them lead from there."""

Cells = list[list[Any]]


class SheetWriter:
    """The sheets of one language."""

    def __init__(self, site: Site) -> None:
        self.view = View(site, PAGE)
        self.rows = RowReader(self.view)
        self._facts: dict[tuple[str, str], str] = {}

    def sheets(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each id with its sheet; where a case and a place share an id, that of the case."""
        catalog = self.view.catalog
        yield from ((id, self._place_sheet(id)) for id in catalog.places if id not in catalog.cases)
        yield from ((case.id, self._case_sheet(case)) for case in catalog.cases.values())

    def _place_sheet(self, id: str) -> dict[str, Any]:
        view, cases = self.view, [case.id for case in self.view.catalog.cases_of(id)]
        name = Markup('<a class="quiet" href="{}">{}</a>').format(view.place_href(id), view.place_name(id))
        over = view.words.country(view.place(id).country)
        return {"name": view.place_name(id), "head": _head(over, name), "cases": cases,
                "rows": self._place_rows("", [id])}

    def _case_sheet(self, case: Case) -> dict[str, Any]:
        view, study = self.view, case.study
        over = " · ".join(filter(None, (view.where(case), view.years(case))))
        title = view.foreign(study.title, case)
        link = Markup('<a class="quiet" href="{}">{}</a>').format(view.case_href(case.id), title)
        return {"name": view.short_name(case), "title": study.title, "head": _head(over, link), "link": link,
                "rows": self._case_rows(case)}

    def _case_rows(self, case: Case) -> dict[str, Cells]:
        rows = self._place_rows(case.id, case.study.places)
        for key, entries in case_entries(case).items():
            rows[key] = [[entry.value, self._html(key, entry), *self._test_of(key, entry)] for entry in entries]
        for tag in tags_of(case):
            if tag.facet != "themes":  # a fact of context too, and there already
                rows.setdefault(tag.facet, []).append(self._tag_cell(tag))
        if not case.study.mindsets:
            rows["mindsets"] = [[NONE_FOUND, self._html("mindsets", Entry(case.id, "mindsets", NONE_FOUND))]]
        return {key: cells for key, cells in rows.items() if cells}

    def _place_rows(self, case: str, places: tuple[str, ...] | list[str]) -> dict[str, Cells]:
        """The facts of places; equal values are told once, but each size, for its number of residents."""
        found: dict[str, dict[tuple[str, str], list[Any]]] = {key: {} for key in PLACE_FACTS}
        for key, cells in found.items():
            for at, place in enumerate(places):
                field = field_name(("places", at)) if case else place
                for value in place_facts(self.view.catalog, place, key):
                    cells.setdefault((value, field if key == "size" else ""),
                                     [value, self._fact(key, place, Entry(case, field, value))])
        return {key: list(cells.values()) for key, cells in found.items() if cells}

    def _tag_cell(self, tag: Tag) -> list[Any]:
        """The entry names its term; the page takes the name out in the row of that term."""
        html = self._html(tag.facet, Entry(tag.case, tag.field, tag.value or tag.term), ONLY_ONE)
        return [tag.value, html, tag.term] if tag.value else [tag.term, html]

    def _test_of(self, key: str, entry: Entry) -> list[str]:
        return [self.rows.record(entry).tests] if key == "experiments" else []

    def _fact(self, key: str, place: str, entry: Entry) -> str:
        """The words of a fact of a place, made once for all who have it; a size comes with the residents of its own."""
        known = (key, place if key == "size" else entry.value)
        if known not in self._facts:
            self._facts[known] = self._html(key, entry)
        return self._facts[known]

    def _html(self, key: str, entry: Entry, shown_as: str = "") -> str:
        html = str(self.rows.show("context" if key in CONTEXT else key, shown_as or key, entry))
        return "\n".join(line.strip() for line in html.splitlines() if line.strip())

    # What all comparisons of a language need

    def vocabulary(self) -> dict[str, Any]:
        """The terms in their order with label and number of cases, and every pattern and label of a comparison."""
        view, words, catalog = self.view, self.view.words, self.view.catalog
        terms = {facet: [[id, view.label(facet, id), len(catalog.cases_with(facet, id))]
                         for id in catalog.vocabulary[facet]] for facet in (*TAGGED, TESTS)}
        effects = {id: lower_first(view.label("effects", id)) for id in catalog.vocabulary["effects"]}
        return {"terms": terms, "effects": {**effects, "differs": words.say("differs")}, **phrases_of(words)}

    def choices(self) -> list[tuple[str, str, str]]:
        """All that can be compared as id, name and note: places that have a case, then cases with title and place."""
        view, catalog, kind = self.view, self.view.catalog, self.view.words.say("Place")
        places = [(id, view.place_name(id), f"{kind} · {view.words.country(place.country)}")
                  for id, place in catalog.places.items() if id not in catalog.cases and catalog.cases_of(id)]
        return [*places, *((case.id, case.study.title, view.where(case)) for case in catalog.cases.values())]


def _head(over: str, name: Markup) -> Markup:
    return Markup('<p class="over">{}</p><p class="h4">{}</p>').format(over, name)


def phrases_of(words: Words) -> dict[str, Any]:
    """What a comparison says in a language, whatever is compared."""
    say = words.say
    both = words.listing(["", ""])
    return {
        "phrases": phrases(words), "groups": group_labels(words), "rows": row_labels(words), "marks": row_marks(words),
        "and": both, "colon": say(":"), "commas": words.listing([both, ""]) == f"{both}, ",
        "no_effect": say("no evidence"), "not_known": say("Not known from the sources."),
        "no_entry": say("no evidence in the sources"), "nothing": say("Nothing in the tagged data is common to them."),
    }
