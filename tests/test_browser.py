"""What a reader meets in Chromium: three actions to a lesson, Explore anywhere, keyboard, print, what is sent."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from conftest import FORMS
from kinds import KINDS, PHONE, Open, ids_of, overflow_of, settle
from playwright.sync_api import Page

from casebook.catalog import Catalog

# To a lesson in three actions ------------------------------------------------------------------------------------

def test_from_home_to_a_lesson_about_procurement_from_a_large_city_in_three_actions(
        open_page: Open, server: str, catalog: Catalog) -> None:
    page = open_page(server)
    page.fill("main input[name=q]", "procurement")
    page.keyboard.press("Enter")  # one
    page.wait_for_url("**/explore.html?q=procurement")
    settle(page)
    page.check('input[name="size"][value="large"]')  # two
    page.wait_for_function('document.querySelector(".picked a") && '
                           'document.querySelector("ol.cases").getAttribute("aria-busy") === "false"')
    found = ids_of(page)
    assert found and all(catalog.size_of(place) == "large" or len(catalog.cases[id].study.places) > 1
                         for id in found for place in catalog.cases[id].study.places)
    page.click("ol.cases h3 a")  # three
    id = Path(urlsplit(page.url).path).stem
    assert id == found[0] and page.text_content("p.lede").strip() == catalog.cases[id].study.summary
    assert page.locator("#lessons dd").count() == len(catalog.cases[id].study.lessons)


def test_from_what_is_in_your_way_to_what_others_did_about_it_in_two_actions(open_page: Open, server: str) -> None:
    page = open_page(server)
    page.click('.doors a[href^="mechanisms/"]')  # one
    page.click("#sheet section h3 a")  # two
    assert "/cases/" in page.url and "What they did:" in page.text_content("#mechanisms")


@pytest.mark.parametrize("width", FORMS.values(), ids=FORMS.keys())
def test_the_search_box_of_any_page_leads_to_explore_with_the_query(open_page: Open, server: str, width: int) -> None:
    page = open_page(f"{server}cases/bristol-is-open.html", width=width)
    page.fill("header.mast input[name=q]", "waste")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore.html?q=waste")
    assert ids_of(settle(page)) and page.input_value("#explore input[name=q]") == "waste"


def test_a_french_reader_stays_in_french(open_page: Open, server: str) -> None:
    page = open_page(f"{server}cases/kumasi-container-toilets.html")
    page.click("header.mast a[hreflang=fr]")
    assert page.url.endswith("/fr/cases/kumasi-container-toilets.html")
    page.fill("header.mast input[name=q]", "marchés publics")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/explore.html?q=**")
    assert ids_of(settle(page))
    page.click("ol.cases h3 a")
    assert "/fr/cases/" in page.url and page.get_attribute("html", "lang") == "fr"


# Explore on the web and from disk --------------------------------------------------------------------------------

QUERIES = [
    "explore.html?q=procurement", "explore.html?q=waste contract", 'explore.html?q="waste contract"',
    "explore.html?q=marchés publics", "explore.html?q=contratação pública", "explore.html?q=المشتريات",
    "explore.html?q=phone payment&region=east-africa",
    "explore.html?mechanism=procurement:hindered&country=ML&country=TN",
    "explore.html?theme=revenue-and-tax&theme=mobility&status=scaled", "fr/explore.html?q=Nouakchott",
    "explore.html?q=zzzqqq",
]


@pytest.mark.parametrize("query", QUERIES)
def test_explore_from_disk_gives_what_it_gives_over_http(open_page: Open, server: str, disk: str, query: str) -> None:
    web, local = (answer_of(settle(open_page(base + quote(query, safe="/?=&:")))) for base in (server, disk))
    assert web == local
    assert bool(web["ids"]) == ("zzzqqq" not in query) and web["facets"]


def answer_of(page: Page) -> dict[str, Any]:
    """All that Explore says: heading, cases, why they match, counts of every filter."""
    more = page.locator("ol.cases ~ .gap .btn:visible")
    while more.count():
        before = len(ids_of(page))
        more.click()
        page.wait_for_function(f"document.querySelectorAll('ol.cases > li').length > {before}")
        settle(page)
    counts = page.eval_on_selector_all("form.facets label", """rows => rows.map(row =>
        [row.querySelector("input").name, row.querySelector("input").value, row.textContent])""")
    return {"heading": page.text_content("#explore h2"), "ids": ids_of(page), "facets": counts,
            "why": page.eval_on_selector_all("p.why", "all => all.map(one => one.textContent)")}


def test_the_count_that_explore_gives_for_a_filter_is_the_number_of_cases_it_leads_to(
        open_page: Open, server: str, catalog: Catalog) -> None:
    page = settle(open_page(f"{server}explore.html?region=west-africa"))
    shown = dict(page.eval_on_selector_all(
        'form.facets label:has(input[name="theme"])',
        "rows => rows.map(row => [row.querySelector('input').value, Number(row.querySelector('.n').textContent)])"))
    for theme, count in shown.items():
        assert count == sum(1 for case in catalog.cases.values() if theme in case.study.themes and any(
            catalog.places[place].region == "west-africa" for place in case.study.places)), theme


def test_explore_keeps_its_state_in_the_address_and_the_back_button_works(open_page: Open, server: str) -> None:
    page = settle(open_page(f"{server}explore.html?q=waste", is_fresh=True))
    before = ids_of(page)
    page.check('input[name="region"][value="west-africa"]')
    page.wait_for_url("**/explore.html?q=waste&region=west-africa")
    page.wait_for_function(f"document.querySelectorAll('ol.cases > li').length < {len(before)}")
    page.go_back()
    page.wait_for_function(f"document.querySelectorAll('ol.cases > li').length === {len(before)}")
    assert ids_of(page) == before and not page.is_checked('input[name="region"][value="west-africa"]')


def test_nothing_of_the_search_is_sent_before_the_reader_searches(open_page: Open, server: str) -> None:
    asked: list[str] = []
    for address in ("index.html", "cases/kumasi-container-toilets.html", "explore.html"):
        page = open_page("about:blank", is_fresh=True)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(server + address)
        page.wait_for_load_state("networkidle")
    assert not [url for url in asked if re.search(r"pagefind|facets\.|concepts|cards", url)]


def test_a_comparison_of_two_cities_reads_on_a_phone(open_page: Open, server: str) -> None:
    page = open_page(f"{server}comparisons.html", width=PHONE)
    cells = page.eval_on_selector_all(".cmp td[data-place]", """cells => cells.map(cell => {
        const box = cell.getBoundingClientRect();
        return [cell.dataset.place, getComputedStyle(cell, "::before").content, box.left >= 0 && box.right <= 360];
    })""")
    assert len(cells) > 10
    for place, said, is_in_view in cells:
        assert said.strip('"') == place and is_in_view
    assert page.locator("#findings li").first.bounding_box()["width"] > 250


# Access ----------------------------------------------------------------------------------------------------------

def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: Open, server: str) -> None:
    page = open_page(f"{server}cases/kumasi-container-toilets.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").first.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", FORMS.values(), ids=FORMS.keys())
def test_the_menu_opens_and_closes_by_keyboard(open_page: Open, server: str, width: int) -> None:
    page = open_page(server, width=width)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    assert page.locator("details.more[open]").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('details.more ul'))")
    page.keyboard.press("Escape")
    assert page.locator("details.more[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("kind", ["home", "case", "explore with words", "matrix"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_focus_is_always_seen(open_page: Open, server: str, kind: str, scheme: str) -> None:
    page = settle(open_page(server + KINDS[kind], scheme=scheme))
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => { const one = document.activeElement, style = getComputedStyle(one);
            return [one.outerHTML.slice(0, 100), one === document.body ||
                    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)]; }""")
        assert seen[1], seen[0]


def test_filters_are_chosen_and_taken_back_by_keyboard_alone(open_page: Open, server: str) -> None:
    page = settle(open_page(f"{server}explore.html?q=waste"))
    before = ids_of(page)
    for _ in range(5):
        page.focus('input[name="region"][value="west-africa"]')
        page.keyboard.press("Space")
        page.wait_for_function(f"document.querySelectorAll('ol.cases > li').length < {len(before)}")
        assert page.evaluate("document.activeElement.value") == "west-africa"
        page.locator(".picked a").press("Enter")
        page.wait_for_function(f"document.querySelectorAll('ol.cases > li').length === {len(before)}")
    assert ids_of(page) == before and page.url.endswith("explore.html?q=waste")
    assert page.locator("#explore .msg").count() == 0


def test_a_wide_table_is_scrolled_by_keyboard_and_keeps_its_header_and_first_column(
        open_page: Open, server: str) -> None:
    page = open_page(f"{server}matrices.html", width=PHONE)
    page.click(".sheaf summary >> nth=0")
    page.focus(".scroll >> nth=0")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")
    left = page.evaluate("""() => document.querySelector(".matrix tbody th").getBoundingClientRect().left
                               - document.querySelector(".scroll").getBoundingClientRect().left""")
    assert abs(left) <= 2
    assert page.evaluate("getComputedStyle(document.querySelector('.matrix thead th')).position") == "sticky"


def test_the_colour_scheme_follows_the_system_and_the_button_and_is_kept(open_page: Open, server: str) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light, dark = (open_page(server, scheme=scheme).evaluate(paper) for scheme in ("light", "dark"))
    assert light != dark
    page = open_page(server, is_fresh=True)
    page.click("button.scheme")
    assert page.evaluate(paper) == dark
    page.goto(f"{server}about.html")
    assert page.evaluate(paper) == dark
    page.click("button.scheme")
    assert page.evaluate(paper) == light


# Without script, in print ----------------------------------------------------------------------------------------

def test_the_search_box_works_without_script_as_a_list_of_all_cases(open_page: Open, server: str) -> None:
    page = open_page(server, scripts=False)
    page.fill("main input[name=q]", "waste")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore.html?q=waste")
    assert page.locator("ol.cases > li h3 a").count() >= 20


@pytest.mark.parametrize("kind", ["case", "matrix", "mechanism", "comparisons"])
def test_a_page_prints(open_page: Open, server: str, kind: str) -> None:
    page = open_page(server + KINDS[kind], scheme="dark")
    paper = page.pdf(format="A4", landscape=kind in ("matrix", "comparisons"))
    assert paper.startswith(b"%PDF") and 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 16
    page.emulate_media(media="print")
    assert page.locator("header.mast nav:visible, form:visible, button:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert overflow_of(page, FORMS["wide"]) == ""


def test_a_printed_case_shows_where_each_source_stands(open_page: Open, server: str) -> None:
    page = open_page(server + KINDS["case"])
    page.emulate_media(media="print")
    shown = page.evaluate("""() => getComputedStyle(
        document.querySelector("ol.sources a[href^=http]"), "::after").content""")
    assert "http" in shown or "http" in page.inner_text("ol.sources")


# What is sent ----------------------------------------------------------------------------------------------------

def test_a_case_page_asks_for_few_files_and_a_second_one_for_its_text_alone(open_page: Open, server: str) -> None:
    asked: list[str] = []
    page = open_page("about:blank", is_fresh=True)
    page.on("requestfinished", lambda request: asked.append(urlsplit(request.url).path)
            if request.response() and not request.response().from_service_worker else None)
    page.goto(server + KINDS["case"])
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 6 and not [path for path in asked if not re.search(r"\.(html|css|js|svg)$", path)]


def test_links_to_other_sites_are_links_alone_and_say_nothing_of_the_reader(open_page: Open, server: str) -> None:
    page = open_page(server + KINDS["case"])
    rels = page.eval_on_selector_all("main a[href^=http]", "links => links.map(link => [link.href, link.rel])")
    assert rels and all("noopener" in rel for _, rel in rels)


def test_the_words_of_explore_are_on_the_page(open_page: Open, server: str) -> None:
    for folder in ("", "fr/"):
        words = json.loads(open_page(f"{server}{folder}explore.html").get_attribute("#explore", "data-words") or "{}")
        assert {"choose", "facets", "sections", "all", "count", "more", "none", "failed"} <= set(words)
