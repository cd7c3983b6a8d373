"""What of the register everybody may see, and what an engineer sees at a glance."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from builders.register_entries import (
    COLLEAGUE,
    ENGINEER,
    LIMITS,
    REGULATOR,
    described,
    judgement,
    measurement_file,
    points,
)
from builders.stations import carrier, station
from emfassess.register import PUBLIC, Register
from emfassess.register.assessments import add_assessment
from emfassess.register.campaigns import add_import
from emfassess.register.due import due, public_due_day
from emfassess.register.enquiries import Enquiry, add_enquiry
from emfassess.register.nearest_measurement import last_published_measurement_near
from emfassess.register.overview import overview, published_assessment, published_stations, results
from emfassess.register.publication import draft, publish, review, withdraw
from emfassess.register.stations import add_station, dismantle_station

DAY = datetime.date(2026, 1, 5)
TODAY = datetime.date(2026, 3, 1)
EVERYWHERE = (120.0, 30.0, 40_000.0, TODAY)


def stated(register: Register, station_id: str = "S1", **more: object) -> int:
    """A recorded judgement of a station."""
    return add_assessment(register, judgement(station_id=station_id, **more), {"a": 1}, LIMITS, ENGINEER)  # type: ignore[arg-type]


def published(register: Register, key: int) -> int:
    draft(register, key, ENGINEER)
    review(register, key, COLLEAGUE)
    publish(register, key, COLLEAGUE)
    return key


def test_the_public_sees_published_results_only_and_an_engineer_the_newest(register: Register) -> None:
    add_station(register, station(), DAY, ENGINEER)
    add_station(register, station(id="S2", latitude=30.01), DAY, ENGINEER)
    out = published(register, stated(register, ratio=0.2))
    newer = stated(register, ratio=0.4, day="2026-02-20")
    hidden = stated(register, "S2")
    draft(register, hidden, ENGINEER)
    seen = overview(register, PUBLIC)
    assert list(seen["assessment"]) == [out]
    assert (seen["name"][0], seen["standard"][0], seen["longitude"][0]) == ("name of S1", "TEST", 120.0)
    inside = overview(register, ENGINEER)
    assert list(inside["assessment"]) == [newer, hidden]
    assert list(inside["state"]) == ["recorded", "draft"]
    assert list(results(register, ENGINEER)["assessment"]) == [out, hidden, newer]
    assert published_assessment(register, "S1", "computed") == out
    assert published_assessment(register, "S2", "computed") is None
    withdraw(register, out, REGULATOR, "wrong tilt")
    assert overview(register, PUBLIC).empty
    assert published_stations(register, *EVERYWHERE).stations == ()


def test_a_station_changed_since_its_publication_counts_as_one_without(register: Register) -> None:
    add_station(register, station(), DAY, ENGINEER)
    published(register, stated(register))
    found = published_stations(register, *EVERYWHERE)
    assert ([s.id for s in found.stations], found.without) == (["S1"], 0)
    add_station(register, station(carrier(power_w=80.0)), datetime.date(2026, 2, 15), ENGINEER)
    found = published_stations(register, *EVERYWHERE)
    assert (found.stations, found.without) == ((), 1)
    assert published_stations(register, 120.0, 30.0, 40_000.0, datetime.date(2026, 2, 14)).without == 0
    dismantle_station(register, "S1", datetime.date(2026, 2, 20), ENGINEER)
    assert published_stations(register, *EVERYWHERE).without == 0


def test_stations_beyond_the_distance_are_left_out_on_both_sides_of_the_date_line(register: Register) -> None:
    for name, longitude in (("E", 179.99), ("W", -179.99), ("F", 178.0)):
        add_station(register, station(id=name, longitude=longitude, latitude=0.0), DAY, ENGINEER)
    assert published_stations(register, 179.999, 0.0, 5_000.0, TODAY).without == 2


def test_everybody_sees_the_last_measurement_only_when_its_result_is_out(register: Register, tmp_path: Path) -> None:
    add_station(register, station(), DAY, ENGINEER)
    add_import(register, measurement_file(tmp_path, points({"P1": 0.5}), "C1", points=(described("P1"),)), ENGINEER)
    found = replace(judgement(), basis="measured", campaign_id="C1", scenario="as measured")
    key = add_assessment(register, found, {}, LIMITS, ENGINEER)
    assert last_published_measurement_near(register, 120.0, 30.0, TODAY) is None
    published(register, key)
    near = last_published_measurement_near(register, 120.0, 30.0, TODAY)
    assert near is not None
    assert near.field_strength_v_m == 0.5


def test_a_complaint_moves_the_day_of_the_engineers_and_not_that_of_the_public(register: Register) -> None:
    add_station(register, station(), DAY, ENGINEER)
    assert public_due_day(register, "S1", TODAY) is None
    published(register, stated(register))
    first = datetime.date(2026, 2, 4)  # thirty days from the fifth of January
    assert public_due_day(register, "S1", TODAY) == first
    asked = datetime.date(2026, 1, 2)
    add_enquiry(register, Enquiry("complaint", 120.0, 30.0, "Why?", asked, station_id="S1"), PUBLIC)
    assert due(register, TODAY, ENGINEER)["due_on"][0].date() == datetime.date(2026, 2, 1)
    assert public_due_day(register, "S1", TODAY) == first


@pytest.mark.usefixtures("register")
def test_an_empty_register_has_an_empty_overview(register: Register) -> None:
    assert overview(register, ENGINEER).empty
    assert published_stations(register, *EVERYWHERE).without == 0
