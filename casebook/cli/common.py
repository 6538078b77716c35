"""What all commands share: the project, the language of the messages, how a command says something and ends."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from casebook import problems as reports
from casebook.catalog import Catalog
from casebook.loading import case_files, load_without_cases, shown_path
from casebook.project import ContentError, Project, today
from casebook.words import INTERFACE_LANGUAGES, Words

Root = Annotated[Path, typer.Option("--root", help="The folder that holds case_studies/.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Language of the messages: en or fr; else the locale's.")]



def _id_in(given: str) -> str:
    return PurePath(given).name.removesuffix(".yml") if given.endswith(".yml") else given


CaseId = Annotated[str, typer.Argument(callback=_id_in, help="A case study: its id, or its file.")]

USAGE = 2
USAGE_ERROR: Any = typer.BadParameter.__base__
"""What Typer raises for unknown commands, options and values, whichever Click it carries."""


def words_of(language: str | None) -> Words:
    """The language of the messages: the option, else the locale, else English."""
    if language is not None and language not in INTERFACE_LANGUAGES:
        fail_value(words_of(None), "--lang", language)
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")
    return Words(language or (locale[:2] if locale[:2] in INTERFACE_LANGUAGES else "en"))


@contextmanager
def content_reported(words: Words) -> Iterator[None]:
    """Wrong content becomes the report on it, and ends the command with 1."""
    try:
        yield
    except ContentError as error:
        sys.stdout.write(reports.report_text(error.problems, words.say))
        raise typer.Exit(1) from None


def fail_value(words: Words, option: str, found: str, known: Sequence[str] = INTERFACE_LANGUAGES) -> NoReturn:
    fail(words.say('%(option)s takes %(known)s, not "%(found)s"') % {
        "option": option, "known": ", ".join(known), "found": found}, USAGE)


def fail_unknown(words: Words, value: str, near: str) -> NoReturn:
    fail(words.say('"%(value)s" is not known; nearest: %(nearest)s') % {"value": value, "nearest": near}, USAGE)


def project_at(root: Path, words: Words) -> Project:
    project = Project(root.resolve())
    if not project.cases.is_dir():
        fail(words.say("There is no folder case_studies/ in %(folder)s; go to the project or use --root.") % {
            "folder": root.resolve()}, USAGE)
    return project


def without_cases(project: Project) -> Catalog:
    """The places and the vocabulary of a project, whatever the state of its case studies."""
    return load_without_cases(shown_path(project.cases), today())


def ids_in_use(catalog: Catalog, ids: Iterable[str] | None, words: Words, *sections: str) -> list[str]:
    """The ids, with the new one for each old one of these sections, of which a line is said. What follows a colon, such
    as the effect of a mechanism, stays."""
    found = []
    for id in ids or ():
        old, colon, rest = id.partition(":")
        new = catalog.id_in_use(old, *sections)
        if new != old:
            tell(words.say('"%(old)s" is an old id of "%(new)s"') % {"old": old, "new": new})
        found.append(f"{new}{colon}{rest}")
    return found


def files_of(paths: Iterable[Path], words: Words) -> Iterable[Path]:
    for path in paths:
        if not path.exists() and not path.is_symlink():
            fail(words.say("%(path)s does not exist") % {"path": path}, USAGE)
        yield from case_files(path) if path.is_dir() and not path.is_symlink() else [path]


def languages_in(text: str | None, project: Project) -> tuple[str, ...]:
    """The languages that an option names; without it all in which the project has pages."""
    if text is None:
        return project.languages
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [language for language in wanted if language not in INTERFACE_LANGUAGES]
    if unknown or not wanted:
        fail_value(words_of(None), "--languages", ", ".join(unknown) or text)
    return wanted


def progress(console: Console, text: str, now: str = "") -> str:
    """Each step stays on the screen, so that a log shows them too; beside it stands what is under way, if not it."""
    if text:
        console.print(text)
    return now or text


def tell(text: str) -> None:
    print(text, file=sys.stderr)


def fail(text: str, code: int) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(code)
