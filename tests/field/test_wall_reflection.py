"""Reflection by walls as images: an isotropic antenna before one wall, by hand."""

import numpy as np
import pytest
from shapely.geometry import box

from builders.stations import carrier, isotropic, station
from emfassess.field import sources_of
from emfassess.field.wall_reflection import reflected_unit_density, wall_faces
from emfassess.surroundings import Building

WALL = wall_faces([Building("w", box(30.0, -100.0, 40.0, 100.0), 100.0)])
"""Its face at x = 30 m looks to the west."""

SOURCES = sources_of([station(carrier(), pattern=isotropic(), height_m=30.0)])


def reflected(point: tuple[float, float, float], **more: float) -> float:
    return float(reflected_unit_density(SOURCES, np.array([point]), WALL, **more)[0, 0])


def test_one_wall() -> None:
    """The point at 20 m has its image at 40 m: 1 / (4 pi 40^2)."""
    assert reflected((20.0, 0.0, 30.0)) == pytest.approx(1 / (4 * np.pi * 1600))


def test_off_the_axis() -> None:
    """Image of (20, 15, 10) at (40, 15, 10): 40^2 + 15^2 + 20^2 = 2225."""
    assert reflected((20.0, 15.0, 10.0)) == pytest.approx(1 / (4 * np.pi * 2225))


def test_a_part_of_the_power() -> None:
    assert reflected((20.0, 0.0, 30.0), coefficient=0.25) == pytest.approx(0.25 / (4 * np.pi * 1600))


@pytest.mark.parametrize(
    "point",
    [
        (45.0, 0.0, 30.0),  # behind the house
        (20.0, 390.0, 30.0),  # the ray to the image meets the plane beside the wall: at y = 292
        (20.0, 0.0, 400.0),  # and above it
    ],
)
def test_no_mirror_there(point: tuple[float, float, float]) -> None:
    assert reflected(point, radius=2000.0) == 0.0


def test_far_walls_are_left_out() -> None:
    assert reflected((-25.0, 0.0, 30.0)) == 0.0
    assert reflected((-25.0, 0.0, 30.0), radius=60.0) == pytest.approx(1 / (4 * np.pi * 85.0**2))


def test_a_corner_has_two_mirrors() -> None:
    """Walls at x = 30 and at y = 30: images of (20, 20) at (40, 20) and (20, 40)."""
    walls = wall_faces([Building("w", box(30, -50, 40, 50), 60.0), Building("n", box(-50, 30, 30, 40), 60.0)])
    found = reflected_unit_density(SOURCES, np.array([[20.0, 20.0, 30.0]]), walls)[0, 0]
    assert found == pytest.approx(2 / (4 * np.pi * (1600 + 400)))


def test_no_building_no_mirror() -> None:
    assert not reflected_unit_density(SOURCES, np.array([[20.0, 0.0, 30.0]]), wall_faces([])).any()
