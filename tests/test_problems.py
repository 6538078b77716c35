"""How problems are shown: to people, to GitHub, to programs. What contributors wrote can do no harm there."""

import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casebook.problems import (
    MAX_SHOWN,
    REPORTS,
    Path,
    Phrase,
    Problem,
    Rule,
    field_name,
    has_errors,
    in_order,
    message_of,
    quoted,
    report_github,
    report_json,
    report_text,
    shorten,
)

RULE = Rule("some-rule", 'expected a tree, found "{found}"', "Plant one in {place}.")
WARNING = Rule("some-warning", "it is {found}", "Wait.", "warning")
QUICK = settings(max_examples=200, deadline=None)

WORKFLOW_COMMAND = re.compile(r"^\s*::|##\[")
"""What GitHub's runner obeys in a line of a log: two colons at its head, or the old form anywhere in it."""


def problem(found: object = "a bush", *, file: str = "case_studies/a.yml", field: Path = ("methods", 1, "how"),
            rule: Rule = RULE, line: int = 3, column: int = 5) -> Problem:
    return Problem(file, line, column, rule, field, {"found": found, "place": "the garden"})


# The three reports -----------------------------------------------------------------------------------------------

def test_text_says_place_rule_and_message_and_below_them_the_remedy() -> None:
    assert report_text([problem(), problem("late", rule=WARNING, field=())]) == (
        'case_studies/a.yml:3:5: some-rule: methods[2].how: expected a tree, found "a bush"\n'
        "    Plant one in the garden.\n"
        "case_studies/a.yml:3:5: some-warning (warning): it is late\n"
        "    Wait.\n")


def test_github_is_told_file_line_and_column_in_its_own_form() -> None:
    assert report_github([problem("100%, a: b"), problem("late", rule=WARNING, field=())]) == (
        "::error file=case_studies/a.yml,line=3,col=5,title=some-rule::"
        'methods[2].how: expected a tree, found "100%25, a: b"%0APlant one in the garden.\n'
        "::warning file=case_studies/a.yml,line=3,col=5,title=some-warning::it is late%0AWait.\n")


def test_json_is_a_list_of_objects() -> None:
    assert json.loads(report_json([problem("شجرة")])) == [{
        "file": "case_studies/a.yml", "line": 3, "column": 5, "field": "methods[2].how", "level": "error",
        "rule": "some-rule", "message": 'expected a tree, found "شجرة"', "remedy": "Plant one in the garden."}]
    assert json.loads(report_json([])) == []


def test_nothing_wrong_is_nothing_said() -> None:
    assert report_text([]) == report_github([]) == ""


def test_messages_are_said_in_the_language_of_the_reader() -> None:
    french = {RULE.message: 'un arbre était attendu, trouvé « {found} »', RULE.remedy: "Plantez-en un dans {place}.",
              "warning": "avertissement", "a bush": "un buisson"}
    assert report_text([problem(Phrase("a bush"))], lambda text: french.get(text, text)) == (
        "case_studies/a.yml:3:5: some-rule: methods[2].how: un arbre était attendu, trouvé « un buisson »\n"
        "    Plantez-en un dans the garden.\n")
    assert "trouvé « a bush »" in report_text([problem("a bush")], lambda text: french.get(text, text))
    assert "(avertissement)" in report_text([problem(rule=WARNING)], lambda text: french.get(text, text))


# Nothing forged --------------------------------------------------------------------------------------------------

FORGERIES = [
    "x\n::error file=a::forged", "x\r::add-mask::a", "\n::stop-commands::x", "::error::forged", "##[error]forged",
    "a ##[add-mask]b", "%0A::error::forged", "\x1b[2J\x1b[1;31mred", "\x9b2J", "\x07", "\u202egnp.exe", "\u200b",
    "a\tb", "\u2028::error::x", "\x85::error::x", "::warning file=,line=::", "#\x00#[error]x", "# #[error]",
    "##\n[error]x", "{found}", "{0.__class__}", "%s %(found)s", "\ud800", "\ue000",
]


@pytest.mark.parametrize("text", FORGERIES)
@pytest.mark.parametrize("kind", REPORTS)
def test_a_value_a_key_or_the_name_of_a_file_cannot_forge_a_command_or_reach_the_terminal(kind: str, text: str) -> None:
    forged = problem(text, file=f"case_studies/{text}.yml", field=("methods", text, 0, text))
    bare = problem(text, file=text, field=(text,))
    check_harmless(REPORTS[kind]([forged, bare, problem()], str), kind)


@QUICK
@example(":", "text")
@given(st.text(st.characters() | st.sampled_from("#[]:%,\n\r\x1b"), max_size=30), st.sampled_from(sorted(REPORTS)))
def test_no_text_at_all_can(text: str, kind: str) -> None:
    check_harmless(REPORTS[kind]([problem(text, file=text, field=(text, text)), problem()], str), kind)


def check_harmless(report: str, kind: str) -> None:
    assert report.isascii() or report.encode("utf-8")
    lines = report.split("\n")
    assert all(line.isprintable() for line in lines)
    if kind == "json":
        assert len(json.loads(report)) >= 2
        assert not any(WORKFLOW_COMMAND.search(line) for line in lines)
    elif kind == "text":
        assert not any(WORKFLOW_COMMAND.search(line) for line in lines)
        assert all(line.startswith("    ") for line in lines[1:-1:2])
    else:
        commands = [line for line in lines if line]
        assert all(re.match(r"::error file=[^,:]*,line=3,col=5,title=some-rule::", line) for line in commands)
        assert len(commands) == len([line for line in commands if "Plant one in the garden." in line])
        assert "##[" not in report


# Parts -----------------------------------------------------------------------------------------------------------

def test_entries_are_counted_from_one_as_readers_count() -> None:
    assert field_name(("methods", 0, "how")) == "methods[1].how"
    assert field_name((".hidden",)) == ".hidden"
    assert field_name(("a", "b", 2, 0)) == "a.b[3][1]"
    assert field_name(()) == ""


def test_a_found_value_is_cut_to_what_fits_in_a_line() -> None:
    assert shorten("a" * MAX_SHOWN) == "a" * MAX_SHOWN
    assert shorten("a" * 5000) == "a" * (MAX_SHOWN - 1) + "…"
    assert shorten(" one\n\n two\t") == "one two"
    assert quoted("a" * 5000) == '"' + "a" * (MAX_SHOWN - 3) + '…"'


def test_our_own_wording_is_shown_whole() -> None:
    assert message_of(problem(Phrase("long " * 40))).count("long") == 40


def test_problems_come_by_file_line_and_column_and_each_once() -> None:
    late, early = problem(line=9), problem(line=2, column=7)
    other, first = problem(file="case_studies/b.yml", line=1), problem(line=2, column=1, field=("a", 0))
    mixed = problem(line=2, column=1, field=(0, "a"))
    assert in_order([other, late, early, first, late, mixed]) == [first, mixed, early, late, other]


def test_warnings_alone_are_no_errors() -> None:
    assert has_errors([problem(rule=WARNING), problem()])
    assert not has_errors([problem(rule=WARNING)])
