"""A case page made for a committee, in Chromium: facts at the top, the one-page brief, message, one file, citation."""

import gzip
import json
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from access import faults
from conftest import FORMS, parsed, words_of
from playwright.sync_api import Page

from casebook.catalog import Case, Catalog
from casebook.minify import minified
from casebook.model import Budget, Lesson, Partner, Staffing
from casebook.one_file import make_one_file
from casebook.views.macros import call
from casebook.views.view import Site, View
from casebook.words import Words

CASE, SHORT = "kumasi-digital-revenue-collection", "london-ventures-brokerage"
WITHOUT_RESULTS, WITH_STAFF = "kigali-rural-ict-centres", "niamey-flood-mapping"
PHONE, WIDE = FORMS["phone"], FORMS["wide"]
LARGEST_FILE, LARGEST_SCRIPT, HEAVIEST_PAGE = 70_000, 800, 10_240
MESSAGE = "document.getElementById('message-text').value"

Open = Callable[..., Page]


def printed_pages(page: Page) -> int:
    """On how many pages of paper it prints."""
    page.emulate_media(media="print")
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def overflow(page: Page) -> float:
    return float(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


# The facts at the top --------------------------------------------------------------------------------------------

def test_cost_people_time_and_payer_stand_at_the_top_and_what_is_not_known_is_said(
        catalog: Catalog, built_site: Path) -> None:
    for id, case in catalog.cases.items():
        first, *_ = parsed(built_site / f"cases/{id}.html").xpath('//dl[contains(@class, "glance")]')
        facts = {words_of(term): words_of(term.getnext()) for term in first.iter("dt")}
        assert list(facts) == ["Cost", "People", "Time", "Who paid"] and all(facts.values())
        study = case.study
        assert ("not known from" in facts["Cost"]) == (not study.budget or study.budget.amount is None)
        assert ("not known from" in facts["People"]) == (study.staffing is None)
        assert ("not known from" in facts["Time"]) <= (not study.period or not study.period.end)


def test_people_are_given_with_their_source(open_page: Open, server: str) -> None:
    page = open_page(f"{server}cases/{WITH_STAFF}.html")
    assert "20" in page.inner_text("dl.glance.first > div:nth-child(2) b")
    assert page.locator("dl.glance.first > div:nth-child(2) a.cite").get_attribute("href") == "#s1"


def test_what_was_not_measured_is_dashed_and_named(open_page: Open, server: str) -> None:
    page = open_page(f"{server}cases/{CASE}.html")
    style = "one => getComputedStyle(one, '::first-line').textDecorationStyle"
    assert page.eval_on_selector("p.fig.estimate", style) == "dashed"
    assert page.eval_on_selector("p.fig.outcome", style) == "solid"
    kinds = page.locator("#results .note .kind").all_inner_texts()
    assert set(kinds) == {"Output", "Outcome", "Estimate"}
    assert page.eval_on_selector(".kind.estimate", "one => getComputedStyle(one).borderTopStyle") == "dashed"
    assert "8 results: 1 × output, 6 × outcome, 1 × estimate" in page.inner_text("#results .sum")


# Links to parts --------------------------------------------------------------------------------------------------

def test_every_part_has_a_link_to_itself_that_shows_on_focus_and_not_in_print(open_page: Open, server: str) -> None:
    page = open_page(f"{server}cases/{CASE}.html")
    links = page.eval_on_selector_all("section.part > h2 > a.self", """links => links.map(link => {
        const box = link.getBoundingClientRect();
        return [link.hash, "#" + link.closest("section").id, box.width, box.height,
                getComputedStyle(link, "::before").opacity]; })""")
    assert len(links) >= 12 and all(link[0] == link[1] and min(link[2:4]) >= 24 and link[4] == "0" for link in links)
    page.focus("#results a.self")
    page.wait_for_function("getComputedStyle(document.activeElement, '::before').opacity === '1'")
    page.keyboard.press("Enter")
    assert page.url.endswith("#results")
    assert page.get_by_role("link", name="Results", exact=True).count() == 2, "in the contents and at the part"
    page.emulate_media(media="print")
    assert page.eval_on_selector("a.self", "link => getComputedStyle(link, '::before').display") == "none"


# The brief -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("folder", ["files", "fr/files"])
def test_the_longest_briefs_of_the_library_are_one_page_each(
        open_page: Open, built_site: Path, disk: str, folder: str) -> None:
    page = open_page("about:blank", scripts=False)
    page.emulate_media(media="print")  # before the pages come, or each is laid out for the screen first
    briefs = sorted((built_site / folder).glob("*-brief.html"), key=lambda brief: len(words_of(parsed(brief))))
    for brief in (briefs[0], *briefs[-8:]):
        page.goto(f"{disk}{folder}/{brief.name}")
        assert printed_pages(page) == 1, brief.name


def longest(case: Case) -> Case:
    """The case with the longest texts that the checks allow."""
    words = ("Everything that could be said was said at length and then said once more " * 25).split(" ")

    def text(length: int) -> str:
        return " ".join(words)[:length - 1].strip().rstrip(",") + "."

    study = case.study.model_copy(update={
        "title": text(140), "summary": text(300), "challenge": text(3000), "approach": "\n\n".join([text(900)] * 12),
        "budget": Budget(amount=Decimal(123456789), currency="XOF", funder=text(400), note=text(400), source=1),
        "staffing": Staffing(people=Decimal(12), note=text(400), source=1),
        "partners": tuple(Partner(name=f"{number} {text(200)}", role="funder") for number in range(4)),
        "mechanisms": tuple(use.model_copy(update={"effect": "hindered", "how": text(1500), "response": text(1500)})
                            for use in case.study.mechanisms),
        "results": tuple(result.model_copy(update={"what": text(600)}) for result in case.study.results),
        "setbacks": (text(1500),) * 9,
        "lessons": tuple(Lesson.model_validate({"lesson": text(1500), "for": ["officers"]}) for _ in range(9)),
    })
    return Case(case.id, study, "longest")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_brief_of_the_longest_case_there_may_be_is_one_page(
        open_page: Open, built_site: Path, catalog: Catalog, tmp_path: Path, language: str) -> None:
    case = longest(catalog.cases[CASE])
    longer = Catalog({**catalog.cases, CASE: case}, catalog.places, catalog.vocabulary, "longest")
    main = call(View(Site(longer, Words(language)), f"cases/{CASE}.html"), "case_study", CASE)
    page = (built_site / f"cases/{CASE}.html").read_text("utf-8")
    head, _, rest = page.partition('<article class="view"')
    built = head + str(main) + rest.rpartition("</article>")[2]
    one = make_one_file(built, (built_site / "assets/casebook/casebook.css").read_text("utf-8"), address="", where="x")
    (tmp_path / "longest.html").write_text(one, "utf-8")
    assert printed_pages(open_page(f"{(tmp_path / 'longest.html').as_uri()}#brief")) == 1


def test_the_page_prints_whole_and_one_file_of_it_gives_the_brief_first(open_page: Open, server: str) -> None:
    page = open_page(f"{server}cases/{CASE}.html")
    assert 2 <= printed_pages(page) <= 12
    assert page.locator("button:visible, .acts:visible").count() == 0
    page = open_page(f"{server}files/{CASE}.html")
    assert page.locator(".brief:visible").count() == 0
    page.emulate_media(media="print")
    assert page.locator(".brief:visible, .split:visible").count() == 2
    assert page.eval_on_selector(".brief", "one => getComputedStyle(one).breakAfter") == "page"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_brief_is_reached_and_left_by_links_with_and_without_script(
        open_page: Open, disk: str, scripts: bool, width: int) -> None:
    page = open_page(f"{disk}cases/{CASE}.html", width=width, scripts=scripts)
    page.focus(".head .acts a[href$='-brief.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**-brief.html*")
    assert page.locator(".brief:visible").count() == 1 and page.locator(".split").count() == 0
    text = page.inner_text(".brief")
    assert all(part in text for part in ("The problem", "What was tried", "What they did:", "reported by:", "Lessons"))
    assert f"case {CASE}" in text and "Last checked against its sources: November 2026" in text
    assert page.locator(".brief button:visible").count() == scripts
    page.click(".brief .acts a")
    page.wait_for_url(f"**/cases/{CASE}.html*")
    assert page.locator(".brief").count() == 0 and page.locator(".split:visible").count() == 1


def test_a_mark_of_a_source_in_the_brief_leads_to_the_source_on_the_case_page(open_page: Open, server: str) -> None:
    page = open_page(f"{server}files/{CASE}-brief.html")
    page.click("dl a.cite >> nth=0")
    page.wait_for_url(f"**/cases/{CASE}.html*#s11")


def test_the_print_button_prints(open_page: Open, server: str) -> None:
    page = open_page(f"{server}files/{CASE}-brief.html")
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed++ } }")
    page.click(".brief button")
    assert page.evaluate("printed") == 1


# What is sent on -------------------------------------------------------------------------------------------------

def test_a_message_is_copied_with_the_address_of_the_page(open_page: Open, server: str, catalog: Catalog) -> None:
    page = open_page(f"{server}files/{CASE}-brief.html#use", is_fresh=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.focus("#message summary")
    page.keyboard.press("Enter")
    page.focus("#message button")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#message [role=status]').textContent === 'Copied.'")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert copied.splitlines()[0] == catalog.cases[CASE].study.title
    assert copied.splitlines()[2] == f"{server}cases/{CASE}.html" and len(copied) <= 400
    mail = unquote(page.locator("a[data-mail]").get_attribute("href") or "")
    assert mail.startswith("mailto:?subject=") and mail.endswith(copied)
    assert page.locator("#cite-text").input_value().endswith(f"{server}cases/{CASE}.html")


def test_from_disk_and_without_a_clipboard_the_message_names_the_case_and_is_selected(
        open_page: Open, disk: str) -> None:
    page = open_page("about:blank", is_fresh=True, width=PHONE)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{disk}files/{CASE}-brief.html")
    page.click("#message summary")
    page.click("#message button")
    page.wait_for_function("document.activeElement.id === 'message-text'")
    message = page.evaluate(MESSAGE)
    assert message.endswith(f"Casebook, case {CASE}") and len(message) <= 400
    assert page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart") == len(message)
    assert "Selected" in page.inner_text("#message [role=status]")
    page.click("#cite summary")
    page.click("#cite button")
    assert page.evaluate("document.activeElement.id") == "cite-text"


def test_without_script_the_texts_can_be_read_and_no_button_is_dead(open_page: Open, server: str) -> None:
    page = open_page(f"{server}files/{CASE}-brief.html", scripts=False)
    page.click("#message summary")
    assert page.locator("#message-text").input_value().endswith(f"case {CASE}")
    assert page.locator("main button:visible, a[data-mail]:visible").count() == 0


def test_every_case_has_its_files_in_both_languages_and_says_how_large_the_page_is(
        catalog: Catalog, built_site: Path) -> None:
    for id in catalog.cases:
        for folder, unit in ((built_site, "KB"), (built_site / "fr", "Ko")):
            size = (folder / f"files/{id}.html").stat().st_size
            assert size <= LARGEST_FILE, f"{id}: {size}"
            shown = parsed(folder / f"files/{id}-brief.html").xpath(f'//a[@href="../files/{id}.html"]')
            assert [f"({-(-size // 1000)} {unit})" in words_of(link) for link in shown] == [True]
            assert json.loads((folder / f"files/{id}.csl.json").read_text("utf-8"))[0]["id"] == id
            assert (folder / f"files/{id}.bib").read_text("utf-8").startswith(f"@misc{{{id},")


def test_the_one_file_reads_alone_on_a_phone(open_page: Open, built_site: Path, tmp_path: Path) -> None:
    """In an empty folder, as it comes out of a chat message."""
    shutil.copy(built_site / f"files/{CASE}.html", tmp_path / "case.html")
    page = open_page((tmp_path / "case.html").as_uri(), width=PHONE, scheme="dark")
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert overflow(page) <= 0 and page.locator("#results .fig").count() == 8
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(24, 22, 19)"
    assert page.eval_on_selector_all("a[href^='#']", "all => all.every(one => document.querySelector(one.hash))")
    others = page.eval_on_selector_all("a:not([href^='#'])", "links => links.map(a => a.protocol)")
    assert set(others) <= {"http:", "https:"}
    assert page.locator("script, link[rel=stylesheet], textarea, button:visible").count() == 0
    assert faults(page) == []
    page.click("a[href='#brief'] >> nth=0")
    assert page.locator(".brief:visible").count() == 1


def test_the_one_file_looks_like_its_page(open_page: Open, disk: str) -> None:
    """Colours and sizes of what both hold are the same: no style that is needed was left out."""
    measure = """() => [...document.querySelectorAll(`main :is(h1, h2, .lede, .part > div, .effect, .fig, .chip, .cite,
            .glance dd, .setbacks li, .time li, .sources li)`)]
        .filter(one => !one.closest("#use, .tray, .side") && one.offsetParent)
        .map(one => { const style = getComputedStyle(one), { width } = one.getBoundingClientRect();
            return [one.className, style.color, style.font, style.display, Math.round(width)].join(" "); })"""
    for id in (CASE, WITHOUT_RESULTS):
        page = open_page(f"{disk}cases/{id}.html", width=PHONE).evaluate(measure)
        assert open_page(f"{disk}files/{id}.html", width=PHONE).evaluate(measure) == page and len(page) > 40


# Access, weight --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_axe_finds_nothing_in_any_state(open_page: Open, server: str, width: int) -> None:
    page = open_page(f"{server}cases/{CASE}.html", width=width)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.focus("#results a.self")
    assert faults(page) == [] and overflow(page) <= 0
    page.goto(f"{server}fr/files/{CASE}-brief.html")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert faults(page) == [] and overflow(page) <= 0


def test_the_page_reflows_at_320_pixels_and_at_twice_its_size(open_page: Open, server: str) -> None:
    for id in (CASE, SHORT, WITHOUT_RESULTS):
        for address in (f"cases/{id}.html", f"files/{id}-brief.html"):
            for width in (320, WIDE // 2):
                assert overflow(open_page(server + address, width=width)) <= 0, f"{address} at {width}"


def test_every_case_page_is_light_enough_to_be_the_next_page_on_a_metered_line(built_site: Path) -> None:
    sizes = {page.relative_to(built_site).as_posix(): len(gzip.compress(page.read_bytes(), 6))
             for page in built_site.rglob("cases/*.html")}
    assert sizes and {page: size for page, size in sizes.items() if size > HEAVIEST_PAGE} == {}


def test_the_script_of_the_page_is_small_and_loaded_by_briefs_alone(built_site: Path) -> None:
    small = minified("case.js", (built_site / "assets/casebook/case.js").read_text("utf-8"))
    assert len(gzip.compress(small.encode())) <= LARGEST_SCRIPT
    loading = {page.parent.name for page in built_site.rglob("*.html") if "/case.js" in page.read_text("utf-8")}
    assert loading == {"files"}
