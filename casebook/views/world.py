"""The map of the world with a dot for each place, and the same places in words, by region."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from casebook.catalog import Case
from casebook.views.view import View
from casebook.vocabulary import fold
from casebook.words import plural_forms
from casebook.world_map import Dot, Inset, lay_out, load_land


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
    return view.render("map.html", **_drawn(view, by_place))


def render_map_beside_list(view: View, cases: Sequence[Case]) -> Markup:
    """The map that follows the list of Explore, folded; nothing where there is no case."""
    by_place = cases_by_place(cases)
    if not by_place:
        return Markup("")
    words = _words_of_map(view)
    countries = len({view.place(id).country for id in by_place})
    places = view.count("%(num)s place", "%(num)s places", len(by_place))
    total = words["total"] % {"places": places, "countries": _countries(view, countries)}
    return view.render("map_fold.html", **_drawn(view, by_place), by_place=by_place, total=total,
                       words=json.dumps(words, ensure_ascii=False))


def _drawn(view: View, by_place: Mapping[str, set[str]]) -> dict[str, Any]:
    """What both maps are drawn from: land, dots, regions, and the spots in the order of the regions."""
    spots = {id: _spot(view, id, len(found)) for id, found in by_place.items()}
    regions = regions_of(view, by_place, spots)
    return {"land": load_land(), "layout": _layout(view, spots.values()), "regions": regions,
            "spots": [spot for region in regions for spot in region.spots]}


def _countries(view: View, number: int) -> str:
    return view.count("%(num)s country", "%(num)s countries", number)


def _words_of_map(view: View) -> dict[str, Any]:
    """What map.js says, by key; a message with a number holds a text for each plural form."""
    say, many = view.words.say, plural_forms(view.words.translations.ngettext)
    return {"total": say("%(places)s in %(countries)s"), "facts": say("%(country)s: %(cases)s"),
            "places": many("%(num)s place", "%(num)s places"),
            "countries": many("%(num)s country", "%(num)s countries"),
            "cases": many("%(num)s case", "%(num)s cases"),
            "some": many("%(num)s of %(total)s cases", "%(num)s of %(total)s cases")}


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


@dataclass(frozen=True)
class DotsById:
    """A layout as the template asks for it."""

    dots: Mapping[str, Dot]
    inset: Inset | None


def _layout(view: View, spots: Iterable[Spot]) -> DotsById:
    places = ((spot, view.place(spot.id)) for spot in spots)
    found = lay_out((spot.id, float(place.latitude), float(place.longitude), spot.count) for spot, place in places)
    return DotsById({dot.id: dot for dot in found.dots}, found.inset)
