"""Measure what a build costs, against plain MkDocs with Material and as the library grows; `make bench` calls it.

    python scripts/bench.py                                   the limits of HACKING.md, at 1,000 and 2,000 cases
    python scripts/bench.py --cases 200 --growth 50 400       smaller, for a first look
    python scripts/bench.py --only growth --repeat 3          one benchmark, best of three runs
    python scripts/bench.py --profile --cases 200             where our MkDocs run spends its time

CPU seconds of the started processes are what counts; wall time says more about what else the machine does. Runs that
are compared are made in turns, one at a time. Ends with 1 if a limit is broken. A new benchmark is a function that
yields limits, named in BENCHMARKS.
"""

import argparse
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from make_corpus import PROJECT, write_corpus
from plain_pages import write_plain_project
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(PROJECT))

from casebook.building import prepare  # noqa: E402
from casebook.project import Project, hand_over, load_valid_catalog  # noqa: E402

MOST_AGAINST_PLAIN = 1.25
MOST_GROWTH = 1.10
MOST_FUNCTIONS = 25
EDITION = "1767225600"
"""The first day of 2026, so that no run differs by its date."""

_OURS = ("-c", "from casebook.cli import main; main()", "build", "--languages", "en")
_PLAIN = ("-m", "mkdocs", "build", "--quiet")


@dataclass(frozen=True)
class Run:
    """One build: what it made and what it took."""

    name: str
    cases: int
    pages: int
    cpu: float
    wall: float

    @property
    def per_page(self) -> float:
        return self.cpu / self.pages


@dataclass(frozen=True)
class Limit:
    """A measured value and the most that it may be."""

    name: str
    value: float
    most: float

    @property
    def holds(self) -> bool:
        return self.value <= self.most


@dataclass
class Bench:
    """What was asked for, and the best run of each kind so far."""

    folder: Path
    cases: int
    growth: tuple[int, int]
    repeat: int
    tell: Callable[[str], object]
    best: dict[tuple[str, int], Run] = field(default_factory=dict)

    def keep(self, run: Run) -> Run:
        """Remember a run if it is the best of its kind; return the best."""
        self.tell(f"{run.name}, {run.cases} cases: {run.cpu:.1f} CPU s, {run.wall:.1f} s")
        before = self.best.get((run.name, run.cases))
        best = run if before is None or run.cpu < before.cpu else before
        self.best[run.name, run.cases] = best
        return best


# What is measured ------------------------------------------------------------------------------------------------

def compare_with_plain(bench: Bench) -> Iterator[Limit]:
    """Our whole build against plain MkDocs with Material on the same pages, its own search included on either side."""
    for _ in range(bench.repeat):
        ours = bench.keep(build_ours(bench, bench.cases))
        plain = bench.keep(build_plain(bench, bench.cases))
    yield Limit("CPU against plain MkDocs", ours.cpu / plain.cpu, MOST_AGAINST_PLAIN)


def compare_growth(bench: Bench) -> Iterator[Limit]:
    """The cost of a page in a small and in a large library."""
    for _ in range(bench.repeat):
        small, large = (bench.keep(build_ours(bench, cases)) for cases in bench.growth)
    yield Limit(f"CPU per page at {large.cases} against {small.cases}", large.per_page / small.per_page, MOST_GROWTH)


BENCHMARKS: Mapping[str, Callable[[Bench], Iterator[Limit]]] = {
    "plain": compare_with_plain,
    "growth": compare_growth,
}


# Builds ----------------------------------------------------------------------------------------------------------

def build_ours(bench: Bench, cases: int) -> Run:
    """`casebook build`: checks, pages, full-text index with twins, links."""
    folder = corpus(bench, cases)
    cpu, wall = measure(_OURS, folder)
    return Run("casebook build", cases, len(list((folder / "site").rglob("*.html"))), cpu, wall)


def build_plain(bench: Bench, cases: int) -> Run:
    """`mkdocs build` on the Markdown that our last build of so many cases is written out as."""
    folder = bench.folder / f"plain-{cases}"
    pages = write_plain_project(corpus(bench, cases) / "site", folder)
    cpu, wall = measure(_PLAIN, folder)
    return Run("plain MkDocs, Material, search", cases, pages, cpu, wall)


def corpus(bench: Bench, cases: int) -> Path:
    """The project of so many cases, made the first time."""
    folder = bench.folder / f"corpus-{cases}"
    if not folder.exists():
        write_corpus(cases, folder)
    return folder


def measure(arguments: Sequence[str], folder: Path) -> tuple[float, float]:
    """CPU and wall seconds of one run of Python and all that it starts; SystemExit with its words if it fails."""
    before, started = _children(), time.perf_counter()
    ran = subprocess.run((sys.executable, "-W", "ignore", *arguments), cwd=folder, env=environment(),
                         capture_output=True, text=True)
    wall, cpu = time.perf_counter() - started, _children() - before
    if ran.returncode:
        raise SystemExit(f"{' '.join(arguments)} in {folder} failed:\n{(ran.stdout + ran.stderr)[-3000:]}")
    return cpu, wall


def environment() -> dict[str, str]:
    """That of this process, with this project's package and one date."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": EDITION, "NO_MKDOCS_2_WARNING": "1"}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# Showing ---------------------------------------------------------------------------------------------------------

def show(console: Console, bench: Bench, limits: Sequence[Limit]) -> None:
    """A table of the best runs, and a line for each limit."""
    table = Table("Build", *("Cases", "Pages", "CPU s", "ms a page", "Wall s"))
    for run in bench.best.values():
        table.add_row(run.name, f"{run.cases:,}", f"{run.pages:,}", f"{run.cpu:.1f}", f"{run.per_page * 1000:.1f}",
                      f"{run.wall:.1f}")
    console.print(table)
    for limit in limits:
        verdict = "holds" if limit.holds else "BROKEN"
        console.print(f"{limit.name}: {limit.value:.2f}, at most {limit.most:.2f}: {verdict}", highlight=False)


def profile(bench: Bench) -> None:
    """Print the functions in which the MkDocs run of our build spends most of its own time."""
    folder = corpus(bench, bench.cases)
    project, result = Project(folder), bench.folder / "profile"
    prepare(project, "en")
    os.environ.update(hand_over(load_valid_catalog(project), bench.folder / "catalog.json"), CASEBOOK_BUILD="1")
    measure(("-m", "cProfile", "-o", str(result), "-m", "mkdocs", "build", "--quiet"), folder)
    pstats.Stats(str(result)).sort_stats("tottime").print_stats(MOST_FUNCTIONS)


def main(arguments: Sequence[str]) -> int:
    """Read the arguments, measure, show; 1 if a limit is broken."""
    options = parse(arguments)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="casebook-bench-") as made:
        folder = (options.folder or Path(made)).resolve()
        bench = Bench(folder, options.cases, tuple(options.growth), options.repeat, Console(stderr=True).print)
        if options.profile:
            profile(bench)
            return 0
        limits = [limit for name in options.only or BENCHMARKS for limit in BENCHMARKS[name](bench)]
    show(console, bench, limits)
    return 0 if all(limit.holds for limit in limits) else 1


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--cases", type=int, default=1000, help="how many, against plain MkDocs and for --profile")
    parser.add_argument("--growth", type=int, nargs=2, default=(200, 2000), metavar=("SMALL", "LARGE"))
    parser.add_argument("--repeat", type=int, default=1, help="runs of each build, of which the best counts")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="leave out the other benchmarks")
    parser.add_argument("--folder", type=Path, help="an empty folder to work in and keep; else a temporary one")
    parser.add_argument("--profile", action="store_true", help="show the most expensive functions, and measure nothing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
