"""Write casebook/data/land.json, the outline of the land on the map. For maintainers, when it should change.

    python scripts/refresh_map.py                  fetches the npm package with `npm pack` into a temporary folder
    python scripts/refresh_map.py PACKAGE_FOLDER   reads an unpacked package

Data: Natural Earth 4.1.0, land, 1:110m, in the public domain; as TopoJSON in the npm package world-atlas 2.0.2 (ISC).
Antarctica and rings too small to be seen are left out. The same package gives the same bytes.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

from casebook.world_map import CENTRAL_MERIDIAN, LAND_FILE, MOST_RADIUS, place_on_plane

PACKAGE, VERSION = "world-atlas", "2.0.2"
LEAST_LATITUDE = -60
"""Rings that reach further south are Antarctica."""

LEAST_AREA = LEAST_CORNER = 1.0
"""Islands, and corners that stand out from the line between their neighbours, below this many square units go."""

MOST_BYTES = 20_000
Spot = tuple[float, float]
Cell = tuple[int, int]
AnySpot = TypeVar("AnySpot", Spot, Cell)


def main(arguments: Sequence[str]) -> None:
    """Read the package, from a folder or fetched, and write the land."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(arguments[0]) if arguments else fetch_package(Path(folder))
        text = render_land(load_rings(package))
    if len(text.encode()) > MOST_BYTES:
        raise SystemExit(f"the land takes more than {MOST_BYTES} bytes; raise LEAST_CORNER")
    LAND_FILE.parent.mkdir(exist_ok=True)
    LAND_FILE.write_text(text, encoding="utf-8", newline="\n")


def fetch_package(folder: Path) -> Path:
    """The package of the version that is named here, unpacked into a folder."""
    subprocess.run(["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent"], cwd=folder, check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def load_rings(package: Path) -> list[list[Spot]]:
    """The rings of the land as longitude and latitude."""
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    if version != VERSION:
        raise SystemExit(f"expected {PACKAGE} {VERSION}, found {version}; change VERSION and what it says of the data")
    topology = json.loads((package / "land-110m.json").read_text("utf-8"))
    arcs = [list(_degrees(arc, topology["transform"])) for arc in topology["arcs"]]
    polygons = (polygon for shape in topology["objects"]["land"]["geometries"] for polygon in shape["arcs"])
    return [_joined([_arc(arcs, number) for number in ring]) for polygon in polygons for ring in polygon]


def render_land(rings: Iterable[Sequence[Spot]]) -> str:
    """The file: where the data is from, the view box and the path."""
    kept = [ring for ring in rings if min(latitude for _, latitude in ring) > LEAST_LATITUDE]
    cells = [cells for ring in kept if (cells := simplified([place_on_plane(y, x) for x, y in unrolled(ring)]))]
    data = {
        "source": f"Natural Earth 4.1.0, land, 1:110m, from the npm package {PACKAGE} {VERSION}; without Antarctica",
        "licence": "public domain",
        "made_by": "scripts/refresh_map.py",
        "projection": f"Equal Earth, central meridian {CENTRAL_MERIDIAN}° E",
        "view_box": view_box_of([cell for ring in cells for cell in ring]),
        "path": "".join(map(path_of, cells)),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def unrolled(ring: Sequence[Spot]) -> list[Spot]:
    """A ring with longitudes from the middle of the map that never jump from one edge of it to the other."""
    turns = accumulate((_turn(before, after) for (before, _), (after, _) in _steps(ring)), initial=0)
    east = [longitude - CENTRAL_MERIDIAN + turn for (longitude, _), turn in zip(ring, turns, strict=True)]
    middle = (min(east) + max(east)) / 2
    shift = (middle + 180) % 360 - 180 - middle
    return [(value + shift, latitude) for value, (_, latitude) in zip(east, ring, strict=True)]


def simplified(ring: Sequence[Spot]) -> list[Cell]:
    """A ring on whole units without the corners that cannot be seen; empty if nothing of it can be seen."""
    cells = [cell for cell, after in _with_next([(round(x), round(y)) for x, y in ring]) if cell != after]
    while len(cells) > 3:
        least, at = min((_corner(cells, at), at) for at in range(len(cells)))
        if least >= LEAST_CORNER:
            break
        del cells[at]
    area = sum(x * below - y * right for (x, y), (right, below) in _with_next(cells)) / 2
    return cells if abs(area) >= LEAST_AREA else []


def view_box_of(cells: Sequence[Cell]) -> list[int]:
    """Least x, least y, width and height that hold all land, with room for a dot at either side."""
    columns, rows, room = [x for x, _ in cells], [y for _, y in cells], round(MOST_RADIUS)
    left, top = min(columns) - room, min(rows)
    return [left, top, max(columns) + room - left, max(rows) - top]


def path_of(ring: Sequence[Cell]) -> str:
    """A ring as a closed SVG path in relative steps, in as few characters as possible."""
    x, y = ring[0]
    return f"M{x}{_number(y)}" + _squeezed(_step(after[0] - x, after[1] - y) for (x, y), after in _steps(ring)) + "z"


def _step(across: int, down: int) -> str:
    if not down:
        return f"h{across}"
    return f"l{across}{_number(down)}" if across else f"v{down}"


def _squeezed(steps: Iterable[str]) -> str:
    """The letter of a step is said once for all that follow with the same."""
    text, last = "", ""
    for step in steps:
        text += _number(step[1:]) if step[0] == last else step
        last = step[0]
    return text


def _number(value: object) -> str:
    """A number after another one: a minus parts them as well as a blank."""
    text = str(value)
    return text if text.startswith("-") else f" {text}"


def _steps(ring: Sequence[AnySpot]) -> Iterator[tuple[AnySpot, AnySpot]]:
    """From each corner to the next, but not from the last to the first."""
    return zip(ring, ring[1:], strict=False)


def _with_next(ring: Sequence[Cell]) -> Iterator[tuple[Cell, Cell]]:
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _corner(ring: Sequence[Cell], at: int) -> float:
    """The area of the triangle that a corner makes with its neighbours."""
    (ax, ay), (bx, by), (cx, cy) = ring[at - 1], ring[at], ring[(at + 1) % len(ring)]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2


def _turn(before: float, after: float) -> int:
    return 360 if after - before < -180 else -360 if after - before > 180 else 0


def _degrees(arc: Iterable[Sequence[int]], transform: Any) -> Iterator[Spot]:
    """The steps of an arc, added up and scaled, as the TopoJSON format says."""
    x = y = 0
    for across, down in arc:
        x, y = x + across, y + down
        yield (x * transform["scale"][0] + transform["translate"][0],
               y * transform["scale"][1] + transform["translate"][1])


def _arc(arcs: Sequence[list[Spot]], number: int) -> list[Spot]:
    """An arc by its number; a negative one is read backwards."""
    return arcs[number] if number >= 0 else arcs[~number][::-1]


def _joined(arcs: Sequence[list[Spot]]) -> list[Spot]:
    """Arcs that follow one another as one ring; the spot they share is kept once."""
    return [*arcs[0], *(spot for arc in arcs[1:] for spot in arc[1:])]


if __name__ == "__main__":
    main(sys.argv[1:])
