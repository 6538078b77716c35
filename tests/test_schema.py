"""The JSON Schema: valid itself, the same as committed, and of one mind with the checker where a schema can see."""

import copy
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran
from jsonschema import Draft202012Validator
from pydantic_core import PydanticCustomError

from casebook.catalog import Catalog
from casebook.loading import load_catalog, load_context
from casebook.model import CaseFile
from casebook.schema import SCHEMAS, Schema, as_json, case_schema, translation_schema
from casebook.translation import CaseTexts, name_parts
from casebook.validation.cases import CASE_TERMS
from casebook.values import is_date, is_web_address, parse_number

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "case_studies"
EXAMPLES = ROOT / "tests" / "examples"
BAD = sorted((EXAMPLES / "bad").glob("*.yml"))
GOOD = sorted((EXAMPLES / "good").glob("*.yml"))
TODAY = date(2026, 11, 21)

UNSEEN = {
    "checked-in-future", "checked-long-ago", "citation-form", "citation-without-source", "currency-unknown",
    "figure-only-in-summary", "figure-without-citation", "file-character", "id-form", "lineage-loop",
    "lineage-unknown", "link-scheme", "nothing-hindered", "paragraph-long", "period-order", "proposal-known",
    "source-not-cited", "source-repeated", "sources-few", "sources-not-independent", "summary-repeats-title",
    "summary-without-lesson",
    "summary-without-place", "term-repeated", "text-braces", "text-email", "text-hidden-sign", "text-html",
    "text-phone", "text-praise", "text-vague", "yaml-anchor", "yaml-tag",
}
"""The rules that no schema sees: they read texts, compare values, know other files, the calendar or the way in which a
file was written. Of `currency-unknown` and `type-date` it sees the form, not whether there is such a one."""

UNSEEN_EXAMPLES = {"type-date--calendar"}
SEEN_EXAMPLES = {"currency-unknown--form", "yaml-tag--text"}


@pytest.fixture(scope="module")
def library() -> Catalog:
    return load_catalog(CASES, TODAY)[0]


@pytest.fixture(scope="module")
def small() -> Schema:
    """The schema of the places and terms of the examples."""
    context, shared = load_context(EXAMPLES, (), TODAY)
    return case_schema(Catalog({}, shared.places, context.vocabulary, ""))


@pytest.fixture(scope="module")
def files(library: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schema")
    for name, write in SCHEMAS.items():
        (folder / name).write_text(as_json(write(library)), "utf-8")
    return folder


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_passes_its_meta_schema(name: str, files: Path, run: Callable[..., Ran]) -> None:
    Draft202012Validator.check_schema(json.loads((files / name).read_text("utf-8")))
    assert run(ROOT, "check-jsonschema", "--check-metaschema", str(files / name)).code == 0


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_committed_schema_is_the_one_that_is_made(name: str, library: Catalog) -> None:
    """But for the places, so that nobody has to make it anew to add a case of a new town."""
    held = json.loads((ROOT / "schema" / name).read_text("utf-8"))
    assert without_places(held) == without_places(SCHEMAS[name](library)), "make it anew with `casebook schema`"


def without_places(schema: Schema) -> Schema:
    schema = copy.deepcopy(schema)
    schema["properties"].pop("places", None)
    return schema


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_file_of_the_library_passes(name: str, files: Path, run: Callable[..., Ran]) -> None:
    is_translation = name.startswith("translation")
    paths = [str(path) for path in sorted(CASES.glob("*.yml"))
             if not path.name.startswith("_") and bool(name_parts(path.name)) == is_translation]
    done = run(ROOT, "check-jsonschema", "--schemafile", str(files / name), *paths)
    assert done.code == 0, done.said


def test_good_examples_pass_and_bad_ones_are_refused_where_a_schema_can_see(
        small: Schema, tmp_path: Path, run: Callable[..., Ran]) -> None:
    schema = tmp_path / "case.schema.json"
    schema.write_text(as_json(small), "utf-8")
    good = [path for path in GOOD if not name_parts(path.name)]
    for path in good:  # this reader stumbles over the = that YAML 1.1 had a meaning for
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("publisher: =", "publisher: '='"), "utf-8")
    done = run(tmp_path, "check-jsonschema", "--schemafile", str(schema), *(path.name for path in good))
    assert done.code == 0, done.said
    done = run(tmp_path, "check-jsonschema", "--schemafile", str(schema), "-o", "json", *map(str, BAD))
    told = json.loads(done.out)
    refused = {Path(each["filename"]).stem for each in (*told["errors"], *told["parse_errors"])}
    unseen = {path.stem for path in BAD} - refused
    expected = {stem for path in BAD if (stem := path.stem) in UNSEEN_EXAMPLES
                or (stem.split("--")[0] in UNSEEN and stem not in SEEN_EXAMPLES)}
    assert unseen == expected


def test_every_key_is_told_of_and_stands_in_the_order_of_the_model(small: Schema) -> None:
    for schema, model in ((small, CaseFile), (translation_schema(Catalog({}, {}, None, "")), CaseTexts)):  # type: ignore[arg-type]
        assert list(schema["properties"]) == [field.alias or name for name, field in model.model_fields.items()]
        for path, part in keys_of(schema):
            assert part.get("title") and part.get("description"), path


def keys_of(schema: Any, path: str = "") -> list[tuple[str, Schema]]:
    found: list[tuple[str, Schema]] = []
    for part in [schema, *schema.get("anyOf", [])]:
        part = part.get("items", part)
        for key, child in part.get("properties", {}).items():
            found += [(f"{path}.{key}", child), *keys_of(child, f"{path}.{key}")]
    return found


def test_every_term_has_its_label_and_its_definition(library: Catalog) -> None:
    text = as_json(case_schema(library))
    for facet in CASE_TERMS.values():
        for id, term in library.vocabulary[facet].items():
            choice = {"const": id, "title": term.label.en}
            assert json.dumps(id) in text and json.dumps(choice["title"], ensure_ascii=False) in text
    procurement = next(each for each in json.loads(text)["properties"]["mechanisms"]["items"]["properties"][
        "mechanism"]["oneOf"] if each["const"] == "procurement")
    assert procurement["description"] == library.vocabulary["mechanisms"]["procurement"].definition.en  # type: ignore[union-attr]


ADDRESSES = ["https://example.org", "HTTP://example.org:80/a?b=c#d", "https://example.org/@name", "ftp://example.org",
             "https://", "https://a b", "https://user@example.org", "https://user:pass@example.org/", "example.org",
             "javascript:alert(1)", "https://example.org/<x>", "https://example.org?x=a@b"]
DATES = ["2019", "2019-03", "2019-03-31", "2019-13", "2019-3", "19", "2019-00", "2019-03-32", "March 2019", "2019-"]
NUMBERS = ["70", "-1.5", "1,250", "1e5", "1.", ".5", "+1", "1" * 19, "0"]


@pytest.mark.parametrize(("path", "values", "accepts"), [
    ("sources.url", ADDRESSES, is_web_address), ("sources.date", DATES, is_date),
    ("budget.amount", NUMBERS, lambda value: isinstance(parsed(value), Decimal)),
])
def test_forms_of_values_are_the_same_for_the_schema_and_the_checker(
        path: str, values: list[str], accepts: Callable[[str], bool], small: Schema) -> None:
    key, name = path.split(".")
    record = small["properties"][key]
    form = Draft202012Validator(record.get("items", record)["properties"][name])
    assert {value: form.is_valid(value) for value in values} == {value: accepts(value) for value in values}


def parsed(value: str) -> Decimal | None:
    try:
        return Decimal(parse_number(value))
    except PydanticCustomError:
        return None


# Editors ---------------------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The language server of the pinned version; it is no part of what `make test` sets up."""
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("needs npm")
    folder = tmp_path_factory.mktemp("editor")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "tests" / "editor" / name, folder)
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=False,
                          capture_output=True, text=True)
    if done.returncode:
        pytest.skip("npm cannot reach its packages")
    return folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


def test_an_editor_completes_terms_and_shows_problems(server: Path) -> None:
    case = sorted(path.name for path in CASES.glob("[a-z]*.yml") if not name_parts(path.name))[0]
    translation = sorted(path.name for path in CASES.glob("*.fr.yml"))[0]
    files = {name: (CASES / name).read_text("utf-8") for name in (case, translation)}
    files["wrong.yml"] = "title: x\nstatus: scald\nmechansms: 1\n"
    files["begun.yml"] = "status: \nmechanisms:\n  - mechanism: \n"
    wanted = {"files": files, "complete": [["begun.yml", 1, 8], ["begun.yml", 3, 15]]}
    done = subprocess.run(["node", str(ROOT / "tests" / "editor" / "talk.mjs"), str(ROOT), str(server)], text=True,
                          input=json.dumps(wanted), capture_output=True, timeout=120, check=True)
    told = json.loads(done.stdout)
    assert told["problems"][case] == [] and told["problems"][translation] == []
    wrong = dict(map(tuple, told["problems"]["wrong.yml"]))
    assert '"scaled"' in wrong[2] and "mechansms" in wrong[3] and "Missing property" in wrong[1]
    assert set(told["completions"][0]) >= {"planned", "scaled"} and "procurement" in told["completions"][1]


def test_the_command_writes_both(tmp_path: Path, library: Catalog, casebook: Callable[..., Ran]) -> None:
    done = casebook(ROOT, "schema", "--out", str(tmp_path / "made"))
    assert done.code == 0
    assert {path.name: path.read_text("utf-8") for path in (tmp_path / "made").iterdir()} == {
        name: as_json(write(library)) for name, write in SCHEMAS.items()}
