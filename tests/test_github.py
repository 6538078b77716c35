"""What lies on GitHub: forms, workflows, the action. Their shell steps run here, without GitHub, in a repository."""

import importlib.util
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from conftest import BIN, Ran, small_project
from hypothesis import given, settings
from hypothesis import strategies as st
from test_fields import library

from casebook.issue_form import draft_text, form_files, issue_in_event, questions_of, read_issue, report_on
from casebook.source import load_document, parse_document
from casebook.words import Words

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("c*e*.yml"))
CATALOG, CONTEXT = library(ROOT / "case_studies")
OK, USAGE = 0, 2

HOSTILE = """$(touch hacked) `touch hacked` ${{ github.token }}'"; touch hacked #\\
::error::x
EOF
~~~
@everyone </textarea><script>alert(1)</script> {{ 7*7 }} \u202e\x00 é ض"""


# Files -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("schema", "files"), [
    ("vendor.github-workflows", WORKFLOWS), ("custom.github-workflows-require-timeout", WORKFLOWS),
    ("vendor.github-issue-forms", FORMS), ("vendor.github-actions", [ROOT / "action.yml"]),
    ("vendor.github-issue-config", [ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"]),
    ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_files_of_github_pass_their_schema(schema: str, files: list[Path], run: Callable[..., Ran]) -> None:
    done = run(ROOT, "check-jsonschema", "--builtin-schema", schema, *map(str, files))
    assert files and done.code == OK, done.said


def test_zizmor_finds_nothing_even_where_it_is_strictest(run: Callable[..., Ran]) -> None:
    done = run(ROOT, "zizmor", "--offline", "--strict-collection", "--collect", "all", "--persona", "auditor",
               "--no-progress", ".github", "action.yml", ".pre-commit-hooks.yaml")
    assert done.code == OK and "No findings" in done.said, done.said


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.stem)
def test_actions_are_pinned_rights_are_given_one_by_one_and_no_expression_stands_in_a_command(path: Path) -> None:
    text = path.read_text("utf-8")
    used = [line for line in text.splitlines() if " uses: " in line]
    assert all(re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line) for line in used)
    assert not re.search(r"\bsecrets\.\w|pull_request_target|workflow_run", text)
    file = yaml.load(text, yaml.BaseLoader)
    jobs = file.get("jobs", {"action": file.get("runs")})
    assert path.name == "action.yml" or file["permissions"] == {}
    for job in jobs.values():
        assert path.name == "action.yml" or (job["permissions"] and "write-all" not in job["permissions"])
        assert not any("${{" in step.get("run", "") for step in job["steps"])


def test_a_job_that_may_write_runs_no_code_of_ours_and_none_of_a_stranger() -> None:
    for path in WORKFLOWS:
        for job in yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["jobs"].values():
            if "write" in job["permissions"].values():
                said = " ".join(step.get("run", "") for step in job["steps"])
                assert not re.search(r"\bmake\b|\.venv|\bpip\b|\.ci/run|scripts/", said), path.name


def test_hooks_for_pre_commit_name_commands_that_exist(casebook: Callable[..., Ran], tmp_path: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"] for hook in hooks} == {"casebook-validate", "casebook-format"}
    for hook in hooks:
        program, command = hook["entry"].split()
        assert program == "casebook" and casebook(tmp_path, command, "--help").code == OK
        assert re.search(hook["files"], "case_studies/kumasi-container-toilets.yml")
    assert not re.search(hooks[1]["files"], "case_studies/_vocabulary.yml")


# The form, and what comes of it ----------------------------------------------------------------------------------

def body_of(said: Mapping[str, str], language: str = "en") -> str:
    """What GitHub makes of a filled-in form."""
    words = Words(language)
    parts = [f"### {question.label}\n\n{said.get(question.name) or '_No response_'}"
             for question in questions_of(words)]
    return "\n\n".join([*parts, f"### {words.say('Licence')}\n\n- [X] …"])


SAID = {
    "title": "Paying market fees by phone", "places": "Kumasi, Nouvelle Ville",
    "themes": "Revenue and tax (revenue-and-tax), Mobility (mobility)", "challenge": "By hand.\n\nIn 2019 too [1].",
    "approach": "1. A list [1].\n2. Phones.", "methods": "Rapid pilot (rapid-pilot)", "setback": "The network failed.",
    "hindered": "Procurement (procurement), Funding (funding)", "enabled": "Funding (funding)",
    "results": "- 400 stalls listed\n- shorter queues", "lesson": "List first.",
    "sources": "Report on markets: https://example.org/a.\n- <https://example.org/b>\nA book without an address",
    "unknown": "Who paid?",
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_filled_in_form_is_read_in_each_language(language: str) -> None:
    filled = read_issue(body_of(SAID, language).replace("\n", "\r\n"), CATALOG.vocabulary)
    answers = filled.answers
    assert filled.language == language and answers.title == SAID["title"]
    assert answers.places == ("Kumasi", "Nouvelle Ville") and answers.themes == ("revenue-and-tax", "mobility")
    assert (answers.hindered, answers.enabled, answers.methods) == (("procurement", "funding"), ("funding",),
                                                                    ("rapid-pilot",))
    assert answers.challenge == SAID["challenge"] and answers.results == ("400 stalls listed", "shorter queues")
    assert answers.more_sources == (("Report on markets", "https://example.org/a"), ("", "https://example.org/b"),
                                    ("A book without an address", ""))


def test_what_was_not_answered_is_empty_and_nothing_found_is_a_finding() -> None:
    assert read_issue(body_of({}), CATALOG.vocabulary).answers == read_issue("", CATALOG.vocabulary).answers
    assert read_issue(body_of({"setback": "Nothing found."}), CATALOG.vocabulary).answers.setback == "none-found"
    assert read_issue(body_of({"setback": "rien trouvé"}, "fr"), CATALOG.vocabulary).answers.setback == "none-found"


def test_every_option_of_the_form_is_read_back_as_its_term() -> None:
    for language, text in zip(("en", "fr"), form_files(CATALOG.vocabulary).values(), strict=True):
        for field in yaml.safe_load(text)["body"]:
            if field["type"] == "dropdown":
                said = {field["id"]: ", ".join(field["attributes"]["options"])}
                chosen = getattr(read_issue(body_of(said, language), CATALOG.vocabulary).answers, field["id"])
                assert chosen == tuple(CATALOG.vocabulary[{"themes": "themes", "methods": "methods"}.get(
                    field["id"], "mechanisms")])


TEXTS = (st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
         | st.sampled_from([HOSTILE, "### x", "_No response_"]))


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(SAID, TEXTS)))
def test_whatever_is_typed_becomes_a_file_that_can_be_read(said: dict[str, str]) -> None:
    filled = read_issue(body_of(said), CATALOG.vocabulary)
    text = draft_text("x", filled, CATALOG, "2026-11")
    document, problems = parse_document(text.encode(), "x.yml")
    assert not problems
    assert (document.data["title"] or "") == filled.answers.title
    assert (document.data["challenge"] or "") == filled.answers.challenge


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_nothing_in_an_issue_escapes_from_what_the_pull_request_says(place: str, problems: str) -> None:
    said = report_on(read_issue(body_of({"title": "x", "places": place}), CATALOG.vocabulary), CATALOG, 7,
                     "".join(sign for sign in problems if sign.isprintable()))
    fence, outside = "", []
    for line in said.splitlines():
        mark = re.match(r"~{3,}", line)
        if not fence and mark:
            fence = mark[0]
        elif fence and line == fence:
            fence = ""
        elif not fence:
            outside.append(line)
    assert not fence and all("@" not in line and "<" not in line and "$" not in line for line in outside)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'{"issue": {"number": "x", "body": ""}}', b"\xff", b"[" * 20000])
def test_an_event_without_an_issue_is_none(raw: bytes) -> None:
    assert issue_in_event(raw) is None


def test_the_command_writes_a_tidy_draft_and_says_what_is_to_be_done(
        folder: Path, casebook: Callable[..., Ran]) -> None:
    (folder / "issue.md").write_text(body_of(SAID), "utf-8")
    done = casebook(folder, "from-issue", "12", "--file", "issue.md", "--report", "report.md")
    draft = folder / done.out.strip()
    assert (done.code, done.out) == (OK, "case_studies/kumasi-paying-market-fees.yml\n")
    assert casebook(folder, "format", "--check", str(draft)).code == OK
    data = load_document(draft)[0].data
    effects = {use["mechanism"]: use["effect"] for use in data["mechanisms"]}
    assert effects == {"procurement": "hindered", "funding": "mixed"}
    assert data["sources"][0]["title"] == "Report on markets" and data["open_questions"] == ["Who paid?"]
    report = (folder / "report.md").read_text("utf-8")
    assert data["places"] == ["kumasi", "nouvelle-ville"] and "place-unknown" not in report
    assert data["proposed"]["places"][0]["name"] == {"en": "Nouvelle Ville"}
    assert "~~~text\nNouvelle Ville\n~~~" in report and "casebook adopt" in report and "Closes #12" in report
    assert "text-empty" not in report
    moved = casebook(folder, "adopt", draft.stem).out
    assert "nouvelle-ville · still empty: kind, country, region, latitude, longitude, languages\n" in moved
    again = casebook(folder, "from-issue", "12", "--file", "issue.md")
    assert again.out == "case_studies/kumasi-paying-market-fees-12.yml\n"
    assert casebook(folder, "from-issue", "12", "--file", "issue.md").code == USAGE


@pytest.mark.parametrize("line", [["1", "--file", "other.md"], ["0", "--file", "other.md"], ["1", "--file", "none.md"],
                                  ["--event", "other.md"], ["--file", "other.md"]])
def test_what_is_no_such_issue_is_one_line_and_writes_nothing(
        line: list[str], folder: Path, casebook: Callable[..., Ran]) -> None:
    (folder / "other.md").write_text("Hello\n", "utf-8")
    done = casebook(folder, "from-issue", *line)
    assert (done.code, done.out, len(done.err.splitlines())) == (USAGE, "", 1)
    assert len(list((folder / "case_studies").iterdir())) == 2


# The steps of the workflows --------------------------------------------------------------------------------------

class Machine:
    """A stand-in for the machine on which GitHub runs a job: its files, its variables, and programs that only note how
    they were called. Steps that use an action of others are passed over."""

    def __init__(self, project: Path, folder: Path, environment: Mapping[str, str]) -> None:
        self.project, self.folder = project, folder
        self.programs, self.temp = folder / "bin", folder / "temp"
        for each in (self.programs, self.temp, project / ".venv" / "bin"):
            each.mkdir(parents=True, exist_ok=True)
        self.calls = folder / "calls"
        self.calls.touch()
        files = {name: str(folder / name.lower()) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT",
                                                               "GITHUB_EVENT_PATH")}
        for file in files.values():
            Path(file).touch()
        self.environment = {
            **environment, **files, "PATH": f"{self.programs}:{environment['PATH']}", "RUNNER_TEMP": str(self.temp),
            "GITHUB_SERVER_URL": f"file://{folder}", "GITHUB_REPOSITORY": "owner/name", "CALLS": str(self.calls),
            "PYTHONPATH": str(project), "GITHUB_ACTION_PATH": str(ROOT)}
        for name in ("casebook", "python"):
            self.write(project / ".venv" / "bin" / name, f'exec "{BIN / name}" "$@"')

    @staticmethod
    def write(file: Path, script: str) -> None:
        file.write_text(f"#!/bin/bash\n{script}\n", "utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def program(self, name: str, script: str = "") -> None:
        """A program that notes its name and arguments, then does what the script says."""
        self.write(self.programs / name, f'echo "{name} $*" >> "$CALLS"\n{script}')

    def run(self, workflow: str, job: str, given: Mapping[str, str]) -> list[Ran]:
        """The shell steps of a job, as GitHub runs them; `given` are the values of expressions."""
        file = yaml.load((self.project / ".github" / "workflows" / workflow).read_text("utf-8"), yaml.BaseLoader)
        return self.run_steps(file["jobs"][job]["steps"], given)

    def run_steps(self, steps: list[dict[str, Any]], given: Mapping[str, str]) -> list[Ran]:
        done = []
        for step in steps:
            if "run" not in step:
                continue
            own = {name: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: given[match[1]], value)
                   for name, value in step.get("env", {}).items()}
            script = self.folder / "step.sh"
            script.write_text(step["run"], "utf-8")
            shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"] if "shell" in step else ["bash", "-e"]
            ran = subprocess.run([*shell, str(script)], cwd=self.project, env={**self.environment, **own},
                                 capture_output=True, text=True, check=False, timeout=240)
            done.append(Ran(ran.returncode, ran.stdout, ran.stderr))
            if ran.returncode:
                break
        return done

    def holds(self, name: str) -> str:
        return Path(self.environment[name]).read_text("utf-8")


def git(project: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *arguments], cwd=project, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library with all that lies on GitHub, committed."""
    project = small_project(tmp_path_factory.mktemp("github") / "project")
    for name in (".github", "scripts", "schema", ".ci"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "Makefile", "requirements.lock", ".gitignore", "action.yml"):
        shutil.copy(ROOT / name, project / name)
    for case in (project / "case_studies").glob("[a-z]*.yml"):
        if not case.name.startswith(("kumasi-container-toilets.", "bamako-waste-contract.", "bristol-is-open.")):
            case.unlink()
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "All")
    return project


@pytest.fixture
def machine(repository: Path, tmp_path: Path, environment: dict[str, str]) -> Machine:
    project = tmp_path / "work"
    subprocess.run(["git", "clone", "--quiet", str(repository), str(project)], check=True)
    found = Machine(project, tmp_path, environment)
    for name in ("sudo", "make", "gh"):
        found.program(name)
    return found


EVENT = {"issue": {"number": 12, "body": body_of({**SAID, "challenge": HOSTILE, "title": f"Market {HOSTILE}"})}}
ISSUE = {"github.event.issue.number": "12", "github.event.repository.default_branch": "main", "github.token": "token"}


def test_an_issue_becomes_a_branch_with_one_new_file_and_a_pull_request(machine: Machine) -> None:
    Path(machine.environment["GITHUB_EVENT_PATH"]).write_text(json.dumps(EVENT), "utf-8")
    done = machine.run("case-from-issue.yml", "draft", ISSUE)
    assert [ran.code for ran in done] == [OK, OK], done[-1].said
    shutil.copytree(machine.project / "draft", machine.temp / "draft")
    shutil.rmtree(machine.project / "draft")
    git(machine.project, "checkout", "--quiet", ".")
    git(machine.project, "clean", "--quiet", "--force", "case_studies")
    origin = machine.folder / "owner" / "name.git"
    git(machine.folder, "init", "--quiet", "--bare", str(origin))
    done = machine.run("case-from-issue.yml", "open", ISSUE)
    assert done[-1].code == OK, done[-1].said
    changed = git(origin, "show", "--name-status", "--format=%s", "case-from-issue-12").split()
    assert changed[-2] == "A" and re.fullmatch(r"case_studies/kumasi-[a-z0-9-]+\.yml", changed[-1])
    calls = machine.calls.read_text("utf-8")
    assert "gh auth setup-git" in calls and "gh pr create --draft --base main --head case-from-issue-12" in calls
    assert "token" not in calls and not list(machine.folder.rglob("hacked"))


@pytest.mark.parametrize("name", ["Kumasi.yml", "-x.yml", "a b.yml", "kumasi-container-toilets.yml", "_places.yml"])
def test_the_job_that_writes_takes_nothing_but_one_new_case_study(name: str, machine: Machine) -> None:
    (machine.temp / "draft").mkdir()
    (machine.temp / "draft" / name).write_text("title: x\n", "utf-8")
    done = machine.run("case-from-issue.yml", "open", ISSUE)
    assert done[-1].code == 1 and "::error::" in done[-1].out
    assert machine.calls.read_text("utf-8") == "" and not git(machine.project, "status", "--porcelain").strip(" ?\n") \
        .replace(".venv/", "")


def test_two_drafts_are_not_one(machine: Machine) -> None:
    (machine.temp / "draft").mkdir()
    for name in ("a.yml", "b.yml"):
        (machine.temp / "draft" / name).write_text("title: x\n", "utf-8")
    assert machine.run("case-from-issue.yml", "open", ISSUE)[-1].code == 1


def test_a_pull_request_is_checked_reviewed_and_built(machine: Machine) -> None:
    """The build stands in: what it makes is tested elsewhere."""
    case = machine.project / "case_studies" / "kumasi-container-toilets.yml"
    text = case.read_text("utf-8")
    case.write_text(re.sub(r"^stage: .*$", "stage: prototype", text, flags=re.M), "utf-8")
    git(machine.project, "commit", "--quiet", "--all", "--message", "Another stage")
    base = git(machine.project, "rev-parse", "HEAD~1").strip()
    machine.write(machine.project / ".venv" / "bin" / "casebook",
                  f'[ "$1" = build ] && {{ echo "casebook build" >> "$CALLS"; exit; }}\nexec "{BIN / "casebook"}" "$@"')
    done = machine.run("check.yml", "content", {"github.event.pull_request.base.sha": base})
    assert [ran.code for ran in done] == [OK] * 5, done[-1].said
    card = machine.holds("GITHUB_STEP_SUMMARY").lower()
    assert "kumasi" in card and "prototype" in card
    assert machine.calls.read_text("utf-8") == "make .venv/ready\ncasebook build\n"


def test_a_wrong_case_study_is_marked_on_its_line_and_stops_the_job(machine: Machine) -> None:
    case = machine.project / "case_studies" / "kumasi-container-toilets.yml"
    case.write_text(re.sub(r"^stage: .*$", "stage: giant", case.read_text("utf-8"), flags=re.M), "utf-8")
    done = machine.run("check.yml", "content", {"github.event.pull_request.base.sha": "HEAD"})
    assert done[-1].code == 1 and re.search(
        r"^::error file=case_studies/kumasi-container-toilets\.yml,line=\d+,col=\d+,title=term-unknown::",
        done[-1].out, re.M)


def test_the_tests_run_as_they_do_elsewhere(machine: Machine) -> None:
    assert [ran.code for ran in machine.run("check.yml", "tests", {})] == [OK, OK]
    assert machine.calls.read_text("utf-8").splitlines()[-1] == "make test"


def test_what_is_merged_becomes_the_site_with_the_filled_pages_of_editions(machine: Machine) -> None:
    """The builds stand in: what they make is tested elsewhere."""
    page = 'mkdir -p site/editions site/fr; echo filled | tee site/editions.html > site/fr/editions.html; '
    machine.program("make", f"{page} echo zip > site/editions/casebook.zip")
    machine.write(machine.project / ".venv" / "bin" / "casebook",
                  'echo "casebook $*" >> "$CALLS"; mkdir -p hosted/fr; '
                  'echo empty | tee hosted/editions.html > hosted/fr/editions.html')
    done = machine.run("pages.yml", "build", {})
    assert done[-1].code == OK, done[-1].said
    hosted = machine.project / "hosted"
    found = [(hosted / name).read_text("utf-8").strip()
             for name in ("editions.html", "fr/editions.html", "editions/casebook.zip")]
    assert found == ["filled", "filled", "zip"]
    assert "casebook build --hosted --site hosted" in machine.calls.read_text("utf-8")


def test_links_that_fail_are_told_in_one_issue(machine: Machine) -> None:
    cases = machine.project / "case_studies"
    for case in cases.glob("[a-z]*.yml"):
        if not case.name.startswith("kumasi-container-toilets"):
            case.unlink()
    case = cases / "kumasi-container-toilets.yml"
    case.write_text(re.sub(r'url: "?[^\s"}]+"?', "url: http://127.0.0.1:9/page", case.read_text("utf-8")), "utf-8")
    done = machine.run("links.yml", "try", {})
    assert done[-1].code == OK, done[-1].said
    assert machine.holds("GITHUB_OUTPUT") == "failing=1\n"
    report = (machine.project / "links.md").read_text("utf-8")
    assert "`http://127.0.0.1:9/page`" in report and "`kumasi-container-toilets.yml` line" in report
    assert report in machine.holds("GITHUB_STEP_SUMMARY")
    assert machine.run("links.yml", "tell", {"github.token": "t", "github.repository": "owner/name"})[-1].code == OK
    machine.program("gh", '[ "$2" = list ] && echo 5; true')
    assert machine.run("links.yml", "tell", {"github.token": "t", "github.repository": "owner/name"})[-1].code == OK
    created, edited = (line for line in machine.calls.read_text("utf-8").splitlines() if " list" not in line
                       and "label create" not in line and line.startswith("gh "))
    assert created.startswith("gh issue create") and edited.startswith("gh issue edit 5 --body-file")


def test_the_action_checks_the_library_of_others(machine: Machine) -> None:
    """The engine is installed elsewhere: here its programs stand ready."""
    steps = yaml.load((ROOT / "action.yml").read_text("utf-8"), yaml.BaseLoader)["runs"]["steps"]
    machine.program("python", 'mkdir -p "$RUNNER_TEMP/casebook/bin"; '
                    'printf \'#!/bin/bash\\necho "pip $*" >> "$CALLS"\\n\' > "$RUNNER_TEMP/casebook/bin/python"; '
                    f'ln -s "{BIN / "casebook"}" "$RUNNER_TEMP/casebook/bin/casebook"; '
                    'chmod +x "$RUNNER_TEMP/casebook/bin/python"')
    given = {"inputs.python": "python", "inputs.folder": ".", "inputs.draft": "true"}
    done = machine.run_steps(steps[:2], given)
    assert [ran.code for ran in done] == [OK, OK], done[-1].said
    assert "--require-hashes" in machine.calls.read_text("utf-8")
    untidy = machine.project / "case_studies" / "kumasi-container-toilets.yml"
    text = re.sub(r"^stage: .*\n", "", untidy.read_text("utf-8"), flags=re.M)
    untidy.write_text(f"{text}stage:   prototype\n", "utf-8")
    ran = machine.run_steps(steps[2:], given)[-1]
    assert ran.code == 1 and untidy.name in ran.out


# The weekly look at links ----------------------------------------------------------------------------------------

def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


links = load_script("check_links")


def test_the_report_tells_what_fails_what_is_excused_and_which_exceptions_are_idle(tmp_path: Path) -> None:
    where = {"https://gone.org/a": ["`x.yml` line 3"], "https://www.shy.org/b": ["`x.yml` line 4"],
             "https://well.org/c": ["`y.yml` line 5"], "https://late.org/d": ["`y.yml` line 6"]}
    tried = {"https://gone.org/a": links.Tried(False, "404 Not Found"),
             "https://www.shy.org/b": links.Tried(False, "403 Forbidden"),
             "https://well.org/c": links.Tried(True, "200 OK")}
    file = tmp_path / "exceptions.yml"
    file.write_text("- {host: shy.org, reason: refuses programs}\n"
                    "- {address: https://well.org/c, reason: slow}\n", "utf-8")
    known = links.read_exceptions(file)
    report = links.report_of(where, tried, known)
    assert report.startswith("4 addresses, 1 not reached, 1 more excused, 1 not tried")
    assert "- `https://gone.org/a` (404 Not Found): `x.yml` line 3\n" in report
    assert "shy" not in report and "`https://well.org/c`: slow" in report
    assert links.failing_in(where, tried, known) == {"https://gone.org/a"}


@pytest.mark.parametrize("text", ["- {host: a.org}", "- {reason: x}",
                                  "- {host: a.org, address: https://a.org, reason: x}"])
def test_an_exception_needs_a_reason_and_one_place(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match="needs a reason"):
        links.read_exceptions(tmp_path / "x.yml")


def test_the_committed_exceptions_can_be_read_and_every_address_of_the_library_is_found() -> None:
    links.read_exceptions(links.EXCEPTIONS)
    found = links.addresses_in(ROOT / "case_studies")
    assert len(found) > 100 and not any("_" in where.split("`")[1][:1] for rows in found.values() for where in rows)


def test_a_host_is_not_excused_by_its_ending_alone() -> None:
    excused = links.Excused(host="shy.org", reason="x")
    assert excused.covers("https://www.shy.org/a") and excused.covers("https://shy.org")
    assert not excused.covers("https://unshy.org/") and not excused.covers("https://shy.org.example.com/")
    assert os.path.basename(links.EXCEPTIONS) == "link-exceptions.yml"
