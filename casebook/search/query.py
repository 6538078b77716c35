"""What a query means: one definition for the command line and, as a twin in JavaScript, for the browser.

A case is a hit if its text matches the whole query, or if it carries the concepts that the query names and its text
matches the words that remain. Filters are OR inside a facet and AND across facets. Knows no search engine: the texts
that match come in as ids.
"""

from collections.abc import Iterable, Mapping, Sequence

from casebook.search.documents import VOCABULARY_OF
from casebook.vocabulary import Concept, fold_words

MAX_LENGTH = 1000
"""So many characters of a query are read."""

MAX_WORDS = 32
"""So many words of a query are looked up."""

_QUOTES = str.maketrans("“”„«»", '"' * 5)

Values = Mapping[str, tuple[str, ...]]
"""The values of one case in each facet."""

Filters = Mapping[str, tuple[str, ...]]
"""The chosen values of each facet."""

FACET_OF = {vocabulary: facet for facet, vocabulary in VOCABULARY_OF.items()}
"""The facet of the search whose values are the terms of a facet of the vocabulary."""


_UNTELLING = (  # English, French and Portuguese, folded
    "a about all also an and any anyone ao aos are as at au aux avec be been but by c can ce ces com comment como "
    "could d da dans das de des did do does dos du e elle elles em en est et foi for from had has have how i if "
    "il ils in into is it its j l la le les leur leurs m me my n na nas nem no nos not notre nous o of on ont or "
    "os ou our par para pas pela pelo por porque pour qu quais qual quand quando que quel quelle quelles quels "
    "quem qui quoi s sans se sem ser ses seu should so son sont sua sur t than that the their them there these "
    "they this to um uma un une us vos votre vous was we were what when where which who why will with without "
    "would you your"
)
STOP_WORDS = frozenset(_UNTELLING.split())
"""Words that say nothing about a case; left out of a query in which other words remain."""


def split_query(text: str) -> tuple[list[str], list[str]]:
    """The words of a query, folded, those that say nothing left out, and its quoted phrases."""
    parts = text[:MAX_LENGTH].translate(_QUOTES).split('"')
    quoted = parts[1::2] if len(parts) % 2 else parts[1:-1:2]  # a last quote without its twin is a blank
    loose = parts[0::2] if len(parts) % 2 else [*parts[:-1:2], parts[-1]]
    return telling_words(" ".join(loose)), [" ".join(words) for part in quoted if (words := fold_words(part))]


def telling_words(text: str) -> list[str]:
    """The words of a text, folded, without stop words; all of them where nothing else remains. A final * is kept."""
    words = [word + ("*" if part.endswith("*") and place == len(found) else "")
             for part in text.split() for found in [fold_words(part)] for place, word in enumerate(found, 1)]
    telling = [word for word in dict.fromkeys(words) if word not in STOP_WORDS]
    return (telling or list(dict.fromkeys(words)))[:MAX_WORDS]


def remaining_words(rest: str) -> list[str]:
    """What remains of a query beside its concepts, without stop words: nothing, where only these remain."""
    return [word for word in rest.split() if word not in STOP_WORDS]


def merge_hits(cases: Mapping[str, Values], whole: Sequence[str], concepts: Sequence[Concept],
               rest: Sequence[str] | None) -> list[str]:
    """The ids of all hits: those by text in their order, then those by concept only in the order of `cases`.

    `whole` are the ids whose text matches the whole query, `rest` those whose text matches the remaining words (None:
    no words remain). A hit by concept carries every concept named; where nothing else is found, as many as any does,
    and where nothing at all is found, the words that remain are left out: `reduce market waste` is about waste.
    """
    found = _merge(cases, whole, concepts, rest)
    return found if found or rest is None else _merge(cases, whole, concepts, None)


def _merge(cases: Mapping[str, Values], whole: Sequence[str], concepts: Sequence[Concept],
           rest: Sequence[str] | None) -> list[str]:
    by_text = set(whole)
    within = set(cases if rest is None else rest) - by_text
    carried = {id: len(carried_by(values, concepts)) for id, values in cases.items() if id in within}
    needed = len(concepts) if whole else max(carried.values(), default=0)
    return [*whole, *(id for id, count in carried.items() if count and count >= needed)]


def carried_by(values: Values, concepts: Iterable[Concept]) -> list[Concept]:
    """Those of the concepts that a case is tagged with."""
    return [concept for concept in concepts if concept.term in values.get(FACET_OF.get(concept.facet, ""), ())]


def narrowed(filters: Filters) -> dict[str, tuple[str, ...]]:
    """The filters without empty facets and without mechanisms that are also chosen with an effect."""
    return {facet: kept for facet, values in filters.items()
            if (kept := tuple(value for value in dict.fromkeys(values) if not _has_narrower(value, values)))}


def select(cases: Mapping[str, Values], hits: Iterable[str], filters: Filters) -> list[str]:
    """The hits that pass the filters, in their order."""
    chosen = narrowed(filters)
    return [id for id in hits if _passes(cases[id], chosen)]


def count_facets(cases: Mapping[str, Values], hits: Iterable[str], filters: Filters) -> dict[str, dict[str, int]]:
    """For each facet the number of hits by value, with the filter of that facet left out; values without hits too."""
    chosen, ids = narrowed(filters), list(hits)
    counts: dict[str, dict[str, int]] = {}
    for values in cases.values():
        for facet, found in values.items():
            counts.setdefault(facet, {}).update((value, 0) for value in found)
    for facet, row in counts.items():
        others = {other: values for other, values in chosen.items() if other != facet}
        for id in ids:
            if _passes(cases[id], others):
                for value in cases[id].get(facet, ()):
                    row[value] += 1
    return counts


def _passes(values: Values, filters: Filters) -> bool:
    return all(not set(chosen).isdisjoint(values.get(facet, ())) for facet, chosen in filters.items())


def _has_narrower(value: str, values: Iterable[str]) -> bool:
    return any(other.startswith(f"{value}:") for other in values)
