"""The page "Write a case study" in Chromium: what is typed becomes a file that the checker takes, a file opened and
saved stays the same, the draft stays, problems lead to their fields, and the preview shows text as text."""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from access import faults
from conftest import FEW, FORMS, ROOT, Ran, parsed, words_of
from playwright.sync_api import Page

from casebook.catalog import Catalog
from casebook.formatting import formatted
from casebook.minify import BUNDLES, small_page
from casebook.model import CaseFile
from casebook.source import parse_document
from casebook.views.form import Field, fields_of, sections_of
from casebook.views.form_words import labels, rules
from casebook.views.view import Site, View
from casebook.words import Words

NARROWEST = 320
MOST_SCRIPT = 16_384
CASES = ROOT / "case_studies"
OWN = ROOT / "casebook" / "theme" / "assets" / "casebook"
Open = Callable[..., Page]

CASE = {
    "title": "Paying market fees by phone, in one market first",
    "places": ["kumasi"],
    "summary": "Begin with the list of traders, not with the phone. Kumasi tried payment by phone in one market.",
    "themes": ["revenue-and-tax"],
    "challenge": "Collectors wrote receipts by hand, and the town did not know who had paid [1].\n\n"
                 "Traders told a reporter that some paid twice [2].",
    "approach": "1. Staff listed the stalls of one market by hand [1].\n2. Traders could pay by phone or in cash [1].",
    "methods": [{"method": "rapid-pilot", "how": "One market out of nine took part [1]."}],
    "mechanisms": [{"mechanism": "citizen-trust", "effect": "hindered", "how": "NO", "response": "12:30"}],
    "mindsets": "none-found",
    "setbacks": ["**No effect on income is shown.** The town published the number of users alone [1]."],
    "lessons": [{"lesson": "List the stalls before you offer a new way to pay [1].", "for": ["officers", "leaders"]}],
    "sources": [
        {"title": "Report on the market trial", "publisher": "The town", "url": "https://example.org/report",
         "date": "2022-07", "kind": "authority"},
        {"title": "007", "publisher": "yes", "kind": "press"}],
    "checked": "2026-10", "language": "en",
}
"""A small case whose texts are what a reader of YAML takes for a number, a time or a yes."""


@pytest.fixture
def form(open_page: Open, server: str) -> Iterator[Page]:
    """The form as one finds it for the first time; its draft is deleted afterwards."""
    page = begin(open_page(f"{server}form.html"))
    yield page
    page.evaluate("localStorage.clear()")


def begin(page: Page) -> Page:
    """Without a draft of another test, and with the rules at hand."""
    page.evaluate("localStorage.clear(); addEventListener('pagehide', () => localStorage.clear())")  # after its own
    page.reload()
    return ready(page)


def ready(page: Page) -> Page:
    page.wait_for_function("document.querySelector('.tally').textContent !== ''")
    return page


def opened(page: Page, file: Path) -> str:
    """Open a file; what is said of it."""
    page.evaluate("document.querySelector('.said').replaceChildren()")
    page.set_input_files("#form [type=file]", file)
    page.wait_for_function("document.querySelector('.said').textContent !== ''")
    return page.inner_text(".said")


def file_with(folder: Path, text: str | bytes, name: str = "case.yml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def saved(page: Page, folder: Path, button: str = "save") -> Path:
    with page.expect_download() as saving:
        page.click(f"form button[value={button}]")
    path = folder / saving.value.suggested_filename
    saving.value.save_as(path)
    return path


def data_of(path: Path) -> dict[str, Any]:
    document, problems = parse_document(path.read_bytes(), path.name)
    assert problems == []
    return dict(document.data)


def problems_of(page: Page, level: str) -> list[str]:
    return page.eval_on_selector_all(f".problems .{level} a", "links => links.map(link => link.textContent)")


def settled(page: Page) -> Page:
    """Leave the field, and wait until it was checked."""
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(650)
    return page


# What is asked ---------------------------------------------------------------------------------------------------

def all_fields(fields: Any) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from all_fields(field.fields)


def test_every_key_of_the_model_is_asked_for_once_by_a_name_and_with_help(catalog: Catalog) -> None:
    view = View(Site(catalog, Words("en")), "form.html")
    asked = [field.key for section in sections_of(view) for field in section.fields]
    assert sorted(asked) == sorted(CaseFile.model_fields)
    fields = list(all_fields(fields_of(view)))
    named = labels(str)
    for field in fields:
        plain = field.path.replace(".*", "")
        assert plain in named and (field.help or field.path.endswith("*")), field.path
        assert field.kind != "list" or f"{plain}.*" in named
    known = {field.path.replace(".*", "") for field in fields}
    assert set(rules(str)) - {"proposed.places.languages.*"} <= known
    assert {path.removesuffix(".*") for path in named} <= known


def test_allowed_terms_lengths_and_duties_come_from_the_model_and_the_vocabulary(catalog: Catalog) -> None:
    view = View(Site(catalog, Words("fr")), "form.html")
    fields = {field.path: field for field in all_fields(fields_of(view))}
    effects = fields["mechanisms.*.effect"]
    assert [id for _, options in effects.options for id, _, _ in options] == list(catalog.vocabulary["effects"])
    assert ("hindered", "Frein") in [row[:2] for _, options in effects.options for row in options]
    assert fields["summary"].limit == 300 and fields["themes"].most == 3 and fields["title"].is_required
    assert fields["setbacks"].may_be_none and not fields["lessons"].may_be_none and not fields["budget"].is_required
    kinds = {path: field.kind for path, field in fields.items()}
    assert kinds["results.*.value"] == "number" and kinds["results.*.source"] == "source"
    assert kinds["sources.*.url"] == "address" and kinds["period.start"] == "date"
    assert kinds["lessons.*.for"] == "checks" and kinds["places.*"] == "lookup" and kinds["setbacks.*"] == "text"


@pytest.mark.parametrize("name", ["form.html", "fr/form.html"])
def test_without_a_script_the_page_is_guidance_for_each_field(open_page: Open, disk: str, catalog: Catalog,
                                                              name: str) -> None:
    page = open_page(disk + name, scripts=False)
    assert page.locator("#form :is(button, select, input, textarea):visible").count() == 0
    text = " ".join(page.inner_text("#form").split())
    language = "fr" if "fr/" in name else "en"
    for field in all_fields(fields_of(View(Site(catalog, Words(language)), "form.html"))):
        help = " ".join(field.help.split())
        assert help in text and (field.path.endswith("*") or field.label in text), field.path
    assert "contribute.html" in page.eval_on_selector_all("#form a", "links => links.map(a => a.getAttribute('href'))")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= FORMS["wide"]


# From the form to a file -----------------------------------------------------------------------------------------

def type_case(page: Page) -> None:
    """Write the small case with the keyboard alone, from the first field on."""
    def write(label: str, text: str) -> None:
        to_field(page, label)
        page.keyboard.insert_text(text)

    def press(label: str, key: str = "Enter") -> None:
        to_field(page, label)
        page.keyboard.press(key)

    def choose(label: str, value: str) -> None:
        to_field(page, label)
        page.keyboard.type(page.evaluate("value => [...document.activeElement.options].find("
                                         "option => option.value === value).text", value), delay=2)

    page.focus("#f-title")
    page.keyboard.insert_text(str(CASE["title"]))
    write("Summary", str(CASE["summary"]))
    write("Place 1", "Kumasi")
    choose("Theme 1", "revenue-and-tax")
    write("Title", "Report on the market trial")
    write("Publisher", "The town")
    write("Address", "https://example.org/report")
    write("Date", "2022-07")
    choose("Kind", "authority")
    press("Add: source")
    page.keyboard.insert_text("007")
    write("Publisher", "yes")
    choose("Kind", "press")
    write("Challenge", str(CASE["challenge"]))
    write("Approach", str(CASE["approach"]))
    choose("Method", "rapid-pilot")
    write("How", CASE["methods"][0]["how"])
    choose("Mechanism", "citizen-trust")
    choose("Effect", "hindered")
    write("How", "NO")
    write("What they did", "12:30")
    press("I read the sources for it, and they show none.", "Space")
    write("Setback 1", CASE["setbacks"][0])
    write("Lesson", CASE["lessons"][0]["lesson"])
    press("Officers", "Space")
    press("Leaders", "Space")
    write("Sources last read", "2026-10")


def to_field(page: Page, label: str) -> None:
    """Press Tab until the field of this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("""() => { const one = document.activeElement;
            const label = one.labels?.[0]?.cloneNode(true);
            label?.querySelectorAll(".note").forEach(note => note.remove());
            return (label ?? one).textContent.trim().replace(/\\s+/g, " "); }""")
        if name == label:
            return
    pytest.fail(f"no way to {label} by Tab")


def test_a_case_typed_with_the_keyboard_becomes_a_file_that_the_checker_takes(
        form: Page, tmp_path: Path, casebook: Callable[..., Ran]) -> None:
    type_case(form)
    assert problems_of(settled(form), "error") == [] == problems_of(form, "unfinished")
    assert form.input_value("#f-id") == "kumasi-paying-market-fees"
    file = saved(form, tmp_path)
    assert data_of(file) == CASE and list(data_of(file)) == list(CASE)
    assert file.name == "kumasi-paying-market-fees.yml"
    folder = tmp_path / "library" / "case_studies"
    folder.mkdir(parents=True)
    for name in ("_vocabulary.yml", "_places.yml"):
        (folder / name).write_bytes((CASES / name).read_bytes())
    (folder / file.name).write_bytes(file.read_bytes())
    done = casebook(tmp_path / "library", "validate", f"case_studies/{file.name}")
    assert done.code == 0, done.said
    document, _ = parse_document(file.read_bytes(), file.name)
    assert formatted(document) == file.read_text("utf-8"), "what casebook format would write"


@pytest.mark.parametrize("place", ["web", "disk"])
def test_real_cases_opened_and_saved_hold_the_same_data_in_canonical_form(
        open_page: Open, server: str, disk: str, tmp_path: Path, place: str) -> None:
    page = begin(open_page(f"{server if place == 'web' else disk}form.html"))
    cases = [CASES / f"{id}.yml" for id in FEW] if place == "web" else [CASES / f"{FEW[0]}.yml"]
    for case in (*cases, CASES / "_template.yml"):
        said = opened(page, case)
        assert ("cannot be shown here" in said) == (case.name == "_template.yml"), said
        file = saved(page, tmp_path)
        document, problems = parse_document(file.read_bytes(), case.name)
        assert file.name == case.name and problems == [] and document.data == data_of(case)
        assert formatted(document) == file.read_text("utf-8")
        assert case.name.startswith("_") or page.inner_text(".tally").startswith("Nothing is left to do")


def test_the_form_works_in_a_copy_to_take_along_whose_pages_are_made_small(
        open_page: Open, built_site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(built_site / "assets", copy / "assets", copy_function=os.link)
    (copy / "form.html").write_bytes(small_page("form.html", (built_site / "form.html").read_bytes()))
    page = begin(open_page((copy / "form.html").as_uri()))
    opened(page, CASES / f"{FEW[0]}.yml")
    assert data_of(saved(page, tmp_path)) == data_of(CASES / f"{FEW[0]}.yml")
    page.click("form button[value=preview]")
    assert page.locator(".shown [data-part]").count() > 8 and page.locator(".shown .effect").count()


ODD = {
    "title": "- a: b # c", "summary": "'quoted' \"twice\" \\ back", "challenge": "x" * 150,
    "approach": "  \tindented\n\n    - deep\n" + "word " * 60 + "\n",
    "setbacks": ["null", "~", "1e3", "0x1F", "off", "2022-12-01", "12:30:45", "[1]", "{a}", "*b", "&c", "!d", "|", "-",
                 "=", "<<", "a\u00a0b"],
    "open_questions": ["a\nb", "long words " * 30, "end:", "a #b", "multi\n\nline " * 12],
    "language": "en",
}


def test_texts_that_yaml_reads_otherwise_come_back_as_they_were_typed(form: Page, tmp_path: Path) -> None:
    data = json.loads(json.dumps(ODD))
    file = tmp_path / "odd.yml"
    file.write_text(form.evaluate("data => casebook.writeYaml(data, JSON.parse(form.dataset.settings))", data), "utf-8")
    assert data_of(file) == data
    again = form.evaluate("""async text => { await casebook.load("js-yaml"); return casebook.parseCase(text); }""",
                          file.read_text("utf-8"))
    assert again == data


@pytest.mark.parametrize(("text", "reason"), [
    ("title: &a x\nsummary: *a", "not allowed"), ("title: !!str x", "not allowed"), ("title: !mine x", "not allowed"),
    ("- a\n- b", "no pairs"), ("", "no pairs"), ("title: [", "nothing was opened"),
    ("title: a\ntitle: b", "Line 2"),    (b"title: caf\xe9", "UTF-8"), ("a: 1\n---\nb: 2", "nothing was opened"),
])
def test_a_file_that_is_no_case_is_refused_in_a_sentence_and_the_form_stays(
        form: Page, tmp_path: Path, text: str | bytes, reason: str) -> None:
    form.fill("#f-title", "Mine")
    said = opened(form, file_with(tmp_path, text))
    assert "nothing was opened" in said and reason in said
    assert form.input_value("#f-title") == "Mine"


def test_what_the_form_cannot_show_is_told_before_it_is_lost(form: Page, tmp_path: Path) -> None:
    text = ("# mine\ntitle: A title # why\nmine: 1\nsources:\n  - {title: a, publisher: b, kind: press, archive: x}\n"
            "places: kumasi\n__proto__: {x: y}\nchallenge: |\n  one # no comment\n  # nor this\n")
    said = opened(form, file_with(tmp_path, text))
    assert "mine, sources[1].archive, places" in said and "2 comments" in said
    assert form.input_value("#f-title") == "A title"
    assert data_of(saved(form, tmp_path))["challenge"] == "one # no comment\n# nor this\n"


# Problems, numbers, entries --------------------------------------------------------------------------------------

def test_what_is_not_yet_there_is_to_do_and_no_error_and_each_problem_leads_to_its_field(form: Page) -> None:
    assert problems_of(form, "error") == [] and "still to do" in form.inner_text(".tally")
    assert form.locator("[aria-invalid]").count() == 0 and form.locator("form .err").count() == 0
    form.fill("#f-period-start", "12 May")
    form.fill("#f-challenge", "It was so [4].")
    form.click(".todo > summary")
    assert problems_of(settled(form), "error") == ["Period › Began"], "a citation waits for its sources"
    form.click(".problems .error a")
    assert form.evaluate("document.activeElement.id") == "f-period-start"
    field = form.locator("#f-period-start")
    assert field.get_attribute("aria-invalid") == "true"
    told = [form.inner_text(f"#{id}") for id in str(field.get_attribute("aria-describedby")).split()]
    assert any("expected a date" in text and "YYYY" in text for text in told)
    form.fill("#f-period-start", "2022-05")
    settled(form)
    assert field.get_attribute("aria-invalid") is None and problems_of(form, "error") == []
    form.click("details:has(> summary:text('Cost')) > summary")
    form.fill("#f-budget-amount", "1,000")
    form.click("details:has(> summary:text('Cost')) > summary")
    settled(form)
    form.click(".problems .error a")
    assert form.evaluate("document.activeElement.id") == "f-budget-amount" and form.is_visible("#f-budget-amount")


def test_entries_are_added_moved_taken_away_and_put_back_and_the_focus_stays_near(form: Page) -> None:
    add = form.locator("[data-key=setbacks] > .adding [value=add]")
    rows = form.locator("[data-key=setbacks] textarea")
    rows.nth(0).fill("one")
    add.click()
    assert form.evaluate("document.activeElement.closest('.entry').querySelector('label').textContent") == "Setback 2"
    form.keyboard.insert_text("two")
    form.locator("[data-key=setbacks] [value=up]:enabled").click()
    assert [rows.nth(at).input_value() for at in (0, 1)] == ["two", "one"]
    assert form.evaluate("document.activeElement.value") == "down"
    form.locator("[data-key=setbacks] [value=remove]").first.click()
    assert rows.count() == 1 and form.inner_text(":focus") == "Put it back"
    form.keyboard.press("Enter")
    assert [rows.nth(at).input_value() for at in (0, 1)] == ["two", "one"]
    assert form.evaluate("document.activeElement.value") == "two"


def test_sources_are_numbered_cited_by_a_button_and_keep_their_citations_when_they_move(form: Page) -> None:
    row = form.locator("[data-key=sources] .entry")
    row.nth(0).locator("input").nth(0).fill("First")
    form.click("[data-key=sources] > .adding [value=add]")
    form.keyboard.insert_text("Second")
    form.fill("#f-challenge", "So it was.")
    form.evaluate("const text = document.getElementById('f-challenge'); text.setSelectionRange(9, 9)")
    form.click("#f-challenge ~ .under .citing summary")
    assert form.locator("#f-challenge ~ .under .citing li").all_inner_texts() == [
        "[1] First", "[2] Second", "Go to the list of sources"]
    form.click("#f-challenge ~ .under .citing li:nth-child(2) button")
    assert form.input_value("#f-challenge") == "So it was [2]."
    assert form.evaluate("document.activeElement.id") == "f-challenge"
    form.click("[data-key=results] > .adding [value=add]")
    source = form.locator("[data-key=results] [data-kind=source] select")
    source.select_option(label="2 · Second")
    row.nth(1).locator("[value=up]").click()
    assert form.input_value("#f-challenge") == "So it was [1]." and source.input_value() == "1"
    row.nth(0).locator("[value=remove]").click()
    assert row.count() == 2 and "cited in" in form.inner_text("[data-key=sources] > .err")
    row.nth(1).locator("[value=remove]").click()
    assert row.count() == 1 and form.input_value("#f-challenge") == "So it was [1]."


def test_a_length_is_counted_and_a_term_is_explained(form: Page, catalog: Catalog) -> None:
    form.fill("#f-summary", "x" * 301)
    settled(form)
    assert form.inner_text("#f-summary ~ .under .count") == "301 of 300 characters"
    assert "Summary" in problems_of(form, "error")
    form.select_option("#f-status", "paused")
    settled(form)
    paused = catalog.vocabulary["statuses"]["paused"].definition
    assert paused and form.inner_text("#f-status-m") == paused.en


def test_a_new_place_and_a_new_term_are_proposed_inside_the_file(form: Page, tmp_path: Path) -> None:
    form.locator("[data-key=places].list >> nth=0").locator("input").first.fill("Ville-Neuve")
    form.click("details:has(> summary:text('My place')) > summary")
    form.click("[data-key=proposed] [data-key=places] > .adding [value=add]")
    place = form.locator("[data-key=proposed] [data-key=places] .entry")
    assert place.get_by_label("Id", exact=True).first.input_value() == "ville-neuve", "what was typed is taken over"
    place.get_by_label("Country code", exact=True).fill("ML")
    place.locator("[data-key=kind] select").select_option("city")
    form.click("[data-key=proposed] [data-key=terms] > .adding [value=add]")
    term = form.locator("[data-key=proposed] [data-key=terms] .entry")
    term.locator("select").select_option("methods")
    term.get_by_label("Id", exact=True).fill("street-theatre")
    term.get_by_label("English", exact=True).first.fill("Street theatre")
    form.keyboard.press("Tab")
    form.locator("[data-key=methods] select").first.select_option(label="Street theatre")
    assert [text for text in problems_of(settled(form), "error") if "Place" in text or "Method" in text] == []
    assert not [text for text in problems_of(form, "unfinished") if text.endswith("Id")], "the reviewer's, not theirs"
    form.click(".left [value=preview]")
    assert form.inner_text(".shown .over") == "Ville-Neuve"
    form.click("[value=back]")
    data = data_of(saved(form, tmp_path))
    assert data["places"] == ["ville-neuve"] and data["methods"] == [{"method": "street-theatre"}]
    assert data["proposed"]["places"] == [
        {"id": "ville-neuve", "name": {"en": "Ville-Neuve"}, "kind": "city", "country": "ML"}]
    assert data["proposed"]["terms"][0]["label"] == {"en": "Street theatre"}


# The draft -------------------------------------------------------------------------------------------------------

def test_the_draft_survives_a_reload_and_another_language_and_is_deleted_on_demand(
        open_page: Open, server: str, tmp_path: Path) -> None:
    page = ready(open_page(f"{server}form.html", is_fresh=True))
    file = opened(page, CASES / "kumasi-container-toilets.yml")
    assert "is open" in file
    page.fill("#f-title", "Another title")
    page.reload()
    assert ready(page).input_value("#f-title") == "Another title" and "draft" in page.inner_text(".said")
    page.goto(f"{server}fr/form.html")
    assert ready(page).input_value("#f-title") == "Another title"
    kept = data_of(saved(page, tmp_path))
    assert kept == {**data_of(CASES / "kumasi-container-toilets.yml"), "title": "Another title"}
    page.click("#form button[value=forget]")
    assert page.input_value("#f-title") == "Another title", "it asks first"
    page.keyboard.press("Enter")
    assert page.input_value("#f-title") == "" and page.evaluate("localStorage.length") == 0
    page.reload()
    assert ready(page).input_value("#f-title") == ""


def test_a_browser_that_keeps_nothing_says_so_once_and_all_else_works(open_page: Open, server: str,
                                                                      tmp_path: Path) -> None:
    page = open_page("about:blank", is_fresh=True)
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
    page.goto(f"{server}form.html")
    ready(page).fill("#f-title", "A title")
    settled(page)
    assert "keeps no draft" in page.inner_text(".keeping")
    assert data_of(saved(page, tmp_path)) == {"title": "A title", "language": "en"}


# Preview and summary ---------------------------------------------------------------------------------------------

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title = 1</script> [a](javascript:alert(1)) {{ 7*7 }}'


def test_the_preview_shows_text_as_text_with_lists_emphasis_links_and_citations(form: Page) -> None:
    title = form.title()
    form.fill("#f-title", HOSTILE)
    form.fill("#f-challenge", f"{HOSTILE}\n\n1. One **bold** and *soft* [1][2].\n2. A [link](https://example.org/a)\n")
    form.fill("[data-key=sources] input >> nth=0", HOSTILE)
    form.fill("[data-key=sources] [data-kind=address] input", "javascript:alert(1)")
    form.click("form button[value=preview]")
    shown = form.locator(".shown")
    assert shown.locator("h1").inner_text() == HOSTILE and form.locator("h1:visible").count() == 1
    assert shown.locator("img, script").count() == 0 and form.title() == title
    links = shown.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links == ["#s1", "#s2", "https://example.org/a"]
    assert shown.locator("ol li strong").inner_text() == "bold" and shown.locator("ol li em").inner_text() == "soft"
    assert form.evaluate("document.activeElement.matches('.shown')") and form.is_hidden(".writing")
    form.click("button[value=back]")
    assert form.input_value("#f-title") == HOSTILE and form.inner_text(":focus") == "Preview"


def test_the_preview_of_a_real_case_has_the_parts_and_texts_of_its_page(form: Page, built_site: Path) -> None:
    opened(form, CASES / "kumasi-container-toilets.yml")
    form.click("form button[value=preview]")
    page = parsed(built_site / "cases" / "kumasi-container-toilets.html")
    shown = form.evaluate("document.querySelector('.shown').innerHTML")
    from lxml import html
    preview = html.fromstring(f"<div>{shown}</div>")
    for selector in ("h1", "*[contains(@class, 'lede')]", "section[@id='challenge' or @data-part='challenge']//p",
                     "ol[@class='setbacks']/li", "dl[@class='lessons']//dd", "p[@class='says']",
                     "span[starts-with(@class, 'effect')]", "span[starts-with(@class, 'chip')]"):
        mine, theirs = ([words_of(one) for one in root.xpath(f".//{selector}")] for root in (preview, page))
        brief = [words_of(one) for one in page.xpath(f".//section[@class='brief']//{selector}")]
        assert mine == theirs[len(brief):] and mine, selector
    heads = [words_of(one) for one in preview.xpath(".//section[@data-part]/h2")]
    titles = [words_of(one) for one in page.xpath(".//section[contains(@class, 'part')]/h2")]
    assert [head for head in heads if head in titles] == [title for title in titles if title in heads]
    assert set(heads) - set(titles) <= {"Methods", "Mindsets", "Contact"}


def test_a_summary_to_read_holds_all_that_is_written(form: Page, tmp_path: Path) -> None:
    opened(form, CASES / "kumasi-container-toilets.yml")
    file = saved(form, tmp_path, "summary")
    text = file.read_text("utf-8-sig")
    assert file.name == "kumasi-container-toilets.txt"
    assert "Kumasi, Ghana" in text and "Supplier partnerships" in text and "LESSONS" in text
    data = data_of(CASES / "kumasi-container-toilets.yml")
    assert all(" ".join(lesson["lesson"].split()) in " ".join(text.split()) for lesson in data["lessons"])
    form.click("details.mailing > summary")
    form.click("button[value=copy]")
    form.wait_for_function("document.querySelector('.copied').textContent !== ''")
    assert form.input_value("#f-summary-text").split() == text.split()


# Access, weight --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "width"), [("form.html", FORMS["wide"]), ("fr/form.html", FORMS["phone"])])
def test_axe_finds_nothing_and_nothing_sticks_out_in_the_form_its_problems_and_the_preview(
        open_page: Open, server: str, name: str, width: int) -> None:
    page = begin(open_page(server + name, width=width))
    opened(page, CASES / "kumasi-digital-revenue-collection.yml")
    page.fill("#f-period-start", "12 May")
    page.fill("#f-summary", "An innovative project <b>")
    page.evaluate("document.querySelectorAll('#form details').forEach(one => { one.open = true; })")
    page.click("[data-key=proposed] [data-key=terms] > .adding [value=add]")
    settled(page)
    assert faults(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    small = page.evaluate("""() => [...document.querySelectorAll(
        "#form :is(button, select, input, textarea, summary, a)")]
        .filter(one => one.checkVisibility() && !one.closest("p, li")).filter(one => {
            const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
            return Math.min(width, height) < 24; }).map(one => one.outerHTML.slice(0, 90))""")
    assert small == []
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROWEST
    page.click("form button[value=preview]")
    assert faults(page) == [], "preview"
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROWEST
    page.click("button[value=back]")
    page.evaluate("localStorage.clear()")


def test_the_form_has_its_own_weight_and_no_other_page_loads_it(built_site: Path) -> None:
    assets = built_site / "assets" / "casebook"
    assert len(gzip.compress((assets / "form.js").read_bytes(), 9)) <= MOST_SCRIPT
    assert set(BUNDLES["form.js"]) == {path.name for path in OWN.glob("form*.js")} - {"form-check.js"}
    head = (assets / "js-yaml.js").read_text("utf-8")[:2000]
    assert "js-yaml" in head and "MIT" in head and "Permission is hereby granted" in head
    for name in ("index.html", "start.html", "contribute.html", "cases/kumasi-container-toilets.html"):
        scripts = parsed(built_site / name).xpath("//script/@src | //link[@rel='stylesheet']/@href")
        assert not [script for script in scripts if "form" in script or "yaml" in script]


def test_the_reader_of_files_is_loaded_once_a_file_is_opened(open_page: Open, server: str) -> None:
    asked: list[str] = []
    page = open_page("about:blank", is_fresh=True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}form.html")
    ready(page)
    assert not [url for url in asked if "yaml" in url]
    opened(page, CASES / "bristol-is-open.yml")
    assert len([url for url in asked if "yaml" in url]) == 1


@pytest.mark.parametrize("name", ["contribute.html", "fr/contribute.html", "index.html"])
def test_the_way_to_the_form_is_in_the_menu_and_on_the_page_on_contributing(built_site: Path, name: str) -> None:
    page = parsed(built_site / name)
    assert page.xpath("//footer//a[@href='form.html']") and page.xpath("//nav//a[@href='form.html']")
    assert "contribute" not in name or page.xpath("//main//a[contains(@href, 'form.html')]")
