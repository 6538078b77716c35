"""Fragments of plain text around the words that were found, as data: no HTML and no search engine in here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

AROUND = 70
"""How many characters before and after a found word are shown, up to the next blank."""

Mark = tuple[int, int]
Found = tuple[int, int, str]
"""Where a word begins and ends in a text, and the word of the query that it answers."""


@dataclass(frozen=True)
class Fragment:
    """A piece of one section; `marks` are the start and end of each found word in `text`."""

    section: str
    text: str
    marks: tuple[Mark, ...]


def fragments_of(section: str, text: str, found: Sequence[Found], limit: int = 2) -> list[tuple[int, Fragment]]:
    """The fragments of a text that hold the most different words, each with the number of these, best first."""
    groups = sorted(_groups(found), key=lambda group: (-_variety(group), group[0]))[:limit]
    return [(_variety(group), _fragment(section, text, [(start, end) for start, end, _ in group])) for group in groups]


def _variety(group: Sequence[Found]) -> int:
    return len({word for _, _, word in group})


def _groups(found: Sequence[Found]) -> Iterator[list[Found]]:
    """Found words that are near one another, so that one fragment shows them."""
    group: list[Found] = []
    for mark in found:
        if group and mark[1] - group[0][0] > 2 * AROUND:
            yield group
            group = []
        group.append(mark)
    if group:
        yield group


def _fragment(section: str, text: str, marks: Sequence[Mark]) -> Fragment:
    start = max(0, marks[0][0] - AROUND)
    end = min(len(text), marks[-1][1] + AROUND)
    if start:
        start = text.find(" ", start, marks[0][0]) + 1 or marks[0][0]
    if end < len(text):
        end = max(text.rfind(" ", marks[-1][1], end), marks[-1][1])
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    piece = text[start:end].replace("\n", " ")
    return Fragment(section, f"{before}{piece}{after}", tuple((a + shift, b + shift) for a, b in marks))
