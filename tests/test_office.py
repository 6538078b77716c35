"""Office files read back by other libraries: types intact, nothing run as a formula, a report with real structure."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import Ran, copy_project

from casebook.catalog import Catalog
from casebook.comparison import UnknownId
from casebook.office.asking import WrongChoice, office_file
from casebook.office.letter import case_docx
from casebook.office.tables import Column, Table, catalog_tables, table_as_csv
from casebook.office.workbook import catalog_xlsx, comparison_xlsx, tables_as_xlsx
from casebook.words import Words

EDITION = "2026-11-22"
ENGLISH, FRENCH = Words("en"), Words("fr")
HEADING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader"


@pytest.fixture(scope="module")
def book(catalog: Catalog) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(catalog_xlsx(catalog, ENGLISH, edition=EDITION)))


def test_every_sheet_has_filters_and_keeps_its_heading_in_view(book: openpyxl.Workbook, catalog: Catalog) -> None:
    tables = catalog_tables(catalog, ENGLISH)
    assert book.sheetnames == [table.title for table in tables]
    for sheet, table in zip(book, tables, strict=True):
        assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref == sheet.dimensions
        assert sheet.max_row == len(table.rows) + 1 and sheet.max_column == len(table.columns)


def test_numbers_dates_and_links_come_back_as_such(book: openpyxl.Workbook, catalog: Catalog) -> None:
    results = [result for case in catalog.cases.values() for result in case.study.results]
    values = [row[2].value for row in book["Results"].iter_rows(min_row=2)]
    assert values == [None if one.value is None else pytest.approx(float(one.value)) for one in results]
    sources = [source for case in catalog.cases.values() for source in case.study.sources]
    for row, source in zip(book["Sources"].iter_rows(min_row=2), sources, strict=True):
        number, title, _, day, _, address = row[2:]
        assert isinstance(number.value, int) and title.value == source.title
        assert (address.hyperlink.target if address.hyperlink else None) == source.url
        full = source.date and len(source.date) == len("2019-03-31")
        assert day.value == (datetime.combine(date.fromisoformat(source.date), datetime.min.time())
                             if full and source.date else source.date)


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://x.example/ =1", '=HYPERLINK("http://x")', "12:30", "NO",
           "007"]


def test_no_text_becomes_a_formula_or_a_number() -> None:
    table = Table("t", "T", [Column("a"), Column("b")], [[text, Decimal("-1.5")] for text in HOSTILE])
    sheet = openpyxl.load_workbook(io.BytesIO(tables_as_xlsx([table], ENGLISH, title="t"))).active
    assert sheet is not None
    assert [row[0].data_type for row in sheet.iter_rows(min_row=2)] == ["s"] * len(HOSTILE)
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [-1.5] * len(HOSTILE)
    rows = list(csv.reader(io.StringIO(table_as_csv(table).removeprefix("\ufeff"))))
    assert not any(row[0].startswith(("=", "+", "-", "@", "\t")) for row in rows)
    assert {row[1] for row in rows[1:]} == {"-1.5"}


def test_the_table_of_cases_as_csv_has_a_row_for_each(catalog: Catalog) -> None:
    text = table_as_csv(catalog_tables(catalog, FRENCH)[0])
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff") and [row["Cas"] for row in rows] == list(catalog.cases)


def test_a_comparison_has_its_rows_and_its_findings(catalog: Catalog) -> None:
    ids = sorted(catalog.cases)[:3]
    book = openpyxl.load_workbook(io.BytesIO(comparison_xlsx(catalog, ENGLISH, ids, edition=EDITION)))
    rows, findings = book.worksheets
    assert rows.freeze_panes == "C2" and rows.max_column == 3 + len(ids) and findings.max_row > 1


def test_the_same_catalog_gives_the_same_bytes(catalog: Catalog) -> None:
    assert catalog_xlsx(catalog, FRENCH, edition=EDITION) == catalog_xlsx(catalog, FRENCH, edition=EDITION)
    id = sorted(catalog.cases)[0]
    assert case_docx(catalog, FRENCH, id, edition=EDITION) == case_docx(catalog, FRENCH, id, edition=EDITION)


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_a_case_is_a_report_with_headings_tables_lists_and_numbered_sources(catalog: Catalog, words: Words) -> None:
    case = next(case for case in catalog.cases.values() if case.study.experiments and case.study.results)
    report = docx.Document(io.BytesIO(case_docx(catalog, words, case.id, edition=EDITION)))
    study = catalog.in_language(words.language).cases[case.id].study
    styles = [paragraph.style.name for paragraph in report.paragraphs if paragraph.style]
    assert styles.count("Title") == 1 and styles.count("Heading 1") >= 8 and "List Bullet" in styles
    assert report.core_properties.language.startswith(words.language) and report.core_properties.title == study.title
    assert len(report.tables) == 3 + len(study.experiments)
    assert sum(1 for table in report.tables if table.rows[0]._tr.trPr is not None
               and table.rows[0]._tr.trPr.find(HEADING) is not None) == 2
    text = "\n".join(paragraph.text for paragraph in report.paragraphs)
    assert study.summary.strip() in text and all(source.title in text for source in study.sources)
    assert case.id in text.splitlines()[-2] and EDITION[:4] in text.splitlines()[-2]
    lists = {paragraph._p.pPr.numPr.numId.val for paragraph in report.paragraphs[-len(study.sources) - 3:-3]
             if paragraph.style and paragraph.style.name == "List Number"}
    assert len(lists) == 1, "the sources are one list that counts from 1"


def test_every_case_can_be_written_in_both_languages(catalog: Catalog) -> None:
    for id in sorted(catalog.cases)[::20]:
        for words in (ENGLISH, FRENCH):
            assert case_docx(catalog, words, id)[:2] == b"PK"


# The command -----------------------------------------------------------------------------------------------------

def test_a_choice_names_its_file_and_a_wrong_one_is_refused(catalog: Catalog) -> None:
    one, two = sorted(catalog.cases)[:2]
    choices = {((), "csv", "results"): "casebook-results.csv", ((one,), "docx", "cases"): f"{one}.docx",
               ((one, two), "csv", "cases"): f"comparison-{one}-{two}.csv"}
    for (ids, format, table), name in choices.items():
        found, content = office_file(catalog, FRENCH, ids, format, table, edition=EDITION)
        assert found == name and len(content) > 1000
    for ids, format, table in (((), "docx", "cases"), ((one,), "xlsx", "cases")):
        with pytest.raises(WrongChoice):
            office_file(catalog, FRENCH, ids, format, table)
    for ids, format, table in ((("nowhere",), "docx", "cases"), ((), "csv", "resuls"),
                               ((one, "nowhere"), "csv", "cases")):
        with pytest.raises(UnknownId):
            office_file(catalog, FRENCH, ids, format, table)


def test_export_writes_a_file_and_says_in_one_line_what_is_wrong(tmp_path: Path, run: Callable[..., Ran],
                                                                 catalog: Catalog) -> None:
    project = copy_project(tmp_path / "project")
    id = sorted(catalog.cases)[0]
    done = run(project, "casebook", "export", id, "--format", "docx")
    assert done.code == 0 and done.err.strip() == f"{id}.docx" and (project / f"{id}.docx").stat().st_size > 1000
    done = run(project, "casebook", "export", "nowhere", "--format", "docx")
    assert done.code == 2 and len(done.err.splitlines()) == 1 and "Traceback" not in done.said
