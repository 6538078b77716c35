"""The places and terms that case studies propose, as a reviewer looks at them: what the library has that is near, what
is still missing, and the library as it would be with them. Knows neither disk nor words.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

from casebook.catalog import Case, Catalog
from casebook.document import Document, texts_in
from casebook.loading import digest_of
from casebook.model import LANGUAGES, CaseStudy, Place, ProposedPlace, ProposedTerm, Term
from casebook.problems import MAX_SHOWN, Problem
from casebook.translation import name_parts
from casebook.validation.proposals import proposed_in
from casebook.validation.rules import PROPOSED, PROPOSED_KNOWN
from casebook.vocabulary import TAGGED, Vocabulary, fold, fold_words, names_of

MOST_NEAR = 4

MOST_SHOWN = 30
"""So many places and terms of one case are compared with the library; who proposes more is asked about it."""

MOST_NAMES = len(LANGUAGES) + 1

LIKE_NAME = 0.75
"""From which likeness of two names a place may be meant by another's."""

LIKE_TERM = 0.1
"""From which share of its telling words a new term is shown beside a known one. Of the terms of November 2026, each
taken out and proposed again, half have one with which it is said to be confused among those shown; often the proposal
itself names another."""

OF_THE_LIST = 1.3
"""So much more counts a term of the list for which another is proposed."""

IN_MEANING = 0.6
"""So much counts a word that stands only in the definition of a term, where one of its names counts 1."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed. `facet` is that of a term, or `places`; `near` are facet and id of what the library has, the
    nearest first; `around` are the known places of the country of a place, `lacking` the keys that it still needs."""

    facet: str
    data: Mapping[str, Any] = field(hash=False)
    near: tuple[tuple[str, str], ...] = ()
    around: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def proposals_in(data: Mapping[str, Any], catalog: Catalog) -> tuple[Proposal, ...]:
    """The proposals of a case study beside what the library has without them; the first ones, if they are many."""
    places, terms = (list(_entries(data, kind))[:MOST_SHOWN] for kind in ("places", "terms"))
    return (*(_of_place(entry, catalog) for entry in places), *(_of_term(entry, catalog.vocabulary) for entry in terms))


def number_in(data: Mapping[str, Any]) -> int:
    """How much a case study proposes."""
    return sum(1 for kind in ("places", "terms") for _ in _entries(data, kind))


def _entries(data: Mapping[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    return (entry for _, entry in proposed_in(data, kind))


# What is near ----------------------------------------------------------------------------------------------------

def _of_place(entry: Mapping[str, Any], catalog: Catalog) -> Proposal:
    names = [fold(text[:MAX_SHOWN]) for path, text in texts_in(dict(entry)) if path[0] in ("id", "name")][:MOST_NAMES]
    likeness = {id: max((_ratio(one, other) for one in names for other in (fold(id), *map(fold, _names(place)))),
                        default=0) for id, place in catalog.places.items()}
    near = sorted((id for id in likeness if likeness[id] >= LIKE_NAME), key=lambda id: -likeness[id])[:MOST_NEAR]
    around = [id for id, place in catalog.places.items() if place.country == entry.get("country") and id not in near]
    lacking = [key for key, each in Place.model_fields.items() if each.is_required() and not entry.get(key)]
    return Proposal("places", entry, tuple(("places", id) for id in near), tuple(around), tuple(lacking))


def _names(place: Place) -> list[str]:
    return [name for name in place.name.model_dump().values() if name]


def _ratio(one: str, other: str) -> float:
    """How like two names are; one that begins with the other is like it."""
    short, long = sorted((one, other), key=len)
    return 0.9 if len(short) > 3 and long.startswith(short) else difflib.SequenceMatcher(None, one, other).ratio()


def _of_term(entry: Mapping[str, Any], vocabulary: Vocabulary) -> Proposal:
    """Nearest are the terms that the proposal itself names, as it says why they do not fit; then those of its words."""
    facet = str(entry.get("facet") or "")
    said = {key: " . ".join(text for path, text in texts_in(dict(entry)) if path[0] == key)
            for key in ("label", "definition", "needed")}
    named = {(each.facet, each.term): 1.0 for each in vocabulary.concepts_in(f"{said['label']} . {said['needed']}")[0]}
    likeness = dict(_likeness(_words(f"{said['label']} . {said['definition']}"), facet, vocabulary))
    ranked = sorted(likeness, key=lambda name: -likeness[name] - named.get(name, 0))
    return Proposal(facet, entry, tuple(name for name in ranked if name in named or likeness[name] >= LIKE_TERM)
                    [:MOST_NEAR])


def _likeness(mine: Counter[str], facet: str, vocabulary: Vocabulary) -> Iterator[tuple[tuple[str, str], float]]:
    """Each term that the new one could be taken for, with the share of its words that the two have in common, in which
    rare words count for more."""
    facets = TAGGED if facet in TAGGED else (facet,)
    known = {(each, id): _weights(term) for each in facets for id, term in vocabulary[each].items()}
    holders = Counter(word for words in known.values() for word in words)
    telling = {word: count * log(len(known) / holders[word]) for word, count in mine.items() if word in holders}
    whole = sum(telling.values()) or 1.0
    for name, words in known.items():
        common = sum(weight * words.get(word, 0) for word, weight in telling.items()) / whole
        yield name, common * (OF_THE_LIST if name[0] == facet else 1)


def _weights(term: Term) -> dict[str, float]:
    """The words of a term by what they count."""
    meaning = " . ".join(filter(None, term.definition.model_dump().values())) if term.definition else ""
    return {**dict.fromkeys(_words(meaning), IN_MEANING), **dict.fromkeys(_words(" . ".join(names_of(term))), 1.0)}


def _words(text: str) -> Counter[str]:
    """The beginnings of the longer words, which forms of a word have in common."""
    return Counter(word[:6] for word in fold_words(text) if len(word) > 3)


# The library with them -------------------------------------------------------------------------------------------

def as_if_moved(catalog: Catalog, documents: Mapping[str, Document], problems: Iterable[Problem]) -> Catalog:
    """The catalog with the cases that lack nothing but the move of what they propose, so that they can be looked at.

    A place of which not all is known stands in it with what is known, and a term without its relations.
    """
    errors: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.level == "error":
            errors.setdefault(problem.file.rsplit("/", 1)[-1], []).append(problem)
    ready = {name: document for name, document in documents.items() if name in errors and not name_parts(name)
             and all(problem.rule in (PROPOSED, PROPOSED_KNOWN) for problem in errors[name])}
    for name, document in sorted(ready.items()):
        study = CaseStudy.model_validate({key: value for key, value in document.data.items() if key != "proposed"})
        id = name.removesuffix(".yml")
        catalog = replace(_with_proposed(catalog, document.data),
                          cases={**catalog.cases, id: Case(id, study, digest_of(document))})
    return replace(catalog, cases=dict(sorted(catalog.cases.items())))


def _with_proposed(catalog: Catalog, data: Mapping[str, Any]) -> Catalog:
    places = {each.id: _standing_in(each) for each in map(ProposedPlace.model_validate, _entries(data, "places"))}
    facets = {facet: dict(terms) for facet, terms in catalog.vocabulary.facets.items()}
    for term in map(ProposedTerm.model_validate, _entries(data, "terms")):
        facets.setdefault(term.facet, {}).setdefault(term.id, Term(label=term.label, definition=term.definition))
    return replace(catalog, places={**places, **catalog.places}, vocabulary=Vocabulary(facets))


def _standing_in(place: ProposedPlace) -> Place:
    """What is known of a place; its region is empty where it is not known, and is then counted in none."""
    return Place.model_construct(
        name=place.name, kind=place.kind, country=place.country, region=place.region or "",
        latitude=place.latitude, longitude=place.longitude, languages=tuple(place.languages),
        population=place.population, income_group=None, members=())
