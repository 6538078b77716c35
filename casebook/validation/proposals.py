"""Places and terms that a case study proposes: they count as known within its file, until a reviewer has moved them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from casebook.document import Document
from casebook.model import Term, Translated
from casebook.problems import Problem, Rule
from casebook.validation.context import Check, Context
from casebook.validation.rules import (
    COUNTRY,
    KEY_ID,
    LANGUAGE,
    PROPOSED,
    PROPOSED_FACET,
    PROPOSED_KNOWN,
)
from casebook.validation.selecting import filled, nearest
from casebook.validation.terms import check_values
from casebook.values import ID_PATTERN
from casebook.vocabulary import TAGGED, Vocabulary

PROPOSABLE = (*TAGGED, "networks", "partner_roles", "reuse_kinds")
"""The facets to which a term can be added without a change of the program."""

PLACES, TERMS = "proposed.places.*", "proposed.terms.*"
PROPOSED_TERMS = {f"{PLACES}.kind": "place_kinds", f"{PLACES}.region": "regions"}


def proposed_in(data: Mapping[str, Any], kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The proposed places or terms of a case study with their numbers, right or wrong."""
    proposed = data.get("proposed")
    entries = proposed.get(kind) if isinstance(proposed, dict) else None
    return ((at, entry) for at, entry in enumerate(entries if isinstance(entries, list) else ())
            if isinstance(entry, dict))


def with_proposals(document: Document, context: Context) -> Context:
    """The context of a file, in which what it proposes is known."""
    places = {id for _, id in filled(document, f"{PLACES}.id")}
    facets = {facet: {**context.vocabulary[facet], **terms} for facet, terms in _proposed_terms(document).items()}
    if not places and not facets:
        return context
    return replace(context, place_ids=context.place_ids | places,
                   vocabulary=Vocabulary({**context.vocabulary.facets, **facets}))


def _proposed_terms(document: Document) -> dict[str, dict[str, Term]]:
    found: dict[str, dict[str, Term]] = {}
    ids = dict(filled(document, f"{TERMS}.id"))
    for path, facet in filled(document, f"{TERMS}.facet"):
        id = ids.get((*path[:-1], "id"))
        if id and facet in PROPOSABLE:
            found.setdefault(facet, {})[id] = Term(label=Translated(en=id))
    return found


def check_proposed_places(document: Document, context: Context) -> Iterator[Problem]:
    """What is proposed is new, and still to be moved."""
    for path, id in filled(document, f"{PLACES}.id"):
        yield document.problem(_rule_of(id, context.place_ids), path, found=id, file="_places.yml")


def check_proposed_terms(document: Document, context: Context) -> Iterator[Problem]:
    facets = {path[:-1]: facet for path, facet in filled(document, f"{TERMS}.facet")}
    for path, id in filled(document, f"{TERMS}.id"):
        facet = facets.get(path[:-1])
        if facet in PROPOSABLE:
            known = {id for each in (TAGGED if facet in TAGGED else (facet,)) for id in context.vocabulary[each]}
            yield document.problem(_rule_of(id, known), path, found=id, file="_vocabulary.yml")
    for path, facet in filled(document, f"{TERMS}.facet"):
        if facet not in PROPOSABLE:
            yield document.problem(PROPOSED_FACET, path, found=facet, nearest=nearest(facet, PROPOSABLE))


def _rule_of(id: str, known: Collection[str]) -> Rule:
    if not re.fullmatch(ID_PATTERN, id):
        return KEY_ID
    return PROPOSED_KNOWN if id in known else PROPOSED


def check_proposed_values(document: Document, context: Context) -> Iterator[Problem]:
    """Kinds, regions, countries and languages are known."""
    yield from check_values(document, context, PROPOSED_TERMS)
    for path, code in filled(document, f"{PLACES}.country"):
        if code not in context.country_codes:
            yield document.problem(COUNTRY, path, found=code)
    for path, code in filled(document, f"{PLACES}.languages.*"):
        if code not in context.language_codes:
            yield document.problem(LANGUAGE, path, found=code)


PROPOSAL_CHECKS: tuple[Check, ...] = (check_proposed_places, check_proposed_terms, check_proposed_values)
"""Against what the library has, without the proposals."""
