"""The words of the facet table that Explore reads in the browser."""

from collections.abc import Callable

from casebook.catalog import Catalog
from casebook.search.documents import VOCABULARY_OF
from casebook.views.view import lower_first
from casebook.words import Words


def facet_names(catalog: Catalog, words: Words) -> Callable[[str, str], str]:
    """The label of a facet's value in the language of `words`."""
    def name_of(facet: str, value: str) -> str:
        if facet == "place":
            return catalog.places[value].name.get(words.language)
        if facet == "country":
            return words.country(value)
        if facet == "language":
            return words.language_name(value)
        if facet == "mechanism" and ":" in value:
            term, _, effect = value.partition(":")
            return f"{name_of(facet, term)}{words.say(':')} {lower_first(name_of('effect', effect))}"
        if facet == "period":
            start, _, end = value.partition("/")
            return words.years(start, end)
        return words.spaced(catalog.vocabulary.label(VOCABULARY_OF.get(facet, "effects"), value, words.language))

    return name_of
