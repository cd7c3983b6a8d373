"""Stations in versions: what stood where on a day, and which changes ask for a new measurement."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from builders.register_entries import ENGINEER
from builders.stations import carrier, isotropic, parabolic, station
from emfassess.assumptions import Assumption
from emfassess.register import Register
from emfassess.register.changes import changes
from emfassess.register.stations import (
    add_station,
    add_stations,
    changes_of,
    dismantle_station,
    history,
    station_on,
    stations_on,
)
from emfassess.stations import Carrier, Source, Station

JANUARY, MARCH, JUNE, JULY = (datetime.date(2026, month, 1) for month in (1, 3, 6, 7))


def same(one: Station | None, other: Station) -> bool:
    """Whether two stations agree to the last sample; patterns compare by identity, so they are compared apart."""
    assert one is not None
    pattern = isotropic()
    for mine, its in zip(one.antennas, other.antennas, strict=True):
        for key in ("horizontal_db", "vertical_db", "vertical_weight"):
            assert np.array_equal(getattr(mine.pattern, key), getattr(its.pattern, key))
        for key in ("name", "gain_dbi", "maximum_attenuation_db", "kind", "source", "assumptions"):
            assert getattr(mine.pattern, key) == getattr(its.pattern, key)
    bare = [replace(s, antennas=tuple(replace(a, pattern=pattern) for a in s.antennas)) for s in (one, other)]
    return bare[0] == bare[1]


def test_a_station_comes_back_as_it_was_put_in(register: Register) -> None:
    whole = replace(
        station(
            Carrier("NR", "A", 3500.0, 100.0, eirp_w=500.0, duty_cycle=0.75, power_reduction_factor=0.25),
            carrier(operator="B <script>"),
            pattern=parabolic(),
            radiating_length_m=1.3,
            rows=8,
        ),
        name="文三路 1 号 =cmd|",
        support="rooftop",
        ground_elevation_m=12.5,
        source=Source("a.toml", "0" * 64),
        assumptions=(Assumption("feeder-loss-zero", (("loss", "0"),), ("S1/A1",)),),
    )
    add_station(register, whole, JANUARY, ENGINEER)
    assert same(station_on(register, "S1", JUNE, ENGINEER), whole)


def test_what_stood_there_depends_on_the_day(register: Register) -> None:
    for day, power in ((JANUARY, 20.0), (JUNE, 40.0), (MARCH, 30.0)):  # the one in between is told last
        add_station(register, station(carrier(power)), day, ENGINEER)

    def power_on(day: datetime.date) -> float | None:
        found = station_on(register, "S1", day, ENGINEER)
        return found.antennas[0].carriers[0].power_w if found else None

    assert power_on(datetime.date(2025, 12, 31)) is None
    assert [power_on(day) for day in (JANUARY, datetime.date(2026, 2, 28), MARCH, JUNE)] == [20.0, 20.0, 30.0, 40.0]


def test_a_version_that_says_the_same_is_not_kept_twice(register: Register) -> None:
    first = add_station(register, station(height_m=30.0), JANUARY, ENGINEER)
    unchanged = replace(station(height_m=30), source=Source("other comment.toml", "1" * 64))
    assert add_station(register, unchanged, JUNE, ENGINEER) == first
    assert len(history(register, "S1", ENGINEER)) == 1


def test_a_correction_replaces_a_version_that_stays_readable(register: Register) -> None:
    wrong = add_station(register, station(carrier(20.0)), JANUARY, ENGINEER)
    right = add_station(register, station(carrier(200.0)), JANUARY, ENGINEER, corrects=wrong, reason="a zero was lost")
    assert same(station_on(register, "S1", JUNE, ENGINEER), station(carrier(200.0)))
    versions = history(register, "S1", ENGINEER)
    assert [(v.key, v.corrects, v.reason) for v in versions] == [(wrong, None, ""), (right, wrong, "a zero was lost")]
    assert changes_of(register, "S1", ENGINEER) == ()  # the station never changed: what was known of it did


@pytest.mark.parametrize(("id", "reason", "fault"), [("S1", "", "needs a reason"), ("S2", "x", "no current version")])
def test_a_correction_needs_a_reason_and_its_own_station(register: Register, id: str, reason: str, fault: str) -> None:  # noqa: A002
    wrong = add_station(register, station(), JANUARY, ENGINEER)
    with pytest.raises(ValueError, match=fault):
        add_station(register, station(carrier(1.0), id=id), JANUARY, ENGINEER, corrects=wrong, reason=reason)


def test_a_version_is_corrected_once(register: Register) -> None:
    wrong = add_station(register, station(), JANUARY, ENGINEER)
    add_station(register, station(carrier(1.0)), JANUARY, ENGINEER, corrects=wrong, reason="x")
    with pytest.raises(ValueError, match="no current version"):
        add_station(register, station(carrier(2.0)), JANUARY, ENGINEER, corrects=wrong, reason="x")


def test_a_dismantled_station_stands_until_that_day(register: Register) -> None:
    add_stations(register, [station(), station(id="S2")], JANUARY, ENGINEER)
    dismantle_station(register, "S1", JUNE, ENGINEER, "lease ended")
    assert [s.id for s in stations_on(register, MARCH, ENGINEER)] == ["S1", "S2"]
    assert [s.id for s in stations_on(register, JUNE, ENGINEER)] == ["S2"]
    assert station_on(register, "S1", JULY, ENGINEER) is None
    with pytest.raises(ValueError, match="no station 'S1' exists on"):
        dismantle_station(register, "S1", JULY, ENGINEER)


def test_many_stations_are_kept_together_or_not_at_all(register: Register) -> None:
    broken = station(id="S3")
    object.__setattr__(broken, "name", "a\x00b")
    with pytest.raises(ValueError, match="character NUL"):
        add_stations(register, [station(), broken], JANUARY, ENGINEER)
    assert stations_on(register, JULY, ENGINEER) == ()


def test_a_pattern_is_kept_once_for_all_stations(register: Register) -> None:
    add_stations(register, [station(id=f"S{n}", pattern=parabolic()) for n in range(5)], JANUARY, ENGINEER)
    found = stations_on(register, JANUARY, ENGINEER)
    assert len({id(s.antennas[0].pattern) for s in found}) == 1


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (station(carrier(20.0), carrier(20.0, 1800.0)), ["carrier"]),
        (station(carrier(20.1)), ["power"]),
        (station(carrier(20.0), carrier(5.0)), ["power"]),  # a second transmitter on the same channel
        (station(carrier(20.0), electrical_tilt_deg=2.0), ["tilt"]),
        (station(carrier(20.0), mechanical_tilt_deg=-1.0), ["tilt"]),
        (station(carrier(20.0), azimuth_deg=10.0), ["azimuth"]),
        (station(carrier(20.0), height_m=28.0), ["height"]),
        (station(carrier(20.0), longitude=120.001), ["position"]),
        (station(carrier(20.0), pattern=parabolic(0.0)), ["antenna"]),
        (station(carrier(10.0)), []),
        (station(carrier(20.0)), []),
    ],
)
def test_what_may_raise_a_level_is_a_change(after: Station, kinds: list[str]) -> None:
    assert [change.kind for change in changes(station(carrier(20.0)), after)] == kinds


def test_more_gain_or_less_averaging_is_more_power() -> None:
    before = station(carrier(20.0, duty_cycle=0.5, power_reduction_factor=0.25))
    assert [c.kind for c in changes(before, station(carrier(20.0, duty_cycle=0.75, power_reduction_factor=0.1)))] == [
        "power"
    ]
    assert [c.kind for c in changes(before, station(carrier(20.0, duty_cycle=0.5, power_reduction_factor=0.3)))] == [
        "power"
    ]
    stronger = station(carrier(20.0, duty_cycle=0.5, power_reduction_factor=0.25), pattern=isotropic(3.0))
    assert "power" in [c.kind for c in changes(before, stronger)]


def test_a_version_told_late_is_compared_with_both_neighbours(register: Register) -> None:
    """100 W, then 100 W again looks unchanged, until it is told that there were 50 W in between."""
    add_station(register, station(carrier(100.0)), JANUARY, ENGINEER)
    add_station(register, station(carrier(100.0), height_m=31.0), JUNE, ENGINEER)
    add_station(register, station(carrier(50.0)), MARCH, ENGINEER)
    found = {(day, change.kind) for day, change in changes_of(register, "S1", ENGINEER)}
    assert found == {(JUNE, "height"), (JUNE, "power")}
