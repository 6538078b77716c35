"""The project on disk: where things lie, and the site of one language loaded once for as long as nothing changes."""

import json
import lzma
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from casebook.catalog import Catalog, catalog_as_data, catalog_from_data
from casebook.export.history import LOG_OPTIONS, History, history_of
from casebook.loading import CASES_FOLDER, fingerprint, load_catalog
from casebook.problems import Problem, has_errors, report_text
from casebook.views.view import Site
from casebook.words import INTERFACE_LANGUAGES, Words

_SECONDS_BETWEEN_LOOKS = 0.5
HANDED_OVER = "CASEBOOK_CATALOG"
"""Names the file with the catalog that `casebook build` hands over to the builders it starts."""

LAST_VALID = "CASEBOOK_LAST_VALID"
"""Names the file in which `casebook serve` keeps the last catalog without errors, to be shown while there is none."""


class ContentError(Exception):
    """The case studies have errors; its text is the report."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n" + report_text(problem for problem in problems if problem.level == "error"))


@dataclass(frozen=True)
class Project:
    """A folder with case_studies/, docs/ and mkdocs.yml."""

    root: Path

    @property
    def cases(self) -> Path:
        return self.root / CASES_FOLDER

    def docs(self, language: str) -> Path:
        return self.root / "docs" / language

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site: those with a folder of pages; where there is none yet, that of the program."""
        return tuple(code for code in INTERFACE_LANGUAGES if self.docs(code).is_dir()) or INTERFACE_LANGUAGES[:1]

    @property
    def cache(self) -> Path:
        """Where indexes that can be made again are kept."""
        return self.root / ".casebook"


def load_site(project: Project, language: str, **known: str) -> Site:
    """The site of one language with what the configuration knows of it (see Site); raises ContentError.

    Looks at the disk at most twice a second.
    Zensical asks for every page anew: loading each time made 100 pages five times slower (findings/SCALE.md).
    """
    tick = int(time.monotonic() / _SECONDS_BETWEEN_LOOKS)
    mark = _mark(project, tick)
    return Site(_catalog(project, mark, language), _words(language), history=_history(project, mark), **known)


def load_valid_catalog(project: Project) -> Catalog:
    """The catalog of a project; raises ContentError with all problems if there is an error."""
    if file := os.environ.get(HANDED_OVER):
        return _take_catalog(Path(file), Path(file).stat().st_mtime_ns)
    catalog, problems = load_catalog(project.cases, today(), library_name(project))
    if has_errors(problems):
        raise ContentError(problems)
    return catalog


def read_config(project: Project) -> dict[str, Any]:
    """mkdocs.yml as the builders read it; empty where there is none. Nobody changes it."""
    file = project.root / "mkdocs.yml"
    return _read_config(file, file.stat().st_mtime_ns) if file.is_file() else {}


def library_name(project: Project) -> str:
    """The name of the library: that of its site."""
    return str(read_config(project).get("site_name") or Catalog.library)


@lru_cache(maxsize=4)
def _read_config(file: Path, changed: int) -> dict[str, Any]:
    return config_in(file.read_text("utf-8"), os.environ)


def config_in(text: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """The configuration in a text, with `!ENV [NAME, default]` as both builders know it."""

    class Loader(yaml.SafeLoader):
        pass

    def read(loader: yaml.SafeLoader, node: yaml.SequenceNode) -> Any:
        name, default = loader.construct_sequence(node)
        return environment.get(name, default)

    Loader.add_constructor("!ENV", read)
    return dict(yaml.load(text, Loader=Loader))


def hand_over(catalog: Catalog, file: Path) -> dict[str, str]:
    """Write the catalog for processes started by this one; return what their environment needs to find it.

    Reading and checking 1,000 files anew in each of them took as long as all their templates.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(catalog_as_data(catalog)), "utf-8")
    return {HANDED_OVER: str(file)}


DUMP = "casebook.json"
"""The whole library as one file, in the folder `data` of a site."""


def find_dump(place: Path) -> Path | None:
    """The dump in a file, a folder of data, a site, or the folder into which a copy of a site was unpacked."""
    if place.is_file():
        return place
    found = [file for name in (DUMP, f"{DUMP}.xz")
             for file in (place / name, place / "data" / name, *sorted(place.glob(f"*/data/{name}")))]
    return next((file for file in found if file.is_file()), None)


def read_dump_file(file: Path) -> str:
    """The text of a dump, packed as in copies or not; raises OSError, ValueError or lzma.LZMAError."""
    content = file.read_bytes()
    return (lzma.decompress(content) if file.suffix == ".xz" else content).decode()


def user_cache() -> Path:
    """Where this account keeps what can be made again."""
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches"
    else:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "casebook"


def write_beside(file: Path, content: str | bytes) -> None:
    """Write beside a file and then put it in its place, so that nothing half-written bears its name."""
    beside = file.with_name(f".{file.name}.part")
    beside.write_bytes(content if isinstance(content, bytes) else content.encode())
    beside.replace(file)


def write_together(files: Mapping[Path, bytes | None]) -> None:
    """Write files, and delete those without content: all of them or none. Raises OSError."""
    before = {file: file.read_bytes() if file.is_file() else None for file in files}
    try:
        for file, content in files.items():
            _put(file, content)
    except OSError:
        for file, content in before.items():
            with suppress(OSError):
                _put(file, content)
        raise


def _put(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
    elif not file.is_file() or file.read_bytes() != content:
        write_beside(file, content)


def address_of(site_url: str, folder: str) -> str:
    """The web address of a folder of the site with a slash at its end; empty where the site has none."""
    return f"{site_url.rstrip('/')}/{folder}" if site_url else ""


@lru_cache(maxsize=1)
def _take_catalog(file: Path, changed: int) -> Catalog:
    return catalog_from_data(json.loads(file.read_text("utf-8")))


@lru_cache(maxsize=2)
def _mark(project: Project, tick: int) -> str:
    return os.environ.get(HANDED_OVER) or f"{fingerprint(project.cases)} {library_name(project)}"


@lru_cache(maxsize=4)
def _catalog(project: Project, mark: str, language: str) -> Catalog:
    return load_valid_catalog(project).in_language(language)


@lru_cache(maxsize=2)
def _history(project: Project, mark: str) -> History:
    return history_of(load_valid_catalog(project), git_log(project))


def git_log(project: Project) -> str:
    """What git tells of the case studies, as `export.history` reads it; nothing where there is no git."""
    return _told_by_git(project, "log", *LOG_OPTIONS, "--", CASES_FOLDER)


def _told_by_git(project: Project, *question: str) -> str:
    """The answer of git; nothing where there is no git, no repository or no commit."""
    try:
        asked = subprocess.run(["git", *question], cwd=project.root, capture_output=True, text=True, encoding="utf-8",
                               errors="replace", check=False)
    except FileNotFoundError:
        return ""
    return asked.stdout if asked.returncode == 0 else ""


@lru_cache(maxsize=4)
def _words(language: str) -> Words:
    """One for all pages, since it reads its locale and catalogue anew each time it is made."""
    return Words(language)


def today() -> date:
    """The day for rules about age: SOURCE_DATE_EPOCH where it is set, else the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()


def edition_date(project: Project) -> date:
    """The date that pages carry: SOURCE_DATE_EPOCH, else the last commit's, so that one commit gives the same bytes."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return today()
    last = _told_by_git(project, "log", "-1", "--format=%cs").strip()
    return date.fromisoformat(last) if last else today()
