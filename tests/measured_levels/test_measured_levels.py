"""Measured levels judged: sums, bounds, uncertainty, editions, places."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pytest

from builders.measurements import INSTRUMENT, START, campaign, point, readings
from emfassess.exposure.compliance import Verdict
from emfassess.limits.editions import Editions
from emfassess.measured_levels import DEFAULTS, JudgingSettings, MeasuredLevels, measured_levels
from emfassess.measurements import Calibration, Campaign, checked_readings, empty_readings
from emfassess.readers.limit_sets import load_editions, load_limits

GB = load_editions("gb-8702")
TODAY = datetime.date(2026, 1, 1)
COMPLIANT, NOT_ASSESSABLE, EXCEEDS = Verdict.COMPLIANT, Verdict.NOT_ASSESSABLE, Verdict.EXCEEDS
CONDITIONALLY_COMPLIANT, CONDITIONALLY_EXCEEDS = Verdict.CONDITIONALLY_COMPLIANT, Verdict.CONDITIONALLY_EXCEEDS
GUARDED = JudgingSettings(decision_rule="guarded-acceptance")
# isotropy 1.0 and linearity 0.5 rectangular, calibration 1.5 (k = 2), frequency response 1.5 rectangular, repeated 0.5:
# 1.96 sqrt(0.75^2 + 1/3 + 0.25/3 + 2.25/3 + 0.25) = 1.96 * 1.4068 = 2.7573 dB
EXPANDED_DB = 2.7573
TOTAL: dict[str, Any] = {"band": "total"}


def judged(rows: Iterable[dict[str, Any]], record: Campaign | None = None, **more: Any) -> MeasuredLevels:
    given: dict[str, Any] = {"editions": GB, "today": TODAY, **more}
    return measured_levels(record or campaign(), readings(rows), given.pop("editions"), given.pop("today"), **given)


def field(value: float, **more: Any) -> dict[str, Any]:
    return {"field_strength_v_m": value, **more}


def codes(found: MeasuredLevels) -> set[str]:
    return {assumption.code for assumption in found.assumptions}


def test_one_band_is_a_share_of_its_limit() -> None:
    # 6 V/m of 12 V/m: a quarter; 36 / 376.73 = 0.09556 W/m^2
    found = judged([field(6.0)])
    assert found.field_strength == pytest.approx([6.0])
    assert found.power_density == pytest.approx([0.0955590], rel=1e-5)
    assert found.exposure_ratio == pytest.approx([0.25], rel=1e-6)
    assert (found.point_ids, found.verdicts, found.on_the_day.deciding) == (
        ("P1",),
        (COMPLIANT,),
        ("electric_field_strength",),
    )


def test_a_band_above_three_gigahertz_takes_the_limit_of_its_lower_edge() -> None:
    # 0.22 sqrt(3400) = 12.828 V/m; the other end of the band would allow 0.22 sqrt(3500) = 13.015 V/m
    found = judged([field(12.828, band="NR 3500")])
    assert found.exposure_ratio == pytest.approx([1.0], abs=2e-4)


def test_bands_are_summed_as_squares_each_with_its_own_limit() -> None:
    # (6/12)^2 + (6.414/12.828)^2 = 0.5
    found = judged([field(6.0), field(6.414, band="NR 3500")])
    assert found.exposure_ratio == pytest.approx([0.5], abs=1e-4)
    assert found.field_strength == pytest.approx([np.hypot(6.0, 6.414)])
    assert found.bands["exposure_ratio"].to_numpy() == pytest.approx([0.25, 0.25], abs=1e-4)


def test_a_total_alone_is_held_against_the_strictest_level() -> None:
    # 12 V/m is the strictest of 30 MHz to 6 GHz
    found = judged([field(6.0, **TOTAL)])
    assert found.exposure_ratio == pytest.approx([0.25], rel=1e-6)
    told = {a.code: dict(a.values) for a in found.assumptions}
    assert told["total-at-strictest"] == {"low": "47", "high": "6000"}


def test_what_a_total_holds_above_its_bands_may_lie_anywhere() -> None:
    # total 10 V/m over a band of 8 V/m at 3400 MHz: 36 V^2/m^2 remain: 64/164.56 + 36/144 = 0.3889 + 0.25
    found = judged([field(8.0, band="NR 3500"), field(10.0, **TOTAL)])
    assert found.exposure_ratio == pytest.approx([64 / (0.0484 * 3400) + 0.25], rel=1e-6)
    assert found.field_strength == pytest.approx([10.0])
    assert found.bands["band"].tolist() == ["NR 3500", "total above bands"]


@pytest.mark.parametrize("total", [0.0, 1.0, 6.0])
def test_a_total_below_its_bands_changes_nothing(total: float) -> None:
    found = judged([field(6.0), field(total, **TOTAL)])
    assert found.exposure_ratio == pytest.approx([0.25], rel=1e-6)


def test_uncertainty_is_combined_as_squares_of_standard_ones() -> None:
    found = judged([field(6.0)])
    assert found.expanded_uncertainty_db == pytest.approx([EXPANDED_DB], abs=1e-3)
    terms = {term.name: float(term.contribution_db[0]) for term in found.budget.terms}
    assert terms == pytest.approx(
        {
            "calibration": 0.75,
            "isotropy": 0.57735,
            "linearity": 0.288675,
            "frequency-response": 0.866025,
            "repeatability": 0.5,
        },
        rel=1e-5,
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        # 1.96 sqrt(1 + iso^2/3 + 1/3 + 2.25/3 + 0.25); isotropy 1 dB broadband, 2.5 dB selective or unknown
        ("broadband", 1.96 * (1 + 1 / 3 + 1 / 3 + 0.75 + 0.25) ** 0.5),
        ("selective", 1.96 * (1 + 6.25 / 3 + 1 / 3 + 0.75 + 0.25) ** 0.5),
        (None, 1.96 * (1 + 6.25 / 3 + 1 / 3 + 0.75 + 0.25) ** 0.5),
    ],
)
def test_what_an_instrument_does_not_say_is_assumed_and_told(kind: Any, expected: float) -> None:
    bare = replace(INSTRUMENT, kind=kind, isotropy_db=None, linearity_db=None, calibrations=())
    found = judged([field(6.0)], campaign(instrument=bare))
    assert found.expanded_uncertainty_db == pytest.approx([expected])
    assert {"isotropy-assumed", "linearity-assumed", "calibration-assumed", "repeatability-assumed"} <= codes(found)


def test_a_calibration_that_has_ended_is_not_trusted_below_the_default() -> None:
    def calibration_term(uncertainty: float) -> float:
        old = Calibration(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1), uncertainty_db=uncertainty)
        found = judged([field(6.0)], campaign(instrument=replace(INSTRUMENT, calibrations=(old,))))
        return float(found.budget.terms[0].contribution_db[0])

    assert calibration_term(0.4) == 1.0
    assert calibration_term(3.0) == 1.5


def test_repeated_readings_replace_the_assumed_repeatability() -> None:
    # s of 0, 6.0206, 12.0412 dB over sqrt 3
    rows = [field(x, averaging_s=15.0, time=None) for x in (1.0, 2.0, 4.0)]
    found = judged(rows)
    assert float(found.budget.terms[-1].contribution_db[0]) == pytest.approx(3.4760, abs=1e-4)
    assert "repeatability-assumed" not in codes(found)


def test_the_verdict_allows_for_the_uncertainty() -> None:
    # 2.7573 dB are a factor of 1.3737 in field strength: 12 V/m +- reach from 8.736 to 16.484 V/m
    rows = [field(x, point_id=p) for p, x in (("A", 8.7), ("B", 8.8), ("C", 16.4), ("D", 16.5))]
    found = judged(rows)
    # simple acceptance of GB 8702 compares the value itself
    assert found.verdicts == (COMPLIANT, COMPLIANT, EXCEEDS, EXCEEDS)
    guarded = judged(rows, settings=GUARDED)
    assert guarded.verdicts == (COMPLIANT, CONDITIONALLY_COMPLIANT, CONDITIONALLY_EXCEEDS, EXCEEDS)
    assert [rule.name for _, rule in guarded.on_the_day.rules] == ["guarded-acceptance"]


def test_the_target_of_a_single_project_stands_beside_the_limit() -> None:
    # 12 / sqrt 5 = 5.367 V/m, +- 1.3737: 3.907 to 7.372 V/m
    rows = [field(x, point_id=p) for p, x in (("A", 3.9), ("B", 3.95), ("C", 7.4))]
    found = judged(rows)
    assert found.on_the_day.target_verdicts == (COMPLIANT, COMPLIANT, EXCEEDS)
    assert found.verdicts == (COMPLIANT,) * 3
    guarded = judged(rows, settings=GUARDED)
    assert guarded.on_the_day.target_verdicts == (COMPLIANT, CONDITIONALLY_COMPLIANT, EXCEEDS)
    with pytest.raises(ValueError, match="no decision rule 'lenient'"):
        JudgingSettings(decision_rule="lenient")


def test_a_value_below_the_sensitivity_is_a_bound_and_never_zero() -> None:
    found = judged([field(0.2, censored=True)])
    assert found.field_strength == pytest.approx([0.2])
    assert found.detected_field_strength == pytest.approx([0.0])
    assert (bool(found.censored[0]), bool(found.upper_bound[0])) == (True, True)
    assert found.verdicts == (COMPLIANT,)
    assert "below-sensitivity-as-bound" in codes(found)


def test_an_instrument_too_coarse_for_the_limit_settles_nothing() -> None:
    assert judged([field(20.0, censored=True)]).verdicts == (NOT_ASSESSABLE,)
    assert judged([field(20.0, censored=False)]).verdicts == (EXCEEDS,)


def test_one_band_below_the_sensitivity_makes_the_sum_a_bound() -> None:
    found = judged([field(6.0), field(3.0, band="NR 3500", censored=True)])
    assert (bool(found.censored[0]), bool(found.upper_bound[0])) == (False, True)
    # at most 0.25 + 9/164.56, at least 0.25
    assert found.exposure_ratio == pytest.approx([0.25 + 9 / (0.0484 * 3400)], rel=1e-6)
    assert found.on_the_day.least_ratio == pytest.approx([0.25], rel=1e-6)


def test_a_total_heard_above_what_was_heard_in_bands_counts_even_where_a_bound_could_hold_it() -> None:
    # heard 3 and 5 in all: 16 V^2/m^2 may lie anywhere; the bound of the other band at 3400 MHz would be milder
    rows = [field(3.0), field(4.0, band="NR 3500", censored=True), field(5.0, **TOTAL)]
    assert judged(rows).exposure_ratio == pytest.approx([25 / 144], rel=1e-6)


def test_zeros_are_below_the_sensitivity_or_nothing_at_all() -> None:
    found = judged([field(0.0)])
    assert (bool(found.censored[0]), found.field_strength[0]) == (True, pytest.approx(0.01))
    blind = campaign(instrument=replace(INSTRUMENT, sensitivity_v_m=None), points=(point("P1"), point("P2")))
    mixed = judged([field(0.0), field(1.0, point_id="P2")], blind)
    assert (mixed.point_ids, mixed.without_level) == (("P2",), ("P1",))
    with pytest.raises(ValueError, match="nothing to judge"):
        judged([field(0.0)], blind)


def test_a_point_without_a_valid_reading_is_named_and_not_called_compliant() -> None:
    record = campaign(points=(point("P1"), point("P2"), point("P3")))
    found = judged([field(1.0), field(1.0, point_id="P2", valid=False)], record)
    assert found.without_level == ("P2", "P3")
    assert found.point_ids == ("P1",)
    assert "flagged-left-out" in codes(found)


def test_no_reading_gives_no_result() -> None:
    with pytest.raises(ValueError, match="campaign C1 has no valid measured reading"):
        measured_levels(campaign(), empty_readings(), GB, TODAY)


def test_a_day_before_the_first_edition_has_no_verdict_but_one_of_today() -> None:
    old = START.replace(year=2012)
    found = judged([field(6.0, time=old)], campaign(start=old, end=None))
    assert (found.verdicts, found.on_the_day.limit_ids, found.on_the_day.deciding) == ((None,), (None,), ("",))
    assert np.isnan(found.exposure_ratio[0])
    assert (found.today.verdicts, found.today.limit_ids) == ((COMPLIANT,), ("gb-8702-2014",))
    assert found.exposure_ratio_today == pytest.approx([0.25], rel=1e-6)


def test_a_stricter_later_edition_changes_todays_verdict_and_not_the_old_one() -> None:
    now = load_limits("gb-8702-2014")
    # tenfold stricter in power from 2025
    levels = tuple(
        replace(band, levels=tuple((q, replace(t, coefficient=t.coefficient / 10**0.5)) for q, t in band.levels))
        for band in now.bands
    )
    later = replace(now, id="gb-8702-2025", valid_from=datetime.date(2025, 1, 1), bands=levels)
    found = judged([field(6.0)], editions=Editions("gb-8702", (later, now)))
    assert found.verdicts == (COMPLIANT,)
    assert found.today.verdicts == (EXCEEDS,)
    assert found.exposure_ratio_today == pytest.approx([2.5], rel=1e-6)
    assert (found.on_the_day.limit_ids, found.today.limit_ids) == (("gb-8702-2014",), ("gb-8702-2025",))


def test_the_day_is_that_of_the_place_where_editions_change() -> None:
    # 01:00 in China on 1 January 2015 is still 2014 in universal time
    first = datetime.datetime(2014, 12, 31, 17, 0, tzinfo=datetime.UTC)
    found = judged([field(1.0, time=first)], campaign(start=None, end=None))
    assert found.days == (datetime.date(2015, 1, 1),)
    assert found.verdicts == (COMPLIANT,)
    unknown = judged([field(1.0, time=first)], campaign(start=None, end=None, time_zone=""))
    assert unknown.verdicts == (None,)
    assert "day-of-universal-time" in codes(unknown)


def test_without_any_day_only_todays_verdict_is_given() -> None:
    found = judged([field(1.0, time=None)], campaign(start=None, end=None))
    assert (found.days, found.verdicts, found.today.verdicts) == ((None,), (None,), (COMPLIANT,))


def test_points_of_several_years_are_judged_each_by_its_own_edition() -> None:
    rows = [field(6.0, time=START.replace(year=year), point_id=str(year)) for year in (2014, 2019, 2021)]
    found = judged(rows, editions=load_editions("icnirp"))
    assert found.on_the_day.limit_ids == ("icnirp-1998", "icnirp-1998", "icnirp-2020")


@pytest.mark.parametrize(
    ("name", "strength", "ratio"),
    # in the band from 1805 MHz FCC has 10 W/m2; Brussels 1805/1597.16 = 1.13013 W/m2, by the square of 376.73 ohm 20.634 V/m
    [("fcc-1.1310", 19.4095, 0.1), ("be-brussels", 20.634, 1.0)],
)
def test_sets_of_other_countries_judge_a_measuring_day(name: str, strength: float, ratio: float) -> None:
    found = judged([field(strength)], editions=load_editions(name))
    assert found.on_the_day.limit_ids == (name,)
    assert found.exposure_ratio == pytest.approx([ratio], rel=2e-3)
    assert found.verdicts[0] is not None


def test_a_day_before_a_set_was_in_force_has_no_verdict() -> None:
    # 47 CFR 1.1310 (e)(1) since 2020-06-01
    early = START.replace(year=2020, month=5, day=31)
    found = judged([field(6.0, time=early)], campaign(start=early, end=None), editions=load_editions("fcc-1.1310"))
    assert (found.verdicts, found.on_the_day.limit_ids) == ((None,), (None,))


def test_places_keep_their_order_position_and_height() -> None:
    record = campaign(points=(point("B", longitude=None, latitude=None, height_m=None), point("A")))
    rows = [
        field(1.0, point_id="B", longitude=2.0, latitude=49.0, height_m=1.5),
        field(2.0, point_id="A", longitude=9.0, latitude=9.0, height_m=9.0),
    ]
    found = judged(rows, record)
    assert found.point_ids == ("B", "A")
    # the description of a point goes before the receiver of the instrument
    assert found.longitude.tolist() == [2.0, 120.0]
    assert found.latitude.tolist() == [49.0, 30.0]
    assert found.height_m.tolist() == [1.5, 1.7]
    assert found.field_strength.tolist() == [1.0, 2.0]


def test_each_line_of_a_route_is_a_place_of_its_own() -> None:
    rows = [field(x, point_id="", line=n, longitude=120.0, latitude=30.0) for n, x in ((7, 1.0), (8, 2.0))]
    bands = [field(3.0, point_id="", line=7, longitude=120.0, latitude=30.0, band="FM")]
    found = judged([*rows, *bands], campaign(points=()))
    assert found.point_ids == ("line 7", "line 8")
    assert found.field_strength == pytest.approx([np.sqrt(10.0), 2.0])


def test_bands_without_frequencies_are_held_against_the_strictest_level_and_named() -> None:
    found = judged([field(6.0, band="unknown")])
    assert found.exposure_ratio == pytest.approx([0.25], rel=1e-6)
    named = [a for a in found.assumptions if a.code == "band-without-frequencies"]
    assert [a.where for a in named] == [("unknown",)]


def test_assumptions_name_the_places_unless_they_concern_all() -> None:
    found = judged([field(1.0, averaging_s=None), field(1.0, point_id="P2")])
    assert [a.where for a in found.assumptions if a.code == "averaging-unknown"] == [("P1",)]
    found = judged([field(1.0, averaging_s=None)])
    assert [a.where for a in found.assumptions if a.code == "averaging-unknown"] == [()]


def test_longer_averages_may_hide_a_worse_six_minutes_and_say_so() -> None:
    assert "averaging-longer" in codes(judged([field(1.0, averaging_s=1800.0)]))
    assert "averaging-longer" not in codes(judged([field(1.0)]))


def test_a_set_without_a_target_gives_none() -> None:
    found = judged([field(1.0)], editions=load_editions("eu-1999-519"))
    assert found.on_the_day.target_verdicts == (None,)
    # 1.375 sqrt(1805) = 58.417 V/m at the lower end; f/200 = 9.025 W/m^2 is 58.31 V/m and decides: 1/376.73/9.025
    assert found.exposure_ratio == pytest.approx([1 / 376.730313668 / 9.025], rel=1e-6)
    assert found.on_the_day.deciding == ("power_density",)


def test_a_band_outside_the_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="lies outside"):
        judged([field(1.0, band="high", frequency_low_hz=200e9, frequency_high_hz=400e9)])


def test_settings_that_cannot_be_are_refused() -> None:
    for changed, message in (
        ({"calibration_db": -1.0}, "calibration_db"),
        ({"plausible_hz": (2.0, 1.0)}, "plausible_hz"),
        ({"window_s": 0.2}, "window_s"),
    ):
        with pytest.raises(ValueError, match=message):
            JudgingSettings(**changed)
    assert DEFAULTS.window_s == 360.0


def test_a_million_rows_are_judged_in_seconds() -> None:
    # the bound is wide because machines are shared
    count = 1_000_000
    random = np.random.default_rng(1)
    table = checked_readings(
        pd.DataFrame(
            {
                "line": np.repeat(np.arange(count // 10), 10),
                "time": np.repeat(pd.date_range(START, periods=count // 10, freq="s"), 10),
                "band": ["total", *(f"B{n}" for n in range(9))] * (count // 10),
                "field_strength_v_m": random.uniform(0.1, 1.0, count),
                "statistic": "rms",
                "averaging_s": 1.0,
            }
        )
    )
    start = perf_counter()
    found = measured_levels(campaign(points=()), table, GB, TODAY)
    assert perf_counter() - start < 60.0
    assert len(found.point_ids) == count // 10
