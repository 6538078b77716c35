"""What changed between two versions of one file, field by field, as data. Entries of lists are recognised by what they
are (a term, an address, a near text), not by their number. Knows neither disk nor words.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from casebook.document import texts_in
from casebook.problems import Path
from casebook.typography import one_line
from casebook.values import CITATION

Kind = Literal["added", "removed", "changed", "order", "numbers"]
Part = tuple[Literal["same", "deleted", "inserted"], str]

IDENTITY = ("method", "mechanism", "mindset", "url", "case", "id", "name")
"""By which of its fields an entry of a list is recognised; the first that it has."""

LIKENESS = 0.4
"""From which share of common words two entries are versions of one."""

MOST_PAIRS = 10_000
"""So many pairs of entries are compared by their words; hostile files have more."""

MOST_WORDS = 3_000
"""So many words of a text are compared one by one."""

GONE = "✕"
"""Stands at the number of a source that is no longer there."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Change:
    """One difference. `path` is where it stands now, or stood, if it was removed; `name` is the id of the entry.

    `before` and `after` are plain data. `numbers` tells of sources that have another number now, as old and new.
    """

    path: Path
    kind: Kind
    before: Any = None
    after: Any = None
    name: str = ""


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The differences of two versions of a file, in the order of the newer one. Layout makes none."""
    moved = _new_numbers(before.get("sources"), after.get("sources"))
    told = tuple((old, new) for old, new in moved.items() if new and new != old)
    numbered = _renumbered(before, moved) if any(new != old for old, new in moved.items()) else before
    found = list(_compare(numbered, after, (), ""))
    return (*found, Change(("sources",), "numbers", before=told)) if told else tuple(found)


# Two values ------------------------------------------------------------------------------------------------------

def _compare(before: Any, after: Any, path: Path, name: str) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _compare_maps(before, after, path, name)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _compare_lists(before, after, path, name)
    elif not _is_same(before, after):
        yield Change(path, "changed", before, after, name)


def _compare_maps(before: Mapping[str, Any], after: Mapping[str, Any], path: Path, name: str) -> Iterator[Change]:
    for key, value in after.items():
        if key in before:
            yield from _compare(before[key], value, (*path, key), name)
        else:
            yield Change((*path, key), "added", after=value, name=name)
    for key, value in before.items():
        if key not in after:
            yield Change((*path, key), "removed", before=value, name=name)


def _compare_lists(before: list[Any], after: list[Any], path: Path, name: str) -> Iterator[Change]:
    pairs = match_entries(before, after)
    known = {new: old for old, new in pairs}
    for at, value in enumerate(after):
        entry = _identity(value)[1] or name
        if at in known:
            yield from _compare(before[known[at]], value, (*path, at), entry)
        else:
            yield Change((*path, at), "added", after=value, name=entry)
    for at in sorted(set(range(len(before))) - {old for old, _ in pairs}):
        yield Change((*path, at), "removed", before=before[at], name=_identity(before[at])[1] or name)
    order = [known[at] for at in sorted(known)]
    if order != sorted(order) and path != ("sources",):
        yield Change(path, "order", name=name)


def _is_same(before: Any, after: Any) -> bool:
    """Texts are the same where only their line breaks differ."""
    if isinstance(before, str) and isinstance(after, str):
        return before == after or one_line(before) == one_line(after)
    return bool(before == after)


# Entries of lists ------------------------------------------------------------------------------------------------

def match_entries(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[int, int]]:
    """Which entries are versions of each other, as old and new place: first by id, then the same, then the nearest."""
    pairs: list[tuple[int, int]] = []
    for key in (_identity, _sense):
        pairs += _paired_by(key, before, after, pairs)
    old, new = _left(before, (old for old, _ in pairs)), _left(after, (new for _, new in pairs))
    old = [at for at in old if not _identity(before[at])[1] or _identity(before[at])[0] in _LOOSE]
    new = [at for at in new if not _identity(after[at])[1] or _identity(after[at])[0] in _LOOSE]
    return sorted([*pairs, *_nearest(before, after, old, new)], key=lambda pair: pair[1])


_LOOSE = {"url", "name"}
"""What an entry may change and still be the same: an address that moved, a name that was put right."""


def _identity(entry: Any) -> tuple[str, str]:
    if isinstance(entry, dict):
        key = next((key for key in IDENTITY if isinstance(entry.get(key), str) and entry[key].strip()), "")
        return (key, one_line(entry[key])) if key else ("", "")
    return "", ""


def _sense(entry: Any) -> tuple[str, str]:
    texts = [(path, one_line(text)) for path, text in texts_in(entry)]
    return ("", repr(texts)) if texts else ("", "")


def _paired_by(key: Any, before: Sequence[Any], after: Sequence[Any],
               known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    places: dict[tuple[str, str], list[int]] = {}
    for at in _left(before, (old for old, _ in known)):
        places.setdefault(key(before[at]), []).append(at)
    pairs = []
    for at in _left(after, (new for _, new in known)):
        found = key(after[at])
        if found[1] and places.get(found):
            pairs.append((places[found].pop(0), at))
    return pairs


def _left(entries: Sequence[Any], taken: Iterable[int]) -> list[int]:
    used = set(taken)
    return [at for at in range(len(entries)) if at not in used]


def _nearest(before: Sequence[Any], after: Sequence[Any], old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """The pairs with most words in common, each entry once."""
    if len(old) * len(new) > MOST_PAIRS:
        return []
    words = {("old", at): _words_of(before[at]) for at in old} | {("new", at): _words_of(after[at]) for at in new}
    scored = sorted((-likeness(words["old", left], words["new", right]), abs(left - right), left, right)
                    for left in old for right in new)
    pairs: list[tuple[int, int]] = []
    used: set[tuple[str, int]] = set()
    for score, _, left, right in scored:
        if -score >= LIKENESS and not used & {("old", left), ("new", right)}:
            used |= {("old", left), ("new", right)}
            pairs.append((left, right))
    return pairs


def _words_of(entry: Any) -> Counter[str]:
    texts = (text for path, text in texts_in(entry) if path[-1:] != ("url",))
    return Counter(word for text in texts for word in _WORD.findall(CITATION.sub("", text).casefold()))


def likeness(left: Counter[str], right: Counter[str]) -> float:
    """The share of common words in all words of both: 1 for the same, 0 for nothing in common."""
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def likeness_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> float:
    """How alike two files are by their words."""
    return likeness(_words_of(dict(before)), _words_of(dict(after)))


# Numbers of sources ----------------------------------------------------------------------------------------------

def _new_numbers(before: Any, after: Any) -> dict[int, int]:
    """The number that each old source has now; 0 for one that is gone."""
    if not (isinstance(before, list) and isinstance(after, list)):
        return {}
    known = {old + 1: new + 1 for old, new in match_entries(before, after)}
    return {number: known.get(number, 0) for number in range(1, len(before) + 1)}


def _renumbered(value: Any, moved: Mapping[int, int], key: str = "") -> Any:
    """Plain data whose citations bear the numbers of now, so that a renumbering alone is no change of a text."""
    if isinstance(value, dict):
        return {name: child if name == "sources" else _renumbered(child, moved, name) for name, child in value.items()}
    if isinstance(value, list):
        return [_renumbered(child, moved) for child in value]
    if not isinstance(value, str):
        return value
    if key == "source":
        return _now(value, moved) if value.isascii() and value.isdigit() and len(value) < 5 else value
    return CITATION.sub(partial(_cite_now, moved), value)


def _cite_now(moved: Mapping[int, int], found: re.Match[str]) -> str:
    return f"[{_now(found[1], moved)}]"


def _now(number: str, moved: Mapping[int, int]) -> str:
    new = moved.get(int(number), int(number))
    return str(new) if new else f"{number}{GONE}"


# Words of a text -------------------------------------------------------------------------------------------------

def is_reworded(change: Change) -> bool:
    """Whether a change is one of running text, which is shown word by word."""
    both = (change.before, change.after)
    return change.kind == "changed" and all(isinstance(text, str) and len(text.split()) > 2 for text in both)


def parts_of(before: str, after: str) -> list[Part]:
    """The words of two texts as one: what stayed, was taken out, was put in."""
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_WORDS:
        return [("deleted", " ".join(old)), ("inserted", " ".join(new))]
    found: list[Part] = []
    for tag, a, b, c, d in _steps(old, new):
        if tag == "equal":
            found.append(("same", " ".join(old[a:b])))
            continue
        found += [("deleted", " ".join(old[a:b]))] if b > a else []
        found += [("inserted", " ".join(new[c:d]))] if d > c else []
    return found


Step = tuple[str, int, int, int, int]


def _steps(old: list[str], new: list[str]) -> list[Step]:
    """The steps of difflib; one word that stayed between two changes is told as changed with them."""
    steps: list[Step] = []
    for step in difflib.SequenceMatcher(None, old, new).get_opcodes():
        tag, a, b, c, d = step
        if len(steps) > 1 and tag != "equal" and steps[-1][0] == "equal" and steps[-1][2] - steps[-1][1] == 1:
            steps.pop()
            _, first, _, third, _ = steps.pop()
            steps.append(("replace", first, b, third, d))
        else:
            steps.append((tag, a, b, c, d))
    return steps


AROUND = 8
"""So many words are shown on each side of a change."""


def shortened(parts: Sequence[Part]) -> list[Part]:
    """The same with long stretches that stayed cut to the words beside a change."""
    return [(kind, _cut(text, at == 0, at == len(parts) - 1)) if kind == "same" else (kind, text)
            for at, (kind, text) in enumerate(parts)]


def _cut(text: str, is_first: bool, is_last: bool) -> str:
    words = text.split()
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[-AROUND:]
    return text if len(head) + len(tail) >= len(words) else " ".join((*head, "…", *tail))
