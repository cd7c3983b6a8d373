"""What the methods of measurement ask a record to hold, and what a campaign lacks."""

from dataclasses import replace
from typing import Any

import pytest

from builders.measurements import INSTRUMENT, campaign, point, readings
from builders.stations import station
from emfassess.measurement_files.record_requirements import (
    load_record_requirements,
    record_requirement_ids,
    record_requirements,
    requirements_of_method,
    station_facts,
)
from emfassess.measurements import Campaign
from emfassess.measurements.requirements import (
    PARTS,
    Completeness,
    MissingField,
    Requirement,
    State,
    completeness,
    missing_fields,
)

FACTS = {"S1": {**station_facts(station()), "address": "street 1", "support": "mast"}}
WHOLE = readings([{"field_strength_v_m": 1.0}])


def judged(record: Campaign, table: Any = WHOLE, facts: Any = FACTS) -> Completeness:
    return completeness(record, table, requirements_of_method(record.method), facts)


def lacking(record: Campaign, table: Any = WHOLE, facts: Any = FACTS) -> dict[str, tuple[str, ...]]:
    return {field.code: field.where for field in judged(record, table, facts).missing}


@pytest.mark.parametrize("method", ["HJ 1151-2020", "HJ 972-2018"])
def test_a_record_with_everything_is_complete(method: str) -> None:
    assert judged(campaign(method=method)) == Completeness(State.COMPLETE, (), method)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"humidity_percent": None}, {"campaign.humidity_percent": ()}),
        ({"weather": "  "}, {"campaign.weather": ()}),
        ({"persons": ("A",)}, {"campaign.persons": ()}),
        ({"persons": ("A", " ")}, {"campaign.persons": ()}),
        ({"terminal": None}, {"terminal.model": (), "terminal.scenario": (), "terminal.distance_m": ()}),
        ({"points": (point("P1"), point("P2", height_m=None))}, {"point.height_m": ("P2",)}),
        ({"instrument": replace(INSTRUMENT, kind=None)}, {"instrument.kind": ()}),
        (
            {"instrument": replace(INSTRUMENT, calibrations=())},
            {f"calibration.{name}": () for name in ("date", "valid_until", "certificate", "laboratory")},
        ),
    ],
)
def test_each_gap_is_named_with_its_places(changed: dict[str, Any], missing: dict[str, tuple[str, ...]]) -> None:
    found = judged(campaign(**changed))
    assert found.state == State.INCOMPLETE
    assert {field.code: field.where for field in found.missing} == missing


def test_freezing_point_is_a_temperature() -> None:
    assert campaign().temperature_c == 0.0
    assert "campaign.temperature_c" not in lacking(campaign())


def test_a_station_that_is_not_known_lacks_all_its_facts() -> None:
    found = lacking(campaign(station_ids=("S1", "S2")))
    assert found["station.address"] == ("S2",)
    assert len(found) == 10
    assert judged(campaign(), facts=None).state == State.INCOMPLETE


def test_a_campaign_without_stations_lacks_them_and_their_facts() -> None:
    found = lacking(campaign(station_ids=()))
    assert found["campaign.station_ids"] == ()
    assert found["station.name"] == ()


def test_a_broadband_total_alone_lacks_the_bands_of_a_5g_record() -> None:
    found = lacking(campaign(), readings([{"field_strength_v_m": 1.0, "band": "total"}]))
    assert {"readings.bands", "readings.frequency_low_hz", "readings.frequency_high_hz"} == set(found)


def test_one_row_without_its_averaging_time_is_a_gap() -> None:
    rows = [{"field_strength_v_m": 1.0, "averaging_s": value} for value in (360.0, None)]
    assert lacking(campaign(), readings(rows)) == {"readings.averaging_s": ()}


def test_height_and_position_in_the_readings_count() -> None:
    bare = point("P1", height_m=None, longitude=None, latitude=None)
    row = {"field_strength_v_m": 1.0, "height_m": 1.7, "longitude": 120.0, "latitude": 30.0}
    assert lacking(campaign(points=(bare,)), readings([row])) == {}
    assert set(lacking(campaign(points=(bare,)))) == {"point.height_m", "point.longitude", "point.latitude"}


def test_a_field_that_is_not_mandatory_is_listed_and_harms_nothing() -> None:
    found = judged(campaign(points=(point("P1", floor=""),)))
    assert found.state == State.COMPLETE
    assert [(field.code, field.requirement.mandatory) for field in found.missing] == [("point.floor", False)]


def test_no_reading_at_all_is_never_complete() -> None:
    assert judged(campaign(method="HJ 972-2018"), WHOLE.iloc[:0]).state == State.INCOMPLETE


def test_a_method_without_a_list_is_neither_complete_nor_incomplete() -> None:
    assert judged(campaign(method="ANFR/DR 15")) == Completeness(State.NO_LIST, (), "ANFR/DR 15")
    assert judged(campaign(method="")).missing == (MissingField(Requirement("campaign", "method")),)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("HJ 972-2018", "hj-972-2018"),
        ("hj972-2018", "hj-972-2018"),
        ("HJ 1151—2020", "hj-1151-2020"),
        # at a shared site 5G's method holds
        ("HJ 1151-2020, HJ 972-2018", "hj-1151-2020"),
        ("HJ 681-2013", None),
        ("", None),
    ],
)
def test_a_method_is_recognised_by_its_number(method: str, expected: str | None) -> None:
    found = requirements_of_method(method)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize("list_id", record_requirement_ids())
def test_what_was_not_read_leaves_its_clause_open_and_says_so(list_id: str) -> None:
    found = load_record_requirements(list_id)
    assert not found.confirmed
    assert {line.clause for line in found.requirements} == {""}
    assert {line.part for line in found.requirements} <= set(PARTS)


def test_weather_height_and_persons_are_asked_for_by_both_methods() -> None:
    # record sheets: weather, temperature, humidity, meter and probe numbers, both distances; 1.7 m; two persons
    for list_id in ("hj-972-2018", "hj-1151-2020"):
        lines = {(line.part, line.field): line for line in load_record_requirements(list_id).requirements}
        for key in (
            ("campaign", "weather"),
            ("campaign", "temperature_c"),
            ("campaign", "humidity_percent"),
            ("instrument", "probe_serial"),
            ("point", "horizontal_distance_m"),
            ("point", "vertical_distance_m"),
            ("point", "height_m"),
        ):
            assert lines[key].mandatory
        assert lines["campaign", "persons"].least == 2
    five_g = {(line.part, line.field) for line in load_record_requirements("hj-1151-2020").requirements}
    assert {("terminal", "scenario"), ("terminal", "distance_m"), ("readings", "bands")} <= five_g


def test_a_list_with_a_wrong_or_doubled_field_is_refused() -> None:
    def listed(**entry: Any) -> dict[str, Any]:
        first = {"part": "campaign", "fields": ["weather"]}
        head = {"id": "x", "standard": "X", "edition": "1", "title": {}, "confirmed": False}
        return {**head, "require": [first, {**first, **entry}]}

    for entry, message in (
        ({"fields": ["wether"]}, "no field 'wether'"),
        ({"part": "weather"}, "no part 'weather'"),
        ({}, "campaign weather is asked for twice"),
        ({"fields": ["persons"], "least": 0}, "at least one"),
    ):
        with pytest.raises(ValueError, match=message):
            record_requirements(listed(**entry))
    with pytest.raises(ValueError, match="there are: hj-1151-2020"):
        load_record_requirements("hj-1")


def test_missing_fields_keep_the_order_of_the_list() -> None:
    required = load_record_requirements("hj-972-2018")
    order = list(required.requirements)
    found = [field.requirement for field in missing_fields(campaign(weather="", body=""), WHOLE, required, {})]
    assert found == [line for line in order if line in found]
    assert len(found) == 12
