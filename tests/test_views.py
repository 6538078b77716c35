"""What the pages say, made from the real case studies without a builder."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from casebook.catalog import Case, Catalog
from casebook.comparison import find_subjects
from casebook.views import macros
from casebook.views.macros import PUBLIC, MacroError, call
from casebook.views.view import Site, View
from casebook.words import Words

ROOT = Path(__file__).resolve().parent.parent
CASE, OTHER = "kumasi-container-toilets", "nouakchott-waste-contract"
NOT_KNOWN = "not known from the sources"
EFFECTS = {"enabled", "hindered", "mixed"}


@pytest.fixture
def view(catalog: Catalog) -> View:
    """A hand-written page at the root of the English pages."""
    return View(Site(catalog, Words("en")), "lessons.html")


def french(view: View, url: str = "lessons.html") -> View:
    return View(Site(view.catalog, Words("fr"), shared="../"), url)


def at(view: View, url: str) -> View:
    return View(view.site, url)


def read(markup: str) -> Any:
    return html.fragment_fromstring(str(markup), create_parent="div")


def text_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def classed(element: Any, name: str) -> list[Any]:
    return element.xpath(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')


def section(page: Any, id: str) -> Any:
    return page.get_element_by_id(id)


def with_study(catalog: Catalog, id: str, **changed: Any) -> Catalog:
    """The catalog with one case study changed."""
    case = catalog.cases[id]
    study = case.study.model_copy(update=changed)
    return Catalog({**catalog.cases, id: Case(id, study, "changed")}, catalog.places, catalog.vocabulary, "changed")


def case_page(catalog: Catalog, id: str = CASE, language: str = "en", **site: Any) -> Any:
    return read(call(View(Site(catalog, Words(language), **site), f"cases/{id}.html"), "case_study", id))


@pytest.fixture(scope="module")
def pages(catalog: Catalog) -> dict[str, Any]:
    """The page of every case study, made once."""
    return {id: case_page(catalog, id) for id in catalog.cases}


# A case study ----------------------------------------------------------------------------------------------------

def test_a_case_says_its_lesson_before_anything_else(catalog: Catalog) -> None:
    page = case_page(catalog)
    first = page.xpath("//p")[:3]
    assert any(text_of(paragraph) == catalog.cases[CASE].study.summary for paragraph in first)


def test_every_citation_of_a_case_leads_to_a_source_on_its_own_page(catalog: Catalog, pages: dict[str, Any]) -> None:
    for id, case in catalog.cases.items():
        page = pages[id]
        ids = set(page.xpath("//@id"))
        cites = [link.get("href") for link in classed(page, "cite")]
        others = [link.get("href") for link in classed(section(page, "lineage"), "cite")]
        own = [href for href in cites if href[0] == "#"]
        assert own and all(href[1:] in ids for href in own)
        assert all(href in others and re.fullmatch(r"\.\./cases/[\w-]+\.html#s\d+", href)
                   for href in cites if href not in own), "what another case on its path learned, from its own sources"
        assert len(page.xpath('//ol[@class="sources"]/li')) == len(case.study.sources)


def test_every_source_of_a_case_leads_to_its_address_and_names_its_publisher(
        catalog: Catalog, pages: dict[str, Any]) -> None:
    for id, case in catalog.cases.items():
        items = pages[id].xpath('//ol[@class="sources"]/li')
        for item, source in zip(items, case.study.sources, strict=True):
            assert [link.get("href") for link in item.iter("a")] == ([source.url] if source.url else [])
            assert all(" ".join(words.split()) in text_of(item) for words in (source.publisher, source.title))


def test_what_is_not_known_is_said_and_never_left_empty(catalog: Catalog) -> None:
    page = case_page(with_study(catalog, CASE, period=None, status=None, stage=None, budget=None, results=(),
                                learned_from=()))
    glance = {text_of(term): text_of(term.getnext()) for term in page.xpath('//dl[contains(@class, "glance")]//dt')}
    assert [glance[label] for label in ("Cost", "People", "Time", "Status", "Stage")] == [NOT_KNOWN] * 5
    assert "No result is known from the sources." in text_of(section(page, "results"))
    assert "The sources do not say from whom it was learned." in text_of(section(page, "lineage"))


def test_no_fact_of_any_case_is_left_empty(catalog: Catalog, pages: dict[str, Any]) -> None:
    for id in catalog.cases:
        facts = pages[id].xpath("//dd|//dt|//td|//li|//h1|//h2|//h3|//h4")
        assert len(facts) > 30 and all(text_of(element) for element in facts)


def test_nothing_found_is_told_as_a_finding(catalog: Catalog) -> None:
    page = case_page(with_study(catalog, CASE, setbacks=(), mindsets=()))
    assert "The sources were read for it and name none." in text_of(section(page, "setbacks"))
    assert "The sources were read for it and show none." in text_of(section(page, "mindsets"))


def test_a_mechanism_stands_with_its_effect_in_a_word_and_what_was_done(
        catalog: Catalog, pages: dict[str, Any]) -> None:
    for id, case in catalog.cases.items():
        rows = section(pages[id], "mechanisms").xpath(".//li")
        assert len(rows) == len(case.study.mechanisms)
        for row in rows:
            effect = classed(row, "effect")[0]
            assert text_of(effect) in EFFECTS and text_of(effect) in effect.get("class")
            assert "What they did:" in text_of(row) or text_of(effect) != "hindered"


def test_mechanisms_that_hindered_come_first(catalog: Catalog, pages: dict[str, Any]) -> None:
    for id in catalog.cases:
        effects = [text_of(effect) for effect in classed(section(pages[id], "mechanisms"), "effect")]
        assert effects == sorted(effects, key=["hindered", "mixed", "enabled"].index)


def test_a_result_is_never_shown_without_its_source_its_kind_and_who_reported_it(
        catalog: Catalog, pages: dict[str, Any]) -> None:
    for id, case in catalog.cases.items():
        rows = section(pages[id], "results").xpath(".//li")
        for row, result in zip(rows, case.study.results, strict=True):
            assert f"[{result.source}]" in text_of(row) and "reported by:" in text_of(row)
            assert catalog.vocabulary.label("result_kinds", result.kind, "en") in text_of(row)


def test_a_related_case_says_why_it_is_here(catalog: Catalog, pages: dict[str, Any]) -> None:
    for id in catalog.cases:
        related = section(pages[id], "related")
        cards = related.xpath('.//li[@class="case"]')
        assert cards and all("Why it is here:" in text_of(card) for card in cards)
        assert f"../cases/{id}.html" not in related.xpath(".//h3/a/@href")


def test_the_contents_of_a_case_page_lead_to_its_parts_in_order(catalog: Catalog) -> None:
    page = case_page(catalog)
    inner = [href[1:] for href in page.xpath("(//aside//ul)[1]//a/@href") if href.startswith("#")]
    assert inner == [id for id in page.xpath("//section/@id") if id in inner] and len(inner) >= 8


def test_edit_this_leads_to_the_file_people_write_where_the_repository_is_known(catalog: Catalog) -> None:
    known = case_page(catalog, repository="https://example.org/casebook/")
    hrefs = set(known.xpath("//a/@href"))
    assert any(href.startswith("https://example.org/casebook/") and href.endswith(f"case_studies/{CASE}.yml")
               for href in hrefs)
    assert "../contribute.html" in set(case_page(catalog).xpath("//a/@href"))


def test_a_case_in_french_has_french_headings_and_its_english_text_says_so(catalog: Catalog) -> None:
    page = case_page(catalog, language="fr", shared="../")
    english = classed(page, "translation")
    assert len(english) == 1 and "anglais" in text_of(english[0])
    headings = {text_of(heading) for heading in page.xpath("//h2")}
    assert not headings & {"Challenge", "Lessons", "What did not work", "Sources and"}
    study = catalog.cases[CASE].study
    for wanted in (study.title, study.summary, study.lessons[0].lesson):
        plain = uncited(wanted)[:60]
        assert any(plain in uncited(text_of(element)) for element in page.xpath('//*[@lang="en"]')), plain


def uncited(text: str) -> str:
    return " ".join(re.sub(r"\s*\[\d+\]", "", text).split())


def test_text_in_the_language_of_the_page_is_not_marked(catalog: Catalog) -> None:
    page = case_page(catalog)
    assert page.xpath("//*[@lang]") == [] and classed(page, "translation") == []


def test_a_case_in_arabic_would_run_from_right_to_left(catalog: Catalog) -> None:
    page = case_page(with_study(catalog, CASE, language="ar"))
    assert set(page.xpath('//*[@lang="ar"]/@dir')) == {"rtl"}


# Places and terms ------------------------------------------------------------------------------------------------

def test_a_place_shows_all_its_cases_and_peers_with_the_reason(catalog: Catalog) -> None:
    for id in catalog.places:
        page = read(call(View(Site(catalog, Words("en")), f"places/{id}.html"), "place", id))
        linked = set(section(page, "cases").xpath(".//h3/a/@href"))
        assert linked == {f"../cases/{case.id}.html" for case in catalog.cases_of(id)}
        for peer in page.xpath('//ul[@class="peers"]/li'):
            assert "In common with" in text_of(peer) or "Both work on" in text_of(peer)


@pytest.mark.parametrize("facet", ["methods", "mechanisms", "mindsets", "themes"])
def test_the_page_of_a_term_shows_every_case_that_carries_it(catalog: Catalog, facet: str) -> None:
    for id in catalog.vocabulary[facet]:
        page = read(call(View(Site(catalog, Words("en")), f"{facet}/{id}.html"), "term", facet, id))
        linked = set(page.xpath("//a/@href"))
        assert {f"../cases/{case.id}.html" for case in catalog.cases_with(facet, id)} <= linked
        assert text_of(page.xpath("//h1")[0]) == catalog.vocabulary[facet][id].label.en


def test_a_balance_sheet_counts_each_case_once_on_its_side(catalog: Catalog) -> None:
    for id in catalog.vocabulary["mechanisms"]:
        counts = View(Site(catalog, Words("en")), "x.html").effects_of(id, catalog.cases_with("mechanisms", id))
        page = read(call(View(Site(catalog, Words("en")), f"mechanisms/{id}.html"), "term", "mechanisms", id))
        for effect in ("hindered", "enabled"):
            side = page.xpath(f'//section[@aria-labelledby="b-{effect}"]')
            if side:
                assert len(side[0].xpath("./ol/li")) == counts[effect]
                assert text_of(classed(side[0], "total")[0].xpath("./span")[1]) == str(counts[effect])


def test_small_counts_never_claim_a_cause(catalog: Catalog) -> None:
    view = View(Site(catalog, Words("en")), "mechanisms/procurement.html")
    page = read(call(view, "term", "mechanisms", "procurement"))
    if page.xpath('//section[@id="different"]'):
        assert "not what caused what" in text_of(section(page, "different"))
    assert "%" not in text_of(page.xpath('//section[@id="finding"]')[0])


def test_a_term_without_cases_says_so(catalog: Catalog) -> None:
    empty = Catalog({}, catalog.places, catalog.vocabulary, "empty")
    for facet, words in (("mechanisms", "No case speaks of it yet."), ("methods", "0 cases used it.")):
        id = next(iter(catalog.vocabulary[facet]))
        assert words in text_of(read(call(View(Site(empty, Words("en")), f"{facet}/{id}.html"), "term", facet, id)))


def test_every_page_can_be_made_from_an_empty_catalog(catalog: Catalog) -> None:
    empty = View(Site(Catalog({}, {}, catalog.vocabulary, "empty"), Words("en")), "index.html")
    for name in sorted(PUBLIC.keys() - {"case_study", "place", "term", "compare", "cite", "case_link", "term_list"}):
        assert str(call(empty, name)) is not None


# Comparisons -----------------------------------------------------------------------------------------------------

def test_an_opposite_effect_stands_first_and_is_lifted(view: View) -> None:
    pair = opposite_pair(view.catalog)
    page = read(call(view, "compare", *pair))
    findings = section(page, "findings").xpath(".//ol/li")
    assert findings[0].get("class") == "lift" and text_of(findings[0]).startswith("Opposite")
    assert section(page, "opposites") is not None
    mechanisms = next(body for body in page.xpath("//tbody") if text_of(body.xpath(".//th")[0]) == "Mechanisms")
    assert "lift" in mechanisms.xpath("./tr")[1].get("class", "")


def opposite_pair(catalog: Catalog) -> tuple[str, str]:
    """Two cases of two places that one mechanism hindered and helped."""
    for one in catalog.cases.values():
        for two in catalog.cases.values():
            if one.lead != two.lead and any(effect == "hindered" and two.effects.get(mechanism) == "enabled"
                                            for mechanism, effect in one.effects.items()):
                return one.id, two.id
    raise AssertionError("no opposite in the catalog")


def test_every_cell_of_a_comparison_names_its_place_and_says_something(view: View) -> None:
    page = read(call(view, "compare", CASE, OTHER, "harrow-council-of-the-future"))
    names = [text_of(head) for head in page.xpath("//thead//th")]
    for row in page.xpath("//tbody/tr[td]"):
        cells = row.xpath("./td")
        assert [cell.get("data-place") for cell in cells] == names
        assert all(text_of(cell) for cell in cells)


def test_the_rows_of_a_comparison_are_in_the_fixed_order(view: View) -> None:
    order = ["Context", "Challenge", "Methods", "Mechanisms", "Mindsets", "Experiments", "Results", "What did not work",
             "Lessons", "What you can take"]
    groups = [text_of(head) for head in read(call(view, "compare", "kumasi", "kampala")).xpath('//tr[@class="group"]')]
    assert groups == [label for label in order if label in groups] and groups[:4] == order[:4]


def test_a_comparison_of_two_cases_of_one_place_tells_them_apart(catalog: Catalog, view: View) -> None:
    ids = [case.id for case in catalog.cases_of("kumasi")][:2]
    names = [text_of(head) for head in read(call(view, "compare", *ids)).xpath("//thead//th")]
    assert len(set(names)) == 2 and all(name.startswith("Kumasi: ") for name in names)


def test_a_citation_of_a_case_elsewhere_leads_to_the_source_on_its_page(view: View) -> None:
    page = read(call(view, "compare", CASE, OTHER))
    hrefs = {link.get("href") for link in classed(page, "cite")}
    assert hrefs and all(re.fullmatch(rf"cases/({CASE}|{OTHER})\.html#s\d+", href) for href in hrefs)


@pytest.mark.parametrize("columns", ["places", "countries", "regions", "themes", "cases"])
@pytest.mark.parametrize("rows", ["methods", "mechanisms", "mindsets", "themes"])
def test_a_matrix_says_each_cell_in_words(view: View, rows: str, columns: str) -> None:
    page = read(call(view, "matrix", rows=rows, columns=columns, region="west-africa"))
    table = page.xpath("//table")[0]
    width = len(table.xpath("./thead/tr/th"))
    assert all(len(row) == width for row in table.xpath("./tbody/tr"))
    for cell in table.xpath(".//td"):
        assert re.search(r"[a-z]{4,}", text_of(cell)), "neither a colour nor a sign says it alone"


# Macros ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name, arguments, options, near", [
    ("case_study", ("kumasi-container-toilet",), {}, CASE),
    ("place", ("kumassi",), {}, "kumasi"),
    ("term", ("mechanisms", "procurment"), {}, "procurement"),
    ("term", ("mechanism", "procurement"), {}, "mechanisms"),
    ("compare", ("kumasi", "nouakchot"), {}, "nouakchott"),
    ("matrix", (), {"rows": "mechanism"}, "mechanisms"),
    ("matrix", (), {"columns": "place"}, "places"),
    ("matrix", (), {"theme": "revenue-and-taxes"}, "revenue-and-tax"),
    ("setbacks", (), {"mechanism": "procurement:hinderd"}, "hindered"),
    ("lessons", (), {"reader": "officer"}, "officers"),
    ("results", (), {"themes": "mobility"}, "theme"),
    ("case_cards", ("kumasi-container-toilet",), {}, CASE),
    ("case_cards", (), {"country": "Ghana"}, "GH"),
    ("world_map", (), {"region": "west-afrika"}, "west-africa"),
    ("term_list", ("mechanism",), {}, "mechanisms"),
    ("cite", ("kumasi-container-toilet", 1), {}, CASE),
    ("case_link", ("kumasi-container-toilet",), {}, CASE),
])
def test_an_unknown_id_is_refused_with_the_page_the_macro_and_the_nearest(
        view: View, name: str, arguments: tuple[Any, ...], options: dict[str, Any], near: str) -> None:
    with pytest.raises(MacroError) as refused:
        call(view, name, *arguments, **options)
    said = str(refused.value)
    assert said.startswith(f"lessons.html: macro {name}: ") and near in said


def test_wrong_usage_of_a_macro_is_refused(view: View) -> None:
    for arguments in (("kumasi",), ("kumasi", "kigali", "kampala", "lagos", "niamey")):
        with pytest.raises(MacroError, match="two to four"):
            call(view, "compare", *arguments)
    with pytest.raises(MacroError, match="has no source 99"):
        call(view, "cite", CASE, 99)


def test_any_macro_takes_filters_by_term_place_country_region_and_network(view: View) -> None:
    for choice in ({"theme": "revenue-and-tax"}, {"mechanism": "procurement:hindered"}, {"place": "kumasi"},
                   {"country": "GH"}, {"region": "west-africa"}, {"network": "aston"}, {"method": "rapid-pilot"},
                   {"place": ["kumasi", "kigali"], "status": ("scaled", "running")}):
        for name in ("matrix", "experiments", "setbacks", "lessons", "results", "reusables", "lineage", "case_cards",
                     "world_map"):
            assert isinstance(call(view, name, **choice), str)


def test_a_filter_leaves_only_the_cases_it_fits(catalog: Catalog, view: View) -> None:
    page = read(call(view, "case_cards", country="GH"))
    assert set(page.xpath("//h3/a/@href")) == {
        f"cases/{id}.html" for id, case in catalog.cases.items()
        if any(catalog.places[place].country == "GH" for place in case.study.places)}


def test_a_limit_and_an_order_are_kept(view: View) -> None:
    assert list(read(call(view, "case_cards", OTHER, CASE)).xpath("//h3/a/@href")) == [
        f"cases/{OTHER}.html", f"cases/{CASE}.html"]
    assert len(read(call(view, "setbacks", limit=2)).xpath("//section")) == 2


def test_links_of_macros_lead_to_pages_from_any_depth(catalog: Catalog, view: View) -> None:
    assert call(at(view, "comparisons/x.html"), "case_link", CASE) == f'<a href="../cases/{CASE}.html">Kumasi</a>'
    assert call(view, "case_link", CASE, "<b>toilets</b>") == (
        f'<a href="cases/{CASE}.html">&lt;b&gt;toilets&lt;/b&gt;</a>')
    marks = read(call(at(view, "comparisons/x.html"), "cite", CASE, 2, 1))
    assert [link.get("href") for link in classed(marks, "cite")] == [
        f"../cases/{CASE}.html#s2", f"../cases/{CASE}.html#s1"]


def test_a_macro_gives_one_block_without_blank_lines(view: View) -> None:
    """A blank line would end the block for Markdown, and the rest of the page would be read as Markdown."""
    for name, arguments in (("case_study", (CASE,)), ("place", ("kumasi",)), ("term", ("mechanisms", "procurement")),
                            ("compare", (CASE, OTHER)), ("matrix", ()), ("coverage", ()), ("home_page", ()),
                            ("explore_page", ()), ("vocabulary", ()), ("experiments", ())):
        markup = str(call(view, name, *arguments))
        assert "\n\n" not in markup and re.match(r"<(div|article)\b", markup), name
        assert len(html.fragments_fromstring(markup)) == 1, name


def test_the_experiments_page_counts_first_what_is_not_known(catalog: Catalog, view: View) -> None:
    found = [experiment for case in catalog.cases.values() for experiment in case.study.experiments]
    unknown = sum(1 for experiment in found if experiment.verdict == "unknown")
    first = text_of(read(call(view, "experiments")).xpath("//p")[0])
    assert str(len(found)) in first and str(unknown) in first


def test_the_documentation_of_every_macro_says_what_it_writes() -> None:
    assert all((macro.__doc__ or "").endswith(".") for macro in PUBLIC.values())


def test_a_subject_may_be_a_case_or_a_place(catalog: Catalog) -> None:
    kinds = [subject.kind for subject in find_subjects(catalog, ("kumasi", CASE))]
    assert kinds == ["place", "case"] and macros.PUBLIC["compare"] is macros.compare


# Words -----------------------------------------------------------------------------------------------------------

def test_figures_dates_and_lists_are_written_as_readers_write_them() -> None:
    english, french = Words("en"), Words("fr")
    assert english.number(1234567) == "1,234,567" and french.number(1234567).replace("\u202f", " ") == "1 234 567"
    days = ("2019", "2019-03", "2019-03-31")
    assert list(map(english.day, days)) == ["2019", "March 2019", "31 March 2019"]
    assert list(map(french.day, days)) == ["2019", "mars 2019", "31 mars 2019"]
    assert english.listing(["a", "b", "c"]) == "a, b and c" and french.listing(["a", "b", "c"]) == "a, b et c"
    assert english.country("GH") == "Ghana" and french.country("CI") == "Côte d’Ivoire"
