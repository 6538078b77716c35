"""The commands of those who write case studies."""

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from casebook import problems as reports
from casebook.cli.common import (
    USAGE,
    Lang,
    Root,
    fail,
    fail_unknown,
    fail_value,
    files_of,
    project_at,
    tell,
    without_cases,
    words_of,
)
from casebook.formatting import CannotFormat, formatted
from casebook.loading import SHARED_FILES, case_files, check_files, shown_path
from casebook.model import LANGUAGES
from casebook.problems import Problem, has_errors
from casebook.project import Project, today, write_beside
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document
from casebook.translation import FIELDS, digest_of_texts
from casebook.validation import nearest
from casebook.values import ID_PATTERN
from casebook.words import Words


class Format(StrEnum):
    text = "text"
    github = "github"
    json = "json"


def validate(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else all case studies.")] = None,
    format: Annotated[Format, typer.Option(help="How problems are shown.")] = Format.text,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Show all problems of all case studies: file, line, column, rule, message, remedy."""
    words = words_of(lang)
    project = project_at(root, words)
    files = list(files_of(paths or [shown_path(project.cases)], words))
    found = check_files(files, shown_path(project.cases), today())
    sys.stdout.write(reports.REPORTS[format](found, words.say))
    if format is Format.text:
        tell(_summary(words, len(files), found))
    raise typer.Exit(1 if has_errors(found) else 0)


def new(
    id: Annotated[str | None, typer.Argument(help="The name of the file; else one is proposed.")] = None,
    title: Annotated[str, typer.Option(help="What was tried, in one line.")] = "",
    place: Annotated[list[str] | None, typer.Option(help="A place by name or id; may be given more than once.")] = None,
    challenge: Annotated[str, typer.Option(help="What was wrong before, and for whom.")] = "",
    approach: Annotated[str, typer.Option(help="What was done.")] = "",
    setback: Annotated[str, typer.Option(help="What was in the way, or did not work.")] = "",
    lesson: Annotated[str, typer.Option(help="What others should do, or leave.")] = "",
    theme: Annotated[list[str] | None, typer.Option(help="A field of work by its id; up to three.")] = None,
    source: Annotated[str, typer.Option(help="The web address of a source.")] = "",
    language: Annotated[str | None, typer.Option(help="The language of the text: en, fr, pt or ar; else that of the "
                                                      "messages.")] = None,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Start a case study: asks for what the options do not say, and writes a file with guidance for the rest."""
    from casebook import starting

    words = words_of(lang)
    project = project_at(root, words)
    if language and language not in LANGUAGES:
        fail_value(words, "--language", language, LANGUAGES)
    catalog = without_cases(project)
    answers = starting.Answers(title, tuple(place or ()), challenge, approach, setback, lesson, source,
                               tuple(theme or ()))
    if sys.stdin.isatty():
        answers = starting.interview(answers, catalog.vocabulary, _ask, words)
    name = id or starting.proposed_id(answers, catalog.places)
    file = project.cases / f"{name}.yml"
    if not answers.title.strip():
        fail(words.say("Give a title; see casebook new --help."), USAGE)
    if not re.fullmatch(ID_PATTERN, name):
        fail(words.say('"%(id)s" is no id: small letters a to z, digits and hyphens') % {"id": name}, USAGE)
    if file.exists() or file.is_symlink():
        fail(words.say("%(path)s exists already; give another id") % {"path": shown_path(file)}, USAGE)
    month = f"{today():%Y-%m}"
    write_beside(file, starting.starting_file(name, answers, catalog, language or words.language, month, words))
    for missing in starting.new_places(answers, catalog.places):
        tell(words.say("%(place)s is not in _places.yml; add this and fill it in (nearest id there: %(nearest)s):") % {
            "place": missing, "nearest": nearest(starting.slug(missing), catalog.places)})
        sys.stdout.write(starting.place_entry(starting.slug(missing), missing, catalog, words))
    tell(words.say("Written: %(path)s. Fill in what is empty, then: casebook validate %(path)s") % {
        "path": shown_path(file)})


def format_files(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else all case studies.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; name the files that would change.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Write files in the one way: order of keys, indent, wrapping, quotes. Comments stay, and every value."""
    words = words_of(lang)
    project = project_at(root, words)
    files = [file for file in files_of(paths or [shown_path(project.cases)], words) if file.suffix == ".yml"
             and (paths or not file.name.startswith("_"))]
    untidy, problems = [], list[Problem]()
    for file in files:
        found, changed = _formatted(file, words, check)
        problems += found
        untidy += [file] if changed else []
    sys.stdout.write(reports.report_text(problems, words.say))
    if check:
        sys.stdout.write("".join(f"{file}\n" for file in untidy))
    tell(words.say("%(files)s looked at, %(changed)s.") % {
        "files": words.say_many("%(num)s file", "%(num)s files", len(files)),
        "changed": words.say_many("%(num)s to be formatted", "%(num)s to be formatted", len(untidy)) if check else
        words.say_many("%(num)s formatted", "%(num)s formatted", len(untidy))})
    raise typer.Exit(1 if problems or (check and untidy) else 0)


def schema(
    out: Annotated[Path | None, typer.Option(help="The folder to write; else schema/ of the project.")] = None,
    root: Root = Path(),
) -> None:
    """Write the rules of a file as JSON Schema, for editors: after a change of the vocabulary or the places."""
    from casebook.schema import SCHEMAS, as_json

    project = project_at(root, words_of(None))
    catalog = without_cases(project)
    folder = out or project.root / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in SCHEMAS.items():
        write_beside(folder / name, as_json(write(catalog)))
        tell(str(shown_path(folder / name)))


def translate(
    id: Annotated[str, typer.Argument(help="The id of a case study.")],
    language: Annotated[str, typer.Argument(help="The language to translate into: en, fr, pt or ar.")],
    keys: Annotated[str, typer.Option(help="Which keys, with commas between; else all that hold text.")] = "",
    renew: Annotated[bool, typer.Option("--renew", help="Say that a translation was compared with its changed "
                                                        "original: set its digest, change nothing else.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Start the translation of a case study: a file with every text as a comment above its empty place."""
    from casebook.translating import renewed, starting_file

    words = words_of(lang)
    project = project_at(root, words)
    original, file = _translated_files(project, id, language, words)
    wanted = _translated_keys(keys, words)
    if renew != file.is_file():
        fail(words.say("%(path)s does not exist") % {"path": shown_path(file)} if renew else
              words.say("%(path)s exists already; --renew sets its digest") % {"path": shown_path(file)}, USAGE)
    data = load_document(original)[0].data
    if renew:
        digest = digest_of_texts(data, load_document(file)[0].data.keys())
        write_beside(file, renewed(file.read_text("utf-8"), digest))
    else:
        write_beside(file, starting_file(data, wanted))
    tell(str(shown_path(file)))


def _ask(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default), prompt_suffix="\n> ", err=True))


def _formatted(file: Path, words: Words, check: bool) -> tuple[list[Problem], bool]:
    """Format one file, or only look at it: what keeps it from being read, and whether it changes."""
    document, problems = load_document(file, MAX_SHARED_BYTES if file.name in SHARED_FILES else MAX_CASE_BYTES)
    if problems:
        return problems, False
    try:
        text = formatted(document)
    except CannotFormat:
        tell(words.say("%(path)s cannot be formatted without losing something; it stays as it is") % {"path": file})
        return [], False
    is_changed = text != document.text.replace("\r\n", "\n")
    if is_changed and not check:
        write_beside(file, text)
    return [], is_changed


def _translated_files(project: Project, id: str, language: str, words: Words) -> tuple[Path, Path]:
    """The file of a case study and that of its translation."""
    original, file = project.cases / f"{id}.yml", project.cases / f"{id}.{language}.yml"
    if language not in LANGUAGES:
        fail_value(words, "LANGUAGE", language, LANGUAGES)
    if not re.fullmatch(ID_PATTERN, id) or not original.is_file():
        ids = [path.stem for path in case_files(project.cases) if not path.name.startswith("_")]
        fail_unknown(words, id, nearest(id, ids))
    return original, file


def _translated_keys(text: str, words: Words) -> tuple[str, ...]:
    wanted = tuple(part.strip() for part in text.split(",") if part.strip()) or tuple(FIELDS)
    for key in wanted:
        if key not in FIELDS:
            fail_unknown(words, key, nearest(key, FIELDS))
    return wanted


def _summary(words: Words, files: int, found: list[Problem]) -> str:
    errors = sum(1 for problem in found if problem.level == "error")
    return words.say("%(files)s checked, %(errors)s, %(warnings)s.") % {
        "files": words.say_many("%(num)s file", "%(num)s files", files),
        "errors": words.say_many("%(num)s error", "%(num)s errors", errors),
        "warnings": words.say_many("%(num)s warning", "%(num)s warnings", len(found) - errors)}
