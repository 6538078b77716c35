"""`casebook validate --fix`: what has one right mending is mended where it stands, and no file is ever worse for it."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from conftest import Ran, small_project
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.document import Document
from casebook.fixing import MENDERS, is_one_apart, mend
from casebook.loading import looker_of
from casebook.problems import Problem, has_errors
from casebook.source import RULES as READING
from casebook.validation import RULE_BOOK
from casebook.validation.rules import MECHANICAL

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "tests" / "examples"
PLAIN = (EXAMPLES / "good" / "plain.yml").read_text("utf-8")
FULL = (EXAMPLES / "good" / "full.yml").read_text("utf-8")
FILE = Path("case_studies/example.yml")
CONTEXT, LOOK = looker_of([FILE, FILE.with_name("plain.yml")], EXAMPLES, date(2026, 11, 21))


def look(text: str) -> tuple[Document, list[Problem]]:
    return LOOK(FILE, text.encode("utf-8", "surrogatepass"))


def mended(text: str) -> str:
    """A text as it is mended; held against what no mending may do."""
    after, changes = mend(text, look, CONTEXT)
    assert mend(after, look, CONTEXT) == (after, [])
    assert bool(changes) == (after != text)
    (was, before), (now, left) = look(text), look(after)
    if was.is_complete:
        assert Counter(one.rule.id for one in left) <= Counter(one.rule.id for one in before)
    assert now.is_complete or not was.is_complete
    return after


def changed(before: str, after: str, text: str = PLAIN) -> str:
    assert text.count(before) == 1, before
    return text.replace(before, after)


# What is mended --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("right", "wrong"), [
    ("places: [kumasi]", "places: [Kumasi]"), ("places: [kumasi]", "places: kumasi"),
    ("places: [kumasi]", "places: [kumassi]"), ("places: [kumasi]", "places: [  'KUMASI'  ]"),
    ("challenge:", "Challenge:"), ("challenge:", "chalenge:"), ("challenge:", '"challlenge":'),
    ("method: staged-scaling", "method: Staged Scaling"), ("method: staged-scaling", "method: staged_scaling"),
    ("method: staged-scaling", "methods: staged-scaling"),
    ("effect: hindered", "effect: Hindered"), ("effect: hindered", "effect: hindred"),
    ("language: en", "language: EN"), ("checked: 2026-10", "checked: 2026/10"),
    ("checked: 2026-10", "checked: October 2026"), ("checked: 2026-10", "checked: 10/2026"),
    ("checked: 2026-10", "checked: '2026.10'"), ("checked: 2026-10", "checked: oct. 2026"),
])
def test_what_has_one_right_mending_is_mended_and_nothing_else_changes(right: str, wrong: str) -> None:
    text = changed(right, wrong)
    assert has_errors(look(text)[1])
    after, line = mended(text), text[:text.index(wrong)].count("\n")
    assert not has_errors(look(after)[1])
    assert look(after)[0].data == look(PLAIN)[0].data
    rows, wanted = text.splitlines(), PLAIN.splitlines()
    assert [at for at, (old, new) in enumerate(zip(rows, after.splitlines(), strict=True)) if old != new] == [line]
    assert rows[:line] + rows[line + 1:] == wanted[:line] + wanted[line + 1:]


def value_of(text: str, *path: str | int) -> object:
    data: object = look(text)[0].data
    for key in path:
        data = data[key]  # type: ignore[index]
    return data


@pytest.mark.parametrize(("written", "read"), [
    ("'1,250'", "1250"), ("1 250", "1250"), ("1 250 000.5", "1250000.5"), ("'12,5'", "12.5"), ("+7", "7"),
    ("1.250.000", "1250000"), ("−3", "-3"), ("1’250", "1250"), ("1\xa0250", "1250"),
])
def test_numbers_lose_the_signs_between_their_digits(written: str, read: str) -> None:
    assert value_of(mended(changed("value: 70", f"value: {written}")), "results", 0, "value") == read


def test_what_may_mean_two_things_stays() -> None:
    french = changed("language: en", "language: fr")
    for before, after, text in (
        ("value: 70", "value: '1,250'", french), ("checked: 2026-10", "checked: 03/04/2026", PLAIN),
        ("checked: 2026-10", "checked: last autumn", PLAIN), ("method: staged-scaling", "method: testing", PLAIN),
        ("places: [kumasi]", "places: [kumasi-2]", PLAIN), ("places: [kumasi]", "places: [accra]", PLAIN),
    ):
        wrong = changed(before, after, text)
        assert after in mended(wrong) and has_errors(look(wrong)[1])


def test_hidden_signs_go_and_what_else_ends_a_line_becomes_a_blank() -> None:
    for sign, read in (("\u200b", ""), ("\u202e", ""), ("\xad", ""), ("\x07", ""), ("\u2028", " "), ("\x0c", " ")):
        text = PLAIN.replace("challenge: ", f"challenge: Some{sign}words. ").replace("title: ", f"title: A{sign}b ", 1)
        after = mended(text)
        assert after.count(f"Some{read}words") == after.count(f"A{read}b") == 1 and not look(after)[1], repr(sign)


def test_signs_of_another_encoding_stay_for_a_person() -> None:
    text = PLAIN.replace("challenge: ", "challenge: don\x92t ")
    assert mended(text) == text


def test_tabs_become_spaces_where_it_makes_no_difference_how_many() -> None:
    text = "\n".join(line.replace("  ", "\t", 1) if line.startswith("  ") else line for line in PLAIN.splitlines())
    assert look(text)[1][0].rule.id == "yaml-tab"
    assert look(mended(text))[0].data == look(PLAIN)[0].data


def test_text_that_holds_a_colon_gets_quotes_over_all_its_lines() -> None:
    title = next(line for line in PLAIN.splitlines() if line.startswith("title: "))
    for words in ("Fees: by phone", "@kumasi pays", "*Fees* by phone", "50% \"less\": a test", "Fees: by\n  phone"):
        after = mended(PLAIN.replace(title, f"title: {words}"))
        assert value_of(after, "title") == " ".join(words.split())
    for words in ("Fees: by phone # why", "Fees: a\n  b: c"):
        text = PLAIN.replace(title, f"title: {words}")
        assert mended(text) == text


def test_what_is_given_twice_in_the_same_words_is_given_once() -> None:
    entry = "  - method: staged-scaling\n    how: One market first, then five [2].\n"
    text = PLAIN[:PLAIN.index("methods:")] + "methods:\n" + entry * 3 + PLAIN[PLAIN.index("mechanisms:"):]
    assert mended(text).count(entry) == 1
    assert "[kumasi]" in mended(changed("places: [kumasi]", "places: [kumasi, kumasi]"))
    assert mended(PLAIN + "language: en\n") == PLAIN
    for twice in (text.replace(entry, entry.replace("five", "six"), 1), text.replace("[2].\n", "[2].  # why\n"),
                  PLAIN + "language: fr\n"):
        assert "six" in mended(twice) or mended(twice) == twice


def test_a_case_that_was_renamed_is_named_by_its_new_id(tmp_path: Path) -> None:
    from dataclasses import replace

    context = replace(CONTEXT, renamed={"cases": {"old-name": "plain"}})
    text = PLAIN + "learned_from: [{case: old-name, what: The fees}]\n"
    assert "{case: plain, what: The fees}" in mend(text, look, context)[0]


def test_one_letter_makes_words_neighbours() -> None:
    assert all(is_one_apart(one, "title") for one in ("titel", "titlee", "tile", "titla", "ttitle", "itle"))
    assert not any(is_one_apart(one, "title") for one in ("title", "tit", "tiltes", "eltit", "titles-x"))


# What is never made worse ----------------------------------------------------------------------------------------

GOOD = sorted([*(EXAMPLES / "good").glob("*.yml")])


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_file_without_mechanical_problems_keeps_its_bytes(path: Path) -> None:
    text = path.read_text("utf-8")
    assert mend(text, look, CONTEXT) == (text, [])


def test_real_files_have_nothing_to_mend(casebook: Callable[..., Ran], tmp_path: Path) -> None:
    small_project(tmp_path / "project")
    shutil.copytree(tmp_path / "project" / "case_studies", tmp_path / "case_studies")
    before = {path.name: path.read_bytes() for path in (tmp_path / "case_studies").iterdir()}
    casebook(tmp_path, "validate", "--fix")
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "case_studies").iterdir()}


BAD = sorted(path for path in (EXAMPLES / "bad").glob("*.yml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_mending_twice_is_mending_once_and_no_bad_example_gets_worse(path: Path) -> None:
    mended(path.read_text("utf-8"))


BITS = st.sampled_from(["\t", ": ", " # x", "[1, 2]", "[1-3]", "\u200b", "\x07", "Kumasi", "kumassi", "2026/3", "'",
                        '"', "- ", "\n", "\n  ", "@", "*a*", "staged_scaling", "1,250", "language: en\n", "{", "]", "|",
                        ">", "é", "none found", "\r", "\\", "&a ", "!x ", "\u2028"])
PLACES = st.integers(0, len(FULL))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(PLACES, BITS), min_size=1, max_size=4))
def test_whatever_was_spoilt_mending_is_stable_and_makes_nothing_worse(bits: list[tuple[int, str]]) -> None:
    text = FULL
    for at, bit in bits:
        text = text[:at] + bit + text[at:]
    mended(text)


def test_a_very_bad_file_is_mended_in_a_moment() -> None:
    text = PLAIN.replace("challenge: ", "challenge: " + "Text\u200b [1, 1] \u202e " * 400)
    assert "\u200b" not in mended(text)


# The rule book and the command -----------------------------------------------------------------------------------

def test_the_rule_book_says_which_rules_can_be_mended() -> None:
    assert set(MENDERS) == set(MECHANICAL) and set(MECHANICAL) <= {*RULE_BOOK, *READING}
    assert len(set(MECHANICAL)) == len(MECHANICAL)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_style_guide_names_every_rule_that_can_be_mended(language: str) -> None:
    text = (ROOT / "docs" / language / "style.md").read_text("utf-8")
    assert all(f"`{rule.id}`" in text for rule in MECHANICAL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "case_studies").mkdir()
    for name in ("_places.yml", "_vocabulary.yml"):
        shutil.copy(EXAMPLES / name, tmp_path / "case_studies")
    return tmp_path


def test_the_command_shows_what_it_changed_and_what_is_left(casebook: Callable[..., Ran], project: Path) -> None:
    file = project / FILE
    text = changed("effect: hindered", "effect: hindred", changed("places: [kumasi]", "places: Kumasi"))
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    ran = casebook(project, "validate", "--fix")
    line = text[:text.index("hindred")].count("\n") + 1
    assert f"case_studies/example.yml:{line}: term-unknown: hindred → hindered" in ran.out
    assert "place" in ran.out and ran.code == 1, "the text is no list, and no id: a person must say what it means"
    assert file.read_bytes() == b"\xef\xbb\xbf" + text.replace("hindred", "hindered").replace("\n", "\r\n").encode()


def test_programs_get_the_report_alone(casebook: Callable[..., Ran], project: Path) -> None:
    (project / FILE).write_text(changed("language: en", "language: EN"), "utf-8")
    ran = casebook(project, "validate", "--fix", "--format", "json")
    assert json.loads(ran.out) == [] or ran.code == 0
    assert "EN → en" in ran.err
    assert "citation-form" in casebook(project, "validate", "--help").out


def test_shared_files_are_mended_first_so_that_cases_are_checked_by_them(
        casebook: Callable[..., Ran], project: Path) -> None:
    places = project / "case_studies" / "_places.yml"
    places.write_text(places.read_text("utf-8").replace("country: GH", "country: gh", 1), "utf-8")
    (project / FILE).write_text(PLAIN, "utf-8")
    ran = casebook(project, "validate", "--fix")
    assert "gh → GH" in ran.out and ran.code == 0


def test_what_cannot_be_read_stays_and_is_told(casebook: Callable[..., Ran], project: Path) -> None:
    (project / FILE).write_bytes(b"title: caf\xe9\n")
    ran = casebook(project, "validate", "--fix")
    assert "file-encoding" in ran.out and ran.code == 1
    assert (project / FILE).read_bytes() == b"title: caf\xe9\n"
    assert partial(mended, "")() == ""
