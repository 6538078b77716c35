"""One source of rules: what is generated from it is as committed, and the field reference agrees with the checker."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import Ran
from lxml import html

from casebook import validation
from casebook.annotated import template_text
from casebook.catalog import Catalog
from casebook.fields import FOR_FILES, FOR_KEYS, FOR_TEXTS, Key, anchor, every_key, keys_of_case
from casebook.generating import generated_files
from casebook.loading import load_context
from casebook.model import CaseFile
from casebook.source import parse_document
from casebook.views.macros import call
from casebook.views.view import Site, View
from casebook.words import Words

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "tests" / "examples"
BAD = sorted((EXAMPLES / "bad").glob("*.txt"))
TODAY = date(2026, 11, 22)
COMMON = {rule.id for rule in (*FOR_FILES, *FOR_KEYS, *FOR_TEXTS)}

def library(folder: Path) -> tuple[Catalog, validation.Context]:
    context, shared = load_context(folder, (), TODAY)
    return Catalog({}, shared.places, context.vocabulary, ""), context


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return library(ROOT / "case_studies")[0]


@pytest.fixture(scope="module", params=["en", "fr"])
def page(request: pytest.FixtureRequest, catalog: Catalog) -> html.HtmlElement:
    view = View(Site(catalog, Words(request.param)), "fields.html")
    return html.fromstring(str(call(view, "field_reference")))


# The keys --------------------------------------------------------------------------------------------------------

def test_every_key_of_the_model_is_known_in_its_order() -> None:
    assert [key.name for key in keys_of_case()] == [field.alias or name
                                                    for name, field in CaseFile.model_fields.items()]
    paths = [key.path for key in every_key()]
    assert len(paths) == len(set(paths)) and {"results.*.value", "lessons.*.for", "period.end"} <= set(paths)
    assert all(key.description for key in every_key())


@pytest.mark.parametrize(("path", "facts"), [
    ("title", ("text", True, False, 140)), ("themes", ("id", True, True, 3)),
    ("setbacks", ("text", True, True, 100)), ("results.*.value", ("number", False, False, 0)),
    ("budget.currency", ("code", False, False, 0)), ("sources.*.url", ("address", False, False, 0)),
    ("results.*.source", ("count", True, False, 0)), ("period.start", ("date", True, False, 0)),
])
def test_form_and_limits_come_from_the_model(path: str, facts: tuple[str, bool, bool, int]) -> None:
    key = key_at(path)
    assert (key.kind, key.is_required, key.is_list, key.most) == facts


def key_at(path: str) -> Key:
    return next(key for key in every_key() if key.path == path)


@pytest.mark.parametrize("file", BAD, ids=lambda path: path.stem)
def test_what_the_checker_refuses_stands_at_the_key_where_it_refuses_it(file: Path) -> None:
    """The reports of the bad examples name rule and key; the reference has it there, or with what holds for all."""
    for line in file.read_text("utf-8").splitlines():
        found = re.match(r"\S+?:\d+:\d+: ([a-z-]+)(?: \(warning\))?: (?:([a-z_]+[\w.\[\]]*): )?", line)
        if not found or found[1] in COMMON:
            continue
        path = re.sub(r"\[\d+\]", "", found[2] or "")
        near = [key for key in every_key() if path and re.sub(r"\.\*", "", key.path) == path]
        known = {rule.id for key in near for each in (key, *every_key(key.keys)) for rule in each.rules}
        assert found[1] in known, f"{found[1]} at {path}: not in casebook/fields.py"


# The page --------------------------------------------------------------------------------------------------------

def test_every_key_has_its_place_on_the_page_with_what_it_holds(page: html.HtmlElement) -> None:
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if id.startswith("f-")] == [key.id for key in every_key()]
    assert anchor("results.*.reported_by") == "f-results-reported-by"
    text = " ".join(page.get_element_by_id("f-title").text_content().split())
    assert "140" in text


def test_closed_terms_stand_on_the_page_and_the_others_lead_to_the_vocabulary(
        page: html.HtmlElement, catalog: Catalog) -> None:
    terms = [code.text for code in page.get_element_by_id("f-results-kind").iter("code")]
    assert terms == ["kind", *catalog.vocabulary["result_kinds"]]
    links = [link.get("href") for link in page.get_element_by_id("f-mechanisms-mechanism").iter("a")]
    assert links[1:] == [f"vocabulary.html#{id}" for id in catalog.vocabulary["mechanisms"]]


def test_every_rule_that_a_case_study_can_break_is_told_with_its_remedy(page: html.HtmlElement) -> None:
    told = {code.text for note in page.find_class("rules") for code in note.iter("code")}
    reported = {match[1] for file in BAD for match in re.finditer(r":\d+:\d+: ([a-z-]+)", file.read_text("utf-8"))}
    assert reported <= told
    assert "{" not in page.text_content()


def test_links_inside_the_page_lead_somewhere(page: html.HtmlElement) -> None:
    ids = {element.get("id") for element in page.iter()}
    assert {link.get("href")[1:] for link in page.iter("a") if link.get("href").startswith("#")} <= ids


# Generated files -------------------------------------------------------------------------------------------------

def test_what_is_generated_is_as_committed(catalog: Catalog) -> None:
    """But for the places in the schema, of which tests/test_schema.py tells."""
    for name, text in generated_files(catalog, with_github=True).items():
        if not name.startswith("schema/"):
            assert (ROOT / name).read_text("utf-8") == text, "make it anew with `casebook schema`"


@pytest.mark.parametrize("folder", [ROOT / "case_studies", EXAMPLES], ids=["ours", "another library"])
def test_a_copy_of_the_template_passes_in_any_library(folder: Path) -> None:
    catalog, context = library(folder)
    document, problems = parse_document(template_text(catalog).encode(), "case_studies/copied-here.yml")
    assert not problems and not validation.check_case(document, context)


def test_the_template_says_of_every_key_whether_it_must_be_there_and_shows_an_example(catalog: Catalog) -> None:
    text = template_text(catalog)
    assert max(map(len, text.splitlines())) <= 122
    for key in keys_of_case():
        block = next(part for part in text.split("\n\n") if re.search(rf"^(?:# )?{key.name}:", part, re.M))
        assert block.startswith("# MANDATORY. " if key.is_required else "# optional. "), key.name
        assert key.description in re.sub(r"\s*\n# +", " ", block), key.name
        assert all(f"#   {below.name} " in block for below in key.keys if key.name != "proposed")


def test_the_example_of_a_proposal_is_one(catalog: Catalog) -> None:
    bare = template_text(catalog).split("\n# proposed:")[1].replace("\n# ", "\n")
    document, problems = parse_document(f"proposed:{bare}".encode(), "x.yml")
    found = validation.check_case(document, library(ROOT / "case_studies")[1])
    assert not problems
    assert {problem.rule.id for problem in found if problem.field[:1] == ("proposed",)} == {"proposal-open"}


def test_terms_that_are_few_are_listed_and_others_named(catalog: Catalog) -> None:
    text = template_text(catalog)
    assert " | ".join(catalog.vocabulary["stages"]) + " (terms of stages)" in text
    assert "Terms of mechanisms, such as procurement" in text


@pytest.mark.parametrize(("has_github", "languages"), [(True, ("en", "fr")), (True, ("fr",)), (False, ("en", "fr"))])
def test_the_command_writes_each_file_to_its_place(
        has_github: bool, languages: tuple[str, ...], tmp_path: Path, casebook: Callable[..., Ran]) -> None:
    for language in languages:
        (tmp_path / "docs" / language).mkdir(parents=True)
    cases = tmp_path / "case_studies"
    cases.mkdir()
    for name in ("_places.yml", "_vocabulary.yml"):
        (cases / name).write_bytes((EXAMPLES / name).read_bytes())
    if has_github:
        (tmp_path / ".github").mkdir()
    done = casebook(tmp_path, "schema")
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    names = {"en": "case.yml", "fr": "case-fr.yml"}
    forms = {f".github/ISSUE_TEMPLATE/{names[language]}" for language in languages if has_github}
    assert done.code == 0 and set(done.err.split()) == written - {
        "case_studies/_places.yml", "case_studies/_vocabulary.yml"}
    assert written >= {"schema/case.schema.json", "case_studies/_template.yml"} | forms
    assert {path for path in written if path.startswith(".github")} == forms


def test_terms_named_as_examples_are_terms_of_this_library(catalog: Catalog) -> None:
    notes = yaml.safe_load((ROOT / "casebook" / "data" / "template.yml").read_text("utf-8"))
    assert notes["keys"].keys() == {key.name for key in keys_of_case()}
    for note in notes["keys"].values():
        for facet, ids in note.get("such_as", {}).items():
            assert set(ids) <= catalog.vocabulary[facet].keys()
