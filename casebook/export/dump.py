"""The library as JSON: the whole of it, from which the same catalog can be had again, and one case by itself."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from casebook.catalog import Case, Catalog, as_data, catalog_as_data, catalog_from_data, grade_of, study_as_data
from casebook.export.edition import Edition
from casebook.export.history import Change, History, added_on, changed_on
from casebook.vocabulary import TAGGED

FORMAT = 1
"""To be raised when a program that reads the files would have to be changed."""


class UnreadableDump(Exception):
    """A text is not what `whole_dump` wrote, or was written by a later version."""


def whole_dump(catalog: Catalog, history: History, edition: Edition) -> str:
    """Everything: cases as contributed, translations, places, vocabulary, advice, self-check, what changed."""
    data = {**catalog_as_data(catalog), "history": changes_as_data(history)}
    data["fingerprint"] = hashlib.sha256(_json({**data, "fingerprint": ""}).encode()).hexdigest()[:16]
    return _json({"format": FORMAT, **edition.as_data, **data})


def read_dump(text: str) -> Catalog:
    """The catalog of a dump; raises UnreadableDump."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise UnreadableDump(f"format {data['format']}, not {FORMAT}")
        return catalog_from_data(data)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise UnreadableDump(str(error).splitlines()[0]) from None


def lean_dump(text: str, languages: Collection[str]) -> str:
    """A dump for searching a copy in some languages: without what changed when, and without other translations. In one
    language a whole translation takes the place of its original."""
    data = json.loads(text)
    del data["history"]
    kept = {language: found for language, found in data["translations"].items() if language in languages}
    for language, found in kept.items() if len(languages) == 1 else ():
        cases = catalog_from_data(data).in_language(language).cases
        whole = [id for id, translation in found.items() if translation["is_whole"] and not translation["is_stale"]]
        for id in whole:
            data["cases"][id]["study"] = {**study_as_data(cases[id].study), "language": language}
            del found[id]
    return _json({**data, "translations": kept})


def case_dump(catalog: Catalog, case: Case, history: History, edition: Edition) -> str:
    """One case as contributed, with all that it takes to use it alone: translations, places, labels, grades, dates."""
    changes = history.get(case.id, ())
    return _json({
        "format": FORMAT, **edition.as_data, "id": case.id, "page": edition.at(f"cases/{case.id}.html"),
        "added": added_on(changes), "changed": changed_on(changes), "case": study_as_data(case.study),
        "evidence": [grade_of(result) for result in case.study.results],
        "translations": _translations_of(catalog, case),
        "places": {id: _place(catalog, id) for id in case.study.places},
        "terms": {facet: {term: _names(catalog, facet, term) for term in case.tags[facet]} for facet in TAGGED},
        "learned_from_it": [other.id for other in catalog.learned_by(case.id)],
    })


def changes_dump(history: History, removed: Mapping[str, str], edition: Edition,
                 renamed: Mapping[str, str]) -> str:
    """When each case was added and last changed, and all its changes; which cases were removed, which have new ids."""
    cases = {id: {"added": added_on(changes), "changed": changed_on(changes), "changes": list(map(_change, changes))}
             for id, changes in history.items()}
    return _json({"format": FORMAT, **edition.as_data, "cases": cases, "removed": dict(removed),
                  "renamed": dict(renamed)})


def changes_as_data(history: History) -> dict[str, Any]:
    """The changes of each case, newest first."""
    return {id: list(map(_change, changes)) for id, changes in history.items()}


def _change(change: Change) -> dict[str, Any]:
    row: dict[str, Any] = {"date": change.date, "what": change.what, "keys": list(change.keys),
                           "language": change.language}
    return {key: value for key, value in row.items() if value}


def _translations_of(catalog: Catalog, case: Case) -> dict[str, Any]:
    """The texts of each language; a text that is missing there is read in the language of the case."""
    found = {language: known[case.id] for language, known in catalog.translations.items() if case.id in known}
    return {language: {"is_stale": each.is_stale, "is_whole": each.is_whole, "texts": each.data}
            for language, each in found.items()}


def _place(catalog: Catalog, id: str) -> dict[str, Any]:
    return {**as_data(catalog.places[id]), "size": catalog.size_of(id)}


def _names(catalog: Catalog, facet: str, term: str) -> dict[str, Any]:
    return as_data(catalog.vocabulary[facet][term].label)


def _json(data: Any) -> str:
    """Written by pydantic, since Python's own indenting is ten times slower."""
    return to_json(data, indent=1).decode() + "\n"
