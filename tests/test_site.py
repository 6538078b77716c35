"""The whole site as `casebook build` makes it: pages, links, weight, French, same in and same out."""

import gzip
import hashlib
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from conftest import FEW, Ran, copy_project, page_project, pages_of, parsed, small_project, words_of

from casebook.catalog import Catalog
from casebook.links import check_links
from casebook.vocabulary import TAGGED

LANGUAGES = {"en": "", "fr": "fr/"}
FIRST_VIEW, NEXT_VIEW, LARGEST_NEXT_VIEW = 60_000, 10_000, 14_000
NOT_OF_OURS = re.compile(r"lunr|bundle\.|worker\.|search_index|search/|search\.js|material|zensical", re.I)
HEADINGS = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5"
TRACE = re.compile(r"""\{\{|\}\}|\{%|\{\#|\b(?:Undefined|undefined|MacroError|Traceback|nan)\b|Markup\(
                   |&(?:amp|lt|gt|\#)|%\(\w+\)s|\bNone\b(?!\ of\b)|<built-in|object\ at\ 0x""", re.X)
"""What a page shows when something went wrong while it was made."""

LOADED = '//link[@rel="stylesheet" or @rel="icon" or @rel="preload"]/@href|//script/@src|//img/@src|//iframe/@src'


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, Any]:
    """Every page by its address, parsed once."""
    return {page.relative_to(built_site).as_posix(): parsed(page) for page in pages_of(built_site)}


def visible(page: Any) -> Any:
    """A page without what is code: examples for authors, scripts, styles."""
    for element in page.xpath("//script|//style|//pre|//code|//head"):
        element.drop_tree()
    return page


# Pages -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("folder", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_every_case_place_and_term_has_its_page_in_every_language(
        catalog: Catalog, pages: dict[str, Any], folder: str) -> None:
    wanted = {f"cases/{id}.html" for id in catalog.cases} | {f"places/{id}.html" for id in catalog.places}
    wanted |= {f"{facet}/{id}.html" for facet in TAGGED for id in catalog.vocabulary[facet]}
    assert wanted <= {address.removeprefix(folder) for address in pages if address.startswith(folder)}


def test_english_and_french_have_the_same_pages(pages: dict[str, Any]) -> None:
    english = {address for address in pages if not address.startswith("fr/")}
    french = {address.removeprefix("fr/") for address in pages if address.startswith("fr/")}
    assert english == french


def test_every_page_has_one_title_one_heading_and_its_language(pages: dict[str, Any]) -> None:
    for address, page in pages.items():
        headings = [words_of(heading) for heading in page.xpath("//h1[not(ancestor::template)]")]
        assert len(headings) == 1 and headings[0], f"{address}: {headings}"
        assert len(page.findtext(".//title").strip()) > len("Casebook") - 1, address
        assert page.get("lang") == ("fr" if address.startswith("fr/") else "en"), address
        assert page.get("dir") == "ltr", address


def test_no_two_pages_of_a_language_have_the_same_title(pages: dict[str, Any]) -> None:
    for folder in LANGUAGES.values():
        titles: dict[str, str] = {}
        for address, page in pages.items():
            if address.startswith("fr/") == bool(folder) and not address.endswith("404.html"):
                title = page.findtext(".//title")
                assert title not in titles, f"{address} and {titles[title]}: {title}"
                titles[title] = address


def test_the_title_of_a_case_page_is_its_own(catalog: Catalog, pages: dict[str, Any]) -> None:
    for id, case in catalog.cases.items():
        assert pages[f"cases/{id}.html"].findtext(".//title").startswith(case.study.title)
        assert words_of(pages[f"cases/{id}.html"].xpath("//h1")[0]) == case.study.title


def test_headings_go_down_one_level_at_a_time(pages: dict[str, Any]) -> None:
    for address, page in pages.items():
        levels = [int(heading.tag[1]) for heading in page.xpath(f"//main//*[{HEADINGS}]")]
        steps = [after - before for before, after in zip(levels, levels[1:], strict=False)]
        assert all(step <= 1 for step in steps), f"{address}: {levels}"


def test_no_id_is_given_twice_on_a_page(pages: dict[str, Any]) -> None:
    for address, page in pages.items():
        ids = page.xpath("//*[not(ancestor::template)]/@id")  # what stands in a template gets its own when it is used
        assert len(ids) == len(set(ids)), f"{address}: {sorted({id for id in ids if ids.count(id) > 1})}"


def test_no_trace_of_the_machinery_is_visible_on_any_page(built_site: Path) -> None:
    for path in pages_of(built_site):
        text = words_of(visible(parsed(path)))
        assert not (found := TRACE.search(text)), f"{path}: …{text[max(0, found.start() - 60):found.end() + 60]}…"


# Links -----------------------------------------------------------------------------------------------------------

def test_no_link_and_no_anchor_is_broken_by_our_own_check(built_site: Path) -> None:
    assert check_links(built_site) == []


def test_no_link_and_no_anchor_is_broken_by_another_reading(built_site: Path, pages: dict[str, Any]) -> None:
    """The same with another parser and the disk, so that a fault of the checker shows."""
    files: dict[str, set[str]] = {path: set() for path in digests(built_site)}
    briefs = {path.relative_to(built_site).as_posix(): parsed(path) for path in built_site.rglob("files/*-brief.html")}
    pages = {**pages, **briefs}
    files |= {address: set(page.xpath("//@id")) for address, page in pages.items()}
    broken = [f"{address}: {target}" for address, page in pages.items() if not address.endswith("404.html")
              for target in set(page.xpath("//@href|//@src|//@action")) if not leads(address, target, files)]
    assert not broken


def leads(address: str, target: str, files: dict[str, set[str]]) -> bool:
    parts = urlsplit(target)
    if parts.scheme:
        return parts.scheme in ("http", "https") and bool(parts.netloc)
    file = resolved(address, unquote(parts.path)) if parts.path else address
    return file in files and (not parts.fragment or unquote(parts.fragment) in files[file])


def test_our_check_finds_a_broken_link_and_a_broken_anchor(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<p id="here"><a href="b.html">b</a><a href="#here">x</a><a href="#gone">y</a>'
                                     '<a href="https://example.org/">z</a><img src="none.png"></p>', "utf-8")
    assert [str(link) for link in check_links(tmp_path)] == ["a.html: b.html", "a.html: #gone", "a.html: none.png"]


def test_every_citation_on_any_page_leads_to_a_source(pages: dict[str, Any]) -> None:
    count = 0
    for address, page in pages.items():
        for link in page.xpath('//a[contains(@class, "cite")]'):
            href = link.get("href")
            path, _, anchor = href.partition("#")
            assert re.fullmatch(r"s\d+", anchor), f"{address}: {href}"
            assert "cases/" in (path or address), f"{address}: {href}"
            assert words_of(link) == f"[{anchor[1:]}]"
            assert not path or anchor[1:] in link.get("aria-label"), "away from its case a mark says of which place"
            count += 1
    assert count > 1000


def test_every_number_in_brackets_is_a_link_to_a_source(built_site: Path) -> None:
    explaining = {"contribute.html", "fields.html", "form.html", "style.html"}
    for path in (page for page in pages_of(built_site) if page.name not in explaining):
        page = visible(parsed(path))
        for link in page.xpath('//a[contains(@class, "cite")]'):
            link.drop_tree()
        assert not (found := re.findall(r"\[\d+\]", words_of(page))), f"{path}: {found}"


def test_the_language_link_keeps_the_page(pages: dict[str, Any]) -> None:
    for address, page in pages.items():
        if address.endswith("404.html"):
            continue
        other, path = ("en", address.removeprefix("fr/")) if address.startswith("fr/") else ("fr", f"fr/{address}")
        links = {link.get("href") for link in page.xpath(f'//a[@hreflang="{other}"]')}
        assert {resolved(address, link) for link in links} == {path}, f"{address}: {links}"


def resolved(address: str, link: str) -> str:
    parts = [*address.split("/")[:-1], *link.split("/")]
    kept: list[str] = []
    for part in parts:
        if part == "..":
            kept.pop()
        elif part != ".":
            kept.append(part)
    return "/".join(kept)


def test_every_page_has_the_search_box_that_leads_to_explore(pages: dict[str, Any]) -> None:
    for address, page in pages.items():
        if address.endswith("404.html"):
            continue
        forms = page.xpath('//header[contains(@class, "mast")]//form[@role="search"]')
        assert [resolved(address, form.get("action")) for form in forms] == [
            ("fr/" if address.startswith("fr/") else "") + "explore.html"], address
        assert forms[0].xpath('.//input[@name="q"]')


# What is sent ----------------------------------------------------------------------------------------------------

def test_no_search_bundle_or_worker_of_the_theme_is_left(built_site: Path) -> None:
    left = [path.relative_to(built_site).as_posix() for path in built_site.rglob("*") if path.is_file()
            and "pagefind" not in path.relative_to(built_site).parts]
    assert [name for name in left if NOT_OF_OURS.search(name) or name.endswith(".map")] == []


def test_no_page_loads_anything_of_another_host(pages: dict[str, Any]) -> None:
    for address, page in pages.items():
        loaded = page.xpath(LOADED)
        assert not [target for target in loaded if urlsplit(target).netloc or urlsplit(target).scheme], address
        assert not page.xpath("//iframe|//object|//embed|//base|//meta[@http-equiv]"), address
        assert not page.xpath("//*/@*[starts-with(name(), 'on')]"), f"{address}: a handler in an attribute"


def test_no_script_stands_in_a_page(pages: dict[str, Any]) -> None:
    """So that a strict policy for scripts can be set by whoever hosts the site. Data for programs is no script."""
    for address, page in pages.items():
        inside = [script for script in page.xpath("//script") if not script.get("src")]
        assert {script.get("type") for script in inside} <= {"application/ld+json"}, address


def test_style_sheets_and_scripts_name_no_other_host(built_site: Path) -> None:
    for path in [*built_site.rglob("*.css"), *(built_site / "assets").rglob("*.js")]:
        text = path.read_text("utf-8")
        assert "@import" not in text and not re.search(r"url\(\s*['\"]?(?:https?:)?//", text), path
        if path.name in ("explore.js", "frame.js"):
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


def sent(path: Path) -> int:
    """The bytes of a file over the wire."""
    return len(gzip.compress(path.read_bytes(), 6))


def first_view(site: Path, address: str, page: Any) -> int:
    files = {site / address, *((site / resolved(address, target)) for target in page.xpath(LOADED))}
    return sum(map(sent, files))


def test_a_case_page_weighs_at_most_60_kb_at_first_view(built_site: Path, pages: dict[str, Any]) -> None:
    weights = {address: first_view(built_site, address, page) for address, page in cases(pages)}
    assert len(weights) >= 56
    heaviest = max(weights, key=weights.__getitem__)
    assert weights[heaviest] <= FIRST_VIEW, f"{heaviest}: {weights[heaviest]} bytes"


def test_the_next_case_page_weighs_at_most_10_kb(built_site: Path, pages: dict[str, Any]) -> None:
    weights = {address: sent(built_site / address) for address, _ in cases(pages)}
    assert statistics.median(weights.values()) <= NEXT_VIEW
    heaviest = max(weights, key=weights.__getitem__)
    assert weights[heaviest] <= LARGEST_NEXT_VIEW, f"{heaviest}: {weights[heaviest]} bytes"


def cases(pages: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((address, page) for address, page in pages.items() if "cases/" in address)


def test_the_frame_of_a_page_does_not_grow_with_the_number_of_cases(pages: dict[str, Any]) -> None:
    """The frame lists no case: outside <main> there are as many links on every page, and few."""
    counts = {len(page.xpath("//a[not(ancestor::main)]")) for _, page in cases(pages)}
    assert len(counts) == 1 and counts.pop() < 40


# French ----------------------------------------------------------------------------------------------------------

def test_a_case_in_french_has_french_headings_and_title_and_marks_what_is_in_english(
        catalog: Catalog, pages: dict[str, Any]) -> None:
    for id, case in catalog.in_language("fr").cases.items():
        page = pages[f"fr/cases/{id}.html"]
        assert words_of(page.xpath("//h1")[0]) == " ".join(case.study.title.split()) and not page.xpath("//h1//@lang")
        is_whole = bool(case.translation and case.translation.is_whole)
        assert len(page.xpath('//p[contains(@class, "translation")]')) == (0 if is_whole else 1)
        assert bool(page.xpath('//*[@id="approach"]//@lang')) != is_whole
        english = {words_of(heading) for heading in pages[f"cases/{id}.html"].xpath("//main//h2")}
        french = {words_of(heading) for heading in page.xpath("//main//h2")}
        assert english & french <= {"Sources"}


def test_the_frame_of_french_pages_is_french(pages: dict[str, Any]) -> None:
    english, french = (outside_of_main(pages[f"{folder}about.html"]) for folder in ("", "fr/"))
    assert french and not set(english) & set(french) - {"Casebook", "Matrices", "Obstacles", "English", "Français"}


def outside_of_main(page: Any) -> list[str]:
    texts = (" ".join(node.split()) for node in page.xpath("//body//text()[not(ancestor::main)]"))
    return [text for text in texts if text]


def test_hand_written_pages_are_french_in_french(pages: dict[str, Any]) -> None:
    for name in ("index", "explore", "contribute", "about"):
        english, french = (words_of(pages[f"{folder}{name}.html"].xpath("//h1")[0]) for folder in ("", "fr/"))
        assert english != french, name


# Same in, same out -----------------------------------------------------------------------------------------------

def digests(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(site.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def second_project(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., Ran]) -> Path:
    """Another copy in another folder with blanks and accents, built a second time."""
    project = copy_project(tmp_path_factory.mktemp("second") / "Projet d'été (2)")
    done = run(project, "casebook", "build", PYTHONHASHSEED="7")
    assert done.code == 0, done.said
    return project


def test_two_builds_of_the_same_tree_are_the_same_bytes(built_site: Path, second_project: Path) -> None:
    one, two = digests(built_site), digests(second_project / "site")
    assert one.keys() == two.keys()
    assert {name for name in one if one[name] != two[name]} == set()


def test_a_build_leaves_nothing_but_the_site_the_stubs_and_its_cache(second_project: Path) -> None:
    assert {path.name for path in second_project.iterdir()} - {".cache", "__pycache__"} == {
        "case_studies", "docs", "casebook", "macros.py", "hook.py", "mkdocs.yml", "site", ".casebook"}
    assert not list((second_project / ".casebook").glob("build*"))


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., Ran]) -> Path:
    """A small project with a good site of its own."""
    project = small_project(tmp_path_factory.mktemp("small") / "project")
    done = run(project, "casebook", "build", "--languages", "en")
    assert done.code == 0, done.said
    return project


def test_a_build_that_fails_leaves_the_last_good_site_as_it_was(built_once: Path, run: Callable[..., Ran]) -> None:
    before = digests(built_once / "site")
    case = built_once / "case_studies" / "kumasi-container-toilets.yml"
    good = case.read_text("utf-8")
    case.write_text(good.replace("methods:", "methds:", 1), "utf-8")
    done = run(built_once, "casebook", "build")
    case.write_text(good, "utf-8")
    assert done.code == 1 and "Traceback" not in done.said
    assert "case_studies/kumasi-container-toilets.yml:" in done.out and "field-unknown" in done.out
    assert digests(built_once / "site") == before


def test_a_build_with_a_broken_link_fails_and_names_it(built_once: Path, run: Callable[..., Ran]) -> None:
    before = digests(built_once / "site")
    page = built_once / "docs" / "en" / "about.md"
    good = page.read_text("utf-8")
    page.write_text(f'{good}\n<p><a href="nowhere.html">x</a></p>\n', "utf-8")
    done = run(built_once, "casebook", "build", "--languages", "en")
    page.write_text(good, "utf-8")
    assert done.code == 1 and "about.html: nowhere.html" in done.err and "Traceback" not in done.said
    assert digests(built_once / "site") == before


# A bare mkdocs build ---------------------------------------------------------------------------------------------

def test_a_bare_mkdocs_build_works_from_a_clean_copy_and_warns_of_nothing(
        tmp_path: Path, run: Callable[..., Ran]) -> None:
    project = small_project(tmp_path / "project")
    done = run(project, "mkdocs", "build", "--strict", PYTHONPATH="")
    assert done.code == 0, done.said
    assert not re.search(r"WARNING|ERROR|Traceback", done.said), done.said
    site = project / "site"
    assert all((site / "cases" / f"{id}.html").is_file() for id in FEW)
    assert check_links(site) == []


@pytest.fixture(scope="module")
def broken_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a page that calls a macro with an id that does not exist."""
    page = '# Home\n\n{{ compare("kumasi", "nouakchot") }}\n'
    return page_project(tmp_path_factory.mktemp("broken") / "project", page)


@pytest.mark.parametrize("command", [
    ("mkdocs", "build"), ("casebook", "build", "--languages", "en", "--builder", "zensical")], ids=" ".join)
def test_an_unknown_id_in_a_macro_stops_the_build_with_the_page_the_macro_and_the_nearest(
        broken_page: Path, run: Callable[..., Ran], command: tuple[str, ...]) -> None:
    done = run(broken_page, *command)
    assert done.code not in (0, 2)
    assert "index.html" in done.said and "compare" in done.said and "nouakchott" in done.said
    assert not (broken_page / "site" / "pagefind").exists()
