"""The checks that help a writer: what they tell, what they leave alone, and that they are right of the real library."""

import textwrap
import time
from datetime import date
from pathlib import Path

import pytest

from casebook.document import Document
from casebook.loading import check_files, load_catalog, load_context
from casebook.problems import report_text
from casebook.source import load_document
from casebook.validation import check_case, check_copies
from casebook.validation.selecting import select
from casebook.validation.writing import (
    CITING,
    WRITING_CHECKS,
    blocks_of,
    check_summary_figures,
    check_summary_lesson,
    check_summary_place,
    check_wording,
    uncited_figures,
)
from casebook.values import CITATION

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = Path(__file__).parent / "examples"
TODAY = date(2026, 11, 21)
CONTEXT = load_context(EXAMPLES, ("example",), TODAY)[0]
RULES = {"figure-without-citation", "figure-only-in-summary", "paragraph-long", "text-praise", "text-vague",
         "summary-without-place", "summary-without-lesson", "text-copied"}


@pytest.fixture(scope="module")
def library() -> dict[str, Document]:
    """The real case studies, without their translations."""
    files = (ROOT / "case_studies").glob("[!_]*.yml")
    return {path.stem: load_document(path)[0] for path in files if "." not in path.stem}


def case(**texts: object) -> Document:
    """A case study of Kumasi with these texts."""
    return Document("example.yml", {"places": ["kumasi"], "language": "en", **texts})


def found_by(check: object, document: Document) -> list[object]:
    """What the problems of a check found."""
    assert check in WRITING_CHECKS
    return [problem.values.get("found") for problem in check(document, CONTEXT)]  # type: ignore[operator]


# The library -----------------------------------------------------------------------------------------------------

def test_the_cases_of_the_library_pass() -> None:
    problems = load_catalog(ROOT / "case_studies", TODAY)[1]
    told = [problem for problem in problems if problem.rule.id in RULES and problem.file.count(".") == 1]
    assert report_text(told) == ""


def test_a_paragraph_of_the_library_that_loses_its_citations_is_told(library: dict[str, Document]) -> None:
    blocks = [block for document in library.values() for pattern in CITING for _, text in select(document, pattern)
              for block, _ in blocks_of(text)]
    stating = [block for block in blocks if list(uncited_figures(CITATION.sub("", block)))]
    assert len(stating) > 900
    assert [block for block in stating if list(uncited_figures(block))] == []


def test_most_summaries_of_the_library_are_told_when_they_lose_the_lesson(library: dict[str, Document]) -> None:
    context = load_context(ROOT / "case_studies", library, TODAY)[0]
    told = 0
    for document in library.values():
        rest = " ".join(document.data["summary"].split()).split(". ", 1)[-1]
        shortened = Document(document.file, {**document.data, "summary": rest})
        told += any(True for _ in check_summary_lesson(shortened, context))
    assert told > 0.85 * len(library)


# Figures ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("text", [
    "It had 30 staff [1].", "It had 30 staff. [1]", "It had 30 staff. It grew [1].", "In 2019 [1] it had 30 staff.",
    "It had 30 staff[1][2].", "**It had 30 staff.** So says the report [1].", "It had 30 staff [1, 2].",
    "No source read says where the 30 staff went.", "Les sources ne disent rien des 30 agents.",
    "Are there 30 staff?", "Staff worked in phase 2 and round 3.", "It opens 24/7 on 4G.", "The COVID-19 time came.",
    "See `30 staff here` now.", "See [the page](https://example.org/2019/30) now.",
    "See <https://example.org/30> now.", "1. First they listed\n2. Then they paid", "1.10", "12:30", "", "30",
    "Of three parts [1]:\n\n- 10 staff are new\n- 20 old",
    "Thirty staff left.", "An A4 form with two sides.",
])
def test_a_figure_that_is_covered_or_states_nothing_is_left_alone(text: str) -> None:
    assert list(uncited_figures(text)) == []


@pytest.mark.parametrize(("text", "told"), [
    ("It had 30 staff.", ["It had 30 staff."]),
    ("It paid 3.5% more [1]. It had 30 staff.", ["It had 30 staff."]),
    ("It grew [1].\n\nIt had 30 staff.", ["It had 30 staff."]),
    ("- It grew [1]\n- It had 30 staff\n- It had 40 staff", ["It had 30 staff", "It had 40 staff"]),
    ("It had 30 staff. It had 40 staff.", ["It had 30 staff."]),
    ("It closed in 2019.", ["It closed in 2019."]),
    ("Three parts [1]:\n\n- 10 staff are new\n\nIn 2020 it closed.", ["In 2020 it closed."]),
    ("Three parts:\n\n- 10 staff are new", ["10 staff are new"]),
    ("It had 30 staff, [says](https://example.org/1) one.", ["It had 30 staff, [says] one."]),
    ("Elle comptait 1 200 agents.", ["Elle comptait 1 200 agents."]),
])
def test_a_figure_without_a_source_is_told_once_a_paragraph(text: str, told: list[str]) -> None:
    assert list(uncited_figures(text)) == told


@pytest.mark.parametrize(("summary", "below", "told"), [
    ("It has 70 phones.", "It has 70 phones [1].", []),
    ("It has 70 phones.", "It has 71.3 phones [1].", []),
    ("It has 75 phones.", "It has 70 phones [1].", ["75"]),
    ("It saved 3.8 million.", "It saved 3,800,000 [1].", []),
    ("It saved 3.8 million.", "It saved 3 751 210 [1].", []),
    ("It saved 3.8 million.", "It saved 3,700,000 [1].", ["3.8"]),
    ("It took 12 weeks.", "It took twelve weeks [1].", []),
    ("It began in 2020.", "It began in 2021 [1].", ["2020"]),
    ("In a 2019 study 292 left.", "In 2019 there were 292 [1].", []),
    ("It saved " + "9" * 290, "Nothing.", ["9" * 290]),
])
def test_a_figure_of_the_summary_stands_below_too(summary: str, below: str, told: list[str]) -> None:
    assert found_by(check_summary_figures, case(summary=summary, approach=below)) == told


# Words -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("text", [
    'The report calls it "world-class".', "Der Plan, « novateur », failed.", "The Innovative Towns programme paid.",
    "Robust Systems won the tender.", "It was not successfully moved.", "The successful bidder left.",
    "Heavy traffic at the peak.", "Very few voted.", "Outstanding debts grew.", "A revolution took place in 2011.",
    "See [the page](https://example.org/world-class).",
])
def test_words_in_quotation_marks_in_names_or_in_another_sense_are_left_alone(text: str) -> None:
    assert found_by(check_wording, case(challenge=text)) == []


@pytest.mark.parametrize(("text", "told"), [
    ("A world-class port.", ["world-class"]),
    ("A World-class port.", []),
    ("Innovative methods won.", ["Innovative"]),
    ("It grew. Seamless links won, and robust ones.", ["Seamless", "robust"]),
    ("Experts agree that it worked, obviously.", ["Experts agree", "obviously"]),
    ("They leveraged synergies.", ["leveraged", "synergies"]),
])
def test_praise_and_vague_words_are_told(text: str, told: list[str]) -> None:
    assert found_by(check_wording, case(challenge=text)) == told


@pytest.mark.parametrize(("text", "told"), [
    ("Une ville pionnière et novatrice.", ["pionnière", "novatrice"]),
    ("Un achat innovant, aux heures de pointe.", []),
    ("Mené avec succès.", ["avec succès"]),
    ("Il va de soi que d’aucuns pensent ainsi.", ["Il va de soi", "d’aucuns pensent"]),
    ("An innovative port.", []),
])
def test_a_text_is_read_in_its_language(text: str, told: list[str]) -> None:
    assert found_by(check_wording, case(challenge=text, language="fr")) == told


def test_a_translation_is_read_in_the_language_of_its_name() -> None:
    document = Document("case_studies/example.fr.yml", {"challenge": "Mené avec brio, seamless."})
    assert found_by(check_wording, document) == ["avec brio"]


# The summary -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("summary", [
    "Begin with the list, as Kumasi did.", "Begin with the list; a town in Ghana did.", "ابدأ بالقائمة كما في كوماسي",
    "Commencez par la liste, comme au Ghana.", "NO",
])
def test_a_summary_may_name_the_place_or_the_country_in_any_language(summary: str) -> None:
    assert found_by(check_summary_place, case(summary=summary)) == []


def test_a_member_of_a_network_is_a_place_too() -> None:
    for summary, count in (("Ask first, as Norfolk did.", 0), ("Ask first, as they did.", 1)):
        assert len(found_by(check_summary_place, case(summary=summary, places=["two-towns"]))) == count


@pytest.mark.parametrize("summary", [
    "Begin with the list. In 2019 Kumasi did.", "The city should list traders first.", "On paper first.",
    "In a small town, list traders first.", "By phone or in cash, let people choose.", "The lesson: list first.",
])
def test_a_summary_that_begins_with_the_lesson_is_left_alone(summary: str) -> None:
    assert found_by(check_summary_lesson, case(summary=summary)) == []


# Copies ----------------------------------------------------------------------------------------------------------

LONG = ("Collectors walked to the bank on market days and waited there until noon, so that a third of the fees was "
        "lost on the way [1], and the traders had no receipt to show when the next collector came round to ask.")
OTHER = " ".join(word for at, word in enumerate(LONG.split()) if at % 8)


def test_a_paragraph_that_stands_in_another_case_is_told_at_the_later_id() -> None:
    wrapped = textwrap.fill(LONG.replace("[1]", "[2]"), 50)
    documents = [Document(f"case_studies/{id}.yml", {"approach": f"First.\n\n{text}"})
                 for id, text in (("b", wrapped), ("c", OTHER), ("a", LONG))]
    report = check_copies(documents)
    assert [(problem.file, problem.field, problem.values["found"]) for problem in report] == [
        ("case_studies/b.yml", ("approach",), "a"), ("case_studies/c.yml", ("approach",), "a")]
    assert report_text(report[:1]) == (
        "case_studies/b.yml:1:1: text-copied (warning): approach: nearly the same text stands in a\n"
        "    Write what is particular to this case, and keep the rest in one of the two.\n")


def test_short_or_different_paragraphs_are_left_alone() -> None:
    short = " ".join(LONG.split()[:20])
    backwards = " ".join(reversed(LONG.split()))
    for text, other in ((short, short), (LONG, backwards)):
        pair = [Document(f"{id}.yml", {"approach": each}) for id, each in (("a", text), ("b", other))]
        assert check_copies(pair) == []


def test_one_file_is_compared_with_all_others_of_its_folder(tmp_path: Path) -> None:
    plain = (EXAMPLES / "good" / "plain.yml").read_text("utf-8")
    for name in ("_places.yml", "_vocabulary.yml"):
        (tmp_path / name).write_text((EXAMPLES / name).read_text("utf-8"), "utf-8")
    for id in ("first", "second"):
        text = plain.replace("approach: ", f"approach: >-\n  {textwrap.fill(LONG, 60, subsequent_indent='  ')}\n  ")
        (tmp_path / f"{id}.yml").write_text(text, "utf-8")
    problems = check_files([tmp_path / "first.yml"], tmp_path, TODAY)
    assert [(problem.rule.id, problem.values["found"]) for problem in problems] == [("text-copied", "second")]
    problems = check_files(sorted(tmp_path.glob("[!_]*.yml")), tmp_path, TODAY)
    assert [(problem.rule.id, problem.values["found"]) for problem in problems] == [("text-copied", "first")]


# Time ------------------------------------------------------------------------------------------------------------

SIZE = 40_000
PIECES = [
    "1", "1 ", "1. ", "1.\n", "- ", "\n- ", "[1", "[1,", "] (", "](", '"', "“", "«", "*", ". ", '."', ".**", "phase ",
    "phase 1", "robust ", "not robust", "Robust ", "achat innovant ", "source ", "1,000", "1 000 ", "1.000,",
    "In 2019 ", "in ", "the ", "Kumasi ", "kuma", "a b c d e ", "1\u202f", "24/7", "<https:", "\n\n1", ":\n- 1",
]


@pytest.mark.parametrize("key", ["challenge", "summary"])
def test_no_text_within_the_limit_takes_long(key: str) -> None:
    for piece in PIECES:
        document = case(**{key: (piece * SIZE)[:SIZE]})
        start = time.process_time()
        check_case(document, CONTEXT)
        check_copies([document, case(**{key: (piece * SIZE)[:SIZE]})])
        assert time.process_time() - start < 1.5, piece


def test_a_thousand_cases_are_compared_in_a_second_or_two(library: dict[str, Document]) -> None:
    texts = [document.data for document in library.values()]
    approaches = [f"{texts[at % len(texts)]['approach']} {at}" for at in range(1000)]
    many = [Document(f"case-{at}.yml", {"approach": text}) for at, text in enumerate(approaches)]
    start = time.process_time()
    assert check_copies(many)
    assert time.process_time() - start < 4
