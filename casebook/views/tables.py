"""The words of the facet table that Explore reads in the browser."""

from collections.abc import Callable

from casebook.catalog import Catalog
from casebook.search.documents import VOCABULARY_OF
from casebook.words import Words


def facet_names(catalog: Catalog, words: Words) -> Callable[[str, str], str]:
    """The label of a facet's value in the language of `words`."""
    def name_of(facet: str, value: str) -> str:
        if facet == "place":
            return catalog.places[value].name.get(words.language)
        if facet == "country":
            return words.country(value)
        if facet == "period":
            start, _, end = value.partition("/")
            return words.years(start, end)
        return words.spaced(catalog.vocabulary.label(VOCABULARY_OF.get(facet, "effects"), value, words.language))

    return name_of
