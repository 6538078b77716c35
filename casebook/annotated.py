"""The annotated template: every key with its rules, from the model and the vocabulary, with guidance and an example of
`data/template.yml`. The examples use terms of the library at hand, whatever its vocabulary.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from casebook.catalog import Catalog
from casebook.fields import Key, keys_of_case
from casebook.schema import CASE_FILE
from casebook.source import parse_document
from casebook.validation import select
from casebook.validation.cases import CASE_TERMS
from casebook.values import MAX_ENTRIES, NONE_FOUND
from casebook.vocabulary import Vocabulary

TEMPLATE_FILE = "_template.yml"
WIDTH = 118
_NOTES = Path(__file__).parent / "data" / "template.yml"
_FEW = 8
"""So many terms are listed; of more a few are named."""

_SHORT = 400
"""Up to so many characters a writer has to count them."""


def template_text(catalog: Catalog) -> str:
    """The text of `_template.yml`; a copy of it passes the checks of the library."""
    notes: Mapping[str, Any] = yaml.safe_load(_NOTES.read_text("utf-8"))
    modeline = f"# yaml-language-server: $schema=../schema/{CASE_FILE}"
    head = [modeline, "#", *_comment(notes["head"].splitlines())]
    parts = [_part(key, notes["keys"].get(key.name, {}), catalog.vocabulary) for key in keys_of_case()]
    return _fitted("\n\n".join("\n".join(lines) for lines in (head, *parts)) + "\n", catalog)


def _part(key: Key, note: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """One key: its rules, the guidance, the example."""
    such_as: Mapping[str, list[str]] = note.get("such_as", {})
    duty = "MANDATORY." if key.is_required else "optional."
    first = " ".join((duty, key.description, *_limits(key)))
    terms = _wrapped(_terms(key, vocabulary, such_as), "#   ", "#   ")
    guide = [f"  {line}" for line in str(note.get("guide", "")).splitlines()]
    below = _below(key, vocabulary, such_as) if key.name != "proposed" else ()
    example = str(note.get("example", "")).rstrip().split("\n")
    return [*_wrapped(first, "# ", "#   "), *terms, *below, *_comment(guide), *example]


def _limits(key: Key) -> Iterator[str]:
    """What is counted, where the description does not say it."""
    if key.is_list and key.most < MAX_ENTRIES and "to three" not in key.description:
        yield f"{key.least} to {key.most} entries."
    elif key.is_list and key.most >= MAX_ENTRIES and key.least:
        yield "At least one."
    if key.may_be_none:
        yield f"Then write: {key.name}: {NONE_FOUND}"
    if key.kind == "text" and not key.is_list and key.most <= _SHORT and str(key.most) not in key.description:
        yield f"At most {key.most} characters."


def _terms(key: Key, vocabulary: Vocabulary, such_as: Mapping[str, list[str]]) -> str:
    """The allowed terms, if they are few; else the name of their list with some."""
    if not key.facet:
        return ""
    terms = vocabulary[key.facet]
    if 0 < len(terms) <= _FEW:
        return f"{' | '.join(terms)} (terms of {key.facet})"
    some = [id for id in such_as.get(key.facet, ()) if id in terms] or list(terms)[:3]
    return f"Terms of {key.facet}, such as {', '.join(some)}." if some else f"Terms of {key.facet}."


def _below(key: Key, vocabulary: Vocabulary, such_as: Mapping[str, list[str]]) -> Iterator[str]:
    """The keys below a key, one line each where that is enough."""
    width = max((len(each.name) for each in key.keys), default=0) + 2
    for each in key.keys:
        duty = "" if each.is_required else "optional. "
        indent = "#   " + " " * width
        yield from _wrapped(f"{duty}{each.description}", f"#   {each.name:<{width}}", indent)
        yield from _wrapped(_terms(each, vocabulary, such_as), indent, indent)


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False,
                         break_on_hyphens=False)


def _comment(lines: Iterable[str]) -> list[str]:
    return [f"# {line}".rstrip() for line in lines]


def _fitted(text: str, catalog: Catalog) -> str:
    """The text with places and terms of this library where it does not know those of the examples."""
    document, _ = parse_document(text.encode(), TEMPLATE_FILE)
    known: dict[str, list[str]] = {pattern: list(catalog.vocabulary[facet]) for pattern, facet in CASE_TERMS.items()}
    known["places.*"] = list(catalog.places)
    lines = text.split("\n")
    for pattern, allowed in known.items():
        for number, (path, value) in enumerate(select(document, pattern)):
            if value not in allowed and allowed:
                at = document.position(path)
                line = lines[at.line - 1]
                lines[at.line - 1] = line[:at.column - 1] + re.sub(
                    r"[a-z0-9-]+", allowed[min(number, len(allowed) - 1)], line[at.column - 1:], count=1)
    return "\n".join(lines)
