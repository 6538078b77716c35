"""The advice of documents against the cases: how it is checked, counted and shown."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import words_of
from lxml import html

from casebook.advice import Advice, count_standings
from casebook.catalog import Catalog, catalog_as_data, catalog_from_data
from casebook.loading import check_files, load_catalog
from casebook.problems import Problem, has_errors
from casebook.project import today
from casebook.views.macros import MacroError, call
from casebook.views.view import Site, View
from casebook.words import Words

EXAMPLES = Path(__file__).parent / "examples"
HEAD: dict[str, Any] = {
    "documents": {"tips": {"title": "Twelve tips", "publisher": "A council"}},
    "questions": {"begin": {"label": {"en": "How do we begin?", "fr": "Par où commencer ?"}}},
}


def piece(for_: tuple[str, ...] = (), against: tuple[str, ...] = (), **changed: Any) -> dict[str, Any]:
    """A piece of advice with cases on both sides."""
    return {"advice": {"en": "Start small.", "fr": "Commencez petit."}, "question": "begin", "says": ["tips"],
            "terms": {"methods": ["staged-scaling"]},
            "for": [{"case": id, "why": {"en": f"So in {id}."}} for id in for_],
            "against": [{"case": id, "why": {"en": f"Not in {id}."}} for id in against], **changed}


FIVE = {"silent": piece(), "both": piece(("plain",), ("plain",)), "borne": piece(("plain",)),
        "only": piece((), ("plain",)), "more": piece(("plain",))}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with one case and no advice yet."""
    for name in ("_places.yml", "_vocabulary.yml"):
        shutil.copy(EXAMPLES / name, tmp_path / name)
    shutil.copy(EXAMPLES / "good" / "plain.yml", tmp_path / "plain.yml")
    return tmp_path


def problems_of(folder: Path, advice: dict[str, Any]) -> list[Problem]:
    file = folder / "_advice.yml"
    file.write_text(yaml.safe_dump({**HEAD, "advice": advice}, allow_unicode=True, sort_keys=False), "utf-8")
    return check_files([file], folder, today())


def small(folder: Path) -> Catalog:
    assert problems_of(folder, FIVE) == []
    return load_catalog(folder, today())[0]


# The checks ------------------------------------------------------------------------------------------------------

def test_a_library_needs_no_advice(folder: Path) -> None:
    catalog, problems = load_catalog(folder, today())
    assert not has_errors(problems) and catalog.advice == Advice()
    page = read(call(View(Site(catalog, Words("en")), "advice.html"), "advice"))
    assert "No advice has been read yet." in words_of(page)


def test_everything_wrong_is_told_at_once_with_its_line_and_the_nearest_id(folder: Path) -> None:
    wrong = piece(("plian",), question="beginn", says=["tip"], terms={"methods": ["procurement"]}, advise="x")
    found = {problem.rule.id: problem for problem in problems_of(folder, {"one": wrong})}
    assert set(found) == {"advice-case-unknown", "advice-id-unknown", "term-misplaced", "field-unknown"}
    assert found["advice-case-unknown"].values["nearest"] == "plain"
    assert found["advice-case-unknown"].line > found["term-misplaced"].line > 1


def test_a_case_stands_once_on_each_side(folder: Path) -> None:
    assert problems_of(folder, {"one": piece(("plain",), ("plain",))}) == []
    twice = problems_of(folder, {"one": piece(("plain", "plain"))})
    assert [problem.rule.id for problem in twice] == ["term-repeated"]


def test_advice_with_an_error_is_reported_with_the_library_and_its_build_stops(folder: Path) -> None:
    problems_of(folder, {"one": piece(("nowhere",))})
    catalog, problems = load_catalog(folder, today())
    assert has_errors(problems) and catalog.advice == Advice()


def test_html_in_advice_is_refused(folder: Path) -> None:
    hostile = piece(advice={"en": "<script>alert(1)</script>"})
    assert "text-html" in [problem.rule.id for problem in problems_of(folder, {"one": hostile})]


def test_another_process_is_given_the_same_advice(folder: Path) -> None:
    catalog = small(folder)
    assert catalog_from_data(catalog_as_data(catalog)).advice == catalog.advice


# What it says ----------------------------------------------------------------------------------------------------

def read(markup: object) -> Any:
    return html.fragment_fromstring(str(markup), create_parent="div")


def test_what_is_contradicted_comes_first_and_what_no_case_speaks_of_last(folder: Path) -> None:
    advice = small(folder).advice
    assert [id for id, _ in advice.of_question("begin")] == ["both", "only", "borne", "more", "silent"]
    assert count_standings(advice) == {"all": 5, "borne_out": 3, "both": 1, "contradicted": 1, "none": 1}


def test_the_first_sentence_counts_how_much_of_the_advice_holds(folder: Path) -> None:
    page = read(call(View(Site(small(folder), Words("en")), "advice.html"), "advice"))
    assert words_of(page.xpath('//*[@id="finding"]//p[@class="lede"]')[0]) == (
        "Of 5 pieces of advice, 3 are borne out by at least one case; 1 of these is also contradicted or "
        "limited; 1 is only contradicted or limited; 1 has no case yet.")
    assert "No case yet for or against." in words_of(page.get_element_by_id("a-silent"))


def test_each_side_is_named_by_word_and_sign_and_links_its_cases(folder: Path) -> None:
    page = read(call(View(Site(small(folder), Words("en")), "advice.html"), "advice"))
    sides = page.get_element_by_id("a-both").xpath('.//*[@class="bearing"]')
    assert [words_of(side.find("h4")) for side in sides] == ["Contradicted or limited by 1 case", "Borne out by 1 case"]
    assert [side.xpath(".//a/@href") for side in sides] == [["cases/plain.html"], ["cases/plain.html"]]
    assert "Not in plain." in words_of(sides[0]) and "So in plain." in words_of(sides[1])


def test_a_document_without_an_address_says_so(folder: Path) -> None:
    page = read(call(View(Site(small(folder), Words("en")), "advice.html"), "advice"))
    assert "A council, no date · no address known" in words_of(page.get_element_by_id("d-tips"))


def test_a_case_and_a_term_name_the_advice_they_bear_on(folder: Path) -> None:
    catalog = small(folder)
    case = read(call(View(Site(catalog, Words("en")), "cases/plain.html"), "case_study", "plain"))
    links = case.xpath('//*[@class="bears"]//a/@href')
    assert links == [f"../advice.html#a-{id}" for id in ("both", "both", "borne", "only", "more")]
    term = read(call(View(Site(catalog, Words("fr")), "methods/x.html"), "term", "methods", "staged-scaling"))
    assert len(term.xpath('//*[@id="advice"]//li//a')) == 5 and "Commencez petit." in words_of(term)


def test_the_macro_takes_one_question_and_refuses_another(folder: Path) -> None:
    view = View(Site(small(folder), Words("en")), "page.html")
    page = read(call(view, "advice", question="begin"))
    assert not page.xpath('//*[@id="finding"] | //*[@id="documents"]')
    assert page.xpath('//*[@id="a-both"]//p/a/@href')[0] == "advice.html#d-tips"
    with pytest.raises(MacroError, match='"bigin" is not known; nearest: begin'):
        call(view, "advice", question="bigin")


# The advice of this library --------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def real(catalog: Catalog) -> Catalog:
    return catalog


def test_every_text_of_the_advice_is_there_in_french(real: Catalog) -> None:
    advice = real.advice
    texts = [question.label for question in advice.questions.values()]
    for one in advice.pieces.values():
        texts += [one.advice, *([one.note] if one.note else []),
                  *(found.why for side in one.evidence.values() for found in side)]
    assert len(texts) > 100 and all(text.fr and text.fr != text.en for text in texts)


def test_each_document_and_question_is_used_and_each_piece_is_about_something(real: Catalog) -> None:
    pieces = real.advice.pieces.values()
    assert {id for one in pieces for id in one.says} == set(real.advice.documents)
    assert {one.question for one in pieces} == set(real.advice.questions)
    assert all(one.about for one in pieces)


def test_evidence_is_one_short_paragraph_that_says_what_happened(real: Catalog) -> None:
    for id, one in real.advice.pieces.items():
        for side in one.evidence.values():
            for found in side:
                assert found.why.en.endswith(".") and len(found.why.en.split()) <= 45, f"{id}: {found.case}"


def test_the_french_page_speaks_french(real: Catalog) -> None:
    page = read(call(View(Site(real, Words("fr")), "advice.html"), "advice"))
    text = words_of(page)
    assert "confirmés par au moins un cas" in text and "Contradicted" not in text and "Borne out" not in text
