"""`casebook new`: a file that is tidy and says what is missing, from options or from answers."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

from casebook.catalog import Catalog
from casebook.model import CaseStudy
from casebook.source import load_document, parse_document
from casebook.starting import Answers, interview, place_id, proposed_id, starting_file, suggested
from casebook.words import Words

ROOT = Path(__file__).resolve().parent.parent
OK, PROBLEMS, USAGE = 0, 1, 2
SAID = ("--title", "Paying market fees by phone", "--approach", "A pilot in one market, bought by procurement [1].",
        "--challenge", "Collectors wrote receipts by hand.", "--setback", "The network failed.", "--lesson",
        "List the stalls first.", "--theme", "revenue-and-tax", "--source", "https://example.org/report")
HONEST = {"text-empty", "source-not-cited", "sources-few"}
"""Rules that tell of what is not written yet."""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_it_writes_is_tidy_and_tells_only_of_what_is_missing(
        language: str, folder: Path, casebook: Callable[..., Ran]) -> None:
    done = casebook(folder, "new", *SAID, "--place", "Kumasi", "--lang", language)
    file = folder / "case_studies" / "kumasi-paying-market-fees.yml"
    assert (done.code, done.out) == (OK, "") and file.name in done.err
    assert casebook(folder, "format", "--check", str(file)).code == OK
    rows = json.loads(casebook(folder, "validate", "--format", "json", str(file)).out)
    assert {row["rule"] for row in rows} <= HONEST
    open_keys = {re.split(r"\W", row["field"])[0] for row in rows if row["rule"] == "text-empty"}
    named = file.read_text("utf-8").split("\n")[1]
    assert open_keys and open_keys <= set(re.findall(r"\w+", named))
    data = load_document(file)[0].data
    assert data["places"] == ["kumasi"] and data["themes"] == ["revenue-and-tax"] and data["language"] == language
    assert {use["mechanism"] for use in data["mechanisms"]} == {"procurement"}
    assert {use["method"] for use in data["methods"]} == {"rapid-pilot"}
    assert data["sources"][0]["url"] == "https://example.org/report"


def test_a_filled_in_file_passes(folder: Path, casebook: Callable[..., Ran]) -> None:
    """A person writes behind every empty key what its note asks for."""
    casebook(folder, "new", "kumasi-x", *SAID, "--place", "kumasi")
    file = folder / "case_studies" / "kumasi-x.yml"
    answers = {"summary": "In Kumasi list the stalls first.", "effect": "hindered", "how": "So [1].", "kind": "press",
               "for": "[officers]", "mindset": "humility", "title": "Report", "publisher": "The council"}
    text = re.sub(r"^((?:  (?:- |  ))?(\w+):)(?:  #.*)?$",
                  lambda match: f"{match[1]} {answers[match[2]]}" if match[2] in answers else match[0],
                  file.read_text("utf-8"), flags=re.M)
    file.write_text(text, "utf-8")
    done = casebook(folder, "validate", str(file))
    assert done.code == OK, done.out


def test_optional_keys_are_valid_once_their_sign_is_taken_away(catalog: Catalog) -> None:
    text = starting_file("x", Answers("A title"), catalog, "en", "2026-11", Words("en"))
    bare = re.sub(r"^# ((?:[a-z_]+:|  ).*)$", r"\1", text.split("\n\n", 1)[1], flags=re.M)
    bare = re.sub(r": (?!\[)(?!\")([A-Z].*)$", lambda match: f": {json.dumps(match[1])}", bare, flags=re.M)
    document, problems = parse_document(bare.encode(), "x.yml")
    assert not problems, problems
    assert list(document.data) == [field.alias or name for name, field in CaseStudy.model_fields.items()]


def test_it_never_writes_over_a_file(folder: Path, casebook: Callable[..., Ran]) -> None:
    file = folder / "case_studies" / "mine.yml"
    file.write_text("title: mine\n", "utf-8")
    done = casebook(folder, "new", "mine", *SAID)
    assert done.code == USAGE and "mine.yml" in done.err and file.read_text("utf-8") == "title: mine\n"


@pytest.mark.parametrize("line", [["new"], ["new", "Bad Id", "--title", "x"], ["new", "../x", "--title", "x"],
                                  ["new", "--title", "x", "--language", "de"], ["new", "--title", "?"]])
def test_wrong_usage_is_one_line_and_writes_nothing(
        folder: Path, casebook: Callable[..., Ran], line: list[str]) -> None:
    before = sorted((folder / "case_studies").iterdir())
    done = casebook(folder, *line)
    assert (done.code, done.out, len(done.err.splitlines())) == (USAGE, "", 1)
    assert sorted((folder / "case_studies").iterdir()) == before


def test_a_new_place_is_printed_as_an_entry_to_fill_in(folder: Path, casebook: Callable[..., Ran]) -> None:
    done = casebook(folder, "new", *SAID, "--place", "Nouvelle Ville: été")
    entry, problems = parse_document(done.out.encode(), "_places.yml")
    assert done.code == OK and not problems and "_places.yml" in done.err
    assert entry.data["nouvelle-ville-ete"]["name"] == {"en": "Nouvelle Ville: été"}
    assert "latitude" in entry.data["nouvelle-ville-ete"]


@pytest.mark.parametrize(("text", "facet", "term"), [
    ("les marchés publics ont tout bloqué", "mechanisms", "procurement"),
    ("we ran a pilot", "methods", "rapid-pilot"), ("um projeto piloto", "methods", "rapid-pilot"),
])
def test_terms_are_found_in_the_words_of_four_languages(catalog: Catalog, text: str, facet: str, term: str) -> None:
    assert term in suggested(text, catalog.vocabulary)[facet]


def test_places_are_known_by_their_names_and_ids_are_made_of_words_that_say_something(catalog: Catalog) -> None:
    assert place_id("KUMASI", catalog.places) == place_id("كوماسي", catalog.places) == "kumasi"
    answers = Answers("The payment of fees in Kumasi by phone", ("Kumasi",))
    assert proposed_id(answers, catalog.places) == "kumasi-payment-fees-phone"


def test_the_interview_asks_for_what_is_not_known_and_offers_the_themes_it_found(catalog: Catalog) -> None:
    asked: dict[str, str] = {}

    def ask(question: str, default: str) -> str:
        asked[question] = default
        return default or "market fees"

    answers = interview(Answers(title="Known", places=("Kumasi",)), catalog.vocabulary, ask, Words("fr"))
    assert len(asked) == 6 and any(question.startswith("Qu'est-ce qui a été fait") for question in asked)
    assert answers.title == "Known" and answers.lesson == "market fees" and answers.themes
    assert all(id in list(asked)[-1] for id in catalog.vocabulary["themes"]), "nobody knows the ids by heart"


@pytest.mark.parametrize("text", ["a: b # c", "- x", "[1]", '"', "'", "{{ x }}", "é\n\nb", "null", "2020", "\\", " x "])
def test_odd_answers_are_kept_as_they_are(catalog: Catalog, text: str) -> None:
    answers = Answers(text, (), text, text, text, text, text)
    written = starting_file("x", answers, catalog, "en", "2026-11", Words("en"))
    data = parse_document(written.encode(), "x.yml")[0].data
    assert {data["title"], data["challenge"], data["lessons"][0]["lesson"], data["setbacks"][0]} == {text}
