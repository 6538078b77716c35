"""What the renaming of a case study changes: its files, everything that names it, the table of old ids. Pure.

The case itself keeps its bytes; elsewhere only the id changes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from casebook.document import Document, place_in
from casebook.fixing import Edit, edited, words_around
from casebook.loading import REDIRECTS_FILE
from casebook.source import parse_document

_CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_OPTION = re.compile(r"(\w+)\s*=\s*\[?[^\]=()]*$")
"""The name of the option in whose value a text stands, at the end of what comes before it."""

_IDS_OF_CASES = ("id", "case_id")
_NEW_TABLE = """# Old ids, each with the one in use now: old addresses lead there. `casebook rename` writes this file.
cases:
  {old}: {new}
"""


@dataclass(frozen=True)
class Change:
    """A change of one line, for people."""

    file: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Plan:
    """What is to be done: the new path of each file that moves, the new text of each file that changes."""

    moves: Mapping[str, str]
    texts: Mapping[str, str]
    changes: tuple[Change, ...]


class CannotRename(Exception):
    """The table of old ids is written in a way that cannot be added to; its text is the name of the file."""


def plan_rename(documents: Iterable[Document], pages: Mapping[str, str], old: str, new: str, table: str) -> Plan:
    """The plan for a case study that exists, and a new id that is free.

    `documents` are the files of case_studies/ by their paths, `pages` those that people write; `table` is the path of
    the table of old ids, which need not exist.
    """
    found = {document.file: document for document in documents}
    moves = {path: _moved(path, old, new) for path in found if _id_of(path) == old}
    edits = {path: list(_in_document(document, old, new)) for path, document in found.items() if path != table}
    edits |= {path: list(_in_page(text, old, new)) for path, text in pages.items()}
    before = {path: document.text for path, document in found.items()} | dict(pages)
    changed = {path: sorted(some, key=lambda edit: edit.start) for path, some in sorted(edits.items()) if some}
    texts = {path: edited(before[path], some) for path, some in changed.items()}
    texts[table] = _table(found.get(table), old, new)
    changes = [change for path, some in changed.items() for change in _told(path, before[path], some)]
    return Plan(moves, texts, tuple(changes))


def _id_of(path: str) -> str:
    """The id in the name of a case study or its translation."""
    return PurePath(path).name.partition(".")[0]


def _moved(path: str, old: str, new: str) -> str:
    name = PurePath(path).name
    return PurePath(path).with_name(new + name.removeprefix(old)).as_posix()


def _told(path: str, text: str, edits: Iterable[Edit]) -> Iterator[Change]:
    for edit in edits:
        line, _ = place_in(text[:edit.start])
        yield Change(path, line, *words_around(text, edit))


# Where a case is named -------------------------------------------------------------------------------------------

def _in_document(document: Document, old: str, new: str) -> Iterator[Edit]:
    """Wherever a file names a case: `case: old`, in lineage as in advice."""
    for path, value in document.texts:
        if value == old and path[-1] == "case":
            start, end = document.spans[path]
            at = document.text.index(old, start, end)
            yield Edit(at, at + len(old), new)


def _in_page(text: str, old: str, new: str) -> Iterator[Edit]:
    """In the calls of macros, in links to its pages and files, in the addresses of comparisons."""
    for call in _CALL.finditer(text):
        for found in re.finditer(rf"(?<=[\"']){re.escape(old)}(?=[\"'])", call[0]):
            option = _OPTION.search(call[0][:found.start()])
            if not option or option[1] in _IDS_OF_CASES:
                yield Edit(call.start() + found.start(), call.start() + found.end(), new)
    for pattern in (rf"(?<![\w-])(?:cases|files)/({re.escape(old)})(?=(?:-brief)?\.\w)",
                    rf"[?&]ids=(?:[\w-]+,)*({re.escape(old)})(?![\w-])"):
        yield from (Edit(*found.span(1), new) for found in re.finditer(pattern, text))


# The table of old ids --------------------------------------------------------------------------------------------

def _table(document: Document | None, old: str, new: str) -> str:
    """The table with the new line; what led to the old id leads to the new one, which is no old id any more."""
    moves = document.data.get("cases") if document else None
    if document is None:
        return _NEW_TABLE.format(old=old, new=new)
    if not moves:
        head = re.sub(r"^cases:.*\n?", "", document.text, flags=re.MULTILINE).rstrip("\n")
        return _checked(f"{head}\ncases:\n  {old}: {new}\n", document, {old: new})
    last = max(end for path, (_, end) in document.spans.items() if path[:1] == ("cases",))
    line_end = document.text.find("\n", last)
    at = line_end if line_end >= 0 else len(document.text)
    column = document.keys[("cases", next(iter(moves)))].column - 1
    edits = [Edit(*document.spans[("cases", id)], new) for id, target in moves.items() if target == old and id != new]
    edits.append(Edit(at, at, f"\n{' ' * column}{old}: {new}"))
    if new in moves:
        start = document.text.rfind("\n", 0, document.spans[("cases", new)][0]) + 1
        edits.append(Edit(start, document.text.find("\n", start) % (len(document.text) + 1) + 1, ""))
    wanted = {id: new if target == old else target for id, target in moves.items() if id != new}
    return _checked(edited(document.text, edits), document, {**wanted, old: new})


def _checked(text: str, document: Document, wanted: Mapping[str, Any]) -> str:
    again, problems = parse_document(text.encode(), document.file)
    if problems or again.data != {**document.data, "cases": wanted}:
        raise CannotRename(REDIRECTS_FILE)
    return text
