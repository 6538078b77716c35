"""The file from which a translator starts, and the renewal of its digest. Knows nothing of disk."""

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from casebook.translation import FIELDS, digest_of_texts, texts_of

_WIDTH = 118
_DIGEST_LINE = re.compile(r"^translates:.*$", re.M)


def starting_file(original: Mapping[str, Any], keys: Collection[str]) -> str:
    """A translation to be filled in: every text of some keys of a case study as a comment, above its empty place."""
    held = {path[0] for path in texts_of(original)}
    chosen = [key for key in FIELDS if key in held.intersection(keys)]
    lines = [f"translates: {digest_of_texts(original, chosen)}"]
    for key in chosen:
        lines += _lines_of(key, original[key], FIELDS[key])
    return "\n".join(lines) + "\n"


def renewed(text: str, digest: str) -> str:
    """The text of a translation that was compared with its changed original; nothing else of it changes."""
    line = f"translates: {digest}"
    return _DIGEST_LINE.sub(line, text, count=1) if _DIGEST_LINE.search(text) else f"{line}\n{text}"


def _lines_of(key: str, value: Any, fields: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, str):
        yield from (*_comment(value, ""), f"{key}:")
    elif isinstance(value, Mapping):
        yield from (f"{key}:", *_fields(value, fields, "  "))
    else:
        yield f"{key}:"
        for entry in value:
            yield from _entry(entry, fields)


def _entry(entry: Any, fields: tuple[str, ...]) -> Iterator[str]:
    """One entry of a list; the dash stands before its first key, which comments precede."""
    dash = "  - "
    for line in _fields(entry, fields, "    ") if fields else (*_comment(entry, "  "), "  -"):
        is_key = fields and not line.lstrip().startswith("#")
        yield f"{dash}{line.lstrip()}" if is_key else line
        dash = "    " if is_key else dash
    if dash == "  - " and fields:
        yield "  - {}"


def _fields(entry: Mapping[str, Any], fields: tuple[str, ...], indent: str) -> Iterator[str]:
    for field in fields:
        if entry.get(field):
            yield from (*_comment(entry[field], indent), f"{indent}{field}:")


def _comment(text: str, indent: str) -> Iterator[str]:
    for paragraph in text.strip().splitlines():
        yield from textwrap.wrap(paragraph, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")
