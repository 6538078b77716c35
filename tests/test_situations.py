"""Which cases speak to a situation, and why: the definition, the golden files in Python; the questions, their file."""

import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.catalog import Case, Catalog, catalog_as_data, catalog_from_data
from casebook.loading import check_files, load_catalog
from casebook.model import LANGUAGES, CaseStudy, Place, Term
from casebook.problems import message_of
from casebook.project import today
from casebook.situations import RULES, Match, Situation, cases_for, rank_cases
from casebook.views.situations import reason_words, reasons_in_words
from casebook.vocabulary import Vocabulary
from casebook.words import Words

FOLDER = Path(__file__).parent / "golden" / "situation"
GOLDEN = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
CHOICES = [(file, name) for file, data in GOLDEN.items() for name in data["situations"]]
EFFECTS = ("enabled", "hindered", "mixed")


def term(labels: dict[str, Any]) -> Term:
    start = {"from": labels["from"]} if "from" in labels else {}
    return Term.model_validate({"label": {key: text for key, text in labels.items() if key in LANGUAGES}, **start})


def place(id: str, values: dict[str, Any]) -> Place:
    more = {key: {"value": values[key], "source_url": "https://example.org/"}
            for key in ("population", "income_group") if key in values}
    return Place.model_validate({"name": {"en": id}, "kind": "city", "latitude": 0, "longitude": 0, **values, **more})


def case(id: str, *, mechanisms: dict[str, str], answered: Any = (), **values: Any) -> Case:
    uses = [{"mechanism": name, "effect": effect, "how": "h", **({"response": "r"} if name in answered else {})}
            for name, effect in mechanisms.items()]
    return Case(id, CaseStudy.model_validate({
        "title": id, "summary": "s", "challenge": "c", "approach": "a", "setbacks": "none-found", "checked": "2026-11",
        "lessons": [{"lesson": "l", "for": ["officers"]}], "language": "en", "mindsets": "none-found",
        "sources": [{"title": "t", "publisher": "p", "kind": "press"}],
        "methods": [{"method": "co-design", "how": "h"}], "mechanisms": uses, **values}), "")


def catalog_from(data: dict[str, Any]) -> Catalog:
    """The library of a golden file."""
    facets = {facet: {id: term(labels) for id, labels in terms.items()} for facet, terms in data["vocabulary"].items()}
    return Catalog({id: case(id, **values) for id, values in sorted(data["cases"].items())},
                   {id: place(id, values) for id, values in data["places"].items()},
                   Vocabulary({"effects": {effect: term({"en": effect}) for effect in EFFECTS}, **facets}))


def told(data: dict[str, Any], name: str) -> Situation:
    return Situation(**{key: tuple(values) for key, values in data["situations"][name].items()})


def plain(catalog: Catalog, match: Match) -> list[Any]:
    """A match as it stands in the golden files: with its words in both languages of the interface."""
    in_words = {language: list(reasons_in_words(match, reason_words(Words(language).say), lambda id, language=language:
                                                catalog.vocabulary.label("mechanisms", id, language)))
                for language in ("en", "fr")}
    return [match.case, match.score, [[reason.kind, reason.term] for reason in match.reasons], list(match.differs),
            list(match.unknown), in_words]


# Ranking ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("file", GOLDEN)
def test_the_ranking_and_its_reasons_are_those_of_the_golden_file(file: str) -> None:
    """Checked by test_start_tool.py on the browser's side. CASEBOOK_WRITE_GOLDEN=1 writes it anew; then read it."""
    catalog, data = catalog_from(GOLDEN[file]), GOLDEN[file]
    found = {name: [plain(catalog, match) for match in rank_cases(catalog, told(data, name))]
             for name in data["situations"]}
    if os.environ.get("CASEBOOK_WRITE_GOLDEN"):
        (FOLDER / f"{file}.json").write_text(as_lines(found), "utf-8")
    assert found == json.loads((FOLDER / f"{file}.json").read_text("utf-8"))


def as_lines(found: dict[str, list[Any]]) -> str:
    """JSON with a case on each line."""
    parts = (f" {json.dumps(name)}: [" + ",".join(f"\n  {json.dumps(row, ensure_ascii=False)}" for row in rows) + "]"
             for name, rows in found.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def towns(name: str) -> list[Match]:
    return list(rank_cases(catalog_from(GOLDEN["towns"]), told(GOLDEN["towns"], name)))


def test_an_answered_barrier_comes_first_then_hindered_mixed_and_helped() -> None:
    kinds = [match.reasons[0].kind for match in towns("one barrier alone")]
    assert kinds == ["answered", "hindered", "mixed", "helped"]


def test_what_the_reader_leaves_empty_neither_counts_nor_differs() -> None:
    for match in towns("one barrier alone"):
        assert not match.differs and not match.unknown and len(match.reasons) == 1


def test_what_is_not_known_of_a_case_is_told_as_such_and_never_as_different() -> None:
    unknown = {match.case: match.unknown for match in towns("everything told")}
    assert unknown["helped-there"] == ("size", "income") and unknown["answered-there"] == ("stage",)
    assert all(not set(match.differs) & set(match.unknown) for match in towns("everything told"))


def test_a_case_that_shares_nothing_is_not_shown() -> None:
    assert towns("nothing in common") == []


def test_no_more_than_the_limit_is_given() -> None:
    assert len(rank_cases(catalog_from(GOLDEN["towns"]), told(GOLDEN["towns"], "everything told"), 2)) == 2


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    def some(*names: str) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=3)))
    mechanisms = ("procurement", "funding", "citizen-trust", "nowhere")
    return Situation(blocks=some(*mechanisms), have=some(*mechanisms), theme=some("mobility", "waste"),
                     size=some("small", "large"), region=some("africa", "europe", "asia"),
                     language=some("en", "fr", "no", "xx"), income=some("low", "high"),
                     stage=some("prototype", "full-service"), place=some("accra", "lome"))


@settings(deadline=None, max_examples=80)
@given(situations())
def test_the_score_is_the_sum_of_what_is_told_and_all_of_it_is_true(situation: Situation) -> None:
    catalog = catalog_from(GOLDEN["towns"])
    found = rank_cases(catalog, situation)
    assert [-match.score for match in found] == sorted(-match.score for match in found)
    for match in found:
        one = catalog.cases[match.case]
        assert not set(one.study.places) & set(situation.place)
        total = sum(weight_of(catalog, reason.kind, reason.term) for reason in match.reasons)
        assert match.score == pytest.approx(total, abs=1e-5)
        for reason in match.reasons:
            if reason.term in one.effects:
                is_barrier = reason.kind != "have"
                assert reason.term in (situation.blocks if is_barrier else situation.have)
                assert one.effects[reason.term] == {"answered": "hindered", "helped": "enabled", "have": "enabled"}.get(
                    reason.kind, reason.kind)


def weight_of(catalog: Catalog, kind: str, term: str) -> float:
    """The definition, read aloud: a rare mechanism or theme weighs up to twice as much."""
    facet = "themes" if kind == "theme" else "mechanisms"
    holders = sum(term in case.tags[facet] for case in catalog.cases.values())
    rarity = 1 + math.log(len(catalog.cases) / holders) / math.log(len(catalog.cases)) if holders else 1
    return float(RULES["weights"][kind]) * (1 if kind in RULES["context"][1:] else rarity)


# The questions ---------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def real(catalog: Catalog) -> Catalog:
    return catalog


def test_every_answer_of_the_real_questions_leads_to_cases_that_have_the_tags(real: Catalog) -> None:
    assert real.questions
    for question in real.questions.questions:
        for answer in question.answers:
            found = cases_for(real, answer)
            assert found, f"{question.id}, {answer.id}: no case"
            assert len({case.lead for case, _ in found}) == len(found)
            for one, lead in found:
                assert lead in answer.cases
                assert lead.mechanism is None or lead.effect in (None, one.effects[lead.mechanism])
                assert lead.method is None or lead.method in one.tags["methods"]
                assert lead.theme is None or lead.theme in one.study.themes


def test_everything_in_the_real_questions_is_said_in_french_too(real: Catalog) -> None:
    assert real.questions
    questions = real.questions.questions
    texts = [text for question in questions for text in (question.question, question.why)]
    texts += [text for question in questions for answer in question.answers for text in (answer.answer, answer.means)]
    assert all(text.fr and text.fr != text.en for text in texts)


def test_the_questions_survive_being_handed_over_to_the_builders(real: Catalog) -> None:
    assert catalog_from_data(json.loads(json.dumps(catalog_as_data(real)))).questions == real.questions


def test_a_library_without_questions_has_none() -> None:
    assert catalog_from_data(json.loads(json.dumps(catalog_as_data(Catalog())))).questions is None


GOOD = """
source: {title: {en: A paper}, publisher: {en: A network}}
questions:
  - id: data
    question: {en: Where is it?}
    why: {en: It helps.}
    answers:
      - {id: here, answer: {en: Here}, means: {en: Good.}, cases: [{mechanism: procurement, effect: hindered}]}
      - {id: gone, answer: {en: Gone}, means: {en: Look.}, cases: [{method: rapid-pilot}]}
"""
WRONG = [
    ("{method: rapid-pilot}", "{method: rapid-pilots}", "term-unknown", 8),
    ("{method: rapid-pilot}", "{effect: hindered}", "field-missing", 8),
    ("{method: rapid-pilot}", "{method: rapid-pilot, effect: mixed}", "field-missing", 8),
    ("{method: rapid-pilot}", "{}", "field-missing", 8),
    ("effect: hindered", "effect: blocked", "term-unknown", 7),
    ("id: gone", "id: here", "term-repeated", 8),
    ("id: data", "id: My data", "id-key-form", 3),
    ("    why: {en: It helps.}\n", "", "field-missing", 3),
    ("{en: Look.}", '{en: "<b>Look</b>."}', "text-html", 8),
    ("means: {en: Good.}", "meens: {en: Good.}", "field-unknown", 7),
    ("source: {title: {en: A paper}, publisher: {en: A network}}\n", "", "field-missing", 1),
]


def problems_of(text: str, folder: Path) -> list[Any]:
    for name in ("_places.yml", "_vocabulary.yml"):
        (folder / name).write_bytes((ROOT / "case_studies" / name).read_bytes())
    file = folder / "_questions.yml"
    file.write_text(text.lstrip(), "utf-8")
    return check_files([file], folder, today())


def test_a_file_of_questions_that_is_right_has_no_problem(tmp_path: Path) -> None:
    assert problems_of(GOOD, tmp_path) == []


@pytest.mark.parametrize(("before", "after", "rule", "line"), WRONG,
                         ids=[f"{row[2]}-{at}" for at, row in enumerate(WRONG)])
def test_a_slip_in_the_questions_is_told_with_rule_and_line(before: str, after: str, rule: str, line: int,
                                                             tmp_path: Path) -> None:
    assert GOOD.count(before) == 1
    found = problems_of(GOOD.replace(before, after), tmp_path)
    assert [(problem.rule.id, problem.line) for problem in found] == [(rule, line)], list(map(message_of, found))


@pytest.mark.parametrize("text", ["questions: []", "questions: {a: b}", "source: x\nquestions: [x, {answers: x}, [y]]",
                                  "questions: [{answers: [{cases: x}, x, {cases: [x, 1, {a: {b: c}}]}]}]", "- a", ""])
def test_no_shape_of_the_questions_breaks_the_check(text: str, tmp_path: Path) -> None:
    assert problems_of(text, tmp_path)


def test_a_library_whose_questions_are_wrong_is_refused_with_the_reason(tmp_path: Path) -> None:
    problems_of(GOOD.replace("rapid-pilot", "nothing-such"), tmp_path)
    catalog, problems = load_catalog(tmp_path, today())
    assert catalog.questions is None
    assert [problem.rule.id for problem in problems if problem.level == "error"] == ["term-unknown"]
