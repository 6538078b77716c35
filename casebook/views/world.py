"""The map of the world with a dot for each place, and the same places in words, by region."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from casebook.catalog import Case
from casebook.views.view import View
from casebook.vocabulary import fold
from casebook.world_map import Dot, load_land, place_dots


@dataclass(frozen=True)
class Spot:
    """A place with cases, as the map and the list name it. `country` is empty where the place is the country."""

    id: str
    name: str
    country: str
    count: int


@dataclass(frozen=True)
class RegionList:
    """The places of a region by name; a case of two of its places counts once."""

    id: str
    count: int
    spots: tuple[Spot, ...]


def render_map(view: View, cases: Iterable[Case]) -> Markup:
    """The map of the places of some cases with the list that says the same; nothing where there is no case."""
    by_place = cases_by_place(cases)
    if not by_place:
        return Markup("")
    spots = {id: _spot(view, id, len(found)) for id, found in by_place.items()}
    return view.render("map.html", land=load_land(), dots=_dots(view, spots.values()),
                       regions=regions_of(view, by_place, spots))


def cases_by_place(cases: Iterable[Case]) -> dict[str, set[str]]:
    """The ids of the cases of each place."""
    found: dict[str, set[str]] = {}
    for case in cases:
        for id in case.study.places:
            found.setdefault(id, set()).add(case.id)
    return found


def regions_of(view: View, by_place: Mapping[str, set[str]], spots: Mapping[str, Spot]) -> list[RegionList]:
    """The regions that have cases, most cases first, then in the order of the vocabulary."""
    members: dict[str, list[str]] = {region: [] for region in view.catalog.vocabulary["regions"]}
    for id in by_place:
        members.setdefault(view.place(id).region, []).append(id)
    regions = [
        RegionList(region, len(set().union(*(by_place[id] for id in ids))),
                   tuple(sorted((spots[id] for id in ids), key=lambda spot: (fold(spot.name), spot.id))))
        for region, ids in members.items() if ids
    ]
    return sorted(regions, key=lambda region: -region.count)


def _spot(view: View, id: str, count: int) -> Spot:
    place = view.place(id)
    country = "" if place.kind == "country" else view.words.country(place.country)
    return Spot(id, view.place_name(id), country, count)


def _dots(view: View, spots: Iterable[Spot]) -> dict[str, Dot]:
    places = ((spot, view.place(spot.id)) for spot in spots)
    dots = place_dots((spot.id, float(place.latitude), float(place.longitude), spot.count) for spot, place in places)
    return {dot.id: dot for dot in dots}
