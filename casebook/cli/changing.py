"""The commands that change files which people wrote: an id everywhere it stands, what a case study proposes, and what
has one right mending."""

import codecs
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from casebook import problems as reports
from casebook.catalog import Catalog
from casebook.cli.common import USAGE, CaseId, Lang, Root, fail, fail_unknown, project_at, tell, without_cases, words_of
from casebook.document import Document
from casebook.fixing import Mended, mend
from casebook.loading import (
    PLACES_FILE,
    REDIRECTS_FILE,
    SHARED_FILES,
    VOCABULARY_FILE,
    case_files,
    check_files,
    looker_of,
    shared_catalog,
    shown_path,
)
from casebook.pages import written_pages
from casebook.problems import Problem
from casebook.project import Project, today, write_beside, write_together
from casebook.proposing import Adoption, plan_adoption
from casebook.references import EITHER, catalog_with_new_ids, ids_of
from casebook.renaming import Move, Plan, plan_rename
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document, parse_document, read_bytes
from casebook.splicing import CannotSplice
from casebook.validation import Context, nearest
from casebook.values import ID_PATTERN
from casebook.vocabulary import TAGGED
from casebook.words import Words


def rename(
    old: Annotated[str, typer.Argument(help="The id that a case study, a place or a term has: kumasi, or in full "
                                            "places/kumasi, mechanisms/procurement.")],
    new: Annotated[str, typer.Argument(help="The id that it is to have.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Give a case, a place or a term another id. All that names it is corrected, and a page at the old address leads
    on. A term is a method, mechanism, mindset or theme."""
    words = words_of(lang)
    project = project_at(root, words)
    cases, docs = shown_path(project.cases), shown_path(project.root / "docs")
    table = cases / REDIRECTS_FILE
    documents = _all_documents(cases)
    move = _asked_move(documents, old, new, words)
    _check_free(cases, documents, move, words)
    made = _made_anew(project, move)
    pages = {path.as_posix(): path.read_bytes().decode() for path in written_pages(docs)}
    with _unspliced_told(words):
        plan = plan_rename((each for path, each in documents.items() if path not in made), pages, move,
                           table.as_posix())
    if not dry_run:
        write_together({**_files_of(plan), **made})
    _tell_plan(plan, [*made], f"{table.as_posix()}: {move.old} → {move.new}", words)
    tell(words.say("Nothing was written; without --dry-run it is.") if dry_run else
         words.say("Renamed. The next build leads from the old addresses to the new ones."))


@contextmanager
def _unspliced_told(words: Words) -> Iterator[None]:
    """A file that cannot be changed in place ends the command with 1."""
    try:
        yield
    except CannotSplice as error:
        fail(words.say("%(path)s cannot be changed as it is written; write it line by line") % {"path": error}, 1)


def _tell_plan(plan: Plan, made: Iterable[Path], entry: str, words: Words) -> None:
    for before, after in plan.moves.items():
        print(f"{before} → {after}")
    for change in plan.changes:
        print(reports.printable(f"{change.file}:{change.line}: {change.before} → {change.after}"))
    print(entry)
    for file in made:
        print(words.say("%(path)s: made anew") % {"path": file.as_posix()})


def _all_documents(cases: Path) -> dict[Path, Document]:
    """Every file of the library; ends with the report where one cannot be read, since it may name what is renamed."""
    loaded = {path: load_document(path, MAX_SHARED_BYTES) for path in case_files(cases)
              if path.suffix == ".yml"}
    problems = [problem for _, found in loaded.values() for problem in found]
    if problems:
        sys.stdout.write(reports.report_text(problems))
        raise typer.Exit(1)
    return {path: document for path, (document, _) in loaded.items()}


def _asked_move(documents: Mapping[Path, Document], old: str, new: str, words: Words) -> Move:
    """What is to be renamed: an id that is looked up in all sections, or in the one that stands before it."""
    ids = ids_of(documents.values())
    section, _, id = old.rpartition("/")
    if section and section not in ids:
        fail(words.say('"%(found)s" is nothing that can be renamed; that are: %(known)s') % {
            "found": section, "known": ", ".join(ids)}, USAGE)
    known = {name: ids[name] for name in ([section] if section else ids)}
    holders = [name for name, some in known.items() if id in some]
    if not holders:
        fail_unknown(words, old, nearest(id, (one for some in known.values() for one in some)))
    if len(holders) > 1:
        fail(words.say('"%(id)s" is the id of several; give one of: %(known)s') % {
            "id": id, "known": ", ".join(f"{name}/{id}" for name in holders)}, USAGE)
    return Move(holders[0], id, new.removeprefix(f"{holders[0]}/"))


def _check_free(cases: Path, documents: Mapping[Path, Document], move: Move, words: Words) -> None:
    """End the command where the new id is none, or taken. Cases and places, which are compared by their ids, share
    theirs, and so do all terms."""
    if not re.fullmatch(ID_PATTERN, move.new):
        fail(words.say('"%(id)s" is no id: small letters a to z, digits and hyphens') % {"id": move.new}, USAGE)
    taken = next((path for path in case_files(cases) if path.name.partition(".")[0] == move.new), None)
    if taken and move.section in EITHER:
        fail(words.say("%(path)s exists already; give another id") % {"path": taken}, USAGE)
    ids, shared = ids_of(documents.values()), EITHER if move.section in EITHER else TAGGED
    holder = next((name for name in shared if move.new in ids[name]), None)
    if holder:
        fail(words.say("%(path)s exists already; give another id") % {"path": f"{holder}/{move.new}"}, USAGE)
    table = documents.get(cases / REDIRECTS_FILE)
    known = [table.data.get(name) for name in shared] if table else []
    moves = next((some for some in known if isinstance(some, dict) and move.new in some), {move.new: move.old})
    if moves[move.new] != move.old:
        fail(words.say('"%(id)s" is an old id of "%(case)s", to which its address leads; give another id') % {
            "id": move.new, "case": moves[move.new]}, USAGE)


def _made_anew(project: Project, move: Move) -> dict[Path, bytes | None]:
    """What is made from places and vocabulary, where it was as it should be and would be no more."""
    if move.section == "cases":
        return {}
    catalog = without_cases(project)
    moved = catalog_with_new_ids(catalog, {move.section: {move.old: move.new}})
    return _generated_anew(project, catalog, moved)


def _generated_anew(project: Project, before: Catalog, after: Catalog) -> dict[Path, bytes | None]:
    """The generated files of a project that were as they should be with one catalog, as they should be with another."""
    from casebook.generating import generated_files

    is_on_github = (project.root / ".github").is_dir()
    then, now = (generated_files(catalog, with_github=is_on_github, languages=project.languages)
                 for catalog in (before, after))
    files = {name: shown_path((project.root / name).parent) / Path(name).name for name in then}
    return {file: now[name].encode() for name, file in files.items()
            if file.is_file() and file.read_bytes() == then[name].encode() != now[name].encode()}


def adopt(
    id: CaseId,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Move what a case study proposes to the library. That is its places and terms; for the reviewer who agrees."""
    words = words_of(lang)
    project = project_at(root, words)
    cases = shown_path(project.cases)
    file = cases / f"{id}.yml"
    if not re.fullmatch(ID_PATTERN, id) or not file.is_file():
        fail_unknown(words, id, nearest(id, (path.stem for path in case_files(cases) if path.name[0] != "_")))
    case, places, terms = _read_whole((file, cases / PLACES_FILE, cases / VOCABULARY_FILE), words)
    plan = _adoption_of(case, places, terms, words)
    new_places, new_terms = (parse_document(plan.texts.get(each.file, each.text).encode(), each.file)[0]
                             for each in (places, terms))
    made = _generated_anew(project, shared_catalog(places, terms, today())[0],
                           shared_catalog(new_places, new_terms, today())[0])
    if not dry_run:
        write_together({**{Path(path): _bytes_of(Path(path), text) for path, text in plan.texts.items()}, **made})
    _tell_adoption(plan, (case, places, terms) if dry_run else (), made, words)
    tell(words.say("Nothing was written; without --dry-run it is.") if dry_run else
         words.say("Moved to the library. Fill in what is empty, then: casebook schema, casebook validate"))


def _read_whole(files: Iterable[Path], words: Words) -> Iterator[Document]:
    """Files as written; ends with the report where one cannot be read to its end."""
    loaded = [load_document(file, MAX_SHARED_BYTES) for file in files]
    problems = [problem for _, found in loaded for problem in found]
    if problems:
        sys.stdout.write(reports.report_text(problems, words.say))
        raise typer.Exit(1)
    return (document for document, _ in loaded)


def _adoption_of(case: Document, places: Document, terms: Document, words: Words) -> Adoption:
    """What moves the proposals of a case; ends the command where nothing is to be moved, or something is in the way."""
    file = Path(case.file)
    found = check_files([file], file.parent, today())
    with _unspliced_told(words):
        plan = plan_adoption(case, places, terms, found, partial(_problems_of, today()), words.say)
    sys.stdout.write(reports.report_text(plan.problems, words.say))
    if reports.has_errors(plan.problems):
        raise typer.Exit(1)
    return plan if plan.moved else fail(words.say("%(path)s proposes no place and no term") % {"path": file}, USAGE)


def _problems_of(day: date, places: Document, terms: Document) -> list[Problem]:
    return shared_catalog(places, terms, day)[1]


def _tell_adoption(plan: Adoption, before: Iterable[Document], made: Iterable[Path], words: Words) -> None:
    """The lines that come and go, if the texts from before are given; each entry with what is empty in it."""
    for document in before:
        name, now = document.file, plan.texts.get(document.file, document.text)
        for line in unified_diff(document.text.splitlines(), now.splitlines(), name, name, lineterm="", n=1):
            print("".join(sign if sign.isprintable() else " " for sign in line))
    for entry in plan.moved:
        empty = f" · {words.say('still empty: %(keys)s') % {'keys': ', '.join(entry.empty)}}" if entry.empty else ""
        print(f"{entry.file}:{entry.line}: {entry.name}{empty}")
    for file in made:
        print(words.say("%(path)s: made anew") % {"path": file.as_posix()})


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
