"""Makes the site: stubs, both builders, one folder for each language, search, checks, and one swap at the end."""

import gc
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from casebook import case_files, redirect_pages
from casebook.browser_rules import write_rules
from casebook.catalog import Catalog
from casebook.compare_data import write_compare_data
from casebook.export.edition import Edition
from casebook.export.files import Source
from casebook.export.writing import write_data
from casebook.form_rules import write_form_rules
from casebook.links import check_links
from casebook.minify import join_folder, minify_folder
from casebook.offline.single import write_single_files
from casebook.pages import write_stubs
from casebook.project import (
    Project,
    address_of,
    config_in,
    edition_date,
    git_log,
    hand_over,
    library_name,
    load_valid_catalog,
    read_config,
)
from casebook.search import facets, pagefind, twins
from casebook.search.documents import SearchDocument, documents_of
from casebook.standard import has_page, write_standard_pages
from casebook.views.frame import LANGUAGES, frame_words
from casebook.views.lists import render_card
from casebook.views.tables import facet_names
from casebook.views.view import Site, View, load_templates
from casebook.words import Words
from casebook.yaml_reader import write_yaml_reader

ASSETS = Path("assets") / "casebook"
THEME = Path(__file__).parent / "theme"
"""The frame of the pages comes with the program, wherever it is installed."""

_UNUSED = ("assets/javascripts", "assets/stylesheets", "assets/images", "assets/external", "search", "search.json",
           "sitemap.xml.gz", "objects.inv")
"""What the builders leave behind and no page of ours loads."""

_COLOUR = re.compile("\x1b\\[[0-9;]*m")


class BuildError(Exception):
    """A builder, the search program or the link check failed; its text says why."""


@dataclass(frozen=True)
class Options:
    """What `casebook build` was asked for."""

    builder: str = "mkdocs"
    languages: Sequence[str] = tuple(language["code"] for language in LANGUAGES)
    twins: bool = True
    site: str = "site"


@dataclass
class Report:
    """What was made."""

    pages: int = 0
    cases: int = 0
    bytes: int = 0
    languages: list[str] = field(default_factory=list)


Step = Callable[[str], Any]


def frame_settings(project: Project, language: str, built: Sequence[str] = ()) -> dict[str, Any]:
    """What theme/main.html reads from `extra`; `built` are the languages of one site, none for this one alone."""
    words, day = Words(language), edition_date(project).isoformat()
    edition = words.say("Edition of %(date)s") % {"date": words.day(day)}
    return {
        "edition": day,
        "words": dict(frame_words(words, edition=edition, has_page=partial(
            has_page, language=language, folder=project.docs(language)))),
        "languages": [dict(entry) for entry in LANGUAGES if entry["code"] in (built or [language])],
        "shared": "../" if _folder_of(language) and built else "",
    }


def prepare(project: Project, language: str) -> int:
    """Validate, and bring the pages that the program writes up to date in one language; raises ContentError."""
    written = write_stubs(load_valid_catalog(project).in_language(language), language, project.docs(language))
    return written + write_standard_pages(language, project.docs(language))


def write_tables(project: Project, language: str, site: Path) -> tuple[SearchDocument, ...]:
    """What the tools read, in one language, beside the other assets of the pages; return the search documents."""
    catalog = load_valid_catalog(project).in_language(language)
    names, edition = facet_names(catalog, Words(language)), edition_date(project).isoformat()
    page = View(Site(catalog, Words(language)), "explore.html")  # Start lies beside it
    facets.write_tables(catalog, language, names, partial(render_card, page), site / ASSETS, edition)
    documents = documents_of(catalog)
    facets.write_words(catalog, language, site / ASSETS, documents)
    write_compare_data(catalog, language, site / ASSETS)
    write_form_rules(catalog, Words(language), site / ASSETS)
    return documents


def write_shared_tables(project: Project, site: Path) -> None:
    """What the tools read that is the same in all languages."""
    write_rules(site / ASSETS)
    write_yaml_reader(site / ASSETS)


def write_case_files(project: Project, language: str, site: Path, assets: Path, address: str) -> None:
    """What goes with each case page of one language; `address` is that of the folder of its pages, if it is known."""
    css = (assets / "casebook.css").read_text("utf-8")
    catalog = load_valid_catalog(project).in_language(language)
    setting = case_files.Setting(catalog, Words(language), css, catalog.library,
                                 edition_date(project).isoformat(), address)
    case_files.write_case_files(setting, site)


def write_old_addresses(project: Project, language: str, site: Path, folder: str, address: str) -> None:
    """What lies where pages were before they were renamed, in the folder of one language below the site."""
    setting = redirect_pages.Setting(load_valid_catalog(project).in_language(language), Words(language), address,
                                     "../" if folder else "")
    redirect_pages.write_redirects(setting, site / folder)


def write_data_files(project: Project, site: Path, folders: Mapping[str, str]) -> None:
    """What the site offers as data and feeds; `folders` are those of its languages."""
    config = read_config(project)
    edition = Edition(library_name(project), config.get("site_description") or "", edition_date(project).isoformat(),
                      address_of(config.get("site_url") or "", ""))
    write_data(Source(load_valid_catalog(project), git_log(project), edition), site, folders)


def site_address(project: Project) -> str:
    """The address of the site on the web with a slash at its end; empty where mkdocs.yml names none."""
    return address_of(read_config(project).get("site_url") or "", "")


def collect_seldom() -> None:
    """Let Python look for circles of unused objects a hundred times less often: it took a tenth of a build, and memory
    grows by a few megabytes only."""
    gc.set_threshold(70_000, 20, 20)


def build_site(project: Project, options: Options, step: Step = lambda text: None) -> Report:
    """Build everything beside the last site, then swap: a build that fails leaves the last good site as it was.

    Raises ContentError for wrong content and BuildError for anything else that fails.
    """
    collect_seldom()
    step("Checking the case studies")
    catalog = load_valid_catalog(project)
    project.cache.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="build-", dir=project.cache))
    try:
        _build_in(work, project, options, step)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _stamp(project, options.site).write_text(" ".join((_mark_of(project), *options.languages)), "utf-8")
    return _report(project.root / options.site, options, catalog)


def _build_in(work: Path, project: Project, options: Options, step: Step) -> None:
    step("Building the pages")
    _run_builders(project, options, work)
    new = _assemble(options, work)
    _lead_on(new, library_name(project), options.languages)
    join_folder(new / ASSETS)
    minify_folder(new / ASSETS)  # before the tables are written, which hold no blanks
    site_url = site_address(project)
    for language in options.languages:
        address = address_of(site_url, _folder_of(language))
        write_case_files(project, language, new / _folder_of(language), new / ASSETS, address)
        write_single_files(new / _folder_of(language), (new / ASSETS / "casebook.css").read_text("utf-8"),
                           Words(language), library_name(project), address)
        write_old_addresses(project, language, new, _folder_of(language), address)
    write_data_files(project, new, {language: _folder_of(language) for language in options.languages})
    step("Indexing the text for search")
    _write_search(project, options, new)
    step("Checking every link")
    broken = check_links(new)
    if broken:
        raise BuildError("Broken links:\n" + "\n".join(map(str, broken)))
    _swap(new, project.root / options.site)


# The builders ----------------------------------------------------------------------------------------------------

def _run_builders(project: Project, options: Options, work: Path) -> None:
    """One process for each language, side by side."""
    for language in options.languages:
        prepare(project, language)
    handed = hand_over(load_valid_catalog(project), work / "catalog.json")
    started = [_start_builder(project, options, work, language, handed) for language in options.languages]
    failed = [text for text in (_finished(process) for process in started) if text]
    for file in project.root.glob(".casebook-*.yml"):
        file.unlink()
    if failed:
        raise BuildError("\n".join(failed))


def _start_builder(project: Project, options: Options, work: Path, language: str,
                   handed: dict[str, str]) -> subprocess.Popen[str]:
    site = work / language
    environment = {
        **os.environ, **handed, "CASEBOOK_LANGUAGE": language, "CASEBOOK_LANGUAGES": " ".join(options.languages),
        "CASEBOOK_DOCS": f"docs/{language}", "CASEBOOK_SITE": site.relative_to(project.root).as_posix(),
        "CASEBOOK_BUILD": "1", "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-W", "ignore", "-m", *_command(project, options, language, environment)]
    return subprocess.Popen(command, cwd=project.root, env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _command(project: Project, options: Options, language: str, environment: dict[str, str]) -> list[str]:
    if options.builder == "mkdocs":
        return ["mkdocs", "build", "--strict", "--clean"]
    shutil.rmtree(project.root / ".cache", ignore_errors=True)  # with a warm cache macros.py is not even imported
    file = _write_zensical_config(project, language, options, environment)
    return ["zensical", "build", "--strict", "--clean", "--config-file", file.name]


def _write_zensical_config(project: Project, language: str, options: Options, environment: dict[str, str]) -> Path:
    """mkdocs.yml with what the hook would have added, since Zensical ignores hooks without a word."""
    config = config_in((project.root / "mkdocs.yml").read_text("utf-8"), environment)
    config["extra"].update(frame_settings(project, language, options.languages))
    config["theme"]["custom_dir"] = str(THEME)
    config.pop("hooks", None)
    file = project.root / f".casebook-{language}.yml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file


def _finished(process: subprocess.Popen[str]) -> str:
    """Nothing if it succeeded, else what it said."""
    output, _ = process.communicate()
    return "" if process.returncode == 0 else "\n".join(_told(output))


def _told(output: str) -> Iterator[str]:
    """What a builder says to people: no colours, no progress, no traceback but its last line, which says why."""
    is_traceback = False
    for line in _COLOUR.sub("", output).splitlines():
        is_traceback = line.startswith("Traceback") or (is_traceback and line.startswith(" "))
        if line.strip() and not is_traceback and not line.startswith(("INFO", "DEBUG")):
            yield line


# The folder of the site ------------------------------------------------------------------------------------------

def _assemble(options: Options, work: Path) -> Path:
    """One tree out of one for each language, with one copy of the shared assets."""
    new = work / "site"
    for language in sorted(options.languages, key=_folder_of):
        folder = new / _folder_of(language)
        folder.mkdir(parents=True, exist_ok=True)
        for path in (work / language).iterdir():
            shutil.move(path, folder / path.name)
        for name in _UNUSED:
            _remove(folder / name)
        if _folder_of(language):
            _share_assets(folder, new)
    return new


def _share_assets(folder: Path, site: Path) -> None:
    """One copy of the assets lies at the root, also where no language does."""
    if (site / "assets").exists():
        _remove(folder / "assets")
    else:
        shutil.move(folder / "assets", site / "assets")


def _lead_on(site: Path, name: str, languages: Sequence[str]) -> None:
    """Where English is not built, the root leads on to the home of the first language."""
    if not (site / "index.html").exists():
        home = f"{_folder_of(languages[0])}index.html"
        page = load_templates(languages[0]).get_template("lead_on.html")
        (site / "index.html").write_text(page.render(language=languages[0], name=name, to=home), "utf-8")


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _write_search(project: Project, options: Options, site: Path) -> None:
    """What the tools read and a full-text index, for each language; the indexes are made side by side."""
    write_shared_tables(project, site)
    for language in options.languages:
        pagefind.write_lean_pages(write_tables(project, language, site), _lean(site, language), language)
    if not load_valid_catalog(project).cases:
        return
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(_write_index, options, site), options.languages))


def _lean(site: Path, language: str) -> Path:
    """Where the pages lie that the index of a language is made from."""
    return site.parent / f"lean-{language}"


def _write_index(options: Options, site: Path, language: str) -> None:
    bundle = site / _folder_of(language) / "pagefind"
    try:
        pagefind.build_index(_lean(site, language), bundle, language)
        if options.twins:
            twins.write_twins(bundle)
    except (pagefind.IndexFailed, twins.UnknownFile) as error:
        raise BuildError(str(error)) from None


def is_current(project: Project, options: Options) -> bool:
    """Whether a site was built from what lies in the project now, in all the languages asked for."""
    try:
        mark, *built = _stamp(project, options.site).read_text("utf-8").split()
    except (OSError, ValueError):
        return False
    return (project.root / options.site / "index.html").is_file() and set(options.languages) <= set(built) \
        and mark == _mark_of(project)


def _stamp(project: Project, site: str) -> Path:
    return project.cache / f"built-{site.replace('/', '-')}.txt"


def _mark_of(project: Project) -> str:
    """A digest of all that a site is made from: names, sizes and times of files, and the day of the edition."""
    digest = hashlib.sha256(edition_date(project).isoformat().encode())
    for part in (project.cases, project.root / "docs", Path(__file__).parent, project.root / "mkdocs.yml"):
        for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if path.is_file() and path.suffix != ".pyc":
                seen = path.stat()
                digest.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_site(project: Project, name: str) -> bool:
    """Whether a folder may be replaced by a new site: it lies below the project, and is empty, missing or a site."""
    folder = (project.root / name).resolve()
    if project.root.resolve() not in folder.parents:
        return False
    is_empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    return is_empty or ((folder / "index.html").is_file() and (folder / ASSETS).is_dir())


def _swap(new: Path, site: Path) -> None:
    old = site.with_name(f".{site.name}-before")
    _remove(old)
    if site.exists():
        site.rename(old)
    new.rename(site)
    _remove(old)


def _report(site: Path, options: Options, catalog: Catalog) -> Report:
    files, old = list(_files(site)), redirect_pages.old_pages(catalog)
    pages = sum(1 for path in files if path.suffix == ".html" and path.parent.name != case_files.FOLDER
                and f"{path.parent.name}/{path.name}" not in old)
    return Report(pages, len(catalog.cases), sum(path.stat().st_size for path in files), list(options.languages))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _folder_of(language: str) -> str:
    return next(entry["folder"] for entry in LANGUAGES if entry["code"] == language)
