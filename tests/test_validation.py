"""Every rule of the rule book: what breaks it, what the report says of it, and that nothing hostile breaks the check.

`examples/bad/<rule>.yml` is a valid case study with one thing wrong and `<rule>.txt` the whole report on it, written
out; `<rule>--<what>` are further ways to break the rule. The folders `places` and `vocabulary` hold the two shared
files. After a message has been changed on purpose: `CASEBOOK_GOLDEN=write pytest tests/test_validation.py`, and read
what git shows.
"""

import copy
import json
import os
import re
import shutil
import string
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.document import Document
from casebook.loading import check_files, load_catalog, load_context
from casebook.model import CaseStudy
from casebook.problems import (
    MAX_PROBLEMS,
    MAX_SHOWN,
    Phrase,
    Problem,
    has_errors,
    in_order,
    message_of,
    remedy_of,
    report_text,
)
from casebook.source import load_document, parse_document
from casebook.validation import (
    RULE_BOOK,
    check_case,
    check_lineage_loops,
    check_text,
    kind_of,
    nearest,
)

EXAMPLES = Path(__file__).parent / "examples"
BAD = sorted((EXAMPLES / "bad").rglob("*.yml"))
GOOD = sorted((EXAMPLES / "good").glob("*.yml"))
SHARED = ("_places.yml", "_vocabulary.yml")
TODAY = date(2026, 11, 21)
CASES = Path("case_studies")
PLAIN = (EXAMPLES / "good" / "plain.yml").read_text("utf-8")
FULL = (EXAMPLES / "good" / "full.yml").read_text("utf-8")
CONTEXT = load_context(EXAMPLES, ("example", "plain"), TODAY)[0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """case_studies/ with the two shared files, in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    return fill(tmp_path / CASES)


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for tests that write one file again and again."""
    return fill(tmp_path_factory.mktemp("shared") / CASES)


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for tests that spoil the shared files."""
    return tmp_path_factory.mktemp("hostile") / CASES


def fill(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name in SHARED:
        shutil.copy(EXAMPLES / name, folder / name)
    return folder


def check(folder: Path, content: str | bytes, name: str = "example.yml") -> list[Problem]:
    """The problems of one file of a folder."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return check_files([folder / name], folder, TODAY)


def rules_of(problems: list[Problem]) -> list[str]:
    return [problem.rule.id for problem in problems]


def changed(before: str, after: str, text: str = PLAIN) -> str:
    assert text.count(before) == 1
    return text.replace(before, after)


# The rule book ---------------------------------------------------------------------------------------------------

def stored_name(example: Path) -> str:
    """Under which name an example is checked: what its first line says, or that of a shared file, or example.yml."""
    said = re.match(r"# stored as: (\S+)", example.read_text("utf-8"))
    shared = "example.yml" if example.parent.name == "bad" else f"_{example.parent.name}.yml"
    return said[1] if said else shared


def problems_of(example: Path, folder: Path) -> list[Problem]:
    name = stored_name(example)
    if example.parent.name == "translations":
        shutil.copy(EXAMPLES / "good" / "full.yml", folder)
    shutil.copy(example, folder / name)
    return check_files([CASES / name], CASES, TODAY)


@pytest.mark.parametrize("example", BAD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_report_on_a_bad_example_is_as_written(example: Path, folder: Path) -> None:
    problems = problems_of(example, folder)
    golden = example.with_suffix(".txt")
    if os.environ.get("CASEBOOK_GOLDEN") == "write":
        golden.write_text(report_text(problems), "utf-8")
    assert rules_of(problems) == [example.stem.split("--")[0]]
    assert report_text(problems) == golden.read_text("utf-8")


MADE_IN_TESTS = {"file-kind", "file-unreadable", "file-size", "file-encoding", "text-copied"}
"""What cannot be stored as an example; see the next tests, and test_writing.py."""


def test_every_rule_of_the_book_has_an_example_and_every_example_a_rule() -> None:
    rules = [rule.id for rule in RULE_BOOK]
    assert len(rules) == len(set(rules))
    assert {path.stem.split("--")[0] for path in BAD} == set(rules) - MADE_IN_TESTS
    assert {path.with_suffix(".txt") for path in BAD} == set((EXAMPLES / "bad").rglob("*.txt"))


@pytest.mark.parametrize("example", GOOD, ids=lambda path: path.stem)
def test_a_good_example_has_no_problem(example: Path, folder: Path) -> None:
    for good in GOOD:
        shutil.copy(good, folder / good.name)
    assert report_text(check_files([CASES / example.name], CASES, TODAY)) == ""


def test_the_shared_files_of_the_examples_have_no_problem(folder: Path) -> None:
    assert report_text(check_files([CASES / name for name in SHARED], CASES, TODAY)) == ""


def test_good_examples_make_a_catalog(folder: Path) -> None:
    for good in GOOD:
        shutil.copy(good, folder / good.name)
    catalog, problems = load_catalog(CASES, TODAY)
    assert (list(catalog.cases), problems) == (["full", "plain", "yaml-1-2"], [])
    case = catalog.cases["yaml-1-2"].study
    assert (case.title, case.summary, case.challenge, case.approach) == ("2020", "NO", "12:30", "1.10")
    assert case.mechanisms[0].response == "~"


@pytest.mark.parametrize(("content", "report"), [
    (b"title: caf\xe9\n",
     "1:11: file-encoding: the byte 0xe9 is not UTF-8 text\n"
     "    Save the file again, with the encoding UTF-8 chosen in your editor.\n"),
    ("title: é".encode("utf-16"),
     "1:1: file-encoding: the byte 0xff is not UTF-8 text\n"
     "    Save the file again, with the encoding UTF-8 chosen in your editor.\n"),
    (b"title: a\nsummary: b\x00c\n",
     "2:11: file-character: a control character, U+0000, which no text needs\n"
     "    Delete it; it is invisible and often comes with copied text. Retyping the word helps.\n"),
    (b"title: a\n\x0csummary: b\n",
     "2:1: file-character: a control character, U+000C, which no text needs\n"
     "    Delete it; it is invisible and often comes with copied text. Retyping the word helps.\n"),
    (b"[" * 100_000,
     "1:13: yaml-depth: lists and keys are nested more than 12 deep\n"
     "    Use the structure of _template.yml.\n"),
    (b"title: a\n" * 20_000,
     "1:1: file-size: the file has 180000 bytes; at most 100000 are read\n"
     "    Shorten the text, or split it into two case studies.\n"),
    (b"",
     "1:1: file-empty: the file holds no data\n"
     "    Copy case_studies/_template.yml and fill it in.\n"),
    (changed("value: 70", "value: " + "7" * 5000).encode(),
     "20:44: type-number: results[1].value: expected a number, found \"" + "7" * 77 + "…\"\n"
     "    Write digits only, with a point for decimals: no spaces, commas or signs. Words belong under `unit`.\n"),
])
def test_the_report_on_a_file_that_is_no_text_to_store(content: bytes, report: str, folder: Path) -> None:
    assert report_text(check(CASES, content)) == f"case_studies/example.yml:{report}"


def test_the_report_on_what_is_no_file(folder: Path) -> None:
    (folder / "folder.yml").mkdir()
    (folder / "link.yml").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.yml")
    names = ("folder.yml", "link.yml", "pipe.yml", "missing.yml")
    remedy = "    Only .yml files belong in this folder; remove this, or put a text file in its place.\n"
    assert report_text(check_files([CASES / name for name in names], CASES, TODAY)) == (
        f"case_studies/folder.yml:1:1: file-kind: expected a file, found a folder\n{remedy}"
        f"case_studies/link.yml:1:1: file-kind: expected a file, found a link\n{remedy}"
        "case_studies/missing.yml:1:1: file-unreadable: the file cannot be read: No such file or directory\n"
        "    Check that the name is right, that the file exists and that you may open it.\n"
        f"case_studies/pipe.yml:1:1: file-kind: expected a file, found a special file\n{remedy}")


def test_a_loop_over_three_case_studies_is_told_once(folder: Path) -> None:
    lineage = "learned_from:\n  - {{case: {}}}\nsources:\n"
    for name, before in (("a", "b"), ("b", "c"), ("c", "a")):
        (folder / f"{name}.yml").write_text(changed("sources:\n", lineage.format(before)), "utf-8")
    assert report_text(load_catalog(CASES, TODAY)[1]) == (
        "case_studies/a.yml:25:12: lineage-loop: learned_from[1].case: these cases learned from each other in a "
        "circle: a → b → c → a\n    Keep only the direction in which the idea travelled.\n")


def test_a_name_of_a_file_with_line_breaks_stays_on_its_line(folder: Path) -> None:
    name = "a\n::error file=x::forged\x1b[2J.yml"
    (folder / name).write_text(PLAIN, "utf-8")
    assert report_text(check_files([CASES / name], CASES, TODAY)) == (
        'case_studies/a : :error file=x: :forged [2J.yml:2:1: id-form: the file name '
        '"a ::error file=x::forged [2J.yml" cannot be the address of a page\n'
        "    Rename the file: small letters a to z, digits and single hyphens, and the ending .yml.\n")


# All at once -----------------------------------------------------------------------------------------------------

TEN_FAULTS = """\
title: Market fees paid by phone
places: [kumasi, قسنطينة]
summary: Start with one market, as Kumasi did, and keep cash until the network is sure.
stauts: running
stage: small pilot with extras
themes: [revenue-and-tax, 🙂, مال]
challenge: |
  A third of the fees was lost [1].

  En été, écrivez à élise@example.org <b>vite</b> [7].
approach: Collectors tried phones in one market, then in three [2].
methods:
  - {method: staged-scaling, hwo: "One market, then three [2]."}
mechanisms:
  - mechanism: procurement
    effect: hinderd
    how: Buying the phones took nine months [1].
mindsets: none
results:
  - {what: "«Collecteurs» équipés", value: 70 %, unit: people, source: 2, kind: output, reported_by: self}
setbacks: ["The network failed on market days [1]."]
lessons:
  - {lesson: Rent the first phones., for: [officers]}
sources:
  - title: Fees by phone
    publisher: The Morning Paper
    url: htps://example.org/fees
    date: 2021-04
    kind: press
  - {title: Annual report, publisher: The council, kind: authority}
checked: 2026-10
language: en
"""


def test_all_problems_are_told_at_once_each_at_its_line_and_column(folder: Path) -> None:
    found = [(problem.line, problem.column, problem.rule.id) for problem in check(CASES, TEN_FAULTS)]
    assert found == [
        (2, 18, "place-unknown"),
        (4, 1, "field-unknown"),
        (5, 8, "term-unknown"),
        (6, 27, "term-unknown"),
        (6, 30, "term-unknown"),
        (10, 21, "text-email"),
        (10, 39, "text-html"),
        (10, 51, "citation-without-source"),
        (13, 30, "field-unknown"),
        (16, 13, "term-unknown"),
        (18, 11, "type-list-or-none-found"),
        (20, 44, "type-number"),
        (27, 10, "link-address"),
    ]


@pytest.mark.parametrize(("before", "after", "rules"), [
    ("mechanisms:\n", "mechanism:\n", ["field-unknown"]),
    ("sources:\n", "source:\n", ["field-unknown"]),
    ("title: Market", "titel: Market", ["field-unknown"]),
    ("effect: hindered", "efect: hindered", ["field-unknown"]),
    ("effect: hindered", "effect: hinderd", ["term-unknown"]),
    ("kind: press", "kind: pres", ["term-unknown"]),
    ("stage: small-pilot", 'stage: ""', ["text-empty"]),
    ("stage: small-pilot", "stage: [small-pilot]", ["type-text"]),
    ("checked: 2026-10", "checked: 2026-13", ["type-date"]),
    ("start: 2019, end: 2021-03", "start: later, end: 2021-03", ["type-date"]),
    ("source: 2", "source: 0", ["type-count"]),
    ("then in three [2]", "<b>then</b> {{ in }} three [2, 1]", ["text-html", "text-braces", "citation-form"]),
    ("then in three [2]", "see <mailto:a@example.org> [2]", ["text-email"]),
    ("then in three [2]", "a@example.org, b@example.org and a@example.org [2]", ["text-email", "text-email"]),
    ("checked: 2026-10", "checked: 2026-10\nauthor: {name: ~, mail: ~}", ["field-unknown"]),
    ("kind: output", "kind: ouptut\n   , unit: ~", ["term-unknown", "yaml-duplicate-key"]),
    ("value: 70, unit", "value: , unit", ["text-empty"]),
])
def test_one_cause_is_told_once(before: str, after: str, rules: list[str], folder: Path) -> None:
    assert rules_of(check(CASES, changed(before, after))) == rules


THIRD = """  - {title: The tender, publisher: The council, url: "https://example.org/tender", kind: authority}
"""
"""A source that nothing cites."""


@pytest.mark.parametrize(("before", "after", "rule"), [
    ("status: running", "status: running\nstatus: planned", "yaml-duplicate-key"),
    ("status: running", "status: &a running", "yaml-anchor"),
    ("status: running", "status: *a", "yaml-anchor"),
    ("status: running", "status: !a running", "yaml-tag"),
])
def test_a_key_given_twice_or_an_anchor_hides_no_other_problem(before: str, after: str, rule: str,
                                                               folder: Path) -> None:
    text = changed("checked:", f"{THIRD}checked:", changed("stage: small-pilot", "stage: small-pilto"))
    assert rules_of(check(CASES, changed(before, after, text))) == [rule, "term-unknown", "source-not-cited"]


@pytest.mark.parametrize(("before", "after", "rule"), [
    ("title: Market fees paid by phone", "title: *market", "yaml-anchor"),
    ("title: Market fees paid by phone", "title: &market", "yaml-anchor"),
    ("title: Market fees paid by phone", "title: !market", "yaml-tag"),
    ("themes: [revenue-and-tax]", "themes: [*theme]", "yaml-anchor"),
    ("status: running", "status: running\nstatus: halted", "yaml-duplicate-key"),
    ("period: {start", "period: {end: 2021}\nperiod: {start", "yaml-duplicate-key"),
    ("sources:\n", "sources: [{title: A, publisher: B, kind: authority}]\nsources:\n", "yaml-duplicate-key"),
    ("mechanisms:\n", "mechanisms: [{mechanism: procurement, effect: enabled, how: A}]\nmechanisms:\n",
     "yaml-duplicate-key"),
    ("checked:", f"{THIRD}next_steps: A\nnext_steps: B [3]\nchecked:", "yaml-duplicate-key"),
    ("checked:", f"{THIRD}budget: {{source: 1, source: 3}}\nchecked:", "yaml-duplicate-key"),
    ("title: Market fees paid by phone", "<<: *market", "yaml-anchor"),
    ("title: Market", "[title]: Market", "yaml-key"),
    ("title: Market", '"title\\0": Market', "file-character"),
])
def test_what_cannot_be_read_has_no_echo(before: str, after: str, rule: str, folder: Path) -> None:
    assert rules_of(check(CASES, changed(before, after))) == [rule]


@pytest.mark.parametrize(("name", "before", "after", "rules"), [
    ("_vocabulary.yml", "mechanisms:\n", "mechanisms: {}\nmechanisms:\n", ["yaml-duplicate-key"]),
    ("_vocabulary.yml", "\ngroups:\n", "\ngroups: {}\ngroups:\n", ["yaml-duplicate-key"]),
    ("_vocabulary.yml", "waste: {label: {en: Waste}}", "waste: {label: {en: Waste}, label: {en: Refuse}, lable: A}",
     ["yaml-duplicate-key", "field-unknown"]),
    ("_places.yml", "country: GH\n", "country: XX\n  kind: city\n", ["country-unknown", "yaml-duplicate-key"]),
])
def test_the_shared_files_are_checked_in_the_same_way(name: str, before: str, after: str, rules: list[str],
                                                      folder: Path) -> None:
    assert rules_of(check(CASES, changed(before, after, (EXAMPLES / name).read_text("utf-8")), name)) == rules


def test_a_hundred_problems_of_one_kind_are_enough(folder: Path) -> None:
    text = changed("title: Market", "".join(f"key{number}: x\n" for number in range(1000)) + "title: Market")
    assert rules_of(check(CASES, text)) == ["field-unknown"] * MAX_PROBLEMS


# What is offered -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("value", "allowed", "offered"), [
    ("runing", ["planned", "running", "stopped"], "running"),
    ("RUNNING", ["planned", "running", "stopped"], "running"),
    ("gh", ["FR", "GH"], "GH"),
    ("zzz", ["b", "a"], "a, b"),
    ("zzz", list("gfedcba"), "a, b, c, d …"),
    ("zzz", [], ""),
    ("staged_scaling", ["staged-scaling", "user-research"], "staged-scaling"),
    ("x" * 100_000, ["a", "b"], "a, b"),
])
def test_the_nearest_value_is_offered_else_what_is_allowed(value: str, allowed: list[str], offered: str) -> None:
    assert nearest(value, allowed) == offered


@pytest.mark.parametrize(("facet", "written", "offered"), [
    ("mechanism: procurement", "mechanism: marchés publics", "procurement"),
    ("mechanism: procurement", "mechanism: MARCHES PUBLICS", "procurement"),
    ("mechanism: procurement", "mechanism: المشتريات", "procurement"),
    ("mechanism: procurement", "mechanism: Contratação pública", "procurement"),
    ("mechanism: procurement", "mechanism: political_support", "political-support"),
    ("method: staged-scaling", "method: step by step", "staged-scaling"),
    ("status: running", "status: Running", "running"),
    ("status: running", "status: finished", "planned, running, stopped"),
])
def test_a_term_is_offered_for_its_label_in_any_language(facet: str, written: str, offered: str, folder: Path) -> None:
    problems = check(CASES, changed(facet, written))
    assert [(problem.rule.id, problem.values["nearest"]) for problem in problems] == [("term-unknown", offered)]


@pytest.mark.parametrize(("value", "said"), [
    ("x", '"x"'), ("", '""'), ([], "an empty list"), (["x"], "a list"), ({}, "keys and values"), (None, "nothing"),
    ("x" * 500, '"' + "x" * (MAX_SHOWN - 3) + '…"'),
])
def test_a_found_value_is_named_by_its_kind(value: object, said: str) -> None:
    assert kind_of(value) == said


# What is text ----------------------------------------------------------------------------------------------------

def rules_in(text: str) -> list[str]:
    """The rules that a text breaks, in their order."""
    document, problems = parse_document(f"challenge: {json.dumps(text, ensure_ascii=False)}\n".encode(), "x.yml")
    assert problems == []
    return rules_of(list(check_text(document, CONTEXT)))


@pytest.mark.parametrize("text", [
    "x < y > z", "<3", "a <- b", "`<b>` and ``<i> ` {``", "`a\nb <i>`", "<https://example.org/a>",
    "[a](https://example.org)", "[a]( https://example.org/x_(y) 'title')", "price: {5}", "a } b { c", "50 % { }",
    "#1 {a}", "2019 2020 2021 2022", "1 234 567 890", "from 100000000 to 200000000", "C++ 20", "telephone", "a@b",
    "@name", "https://medium.com/@name", "1+1", "قَسَنطينة", "a\u200cb", "a\u200db 👩‍🚒", "é e\u0301", "« à »",
    "a\tb\nc", "[1](https://example.org)", "tel quel 20 ans", "hotel 12345678", "Q&A; <> <<>> < b>", "# no",
    "[] () {}",
])
def test_ordinary_text_breaks_no_rule(text: str) -> None:
    assert rules_in(text) == []


@pytest.mark.parametrize(("text", "rules"), [
    ("<b>x</b>", ["text-html"]),
    ("a <third of b", ["text-html"]),
    ("<script src=//x>", ["text-html"]),
    ("<img src=x onerror=alert(1)", ["text-html"]),
    ("<!DOCTYPE x>", ["text-html"]),
    ("<?php x ?>", ["text-html"]),
    ("`a`` <b>", ["text-html"]),
    ("` a\n\nb <i> `", ["text-html"]),
    ("<svg/onload=alert(1)>", ["text-html"]),
    ("<a:b onclick=x>", ["text-html"]),
    ("<x@y>", ["text-html"]),
    ("&lt;b&gt;", []),
    ("{{ 7*7 }} and {% raw %}", ["text-braces", "text-braces"]),
    ("`{{ 7*7 }}`", ["text-braces"]),
    ("a {# b", ["text-braces"]),
    ("a %} b", ["text-braces"]),
    ("{{{{ a }}}}", ["text-braces", "text-braces", "text-braces"]),
    ("${{ github.token }}", ["text-braces"]),
    ("[a](javascript:alert(1))", ["link-scheme"]),
    ("[a](<javascript:alert(1)>)", ["link-scheme"]),
    ("<javascript:alert(1)>", ["link-scheme"]),
    ("[a](&#106;avascript:x)", ["link-scheme"]),
    ("[a](//example.org)", ["link-scheme"]),
    ("[a]()", ["link-scheme"]),
    ("![a](x.png)", ["link-scheme"]),
    ("[a](mailto:a@example.org)", ["text-email"]),
    ("<a@example.org>", ["text-email"]),
    ("a.b+c@example.co.uk", ["text-email"]),
    ("+233 20 123 4567", ["text-phone"]),
    ("Tel.: 020 1234 567 8", ["text-phone"]),
    ("tél 01.23.45.67.89", ["text-phone"]),
    ("a\u202eb\u200bc\u202ed", ["text-hidden-sign", "text-hidden-sign"]),
    ("\u200fقسنطينة", ["text-hidden-sign"]),
    ("co\xadoperation", ["text-hidden-sign"]),
    ("\U000e0041", ["text-hidden-sign"]),
    ("\uf0b7 a bullet from a PDF", ["text-hidden-sign"]),
])
def test_what_has_no_place_in_a_text_is_told(text: str, rules: list[str]) -> None:
    assert rules_in(text) == rules


@pytest.mark.parametrize(("text", "rules"), [
    ("[1] [2]", []), ("[1][2][2]", []), ("[1, 2]", ["citation-form"]), ("[1;2] [1–2] [1 - 2]", ["citation-form"] * 3),
    ("[1] `[9]` [2]", []), ("[1][2] \\[9\\]", []), ("[1][2] [a] []", []), ("[1][2][0]", ["citation-without-source"]),
    ("[1][2][3] [3]", ["citation-without-source"]), ("[1]", ["source-not-cited"]), ("[1](https://example.org) [2]",
                                                                                     ["source-not-cited"]),
    ("[1] [2, 3](https://example.org) [2]", []),
])
def test_citations_are_counted_as_they_are_shown(text: str, rules: list[str]) -> None:
    document, _ = parse_document(f"challenge: {json.dumps(text)}\nsources: [{{}}, {{}}]\n".encode(), "x.yml")
    told = {"citation-form", "citation-without-source", "source-not-cited"}
    problems = [problem for problem in check_case(document, CONTEXT) if problem.rule.id in told]
    assert sorted(rules_of(problems)) == sorted(rules)


# Each key set to something else ----------------------------------------------------------------------------------

def paths_of(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all keys and entries."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*at, key)
        yield from paths_of(value, (*at, key))


def value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


MARK = "REPLACED"
WRONG = {"nothing": "", "blank": '"  "', "a list": "[x, y]", "a map": "{x: y}", "a text": "some text",
         "no entry": "[~]"}
CASE_KEYS = list(paths_of(parse_document(FULL.encode(), "x.yml")[0].data))


def with_value(data: Any, path: tuple[str | int, ...], written: str) -> str:
    """YAML of the data with one key a line, in which something else is written at a path."""
    data = copy.deepcopy(data)
    value_at(data, path[:-1])[path[-1]] = MARK
    text: str = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=100_000)
    return text.replace(MARK, written)


def is_right(value: Any, written: str) -> bool:
    """Whether what is written is of the kind that stands there."""
    kinds = {"[x, y]": (list,), "{x: y}": (dict,), "some text": (str,)}.get(written, ())
    return isinstance(value, kinds) or (value == "none-found" and written == "[x, y]")


@pytest.mark.parametrize("written", WRONG.values(), ids=WRONG)
def test_every_key_of_a_case_study_may_hold_anything_and_is_told_at_its_line(written: str) -> None:
    data = parse_document(FULL.encode(), "x.yml")[0].data
    for path in CASE_KEYS:
        text = with_value(data, path, written)
        document, found = parse_document(text.encode(), "example.yml")
        problems = found or check_case(document, CONTEXT)
        report_text(problems)
        line = (document.keys.get(path) or document.values[path]).line
        told = [problem for problem in problems if problem.line == line and problem.field[:len(path)] == path]
        assert has_errors(told) or is_right(value_at(data, path), written), (path, text.split("\n")[line - 1], problems)


@pytest.mark.parametrize("written", WRONG.values(), ids=WRONG)
def test_every_key_of_a_shared_file_may_hold_anything(written: str, tmp_path: Path) -> None:
    folder = fill(tmp_path / CASES)
    for name in SHARED:
        data = load_document(EXAMPLES / name)[0].data
        for path in list(paths_of(data))[:25]:
            (folder / name).write_text(with_value(data, path, written), "utf-8")
            problems = check_files([folder / name], folder, TODAY)
            report_text(problems)
            assert has_errors(problems) or is_right(value_at(data, path), written)


def test_every_key_of_the_model_stands_in_the_full_example() -> None:
    names = [tuple(part for part in path if isinstance(part, str)) for path in CASE_KEYS]
    schema = CaseStudy.model_json_schema(by_alias=True)
    assert {path[0] for path in names} == set(schema["properties"])
    assert {path[1] for path in names if len(path) > 1} == {key for part in schema["$defs"].values()
                                                            for key in part["properties"]}


# Hostile input ---------------------------------------------------------------------------------------------------

HOSTILE = settings(max_examples=120, deadline=None)
SIGNS = st.sampled_from([b"\n", b":", b"- ", b"  ", b"'", b'"', b"[", b"{", b"&a ", b"*a", b"!x ", b"|\n"])
EDITS = st.lists(st.tuples(st.integers(0, len(FULL.encode())), st.integers(0, 30), st.binary(max_size=12) | SIGNS),
                 min_size=1, max_size=4)
ANYTHING = st.recursive(
    st.none() | st.text(max_size=20)
    | st.sampled_from(["none-found", "[1]", "2", "kumasi", "<b>", "{{", "2019", "\u202e"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(max_size=8) | st.sampled_from(["case", "kind", "for", "en", "[key]", "url", "source", "", ".", "*"]),
        inner, max_size=4),
    max_leaves=10)


@HOSTILE
@given(edits=EDITS)
def test_no_change_of_bytes_breaks_the_check(edits: list[tuple[int, int, bytes]]) -> None:
    raw = FULL.encode()
    for at, length, new in edits:
        raw = raw[:at] + new + raw[at + length:]
    check_in_memory(raw)


@HOSTILE
@given(path=st.sampled_from(CASE_KEYS), value=ANYTHING, key=st.none() | st.text(max_size=12))
def test_no_structure_breaks_the_check(path: tuple[str | int, ...], value: object, key: str | None) -> None:
    data = parse_document(FULL.encode(), "x.yml")[0].data
    parent = value_at(data, path[:-1])
    parent[key if key is not None and isinstance(parent, dict) else path[-1]] = value
    check_in_memory(json.dumps(data, ensure_ascii=False).encode())


def check_in_memory(raw: bytes) -> None:
    """As check_files does, without a disk; what the check lets pass, the model takes."""
    document, found = parse_document(raw, "example.yml")
    found += check_case(document, CONTEXT) if document.is_complete else []
    problems = in_order([*found, *check_lineage_loops([document])])
    report_text(problems)
    if not has_errors(problems):
        CaseStudy.model_validate(document.data)


@settings(HOSTILE, max_examples=50)
@given(name=st.sampled_from(SHARED), seed=st.integers(0), value=ANYTHING, key=st.none() | st.text(max_size=12))
def test_no_structure_of_the_shared_files_breaks_the_check(name: str, seed: int, value: object, key: str | None,
                                                           hostile_folder: Path) -> None:
    folder = hostile_folder
    fill(folder)
    (folder / "plain.yml").write_text(PLAIN, "utf-8")
    data = load_document(EXAMPLES / name)[0].data
    paths = list(paths_of(data))
    path = paths[seed % len(paths)]
    parent = value_at(data, path[:-1])
    parent[key if key is not None and isinstance(parent, dict) else path[-1]] = value
    (folder / name).write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    report_text(check_files(sorted(folder.iterdir()), folder, TODAY))
    report_text(load_catalog(folder, TODAY)[1])


@HOSTILE
@given(raw=st.binary(max_size=100) | st.text(max_size=60).map(str.encode))
def test_no_bytes_at_all_break_the_check(raw: bytes, shared_folder: Path) -> None:
    report_text(check(shared_folder, raw))


@pytest.mark.parametrize("key", ["[key]", "", " ", ".", "*", "?", "a.b", "for", "__class__", "model_config", "{0}",
                                 "é\u200b", "\n", "a" * 5000, "0", "-1", "~ ", "<<", "$ref"])
@pytest.mark.parametrize("name", ["example.yml", *SHARED])
def test_an_odd_key_is_told_and_nothing_more_happens(key: str, name: str, folder: Path) -> None:
    text = (folder / name).read_text("utf-8") if name in SHARED else PLAIN
    for odd in (f"? {json.dumps(key)}\n: {{x: y}}\n", f"? {json.dumps(key)}\n: ~\n"):
        problems = check(CASES, text + odd, name)
        assert problems
        assert {problem.line - text.count("\n") for problem in problems} <= {1, 2}
        assert all(line.isprintable() for line in report_text(problems).split("\n"))


# Time ------------------------------------------------------------------------------------------------------------

SIZE = 99_000
PIECES = [
    "a", "a.", "a@", "a@a.", "+1", "+1 ", "tel ", "<", "<a", "<a ", "<!", "<a:", "<https:", "<a@a.", "{", "{{", "{{a",
    "{{}", "%}", "[1", "[1,", "[1 ", "[1-", "](", "]( ", "](<", "](a", "](a(", "`", "`a", "``a`", "\n", "\n ", "\n[",
    "[a]: ", "١", "[١", "\u200b", "\u202ea", "\\", "[x](y", "[1](", "&#", "`\n\n", " \n\t",
]
RUNS = {"runs that grow": "".join("`" * length + "a" for length in range(440)),
        "runs that shrink": "".join("`" * length + "a" for length in range(440, 0, -1)),
        "spaces after a sign": "tel" + " " * 30_000 + "[1" + " " * 30_000 + "](" + " " * 30_000,
        "dots after a mailbox": "a@b." + "-" * 90_000, "numbers without end": "[" + "1," * 49_000,
        "braces far apart": "{{" + "a" * 98_000 + "}"}
TEXTS = {**{repr(piece): (piece * SIZE)[:SIZE] for piece in PIECES}, **RUNS}


def test_no_text_within_the_limit_takes_long_to_check() -> None:
    documents = {name: Document("x.yml", {"challenge": text, "sources": [{}]}) for name, text in TEXTS.items()}
    assert [name for name, document in documents.items() if takes_long(partial(check_case, document, CONTEXT))] == []


def takes_long(work: Callable[[], object]) -> bool:
    """Whether something takes over two seconds of the processor; measured again if so, for the machine may be busy."""
    return all(seconds_of(work) > 2 for _ in range(2))


def seconds_of(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


FILES = {
    "unknown keys": "".join(f"mechanism{number}: 1\n" for number in range(5000)),
    "unknown terms": "themes: [" + ",".join(f"waste{number}" for number in range(8500)) + "]\n",
    "repeated terms": "themes: [" + "waste," * 16_000 + "]\n",
    "unknown cases": "learned_from: [" + ",".join(f"{{case: example-{number}}}" for number in range(4000)) + "]\n",
    "empty sources": "sources: [" + "{}," * 32_000 + "]\n",
    "same sources": "sources:\n" + "- {url: 'https://a.example', kind: press}\n" * 2300,
    "citations": "sources: [a]\nsetbacks: [" + ",".join(f"'[{number}]'" for number in range(10_000)) + "]\n",
    "mailboxes": "setbacks: [" + ",".join(f"'a{number}@b.example'" for number in range(4500)) + "]\n",
    "brackets": "setbacks: [" + "'('," * 24_000 + "]\n",
    "tags": "challenge: '" + "".join(f"<a{number}>" for number in range(12_000)) + "'\n",
    "nothing": "setbacks:\n" + "- \n" * 33_000,
    "misspelt": "methods: [" + "{metod: x}," * 9000 + "]\n",
    "the same key": "a: 1\n" * 19_000,
    "aliases": "x: [&a b" + ",*a" * 30_000 + "]\n",
    "opening brackets": "[" * SIZE, "opening braces": "{a: " * 24_000, "dashes": "- " * 49_000,
    "questions": "? " * 49_000, "empty lines": "\n" * SIZE, "quotes": "'" * SIZE, "spaces": " " * SIZE,
    "a long key": "? " + "k" * 98_000 + "\n: v\n",
    "one word": "status: " + "a" * 98_000 + "\n", "digits": "results: [{value: " + "1" * 98_000 + "}]\n",
    "words": "title: " + "a b c " * 8000 + "\nsummary: " + "a b c d " * 6000 + "\n",
    "keys of line breaks": "".join(f'"a{number}\\n": 1\n' for number in range(6000)),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_no_file_within_the_limit_takes_long_to_check(text: str, shared_folder: Path) -> None:
    assert len(text.encode()) <= 100_000
    assert not takes_long(lambda: report_text(check(shared_folder, text)))


def test_many_cases_that_all_learned_from_each_other_are_told_soon() -> None:
    names = [f"case-{number}" for number in range(60)]
    documents = [Document(f"{name}.yml", {"learned_from": [{"case": other} for other in names]}) for name in names]
    assert len(check_lineage_loops(documents)) == MAX_PROBLEMS
    assert not takes_long(lambda: check_lineage_loops(documents))


# In any language -------------------------------------------------------------------------------------------------

def keys_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("example", BAD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_messages_and_remedies_ask_for_nothing_that_their_problems_do_not_give(example: Path, folder: Path) -> None:
    for problem in problems_of(example, folder):
        assert keys_of(problem.rule.message) | keys_of(problem.rule.remedy) <= set(problem.values)
        assert message_of(problem, wrapped).startswith("⟦") and remedy_of(problem, wrapped).endswith("⟧")


def wrapped(text: str) -> str:
    return f"⟦{text}⟧"


def test_our_own_words_within_a_message_are_translated_too(folder: Path) -> None:
    (problem,) = check(CASES, changed("themes: [revenue-and-tax]", "themes: {a: b}"))
    assert message_of(problem, wrapped) == "⟦expected a list, found ⟦keys and values⟧⟧"
    (problem,) = check(CASES, changed("title: Market", "title: Fees: market"))
    assert isinstance(problem.values["found"], Phrase)
    assert message_of(problem, wrapped).count("⟦") == 2


def test_no_template_is_empty_and_each_remedy_is_a_sentence() -> None:
    for rule in RULE_BOOK:
        assert rule.message and rule.remedy.endswith((".", "[1][2]."))
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
