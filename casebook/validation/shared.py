"""The checks of the two shared files, the places and the vocabulary."""

from collections.abc import Iterator
from typing import Any

from casebook.document import Document
from casebook.model import Place, Term
from casebook.problems import MAX_PROBLEMS, Path, Problem
from casebook.validation.context import Check, Context
from casebook.validation.records import check_model_map, kind_of
from casebook.validation.rules import (
    ALIAS,
    COUNTRY,
    ITSELF,
    LANGUAGE,
    MAP,
    MISSING,
    PLACE,
    RELATED,
    SHORT,
    TERM,
    TERM_ID,
    TOLD_TWICE,
    UNKNOWN,
)
from casebook.validation.selecting import filled, nearest, select
from casebook.validation.terms import check_values
from casebook.validation.texts import check_text
from casebook.vocabulary import FACETS, TAGGED, fold_words

PLACE_TERMS = {"?.kind": "place_kinds", "?.region": "regions", "?.income_group.value": "income_groups"}
MEMBERS = "?.members.*"
TERM_LINKS = ("?.?.related.*", "?.?.not_to_confuse.with")
"""The fields that name places, and terms of any facet by which cases are tagged."""


# Places ----------------------------------------------------------------------------------------------------------

def check_place_records(document: Document, context: Context) -> Iterator[Problem]:
    yield from check_model_map(document, Place)


def check_place_terms(document: Document, context: Context) -> Iterator[Problem]:
    yield from check_values(document, context, PLACE_TERMS)


def check_place_codes(document: Document, context: Context) -> Iterator[Problem]:
    """Countries, languages and members are known."""
    for path, code in filled(document, "?.country"):
        if code not in context.country_codes:
            yield document.problem(COUNTRY, path, found=code)
    for path, code in filled(document, "?.languages.*"):
        if code not in context.language_codes:
            yield document.problem(LANGUAGE, path, found=code)
    for path, place in filled(document, MEMBERS):
        if place not in document.data:
            yield document.problem(PLACE, path, found=place, nearest=nearest(place, document.data))


PLACE_CHECKS: tuple[Check, ...] = (check_place_records, check_place_terms, check_place_codes, check_text)


# The vocabulary --------------------------------------------------------------------------------------------------

def check_facets(document: Document, context: Context) -> Iterator[Problem]:
    """The facets are those that the program knows; a misspelt one is told once."""
    unknown = [facet for facet in document.data if facet not in FACETS]
    meant = {facet: nearest(facet, FACETS) for facet in unknown[:MAX_PROBLEMS]}
    for facet, near in meant.items():
        yield document.problem(UNKNOWN, (facet,), at_key=True, found=facet, nearest=near)
    for facet in FACETS:
        if facet not in document.data and facet not in meant.values():
            yield document.problem(MISSING, (), found=facet)


def check_term_records(document: Document, context: Context) -> Iterator[Problem]:
    for facet, terms in document.data.items():
        if isinstance(terms, dict):
            yield from check_model_map(document, Term, (facet,))
        elif facet in FACETS:
            rule = SHORT if terms is None else MAP
            yield document.problem(rule, (facet,), at_key=terms is None, found=kind_of(terms))


def check_term_links(document: Document, context: Context) -> Iterator[Problem]:
    """Related terms, terms told apart and groups exist."""
    groups = _terms_in(document, "groups")
    tagged = [id for facet in TAGGED for id in _terms_in(document, facet)]
    for path, value in (row for pattern in TERM_LINKS for row in filled(document, pattern)):
        if value not in tagged:
            yield document.problem(RELATED, path, found=value, nearest=nearest(value, tagged))
    for path, value in filled(document, "?.?.group"):
        if value not in groups:
            yield document.problem(TERM, path, found=value, facet="groups", nearest=nearest(value, groups))


def check_told_apart(document: Document, context: Context) -> Iterator[Problem]:
    """A term is told apart from another one, and two terms only once."""
    seen: dict[frozenset[str], str] = {}
    for path, other in filled(document, "?.?.not_to_confuse.with"):
        id = str(path[1])
        first = seen.setdefault(frozenset((id, other)), id)
        if other == id:
            yield document.problem(ITSELF, path, found=other)
        elif first != id:
            yield document.problem(TOLD_TWICE, path, found=first)


def check_term_ids(document: Document, context: Context) -> Iterator[Problem]:
    """Ids are unique across the facets that cases are tagged by."""
    seen: dict[str, str] = {}
    for facet in TAGGED:
        for id in _terms_in(document, facet):
            if id in seen:
                yield document.problem(TERM_ID, (facet, id), at_key=True, found=id, facet=seen[id])
            seen.setdefault(id, facet)


def check_aliases(document: Document, context: Context) -> Iterator[Problem]:
    """A label or alias leads to one term; told where the last of the terms has it."""
    for words, concepts in context.vocabulary.phrases.items():
        if len(concepts) > 1:
            terms = ", ".join(concept.term for concept in concepts)
            path = _path_of_name(document, (concepts[-1].facet, concepts[-1].term), words)
            yield document.problem(ALIAS, path, at_key=len(path) == 2, found=" ".join(words), nearest=terms)


def _path_of_name(document: Document, at: Path, words: tuple[str, ...]) -> Path:
    """Where a term has a label or alias of these folded words; else the term."""
    names = (*select(document, ".".join(map(str, (*at, "label", "?")))),
             *select(document, ".".join(map(str, (*at, "aliases", "?", "*")))))
    return next((path for path, name in names if fold_words(name) == words), at)


def _terms_in(document: Document, facet: str) -> dict[str, Any]:
    terms = document.data.get(facet)
    return terms if isinstance(terms, dict) else {}


VOCABULARY_CHECKS: tuple[Check, ...] = (
    check_facets, check_term_records, check_term_links, check_told_apart, check_term_ids, check_aliases, check_text,
)
