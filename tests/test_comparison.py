"""What comparisons, sheets, matrices and filters say of small catalogs that were checked by hand."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook import comparison
from casebook.catalog import Case, Catalog
from casebook.comparison import (
    Also,
    Comparison,
    Evidence,
    Finding,
    MatrixCell,
    Side,
    Subject,
    Together,
    UnknownId,
    Use,
    compare,
    filter_cases,
    told,
)
from casebook.model import CaseStudy, Place, Term
from casebook.views.findings import sentence, subject_names, tag
from casebook.views.view import Site, View
from casebook.vocabulary import Vocabulary
from casebook.words import Words

GOLDEN = sorted((Path(__file__).parent / "golden" / "comparison").glob("*.yml"))
CLOSED = {
    "effects": ["enabled", "hindered", "mixed"], "tests": ["solution", "people", "impact", "resources"],
    "verdicts": ["supported", "refuted", "mixed", "inconclusive", "unknown"],
    "statuses": ["planned", "running", "completed", "scaled", "stopped"],
    "stages": ["prototype", "large-pilot", "full-service"], "networks": ["aston"],
    "evidence": ["independent", "outside", "own-account"],
}
GROUPS = ["context", "challenge", "methods", "mechanisms", "mindsets", "experiments", "results", "setbacks", "lessons",
          "reuse"]


def term(id: str, start: int | None = None) -> Term:
    return Term.model_validate({"label": {"en": id}, **({} if start is None else {"from": start})})


def vocabulary(facets: dict[str, Any]) -> Vocabulary:
    """A facet is a list of ids, or sizes with where they begin."""
    return Vocabulary({facet: {id: term(id, ids[id] if isinstance(ids, dict) else None) for id in ids}
                       for facet, ids in {**CLOSED, **facets}.items()})


def place(id: str, *, population: int | None = None, income_group: str | None = None, **values: Any) -> Place:
    url = "https://example.org/"
    return Place.model_validate({
        "name": {"en": id.title()}, "kind": "city", "latitude": 0, "longitude": 0, **values,
        "population": {"value": population, "source_url": url} if population else None,
        "income_group": {"value": income_group, "source_url": url} if income_group else None})


def case(id: str, **values: Any) -> Case:
    """A valid case, with one source, in which the test states what matters."""
    plain = {"title": id, "summary": "s", "themes": ["mobility"], "challenge": "c", "approach": "a",
             "methods": [{"method": "lean-experiment", "how": "h"}], "mindsets": "none-found",
             "mechanisms": [{"mechanism": "procurement", "effect": "mixed", "how": "h"}], "setbacks": "none-found",
             "lessons": [{"lesson": "l", "for": ["officers"]}], "checked": "2026-11", "language": "en",
             "sources": [{"title": "t", "publisher": "p", "kind": "press"}]}
    return Case(id, CaseStudy.model_validate({**plain, **values}), "")


def catalog_from(data: dict[str, Any]) -> Catalog:
    return Catalog({id: case(id, **values) for id, values in sorted(data["cases"].items())},
                   {id: place(id, **values) for id, values in data["places"].items()}, vocabulary(data["vocabulary"]))


def mechanism(name: str, effect: str, response: str | None = None, how: str = "h [1]") -> dict[str, Any]:
    return {"mechanism": name, "effect": effect, "how": how, "response": response}


def methods(*names: str) -> list[dict[str, str]]:
    return [{"method": name, "how": "h"} for name in names]


PLACES = {
    "accra": {"country": "GH", "region": "west-africa", "languages": ["en"], "population": 2000000},
    "lome": {"country": "TG", "region": "west-africa", "languages": ["fr"], "population": 300000},
    "leeds": {"country": "GB", "region": "europe", "languages": ["en"]},
}
WORDS: dict[str, Any] = {
    "methods": ["lean-experiment", "staged-scaling", "co-design"], "mechanisms": ["procurement", "funding", "trust"],
    "mindsets": ["humility", "transparency"], "themes": ["mobility", "revenue"], "regions": ["west-africa", "europe"],
    "place_sizes": {"small": 0, "large": 500000},
}


def small_catalog(**cases: dict[str, Any]) -> Catalog:
    """Cases by id, with _ for -, in three places."""
    named = {id.replace("_", "-"): values for id, values in cases.items()}
    return catalog_from({"cases": named, "places": PLACES, "vocabulary": WORDS})


# Golden files ----------------------------------------------------------------------------------------------------

def plain_side(side: Side) -> list[Any]:
    return [side.subject, side.value, [[e.case, e.field, list(e.citations)] for e in side.evidence]]


def plain_findings(found: Comparison) -> list[dict[str, Any]]:
    return [{"kind": finding.kind, "facet": finding.facet, "term": finding.term,
             "sides": [plain_side(side) for side in finding.sides]} for finding in found.findings]


def plain_groups(found: Comparison) -> dict[str, list[Any]]:
    return {group.id: [[row.key, row.mark, *([[e.case, e.field, e.value] for e in cell.entries] for cell in row.cells)]
                       for row in group.rows] for group in found.groups}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_comparison_says_what_was_found_by_hand(path: Path) -> None:
    golden = yaml.safe_load(path.read_text("utf-8"))
    found = compare(catalog_from(golden), golden["compare"])
    groups = plain_groups(found)
    assert plain_findings(found) == golden["findings"]
    assert {id: groups[id] for id in golden["groups"]} == golden["groups"]
    assert list(groups) == GROUPS


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_comparison_is_told_in_the_words_of_the_language(path: Path, language: str) -> None:
    golden = yaml.safe_load(path.read_text("utf-8"))
    view = View(Site(catalog_from(golden), Words(language)), "compare.html")
    found = compare(view.catalog, golden["compare"])
    names = subject_names(view, found)
    assert [[tag(view, finding, len(found.subjects)), sentence(view, finding, names)]
            for finding in told(found.findings)] == golden["says"][language]


# Subjects --------------------------------------------------------------------------------------------------------

def test_an_id_of_both_a_case_and_a_place_is_the_case() -> None:
    catalog = small_catalog(lome={"places": ["accra"]}, tax={"places": ["lome"]})
    assert comparison.find_subjects(catalog, ["lome", "accra", "lome"]) == (
        Subject("case", "lome", ("lome",)), Subject("place", "accra", ("lome",)))


def test_an_unknown_id_names_the_nearest_one() -> None:
    with pytest.raises(UnknownId) as caught:
        compare(small_catalog(accra_fees={"places": ["accra"]}), ["acra-fees"])
    assert (caught.value.id, caught.value.nearest, caught.value.facet) == ("acra-fees", "accra-fees", "")


def test_a_place_without_cases_shows_what_is_known_of_the_place() -> None:
    found = compare(small_catalog(a={"places": ["accra"]}), ["a", "lome"])
    assert plain_groups(found)["context"][1] == [
        "region", "", [["a", "places[1]", "west-africa"]], [["", "lome", "west-africa"]]]
    assert plain_groups(found)["setbacks"] == [["setbacks", "", [["a", "setbacks", "none-found"]], []]]


def test_one_subject_alone_shares_nothing() -> None:
    found = compare(small_catalog(a={"places": ["accra"]}, b={"places": ["accra"]}), ["accra"])
    assert [finding.kind for finding in found.findings] == ["unknown"]


def test_an_experiment_that_came_out_both_ways_contradicts_nobody() -> None:
    def tested(*verdicts: str) -> list[dict[str, str]]:
        return [{"assumption": "a", "tests": "people", "how": "h", "finding": "f", "verdict": verdict,
                 "decision": "stop"} for verdict in verdicts]
    catalog = small_catalog(a={"places": ["accra"], "experiments": tested("supported", "refuted")},
                            b={"places": ["lome"], "experiments": tested("refuted", "unknown")},
                            c={"places": ["leeds"], "experiments": tested("supported")})
    assert "other-verdict" not in [finding.kind for finding in compare(catalog, ["a", "b"]).findings]
    assert compare(catalog, ["b", "c"]).findings[0] == Finding("other-verdict", "experiments", "people", (
        Side("b", "refuted", (Evidence("b", "experiments[1]", ()),)),
        Side("c", "supported", (Evidence("c", "experiments[1]", ()),))))


# Sheets ----------------------------------------------------------------------------------------------------------

def sheet_catalog() -> Catalog:
    two, three = ([{"title": "t", "publisher": "p", "kind": "press"}] * number for number in (2, 3))
    hindered, enabled = mechanism("procurement", "hindered"), mechanism("procurement", "enabled")
    answered = mechanism("procurement", "hindered", "r")
    return small_catalog(
        a={"places": ["accra"], "mechanisms": [mechanism("funding", "mixed"), hindered], "sources": two},
        b={"places": ["lome"], "mechanisms": [answered, mechanism("funding", "enabled")]},
        c={"places": ["lome"], "mechanisms": [hindered, mechanism("funding", "enabled")], "sources": three},
        d={"places": ["leeds"], "mechanisms": [enabled], "methods": methods("co-design")},
        e={"places": ["leeds"], "mechanisms": [enabled], "methods": methods("co-design", "lean-experiment")},
        f={"places": ["leeds"], "mechanisms": [mechanism("procurement", "mixed")]},
        g={"places": ["leeds"], "mechanisms": [mechanism("trust", "enabled")]})


def test_a_balance_sheet_begins_with_those_who_found_an_answer_then_with_the_best_sources() -> None:
    catalog = sheet_catalog()
    sheet = comparison.balance_sheet(catalog, "procurement", catalog.cases.values())
    assert sheet.hindered == (Use("b", 0, True), Use("c", 0, False), Use("a", 1, False))
    assert (sheet.mixed, sheet.enabled) == ((Use("f", 0, False),), (Use("d", 0, False), Use("e", 0, False)))


def test_a_balance_sheet_counts_what_else_set_the_two_sides_apart() -> None:
    catalog = sheet_catalog()
    assert comparison.balance_sheet(catalog, "procurement", catalog.cases.values()).also == (
        Also("regions", "west-africa", "", 3, 0), Also("mechanisms", "funding", "enabled", 2, 0),
        Also("methods", "lean-experiment", "", 3, 1), Also("methods", "co-design", "", 0, 2),
        Also("regions", "europe", "", 0, 2))


def test_a_term_sheet_names_what_is_often_found_with_the_term() -> None:
    catalog = sheet_catalog()
    sheet = comparison.term_sheet(catalog, "methods", "lean-experiment", catalog.cases.values())
    assert [use.case for use in sheet.uses] == ["c", "a", "b", "e", "f", "g"]
    assert sheet.uses[3] == Use("e", 1, False)
    assert sheet.together == (
        Together("themes", "mobility", "", 6), Together("mechanisms", "procurement", "hindered", 3),
        Together("mechanisms", "funding", "enabled", 2))


def test_the_cases_to_read_first_come_from_different_places_each_with_its_reason() -> None:
    catalog = sheet_catalog()
    cases = catalog.cases.values()
    assert comparison.read_first(catalog, cases) == (
        ("b", "hindered-with-response"), ("d", "enabled"), ("a", "most-evidence"))
    assert comparison.read_first(catalog, cases, mechanism="trust") == (
        ("g", "enabled"), ("c", "most-evidence"), ("a", "most-evidence"))
    assert comparison.read_first(catalog, cases, limit=1) == (("b", "hindered-with-response"),)
    assert comparison.read_first(catalog, []) == ()


def test_results_from_outside_weigh_more_than_many_sources() -> None:
    outside = [{"what": "w", "source": 1, "kind": "outcome", "reported_by": "evaluation"}]
    tested = [{"assumption": "a", "tests": "people", "how": "h", "finding": "f", "verdict": "mixed",
               "decision": "stop"}]
    many = [{"title": "t", "publisher": "p", "kind": "press"}] * 9
    catalog = small_catalog(a={"places": ["accra"], "sources": many, "experiments": tested},
                            b={"places": ["leeds"], "results": outside})
    assert comparison.read_first(catalog, catalog.cases.values()) == (
        ("a", "experiment-with-finding"), ("b", "most-evidence"))


# Matrices and lists ----------------------------------------------------------------------------------------------

def matrix_catalog() -> Catalog:
    return small_catalog(
        a={"places": ["accra"], "mechanisms": [mechanism("procurement", "enabled"), mechanism("funding", "mixed")]},
        b={"places": ["accra", "lome"], "mechanisms": [mechanism("funding", "mixed")]},
        c={"places": ["leeds"], "mechanisms": [mechanism("funding", "hindered")]},
        d={"places": ["lome"], "mechanisms": [mechanism("procurement", "hindered")]})


def test_a_matrix_shows_the_common_effect_or_that_the_cases_of_a_place_differ() -> None:
    catalog = matrix_catalog()
    found = comparison.matrix(catalog, "mechanisms", catalog.cases.values(), "regions")
    assert (found.rows, found.columns) == (("funding", "procurement"), ("west-africa", "europe"))
    assert found.cells == {
        ("procurement", "west-africa"): MatrixCell("differs", ("a", "d")),
        ("funding", "west-africa"): MatrixCell("mixed", ("a", "b")),
        ("funding", "europe"): MatrixCell("hindered", ("c",))}


def test_a_case_of_two_places_stands_in_the_columns_of_both() -> None:
    catalog = matrix_catalog()
    found = comparison.matrix(catalog, "mechanisms", catalog.cases.values(), "places")
    assert found.columns == ("accra", "leeds", "lome")
    assert found.cells["funding", "lome"] == MatrixCell("mixed", ("b",))
    assert ("procurement", "leeds") not in found.cells


def test_the_columns_of_a_matrix_can_be_countries_or_cases() -> None:
    catalog = matrix_catalog()
    cases = list(catalog.cases.values())[::-1]
    assert comparison.matrix(catalog, "methods", cases, "countries").columns == ("GB", "GH", "TG")
    found = comparison.matrix(catalog, "methods", cases, "cases")
    assert found.columns == ("d", "c", "b", "a")
    assert found.cells["lean-experiment", "a"] == MatrixCell("", ("a",))


def test_a_column_without_any_term_of_the_facet_stays() -> None:
    catalog = matrix_catalog()
    found = comparison.matrix(catalog, "mindsets", catalog.cases.values(), "places")
    assert (found.rows, found.columns, found.cells) == ((), ("accra", "leeds", "lome"), {})


def test_the_most_balanced_opposites_come_first() -> None:
    catalog = small_catalog(**{
        id: {"places": ["accra"], "mechanisms": [mechanism(name, effect) for name, effect in uses.items()]}
        for id, uses in {"a": {"trust": "enabled", "funding": "hindered", "procurement": "enabled"},
                         "b": {"trust": "hindered", "funding": "enabled", "procurement": "mixed"},
                         "c": {"trust": "enabled", "funding": "hindered"},
                         "d": {"trust": "mixed", "funding": "enabled"}}.items()})
    found = comparison.opposites(catalog, catalog.cases.values(), 5)
    assert [finding.term for finding in found] == ["funding", "trust"]
    assert found[1].sides[3] == Side("d", "mixed", (Evidence("d", "mechanisms[1]", (1,)),))
    assert len(comparison.opposites(catalog, catalog.cases.values(), 1)) == 1


def test_coverage_names_what_is_missing() -> None:
    results = [{"what": "w", "source": 1, "kind": "outcome", "reported_by": "evaluation"},
               {"what": "w", "source": 1, "kind": "outcome", "reported_by": "self"}]
    press = [{"what": "w", "source": 1, "kind": "outcome", "reported_by": "press"}]
    found = comparison.coverage(small_catalog(a={"places": ["accra", "lome"], "results": results},
                                              b={"places": ["leeds"], "themes": ["revenue", "mobility"]},
                                              c={"places": ["accra"], "language": "fr", "results": press}))
    assert found.theme_regions == {("mobility", "west-africa"): 2, ("mobility", "europe"): 1,
                                   ("revenue", "west-africa"): 0, ("revenue", "europe"): 1}
    assert found.sizes == {"small": 1, "large": 2, "unknown": 1}
    assert found.countries == {"GH": 2, "GB": 1, "TG": 1}
    assert found.languages == {"en": (2, 0), "fr": (1, 0)}
    assert (found.regions, found.themes) == ({"west-africa": 2, "europe": 1}, {"mobility": 3, "revenue": 1})
    assert found.grades == {"independent": 1, "outside": 1, "own-account": 1}
    assert (found.without_results, found.without_independent) == (("b",), ("b", "c"))
    assert ("themes", "revenue", 1) in found.rare_terms and ("mechanisms", "trust", 0) in found.rare_terms
    assert ("methods", "lean-experiment", 3) not in found.rare_terms


# Filters ---------------------------------------------------------------------------------------------------------

def ids(cases: Iterable[Case]) -> list[str]:
    return [case.id for case in cases]


def test_choices_are_or_within_and_and_across() -> None:
    catalog = matrix_catalog()
    assert ids(filter_cases(catalog, place=["accra", "leeds"])) == ["a", "b", "c"]
    assert ids(filter_cases(catalog, place=["accra", "leeds"], mechanism="funding:mixed")) == ["a", "b"]
    assert ids(filter_cases(catalog, mechanism=["funding:hindered", "procurement"])) == ["a", "c", "d"]
    assert ids(filter_cases(catalog, size="small")) == ["b", "d"]
    assert ids(filter_cases(catalog, country="TG", region="west-africa")) == ["b", "d"]
    assert ids(filter_cases(catalog)) == ids(filter_cases(catalog, theme=())) == ["a", "b", "c", "d"]
    assert filter_cases(catalog, status="scaled", stage="prototype", network="aston") == []


def test_an_effect_bears_on_the_mechanisms_that_are_chosen() -> None:
    catalog = small_catalog(
        a={"places": ["accra"], "mechanisms": [mechanism("procurement", "enabled"), mechanism("trust", "hindered")]},
        b={"places": ["accra"], "mechanisms": [mechanism("procurement", "hindered")]})
    assert ids(filter_cases(catalog, effect="hindered")) == ["a", "b"]
    assert ids(filter_cases(catalog, effect="hindered", mechanism="procurement")) == ["b"]


@pytest.mark.parametrize(("choice", "facet", "id", "near"), [
    ({"theme": "mobilty"}, "themes", "mobilty", "mobility"),
    ({"mechanism": ["trust", "procurment:hindered"]}, "mechanisms", "procurment", "procurement"),
    ({"mechanism": "trust:hindred"}, "effects", "hindred", "hindered"),
    ({"place": "acra"}, "places", "acra", "accra"),
    ({"country": "GB", "size": "larg"}, "place_sizes", "larg", "large"),
    ({"country": "UG"}, "countries", "UG", "TG"),
])
def test_a_choice_that_is_not_known_names_its_facet_and_the_nearest(
        choice: dict[str, Any], facet: str, id: str, near: str) -> None:
    with pytest.raises(UnknownId) as caught:
        filter_cases(matrix_catalog(), **choice)
    assert (caught.value.facet, caught.value.id, caught.value.nearest) == (facet, id, near)


# Properties ------------------------------------------------------------------------------------------------------

few = settings(deadline=None, max_examples=60)


def some_of(names: list[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True, min_size=least)


@st.composite
def case_values(draw: st.DrawFn) -> dict[str, Any]:
    effects = st.sampled_from(CLOSED["effects"])
    mindsets = [{"mindset": name, "how": "h"} for name in draw(some_of(WORDS["mindsets"]))]
    result = {"what": "w", "source": 1, "kind": "output", "reported_by": draw(st.sampled_from(["self", "press"]))}
    return {
        "places": draw(some_of(list(PLACES), 1)), "themes": draw(some_of(WORDS["themes"], 1)),
        "methods": methods(*draw(some_of(WORDS["methods"], 1))),
        "mechanisms": [mechanism(name, draw(effects)) for name in draw(some_of(WORDS["mechanisms"], 1))],
        "mindsets": mindsets or "none-found", "results": [result] if draw(st.booleans()) else [],
        "experiments": [{"assumption": "a", "tests": draw(st.sampled_from(CLOSED["tests"])), "how": "h",
                         "finding": "f", "verdict": draw(st.sampled_from(CLOSED["verdicts"])), "decision": "stop"}
                        for _ in range(draw(st.integers(0, 2)))]}


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    return small_catalog(**{f"case_{at}": draw(case_values()) for at in range(draw(st.integers(2, 5)))})


@st.composite
def chosen(draw: st.DrawFn) -> tuple[Catalog, list[str]]:
    catalog = draw(catalogs())
    known = st.sampled_from([*catalog.cases, *PLACES])
    return catalog, draw(st.lists(known, min_size=2, max_size=4, unique=True))


def content(found: Comparison) -> tuple[object, object]:
    findings = [(f.kind, f.facet, f.term, frozenset(f.sides)) for f in found.findings]
    rows = [(group.id, row.key, row.mark, frozenset(row.cells)) for group in found.groups for row in group.rows]
    return findings, rows


@few
@given(chosen(), st.randoms(use_true_random=False))
def test_the_order_of_the_ids_does_not_change_what_is_said(pair: tuple[Catalog, list[str]], random: Any) -> None:
    catalog, names = pair
    turned = random.sample(names, len(names))
    assert content(compare(catalog, names)) == content(compare(catalog, turned))


@few
@given(chosen())
def test_every_finding_leads_to_a_case_of_its_subject_that_carries_the_term(pair: tuple[Catalog, list[str]]) -> None:
    catalog, names = pair
    found = compare(catalog, names)
    cases = {subject.id: subject.cases for subject in found.subjects}
    for finding in found.findings:
        for side in finding.sides:
            for evidence in side.evidence:
                assert evidence.case in cases[side.subject]
                assert value_at(catalog, evidence, finding.term) in (side.value, *(
                    CLOSED["effects"] + CLOSED["verdicts"] if side.value == "differs" else []))


def value_at(catalog: Catalog, evidence: Evidence, term: str) -> str:
    """The effect or verdict that stands at the field, which must be of that term."""
    name, _, number = evidence.field.rstrip("]").partition("[")
    entry = getattr(catalog.cases[evidence.case].study, name)[int(number) - 1]
    if name == "themes":
        assert entry == term
        return ""
    if name == "experiments":
        assert term in ("", entry.tests)
        return str(entry.verdict)
    assert getattr(entry, name[:-1]) == term
    return getattr(entry, "effect", "")


@few
@given(chosen())
def test_every_tag_of_every_subject_stands_in_exactly_one_row(pair: tuple[Catalog, list[str]]) -> None:
    catalog, names = pair
    found = compare(catalog, names)
    for group in found.groups:
        if group.id in ("methods", "mechanisms", "mindsets"):
            shown = [(cell.subject, entry.case, entry.field) for row in group.rows for cell in row.cells
                     for entry in cell.entries if entry.value != "none-found"]
            there = [(subject.id, id, f"{group.id}[{at + 1}]") for subject in found.subjects for id in subject.cases
                     for at in range(len(catalog.cases[id].tags[group.id]))]
            assert sorted(shown) == sorted(there)


@few
@given(chosen())
def test_opposite_means_that_all_cases_of_one_were_enabled_and_all_of_another_hindered(
        pair: tuple[Catalog, list[str]]) -> None:
    catalog, names = pair
    found = compare(catalog, names)
    for name in WORDS["mechanisms"]:
        effects = [{catalog.cases[id].effects[name] for id in subject.cases if name in catalog.cases[id].effects}
                   for subject in found.subjects]
        opposed = {"enabled"} in effects and {"hindered"} in effects
        assert opposed == any((f.kind, f.term) == ("opposite", name) for f in found.findings)


CHOICES = {"theme": ["mobility", "revenue"], "method": WORDS["methods"], "mindset": WORDS["mindsets"],
           "mechanism": ["procurement", "trust", "funding:hindered", "procurement:enabled"],
           "effect": CLOSED["effects"], "place": list(PLACES), "region": WORDS["regions"], "country": ["GH", "GB"],
           "size": ["small", "large"]}


@few
@given(catalogs(), st.fixed_dictionaries({}, optional={key: some_of(list(values), 1)
                                                       for key, values in CHOICES.items()}))
def test_all_choices_together_give_a_part_of_what_each_gives(catalog: Catalog, choices: dict[str, Any]) -> None:
    together = set(ids(filter_cases(catalog, **choices)))
    for key, value in choices.items():
        assert together <= set(ids(filter_cases(catalog, **{key: value})))


@few
@given(catalogs())
def test_a_matrix_holds_every_tag_of_every_case(catalog: Catalog) -> None:
    found = comparison.matrix(catalog, "mechanisms", catalog.cases.values(), "places")
    shown = {(term, column, id) for (term, column), cell in found.cells.items() for id in cell.cases}
    assert shown == {(term, place, case.id) for case in catalog.cases.values() for place in case.study.places
                     for term in case.effects}
    assert set(found.rows) == {term for term, _, _ in shown}


def test_records_can_be_kept_in_sets() -> None:
    found = compare(matrix_catalog(), ["a", "b"])
    assert len({found, replace(found)}) == 1
