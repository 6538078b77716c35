"""What one file holds: plain data, with the position of every key and value. Knows nothing of YAML or of disk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from casebook.problems import Path, Problem, Rule


class Position(NamedTuple):
    """Where a value begins; both count from 1."""

    line: int
    column: int


@dataclass
class Document:
    """What one file holds: plain data (dict, list, str, None) and the position of every key and value by its path.

    `text` is the file as written and `spans` where in it each text begins and ends. `is_complete` says that all of it
    was read, so that what is not here was not written; but for `refused`: values that were told of and left out, each
    with the path at which it stood, such as the second of two values of one key.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)
    text: str = ""
    spans: dict[Path, tuple[int, int]] = field(default_factory=dict)
    is_complete: bool = False
    refused: list[tuple[Path, Any]] = field(default_factory=list)

    @cached_property
    def texts(self) -> list[tuple[Path, str]]:
        """Every text with its path, in the order of the file."""
        return texts_in(self.data)

    def position(self, path: Path) -> Position:
        """The place of the value, else of its key, else of what encloses it."""
        while path and path not in self.values and path not in self.keys:
            path = path[:-1]
        return self.values.get(path) or self.keys.get(path) or Position(1, 1)

    def position_of(self, words: str, path: Path) -> Position:
        """The place of words within the text at a path; the beginning of that text where they are not as written."""
        first, end = self.spans.get(path, (0, 0))
        starts = (self.text.find(part, first, end) for part in (words, *words.split()[:1]) if part)
        start = next((start for start in starts if start >= 0), first)
        here, before = self.position(path), self.text[first:start]
        line, column = place_in(before)
        return Position(here.line + line - 1, column if line > 1 else here.column + column - 1)

    def problem(self, rule: Rule, path: Path, *, at_key: bool = False, at: str = "", **values: object) -> Problem:
        """A problem at the value of `path`, or at its key, or at the words `at` within it."""
        place = self.keys.get(path) if at_key else self.position_of(at, path) if at else None
        place = place or self.position(path)
        return Problem(self.file, place.line, place.column, rule, path, values)


def texts_in(data: Any) -> list[tuple[Path, str]]:
    """Every text in plain data with its path, in the order of the file."""
    found: list[tuple[Path, str]] = []
    stack: list[tuple[Path, Any]] = [((), data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            found.append((path, value))
        else:
            stack += [((*path, key), child) for key, child in reversed(list(children(value)))]
    return found


def children(value: Any) -> Iterable[tuple[str | int, Any]]:
    """The entries of a list or map with their number or key; nothing for what is neither."""
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def place_in(before: str) -> tuple[int, int]:
    """The line and column, counted from 1, of what follows a text."""
    line = before.count("\n") + 1
    return line, len(before) - (before.rfind("\n") + 1) + 1
