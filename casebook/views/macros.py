"""The public macros: what an author of any page may call. An unknown id stops the build with the nearest one.

Every macro that takes `**choice` accepts theme, method, mechanism ("procurement" or "procurement:hindered"), mindset,
effect, place, country, region, network, status, stage, size: one id or a list of ids each (any of the list, all of
the choices).
"""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from casebook.catalog import Case
from casebook.comparison import UnknownId, filter_cases, find_subjects
from casebook.validation import nearest
from casebook.views import advice as advice_views
from casebook.views import cases, comparisons, home, lists, matrices, places, situations, terms, world
from casebook.views import changes as changes_views
from casebook.views import coverage as coverage_views
from casebook.views import lineage as lineage_views
from casebook.views import obstacles as obstacle_views
from casebook.views import timeline as timeline_views
from casebook.views.compare_page import render_compare_page
from casebook.views.data_page import render_data
from casebook.views.editions import render_editions
from casebook.views.fields import render_fields
from casebook.views.form import render_form
from casebook.views.view import View
from casebook.vocabulary import TAGGED


class MacroError(Exception):
    """A macro was called with something that does not exist; says the page, the macro and the nearest id."""


def case_study(view: View, id: str) -> Markup:
    """The page of one case study."""
    return cases.render_case(view, _known(id, view.catalog.cases))


def place(view: View, id: str) -> Markup:
    """The page of one place."""
    return places.render_place(view, _known(id, view.catalog.places))


def term(view: View, facet: str, id: str, **choice: Any) -> Markup:
    """The comparison of all cases with a method, mechanism, mindset or theme; for a mechanism its balance sheet."""
    _known(facet, TAGGED)
    chosen = _choose(view, choice) if choice else None
    return terms.render_term(view, facet, _known(id, view.catalog.vocabulary[facet]), chosen)


def compare(view: View, *ids: str) -> Markup:
    """Two to four cases or places side by side: findings first, then the rows."""
    if not 2 <= len(ids) <= 4:
        raise MacroError(f"compare takes two to four ids, not {len(ids)}")
    find_subjects(view.catalog, ids)
    return comparisons.render_comparison(view, ids)


def matrix(view: View, rows: str = "mechanisms", columns: str = "places", **choice: Any) -> Markup:
    """A table of terms (rows: methods, mechanisms, mindsets, themes) by places, countries, regions, themes or cases."""
    _known(rows, TAGGED)
    _known(columns, ("places", "countries", "regions", "themes", "cases"))
    return matrices.render_matrix(view, rows, _choose(view, choice), columns)


def experiments(view: View, **choice: Any) -> Markup:
    """Experiments by what was put to the test."""
    return lists.render_experiments(view, _choose(view, choice))


def setbacks(view: View, limit: int | None = None, **choice: Any) -> Markup:
    """What did not work; with a limit, the first setback of so many cases."""
    return lists.render_setbacks(view, _choose(view, choice), limit)


def lessons(view: View, reader: str | None = None, **choice: Any) -> Markup:
    """Lessons by reader, or those for one reader."""
    if reader is not None:
        _known(reader, view.catalog.vocabulary["readers"])
    return lists.render_lessons(view, _choose(view, choice), reader)


def results(view: View, **choice: Any) -> Markup:
    """Results by how far they are known from outside."""
    return lists.render_results(view, _choose(view, choice))


def reusables(view: View, **choice: Any) -> Markup:
    """Things another place can take, by kind."""
    return lists.render_reusables(view, _choose(view, choice))


def lineage(view: View, **choice: Any) -> Markup:
    """Who learned from whom."""
    return lineage_views.render_lineage(view, _choose(view, choice))


def timeline(view: View, **choice: Any) -> Markup:
    """When cases ran, one bar each, the first to begin at the top."""
    return timeline_views.render_timeline(view, _choose(view, choice))


def coverage(view: View) -> Markup:
    """What the library holds and what it lacks."""
    return coverage_views.render_coverage(view)


def case_cards(view: View, *ids: str, limit: int | None = None, **choice: Any) -> Markup:
    """Cases as cards: those named, or those of a choice."""
    named = [view.case(_known(id, view.catalog.cases)) for id in ids]
    return lists.render_cards(view, named or _choose(view, choice), limit)


def world_map(view: View, **choice: Any) -> Markup:
    """A map drawn at build time, with the same places as a list beside it."""
    return world.render_map(view, _choose(view, choice))


def obstacles(view: View) -> Markup:
    """What is in the way, in the words of an officer, with what to read first."""
    return obstacle_views.render_obstacles(view)


def advice(view: View, question: str | None = None) -> Markup:
    """The advice of documents with the cases for and against it: all of it, or that on one question."""
    if question is not None:
        _known(question, view.catalog.advice.questions)
    return advice_views.render_advice(view, question)


def term_list(view: View, facet: str) -> Markup:
    """All terms of a facet, in groups, with their number of cases."""
    return terms.render_terms(view, _known(facet, TAGGED))


def vocabulary(view: View) -> Markup:
    """Every term with its words in four languages."""
    return terms.render_vocabulary(view)


def field_reference(view: View) -> Markup:
    """Every key of a case study with its rules."""
    return render_fields(view)


def data_files(view: View) -> Markup:
    """What the library offers as data: files, tables with their columns, feeds."""
    return render_data(view)


def changes(view: View) -> Markup:
    """What changed in the cases, by day, newest first."""
    return changes_views.render_changes(view)


def editions(view: View) -> Markup:
    """The copies of the library that people hand on."""
    return render_editions(view)


def place_list(view: View) -> Markup:
    """All places by region."""
    return places.render_places(view)


def home_page(view: View) -> Markup:
    """The first page."""
    return home.render_home(view)


def explore_page(view: View) -> Markup:
    """The page of search and filters."""
    return home.render_explore(view)


def compare_page(view: View) -> Markup:
    """The page on which readers compare cases and places of their own choice."""
    return render_compare_page(view)


def start_page(view: View) -> Markup:
    """The page on which a reader tells a situation, or answers three questions."""
    return situations.render_start(view)


def form_page(view: View) -> Markup:
    """The page on which someone writes a case study without git."""
    return render_form(view)


def cite(view: View, case_id: str, *numbers: int) -> Markup:
    """The marks of sources of a case, for a statement that the author of a page writes."""
    case = view.case(_known(case_id, view.catalog.cases))
    for number in numbers:
        if not 1 <= number <= len(case.study.sources):
            raise MacroError(f"{case_id} has no source {number}; it has {len(case.study.sources)}")
    return _inside_a_line(view.marks(numbers, case))


def case_link(view: View, id: str, text: str = "") -> Markup:
    """A link to a case: its place, or a text of the author's."""
    case = view.case(_known(id, view.catalog.cases))
    return _inside_a_line(Markup('<a href="{}">{}</a>').format(view.case_href(id), text or view.short_name(case)))


def _inside_a_line(html: Markup) -> Markup:
    """The same with the marks of Markdown as entities: what stands in a line of a page is read as Markdown once more,
    and a place named `*x*{: onclick=...}` would become an element with that attribute."""
    return Markup(" ".join(html.translate(_MARKS).split()))


_MARKS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_{}[]"}


PUBLIC: Mapping[str, Callable[..., Markup]] = {
    macro.__name__: macro for macro in (
        case_study, place, term, compare, matrix, experiments, setbacks, lessons, results, reusables, lineage,
        timeline, coverage, case_cards, world_map, obstacles, advice, term_list, vocabulary, place_list, home_page,
        explore_page, start_page, compare_page, cite, case_link, data_files, changes,
        field_reference,
        editions, form_page)
}


def call(view: View, name: str, *args: Any, **options: Any) -> Markup:
    """Call a macro by name; what is wrong is said with page, macro and nearest id."""
    try:
        return PUBLIC[name](view, *args, **options)
    except (UnknownId, MacroError) as error:
        raise MacroError(f"{view.url}: macro {name}: {error}") from None


def _choose(view: View, choice: Mapping[str, Any]) -> list[Case]:
    for name in choice:
        _known(name, _CHOICES)
    return filter_cases(view.catalog, **choice)


_CHOICES = ("theme", "method", "mechanism", "mindset", "effect", "place", "country", "region", "network", "status",
            "stage", "size")


def _known(id: str, allowed: Any) -> str:
    if id not in allowed:
        raise MacroError(f'"{id}" is not known; nearest: {nearest(str(id), allowed)}')
    return id
