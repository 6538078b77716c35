"""The checks of the advice that documents give, with the cases for and against it."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from casebook.advice import AdviceDocument, Piece, Question
from casebook.document import Document
from casebook.model import LANGUAGES
from casebook.problems import Path, Phrase, Problem
from casebook.validation.context import Check, Context
from casebook.validation.records import check_model_map, kind_of
from casebook.validation.rules import ADVICE_CASE, ADVICE_ID, CASE_LANGUAGE, MAP, MISSING, SHORT, TERM_TWICE, UNKNOWN
from casebook.validation.selecting import filled, nearest
from casebook.validation.terms import check_values
from casebook.validation.texts import check_text

PARTS: Mapping[str, type[BaseModel]] = {"documents": AdviceDocument, "questions": Question, "advice": Piece}
"""The keys of the file, each with the kind of its entries."""

ADVICE_TERMS = {f"advice.?.terms.{facet}.*": facet for facet in ("methods", "mechanisms", "mindsets")}
LOOK_UPS = {"advice.?.says.*": "documents", "advice.?.question": "questions"}
CASES = ("advice.?.for.*.case", "advice.?.against.*.case")


def check_parts(document: Document, context: Context) -> Iterator[Problem]:
    """Documents, questions and advice are there, and nothing else."""
    unknown = [key for key in document.data if key not in PARTS]
    meant = {key: nearest(key, PARTS) for key in unknown}
    for key, near in meant.items():
        yield document.problem(UNKNOWN, (key,), at_key=True, found=key, nearest=near)
    for key in PARTS:
        if key not in document.data and key not in meant.values():
            yield document.problem(MISSING, (), found=key)


def check_records(document: Document, context: Context) -> Iterator[Problem]:
    for key, model in PARTS.items():
        part = document.data.get(key)
        if isinstance(part, dict):
            yield from check_model_map(document, model, (key,))
        elif key in document.data:
            yield document.problem(SHORT if part is None else MAP, (key,), at_key=part is None, found=kind_of(part))


def check_ids(document: Document, context: Context) -> Iterator[Problem]:
    """Terms, cases, documents and questions are known; where a whole part is missing, that is told alone."""
    yield from check_values(document, context, ADVICE_TERMS)
    for pattern, key in LOOK_UPS.items():
        known = _part(document, key)
        for path, value in filled(document, pattern):
            if known and value not in known:
                yield document.problem(ADVICE_ID, path, found=value, facet=key, nearest=nearest(value, known))
    for path, value in filled(document, "documents.?.language"):
        if value not in LANGUAGES:
            yield document.problem(CASE_LANGUAGE, path, found=value, nearest=", ".join(LANGUAGES))
    for path, value in (row for pattern in CASES for row in filled(document, pattern)):
        if value not in context.case_ids:
            near = context.id_now("cases", value) or nearest(value, context.case_ids) or Phrase("there is none yet")
            yield document.problem(ADVICE_CASE, path, found=value, nearest=near)


def check_repeated(document: Document, context: Context) -> Iterator[Problem]:
    """A case stands once on each side of a piece of advice."""
    first: dict[tuple[Any, ...], Path] = {}
    for path, value in (row for pattern in CASES for row in filled(document, pattern)):
        key = (path[1], path[2], value)
        if key in first:
            line = document.position(first[key]).line
            yield document.problem(TERM_TWICE, path, found=value, line=line)
        first.setdefault(key, path)


def _part(document: Document, key: str) -> dict[str, Any]:
    part = document.data.get(key)
    return part if isinstance(part, dict) else {}


ADVICE_CHECKS: tuple[Check, ...] = (check_parts, check_records, check_ids, check_repeated, check_text)
