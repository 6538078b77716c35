"""The checks of the questions of the self-check."""

import re
from collections.abc import Iterator

from casebook.document import Document, children
from casebook.problems import Path, Problem
from casebook.questions import SelfCheck
from casebook.validation.context import Check, Context
from casebook.validation.records import check_model
from casebook.validation.rules import KEY_ID, MISSING, TERM_TWICE
from casebook.validation.selecting import filled, list_at
from casebook.validation.terms import check_values
from casebook.validation.texts import check_text
from casebook.values import ID_PATTERN

_LEAD = "questions.*.answers.*.cases.*"
QUESTION_TERMS = {f"{_LEAD}.mechanism": "mechanisms", f"{_LEAD}.effect": "effects", f"{_LEAD}.method": "methods",
                  f"{_LEAD}.theme": "themes"}


def check_question_records(document: Document, context: Context) -> Iterator[Problem]:
    yield from check_model(document, SelfCheck)


def check_question_terms(document: Document, context: Context) -> Iterator[Problem]:
    yield from check_values(document, context, QUESTION_TERMS)


def check_question_ids(document: Document, context: Context) -> Iterator[Problem]:
    """Ids can stand in an address, and no two questions, or answers to one question, have the same."""
    seen: dict[tuple[Path, str], Path] = {}
    for pattern in ("questions.*.id", "questions.*.answers.*.id"):
        for path, id in filled(document, pattern):
            if not re.fullmatch(ID_PATTERN, id):
                yield document.problem(KEY_ID, path, found=id)
            first = seen.setdefault((path[:-2], id), path)
            if first != path:
                yield document.problem(TERM_TWICE, path, found=id, line=document.position(first).line)


def check_leads(document: Document, context: Context) -> Iterator[Problem]:
    """A lead names a mechanism or a method, which is the reason that readers see; an effect needs its mechanism."""
    for path, lead in _leads_of(document):
        if "mechanism" not in lead and ("effect" in lead or "method" not in lead):
            yield document.problem(MISSING, (*path, "mechanism"), found="mechanism")


def _leads_of(document: Document) -> Iterator[tuple[Path, dict[str, object]]]:
    """The leads that are maps with something in them; the model has told of all others."""
    for number, question in enumerate(list_at(document, "questions")):
        for at, answer in children(_part(question, "answers")):
            for place, lead in children(_part(answer, "cases")):
                if isinstance(lead, dict) and isinstance(answer["cases"], list):
                    yield ("questions", number, "answers", at, "cases", place), lead


def _part(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


QUESTION_CHECKS: tuple[Check, ...] = (
    check_question_records, check_question_terms, check_question_ids, check_leads, check_text,
)
