"""Map, timeline, heat tables and lineage paths as readers meet them in Chromium: over http and from disk, by mouse and
by keyboard, at 360 and 1280 px, without scripts, in print, from right to left, for axe."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from access import faults
from conftest import FORMS
from kinds import overflow_of
from lxml import html
from playwright.sync_api import Page

from casebook.catalog import Catalog
from casebook.comparison import matrix
from casebook.views.macros import call
from casebook.views.matrices import SHADES, WIDEST, columns_only, counts_of, shade_of, stands_out
from casebook.views.view import Site, View
from casebook.words import Words

FILTER = "explore.html?mechanism=procurement"
PICTURES = {"timeline": "timeline.html", "lineage": "lineage.html", "by region": "matrices-regions.html",
            "by theme": "matrices-themes.html"}
FOLDS = "document.querySelectorAll('details.twin').forEach(fold => fold.open = true)"
ALL_PICTURES = pytest.mark.parametrize("address", PICTURES.values(), ids=PICTURES.keys())

Open = Callable[..., Page]


def explored(page: Page) -> Page:
    """Explore once it has answered."""
    page.wait_for_selector('#explore ol.cases[aria-busy="false"]', state="attached")
    return page


# The map beside the list -----------------------------------------------------------------------------------------

def dots_of(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.eval_on_selector_all(
        ".map-fold svg a", """links => links.map(link => ({
            href: link.getAttribute("href"), label: link.getAttribute("aria-label"), cases: link.dataset.cases,
            hidden: link.getAttribute("aria-hidden")}))""")
    return found


def check_map(page: Page, catalog: Catalog, mechanism: str) -> None:
    """Places with a hit have a link and their count, the others none, and the line above counts both."""
    hits = {case.id for case in catalog.cases_with("mechanisms", mechanism)}
    places = {place for id in hits for place in catalog.cases[id].study.places}
    dots = dots_of(page)
    assert {dot["href"] for dot in dots if dot["href"]} == {f"places/{place}.html" for place in places}
    for dot in dots:
        held, total = len(hits & set(dot["cases"].split())), len(dot["cases"].split())
        assert bool(held) == bool(dot["href"]) == (dot["hidden"] is None)
        assert held != total or dot["label"].endswith((f"{total} case", f"{total} cases"))
        assert held == total or not held or f"{held} of {total} cases" in dot["label"]
    countries = {catalog.places[place].country for place in places}
    places_said, countries_said = map(int, re.findall(r"\d+", page.text_content(".map-count") or ""))
    assert (places_said, countries_said) == (len(places), len(countries))


def test_the_map_follows_the_filters_over_http_and_from_disk(
        open_page: Open, server: str, disk: str, catalog: Catalog) -> None:
    for base in (server, disk):
        page = explored(open_page(base + FILTER))
        check_map(page, catalog, "procurement")
        page.click(".map-fold summary")
        assert page.locator(".map-fold svg.map").is_visible()
        page.click(".picked li a")  # the filter goes, and all places are back
        page.wait_for_function("![...document.querySelectorAll('.map-fold svg a')].some(a => !a.hasAttribute('href'))")


def test_the_map_is_used_by_keyboard_alone_on_a_phone(open_page: Open, server: str, catalog: Catalog) -> None:
    page = explored(open_page(server + FILTER, width=FORMS["phone"]))
    page.focus(".map-fold summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") in [
        dot["label"] for dot in dots_of(page) if dot["href"]]
    page.keyboard.press("Enter")
    page.wait_for_url("**/places/*.html")


def test_the_map_can_be_skipped_by_its_first_link(open_page: Open, server: str) -> None:
    page = explored(open_page(server + FILTER, width=FORMS["phone"]))
    page.click(".map-fold summary")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "after-map"
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('svg')")


def test_without_a_script_the_map_of_explore_shows_all_places(open_page: Open, server: str, catalog: Catalog) -> None:
    page = open_page(server + "explore.html", scripts=False)
    page.click(".map-fold summary")
    places = {place for case in catalog.cases.values() for place in case.study.places}
    assert {dot["href"] for dot in dots_of_source(page)} == {f"places/{place}.html" for place in places}
    assert page.locator(".map-fold svg.map").is_visible()


def dots_of_source(page: Page) -> list[dict[str, str]]:
    """The dots as they are written in the page, for one without scripts."""
    return [{"href": link.get("href")} for link in html.document_fromstring(page.content()).xpath(
        '//details[contains(@class, "map-fold")]//svg//a')]


def test_crowded_britain_stands_in_a_frame_of_its_own(open_page: Open, server: str) -> None:
    page = open_page(server + "index.html")
    inside = page.evaluate("""() => {
        const frame = document.querySelector(".inset .frame").getBoundingClientRect();
        return [...document.querySelectorAll(".world svg a")].map(link => {
            const dot = link.querySelector(".dot").getBoundingClientRect();
            const within = dot.left >= frame.left && dot.right <= frame.right
                && dot.top >= frame.top && dot.bottom <= frame.bottom;
            return [within, link.getAttribute("aria-label").includes("United Kingdom")];
        });
    }""")
    assert sum(british for _, british in inside) >= 4 and all(within for within, british in inside if british)


# Timeline, lineage, heat tables ----------------------------------------------------------------------------------

@ALL_PICTURES
def test_axe_finds_nothing_with_the_table_open(open_page: Open, server: str, address: str) -> None:
    page = open_page(server + address)
    page.evaluate(FOLDS)
    assert faults(page) == []
    page.set_viewport_size({"width": FORMS["phone"], "height": 740})
    assert faults(page) == [] and overflow_of(page, FORMS["phone"]) == ""
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow_of(page, 320) == ""
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert overflow_of(page, 320) == ""


def test_axe_finds_nothing_on_explore_with_the_map_open_and_filters_set(open_page: Open, server: str) -> None:
    page = explored(open_page(server + FILTER))
    page.click(".map-fold summary")
    assert faults(page) == []


@pytest.mark.parametrize("address", ["timeline.html", "lineage.html"])
def test_the_table_of_a_picture_opens_by_keyboard_and_stays_in_the_page(
        open_page: Open, server: str, address: str) -> None:
    page = open_page(server + address, width=FORMS["phone"])
    page.focus("details.twin > summary")
    page.keyboard.press("Enter")
    assert page.locator("details.twin table").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('scroll')")


@ALL_PICTURES
def test_from_disk_and_without_scripts_a_picture_is_drawn_and_its_links_lead_to_cases(
        open_page: Open, disk: str, address: str) -> None:
    page = open_page(disk + address, width=FORMS["phone"], scripts=False)
    drawn = page.locator("main svg.stretch rect, main svg.rail circle, main .heat").first
    assert drawn.count() == 1
    page.locator("main a[href*='cases/']:visible").first.click()
    page.wait_for_load_state()
    assert "/cases/" in page.url


def test_a_bar_stands_under_the_year_in_which_its_case_began(open_page: Open, server: str, catalog: Catalog) -> None:
    page = open_page(server + "timeline.html")
    ticks = dict(page.eval_on_selector_all(".scale text", """texts => texts.map(text =>
        [Number(text.textContent), text.getBoundingClientRect().x + text.getBoundingClientRect().width / 2])"""))
    starts = page.eval_on_selector_all(".years li", """items => items.map(item => [
        item.querySelector("p a").getAttribute("href"),
        item.querySelector(".stretch rect").getBoundingClientRect().x])""")
    (first, at_first), (last, at_last) = min(ticks.items()), max(ticks.items())
    for href, x in starts:
        period = catalog.cases[Path(href).stem].study.period
        assert period
        year = first + (x - at_first) / (at_last - at_first) * (last - first)
        assert int(year + 0.2) in (int(period.start[:4]), int(period.start[:4]) + 1), href


def test_the_rail_of_a_path_joins_its_dots_without_a_gap(open_page: Open, server: str) -> None:
    for width in FORMS.values():
        page = open_page(server + "lineage.html", width=width)
        gaps = page.eval_on_selector_all(".path", """paths => paths.flatMap(path => {
            const rails = [...path.querySelectorAll(".rail")].map(rail => rail.getBoundingClientRect());
            return rails.slice(1).map((rail, at) => Math.abs(rail.top - rails[at].bottom));
        })""")
        assert gaps and max(gaps) < 1


def test_a_wide_heat_table_says_that_it_scrolls_and_keeps_its_first_column(open_page: Open, server: str) -> None:
    page = open_page(server + "matrices-themes.html", width=FORMS["phone"])
    assert page.locator(".hint").is_visible()
    before = page.locator("tbody th").first.bounding_box()
    page.evaluate("document.querySelector('.scroll').scrollLeft = 400")
    after = page.locator("tbody th").first.bounding_box()
    assert before and after and before["x"] == after["x"]


def test_the_figures_of_a_heat_table_lead_to_as_many_cases_as_they_say(open_page: Open, server: str) -> None:
    page = open_page(server + "matrices-regions.html")
    cell = page.locator("a.heat[href*='explore.html']").first
    figures = sum(int(number) for number in re.findall(r"\d+", cell.locator(".sr").text_content() or ""))
    cell.click()
    explored(page)
    assert int((page.text_content("#explore h2") or "").split()[0]) == figures > 1


@ALL_PICTURES
def test_in_print_a_picture_is_on_paper_with_its_table(open_page: Open, server: str, address: str) -> None:
    page = open_page(server + address)
    page.emulate_media(media="print")
    assert page.locator("main table").is_visible()
    pdf = page.pdf(prefer_css_page_size=True, print_background=False)
    wide = re.search(rb"/MediaBox \[0 0 (8\d\d)", pdf)
    assert bool(wide) == address.startswith("matrices"), "a matrix prints on A4 across"


# Matrices region by region ---------------------------------------------------------------------------------------

PAPER = {"width": 1009, "height": 672}
"""What A4 across holds between its margins, in CSS pixels."""

MATRICES = {"mechanisms": "matrices", "methods": "matrices-methods", "mindsets": "matrices-mindsets"}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("facet", MATRICES)
def test_every_place_stands_in_one_table_of_its_region_with_all_its_evidence(
        catalog: Catalog, facet: str, language: str) -> None:
    view = View(Site(catalog, Words(language)), "matrices.html")
    page = html.fragment_fromstring(str(call(view, "matrix", rows=facet)))
    heads = [[link.get("href") for link in table.xpath(".//thead//a")] for table in page.xpath(".//table")]
    assert max(map(len, heads)) <= WIDEST and len(heads) > 5
    shown = [Path(href).stem for head in heads for href in head]
    assert sorted(shown) == sorted({place for case in catalog.cases.values() for place in case.study.places})
    cells = matrix(catalog, facet, catalog.cases.values(), "places").cells
    assert len(page.xpath(".//td/a")) == len(cells)
    anchors = [link.get("href") for link in page.xpath('.//nav[@class="jump"]//a')]
    assert anchors == [f"#{part.get('id')}" for part in page.xpath('.//section')] and "#europe" in anchors


def test_what_stands_out_in_a_table_is_counted_in_that_table(catalog: Catalog) -> None:
    whole = matrix(catalog, "mechanisms", catalog.cases.values(), "places")
    part = columns_only(whole, [id for id in whole.columns if catalog.places[id].region == "west-africa"])
    view = View(Site(catalog, Words("en")), "matrices.html")
    found = re.fullmatch(r"Most often in the way: (.+), in (\d+) of (\d+) places\.", stands_out(view, part)[0])
    assert found and int(found[3]) == len(part.columns)
    hindered = {row: sum(1 for id in part.columns if (row, id) in part.cells and "hindered" in {
        catalog.cases[case].effects[row] for case in part.cells[row, id].cases}) for row in part.rows}
    most = max(hindered.values())
    assert int(found[2]) == most
    assert found[1] in {view.label("mechanisms", row).lower() for row, number in hindered.items() if number == most}


@pytest.mark.parametrize("address", ["matrices.html", "fr/matrices.html", "fr/matrices-methods.html"])
def test_a_matrix_prints_within_the_paper_and_can_be_read(open_page: Open, server: str, address: str) -> None:
    page = open_page(server + address)
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    assert page.locator("main table:visible").count() == page.locator("main table").count() > 5
    assert page.eval_on_selector_all("table.matrix", f"""tables => tables.filter(table =>
        table.getBoundingClientRect().right > {PAPER["width"]} + 1).length""") == 0
    small = page.eval_on_selector_all("table.matrix :is(th, td, a, .effect)", """all => Math.min(...all.map(one =>
        parseFloat(getComputedStyle(one).fontSize)))""")
    assert small >= 7 / 72 * 96 - 0.01, "7 points"
    heights = page.eval_on_selector_all(".sheaf", "all => all.map(one => one.getBoundingClientRect().height)")
    assert max(heights) <= PAPER["height"], "a region is one page"


def test_on_a_phone_a_region_opens_by_keyboard_and_its_anchor_leads_to_it(open_page: Open, server: str) -> None:
    page = open_page(server + "matrices.html", width=FORMS["phone"])
    assert page.locator("main table:visible").count() == 0
    page.click(".jump a[href='#east-africa']")
    assert page.url.endswith("#east-africa")
    page.focus("#east-africa summary")
    page.keyboard.press("Enter")
    assert page.locator("main table:visible").count() == 1 and overflow_of(page, FORMS["phone"]) == ""


# Large text ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("address", [
    "index.html", "fr/cases/kumasi-digital-revenue-collection.html", "fr/mechanisms/procurement.html", "matrices.html",
    "fr/comparisons/local-tax-from-cash-to-phone.html"])
def test_text_at_twice_its_size_stays_in_the_window(open_page: Open, server: str, address: str) -> None:
    page = open_page(server + address)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow_of(page, FORMS["wide"]) == ""
    page.click(".more summary")
    assert overflow_of(page, FORMS["wide"]) == ""
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow_of(page, 320) == ""


# What a heat table counts ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("columns", ["regions", "themes"])
def test_the_counts_of_a_cell_are_its_cases_by_effect(catalog: Catalog, columns: str) -> None:
    table = matrix(catalog, "mechanisms", catalog.cases.values(), columns)  # type: ignore[arg-type]
    for key, counts in counts_of(catalog, table).items():
        effects = [catalog.cases[id].effects[key[0]] for id in table.cells[key].cases]
        assert {count.effect: count.number for count in counts} == {
            effect: effects.count(effect) for effect in ("hindered", "mixed", "enabled")}


def test_the_tint_grows_with_the_figure_and_nothing_has_none() -> None:
    for most in (1, 5, 6, 14, 90):
        shades = [shade_of(number, most) for number in range(most + 1)]
        assert shades == sorted(shades) and shades[0] == 0 and shades[1] >= 1 and max(shades) <= SHADES
    assert shade_of(14, 14) == SHADES and shade_of(3, 4) == 3


def test_a_heat_cell_says_its_counts_in_words_and_with_signs(catalog: Catalog) -> None:
    for language in ("en", "fr"):
        markup = call(View(Site(catalog, Words(language)), "x.html"), "matrix", columns="regions")
        for cell in html.fragment_fromstring(str(markup)).xpath('.//a[@class="heat"]'):
            words = cell.xpath('./span[@class="sr"]')[0].text_content()
            figures = re.findall(r"[−±+](\d+)", cell.text_content())
            assert figures == re.findall(r"\d+", words) and len(cell.xpath("./span")) == 4


def test_methods_mindsets_and_themes_are_counted_too(catalog: Catalog) -> None:
    for rows in ("methods", "mindsets", "themes"):
        markup = call(View(Site(catalog, Words("en")), "x.html"), "matrix", rows=rows, columns="regions")
        cells = html.fragment_fromstring(str(markup)).xpath('.//a[@class="heat plain"]')
        assert cells and all(re.search(r"\d+ cases?", cell.text_content()) for cell in cells)
