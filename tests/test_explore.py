"""Explore to the end, in Chromium: concepts offered, misspelt words, order, saving, groups of filters, weight."""

import csv
import gzip
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from access import faults
from conftest import FORMS
from playwright.sync_api import Page

from casebook.catalog import Catalog
from casebook.minify import BUNDLES, join_folder, joined, minified, minify_folder
from casebook.search.documents import documents_of, text_of

OWN = Path("casebook") / "theme" / "assets" / "casebook"
MOST_SCRIPT = 20_480
MOST_PART = 6_000
FOR_PROCUREMENT = ["marchés pub", "contratação púb", "المشتر", "والمشتريات", "procurem", "PUBLIC PROC"]
"""Beginnings that lead to procurement, in four languages."""

Open = Callable[..., Page]


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, server: str, disk: str) -> str:
    return server if request.param == "http" else disk


def settle(page: Page) -> Page:
    """Wait until the answer to the last thing done stands on the page."""
    page.wait_for_timeout(40)
    page.wait_for_selector('#explore ol.cases[aria-busy="false"]', state="attached")
    return page


def explore(open_page: Open, base: str, query: str = "", **form: Any) -> Page:
    page = open_page(f"{base}explore.html{quote(query, safe='?=&:')}", **form)
    return settle(page) if query else page


def type_text(page: Page, text: str) -> Page:
    """Type into the search box as a reader does, and wait for the offers and the list."""
    page.fill("#q", "")
    page.focus("#q")
    page.keyboard.type(text)
    page.wait_for_timeout(260)
    return settle(page)


def offers(page: Page) -> list[str]:
    return [text.replace("\n", " ") for text in page.locator("#offers:visible [role=option]").all_inner_texts()]


def ids_of(page: Page) -> list[str]:
    return page.eval_on_selector_all("ol.cases > li", "items => items.map(item => item.dataset.id)")


def all_ids(page: Page) -> list[str]:
    """All hits, those that are not listed too."""
    return page.evaluate("""() => new Promise(done => {
        document.getElementById("explore").addEventListener("casebook:shown", event => done(event.detail.ids),
                                                            { once: true });
        dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    })""")


def query_of(page: Page) -> str:
    return unquote(urlsplit(page.url).query)


# Concepts as one types -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("width", FORMS.values(), ids=FORMS.keys())
def test_words_in_four_languages_are_offered_as_concepts_and_taken_by_keyboard(
        open_page: Open, base: str, catalog: Catalog, width: int) -> None:
    page = explore(open_page, base, width=width)
    count = len(catalog.cases_with("mechanisms", "procurement"))
    for text in FOR_PROCUREMENT:
        type_text(page, text)
        first = offers(page)[0]
        assert "Procurement" in first and f"mechanism · {count} cases" in first, (text, offers(page))
        assert len(offers(page)) <= 6
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant") == page.get_attribute("[aria-selected=true]", "id")
    page.keyboard.press("Enter")
    settle(page)
    assert (query_of(page), page.input_value("#q")) == ("mechanism=procurement", "")
    assert page.locator(".picked a").first.inner_text().startswith("Procurement")
    assert offers(page) == [] and page.evaluate("document.activeElement.id") == "q"
    assert page.inner_text("#explore section [role=status]").startswith(f"{count} of ")


def test_an_offer_says_what_was_typed_as_people_write_it(open_page: Open, disk: str) -> None:
    page = type_text(explore(open_page, disk), "marches public")
    assert offers(page)[0].casefold().startswith("marché") and "Procurement" in offers(page)[0]
    type_text(page, "procurem")
    assert offers(page)[0].startswith("Procurement")  # its own name needs no arrow


def test_an_offer_is_for_the_last_words_and_keeps_those_before(open_page: Open, disk: str) -> None:
    page = type_text(explore(open_page, disk), "waste trucks procurem")
    page.click("[role=option]")
    settle(page)
    assert query_of(page) == "q=waste+trucks&mechanism=procurement"
    type_text(page, "who has a procurem")
    page.click("[role=option]")
    settle(page)
    assert query_of(page) == "mechanism=procurement"  # words that say nothing go


def test_escape_closes_the_offers_and_enter_on_none_searches_the_words(open_page: Open, disk: str) -> None:
    page = type_text(explore(open_page, disk), "procurem")
    box = page.locator("#q")
    assert [box.get_attribute(name) for name in ("role", "aria-controls", "aria-expanded")] == [
        "combobox", "offers", "true"]
    page.keyboard.press("ArrowUp")
    assert page.get_attribute("[role=option]:last-child", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert (offers(page), box.get_attribute("aria-expanded"), box.input_value()) == ([], "false", "procurem")
    page.keyboard.type("e")
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    settle(page)
    assert (offers(page), query_of(page)) == ([], "q=procureme")
    type_text(page, "zzz")
    assert offers(page) == []


def test_with_a_modifier_key_a_concept_opens_its_page(open_page: Open, base: str) -> None:
    page = type_text(explore(open_page, f"{base}fr/"), "procurem")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/fr/mechanisms/procurement.html")


# Misspelt words --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("typed", "right"), [
    ("procuremnt", "procurement"), ("tendr", "tender"), ("marchés pubics", "publics"), ("المشتريت", "المشتريات")])
def test_a_misspelt_word_is_answered_with_the_right_one(open_page: Open, base: str, typed: str, right: str) -> None:
    page = explore(open_page, base, f"?q={typed}")
    wrong = typed.split()[-1]
    assert ids_of(page)
    assert page.inner_text(".spelt p") == f"Shown for “{right}”. No case holds “{wrong}”."
    assert page.inner_text("#explore section [role=status]").startswith("Shown for “")
    shown = ids_of(page)
    assert shown == ids_of(explore(open_page, base, f"?q={typed.replace(wrong, right)}"))


def test_a_reader_may_search_for_what_was_typed(open_page: Open, disk: str) -> None:
    page = explore(open_page, disk, "?q=tendr")
    page.click(".spelt a")
    settle(page)
    assert query_of(page) == "q=tendr&exact=1" and page.locator(".spelt").is_hidden()
    page.go_back()
    settle(page)
    assert query_of(page) == "q=tendr" and page.locator(".spelt").is_visible()
    type_text(page, "tendr")
    assert page.locator(".spelt").is_visible()


def test_a_word_that_no_case_holds_is_named_and_can_be_dropped(open_page: Open, base: str) -> None:
    page = explore(open_page, base, "?q=november zzzqqq")
    assert page.inner_text(".spelt p") == "No case holds “zzzqqq”."
    assert page.locator(".msg a").inner_text().startswith("Without “zzzqqq” there")
    page.click(".msg a")
    settle(page)
    assert query_of(page) == "q=november" and ids_of(page)


def test_words_that_begin_others_or_differ_by_an_ending_are_not_corrected(open_page: Open, disk: str) -> None:
    page = explore(open_page, disk)
    for text in ("procur", "contracting", "contracts", "collected", "2019", "who has it"):
        type_text(page, text)
        assert page.locator(".spelt").is_hidden(), text


def test_what_is_read_for_a_query_is_small(built_site: Path) -> None:
    for language in ("en", "fr"):
        parts = sorted((built_site / "assets" / "casebook" / f"words.{language}").glob("*.js"))
        assert len(parts) > 20
        assert max(len(gzip.compress(path.read_bytes(), 6)) for path in parts) < MOST_PART


# Order, saving, filters ------------------------------------------------------------------------------------------

def test_the_list_can_be_put_in_order_and_the_address_keeps_it(open_page: Open, base: str, catalog: Catalog) -> None:
    page = explore(open_page, base, "?theme=revenue-and-tax")
    page.select_option("#sort", "newest")
    settle(page)
    assert query_of(page) == "theme=revenue-and-tax&sort=newest"
    assert page.inner_text("#explore section [role=status]").endswith("newest first")
    starts = [period.start if (period := catalog.cases[id].study.period) else "" for id in all_ids(page)]
    assert starts == sorted(starts, key=lambda start: start[:7], reverse=True)
    page.select_option("#sort", "sources")
    settle(page)
    sources = [len(catalog.cases[id].study.sources) for id in all_ids(page)]
    assert sources == sorted(sources, reverse=True)
    page.select_option("#sort", "place")
    settle(page)
    names = [catalog.places[catalog.cases[id].lead].name.en.casefold() for id in all_ids(page)]
    assert [name[0] for name in names] == sorted(name[0] for name in names)
    page.go_back()
    settle(page)
    assert (query_of(page), page.input_value("#sort")) == ("theme=revenue-and-tax&sort=sources", "sources")


def test_a_list_is_saved_whole_as_a_table_that_spreadsheets_read(
        open_page: Open, base: str, catalog: Catalog) -> None:
    page = explore(open_page, base, "?sort=place", is_fresh=True)
    with page.expect_download() as download:
        page.click("text=Save this list (CSV)")
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    ids = [Path(row["Address"]).stem for row in rows]
    assert ids == all_ids(page) and sorted(ids) == sorted(catalog.cases)  # not only those that are shown
    row = next(row for row in rows if row["Address"].endswith("cases/kumasi-digital-revenue-collection.html"))
    assert (row["Place"], row["Country"]) == ("Kumasi", "Ghana")
    uses = catalog.cases["kumasi-digital-revenue-collection"].study.mechanisms
    assert len(row["Mechanisms"].split("; ")) == len(uses) and ": " in row["Mechanisms"]
    assert row["Title"] == catalog.cases["kumasi-digital-revenue-collection"].study.title
    edition = page.evaluate("document.querySelector('footer .note').textContent")
    assert download.value.suggested_filename.startswith("casebook-20")
    assert download.value.suggested_filename.removesuffix(".csv")[-2:].lstrip("0") in edition


def test_a_cell_of_a_saved_list_can_do_nothing(open_page: Open, disk: str) -> None:
    page = explore(open_page, disk)
    text = page.evaluate("""() => casebook.csvText([
        ["=1+1", "+1", "-1", "@x", "\\tx", 'a "b", c', "x\\ny", null, 7]])""")
    cells = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert cells == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", 'a "b", c', "x\ny", "", "7"]


def test_language_and_income_are_filters_and_cards_say_what_matched(
        open_page: Open, disk: str, catalog: Catalog) -> None:
    page = explore(open_page, disk, "?language=pt&language=ar&income=low&income=lower-middle")
    found = set(all_ids(page))
    assert found == {id for id, case in catalog.cases.items()
                     if any({"pt", "ar"} & set(catalog.places[place].languages) for place in case.study.places)
                     and any((group := catalog.places[place].income_group) and group.value in ("low", "lower-middle")
                             for place in case.study.places)}
    assert all("Income of the country: " in text and "Language of the place: " in text and " · " in text
               for text in page.locator(".why").all_inner_texts())


def test_a_card_names_each_chosen_mechanism_with_its_effect(open_page: Open, disk: str) -> None:
    page = explore(open_page, disk, "?mechanism=procurement:hindered&mechanism=funding")
    for card in page.locator("li.case").all():
        lines = card.locator(".why").all_inner_texts()
        assert lines and all("Procurement: " in line or "Funding: " in line for line in lines)
        assert not any("Procurement" in line and "hindered" not in line for line in lines)


def test_groups_of_filters_are_closed_on_a_phone_and_open_where_something_is_chosen(
        open_page: Open, base: str) -> None:
    page = explore(open_page, base, "?region=west-africa", width=FORMS["phone"])
    page.click(".fold > summary")
    opened = page.eval_on_selector_all("details.facet[open]", "all => all.map(one => one.dataset.facet)")
    assert opened == ["region"]
    assert page.inner_text("details[data-facet=region] summary .n") == "1 chosen"
    page.focus("details[data-facet=theme] summary")
    page.keyboard.press("Enter")
    page.focus("details[data-facet=theme] input")
    page.keyboard.press("Space")
    settle(page)
    assert "theme=" in query_of(page)
    page.click("text=Clear all")
    settle(page)
    assert query_of(page) == "" and page.evaluate("document.activeElement.tagName") == "H2"
    wide = explore(open_page, base, "?sort=newest")
    assert wide.eval_on_selector_all("details.facet[open]", "all => all.map(one => one.dataset.facet)") == [
        "mechanism", "theme", "region", "size"]


def test_what_others_keep_in_the_address_stays_and_starts_no_search(open_page: Open, disk: str) -> None:
    page = open_page(f"{disk}explore.html?compare=kumasi,kigali&utm_source=x")
    page.wait_for_timeout(150)
    assert page.get_attribute("ol.cases", "aria-busy") is None  # the plain list
    type_text(page, "waste")
    assert query_of(page) == "q=waste&compare=kumasi,kigali&utm_source=x"
    page.click("details[data-facet=region] input")
    settle(page)
    assert query_of(page).startswith("q=waste&region=")
    assert query_of(page).endswith("&compare=kumasi,kigali&utm_source=x")


def test_who_listens_is_told_all_hits(open_page: Open, disk: str) -> None:
    page = explore(open_page, disk, "?q=waste")
    page.evaluate("""() => document.getElementById("explore").addEventListener("casebook:shown", event => {
        window.told = event.detail; })""")
    page.click("details[data-facet=region] input")
    settle(page)
    told = page.evaluate("window.told")
    assert told["ids"][:10] == ids_of(page)
    assert len(told["ids"]) == int(page.inner_text("#explore h2").split()[0])


def test_a_french_page_finds_the_french_words_of_a_case_in_any_inflection(
        open_page: Open, base: str, catalog: Catalog) -> None:
    texts = {document.id: text_of(document).casefold() for document in documents_of(catalog.in_language("fr"))}
    held = [id for id, text in texts.items() if re.search(r"\btaxe\b", text)]
    found = [all_ids(explore(open_page, f"{base}fr/", f"?q={word}")) for word in ("taxe", "taxes", "la taxe")]
    assert held and set(held) <= set(found[0]) and found[0] == found[1] == found[2]


def test_a_list_is_shown_before_its_excerpts_without_a_jump(open_page: Open, server: str) -> None:
    page = explore(open_page, server)
    page.evaluate("""() => document.getElementById("explore").addEventListener("casebook:shown", () =>
        setTimeout(() => { window.first ??= document.querySelector(".why.text") && measure(); }))""")
    page.evaluate("""() => { window.measure = () => [...document.querySelectorAll("ol.cases > li")].map(card =>
        Math.round(card.getBoundingClientRect().height)); }""")
    page.route("**/*.pf_fragment", lambda route: (page.wait_for_timeout(150), route.continue_()))
    type_text(page, "waste contract")
    first, last = page.evaluate("first"), page.evaluate("measure()")
    assert 0 < len(first) < len(last) and first == last[:len(first)]
    assert page.locator(".why mark").count() and not page.locator(".why.text span:empty").count()
    page.unroute_all(behavior="ignoreErrors")


def test_explore_speaks_french(open_page: Open, disk: str) -> None:
    page = explore(open_page, f"{disk}fr/", "?q=tendr&sort=newest")
    text = page.inner_text("#explore")
    for said in ("Résultats pour «\xa0tender\xa0»", "Trier par", "Enregistrer cette liste", "Chercher «\xa0tendr\xa0»"):
        assert said in text, said


# Access, weight --------------------------------------------------------------------------------------------------

def phone_with_filters(page: Page) -> None:
    page.click(".fold > summary")
    for summary in page.locator("details.facet:not([open]):not([hidden]) > summary").all()[:6:-1]:
        summary.click()


@pytest.mark.parametrize("width", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize(("query", "act"), [
    ("", lambda page: (type_text(page, "market"), page.keyboard.press("ArrowDown"))),
    ("?q=tendr&region=europe&sort=place", lambda page: None),
    ("?mechanism=procurement:hindered&region=west-africa&region=europe", lambda page: phone_with_filters(page)
     if page.viewport_size["width"] < 500 else None),
], ids=["offers", "misspelt", "filters"])
def test_axe_finds_nothing_in_any_state(open_page: Open, server: str, width: int, query: str,
                                        act: Callable[[Page], object]) -> None:
    page = explore(open_page, server, query, width=width)
    act(page)
    assert faults(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def scripts_of(built_project: Path) -> list[str]:
    """The names under which our own scripts are sent: those of bundles for what is joined."""
    names = {path.name for path in (built_project / OWN).glob("*.js")}
    return sorted(names - {name for parts in BUNDLES.values() for name in parts} | set(BUNDLES))


def test_our_own_scripts_are_small_in_all(built_site: Path, built_project: Path) -> None:
    """The sum of the files as they are sent: what a reader of all pages loads."""
    names = [name for name in scripts_of(built_project) if not name.startswith("form")]  # see test_form.py
    sizes = [len(gzip.compress((built_site / "assets" / "casebook" / name).read_bytes(), 9)) for name in names]
    assert len(names) > 5 and sum(sizes) <= MOST_SCRIPT


def test_the_built_scripts_and_style_sheets_are_ours_joined_and_made_small(
        built_site: Path, built_project: Path) -> None:
    sources = {name: BUNDLES.get(name, (name,)) for name in (*scripts_of(built_project), "casebook.css")}
    for name, parts in sources.items():
        texts = [(built_project / OWN / part).read_text("utf-8") for part in parts]
        written = joined(texts) if name in BUNDLES else texts[0]
        built = (built_site / "assets" / "casebook" / name).read_text("utf-8")
        assert built == minified(name, written) and len(built) < len(written)
    held = {path.name for path in (built_site / "assets" / "casebook").iterdir()}
    assert not held & ({name for parts in BUNDLES.values() for name in parts} - set(BUNDLES))


def test_scripts_are_joined_once(tmp_path: Path) -> None:
    for name in ("common.js", "tray.js"):
        (tmp_path / name).write_text(f"{name[0]};\n")
    join_folder(tmp_path)
    join_folder(tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("tray.js", joined(["c;\n", "t;\n"]))]


def test_what_is_not_well_formed_is_an_error_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "icon.svg").write_text("<svg>  </svg>")
    (tmp_path / "a.js").write_text("/* why */ const a = 1;\n")
    assert minify_folder(tmp_path) == 1
    assert [path.read_text() for path in sorted(tmp_path.iterdir())] == ["const a=1\n", "<svg>  </svg>"]
    with pytest.raises(ValueError):
        minified("a.js", "const = ;")


def test_the_small_style_sheet_draws_what_the_written_one_does(
        open_page: Open, server: str, built_project: Path) -> None:
    page = open_page(f"{server}cases/bizerte-waste-truck-routing.html")
    drawn = """() => [...document.querySelectorAll("body *")].map(one => {
        const style = getComputedStyle(one), box = one.getBoundingClientRect();
        return [one.tagName, one.className, box.x, box.y, box.width, box.height, style.color, style.font, style.display,
                style.backgroundColor, style.borderTop, getComputedStyle(one, "::before").content].join(" ");
    })"""
    small = page.evaluate(drawn)
    page.evaluate("document.styleSheets[0].disabled = true")
    page.add_style_tag(path=built_project / OWN / "casebook.css")
    assert [pair for pair in zip(small, page.evaluate(drawn), strict=False) if pair[0] != pair[1]] == []
