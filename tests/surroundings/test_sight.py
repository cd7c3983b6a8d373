"""Lines of sight, crossed walls and edges: by hand on single buildings, and against shapely on random cities."""

from typing import Any

import numpy as np
import pytest
from shapely.affinity import rotate, translate
from shapely.geometry import Polygon, box

from builders.exact_sight import pairs_visible
from emfassess.surroundings import FLAT, Building, Scene, Terrain
from emfassess.surroundings.edges import edge_parameter
from emfassess.surroundings.sight import crossed_walls, visible
from emfassess.surroundings.surface import Surface, surface_of
from emfassess.units import Floats

BOX = Building("box", box(10, -5, 20, 5), 10.0)
AROUND = (-60.0, -60.0, 60.0, 60.0)


def over(*buildings: Building, cell: float = 2.0) -> Surface:
    return surface_of(Scene(buildings=buildings), AROUND, cell)


def sees(surface: Surface, antenna: tuple[float, float, float], point: tuple[float, float, float]) -> bool:
    both = np.array([antenna]), np.array([point])
    seen = visible(surface, *both)[0, 0]
    assert seen == visible(surface, both[1], both[0])[0, 0]
    return bool(seen)


@pytest.mark.parametrize("cell", [0.5, 2.0, 7.0])
@pytest.mark.parametrize(
    ("point", "seen"),
    [
        ((30.0, 0.0, 5.0), False),  # through the house
        ((30.0, 20.0, 5.0), True),  # past its corner: at x = 20 the ray is at y = 13
        ((30.0, 8.0, 5.0), False),  # at x = 18.75 the ray leaves through the northern wall
        ((30.0, 0.0, 25.1), True),  # at x = 10 the ray is at 11.7 m
        ((30.0, 0.0, 18.0), False),  # at x = 10 the ray is at 9.3 m, through the western wall
        ((9.5, 0.0, 1.5), True),  # before the western wall
        ((20.5, 0.0, 1.5), False),  # behind the eastern one
    ],
)
def test_one_house(point: tuple[float, float, float], seen: bool, cell: float) -> None:
    assert sees(over(BOX, cell=cell), (0.0, 0.0, 5.0), point) is seen


def test_a_ray_comes_in_through_the_roof() -> None:
    """From (5 m, 30 m) down to the ground at 26 m: 23 m high over the western wall, 9.3 m over the eastern one."""
    assert not sees(over(BOX), (5.0, 0.0, 30.0), (26.0, 0.0, 1.0))
    assert sees(over(BOX), (5.0, 0.0, 30.0), (29.0, 0.0, 1.0))  # 11.9 m over the eastern wall


def test_an_antenna_on_the_roof_and_its_own_facade() -> None:
    """2 m above the roof: at its edge it sees the window 0.5 m before the wall, 5 m back it does not."""
    window = (9.5, 0.0, 4.0)
    assert sees(over(BOX), (9.9, 0.0, 12.0), window)
    assert not sees(over(BOX), (15.0, 0.0, 12.0), window)


def test_a_bridge_is_open_below() -> None:
    bridge = Building("bridge", BOX.footprint, 10.0, min_height=4.0)
    assert sees(over(bridge), (0.0, 0.0, 3.0), (30.0, 0.0, 3.0))
    assert not sees(over(bridge), (0.0, 0.0, 5.0), (30.0, 0.0, 5.0))
    assert not sees(over(bridge), (0.0, 0.0, 1.0), (20.5, 0.0, 8.0))


def test_a_courtyard_is_open_above() -> None:
    ring = Polygon(box(-20, -20, 20, 20).exterior.coords, [box(-10, -10, 10, 10).exterior.coords])
    court = over(Building("court", ring, 12.0))
    assert sees(court, (-9.0, 0.0, 1.5), (9.0, 0.0, 8.0))
    assert sees(court, (0.0, 0.0, 1.5), (0.0, 0.0, 40.0))
    assert not sees(court, (0.0, 0.0, 1.5), (30.0, 0.0, 1.5))


def hill() -> Surface:
    """A ridge along north: 20 m high at the origin, falling 1 in 2 to both sides."""
    axis = np.arange(-60.0, 61.0, 2.0)
    height = np.maximum(20.0 - abs(axis) / 2.0, 0.0)
    terrain = Terrain(-60.0, -60.0, 2.0, np.tile(height, (61, 1)))
    return surface_of(Scene(terrain), AROUND)


def test_a_hill() -> None:
    assert not sees(hill(), (-50.0, 0.0, 10.0), (50.0, 0.0, 10.0))
    assert sees(hill(), (-50.0, 0.0, 21.0), (50.0, 0.0, 21.0))
    assert sees(hill(), (-50.0, 0.0, 1.7), (-20.0, 0.0, 11.7))


def test_nothing_obstructs_outside_of_the_surface() -> None:
    assert sees(over(BOX), (-500.0, 0.0, 30.0), (500.0, 300.0, 1.0))
    assert not sees(over(BOX), (-500.0, 0.0, 5.0), (500.0, 0.0, 5.0))
    assert sees(surface_of(FLAT, AROUND), (0.0, 0.0, 5.0), (50.0, 0.0, 1.0))


@pytest.mark.parametrize(
    ("point", "count"),
    [
        ((30.0, 0.0, 5.0), 2),  # in and out
        ((15.0, 0.0, 5.0), 1),  # a person inside
        ((30.0, 20.0, 5.0), 0),
        ((15.0, 0.0, 13.0), 0),  # at x = 10 the ray is at 10.3 m
        ((15.0, 0.0, 12.0), 2),  # at 9.7 m, and out through the roof
        ((25.0, 0.0, 30.0), 0),
    ],
)
def test_crossed_walls(point: tuple[float, float, float], count: int) -> None:
    assert crossed_walls(over(BOX), np.array([[0.0, 0.0, 5.0]]), np.array([point]))[0, 0] == count


def test_two_houses_have_four_walls() -> None:
    second = Building("second", translate(BOX.footprint, 20, 0), 30.0)
    found = crossed_walls(
        over(BOX, second), np.array([[0.0, 1.0, 5.0]]), np.array([[50.0, 1.0, 5.0], [35.0, 1.0, 5.0]])
    )
    assert found.tolist() == [[4, 3]]


def test_a_thin_wall_is_a_knife_edge() -> None:
    """10 m high, 40 m from one end and 60 m from the other, both at 2 m: h = 8, g = 8 sqrt(2 (1/40 + 1/60))."""
    wall = Building("wall", box(-0.001, -50, 0.001, 50), 10.0)
    found = edge_parameter(over(wall), np.array([[-40.0, 0.0, 2.0]]), np.array([[60.0, 0.0, 2.0]]))[0, 0]
    assert found == pytest.approx(8.0 * np.sqrt(2.0 * (1 / 40 + 1 / 60)), rel=1e-4)


def test_in_sight_of_a_thin_wall() -> None:
    """Both ends at 15 m: the edge lies 5 m below the line."""
    wall = Building("wall", box(-0.001, -50, 0.001, 50), 10.0)
    found = edge_parameter(over(wall), np.array([[-40.0, 0.0, 15.0]]), np.array([[60.0, 0.0, 15.0]]))[0, 0]
    assert found == pytest.approx(-5.0 * np.sqrt(2.0 * (1 / 40 + 1 / 60)), rel=1e-4)


def test_a_house_is_one_edge_over_its_middle() -> None:
    """Edges at 10 and 20 m of 30, ends 5 m below the roof: the lines of slope 1/2 meet at 15 m, 7.5 m above."""
    found = edge_parameter(over(BOX), np.array([[0.0, 0.0, 5.0]]), np.array([[30.0, 0.0, 5.0]]))[0, 0]
    assert found == pytest.approx(7.5 * np.sqrt(2.0 * 30.0 / (15.0 * 15.0)))


def test_a_hill_is_an_edge_at_its_crest() -> None:
    """Ends at 5 m, 50 m from the crest: h = 15 m."""
    found = edge_parameter(hill(), np.array([[-50.0, 0.0, 5.0]]), np.array([[50.0, 0.0, 5.0]]))[0, 0]
    assert found == pytest.approx(15.0 * np.sqrt(2.0 * (1 / 50 + 1 / 50)), rel=1e-9)


def test_nothing_between_is_no_edge() -> None:
    both = np.array([[0.0, 0.0, 30.0]]), np.array([[0.0, 0.0, 1.7], [0.0, 40.0, 1.7]])
    assert np.all(np.isneginf(edge_parameter(over(BOX), *both)))


def city(seed: int) -> tuple[Building, ...]:
    """Turned boxes, some with courtyards or open below; they may overlap."""
    random = np.random.default_rng(seed)
    found = []
    for index in range(40):
        width, depth = random.uniform(6, 30, 2)
        shape: Any = box(0, 0, width, depth)
        if index % 5 == 0:
            shape = shape.difference(box(width / 4, depth / 4, 3 * width / 4, 3 * depth / 4))
        shape = translate(rotate(shape, random.uniform(0, 90)), *random.uniform(-90, 70, 2))
        height = random.uniform(4, 30)
        found.append(Building(str(index), shape, height, min_height=height / 3 if index % 7 == 0 else 0.0))
    return tuple(found)


def outside(buildings: tuple[Building, ...], count: int, low: float, high: float, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    points = np.column_stack([random.uniform(-100, 100, (4 * count, 2)), random.uniform(low, high, 4 * count)])
    return points[~Scene(buildings=buildings).indoors(points)][:count]


@pytest.mark.parametrize("seed", range(6))
def test_random_cities_agree_with_shapely(seed: int) -> None:
    buildings = city(seed)
    surface = surface_of(Scene(buildings=buildings), (-110, -110, 110, 110), 2.0)
    antennas, points = outside(buildings, 12, 5, 40, 100 + seed), outside(buildings, 60, 1, 25, 200 + seed)
    seen = visible(surface, antennas, points)
    pairs = [np.repeat(antennas, len(points), axis=0), np.tile(points, (len(antennas), 1))]
    exact = pairs_visible(buildings, *pairs).reshape(seen.shape)
    assert 0.05 < exact.mean() < 0.95
    assert np.array_equal(seen, exact)
    clear = crossed_walls(surface, antennas, points) == 0
    assert np.array_equal(seen, clear)


def test_bounds_are_checked() -> None:
    with pytest.raises(ValueError, match="west < east"):
        surface_of(FLAT, (0, 0, 0, 10))
    with pytest.raises(ValueError, match="too large"):
        surface_of(FLAT, (0, 0, 1e6, 1e6), 1.0)
