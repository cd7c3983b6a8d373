"""One action a hot spot, with the station that causes it: opened, repeated, closed."""

import datetime
import json
from typing import Any

import pytest
from sqlalchemy import text

from builders.register_entries import ENGINEER, LIMITS, judgement
from builders.stations import station
from emfassess.cli.answers.actions import action_lines, action_rows, ranking_lines, ranking_rows
from emfassess.language import language
from emfassess.register import Register
from emfassess.register.actions import actions, close_action
from emfassess.register.assessments import add_assessment, assessments
from emfassess.register.overview import overview
from emfassess.register.ranking import ranking
from emfassess.register.stations import add_station

TODAY = datetime.date(2026, 3, 1)
HERE = 120.0
THERE = 120.001  # at 30 degrees north 96 m away


@pytest.fixture(autouse=True)
def two_stations(register: Register) -> None:
    for name, longitude in (("S1", HERE), ("S2", THERE)):
        made = station(id=name, longitude=longitude)
        add_station(register, made, datetime.date(2026, 1, 5), ENGINEER)


def spot(cause: str = "S1", antenna: str = "A1", longitude: float = HERE, number: str = "") -> dict[str, Any]:
    """A hot spot: 150 % of the limit, of which S1 adds 120 and S2 30."""
    sources = [("S1", "Operator A", 1.2), ("S2", "Operator B", 0.3)]
    return {
        "id": f"{cause}/{antenna}{number}",
        "cause": {"station_id": cause, "antenna_id": antenna, "operator": "Operator A"},
        "exposure_ratio": 1.5,
        "longitude": longitude,
        "latitude": 30.0,
        "height_m": 1.7,
        "distance_m": 12.0,
        "bearing_deg": 90.0,
        "area_m2": 40.0,
        "farthest_m": 16.0,
        "lowest_height_m": 1.0,
        "sources": [{"station_id": s, "operator": o, "exposure_ratio": r} for s, o, r in sources],
    }


def record(*spots: dict[str, Any], cause: str = "S1") -> dict[str, Any]:
    return {"hot_spots": list(spots), "cause": {"station_id": cause, "antenna_id": "A1", "operator": "Operator A"}}


def exceeded(register: Register, name: str, day: str, *spots: dict[str, Any], cause: str = "S1") -> int:
    own = 1.2 if name == "S1" else 0.3
    found = judgement("exceeds", 1.5, day, name, cause=f"{cause}/A1", own_exposure_ratio=own)
    return add_assessment(register, found, record(*spots, cause=cause), LIMITS, ENGINEER)


def complied(register: Register, name: str, day: str) -> int:
    return add_assessment(register, judgement(day=day, station_id=name), record(cause=name), LIMITS, ENGINEER)


def names(register: Register) -> list[str]:
    return [action.subject.hot_spot for action in actions(register, ENGINEER)]


def test_the_station_that_causes_it_has_the_action_and_its_neighbour_none(register: Register) -> None:
    exceeded(register, "S2", "2026-02-10", spot())
    assert actions(register, ENGINEER) == ()
    exceeded(register, "S1", "2026-02-10", spot())
    (action,) = actions(register, ENGINEER)
    assert (action.station_id, action.subject.hot_spot, action.subject.antenna) == ("S1", "S1/A1", "S1/A1")
    assert [(s.station_id, s.exposure_ratio) for s in action.subject.shares] == [("S1", 1.2), ("S2", 0.3)]
    exceeded(register, "S2", "2026-02-11", spot())
    exceeded(register, "S1", "2026-02-11", spot())
    (again,) = actions(register, ENGINEER)
    assert [event.kind for event in again.events] == ["repeated"]
    close_action(register, again.key, complied(register, "S1", "2026-02-20"), ENGINEER)
    assert actions(register, ENGINEER) == ()


def test_lists_name_place_cause_and_share(register: Register) -> None:
    """Of 150 % S1 adds 120, that is 80 % of it, and S2 30, that is 20 %."""
    exceeded(register, "S1", "2026-02-10", spot())
    exceeded(register, "S2", "2026-02-10", spot())
    spoken = language("en")
    _, below = action_lines(action_rows(register, ENGINEER, None, False), spoken)
    assert " ".join(below.split()) == (
        "hot spot S1/A1: 150 % of the limit, 12 m from the station, 1.7 m above the ground; caused by S1/A1; "
        "shares: S1 (Operator A) 80.0 %, S2 (Operator B) 20.0 %"
    )
    seen = overview(register, ENGINEER)
    assert list(seen["cause"]) == ["S1/A1", "S1/A1"]
    assert list(seen["own_exposure_ratio"]) == [1.2, 0.3]
    ranked = ranking(register, TODAY, ENGINEER)
    assert list(ranked["station_id"]) == ["S1", "S2"]
    assert list(ranked["own_share"]) == pytest.approx([0.8, 0.2])
    lines = [" ".join(line.split()) for line in ranking_lines(ranking_rows(register, TODAY, ENGINEER), spoken)]
    assert "caused by S1/A1)" in lines[0]
    assert "caused by S1/A1, own share 20.0 %" in lines[1]


def test_who_causes_it_is_ranked_before_a_neighbour_with_a_greater_score(register: Register) -> None:
    exceeded(register, "S1", "2026-02-10", spot())
    louder = judgement("exceeds", 9.0, station_id="S2", cause="S1/A1", own_exposure_ratio=0.1)
    add_assessment(register, louder, record(spot()), LIMITS, ENGINEER)
    assert list(ranking(register, TODAY, ENGINEER)["station_id"]) == ["S1", "S2"]


def test_each_hot_spot_has_its_own_action_and_closes_alone(register: Register) -> None:
    exceeded(register, "S1", "2026-02-10", spot(), spot(antenna="A2"))
    assert names(register) == ["S1/A1", "S1/A2"]
    first, second = (action.key for action in actions(register, ENGINEER))
    repaired = exceeded(register, "S1", "2026-02-12", spot(antenna="A2"))
    close_action(register, first, repaired, ENGINEER)
    with pytest.raises(ValueError, match="its verdict is exceeds"):
        close_action(register, second, repaired, ENGINEER)
    assert names(register) == ["S1/A2"]
    assert [event.kind for event in actions(register, ENGINEER)[0].events] == ["repeated"]


def test_hot_spots_of_one_antenna_are_known_again_by_their_place(register: Register) -> None:
    """Of two the western one is repaired: the other loses its number and comes again, 1 m further."""
    exceeded(register, "S1", "2026-02-10", spot(number="#1"), spot(longitude=THERE, number="#2"))
    west, east = (action.key for action in actions(register, ENGINEER))
    repaired = exceeded(register, "S1", "2026-02-12", spot(longitude=THERE + 1e-5))
    assert [[event.kind for event in action.events] for action in actions(register, ENGINEER)] == [[], ["repeated"]]
    with pytest.raises(ValueError, match="its verdict is exceeds"):
        close_action(register, east, repaired, ENGINEER)
    close_action(register, west, repaired, ENGINEER)
    assert [action.key for action in actions(register, ENGINEER)] == [east]


def test_a_hot_spot_that_came_back_outweighs_older_evidence(register: Register) -> None:
    exceeded(register, "S1", "2026-02-10", spot(), spot(antenna="A2"))
    first = actions(register, ENGINEER)[0].key
    without = exceeded(register, "S1", "2026-02-12", spot(antenna="A2"))
    back = exceeded(register, "S1", "2026-02-14", spot())
    with pytest.raises(ValueError, match=f"assessment {back} of the same is newer and does not comply"):
        close_action(register, first, without, ENGINEER)


def test_a_measurement_above_the_limit_is_the_action_that_waits_already(register: Register) -> None:
    """What is above the limit without a named hot spot is about the station as a whole."""
    exceeded(register, "S1", "2026-02-10", spot())
    whole = judgement("exceeds", 1.4, "2026-02-11")
    add_assessment(register, whole, {"verdict": "exceeds"}, LIMITS, ENGINEER)
    assert names(register) == ["S1/A1"]


@pytest.mark.parametrize("unclear", ["conditionally_compliant", "not_assessable"])
def test_an_unclear_verdict_opens_one_action_to_measure(register: Register, unclear: str) -> None:
    for day in ("2026-02-10", "2026-02-11"):
        add_assessment(register, judgement(unclear, 0.9, day), record(), LIMITS, ENGINEER)
    (action,) = actions(register, ENGINEER)
    assert action.what == "show by a better assessment or measurement that the level complies"
    assert not action.subject


def test_a_level_that_only_the_decision_rule_lifts_above_the_limit_has_an_action(register: Register) -> None:
    """At 90 % of the limit nothing is a hot spot; with what exceeds the target uncertainty added it is above."""
    add_assessment(register, judgement("exceeds", 0.9), record(), LIMITS, ENGINEER)
    (action,) = actions(register, ENGINEER)
    again = add_assessment(register, judgement("exceeds", 0.9, "2026-02-12"), record(), LIMITS, ENGINEER)
    with pytest.raises(ValueError, match="its verdict is exceeds"):
        close_action(register, action.key, again, ENGINEER)


def test_an_unclear_verdict_of_an_earlier_version_stays_readable_and_is_not_made_anew(register: Register) -> None:
    with pytest.raises(ValueError, match="a verdict of earlier versions"):
        add_assessment(register, judgement("indeterminate", 0.9), {}, LIMITS, ENGINEER)
    key = add_assessment(register, judgement("not_assessable", 0.9), {}, LIMITS, ENGINEER)
    with register.engine.connect().execution_options(emfassess_writes=True) as connection, connection.begin():
        copied = connection.execute(text("SELECT * FROM assessments")).mappings().one()
        row = {**copied, "key": key + 1, "verdict": "indeterminate"}
        listed, given = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO assessments ({listed}) VALUES ({given})"), row)
    assert assessments(register, ENGINEER, "S1")[0].judgement.verdict == "indeterminate"
    assert set(ranking(register, TODAY, ENGINEER)["group"]) == {"unknown"}
    assert json.dumps(ranking_rows(register, TODAY, ENGINEER))
