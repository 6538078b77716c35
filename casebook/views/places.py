"""The page of a place, and the list of places."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from casebook.catalog import Case
from casebook.model import MechanismUse
from casebook.similarity import Peer, places_like
from casebook.views.comparisons import row_labels
from casebook.views.view import EFFECTS, View, lower_first

_FACETS = {"size": "place_sizes", "region": "regions", "income-group": "income_groups"}
MOST_CASES = 2
"""So many cases of a peer are named."""


def render_place(view: View, id: str) -> Markup:
    """A place, its cases, what helped and hindered there, and peers like it with the reason."""
    place, cases = view.place(id), view.catalog.cases_of(id)
    groups = [other for other, found in view.catalog.places.items() if id in found.members]
    return view.render(
        "place.html", id=id, place=place, cases=cases, size=view.catalog.size_of(id), groups=groups,
        mechanisms=mechanisms_of(cases),
        peers=[show_peer(view, id, peer) for peer in places_like(view.catalog, id)] if cases else [],
    )


def mechanisms_of(cases: Sequence[Case]) -> list[tuple[str, list[tuple[MechanismUse, Case]]]]:
    """Each mechanism met, as it was used in each case; those that hindered first."""
    found: dict[str, list[tuple[MechanismUse, Case]]] = {}
    for case in cases:
        for use in case.study.mechanisms:
            found.setdefault(use.mechanism, []).append((use, case))
    return sorted(found.items(), key=lambda item: min(EFFECTS.index(use.effect) for use, _ in item[1]))


@dataclass(frozen=True)
class PeerShown:
    """A place like this one as the page shows it: why in a sentence, its facts as (name, here, there, kind), the cases
    from there on the themes that both work on."""

    id: str
    why: str
    facts: Sequence[tuple[str, str, str, str]]
    cases: Sequence[Case]


def show_peer(view: View, here: str, peer: Peer) -> PeerShown:
    """A peer in the words of the page."""
    names = row_labels(view.words)
    facts = [(names[fact.key], _value(view, fact.key, fact.here), _value(view, fact.key, fact.there),
              fact.kind) for fact in peer.facts]
    shared = [case for case in view.catalog.cases_of(peer.place) if set(case.study.themes) & set(peer.shared_terms)]
    return PeerShown(peer.place, _why(view, here, peer), facts, shared[:MOST_CASES])


def _why(view: View, here: str, peer: Peer) -> str:
    """`The same as Kumasi in size and income of the country. Both work on revenue and tax.`"""
    say, words = view.words.say, view.words
    names = row_labels(words)
    same = [lower_first(names[key]) for key in peer.keys("same")]
    themes = [lower_first(view.label("themes", theme)) for theme in peer.shared_terms]
    parts = [
        say("In common with %(place)s: %(facts)s.") % {"place": view.place_name(here), "facts": words.listing(same)}
        if same else "",
        say("Both work on: %(themes)s.") % {"themes": words.listing(themes)} if themes else "",
    ]
    return " ".join(filter(None, parts))


def _value(view: View, key: str, values: Sequence[str]) -> str:
    """A fact on one side: `Large`, `Arabic, French`; empty where it is not known."""
    name = view.words.language_name if key == "languages" else partial(view.label, _FACETS.get(key, ""))
    return ", ".join(name(value) for value in values)


def render_places(view: View) -> Markup:
    """All places by region, with their number of cases."""
    regions: dict[str, list[str]] = {}
    for id, place in view.catalog.places.items():
        regions.setdefault(place.region, []).append(id)
    ordered = {region: sorted(regions[region], key=view.place_name)
               for region in view.catalog.vocabulary["regions"] if region in regions}
    return view.render("places.html", regions=ordered)
