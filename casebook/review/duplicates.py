"""Cases of the library that may tell of the same work as a new one, with the reasons. Few, and each worth a look."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from casebook.catalog import Case, Catalog
from casebook.search.whoosh_index import Index, like

VERY_LIKE = 0.55
"""From here the words alone are reason enough. Of the 102 cases of November 2026 the most alike reach 0.38, and in a
library of three cases 0.46, since there every word is rare; a case of which every third sentence was left out and
every fifth word changed still reaches 0.8."""

LIKE_THERE = 0.25
"""From here those of one place and one theme are shown: three pairs of the same library."""

SHARED_SOURCES = 0.5
"""From which share of the sources of either case, and at least two, the sources alone are reason enough."""


@dataclass(frozen=True)
class Alike:
    """A case that may be the same: how like by its words (1: the same), and what they have in common."""

    case: str
    likeness: float
    places: tuple[str, ...]
    themes: tuple[str, ...]
    addresses: tuple[str, ...]


def alike_in(index: Index, catalog: Catalog, id: str) -> tuple[Alike, ...]:
    """The cases that may tell of the same work as one, the most like first."""
    by_words = dict(like(index, id))
    found = (_compared(catalog.cases[id], other, by_words.get(other.id, 0.0))
             for other in catalog.cases.values() if other.id != id)
    told = [alike for alike in found if _is_telling(alike, catalog.cases[id], catalog.cases[alike.case])]
    return tuple(sorted(told, key=lambda alike: (-alike.likeness, alike.case)))


def _compared(case: Case, other: Case, likeness: float) -> Alike:
    return Alike(other.id, likeness, _common(case.study.places, other.study.places),
                 _common(case.study.themes, other.study.themes), _common(addresses_of(case), addresses_of(other)))


def _common(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    known = set(theirs)
    return tuple(value for value in dict.fromkeys(mine) if value in known)


def addresses_of(case: Case) -> list[str]:
    """The addresses of the sources, in the form in which they are compared."""
    return [same_address(source.url) for source in case.study.sources if source.url]


@lru_cache(maxsize=20_000)
def same_address(address: str) -> str:
    """An address without what may differ though it leads to the same page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _is_telling(alike: Alike, case: Case, other: Case) -> bool:
    fewest = min(len(addresses_of(case)), len(addresses_of(other)))
    shared = len(alike.addresses)
    return (alike.likeness >= VERY_LIKE or (alike.likeness >= LIKE_THERE and bool(alike.places and alike.themes))
            or (shared > 1 and shared >= SHARED_SOURCES * fewest))
