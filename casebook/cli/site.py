"""The commands that make the site."""

import os
import sys
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from casebook.cli.common import (
    USAGE,
    Lang,
    Root,
    content_reported,
    fail,
    languages_in,
    progress,
    project_at,
    tell,
    words_of,
)
from casebook.project import LAST_VALID, Project, today, write_together
from casebook.words import Words


class Builder(StrEnum):
    mkdocs = "mkdocs"
    zensical = "zensical"


def build(
    builder: Annotated[Builder, typer.Option(help="The site builder.")] = Builder.mkdocs,
    languages: Annotated[str | None, typer.Option(help="Which languages, with commas between; else all.")] = None,
    hosted: Annotated[bool, typer.Option("--hosted", help="Leave out what only a copy on disk needs.")] = False,
    site: Annotated[str, typer.Option(help="The folder to write, below the project.")] = "site",
    root: Root = Path(),
) -> None:
    """Check everything and build the whole site, search included."""
    from casebook.building import BuildError, Options, build_site, is_site

    words = words_of(None)
    project = project_at(root, words)
    wanted = languages_in(languages, project)
    if not is_site(project, site):
        fail(words.say("%(folder)s is no site that could be replaced; name a new folder below the project.") % {
            "folder": site}, USAGE)
    options = Options(builder.value, wanted, not hosted, site)
    console = Console(stderr=True)
    try:
        with content_reported(words), console.status(words.say("Starting")) as status:
            report = build_site(project, options, lambda text: status.update(progress(console, words.say(text))))
    except BuildError as error:
        fail(str(error), 1)
    index = (project.root / site / "index.html").resolve()
    tell(words.say("Built %(pages)s pages from %(cases)s in %(languages)s (%(megabytes)s MB).") % {
        "pages": report.pages, "cases": words.say_many("%(num)s case study", "%(num)s case studies", report.cases),
        "languages": ", ".join(report.languages), "megabytes": words.number(Decimal(f"{report.bytes / 1e6:.1f}"))})
    tell(words.say("Open %(file)s") % {"file": index})


def init(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
    name: Annotated[str, typer.Option(help="The name of the library; else that of the folder.")] = "",
    languages: Annotated[str, typer.Option(help="Its languages, with commas between, the first one first.")] = "en,fr",
    repository: Annotated[str, typer.Option(help="The web address where its files are edited, if there is one.")] = "",
    lang: Lang = None,
) -> None:
    """Begin a library of your own. It has its name, a small vocabulary, one place, one example, and builds as it is."""
    from casebook import founding

    words = words_of(lang)
    place = folder.resolve()
    wanted = languages_in(languages, Project(place))
    title = (name or founding.name_from(place)).strip()
    _check_wish(folder, title, repository, words)
    try:
        founding.begin_library(place, founding.Wish(title, wanted, repository), today())
    except OSError as error:
        fail(words.say("%(folder)s cannot be written: %(reason)s") % {"folder": folder, "reason": error.strerror}, 1)
    tell(words.say("%(name)s begins in %(folder)s. There: casebook build; README.md says what to change first.") % {
        "name": title, "folder": folder})


def upgrade(lang: Lang = None, root: Root = Path()) -> None:
    """Put the program that runs this command into engine/. It replaces an older one; nothing else is changed."""
    from casebook import engine

    words = words_of(lang)
    project = project_at(root, words)
    requirements, folder = project.root / engine.REQUIREMENTS, project.root / engine.FOLDER
    try:
        changed = engine.upgraded(requirements.read_text("utf-8"), [path.name for path in folder.iterdir()])
    except (OSError, engine.NoEngine):
        fail(words.say("%(file)s names no file of the program in engine/; a library begun by casebook init does.") % {
            "file": requirements}, USAGE)
    try:
        write_together({project.root / path: content for path, content in changed.items()})
    except OSError as error:
        fail(words.say("%(folder)s cannot be written: %(reason)s") % {"folder": folder, "reason": error.strerror}, 1)
    tell(words.say("engine/ holds %(file)s. Next: casebook schema, then the tests.") % {"file": engine.wheel_name()})


def _check_wish(folder: Path, name: str, repository: str, words: Words) -> None:
    """End the command where a library cannot be begun so."""
    from casebook import founding

    if (folder.exists() or folder.is_symlink()) and not (folder.is_dir() and not any(folder.iterdir())):
        fail(words.say("%(folder)s is not empty; name a new or an empty folder.") % {"folder": folder}, USAGE)
    if not folder.resolve().parent.is_dir():
        fail(words.say("%(path)s does not exist") % {"path": folder.resolve().parent}, USAGE)
    if not founding.NAME.fullmatch(name):
        fail(words.say('"%(name)s" is no name for a library: letters, digits, blanks and simple signs, at most 60; '
                       "give one with --name.") % {"name": name}, USAGE)
    if repository and not founding.ADDRESS.fullmatch(repository):
        fail(words.say('"%(address)s" is no web address that begins with https://') % {"address": repository}, USAGE)


def serve(
    lang: Annotated[str | None, typer.Option("--lang", help="Which language to preview; else the first.")] = None,
    address: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1:8000",
    root: Root = Path(),
) -> None:
    """Preview one language. The page reloads when a case study, a template or a page changes; while a file has an error
    it stays as it was."""
    project = project_at(root, words_of(lang))
    language = lang or project.languages[0]
    last = (project.cache / "last-valid.json").resolve()
    last.unlink(missing_ok=True)
    environment = {**os.environ, "CASEBOOK_LANGUAGE": language, "CASEBOOK_DOCS": f"docs/{language}",
                   LAST_VALID: str(last), "NO_MKDOCS_2_WARNING": "1"}
    os.chdir(project.root)
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    os.execve(sys.executable, command, environment)
