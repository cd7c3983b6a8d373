"""A missing antenna height: its station is not assessable, everybody else counts the antenna at the height of the rule."""

import json
from dataclasses import replace

import pytest

import emfassess as emf
from builders.stations import carrier, isotropic, parabolic, station
from emfassess.assessment.missing_heights import antennas_without_height
from emfassess.assessment.result import Assessment
from emfassess.assumptions import Assumption
from emfassess.exposure.compliance import Verdict
from emfassess.language import language
from emfassess.publish.data.assessment_record import assessment_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.records import AssessmentRecord
from emfassess.publish.text.missing_heights import missing_height_sentence
from emfassess.register.station_json import hashed, station_from_json, station_json

GB = emf.load_limits("gb-8702-2014")


def with_missing(made: emf.Station, *antennas: str) -> emf.Station:
    where = tuple(f"{made.id}/{name}" for name in antennas) or (made.id,)
    return replace(made, assumptions=(Assumption("height-assumed", where=where),))


def two_antennas(low_power_w: float, high_power_w: float) -> emf.Station:
    """A1 at 6 m, as a rule fills in; A2 at 30 m, as stated."""
    low = station(carrier(low_power_w), pattern=isotropic(10.0), height_m=6.0)
    high = replace(low.antennas[0], id="A2", height_m=30.0, carriers=(carrier(high_power_w),))
    return replace(low, antennas=(*low.antennas, high))


def test_the_station_itself_is_not_assessable_and_says_with_and_without() -> None:
    # below A1: 100 W with 10 dBi at 4.3 m, 4.3 W/m2 and more than the 0.382 of 12 V/m; A2: 20 W at 28.3 m, 0.02 W/m2
    found = emf.assess(with_missing(two_antennas(100, 20), "A1"), GB)
    assert found.verdict is Verdict.NOT_ASSESSABLE
    assert found.heights_missing == ("S1/A1",)
    assert found.verdict_as_filled is Verdict.EXCEEDS
    assert found.known is not None
    assert found.known.verdict is Verdict.COMPLIANT
    assert found.known.max_exposure_ratio == pytest.approx(20 * 10 / (4 * 3.14159 * 28.3**2) / (144 / 376.73), rel=0.02)
    assert found.verdict_at(("ring",)) is Verdict.NOT_ASSESSABLE
    assert found.target_verdict is Verdict.NOT_ASSESSABLE


def test_an_exceedance_by_the_known_antennas_stays_one() -> None:
    # A2 alone: 20 kW with 10 dBi at 28.3 m, 19.9 W/m2
    found = emf.assess(with_missing(two_antennas(1, 20_000), "A1"), GB)
    assert found.verdict is Verdict.EXCEEDS


def test_a_station_without_any_known_height_has_no_verdict_without() -> None:
    for told in ((), ("A1", "A2")):
        found = emf.assess(with_missing(two_antennas(100, 20), *told), GB)
        assert (found.verdict, found.known) == (Verdict.NOT_ASSESSABLE, None)


def test_everybody_else_counts_it_and_says_so() -> None:
    filled = with_missing(two_antennas(100, 20), "A1")
    other = replace(station(carrier(), id="S2", pattern=parabolic()), longitude=120.001)
    found = emf.assess([other, filled], GB, subjects=[other])
    assert found.heights_missing == ()
    assert found.verdict is not Verdict.NOT_ASSESSABLE
    assert {item.where for item in found.assumptions if item.code == "height-assumed"} == {("S1/A1",)}
    (spot,) = [spot for spot in found.hot_spots if spot.station_id == "S1"]
    assert spot.antenna_id == "A1"


def record_of(found: Assessment) -> AssessmentRecord:
    return assessment_record(found, provenance_of(found))


def test_the_record_names_the_antennas_and_hot_spots_that_rest_on_the_rule() -> None:
    filled = with_missing(two_antennas(100, 20), "A1")
    other = replace(station(carrier(), id="S2", pattern=parabolic()), longitude=120.001)
    record = record_of(emf.assess([filled, other], GB, subjects=[filled]))
    assert record["verdict"] == "not_assessable"
    told = record["height_missing"]
    assert told is not None
    assert told["antennas"] == ["S1/A1"]
    assert (told["verdict_with"], told["verdict_without"]) == ("exceeds", "compliant")
    assert told["max_exposure_ratio_with"] > 1 > (told["max_exposure_ratio_without"] or 0)
    beside = record_of(emf.assess([other, filled], GB, subjects=[other]))
    assert beside["height_missing"] is None
    assert [(spot["id"], spot["height_assumed"]) for spot in beside["hot_spots"]] == [("S1/A1", True)]


@pytest.mark.parametrize(
    ("without", "ratio", "expected"),
    [
        (
            None,
            None,
            "The height of S/A1 is missing. Counted at the lowest height of such an antenna the level is 140 %",
        ),
        ("compliant", 0.4, "Without these antennas the level is 40 % of the limit; with them,"),
        ("exceeds", 1.2, "Without these antennas the level is 120 % of the limit and above it already; with them,"),
    ],
)
def test_the_headline_has_the_level_with_and_without(without: str | None, ratio: float | None, expected: str) -> None:
    told = {
        "antennas": ["S/A1"],
        "verdict_with": "exceeds",
        "max_exposure_ratio_with": 1.4,
        "verdict_without": without,
        "max_exposure_ratio_without": ratio,
    }
    assert expected in missing_height_sentence({"height_missing": told}, language("en"))
    assert missing_height_sentence({"height_missing": None}, language("en")) == ""


def test_the_register_keeps_which_antenna_it_was() -> None:
    filled = with_missing(two_antennas(100, 20), "A1")
    patterns = {hashed(antenna.pattern)[0]: antenna.pattern for antenna in filled.antennas}
    back = station_from_json(station_json(filled, lambda pattern: hashed(pattern)[0]), patterns, None)
    assert antennas_without_height(back) == ("A1",)


def test_a_stored_station_from_before_countries_keeps_its_hash() -> None:
    made = station(carrier())
    assert "country" not in station_json(made, lambda pattern: hashed(pattern)[0])
    assert json.loads(station_json(replace(made, country="BR"), lambda pattern: hashed(pattern)[0]))["country"] == "BR"
