"""Tables as XLSX by XlsxWriter: filters, frozen headings, numbers and dates as such, text never taken for a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from casebook.catalog import Catalog
from casebook.missing import EDITIONS, Missing
from casebook.office.tables import Cell, Column, Table, catalog_tables, is_link
from casebook.views.comparison_text import said_lines, text_rows
from casebook.views.view import Site, View
from casebook.words import Words

LONGEST_CELL, LONGEST_LINK = 32_767, 2_079
"""What Excel takes in a cell and in a link."""

_HEADING_COLUMNS = 2
"""The columns that stay in view: the case and its place."""


def catalog_xlsx(catalog: Catalog, words: Words, *, edition: str = "", address: str = "") -> bytes:
    """All cases in seven sheets. `edition` is its day, `address` that of this language's pages on the web."""
    title = words.say("%(library)s: all case studies") % {"library": catalog.library}
    return tables_as_xlsx(catalog_tables(catalog, words, address=address), words, title=title, edition=edition,
                          library=catalog.library)


def comparison_xlsx(catalog: Catalog, words: Words, ids: Sequence[str], *, edition: str = "") -> bytes:
    """Two to four cases or places side by side, and what the comparison says. Raises UnknownId."""
    view = View(Site(catalog.in_language(words.language), words), "compare.html")
    (head, *rows), say = text_rows(view, ids), words.say
    columns = [Column(head[0], 16), Column(head[1], 26), Column(head[2], 12), *(Column(name, 50) for name in head[3:])]
    findings = [[line] for line in said_lines(view, ids)]
    tables = [Table("comparison", say("Side by side"), columns, rows),
              Table("findings", say("Findings"), [Column(say("What the comparison says"), 110)], findings)]
    title = say("Side by side") + say(":") + " " + ", ".join(head[3:])
    return tables_as_xlsx(tables, words, title=title, edition=edition, library=catalog.library)


def tables_as_xlsx(tables: Sequence[Table], words: Words, *, title: str, edition: str = "",
                   library: str = Catalog.library) -> bytes:
    """One workbook with a sheet for each table; raises Missing where XlsxWriter is not installed."""
    held = io.BytesIO()
    book = _xlsxwriter().Workbook(held, {"strings_to_formulas": False, "strings_to_urls": False,
                                         "strings_to_numbers": False, "in_memory": True})
    day = date.fromisoformat(edition or Site.edition)
    book.set_properties({
        "title": title, "author": words.say("%(library)s contributors") % {"library": library},
        "created": datetime.combine(max(day, date(1980, 1, 1)), time(), UTC).replace(tzinfo=None),
        "comments": words.say("Texts under CC BY 4.0. Edition of %(date)s.") % {"date": words.day(day.isoformat())},
    })
    formats = _Formats.of(book)
    for table in tables:
        _add_sheet(book, formats, table)
    book.close()
    return held.getvalue()


@dataclass(frozen=True)
class _Formats:
    head: Any
    text: Any
    whole: Any
    number: Any
    day: Any
    link: Any

    @classmethod
    def of(cls, book: Any) -> "_Formats":
        top = {"valign": "top", "font_name": "Calibri", "font_size": 10}
        return cls(
            book.add_format({**top, "bold": True, "text_wrap": True, "bottom": 2}),
            book.add_format({**top, "text_wrap": True}),
            book.add_format({**top, "num_format": "#,##0"}),
            book.add_format({**top, "num_format": "#,##0.0#####"}),
            book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
            book.add_format({**top, "font_color": "#10594A", "underline": 1}),
        )


def _add_sheet(book: Any, formats: _Formats, table: Table) -> None:
    sheet = book.add_worksheet(table.title[:31])
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.title, formats.head)
    for number, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            _write(sheet, formats, number, at, cell)
    sheet.freeze_panes(1, min(_HEADING_COLUMNS, len(table.columns) - 1))
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, formats: _Formats, row: int, column: int, cell: Cell) -> None:
    """Each kind by its own method, so that nothing is guessed from how a text looks."""
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), formats.day)
    elif isinstance(cell, int | Decimal):
        sheet.write_number(row, column, float(cell), _number_format(formats, cell))
    elif cell and is_link(cell) and len(cell) <= LONGEST_LINK:
        sheet.write_url(row, column, cell, formats.link, string=cell)
    elif cell:
        sheet.write_string(row, column, cell[:LONGEST_CELL], formats.text)


def _number_format(formats: _Formats, value: int | Decimal) -> Any:
    return formats.number if value % 1 else formats.whole


def _xlsxwriter() -> Any:
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ImportError:
        raise Missing("XlsxWriter", EDITIONS) from None
    return xlsxwriter
