"""The commands of those who write case studies."""

import re
import sys
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from casebook import problems as reports
from casebook.cli.changing import mend_files
from casebook.cli.common import (
    USAGE,
    CaseId,
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
from casebook.problems import Problem, has_errors, of_draft
from casebook.project import Project, today, write_beside
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document
from casebook.translation import FIELDS, digest_of_texts
from casebook.validation import nearest
from casebook.validation.rules import MECHANICAL
from casebook.values import ID_PATTERN
from casebook.words import Words

MENDED = ", ".join(rule.id for rule in MECHANICAL)
"""The rules that can be mended by `--fix`."""


class Format(StrEnum):
    text = "text"
    github = "github"
    json = "json"


def validate(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else all case studies.")] = None,
    format: Annotated[Format, typer.Option(help="How problems are shown.")] = Format.text,
    draft: Annotated[bool, typer.Option("--draft", help="Accept unfinished files: what is only not there yet is a "
                                                        "warning.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help=f"First mend what has one right mending, and show it: {MENDED}."
                                      )] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Show what is wrong in case files, and what to do. Says file, line, column and rule."""
    words = words_of(lang)
    project = project_at(root, words)
    files = list(files_of(paths or [shown_path(project.cases)], words))
    for line in mend_files(files, project) if fix else ():
        print(line, file=sys.stdout if format is Format.text else sys.stderr)
    found = check_files(files, shown_path(project.cases), today())
    found = of_draft(found) if draft else found
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
    """Start a case study. Asks for what the options do not say, and writes a file with guidance for the rest."""
    from casebook import starting

    words = words_of(lang)
    project = project_at(root, words)
    if language and language not in LANGUAGES:
        fail_value(words, "--language", language, LANGUAGES)
    catalog = without_cases(project)
    answers = starting.Answers(title, tuple(place or ()), challenge, approach, setback, lesson, source,
                               tuple(theme or ()))
    if sys.stdin.isatty():
        tell(words.say("Enter leaves a question out; the file asks for it again."))
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
        tell(_told_of_place(missing, nearest(starting.slug(missing), catalog.places), catalog.places, words))
        sys.stdout.write(starting.place_entry(starting.slug(missing), missing, catalog, words))
    tell(words.say("Written: %(path)s. Fill in what is empty, then: casebook validate %(path)s") % {
        "path": shown_path(file)})


def format_files(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else all case studies.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; name the files that would change.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Write files in the one way, which a pull request needs. Order of keys, indent, wrapping and quotes change;
    comments and values stay."""
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
    out: Annotated[Path | None, typer.Option(help="A folder for the schemas alone; else all goes to its place in the "
                                                  "project.")] = None,
    root: Root = Path(),
) -> None:
    """Write what is made from model and vocabulary. That is JSON Schema for editors, the annotated template and, where
    there is a folder .github, the issue forms. Run it after a change of the vocabulary or the places."""
    from casebook.generating import SCHEMA_FOLDER, generated_files

    project = project_at(root, words_of(None))
    files = generated_files(without_cases(project), with_github=(project.root / ".github").is_dir(),
                            languages=project.languages)
    for name, text in files.items():
        if out and not name.startswith(f"{SCHEMA_FOLDER}/"):
            continue
        file = out / Path(name).name if out else project.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_beside(file, text)
        tell(str(shown_path(file)))


def from_issue(
    number: Annotated[int | None, typer.Argument(min=1, help="The number of the issue.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with the text of the issue; else it is read from the "
                                                   "standard input.")] = None,
    event: Annotated[Path | None, typer.Option(help="In place of both: the file in which GitHub tells a workflow of "
                                                    "the issue.")] = None,
    report: Annotated[Path | None, typer.Option(help="A file to write, for the pull request: what is still to be "
                                                     "done.")] = None,
    root: Root = Path(),
) -> None:
    """Draft a case study from an issue made with the form. Prints its path."""
    from casebook import issue_form

    words = words_of(None)
    project = project_at(root, words)
    number, body = _issue_of(number, file, event, words)
    catalog = without_cases(project)
    filled = issue_form.read_issue(body, catalog.vocabulary)
    if not filled.answers.title:
        fail(words.say("This is not the text of an issue that was made with the form."), USAGE)
    id = issue_form.draft_id(filled.answers, catalog, number, lambda id: (project.cases / f"{id}.yml").exists())
    draft = project.cases / f"{id}.yml"
    if draft.exists() or draft.is_symlink():
        fail(words.say("%(path)s exists already; give another id") % {"path": shown_path(draft)}, USAGE)
    spoken = Words(filled.language)
    write_beside(draft, issue_form.draft_text(id, filled, catalog, f"{today():%Y-%m}"))
    if report:
        found = check_files([shown_path(draft)], shown_path(project.cases), today())
        told = reports.report_text((each for each in found if not each.rule.is_unfinished), spoken.say)
        write_beside(report, issue_form.report_on(filled, catalog, number, told))
    sys.stdout.write(f"{shown_path(draft)}\n")


def _issue_of(number: int | None, file: Path | None, event: Path | None, words: Words) -> tuple[int, str]:
    """The number and the text of an issue, from where they were said to stand."""
    from casebook.issue_form import MAX_BODY, issue_in_event

    for path in filter(None, (file, event)):
        if not path.is_file():
            fail(words.say("%(path)s does not exist") % {"path": path}, USAGE)
    if event:
        found = issue_in_event(event.read_bytes())
        return found or fail(words.say("%(path)s tells of no issue") % {"path": event}, USAGE)
    if number is None:
        fail(words.say("Give the number of the issue, or --event."), USAGE)
    raw = file.read_bytes() if file else sys.stdin.buffer.read(4 * MAX_BODY)
    return number, raw.decode("utf-8", "replace")


def translate(
    id: CaseId,
    language: Annotated[str, typer.Argument(help="The language to translate into: en, fr, pt or ar.")],
    keys: Annotated[str, typer.Option(help="Which keys, with commas between; else all that hold text.")] = "",
    renew: Annotated[bool, typer.Option("--renew", help="Say that a translation was compared with its changed "
                                                        "original: set its digest, change nothing else.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Start the translation of a case study. Writes a file with each text as a comment above its empty place; what is
    not translated is shown in the language of the original."""
    from casebook.translating import renewed, starting_file

    words = words_of(lang)
    project = project_at(root, words)
    original, file = _translated_files(project, id, language, words)
    wanted = _translated_keys(keys, words)
    if renew != file.is_file():
        fail(words.say("%(path)s does not exist") % {"path": shown_path(file)} if renew else
              words.say("%(path)s exists already; --renew sets its digest") % {"path": shown_path(file)}, USAGE)
    data = load_document(original)[0].data
    if data.get("language", "en") == language:
        fail(words.say("%(path)s is written in this language.") % {"path": shown_path(original)}, USAGE)
    if renew:
        digest = digest_of_texts(data, load_document(file)[0].data.keys())
        write_beside(file, renewed(file.read_text("utf-8"), digest))
        tell(str(shown_path(file)))
    else:
        write_beside(file, starting_file(data, wanted))
        tell(words.say("Written: %(path)s. Write each text in its empty place, or delete its key; then: "
                       "casebook validate %(path)s") % {"path": shown_path(file)})


class ReviewFormat(StrEnum):
    text = "text"
    markdown = "markdown"
    html = "html"


def review(
    base: Annotated[str, typer.Argument(help="The revision of git to compare with, such as main.")],
    head: Annotated[str, typer.Option(help="The revision to review; else the files as they are now.")] = "",
    format: Annotated[ReviewFormat, typer.Option()] = ReviewFormat.text,
    out: Annotated[Path | None, typer.Option(help="The file to write; else it is printed.")] = None,
    links: Annotated[bool, typer.Option("--links", help="Try each new address over the network.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Show a reviewer what is new and changed. Cases, near-duplicates, sources, coverage, since a revision."""
    from casebook.review import command

    words = words_of(lang)
    project = project_at(root, words)
    try:
        found = command.review(project, base, words, head, links)
    except command.WrongUsage as error:
        fail(str(error), USAGE)
    shown = command.write_card(found, words, format.value)
    if out:
        write_beside(out, shown)
        tell(str(out))
    else:
        sys.stdout.write(shown)
    raise typer.Exit(1 if found.card.errors else 0)


def _ask(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default), prompt_suffix="\n> ", err=True))


def _told_of_place(name: str, near: str, places: Collection[str], words: Words) -> str:
    """That the library lacks a place, and what to do; the nearest one, if one is near."""
    said = words.say("%(place)s is not in _places.yml. Propose it at the end of the case, as _template.yml shows, or "
                     "add this to _places.yml, filled in:")
    asked = words.say("If you meant %(nearest)s, write that under `places`.") + " " if near in places else ""
    return asked % {"nearest": near} + said % {"place": name}


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
