"""From what is in the way to what others did: whether it moved, where it hindered and helped, in an officer's words."""

from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, words_of
from lxml import html

from casebook.catalog import Case, Catalog
from casebook.comparison import RegionBalance, Use, balance_sheet, count_moves, first_to_read
from casebook.model import CaseStudy, Place, Term
from casebook.views.macros import call
from casebook.views.obstacles import moved_in_words
from casebook.views.view import Site, View
from casebook.vocabulary import Vocabulary
from casebook.words import Words

WORDS = {"mechanisms": ["procurement", "trust", "funding"], "regions": ["west-africa", "europe", "asia"],
         "moves": ["gave-way", "eased", "stayed"], "effects": ["hindered", "mixed", "enabled"],
         "methods": ["co-design"], "mindsets": [], "themes": ["mobility"], "verdicts": [], "evidence": []}
REGIONS = {"accra": "west-africa", "lome": "west-africa", "leeds": "europe"}


def case(id: str, *uses: tuple[str, str, str | None, str | None], places: list[str], sources: int = 1) -> Case:
    """A case whose mechanisms are (mechanism, effect, response, moved)."""
    mechanisms = [{"mechanism": name, "effect": effect, "how": "h", "response": response, "moved": moved}
                  for name, effect, response, moved in uses]
    return Case(id, CaseStudy.model_validate({
        "title": id, "places": places, "summary": "s", "themes": ["mobility"], "challenge": "c", "approach": "a",
        "methods": [{"method": "co-design", "how": "h"}], "mechanisms": mechanisms, "mindsets": "none-found",
        "setbacks": "none-found", "lessons": [{"lesson": "l", "for": ["officers"]}], "checked": "2026-11",
        "language": "en", "sources": [{"title": "t", "publisher": "p", "kind": "press"}] * sources}), "")


def small_catalog() -> Catalog:
    """Procurement: in the way in four cases, two of which say how far it moved; trust: only a help; funding: none."""
    cases = (
        case("a", ("procurement", "hindered", "asked first", "stayed"), places=["accra"], sources=9),
        case("b", ("procurement", "hindered", "used a contract", "gave-way"), places=["lome", "leeds"]),
        case("c", ("procurement", "mixed", None, None), ("trust", "enabled", None, None), places=["accra"]),
        case("d", ("procurement", "hindered", None, None), places=["lome"]),
        case("e", ("procurement", "enabled", None, None), places=["leeds"]),
    )
    places = {id: Place.model_validate({"name": {"en": id.title()}, "kind": "city", "country": "GH", "region": region,
                                        "latitude": 0, "longitude": 0, "languages": ["en"]})
              for id, region in REGIONS.items()}
    terms = {facet: {id: Term.model_validate({"label": {"en": id}}) for id in ids} for facet, ids in WORDS.items()}
    return Catalog({case.id: case for case in cases}, places, Vocabulary(terms))


def sheet_of(catalog: Catalog, mechanism: str) -> Any:
    return balance_sheet(catalog, mechanism, catalog.cases_with("mechanisms", mechanism))


# As data ---------------------------------------------------------------------------------------------------------

def test_a_sheet_tells_by_region_and_names_the_regions_without_any_case() -> None:
    sheet = sheet_of(small_catalog(), "procurement")
    assert sheet.regions == (RegionBalance("west-africa", ("a", "b", "d"), ("c",), ()),
                             RegionBalance("europe", ("b",), (), ("e",)))
    assert sheet.silent == ("asia",)


def test_a_use_says_whether_what_was_in_the_way_moved() -> None:
    catalog = small_catalog()
    sheet = sheet_of(catalog, "procurement")
    assert sheet.hindered[0] == Use("a", 0, True, "stayed")
    assert count_moves(catalog, sheet.in_the_way) == {"gave-way": 1, "eased": 0, "stayed": 1}


def test_the_first_case_to_read_is_one_in_which_it_moved_though_others_have_more_sources() -> None:
    catalog = small_catalog()
    assert first_to_read(catalog, sheet_of(catalog, "procurement")) == ("b", "gave-way", "hindered-with-response")
    assert first_to_read(catalog, sheet_of(catalog, "trust")) is None


def test_the_sentence_counts_only_what_the_sources_say() -> None:
    catalog = small_catalog()
    view = View(Site(catalog, Words("en")), "obstacles.html")
    uses = sheet_of(catalog, "procurement").in_the_way
    assert moved_in_words(view, uses) == ("Where it was in the way (4 cases), it gave way in 1 and stayed in 1; for 2 "
                                          "the sources do not say.")
    silent = [use for use in uses if not use.moved]
    assert moved_in_words(view, silent[:1]) == ("Where it was in the way (1 case), the sources do not say whether it "
                                                "gave way.")
    assert moved_in_words(view, [use for use in uses if use.moved == "stayed"]) == (
        "Where it was in the way (1 case), it stayed in 1.")
    assert moved_in_words(view, []) == ""


# The pages, of the small catalog and of the real one ----------------------------------------------------------------

def read(markup: object) -> Any:
    return html.fragment_fromstring(str(markup), create_parent="div")


def page_of(catalog: Catalog, url: str, name: str, *args: str, language: str = "en") -> Any:
    return read(call(View(Site(catalog, Words(language)), url), name, *args))


@pytest.fixture(scope="module")
def real(catalog: Catalog) -> Catalog:
    return catalog


def test_a_mechanism_page_says_where_no_evidence_is() -> None:
    page = page_of(small_catalog(), "mechanisms/trust.html", "term", "mechanisms", "trust")
    rows = {words_of(row.find("th")): words_of(row) for row in page.xpath('//*[@id="where"]//tbody/tr')}
    assert rows == {"west-africa": "west-africa none none Accra", "europe": "europe No evidence yet."}
    assert "The library holds no case yet from: asia." in words_of(page.get_element_by_id("where"))
    assert "No evidence yet." in words_of(page.get_element_by_id("both"))
    assert "No evidence yet." in words_of(page.xpath('//section[@aria-labelledby="b-hindered"]')[0])


def test_a_mechanism_page_says_of_each_obstacle_whether_it_moved() -> None:
    page = page_of(small_catalog(), "mechanisms/procurement.html", "term", "mechanisms", "procurement")
    told = [words_of(item) for item in page.xpath('//section[@aria-labelledby="b-hindered"]//li')]
    assert [text.split("Did it move? ")[1] for text in told] == ["stayed", "gave-way",
                                                                "not known from the sources"]
    assert words_of(page.xpath('//*[@id="finding"]//p[@class="lede"]')[0]) == (
        "procurement hindered 3 cases and helped 1; in 1 it did both. Where it was in the way (4 cases), it gave way "
        "in 1 and stayed in 1; for 2 the sources do not say.")


def test_the_page_of_a_choice_of_cases_leaves_out_the_regions_that_were_not_chosen() -> None:
    view = View(Site(small_catalog(), Words("en")), "page.html")
    page = read(call(view, "term", "mechanisms", "trust", place="accra"))
    assert [words_of(row) for row in page.xpath('//*[@id="where"]//tbody/tr')] == ["west-africa none none Accra"]
    assert "holds no case yet" not in words_of(page)


def test_the_guided_page_says_plainly_what_no_case_speaks_of() -> None:
    page = page_of(small_catalog(), "obstacles.html", "obstacles")
    assert "gave way in 1" in words_of(page.get_element_by_id("procurement"))
    assert "Read first: Leeds" in words_of(page.get_element_by_id("procurement")).replace("Lome and Leeds", "Leeds")
    assert "No evidence yet of a case in which it was in the way." in words_of(page.get_element_by_id("trust"))
    assert "No evidence yet: no case speaks of it." in words_of(page.get_element_by_id("funding"))


def test_without_cases_the_guided_page_still_reads() -> None:
    words = Vocabulary({facet: {} for facet in WORDS} | small_catalog().vocabulary.facets)
    page = page_of(Catalog(vocabulary=words), "obstacles.html", "obstacles")
    assert "No case speaks of an obstacle yet." in words_of(page)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_mechanism_is_said_as_an_officer_would_and_no_two_alike(real: Catalog, language: str) -> None:
    said = [phrase for term in real.vocabulary["mechanisms"].values() for phrase in getattr(term.said, language)]
    assert len(said) == len(set(said))
    for id, term in real.vocabulary["mechanisms"].items():
        assert 1 <= len(getattr(term.said, language)) <= 2, f"{id} has no phrase for people in {language}"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_guided_page_names_every_mechanism_and_leads_to_its_page(real: Catalog, language: str) -> None:
    page = page_of(real, "obstacles.html", "obstacles", language=language)
    links = set(page.xpath('//ul[contains(@class, "said")]//h3/a/@href'))
    assert links == {f"mechanisms/{id}.html" for id in real.vocabulary["mechanisms"]}


def test_the_counts_of_the_guided_page_are_those_of_the_case_files(real: Catalog) -> None:
    uses = [use for case in real.cases.values() for use in case.study.mechanisms if use.effect != "enabled"]
    moved = [use.moved for use in uses if use.moved]
    text = words_of(page_of(real, "obstacles.html", "obstacles").get_element_by_id("finding"))
    assert f"{len(uses)} obstacles in all" in text and f"gave way in {moved.count('gave-way')}," in text
    assert f"for {len(uses) - len(moved)} the sources do not say" in text


def test_what_moved_is_shown_on_the_page_of_its_case(real: Catalog) -> None:
    found = next(case for case in real.cases.values() if any(use.moved == "gave-way" for use in case.study.mechanisms))
    page = read(call(View(Site(real, Words("en")), f"cases/{found.id}.html"), "case_study", found.id))
    assert "Did it move? gave way" in words_of(page.get_element_by_id("mechanisms"))


def test_the_template_says_how_a_move_is_written() -> None:
    text = (Path(ROOT) / "case_studies" / "_template.yml").read_text("utf-8")
    assert "    moved: eased\n" in text and "gave-way (removed, or got round) | eased | stayed" in text
