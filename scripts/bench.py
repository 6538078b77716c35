"""Measure what a build costs, against plain MkDocs with Material and as the library grows; `make bench` calls it.

    python scripts/bench.py                                   the limits of HACKING.md, at 1,000 and 2,000 cases
    python scripts/bench.py --cases 200 --growth 50 400       smaller, for a first look
    python scripts/bench.py --only growth --repeat 3          one benchmark, best of three runs
    python scripts/bench.py --profile --cases 200             where our MkDocs run spends its time

CPU seconds of the started processes are what counts; wall time says more about what else the machine does. Runs that
are compared are made in turns, one at a time. What a reader waits for is measured in Chromium, on a site of so many
cases opened from disk, with its processor slowed four times: milliseconds from the event to the change on the page, the
best of three turns, since another process can only make it longer. Ends with 1 if a limit is broken. A new benchmark is
a function that yields limits, named in BENCHMARKS; one of a tool opens `slow_page` and calls `measure_in_browser`.
"""

import argparse
import json
import os
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from make_corpus import PROJECT, write_corpus
from plain_pages import write_plain_project
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(PROJECT))

from casebook.building import prepare  # noqa: E402
from casebook.project import Project, hand_over, load_valid_catalog  # noqa: E402

MOST_AGAINST_PLAIN = 1.25
MOST_GROWTH = 1.10
MOST_FUNCTIONS = 25
MOST_RATIO = 10
"""Limits above this are milliseconds, which no one needs to a hundredth."""

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


def explore(bench: Bench) -> Iterator[Limit]:
    """What a reader waits for on the Explore page: a filter, the first query in words, and the next ones."""
    boxes = ("[name=mechanism][value=procurement]", "[name=theme]", "[name=size]")
    texts = ("bus stops", "procuremnt", "marchés publics", "water pump repair", "contract delays")
    filters, first, later = list[list[float]](), list[float](), list[list[float]]()
    for _ in range(TURNS):
        with slow_page(bench, "explore.html?region=west-africa") as page:
            page.wait_for_selector("ol.cases[aria-busy=false]")
            filters.append([min(measure_in_browser(page, f"() => document.querySelector('{box}').click()", "ol.cases")
                                for _ in range(TURNS)) for box in boxes])  # from the second on, the cards are there
        with slow_page(bench, "explore.html") as page:
            first.append(measure_in_browser(page, type_and_enter("#q", "school meter"), "ol.cases"))
            later.append([measure_in_browser(page, type_and_enter("#q", text), "ol.cases") for text in texts])
    yield Limit("ms from a filter to the new list", max(map(min, *filters)), 100)
    yield Limit("ms from the first query to its list", min(first), 1000)
    yield Limit("ms from a later query to its list", max(map(min, *later)), 250)


def start(bench: Bench) -> Iterator[Limit]:
    """What a reader waits for on the page Start: from one more choice to the cases that speak to it, all data read."""
    choices = (("[name=blocks][aria-label]", "funding"), ("#s-theme", "mobility"), ("#s-size", "large"))
    waits = list[list[float]]()
    for _ in range(TURNS):
        with slow_page(bench, "start.html?blocks=procurement") as page:
            page.wait_for_selector(".result li.case")
            for box, value in (*choices, *((box, "") for box, _ in choices)):  # so that the cards have been read once
                measure_in_browser(page, choose(box, value), ".result ol.cases")
            waits.append([measure_in_browser(page, choose(box, value), ".result ol.cases") for box, value in choices])
    yield Limit("ms from a choice on Start to the new list", max(map(min, *waits)), 100)


def compare(bench: Bench) -> Iterator[Limit]:
    """What a reader waits for on the Compare page, all data read: choices for a letter, findings of two to four."""
    typed, found = list[list[float]](), list[list[float]]()
    for _ in range(TURNS):
        with slow_page(bench, "compare.html") as page:
            for watched in (".heads", ".findings", ".findings", ".findings"):  # which reads the data of all four
                measure_in_browser(page, _TYPE_CHOICE, "#choices")
                measure_in_browser(page, _TAKE_CHOICE, watched)
            taken = [measure_in_browser(page, _TAKE_OUT, ".findings") for _ in range(2)]
            again = [(measure_in_browser(page, _TYPE_CHOICE, "#choices"),
                      measure_in_browser(page, _TAKE_CHOICE, ".findings")) for _ in range(2)]
        typed.append([letter for letter, _ in again])
        found.append([*taken, *(choice for _, choice in again)])
    yield Limit("ms from a letter to the choices of Compare", max(map(min, *typed)), 100)
    yield Limit("ms from a choice to the findings of Compare", max(map(min, *found)), 100)


_TYPE_CHOICE = """() => {
    const box = document.getElementById("choose");
    document.querySelector(".change").open = true;
    box.focus();
    box.value = "a";
    box.dispatchEvent(new Event("input"));
}"""
_TAKE_OUT = "() => document.querySelector('.heads button').click()"
_TAKE_CHOICE = "() => document.getElementById('choose').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))"

BENCHMARKS: Mapping[str, Callable[[Bench], Iterator[Limit]]] = {
    "plain": compare_with_plain,
    "growth": compare_growth,
    "explore": explore,
    "start": start,
    "compare": compare,
}


# Builds ----------------------------------------------------------------------------------------------------------

def build_ours(bench: Bench, cases: int) -> Run:
    """`casebook build`: checks, pages, full-text index with twins, links."""
    folder = corpus(bench, cases)
    cpu, wall = measure(_OURS, folder)
    pages = [page for page in (folder / "site").rglob("*.html") if page.parent.name != "files"]
    return Run("casebook build", cases, len(pages), cpu, wall)


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


# Browser ---------------------------------------------------------------------------------------------------------

SLOWER = 4
"""So many times slower than this machine is that of the reader."""

TURNS = 3
"""So often a reader is played."""

_OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_WAIT = """([act, watched]) => new Promise(resolve => {
    const observer = new MutationObserver(() => { observer.disconnect(); resolve(performance.now() - start); });
    observer.observe(document.querySelector(watched), { childList: true });
    const start = performance.now();
    (0, eval)(`(${act})`)();
})"""


@contextmanager
def slow_page(bench: Bench, address: str) -> Iterator[Page]:
    """A page of the site of `bench.cases` cases, built the first time, opened from disk in a slow Chromium."""
    folder = corpus(bench, bench.cases)
    if not (folder / "site" / "pagefind").is_dir():  # missing, or left without its index by --profile
        bench.keep(build_ours(bench, bench.cases))
    name = next(name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(name), args=list(_OPTIONS))
        page = browser.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(f"{(folder / 'site').as_uri()}/{address}")
        page.wait_for_load_state()
        yield page
        browser.close()


def choose(box: str, value: str) -> str:
    """A script that takes a value in a list of choices, as a reader does."""
    return (f"() => {{ const box = document.querySelector('{box}'); box.value = '{value}'; "
            "box.dispatchEvent(new Event('change', { bubbles: true })); }")


def measure_in_browser(page: Page, act: str, watched: str) -> float:
    """Milliseconds from an act, a JavaScript function, until the children of an element change."""
    waited = float(page.evaluate(_WAIT, [act, watched]))
    page.wait_for_timeout(600)  # whatever follows is not part of the next one
    page.wait_for_selector("[aria-busy=true]", state="detached")
    return waited


def type_and_enter(box: str, text: str) -> str:
    """The act of typing a text into a box and pressing Enter."""
    return f"""() => {{
        const box = document.querySelector({json.dumps(box)});
        box.focus();
        box.value = {json.dumps(text)};
        box.form.requestSubmit();
    }}"""


# Showing ---------------------------------------------------------------------------------------------------------

def show(console: Console, bench: Bench, limits: Sequence[Limit]) -> None:
    """A table of the best runs, and one of all figures that have a limit."""
    runs = _table("Build", "Cases", "Pages", "CPU s", "ms a page", "Wall s")
    for run in bench.best.values():
        runs.add_row(run.name, f"{run.cases:,}", f"{run.pages:,}", f"{run.cpu:.1f}", f"{run.per_page * 1000:.1f}",
                     f"{run.wall:.1f}")
    figures = _table("Figure", "Measured", "Limit", "Verdict")
    for limit in limits:
        verdict, places = "holds" if limit.holds else "BROKEN", 2 if limit.most < MOST_RATIO else 0
        figures.add_row(limit.name, f"{limit.value:,.{places}f}", f"{limit.most:,.{places}f}", verdict)
    for table in (runs, figures):
        if table.row_count:
            console.print(table)


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for head in others:
        table.add_column(head, justify="right", no_wrap=True)
    return table


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
