"""What a file is checked against, and what a check is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from casebook.document import Document
from casebook.model import Place
from casebook.problems import Problem
from casebook.redirects import Moves
from casebook.vocabulary import Vocabulary


@dataclass(frozen=True)
class Context:
    """What a case study is checked against: everything but the file itself."""

    vocabulary: Vocabulary
    place_ids: frozenset[str]
    country_codes: frozenset[str]
    language_codes: frozenset[str]
    case_ids: frozenset[str]
    today: date
    places: Mapping[str, Place] = field(default_factory=dict)
    """The places without problems."""
    renamed: Moves = field(default_factory=dict)
    """The case studies, places and terms that have another id now, by the old one."""

    def id_now(self, section: str, id: str) -> str | None:
        """The id of what was renamed."""
        return self.renamed.get(section, {}).get(id)


Check = Callable[[Document, Context], Iterator[Problem]]
"""Yields the problems of one kind."""
