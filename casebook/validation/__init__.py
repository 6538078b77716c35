"""The rules for contributed content. Each check is a small generator of problems; RULE_BOOK is the rule book.

Checks read the plain data, not the typed records, so that one wrong value never hides the problems of the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice

from casebook.document import Document
from casebook.problems import MAX_PROBLEMS, Problem, Rule
from casebook.validation.advice import ADVICE_CHECKS
from casebook.validation.cases import CASE_CHECKS, check_lineage_loops
from casebook.validation.context import Check, Context
from casebook.validation.copies import check_copies
from casebook.validation.proposals import PROPOSAL_CHECKS, with_proposals
from casebook.validation.questions import QUESTION_CHECKS
from casebook.validation.records import check_model, kind_of
from casebook.validation.redirects import REDIRECT_CHECKS
from casebook.validation.rules import CITED, MISSING, RELATED, RULE_BOOK, TERM
from casebook.validation.selecting import nearest, select
from casebook.validation.shared import PLACE_CHECKS, VOCABULARY_CHECKS
from casebook.validation.texts import check_text
from casebook.validation.translations import TRANSLATION_CHECKS
from casebook.validation.writing import WORDING_CHECKS, WRITING_CHECKS
from casebook.vocabulary import TAGGED

__all__ = [
    "RULE_BOOK", "Context", "check_advice", "check_case", "check_copies", "check_lineage_loops", "check_model",
    "check_places", "check_text", "check_questions", "check_redirects", "check_translation", "check_vocabulary",
    "kind_of", "nearest", "select",
]

LOOKED_UP_IN: Mapping[Rule, tuple[str, ...]] = {CITED: ("sources",), RELATED: TAGGED, TERM: ("groups",)}
"""Rules by which a value must stand under one of these keys of the same file."""


def check_case(document: Document, context: Context) -> list[Problem]:
    """All problems of one case study; what it proposes is known within it."""
    return [*_problems_of(PROPOSAL_CHECKS, document, context),
            *_problems_of((*CASE_CHECKS, *WRITING_CHECKS), document, with_proposals(document, context))]


def check_translation(original: Document, document: Document, context: Context) -> list[Problem]:
    """All problems of one translation, compared with its original; an empty one where there is none."""
    checks: list[Check] = [partial(check, original) for check in TRANSLATION_CHECKS]
    return _problems_of([*checks, *WORDING_CHECKS], document, context)


def check_places(document: Document, context: Context) -> list[Problem]:
    """All problems of `_places.yml`."""
    return _problems_of(PLACE_CHECKS, document, context)


def check_vocabulary(document: Document, context: Context) -> list[Problem]:
    """All problems of `_vocabulary.yml`."""
    return _problems_of(VOCABULARY_CHECKS, document, context)


def check_questions(document: Document, context: Context) -> list[Problem]:
    """All problems of `_questions.yml`."""
    return _problems_of(QUESTION_CHECKS, document, context)


def check_redirects(document: Document, context: Context) -> list[Problem]:
    """All problems of `_redirects.yml`."""
    return _problems_of(REDIRECT_CHECKS, document, context)


def check_advice(document: Document, context: Context) -> list[Problem]:
    """All problems of `_advice.yml`."""
    return _problems_of(ADVICE_CHECKS, document, context)


def _problems_of(checks: Iterable[Check], document: Document, context: Context) -> list[Problem]:
    found = (problem for check in checks for problem in islice(check(document, context), MAX_PROBLEMS))
    return list(_without_echoes(document, found))


def _without_echoes(document: Document, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems that would remain if what the reading refused were put right, whatever was meant by it."""
    refused = {path for path, _ in document.refused}
    nothing = {path for path, value in document.refused if value is None}
    parts = {path[0] for path in refused if path}
    for problem in problems:
        field = problem.field
        is_echo = (
            field in nothing
            or (problem.rule is MISSING and field[:-1] in refused)
            or (problem.level == "warning" and bool(parts.intersection(field[:1])))
            or any((key,) in refused for key in LOOKED_UP_IN.get(problem.rule, ()))
        )
        if not is_echo:
            yield problem
