"""Compare in a real browser: the page's computing and words against Python's, choosing, the tray, taking it along."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from access import faults
from conftest import FORMS, parsed
from firefox import Firefox
from lxml import html
from playwright.sync_api import Page
from test_comparison import GOLDEN, catalog_from, plain_findings, plain_groups

from casebook.catalog import Catalog
from casebook.compare_data import compare_scripts
from casebook.comparison import compare, told
from casebook.minify import joined
from casebook.views.comparison_text import comparison_as_csv, comparison_as_text
from casebook.views.comparisons import render_comparison
from casebook.views.findings import sentence, subject_names
from casebook.views.view import Site, View
from casebook.words import Words

Open = Callable[..., Page]
ONE, OTHER = "kumasi-container-toilets", "nouakchott-waste-contract"
THIRD, FOURTH, FIFTH = "bizerte-waste-truck-routing", "camden-residents-index", "lagos-danfo-mapping"
COMPARED = ([ONE, OTHER], ["kampala", "nouakchott"], [ONE, "kampala", THIRD, FOURTH])
BY_FORM = pytest.mark.parametrize("width", FORMS.values(), ids=FORMS.keys())
WRITTEN = {"ol.findings > li": '//ol[@class="findings"]/li', "#opposites .strip": '//div[starts-with(@class, "strip")]',
           "#opposites h3": '//section[@id="opposites"]//h3', ".cmp th": "//table//th", ".cmp td": "//table//td"}
"""What the page and the macro have in common: where it stands on the page, and in what the macro writes."""

READY = "#compare .found:not([hidden]) .cmp td"


@pytest.fixture
def base(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


ANYWHERE = pytest.mark.parametrize("base", ["server", "disk"], indirect=True)


def address(ids: list[str], language: str = "") -> str:
    return f"{language}compare.html?ids={','.join(ids)}"


def comparing(page: Page) -> Page:
    page.wait_for_selector(READY)
    return page


def squeezed(text: str) -> str:
    """A text without any blanks: where they stand between elements is no difference to a reader."""
    return "".join(text.split())


def ids_in(page: Page) -> list[str]:
    return [id for id in parse_qs(urlsplit(page.url).query).get("ids", [""])[0].split(",") if id]


# The same on both sides ------------------------------------------------------------------------------------------

COMPUTE = """
window.casebookChoices = () => {};
window.computed = ids => {
    const found = compare(ids), names = namesOf(found.subjects);
    return {
        findings: found.findings.map(({ kind, facet, term, sides }) => ({ kind, facet, term, sides: sides.map(side =>
            [side.subject, side.value, side.evidence.map(entry => entry.case)]) })),
        groups: Object.fromEntries(found.groups.map(({ id, rows }) => [id, rows.map(({ key, mark, cells }) =>
            [key, mark, ...cells.map(cell => cell.map(entry => id === "context" ? entry.value :
                [entry.case, entry.value]))])])),
        says: told(found.findings).map(one => [tagOf(one, ids.length), sentence(one, names)]),
    };
};
"""


def without_fields(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page has fields and citations in its fragments of HTML alone."""
    return [{**one, "sides": [[subject, value, [at[0] for at in evidence]]
                              for subject, value, evidence in one["sides"]]} for one in findings]


def without_cells_fields(groups: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The cells as the page has them; those of context, which stand alone in their cell, by their values."""
    return {id: [[key, mark, *([value if id == "context" else [case, value] for case, _, value in cell]
                               for cell in cells)] for key, mark, *cells in rows] for id, rows in groups.items()}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_browser_compares_as_python_does_and_says_it_in_the_same_words(
        open_page: Open, built_project: Path, path: Path) -> None:
    golden = yaml.safe_load(path.read_text("utf-8"))
    catalog, written = catalog_from(golden), built_project / "casebook" / "theme" / "assets" / "casebook"
    found = compare(catalog, golden["compare"])
    for language, said in golden["says"].items():
        page = open_page("about:blank")
        for name, gives in (("common.js", ""), ("compare.js", COMPUTE)):
            page.add_script_tag(content=joined([(written / name).read_text("utf-8"), gives]))
        page.add_script_tag(path=built_project / "site/assets/casebook/rules.js")
        for _, script in compare_scripts(catalog, language):
            page.add_script_tag(content=script)
        computed = page.evaluate("ids => computed(ids)", golden["compare"])
        assert computed["findings"] == without_fields(plain_findings(found))
        assert computed["groups"] == without_cells_fields(plain_groups(found))
        assert computed["says"] == said


@pytest.mark.parametrize("ids", COMPARED, ids=lambda ids: f"{len(ids)} of {ids[0]}")
@ANYWHERE
def test_the_page_shows_what_the_macro_writes(open_page: Open, base: str, catalog: Catalog, ids: list[str]) -> None:
    for language, folder in (("en", ""), ("fr", "fr/")):
        page = comparing(open_page(base + address(ids, folder)))
        view = View(Site(catalog.in_language(language), Words(language)), "compare.html")
        written = html.fragment_fromstring(str(render_comparison(view, ids)), create_parent="div")
        for selector, path in WRITTEN.items():
            ours = page.eval_on_selector_all(f"#compare {selector}", "all => all.map(one => one.textContent)")
            theirs = [one.text_content() for one in written.xpath(path)]
            assert [squeezed(text) for text in ours] == [squeezed(text) for text in theirs], selector
        links = page.eval_on_selector_all(".cmp a", "all => all.map(one => one.getAttribute('href'))")
        assert links == written.xpath("//table//a/@href")
        assert page.get_attribute("html", "lang") == language


def test_opposites_come_before_all_else(open_page: Open, server: str, catalog: Catalog) -> None:
    page = comparing(open_page(server + address(["kampala", "nouakchott"])))
    found = compare(catalog, ["kampala", "nouakchott"])
    first = next(one for one in told(found.findings))
    view = View(Site(catalog, Words("en")), "compare.html")
    assert first.kind == "opposite"
    assert page.text_content(".findings li.lift p") == sentence(view, first, subject_names(view, found))
    tops = page.evaluate("['.heads', '.findings', '#opposites', '.cmp'].map(one => "
                         "document.querySelector(one).getBoundingClientRect().top)")
    assert tops == sorted(tops)


def test_every_link_of_a_sheet_leads_somewhere(built_site: Path) -> None:
    anchors: dict[Path, set[str]] = {}
    for language, root in (("en", built_site), ("fr", built_site / "fr")):
        links = {link for sheet in (built_site / "assets" / "casebook" / f"compare.{language}").iterdir()
                 for link in re.findall(r'href=\\"([^"\\]*)', sheet.read_text("utf-8"))}
        for address, _, anchor in (link.partition("#") for link in links if not link.startswith("http")):
            page = root / address
            if page not in anchors:
                anchors[page] = set(parsed(page).xpath("//@id"))
            assert not anchor or anchor in anchors[page], f"{address}#{anchor}"
    assert len(anchors) > 50


# Choosing --------------------------------------------------------------------------------------------------------

@BY_FORM
@ANYWHERE
def test_cases_and_places_are_chosen_and_removed_by_keyboard_alone(open_page: Open, base: str, width: int) -> None:
    page = open_page(f"{base}compare.html", width=width, is_fresh=True)
    page.locator("#choose").focus()
    page.keyboard.type("kampala")
    page.wait_for_selector("#choices li")
    assert page.get_attribute("#choose", "aria-expanded") == "true"
    assert page.get_attribute("#choose", "aria-activedescendant") == "choices-0"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.say').textContent.includes('Choose one more')")
    assert ids_in(page) == ["kampala"] and page.evaluate("document.activeElement.id") == "choose"
    page.keyboard.type("kumasi toil")
    page.wait_for_selector("#choices li")
    page.keyboard.press("Escape")
    assert page.locator("#choices").is_hidden()
    page.keyboard.type("e")
    page.wait_for_selector("#choices li")
    page.keyboard.press("Enter")
    comparing(page)
    assert ids_in(page) == ["kampala", ONE] and page.text_content("h1") == "Kampala and Kumasi"
    page.focus(f'.heads button[value="{ONE}"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#compare .found", state="hidden")
    assert ids_in(page) == ["kampala"] and page.evaluate("document.activeElement.id") == "choose"


def test_a_choice_is_found_by_words_in_any_order_without_accents(open_page: Open, server: str) -> None:
    page = open_page(f"{server}compare.html", is_fresh=True)
    page.fill("#choose", "PODJI seme")
    page.wait_for_selector("#choices li")
    assert all("Sèmè-Podji" in text for text in page.locator("#choices li").all_text_contents())
    page.fill("#choose", "zzzqq")
    page.wait_for_function("document.querySelector('.say').textContent === 'No case or place is called so.'")
    assert page.locator("#choices").is_hidden()


def test_one_of_the_first_comparisons_is_a_click_away_and_the_back_button_works(open_page: Open, server: str) -> None:
    page = open_page(f"{server}compare.html", is_fresh=True)
    said = page.text_content(".openers li a")
    page.click(".openers li a")
    comparing(page)
    assert page.text_content(".findings li p") and said in page.locator(".findings p").all_text_contents()
    before = ids_in(page)
    page.click(".heads button >> nth=1")
    page.wait_for_selector("#compare .found", state="hidden")
    page.go_back()
    comparing(page)
    assert ids_in(page) == before


def test_four_at_most_are_compared_and_what_is_wrong_is_said(open_page: Open, server: str) -> None:
    page = comparing(open_page(server + address([ONE, OTHER, THIRD, FOURTH, FIFTH, ONE])))
    assert page.locator(".heads li").count() == 4 and page.locator(".change").is_hidden()
    assert "The first four are shown" in page.text_content(".say")
    page = open_page(server + address([ONE]), is_fresh=True)
    page.wait_for_function("document.querySelector('.say').textContent.includes('Choose one more')")
    assert page.locator(READY).count() == 0 and page.locator(".heads li").count() == 1


def test_an_unknown_id_is_named_with_the_nearest(open_page: Open, disk: str, window: Any) -> None:
    page = open_page(disk + address([ONE, "nouakchot-waste-contract"]), is_fresh=True)
    page.wait_for_selector(".say a")
    assert "“nouakchot-waste-contract”" in page.text_content(".say")
    page.click(".say a")
    comparing(page)
    assert ids_in(page)[0] == ONE and ids_in(page)[1].startswith("nouakchott")
    page = open_page(disk + address(["<img src=x onerror=alert(1)>", "../../x", ONE]), is_fresh=True)
    page.wait_for_function("document.querySelector('.say').textContent.includes('no case or place')")
    assert page.locator("#compare img").count() == 0 and page.locator(".heads li").count() == 1
    assert all("ERR_FILE_NOT_FOUND" in error for error in window.watch.errors)
    window.watch.errors.clear()


# The tray --------------------------------------------------------------------------------------------------------

@BY_FORM
def test_what_is_ticked_follows_across_pages_to_the_comparison(open_page: Open, server: str, width: int) -> None:
    page = open_page(f"{server}cases/{ONE}.html", width=width, is_fresh=True)
    assert page.locator("#tray").is_hidden()
    page.check("header .pick input")
    assert "1 to compare" in page.text_content("#tray summary")
    assert page.text_content("#tray-said") == page.text_content("#tray summary")
    page.goto(f"{server}explore.html?country=MR")
    page.wait_for_selector('#explore ol.cases[aria-busy="false"]', state="attached")
    page.check(f'li[data-id="{OTHER}"] .pick input')
    page.goto(f"{server}themes/waste-and-cleanliness.html")
    assert "2 to compare" in page.text_content("#tray summary")
    page.click("#tray .btn")
    comparing(page)
    assert ids_in(page) == [ONE, OTHER]
    page.click(f'.heads button[value="{OTHER}"]')
    page.goto(f"{server}places/kampala.html")
    page.check("header .pick input")
    page.click("header.mast nav a[href*='compare.html']")
    comparing(page)
    assert page.text_content("h1") == "Kumasi and Kampala"


def test_the_tray_holds_four_says_so_and_lets_go(open_page: Open, server: str) -> None:
    page = open_page(f"{server}themes/revenue-and-tax.html", is_fresh=True)
    boxes = page.locator(".pick input")
    assert boxes.count() > 4
    for at in range(4):
        boxes.nth(at).check()
    boxes.nth(4).click()
    assert not boxes.nth(4).is_checked() and "Four at most" in page.text_content("#tray summary")
    assert "Four at most" in page.text_content("#tray-said")
    page.click("#tray li button >> nth=0")
    assert not boxes.nth(0).is_checked() and "3 to compare" in page.text_content("#tray summary")
    boxes.nth(4).check()
    boxes.nth(1).uncheck()
    assert page.locator("#tray li").count() == 3
    page.click("#tray button.plain")
    assert page.locator("#tray").is_hidden() and page.locator(".pick input:checked").count() == 0


def test_on_the_way_back_the_newest_choice_counts(open_page: Open, server: str) -> None:
    page = open_page(f"{server}places/kampala.html", is_fresh=True)
    page.check("header .pick input")
    page.click("li.case h3 a >> nth=0")
    page.wait_for_url("**/cases/**")
    page.check("header .pick input")
    page.go_back()
    page.wait_for_function("document.querySelectorAll('#tray li').length === 2")
    assert page.locator(".pick input:checked").count() == 2


@BY_FORM
def test_the_tray_is_small_and_hides_nothing_that_has_the_focus(open_page: Open, server: str, width: int) -> None:
    page = open_page(f"{server}themes/revenue-and-tax.html", width=width, is_fresh=True)
    for at in range(4):
        page.locator(".pick input").nth(at).check()
    page.evaluate("scrollTo(0, 0)")
    assert page.locator("#tray").bounding_box()["height"] <= 64
    for _ in range(40):
        page.keyboard.press("Tab")
        covered = page.evaluate("""() => { const one = document.activeElement, tray = document.getElementById("tray");
            if (one === document.body || tray.contains(one) || one.closest(".foot")) return false;
            return one.getBoundingClientRect().bottom > tray.getBoundingClientRect().top + 1; }""")
        assert not covered, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
    page.emulate_media(media="print")
    assert page.locator("#tray").is_hidden() and page.locator(".pick").first.is_hidden()


def test_a_link_carries_the_choice_where_the_storage_does_not(open_page: Open, disk: str) -> None:
    page = open_page(f"{disk}cases/{ONE}.html", is_fresh=True)
    page.check("header .pick input")
    page.click("header.mast nav a[href*='mechanisms.html'], header.mast a.brand")
    page.wait_for_url("**ids=**")
    assert ids_in(page) == [ONE] and "/index.html" in page.url or "mechanisms" in page.url
    page.fill("header.mast input[name=q]", "waste")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore.html?**")
    assert ids_in(page) == [ONE]


def test_in_firefox_from_disk_the_choice_follows_from_file_to_file(firefox: Firefox, disk: str) -> None:
    firefox.open(f"{disk}places/kampala.html")
    firefox.run("document.querySelector('header .pick input').click()")
    firefox.run("document.querySelector('li.case h3 a').click()")
    firefox.wait_for("return location.href.includes('/cases/') && !document.getElementById('tray').hidden")
    assert firefox.wait_for("return document.querySelector('#tray li button').textContent === 'Kampala'")
    firefox.run("document.querySelector('header .pick input').click()")
    firefox.run("document.querySelector('a.brand').click()")
    firefox.wait_for("return location.pathname.endsWith('index.html') && "
                     "document.querySelectorAll('#tray li').length === 2")
    firefox.run("document.querySelector('#tray .plain').click()")
    firefox.run("document.querySelector('li.case h3 a').click()")
    firefox.wait_for("return location.href.includes('/cases/') && document.querySelector('.pick input')")
    assert firefox.run("return document.getElementById('tray').hidden")


def test_in_firefox_from_disk_the_comparison_says_what_it_says_in_chromium(
        firefox: Firefox, disk: str, open_page: Open) -> None:
    firefox.open(disk + address(["kampala", "nouakchott"]))
    read = "[...document.querySelectorAll('.findings p, .cmp td')].map(one => one.textContent)"
    told_there = firefox.wait_for(f"return document.querySelector('{READY}') && {read}")
    assert told_there == comparing(open_page(disk + address(["kampala", "nouakchott"]))).evaluate(read)


# Taking along ----------------------------------------------------------------------------------------------------

@ANYWHERE
def test_the_csv_and_the_copied_table_hold_the_rows_of_the_page(open_page: Open, base: str) -> None:
    page = comparing(open_page(base + address(["kampala", ONE])))
    with page.expect_download() as download:
        page.click("button[value=csv]")
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith("\ufeff") and download.value.suggested_filename == f"casebook-kampala-{ONE}.csv"
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert rows[0] == ["Part", "Row", "Finding", "Kampala", "Kumasi"] and rows[1][:2] == ["Cases", "Title"]
    shown = page.locator(".cmp tbody tr:not(.group) td:last-child").all_text_contents()
    assert [squeezed(row[-1]) for row in rows[3:]] == [squeezed(text) for text in shown]
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t")]
    page.evaluate("addEventListener('copy', event => { window.copied = ['text/html', 'text/plain'].map(type => "
                  "event.clipboardData.getData(type)); })")
    page.click("button[value=table]")
    assert "copied" in page.text_content(".say")
    as_html, as_text = page.evaluate("copied")
    assert list(csv.reader(io.StringIO(as_text, newline=""), delimiter="\t")) == rows
    pasted = html.fragment_fromstring(as_html, create_parent="div")
    assert [squeezed(cell.text_content()) for cell in pasted.xpath("//tr[last()]/td")] == [
        squeezed(cell) for cell in rows[-1]]
    assert len(pasted.xpath("//li")) == page.locator(".findings li").count()


def test_the_command_line_says_what_the_page_says(
        open_page: Open, disk: str, catalog: Catalog, built_project: Path, run: Callable[..., Any]) -> None:
    ids, page = ["nouakchott", ONE], open_page("about:blank", is_fresh=True)
    for language, folder in (("en", ""), ("fr", "fr/")):
        page.goto(disk + address(ids, folder))
        comparing(page)
        with page.expect_download() as download:
            page.click("button[value=csv]")
        view = View(Site(catalog.in_language(language), Words(language)), "compare.html")
        assert Path(download.value.path()).read_bytes().decode() == comparison_as_csv(view, ids)
    done = run(built_project, "casebook", "compare", *ids, "--lang", "fr")
    assert done.code == 0 and done.out == comparison_as_text(view, ids)
    assert all(text in done.out for text in page.locator(".findings p").all_text_contents())
    unknown = run(built_project, "casebook", "compare", "kumasy", ONE, "--lang", "en")
    assert unknown.code == 2 and "nearest: kumasi" in unknown.said


def test_where_copying_is_refused_the_table_is_selected_and_that_is_said(open_page: Open, server: str) -> None:
    page = comparing(open_page(server + address(["kampala", ONE])))
    page.evaluate("document.execCommand = () => false")
    page.click("button[value=table]")
    assert "Press Ctrl+C" in page.text_content(".say")
    assert "Context" in page.evaluate("getSelection().toString()")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.click("button[value=address]")
    assert "bar of your browser" in page.text_content(".say")


def test_it_prints_on_a4_landscape_with_the_findings_first(open_page: Open, server: str) -> None:
    page = comparing(open_page(server + address([ONE, OTHER, THIRD])))
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert boxes and all(float(width) > 840 > 600 > float(height) for width, height in boxes)
    for chrome in (".mast nav", ".acts", ".change", ".heads button", "#tray"):
        assert page.locator(chrome).first.is_hidden(), chrome
    assert page.evaluate("getComputedStyle(document.querySelector('.cmp thead')).display") == "table-header-group"
    assert page.locator(".findings li").first.is_visible()


# Access ----------------------------------------------------------------------------------------------------------

def open_states(open_page: Open, server: str, width: int) -> Iterator[tuple[str, Page]]:
    """The page in each of its states, and the tray at its fullest."""
    page = open_page(f"{server}compare.html", width=width, is_fresh=True)
    yield "empty", page
    page.fill("#choose", "ka")
    page.wait_for_selector("#choices li")
    yield "choosing", page
    for ids in (["kampala", "nouakchott"], [ONE, OTHER, THIRD, FOURTH]):
        yield f"{len(ids)} compared", comparing(open_page(server + address(ids), width=width))
    page = open_page(f"{server}themes/revenue-and-tax.html", width=width, is_fresh=True)
    for at in range(5):
        page.locator(".pick input").nth(at).click()
    page.click("#tray summary")
    yield "tray", page


@BY_FORM
def test_axe_finds_nothing_and_nothing_sticks_out_in_any_state(open_page: Open, server: str, width: int) -> None:
    for state, page in open_states(open_page, server, width):
        assert faults(page) == [], state
        small = page.evaluate("""() => [...document.querySelectorAll("#compare .head :is(a, button, input, summary), " +
            "[role=option], #tray :is(a, button, summary), .pick label")].filter(one => one.checkVisibility())
            .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 24 || box.width < 24)).map(([text]) => text)""")
        assert small == [], state
        for narrow in {width, min(width, 320)}:
            page.set_viewport_size({"width": narrow, "height": 700})
            assert page.evaluate("document.scrollingElement.scrollWidth") <= narrow, (state, narrow)


def test_text_at_twice_its_size_still_fits(open_page: Open, server: str) -> None:
    page = comparing(open_page(server + address([ONE, OTHER, THIRD, FOURTH])))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.getElementById('compare').scrollWidth") <= FORMS["wide"]


def test_without_a_script_the_page_explains_itself_and_nothing_on_it_is_dead(open_page: Open, server: str) -> None:
    for language in ("", "fr/"):
        page = open_page(f"{server}{language}compare.html", scripts=False)
        assert page.locator("main :is(button, input, summary, [role=combobox]):visible").count() == 0
        links = page.eval_on_selector_all("main a", "all => all.map(one => one.getAttribute('href'))")
        assert {"comparisons.html", "places.html", "themes.html"} <= set(links)
        assert sum(link.startswith("comparisons/") for link in links) >= 8
        page = open_page(f"{server}{language}cases/{ONE}.html", scripts=False)
        assert page.locator("#tray:visible, .pick input").count() == 0


def test_the_header_of_the_table_stays_in_view(open_page: Open, server: str) -> None:
    page = comparing(open_page(server + address([ONE, OTHER])))
    page.locator(".cmp tbody").nth(4).scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 300)")
    assert page.locator(".cmp thead th").first.bounding_box()["y"] >= -1


def test_a_comparison_reads_its_own_sheets_and_no_others(open_page: Open, server: str) -> None:
    asked: list[str] = []
    page = open_page("about:blank", is_fresh=True)
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(server + address([ONE, OTHER]))
    comparing(page)
    assert {Path(path).stem for path in asked if "/compare.en/" in path} == {ONE, OTHER}
    assert not [path for path in asked if "choices" in path or "facets" in path]
