"""The handbook and the brief as readers get them: tagged PDF with right page numbers, EPUB that its checker passes."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest

from casebook.catalog import Catalog
from casebook.handbook.book import make_book
from casebook.handbook.epub import handbook_epub
from casebook.handbook.pdf import brief_pdf, handbook_pdf
from casebook.handbook.writing import ELSEWHERE
from casebook.missing import Missing
from casebook.views.view import Site, View
from casebook.words import Words

EDITION, TITLE = "2026-11-22", 'Handbook <of> "many" & more'
MANY, FEW = 6, 2
CHECKERS = ("/usr/share/java/epubcheck.jar", "/usr/bin/epubcheck")
"""Where Debian keeps the checker, which is a Java archive."""

DC = "{http://purl.org/dc/elements/1.1/}"


def chosen(catalog: Catalog, count: int) -> list[str]:
    """Cases from all over the library, with and without experiments, results and setbacks."""
    ids = sorted(catalog.cases)
    return ids[:: len(ids) // count][:count]


@pytest.fixture(scope="module")
def pdf(catalog: Catalog) -> bytes:
    return handbook_pdf(catalog, Words("en"), chosen(catalog, MANY), TITLE, edition=EDITION)


@pytest.fixture(scope="module")
def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def told(page: pypdf.PageObject) -> str:
    return re.sub(r"\s+", "", page.extract_text())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


# PDF -------------------------------------------------------------------------------------------------------------

def test_the_pdf_is_tagged_and_names_its_language_and_title(read: pypdf.PdfReader) -> None:
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata and read.metadata.title == TITLE and "pdfuaid" in root["/Metadata"].get_data().decode()


def tags_of(element: pypdf.generic.DictionaryObject, parent: object = None) -> list[tuple[str, object]]:
    """Every structure element below one, with whether its parent entry leads back."""
    found, kids = [], element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            found += [(kid["/S"], kid.raw_get("/P") == element.indirect_reference), *tags_of(kid)]
    return found


def test_all_parts_hang_in_one_tree_of_tags(read: pypdf.PdfReader) -> None:
    tree = read.trailer["/Root"]["/StructTreeRoot"]
    assert len(tree["/K"]) == 1 and tree["/K"][0].get_object()["/S"] == "/Document"
    tags = tags_of(tree["/K"][0].get_object())
    assert all(leads_back for _, leads_back in tags)
    names = {name for name, _ in tags}
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Link"} <= names


def test_every_page_and_link_finds_its_tags_by_a_number_of_its_own(read: pypdf.PdfReader) -> None:
    numbers = read.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"][::2]
    used = [page["/StructParents"] for page in read.pages]
    used += [link.get_object()["/StructParent"] for page in read.pages for link in page.get("/Annots", [])]
    assert len(set(used)) == len(used) and set(used) <= set(numbers) and list(numbers) == sorted(numbers)


def test_the_outline_names_every_case_and_leads_to_its_page(catalog: Catalog, read: pypdf.PdfReader) -> None:
    found: dict[str, int] = {}

    def note(entries: list[object]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                note(entry)
            else:
                found[squeezed(str(entry.title))] = read.get_destination_page_number(entry)

    note(read.outline)
    for id in chosen(catalog, MANY):
        title = squeezed(catalog.cases[id].study.title)
        assert title in told(read.pages[found[title]])


def test_the_contents_say_the_number_that_stands_on_the_page(catalog: Catalog, read: pypdf.PdfReader) -> None:
    labels = read.page_labels
    contents = " ".join(page.extract_text() for page in read.pages[1:3])
    for id in chosen(catalog, MANY):
        title = catalog.cases[id].study.title
        pattern = r"\s*".join(map(re.escape, squeezed(title))) + r"\s*(\d+)"
        number = re.search(pattern, contents)
        assert number, title
        page = read.pages[labels.index(number[1])]
        assert squeezed(title) in told(page) and told(page).endswith(number[1])


def test_links_between_parts_lead_to_places_in_the_same_file(read: pypdf.PdfReader) -> None:
    names = set(read.named_destinations)
    links = [link.get_object() for page in read.pages for link in page.get("/Annots", [])]
    places = [str(link["/Dest"]) for link in links if "/Dest" in link]
    assert len(places) > MANY and set(places) <= names
    assert not any(ELSEWHERE in str(link.get("/A", {}).get("/URI", "")) for link in links)
    pages = {page.indirect_reference.idnum for page in read.pages if page.indirect_reference}
    assert {read.named_destinations[name].page.idnum for name in places} <= pages


def test_the_whole_text_of_a_case_is_in_it(catalog: Catalog, read: pypdf.PdfReader) -> None:
    text = "".join(map(told, read.pages))
    study = catalog.cases[chosen(catalog, MANY)[0]].study
    for part in (study.title, study.summary, *(source.title for source in study.sources)):
        assert squeezed(part) in text
    assert 3 * MANY < len(read.pages) < 8 * MANY


def test_the_index_leads_from_a_term_to_the_page_that_speaks_of_it(catalog: Catalog, read: pypdf.PdfReader) -> None:
    case = catalog.cases[chosen(catalog, MANY)[0]]
    mechanism = case.study.mechanisms[0].mechanism
    at = read.named_destinations[f"case-{case.id}-mechanisms-{mechanism}"]
    number = read.get_destination_page_number(at)
    assert squeezed(catalog.vocabulary.label("mechanisms", mechanism, "en")) in told(read.pages[number])


def test_the_same_input_gives_the_same_bytes(catalog: Catalog) -> None:
    ids = chosen(catalog, FEW)
    one, two = (handbook_pdf(catalog, Words("en"), ids[:1], TITLE, edition=EDITION) for _ in range(2))
    assert one == two
    one, two = (handbook_epub(catalog, Words("fr"), ids, TITLE, edition=EDITION) for _ in range(2))
    assert one == two


def test_a_few_cases_are_set_side_by_side_in_french(catalog: Catalog) -> None:
    book = pypdf.PdfReader(io.BytesIO(handbook_pdf(catalog, Words("fr"), chosen(catalog, FEW), "Deux cas",
                                                   grouping="regions", edition=EDITION)))
    text = "".join(map(told, book.pages))
    assert book.trailer["/Root"]["/Lang"] == "fr" and "Sommaire" in text
    assert any(page.mediabox.width > page.mediabox.height for page in book.pages)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_brief_is_one_page_even_where_much_is_known(catalog: Catalog, language: str) -> None:
    """The case with the longest head, and the one with the most text."""
    cases = sorted(catalog.cases.values(), key=lambda case: len(case.study.title) + len(case.study.summary))
    longest = max(cases, key=lambda case: len(repr(case.study)))
    for case in (cases[-1], longest):
        brief = pypdf.PdfReader(io.BytesIO(brief_pdf(catalog, Words(language), case.id, edition=EDITION)))
        assert len(brief.pages) == 1 and brief.trailer["/Root"]["/Lang"] == language
        assert squeezed(catalog.in_language(language).cases[case.id].study.title) in told(brief.pages[0])


def test_a_written_comparison_is_in_it_where_all_its_cases_are(catalog: Catalog) -> None:
    one, two, three = chosen(catalog, 3)
    page = (f'---\ntitle: x\n---\n\n# What two\n\n{{{{ case_link("{one}") }}}} did{{{{ cite("{one}", 1) }}}}.\n\n'
            f'## Rows\n\n{{{{ compare("{one}", "{two}") }}}}\n\n[Other](other.md)\n')
    other = f'# Another\n\n{{{{ case_link("{three}") }}}}\n'
    pages = {"pair": page, "other": other}
    whole, part, without = (
        zipfile.ZipFile(io.BytesIO(handbook_epub(catalog, Words("en"), ids, TITLE, edition=EDITION, comparisons=pages)))
        for ids in ((one, two, three), (one, two), (one, three)))
    text = whole.read("EPUB/essay-pair.xhtml").decode()
    assert "<h2>What two</h2>" in text and f'href="case-{one}.xhtml#case-{one}"' in text
    assert 'href="essay-other.xhtml#essay-other"' in text and 'class="wide comparison"' in text
    assert "essay-other" not in part.read("EPUB/essay-pair.xhtml").decode()
    assert "EPUB/essay-pair.xhtml" not in without.namelist() and "EPUB/essay-other.xhtml" in without.namelist()


def test_a_missing_library_is_said_with_what_installs_it(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(Missing, match="WeasyPrint.*editions"):
        brief_pdf(catalog, Words("en"), chosen(catalog, FEW)[0])


# What a book holds -----------------------------------------------------------------------------------------------

def test_every_case_is_told_once_and_a_shared_theme_holds_all(catalog: Catalog) -> None:
    view = View(Site(catalog, Words("en")), "")
    for grouping in ("themes", "regions"):
        told_in = [case.id for case in make_book(view, catalog.cases, TITLE, grouping).cases]
        assert sorted(told_in) == sorted(catalog.cases)
    theme = catalog.cases[chosen(catalog, MANY)[0]].study.themes[0]
    ids = [case.id for case in catalog.cases_with("themes", theme)]
    if len(ids) > 1:
        assert [section.id for section in make_book(view, ids, TITLE).sections] == [theme]


# EPUB ------------------------------------------------------------------------------------------------------------

def checker() -> list[str]:
    found = next((path for path in CHECKERS if Path(path).is_file()), None)
    assert found and shutil.which("java"), "epubcheck is missing: sh scripts/browsers.sh"
    return ["java", "-jar", found]


@pytest.mark.parametrize(("language", "count"), [("en", MANY), ("fr", 1)])
def test_epubcheck_finds_no_error_and_no_warning(catalog: Catalog, tmp_path: Path, language: str, count: int) -> None:
    book = tmp_path / "book.epub"
    book.write_bytes(handbook_epub(catalog, Words(language), chosen(catalog, count), TITLE, edition=EDITION,
                                   address="https://example.org/"))
    done = subprocess.run([*checker(), str(book)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0 and "0 errors / 0 warnings" in done.stdout + done.stderr, done.stdout + done.stderr


def test_the_epub_says_how_accessible_it_is_and_lists_its_cases(catalog: Catalog) -> None:
    ids = chosen(catalog, MANY)
    file = zipfile.ZipFile(io.BytesIO(handbook_epub(catalog, Words("fr"), ids, TITLE, edition=EDITION)))
    assert file.infolist()[0].filename == "mimetype" and file.infolist()[0].compress_type == zipfile.ZIP_STORED
    package = ElementTree.fromstring(file.read("EPUB/package.opf"))
    text = file.read("EPUB/package.opf").decode()
    assert package.find(f".//{DC}title").text == TITLE and package.find(f".//{DC}language").text == "fr"  # type: ignore[union-attr]
    assert all(f"schema:{name}" in text for name in ("accessMode", "accessibilityFeature", "accessibilitySummary"))
    contents = file.read("EPUB/nav.xhtml").decode()
    assert all(f'href="case-{id}.xhtml"' in contents for id in ids)


def test_foreign_text_in_the_epub_names_its_language(catalog: Catalog) -> None:
    partly = next((id for id in sorted(catalog.cases)
                   if not getattr(catalog.translations.get("fr", {}).get(id), "is_whole", False)), None)
    if partly is None:
        pytest.skip("every case is whole in French")
    file = zipfile.ZipFile(io.BytesIO(handbook_epub(catalog, Words("fr"), [partly], TITLE, edition=EDITION)))
    assert 'lang="en"' in file.read(f"EPUB/case-{partly}.xhtml").decode()
