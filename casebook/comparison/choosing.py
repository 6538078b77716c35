"""Cases chosen by their tags and places."""

from collections.abc import Iterable

from casebook.catalog import Case, Catalog
from casebook.comparison.facts import place_facts
from casebook.comparison.records import Ids, UnknownId
from casebook.validation import nearest
from casebook.vocabulary import TAGGED


def filter_cases(catalog: Catalog, *, theme: Ids = None, method: Ids = None, mechanism: Ids = None,
                 mindset: Ids = None, effect: Ids = None, place: Ids = None, country: Ids = None,
                 region: Ids = None, network: Ids = None, status: Ids = None, stage: Ids = None,
                 size: Ids = None) -> list[Case]:
    """The cases that meet every choice, by id. Several ids of one choice: any of them will do; none: no choice.

    A mechanism may name its effect (`procurement:hindered`); `effect` bears on the mechanisms chosen, else on any.
    An id that is not known raises UnknownId.
    """
    chosen = {"themes": theme, "methods": method, "mindsets": mindset, "places": place, "countries": country,
              "regions": region, "networks": network, "statuses": status, "stages": stage, "place_sizes": size}
    wanted = {facet: _checked(catalog, facet, ids) for facet, ids in chosen.items() if ids}
    uses, effects = _chosen_uses(catalog, mechanism), _checked(catalog, "effects", effect)
    return [case for _, case in sorted(catalog.cases.items())
            if all(_values(catalog, case, facet) & ids for facet, ids in wanted.items())
            and ((not uses and not effects) or _has_use(case, uses, effects))]


def _as_ids(ids: Ids) -> tuple[str, ...]:
    return (ids,) if isinstance(ids, str) else tuple(ids or ())


def _checked(catalog: Catalog, facet: str, ids: Ids) -> set[str]:
    known = _known(catalog, facet)
    for id in _as_ids(ids):
        if id not in known:
            raise UnknownId(id, nearest(id, known), facet)
    return set(_as_ids(ids))


def _known(catalog: Catalog, facet: str) -> Iterable[str]:
    if facet == "places":
        return catalog.places
    if facet == "countries":
        return {place.country for place in catalog.places.values()}
    return catalog.vocabulary[facet]


def _chosen_uses(catalog: Catalog, mechanisms: Ids) -> set[tuple[str, str]]:
    """Mechanism and effect; the effect is empty where any will do."""
    uses = set()
    for text in _as_ids(mechanisms):
        mechanism, _, effect = text.partition(":")
        _checked(catalog, "mechanisms", mechanism)
        _checked(catalog, "effects", effect or None)
        uses.add((mechanism, effect))
    return uses


def _has_use(case: Case, uses: set[tuple[str, str]], effects: set[str]) -> bool:
    return any((not uses or {(use.mechanism, ""), (use.mechanism, use.effect)} & uses)
               and (not effects or use.effect in effects) for use in case.study.mechanisms)


def _values(catalog: Catalog, case: Case, facet: str) -> set[str]:
    study = case.study
    if facet in TAGGED:
        return set(case.tags[facet])
    plain: dict[str, tuple[str | None, ...]] = {
        "places": study.places, "networks": study.networks, "statuses": (study.status,), "stages": (study.stage,)}
    if facet in plain:
        return {value for value in plain[facet] if value}
    key = {"countries": "country", "regions": "region", "place_sizes": "size"}[facet]
    return {value for id in study.places for value in place_facts(catalog, id, key)}
