"""When cases ran, as bars on one axis of years. No HTML, no words."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from casebook.catalog import Case

Ending = Literal["known", "open", "unknown"]
GOING_ON = frozenset({"planned", "running", "scaled"})
"""A case with one of these and no end went on when its sources were last read; without, its end is not known."""

SPAN = 5
"""Cases that began within so many years stand together."""

FEW = 12
"""So many need no groups."""

MOST_TICKS = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_DOUBT = 1.0
"""How many years of an unknown length are drawn as certain, at most."""


@dataclass(frozen=True)
class Bar:
    """When a case ran: `start` and `end` as parts of the axis, from 0 to 1."""

    case: str
    start: float
    end: float
    ending: Ending


@dataclass(frozen=True)
class Group:
    """Cases that began from one year to another, in order of their start."""

    first: int
    last: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Tick:
    """A year on the axis."""

    year: int
    at: float


@dataclass(frozen=True)
class Timeline:
    """All that is drawn. `earliest` are the cases that began in the first year; `busiest` the years in which most ran
    at the same time, with `at_once` cases each."""

    groups: tuple[Group, ...] = ()
    ticks: tuple[Tick, ...] = ()
    undated: tuple[str, ...] = ()
    earliest: tuple[str, ...] = ()
    busiest: tuple[int, ...] = ()
    at_once: int = 0


def timeline_of(cases: Sequence[Case]) -> Timeline:
    """Cases on an axis that holds them all; those without a period are named apart."""
    dated = sorted((case for case in cases if case.study.period), key=lambda case: (start_of(case), case.id))
    undated = tuple(case.id for case in cases if not case.study.period)
    if not dated:
        return Timeline(undated=undated)
    first, last = _axis(dated)
    bars = [_bar(case, first, last) for case in dated]
    year = int(start_of(dated[0]))
    running = Counter(year for case in dated for year in years_of(case, last))
    most = max(running.values())
    return Timeline(_groups(dated, bars), _ticks(first, last), undated,
                    tuple(case.id for case in dated if int(start_of(case)) == year),
                    tuple(sorted(year for year, count in running.items() if count == most)), most)


def ending_of(case: Case) -> Ending:
    """Whether the end is known, still to come, or not told."""
    if case.study.period and case.study.period.end:
        return "known"
    return "open" if case.study.status in GOING_ON else "unknown"


def start_of(case: Case) -> float:
    """The first moment of the start, in years."""
    return _year(case.study.period.start, 0) if case.study.period else math.inf


def years_of(case: Case, last: int) -> range:
    """The years in which a case is known to have run; `last` is the end of the axis."""
    start = int(start_of(case))
    ends = {"open": last, "unknown": start, "known": math.ceil(_end(case))}
    return range(start, max(ends[ending_of(case)], start + 1))


def _end(case: Case) -> float:
    """The last moment that is known of: of the end, where there is one, else of the first year."""
    period = case.study.period
    assert period
    return _year(period.end, 1) if period.end else _year(period.start, 0) + _DOUBT


def _axis(cases: Iterable[Case]) -> tuple[int, int]:
    """Whole years from the first start to the last end, or to the day when the sources were last read."""
    known = [moment for case in cases for moment in (start_of(case), _end(case))]
    checked = [_year(case.study.checked, 1) for case in cases if ending_of(case) == "open"]
    return math.floor(min(known)), math.ceil(max([*known, *checked]))


def _bar(case: Case, first: int, last: int) -> Bar:
    ending = ending_of(case)
    end = last if ending == "open" else _end(case)
    return Bar(case.id, _part(start_of(case), first, last), _part(end, first, last), ending)


def _part(moment: float, first: int, last: int) -> float:
    return round((moment - first) / (last - first), 4)


def _groups(cases: Sequence[Case], bars: Sequence[Bar]) -> tuple[Group, ...]:
    if len(cases) <= FEW:
        return (Group(int(start_of(cases[0])), int(start_of(cases[-1])), tuple(bars)),)
    found: dict[int, list[Bar]] = {}
    for case, bar in zip(cases, bars, strict=True):
        found.setdefault(int(start_of(case)) // SPAN * SPAN, []).append(bar)
    return tuple(Group(year, year + SPAN - 1, tuple(members)) for year, members in found.items())


def _ticks(first: int, last: int) -> tuple[Tick, ...]:
    """Round years, few enough that a phone shows every second one."""
    step = next(step for step in _STEPS if (last - first) / step <= MOST_TICKS or step == _STEPS[-1])
    years = range(-(-first // step) * step, last, step)
    return tuple(Tick(year, _part(year, first, last)) for year in years)


def _year(text: str, at_end: int) -> float:
    """`2019`, `2019-03` or `2019-03-31` as a number of years: its first moment, or with 1 the moment after its last."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if not month:
        return year + at_end
    if not day:
        return year + (month - 1 + at_end) / 12
    return year + (month - 1 + min(day - 1 + at_end, 31) / 31) / 12
