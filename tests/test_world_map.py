"""The map of the world: places stand where they are, no dot hides another, and the list says what the dots say."""

import importlib.util
import json
import math
import random
import re
from datetime import date
from itertools import combinations
from pathlib import Path
from types import ModuleType

import lxml.html  # type: ignore[import-untyped]
import pytest

from casebook.catalog import Case, Catalog
from casebook.loading import load_catalog
from casebook.views.view import Site, View
from casebook.views.world import render_map
from casebook.words import Words
from casebook.world_map import (
    CROWD,
    LAND_FILE,
    LEAST_RADIUS,
    MOST_RADIUS,
    REACH,
    SCALE,
    Dot,
    britain,
    lay_out,
    load_land,
    place_dots,
    place_on_plane,
    project,
    radius_of,
)

ROOT = Path(__file__).parent.parent
CITIES = {
    "bamako": (12.64, -8.0), "kumasi": (6.69, -1.62), "niamey": (13.51, 2.11), "lagos": (6.52, 3.38),
    "nouakchott": (18.08, -15.98), "kampala": (0.32, 32.58), "matola": (-25.96, 32.46), "london": (51.51, -0.12),
    "seoul": (37.57, 126.98), "chicago": (41.88, -87.63), "wellington": (-41.29, 174.78),
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(ROOT / "case_studies", date(2026, 11, 21))[0]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh_map", ROOT / "scripts" / "refresh_map.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def view_of(catalog: Catalog, language: str = "en", url: str = "index.html") -> View:
    return View(Site(catalog, Words(language)), url)


def east_of(one: str, other: str) -> bool:
    return project(*CITIES[one])[0] > project(*CITIES[other])[0]


def north_of(one: str, other: str) -> bool:
    return project(*CITIES[one])[1] < project(*CITIES[other])[1]


def is_inside(dot: Dot) -> bool:
    left, top, width, height = load_land().view_box
    return (left <= dot.x - dot.radius and dot.x + dot.radius <= left + width
            and top <= dot.y - dot.radius and dot.y + dot.radius <= top + height)


def free_space(one: Dot, other: Dot) -> float:
    return math.hypot(one.x - other.x, one.y - other.y) - one.radius - other.radius


def rings_of(path: str) -> list[list[tuple[float, float]]]:
    """The corners of a path of M, l, h, v and z, as a browser reads it."""
    rings: list[list[tuple[float, float]]] = []
    for letter, text in re.findall(r"([Mlhvz])([^Mlhvz]*)", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        if letter == "M":
            rings.append([(numbers[0], numbers[1])])
        steps = {"l": list(zip(numbers[::2], numbers[1::2], strict=False)), "h": [(n, 0) for n in numbers],
                 "v": [(0, n) for n in numbers]}.get(letter, [])
        for across, down in steps:
            x, y = rings[-1][-1]
            rings[-1].append((x + across, y + down))
    return rings


def is_land(x: float, y: float) -> bool:
    """Whether a ray to the east crosses the outline an odd number of times."""
    crossings = 0
    for ring in rings_of(load_land().path):
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            crossings += (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay)
    return crossings % 2 == 1


# Where places stand

def test_the_projection_agrees_with_a_published_value() -> None:
    x, y = place_on_plane(47, 122)
    assert (round(x / SCALE, 2), round(-y / SCALE, 2)) == (1.55, 0.89)


def test_known_cities_stand_where_one_looks_for_them() -> None:
    assert east_of("niamey", "kumasi") and north_of("niamey", "kumasi")
    assert north_of("london", "lagos") and east_of("lagos", "london")
    assert east_of("kampala", "lagos") and north_of("nouakchott", "bamako") and east_of("bamako", "nouakchott")
    assert north_of("kampala", "matola") and east_of("seoul", "kampala") and east_of("london", "chicago")
    assert all(east_of("wellington", city) and north_of(city, "wellington") for city in CITIES if city != "wellington")


@pytest.mark.parametrize("city", sorted(CITIES))
def test_the_land_lies_under_the_cities(city: str) -> None:
    x, y = project(*CITIES[city])
    assert any(is_land(x + i, y + j) for i in (-2, 0, 2) for j in (-2, 0, 2))


@pytest.mark.parametrize("sea", [(0, -25), (30, -45), (-30, 80), (10, -150), (42, 51)])
def test_the_sea_is_not_land(sea: tuple[float, float]) -> None:
    assert not is_land(*project(*sea))


def test_chukotka_stands_in_the_east_although_its_longitude_is_west() -> None:
    assert project(65.6, -171)[0] > project(65.6, 178)[0] > 0


# Dots

def test_a_dot_grows_with_the_number_of_cases_by_its_area_and_within_limits() -> None:
    assert radius_of(1) == LEAST_RADIUS >= 5
    assert radius_of(4) ** 2 == pytest.approx(4 * radius_of(1) ** 2)
    assert radius_of(500) == MOST_RADIUS


def test_a_place_that_stands_alone_is_not_moved() -> None:
    (dot,) = place_dots([("kumasi", *CITIES["kumasi"], 2)])
    assert (dot.x, dot.y) == pytest.approx(project(*CITIES["kumasi"]), abs=0.05)
    assert dot.count == 2 and dot.reach == REACH


def test_places_at_one_spot_stand_beside_each_other() -> None:
    dots = place_dots([("london", *CITIES["london"], 1), ("london-boroughs", *CITIES["london"], 3)])
    assert free_space(*dots) > 0
    assert all(math.dist((dot.x, dot.y), project(*CITIES["london"])) < 3 * LEAST_RADIUS for dot in dots)


@pytest.mark.parametrize("seed", range(6))
def test_no_dot_overlaps_another_or_leaves_the_map(seed: int) -> None:
    chance = random.Random(seed)
    points = [(f"p{n}", chance.uniform(-90, 90), chance.uniform(-180, 180), chance.choice([1, 1, 2, 9]))
              for n in range(80)]
    crowd = [(f"c{n}", 51.5 + chance.uniform(-1, 4), chance.uniform(-3, 1), chance.choice([1, 2])) for n in range(30)]
    dots = place_dots([*points, *crowd])
    assert len(dots) == 110 and all(map(is_inside, dots))
    assert min(free_space(one, other) for one, other in combinations(dots, 2)) > 0


def test_what_can_be_touched_of_one_dot_is_never_over_another() -> None:
    dots = place_dots([(id, *spot, 1 + len(id) % 4) for id, spot in CITIES.items()] + [("camden", 51.54, -0.14, 9)])
    assert all(dot.reach >= dot.radius for dot in dots)
    assert all(math.hypot(one.x - other.x, one.y - other.y) > one.reach + other.reach - 0.3
               for one, other in combinations(dots, 2))


def test_the_order_of_the_points_does_not_change_the_map() -> None:
    points = [(id, *spot, 1 + len(id) % 3) for id, spot in CITIES.items()] + [("camden", 51.54, -0.14, 1)]
    assert place_dots(points) == place_dots(reversed(points)) == place_dots(points)


# A part that is drawn larger

def crowd(count: int) -> list[tuple[str, float, float, int]]:
    return [(f"b{n}", 51.3 + n / 20, -0.4 + n / 25, 1) for n in range(count)]


def test_a_crowd_in_britain_stands_in_the_frame_and_the_others_where_they_are() -> None:
    points = [*crowd(12), ("kumasi", *CITIES["kumasi"], 2)]
    layout = lay_out(points)
    assert layout.inset and {dot.id for dot in layout.dots} == {point[0] for point in points}
    left, top, width, height = layout.inset.frame
    inside = {dot.id for dot in layout.dots if left < dot.x < left + width and top < dot.y < top + height}
    assert inside == {point[0] for point in crowd(12)}
    assert min(free_space(one, other) for one, other in combinations(layout.dots, 2)) > 0


def test_a_few_places_in_britain_need_no_frame() -> None:
    layout = lay_out(crowd(CROWD - 1))
    assert layout.inset is None and layout.dots == place_dots(crowd(CROWD - 1))


def test_the_frame_stands_in_the_open_sea_and_keeps_the_shape_of_what_it_shows() -> None:
    inset = britain()
    left, top, width, height = inset.frame
    spots = [(left + width * i / 8, top + height * j / 8) for i in range(9) for j in range(9)]
    assert not any(is_land(x, y) for x, y in spots)
    assert width / height == pytest.approx(inset.area[2] / inset.area[3], abs=0.01)
    x, y = inset.enlarge(*project(51.5, -0.12))
    assert left < x < left + width and top < y < top + height


# The land file

def test_the_land_is_small_and_says_where_it_is_from() -> None:
    data = json.loads(LAND_FILE.read_text("utf-8"))
    assert LAND_FILE.stat().st_size <= 20_000
    assert "Natural Earth" in data["source"] and "world-atlas 2.0.2" in data["source"]
    assert data["licence"] == "public domain" and data["projection"].startswith("Equal Earth")
    assert re.fullmatch(r"[Mlhvz0-9 -]+", data["path"])


def test_all_land_lies_in_the_view_box_and_antarctica_is_left_out() -> None:
    left, top, width, height = load_land().view_box
    corners = [corner for ring in rings_of(load_land().path) for corner in ring]
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in corners)
    assert max(y for _, y in corners) < project(-60, 0)[1]


def test_the_script_joins_arcs_drops_antarctica_and_keeps_land_across_the_date_line_whole(
    script: ModuleType, tmp_path: Path,
) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"version": script.VERSION}), "utf-8")
    south_and_east, west_and_north = [[0, 0], [20, 0], [0, 20]], [[0, 0], [0, 20], [20, 0]]
    across_the_date_line, antarctica = [[170, 60], [-345, 0], [0, 8], [345, 0], [0, -8]], [[-90, -85], [90, 0], [0, 10]]
    arcs = [south_and_east, west_and_north, across_the_date_line, antarctica]
    shape = {"type": "MultiPolygon", "arcs": [[[0, ~1]], [[2]], [[3]]]}
    topology = {"arcs": arcs, "transform": {"scale": [1, 1], "translate": [0, 0]},
                "objects": {"land": {"type": "GeometryCollection", "geometries": [shape]}}}
    (tmp_path / "land-110m.json").write_text(json.dumps(topology), "utf-8")
    data = json.loads(script.render_land(script.load_rings(tmp_path)))
    near, far = rings_of(data["path"])
    assert (len(near), len(far)) == (4, 4)
    assert min(x for x, _ in far) > 0 and max(x for x, _ in far) - min(x for x, _ in far) < 70


def test_another_version_of_the_package_is_refused(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"version": "3.0.0"}), "utf-8")
    with pytest.raises(SystemExit, match="expected world-atlas 2.0.2, found 3.0.0"):
        script.load_rings(tmp_path)


# The page

def test_every_place_of_the_list_has_a_link_and_the_count_of_its_dot(catalog: Catalog) -> None:
    page = lxml.html.fromstring(render_map(view_of(catalog), catalog.cases.values()))
    dots = {link.get("href"): link.get("aria-label") for link in page.xpath("//svg//a")}
    rows = {link.get("href"): link for link in page.xpath("//*[@class='regions']//li/a")}
    places = {place for case in catalog.cases.values() for place in case.study.places}
    assert set(dots) == set(rows) == {f"places/{place}.html" for place in places}
    for href, link in rows.items():
        count, word = link.xpath("./span[2]")[0].text_content().split()
        assert dots[href].endswith(f" {count} {word}")
        assert int(count) == len(catalog.cases_of(href.removeprefix("places/").removesuffix(".html")))


def test_a_dot_is_named_by_place_country_and_number_of_cases(catalog: Catalog) -> None:
    case = next(case for case in catalog.cases.values() if case.study.places == ("kumasi",))
    page = lxml.html.fromstring(render_map(view_of(catalog), [case]))
    assert page.xpath("//svg//a/@aria-label") == ["Kumasi, Ghana: 1 case"]
    assert page.xpath("//svg//a/title/text()") == ["Kumasi, Ghana: 1 case"]


def test_a_case_of_two_places_in_one_region_counts_once_for_the_region(catalog: Catalog) -> None:
    case = next(iter(catalog.cases.values()))
    shared = Case(case.id, case.study.model_copy(update={"places": ("kumasi", "lagos", "matola")}), case.digest)
    page = lxml.html.fromstring(render_map(view_of(catalog), [shared]))
    heads = [" ".join(head.text_content().split()) for head in page.xpath("//summary")]
    assert heads == ["West Africa 1 case", "Southern Africa 1 case"]
    assert [link.get("href") for link in page.xpath("//li/a")] == [
        "places/kumasi.html", "places/lagos.html", "places/matola.html"]


def test_regions_with_most_cases_come_first_and_their_places_in_the_order_of_the_alphabet(catalog: Catalog) -> None:
    page = lxml.html.fromstring(render_map(view_of(catalog), catalog.cases.values()))
    counts = [int(count.text_content().split()[0]) for count in page.xpath("//summary/span")]
    assert counts == sorted(counts, reverse=True)
    west = page.xpath("//section[h3[contains(., 'West Africa')]]//li/a/span[1]/text()[1]")
    assert [name.strip() for name in west] == sorted(name.strip() for name in west)


def test_links_lead_to_the_places_from_any_folder(catalog: Catalog) -> None:
    page = lxml.html.fromstring(render_map(view_of(catalog, url="themes/mobility.html"), catalog.cases.values()))
    assert all(href.startswith(("../places/", "#")) for href in page.xpath("//a/@href"))


def test_names_of_countries_and_regions_are_in_the_language_of_the_page(catalog: Catalog) -> None:
    case = next(case for case in catalog.cases.values() if case.study.places == ("nouakchott",))
    page = lxml.html.fromstring(render_map(view_of(catalog, "fr"), [case]))
    assert "Mauritanie" in page.xpath("//svg//a/@aria-label")[0]
    assert page.xpath("//h3/text()")[0].strip() == "Afrique de l'Ouest"


def test_the_map_is_one_block_of_html_without_script_or_style(catalog: Catalog) -> None:
    html = render_map(view_of(catalog), catalog.cases.values())
    assert "\n\n" not in html and "style=" not in html and "<script" not in html and "://" not in html
    assert lxml.html.fromstring(html).xpath("//svg")[0].get("aria-label")


def test_the_same_cases_give_the_same_bytes(catalog: Catalog) -> None:
    forwards = render_map(view_of(catalog), catalog.cases.values())
    backwards = render_map(view_of(catalog), reversed(list(catalog.cases.values())))
    assert forwards == backwards


def test_without_cases_there_is_no_map(catalog: Catalog) -> None:
    assert render_map(view_of(catalog), []) == ""
