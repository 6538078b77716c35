"""What the renaming of a case study, a place or a term changes: its files, its key, everything that names it, the table
of old ids. Pure.

Only the id changes in the files; a case study itself keeps its bytes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from casebook.document import Document, place_in
from casebook.fixing import Edit, edited, words_around
from casebook.problems import Path
from casebook.references import Named, ids_of, key_of, spans_naming, values_naming
from casebook.splicing import CannotSplice, read_again

_NEW_TABLE = """# Old ids, each with the one in use now: old addresses lead there. `casebook rename` writes this file.
{section}:
  {old}: {new}
"""


@dataclass(frozen=True)
class Move:
    """The old and the new id of something in a section: cases, places or a facet by which cases are tagged."""

    section: str
    old: str
    new: str


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


def plan_rename(documents: Iterable[Document], pages: Mapping[str, str], move: Move, table: str) -> Plan:
    """The plan for an id that exists, and a new one that is free; raises CannotSplice.

    `documents` are the files of case_studies/ by their paths, `pages` those that people write; `table` is the path of
    the table of old ids, which need not exist.
    """
    found = {document.file: document for document in documents}
    moves = {path: _moved(path, move) for path in found if move.section == "cases" and _id_of(path) == move.old}
    named = Named(move.section, move.old, ids_of(found.values()))
    edits = {path: list(_in_document(document, named, move)) for path, document in found.items()}
    edits |= {path: [Edit(*span, move.new) for span in spans_naming(text, named)] for path, text in pages.items()}
    before = {path: document.text for path, document in found.items()} | dict(pages)
    changed = {path: sorted(some, key=lambda edit: edit.start) for path, some in sorted(edits.items()) if some}
    texts = {path: edited(before[path], some) for path, some in changed.items()}
    texts[table] = _table(found.get(table), move)
    changes = [change for path, some in changed.items() for change in _told(path, before[path], some)]
    return Plan(moves, texts, tuple(changes))


def _id_of(path: str) -> str:
    """The id in the name of a case study or its translation."""
    return PurePath(path).name.partition(".")[0]


def _moved(path: str, move: Move) -> str:
    name = PurePath(path).name
    return PurePath(path).with_name(move.new + name.removeprefix(move.old)).as_posix()


def _told(path: str, text: str, edits: Iterable[Edit]) -> Iterator[Change]:
    for edit in edits:
        line, _ = place_in(text[:edit.start])
        yield Change(path, line, *words_around(text, edit))


def _in_document(document: Document, named: Named, move: Move) -> Iterator[Edit]:
    """The key under which a place or a term stands, and wherever a file names what is renamed."""
    if key := key_of(document, move.section, move.old):
        yield _instead(document, _start_of_key(document, key), len(document.text), move)
    for path in values_naming(document, named):
        yield _instead(document, *document.spans[path], move)


def _start_of_key(document: Document, key: Path) -> int:
    place = document.keys[key]
    return sum(len(line) + 1 for line in document.text.split("\n")[:place.line - 1]) + place.column - 1


def _instead(document: Document, start: int, end: int, move: Move) -> Edit:
    """The new id in the place of the old one, which may stand in quotes."""
    at = document.text.find(move.old, start, end)
    if at < 0 or document.text[start:at].strip(" \t\r\n'\">|+-"):
        raise CannotSplice(document.file)
    return Edit(at, at + len(move.old), move.new)


# The table of old ids --------------------------------------------------------------------------------------------

def _table(document: Document | None, move: Move) -> str:
    """The table with the new line; what led to the old id leads to the new one, which is no old id any more."""
    section, old, new = move.section, move.old, move.new
    if document is None:
        return _NEW_TABLE.format(section=section, old=old, new=new)
    moves = document.data.get(section)
    if not moves:
        head = re.sub(rf"^{section}:.*\n?", "", document.text, flags=re.MULTILINE).rstrip("\n")
        text = f"{head}\n{section}:\n  {old}: {new}\n"
        return read_again(document, text, {**document.data, section: {old: new}}).text
    last = max(end for path, (_, end) in document.spans.items() if path[:1] == (section,))
    line_end = document.text.find("\n", last)
    at = line_end if line_end >= 0 else len(document.text)
    column = document.keys[(section, next(iter(moves)))].column - 1
    edits = [Edit(*document.spans[(section, id)], new) for id, target in moves.items() if target == old and id != new]
    edits.append(Edit(at, at, f"\n{' ' * column}{old}: {new}"))
    if new in moves:
        start = document.text.rfind("\n", 0, document.spans[(section, new)][0]) + 1
        edits.append(Edit(start, document.text.find("\n", start) % (len(document.text) + 1) + 1, ""))
    wanted = {id: new if target == old else target for id, target in moves.items() if id != new}
    return read_again(document, edited(document.text, edits), {**document.data, section: {**wanted, old: new}}).text
