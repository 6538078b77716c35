"""Which cases speak to a reader's situation, and why, as data. Knows nothing of pages, HTML or languages.

The browser does the same (situation.js): RULES reach it as a file, and tests/golden/situation holds both to one answer.
Nothing is claimed that the tags do not say: what the reader leaves empty neither counts nor differs, and what is not
known of a case is told as such.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from casebook.catalog import Case, Catalog
from casebook.questions import Answer, Lead
from casebook.search.documents import VOCABULARY_OF, facets_of, in_order
from casebook.vocabulary import TAGGED

Values = Mapping[str, tuple[str, ...]]
"""What a case has in each facet, as the facet table says it; under `answered` the mechanisms with a response."""

RULES: Mapping[str, Any] = {
    "weights": {"answered": 8.0, "hindered": 6.0, "mixed": 4.0, "helped": 3.0, "theme": 3.0, "size": 2.0, "region": 1.0,
                "language": 1.0, "income": 1.0, "stage": 1.0, "have": 2.0},
    "effects": {"hindered": "hindered", "mixed": "mixed", "enabled": "helped"},
    "context": ["theme", "size", "region", "language", "income", "stage"],
    "keys": ["blocks", "theme", "size", "region", "language", "income", "stage", "have", "place"],
    "most_of_a_place": 3,
    "digits": 6,
}
"""What a shared fact weighs, by kind of reason, in the order in which reasons are told. A barrier that hindered there
too and was answered weighs most. Mechanisms and themes weigh up to twice as much the rarer they are."""

SECTION_OF: Mapping[str, str] = {
    "place": "places", **{facet: terms for facet, terms in VOCABULARY_OF.items() if terms in TAGGED},
    "blocks": "mechanisms", "have": "mechanisms"}
"""What the addresses of Explore and Start hold whose ids may be old ones, and in which section these are."""

MOST_OF_A_LEAD = 2
MOST_OF_AN_ANSWER = 3


@dataclass(frozen=True)
class Situation:
    """What a reader told of a place and its work; ids of terms, and codes of languages. All may be left empty.

    `blocks` are mechanisms in the way, `have` those on the reader's side; cases of `place`, the reader's own, are left
    out.
    """

    blocks: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    income: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    have: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A fact that a case shares with a situation; `kind` is one of the weights in RULES."""

    kind: str
    term: str


@dataclass(frozen=True)
class Match:
    """A case that shares something: what it shares, and the keys of context that differ or are not known of it."""

    case: str
    score: float
    reasons: tuple[Reason, ...]
    differs: tuple[str, ...]
    unknown: tuple[str, ...]


def rank_cases(catalog: Catalog, situation: Situation, limit: int | None = None) -> tuple[Match, ...]:
    """The cases of a catalog that share anything with a situation, those that share most first."""
    return rank(values_of(catalog), situation)[:limit]


def values_of(catalog: Catalog) -> dict[str, Values]:
    """What ranking reads of each case, in the order of the facet table, which also settles ties."""
    return {case.id: {**facets_of(catalog, case), "answered": answered_in(case)} for case in in_order(catalog)}


def answered_in(case: Case) -> tuple[str, ...]:
    """The mechanisms of a case for which it says what the team did about them."""
    return tuple(use.mechanism for use in case.study.mechanisms if use.response)


def rank(cases: Mapping[str, Values], situation: Situation) -> tuple[Match, ...]:
    """The same from the values of the cases."""
    rarity = _rarity_of(cases, situation)
    found = (_match(id, values, situation, rarity) for id, values in cases.items()
             if not set(situation.place) & set(values["place"]))
    ranked = sorted((match for match in found if match.reasons), key=lambda match: -match.score)
    return tuple(_few_of_a_place(cases, ranked))


def _rarity_of(cases: Mapping[str, Values], situation: Situation) -> dict[str, float]:
    """From 1, for what every case has, to 2."""
    chosen = {"mechanism": (*situation.blocks, *situation.have), "theme": situation.theme}
    return {term: _rarity(sum(term in values.get(facet, ()) for values in cases.values()), len(cases))
            for facet, terms in chosen.items() for term in terms}


def _rarity(holders: int, cases: int) -> float:
    return 1 + math.log(cases / holders) / math.log(cases) if holders and cases > 1 else 1.0


def _match(id: str, values: Values, situation: Situation, rarity: Mapping[str, float]) -> Match:
    asked = {key: getattr(situation, key) for key in RULES["context"] if getattr(situation, key)}
    shared = {key: [term for term in terms if term in values.get(key, ())] for key, terms in asked.items()}
    helped = [term for term in situation.have if f"{term}:enabled" in values["mechanism"]]
    reasons = _in_order((*_barriers(values, situation.blocks),
                         *(Reason(key, terms[0]) for key, terms in shared.items() if terms),
                         *(Reason("have", term) for term in helped)))
    score = sum(RULES["weights"][reason.kind] * rarity.get(reason.term, 1.0) for reason in reasons)
    return Match(id, round(score, RULES["digits"]), reasons,
                 tuple(key for key in asked if values.get(key) and not shared[key]),
                 tuple(key for key in asked if not values.get(key)))


def _barriers(values: Values, blocks: Iterable[str]) -> Iterator[Reason]:
    for term in blocks:
        for effect, kind in RULES["effects"].items():
            if f"{term}:{effect}" in values["mechanism"]:
                yield Reason("answered" if kind == "hindered" and term in values["answered"] else kind, term)


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    order = list(RULES["weights"])
    return tuple(sorted(reasons, key=lambda reason: order.index(reason.kind)))


def _few_of_a_place(cases: Mapping[str, Values], ranked: Iterable[Match]) -> Iterator[Match]:
    of_place: Counter[str] = Counter()
    for match in ranked:
        places = cases[match.case]["place"]
        if all(of_place[place] < RULES["most_of_a_place"] for place in places):
            of_place.update(places)
            yield match


def renamed_values(catalog: Catalog) -> dict[str, dict[str, str]]:
    """For the words of Explore and Start what old ids in saved addresses mean now, by the name of the parameter and its
    value as one: `{"renamed": {"mechanismold:hindered": "new:hindered"}}`; nothing where nothing was renamed."""
    effects = ("", *(f":{effect}" for effect in catalog.vocabulary["effects"]))
    found = {f"{name}{old}{effect}": f"{new}{effect}" for name, section in SECTION_OF.items()
             for old, new in catalog.redirects.get(section, {}).items()
             for effect in (effects if name == "mechanism" else effects[:1])}
    return {"renamed": found} if found else {}


# The questions ---------------------------------------------------------------------------------------------------

def cases_for(catalog: Catalog, answer: Answer) -> list[tuple[Case, Lead]]:
    """The cases to which an answer leads, with the tags by which they were chosen: a few for each lead, one a place."""
    chosen: dict[str, tuple[Case, Lead]] = {}
    for lead in answer.cases:
        fresh: dict[str, Case] = {}
        for case in _cases_with(catalog, lead):
            if case.lead not in chosen:
                fresh.setdefault(case.lead, case)
        chosen |= {place: (case, lead) for place, case in islice(fresh.items(), MOST_OF_A_LEAD)}
    return list(chosen.values())[:MOST_OF_AN_ANSWER]


def _cases_with(catalog: Catalog, lead: Lead) -> list[Case]:
    """All that carry the tags of a lead: those that say what they did about it first, then as they are listed."""
    found = [case for case in in_order(catalog) if lead.fits(case.tags, case.effects)]
    return sorted(found, key=lambda case: lead.mechanism not in answered_in(case))
