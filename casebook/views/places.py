"""The page of a place, and the list of places."""

from collections.abc import Sequence

from markupsafe import Markup

from casebook.catalog import Case
from casebook.model import MechanismUse
from casebook.similarity import Peer, places_like
from casebook.views.view import EFFECTS, View, lower_first

_FACETS = {"size": "place_sizes", "region": "regions", "income-group": "income_groups"}


def render_place(view: View, id: str) -> Markup:
    """A place, its cases, what helped and hindered there, and peers like it with the reason."""
    place, cases = view.place(id), view.catalog.cases_of(id)
    groups = [other for other, found in view.catalog.places.items() if id in found.members]
    return view.render(
        "place.html", id=id, place=place, cases=cases, size=view.catalog.size_of(id), groups=groups,
        mechanisms=mechanisms_of(cases),
        peers=[(peer.place, *peer_in_words(view, peer)) for peer in places_like(view.catalog, id)] if cases else [],
    )


def mechanisms_of(cases: Sequence[Case]) -> list[tuple[str, list[tuple[MechanismUse, Case]]]]:
    """Each mechanism met, as it was used in each case; those that hindered first."""
    found: dict[str, list[tuple[MechanismUse, Case]]] = {}
    for case in cases:
        for use in case.study.mechanisms:
            found.setdefault(use.mechanism, []).append((use, case))
    return sorted(found.items(), key=lambda item: min(EFFECTS.index(use.effect) for use, _ in item[1]))


def peer_in_words(view: View, peer: Peer) -> tuple[str, str]:
    """What is the same and what differs, each as a list of words."""
    same = [_fact(view, peer, key) for key in peer.same]
    shared = [lower_first(view.label("themes", term)) for term in peer.shared_terms]
    different = [_fact(view, peer, key) for key in peer.different]
    return view.words.listing([*same, *shared]), view.words.listing(different)


def _fact(view: View, peer: Peer, key: str) -> str:
    """A fact of the peer: `large`, `West Africa`, `French`."""
    if key == "languages":
        return view.words.listing([view.words.language_name(code) for code in view.place(peer.place).languages])
    if key == "country":
        return view.words.country(view.place(peer.place).country)
    value = {"size": view.catalog.size_of(peer.place), "region": view.place(peer.place).region,
             "income-group": getattr(view.place(peer.place).income_group, "value", None)}.get(key)
    return lower_first(view.label(_FACETS[key], value)) if value and key != "region" else (
        view.label(_FACETS[key], value) if value else view.words.say("not known"))


def render_places(view: View) -> Markup:
    """All places by region, with their number of cases."""
    regions: dict[str, list[str]] = {}
    for id, place in view.catalog.places.items():
        regions.setdefault(place.region, []).append(id)
    ordered = {region: sorted(regions[region], key=view.place_name)
               for region in view.catalog.vocabulary["regions"] if region in regions}
    return view.render("places.html", regions=ordered)
