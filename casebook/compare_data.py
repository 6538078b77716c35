"""The scripts that the compare page reads: what is compared stands in one script for each case and place, so that a
comparison loads two to four of them, over http as from disk.

    compare.<language>/<id>.js         casebookSheet(id, sheet)          one for each case and place
    compare-words.<language>.js        casebookCompareWords(vocabulary)  labels, patterns, rarity of terms
    compare-choices.<language>.js      casebookChoices(choices)          read when the reader goes to choose
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from casebook.catalog import Catalog
from casebook.data_scripts import data_script
from casebook.views.sheets import SheetWriter
from casebook.views.view import Site
from casebook.words import Words


def write_compare_data(catalog: Catalog, language: str, folder: Path) -> None:
    """Write the scripts of one language beside the other assets of the pages."""
    sheets = folder / f"compare.{language}"
    shutil.rmtree(sheets, ignore_errors=True)
    sheets.mkdir(parents=True)
    for name, script in compare_scripts(catalog, language):
        (folder / name).write_text(script, "utf-8", newline="\n")


def compare_scripts(catalog: Catalog, language: str) -> Iterator[tuple[str, str]]:
    """Each script by its name."""
    writer = SheetWriter(Site(catalog, Words(language)))
    yield f"compare-words.{language}.js", data_script("casebookCompareWords", writer.vocabulary())
    yield f"compare-choices.{language}.js", data_script("casebookChoices", writer.choices())
    old_ids = _old_ids(catalog)
    for id, sheet in writer.sheets():
        script = data_script("casebookSheet", id, sheet)
        yield f"compare.{language}/{id}.js", script
        for old in old_ids.get(id, ()):  # saved addresses name it still
            also = {"cases": sheet["cases"]} if "cases" in sheet else {}  # which are loaded with a place
            named = data_script("casebookSheet", old, {"name": sheet["name"], "now": id, **also})
            yield f"compare.{language}/{old}.js", named + script


def _old_ids(catalog: Catalog) -> dict[str, list[str]]:
    """The old ids of each case and place that was renamed."""
    found: dict[str, list[str]] = {}
    for section in ("cases", "places"):
        for old, new in catalog.redirects.get(section, {}).items():
            if old not in catalog.cases and old not in catalog.places:
                found.setdefault(new, []).append(old)
    return found
