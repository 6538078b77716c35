"""Who learned from whom, as lines to be drawn: which stops a line has, in which order and column. No HTML, no words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from casebook.catalog import Case, Catalog
from casebook.vocabulary import fold

Key = tuple[str, str]
"""A stop: ("case", id), ("place", its folded name) or one of the two below."""

NO_FORERUNNER: Key = ("no-forerunner", "")
NOBODY_YET: Key = ("nobody-yet", "")
Name = TypeVar("Name", str, Key)
_LAST = "9999"
"""A case without a period stands after those that have one."""


@dataclass(frozen=True)
class Step:
    """One thing learned: from which stop, by which case, and what, with the number of its source in that case."""

    forerunner: Key
    learner: Key
    what: str | None = None
    source: int | None = None


@dataclass(frozen=True)
class Stop:
    """A stop of a line. `name` is the text that names a place which has no case here, as the case `told_by` says it.

    `column` is where its dot stands. Of the strokes in its row, `enters` come from above and end in the dot, `passes`
    go on to stops further down, and `leaves` says whether one begins at the dot.
    """

    key: Key
    name: str = ""
    told_by: str = ""
    steps: tuple[Step, ...] = ()
    column: int = 0
    enters: tuple[int, ...] = ()
    passes: tuple[int, ...] = ()
    leaves: bool = False

    @property
    def case(self) -> str:
        """The id of the case; empty for every other stop."""
        return self.key[1] if self.key[0] == "case" else ""


@dataclass(frozen=True)
class Line:
    """Stops from the first forerunner to the last learner, and the number of stops of the longest way through."""

    stops: tuple[Stop, ...]
    longest: tuple[Key, ...]

    @property
    def columns(self) -> int:
        return 1 + max(max((stop.column, *stop.passes, *stop.enters)) for stop in self.stops)

    @property
    def steps(self) -> Iterator[Step]:
        return (step for stop in self.stops for step in stop.steps)


@dataclass(frozen=True)
class _Graph:
    """Stops by key, and the steps that lead to and from each."""

    stops: Mapping[Key, Stop] = field(default_factory=dict)
    into: Mapping[Key, tuple[Step, ...]] = field(default_factory=dict)
    out: Mapping[Key, tuple[Step, ...]] = field(default_factory=dict)

    def parents(self, key: Key) -> list[Key]:
        return list(dict.fromkeys(step.forerunner for step in self.into.get(key, ())))

    def children(self, key: Key) -> list[Key]:
        return list(dict.fromkeys(step.learner for step in self.out.get(key, ())))


def lines_of(catalog: Catalog, cases: Iterable[Case]) -> tuple[Line, ...]:
    """The lines on which some cases stand, whole from their first forerunner to their last learner; longest first."""
    kept = dict.fromkeys(id for case in cases for id in (case.id, *_reached(catalog, case.id)))
    graph = _graph_of(catalog, kept)
    lines = [_line(catalog, _part(graph, keys)) for keys in _islands(graph) if len(keys) > 1]
    return tuple(sorted(lines, key=lambda line: (-len(line.longest), -len(line.stops))))


def line_of(catalog: Catalog, id: str) -> Line:
    """The line of one case; where it has no forerunner or no learner, a stop says so."""
    graph, key = _graph_of(catalog, [id, *_reached(catalog, id)]), ("case", id)
    ends = [step for step, known in ((Step(NO_FORERUNNER, key), graph.into.get(key)),
                                     (Step(key, NOBODY_YET), graph.out.get(key))) if not known]
    stops = {end: Stop(end) for step in ends for end in (step.forerunner, step.learner)}
    return _line(catalog, _with_steps({**graph.stops, **stops}, [*_steps_of(graph), *ends]))


# The graph -------------------------------------------------------------------------------------------------------

def _reached(catalog: Catalog, id: str) -> Iterator[str]:
    """The cases that a case learned from and those that learned from it, at any distance."""
    yield from _walk(lambda id: [step.case for step in catalog.cases[id].study.learned_from
                                 if step.case and step.case in catalog.cases], id)
    yield from _walk(lambda id: [case.id for case in catalog.learned_by(id)], id)


def _graph_of(catalog: Catalog, ids: Iterable[str]) -> _Graph:
    """Some cases and what they learned. A place that two of them name with the same words is one stop."""
    stops: dict[Key, Stop] = {("case", id): Stop(("case", id)) for id in ids}
    steps = []
    for learner in [key for key in stops if key[0] == "case"]:
        for told in catalog.cases[learner[1]].study.learned_from:
            key = ("case", told.case) if told.case else ("place", fold(told.place or ""))
            if not told.case and told.place:
                stops.setdefault(key, Stop(key, told.place, learner[1]))
            if key in stops and key != learner:
                steps.append(Step(key, learner, told.what, told.source))
    return _with_steps(stops, steps)


def _with_steps(stops: Mapping[Key, Stop], steps: Sequence[Step]) -> _Graph:
    into: dict[Key, tuple[Step, ...]] = {}
    out: dict[Key, tuple[Step, ...]] = {}
    for step in steps:
        into[step.learner] = (*into.get(step.learner, ()), step)
        out[step.forerunner] = (*out.get(step.forerunner, ()), step)
    return _Graph(stops, into, out)


def _steps_of(graph: _Graph) -> list[Step]:
    return [step for steps in graph.into.values() for step in steps]


def _part(graph: _Graph, keys: set[Key]) -> _Graph:
    """What lies between some of the stops."""
    return _with_steps({key: stop for key, stop in graph.stops.items() if key in keys},
                       [step for step in _steps_of(graph) if {step.forerunner, step.learner} <= keys])


def _walk(next_of: Callable[[Name], Iterable[Name]], start: Name) -> list[Name]:
    """All that can be reached from a start, itself only by a circle."""
    found: dict[Name, None] = {}
    left = [start]
    while left:
        for name in next_of(left.pop()):
            if name not in found:
                found[name] = None
                left.append(name)
    return list(found)


def _islands(graph: _Graph) -> Iterator[set[Key]]:
    """The stops that hang together, whichever way the learning went."""
    left = dict.fromkeys(graph.stops)
    while left:
        first = next(iter(left))
        island = {first, *_walk(lambda key: [*graph.parents(key), *graph.children(key)], first)}
        yield island
        left = {key: None for key in left if key not in island}


# The drawing -----------------------------------------------------------------------------------------------------

def _line(catalog: Catalog, graph: _Graph) -> Line:
    order = _in_order(catalog, graph)
    return Line(tuple(_placed(graph, order)), _longest(graph, order))


def _in_order(catalog: Catalog, graph: _Graph) -> list[Key]:
    """Forerunners before learners, each with its own learners after it, and the earliest first."""
    placed: dict[Key, None] = {}
    asked: set[Key] = set()
    left = _sorted(catalog, graph, (key for key in graph.stops if not graph.parents(key)))
    while left:
        key = left.pop()
        missing = [parent for parent in graph.parents(key) if parent not in placed]
        if missing:  # the last of them will bring it back
            left += _sorted(catalog, graph, missing) if key not in asked else ()
            asked.add(key)
        elif key not in placed:
            placed[key] = None
            left += _sorted(catalog, graph, (child for child in graph.children(key) if child not in placed))
    return [*placed, *(key for key in graph.stops if key not in placed)]  # data that was not checked may hold a circle


def _sorted(catalog: Catalog, graph: _Graph, keys: Iterable[Key]) -> list[Key]:
    """The latest first. A place stands where the first case begins that learned from it."""
    def begin(key: Key) -> tuple[str, Key]:
        return min(begin_of(catalog, other) for other in (key, *graph.children(key))), key
    return sorted(keys, key=begin, reverse=True)


def begin_of(catalog: Catalog, key: Key) -> str:
    case = catalog.cases.get(key[1]) if key[0] == "case" else None
    return case.study.period.start if case and case.study.period else _LAST


def _placed(graph: _Graph, order: Sequence[Key]) -> Iterator[Stop]:
    """Each stop in its column. A stop keeps its column for the stroke to those learners that are still to come."""
    strokes: dict[int, Key] = {}
    waiting = {key: len(graph.children(key)) for key in order}
    for key in order:
        parents = set(graph.parents(key))
        enters = sorted(column for column, owner in strokes.items() if owner in parents)
        for column in enters:
            waiting[strokes[column]] -= 1
        column = _column_for(strokes, enters, waiting, graph)
        strokes = {at: owner for at, owner in strokes.items() if waiting[owner]}
        yield replace(graph.stops[key], steps=graph.into.get(key, ()), column=column, enters=tuple(enters),
                      passes=tuple(sorted(strokes)), leaves=waiting[key] > 0)
        if waiting[key]:
            strokes[column] = key


def _column_for(strokes: Mapping[int, Key], enters: Sequence[int], waiting: Mapping[Key, int], graph: _Graph) -> int:
    """An only learner stands below its forerunner, several stand side by side to its right."""
    if enters and len(graph.children(strokes[enters[0]])) == 1:
        return enters[0]
    column = enters[0] + 1 if enters else 0
    while column in strokes and waiting[strokes[column]]:
        column += 1
    return column


def _longest(graph: _Graph, order: Sequence[Key]) -> tuple[Key, ...]:
    """The longest way; of two, the one that begins first in the order."""
    ways: dict[Key, tuple[Key, ...]] = {}
    for key in order:
        before = max((ways[parent] for parent in graph.parents(key) if parent in ways), key=len, default=())
        ways[key] = (*before, key)
    return max(ways.values(), key=len)
