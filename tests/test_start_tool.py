"""The page "Start" in Chromium: the ranking is that of Python, from the web and from disk, by mouse and by keyboard;
the self-check is printed, saved and loaded again; places like one's own. One page serves several checks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from access import faults
from conftest import FORMS, parsed, words_of
from playwright.sync_api import Page
from test_situations import CHOICES, FOLDER, GOLDEN, catalog_from

from casebook.catalog import Catalog
from casebook.minify import joined
from casebook.search.facets import facet_table
from casebook.situations import RULES, Situation, cases_for, rank_cases
from casebook.views.situations import reason_words, reasons_in_words
from casebook.views.tables import facet_names
from casebook.words import Words

NARROWEST = 320
TOLD = Situation(blocks=("procurement", "cross-department-working"), theme=("mobility",), size=("metropolis",),
                 region=("west-africa",), language=("fr",), income=("low",), have=("supplier-partnerships",))
Open = Callable[..., Page]


def query_of(situation: Situation) -> str:
    return urlencode([(key, value) for key in RULES["keys"] for value in getattr(situation, key)])


def settle(page: Page, count: int | None = None) -> Page:
    """Wait for a list; of so many cases where the number is given."""
    page.wait_for_function("""count => { const all = document.querySelectorAll(".result ol.cases > li.case").length;
        return count === null ? all > 0 : all === count; }""", arg=count)
    return page


def ids_of(page: Page) -> list[str]:
    return page.eval_on_selector_all(".result ol.cases > li", "rows => rows.map(row => row.dataset.id)")


def expected(catalog: Catalog, situation: Situation, language: str = "en") -> list[list[Any]]:
    """The first ten cases, each with its reasons in words, as Python has them."""
    words = Words(language)
    rows = []
    for match in rank_cases(catalog, situation, 10):
        told = reasons_in_words(match, reason_words(words.say),
                                lambda id: words.spaced(catalog.vocabulary.label("mechanisms", id, language)))
        rows.append([match.case, " ".join(filter(None, told))])
    return rows


def said(page: Page) -> list[list[Any]]:
    return page.eval_on_selector_all(".result ol.cases > li", """rows => rows.map(row =>
        [row.dataset.id, row.querySelector(".reasons").textContent.trim()])""")


# The same ranking on both sides ----------------------------------------------------------------------------------

@pytest.mark.parametrize(("file", "name"), CHOICES)
def test_the_script_ranks_and_reasons_as_the_golden_files_say(open_page: Open, built_project: Path, file: str,
                                                              name: str) -> None:
    page, assets = open_page("about:blank"), built_project / "casebook" / "theme" / "assets" / "casebook"
    page.evaluate("window.casebookFacets = table => { (window.tables ??= {})[table.language] = table; }; 0")
    for script, gives in (("common.js", ""), ("reading.js", "Object.assign(casebook, { readFacets });"),
                          ("situation.js", "window.tool = { readCases, rank, inWords };")):
        page.add_script_tag(content=joined([(assets / script).read_text("utf-8"), gives]))
    catalog = catalog_from(GOLDEN[file])
    words = {}
    for language in ("en", "fr"):
        page.add_script_tag(content=facet_table(catalog, language, facet_names(catalog, Words(language))))
        words[language] = reason_words(Words(language).say)
    told = {key: GOLDEN[file]["situations"][name].get(key, []) for key in RULES["keys"]}
    found = page.evaluate("""([told, rules, words]) => {
        const cases = tool.readCases(tables.en, casebook.readFacets(tables.en));
        const label = language => id => { const text = new Map(tables[language].facets.mechanism).get(id);
            return text.charAt(0).toLowerCase() + text.slice(1); };
        return tool.rank(cases, told, rules).map(match => [match.id, match.score, match.reasons, match.differs,
            match.unknown, Object.fromEntries(["en", "fr"].map(language =>
                [language, tool.inWords(match, words[language], label(language))]))]);
    }""", [told, dict(RULES), words])
    assert found == json.loads((FOLDER / f"{file}.json").read_text("utf-8"))[name]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_shows_the_cases_and_reasons_that_python_finds_from_the_web_and_from_disk(
        open_page: Open, server: str, disk: str, catalog: Catalog, language: str) -> None:
    folder = "" if language == "en" else "fr/"
    for base in (server, disk):
        page = settle(open_page(f"{base}{folder}start.html?{query_of(TOLD)}"))
        assert said(page) == expected(catalog, TOLD, language)


# By mouse and by keyboard ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("width", FORMS.values(), ids=FORMS.keys())
def test_a_situation_is_told_by_keyboard_alone_and_the_way_to_the_cases_is_short(
        open_page: Open, disk: str, catalog: Catalog, width: int) -> None:
    page = open_page(f"{disk}start.html", width=width)
    assert page.is_disabled("form.situation button") and page.is_visible(".guide")
    page.focus("#s-blocks")
    page.keyboard.type("Proc")
    settle(page)
    assert [row[0] for row in said(page)] == [row[0] for row in expected(catalog, Situation(blocks=("procurement",)))]
    assert "blocks=procurement" in page.url and page.is_hidden(".guide")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").endswith("2"), "one more can be chosen"
    page.keyboard.type("Fund")
    wanted = expected(catalog, Situation(blocks=("procurement", "funding")))
    page.wait_for_function("text => document.querySelector('.result .reasons')?.textContent === text", arg=wanted[0][1])
    assert said(page) == wanted
    page.focus("form.situation button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "found"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*.html*")
    assert wanted[0][0] in page.url


def test_the_address_holds_the_situation_and_the_back_button_takes_a_choice_back(
        open_page: Open, server: str, catalog: Catalog) -> None:
    page = open_page(f"{server}start.html?other=1", is_fresh=True)
    page.select_option("#s-theme", "mobility")
    settle(page)
    page.select_option("#s-size", "metropolis")
    page.wait_for_function("document.querySelector('.result .reasons')?.textContent.includes('size')")
    assert page.url.endswith("start.html?other=1&theme=mobility&size=metropolis")
    both = said(page)
    assert both == expected(catalog, Situation(theme=("mobility",), size=("metropolis",)))
    page.go_back()
    page.wait_for_function("!document.querySelector('.result .reasons')?.textContent.includes('size')")
    assert page.input_value("#s-size") == "" and page.input_value("#s-theme") == "mobility"
    page.go_forward()
    page.wait_for_function("document.querySelector('.result .reasons')?.textContent.includes('size')")
    assert said(page) == both
    page.click("form.situation .clear")
    assert page.is_visible(".guide") and page.is_hidden(".result") and page.url.endswith("start.html?other=1")


def test_ones_own_place_fills_in_its_facts_and_its_cases_are_left_out(
        open_page: Open, server: str, catalog: Catalog) -> None:
    page = open_page(f"{server}start.html")
    page.select_option("#s-place", "kumasi")
    settle(page)
    place = catalog.places["kumasi"]
    assert place.income_group
    told = Situation(size=(catalog.size_of("kumasi") or "",), region=(place.region,), language=place.languages,
                     income=(place.income_group.value,), place=("kumasi",))
    assert said(page) == expected(catalog, told)
    assert not any("kumasi" in catalog.cases[id].study.places for id in ids_of(page))
    assert "Kumasi" in page.text_content(".told")


def test_more_cases_come_on_demand_and_a_choice_that_no_case_has_is_said(
        open_page: Open, server: str, catalog: Catalog) -> None:
    told = Situation(size=("metropolis",), language=("en",), region=("oceania",))
    page = settle(open_page(f"{server}start.html?{query_of(told)}"), 10)
    total = len(rank_cases(catalog, told))
    assert total > 10 and page.text_content(".result h2").startswith(f"{total} cases")
    if not any(place.region == "oceania" for place in catalog.places.values()):
        assert "Oceania" in page.text_content(".told p:not(.said)")
    page.click(".after button")
    settle(page, min(total, 20))
    assert ids_of(page) == [match.case for match in rank_cases(catalog, told, 20)]
    assert page.evaluate("document.activeElement.closest('li').dataset.id") == ids_of(page)[10]


def test_nothing_is_loaded_before_something_is_chosen_and_odd_addresses_do_no_harm(
        open_page: Open, server: str) -> None:
    asked: list[str] = []
    page = open_page("about:blank", is_fresh=True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}start.html?blocks=nothing&theme=<b>&__proto__=x&answer-systems=zzz")
    page.wait_for_load_state("networkidle")
    assert page.is_visible(".guide") and not [url for url in asked if "facets" in url or "cards" in url]


# The self-check --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("place", ["web", "disk"])
def test_the_self_check_is_answered_saved_cleared_and_loaded_again(
        open_page: Open, server: str, disk: str, catalog: Catalog, tmp_path: Path, place: str) -> None:
    page = open_page(f"{server if place == 'web' else disk}start.html", is_fresh=True)
    assert catalog.questions
    first, second = catalog.questions.questions[:2]
    page.focus(f'input[name="answer-{first.id}"]')
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.check(f'input[name="answer-{second.id}"][value="{second.answers[-1].id}"]')
    chosen = {f"answer-{first.id}": first.answers[1].id, f"answer-{second.id}": second.answers[-1].id}
    assert urlencode(chosen) in page.url
    shown = page.eval_on_selector_all(".leads a.quiet", """links => links.filter(link => link.checkVisibility())
        .map(link => link.getAttribute("href").replace(/.*\\/|\\.html/g, ""))""")
    answers = (first.answers[1], second.answers[-1])
    assert shown == [case.id for answer in answers for case, _ in cases_for(catalog, answer)]
    with page.expect_download() as saving:
        page.click('.act-save')
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    kept = json.loads(file.read_text("utf-8"))
    assert file.suffix == ".json" and dict(kept["chosen"]) == chosen
    assert kept["text"][0] == {"question": first.question.en, "answer": first.answers[1].answer.en}
    page.click('.act-clear')
    assert page.locator("#check :checked").count() == 0 and "answer-" not in page.url
    page.set_input_files("#check input[type=file]", file)
    page.wait_for_function("document.querySelectorAll('#check :checked').length === 2")
    assert urlencode(chosen) in page.url and page.text_content("#check output") == "2 answers loaded."


@pytest.mark.parametrize("text", ["no JSON", "{}", "null", '{"casebook": "start"}',
                                  '{"casebook": "start", "chosen": [1]}'])
def test_a_wrong_file_is_answered_in_one_sentence_and_changes_nothing(
        open_page: Open, server: str, tmp_path: Path, text: str) -> None:
    page = open_page(f"{server}start.html?answer-data=missing")
    file = tmp_path / "wrong.json"
    file.write_text(text, "utf-8")
    page.set_input_files("#check input[type=file]", file)
    page.wait_for_function("document.querySelector('#check output').textContent !== ''")
    assert "nothing was loaded" in page.text_content("#check output")
    assert page.is_checked('input[value="missing"]')


def test_paper_gets_the_answers_and_their_cases_alone_on_one_page_with_room_for_a_date(
        open_page: Open, server: str) -> None:
    page = open_page(f"{server}start.html?answer-systems=separate&answer-data=missing&theme=mobility")
    settle(page)
    page.evaluate("window.print = () => { window.printed = document.getElementById('start').cloneNode(true); }; 0")
    page.click('.act-print')
    assert page.evaluate("printed.hasAttribute('data-print')") and page.get_attribute("#start", "data-print") is None
    page.evaluate("document.getElementById('start').dataset.print = ''")
    page.emulate_media(media="print")
    visible = page.evaluate("""() => [...document.querySelectorAll(
        "#start :is(h1, h2, h3, .answer > label, dt, .unanswered, button, select)")]
        .filter(one => one.checkVisibility()).map(one => one.textContent.trim())""")
    assert visible == ["Three questions to ask at home", "Place", "Date", "Who was in the room",
                       "Which of our services runs on which computer system?",
                       "Each service has its own, and they are not linked",
                       "Where is our data, and may we share it?", "We have no records that we can trust",
                       "How do we buy, and can a small firm win?", "Not answered."]
    pdf = page.pdf(format="A4")
    assert pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages") == 1


# Without a script ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["start.html", "fr/start.html"])
def test_without_a_script_the_page_reads_as_a_guided_list_with_all_questions_answers_and_cases(
        open_page: Open, disk: str, catalog: Catalog, name: str) -> None:
    page, language = open_page(disk + name, scripts=False), "fr" if "fr/" in name else "en"
    assert page.is_hidden("form.situation") and page.locator("#start :is(button, select, input):visible").count() == 0
    text = " ".join(page.inner_text("#start").split())
    assert catalog.questions
    for question in catalog.questions.questions:
        assert question.question.get(language) in text
        for answer in question.answers:
            assert answer.answer.get(language) in text and answer.means.get(language) in text
    links = page.eval_on_selector_all("#start a[href]", "links => links.map(link => link.getAttribute('href'))")
    assert {"mechanisms/procurement.html", "themes/mobility.html", "explore.html?region=west-africa",
            "places.html"} <= set(links)
    assert all(f"cases/{case.id}.html" in links for question in catalog.questions.questions
               for answer in question.answers for case, _ in cases_for(catalog, answer))


# Access ----------------------------------------------------------------------------------------------------------

STATES = {
    "empty": "start.html", "told": f"start.html?{query_of(TOLD)}",
    "answered": "start.html?answer-systems=separate&answer-data=missing", "French": f"fr/start.html?{query_of(TOLD)}",
    "a place and its peers": "places/kumasi.html", "the same in French": "fr/places/bizerte.html",
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_nothing_sticks_out_and_controls_are_large_enough(
        open_page: Open, server: str, state: str) -> None:
    for width in FORMS.values():
        page = open_page(server + STATES[state], width=width)
        if "blocks" in STATES[state]:
            settle(page)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        assert faults(page) == [], width
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROWEST
    small = page.evaluate("""() => [...document.querySelectorAll(
        "#start :is(button, select, label:has(input)), #start .doors a, #peers h3 a")]
        .filter(one => one.checkVisibility()).filter(one => one.getBoundingClientRect().height < 24)
        .map(one => one.outerHTML.slice(0, 90))""")
    assert small == []


def test_a_list_that_changed_is_announced(open_page: Open, server: str) -> None:
    page = settle(open_page(f"{server}start.html?theme=mobility"))
    assert page.text_content(".result [role=status]") == page.text_content(".result h2") != ""


# Places like one's own, and the doors of the home page -----------------------------------------------------------

@pytest.mark.parametrize("folder", ["", "fr/"])
def test_each_place_with_cases_shows_its_peers_fact_by_fact_with_a_word_for_each(
        built_site: Path, catalog: Catalog, folder: str) -> None:
    words = {"": {"same", "different", "not known"}, "fr/": {"identique", "différent", "non connu"}}[folder]
    for id in catalog.places:
        page = parsed(built_site / folder / "places" / f"{id}.html")
        peers = page.xpath("//ul[@class='peers']/li")
        assert bool(peers) == bool(catalog.cases_of(id)) and len(peers) <= 4
        for peer in peers:
            rows = [[words_of(cell) for cell in row] for row in peer.xpath(".//tbody/tr")]
            assert len(rows) == 4 and all(all(row) and row[3] in words for row in rows)
            assert any(link.get("href").split("?ids=")[-1].startswith(f"{id},") for link in peer.xpath(".//a"))


def test_home_leads_to_start_and_to_compare(open_page: Open, server: str) -> None:
    page = open_page(server)
    page.click('.hero a[href="start.html"]')
    page.wait_for_url("**/start.html")
    page.go_back()
    page.click('.hero a[href="compare.html"]')
    page.wait_for_url("**/compare.html")
