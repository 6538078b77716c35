"""The small catalog of golden/search.yml, which the tests of the search share."""

from pathlib import Path
from typing import Any

import yaml

from casebook.catalog import Case, Catalog
from casebook.model import CaseStudy, Place, Term
from casebook.search.documents import VOCABULARY_OF, country_names
from casebook.search.facets import NameOf
from casebook.vocabulary import Vocabulary

GOLDEN = Path(__file__).parent / "golden"
DEFAULTS: dict[str, Any] = {
    "challenge": "Nobody knew the figures [1].", "approach": "Step by step [1].",
    "methods": [{"method": "rapid-pilot", "how": "For six weeks [1]."}],
    "mechanisms": [{"mechanism": "exit-and-continuity", "effect": "mixed", "how": "A note was left behind [1]."}],
    "mindsets": "none-found", "setbacks": "none-found", "lessons": [{"lesson": "Ask twice [1].", "for": ["officers"]}],
    "sources": [{"title": "t", "publisher": "p", "kind": "press"}], "checked": "2026-11", "language": "en",
}
SOURCE = "https://example.org/"


def small_catalog(mark: str = "small") -> Catalog:
    data = yaml.safe_load((GOLDEN / "search.yml").read_text("utf-8"))
    cases = {id: CaseStudy.model_validate({**DEFAULTS, **values}) for id, values in sorted(data["cases"].items())}
    return Catalog(
        {id: Case(id, study, mark) for id, study in cases.items()},
        {id: _place(values) for id, values in data["places"].items()},
        Vocabulary({facet: {id: Term.model_validate(term) for id, term in terms.items()}
                    for facet, terms in data["vocabulary"].items()}),
        mark,
    )


def _place(values: dict[str, Any]) -> Place:
    residents = values.pop("population", None)
    population = {"value": residents, "source_url": SOURCE} if residents else None
    return Place.model_validate({"kind": "city", "latitude": 0, "longitude": 0, "languages": ["en"], **values,
                                 "population": population})


def names_in(catalog: Catalog, language: str) -> NameOf:
    """A plain `name_of`: labels of the vocabulary, names of places and countries, periods as `2019 – 2023`."""
    def name_of(facet: str, value: str) -> str:
        if facet == "place":
            return catalog.places[value].name.get(language)
        if facet == "country":
            return country_names(value)[language]
        if facet == "mechanism" and ":" in value:
            return ": ".join(name_of(*pair) for pair in zip((facet, "effect"), value.split(":"), strict=True))
        if facet == "period":
            return value.replace("/", " – ").strip()
        return catalog.vocabulary.label(VOCABULARY_OF.get(facet, "effects"), value, language)
    return name_of
