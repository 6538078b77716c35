"""The old ids of what was renamed, as a frozen record: `case_studies/_redirects.yml`. Knows nothing of disk or pages.

    cases:
      old-id: new-id

A file of its own, and no key of the case: who writes a case need not know of it, and places and terms fit in as well.
"""

from collections.abc import Mapping

from pydantic import Field

from casebook.model import Record
from casebook.values import TermId
from casebook.vocabulary import TAGGED

SECTIONS = ("cases", "places", *TAGGED)
"""The folders of pages, in which an old address leads to a new one."""

Moves = Mapping[str, Mapping[str, str]]
"""By folder of pages, the new id of each old one."""


class Redirects(Record):
    """Old ids and the new ones."""

    cases: Mapping[str, TermId] = Field(default_factory=dict)
    places: Mapping[str, TermId] = Field(default_factory=dict)
    methods: Mapping[str, TermId] = Field(default_factory=dict)
    mechanisms: Mapping[str, TermId] = Field(default_factory=dict)
    mindsets: Mapping[str, TermId] = Field(default_factory=dict)
    themes: Mapping[str, TermId] = Field(default_factory=dict)

    @property
    def moves(self) -> dict[str, dict[str, str]]:
        """By folder of pages, without those where nothing was renamed."""
        return {section: dict(found) for section in SECTIONS if (found := getattr(self, section))}


def first_id(moves: Mapping[str, str], id: str) -> str:
    """The id that something had first: old ids stand in the order in which they were given up."""
    return next((old for old, new in moves.items() if new == id), id)
