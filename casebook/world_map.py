"""Where places stand on the map of the world: the projection, the outline of the land, the dots. No HTML, no words."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

LAND_FILE = Path(__file__).parent / "data" / "land.json"
SCALE = 192.0
"""Units of the view box for one radian of the equator; the land is then 1,000 units wide, give or take a few."""

CENTRAL_MERIDIAN = 11
"""The map is cut opposite to it, at 169° W: in the Bering Strait, where no land is torn apart."""

LEAST_RADIUS, MOST_RADIUS = 5.0, 12.5
REACH = 37.0
"""How far from its centre a dot can be touched where no other is near; 24 px wide on a screen of 360 px."""

BRITAIN = (49.4, -10.6, 59.2, 2.2)
"""South, west, north, east of what is drawn larger in a frame of its own: its places would hide each other."""

CROWD = 4
"""So many places there make a crowd."""

FRAME_LEFT, FRAME_TOP, FRAME_WIDTH = -196.0, -148.0, 94.0
"""Where the frame stands: in the open Atlantic, between Newfoundland and the Azores."""

GAP = 1.0
_TOLERANCE = 0.3
_PASSES = 400
_TURN = math.pi * (3 - math.sqrt(5))
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2

_BESIDE = (-1, 0, 1)

ViewBox = tuple[float, float, float, float]
Spot = tuple[float, float]
Point = tuple[str, float, float, int]
"""A place: its id, latitude, longitude and number of cases."""


@dataclass(frozen=True)
class Land:
    """The outline of all land as an SVG path, and the view box (least x, least y, width, height) it is drawn in."""

    view_box: ViewBox
    path: str


@dataclass(frozen=True)
class Dot:
    """A place on the map; `reach` is the radius within which it can be touched without touching another."""

    id: str
    x: float
    y: float
    radius: float
    count: int
    reach: float = 0.0


@dataclass(frozen=True)
class Inset:
    """A part of the map, `area`, that is drawn larger in `frame`."""

    area: ViewBox
    frame: ViewBox

    def enlarge(self, x: float, y: float) -> Spot:
        """Where a spot of the map stands in the frame."""
        zoom = self.frame[2] / self.area[2]
        return self.frame[0] + (x - self.area[0]) * zoom, self.frame[1] + (y - self.area[1]) * zoom


@dataclass(frozen=True)
class Layout:
    """All dots of a map, and the part that is drawn larger, if there is one."""

    dots: tuple[Dot, ...]
    inset: Inset | None = None


@lru_cache(maxsize=1)
def load_land() -> Land:
    """The land that scripts/refresh_map.py wrote."""
    found = json.loads(LAND_FILE.read_text("utf-8"))
    left, top, width, height = found["view_box"]
    return Land((left, top, width, height), found["path"])


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """A place on the globe as x and y in the view box, by the Equal Earth projection.

    The polynomial is that of the paper of 2018 (doi 10.1080/13658816.2018.1504949). Areas keep their proportion, so
    that Africa is not drawn smaller than it is.
    """
    return place_on_plane(latitude, _from_centre(longitude))


def place_on_plane(latitude: float, degrees_east: float) -> tuple[float, float]:
    """The same with a longitude counted from the middle of the map, which may pass its edge."""
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    second, sixth = angle**2, angle**6
    slope = _A1 + 3 * _A2 * second + sixth * (7 * _A3 + 9 * _A4 * second)
    east = math.radians(degrees_east) * math.cos(angle) / (_M * slope)
    north = angle * (_A1 + _A2 * second + sixth * (_A3 + _A4 * second))
    return SCALE * east, -SCALE * north


def radius_of(count: int) -> float:
    """The area of a dot grows with the number of cases, up to a dot that hides too much."""
    return min(LEAST_RADIUS * math.sqrt(max(count, 1)), MOST_RADIUS)


def lay_out(points: Iterable[Point]) -> Layout:
    """A dot for each place; those of a crowded Britain in a frame where they stand apart."""
    known = list(points)
    crowd = [point for point in known if _is_in_britain(point)]
    if len(crowd) < CROWD:
        return Layout(place_dots(known))
    inset = britain()
    others = place_dots([point for point in known if not _is_in_britain(point)])
    return Layout((*others, *place_dots(crowd, inset.frame, inset)), inset)


def britain() -> Inset:
    """The part of the map that holds Britain and Ireland, and its frame of the same shape."""
    south, west, north, east = BRITAIN
    corners = [project(latitude, longitude) for latitude in (south, north) for longitude in (west, east)]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    area = (round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))
    return Inset(area, (FRAME_LEFT, FRAME_TOP, FRAME_WIDTH, round(FRAME_WIDTH * area[3] / area[2], 1)))


def _is_in_britain(point: Point) -> bool:
    south, west, north, east = BRITAIN
    return south <= point[1] <= north and west <= point[2] <= east


def place_dots(points: Iterable[Point], view_box: ViewBox | None = None, inset: Inset | None = None
               ) -> tuple[Dot, ...]:
    """A dot for each place, moved apart where they would overlap; most cases first, whatever the order given."""
    box = view_box or load_land().view_box
    dots = [_dot(point, box, inset) for point in sorted(points, key=lambda point: (-point[3], point[0]))]
    spots, radii = [(dot.x, dot.y) for dot in dots], [dot.radius for dot in dots]
    for _ in range(_PASSES):
        if not _push_apart(spots, radii, box):
            break
    return tuple(_with_reach([replace(dot, x=x, y=y) for dot, (x, y) in zip(dots, spots, strict=True)]))


def _from_centre(longitude: float) -> float:
    return (longitude - CENTRAL_MERIDIAN + 180) % 360 - 180


def _dot(point: Point, box: ViewBox, inset: Inset | None) -> Dot:
    id, latitude, longitude, count = point
    radius = radius_of(count)
    spot = project(latitude, longitude)
    x, y = _inside(*(inset.enlarge(*spot) if inset else spot), radius, box)
    return Dot(id, x, y, radius, count)


def _push_apart(spots: list[Spot], radii: Sequence[float], box: ViewBox) -> bool:
    """Push each pair that is too near half the missing way apart; tell whether there was one."""
    pushed = False
    for first, second in _pairs(spots, 2 * MOST_RADIUS + GAP):
        (one_x, one_y), (other_x, other_y) = spots[first], spots[second]
        across, down, distance = _way(other_x - one_x, other_y - one_y, second)
        missing = radii[first] + radii[second] + GAP - distance
        if missing > _TOLERANCE:
            step_x, step_y = across * missing / 2, down * missing / 2
            spots[first] = _inside(one_x - step_x, one_y - step_y, radii[first], box)
            spots[second] = _inside(other_x + step_x, other_y + step_y, radii[second], box)
            pushed = True
    return pushed


def _way(across: float, down: float, number: int) -> tuple[float, float, float]:
    """A way as direction and distance; dots at one spot part in a direction of their own."""
    distance = math.hypot(across, down)
    if distance < 0.01:
        return math.cos(number * _TURN), math.sin(number * _TURN), 0.0
    return across / distance, down / distance, distance


def _pairs(spots: Sequence[Spot], within: float) -> Iterator[tuple[int, int]]:
    """The pairs of dots that may be nearer than a distance, found by a grid so that distant ones cost nothing."""
    cells: dict[tuple[int, int], list[int]] = {}
    for number, (x, y) in enumerate(spots):
        column, row = int(x // within), int(y // within)
        around = [earlier for i in _BESIDE for j in _BESIDE for earlier in cells.get((column + i, row + j), ())]
        for earlier in sorted(around):
            yield earlier, number
        cells.setdefault((column, row), []).append(number)


def _inside(x: float, y: float, radius: float, box: ViewBox) -> Spot:
    """The spot, moved back where a dot on it would leave the view box."""
    left, top, width, height = box
    return (min(max(x, left + radius), left + width - radius), min(max(y, top + radius), top + height - radius))


def _with_reach(dots: Sequence[Dot]) -> Iterator[Dot]:
    """Each dot, rounded, with half of the free way to its nearest neighbour as room to touch it."""
    reaches = [max(REACH, dot.radius) for dot in dots]
    for first, second in _pairs([(dot.x, dot.y) for dot in dots], 2 * REACH):
        one, other = dots[first], dots[second]
        free = max(math.hypot(other.x - one.x, other.y - one.y) - one.radius - other.radius, 0) / 2
        reaches[first] = min(reaches[first], one.radius + free)
        reaches[second] = min(reaches[second], other.radius + free)
    for dot, reach in zip(dots, reaches, strict=True):
        yield replace(dot, x=round(dot.x, 1), y=round(dot.y, 1), radius=round(dot.radius, 1), reach=round(reach, 1))
