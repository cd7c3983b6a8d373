"""Bearings, tilts and the local plane, against what can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess.geometry import LocalFrame, antenna_angles, antenna_axes, bearing

angles = st.floats(-720, 720)


@pytest.mark.parametrize(
    ("azimuth", "expected"),
    [(0, (0, 1, 0)), (90, (1, 0, 0)), (180, (0, -1, 0)), (270, (-1, 0, 0))],
)
def test_azimuth_is_a_compass_bearing(azimuth: float, expected: tuple[float, ...]) -> None:
    assert antenna_axes(azimuth, 0)[0] == pytest.approx(expected, abs=1e-12)


def test_tilt_points_down() -> None:
    # by hand: 30 degrees below a level boresight to the north
    assert antenna_axes(0, 30)[0] == pytest.approx((0, np.cos(np.pi / 6), -0.5))


@given(azimuth=angles, tilt=st.floats(-90, 90))
def test_axes_are_orthonormal_and_right_is_clockwise(azimuth: float, tilt: float) -> None:
    axes = antenna_axes(azimuth, tilt)
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    # seen from above, clockwise turns boresight towards right: boresight x up = right in a right-handed frame
    assert np.cross(axes[0], axes[2]) == pytest.approx(axes[1], abs=1e-12)


def test_depression_angle_of_the_oet_example() -> None:
    # FCC OET Bulletin 65, pp. 21-22: 48 m down over 20 m is about 68 degrees (67.38 by arctangent)
    distance, azimuth, elevation = antenna_angles([0.0, 20.0, -48.0], antenna_axes(0, 0))
    assert distance == pytest.approx(52.0)
    assert azimuth == pytest.approx(0.0)
    assert -elevation == pytest.approx(68, abs=0.9)


def test_a_point_east_of_a_northward_antenna_lies_90_degrees_clockwise() -> None:
    _, azimuth, _ = antenna_angles([1.0, 0.0, 0.0], antenna_axes(0, 0))
    assert azimuth == pytest.approx(90)


@given(azimuth=angles, turn=angles, tilt=st.floats(-30, 30))
def test_turning_antenna_and_point_together_changes_nothing(azimuth: float, turn: float, tilt: float) -> None:
    rad = np.radians(turn)
    clockwise = np.array([[np.cos(rad), np.sin(rad), 0], [-np.sin(rad), np.cos(rad), 0], [0, 0, 1]])
    point = np.array([30.0, 40.0, -12.0])
    first = antenna_angles(point, antenna_axes(azimuth, tilt))
    second = antenna_angles(clockwise @ point, antenna_axes(azimuth + turn, tilt))
    assert first[0] == pytest.approx(second[0])
    assert np.cos(np.radians(first[1] - second[1])) == pytest.approx(1)
    assert first[2] == pytest.approx(second[2], abs=1e-9)


def test_one_minute_of_latitude_is_a_nautical_mile() -> None:
    # 1852 m by definition; on WGS 84 1843 m at the equator to 1862 m at the poles
    _, north = LocalFrame(10.0, 45.0).east_north(10.0, 45.0 + 1 / 60)
    assert north == pytest.approx(1852, abs=2)


@given(east=st.floats(-20_000, 20_000), north=st.floats(-20_000, 20_000))
def test_places_come_back(east: float, north: float) -> None:
    frame = LocalFrame(120.1, 30.2)
    assert frame.east_north(*frame.longitude_latitude(east, north)) == pytest.approx((east, north), abs=1e-3)


@pytest.mark.parametrize(("vector", "expected"), [((0, 1), 0), ((1, 0), 90), ((0, -1), 180), ((-1, 0), 270)])
def test_bearings(vector: tuple[float, float], expected: float) -> None:
    assert bearing(*vector) == pytest.approx(expected)
