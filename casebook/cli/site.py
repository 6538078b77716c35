"""The commands that make the site."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from casebook.cli.common import USAGE, Root, content_reported, fail, languages_in, progress, project_at, tell, words_of


class Builder(StrEnum):
    mkdocs = "mkdocs"
    zensical = "zensical"


def build(
    builder: Annotated[Builder, typer.Option(help="The site builder.")] = Builder.mkdocs,
    languages: Annotated[str, typer.Option(help="Which languages, with commas between.")] = "en,fr",
    hosted: Annotated[bool, typer.Option("--hosted", help="Leave out what only a copy on disk needs.")] = False,
    site: Annotated[str, typer.Option(help="The folder to write, below the project.")] = "site",
    root: Root = Path(),
) -> None:
    """Check everything and build the whole site, search included."""
    from casebook.building import BuildError, Options, build_site, is_site

    words = words_of(None)
    project = project_at(root, words)
    wanted = languages_in(languages)
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
    tell(words.say("Built %(pages)s pages from %(cases)s case studies in %(languages)s (%(megabytes)s MB).") % {
        "pages": report.pages, "cases": report.cases, "languages": ", ".join(report.languages),
        "megabytes": f"{report.bytes / 1e6:.1f}"})
    tell(words.say("Open %(file)s") % {"file": index})


def serve(
    lang: Annotated[str, typer.Option("--lang", help="Which language to preview.")] = "en",
    address: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1:8000",
    root: Root = Path(),
) -> None:
    """Preview one language; the page reloads when a case study, a template or a page changes."""
    project = project_at(root, words_of(lang))
    environment = {**os.environ, "CASEBOOK_LANGUAGE": lang, "CASEBOOK_DOCS": f"docs/{lang}",
                   "NO_MKDOCS_2_WARNING": "1"}
    os.chdir(project.root)
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    os.execve(sys.executable, command, environment)
