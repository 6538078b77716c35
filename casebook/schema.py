"""The rules of a file as JSON Schema (2020-12), from the model, the vocabulary and the places. Knows nothing of disk.

Editors complete and check with it, and another network's tools can. It sees one file alone, value by value: what is
told by comparing two values, or by reading a text, is left to the checker (`validation`).

The schema refuses nothing that the checker accepts, but for the year before 1000, and texts at their very limit with
blanks around them. So where we read text, it allows what YAML makes of a text such as 2020 or yes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from casebook.catalog import Catalog
from casebook.model import LANGUAGES, CaseFile, CaseStudy, Term, record_in
from casebook.translation import CaseTexts
from casebook.validation.cases import CASE_TERMS, ONCE
from casebook.validation.proposals import PLACES, PROPOSABLE, PROPOSED_TERMS, TERMS
from casebook.values import ID_PATTERN, NONE_FOUND

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
CASE_FILE, TRANSLATION_FILE = "case.schema.json", "translation.schema.json"

_ABOUT = "Made by Casebook from its model, vocabulary and places; `casebook schema` writes it anew."
_TEXT = ["string", "number", "boolean"]
_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_ADDRESS = r'^[hH][tT][tT][pP][sS]?://[^\s@/?#<>"`{}|\\^]+([/?#][^\s<>"`{}|\\^]*)?$'
_MOST = 10**18 - 1
_FORMS: Mapping[str, Schema] = {
    "parse_number": {"anyOf": [
        {"type": "number", "minimum": -_MOST, "maximum": _MOST},
        {"type": "string", "pattern": r"^-?[0-9]{1,18}(\.[0-9]{1,17})?$"}]},
    "parse_count": {"anyOf": [
        {"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^0*[1-9][0-9]{0,17}$"}]},
    "check_date": {"anyOf": [
        {"type": "string", "pattern": _DATE}, {"type": "integer", "minimum": 1000, "maximum": 9999}]},
    "check_address": {"type": "string", "pattern": _ADDRESS, "maxLength": 2000},
}
"""What the functions of `values` allow, by their names."""


def case_schema(catalog: Catalog) -> Schema:
    """The schema of `<id>.yml`, with the terms and places that a library knows."""
    schema = _schema_of(CaseFile, "A case study of Casebook")
    for path, facet in {**CASE_TERMS, **PROPOSED_TERMS}.items():
        _set(schema, path, {"oneOf": [_choice(id, term) for id, term in catalog.vocabulary[facet].items()]})
    _set(schema, f"{TERMS}.facet", {"enum": list(PROPOSABLE)})
    for path in (f"{PLACES}.id", f"{TERMS}.id"):
        _set(schema, path, {"type": "string", "pattern": f"^{ID_PATTERN}$"})
    _set(schema, "places.*", {"enum": sorted(catalog.places)})
    _set(schema, "language", {"enum": list(LANGUAGES)})
    _set(schema, "learned_from.*.case", {"type": "string", "pattern": f"^{ID_PATTERN}$"})
    for path in ONCE:
        if path.count(".") == 1:
            _at(schema, path.removesuffix(".*"))["uniqueItems"] = True
    _at(schema, "learned_from.*")["anyOf"] = [{"required": ["case"]}, {"required": ["place"]}]
    _at(schema, "budget")["dependentRequired"] = {"amount": ["currency"]}
    _at(schema, "results.*")["dependentRequired"] = {"unit": ["value"]}
    _at(schema, "mechanisms.*").update({
        "if": {"properties": {"effect": {"const": "enabled"}}, "required": ["effect"]},
        "then": {"properties": {"moved": False}}})
    return schema


def translation_schema(catalog: Catalog) -> Schema:
    """The schema of `<id>.<language>.yml`; its keys are told of as the case study's are. No library changes it."""
    schema = _schema_of(CaseTexts, "A translation of a case study of Casebook")
    _describe(schema, CaseTexts, CaseStudy)
    _at(schema, "translates").update(description="The digest of the texts that were translated; "
                                                 "`casebook translate` writes and renews it.")
    return schema


SCHEMAS: Mapping[str, Callable[[Catalog], Schema]] = {CASE_FILE: case_schema, TRANSLATION_FILE: translation_schema}
"""By the name of the file that holds them."""


def as_json(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _schema_of(model: type[BaseModel], title: str) -> Schema:
    return {"$schema": DIALECT, **written_out(model, SchemaWriter), "title": title, "description": _ABOUT}


def written_out(model: type[BaseModel], writer: type[GenerateJsonSchema]) -> Schema:
    """The schema of a record, with the records inside it in their places: editors follow no references then."""
    made = model.model_json_schema(by_alias=True, schema_generator=writer)
    parts = made.pop("$defs", {})
    schema: Schema = _resolved(made, parts)
    return schema


class SchemaWriter(GenerateJsonSchema):
    """pydantic's own writer, told of what our fields make of text."""

    def function_before_schema(self, schema: Any) -> Schema:
        name = schema["function"]["function"].__name__
        if name == "check_none_found":
            return {"anyOf": [{"const": NONE_FOUND}, {**self.generate_inner(schema["schema"]), "minItems": 1}]}
        return _within(_FORMS[name], schema["schema"])

    def str_schema(self, schema: Any) -> Schema:
        made = super().str_schema(schema)
        made.pop("minLength", None)
        return {**made, "type": "string"} if "pattern" in made else {**made, "type": _TEXT, "pattern": r"\S"}

    def nullable_schema(self, schema: Any) -> Schema:
        """A key is left out or has a value."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> Schema:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _within(form: Schema, limits: Schema) -> Schema:
    """The form of a number with its own limits, which are seen where it is no text."""
    found = {word: limits[key] for key, word in (("ge", "minimum"), ("le", "maximum")) if key in limits}
    return {"anyOf": [{**each, **found} if each["type"] == "number" else each for each in form["anyOf"]]} if found \
        else dict(form)


def _title(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _resolved(value: Any, parts: Schema) -> Any:
    if isinstance(value, list):
        return [_resolved(child, parts) for child in value]
    if not isinstance(value, dict):
        return value
    own = {key: _resolved(child, parts) for key, child in value.items() if key != "$ref"}
    for key, part in own.get("properties", {}).items():
        part.setdefault("title", _title(key))
    if "$ref" in value:
        record: Schema = _resolved(parts[value["$ref"].rsplit("/", 1)[-1]], parts)
        return {**{key: child for key, child in record.items() if key not in ("title", "description")}, **own}
    return own


def _steps(schema: Schema, path: str) -> Iterator[Schema]:
    """The schemas from the whole to what stands at a path such as `methods.*.method`."""
    yield schema
    for part in path.split("."):
        if part == "*":
            lists = [schema, *schema.get("anyOf", [])]
            schema = next(each["items"] for each in lists if "items" in each)
        else:
            schema = schema["properties"][part]
        yield schema


def _at(schema: Schema, path: str) -> Schema:
    return list(_steps(schema, path))[-1]


def _set(schema: Schema, path: str, form: Schema) -> None:
    """Put a form in the place of what the model says of a value; what is said to people stays."""
    place = _at(schema, path)
    said: Schema = {key: place[key] for key in ("title", "description") if key in place}
    place.clear()
    place.update(said | form)


def _choice(id: str, term: Term) -> Schema:
    said: Schema = {"description": term.definition.en} if term.definition else {}
    return {"const": id, "title": term.label.en, **said}


def _describe(schema: Schema, texts: type[BaseModel], model: type[BaseModel]) -> None:
    """Say of the keys of a translation what the model says of the same keys of a case study."""
    for key, part in _properties(schema).items():
        field = model.model_fields.get(key)
        if field and field.description:
            part["description"] = field.description
        inner = record_in(field.annotation) if field else None
        if inner and _properties(part):
            _describe(part, texts, inner)


def _properties(schema: Schema) -> Schema:
    found: Schema = schema.get("properties") or schema.get("items", {}).get("properties") or {}
    return found
