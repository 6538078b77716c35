"""Who learned from whom, drawn as paths: a rail with a dot for each stop and its words beside it, and a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from casebook.catalog import Case
from casebook.lineage import NO_FORERUNNER, NOBODY_YET, Key, Line, Step, Stop, line_of, lines_of
from casebook.views.view import View

WIDTH, MIDDLE = 1.5, 0.8
"""In em: from one column of dots to the next, and from the top of a row to the middle of its dot."""

RADIUS, HEAD = 0.36, 0.5
"""In em: of a dot, and the length of an arrowhead."""


ABOVE = "-0.1em"
"""Where a stroke from above begins, so that no gap shows between two rows."""


@dataclass(frozen=True)
class Stroke:
    """A line from one point to another, in em, `100%` being the bottom of the row; dotted where nothing is known."""

    x1: str
    y1: str
    x2: str
    y2: str
    dotted: bool = False


@dataclass(frozen=True)
class Head:
    """An arrowhead in its box, whose corner is given in em; it points `down`, `end` or `start`."""

    x: str
    y: str
    way: str
    size: str = f"{HEAD}em"


@dataclass(frozen=True)
class Row:
    """A stop with what is drawn beside it. `kind` is case, here, place, no-forerunner or nobody-yet."""

    stop: Stop
    kind: str
    x: str
    strokes: tuple[Stroke, ...]
    heads: tuple[Head, ...]


@dataclass(frozen=True)
class Drawn:
    """A line as the template draws it; `width` of its rail is in em."""

    rows: tuple[Row, ...]
    width: str
    steps: tuple[Step, ...]
    names: str
    """Where it begins."""


def render_lineage(view: View, cases: Sequence[Case]) -> Markup:
    """The paths on which some cases stand, the longest first; cases without one are counted in a sentence."""
    lines = lines_of(view.catalog, cases)
    linked = {stop.case for line in lines for stop in line.stops}
    return view.render("lineage.html", paths=[draw(view, line) for line in lines], names=StopNames(view),
                       longest=_longest(view, lines), silent=sum(1 for case in cases if case.id not in linked))


def draw_line_of(view: View, id: str) -> Drawn:
    """The path of one case, with what is not known at its ends."""
    return draw(view, line_of(view.catalog, id), here=id)


def draw(view: View, line: Line, here: str = "") -> Drawn:
    """The strokes of a line and the names of its beginnings."""
    names = StopNames(view)
    roots = [names.short(stop) for stop in line.stops if not stop.steps]
    steps = tuple(step for step in line.steps if step.forerunner != NO_FORERUNNER and step.learner != NOBODY_YET)
    is_last = any(stop.key == NOBODY_YET for stop in line.stops)
    return Drawn(tuple(_row(stop, here, is_last) for stop in line.stops), em(line.columns * WIDTH + 0.2), steps,
                 view.words.listing(roots))


@dataclass(frozen=True)
class StopNames:
    """What a stop is called."""

    view: View

    def short(self, stop: Stop) -> str:
        return self.view.short_name(self.view.case(stop.case)) if stop.case else stop.name

    def of(self, key: Key, drawn: Drawn) -> Markup | str:
        """The same by its key; the words of a case in another language are marked as such."""
        stop = next(row.stop for row in drawn.rows if row.stop.key == key)
        return self.view.foreign(stop.name, self.view.case(stop.told_by)) if stop.name else self.short(stop)


def _longest(view: View, lines: Sequence[Line]) -> str:
    """The names of the stops of the longest path, from the first to the last; empty where there is no path of three."""
    if not lines or len(lines[0].longest) < 3:
        return ""
    stops = {stop.key: stop for stop in lines[0].stops}
    return view.words.say(", then ").join(StopNames(view).short(stops[key]) for key in lines[0].longest)


# The strokes -----------------------------------------------------------------------------------------------------

def em(value: float) -> str:
    return f"{value:.4g}em"


def _row(stop: Stop, here: str, is_last: bool) -> Row:
    kind = "here" if stop.case and stop.case == here else stop.key[0]
    strokes = tuple(_strokes(stop, kind == "here" and is_last))
    return Row(stop, kind, em(_middle_of(stop.column)), strokes, tuple(_heads(stop)))


def _middle_of(column: int) -> float:
    return WIDTH * (column + 0.5)


def _strokes(stop: Stop, is_last: bool) -> Iterable[Stroke]:
    """What passes by, what comes in (down its column, then across to the dot), what leaves."""
    own, top = _middle_of(stop.column), MIDDLE - RADIUS
    dotted = stop.key == NOBODY_YET or any(step.forerunner == NO_FORERUNNER for step in stop.steps)
    for column in stop.passes:
        yield Stroke(em(_middle_of(column)), ABOVE, em(_middle_of(column)), "100%")
    for column in stop.enters:
        x = _middle_of(column)
        if column == stop.column:
            yield Stroke(em(own), ABOVE, em(own), em(top - HEAD / 2), dotted)
            continue
        side = -1 if column < stop.column else 1
        if column not in stop.passes:
            yield Stroke(em(x), ABOVE, em(x), em(MIDDLE))
        yield Stroke(em(x), em(MIDDLE), em(own + side * (RADIUS + HEAD / 2)), em(MIDDLE))
    if stop.leaves:
        yield Stroke(em(own), em(MIDDLE + RADIUS), em(own), "100%", is_last or stop.key == NO_FORERUNNER)


def _heads(stop: Stop) -> Iterable[Head]:
    own, half = _middle_of(stop.column), HEAD / 2
    for column in stop.enters:
        if column == stop.column:
            yield Head(em(own - half), em(MIDDLE - RADIUS - HEAD), "down")
        elif column < stop.column:
            yield Head(em(own - RADIUS - HEAD), em(MIDDLE - half), "end")
        else:
            yield Head(em(own + RADIUS), em(MIDDLE - half), "start")
