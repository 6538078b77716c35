"""Case studies in another language: what is shown where, when it is said to be old, and how a translator starts."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from typer.testing import CliRunner

from casebook.catalog import Catalog, catalog_as_data, catalog_from_data
from casebook.cli import app
from casebook.loading import check_files, load_catalog
from casebook.source import parse_document
from casebook.translating import starting_file
from casebook.translation import FIELDS, digest_of_texts, texts_of
from casebook.validation.translations import figures_in
from casebook.views.cases import render_case
from casebook.views.view import Site, View
from casebook.words import Words

EXAMPLES = Path(__file__).parent / "examples"
CASES = Path("case_studies")
TODAY = date(2026, 11, 21)
PART = """\
title: "Les droits de place par téléphone : le deuxième marché"
lessons:
  - lesson: Interrogez dix commerçants avant d'écrire un appel d'offres.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """case_studies/ with an English case study, its whole French translation and the shared files."""
    monkeypatch.chdir(tmp_path)
    CASES.mkdir()
    for name in ("_places.yml", "_vocabulary.yml", "good/full.yml", "good/plain.yml", "good/full.fr.yml"):
        shutil.copy(EXAMPLES / name, CASES)
    return CASES


def original() -> dict[str, Any]:
    return parse_document((CASES / "full.yml").read_bytes(), "full.yml")[0].data


def write_part(text: str = PART) -> None:
    """A translation of some keys, with the digest that it should have."""
    digest = digest_of_texts(original(), yaml.safe_load(text).keys())
    (CASES / "full.fr.yml").write_text(f"translates: {digest}\n{text}", "utf-8")


def change(name: str, before: str, after: str) -> None:
    text = (CASES / name).read_text("utf-8")
    assert text.count(before) == 1
    (CASES / name).write_text(text.replace(before, after), "utf-8")


def loaded() -> Catalog:
    catalog, problems = load_catalog(CASES, TODAY)
    assert not [problem for problem in problems if problem.level == "error"]
    return catalog


def page(language: str = "fr") -> Any:
    site = Site(loaded().in_language(language), Words(language))
    return html.fragment_fromstring(str(render_case(View(site, "cases/full.html"), "full")), create_parent="div")


def note(found: Any) -> str:
    return " ".join(" ".join(element.itertext()) for element in found.find_class("translation"))


def rules() -> list[str]:
    return [problem.rule.id for problem in check_files(sorted(CASES.iterdir()), CASES, TODAY)]


# What is shown ---------------------------------------------------------------------------------------------------

def test_a_whole_translation_is_shown_in_french_and_leaves_the_english_page_as_it_was(folder: Path) -> None:
    french, english = page("fr"), page("en")
    assert "Les droits de place par téléphone" in french.find(".//h1").text_content()
    assert english.find(".//h1").text_content() == "Fees by phone: the second market"
    assert not french.find_class("translation") and not english.find_class("translation")
    assert not french.xpath('.//*[@lang="en"][not(ancestor::*[@id="related" or @id="lineage"])]'), "but other cases"


def test_what_is_not_translated_is_marked_as_english_and_the_page_says_so(folder: Path) -> None:
    write_part()
    found = page()
    assert not found.find(".//h1").xpath(".//@lang")
    lesson = found.get_element_by_id("lessons").find(".//dd")
    assert lesson.text_content().startswith("Interrogez") and not lesson.xpath(".//@lang")
    assert found.get_element_by_id("challenge").xpath('.//div[@lang="en"]')
    brief = found.find_class("brief")[0] if found.find_class("brief") else found
    assert brief.xpath('.//*[@lang="en"][contains(., "traders")]')
    assert note(found) == "Traduit en partie ; le reste est en anglais."


def test_a_case_without_a_translation_is_shown_as_it_is_and_says_so(folder: Path) -> None:
    (CASES / "full.fr.yml").unlink()
    assert note(page()) and page().find(".//h1").xpath('.//*[@lang="en"]')


def test_typed_spaces_before_french_signs_and_in_numbers_do_not_break(folder: Path) -> None:
    write_part('title: "Payer 10 000 francs : qui, et à 5 % ?"\n')
    assert page().find(".//h1").text_content() == "Payer 10\u202f000 francs\xa0: qui, et à 5\u202f%\u202f?"


def test_facts_stay_those_of_the_original(folder: Path) -> None:
    before, after = loaded().cases["full"].study, loaded().in_language("fr").cases["full"].study
    same = ("places", "period", "status", "themes", "sources", "checked", "language")
    assert all(getattr(before, key) == getattr(after, key) for key in same)
    assert [use.effect for use in before.mechanisms] == [use.effect for use in after.mechanisms]
    assert [result.value for result in before.results] == [result.value for result in after.results]


def test_the_builders_processes_are_handed_the_translations_too(folder: Path) -> None:
    catalog = loaded()
    handed = catalog_from_data(json.loads(json.dumps(catalog_as_data(catalog))))
    assert handed == catalog and handed.in_language("fr") == catalog.in_language("fr")


def test_a_language_nobody_translated_into_has_the_originals(folder: Path) -> None:
    assert loaded().in_language("pt") is loaded()


# When it is old --------------------------------------------------------------------------------------------------

def test_a_changed_original_flags_its_translation_to_writers_and_readers(folder: Path) -> None:
    assert rules() == []
    change("full.yml", "A third market [1].", "A third and a fourth market [1].")
    assert rules() == ["translation-outdated"]
    assert "Le texte en anglais a été modifié depuis sa traduction." in note(page())


def test_a_change_of_what_was_not_translated_flags_nothing(folder: Path) -> None:
    write_part()
    change("full.yml", "A third market [1].", "A third and a fourth market [1].")
    change("full.yml", 'checked: "2026-11-21"', 'checked: "2026-11"')
    assert rules() == []


def test_other_line_breaks_in_the_original_flag_nothing(folder: Path) -> None:
    change("full.yml", "They asked first [1], built a form,", "They asked first [1],\n  built a form,")
    assert rules() == []


def test_one_translation_checked_alone_is_compared_with_the_original_beside_it(folder: Path) -> None:
    change("full.yml", "A third market [1].", "A third market in 2031 [1].")
    found = check_files([CASES / "full.fr.yml"], CASES, TODAY)
    assert sorted(problem.rule.id for problem in found) == ["translation-figures", "translation-outdated"]


@pytest.mark.parametrize(("english", "french"), [
    ("1,200 stalls, 2.5 per cent [3]", "1 200 étals, 2,5 pour cent [4]"), ("EUR 3.8 million", "3,8 millions d'euros"),
    ("146,500", "146\u202f500"), ("the 1990s", "les années 1990"), ("7 February 2017", "7 février 2017"),
])
def test_figures_are_the_same_however_a_language_writes_them(english: str, french: str) -> None:
    assert figures_in(english) == figures_in(french)


@given(st.text(), st.text())
def test_no_two_texts_make_the_comparison_of_figures_fail(one: str, other: str) -> None:
    assert figures_in(f"{one} {other}") is not None


# How a translator starts -----------------------------------------------------------------------------------------

def test_the_starting_file_has_a_place_for_every_text_and_is_valid_once_filled(folder: Path) -> None:
    data = original()
    started = yaml.safe_load(starting_file(data, FIELDS))
    filled = with_texts(started, data)
    assert texts_of(filled) == texts_of(data)
    (CASES / "full.fr.yml").write_text(yaml.safe_dump(filled, sort_keys=False), "utf-8")
    assert rules() == []


def with_texts(started: Any, source: Any) -> Any:
    """The starting data, every empty place filled with the text of the original that stands there."""
    if isinstance(started, dict):
        return {key: value if key == "translates" else with_texts(value, source[key]) for key, value in started.items()}
    if isinstance(started, list):
        return [with_texts(*pair) for pair in zip(started, source, strict=True)]
    return source


def translate(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["translate", *arguments])


def test_the_command_writes_a_starting_file_and_never_over_a_translators_work(folder: Path) -> None:
    before = (CASES / "full.fr.yml").read_bytes()
    assert translate("full", "fr").exit_code == 2 and (CASES / "full.fr.yml").read_bytes() == before
    assert translate("plain", "fr", "--keys", "title,lessons").exit_code == 0
    assert list(yaml.safe_load((CASES / "plain.fr.yml").read_text("utf-8"))) == ["translates", "title", "lessons"]
    assert sorted(path.name for path in CASES.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("arguments", [
    ("ful", "fr"), ("full", "de"), ("full", "pt", "--keys", "titel"), ("full", "pt", "--renew"), ("../full", "fr"),
])
def test_wrong_usage_is_one_line(folder: Path, arguments: tuple[str, ...]) -> None:
    done = translate(*arguments)
    assert done.exit_code == 2 and len(done.output.splitlines()) == 1


def test_renewing_changes_the_digest_and_nothing_else(folder: Path) -> None:
    change("full.yml", "A third market [1].", "A third and a fourth market [1].")
    before = (CASES / "full.fr.yml").read_text("utf-8").splitlines()
    assert translate("full", "fr", "--renew").exit_code == 0
    after = (CASES / "full.fr.yml").read_text("utf-8").splitlines()
    assert before[1:] == after[1:] and before[0] != after[0] and rules() == []
