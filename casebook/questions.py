"""The self-check: the records of case_studies/_questions.yml. Knows nothing of disk, cases or pages."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from casebook.model import Record, Translated
from casebook.values import Address, TermId


class Lead(Record):
    """Tags by which cases are chosen; a case has all that are given."""

    mechanism: TermId | None = None
    effect: TermId | None = None
    method: TermId | None = None
    theme: TermId | None = None

    def fits(self, tags: Mapping[str, Sequence[str]], effects: Mapping[str, str]) -> bool:
        """Whether a case with these terms by facet, and these effects by mechanism, has all of the tags."""
        return (
            (self.mechanism is None or self.mechanism in tags["mechanisms"])
            and (self.effect is None or self.effect == effects.get(self.mechanism or ""))
            and (self.method is None or self.method in tags["methods"])
            and (self.theme is None or self.theme in tags["themes"])
        )


class Answer(Record):
    """One answer in the reader's words, what it means, and how the cases to read first are chosen."""

    id: TermId
    answer: Translated
    means: Translated
    cases: Annotated[tuple[Lead, ...], Field(min_length=1)]


class Question(Record):
    """A question, why it is asked, and its answers in the order in which they are offered."""

    id: TermId
    question: Translated
    why: Translated
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]


class Origin(Record):
    """Where the idea of the questions comes from; whoever wrote it is named by role."""

    title: Translated
    publisher: Translated
    url: Address | None = None


class SelfCheck(Record):
    """All the questions, in their order."""

    source: Origin
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
