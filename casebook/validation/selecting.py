"""Small readers of the plain data of a file, and the value that may have been meant."""

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from casebook.document import Document, children
from casebook.problems import MAX_SHOWN, Path


def select(document: Document, pattern: str) -> Iterator[tuple[Path, str]]:
    """The texts that stand at a pattern such as `methods.*.method`; what has another shape is passed over."""
    yield from _select(document.data, pattern.split("."), ())


def filled(document: Document, pattern: str) -> Iterator[tuple[Path, str]]:
    """The same without empty texts, of which the model has told already."""
    return ((path, value) for path, value in select(document, pattern) if value.strip())


def _select(value: Any, parts: list[str], path: Path) -> Iterator[tuple[Path, str]]:
    if not parts:
        if isinstance(value, str):
            yield path, value
        return
    head, rest = parts[0], parts[1:]
    every = "*" if isinstance(value, list) else "?"
    for key, child in children(value):
        if head in (every, key):
            yield from _select(child, rest, (*path, key))


def list_at(document: Document, key: str) -> list[Any]:
    """The entries under a key; none if it holds no list."""
    value = document.data.get(key)
    return value if isinstance(value, list) else []


def value_at(data: Any, path: Path) -> Any:
    """What stands at a path that exists."""
    for part in path:
        data = data[part]
    return data


def nearest(value: str, allowed: Iterable[str]) -> str:
    """The allowed value that is most like the one found; where none is like it, all if they are few, else some."""
    known = sorted(map(str, allowed))
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(value[:MAX_SHOWN].casefold(), folded, n=1, cutoff=0.5)
    if close:
        return folded[close[0]]
    return ", ".join(known) if len(known) <= 6 else ", ".join(known[:4]) + " …"
