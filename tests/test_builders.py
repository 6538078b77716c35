"""The two builders make the same site from the same sources, so that the move from one to the other is one option."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran, page_project, pages_of, parsed, small_project, words_of

from casebook.links import check_links


@pytest.fixture(scope="module")
def mkdocs(built_site: Path) -> dict[str, Any]:
    return {page.relative_to(built_site).as_posix(): parsed(page) for page in pages_of(built_site)}


@pytest.fixture(scope="module")
def zensical(zensical_site: Path) -> dict[str, Any]:
    return {page.relative_to(zensical_site).as_posix(): parsed(page) for page in pages_of(zensical_site)}


def test_both_make_the_same_pages(mkdocs: dict[str, Any], zensical: dict[str, Any]) -> None:
    assert mkdocs.keys() == zensical.keys() and len(mkdocs) > 200


def test_both_give_the_same_titles_and_descriptions(mkdocs: dict[str, Any], zensical: dict[str, Any]) -> None:
    for address, page in mkdocs.items():
        assert page.findtext(".//title") == zensical[address].findtext(".//title"), address
        assert page.xpath('//meta[@name="description"]/@content') == (
            zensical[address].xpath('//meta[@name="description"]/@content')), address


def test_both_give_the_same_text(mkdocs: dict[str, Any], zensical: dict[str, Any]) -> None:
    for address, page in mkdocs.items():
        for part in ("//main", "//header[1]", "//footer[last()]"):
            one, two = (words_of(found.xpath(part)[0]) for found in (page, zensical[address]))
            assert one == two, f"{address} {part}"


def test_both_give_the_same_headings_links_and_anchors(mkdocs: dict[str, Any], zensical: dict[str, Any]) -> None:
    for address, page in mkdocs.items():
        if address.endswith("404.html"):
            continue
        for what in ("//main//a/@href", "//main//@id", "//main//@lang"):
            one, two = ([str(value).removeprefix("./") for value in found.xpath(what)]
                        for found in (page, zensical[address]))
            assert one == two, f"{address} {what}"


def test_neither_breaks_a_link_or_an_anchor(built_site: Path, zensical_site: Path) -> None:
    assert check_links(built_site) == [] and check_links(zensical_site) == []


def test_both_leave_the_same_files_beside_the_pages(built_site: Path, zensical_site: Path) -> None:
    one, two = ({path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
                for site in (built_site, zensical_site))
    assert one == two


def test_what_readers_load_is_the_same_bytes(built_site: Path, zensical_site: Path) -> None:
    for path in (built_site / "assets").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (zensical_site / path.relative_to(built_site)).read_bytes(), path.name


def test_zensical_started_by_hand_with_missing_pages_stops_and_says_what_to_do(
        tmp_path: Path, run: Callable[..., Ran]) -> None:
    """It ignores hooks without a word, so the pages would be missing or old."""
    done = run(small_project(tmp_path / "project"), "zensical", "build")
    assert done.code != 0 and "casebook build" in done.said and re.search(r"\d+ pages below docs/en/", done.said)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one page, with a link to a page that does not exist."""
    return page_project(tmp_path_factory.mktemp("broken") / "project", "# Home\n\n[x](nowhere.md)\n")


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_both_are_strict(broken: Path, run: Callable[..., Ran], builder: str) -> None:
    done = run(broken, "casebook", "build", "--languages", "en", "--builder", builder)
    assert done.code == 1 and "nowhere.md" in done.err and "Traceback" not in done.said
    assert not (broken / "site").exists()
