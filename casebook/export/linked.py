"""A case study in the words of schema.org, for search engines and catalogues: JSON-LD in its page.

The essentials alone, some 250 bytes a page as sent: the description of the page holds the summary, and the data files
hold all.
"""

import json
from collections.abc import Mapping
from typing import Any

from casebook.catalog import Case, Catalog
from casebook.export.edition import LICENCE_URL
from casebook.export.history import Change, added_on, changed_on
from casebook.model import Place
from casebook.typography import one_line
from casebook.words import Words

_KINDS = {"city": "City", "town": "City", "county": "AdministrativeArea", "region": "AdministrativeArea",
          "country": "Country"}


def linked_data(catalog: Catalog, case: Case, changes: tuple[Change, ...], words: Words, address: str) -> str:
    """The JSON-LD of a case in one language, fit to stand in a script element; `address` may be empty."""
    study = case.study
    data: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Report", "name": one_line(study.title),
        "url": address, "inLanguage": case.language_of(study.title),
        "datePublished": added_on(changes), "dateModified": changed_on(changes, words.language) or study.checked,
        "license": LICENCE_URL,
        "about": [catalog.vocabulary.label("themes", theme, words.language) for theme in study.themes],
        "spatialCoverage": [_place(catalog.places[id], words.language) for id in study.places],
        "temporalCoverage": f"{study.period.start}/{study.period.end or '..'}" if study.period else "",
        "isBasedOn": [source.url for source in study.sources if source.url],
    }
    kept = {key: value for key, value in data.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).translate(_SAFE)


_SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
"""So that no text can end the script element, or be read as an entity where a page is parsed as XML."""


def _place(place: Place, language: str) -> Mapping[str, Any]:
    return {"@type": _KINDS.get(place.kind, "Place"), "name": place.name.get(language), "address": place.country}
