"""The commands as people type them: exit codes, wrong usage in one line, JSON, French, progress, preview."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Ran, copy_project, package_of, small_project

CASE = "kumasi-container-toilets"
OK, PROBLEMS, USAGE = 0, 1, 2
PATIENCE = 40
"""Seconds until a changed file shows in the preview, at the very most."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that no test changes."""
    return copy_project(tmp_path_factory.mktemp("cli") / "project")


@pytest.fixture
def broken(project: Path, tmp_path: Path) -> Path:
    """A project of case studies alone, one of which has two errors."""
    shutil.copytree(project / "case_studies", tmp_path / "case_studies")
    case = tmp_path / "case_studies" / f"{CASE}.yml"
    text = case.read_text("utf-8").replace("status: ", "status: x", 1).replace("methods:", "methds:", 1)
    case.write_text(text, "utf-8")
    return tmp_path


# validate --------------------------------------------------------------------------------------------------------

def test_validate_passes_on_all_case_studies(project: Path, run: Callable[..., Ran]) -> None:
    done = run(project, "casebook", "validate")
    assert done.code == OK and re.search(r"^\d+ files checked, 0 errors, \d+ warnings?\.$", done.err, re.M)


def test_validate_shows_every_problem_with_its_place_and_remedy_and_ends_with_1(
        broken: Path, run: Callable[..., Ran]) -> None:
    done = run(broken, "casebook", "validate")
    lines = [line for line in done.out.splitlines() if line and not line.startswith(" ")]
    assert done.code == PROBLEMS and len(lines) >= 2
    assert all(re.match(rf"case_studies/{CASE}\.yml:\d+:\d+: [a-z-]+( \(warning\))?: ", line) for line in lines
               if CASE in line)
    assert {"field-unknown", "term-unknown"} <= set(re.findall(r": ([a-z-]+): ", done.out))
    assert "methods" in done.out and "Traceback" not in done.said


def test_validate_takes_files_and_folders(broken: Path, casebook: Callable[..., Ran]) -> None:
    good = casebook(broken, "validate", "case_studies/bristol-is-open.yml")
    assert good.code == OK and "1 file checked" in good.err
    assert casebook(broken, "validate", f"case_studies/{CASE}.yml").code == PROBLEMS
    assert casebook(broken, "validate", "case_studies").code == PROBLEMS


def test_validate_speaks_json(broken: Path, casebook: Callable[..., Ran]) -> None:
    done = casebook(broken, "validate", "--format", "json")
    rows = json.loads(done.out)
    assert done.code == PROBLEMS and {tuple(row) for row in rows} == {
        ("file", "line", "column", "field", "level", "rule", "message", "remedy")}
    assert any(row["rule"] == "field-unknown" and row["line"] > 1 for row in rows)


def test_validate_speaks_to_github(broken: Path, casebook: Callable[..., Ran]) -> None:
    done = casebook(broken, "validate", "--format", "github")
    assert done.code == PROBLEMS
    assert all(re.match(r"::(error|warning) file=[^,]+,line=\d+,col=\d+,title=[a-z-]+::", line)
               for line in done.out.splitlines())


@pytest.mark.parametrize("how", ["option", "locale"])
def test_validate_speaks_french(broken: Path, casebook: Callable[..., Ran], how: str) -> None:
    option, locale = (("--lang", "fr"), {}) if how == "option" else ((), {"LC_ALL": "fr_FR.UTF-8"})
    english = casebook(broken, "validate")
    french = casebook(broken, "validate", *option, **locale)
    assert french.code == PROBLEMS and len(french.out.splitlines()) == len(english.out.splitlines())
    remedies = [set(re.findall(r"^ {4}(.*)$", done.out, re.M)) for done in (english, french)]
    assert not remedies[0] & remedies[1] and "erreur" in french.err


def test_a_locale_that_is_not_of_the_interface_gives_english(broken: Path, casebook: Callable[..., Ran]) -> None:
    assert "error" in casebook(broken, "validate", LC_ALL="de_DE.UTF-8").err


# Wrong usage -----------------------------------------------------------------------------------------------------

WRONG = [
    "nonsense", "--nonsense", "validate --nonsense", "build --nonsense", "serve --nonsense", "search --nonsense x",
    "validate nowhere.yml", "validate --format xml", "validate --format", "validate --lang de",
    "build --builder hugo", "build --languages de", "build --languages ,", "build extra",
    "build --site docs", "build --site ..", "build --site .", "build --site case_studies",
    "serve --lang de", "serve --lang en,fr", "serve --address", "search", "search a b", "search x --format xml",
    "search x --limit 0", "search x --limit many", "search x --theme nothing", "search x --mechanism procurement:bad",
    "search x --country Ghana", "search x --lang de", "validate --root /nowhere", "build --root /nowhere",
    "serve --root /nowhere", "search x --root /nowhere",
]


@pytest.mark.parametrize("line", WRONG)
def test_wrong_usage_is_one_line_on_stderr_and_exit_code_2(
        project: Path, casebook: Callable[..., Ran], line: str) -> None:
    done = casebook(project, *line.split())
    assert (done.code, done.out) == (USAGE, "")
    assert len(done.err.splitlines()) == 1 and 10 < len(done.err) < 300 and "Traceback" not in done.err


def test_a_wrong_value_of_a_filter_is_answered_with_the_nearest(project: Path, casebook: Callable[..., Ran]) -> None:
    assert "revenue-and-tax" in casebook(project, "search", "x", "--theme", "revenue-and-taxes").err


def test_every_command_explains_itself(project: Path, casebook: Callable[..., Ran]) -> None:
    overview = casebook(project, "--help")
    assert overview.code == OK
    for command in ("validate", "build", "serve", "search"):
        assert command in overview.out
        help = casebook(project, command, "--help")
        assert help.code == OK and f"{command} [OPTIONS]" in help.out and "--root" in help.out


def test_without_a_command_the_help_is_shown(project: Path, run: Callable[..., Ran]) -> None:
    done = run(project, "casebook")
    assert done.code == USAGE and "Commands:" in done.said


@pytest.mark.parametrize("line", ["nonsense", "validate nowhere.yml", "build --site docs", "search"])
def test_wrong_usage_ends_a_real_process_the_same_way(project: Path, run: Callable[..., Ran], line: str) -> None:
    done = run(project, "casebook", *line.split())
    assert (done.code, done.out, len(done.err.splitlines())) == (USAGE, "", 1)


# build -----------------------------------------------------------------------------------------------------------

def test_a_build_of_wrong_content_reports_and_ends_with_1(broken: Path, run: Callable[..., Ran]) -> None:
    done = run(broken, "casebook", "build")
    assert done.code == PROBLEMS and f"{CASE}.yml:" in done.out and not (broken / "site").exists()
    assert "Traceback" not in done.said


def test_a_build_shows_its_progress_what_it_made_and_where_to_open_it(
        tmp_path: Path, run: Callable[..., Ran]) -> None:
    small = small_project(tmp_path / "small")
    done = run(small, "casebook", "build", "--languages", "en", "--site", "out")
    steps = ("Checking the case studies", "Building the pages", "Indexing the text for search", "Checking every link")
    assert done.code == OK, done.said
    assert [line for line in done.err.splitlines() if line in steps] == list(steps)
    assert re.search(r"Built \d+ pages from \d+ case studies in en \([\d.]+ MB\)\.", done.err)
    assert str((small / "out" / "index.html").resolve()) in done.err.replace("\n", "")
    assert (small / "out" / "pagefind" / "twins.js").is_file()


def test_a_hosted_build_leaves_the_twins_out(tmp_path: Path, run: Callable[..., Ran]) -> None:
    small = small_project(tmp_path / "small")
    assert run(small, "casebook", "build", "--languages", "en", "--hosted").code == OK
    names = [path.name for path in (small / "site" / "pagefind").rglob("*")]
    assert "pagefind.js" in names and not [name for name in names if name.endswith((".pf_fragment.js", "twins.js"))]


# search ----------------------------------------------------------------------------------------------------------

def found(done: Ran) -> list[str]:
    assert done.code == OK, done.said
    return [hit["id"] for hit in json.loads(done.out)["hits"]]


def search(casebook: Callable[..., Ran], project: Path, *arguments: str) -> list[str]:
    return found(casebook(project, "search", *arguments, "--format", "json", "--limit", "100"))


def test_a_search_finds_what_a_case_says(project: Path, run: Callable[..., Ran]) -> None:
    done = run(project, "casebook", "search", "household toilets")
    assert done.code == OK and CASE in done.out and "Kumasi" in done.out


def test_a_search_answers_in_json(project: Path, casebook: Callable[..., Ran]) -> None:
    answer = json.loads(casebook(project, "search", "toilets", "--format", "json").out)
    assert {"query", "concepts", "corrections", "total", "hits", "facets"} <= set(answer)
    assert answer["hits"][0]["id"] == CASE and answer["total"] == len(answer["hits"])
    assert answer["facets"]["country"]["GH"] >= 1


def test_filters_narrow_a_search_and_may_stand_alone(project: Path, casebook: Callable[..., Ran]) -> None:
    hindered = search(casebook, project, "--mechanism", "procurement:hindered")
    ghana = search(casebook, project, "--country", "GH")
    both = search(casebook, project, "--mechanism", "procurement:hindered", "--country", "GH")
    assert set(both) == set(hindered) & set(ghana) and hindered and ghana
    either = search(casebook, project, "--country", "GH", "--country", "RW")
    assert set(either) == set(ghana) | set(search(casebook, project, "--country", "RW"))


@pytest.mark.parametrize("words", ["marchés publics", "contratação pública", "المشتريات", "marches publics"])
def test_words_of_other_languages_lead_to_cases_written_in_english(
        project: Path, casebook: Callable[..., Ran], words: str) -> None:
    assert set(search(casebook, project, words)) >= set(search(casebook, project, "--mechanism", "procurement"))


def test_a_search_forgives_accents_endings_and_a_slip(project: Path, casebook: Callable[..., Ran]) -> None:
    assert CASE in search(casebook, project, "toilettes") or CASE in search(casebook, project, "toilet")
    assert CASE in search(casebook, project, "toillets")


def test_a_search_for_nothing_that_exists_says_so(project: Path, casebook: Callable[..., Ran]) -> None:
    done = casebook(project, "search", "zzzqqqxxx")
    assert done.code == OK and "No case found" in done.out


def test_a_search_speaks_french(project: Path, casebook: Callable[..., Ran]) -> None:
    assert "cas" in casebook(project, "search", "toilets", "--lang", "fr").out.splitlines()[0]
    assert "found" not in casebook(project, "search", "toilets", "--lang", "fr").out.splitlines()[0]


@pytest.mark.parametrize("query", ['"', '""', "AND", "a AND OR", "*", "(", "title:", "~", "%", "the", "-x", "x" * 9000])
def test_odd_queries_are_answered_and_never_crash(project: Path, casebook: Callable[..., Ran], query: str) -> None:
    done = casebook(project, "search", "--", query)
    assert done.code == OK and "Traceback" not in done.said and done.out


def test_a_search_whose_reader_goes_away_ends_quietly(project: Path, environment: dict[str, str]) -> None:
    line = "casebook search --country GH --limit 100 --format json | head -c 1"
    done = subprocess.run(line, shell=True, cwd=project, env=environment | package_of(project), capture_output=True,
                          text=True, check=False)
    assert done.stderr == ""


# serve -----------------------------------------------------------------------------------------------------------

@pytest.fixture
def preview(tmp_path: Path, environment: dict[str, str]) -> Iterator[tuple[Path, str, Path]]:
    """A project that is being previewed: its folder, its address, what the command says."""
    small = small_project(tmp_path / "small")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            ("casebook", "serve", "--address", address), cwd=small, env=environment | package_of(small), stdout=out,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
    yield small, f"http://{address}/", log
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(10)


def read_page(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode("utf-8"))
    except OSError:
        return ""


def wait_for(words: str, address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while words not in read_page(address):
        assert time.monotonic() < end, f"no {words!r} at {address}:\n{log.read_text('utf-8')[-3000:]}"
        time.sleep(0.3)


def test_serve_shows_a_changed_case_study_page_and_template_and_then_rests(preview: tuple[Path, str, Path]) -> None:
    project, address, log = preview
    page = f"{address}cases/{CASE}.html"
    wait_for("</html>", page, log)
    case = project / "case_studies" / f"{CASE}.yml"
    case.write_text(re.sub(r"^title: .*$", "title: A new title in the preview", case.read_text("utf-8"), count=1,
                           flags=re.M), "utf-8")
    wait_for("A new title in the preview", page, log)
    time.sleep(4)
    builds = log.read_text("utf-8").count("Documentation built")
    assert builds <= 4, f"built {builds} times for one change: each build starts the next"
    about = project / "docs" / "en" / "about.md"
    about.write_text(about.read_text("utf-8") + "\nA new sentence.\n", "utf-8")
    wait_for("A new sentence.", f"{address}about.html", log)
    template = project / "casebook" / "templates" / "case.html"
    template.write_text(template.read_text("utf-8").replace('<article class="view', '<article class="new view', 1),
                        "utf-8")
    wait_for('class="new view', page, log)


def test_serve_shows_what_was_valid_last_while_a_case_is_broken(preview: tuple[Path, str, Path]) -> None:
    project, address, log = preview
    page = f"{address}cases/{CASE}.html"
    wait_for("</html>", page, log)
    case = project / "case_studies" / f"{CASE}.yml"
    good = case.read_text("utf-8")
    case.write_text(good.replace("methods:", "methds:", 1), "utf-8")
    end = time.monotonic() + PATIENCE
    while "field-unknown" not in log.read_text("utf-8"):
        assert time.monotonic() < end, log.read_text("utf-8")[-3000:]
        time.sleep(0.3)
    wait_for("A file has an error", page, log)
    assert "</article>" in read_page(page)
    case.write_text(re.sub(r"^title: .*$", "title: Mended again", good, count=1, flags=re.M), "utf-8")
    wait_for("Mended again", page, log)
    assert "A file has an error" not in read_page(page)
