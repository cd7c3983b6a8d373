"""Bearings count from true north at each antenna, wherever the plane's origin is: against pyproj's geodesics."""

import numpy as np
import pytest
from pyproj import Geod

import emfassess as emf
from builders.stations import carrier, parabolic, station
from emfassess.exposure.uncertainty import Shift, shifted
from emfassess.field import sources_of
from emfassess.geometry import antenna_axes, axes_angles
from emfassess.stations import Antenna, Station

EARTH = Geod(ellps="WGS84")
LONGITUDE, LATITUDE = 10.0, 60.0


def far_station(bearing: float, away: float, half_width: float = 2.0, **offset: float) -> tuple[Station, float, float]:
    """Station at a distance whose narrow beam is turned towards the origin, its azimuth and its true distance."""
    longitude, latitude, back = EARTH.fwd(LONGITUDE, LATITUDE, bearing, away)
    pattern = parabolic(20.0, horizontal=2 * half_width, vertical=30.0)
    made = station(
        carrier(100.0),
        id="far",
        longitude=longitude,
        latitude=latitude,
        pattern=pattern,
        azimuth_deg=back % 360,
        **offset,
    )
    return made, back % 360, away


@pytest.mark.parametrize("bearing", [90.0, 250.0, 5.0])
def test_an_antenna_130_km_away_that_is_turned_towards_a_place_has_its_peak_there(bearing: float) -> None:
    far, azimuth, away = far_station(bearing, 130_000.0)
    near = station(longitude=LONGITUDE, latitude=LATITUDE)
    density = emf.power_density([near, far], [[0.0, 0.0, 35.0]])[1, 0]
    # by hand: 100 W, 20 dBi, 130 km in free space over a level plane
    assert density == pytest.approx(100.0 * 100.0 / (4 * np.pi * away**2), rel=1e-4)
    # the meridians meet: towards the east or west the azimuth is more than a degree off that in the plane, half the beam
    if bearing != 5.0:
        assert abs((azimuth - bearing - 180.0 + 180.0) % 360.0 - 180.0) > 1.0


def test_an_offset_from_a_far_station_counts_from_its_own_north() -> None:
    far, _, _ = far_station(90.0, 130_000.0, north_m=100.0)
    source = sources_of([station(longitude=LONGITUDE, latitude=LATITUDE), far])
    longitude, latitude, _ = EARTH.fwd(far.longitude, far.latitude, 0.0, 100.0)
    azimuth, _, distance = EARTH.inv(LONGITUDE, LATITUDE, longitude, latitude)
    place = distance * np.array([np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))])
    assert source.position[1, :2] == pytest.approx(place, abs=0.01)


def test_stations_on_one_meridian_are_not_turned() -> None:
    far = station(id="far", longitude=LONGITUDE, latitude=LATITUDE + 1.0, azimuth_deg=33.0)
    source = sources_of([station(longitude=LONGITUDE, latitude=LATITUDE), far])
    assert source.axes[1].tolist() == antenna_axes(33.0, 0.0).tolist()


def test_a_station_by_itself_has_the_bearings_of_its_file() -> None:
    antennas = tuple(Antenna(f"A{k}", parabolic(), 30.0, 120.0 * k, (carrier(),)) for k in range(3))
    made = Station("S1", "S1", "A", LONGITUDE, LATITUDE, antennas)
    azimuth, tilt = axes_angles(sources_of([made]).axes)
    assert azimuth % 360 == pytest.approx([0.0, 120.0, 240.0])
    assert tilt == pytest.approx([0.0] * 3)


def test_an_antenna_that_is_shifted_keeps_its_own_north() -> None:
    far, _, _ = far_station(90.0, 130_000.0)
    source = sources_of([station(longitude=LONGITUDE, latitude=LATITUDE), far])
    moved = shifted(source, Shift(azimuth_deg=3.0, tilt_deg=2.0))
    azimuth, tilt = axes_angles(source.axes)
    azimuth_moved, tilt_moved = axes_angles(moved.axes)
    assert azimuth_moved - azimuth == pytest.approx([3.0, 3.0])
    assert tilt_moved - tilt == pytest.approx([2.0, 2.0])
