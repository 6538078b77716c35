"""The commands of those who read: find, compare, take along."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from lzma import LZMAError
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from casebook.catalog import Catalog
from casebook.cli.common import (
    USAGE,
    Lang,
    Root,
    content_reported,
    fail,
    fail_unknown,
    ids_in_use,
    languages_in,
    progress,
    project_at,
    tell,
    words_of,
)
from casebook.project import edition_date, find_dump, load_valid_catalog, read_dump_file, user_cache, write_beside
from casebook.redirects import SECTIONS
from casebook.references import EITHER, FACETS
from casebook.words import Words

if TYPE_CHECKING:
    from casebook.offline.command import Wanted


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
    """Search the text of all cases, with filters. Words of four languages lead to the terms of the vocabulary."""
    from casebook.search.command import UnknownFilter, result_as_json, result_as_text, run_search

    words = words_of(lang)
    chosen = {"theme": theme, "method": method, "mechanism": mechanism, "mindset": mindset, "place": place,
              "country": country, "region": region, "size": size, "status": status, "stage": stage,
              "network": network, "evidence": evidence}
    filters = {facet: tuple(values) for facet, values in chosen.items() if values}
    if not text.strip() and not filters:
        fail(words.say("Give a text or a filter; see casebook search --help."), USAGE)
    try:
        with content_reported(words):
            catalog, cache = _dumped(data, words) if data else _written(root, words)
        filters = _filters_in_use(catalog, filters, words)
        result = run_search(catalog.in_language(words.language), cache / "whoosh" / words.language, text, filters,
                            limit, words.language)
    except UnknownFilter as error:
        fail(words.say('"%(value)s" is not a value of %(facet)s; nearest: %(nearest)s') % {
            "value": error.value, "facet": error.facet, "nearest": error.nearest}, USAGE)
    shown = result_as_json(result) if format is SearchFormat.json else result_as_text(result, words.say)
    sys.stdout.write(shown)


def compare(
    ids: Annotated[list[str], typer.Argument(help="Two to four ids of cases or places.")],
    format: Annotated[CompareFormat, typer.Option()] = CompareFormat.text,
    lang: Lang = None,
    root: Root = Path(),
) -> None:
    """Set two to four cases or places side by side. The findings first, then every row, as the Compare page does."""
    from casebook.comparison import FEWEST, MOST, UnknownId
    from casebook.views.comparison_text import comparison_as_csv, comparison_as_text
    from casebook.views.view import Site, View

    words = words_of(lang)
    project = project_at(root, words)
    write = comparison_as_csv if format is CompareFormat.csv else comparison_as_text
    with content_reported(words):
        catalog = load_valid_catalog(project).in_language(words.language)
    ids = ids_in_use(catalog, ids, words, *EITHER)
    if not FEWEST <= len(set(ids)) <= MOST:
        fail(words.say("Give two to four ids; see casebook compare --help."), USAGE)
    try:
        shown = write(View(Site(catalog, words), "compare.html"), ids)
    except UnknownId as error:
        fail_unknown(words, error.id, error.nearest)
    sys.stdout.write(shown)


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
    """Write an office file. The catalog or a comparison as XLSX, a table as CSV, one case as DOCX for a report."""
    from casebook.comparison import UnknownId
    from casebook.missing import Missing
    from casebook.office.asking import WrongChoice, office_file

    words = words_of(lang)
    project = project_at(root, words)
    with content_reported(words):
        catalog = load_valid_catalog(project)
    try:
        name, content = office_file(catalog, words, ids_in_use(catalog, ids, words, *EITHER), format.value, table,
                                    edition=edition_date(project).isoformat())
    except WrongChoice as error:
        fail(str(error), USAGE)
    except UnknownId as error:
        fail_unknown(words, error.id, error.nearest)
    except Missing as error:
        fail(words.say("%(name)s is missing; install it: %(remedy)s") % {
            "name": error.name, "remedy": error.remedy}, 1)
    file = out or Path(name)
    write_beside(file, content)
    tell(str(file))


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
    languages: Annotated[str | None, typer.Option(help="Which languages, with commas between; else all.")] = None,
    site: Annotated[str, typer.Option(help="The built site; built first if it is missing or old.")] = "site",
    out: Annotated[Path | None, typer.Option(help="The folder to write; else editions/ in the site, and for what is "
                                                  "made of chosen cases or pages, editions/.")] = None,
    address: Annotated[str, typer.Option(help="Where the site is on the web; else as mkdocs.yml says.")] = "",
    root: Root = Path(),
) -> None:
    """Make the copies that people hand on. A zip of the site, files for Kiwix, handbooks, workbooks."""
    from casebook.building import BuildError
    from casebook.offline.command import Wanted, WrongUsage, run

    words = words_of(None)
    project = project_at(root, words)
    chosen = {"theme": theme or [], "place": place or [], "mechanism": mechanism or []}
    wanted = Wanted(project, languages_in(languages, project), site, out, address, only, tuple(cases or ()),
                    handbook or bool(cases) or any(chosen.values()), chosen, tuple(brief or ()), tuple(file or ()))
    console = Console(stderr=True)
    try:
        with content_reported(words), console.status(words.say("Starting")) as status:
            outcome = run(in_use(wanted, words), words, lambda *texts: status.update(progress(console, *texts)))
    except WrongUsage as error:
        fail(str(error), USAGE)
    except BuildError as error:
        fail(str(error), 1)
    for line in outcome.lines(words):
        tell(line)
    raise typer.Exit(0 if outcome.is_whole else 1)


def _filters_in_use(catalog: Catalog, filters: Mapping[str, Iterable[str]], words: Words) -> dict[str, tuple[str, ...]]:
    """The filters with the ids of now."""
    return {facet: tuple(ids_in_use(catalog, values, words, *FACETS.get(facet, ())))
            for facet, values in filters.items()}


def in_use(wanted: "Wanted", words: Words) -> "Wanted":
    """The same with chosen cases and pages by the ids of now."""
    if not wanted.is_part:
        return wanted
    catalog = load_valid_catalog(wanted.project)
    choice = {name: list(values) for name, values in _filters_in_use(catalog, wanted.choice, words).items()}
    return replace(wanted, cases=tuple(ids_in_use(catalog, wanted.cases, words, "cases")), choice=choice,
                   brief=tuple(ids_in_use(catalog, wanted.brief, words, "cases")),
                   file=tuple(_page_in_use(catalog, path, words) for path in wanted.file))


def _page_in_use(catalog: Catalog, path: str, words: Words) -> str:
    """The path of a page of a case, a place or a term, such as themes/mobility.html."""
    section, _, name = path.partition("/")
    ids = ids_in_use(catalog, [name.removesuffix(".html")], words, section) if section in SECTIONS else []
    return f"{section}/{ids[0]}.html" if ids else path


def _written(root: Path, words: Words) -> tuple[Catalog, Path]:
    """The catalog of a project, and where its indexes are kept; raises ContentError."""
    project = project_at(root, words)
    return load_valid_catalog(project), project.cache


def _dumped(place: Path, words: Words) -> tuple[Catalog, Path]:
    """The catalog of a data file, and where this account keeps indexes."""
    from casebook.export.dump import UnreadableDump, read_dump

    file = find_dump(place)
    if file is None:
        fail(words.say("There is no casebook.json in %(folder)s") % {"folder": place}, USAGE)
    try:
        return read_dump(read_dump_file(file)), user_cache()
    except (UnreadableDump, OSError, ValueError, EOFError, LZMAError) as error:
        fail(words.say("%(path)s cannot be read as data of Casebook: %(reason)s") % {
            "path": file, "reason": str(error)}, USAGE)
