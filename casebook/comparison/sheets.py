"""What all cases with one term say: the balance sheet of a mechanism, the sheet of another term, what to read first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat

from casebook.catalog import Case, Catalog, grade_of
from casebook.comparison.facts import effects_of
from casebook.comparison.records import (
    FACET_ORDER,
    LEAST_DIFFERENCE,
    LEAST_TOGETHER,
    MOST_ALSO,
    MOST_TOGETHER,
    UNKNOWN,
    Also,
    BalanceSheet,
    Fact,
    Reason,
    RegionBalance,
    TermSheet,
    Together,
    Use,
)
from casebook.vocabulary import TAGGED


def balance_sheet(catalog: Catalog, mechanism: str, cases: Iterable[Case]) -> BalanceSheet:
    """Where a mechanism hindered, cut both ways and enabled among cases, and what set the two sides apart."""
    held: dict[str, list[Case]] = {}
    for case in cases:
        if mechanism in case.effects:
            held.setdefault(case.effects[mechanism], []).append(case)
    hindered, mixed, enabled = (
        _uses(held.get(effect, []), "mechanisms", mechanism) for effect in ("hindered", "mixed", "enabled"))
    also = _also(catalog, mechanism, held.get("hindered", []), held.get("enabled", []))
    known = _regions_of(catalog, catalog.cases.values())
    regions = tuple(_region_balance(catalog, region, held) for region in known)
    silent = tuple(region for region in catalog.vocabulary["regions"] if region not in known)
    return BalanceSheet(mechanism, hindered, mixed, enabled, also, regions, silent)


def _regions_of(catalog: Catalog, cases: Iterable[Case]) -> list[str]:
    """The regions of the places of cases, in the order of the vocabulary."""
    found = {catalog.places[id].region for case in cases for id in case.study.places if id in catalog.places}
    return sorted(found, key=list(catalog.vocabulary["regions"]).index)


def _region_balance(catalog: Catalog, region: str, held: Mapping[str, Sequence[Case]]) -> RegionBalance:
    """The cases of one region by effect, by id."""
    hindered, mixed, enabled = (
        tuple(sorted(case.id for case in held.get(effect, ()) if region in _regions_of(catalog, [case])))
        for effect in ("hindered", "mixed", "enabled"))
    return RegionBalance(region, hindered, mixed, enabled)


def count_moves(catalog: Catalog, uses: Iterable[Use]) -> dict[str, int]:
    """In how many of these uses what was in the way gave way, eased or stayed, in the order of the vocabulary."""
    counts = Counter(use.moved for use in uses)
    return {move: counts[move] for move in catalog.vocabulary["moves"]}


def first_to_read(catalog: Catalog, sheet: BalanceSheet) -> tuple[str, str, Reason] | None:
    """The one case for those who have a mechanism in their way: case, how far it moved there, and why it is chosen.

    The further it moved the better; among these the best evidence. None if it was in nobody's way.
    """
    for move in (*catalog.vocabulary["moves"], ""):
        cases = [catalog.cases[use.case] for use in sheet.in_the_way if use.moved == move]
        for case, reason in read_first(catalog, cases, 1, mechanism=sheet.mechanism):
            return case, move, reason
    return None


def _uses(cases: Iterable[Case], facet: str, term: str) -> tuple[Use, ...]:
    """Those with a response first, then by number of sources, then by id."""
    def rank(pair: tuple[Case, Use]) -> tuple[bool, int, str]:
        return not pair[1].has_response, -len(pair[0].study.sources), pair[0].id

    found = [(case, use_of(case, facet, term)) for case in cases if term in case.tags[facet]]
    return tuple(use for _, use in sorted(found, key=rank))


def use_of(case: Case, facet: str, term: str) -> Use:
    index = case.tags[facet].index(term)
    if facet != "mechanisms":
        return Use(case.id, index, False)
    use = case.study.mechanisms[index]
    return Use(case.id, index, use.response is not None, use.moved or "")


def _also(catalog: Catalog, mechanism: str, hindered: Sequence[Case], enabled: Sequence[Case]) -> tuple[Also, ...]:
    left, right = (Counter(fact for case in cases for fact in _facts(catalog, case)) for cases in (hindered, enabled))
    rows = [Also(*fact, left[fact], right[fact]) for fact in {**left, **right}
            if abs(left[fact] - right[fact]) >= LEAST_DIFFERENCE and fact[1] != mechanism]
    order = _fact_order(catalog)
    rows.sort(key=lambda row: (-abs(row.hindered - row.enabled), order((row.facet, row.term, row.effect))))
    return tuple(rows[:MOST_ALSO])


def _facts(catalog: Catalog, case: Case) -> set[Fact]:
    """The tags of a case and the regions of its places."""
    places = (catalog.places[id] for id in case.study.places if id in catalog.places)
    return tag_facts(case) | {("regions", place.region, "") for place in places}


def tag_facts(case: Case) -> set[Fact]:
    return {(facet, term, effect) for facet in TAGGED for term, effect in effects_of(case, facet).items()}


def _fact_order(catalog: Catalog) -> Callable[[Fact], tuple[int, str]]:
    """A sort key: the order of the facets and of the vocabulary."""
    facets = (*FACET_ORDER[:4], "regions")
    places = {(facet, term): at for at, (facet, term) in enumerate(
        (facet, term) for facet in facets for term in catalog.vocabulary[facet])}
    return lambda fact: (places.get(fact[:2], len(places)), fact[2])


def term_sheet(catalog: Catalog, facet: str, term: str, cases: Iterable[Case]) -> TermSheet:
    """The uses of a term among cases, and the other terms most often found with it."""
    held = [case for case in cases if term in case.tags[facet]]
    counts = Counter(fact for case in held for fact in tag_facts(case) if fact[:2] != (facet, term))
    order = _fact_order(catalog)
    often = sorted(((fact, count) for fact, count in counts.items() if count >= LEAST_TOGETHER),
                   key=lambda item: (-item[1], order(item[0])))
    together = tuple(Together(*fact, count) for fact, count in often[:MOST_TOGETHER])
    return TermSheet(facet, term, _uses(held, facet, term), together)


def read_first(catalog: Catalog, cases: Iterable[Case], limit: int = 3, *,
               mechanism: str | None = None) -> tuple[tuple[str, Reason], ...]:
    """Which cases to read first and why, at most one from a place: the best for each reason, then the best evidence.

    With a mechanism, only its effect counts as hindered or enabled.
    """
    left = sorted(cases, key=lambda case: (*_weight(case), case.id))
    chosen: list[tuple[str, Reason]] = []
    reasons: list[Reason] = [*READING, *repeat(MOST_EVIDENCE, limit)]
    for reason in reasons:
        case = next((case for case in left if _is_reason(case, reason, mechanism)), None)
        if case and len(chosen) < limit:
            chosen.append((case.id, reason))
            left = [other for other in left if not set(other.study.places) & set(case.study.places)]
    return tuple(chosen)


READING: tuple[Reason, ...] = ("hindered-with-response", "enabled", "experiment-with-finding")
MOST_EVIDENCE: Reason = "most-evidence"


def _weight(case: Case) -> tuple[int, int]:
    """Less is better: results known from outside, then sources."""
    return -sum(grade_of(result) != "own-account" for result in case.study.results), -len(case.study.sources)


def _is_reason(case: Case, reason: Reason, mechanism: str | None) -> bool:
    uses = [use for use in case.study.mechanisms if mechanism in (None, use.mechanism)]
    if reason == "hindered-with-response":
        return any(use.effect == "hindered" and use.response for use in uses)
    if reason == "enabled":
        return any(use.effect == "enabled" for use in uses)
    if reason == "experiment-with-finding":
        return any(experiment.verdict != UNKNOWN for experiment in case.study.experiments)
    return True
