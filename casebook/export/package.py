"""`datapackage.json`: what the tables hold and how they hang together, as the Frictionless standard has it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from casebook.catalog import Catalog
from casebook.export.columns import Column, Kind
from casebook.export.edition import LICENCE, LICENCE_TITLE, LICENCE_URL, Edition
from casebook.export.tables import TABLES, Table

NAME = "casebook"
_TYPES: Mapping[Kind, Mapping[str, str]] = {
    "text": {"type": "string"}, "list": {"type": "string"}, "integer": {"type": "integer"},
    "number": {"type": "number"}, "date": {"type": "string"}, "address": {"type": "string", "format": "uri"},
}
_DATE = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
"""The standard's own types for dates want all of them to be equally precise."""

_LIST = "[^;]+(;[^;]+)*"
_ABOUT = ("Texts are Markdown of paragraphs, lists, emphasis and links; a number in brackets, such as [2], is the "
          "source of that number in the same case. An empty cell means that the sources do not say. A text that begins "
          "with =, +, - or @ has an apostrophe before it, so that no spreadsheet runs it as a formula.")


def package_of(files: Mapping[str, bytes], catalog: Catalog, edition: Edition) -> str:
    """The description of the tables among some files, whose bytes are told with their size and digest."""
    data = {
        "profile": "data-package", "name": NAME, "title": edition.library,
        "description": f"{edition.description} {_ABOUT}", "version": edition.day, "created": f"{edition.day}T00:00:00Z",
        **({"homepage": edition.address} if edition.address else {}),
        "licenses": [{"name": LICENCE, "title": LICENCE_TITLE, "path": LICENCE_URL}],
        "contributors": [{"title": edition.author, "role": "author"}],
        "sources": [{"title": "The sources of each case study, listed in the table sources", "path": "sources.csv"}],
        "keywords": ["local government", "innovation", "case studies", "cities"],
        "resources": [_resource(table, files[table.file], catalog) for table in TABLES],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table, content: bytes, catalog: Catalog) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource", "name": table.name.replace("_", "-"), "title": table.title,
        "description": table.description, "path": table.file, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column, catalog) for column in table.columns], "primaryKey": list(table.key),
            **({"foreignKeys": _links(table)} if table.links else {}), "missingValues": [""],
        },
    }


def _field(column: Column, catalog: Catalog) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_needed else {}
    if column.facet:
        constraints["enum"] = list(catalog.vocabulary[column.facet])
    if column.kind in ("date", "list"):
        constraints["pattern"] = _DATE if column.kind == "date" else _LIST
    return {"name": column.name, **_TYPES[column.kind], "description": column.description,
            **({"constraints": constraints} if constraints else {})}


def _links(table: Table) -> list[dict[str, Any]]:
    return [{"fields": _one_or_many(link.columns),
             "reference": {"resource": link.table.replace("_", "-"), "fields": _one_or_many(link.there)}}
            for link in table.links]


def _one_or_many(columns: Sequence[str]) -> str | list[str]:
    """The standard wants the same form on both sides."""
    return columns[0] if len(columns) == 1 else list(columns)
