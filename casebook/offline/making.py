"""Makes the editions of a built site: what is made, under which name, and what the page of editions says of it.

Reads the built site and the case studies, and writes into one folder. A program or library that is missing stops only
the edition that needs it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from casebook.catalog import Catalog
from casebook.handbook.essays import FOLDER as COMPARISONS
from casebook.minify import small_page
from casebook.missing import Missing
from casebook.offline import kiwix
from casebook.offline.packing import packed
from casebook.offline.shared_frame import Language, pages_of, share_frame
from casebook.offline.side_by_side import Ended, processors, side_by_side
from casebook.offline.site_copy import Wish, copy_of, language_of
from casebook.offline.zipping import checksum, checksum_line, zip_of
from casebook.project import Project, edition_date, load_valid_catalog, write_beside
from casebook.starting import slug
from casebook.views.editions import FOLDER, Made, filled, render_editions, render_start_here
from casebook.views.frame import LANGUAGES
from casebook.views.view import Site, View
from casebook.words import Words

KINDS = ("pdf", "kiwix", "folder", "epub", "xlsx")
"""In the order in which they are made: the longest first, so that two processes end at about the same time."""

_LONG = ("pdf", "kiwix", "folder")
_PROCESSES = 2
"""More would need more than 1 GB of memory at times."""

RECORD = "editions.json"
"""What was made, for programs and for the next run."""

START = "START-HERE.html"
_UNPACK = {"en": "unpack-first", "fr": "a-decompresser"}
Job = tuple[str, str]
"""The kind and the language of an edition; the language is empty where it holds all."""

Step = Callable[[Sequence[Job]], Any]
"""Told what is being made, whenever one edition is begun or ended."""


@dataclass(frozen=True)
class Plan:
    """What `casebook offline` was asked for: `site` is built, `address` its own on the web with a slash, or empty."""

    project: Project
    site: Path
    out: Path
    languages: tuple[str, ...]
    kinds: tuple[str, ...] = KINDS
    address: str = ""

    @cached_property
    def catalog(self) -> Catalog:
        return load_valid_catalog(self.project)

    @cached_property
    def day(self) -> date:
        return edition_date(self.project)

    @property
    def edition(self) -> str:
        return self.day.isoformat()

    def view(self, language: str, path: str) -> View:
        """A page of the site in one language."""
        shared = "../" if folder_of(language) else ""
        address = self.address and self.address + folder_of(language)
        return View(Site(self.catalog.in_language(language), Words(language), shared=shared, edition=self.edition,
                         address=address), path)

    def named(self, language: str, ending: str, what: str = "") -> str:
        """The name of a file, such as `casebook-2026-11-22-handbook.en.pdf`."""
        return f"{'-'.join(filter(None, (file_stem(self.catalog), self.edition, what)))}.{language}.{ending}"


def file_stem(catalog: Catalog) -> str:
    """The name of the library as the beginning of the names of its files."""
    return slug(catalog.library) or "casebook"


@dataclass
class Outcome:
    """What was made, and what stopped the rest."""

    made: list[Made] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    ended: list[Job] = field(default_factory=list)
    """Those whose process ended without a word."""


def folder_of(language: str) -> str:
    """The folder of the pages of a language, with a slash at its end; empty at the root."""
    return next(str(entry["folder"]) for entry in LANGUAGES if entry["code"] == language)


def make_editions(plan: Plan, step: Step = lambda jobs: None) -> Outcome:
    """Make every edition of the plan, write it, and fill the page of editions where the editions lie beside it."""
    plan.out.mkdir(parents=True, exist_ok=True)
    jobs = [(kind, language) for kind in KINDS if kind in plan.kinds
            for language in (("",) if kind == "folder" else plan.languages)]
    found = dict(side_by_side(partial(_make, replace(plan)), jobs, processes_for(jobs),
                              lambda numbers: step([jobs[at] for at in numbers])))
    outcome = _outcome(jobs, [found[at] for at in range(len(jobs))])
    _record(plan, outcome.made)
    return outcome


def processes_for(jobs: Sequence[Job]) -> int:
    """How many processes are worth their beginning, which takes a second each."""
    return min(_PROCESSES, processors(), sum(kind in _LONG for kind, _ in jobs))


def _make(plan: Plan, job: Job) -> Made:
    kind, language = job
    name = _MAKERS[kind](plan, language)
    content = (plan.out / name).read_bytes()
    return Made(kind, name, len(content), checksum(content), plan.edition, language)


def _outcome(jobs: Sequence[Job], found: Sequence[Made | Exception]) -> Outcome:
    """What came of the jobs; raises what is not for the reader to mend."""
    outcome = Outcome()
    for job, one in zip(jobs, found, strict=True):
        if isinstance(one, Made):
            outcome.made.append(one)
        elif isinstance(one, Missing):
            if one.name not in (other.name for other in outcome.missing):
                outcome.missing.append(one)
        elif isinstance(one, Ended):
            outcome.ended.append(job)
        elif isinstance(one, kiwix.WriterFailed):
            outcome.failed.append(str(one))
        else:
            raise one
    return outcome


# The folder ------------------------------------------------------------------------------------------------------

def _folder(plan: Plan, _: str) -> str:
    name = folder_name(plan)
    content = zip_of(folder_files(plan), plan.day)
    write_beside(plan.out / name, content)
    write_beside(plan.out / f"{name}.sha256", checksum_line(content, name).encode())
    return name


def folder_name(plan: Plan) -> str:
    """Says in all its languages that it must be unpacked first."""
    said = "-".join(_UNPACK[language] for language in plan.languages)
    return f"{file_stem(plan.catalog)}-{plan.edition}-{said}.zip"


def folder_files(plan: Plan) -> dict[str, bytes]:
    """The files of the zip by their path in it: one folder with the page to start from, and the site."""
    top = f"{file_stem(plan.catalog)}-{plan.edition}"
    whole = _with_editions(plan, _copy(plan, plan.languages, True), "folder")
    languages = {name: Language(language_of(name), folder_of(language_of(name)))
                 for name in whole if name.endswith(".html")}
    site = packed(share_frame(whole, languages, f"../{START}"))
    views = [(plan.view(language, START), f"site/{folder_of(language)}") for language in plan.languages]
    pages = [pages_of(whole[f"{folder_of(language)}index.html"].decode()) for language in plan.languages]
    start = render_start_here(views, pages, len(plan.catalog.cases))
    return {f"{top}/{START}": start.encode(),
            **{f"{top}/site/{name}": small_page(name, content) for name, content in site.items()}}


def _copy(plan: Plan, languages: Sequence[str], with_search: bool) -> dict[str, bytes]:
    return copy_of(plan.site, Wish(languages, plan.edition, plan.address, with_search))


def _with_editions(plan: Plan, files: Mapping[str, bytes], here: str) -> dict[str, bytes]:
    """The files of a copy whose page of editions says which one it is."""
    pages = {page: filled(files[page].decode(), render_editions(view, here=here)).encode()
             for page, view in _pages(plan) if page in files}
    return {**files, **pages}


def _pages(plan: Plan) -> Iterator[tuple[str, View]]:
    return ((f"{folder_of(entry['code'])}editions.html", plan.view(entry["code"], "editions.html"))
            for entry in LANGUAGES)


# Kiwix -----------------------------------------------------------------------------------------------------------

def _kiwix(plan: Plan, language: str) -> str:
    words, name, library = Words(language), plan.named(language, "zim"), plan.catalog.library
    files = _with_editions(plan, _copy(plan, (language,), False), "kiwix")
    book = kiwix.Book(
        f"{file_stem(plan.catalog)}_{language}_all", library,
        words.say("What local governments tried, what got in the way, what they did about it"), language,
        words.say("%(library)s contributors") % {"library": library}, f"{folder_of(language)}index.html",
        plan.edition, plan.address)
    kiwix.write_zim(kiwix.kiwix_files(packed(files), library), book, plan.out / name)
    return name


# Handbook and workbook -------------------------------------------------------------------------------------------

def _pdf(plan: Plan, language: str) -> str:
    from casebook.handbook.pdf import handbook_pdf

    return write_handbook(plan, language, "pdf", handbook_pdf, list(plan.catalog.cases))


def _epub(plan: Plan, language: str) -> str:
    from casebook.handbook.epub import handbook_epub

    return write_handbook(plan, language, "epub", handbook_epub, list(plan.catalog.cases))


def write_handbook(plan: Plan, language: str, ending: str, make: Callable[..., bytes], ids: Sequence[str],
                   what: str = "", title: str = "") -> str:
    """Write the handbook of some cases; `what` goes into its name where it is not that of all."""
    words = Words(language)
    name = plan.named(language, ending, "-".join(filter(None, ("handbook", what))))
    write_beside(plan.out / name, make(plan.catalog, words, ids, title or plan.catalog.library, edition=plan.edition,
                                      address=plan.address and plan.address + folder_of(language),
                                      comparisons=comparisons_of(plan.project, language)))
    return name


def comparisons_of(project: Project, language: str) -> dict[str, str]:
    """The comparisons that people wrote, as Markdown by their names."""
    pages = sorted((project.docs(language) / COMPARISONS).glob("*.md"))
    return {page.stem: page.read_text("utf-8") for page in pages}


def write_brief(plan: Plan, language: str, id: str) -> str:
    """Write the one-page brief of a case as a PDF."""
    from casebook.handbook.pdf import brief_pdf

    name = plan.named(language, "pdf", f"brief-{id}")
    write_beside(plan.out / name, brief_pdf(plan.catalog, Words(language), id, edition=plan.edition,
                                           address=plan.address and plan.address + folder_of(language)))
    return name


def _xlsx(plan: Plan, language: str) -> str:
    from casebook.office.workbook import catalog_xlsx

    name = plan.named(language, "xlsx")
    address = plan.address and plan.address + folder_of(language)
    write_beside(plan.out / name, catalog_xlsx(plan.catalog, Words(language), edition=plan.edition, address=address))
    return name


_MAKERS: Mapping[str, Callable[[Plan, str], str]] = {
    "pdf": _pdf, "epub": _epub, "xlsx": _xlsx, "kiwix": _kiwix, "folder": _folder}


# What was made ---------------------------------------------------------------------------------------------------

def _record(plan: Plan, made: Sequence[Made]) -> None:
    """Write what lies there now, and show it on the pages of the site where it lies in its folder of editions."""
    now = {(one.kind, one.language) for one in made}
    kept = [one for one in read_record(plan.out) if (one.kind, one.language) not in now and one.day == plan.edition
            and (plan.out / one.name).is_file()]
    there = sorted([*kept, *made], key=lambda one: (KINDS.index(one.kind), one.language))
    write_beside(plan.out / RECORD, (json.dumps([asdict(one) for one in there], indent=1) + "\n").encode())
    if plan.out.resolve() == (plan.site / FOLDER).resolve():
        _fill(plan, there)


def read_record(folder: Path) -> list[Made]:
    """What an earlier run made; nothing where that cannot be read."""
    try:
        found = [Made(**one) for one in json.loads((folder / RECORD).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
    return [one for one in found if one.kind in KINDS]


def _fill(plan: Plan, made: Sequence[Made]) -> None:
    for name, view in _pages(plan):
        page = plan.site / name
        if page.is_file():
            write_beside(page, filled(page.read_text("utf-8"), render_editions(view, made)).encode())
