"""Which cases and places are like one another, and why, as data. Knows nothing of pages, HTML or languages.

An index from facts to those who have them is built once per catalog, so that cases that share nothing never meet.
"""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeVar

from casebook.catalog import Case, Catalog

Fact = tuple[str, str, str]
"""Facet, term and effect; the effect is "" for all but mechanisms."""

AnyFact = TypeVar("AnyFact", bound=tuple[str, ...])

FACET_ORDER = ("lineage", "mechanisms", "methods", "mindsets", "themes")
EFFECTS = ("enabled", "hindered", "mixed")
SAME, OPPOSITE, OTHER_EFFECT, LINEAGE = 1.0, 1.5, 0.5, 2.0
"""Factors on the rarity of a term; lineage is set against the rarest term there can be, so nothing outweighs it."""

MOST_OF_A_PLACE = 3
MOST_REASONS = 2
CONTEXT = ("region", "size", "stage")
PEER_WEIGHTS = {"size": 2.0, "region": 1.0, "income-group": 1.0, "languages": 1.0, "themes": 0.5}
MOST_THEMES = 4
FIRST_RANKED = 8
"""So many times the cases asked for are ranked first; a second round is seldom needed."""

DIGITS = 6
"""Scores are rounded before they are ranked, so that the browser's logarithm gives the same order."""


@dataclass(frozen=True)
class Reason:
    """A fact that two cases share. Under lineage the term is `learned-from` or `learned-by`, as seen from the first."""

    facet: str
    term: str
    kind: Literal["same", "opposite"]


@dataclass(frozen=True)
class Related:
    """A case like another one.

    `opposite` are the mechanisms that enabled one and hindered the other; `differs` is a fact of context that both
    state and that differs, as key, mine and theirs.
    """

    case: str
    score: float
    reasons: tuple[Reason, ...]
    opposite: tuple[str, ...]
    differs: tuple[str, str, str] | None


@dataclass(frozen=True)
class PeerFact:
    """A fact of context as it is here and there; a place may have several languages, and a fact may not be known."""

    key: str
    here: tuple[str, ...]
    there: tuple[str, ...]

    @property
    def kind(self) -> Literal["same", "different", "unknown"]:
        """One language in common is enough for the same; what either side does not know is unknown."""
        if not self.here or not self.there:
            return "unknown"
        return "same" if set(self.here) & set(self.there) else "different"


@dataclass(frozen=True)
class Peer:
    """A place like another one: each fact of context on both sides, and the themes both work on, rarest first."""

    place: str
    facts: tuple[PeerFact, ...]
    shared_terms: tuple[str, ...]

    def keys(self, kind: str) -> tuple[str, ...]:
        """The facts that are the same, different or unknown."""
        return tuple(fact.key for fact in self.facts if fact.kind == kind)


@dataclass(frozen=True)
class _Index:
    """Who has which fact; cases and places are numbered in the order of their ids."""

    cases: tuple[str, ...]
    case_numbers: Mapping[str, int]
    case_facts: Mapping[Fact, Sequence[int]]
    cases_with: Mapping[tuple[str, str], int]
    places: tuple[str, ...]
    place_facts: Mapping[tuple[str, str], Sequence[int]]


@dataclass(frozen=True)
class _Key:
    """The fingerprint, and the very catalog: one made in memory may have no fingerprint, or that of another."""

    fingerprint: str
    identity: int
    catalog: Catalog = field(compare=False, repr=False)


def _index_of(catalog: Catalog) -> _Index:
    return _build_index(_Key(catalog.fingerprint, id(catalog), catalog))


@lru_cache(maxsize=2)
def _build_index(key: _Key) -> _Index:
    catalog = key.catalog
    cases = tuple(sorted(catalog.cases))
    places = tuple(place for place in sorted(catalog.places) if catalog.cases_of(place))
    case_facts = _inverted(_facts(catalog.cases[id]) for id in cases)
    counts: Counter[tuple[str, str]] = Counter()
    for (facet, term, _), holders in case_facts.items():
        counts[facet, term] += len(holders)
    return _Index(cases, {id: at for at, id in enumerate(cases)}, case_facts, counts, places,
                  _inverted(_place_facts(catalog, place) for place in places))


def _inverted(rows: Iterable[Iterable[AnyFact]]) -> dict[AnyFact, list[int]]:
    found: dict[AnyFact, list[int]] = {}
    for at, facts in enumerate(rows):
        for fact in facts:
            found.setdefault(fact, []).append(at)
    return found


def _facts(case: Case) -> list[Fact]:
    effects = case.effects
    return list(dict.fromkeys((facet, term, effects[term] if facet == "mechanisms" else "")
                              for facet, terms in case.tags.items() for term in terms))


# Cases -----------------------------------------------------------------------------------------------------------

def related(catalog: Catalog, case_id: str, limit: int = 4) -> tuple[Related, ...]:
    """The cases most like one, at most three of a place, each with its two heaviest reasons."""
    index, case = _index_of(catalog), catalog.cases[case_id]
    scores = _scores(catalog, index, case)
    scores[index.case_numbers[case_id]] = 0.0
    chosen: list[Related] = []
    of_place: Counter[str] = Counter()
    for score, id in _ranked(index, scores, limit):
        if len(chosen) >= limit:
            break
        found = _related(catalog, index, case, catalog.cases[id], score)
        places = catalog.cases[id].study.places
        if found.reasons and all(of_place[place] < MOST_OF_A_PLACE for place in places):
            of_place.update(places)
            chosen.append(found)
    return tuple(chosen)


def _ranked(index: _Index, scores: Sequence[float], limit: int) -> Iterator[tuple[float, str]]:
    """Scores above nothing, best first, then by id. Few are ever asked for, so the many are ranked only then."""
    least = heapq.nlargest(max(1, limit * FIRST_RANKED), scores)[-1] - 10**-DIGITS
    yield from _in_order(index, [(score, at) for at, score in enumerate(scores) if score >= least and score > 0])
    yield from _in_order(index, [(score, at) for at, score in enumerate(scores) if 0 < score < least])


def _in_order(index: _Index, scores: Iterable[tuple[float, int]]) -> Iterator[tuple[float, str]]:
    ranked = sorted((-round(score, DIGITS), index.cases[at]) for score, at in scores)
    return ((-score, id) for score, id in ranked)


def _scores(catalog: Catalog, index: _Index, case: Case) -> list[float]:
    scores = [0.0] * len(index.cases)
    for facet, term, effect in _facts(case):
        rarity = _rarity(index, facet, term)
        for other in EFFECTS if facet == "mechanisms" else ("",):
            weight = rarity * _factor(effect, other)
            for at in index.case_facts.get((facet, term, other), ()):
                scores[at] += weight
    for id in _lineage(catalog, case):
        scores[index.case_numbers[id]] += _lineage_weight(index)
    return scores


def _rarity(index: _Index, facet: str, term: str) -> float:
    return math.log(len(index.cases) / index.cases_with[facet, term])


def _lineage_weight(index: _Index) -> float:
    return LINEAGE * math.log(len(index.cases))


def _factor(mine: str, theirs: str) -> float:
    if mine == theirs:
        return SAME
    return OPPOSITE if _is_opposite(mine, theirs) else OTHER_EFFECT


def _is_opposite(mine: str, theirs: str) -> bool:
    return {mine, theirs} == {"enabled", "hindered"}


def _lineage(catalog: Catalog, case: Case) -> dict[str, str]:
    """The cases that this one learned from, or that learned from it, and which of the two."""
    learners = {other.id: "learned-by" for other in catalog.learned_by(case.id)}
    teachers = {step.case: "learned-from" for step in case.study.learned_from if step.case}
    return {id: way for id, way in (learners | teachers).items() if id in catalog.cases and id != case.id}


def _related(catalog: Catalog, index: _Index, case: Case, other: Case, score: float) -> Related:
    shared = sorted(_shared(catalog, index, case, other), key=_rank)
    telling = tuple(reason for weight, reason in shared if weight > 0)
    opposite = tuple(reason.term for _, reason in shared if reason.kind == "opposite")
    return Related(other.id, score, telling[:MOST_REASONS], opposite, _difference(catalog, case, other))


def _shared(catalog: Catalog, index: _Index, case: Case, other: Case) -> Iterator[tuple[float, Reason]]:
    """What can be told as a reason, with its weight. A mechanism that one of the two found mixed is none."""
    theirs = {(facet, term): effect for facet, term, effect in _facts(other)}
    for facet, term, effect in _facts(case):
        if (facet, term) in theirs:
            factor = _factor(effect, theirs[facet, term])
            kind: Literal["same", "opposite"] = "opposite" if factor == OPPOSITE else "same"
            if factor != OTHER_EFFECT:
                yield _rarity(index, facet, term) * factor, Reason(facet, term, kind)
    way = _lineage(catalog, case).get(other.id)
    if way:
        yield _lineage_weight(index), Reason("lineage", way, "same")


def _rank(item: tuple[float, Reason]) -> tuple[float, int, str]:
    weight, reason = item
    return -round(weight, DIGITS), FACET_ORDER.index(reason.facet), reason.term


def _difference(catalog: Catalog, case: Case, other: Case) -> tuple[str, str, str] | None:
    for key in CONTEXT:
        mine, theirs = _fact_of(catalog, case, key), _fact_of(catalog, other, key)
        if mine and theirs and mine != theirs:
            return key, mine, theirs
    return None


def _fact_of(catalog: Catalog, case: Case, key: str) -> str | None:
    """A fact of a case or of the place that leads it."""
    return case.study.stage if key == "stage" else dict(_context_of(catalog, case.lead)).get(key)


# Places ----------------------------------------------------------------------------------------------------------

def places_like(catalog: Catalog, place_id: str, limit: int = 4) -> tuple[Peer, ...]:
    """The places with cases that are most like one: by size first, then region, income group, language, themes."""
    index = _index_of(catalog)
    mine = _place_facts(catalog, place_id)
    context = _sums(index, [fact for fact in mine if fact[0] != "themes"])
    themes = _sums(index, [fact for fact in mine if fact[0] == "themes"])
    most = MOST_THEMES * PEER_WEIGHTS["themes"]
    ranked = [(-(score + min(shared, most)), place)
              for place, score, shared in zip(index.places, context, themes, strict=True)
              if score + shared > 0 and place != place_id]
    return tuple(_peer(catalog, index, place_id, place) for _, place in heapq.nsmallest(limit, ranked))


def _sums(index: _Index, facts: Iterable[tuple[str, str]]) -> list[float]:
    sums = [0.0] * len(index.places)
    for fact in facts:
        for at in index.place_facts.get(fact, ()):
            sums[at] += PEER_WEIGHTS[fact[0]]
    return sums


def _peer(catalog: Catalog, index: _Index, place_id: str, other: str) -> Peer:
    mine, theirs = _by_key(_place_facts(catalog, place_id)), _by_key(_place_facts(catalog, other))
    facts = tuple(PeerFact(key, mine.get(key, ()), theirs.get(key, ())) for key in PEER_WEIGHTS if key != "themes")
    shared = sorted(set(mine.get("themes", ())) & set(theirs.get("themes", ())),
                    key=lambda theme: (index.cases_with["themes", theme], theme))
    return Peer(other, facts, tuple(shared))


def _by_key(facts: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, value in facts:
        found[key] = (*found.get(key, ()), value)
    return found


def _place_facts(catalog: Catalog, place_id: str) -> list[tuple[str, str]]:
    """What a place can share with another: its context, and the themes of its cases."""
    themes = dict.fromkeys(theme for case in catalog.cases_of(place_id) for theme in case.study.themes)
    return [*_context_of(catalog, place_id), *(("themes", theme) for theme in themes)]


def _context_of(catalog: Catalog, place_id: str) -> list[tuple[str, str]]:
    """The known facts of a place as key and value; a place may have several languages."""
    place = catalog.places.get(place_id)
    if not place:
        return []
    size, income = catalog.size_of(place_id), place.income_group
    return [*([("size", size)] if size else []), ("region", place.region),
            *([("income-group", income.value)] if income else []),
            *(("languages", language) for language in place.languages)]
