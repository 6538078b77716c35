"""When each case study came and what changed in it, read from what `git log` tells. Starts no process, reads no clock.

One call of git is enough: in its shortest form a change is headed by the last line before it that begins with a letter,
which in a case study is the key under which it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from casebook.catalog import Case, Catalog
from casebook.model import CaseStudy
from casebook.translation import name_parts
from casebook.values import ID_PATTERN

LOG_OPTIONS = ("--first-parent", "-m", "--no-renames", "-p", "-U0", "--relative", "--no-color", "--no-ext-diff",
               "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "--format=commit %cs %D")
"""What `git log` is asked with; the names of files are those of case_studies/ and the language of its translations."""

What = Literal["added", "changed", "translated", "removed"]
_WEIGHT: Mapping[What, int] = {"removed": 3, "added": 2, "translated": 1, "changed": 0}
_COMMIT = re.compile(r"commit ([0-9]{4}-[0-9]{2}-[0-9]{2}) ?(.*)")
_FILE = re.compile(r"diff --git a/(?:.*/)?([^/]+) b/")
_HUNK = re.compile(r"@@ -[0-9]+(?:,([0-9]+))? \+[0-9]+(?:,([0-9]+))? @@ ?(.*)")
_KEY = re.compile(r"[a-z_]+(?=:)")
_ID = re.compile(ID_PATTERN)
_SHALLOW = "grafted"
"""How git marks the first commit of a copy whose history was cut off: nothing began there."""

_SILENT = "translates"
"""The digest in a translation, which says nothing of its texts."""


@dataclass(frozen=True)
class Change:
    """What was done to a case on one day; `language` is that of the translation it was done to, empty for the case.

    `keys` are those that changed, in the order of a case study; none where all of it is new. `date` is less precise
    than a day where it is known from the case alone; `is_told` says that git tells of the change.
    """

    date: str
    what: What
    keys: tuple[str, ...] = ()
    language: str = ""
    is_told: bool = field(default=True, compare=False)


History = Mapping[str, tuple[Change, ...]]
"""The changes of each case by its id, newest first; the last one is that it was added."""


@dataclass(frozen=True)
class _Touch:
    """One file in one commit."""

    id: str
    change: Change
    is_cut: bool = False


def read_log(log: str, renamed: Mapping[str, str] | None = None) -> dict[str, tuple[Change, ...]]:
    """The changes of each id in the words of `git log`, one for each day and language, newest first.

    What was there before a case was removed and came again is not told. A case that was renamed keeps its history:
    `renamed` has the new id of each old one.
    """
    found: dict[str, dict[tuple[str, str], Change]] = {}
    whole: set[tuple[str, str]] = set()
    for touch in _followed(_touches(log.splitlines()), renamed or {}):
        change, of = touch.change, (touch.id, touch.change.language)
        if of in whole or touch.is_cut or (change.what == "changed" and not change.keys):
            continue
        days = found.setdefault(touch.id, {})
        day = (change.date, change.language)
        days[day] = _joined(days[day], change) if day in days else change
        if change.what in ("added", "translated"):
            whole.add(of)
    return {id: tuple(days.values()) for id, days in found.items()}


def _followed(touches: Iterable[_Touch], renamed: Mapping[str, str]) -> Iterator[_Touch]:
    """The touches with the ids of today; that a file went under one name and came under another is no change."""
    moved, found = set(renamed.values()), list(touches)
    first = {(renamed.get(touch.id, touch.id), touch.change.language): at for at, touch in enumerate(found)
             if touch.change.what in ("added", "translated")}
    for at, touch in enumerate(found):
        id = renamed.get(touch.id, touch.id)
        is_same = id not in moved
        is_first = first.get((id, touch.change.language)) == at
        if is_same or is_first or touch.change.what == "changed" or (touch.change.what == "removed" and touch.id == id):
            yield replace(touch, id=id)


def _joined(later: Change, earlier: Change) -> Change:
    """Two changes of one day as one."""
    what = max(later.what, earlier.what, key=lambda what: _WEIGHT[what])
    keys = () if what != "changed" else _in_order({*later.keys, *earlier.keys})
    return replace(later, what=what, keys=keys)


def _in_order(keys: Iterable[str]) -> tuple[str, ...]:
    order = list(CaseStudy.model_fields)
    return tuple(sorted(set(keys) & set(order), key=order.index))


# What git says ---------------------------------------------------------------------------------------------------

@dataclass
class _File:
    """What is known so far of one file in one commit."""

    name: str
    date: str
    what: What = "changed"
    is_first: bool = False
    keys: set[str] = field(default_factory=set)

    @property
    def touch(self) -> Iterator[_Touch]:
        """Nothing for a file that is no case study."""
        id, language = name_parts(self.name) or (self.name.removesuffix(".yml"), "")
        if self.name.endswith(".yml") and _ID.fullmatch(id):
            what: What = "translated" if language and self.what == "added" else self.what
            keys = _in_order(self.keys - {_SILENT}) if what == "changed" else ()
            if not (language and what == "removed"):
                yield _Touch(id, Change(self.date, what, keys, language), self.is_first and what != "changed")


def _touches(lines: list[str]) -> Iterator[_Touch]:
    date, is_first, file, at = "", False, _File("", ""), 0
    while at < len(lines):
        line, at = lines[at], at + 1
        if found := _COMMIT.fullmatch(line):
            date, is_first = found[1], _SHALLOW in found[2].split(", ")
        elif found := _FILE.match(line):
            yield from file.touch
            file = _File(found[1], date, is_first=is_first)
        elif line.startswith(("new file mode", "deleted file mode")):
            file.what = "added" if line.startswith("new") else "removed"
        elif found := _HUNK.match(line):
            end = at + int(found[1] or 1) + int(found[2] or 1)
            file.keys |= _keys_of(found[3], lines[at:end]) if file.what == "changed" else set()
            at = end
    yield from file.touch


def _keys_of(heading: str, lines: list[str]) -> set[str]:
    """The keys of a case study under which lines were taken out or put in; none where only the layout changed."""
    sides: dict[str, list[str]] = {"-": [], "+": []}
    above = _KEY.match(heading)
    keys: set[str] = set()
    for sign in sides:
        key = above[0] if above else ""
        for line in (line[1:] for line in lines if line[:1] == sign):
            found = _KEY.match(line)
            key = found[0] if found else key
            sides[sign] += line.split()
            keys |= {key} if line.strip() else set()
    return keys - {""} if sides["-"] != sides["+"] else set()


# With the catalog ------------------------------------------------------------------------------------------------

def history_of(catalog: Catalog, log: str) -> History:
    """The changes of every case. One that git does not know was added in the month of `checked`."""
    found = read_log(log, catalog.redirects.get("cases"))
    return {id: _whole(case, found.get(id, ())) for id, case in catalog.cases.items()}


def removed_in(catalog: Catalog, log: str) -> dict[str, str]:
    """The ids that are no longer there, with the day they went, newest first."""
    gone = {id: changes[0].date for id, changes in read_log(log, catalog.redirects.get("cases")).items()
            if id not in catalog.cases and changes and changes[0].what == "removed"}
    return dict(sorted(gone.items(), key=lambda row: row[1], reverse=True))


def _whole(case: Case, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    known = tuple(change for change in changes if change.what != "removed")
    if any(change.what == "added" for change in known):
        return known
    begun = min([case.study.checked, *(change.date for change in known)])
    return (*known, Change(begun, "added", is_told=False))


def added_on(changes: Iterable[Change]) -> str:
    """The day on which a case was added."""
    return next((change.date for change in changes if change.what == "added"), "")


def told_days(changes: Iterable[Change], language: str) -> tuple[str, str]:
    """The days on which a case came and last changed, as readers of a language see it; empty what git does not tell.

    What came and changed on one day only came.
    """
    told = [change for change in changes if change.is_told and change.language in ("", language)]
    added = added_on(told)
    changed = max((change.date for change in told if change.what != "added"), default="")
    return added, changed if changed > added else ""


def changed_on(changes: Iterable[Change], language: str = "") -> str:
    """The last day on which a case or its translation into a language changed; without a language, into any."""
    return max((change.date for change in changes if not language or change.language in ("", language)), default="")
