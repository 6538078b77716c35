"""The commands that change files which people wrote: an id everywhere it stands, and what has one right mending."""

import codecs
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from casebook import problems as reports
from casebook.cli.common import USAGE, Lang, Root, fail, fail_unknown, project_at, tell, words_of
from casebook.document import Document
from casebook.fixing import Mended, mend
from casebook.loading import REDIRECTS_FILE, SHARED_FILES, case_files, looker_of, shown_path
from casebook.pages import written_pages
from casebook.problems import Problem
from casebook.project import Project, today, write_beside, write_together
from casebook.renaming import CannotRename, Plan, plan_rename
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document, read_bytes
from casebook.validation import Context, nearest
from casebook.values import ID_PATTERN
from casebook.words import Words


def rename(
    old: Annotated[str, typer.Argument(help="The id that a case study has.")],
    new: Annotated[str, typer.Argument(help="The id that it is to have.")],
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Give a case study another id: its files, all that names it, and a page at the old address that leads on."""
    words = words_of(lang)
    project = project_at(root, words)
    cases, docs = shown_path(project.cases), shown_path(project.root / "docs")
    table = cases / REDIRECTS_FILE
    documents = _all_documents(cases)
    _check_ids(cases, old, new, documents[table].data.get("cases") if table in documents else None, words)
    pages = {path.as_posix(): path.read_bytes().decode() for path in written_pages(docs)}
    try:
        plan = plan_rename(documents.values(), pages, old, new, table.as_posix())
    except CannotRename:
        fail(words.say("%(path)s cannot be added to; write it line by line") % {"path": table}, 1)
    write_together(_files_of(plan))
    for before, after in plan.moves.items():
        print(f"{before} → {after}")
    for change in plan.changes:
        print(reports.printable(f"{change.file}:{change.line}: {change.before} → {change.after}"))
    print(f"{table.as_posix()}: {old} → {new}")
    tell(words.say("Renamed. The next build leads from the old addresses to the new ones."))


def _all_documents(cases: Path) -> dict[Path, Document]:
    """Every file of the library; ends with the report where one cannot be read, since it may name what is renamed."""
    loaded = {path: load_document(path, MAX_SHARED_BYTES) for path in case_files(cases)
              if path.suffix == ".yml"}
    problems = [problem for _, found in loaded.values() for problem in found]
    if problems:
        sys.stdout.write(reports.report_text(problems))
        raise typer.Exit(1)
    return {path: document for path, (document, _) in loaded.items()}


def _check_ids(cases: Path, old: str, new: str, moves: object, words: Words) -> None:
    """End the command where the old id is not known, or the new one is none, or taken."""
    ids = [path.stem for path in case_files(cases) if re.fullmatch(rf"{ID_PATTERN}\.yml", path.name)]
    if old not in ids:
        fail_unknown(words, old, nearest(old, ids))
    if not re.fullmatch(ID_PATTERN, new):
        fail(words.say('"%(id)s" is no id: small letters a to z, digits and hyphens') % {"id": new}, USAGE)
    if taken := next((path for path in case_files(cases) if path.name.partition(".")[0] == new), None):
        fail(words.say("%(path)s exists already; give another id") % {"path": taken}, USAGE)
    if isinstance(moves, dict) and moves.get(new, old) != old:
        fail(words.say('"%(id)s" is an old id of "%(case)s", to which its address leads; give another id') % {
            "id": new, "case": moves[new]}, USAGE)


def _files_of(plan: Plan) -> dict[Path, bytes | None]:
    """What each file is to hold; nothing for those that go."""
    files = {Path(path): _bytes_of(Path(path), text) for path, text in plan.texts.items()}
    moved = {Path(after): files.get(Path(before)) or Path(before).read_bytes()
             for before, after in plan.moves.items()}
    return {**files, **moved, **dict.fromkeys(map(Path, plan.moves))}


def _bytes_of(file: Path, text: str) -> bytes:
    """The bytes of a text that takes the place of a file, with the mark at its beginning if it has one."""
    is_marked = file.is_file() and file.read_bytes().startswith(codecs.BOM_UTF8)
    return (codecs.BOM_UTF8 if is_marked else b"") + text.encode()


def mend_files(files: Iterable[Path], project: Project) -> Iterator[str]:
    """Mend the files, the shared ones first, by which the others are checked; one line for each change."""
    for is_shared in (True, False):
        chosen = [file for file in files if (file.name in SHARED_FILES) is is_shared and file.suffix == ".yml"
                  and (is_shared or not file.name.startswith("_"))]
        context, look = looker_of(chosen, shown_path(project.cases), today())
        for file in chosen:
            for found in _mend_file(file, context, partial(look, file)):
                yield reports.printable(f"{file.as_posix()}:{found.line}: {found.rule}: {found.before}"
                                        f" → {found.after}")


def _mend_file(file: Path, context: Context, look: Callable[[bytes], tuple[Document, list[Problem]]]) -> list[Mended]:
    """Mend one file; one that cannot be read stays as it is, and the report says why."""
    raw = read_bytes(file, MAX_SHARED_BYTES if file.name in SHARED_FILES else MAX_CASE_BYTES)
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else ""
    except UnicodeDecodeError:
        return []
    mended, found = mend(text, lambda text: look(text.encode()), context)
    if found:
        write_beside(file, _bytes_of(file, mended))
    return found
