"""The search of the command line: a query and filters in, the answer out as a record, as text or as JSON."""

import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from casebook.catalog import Catalog
from casebook.search import whoosh_index
from casebook.search.documents import FACETS, VOCABULARY_OF, facets_of, in_order
from casebook.search.highlights import Fragment
from casebook.search.query import (
    MAX_LENGTH,
    MAX_WORDS,
    Filters,
    Values,
    carried_by,
    count_facets,
    merge_hits,
    remaining_words,
    select,
)
from casebook.search.spelling import Spelling, check_words, put_right, word_list
from casebook.validation import nearest
from casebook.vocabulary import Concept, fold_words

Translate = Callable[[str], str]


class UnknownFilter(Exception):
    """A facet or a value that does not exist. Without a `value` it is the facet that is unknown."""

    def __init__(self, facet: str, value: str, nearest: str) -> None:
        super().__init__(facet, value, nearest)
        self.facet, self.value, self.nearest = facet, value, nearest


@dataclass(frozen=True)
class FoundCase:
    """A hit as it is shown. `why` holds the concepts that led to it where its text does not hold the words."""

    id: str
    title: str
    places: tuple[str, ...]
    summary: str
    why: tuple[Concept, ...]
    highlights: tuple[Fragment, ...]


@dataclass(frozen=True)
class SearchResult:
    """The answer: `total` hits, the first of them, and for every facet the number of hits by value.

    `corrections` are the misspelt words with what was looked for instead, `unknown` those that no case holds, `labels`
    the words for the concepts in the language of the search.
    """

    query: str
    concepts: tuple[Concept, ...]
    corrections: dict[str, str]
    unknown: tuple[str, ...]
    total: int
    hits: tuple[FoundCase, ...]
    facets: dict[str, dict[str, int]]
    labels: dict[Concept, str]


@dataclass(frozen=True)
class _Found:
    """The ids of all hits of a text before filters, and what shows where their words stand."""

    ids: list[str]
    by_text: frozenset[str] = frozenset()
    highlights: Callable[[str], tuple[Fragment, ...]] = lambda id: ()


def run_search(catalog: Catalog, cache_folder: Path, text: str, filters: Filters, limit: int = 10,
               language: str = "en") -> SearchResult:
    """Search a catalog. A text without words lists all cases that pass the filters; UnknownFilter for a wrong one."""
    check_filters(catalog, filters)
    values: dict[str, Values] = {case.id: facets_of(catalog, case) for case in in_order(catalog)}
    text, spelling = _spelt(catalog, text[:MAX_LENGTH])
    concepts, rest = catalog.vocabulary.concepts_in(text)
    found = _find(catalog, cache_folder, values, text, concepts, rest) if fold_words(text) else _Found(list(values))
    chosen = select(values, found.ids, filters)
    shown = tuple(_found_case(catalog, id, values[id], concepts, found, language) for id in chosen[:limit])
    labels = {concept: catalog.vocabulary.label(concept.facet, concept.term, language) for concept in concepts}
    counts = count_facets(values, found.ids, filters)
    return SearchResult(text, concepts, dict(spelling.right), spelling.unknown, len(chosen), shown, counts, labels)


def _spelt(catalog: Catalog, text: str) -> tuple[str, Spelling]:
    """A query with its misspelt words put right, and which these were; one with quotes is left as it is."""
    _, rest = catalog.vocabulary.concepts_in(text)
    words = [] if '"' in text else remaining_words(rest)[:MAX_WORDS]  # the words of a concept are not misspelt
    spelling = check_words(words, word_list(catalog)) if words else Spelling()
    return put_right(text, spelling.right), spelling


def _find(catalog: Catalog, cache_folder: Path, values: Mapping[str, Values], text: str,
          concepts: tuple[Concept, ...], rest: str) -> _Found:
    index = whoosh_index.open_index(cache_folder, catalog)
    settled = frozenset(fold_words(text)) - set(rest.split())
    whole = [id for id, _ in whoosh_index.find_ids(index, text, settled)]
    words = " ".join(remaining_words(rest))
    by_rest = [id for id, _ in whoosh_index.find_ids(index, words)] if words else None
    by_text = frozenset(whole)
    return _Found(merge_hits(values, whole, concepts, by_rest), by_text,
                  lambda id: whoosh_index.highlights_of(index, text if id in by_text else words, id))


def _found_case(catalog: Catalog, id: str, values: Values, concepts: tuple[Concept, ...], found: _Found,
                language: str) -> FoundCase:
    study = catalog.cases[id].study
    why = () if id in found.by_text else tuple(carried_by(values, concepts))
    places = tuple(catalog.places[place].name.get(language) for place in study.places if place in catalog.places)
    return FoundCase(id, study.title, places, study.summary, why, found.highlights(id))


# Filters ---------------------------------------------------------------------------------------------------------

def check_filters(catalog: Catalog, filters: Filters) -> None:
    """Raise UnknownFilter for the first facet or value that does not exist."""
    for facet, values in filters.items():
        if facet not in FACETS:
            raise UnknownFilter(facet, "", nearest(facet, FACETS))
        allowed = allowed_values(catalog, facet)
        for value in values:
            if value not in allowed:
                raise UnknownFilter(facet, value, nearest(value, allowed))


def allowed_values(catalog: Catalog, facet: str) -> set[str]:
    """Every value of a facet that can be asked for, with cases or without."""
    if facet == "place":
        return set(catalog.places)
    if facet == "country":
        return {place.country for place in catalog.places.values()}
    if facet == "language":
        return {language for place in catalog.places.values() for language in place.languages}
    terms = set(catalog.vocabulary[VOCABULARY_OF[facet]])
    if facet == "mechanism":
        terms |= {f"{term}:{effect}" for term in terms for effect in catalog.vocabulary["effects"]}
    return terms


# Showing ---------------------------------------------------------------------------------------------------------

def result_as_text(result: SearchResult, translate: Translate = str, width: int = 100) -> str:
    """The answer for a terminal: the number of cases, then a paragraph for each."""
    corrected = (translate("Searched for “{used}” instead of “{typed}”.").format(used=used, typed=typed)
                 for typed, used in result.corrections.items())
    unknown = (translate("No case holds “{word}”.").format(word=word) for word in result.unknown)
    shown = translate("{total} cases found, {shown} shown").format(total=result.total, shown=len(result.hits))
    counted = {0: translate("No case found"), 1: translate("1 case found")}
    total = shown if result.total > len(result.hits) else translate("{total} cases found").format(total=result.total)
    head = [*corrected, *unknown, counted.get(result.total, total)]
    return "\n".join([*head, *(_paragraph(hit, result, translate, width) for hit in result.hits)]) + "\n"


def _paragraph(hit: FoundCase, result: SearchResult, translate: Translate, width: int) -> str:
    lines = [f"\n{hit.title}", f"  {hit.id} · {', '.join(hit.places)}", *_wrapped(hit.summary, width)]
    if hit.why:
        labels = ", ".join(result.labels[concept] for concept in hit.why)
        lines += _wrapped(translate("has {concepts}").format(concepts=labels), width)
    for piece in hit.highlights:
        lines += _wrapped(f"[{piece.section}] {piece.text}", width)
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 20), initial_indent="  ", subsequent_indent="  ")


def result_as_json(result: SearchResult) -> str:
    """The answer as JSON, with the marks of each highlight as start and end in its text."""
    row = {
        "query": result.query,
        "concepts": list(map(_name_of, result.concepts)),
        "corrections": result.corrections,
        "unknown": result.unknown,
        "total": result.total,
        "hits": [{**asdict(hit), "why": list(map(_name_of, hit.why))} for hit in result.hits],
        "facets": result.facets,
    }
    return json.dumps(row, ensure_ascii=False, indent=2) + "\n"


def _name_of(concept: Concept) -> str:
    return f"{concept.facet}/{concept.term}"
