"""The stubs that the builders read, and the pages that people write beside them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import FEW

from casebook.catalog import Catalog
from casebook.pages import GENERATED, find_wrong_stubs, stubs_of, write_stubs
from casebook.standard import FOLDER as STANDARD
from casebook.standard import MARK
from casebook.views.macros import PUBLIC
from casebook.vocabulary import TAGGED

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LANGUAGES = ("en", "fr")
DESCRIPTION_LENGTH = 155
"""So many characters of a description are shown by search engines."""


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The data between the two lines of dashes, and what follows."""
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


# Stubs -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_place_and_term_has_one_stub(catalog: Catalog, language: str) -> None:
    paths = [stub.path for stub in stubs_of(catalog, language)]
    wanted = {f"cases/{id}.md" for id in catalog.cases} | {f"places/{id}.md" for id in catalog.places}
    wanted |= {f"{facet}/{id}.md" for facet in TAGGED for id in catalog.vocabulary[facet]}
    assert len(paths) == len(set(paths)) and set(paths) == wanted


def test_a_stub_is_front_matter_and_one_call_and_holds_no_text_of_a_case(catalog: Catalog) -> None:
    for stub in stubs_of(catalog, "en"):
        front, body = front_matter(stub.text)
        assert re.fullmatch(r'\n\{\{ (case_study|place|term)\("[a-z0-9-]+"(, "[a-z0-9-]+")?\) \}\}\n', body)
        assert set(front) - {"scripts"} == {"title", "description", "digest"} and front["title"] and front["digest"]


def test_titles_and_descriptions_of_stubs_are_in_the_language_of_the_page(catalog: Catalog) -> None:
    titles = {language: {stub.path: stub.title for stub in stubs_of(catalog, language)} for language in LANGUAGES}
    procurement = catalog.vocabulary["mechanisms"]["procurement"].label
    assert titles["en"]["mechanisms/procurement.md"] == procurement.en
    assert titles["fr"]["mechanisms/procurement.md"] == procurement.fr != procurement.en


def test_front_matter_survives_any_title() -> None:
    from casebook.pages import Stub

    for title in ('a: "b" — c', "# no comment", "---", "- dash", "été\\n", "'", "@x", "a\nb", "null", "1.10"):
        front, _ = front_matter(Stub("cases/x.md", title, title, 'case_study("x")', "d").text)
        assert front["title"] == title


def test_front_matter_holds_no_template() -> None:
    """Both builders render the title as a template."""
    from casebook.pages import Stub

    text = Stub("cases/x.md", "{{ 6*7 }}", "{% raw %}", 'case_study("x")', "d").text
    front, body = front_matter(text)
    assert front["title"] == "(( 6*7 ))" and front["description"] == "(% raw %)" and "{{ case_study" in body


def test_stubs_are_written_once_and_touched_only_when_their_bytes_change(catalog: Catalog, tmp_path: Path) -> None:
    count = sum(1 for _ in stubs_of(catalog, "en"))
    assert write_stubs(catalog, "en", tmp_path) == count
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}
    assert write_stubs(catalog, "en", tmp_path) == 0
    assert times == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}


def test_a_stub_without_a_case_is_removed_and_a_changed_one_is_mended(catalog: Catalog, tmp_path: Path) -> None:
    write_stubs(catalog, "en", tmp_path)
    gone, changed = tmp_path / "cases" / "gone.md", tmp_path / "places" / "kumasi.md"
    gone.write_text("old", "utf-8")
    changed.write_text("old", "utf-8")
    assert len(find_wrong_stubs(catalog, "en", tmp_path)) == 2
    assert write_stubs(catalog, "en", tmp_path) == 2
    assert not gone.exists() and "place(" in changed.read_text("utf-8")
    assert not find_wrong_stubs(catalog, "en", tmp_path)


def test_pages_that_people_write_are_left_alone(catalog: Catalog, tmp_path: Path) -> None:
    own = tmp_path / "comparisons" / "mine.md"
    own.parent.mkdir()
    own.write_text("mine", "utf-8")
    write_stubs(catalog, "en", tmp_path)
    assert own.read_text("utf-8") == "mine"


# Pages that people write -----------------------------------------------------------------------------------------

def written_pages(language: str) -> list[Path]:
    """The pages that come with the program, and those of this library that stand in their place or beside them."""
    folder = DOCS / language
    own = [path for path in folder.rglob("*.md") if path.relative_to(folder).parts[0] not in GENERATED
           and MARK not in path.read_text("utf-8")]
    return sorted([*own, *(STANDARD / language).glob("*.md")])


def name_of(page: Path) -> str:
    return page.relative_to(DOCS if DOCS in page.parents else STANDARD).as_posix()


ALL_WRITTEN = [path for language in LANGUAGES for path in written_pages(language)]


def test_every_page_is_written_in_every_language() -> None:
    english, french = ([name_of(path).split("/", 1)[1] for path in written_pages(code)] for code in LANGUAGES)
    assert english == french


def test_the_pages_of_the_addresses_that_do_not_change_are_there() -> None:
    names = {path.stem for path in written_pages("en")}
    assert {"index", "explore", "comparisons", "matrices", "experiments", "setbacks", "lessons", "results", "reusables",
            "lineage", "coverage", "vocabulary", "contribute", "about", "accessibility", "macros", "places", "methods",
            "mechanisms", "mindsets", "themes"} <= names


def test_at_least_six_comparisons_are_curated() -> None:
    assert len(list((DOCS / "en" / "comparisons").glob("*.md"))) >= 6


@pytest.mark.parametrize("path", ALL_WRITTEN, ids=name_of)
def test_a_page_has_a_title_and_a_description_that_fits_a_list_of_results(path: Path) -> None:
    front, body = front_matter(path.read_text("utf-8"))
    assert len(front["title"]) > 2 and 30 <= len(front["description"]) <= DESCRIPTION_LENGTH
    assert "TODO" not in body and "http://" not in body


@pytest.mark.parametrize("path", ALL_WRITTEN, ids=name_of)
def test_pages_link_to_sources_of_pages_so_that_the_builders_check_the_links(path: Path) -> None:
    _, body = front_matter(path.read_text("utf-8"))
    links = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`]*`", "", body, flags=re.S))
    inner = [link for link in links if not link.startswith(("https://", "#"))]
    assert [link for link in inner if not re.fullmatch(r"[\w./-]+\.md(#[\w-]+)?", link)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_macro_has_its_heading_on_the_page_for_authors(language: str) -> None:
    text = (DOCS / language / "macros.md").read_text("utf-8")
    headings = re.findall(r"^## `?(\w+)`?\s*$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)
    assert sorted(headings) == sorted(PUBLIC)


# What other tests stand on ---------------------------------------------------------------------------------------

def test_the_few_case_studies_of_other_tests_use_every_key_that_the_library_uses(catalog: Catalog) -> None:
    used = {id: case.study.model_dump(exclude_defaults=True).keys() for id, case in catalog.cases.items()}
    assert set().union(*(used[id] for id in FEW)) == set().union(*used.values())
