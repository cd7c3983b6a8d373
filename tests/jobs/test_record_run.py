"""A run into the register: of two stations the one that causes the exceedance has the action; repaired, it closes."""

import datetime
from collections.abc import Iterator
from math import pi
from pathlib import Path

import pytest

from builders.stations import carrier, station
from emfassess.jobs.plan import Plan
from emfassess.jobs.record_run import causes_elsewhere, record_run
from emfassess.jobs.run import write_run
from emfassess.readers.limit_sets import load_limits
from emfassess.register import Actor, Register, open_register
from emfassess.register.actions import actions, close_action
from emfassess.register.assessments import assessments
from emfassess.register.stations import add_station
from emfassess.stations import Station

ENGINEER = Actor("Li", frozenset({"engineer"}))
START = datetime.date(2026, 1, 5)
APART = 20 / 96486.0
"""20 m of longitude at 30 degrees north, where a degree has 96 486 m. [deg]"""


LIMIT = 12.0**2 / 376.73
"""GB 8702-2014 at 900 MHz: 12 V/m, as power density of a plane wave. [W/m2]"""


def two(power_w: float) -> tuple[Station, Station]:
    """S1 radiates 3.3 m above the ground's receptors, S2 18.3 m; both alike in all directions.

    With 200 W the level below S1 is 200 / (4 pi 3.3^2) = 1.461 W/m2, and S2 adds 300 / (4 pi (18.3^2 + 20^2)) =
    0.0325 W/m2, 8.5 % of the limit: it is a relevant source there. With 20 W the level below S1 is 0.146 + 0.033 W/m2, 47 %.
    """
    return (
        station(carrier(power_w=power_w), height_m=5.0),
        station(carrier(power_w=300.0), id="S2", height_m=20.0, longitude=120.0 + APART),
    )


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Register]:
    """A register with both stations."""
    opened = open_register(f"sqlite:///{tmp_path}/register.sqlite", lambda: datetime.datetime.now(datetime.UTC))
    for made in two(200.0):
        add_station(opened, made, START, ENGINEER)
    yield opened
    opened.close()


def recorded(register: Register, folder: Path, power_w: float, day: datetime.date, *only: str) -> dict[str, int]:
    """Assess both stations, or some, and record the run; keys by station."""
    plan = Plan(two(power_w), load_limits("gb-8702-2014"), day=day, radius=60.0)
    write_run(plan, folder / str(day), only=only or None)
    return {name: key for name, key, _ in record_run(register, folder / str(day), day, ENGINEER)}


def test_of_two_stations_the_one_that_causes_it_has_the_action(kept: Register, tmp_path: Path) -> None:
    recorded(kept, tmp_path, 200.0, datetime.date(2026, 2, 10))
    found = {name: assessments(kept, ENGINEER, name)[0].judgement for name in ("S1", "S2")}
    assert {name: judgement.verdict for name, judgement in found.items()} == {"S1": "exceeds", "S2": "exceeds"}
    assert {judgement.cause for judgement in found.values()} == {"S1/A1"}
    (action,) = actions(kept, ENGINEER)
    assert (action.station_id, action.subject.hot_spot) == ("S1", "S1/A1")
    shares = {share.station_id: share.exposure_ratio for share in action.subject.shares}
    assert shares["S1"] == pytest.approx(200 / (4 * pi * 3.3**2) / LIMIT, rel=1e-3)
    assert shares["S2"] == pytest.approx(300 / (4 * pi * (18.3**2 + 20**2)) / LIMIT, rel=0.01)

    repaired = recorded(kept, tmp_path, 20.0, datetime.date(2026, 2, 20))
    assert assessments(kept, ENGINEER, "S2")[0].judgement.verdict == "compliant"
    close_action(kept, action.key, repaired["S1"], ENGINEER)
    assert actions(kept, ENGINEER) == ()


def test_a_hot_spot_whose_cause_was_not_assessed_is_named(kept: Register, tmp_path: Path) -> None:
    day = datetime.date(2026, 2, 10)
    recorded(kept, tmp_path, 200.0, day, "S2")
    assert actions(kept, ENGINEER) == ()
    assert causes_elsewhere(tmp_path / str(day)) == [("S1/A1", "S1")]
