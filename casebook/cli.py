"""The commands. The only room that prints, reads arguments and ends the process."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from lzma import LZMAError
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from casebook import problems as reports
from casebook.catalog import Catalog
from casebook.formatting import CannotFormat, formatted
from casebook.loading import SHARED_FILES, case_files, check_files, load_context, shown_path
from casebook.model import LANGUAGES
from casebook.problems import Problem, has_errors
from casebook.project import (
    ContentError,
    Project,
    edition_date,
    find_dump,
    load_valid_catalog,
    read_dump_file,
    today,
    user_cache,
    write_beside,
)
from casebook.source import MAX_CASE_BYTES, MAX_SHARED_BYTES, load_document
from casebook.translation import FIELDS, digest_of_texts
from casebook.validation import nearest
from casebook.values import ID_PATTERN
from casebook.words import INTERFACE_LANGUAGES, Words

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="Case studies in YAML, checked and built into a static, searchable site.")
USAGE = 2
USAGE_ERROR: Any = typer.BadParameter.__base__
"""What Typer raises for unknown commands, options and values, whichever Click it carries."""


class Format(StrEnum):
    text = "text"
    github = "github"
    json = "json"


class SearchFormat(StrEnum):
    text = "text"
    json = "json"


class CompareFormat(StrEnum):
    text = "text"
    csv = "csv"


class ExportFormat(StrEnum):
    xlsx = "xlsx"
    csv = "csv"
    docx = "docx"


class Builder(StrEnum):
    mkdocs = "mkdocs"
    zensical = "zensical"


Root = Annotated[Path, typer.Option("--root", help="The folder that holds case_studies/.")]
Lang = Annotated[str | None, typer.Option("--lang", help="Language of the messages: en or fr; else the locale's.")]


@app.command()
def validate(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else all case studies.")] = None,
    format: Annotated[Format, typer.Option(help="How problems are shown.")] = Format.text,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Show all problems of all case studies: file, line, column, rule, message, remedy."""
    words = _words(lang)
    project = _project(root, words)
    files = list(_files_of(paths or [shown_path(project.cases)], words))
    found = check_files(files, shown_path(project.cases), today())
    sys.stdout.write(reports.REPORTS[format](found, words.say))
    if format is Format.text:
        _say(_summary(words, len(files), found))
    raise typer.Exit(1 if has_errors(found) else 0)


@app.command()
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

    words = _words(lang)
    project = _project(root, words)
    if language and language not in LANGUAGES:
        _fail_value(words, "--language", language, LANGUAGES)
    catalog = _without_cases(project)
    answers = starting.Answers(title, tuple(place or ()), challenge, approach, setback, lesson, source,
                               tuple(theme or ()))
    if sys.stdin.isatty():
        answers = starting.interview(answers, catalog.vocabulary, _ask, words)
    name = id or starting.proposed_id(answers, catalog.places)
    file = project.cases / f"{name}.yml"
    if not answers.title.strip():
        _fail(words.say("Give a title; see casebook new --help."), USAGE)
    if not re.fullmatch(ID_PATTERN, name):
        _fail(words.say('"%(id)s" is no id: small letters a to z, digits and hyphens') % {"id": name}, USAGE)
    if file.exists() or file.is_symlink():
        _fail(words.say("%(path)s exists already; give another id") % {"path": shown_path(file)}, USAGE)
    month = f"{today():%Y-%m}"
    write_beside(file, starting.starting_file(name, answers, catalog, language or words.language, month, words))
    for missing in starting.new_places(answers, catalog.places):
        _say(words.say("%(place)s is not in _places.yml; add this and fill it in (nearest id there: %(nearest)s):") % {
            "place": missing, "nearest": nearest(starting.slug(missing), catalog.places)})
        sys.stdout.write(starting.place_entry(starting.slug(missing), missing, catalog, words))
    _say(words.say("Written: %(path)s. Fill in what is empty, then: casebook validate %(path)s") % {
        "path": shown_path(file)})


@app.command("format")
def format_files(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; else all case studies.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; name the files that would change.")] = False,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Write files in the one way: order of keys, indent, wrapping, quotes. Comments stay, and every value."""
    words = _words(lang)
    project = _project(root, words)
    files = [file for file in _files_of(paths or [shown_path(project.cases)], words) if file.suffix == ".yml"
             and (paths or not file.name.startswith("_"))]
    untidy, problems = [], list[Problem]()
    for file in files:
        found, changed = _formatted(file, words, check)
        problems += found
        untidy += [file] if changed else []
    sys.stdout.write(reports.report_text(problems, words.say))
    if check:
        sys.stdout.write("".join(f"{file}\n" for file in untidy))
    _say(words.say("%(files)s looked at, %(changed)s.") % {
        "files": words.say_many("%(num)s file", "%(num)s files", len(files)),
        "changed": words.say_many("%(num)s to be formatted", "%(num)s to be formatted", len(untidy)) if check else
        words.say_many("%(num)s formatted", "%(num)s formatted", len(untidy))})
    raise typer.Exit(1 if problems or (check and untidy) else 0)


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option(help="The folder to write; else schema/ of the project.")] = None,
    root: Root = Path(),
) -> None:
    """Write the rules of a file as JSON Schema, for editors: after a change of the vocabulary or the places."""
    from casebook.schema import SCHEMAS, as_json

    project = _project(root, _words(None))
    catalog = _without_cases(project)
    folder = out or project.root / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in SCHEMAS.items():
        write_beside(folder / name, as_json(write(catalog)))
        _say(str(shown_path(folder / name)))


@app.command()
def build(
    builder: Annotated[Builder, typer.Option(help="The site builder.")] = Builder.mkdocs,
    languages: Annotated[str, typer.Option(help="Which languages, with commas between.")] = "en,fr",
    hosted: Annotated[bool, typer.Option("--hosted", help="Leave out what only a copy on disk needs.")] = False,
    site: Annotated[str, typer.Option(help="The folder to write, below the project.")] = "site",
    root: Root = Path(),
) -> None:
    """Check everything and build the whole site, search included."""
    from casebook.building import BuildError, Options, build_site, is_site

    words = _words(None)
    project = _project(root, words)
    wanted = _languages(languages)
    if not is_site(project, site):
        _fail(words.say("%(folder)s is no site that could be replaced; name a new folder below the project.") % {
            "folder": site}, USAGE)
    options = Options(builder.value, wanted, not hosted, site)
    console = Console(stderr=True)
    try:
        with _content_reported(words), console.status(words.say("Starting")) as status:
            report = build_site(project, options, lambda text: status.update(_progress(console, words.say(text))))
    except BuildError as error:
        _fail(str(error), 1)
    index = (project.root / site / "index.html").resolve()
    _say(words.say("Built %(pages)s pages from %(cases)s case studies in %(languages)s (%(megabytes)s MB).") % {
        "pages": report.pages, "cases": report.cases, "languages": ", ".join(report.languages),
        "megabytes": f"{report.bytes / 1e6:.1f}"})
    _say(words.say("Open %(file)s") % {"file": index})


@app.command()
def serve(
    lang: Annotated[str, typer.Option("--lang", help="Which language to preview.")] = "en",
    address: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1:8000",
    root: Root = Path(),
) -> None:
    """Preview one language; the page reloads when a case study, a template or a page changes."""
    project = _project(root, _words(lang))
    environment = {**os.environ, "CASEBOOK_LANGUAGE": lang, "CASEBOOK_DOCS": f"docs/{lang}",
                   "NO_MKDOCS_2_WARNING": "1"}
    os.chdir(project.root)
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    os.execve(sys.executable, command, environment)


@app.command(context_settings={"ignore_unknown_options": False})
def search(
    text: Annotated[str, typer.Argument(help="What to look for; may be empty if a filter is given.")] = "",
    theme: Annotated[list[str] | None, typer.Option()] = None,
    method: Annotated[list[str] | None, typer.Option()] = None,
    mechanism: Annotated[list[str] | None, typer.Option(help="procurement, or procurement:hindered")] = None,
    mindset: Annotated[list[str] | None, typer.Option()] = None,
    place: Annotated[list[str] | None, typer.Option()] = None,
    country: Annotated[list[str] | None, typer.Option(help="ISO code, such as GH")] = None,
    region: Annotated[list[str] | None, typer.Option()] = None,
    size: Annotated[list[str] | None, typer.Option()] = None,
    status: Annotated[list[str] | None, typer.Option()] = None,
    stage: Annotated[list[str] | None, typer.Option()] = None,
    network: Annotated[list[str] | None, typer.Option()] = None,
    evidence: Annotated[list[str] | None, typer.Option()] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 10,
    format: Annotated[SearchFormat, typer.Option()] = SearchFormat.text,
    data: Annotated[Path | None, typer.Option(help="A casebook.json, or an unpacked copy of the site, to search "
                                                   "without the repository.")] = None,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Search the text of all cases, with filters; words of four languages lead to the terms of the vocabulary."""
    from casebook.search.command import UnknownFilter, result_as_json, result_as_text, run_search

    words = _words(lang)
    chosen = {"theme": theme, "method": method, "mechanism": mechanism, "mindset": mindset, "place": place,
              "country": country, "region": region, "size": size, "status": status, "stage": stage,
              "network": network, "evidence": evidence}
    filters = {facet: tuple(values) for facet, values in chosen.items() if values}
    if not text.strip() and not filters:
        _fail(words.say("Give a text or a filter; see casebook search --help."), USAGE)
    try:
        with _content_reported(words):
            catalog, cache = _dumped(data, words) if data else _written(root, words)
        result = run_search(catalog.in_language(words.language), cache / "whoosh" / words.language, text, filters,
                            limit, words.language)
    except UnknownFilter as error:
        _fail(words.say('"%(value)s" is not a value of %(facet)s; nearest: %(nearest)s') % {
            "value": error.value, "facet": error.facet, "nearest": error.nearest}, USAGE)
    shown = result_as_json(result) if format is SearchFormat.json else result_as_text(result, words.say)
    sys.stdout.write(shown)


@app.command()
def compare(
    ids: Annotated[list[str], typer.Argument(help="Two to four ids of cases or places.")],
    format: Annotated[CompareFormat, typer.Option()] = CompareFormat.text,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Set two to four cases or places side by side: the findings first, then every row, as the Compare page does."""
    from casebook.comparison import FEWEST, MOST, UnknownId
    from casebook.views.comparison_text import comparison_as_csv, comparison_as_text
    from casebook.views.view import Site, View

    words = _words(lang)
    project = _project(root, words)
    if not FEWEST <= len(set(ids)) <= MOST:
        _fail(words.say("Give two to four ids; see casebook compare --help."), USAGE)
    write = comparison_as_csv if format is CompareFormat.csv else comparison_as_text
    with _content_reported(words):
        catalog = load_valid_catalog(project).in_language(words.language)
    try:
        shown = write(View(Site(catalog, words), "compare.html"), ids)
    except UnknownId as error:
        _fail_unknown(words, error.id, error.nearest)
    sys.stdout.write(shown)


@app.command()
def offline(
    cases: Annotated[list[str] | None, typer.Argument(help="Ids of cases, for --handbook; else all.")] = None,
    only: Annotated[str, typer.Option(help="Which editions, with commas between: folder, kiwix, pdf, epub, xlsx, or "
                                           "handbook for both books; else all.")] = "",
    handbook: Annotated[bool, typer.Option("--handbook", help="Only the handbook of chosen cases, as PDF and EPUB."
                                           )] = False,
    theme: Annotated[list[str] | None, typer.Option(help="Which cases the handbook holds.")] = None,
    place: Annotated[list[str] | None, typer.Option()] = None,
    mechanism: Annotated[list[str] | None, typer.Option(help="procurement, or procurement:hindered")] = None,
    brief: Annotated[list[str] | None, typer.Option(help="Only the one-page brief of a case as PDF; may be given "
                                                         "more than once.")] = None,
    file: Annotated[list[str] | None, typer.Option(help="Only a page of the site as one file, such as "
                                                        "themes/mobility.html; may be given more than once.")] = None,
    languages: Annotated[str, typer.Option(help="Which languages, with commas between.")] = "en,fr",
    site: Annotated[str, typer.Option(help="The built site; built first if it is missing or old.")] = "site",
    out: Annotated[Path | None, typer.Option(help="The folder to write; else editions/ in the site, and for what is "
                                                  "made of chosen cases or pages, editions/.")] = None,
    address: Annotated[str, typer.Option(help="Where the site is on the web; else as mkdocs.yml says.")] = "",
    root: Root = Path(),
) -> None:
    """Make the copies that people hand on: a zip of the site, files for Kiwix, handbooks, workbooks."""
    from casebook.building import BuildError
    from casebook.offline.command import Wanted, WrongUsage, run

    words = _words(None)
    project = _project(root, words)
    chosen = {"theme": theme or [], "place": place or [], "mechanism": mechanism or []}
    wanted = Wanted(project, _languages(languages), site, out, address, only, tuple(cases or ()),
                    handbook or bool(cases) or any(chosen.values()), chosen, tuple(brief or ()), tuple(file or ()))
    console = Console(stderr=True)
    try:
        with _content_reported(words), console.status(words.say("Starting")) as status:
            outcome = run(wanted, words, lambda text: status.update(_progress(console, text)))
    except WrongUsage as error:
        _fail(str(error), USAGE)
    except BuildError as error:
        _fail(str(error), 1)
    for line in outcome.lines(words):
        _say(line)
    raise typer.Exit(0 if outcome.is_whole else 1)


@app.command()
def export(
    ids: Annotated[list[str] | None, typer.Argument(help="One case (docx), two to four to compare (xlsx), else "
                                                         "the whole catalog.")] = None,
    format: Annotated[ExportFormat, typer.Option()] = ExportFormat.xlsx,
    table: Annotated[str, typer.Option(help="Which table for csv: cases, mechanisms, methods, mindsets, experiments, "
                                            "results, sources.")] = "cases",
    out: Annotated[Path | None, typer.Option(help="The file to write; else one named after its content.")] = None,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Write an office file: the catalog or a comparison as XLSX, a table as CSV, one case as DOCX for a report."""
    from casebook.comparison import UnknownId
    from casebook.missing import Missing
    from casebook.office.asking import WrongChoice, office_file

    words = _words(lang)
    project = _project(root, words)
    with _content_reported(words):
        catalog = load_valid_catalog(project)
    try:
        name, content = office_file(catalog, words, tuple(ids or ()), format.value, table,
                                    edition=edition_date(project).isoformat())
    except WrongChoice as error:
        _fail(str(error), USAGE)
    except UnknownId as error:
        _fail_unknown(words, error.id, error.nearest)
    except Missing as error:
        _fail(words.say("%(name)s is missing; install it: %(remedy)s") % {
            "name": error.name, "remedy": error.remedy}, 1)
    file = out or Path(name)
    write_beside(file, content)
    _say(str(file))


@app.command()
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

    words = _words(lang)
    project = _project(root, words)
    original, file = _translated_files(project, id, language, words)
    wanted = _translated_keys(keys, words)
    if renew != file.is_file():
        _fail(words.say("%(path)s does not exist") % {"path": shown_path(file)} if renew else
              words.say("%(path)s exists already; --renew sets its digest") % {"path": shown_path(file)}, USAGE)
    data = load_document(original)[0].data
    if renew:
        digest = digest_of_texts(data, load_document(file)[0].data.keys())
        write_beside(file, renewed(file.read_text("utf-8"), digest))
    else:
        write_beside(file, starting_file(data, wanted))
    _say(str(shown_path(file)))


def main() -> None:
    """The entry point; wrong usage is one line and exit code 2."""
    try:
        code = app(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except USAGE_ERROR as error:
        _fail(error.format_message(), USAGE)
    except typer.Abort:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _words(language: str | None) -> Words:
    """The language of the messages: the option, else the locale, else English."""
    if language is not None and language not in INTERFACE_LANGUAGES:
        _fail_value(_words(None), "--lang", language)
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")
    return Words(language or (locale[:2] if locale[:2] in INTERFACE_LANGUAGES else "en"))


@contextmanager
def _content_reported(words: Words) -> Iterator[None]:
    """Wrong content becomes the report on it, and ends the command with 1."""
    try:
        yield
    except ContentError as error:
        sys.stdout.write(reports.report_text(error.problems, words.say))
        raise typer.Exit(1) from None


def _fail_value(words: Words, option: str, found: str, known: Sequence[str] = INTERFACE_LANGUAGES) -> NoReturn:
    _fail(words.say('%(option)s takes %(known)s, not "%(found)s"') % {
        "option": option, "known": ", ".join(known), "found": found}, USAGE)


def _fail_unknown(words: Words, value: str, near: str) -> NoReturn:
    _fail(words.say('"%(value)s" is not known; nearest: %(nearest)s') % {"value": value, "nearest": near}, USAGE)


def _project(root: Path, words: Words) -> Project:
    project = Project(root.resolve())
    if not project.cases.is_dir():
        _fail(words.say("There is no folder case_studies/ in %(folder)s; go to the project or use --root.") % {
            "folder": root.resolve()}, USAGE)
    return project


def _without_cases(project: Project) -> Catalog:
    """The places and the vocabulary of a project, whatever the state of its case studies."""
    context, shared = load_context(shown_path(project.cases), (), today())
    return Catalog({}, shared.places, context.vocabulary, "")


def _written(root: Path, words: Words) -> tuple[Catalog, Path]:
    """The catalog of a project, and where its indexes are kept; raises ContentError."""
    project = _project(root, words)
    return load_valid_catalog(project), project.cache


def _dumped(place: Path, words: Words) -> tuple[Catalog, Path]:
    """The catalog of a data file, and where this account keeps indexes."""
    from casebook.export.dump import UnreadableDump, read_dump

    file = find_dump(place)
    if file is None:
        _fail(words.say("There is no casebook.json in %(folder)s") % {"folder": place}, USAGE)
    try:
        return read_dump(read_dump_file(file)), user_cache()
    except (UnreadableDump, OSError, ValueError, EOFError, LZMAError) as error:
        _fail(words.say("%(path)s cannot be read as data of Casebook: %(reason)s") % {
            "path": file, "reason": str(error)}, USAGE)


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
        _say(words.say("%(path)s cannot be formatted without losing something; it stays as it is") % {"path": file})
        return [], False
    is_changed = text != document.text.replace("\r\n", "\n")
    if is_changed and not check:
        write_beside(file, text)
    return [], is_changed


def _files_of(paths: Iterable[Path], words: Words) -> Iterable[Path]:
    for path in paths:
        if not path.exists() and not path.is_symlink():
            _fail(words.say("%(path)s does not exist") % {"path": path}, USAGE)
        yield from case_files(path) if path.is_dir() and not path.is_symlink() else [path]


def _translated_files(project: Project, id: str, language: str, words: Words) -> tuple[Path, Path]:
    """The file of a case study and that of its translation."""
    original, file = project.cases / f"{id}.yml", project.cases / f"{id}.{language}.yml"
    if language not in LANGUAGES:
        _fail_value(words, "LANGUAGE", language, LANGUAGES)
    if not re.fullmatch(ID_PATTERN, id) or not original.is_file():
        ids = [path.stem for path in case_files(project.cases) if not path.name.startswith("_")]
        _fail_unknown(words, id, nearest(id, ids))
    return original, file


def _translated_keys(text: str, words: Words) -> tuple[str, ...]:
    wanted = tuple(part.strip() for part in text.split(",") if part.strip()) or tuple(FIELDS)
    for key in wanted:
        if key not in FIELDS:
            _fail_unknown(words, key, nearest(key, FIELDS))
    return wanted


def _languages(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [language for language in wanted if language not in INTERFACE_LANGUAGES]
    if unknown or not wanted:
        _fail_value(_words(None), "--languages", ", ".join(unknown) or text)
    return wanted


def _summary(words: Words, files: int, found: list[Problem]) -> str:
    errors = sum(1 for problem in found if problem.level == "error")
    return words.say("%(files)s checked, %(errors)s, %(warnings)s.") % {
        "files": words.say_many("%(num)s file", "%(num)s files", files),
        "errors": words.say_many("%(num)s error", "%(num)s errors", errors),
        "warnings": words.say_many("%(num)s warning", "%(num)s warnings", len(found) - errors)}


def _progress(console: Console, text: str) -> str:
    """Each step stays on the screen, so that a log shows them too."""
    console.print(text)
    return text


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _fail(text: str, code: int) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(code)
