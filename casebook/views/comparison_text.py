"""A comparison as rows of plain text: the same as its page shows and lets be taken along (compare-view.js)."""

import re
from collections.abc import Sequence
from html import unescape

from casebook.catalog import Case
from casebook.comparison import Entry, Row, Subject, compare, told
from casebook.csv_text import as_csv
from casebook.views.comparisons import RowReader
from casebook.views.findings import sentence, subject_names, tag
from casebook.views.view import View

_PARAGRAPH = re.compile("<p[ >].*?</p>", re.DOTALL)
_TAG = re.compile("<[^>]*>")
ByCase = Sequence[tuple[Case | None, Sequence[Entry]]]


def said_lines(view: View, ids: Sequence[str]) -> list[str]:
    """The findings in words, each behind the word that says its kind. Raises UnknownId."""
    found = compare(view.catalog, ids)
    names = subject_names(view, found)
    return [f"{tag(view, finding, len(found.subjects))}{view.words.say(':')} {sentence(view, finding, names)}"
            for finding in told(found.findings)]


def text_rows(view: View, ids: Sequence[str]) -> list[list[str]]:
    """Part, row and finding, then a cell for each subject, the header first. Raises UnknownId."""
    say, found, reader = view.words.say, compare(view.catalog, ids), RowReader(view)
    names = subject_names(view, found)
    rows = [[say("Part"), say("Row"), say("Finding"), *names.values()],
            [say("Cases"), say("Title"), "", *(_titles(view, subject) for subject in found.subjects)],
            [say("Cases"), say("Address"), "", *(f"{one.kind}s/{one.id}.html" for one in found.subjects)]]
    for group in found.groups:
        for row in group.rows:
            cells = (_cell_text(reader, group.id, row, reader.by_case(found, cell)) for cell in row.cells)
            label, mark = reader.row_label(group.id, row), reader.mark(row, len(names))
            rows.append([reader.group_label(group.id), label, mark, *cells])
    return rows


def comparison_as_csv(view: View, ids: Sequence[str]) -> str:
    """The rows as spreadsheets open them: UTF-8 with its mark, all in quotes, nothing that is taken for a formula."""
    return "\ufeff" + as_csv(text_rows(view, ids))


def comparison_as_text(view: View, ids: Sequence[str]) -> str:
    """The findings, then each row with what every subject has in it."""
    (_, _, _, *names), *rows = text_rows(view, ids)
    parts = ["\n".join(said_lines(view, ids)), *(_row_as_text(names, row, view.words.say(":")) for row in rows)]
    return "\n\n".join(parts) + "\n"


def _row_as_text(names: Sequence[str], row: Sequence[str], colon: str) -> str:
    part, label, mark, *cells = row
    head = f"{part} · {label}{f' ({mark})' if mark else ''}"
    told_by = (f"  {name}{colon} " + cell.replace("\n", "\n    ") for name, cell in zip(names, cells, strict=True))
    return "\n".join([head, *told_by])


def _titles(view: View, subject: Subject) -> str:
    titles = [_tidy(view.case(id).study.title) for id in subject.cases]
    return "\n".join([view.place_name(subject.id), *titles] if subject.kind == "place" else titles)


def _cell_text(reader: RowReader, group: str, row: Row, found: ByCase) -> str:
    """The paragraphs of a cell; those of a place with several cases stand below the title of theirs."""
    lines: list[str] = []
    for case, entries in found:
        lines += _title_of(case, group) if entries else []
        for entry in entries:
            lines += [_tidy(text) for text in _PARAGRAPH.findall(str(reader.show(group, row.key, entry)))]
    return "\n".join(lines) or reader.view.words.say("no evidence in the sources")


def _title_of(case: Case | None, group: str) -> list[str]:
    return [_tidy(case.study.title)] if case and group != "context" else []


def _tidy(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
