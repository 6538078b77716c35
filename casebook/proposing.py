"""What a reviewer pastes into the shared files for the places and terms that a case study proposes. Knows no disk."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from casebook.formatting import formatted
from casebook.loading import PLACES_FILE, VOCABULARY_FILE
from casebook.model import Place, Term
from casebook.source import parse_document
from casebook.validation.proposals import PROPOSABLE
from casebook.values import ID_PATTERN
from casebook.words import Say

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def entries_to_paste(data: Mapping[str, Any], say: Say) -> dict[str, str]:
    """By the name of a shared file what to add to it, from the plain data of a case study.

    What a proposal does not say and the library needs stands there as an empty key, with what belongs there behind it.
    """
    lines = {PLACES_FILE: _place_lines(data, say), VOCABULARY_FILE: _term_lines(data, say)}
    return {file: text for file, each in lines.items() if (text := _tidy("\n".join(each), file))}


def _place_lines(data: Mapping[str, Any], say: Say) -> Iterator[str]:
    for place in _proposed(data, "places"):
        yield f"{place['id']}:"
        for key, field in Place.model_fields.items():
            if key in place:
                yield f"  {key}: {_flow(place[key])}"
            elif field.is_required():
                yield f"  {key}:  # {say(field.description or '')}"


def _term_lines(data: Mapping[str, Any], say: Say) -> Iterator[str]:
    """The terms by facet, each below a comment with who needs it."""
    terms = _proposed(data, "terms")
    for facet in PROPOSABLE:
        own = [term for term in terms if term.get("facet") == facet]
        yield from [f"{facet}:"] if own else []
        for term in own:
            yield f"  # {' '.join(str(term.get('needed', '')).split())}"
            yield f"  {term['id']}:"
            yield from (f"    {key}: {_flow(term[key])}" for key in Term.model_fields if key in term)


def _proposed(data: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """The proposals that have an id; what else is wrong with them the checker tells."""
    proposed = data.get("proposed")
    entries = proposed.get(kind) if isinstance(proposed, dict) else None
    return [entry for entry in entries if isinstance(entry, dict) and re.fullmatch(ID_PATTERN, str(entry.get("id")))] \
        if isinstance(entries, list) else []


def _flow(value: Any) -> str:
    """Plain data on one line; numbers without quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    is_number = isinstance(value, str) and _NUMBER.fullmatch(value)
    return value if is_number else json.dumps(value, ensure_ascii=False)


def _tidy(text: str, file: str) -> str:
    document, problems = parse_document(text.encode(), file)
    return formatted(document) if document.data and not problems else text
