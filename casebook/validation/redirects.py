"""The checks of `_redirects.yml`: every old id leads to something that is there, in one step."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casebook.document import Document
from casebook.problems import Phrase, Problem
from casebook.redirects import SECTIONS, Redirects
from casebook.validation.context import Check, Context
from casebook.validation.records import check_model
from casebook.validation.rules import KEY_ID, MOVED_IN_CIRCLE, MOVED_NOWHERE, MOVED_TWICE, MOVED_USED
from casebook.validation.selecting import nearest
from casebook.values import ID_PATTERN


def check_redirect_records(document: Document, context: Context) -> Iterator[Problem]:
    yield from check_model(document, Redirects)


def check_moves(document: Document, context: Context) -> Iterator[Problem]:
    """An old id is no id any more, and leads to one; not to another old one."""
    for section in SECTIONS:
        found, known = document.data.get(section), _known(section, context)
        moves = found if isinstance(found, dict) else {}
        for old, new in moves.items():
            path = (section, old)
            if not re.fullmatch(ID_PATTERN, old):
                yield document.problem(KEY_ID, path, at_key=True, found=old)
            if old in known:
                yield document.problem(MOVED_USED, path, at_key=True, found=old)
            if isinstance(new, str) and new.strip() and new not in known:
                yield _astray(document, moves, known, path, new)


def _astray(document: Document, moves: Mapping[str, Any], known: frozenset[str], path: tuple[str, str],
            new: str) -> Problem:
    """Why an id leads nowhere: it was renamed again, in a circle perhaps, or it is not known at all."""
    seen, last = {path[1]}, new
    while isinstance(last, str) and last in moves and last not in seen:
        seen.add(last)
        last = moves[last]
    if last in seen:
        return document.problem(MOVED_IN_CIRCLE, path, found=new)
    if new in moves:
        return document.problem(MOVED_TWICE, path, found=new, nearest=last)
    return document.problem(MOVED_NOWHERE, path, found=new,
                            nearest=nearest(new, known) or Phrase("there is none yet"))


def _known(section: str, context: Context) -> frozenset[str]:
    ids = {"cases": context.case_ids, "places": context.place_ids}
    return ids[section] if section in ids else frozenset(context.vocabulary[section])


REDIRECT_CHECKS: tuple[Check, ...] = (check_redirect_records, check_moves)
