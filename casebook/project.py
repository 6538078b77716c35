"""The project on disk: where things lie, and the site of one language loaded once for as long as nothing changes."""

import os
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from casebook.catalog import CASES_FOLDER, Catalog, fingerprint, load_catalog
from casebook.problems import Problem, has_errors, report_text
from casebook.views.view import Site
from casebook.words import Words

_SECONDS_BETWEEN_LOOKS = 0.5


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
    def cache(self) -> Path:
        """Where indexes that can be made again are kept."""
        return self.root / ".casebook"


def load_site(project: Project, language: str, *, repository: str = "", shared: str = "") -> Site:
    """The site of one language; raises ContentError. Looks at the disk at most twice a second.

    Zensical asks for every page anew: loading each time made 100 pages five times slower (findings/SCALE.md).
    """
    tick = int(time.monotonic() / _SECONDS_BETWEEN_LOOKS)
    return Site(_catalog(project, _mark(project, tick)), Words(language), repository=repository, shared=shared)


def load_valid_catalog(project: Project) -> Catalog:
    """The catalog of a project; raises ContentError with all problems if there is an error."""
    catalog, problems = load_catalog(project.cases, today())
    if has_errors(problems):
        raise ContentError(problems)
    return catalog


@lru_cache(maxsize=2)
def _mark(project: Project, tick: int) -> str:
    return fingerprint(project.cases)


@lru_cache(maxsize=2)
def _catalog(project: Project, mark: str) -> Catalog:
    return load_valid_catalog(project)


def today() -> date:
    """The day for rules about age: SOURCE_DATE_EPOCH where it is set, else the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else datetime.now(UTC).date()


def edition_date(project: Project) -> date:
    """The date that pages carry: SOURCE_DATE_EPOCH, else the last commit's, so that one commit gives the same bytes."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return today()
    asked = subprocess.run(["git", "log", "-1", "--format=%cs"], cwd=project.root, capture_output=True, text=True,
                           check=False)
    return date.fromisoformat(asked.stdout.strip()) if asked.returncode == 0 and asked.stdout.strip() else today()
