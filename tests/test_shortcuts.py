"""What is done the short way, for speed, gives what the long way gives."""

import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook import project, similarity, text
from casebook.catalog import Case, Catalog, catalog_as_data, catalog_from_data
from casebook.links import check_links, read_page
from casebook.loading import load_catalog
from casebook.model import CaseStudy
from casebook.project import Project, hand_over, load_valid_catalog

ROOT = Path(__file__).resolve().parent.parent
MARKS = ("[1]", "[12][3]", " ", "  ", ".", "?", ":", "(", "{", "}", '"', "'", "-", "1. ", "#", "é", "أ", "\u202f", "$",
         "https://example.org/", "~", "=", "|", "!", "*", "_", "<", "&", "[", "]", "\\", "\n", "word")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT / "case_studies", date(2026, 11, 21))[0]


# The catalog that is handed over ---------------------------------------------------------------------------------

def test_a_catalog_handed_over_is_the_same_one(catalog: Catalog) -> None:
    again = catalog_from_data(json.loads(json.dumps(catalog_as_data(catalog))))
    assert again == catalog
    assert list(again.cases) == list(catalog.cases)


def test_what_was_read_and_found_empty_is_handed_over(catalog: Catalog) -> None:
    id, case = next(iter(catalog.cases.items()))
    data = case.study.model_dump(by_alias=True, exclude_unset=True)
    empty = {"mindsets": "none-found", "setbacks": "none-found", "partners": [], "experiments": []}
    silent = Catalog({id: Case(id, CaseStudy.model_validate({**data, **empty}), "")})
    assert catalog_from_data(json.loads(json.dumps(catalog_as_data(silent)))) == silent


def test_builders_read_what_was_handed_over_and_nothing_else(catalog: Catalog, tmp_path: Path,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in hand_over(catalog, tmp_path / "catalog.json").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(project, "load_catalog", None)
    assert load_valid_catalog(Project(ROOT)) == catalog


# Text without Markdown -------------------------------------------------------------------------------------------

@given(st.lists(st.sampled_from(MARKS)).map("".join) | st.text())
def test_text_without_markdown_needs_no_parser(written: str) -> None:
    long = text._without_braces(text._CLEANER.clean(text._PARSER.renderInline(text._sound(written))))
    assert text._html.__wrapped__(written, True) == long


# The first of many -----------------------------------------------------------------------------------------------

def test_related_cases_are_the_same_when_all_are_ranked_at_once(catalog: Catalog,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    few = {id: similarity.related(catalog, id, 3) for id in catalog.cases}
    for first in (1, 1000):
        monkeypatch.setattr(similarity, "FIRST_RANKED", first)
        assert {id: similarity.related(catalog, id, 3) for id in catalog.cases} == few


def test_no_related_case_is_found_if_none_is_asked_for(catalog: Catalog) -> None:
    assert similarity.related(catalog, next(iter(catalog.cases)), 0) == ()


# Links without a parser ------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="en"><head><link rel="icon" href="a.svg"></head><body data-id="no" ID="top">
<!-- <a href="gone.html"> --><form action="find.html"><p id="a&amp;b" class="x">id="text" href="text"</p>
<a class="q"
 href="cases/b.html?x=1&amp;y=2#s1" title="5 &gt; 3">b</a><img alt="" src="a.svg"/></form></body></html>"""


class Reader(HTMLParser):
    """The long way."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name in ("href", "src", "action"):
                self.targets.append(value or "")


def test_a_page_is_read_as_a_parser_reads_it() -> None:
    reader = Reader()
    reader.feed(PAGE)
    found = read_page(PAGE)
    assert found.ids == reader.ids == {"top", "a&b"}
    assert list(found.targets) == list(dict.fromkeys(reader.targets))


def test_links_that_lead_nowhere_are_told_page_by_page(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "map.svg").write_text("<svg/>")
    (tmp_path / "index.html").write_text(
        '<a id="é" href="cases/a.html#s1"> <a href="#%C3%A9"> <a href="cases/a.html#s2"> <a href="https://x.org/y">'
        '<a href="mailto:a"> <img src="map.svg"> <a href="cases/"> <a href="../index.html"> <a href="map.svg?x#y">')
    (tmp_path / "cases" / "a.html").write_text('<p id="s1"> <a href="../index.html?q=1#é"> <a href="b.html">')
    (tmp_path / "404.html").write_text('<a href="nowhere.html">')
    assert list(map(str, check_links(tmp_path))) == [
        "cases/a.html: b.html", "index.html: cases/a.html#s2", "index.html: cases/", "index.html: ../index.html"]
