"""Advice that documents give to local governments, and the cases that bear it out or contradict it, as frozen records.

Knows nothing of disk or of pages. Ids of cases, terms, documents and questions are looked up by the checks.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from casebook.model import Record, Translated
from casebook.values import Address, Entries, Line, PartialDate, TermId

Bearing = Literal["for", "against"]
BEARINGS: tuple[Bearing, ...] = ("against", "for")
"""What a case can say of a piece of advice; what contradicts comes first."""


class AdviceDocument(Record):
    """Where advice comes from, and the language of its title. Without an address the page says that none is known."""

    title: Line
    publisher: Line
    url: Address | None = None
    date: PartialDate | None = None
    language: TermId = "en"
    note: Translated | None = None


class Question(Record):
    """What a group of advice answers."""

    label: Translated


class AdviceEvidence(Record):
    """One case, and what happened there, in one sentence."""

    case: TermId
    why: Translated


class AdviceTerms(Record):
    methods: Entries[TermId] = ()
    mechanisms: Entries[TermId] = ()
    mindsets: Entries[TermId] = ()


class Piece(Record):
    """One piece of advice in our own words, the documents that give it, and the cases for and against it."""

    advice: Translated
    question: TermId
    says: Annotated[Entries[TermId], Field(min_length=1)]
    terms: AdviceTerms
    borne_out: Annotated[Entries[AdviceEvidence], Field(alias="for")] = ()
    contradicted: Annotated[Entries[AdviceEvidence], Field(alias="against")] = ()
    note: Translated | None = None

    @property
    def evidence(self) -> dict[Bearing, tuple[AdviceEvidence, ...]]:
        """The cases on each side."""
        return {"for": self.borne_out, "against": self.contradicted}

    @property
    def about(self) -> list[tuple[str, str]]:
        """The terms it is about, each with its facet."""
        return [(facet, term) for facet in AdviceTerms.model_fields for term in getattr(self.terms, facet)]


class Advice(Record):
    """The whole file: documents, questions and pieces of advice by id, in its order."""

    documents: dict[TermId, AdviceDocument] = {}
    questions: dict[TermId, Question] = {}
    pieces: Annotated[dict[TermId, Piece], Field(alias="advice")] = {}

    def of_question(self, question: str) -> list[tuple[str, Piece]]:
        """The advice of a group: first what is contradicted, then what is borne out, then what no case speaks of."""
        found = [(id, piece) for id, piece in self.pieces.items() if piece.question == question]
        return sorted(found, key=lambda row: (not row[1].contradicted, not row[1].borne_out))

    def of_case(self, case: str) -> Iterator[tuple[str, Bearing, AdviceEvidence]]:
        """The advice that a case bears on, with what it says of it."""
        for id, piece in self.pieces.items():
            for bearing in BEARINGS:
                yield from ((id, bearing, found) for found in piece.evidence[bearing] if found.case == case)

    def of_term(self, facet: str, term: str) -> list[tuple[str, Piece]]:
        """The advice about a term."""
        return [(id, piece) for id, piece in self.pieces.items() if (facet, term) in piece.about]


def count_standings(advice: Advice) -> dict[str, int]:
    """How many pieces there are, are borne out, are also contradicted, are only contradicted, have no case yet."""
    held = [(bool(piece.borne_out), bool(piece.contradicted)) for piece in advice.pieces.values()]
    return {"all": len(held), "borne_out": sum(1 for yes, _ in held if yes), "both": held.count((True, True)),
            "contradicted": held.count((False, True)), "none": held.count((False, False))}
