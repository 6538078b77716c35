"""Another network in a box: a library begun with the installed program alone, outside this repository."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import BIN, Ran, Server, pages_of, parsed, words_of
from playwright.sync_api import Page
from test_github import Machine, git

from casebook.catalog import Catalog
from casebook.engine import NoEngine, upgraded, versions_of_libraries, wheel_name
from casebook.founding import ADDRESS, EXAMPLE, NAME, Wish, begin_library, name_from, starting_files
from casebook.links import check_links
from casebook.project import Project, library_name, today
from casebook.standard import (
    FOLDER,
    MARK,
    find_wrong_standard_pages,
    has_page,
    standard_pages,
    write_standard_pages,
)
from casebook.views.frame import FOOT, MENU, MORE
from casebook.words import INTERFACE_LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = "Lake Cities' Library"
SOURCES = ("casebook", "pyproject.toml", "README.md", "LICENSE")


# The pages that come with the program ----------------------------------------------------------------------------

def test_the_pages_of_the_program_link_to_one_another_alone() -> None:
    """A library that has none of our own pages must not have a broken link."""
    for language in INTERFACE_LANGUAGES:
        pages = standard_pages(language)
        linked = {link for text in pages.values() for link in re.findall(r"\]\(([\w./-]+\.md)", text)}
        assert linked <= pages.keys()


def test_every_page_that_the_menus_name_comes_with_the_program_or_is_left_out(tmp_path: Path) -> None:
    """The page for authors, whose examples are our cases, is ours alone."""
    missing = {path for path, _ in (*MENU, *MORE, *FOOT) if not has_page(path, "en", tmp_path)}
    assert missing <= {"macros.html"}
    (tmp_path / "macros.md").write_text("# Macros\n", "utf-8")
    assert has_page("macros.html", "en", tmp_path)


def test_no_page_of_the_program_names_one_of_our_cases_or_places(catalog: Catalog) -> None:
    ours = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names_of(catalog)))
    found = {(path.name, *ours.findall(text)) for path in FOLDER.rglob("*.md")
             if ours.search(text := path.read_text("utf-8"))}
    assert not found


def test_pages_of_the_program_are_written_once_and_those_of_the_library_never_touched(tmp_path: Path) -> None:
    own = tmp_path / "about.md"
    own.write_text("---\ntitle: Ours\n---\n\n# Ours\n", "utf-8")
    assert write_standard_pages("en", tmp_path) == len(standard_pages("en"))  # all but one, and the list for git
    assert own.read_text("utf-8").endswith("# Ours\n") and not find_wrong_standard_pages("en", tmp_path)
    assert MARK in (tmp_path / "coverage.md").read_text("utf-8")
    ignored = (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    assert "/coverage.md" in ignored and "/cases/" in ignored and "/about.md" not in ignored


def test_a_page_without_the_mark_belongs_to_the_library(tmp_path: Path) -> None:
    write_standard_pages("en", tmp_path)
    page = tmp_path / "coverage.md"
    page.write_text(page.read_text("utf-8").replace(MARK, "") + "\nMine.\n", "utf-8")
    write_standard_pages("en", tmp_path)
    assert page.read_text("utf-8").endswith("Mine.\n")
    assert "/coverage.md" not in (tmp_path / ".gitignore").read_text("utf-8")


def test_an_old_page_of_the_program_is_renewed_and_one_that_it_no_longer_has_goes(tmp_path: Path) -> None:
    write_standard_pages("en", tmp_path)
    old, gone = tmp_path / "coverage.md", tmp_path / "gone.md"
    old.write_text(f"---\n{MARK}title: Old\n---\n", "utf-8")
    gone.write_text(f"---\n{MARK}title: Gone\n---\n", "utf-8")
    assert write_standard_pages("en", tmp_path) == 2
    assert "title: Coverage" in old.read_text("utf-8") and not gone.exists()


def test_our_own_library_keeps_no_copy_of_a_page_of_the_program() -> None:
    for language in INTERFACE_LANGUAGES:
        kept = {page.name: page.read_text("utf-8") for page in (ROOT / "docs" / language).glob("*.md")}
        assert not [name for name, text in kept.items() if text == standard_pages(language).get(name)]


# What a library begins with --------------------------------------------------------------------------------------

def test_the_first_vocabulary_and_the_workflows_are_made_from_ours() -> None:
    """After a change of case_studies/_vocabulary.yml or of .github/workflows: python scripts/starter.py"""
    spec = spec_from_file_location("starter", ROOT / "scripts" / "starter.py")
    assert spec and spec.loader
    starter = module_from_spec(spec)
    spec.loader.exec_module(starter)
    assert {file: file.read_text("utf-8") for file in starter.starter_files()} == starter.starter_files()


def test_our_settings_are_those_of_a_new_library_but_for_what_is_our_own() -> None:
    """The program's own content lives by the same rule."""
    settings = [re.sub(r"!ENV \[(\w+), .*\]", r"\1", text) for text in (
        (ROOT / "mkdocs.yml").read_text("utf-8"), starting_files(Wish("Casebook", ("en",)), today())["mkdocs.yml"])]
    ours, theirs = map(yaml.safe_load, settings)
    ours["watch"].remove("casebook")  # of those who change the program
    assert ours == theirs


def test_the_files_of_a_library_name_its_name_and_nothing_is_left_to_be_filled_in() -> None:
    files = starting_files(Wish(LIBRARY, ("fr", "en"), "https://example.org/x"), today())
    assert f'site_name: "{LIBRARY}"' in files["mkdocs.yml"] and files["README.md"].startswith(f"# {LIBRARY}\n")
    assert "docs/fr]" in files["mkdocs.yml"] and "Deux commandes" in files["README.md"]
    assert not [path for path, text in files.items() if re.search(r"@[a-z ]+@", text) or path.endswith(".in")]
    assert {"lake-cities-library"} == yaml.safe_load(files["case_studies/_vocabulary.yml"])["networks"].keys()


def test_without_a_repository_on_github_there_is_nothing_for_it() -> None:
    for repository in ("", "https://github.com.example.org/x"):
        files = starting_files(Wish("x", ("en",), repository), today())
        assert not [path for path in files if path.startswith(".github")] and "GitHub" not in files["README.md"]


@pytest.mark.parametrize(("languages", "wanted"), [
    (("en",), {"yml": "en"}), (("en", "fr"), {"yml": "en", "fr.yml": None}), (("fr",), {"yml": "fr"})], ids=str)
def test_the_example_stands_in_the_languages_of_the_library(
        languages: tuple[str, ...], wanted: dict[str, str | None]) -> None:
    files = starting_files(Wish("x", languages), today())
    cases = {path.partition(".")[2]: yaml.safe_load(text) for path, text in files.items() if EXAMPLE in path}
    assert {ending: case.get("language") for ending, case in cases.items()} == wanted
    assert {path.split("/")[1] for path in files if path.startswith("docs/")} == set(languages)


@pytest.mark.parametrize("name", ["Casebook", "Réseau des villes du lac", "شبكة المدن", "A & B (2026): x/y"])
def test_a_name_may_be_in_any_script(name: str) -> None:
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["", " x", "{{ 6*7 }}", "<b>", 'a"b', "a\nb", "@name@", "x" * 61, "-", "a\\b", "*x*"])
def test_a_name_holds_nothing_that_a_page_or_a_setting_could_take_for_more(name: str) -> None:
    assert not NAME.fullmatch(name)


def test_addresses_and_names_of_folders() -> None:
    assert ADDRESS.fullmatch("https://github.com/a/b") and not ADDRESS.fullmatch("http://a") \
        and not ADDRESS.fullmatch('https://a/"b') and not ADDRESS.fullmatch("https://a/{{x}}")
    assert name_from(Path("/x/lake-cities_library")) == "Lake cities library"


def test_the_name_of_a_library_is_that_of_its_site(tmp_path: Path) -> None:
    assert library_name(Project(ROOT)) == "Casebook" == library_name(Project(tmp_path))
    (tmp_path / "mkdocs.yml").write_text('site_name: "Lake"\ndocs_dir: !ENV [X, y]\n', "utf-8")
    assert library_name(Project(tmp_path)) == "Lake"


# Wrong usage -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("arguments", "said"), [
    (("full",), "not empty"), (("file.txt",), "not empty"), (("none/new",), "does not exist"),
    (("new", "--name", "{{ 6*7 }}"), "no name"), (("new", "--languages", "en,xx"), "--languages"),
    (("new", "--languages", ""), "--languages"), (("new", "--repository", "ftp://x"), "https://"), ((), "folder"),
], ids=str)
def test_wrong_usage_is_one_line_and_leaves_nothing(
        tmp_path: Path, casebook: Callable[..., Ran], arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "full").mkdir()
    for name in ("full/letter.txt", "file.txt"):
        (tmp_path / name).write_text("Dear council", "utf-8")
    before = digests(tmp_path)
    done = casebook(tmp_path, "init", *arguments)
    assert done.code == 2 and said in done.err and len(done.said.strip().splitlines()) == 1
    assert digests(tmp_path) == before and not (tmp_path / "new").exists()


def test_a_library_that_cannot_be_written_leaves_nothing(
        tmp_path: Path, casebook: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    done = casebook(tmp_path, "init", "new")
    assert done.code == 1 and "No space left" in done.err and not list(tmp_path.iterdir())


def test_an_empty_folder_may_be_filled(tmp_path: Path, casebook: Callable[..., Ran]) -> None:
    assert casebook(tmp_path, "init", ".", "--name", "Lake", "--languages", "en").code == 0
    assert (tmp_path / "mkdocs.yml").is_file() and (tmp_path / ".gitignore").is_file()
    assert casebook(tmp_path, "validate").code == 0


# On GitHub -------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library in French that lies on GitHub, committed."""
    library = tmp_path_factory.mktemp("hub") / "library"
    begin_library(library, Wish(LIBRARY, ("fr",), "https://github.com/lake/library/"), today())
    git(library, "init", "--quiet", "--initial-branch=main")
    git(library, "add", "--all")
    git(library, "commit", "--quiet", "--message", "All")
    return library


@pytest.fixture
def machine(hub: Path, tmp_path: Path, environment: dict[str, str]) -> Machine:
    """Tests and build stand in: what they do is tested below."""
    git(tmp_path, "clone", "--quiet", str(hub), str(tmp_path / "work"))
    found = Machine(tmp_path / "work", tmp_path, environment)
    found.program("make")
    found.write(found.project / ".venv" / "bin" / "casebook",
                f'[ "$1" = build ] && {{ echo "casebook build" >> "$CALLS"; exit; }}\nexec "{BIN / "casebook"}" "$@"')
    return found


def test_what_a_library_has_on_github_is_as_strict_as_ours(hub: Path, run: Callable[..., Ran]) -> None:
    held = {path.relative_to(hub / ".github").as_posix() for path in (hub / ".github").rglob("*") if path.is_file()}
    assert held == {"workflows/check.yml", "workflows/pages.yml", "workflows/case-from-issue.yml", "dependabot.yml",
                    "pull_request_template.md", "ISSUE_TEMPLATE/case-fr.yml"}
    done = run(hub, "zizmor", "--offline", "--strict-collection", "--collect", "all", "--persona", "auditor",
               "--no-progress", ".github")
    assert done.code == 0 and "No findings" in done.said, done.said
    workflows = sorted(map(str, (hub / ".github" / "workflows").iterdir()))
    for schema, files in (("github-workflows", workflows), ("dependabot", [".github/dependabot.yml"])):
        done = run(hub, "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
        assert done.code == 0, done.said
    targets = set(re.findall(r"^([\w./-]+):", (hub / "Makefile").read_text("utf-8"), re.M))
    for file in workflows:
        text = Path(file).read_text("utf-8")
        assert set(re.findall(r"run: make (\S+)", text)) <= targets and "scripts/" not in text


def test_its_readme_says_what_to_do_there(hub: Path) -> None:
    readme = (hub / "README.md").read_text("utf-8")
    assert "## Sur GitHub" in readme and "git remote add origin https://github.com/lake/library\n" in readme
    assert "Une seconde personne" in (hub / ".github" / "pull_request_template.md").read_text("utf-8")


def test_a_pull_request_there_is_checked_reviewed_tested_and_built(machine: Machine) -> None:
    case = machine.project / "case_studies" / f"{EXAMPLE}.yml"
    case.write_text(case.read_text("utf-8").replace("stage: small-pilot", "stage: prototype"), "utf-8")
    git(machine.project, "commit", "--quiet", "--all", "--message", "Another stage")
    base = git(machine.project, "rev-parse", "HEAD~1").strip()
    done = machine.run("check.yml", "content", {"github.event.pull_request.base.sha": base})
    assert [ran.code for ran in done] == [0] * 6, done[-1].said
    card = machine.holds("GITHUB_STEP_SUMMARY")
    assert "# Relecture" in card and "1 modifié" in card and f"case_studies/{EXAMPLE}.yml" in card.replace("\\", "")
    assert machine.calls.read_text("utf-8") == "make .venv/ready\nmake test\ncasebook build\n"


# The program as a file -------------------------------------------------------------------------------------------

def test_the_versions_of_the_libraries_are_those_that_are_installed() -> None:
    lines = [line.split("==") for line in versions_of_libraries().splitlines()[1:]]
    assert all(version(name) == number for name, number in lines)
    assert {"mkdocs", "pagefind-bin", "pydantic-core", "weasyprint"} <= {name for name, _ in lines}
    assert not {"casebook", "pytest", "mypy"} & {name for name, _ in lines}


def test_a_newer_program_takes_the_place_of_the_old_one_and_what_people_added_to_its_line_stays() -> None:
    held = ["README.md", "casebook-0.0.1-py3-none-any.whl", "other-1-py3-none-any.whl"]
    changed = upgraded("# mine\n./engine/casebook-0.0.1-py3-none-any.whl[editions]\n", held)
    assert changed["requirements.txt"] == f"# mine\n./engine/{wheel_name()}[editions]\n".encode()
    assert changed[f"engine/{held[1]}"] is None and changed.keys() == {
        "requirements.txt", "engine/versions.txt", f"engine/{wheel_name()}", f"engine/{held[1]}"}
    with pytest.raises(NoEngine):
        upgraded("casebook\n", held)


def test_a_folder_that_holds_no_program_is_not_upgraded(folder: Path, casebook: Callable[..., Ran]) -> None:
    before = digests(folder)
    done = casebook(folder, "upgrade")
    assert done.code == 2 and "requirements.txt" in done.err and digests(folder) == before


# Without this repository -----------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Installed:
    """A virtual environment with the program from its wheel, and a library begun with it."""

    python: Path
    library: Path
    environment: dict[str, str]

    def run(self, *words: str, folder: Path | None = None) -> Ran:
        done = subprocess.run(words, cwd=folder or self.library, env=self.environment, capture_output=True, text=True,
                              encoding="utf-8", stdin=subprocess.DEVNULL, timeout=120, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    def casebook(self, *words: str) -> Ran:
        return self.run(str(self.python.parent / "casebook"), *words)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Installed:
    """Nothing is fetched: the wheel is built from this tree, the libraries are those of these tests."""
    folder = tmp_path_factory.mktemp("network")
    wheel, python = made_wheel(folder, environment), folder / "venv" / "bin" / "python"
    checked(environment, sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"))
    pip(environment, "--python", str(python), "install", "--no-deps", str(wheel))
    libraries = next((folder / "venv").glob("lib/python*/site-packages")) / "libraries.pth"
    libraries.write_text(sysconfig.get_path("purelib") + "\n", "utf-8")  # what links a source tree there is not read
    path = f"{python.parent}:{environment['PATH']}"
    found = Installed(python, folder / "lake-cities", {**environment, "PATH": path})
    for name, *options in (("lake-cities", "--name", LIBRARY), ("lac", "--languages", "fr")):
        done = found.run(str(python.parent / "casebook"), "init", name, *options, folder=folder)
        assert done.code == 0, done.said
    return found


def made_wheel(folder: Path, environment: dict[str, str]) -> Path:
    """The program as a file, from a copy: the build leaves its own folders beside the sources."""
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    pip(environment, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source))
    shutil.rmtree(source)
    return next(folder.glob("casebook-*.whl"))


def pip(environment: dict[str, str], *words: str) -> None:
    """Without any index; the path of the tests would make the program look installed already."""
    checked({**environment, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}, sys.executable, "-m", "pip",
            *words)


def checked(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(installed: Installed) -> Path:
    """Built with Zensical, to have seen that too."""
    done = installed.casebook("build", "--builder", "zensical")
    assert done.code == 0, done.said
    return installed.library / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with Server(site) as running:
        yield running.address


def test_the_program_of_the_library_is_the_installed_one(installed: Installed) -> None:
    done = installed.run(str(installed.python), "-c", "import casebook, sys; print(casebook.__file__, sys.path)")
    assert str(installed.python.parent.parent) in done.out.split()[0] and str(ROOT) + "'" not in done.out


def test_the_wheel_holds_all_that_is_no_code_and_a_library_keeps_the_same(installed: Installed) -> None:
    made, kept = (unpacked(next(folder.glob("casebook-*.whl"))) for folder in (
        installed.library.parent, installed.library / "engine"))
    beside = {path.relative_to(ROOT).as_posix() for path in (ROOT / "casebook").rglob("*")
              if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".mo", ".orig", ".part")}
    assert beside - made.keys() == set()
    differ = {name.rpartition("/")[2] for name in made.keys() | kept.keys() if made.get(name) != kept.get(name)}
    assert differ == {"WHEEL", "RECORD"}  # who made it


def unpacked(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as held:
        return {name: held.read(name) for name in held.namelist()}


def test_a_new_library_is_valid_and_in_the_common_form(installed: Installed, casebook: Callable[..., Ran]) -> None:
    for library in (installed.library, installed.library.with_name("lac")):
        found = casebook(library, "validate", "--format", "json")
        assert found.code == 0 and json.loads(found.out) == []
        assert casebook(library, "format", "--check").code == 0
        shared = ("case_studies/_places.yml", "case_studies/_vocabulary.yml")
        assert casebook(library, "format", "--check", *shared).code == 0


def test_its_site_bears_its_name_and_has_no_word_of_ours(site: Path, catalog: Catalog) -> None:
    home = parsed(site / "index.html")
    assert home.findtext("head/title").endswith(f" · {LIBRARY}") and words_of(home.find_class("brand")[0]) == LIBRARY
    assert check_links(site) == [] and {"en", "fr"} == {parsed(page).get("lang") for page in pages_of(site)}
    ours = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in (*names_of(catalog), "Casebook")))
    told = {}
    for page in pages_of(site):
        text = words_of(parsed(page).find("body"))
        told[page.name] = set(ours.findall(text))
    assert set().union(*(found for name, found in told.items() if name not in PROGRAM_NAMED)) == set()


PROGRAM_NAMED = {"data.html", "fields.html", "form.html"}
"""Pages that speak of the program itself, by its name."""


def names_of(catalog: Catalog) -> list[str]:
    """Ids of cases, and places by name; names that are also words or names of countries are left out."""
    places = {place.name.en for place in catalog.places.values() if place.kind in ("city", "town", "borough")}
    return [*catalog.cases, *sorted(name for name in places if len(name) > 4)]


def test_its_pages_are_read_and_its_search_finds(address: str, open_page: Callable[..., Page]) -> None:
    for width in (1280, 360):
        page = open_page(f"{address}index.html", width=width)
        assert page.locator("h1").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".home form.find input").fill("shopkeepers")
        page.keyboard.press("Enter")
        page.locator(f'main a[href*="{EXAMPLE}"]').first.wait_for()
        page.locator(f'main a[href*="{EXAMPLE}"]').first.click()
        assert "An example, not a real case" in page.locator("h1").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".switch a").click()
    assert "Un exemple, pas un cas réel" in page.locator("h1").inner_text()


@dataclass(frozen=True)
class Upgraded:
    """A library in French alone after a newer program came: what its own tests said, and how it was before."""

    held: Installed
    before: dict[str, str]
    tested: Ran

    @property
    def site(self) -> Path:
        return self.held.library / ".casebook" / "tested"


@pytest.fixture(scope="module")
def french(installed: Installed, site: Path) -> Upgraded:
    """After the other library, since the program becomes another. Its file is installed as a person would."""
    held = replace(installed, library=installed.library.with_name("lac"))
    before = digests(held.library)
    package = next(held.python.parent.parent.glob("lib/python*/site-packages/casebook"))
    about = next(package.parent.glob("casebook-*.dist-info/METADATA"))
    about.write_text(re.sub(r"^Version: .*$", "Version: 99.1", about.read_text("utf-8"), flags=re.M), "utf-8")
    for language in INTERFACE_LANGUAGES:
        page = package / "standard_pages" / language / "newer.md"
        page.write_text("---\ntitle: Newer\n---\n\n# Newer\n\nSaid by a newer program.\n", "utf-8")
    done = held.casebook("upgrade")
    assert done.code == 0 and "99.1" in done.err, done.said
    pip(held.environment, "--python", str(held.python), "install", "--no-deps", "--force-reinstall",
        str(held.library / "engine" / "casebook-99.1-py3-none-any.whl"))
    return Upgraded(held, before, held.run(str(held.python), "-m", "unittest", "discover", "-s", "tests"))


def test_the_tests_of_a_library_pass(french: Upgraded) -> None:
    assert french.tested.code == 0 and "OK" in french.tested.err, french.tested.said


def test_a_newer_program_changes_its_own_pages_and_nothing_that_people_wrote(french: Upgraded) -> None:
    assert "Said by a newer program." in (french.site / "fr" / "newer.html").read_text("utf-8")
    after = digests(french.held.library, of_people=True)
    changed = {path for path in after.keys() | french.before.keys() if after.get(path) != french.before.get(path)}
    assert changed == {"requirements.txt", *(f"engine/casebook-{number}-py3-none-any.whl" for number in (
        "99.1", wheel_name().split("-")[1]))}


def test_a_library_in_french_alone_leads_from_its_root_to_its_home(
        french: Upgraded, open_page: Callable[..., Page]) -> None:
    page = open_page((french.site / "index.html").as_uri(), is_fresh=True)
    page.locator("main h1").wait_for()
    assert page.url.endswith("/fr/index.html") and page.locator("html").get_attribute("lang") == "fr"
    assert page.locator(".switch a").count() == 0


def test_its_copy_to_take_along_is_in_french_alone(french: Upgraded, casebook: Callable[..., Ran]) -> None:
    """Made of the site that the tests built: it must not be built anew, in English too."""
    done = french.held.casebook("offline", "--only", "folder", "--site", ".casebook/tested")
    assert done.code == 0 and "Building" not in done.said, done.said
    assert not (french.held.library / "docs" / "en").exists()
    files = {name.partition("/")[2]: content for name, content in unpacked(
        next((french.site / "editions").glob("lac-*-a-decompresser.zip"))).items()}
    assert "commencez ici" in files["START-HERE.html"].decode() and 'lang="fr"' in files["START-HERE.html"].decode()
    pages = {name for name in files if name.endswith(".html")} - {"START-HERE.html"}
    assert pages and all(name.startswith("site/fr/") for name in pages)
    wrong = casebook(french.held.library, "offline", "--languages", "en")
    assert wrong.code == 2 and "--languages" in wrong.err and not (french.held.library / "docs" / "en").exists()


def digests(folder: Path, of_people: bool = False) -> dict[str, str]:
    """What lies in a folder; of people is what git would keep."""
    made = ("site", ".casebook", ".cache", "__pycache__")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file() and not (of_people and _is_made(path, folder, made))}


def _is_made(path: Path, folder: Path, made: tuple[str, ...]) -> bool:
    inside: Any = path.relative_to(folder).parts
    ignored = folder / "docs" / (inside[1] if len(inside) > 1 else "") / ".gitignore"
    if inside[0] in made or "__pycache__" in inside:
        return True
    return inside[0] == "docs" and ignored.is_file() and f"/{inside[2]}" in {
        line.rstrip("/") for line in ignored.read_text("utf-8").splitlines()}
