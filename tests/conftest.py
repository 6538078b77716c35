"""What all tests share: copies of the project, the site built by each builder, a server for it, and real browsers.

Nothing here writes into the project itself. A browser that is not there is a failure, never a skipped test.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from firefox import Firefox, find_firefox
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright

from casebook import cli
from casebook.catalog import Catalog
from casebook.loading import load_catalog
from casebook.project import today
from casebook.standard import standard_pages

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("case_studies", "docs", "casebook", "macros.py", "hook.py", "mkdocs.yml")
GENERATED = {"cases", "places", "methods", "mechanisms", "mindsets", "themes"}
"""Folders below docs/<language>/ that a build writes."""

FEW = (
    "bamako-waste-contract", "bizerte-waste-truck-routing", "bristol-is-open", "camden-residents-index",
    "kigali-rural-ict-centres", "kumasi-container-toilets", "kumasi-digital-revenue-collection",
    "london-ventures-brokerage", "makueni-participatory-budgeting", "niamey-flood-mapping",
    "nouakchott-waste-contract", "porto-alegre-participatory-budgeting",
)
"""The library of tests that prove how something is done, not that all content goes through it: real case studies,
with what one learned from another, that together use every key of the library (tests/test_pages.py)."""

BIN = Path(sys.executable).parent
LONG = ("test_builders", "test_handbook", "test_every_page", "test_phone", "test_offline", "test_form",
        "test_compare_tool", "test_explore", "test_safety", "test_pagefind", "test_cli", "test_browser",
        "test_pictures", "test_site", "test_start_tool", "test_case_page", "test_init", "test_review", "test_renaming",
        "test_guided_pages", "test_firefox", "test_data_pages", "test_form_rules")
"""The modules that take long, most of them for a built site or a browser, after all others. The first builds the site,
the second needs none; then the longest first, so that both workers end together."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
FORMS = {"wide": 1280, "phone": 360}
ODD_NAME = "Dossier d'été – n°1 (50%)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes last, so that a slip shows within seconds."""
    items.sort(key=lambda item: LONG.index(item.path.stem) + 1 if item.path.stem in LONG else 0)


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that one worker makes, while the other waits for it."""
    root = factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    try:
        (root / f"{name}.begun").mkdir()
    except FileExistsError:
        end = time.monotonic() + 400
        while not (root / f"{name}.ended").exists() and time.monotonic() < end:
            time.sleep(0.2)
    else:
        try:
            make(root / name)
        finally:
            (root / f"{name}.ended").mkdir()
    return root / name


# The project and its sites ---------------------------------------------------------------------------------------

@pytest.fixture(scope="session")
def epoch() -> str:
    """The date of the builds of this run: today, so that no case is ever checked in the future."""
    return str(int(time.time()) // 86400 * 86400)


@pytest.fixture(scope="session")
def environment(epoch: str) -> dict[str, str]:
    """What the commands run with: English, one date, colours and proxies of the caller left out."""
    dropped = ("FORCE_COLOR", "PYTHONWARNINGS", "PYTHONPATH", "CASEBOOK_LANGUAGE", "CASEBOOK_LANGUAGES",
               "CASEBOOK_DOCS", "CASEBOOK_SITE", "CASEBOOK_BUILD", "CASEBOOK_CATALOG", "CASEBOOK_ADDRESS",
               "CASEBOOK_REPOSITORY", "LC_ALL", "LC_MESSAGES")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": epoch, "NO_COLOR": "1",
            "COLUMNS": "200", "NO_MKDOCS_2_WARNING": "1", "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def copy_project(folder: Path) -> Path:
    """A clean copy of the project: what is under version control and a build needs."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=_generated)
        else:
            shutil.copy(source, folder / part)
    return folder


def small_project(folder: Path) -> Path:
    """The project with a few case studies, and only those pages that every page links to: quick to build."""
    project = copy_project(folder)
    for path in (project / "case_studies").glob("[a-z]*.yml"):
        if path.name.partition(".")[0] not in FEW:
            path.unlink()
    (project / "case_studies" / "_advice.yml").unlink()  # it names the cases that are gone
    english = project / "docs" / "en"
    shutil.rmtree(english / "comparisons")
    for name in {page.name for page in english.glob("*.md")} | standard_pages("en").keys() - {"index.md", "explore.md"}:
        (english / name).write_text(f"---\ntitle: {name}\n---\n\n# {name}\n", "utf-8")
    return project


def page_project(folder: Path, text: str) -> Path:
    """The same with one hand-written page alone."""
    project = small_project(folder)
    shutil.rmtree(project / "docs")
    (project / "docs" / "en").mkdir(parents=True)
    (project / "docs" / "en" / "index.md").write_text(text, "utf-8")
    return project


def _generated(folder: str, names: list[str]) -> set[str]:
    here = Path(folder)
    stubs = GENERATED if here.parent.name == "docs" else set()
    return {name for name in names if name == "__pycache__" or (name in stubs and (here / name).is_dir())}


def package_of(folder: Path) -> dict[str, str]:
    """What makes a command use the package of a folder, where there is one, and not that which is installed."""
    return {"PYTHONPATH": str(folder if (folder / "casebook").is_dir() else ROOT)}


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@pytest.fixture(scope="session")
def run(environment: dict[str, str]) -> Callable[..., Ran]:
    """Run a command in a folder, with the package that lies there: run(folder, "casebook", "build")."""
    def call(folder: Path, *command: str, timeout: float = 240, **changed: str) -> Ran:
        done = subprocess.run(command, cwd=folder, env={**environment, **package_of(folder), **changed},
                              capture_output=True, text=True, encoding="utf-8", timeout=timeout,
                              stdin=subprocess.DEVNULL, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def casebook(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
             environment: dict[str, str]) -> Callable[..., Ran]:
    """A command run inside this process, a second quicker: casebook(folder, "search", "toilets", LANG="fr")."""
    def call(folder: Path, *arguments: str, **changed: str) -> Ran:
        with monkeypatch.context() as here:
            for name in ("LC_ALL", "LC_MESSAGES"):
                here.delenv(name, raising=False)
            for name in ("LANG", "SOURCE_DATE_EPOCH", "NO_COLOR", "COLUMNS"):
                here.setenv(name, environment[name])
            for name, value in changed.items():
                here.setenv(name, value)
            here.chdir(folder)
            here.setattr(sys, "argv", ["casebook", *arguments])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        return Ran(int(ended.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., Ran]) -> Path:
    """A copy of the project with its `site/`, built by `casebook build` with MkDocs in all languages."""
    project = shared(tmp_path_factory, "mkdocs", lambda folder: _built(folder, run))
    assert (project / "site").is_dir(), "the other worker could not build it"
    return project


@pytest.fixture(scope="session")
def built_site(built_project: Path) -> Path:
    return built_project / "site"


@pytest.fixture(scope="session")
def zensical_site(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., Ran]) -> Path:
    """The same, built with Zensical."""
    return _built(tmp_path_factory.mktemp("zensical") / "project", run, "--builder", "zensical") / "site"


def _built(folder: Path, run: Callable[..., Ran], *options: str) -> Path:
    project = copy_project(folder)
    done = run(project, "casebook", "build", *options)
    assert done.code == 0, f"casebook build {' '.join(options)} failed:\n{done.said[-6000:]}"
    return project


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The real library. Nobody changes it."""
    return load_catalog(ROOT / "case_studies", today())[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with our places and terms, and no case study yet."""
    cases = tmp_path / "case_studies"
    cases.mkdir()
    for name in ("_places.yml", "_vocabulary.yml"):
        shutil.copy(ROOT / "case_studies" / name, cases)
    return tmp_path


@pytest.fixture(scope="session")
def disk(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the built site in a folder on disk whose name has blanks, accents and signs."""
    folder = tmp_path_factory.mktemp("disk") / ODD_NAME
    shutil.copytree(built_site, folder, copy_function=os.link)
    return folder.as_uri() + "/"


def pages_of(site: Path) -> list[Path]:
    """Every page below a folder, in order; the single files to send on are none (tests/test_case_page.py)."""
    return sorted(page for page in site.rglob("*.html") if page.parent.name != "files")


def parsed(page: Path) -> Any:
    """A page as lxml sees it."""
    return html.document_fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def words_of(element: Any) -> str:
    """The text of an element with single blanks."""
    return " ".join(" ".join(element.itertext()).split())


# The server ------------------------------------------------------------------------------------------------------

class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@dataclass
class Server:
    """Any folder over http on this machine alone."""

    folder: Path
    address: str = ""

    def __enter__(self) -> "Server":
        handler = partial(_QuietHandler, directory=str(self.folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def server(built_site: Path) -> Iterator[str]:
    """The address of the built site over http, with a slash at its end."""
    with Server(built_site) as running:
        yield running.address


# Browsers --------------------------------------------------------------------------------------------------------

def find_browser() -> str:
    """The Chromium of this machine; fails with what to do if there is none."""
    named = os.environ.get("CHROME_PATH")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        pytest.fail("No Chromium found. Install it (Debian: apt install chromium) or set CHROME_PATH.", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium that can reach no other machine."""
    executable = find_browser()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=list(BROWSER_OPTIONS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    executable = find_firefox()
    if not executable:
        pytest.fail("No Firefox. Install it (Debian: apt install firefox-esr) or set FIREFOX_PATH.", pytrace=False)
    with Firefox(executable, tmp_path_factory.mktemp("profile") / "new") as running:
        yield running


@dataclass
class Watch:
    """What pages asked for and complained of since the test began."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note_request(self, address: str) -> None:
        if not address.startswith(("http://127.0.0.1:", "file:", "blob:", "data:", "about:")):
            self.foreign.append(address)


@dataclass
class Window:
    """Pages of one browser, one for each form (width, scheme, scripts), kept for all tests: a new one takes half a
    second. `watch` is that of the test that runs."""

    browser: Browser
    watch: Watch = field(default_factory=Watch)
    pages: dict[tuple[object, ...], Page] = field(default_factory=dict)

    def page(self, width: int, scheme: str, scripts: bool, is_fresh: bool) -> Page:
        """The page of a form as if nobody had used it; a fresh one has a history and a storage of its own."""
        key = (width, scheme, scripts)
        page = None if is_fresh else self.pages.get(key)
        if page is None:
            context = self.browser.new_context(java_script_enabled=scripts, locale="en-GB", reduced_motion="reduce")
            page = context.new_page()
            self._listen(page)
            self.pages[(*key, len(self.pages)) if is_fresh else key] = page
        page.set_viewport_size({"width": width, "height": 900 if width > 500 else 740})
        page.emulate_media(media="screen", color_scheme=scheme)  # type: ignore[arg-type]
        return page

    def _listen(self, page: Page) -> None:
        page.on("request", lambda request: self.watch.note_request(request.url))
        page.on("pageerror", lambda error: self.watch.errors.append(str(error)))
        page.on("console", lambda message: self.watch.errors.append(f"{message.text} ({message.location.get('url')})")
                if message.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: (self.watch.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def rest(self) -> None:
        """Leave no page of a test at work; close those of one test alone."""
        for key, page in list(self.pages.items()):
            if len(key) > 3:
                self.pages.pop(key).context.close()
            elif page.url != "about:blank":
                page.evaluate("sessionStorage.clear()")  # or the tray of one test stands on the pages of the next
                page.goto("about:blank")


@pytest.fixture(scope="session")
def window(browser: Browser) -> Window:
    return Window(browser)


@pytest.fixture
def open_page(window: Window) -> Iterator[Callable[..., Page]]:
    """Open an address: open_page(address, width=360, scheme="dark", scripts=False, is_fresh=True).

    At its end the test fails if any page asked for another host, or wrote an error or a warning to the console.
    """
    watch = window.watch = Watch()

    def open_(address: str, *, width: int = FORMS["wide"], scheme: str = "light", scripts: bool = True,
              is_fresh: bool = False) -> Page:
        page = window.page(width, scheme, scripts, is_fresh)
        page.goto(address)
        return page

    yield open_
    window.rest()
    assert not watch.foreign, f"asked for another host: {watch.foreign}"
    assert not watch.errors, f"complained: {watch.errors}"
