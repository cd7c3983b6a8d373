"""Hot spots and sections of zones equal what `emfassess points` computes on whole metres, counted one by one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import emfassess as emf
from builders.brute_force import brute_force_spots, section_points, unequal
from builders.stations import carrier, parabolic, station
from emfassess.assessment.assess import assess
from emfassess.geometry import LocalFrame
from emfassess.jobs.plan import Plan, read_plan
from emfassess.stations import Station
from emfassess.zones.station_zones import station_zones

ROOT = Path(__file__).parents[2]
GB = emf.load_limits("gb-8702-2014")
STREET = LocalFrame(120.0, 30.0)


def made(id: str, east: float, north: float, height_m: float, **more: object) -> Station:  # noqa: A002
    longitude, latitude = STREET.longitude_latitude(np.array([east]), np.array([north]))
    panel = parabolic(17.0, 65.0, 10.0)
    one = station(
        carrier(80.0),
        id=id,
        pattern=panel,
        height_m=height_m,
        mechanical_tilt_deg=more.pop("tilt", 10.0),
        longitude=float(longitude[0]),
        latitude=float(latitude[0]),
    )
    return replace(one, **more)  # type: ignore[arg-type]


STATIONS = (
    made("LOW", 0.0, 0.0, 6.0),
    made("MAST", 60.0, 7.0, 5.0, tilt=60.0, support="mast"),
    made("HIGH", -40.0, 30.0, 30.0),
)
"""A low roof that radiates onto the ground in front of it, a mast that radiates onto its own foot, a tall roof."""


@pytest.mark.parametrize("index", [0, 1, 2])
def test_hot_spots_of_a_small_network_are_those_counted_on_whole_metres(index: int) -> None:
    ordered = (STATIONS[index], *STATIONS[:index], *STATIONS[index + 1 :])
    found = assess(ordered, GB, subjects=[ordered[0]], draws=0)
    own = [spot for spot in found.hot_spots if spot.station_id == ordered[0].id]
    plan = Plan(STATIONS, GB)
    assert unequal(plan, ordered[0], own, brute_force_spots(plan, ordered[0], 60)) == []
    assert bool(own) == (index < 2)


def test_the_foot_of_a_mast_is_no_place_whoever_looks() -> None:
    spots = brute_force_spots(Plan(STATIONS, GB), STATIONS[1], 30)
    seen = assess(STATIONS, GB, subjects=[STATIONS[0]], draws=0).hot_spots
    assert sum(spot.area for spot in seen if spot.station_id == "MAST") == sum(spot.count for spot in spots)


def test_neighbours_tell_the_same_of_a_hot_spot() -> None:
    told = [
        [
            (spot.station_id, spot.antenna_id, spot.area, round(spot.farthest, 6), spot.lowest_height)
            for spot in assess((one, *(s for s in STATIONS if s is not one)), GB, subjects=[one], draws=0).hot_spots
        ]
        for one in STATIONS
    ]
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize(("index", "height"), [(0, 0.0), (0, 1.7), (1, 1.7), (2, 1.7), (0, 5.0)])
def test_the_section_of_a_zone_holds_the_points_above_the_limit(index: int, height: float) -> None:
    one = STATIONS[index]
    (section,) = station_zones(one, [GB], heights=[height])[-1].sections
    count, farthest = section_points(Plan(STATIONS, GB), one, height, 80)
    assert section.empty == (farthest is None)
    if farthest is not None:
        assert farthest - 1e-6 <= section.reach <= farthest + 1.5
        # a cell counts where its middle is above: its outline may cut off half a cell all around
        assert section.area == pytest.approx(count, rel=0.05, abs=4.0)


def test_a_shipped_hot_spot_is_the_one_counted_on_whole_metres() -> None:
    plan = read_plan([ROOT / "stations" / "natal-tirol.csv"], folder=ROOT, limit="gb-8702-2014")
    mine = next(station for station in plan.stations if station.id == "665756836")
    frame = LocalFrame(mine.longitude, mine.latitude)
    near = [
        s for s in plan.stations if s is not mine and np.hypot(*frame.east_north([s.longitude], [s.latitude]))[0] < 1000
    ]
    some = replace(plan, stations=(mine, *near))
    found = assess(some.stations, plan.limits, subjects=[mine], draws=0)
    (own,) = [spot for spot in found.hot_spots if spot.station_id == mine.id]
    assert own.antenna_id == "A1"
    assert unequal(some, mine, found.hot_spots, brute_force_spots(some, mine)) == []
