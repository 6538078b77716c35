"""Who learned from whom: chains, forks and two roots of one case, in the computing and on the pages."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from search_catalog import DEFAULTS

from casebook.catalog import Case, Catalog
from casebook.lineage import NO_FORERUNNER, NOBODY_YET, Line, Stop, line_of, lines_of
from casebook.model import CaseStudy, Place, Term
from casebook.views.macros import call
from casebook.views.view import Site, View
from casebook.vocabulary import Vocabulary
from casebook.words import Words

LEARNED: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "porto-alegre-budget": ("1989", []),
    "belo-horizonte-budget": ("1993", [{"case": "porto-alegre-budget", "what": "the assemblies [1]", "source": 1}]),
    "maputo-budget": ("2008", [{"case": "belo-horizonte-budget", "what": "the rules of the round"}]),
    "paris-budget": ("2014", [{"case": "porto-alegre-budget"}, {"place": "Lisbon", "what": "the vote online"}]),
    "madrid-consul": ("2015", [{"place": "Reykjavik", "what": "ideas ranked by residents"}]),
    "turin-consul": ("2018", [{"case": "madrid-consul", "what": "the software"}]),
    "nairobi-fees": ("2014", []),
}
"""A root with a fork, a case with two roots, a chain of its own, and a case that nobody learned from."""


def catalog_of(learned: dict[str, tuple[str, list[dict[str, Any]]]]) -> Catalog:
    labels = {"methods": ["rapid-pilot"], "mechanisms": ["exit-and-continuity"], "themes": ["participation"],
              "effects": ["mixed", "hindered", "enabled"], "mindsets": [], "regions": ["europe"],
              "readers": ["officers"], "source_kinds": ["press"], "evidence": [], "tests": [], "place_sizes": []}
    terms = {facet: {id: Term.model_validate({"label": {"en": id}}) for id in ids} for facet, ids in labels.items()}
    cases = {id: Case(id, CaseStudy.model_validate({
        **DEFAULTS, "title": f"A budget by vote, {id}", "summary": "Ask.", "places": [id], "themes": ["participation"],
        "period": {"start": start}, "learned_from": steps}), id) for id, (start, steps) in learned.items()}
    places = {id: Place.model_validate({"name": {"en": id.title()}, "kind": "city", "country": "BR", "region": "europe",
                                        "latitude": 0, "longitude": 0, "languages": ["en"]}) for id in learned}
    return Catalog(cases, places, Vocabulary(terms), repr(sorted(learned)))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return catalog_of(LEARNED)


def names_of(line: Line) -> list[str]:
    return [stop.case or stop.name or stop.key[0] for stop in line.stops]


def stop_of(line: Line, name: str) -> Stop:
    return next(stop for stop in line.stops if name in (stop.case, stop.name))


def lines_in(catalog: Catalog) -> tuple[Line, ...]:
    return lines_of(catalog, catalog.cases.values())


# The computing

def test_the_longest_line_comes_first_and_a_case_without_any_has_none(catalog: Catalog) -> None:
    first, second = lines_in(catalog)
    assert [key[1] for key in first.longest] == ["porto-alegre-budget", "belo-horizonte-budget", "maputo-budget"]
    assert names_of(second) == ["Reykjavik", "madrid-consul", "turin-consul"]
    assert not any("nairobi-fees" in names_of(line) for line in (first, second))


def test_a_forerunner_stands_before_those_who_learned_from_it_and_the_earliest_first(catalog: Catalog) -> None:
    assert names_of(lines_in(catalog)[0]) == [
        "porto-alegre-budget", "belo-horizonte-budget", "maputo-budget", "Lisbon", "paris-budget"]


def test_an_only_learner_stands_below_its_forerunner_and_a_fork_opens_to_the_side(catalog: Catalog) -> None:
    fork, chain = lines_in(catalog)
    assert [stop.column for stop in chain.stops] == [0, 0, 0] and chain.columns == 1
    root, second, third = (stop_of(fork, id).column for id in list(LEARNED)[:3])
    assert root == 0 and second == third == 1


def test_strokes_go_from_row_to_row_without_a_gap(catalog: Catalog) -> None:
    for line in lines_in(catalog):
        check_strokes(line)


def check_strokes(line: Line) -> None:
    """What leaves a row below is what comes into the next one."""
    for above, below in pairwise(line.stops):
        under = {*above.passes, *((above.column,) if above.leaves else ())}
        assert set(below.enters) | set(below.passes) == under
    assert not line.stops[-1].passes and not line.stops[-1].leaves
    for stop in line.stops:
        assert stop.column not in stop.passes and bool(stop.steps) == bool(stop.enters)


def test_a_case_with_two_forerunners_is_entered_from_both(catalog: Catalog) -> None:
    paris = stop_of(lines_in(catalog)[0], "paris-budget")
    assert len(paris.enters) == 2
    assert [step.forerunner[1] for step in paris.steps] == ["porto-alegre-budget", "lisbon"]


def test_a_choice_shows_the_whole_line_of_a_case_but_not_those_it_has_nothing_to_do_with(catalog: Catalog) -> None:
    (line,) = lines_of(catalog, [catalog.cases["belo-horizonte-budget"]])
    assert names_of(line) == ["porto-alegre-budget", "belo-horizonte-budget", "maputo-budget"]


def test_the_line_of_one_case_says_what_is_not_known_at_its_ends(catalog: Catalog) -> None:
    assert [stop.key for stop in line_of(catalog, "nairobi-fees").stops] == [
        NO_FORERUNNER, ("case", "nairobi-fees"), NOBODY_YET]
    assert names_of(line_of(catalog, "turin-consul")) == ["Reykjavik", "madrid-consul", "turin-consul", "nobody-yet"]
    assert names_of(line_of(catalog, "porto-alegre-budget"))[:2] == ["no-forerunner", "porto-alegre-budget"]


def test_two_cases_that_name_one_place_in_the_same_words_fork_from_it() -> None:
    learned = {"a": ("2010", [{"place": "Porto Alegre, Brazil"}]), "b": ("2011", [{"place": "porto alegre, Brazil"}])}
    (line,) = lines_in(catalog_of(learned))
    assert names_of(line) == ["Porto Alegre, Brazil", "a", "b"]


def test_a_circle_that_nobody_checked_ends_all_the_same() -> None:
    learned = {"a": ("2010", [{"case": "b"}]), "b": ("2011", [{"case": "a"}]), "c": ("2012", [{"case": "c"}])}
    (line,) = lines_in(catalog_of(learned))
    assert sorted(names_of(line)) == ["a", "b"]
    assert names_of(line_of(catalog_of(learned), "c")) == ["no-forerunner", "c", "nobody-yet"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), max_size=3), min_size=1, max_size=14))
def test_any_library_is_drawn_with_every_step_once(links: list[list[int]]) -> None:
    learned = {f"c{at}": (str(2000 + at), [{"case": f"c{to % at}"} for to in dict.fromkeys(n % at for n in found)]
                          if at else []) for at, found in enumerate(links)}
    lines = lines_in(catalog_of(learned))
    told = sorted((step.forerunner[1], step.learner[1]) for line in lines for step in line.steps)
    assert told == sorted((step["case"], id) for id, (_, steps) in learned.items() for step in steps)
    for line in lines:
        check_strokes(line)
        places = [stop.key for stop in line.stops]
        assert all(places.index(step.forerunner) < places.index(step.learner) for step in line.steps)


# The pages

def page_of(catalog: Catalog, macro: str = "lineage", *arguments: str, language: str = "en") -> Any:
    url = f"cases/{arguments[0]}.html" if arguments else "lineage.html"
    markup = call(View(Site(catalog, Words(language)), url), macro, *arguments)
    return html.fragment_fromstring(str(markup), create_parent="div")


def text_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_the_page_says_the_longest_path_first_and_counts_the_silent_cases_in_a_sentence(catalog: Catalog) -> None:
    page = page_of(catalog)
    assert text_of(page.xpath("//p")[0]) == (
        "The longest path: Porto-Alegre-Budget, then Belo-Horizonte-Budget, then Maputo-Budget.")
    assert "For 1 more case the sources name neither" in text_of(page)
    assert len(page.xpath("//section")) == 2


def test_the_table_says_every_step_that_is_drawn(catalog: Catalog) -> None:
    page = page_of(catalog)
    rows = [[text_of(cell) for cell in row] for row in page.xpath("//tbody/tr")]
    assert len(rows) == sum(len(steps) for _, steps in LEARNED.values())
    assert all(cell for row in rows for cell in row)
    assert ["Maputo-Budget, Brazil", "Belo-Horizonte-Budget", "the rules of the round", "not known from the sources"
            ] in rows
    said = [text_of(took) for took in page.xpath('//*[@class="took"]/p')]
    assert len(said) == len(rows) and "From Lisbon : the vote online" in [line.replace(":", " :") for line in said]


def test_every_stop_is_told_in_words_and_every_case_has_its_link(catalog: Catalog) -> None:
    page = page_of(catalog)
    assert all(text_of(item) for item in page.xpath('//ol[@class="path"]/li'))
    linked = set(page.xpath('//ol[@class="path"]//b/a/@href'))
    assert linked == {f"cases/{id}.html" for id in LEARNED if id != "nairobi-fees"}
    assert all(svg.get("aria-hidden") == "true" for svg in page.xpath('//svg[@class="rail"]'))


def test_the_page_of_a_case_draws_its_own_line_and_marks_the_case(catalog: Catalog) -> None:
    part = page_of(catalog, "case_study", "belo-horizonte-budget").get_element_by_id("lineage")
    assert [item.get("class") for item in part.xpath(".//ol/li")] == ["at-case", "at-here", "at-case"]
    assert "From Porto-Alegre-Budget: the assemblies" in text_of(part)


def test_a_library_without_any_lineage_says_so_in_one_sentence() -> None:
    page = page_of(catalog_of({"a": ("2010", []), "b": ("2011", [])}))
    assert text_of(page) == "For 2 more cases the sources name neither a forerunner nor a later adopter."
