"""What people hand on: the zip unpacked and opened with no network, one file of a page, the file for Kiwix."""

import hashlib
import io
import multiprocessing
import os
import re
import shutil
import socket
import subprocess
import time
import unicodedata
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from conftest import ODD_NAME, ROOT, Ran, Window, parsed
from firefox import Firefox, find_firefox
from playwright.sync_api import Page

from casebook.case_files import brief_page, light_page, whole_page
from casebook.catalog import Catalog
from casebook.missing import Missing
from casebook.offline.icon import icon_png
from casebook.offline.making import Plan, folder_files, folder_name, make_editions, read_record
from casebook.offline.packing import packed
from casebook.offline.page_edits import Setting, copied_page
from casebook.offline.side_by_side import Ended, side_by_side
from casebook.offline.single import page_in_one_file
from casebook.offline.zim_date import dated
from casebook.offline.zipping import checksum, zip_of
from casebook.project import Project
from casebook.views.view import Site, View
from casebook.words import Words

Open = Callable[..., Page]
CASE = "kumasi-container-toilets"
DAY = date(2026, 11, 22)
BYTES, FILES = 6_000_000, 2_000
"""For 100 cases in two languages; more for more."""


@pytest.fixture(scope="module")
def editions(built_project: Path, run: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of editions of the whole library, made by the command from a site that is already built."""
    out = tmp_path_factory.mktemp("editions")
    done = run(built_project, "casebook", "offline", "--only", "folder,kiwix", "--out", str(out))
    assert done.code == 0, done.said
    assert "Building the pages" not in done.said, "the site is as new as the project"
    return out


@pytest.fixture(scope="module")
def archive(editions: Path) -> Path:
    return next(editions.glob("*.zip"))


@pytest.fixture(scope="module")
def unpacked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the zip, in one whose name has blanks, accents and signs."""
    folder = tmp_path_factory.mktemp("stick") / ODD_NAME
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def stick(unpacked: Path) -> str:
    """The address of the site on the stick, with a slash at its end."""
    return (unpacked / "site").as_uri() + "/"


@pytest.fixture
def few(built_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str) -> Plan:
    """A plan for a site of a few pages, which is quick to pack."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    site = tmp_path / "site"
    shutil.copytree(built_project / "site", site, copy_function=shutil.copy2, ignore=lambda folder, names: {
        name for name in names if Path(name).suffix in (".html", ".bib", ".json") and CASE not in name
        and Path(name).stem not in ("index", "explore", "editions") or "pagefind" in name or name in ("data", "feeds")})
    return Plan(Project(built_project), site, site / "editions", ("en", "fr"), ("folder",))


# The zip ---------------------------------------------------------------------------------------------------------

def test_the_zip_says_to_unpack_it_and_is_small(archive: Path, catalog: Catalog) -> None:
    hundreds = max(1.0, len(catalog.cases) / 100)
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
    assert "unpack-first" in archive.name and "a-decompresser" in archive.name
    assert archive.stat().st_size <= BYTES * hundreds and len(names) <= FILES * hundreds
    top = {name.split("/")[0] for name in names}
    assert len(top) == 1
    assert {name.split("/")[1] for name in names} == {"START-HERE.html", "site"}
    assert names == sorted(names)


def test_its_checksum_lies_beside_it(archive: Path) -> None:
    line = archive.with_name(f"{archive.name}.sha256").read_text("utf-8")
    assert line == f"{checksum(archive.read_bytes())}  {archive.name}\n"


def test_two_runs_give_the_same_bytes(few: Plan) -> None:
    first, second = (zip_of(folder_files(few), few.day) for _ in range(2))
    assert first == second


def test_a_zip_reads_back_and_dates_its_files_by_the_edition() -> None:
    files = {"a/été.txt": "à".encode() * 500, "a/empty": b""}
    with zipfile.ZipFile(io.BytesIO(zip_of(files, DAY))) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files
        assert {entry.date_time for entry in opened.infolist()} == {(2026, 11, 22, 0, 0, 0)}


LOADED = re.compile(r"pagefind/|/(?:cards|compare|words)\.\w\w/|/casebook/(?:[a-z-]+\.js|(?:[a-z-]+\.)?\w\w\.js"
                    r"|[\w.-]+\.js)$|/data/casebook\.json\.xz$")
"""What scripts load by name, and what `casebook search` reads."""


def test_the_zip_holds_nothing_that_no_page_needs(unpacked: Path) -> None:
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    reached, waiting = {"START-HERE.html"}, ["START-HERE.html"]
    menus = (unpacked / "site/assets/casebook/frame.js").read_text("utf-8")
    reached |= {f"site/{path}" for path in re.findall(r"{root}([\w-]+\.html)", menus)}
    waiting += sorted(reached - {"START-HERE.html"})
    reached |= {f"site/fr/{path.removeprefix('site/')}" for path in waiting if path.startswith("site/")}
    waiting = sorted(reached)
    while waiting:
        name = waiting.pop()
        for target in targets_of(unpacked, name):
            assert target in there, f"{name} leads to {target}"
            if target not in reached:
                reached.add(target)
                waiting += [target] if target.endswith(".html") else []
    unused = {name for name in there - reached if not LOADED.search(name)}
    assert not unused
    assert not {name for name in there if name.endswith((".map", ".xml", ".pf_fragment", ".pf_index"))}


def targets_of(folder: Path, name: str) -> Iterator[str]:
    for _, attribute, value, _ in parsed(folder / name).iterlinks():
        parts = urlsplit(value)
        if attribute in ("href", "src", "action") and not parts.scheme and parts.path:
            yield Path(folder, name).parent.joinpath(unquote(parts.path)).resolve().relative_to(
                folder.resolve()).as_posix()


def test_a_copy_in_one_language_holds_no_other(few: Plan) -> None:
    plan = Plan(few.project, few.site, few.out, ("fr",))
    files = folder_files(plan)
    assert folder_name(plan).endswith("-a-decompresser.zip") and "unpack" not in folder_name(plan)
    pages = [name for name in files if name.endswith(".html") and not name.endswith("START-HERE.html")]
    assert pages and all("/site/fr/" in name for name in pages)
    assert not [name for name in files if re.search(r"\.en[./]", name)]
    assert all(b'hreflang="en"' not in files[name] and b"hreflang=en" not in files[name] for name in pages)


# Opened with no network ------------------------------------------------------------------------------------------

def ids_on(page: Page) -> list[str]:
    page.wait_for_selector('#explore ol.cases[aria-busy="false"]', state="attached")
    hrefs = page.eval_on_selector_all("#explore ol.cases h3 a", "links => links.map(link => link.getAttribute('href'))")
    return [Path(href).stem for href in hrefs]


def word_of_one_body(catalog: Catalog) -> str:
    """A word that stands in the approach of one case and nowhere else in the library."""
    texts = {id: re.findall(r"[a-z]{8,}", str(case.study).lower()) for id, case in catalog.cases.items()}
    others = {word for id, words in texts.items() if id != CASE for word in words}
    own = re.findall(r"[a-z]{8,}", (catalog.cases[CASE].study.approach or "").lower())
    shown = f"{catalog.cases[CASE].study.title} {catalog.cases[CASE].study.summary}".lower()
    return next(word for word in own if word not in shown and not any(word[:6] in other for other in others))


def accented_place(catalog: Catalog) -> tuple[str, str]:
    """A case, and the name of its place typed without accents."""
    for id, case in sorted(catalog.cases.items()):
        name = catalog.places[case.lead].name.get("en")
        plain = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
        if plain != name and plain.isascii():
            return id, plain
    raise AssertionError("no place with an accent")


def test_the_page_to_start_from_leads_into_each_language(open_page: Open, unpacked: Path) -> None:
    page = open_page((unpacked / "START-HERE.html").as_uri())
    assert page.locator("h1").count() == 2
    page.click("#fr .btn")
    assert page.get_attribute("html", "lang") == "fr" and page.locator(".doors a").count()


def test_a_case_is_found_by_a_word_of_its_body_a_filter_a_plain_name_and_a_french_word(
        open_page: Open, stick: str, catalog: Catalog) -> None:
    found = {words: ids_on(open_page(f"{stick}explore.html?q={quote(words)}"))
             for words in (word_of_one_body(catalog), accented_place(catalog)[1], "marchés publics")}
    assert found[word_of_one_body(catalog)][0] == CASE
    assert accented_place(catalog)[0] in found[accented_place(catalog)[1]]
    procurement = {case.id for case in catalog.cases_with("mechanisms", "procurement")}
    assert set(found["marchés publics"]) & procurement
    filtered = ids_on(open_page(f"{stick}explore.html?mechanism=procurement:hindered"))
    assert filtered and set(filtered) <= procurement


def test_the_french_index_is_there_too(open_page: Open, stick: str) -> None:
    page = open_page(f"{stick}fr/explore.html?q=toilettes")
    assert CASE in ids_on(page)
    page.click(f'#explore h3 a[href*="{CASE}"]')
    assert page.get_attribute("html", "lang") == "fr" and page.locator("#sources").count()


def test_misspelt_words_are_put_right_from_the_packed_list(open_page: Open, stick: str) -> None:
    assert CASE in ids_on(open_page(f"{stick}explore.html?q=toiletts"))


def test_a_comparison_is_made_from_the_stick(open_page: Open, stick: str) -> None:
    page = open_page(f"{stick}compare.html?ids=kumasi,kigali")
    page.wait_for_selector("table.cmp td")
    assert page.locator("table.cmp tbody tr").count() > 3
    page.click(".change summary")
    page.fill("#choose", "Kampala")
    page.wait_for_selector("#choices [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("new URLSearchParams(location.search).get('ids').split(',').length === 3")


def test_the_tray_of_a_page_leads_to_a_comparison(open_page: Open, stick: str) -> None:
    page = open_page(f"{stick}cases/{CASE}.html", is_fresh=True)
    page.check(".pick input")
    assert page.locator("#tray").is_visible()
    page.click("#tray a.btn")
    assert "/site/compare.html" in page.url


def test_start_gives_cases_from_the_stick(open_page: Open, stick: str) -> None:
    page = open_page(f"{stick}start.html?theme=water-and-sanitation")
    page.wait_for_selector("main ol .case, main ol li h3")


def test_a_case_holds_its_brief_and_its_citation(open_page: Open, stick: str) -> None:
    page = open_page(f"{stick}cases/{CASE}.html")
    assert not page.locator("section.brief, .brief").first.is_visible()
    page.click('.acts a[href="#brief"]')
    page.wait_for_selector(".brief", state="visible")
    href = page.get_attribute('#use a[download$=".bib"]', "href")
    assert href and unquote(href).startswith("data:application/x-bibtex;charset=utf-8,@")


def test_the_repeated_menus_are_there_and_know_their_page(open_page: Open, stick: str) -> None:
    page = open_page(f"{stick}fr/advice.html")
    page.click("details.more summary")
    assert page.locator(".more a").count() > 10
    assert page.get_attribute(".more a[aria-current]", "href").endswith("/site/fr/advice.html")
    assert page.locator("footer ul a").count() > 3
    page.click("footer ul a >> nth=0")
    assert page.url.endswith("/site/fr/about.html")


def test_without_scripts_every_list_is_reached(open_page: Open, stick: str) -> None:
    page = open_page(f"{stick}cases/{CASE}.html", scripts=False)
    page.click("[data-rest] a")
    assert "/START-HERE.html#pages-en" in page.url
    page.click('#pages-en a[href$="mechanisms.html"]')
    assert page.url.endswith("/site/mechanisms.html")


def test_firefox_finds_and_compares_from_the_stick(unpacked: Path, stick: str, catalog: Catalog,
                                                   tmp_path: Path) -> None:
    answer = """const list = document.querySelector("#explore ol.cases");
        return list.getAttribute("aria-busy") === "false"
            && [...list.querySelectorAll("h3 a")].map(link => link.getAttribute("href"));"""
    executable = find_firefox()
    assert executable, "No Firefox. Install it (Debian: apt install firefox-esr) or set FIREFOX_PATH."
    with Firefox(executable, tmp_path / "profile") as firefox:
        firefox.open((unpacked / "START-HERE.html").as_uri())
        firefox.run("document.querySelector('#en .btn').click()")
        assert firefox.wait_for("return document.querySelector('.doors a') !== null")
        for address in (f"explore.html?q={word_of_one_body(catalog)}", "explore.html?theme=water-and-sanitation",
                        "fr/explore.html?q=toilettes"):
            firefox.open(stick + address)
            assert CASE in [Path(href).stem for href in firefox.wait_for(answer)], address
        firefox.open(f"{stick}explore.html?q={quote(accented_place(catalog)[1])}")
        assert accented_place(catalog)[0] in [Path(href).stem for href in firefox.wait_for(answer)]
        firefox.open(f"{stick}compare.html?ids=kumasi,kigali")
        assert firefox.wait_for("return document.querySelectorAll('table.cmp tbody tr').length") > 3


def test_the_copy_is_searched_on_the_command_line_without_the_project(
        unpacked: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    done = run(unpacked, "casebook", "search", "toilets", "--data", ".", XDG_CACHE_HOME=str(tmp_path))
    assert done.code == 0 and CASE in done.out


# Pages -----------------------------------------------------------------------------------------------------------

def setting(address: str = "") -> Setting:
    return Setting(frozenset({"index.html", "cases/x.html"}), {"files/x.bib": '@misc{x, title = "50% & more"}\n'},
                   frozenset({"en"}), address, "2026-11-22", "on the web", "What changed since")


FRAME = '<footer class="foot"><div class="wrap"><p class="note">Edition of today</p></div></footer>'


def test_links_of_a_copy_stay_lead_to_the_web_or_become_words() -> None:
    page = ('<link rel="alternate" type="application/atom+xml" href="feed.xml">\n<a href="../index.html#a">home</a> '
            '<a href="../data/x.csv" download>table</a> <a class="b" href="https://example.org/">out</a>')
    alone, known = (copied_page(page, "cases/x.html", setting(address)) for address in ("", "https://c.example/"))
    assert alone == ('<a href="../index.html#a">home</a> <span class="gone">table</span> '
                     '<a class="b" href="https://example.org/">out</a>')
    assert '<a href="https://c.example/data/x.csv">table</a> <span class="note">(on the web)</span>' in known


def test_a_citation_stands_within_its_page_and_a_brief_too() -> None:
    page = '<a href="../files/x.bib" download>B</a> <a href="../files/x-brief.html#use">U</a>'
    copied = copied_page(page, "cases/x.html", setting())
    href = re.search('href="(data:[^"]*)" download="x.bib"', copied)
    assert href and unquote(href[1].replace("&amp;", "&")).endswith('@misc{x, title = "50% & more"}\n')
    assert '<a href="#use">U</a>' in copied
    elsewhere = copied_page('<a href="files/x-brief.html">U</a>', "a.html", setting())
    assert elsewhere == '<a href="cases/x.html#brief">U</a>'


def test_the_foot_leads_to_what_changed_since_where_the_web_is_known() -> None:
    assert copied_page(FRAME, "index.html", setting()) == FRAME
    known = copied_page(FRAME, "index.html", setting("https://c.example/"))
    assert '<a href="https://c.example/changes.html?since=2026-11-22">What changed since</a></p>' in known


def test_the_two_pages_of_a_case_make_the_one_its_view_wrote(catalog: Catalog) -> None:
    from casebook.views.cases import render_case

    words = Words("en")
    view = View(Site(catalog, words), f"cases/{CASE}.html")
    page = (f'<html><title>x</title><main id="main">{render_case(view, CASE)}</main>'
            '<script src="../assets/casebook/case.js"></script>\n</body></html>')
    made = whole_page(light_page(page, CASE), brief_page(page, CASE, words), CASE)
    bare = re.compile(r"(?<=>)\s+(?=<)|<!--/?whole-->\s*")
    assert bare.sub("", made) == bare.sub("", page)


def test_packs_hold_what_was_packed_and_the_loader_finds_it(open_page: Open, tmp_path: Path) -> None:
    files = {f"assets/cards.en/{id}.js": f'got("{id}")\n'.encode() * 3000 for id in ("a", "a-b", "a-c", "b", "c-1")}
    made = packed({**files, "assets/tray.js": b""})
    for name, content in {**made, "index.html": b'<script src="assets/tray.js"></script>'}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert len(made) < len(files) and b"".join(made.values()).count(b"got(") == 5 * 3000
    page = open_page((tmp_path / "index.html").as_uri())
    for id in ("a", "a-b", "a-c", "b", "c-1"):
        name = page.evaluate(f"casebookPacked('file:///x/assets/cards.en/{id}.js')").removeprefix("file:///x/")
        assert f'got("{id}")'.encode() in made[name]
    assert page.evaluate("casebookPacked('file:///x/other/a.js')") == "file:///x/other/a.js"


@pytest.mark.parametrize("path", ["themes/water-and-sanitation.html", "fr/comparisons/contracts-that-failed.html",
                                  f"cases/{CASE}.html"])
def test_a_page_in_one_file_needs_no_other(open_page: Open, built_site: Path, tmp_path: Path, path: str) -> None:
    css = (built_site / "assets/casebook/casebook.css").read_text("utf-8")
    one = page_in_one_file((built_site / path).read_text("utf-8"), css, library="Casebook", path=path, address="")
    file = tmp_path / "message.html"
    file.write_text(one, "utf-8")
    targets = [value for _, _, value, _ in parsed(file).iterlinks()]
    assert all(value.startswith(("#", "https://", "http://", "data:")) for value in targets)
    assert "<script" not in one and "One file to send on" not in one and len(one) < 400_000
    page = open_page(file.as_uri(), width=360)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_themes_and_comparisons_offer_themselves_as_one_file(built_site: Path) -> None:
    for page in ("themes/water-and-sanitation.html", "fr/comparisons/contracts-that-failed.html"):
        [link] = parsed(built_site / page).xpath("//a[@download and starts-with(@href, '../files/')]")
        assert (built_site / page).parent.joinpath(link.get("href")).is_file()


# The page of editions --------------------------------------------------------------------------------------------

def test_the_page_says_what_was_made_and_the_copy_that_it_is_one(few: Plan) -> None:
    before = (few.site / "editions.html").read_text("utf-8")
    assert "Not made yet" in before and "SHA-256" not in before
    [made] = make_editions(few).made
    listed = (few.site / "editions.html").read_text("utf-8")
    assert f'href="editions/{made.name}"' in listed and made.checksum in listed
    assert f'href="../editions/{made.name}"' in (few.site / "fr/editions.html").read_text("utf-8")
    assert (few.out / made.name).stat().st_size == made.size and read_record(few.out) == [made]
    with zipfile.ZipFile(few.out / made.name) as opened:
        own = next(opened.read(name).decode() for name in opened.namelist() if name.endswith("/site/editions.html"))
    assert "This is the copy you are reading." in own and "SHA-256" not in own and "Not made yet" not in own


# Kiwix -----------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def zims(editions: Path) -> dict[str, Path]:
    return {file.stem[-2:]: file for file in editions.glob("*.zim")}


def tool(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(("language", "word"), [("en", "toilets"), ("fr", "toilettes")])
def test_a_zim_file_is_sound_and_its_index_finds_a_case(zims: dict[str, Path], language: str, word: str) -> None:
    assert "Overall Test Status: Pass" in tool("zimcheck", "-A", str(zims[language]))
    assert ("toilet rented" if language == "en" else "toilettes louées") in tool("zimsearch", str(zims[language]), word)


def test_kiwix_shows_the_pages_and_finds_a_case_by_its_own_search(
        zims: dict[str, Path], open_page: Open, window: Window) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(["kiwix-serve", "--address", "127.0.0.1", "--port", str(port), str(zims["en"])],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        root = f"http://127.0.0.1:{port}/"
        wait_for(root)
        book = zims["en"].stem
        page = open_page(f"{root}{book}/cases/{CASE}.html")
        assert page.locator("#sources li").count() and not page.locator("header.mast form").is_visible()
        assert page.title().startswith("A toilet rented") and "Casebook" not in page.title()
        page.goto(f"{root}{book}/explore.html?mechanism=procurement:hindered")
        assert ids_on(page)
        page.goto(f"{root}search?content={book}&pattern=toilets")
        page.click(f'a[href*="{CASE}"]')
        assert page.locator("#sources").count()
        errors = window.watch.errors
        errors[:] = [error for error in errors if "/favicon.ico" not in error]  # of Kiwix's own page of results
        page.goto("about:blank")  # so that nothing is asked for once the server has ended
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < end, "kiwix-serve does not answer"
            time.sleep(0.1)


def test_without_zimwriterfs_the_rest_is_made_and_the_message_says_what_to_install(
        few: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    plan = Plan(few.project, few.site, few.out, ("en",), ("kiwix", "folder"))
    outcome = make_editions(plan)
    assert [made.kind for made in outcome.made] == ["folder"]
    [missing] = outcome.missing
    assert isinstance(missing, Missing) and "zim-tools" in missing.remedy


def test_a_zim_file_bears_the_day_of_its_edition(zims: dict[str, Path]) -> None:
    sent = zims["en"].read_bytes()
    day = zims["en"].stem.removeprefix("casebook-")[:10]
    one, two = (dated(sent, "casebook_en_all", day) for day in (day, "2031-01-02"))
    assert one[8:24] == sent[8:24] and two[8:24] != sent[8:24], "the id is made of name and day"
    assert day.encode() in sent[-200:] and b"2031-01-02" in two[-200:]
    assert hashlib.md5(sent[:-16]).digest() == sent[-16:] and hashlib.md5(two[:-16]).digest() == two[-16:]


def test_work_is_shared_out_and_what_fails_or_ends_is_told() -> None:
    seen: list[Sequence[int]] = []
    found = dict(side_by_side(worker, ["2", "x", "end", "4"], 2, seen.append))
    assert found[0] == 2 and found[3] == 4
    assert isinstance(found[1], ValueError) and isinstance(found[2], Ended)
    assert seen[0] == [0, 1] and seen[-1] in ([3], [2], [2, 3])
    assert not multiprocessing.active_children()


def test_an_interrupted_run_leaves_no_process() -> None:
    def interrupted(numbers: Sequence[int]) -> None:
        if numbers:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dict(side_by_side(time.sleep, [60, 60], 2, interrupted))
    assert not multiprocessing.active_children()


def worker(text: str) -> int:
    if text == "end":
        os._exit(9)
    return int(text)


def test_the_illustration_is_our_icon_as_png() -> None:
    picture = icon_png((ROOT / "casebook/theme/assets/casebook/icon.svg").read_text("utf-8"), 48)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n") and picture[16:24] == bytes((0, 0, 0, 48)) * 2
    rows = zlib.decompress(picture[picture.index(b"IDAT") + 4:-16])
    assert len(rows) == 48 * (1 + 48 * 3)
    pixel = rows[24 * 145 + 1 + 13 * 3:][:3]
    assert pixel == bytes.fromhex("fbf8f1") and rows[1:4] == bytes.fromhex("211d17")


# The command -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("arguments", "said"), [
    (("--only", "folders"), "--only takes"), (("--brief", "kumasi-toilets"), "kumasi-container-toilets"),
    (("--site", "docs"), "no site that could be replaced"), (("--theme", "watr"), "nearest"),
])
def test_wrong_usage_is_one_line(built_project: Path, run: Callable[..., Ran], arguments: tuple[str, ...],
                                 said: str) -> None:
    done = run(built_project, "casebook", "offline", *arguments)
    assert done.code == 2 and said in done.err and "Traceback" not in done.err


def test_one_page_as_a_file_in_both_languages(built_project: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    done = run(built_project, "casebook", "offline", "--file", "themes/mobility.html", "--out", str(tmp_path))
    assert done.code == 0, done.said
    assert {file.name for file in tmp_path.iterdir()} == {"themes-mobility.html", "fr-themes-mobility.html"}
