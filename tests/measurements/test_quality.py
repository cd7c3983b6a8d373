"""Rules of quality: what each one speaks about, what it stays silent about, and how fast they are."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pytest

from builders.measurements import DAY, INSTRUMENT, START, campaign, point, readings
from emfassess.measurements import Calibration, Campaign, checked_readings, empty_readings
from emfassess.measurements.quality import (
    RULES,
    Context,
    Finding,
    Severity,
    StationPlace,
    Thresholds,
    bounding_box,
    findings,
)
from emfassess.measurements.quality.places import distance_to_stations

GOOD: dict[str, Any] = {"field_strength_v_m": 1.0}
MODULES = Path(__file__).parents[2] / "src/emfassess/measurements/quality"
SECOND = datetime.timedelta(seconds=1)


def ruled(
    rows: Iterable[dict[str, Any]] = (GOOD,),
    record: Campaign | None = None,
    context: Context | None = None,
    thresholds: Thresholds | None = None,
) -> dict[str, Finding]:
    found = findings(record or campaign(), readings(rows), context, thresholds)
    assert len({finding.rule for finding in found}) == len(found)
    return {finding.rule: finding for finding in found}


def instrument(**changed: Any) -> Campaign:
    return campaign(instrument=replace(INSTRUMENT, **changed))


def calibrated(*spans: tuple[int, int | None]) -> Campaign:
    """An instrument calibrated some days before until some days after the day of measuring."""
    days = datetime.timedelta(days=1)
    return instrument(
        calibrations=tuple(Calibration(DAY + a * days, None if b is None else DAY + b * days) for a, b in spans)
    )


def series(levels: Sequence[float], step: datetime.timedelta = SECOND, **more: Any) -> list[dict[str, Any]]:
    return [{"field_strength_v_m": x, "time": START + n * step, **more} for n, x in enumerate(levels)]


def test_a_campaign_as_it_should_be_gives_no_finding() -> None:
    assert ruled() == {}


def test_no_reading_is_an_error_and_not_a_clean_sheet() -> None:
    assert [finding.rule for finding in findings(campaign(), empty_readings())] == ["no-reading"]


@pytest.mark.parametrize(
    ("spans", "rule"),
    [
        ([(0, 0)], None),
        ([(-400, -1), (0, 365)], None),
        ([], "calibration-unknown"),
        ([(-400, -1)], "calibration-not-valid"),
        ([(1, 365)], "calibration-not-valid"),
        ([(-30, None)], "calibration-end-unknown"),
        ([(1, None)], "calibration-not-valid"),
    ],
)
def test_the_calibration_covers_the_day_of_measuring(spans: list[tuple[int, int | None]], rule: str | None) -> None:
    assert set(ruled(record=calibrated(*spans))) == ({rule} if rule else set())


def test_a_calibration_that_ends_during_a_campaign_is_noticed() -> None:
    rows = series([1.0, 1.0], datetime.timedelta(days=1))
    found = ruled(rows, replace(calibrated((-9, 0)), end=START + datetime.timedelta(days=2)))
    assert dict(found["calibration-not-valid"].values)["day"] == str(DAY + datetime.timedelta(days=1))


def test_the_day_is_that_of_the_place() -> None:
    # 00:30 on 3 June in China is 16:30 on 2 June in universal time
    early = START.replace(hour=0, minute=30)
    assert ruled([{**GOOD, "time": early}], replace(calibrated((0, 0)), start=early)) == {}


def test_an_unknown_day_is_told() -> None:
    assert "day-unknown" in ruled([{**GOOD, "time": None}], campaign(start=None))


@pytest.mark.parametrize(
    ("changed", "purpose", "rule"),
    [
        ({}, (30e6, 6e9), None),
        ({}, (30e6, 6.1e9), "range-too-narrow"),
        ({}, (29e6, 6e9), "range-too-narrow"),
        ({"frequency_high_hz": 1.8e9}, None, "range-too-narrow"),
        ({"frequency_low_hz": None}, None, "range-unknown"),
        ({"sensitivity_v_m": 0.05}, None, None),
        ({"sensitivity_v_m": 0.06}, None, "sensitivity-too-coarse"),
        ({"isotropy_db": 2.6}, None, "isotropy-too-wide"),
        ({"overload_v_m": 0.9}, None, "overload"),
        ({"overload_v_m": 1.0}, None, None),
    ],
)
def test_the_instrument_is_fit_for_the_purpose(
    changed: dict[str, Any], purpose: tuple[float, float] | None, rule: str | None
) -> None:
    assert set(ruled(record=instrument(**changed), context=Context(purpose))) == ({rule} if rule else set())


def test_a_broadband_meter_may_be_coarser_than_a_selective_one() -> None:
    record = replace(instrument(kind="broadband", sensitivity_v_m=0.2), method="HJ 972-2018")
    assert ruled(record=record) == {}


def test_a_broadband_total_alone_is_refused_as_a_result_for_5g() -> None:
    total = {**GOOD, "band": "total"}
    found = ruled([total])["broadband-alone"]
    assert (found.severity, found.where) == (Severity.ERROR, ("P1",))
    assert "broadband-alone" in ruled(record=instrument(kind="broadband"))
    assert "broadband-alone" not in ruled([total, GOOD])
    assert "broadband-alone" not in ruled([total], campaign(method="HJ 972-2018"))


def test_one_point_with_a_total_only_is_named_among_others() -> None:
    rows = [GOOD, {**GOOD, "point_id": "P2", "band": "total"}]
    assert ruled(rows, campaign(points=(point("P1"), point("P2"))))["broadband-alone"].where == ("P2",)


def test_an_instrument_of_unknown_kind_is_told_where_it_must_be_selective() -> None:
    assert set(ruled(record=instrument(kind=None))) == {"kind-unknown"}


@pytest.mark.parametrize(("metres", "told"), [(0.9, True), (1.0, False), (3.0, False), (3.1, True)])
def test_the_terminal_stands_one_to_three_metres_from_the_probe(metres: float, told: bool) -> None:
    terminal = campaign().terminal
    assert terminal is not None
    assert ("terminal-distance" in ruled(record=campaign(terminal=replace(terminal, distance_m=metres)))) is told


def test_the_detector_is_rms() -> None:
    assert dict(ruled([{**GOOD, "statistic": "peak"}])["not-rms"].values) == {"statistic": "peak"}
    assert set(ruled([{**GOOD, "statistic": ""}])) == {"statistic-unknown"}


@pytest.mark.parametrize(
    ("averaging", "rule"),
    [
        (360.0, None),
        (359.5, None),
        (1800.0, "averaging-too-long"),
        (60.0, "averaging-too-short"),
        (None, "averaging-unknown"),
    ],
)
def test_each_value_is_over_six_minutes(averaging: float | None, rule: str | None) -> None:
    assert set(ruled([{**GOOD, "averaging_s": averaging}])) == ({rule} if rule else set())


def test_a_fast_series_of_six_minutes_is_as_good_but_a_shorter_one_is_not() -> None:
    long, short = series([1.0] * 36, 10 * SECOND, averaging_s=10.0), series([1.0] * 35, 10 * SECOND, averaging_s=10.0)
    assert ruled(long) == {}
    assert ruled(short)["averaging-too-short"].count == 35


def test_a_route_is_not_averaged_because_it_took_long() -> None:
    rows = series([1.0] * 60, 10 * SECOND, averaging_s=10.0, point_id="", longitude=120.0, latitude=30.0)
    assert ruled(rows)["averaging-too-short"].count == 60


@pytest.mark.parametrize(
    ("metres", "rule"), [(1.6, None), (1.8, None), (1.81, "height-differs"), (1.5, "height-differs")]
)
def test_the_probe_stands_at_1_7_metres(metres: float, rule: str | None) -> None:
    assert set(ruled(record=campaign(points=(point("P1", height_m=metres),)))) == ({rule} if rule else set())
    # the reading's own height goes before that of the point
    assert ruled([{**GOOD, "height_m": 1.7}], campaign(points=(point("P1", height_m=metres),))) == {}


def test_an_unknown_height_is_noted() -> None:
    assert set(ruled(record=campaign(points=(point("P1", height_m=None),)))) == {"height-unknown"}


def test_a_point_beyond_fifty_metres_is_flagged_not_refused() -> None:
    record = campaign(points=(point("P1", horizontal_distance_m=50.0), point("P2", horizontal_distance_m=50.1)))
    found = ruled(record=record)["beyond-radius"]
    assert (found.severity, found.where) == (Severity.WARNING, ("P2",))


def test_a_distance_that_is_not_stated_is_taken_from_the_stations() -> None:
    record = campaign(points=(point("P1", horizontal_distance_m=None),))
    assert set(ruled(record=record)) == {"distance-unknown"}
    # one thousandth of a degree of latitude is 111 m
    assert set(ruled(record=record, context=Context(stations=(StationPlace("S1", 120.0, 30.001),)))) == {
        "beyond-radius"
    }
    assert ruled(record=record, context=Context(stations=(StationPlace("S1", 120.0, 30.0004),))) == {}


def test_distance_is_to_the_nearest_station() -> None:
    # a degree of latitude at 30 deg: 110 852 m on the WGS 84 ellipsoid (M = a (1 - e^2) / (1 - e^2 sin^2 phi)^1.5)
    stations = [StationPlace("far", 121.0, 30.0), StationPlace("near", 120.0, 30.01)]
    assert distance_to_stations([120.0], [30.0], stations)[0] == pytest.approx(1108.52, abs=0.05)


@pytest.mark.parametrize(("humidity", "told"), [(80.0, False), (80.5, True), (None, False)])
def test_humid_air_is_told(humidity: float | None, told: bool) -> None:
    assert ("humidity" in ruled(record=campaign(humidity_percent=humidity))) is told


@pytest.mark.parametrize(
    ("weather", "told"),
    [
        ("小雨", True),
        ("多云转阵雨", True),
        ("Light Rain", True),
        ("晴，无雨", False),
        ("多云", False),
        ("无雪有雨", True),
    ],
)
def test_rain_snow_and_fog_are_told(weather: str, told: bool) -> None:
    assert ("precipitation" in ruled(record=campaign(weather=weather))) is told


def test_a_total_of_zero_over_bands_above_zero_is_an_error() -> None:
    found = ruled([GOOD, {"field_strength_v_m": 0.0, "band": "total"}])
    assert found["zero-total"].severity == Severity.ERROR
    assert "zero-total" not in ruled([{"field_strength_v_m": 0.0}, {"field_strength_v_m": 0.0, "band": "total"}])


@pytest.mark.parametrize(
    ("total", "rule"),
    [
        # the bands 3 and 4 V/m make 5 V/m; 3 dB are a factor of 1.4125: from 3.540 to 7.063 V/m
        (5.0, None),
        (3.55, None),
        (3.53, "bands-above-total"),
        (7.05, None),
        (7.07, "total-above-bands"),
    ],
)
def test_bands_are_summed_as_squares_against_the_total(total: float, rule: str | None) -> None:
    bands: list[dict[str, Any]] = [{"field_strength_v_m": 3.0}, {"field_strength_v_m": 4.0, "band": "FM"}]
    assert set(ruled([*bands, {"field_strength_v_m": total, "band": "total"}])) == ({rule} if rule else set())


def test_bands_below_the_sensitivity_are_only_bounds() -> None:
    low = {"field_strength_v_m": 4.0, "band": "FM", "censored": True}
    for total in (0.5, 4.0):
        assert ruled([{"field_strength_v_m": 0.5}, low, {"field_strength_v_m": total, "band": "total"}]) == {}


def test_totals_of_a_route_are_compared_with_the_bands_of_their_own_line() -> None:
    row = {"point_id": "", "longitude": 120.0, "latitude": 30.0}
    rows = [
        {**row, "line": 7, "field_strength_v_m": 1.0},
        {**row, "line": 7, "field_strength_v_m": 1.0, "band": "total"},
        {**row, "line": 8, "field_strength_v_m": 9.0},
        {**row, "line": 8, "field_strength_v_m": 1.0, "band": "total"},
    ]
    found = ruled(rows)["bands-above-total"]
    assert (found.where, found.count) == (("line 8",), 1)


def test_a_leap_between_neighbours_is_told() -> None:
    # 0.1 to 1.01 V/m are 20.09 dB, 0.1 to 0.99 V/m 19.91 dB
    assert ruled(series([0.1, 0.1, 1.01]))["jump"].count == 1
    assert "jump" not in ruled(series([0.1, 0.1, 0.99]))
    assert "jump" not in ruled(series([0.1, 1.01], datetime.timedelta(minutes=2)))
    moving = [{**row, "longitude": 120.0 + n / 1000, "latitude": 30.0} for n, row in enumerate(series([0.1, 1.01]))]
    assert "jump" not in ruled(moving)
    other_band = series([0.1, 1.01])
    other_band[1]["band"] = "FM"
    assert "jump" not in ruled(other_band)


def test_a_moment_that_stands_twice_is_told_once_per_copy() -> None:
    found = ruled([GOOD, GOOD, {**GOOD, "band": "FM"}, {**GOOD, "kind": "extrapolated"}])
    assert found["time-twice"].count == 1


def test_a_clock_that_goes_back_is_an_error() -> None:
    rows = series([1.0, 1.0, 1.0])
    rows[2]["time"] = START
    assert ruled([rows[0], rows[1], {**rows[2], "time": START - SECOND}])["clock-backwards"].count == 1
    assert "clock-backwards" not in ruled(rows[:2])
    # points visited in another order than listed are no fault of the clock
    assert "clock-backwards" not in ruled([rows[1], {**rows[0], "point_id": "P2"}])


def test_readings_outside_the_visit_are_told() -> None:
    late = {**GOOD, "time": START + datetime.timedelta(hours=1, minutes=7)}
    assert "outside-campaign" in ruled([late])
    # the last six minutes may end after the visit
    assert "outside-campaign" not in ruled([{**GOOD, "time": START + datetime.timedelta(hours=1, minutes=6)}])
    assert "outside-campaign" in ruled([{**GOOD, "time": START - SECOND}])


@pytest.mark.parametrize(
    ("longitude", "latitude", "rule"),
    [(120.0, 30.0, None), (120.2, 30.0, "outside-area"), (0.0, 0.0, "position-zero"), (None, None, None)],
)
def test_positions_lie_in_the_area(longitude: float | None, latitude: float | None, rule: str | None) -> None:
    rows = [{**GOOD, "longitude": longitude, "latitude": latitude}]
    context = Context(area=bounding_box(119.9, 29.9, 120.1, 30.1))
    # a reading without a position has that of its point
    assert set(ruled(rows, context=context)) == ({rule} if rule else set())


def test_an_area_may_have_any_shape() -> None:
    triangle = Context(area=((119.0, 29.0), (121.0, 29.0), (119.0, 31.0)))
    inside, outside = ({**GOOD, "longitude": 119.5 + x, "latitude": 29.5 + x} for x in (0.0, 0.6))
    assert ruled([inside, {**outside, "point_id": "P2"}], context=triangle)["outside-area"].where == ("P2",)


def test_positions_far_from_every_station_are_told() -> None:
    context = Context(stations=(StationPlace("S1", 121.0, 30.0),))
    assert "far-from-stations" in ruled(context=context)


def test_rows_without_any_position_are_noted() -> None:
    record = campaign(points=(point("P1", longitude=None, latitude=None),))
    assert ruled(record=record)["position-unknown"].count == 1


def test_values_below_the_sensitivity_are_told_from_half_of_them() -> None:
    low = {**GOOD, "censored": True}
    rows = series([1.0] * 4, datetime.timedelta(minutes=6))
    half = [{**row, "censored": n < 2} for n, row in enumerate(rows)]
    assert "mostly-censored" not in ruled(half)
    assert dict(ruled([low])["mostly-censored"].values) == {"percent": "100"}


def test_values_flagged_by_the_instrument_are_counted() -> None:
    found = ruled([GOOD, {**GOOD, "band": "FM", "valid": False}])["flagged-by-instrument"]
    assert (found.count, dict(found.values)["total"]) == (1, "2")


def test_the_gravest_come_first() -> None:
    record = replace(calibrated(), humidity_percent=95.0, points=(point("P1", height_m=None),))
    found = findings(record, readings([GOOD]))
    assert [f.severity for f in found] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]


def test_a_finding_names_twenty_places_and_counts_all() -> None:
    rows = [{**GOOD, "point_id": f"Q{n}", "statistic": "peak"} for n in range(50)]
    found = ruled(rows)["not-rms"]
    assert (found.count, len(found.where), found.where[0]) == (50, 20, "Q0")


def test_thresholds_can_be_set() -> None:
    assert set(ruled(thresholds=Thresholds(height_m=1.5))) == {"height-differs"}
    with pytest.raises(ValueError, match="jump_db"):
        Thresholds(jump_db=-1.0)


def test_impossible_contexts_and_rules_are_refused() -> None:
    with pytest.raises(ValueError, match="three corners"):
        Context(area=((0.0, 0.0), (1.0, 1.0)))
    with pytest.raises(ValueError, match="west < east"):
        bounding_box(2.0, 0.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="frequencies"):
        Context(purpose_hz=(2.0, 1.0))
    with pytest.raises(ValueError, match="no rule"):
        Finding("made-up")
    with pytest.raises(ValueError, match="no time zone 'Mars/Olympus'"):
        findings(campaign(time_zone="Mars/Olympus"), readings([GOOD]))


def test_every_rule_can_speak() -> None:
    # what a source states is held against the verdict, which is made one floor higher
    modules = [path for path in MODULES.glob("*.py") if path.name != "finding.py"]
    modules.append(MODULES.parents[1] / "measured_levels" / "judged_campaign.py")
    source = "".join(path.read_text(encoding="utf-8") for path in modules)
    assert {rule for rule in RULES if f'"{rule}"' not in source} == set()


def test_a_million_rows_take_seconds() -> None:
    # the bound is wide because machines are shared; 1.5 s were measured
    count = 1_000_000
    random = np.random.default_rng(1)
    table = checked_readings(
        pd.DataFrame(
            {
                "line": np.repeat(np.arange(count // 10), 10),
                "time": np.repeat(pd.date_range(START, periods=count // 10, freq="s"), 10),
                "band": ["total", *(f"B{n}" for n in range(9))] * (count // 10),
                "longitude": 120 + random.uniform(0, 0.1, count),
                "latitude": 30 + random.uniform(0, 0.1, count),
                "field_strength_v_m": random.uniform(0.1, 1.0, count),
                "statistic": "rms",
                "averaging_s": 1.0,
            }
        )
    )
    context = Context(area=bounding_box(120, 30, 120.1, 30.1), stations=(StationPlace("S1", 120.05, 30.05),))
    start = perf_counter()
    found = findings(campaign(points=()), table, context)
    assert perf_counter() - start < 20.0
    assert {"averaging-too-short", "far-from-stations"} <= {finding.rule for finding in found}
