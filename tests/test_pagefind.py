"""The search of the browser, in Chromium: the same answers from a server and from a folder on disk."""

import dataclasses
import html
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import ODD_NAME
from playwright.sync_api import Browser, BrowserContext, Page
from search_catalog import GOLDEN, names_in, small_catalog

from casebook.minify import join_folder, joined
from casebook.search import facets, pagefind, twins
from casebook.search.command import run_search
from casebook.search.documents import document_of, documents_of
from casebook.search.words import explore_words
from casebook.translation import Translation
from casebook.views.lists import render_card
from casebook.views.view import Site, View
from casebook.words import Words

CATALOG = small_catalog()
FRENCH = dataclasses.replace(CATALOG, translations={"fr": {"collector-tablets": Translation("fr", {
    "summary": "Les percepteurs de la ville encaissent avec des tablettes.",
    "challenge": "Les marchands ne recevaient aucun reçu pour l’impôt, et la redevance se perdait [1].",
})}}).in_language("fr")
CATALOGS = {"en": CATALOG, "fr": FRENCH}
SCRIPTS = Path(pagefind.__file__).parent.parent / "theme" / "assets" / "casebook"
QUERIES = ["procuremnt", "tendr", "marchés pubics", "المشتريت", "والمشتريات", "the timtable",
           "procurement", "waste contract", '"waste contract"', "ecoquartier orleans", "tabl", "marchés publics",
           "المشتريات", "كوماسي", "contract tender handover", "who has the tablets?", "zebra"]
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Explore</title>
<link rel="icon" href="data:,"><style>[hidden] {{ display: none !important }}</style>
<main><div class="view" id="explore" data-root="" data-assets="{up}assets/"
 data-language="{language}" data-words="{words}">
<h1>Explore</h1><form role="search" action="explore.html"><input id="q" type="search" name="q">
<ul class="offers" id="offers" role="listbox" hidden></ul><p role="status"></p></form>
<details class="fold" open><summary>Filters</summary><form class="facets"><ul><li><a href="themes.html">Themes</a></ul>
</form></details><section><h2 tabindex="-1">12 cases</h2><div class="spelt" hidden></div>
<div class="sorting" hidden><label><select id="sort"><option value="">Best</option>
<option value="newest">Newest</option></select></label><button type="button">Save</button></div>
<ul class="picked" hidden></ul><p role="status"></p>
<ol class="cases"><li class="case"><h3><a href="cases/plain.html">A plain card</a></h3></li></ol><div class="gap"></div>
<p class="more-cases"><a href="themes.html">All</a></p></section></div></main>
<script src="{up}assets/common.js"></script><script src="{up}assets/explore.js"></script></html>"""


def script(name: str) -> str:
    return (SCRIPTS / name).read_text("utf-8")


def explore_page(language: str, up: str) -> str:
    words = json.dumps(explore_words(str, lambda one, other, count: one if count == 1 else other))
    return PAGE.format(language=language, up=up, words=html.escape(words))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The English one; beside it in `fr/pagefind/` the French one."""
    folder = tmp_path_factory.mktemp("bundle")
    for language, place in (("en", folder / "pagefind"), ("fr", folder / "fr" / "pagefind")):
        pagefind.write_lean_pages(documents_of(CATALOGS[language]), folder / f"lean-{language}", language)
        pagefind.build_index(folder / f"lean-{language}", place, language)
    return folder / "pagefind"


def cards_in(language: str) -> facets.CardOf:
    return partial(render_card, View(Site(CATALOGS[language], Words(language)), "explore.html"))


def make_site(folder: Path, bundle: Path) -> Path:
    shutil.copytree(bundle, folder / "pagefind")
    join_folder(Path(shutil.copytree(SCRIPTS, folder / "assets")))
    (folder / "assets" / "common.js").write_text(joined([script("common.js")]), "utf-8")  # this page has no tray
    shutil.copytree(bundle.parent / "fr", folder / "fr")
    for language, up in (("en", ""), ("fr", "../")):
        catalog = CATALOGS[language]
        facets.write_tables(catalog, language, names_in(catalog, language), cards_in(language), folder / "assets",
                            "2026-11-21")
        facets.write_words(catalog, language, folder / "assets")
        (folder / up.replace("../", "fr") / "explore.html").write_text(explore_page(language, up), "utf-8")
    return folder


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> Iterator[str]:
    with served(make_site(tmp_path_factory.mktemp("web"), bundle)) as address:
        yield address


class served:
    """A folder on a server of its own."""

    def __init__(self, folder: Path) -> None:
        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder))

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> str:
    """A site with twins only, in a folder with a difficult name."""
    folder = tmp_path_factory.mktemp("disk") / ODD_NAME
    folder.mkdir()
    make_site(folder, bundle)
    for place in (folder, folder / "fr"):
        twins.write_twins(place / "pagefind", only=True)
    return folder.as_uri()


class Reader:
    """A reader of the Explore page, with all that the page asks for and complains about."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked, self.complaints = page, list[str](), list[str]()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, address: str) -> "Reader":
        self.page.goto(address)
        if "?" in address:
            self.settle()
        return self

    def settle(self) -> "Reader":
        """Wait until the answer to the last thing done stands on the page."""
        self.page.wait_for_timeout(40)
        self.page.wait_for_function("document.querySelector('ol.cases').getAttribute('aria-busy') === 'false'")
        return self

    def type(self, text: str) -> "Reader":
        self.page.fill("#q", text)
        self.page.wait_for_timeout(180)
        return self.settle()

    def open_filters(self) -> "Reader":
        """Open every group of filters."""
        for summary in self.page.locator("details.facet:not([open]):not([hidden]) > summary").all()[::-1]:
            summary.click()
        return self

    def tick(self, value: str) -> "Reader":
        self.open_filters()
        self.page.locator(f"input[value='{value}']").click()
        return self.settle()

    @property
    def ids(self) -> list[str]:
        return self.page.eval_on_selector_all("ol.cases > li", "items => items.map(item => item.dataset.id)")

    @property
    def heading(self) -> str:
        return self.page.inner_text("h2")

    @property
    def why(self) -> list[str]:
        return self.page.locator(".why").all_inner_texts()

    @property
    def counts(self) -> dict[str, str]:
        return self.page.eval_on_selector_all("form.facets label:not([hidden])", """rows => Object.fromEntries(rows.map(
            row => [row.querySelector('input').value, row.querySelector('.n').textContent]))""")

    @property
    def query(self) -> str:
        return self.page.evaluate("decodeURIComponent(location.search)")


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def reader(window: BrowserContext) -> Iterator[Reader]:
    page = window.new_page()
    found = Reader(page)
    yield found
    page.close()
    assert found.complaints == []


# The bundle ------------------------------------------------------------------------------------------------------

def test_a_lean_page_holds_the_words_of_a_case_and_anchors_without_words() -> None:
    page = pagefind.lean_page(document_of(CATALOG, CATALOG.cases["waste-contract"]))
    assert '<h2 id="setbacks"></h2><p>Arrears. The state paid late.</p>' in page
    assert 'content="Nouakchott · نواكشوط · Mauritania ·' in page
    assert "data-pagefind-filter" not in page


def test_two_builds_are_byte_for_byte_the_same(bundle: Path, tmp_path: Path) -> None:
    pagefind.write_lean_pages(reversed(documents_of(CATALOG)), tmp_path / "lean")
    pagefind.build_index(tmp_path / "lean", tmp_path / "again")
    assert contents(tmp_path / "again") == contents(bundle)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_bundle_holds_only_what_the_page_asks_for(bundle: Path) -> None:
    names = {path.name for path in bundle.iterdir() if path.is_file() and path.suffix != ".pf_meta"}
    assert names == {"cases.js", "pagefind-entry.json", "pagefind-worker.js", "pagefind.js", "wasm.en.pagefind"}


def test_every_record_is_a_case(bundle: Path) -> None:
    text = (bundle / "cases.js").read_text("utf-8").removeprefix("casebookCases(").removesuffix(");\n")
    assert sorted(json.loads(text).values()) == sorted(CATALOG.cases)


def test_a_failure_is_told_in_the_words_of_pagefind(tmp_path: Path) -> None:
    (tmp_path / "lean").mkdir()
    with pytest.raises(pagefind.IndexFailed, match="did not contain any html files"):
        pagefind.build_index(tmp_path / "lean", tmp_path / "out")


def test_twins_carry_the_same_bytes_and_are_written_once(bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundle, tmp_path / "pagefind"))
    count = twins.write_twins(copy)
    written = contents(copy)
    assert twins.write_twins(copy) == count == len(CATALOG.cases) + 5
    assert contents(copy) == written
    name = next(name for name in written if name.endswith(".pf_fragment"))
    assert written[f"{name}.js"].decode() == twins.twin_of(name, written[name])
    needed = [name for name in contents(bundle) if "/" not in name and name not in ("cases.js", "pagefind-worker.js")]
    first = written[twins.FIRST_SCRIPT].decode()
    assert len(needed) == 4 and first.endswith(written["cases.js"].decode())
    assert all(twins.twin_of(name, written[name]) in first for name in needed)
    twins.write_twins(copy, only=True)
    assert {name for name in contents(copy) if not name.endswith(".js")} == set()
    assert len(contents(copy)) == count - len(needed) + 2  # the twin of those, and cases.js


def test_a_file_that_nobody_knows_stops_the_twins(bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(bundle, tmp_path / "pagefind"))
    (copy / "new.pf_vector").write_bytes(b"")
    with pytest.raises(twins.UnknownFile, match="new.pf_vector"):
        twins.write_twins(copy)


# The twin of the query -------------------------------------------------------------------------------------------

def test_the_browser_means_by_a_query_what_python_means(window: BrowserContext) -> None:
    golden = json.loads((GOLDEN / "query.json").read_text("utf-8"))
    page = window.new_page()
    gives = """
      window.q = { conceptsIn, remainingWords, putRight, mergeHits, select, countFacets, readConcepts, check };
      const loadPart = async letter => q.words[letter.codePointAt(0).toString(16)] ?? "";"""
    shares = "Object.assign(casebook, { fold, foldWords, readFacets });"
    for text in (script("common.js"), script("reading.js") + shares,
                 script("query.js") + script("spelling.js") + gives):
        page.add_script_tag(content=joined([text]))
    answers = page.evaluate("""async golden => {
      Object.assign(q, casebook, { words: golden.words });
      const {cases} = q.readFacets(golden.facets), {check} = q;
      const table = q.readConcepts(golden.concepts);
      return {
        fold: golden.fold.map(([text]) => [text, q.fold(text), q.foldWords(text)]),
        named: golden.named.map(([text]) => {
          const {concepts, rest} = q.conceptsIn(text, table);
          return [text, concepts, rest, q.remainingWords(rest, table)];
        }),
        spelt: await Promise.all(golden.spelt.map(async ([text]) => {
          const {right, unknown} = await check(q.foldWords(text));
          return [text, [...right], unknown, q.putRight(text, right)];
        })),
        merged: golden.merged.map(([whole, concepts, rest]) =>
          [whole, concepts, rest, q.mergeHits(cases, whole, concepts, rest)]),
        chosen: golden.chosen.map(([filters]) =>
          [filters, q.select(cases, golden.hits, filters), q.countFacets(cases, golden.hits, filters)]),
      };
    }""", golden)
    page.close()
    for part, answer in answers.items():
        assert answer == golden[part], part


# The page --------------------------------------------------------------------------------------------------------

def test_web_disk_and_command_line_give_the_same_cases(window: BrowserContext, web: str, disk: str,
                                                       tmp_path: Path) -> None:
    answers: dict[str, dict[str, Any]] = {}
    for address in (web, disk):
        page = window.new_page()
        reader = Reader(page)
        for query in QUERIES:
            reader.open(f"{address}/explore.html?q={query}&region=west-africa&region=europe&region=north-africa")
            answers.setdefault(query, {})[address] = (reader.heading, reader.ids, reader.why, reader.counts)
        assert reader.complaints == []
        if address == disk:
            assert [url for url in reader.asked if not url.startswith(("file:", "blob:", "data:"))] == []
        page.close()
    assert {query: answer[disk] for query, answer in answers.items()} == {
        query: answer[web] for query, answer in answers.items()}
    assert [query for query, answer in answers.items() if not answer[web][1]] == ["zebra"]
    for query, answer in answers.items():
        assert {hit.id for hit in run_search(CATALOG, tmp_path, query, {}).hits} == set(answer[web][1]), query


@pytest.mark.parametrize(("query", "first"), [
    ("procurement", "collector-tablets"), ("ecoquartier", "eco-district"), ("naïve CAFÉ", "eco-district"),
    ("tablets eleven months", "collector-tablets"), ("Mauritania rubbish", "waste-contract"),
    ("موريتانيا rubbish", "waste-contract"), ("who has the timetable?", "two-towns"),
])
def test_the_best_case_comes_first(reader: Reader, disk: str, query: str, first: str) -> None:
    assert reader.open(f"{disk}/explore.html?q={query}").ids[0] == first


def test_nothing_is_read_for_the_search_before_the_reader_searches(reader: Reader, web: str) -> None:
    reader.open(f"{web}/explore.html")
    reader.page.wait_for_timeout(200)
    asked = [url.rsplit("/", 1)[1] for url in reader.asked if not url.startswith("data:")]
    assert asked == ["explore.html", "common.js", "explore.js"]
    assert reader.page.inner_text("ol.cases") == "A plain card"
    reader.page.click("form.facets button")
    reader.settle()
    assert len(reader.ids) == 10
    assert not any("pagefind" in url for url in reader.asked)  # filters need no index of words
    reader.type("tablets")
    assert any("pagefind" in url for url in reader.asked)


def test_a_concept_in_another_language_is_found_and_says_why(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?q=marchés publics")
    assert reader.ids == ["collector-tablets", "waste-contract", "truck-routes"]
    assert reader.why == ["has Procurement, marchés publics"] * 3
    assert not any("/index/" in url for url in reader.asked)  # no text can hold it


def test_a_card_shows_where_its_text_holds_the_words(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?q=batteries")
    assert reader.why[0].startswith("What did not work: … ")
    assert reader.page.inner_text("mark") == "Batteries"
    assert reader.page.get_attribute(".why a", "href") == "cases/collector-tablets.html#setbacks"


def test_a_card_has_place_title_summary_and_facts(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?place=kumasi&theme=revenue-and-tax&evidence=independent")
    card = reader.page.locator("li.case")
    assert card.locator(".over").inner_text() == "Kumasi, Ghana · 2019–2023"
    assert card.locator("h3 a").get_attribute("href") == "cases/collector-tablets.html"
    assert card.locator(".meta span").all_inner_texts() == ["scaled", "Full service", "independent evaluation or audit",
                                                            "1 source"]


def test_filters_count_and_narrow_and_stand_in_the_address(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html")
    reader.page.click("form.facets button")
    reader.settle()
    assert reader.heading == "12 cases"
    assert "procurement:hindered" not in reader.counts  # an effect shows once its mechanism is chosen
    reader.tick("procurement")
    assert (reader.query, reader.heading) == ("?mechanism=procurement", "3 of 12 cases")
    assert {value: reader.counts[f"procurement:{value}"] for value in ("enabled", "hindered", "mixed")} == {
        "enabled": "1", "hindered": "1", "mixed": "1"}
    reader.tick("procurement:hindered")
    assert (reader.query, reader.ids) == ("?mechanism=procurement:hindered", ["collector-tablets"])
    assert reader.page.is_checked("input[value='procurement']")
    assert reader.why == ["hindered Buying the tablets took eleven months, because the rules ask for three offers even "
                          "for small sums."]
    reader.tick("procurement:mixed")
    assert reader.query == "?mechanism=procurement:hindered&mechanism=procurement:mixed"
    assert reader.counts["waste-and-cleanliness"] == "1"
    reader.tick("waste-and-cleanliness")
    assert (reader.query, reader.ids) == (
        "?mechanism=procurement:hindered&mechanism=procurement:mixed&theme=waste-and-cleanliness", ["waste-contract"])
    assert reader.counts["revenue-and-tax"] == "1"  # its own facet is left out of the count
    reader.tick("procurement")  # off with all its effects
    assert reader.query == "?theme=waste-and-cleanliness"


def test_the_last_effect_that_is_unticked_leaves_the_mechanism(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?mechanism=procurement:hindered").tick("procurement:hindered")
    assert reader.query == "?mechanism=procurement"


def test_back_and_forward_bring_back_words_boxes_and_cases(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?q=tablets").tick("scaled")
    reader.tick("revenue-and-tax")
    assert reader.query == "?q=tablets&theme=revenue-and-tax&status=scaled"
    reader.page.go_back()
    reader.settle()
    assert reader.query == "?q=tablets&status=scaled"
    assert reader.page.is_checked("input[value='scaled']")
    assert not reader.page.is_checked("input[value='revenue-and-tax']")
    reader.page.go_back()
    reader.settle()
    assert (reader.query, reader.page.input_value("#q")) == ("?q=tablets", "tablets")
    reader.page.go_forward()
    reader.settle()
    assert reader.page.is_checked("input[value='scaled']")


def test_typing_makes_no_entries_in_the_history(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html")
    before = reader.page.evaluate("history.length")
    reader.type("tabl").type("tablets").type("")
    assert (reader.query, reader.page.evaluate("history.length"), reader.heading) == ("", before, "12 cases")


def test_chips_remove_their_filter_and_the_keyboard_goes_on(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?mechanism=procurement:hindered&region=europe")
    assert reader.page.locator(".picked a").all_inner_texts() == ["Procurement: hindered, remove", "Europe, remove"]
    reader.page.locator(".picked a").first.focus()
    reader.page.keyboard.press("Enter")
    reader.settle()
    assert reader.query == "?region=europe"
    assert reader.page.evaluate("document.activeElement.textContent") == "Europe, remove"
    reader.page.keyboard.press("Enter")
    reader.settle()
    assert (reader.query, reader.page.evaluate("document.activeElement.tagName")) == ("", "H2")


def test_filters_are_chosen_by_keyboard(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?region=europe")
    reader.page.focus("input[value='mobility']")
    reader.page.keyboard.press("Space")
    reader.settle()
    assert reader.query == "?theme=mobility&region=europe"
    assert reader.page.evaluate("document.activeElement.value") == "mobility"


def test_an_empty_answer_says_which_filter_to_drop(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?theme=mobility&status=stopped")
    assert reader.ids == []
    assert reader.page.locator(".msg p").all_inner_texts() == ["No case fits all of this.",
                                                               "Without “Stopped” there are 6 cases"]
    reader.page.click(".msg a")
    reader.settle()
    assert (reader.query, len(reader.ids)) == ("?theme=mobility", 6)
    reader.type("zebra")
    assert reader.page.locator(".msg a").inner_text() == "Without “zebra” there are 6 cases"


def test_the_number_of_cases_is_announced(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?theme=mobility")
    assert reader.page.inner_text("section [role=status]") == reader.heading == "6 of 12 cases"


def test_long_lists_come_in_pages(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?q=kumasi norwich orleans nouakchott").type("")
    assert len(reader.ids) == 10
    reader.page.click("text=Show 2 more")
    reader.settle()
    assert len(reader.ids) == 12
    assert reader.page.evaluate("document.activeElement.closest('li').dataset.id") == reader.ids[10]


def test_an_answer_that_comes_too_late_is_dropped(reader: Reader, web: str) -> None:
    reader.open(f"{web}/explore.html?q=procurement")
    reader.page.route("**/*.pf_index", lambda route: (reader.page.wait_for_timeout(300), route.continue_()))
    reader.page.fill("#q", "tablets")
    reader.page.wait_for_timeout(160)
    reader.page.fill("#q", "marchés publics")
    reader.page.wait_for_timeout(900)
    assert reader.why == ["has Procurement, marchés publics"] * 3
    reader.page.unroute_all(behavior="ignoreErrors")


def test_an_address_with_strange_parameters_is_taken_as_it_is(reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/explore.html?utm_source=x&theme=nonsense&__proto__=a&q=%3Cimg src=x onerror=alert(1)%3E")
    assert reader.ids == []
    assert reader.page.locator(".picked a").all_inner_texts() == ["nonsense, remove"]
    assert reader.page.locator("img").count() == 0


def test_contributed_text_is_shown_as_text(reader: Reader, disk: str) -> None:
    case = CATALOG.cases["collector-tablets"]
    evil = {"title": "<img src=x onerror=alert(1)>", "summary": "<i>slanted</i>"}
    card = cards_in("en")(dataclasses.replace(case, study=case.study.model_copy(update=evil)))
    reader.open(f"{disk}/explore.html?status=stopped")
    reader.page.evaluate("card => casebookCard('collector-tablets', card)", card)
    reader.page.click(".picked a")
    reader.settle()
    assert reader.page.locator("h3", has_text=evil["title"]).inner_text() == evil["title"]
    assert reader.page.locator("ol.cases img, ol.cases i").count() == 0


@pytest.mark.parametrize("text", ["redevance", "redevances", "impot", "l'impôt", "impôts reçus", "tablettes marchand",
                                  '"pour l\'impôt"'])
def test_a_french_page_finds_the_french_texts_of_a_case(reader: Reader, web: str, disk: str, text: str) -> None:
    for base in (web, disk):
        reader.open(f"{base}/fr/explore.html?q={text}")
        assert reader.ids == ["collector-tablets"]
        assert reader.page.locator(".spelt").is_hidden() and reader.page.locator(".why mark").count()
        assert "l’impôt, et la" in reader.page.inner_text(".why.text") or text.startswith("tablettes")
        assert not any("/pagefind/" in url and "/fr/pagefind/" not in url for url in reader.asked)


def test_the_command_line_finds_and_shows_the_french_texts_too(tmp_path: Path) -> None:
    found = run_search(FRENCH, tmp_path, "redevances", {}, language="fr").hits
    assert [(hit.id, hit.summary[:15]) for hit in found] == [("collector-tablets", "Les percepteurs")]
    assert run_search(CATALOG, tmp_path, "redevances", {}).hits == ()  # from the same folder


def test_an_english_page_knows_nothing_of_french_texts(reader: Reader, disk: str) -> None:
    assert reader.open(f"{disk}/explore.html?q=redevance").ids == []


def test_a_page_in_another_language_finds_what_is_not_translated_and_has_its_own_words(
        reader: Reader, disk: str) -> None:
    reader.open(f"{disk}/fr/explore.html?q=batteries")
    assert reader.ids == ["collector-tablets"]
    assert reader.page.locator("li.case h3 a span").get_attribute("lang") == "en"
    reader.type("appel d'offres")
    assert reader.why[0] == "has Marchés publics, appel d'offres"
    reader.open_filters()
    assert reader.page.locator("label", has_text="Afrique de l'Ouest").count() == 1


def test_twins_alone_are_enough_on_a_server(window: BrowserContext, bundle: Path, tmp_path: Path) -> None:
    make_site(tmp_path, bundle)
    twins.write_twins(tmp_path / "pagefind", only=True)
    with served(tmp_path) as address:
        page = window.new_page()
        assert Reader(page).open(f"{address}/explore.html?q=tablets").ids == ["collector-tablets"]
        page.close()


def test_a_search_that_cannot_be_loaded_says_so_and_keeps_the_list(window: BrowserContext, bundle: Path,
                                                                    tmp_path: Path) -> None:
    make_site(tmp_path, bundle)
    shutil.rmtree(tmp_path / "pagefind")
    page = window.new_page()
    reader = Reader(page)
    reader.page.goto(f"{tmp_path.as_uri()}/explore.html?q=tablets")
    page.wait_for_selector("[role=alert]")
    assert page.inner_text("ol.cases") == "A plain card"
    assert "could not be loaded" in page.inner_text("[role=alert]")
    reader.type("commande publique")  # filters and concepts still work
    assert len(reader.ids) == 3
    assert page.locator("[role=alert]").count() == 0
    page.close()
