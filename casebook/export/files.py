"""All data files of one edition, as bytes by their path. Disk, git and the clock stay outside."""

from collections.abc import Mapping
from dataclasses import dataclass

from casebook.catalog import Catalog
from casebook.export import cff, dump, package, skos
from casebook.export.edition import Edition
from casebook.export.history import History, history_of, removed_in
from casebook.export.tables import TABLES, csv_of
from casebook.schema import SCHEMAS, as_json

FOLDER = "data"
"""Below the root of the site, one for all languages."""


@dataclass(frozen=True)
class Source:
    """What data files are made from: the catalog in the language of the cases, and what `git log` tells of them."""

    catalog: Catalog
    log: str
    edition: Edition

    @property
    def history(self) -> History:
        return history_of(self.catalog, self.log)


def data_files(source: Source) -> Mapping[str, bytes]:
    """The files by their path below the root of the site."""
    catalog, edition, history = source.catalog, source.edition, source.history
    renamed = catalog.redirects.get("cases", {})
    tables = {table.file: csv_of(table, catalog, history).encode() for table in TABLES}
    texts = {
        "casebook.json": dump.whole_dump(catalog, history, edition),
        "changes.json": dump.changes_dump(history, removed_in(catalog, source.log), edition, renamed),
        "datapackage.json": package.package_of(tables, catalog, edition),
        "vocabulary.ttl": skos.as_turtle(catalog.vocabulary, edition, catalog.redirects),
        **{name: as_json(schema(catalog)) for name, schema in SCHEMAS.items()},
        **{f"cases/{id}.json": dump.case_dump(catalog, case, history, edition) for id, case in catalog.cases.items()},
    }
    texts |= {f"cases/{old}.json": texts[f"cases/{new}.json"] for old, new in renamed.items()}
    files = {**tables, **{name: text.encode() for name, text in texts.items()}}
    return {**{f"{FOLDER}/{name}": content for name, content in files.items()},
            "CITATION.cff": cff.citation_file(edition).encode()}
