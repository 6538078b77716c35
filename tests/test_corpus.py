"""The synthetic corpus that the benchmark builds, and the plain pages that it is measured against."""

import importlib.util
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import pages_of

from casebook.loading import load_catalog
from casebook.problems import has_errors

ROOT = Path(__file__).resolve().parent.parent
CASES = 24
TODAY = date(2026, 1, 1)


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def make_corpus() -> ModuleType:
    return script("make_corpus")


@pytest.fixture(scope="module")
def corpus(make_corpus: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "project"
    make_corpus.write_corpus(CASES, folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "case_studies").iterdir()}


def test_a_synthetic_case_is_valid(corpus: Path) -> None:
    catalog, problems = load_catalog(corpus / "case_studies", TODAY)
    assert not has_errors(problems)
    assert len(catalog.cases) == CASES
    assert len(catalog.places) == CASES // 8


def test_a_synthetic_case_is_about_as_long_as_a_real_one(corpus: Path) -> None:
    files = list((corpus / "case_studies").glob("[!_]*.yml"))
    assert 6000 < sum(path.stat().st_size for path in files) / CASES < 7500
    assert 850 < sum(len(path.read_text("utf-8").split()) for path in files) / CASES < 1100


def test_one_seed_gives_the_same_bytes_and_another_seed_others(make_corpus: ModuleType, corpus: Path,
                                                               tmp_path: Path) -> None:
    make_corpus.write_corpus(CASES, tmp_path / "again")
    make_corpus.write_corpus(CASES, tmp_path / "other", seed=2)
    assert contents(tmp_path / "again") == contents(corpus)
    assert not set(contents(tmp_path / "other")) & set(contents(corpus)) - {"_places.yml", "_vocabulary.yml"}


def test_cases_keep_their_text_when_more_are_asked_for(make_corpus: ModuleType) -> None:
    terms = {facet: list(held) for facet, held in
             make_corpus.load_yaml(ROOT / "case_studies" / "_vocabulary.yml").items()}
    few, many = (make_corpus.case_study(1, 3, terms, make_corpus.place_ids(1, count)) for count in (2, 20))
    assert {**few, "places": None} == {**many, "places": None}


def test_a_folder_that_holds_something_else_is_left_alone(make_corpus: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear council")
    with pytest.raises(FileExistsError):
        make_corpus.write_corpus(1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_no_page_of_a_corpus_names_a_real_case(corpus: Path) -> None:
    real = re.compile("|".join(path.stem for path in (ROOT / "case_studies").glob("[!_]*.yml")))
    pages = list((corpus / "docs").rglob("*.md"))
    assert len(pages) >= len(list((ROOT / "docs" / "en").glob("*.md")))
    assert not [path for path in pages if real.search(path.read_text("utf-8"))]


def test_a_corpus_builds_and_is_written_out_page_by_page(corpus: Path, run: Callable[..., Any], tmp_path: Path) -> None:
    done = run(corpus, "casebook", "build", "--languages", "en")
    assert done.code == 0, done.said
    plain_pages = script("plain_pages")
    pages = plain_pages.write_plain_project(corpus / "site", tmp_path)
    built = {path.relative_to(corpus / "site").with_suffix(".md") for path in pages_of(corpus / "site")}
    assert {path.relative_to(tmp_path / "docs") for path in (tmp_path / "docs").rglob("*.md")} == (
        built - {Path("404.md")})
    assert pages == len(built) - 1
    case = next((tmp_path / "docs" / "cases").iterdir())
    headings = re.findall("^## (.*)$", case.read_text("utf-8"), re.MULTILINE)
    assert headings.index("Challenge") < headings.index("Approach") < headings.index("Sources")


@pytest.mark.parametrize(("html", "markdown"), [
    ("<h2>Lessons</h2><p>Ask <b>first</b>.</p>", "## Lessons\n\nAsk **first**.\n"),
    ("<ul><li>One</li><li>Two</li></ul><p>End</p>", "- One\n- Two\n\nEnd\n"),
    ("<ol><li><p>One</p><p>more</p></li></ol>", "1. One\n\nmore\n"),
    ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
     "| A | B |\n| --- | --- |\n| 1 | 2 |\n"),
    ('<p><a href="../places/lome.html">Lomé</a> <a class="cite" href="#s1">[1]</a></p>',
     "[Lomé](../places/lome.md) [1]\n"),
    ("<nav>Home</nav><p>A * star</p><form>Find</form>", "A \\* star\n"),
])
def test_html_becomes_the_markdown_that_a_person_would_write(html: str, markdown: str) -> None:
    page = f"<html><head><title>T · Casebook</title></head><body>Menu<main>{html}</main>Foot</body></html>"
    assert script("plain_pages").markdown_of(page) == f"---\ntitle: T\ndescription: ''\n---\n\n\n{markdown}"
