"""Levels of bands from their readings: sliding six minutes, repeated values, values below the sensitivity."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from builders.measurements import START, readings
from emfassess.measured_levels import DEFAULTS
from emfassess.measured_levels.averaging import band_levels

SECOND = datetime.timedelta(seconds=1)
MINUTE = 60 * SECOND


def series(levels: Sequence[float], step: datetime.timedelta, **more: Any) -> list[dict[str, Any]]:
    """Values that follow one another without a gap, each over its step."""
    common = {"averaging_s": step.total_seconds(), **more}
    return [{"field_strength_v_m": x, "time": START + (n + 1) * step, **common} for n, x in enumerate(levels)]


def levels(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    table = readings(rows)
    return band_levels(table.assign(place=pd.factorize(table["point_id"])[0]), DEFAULTS)


def level(rows: Iterable[dict[str, Any]]) -> Any:
    found = levels(rows)
    assert len(found) == 1
    return found.iloc[0]


def test_squares_are_averaged_and_not_fields() -> None:
    # three minutes of 2 V/m and three of 0.5: sqrt((4 + 0.25) / 2) = 1.4577, the mean of the fields would be 1.25
    found = level(series([2.0] * 3 + [0.5] * 3, MINUTE))
    assert np.sqrt(found["upper_bound"]) == pytest.approx(1.45774, abs=1e-5)
    assert (found["way"], found["values"], found["filled"]) == ("sliding", 6, True)


def test_the_worst_six_minutes_count_wherever_they_lie() -> None:
    # minutes 5 to 10 hold 3 V/m: 9; every other window holds less
    found = level(series([1.0] * 4 + [3.0] * 6 + [1.0] * 4, MINUTE))
    assert found["upper_bound"] == pytest.approx(9.0)
    # the moment is the end of the tenth minute, told in universal time
    assert pd.Timestamp(found["time"]) == pd.Timestamp(START + 10 * MINUTE).tz_convert(None)


def test_a_peak_of_one_minute_is_a_sixth_of_the_window() -> None:
    # (36 + 5 * 1) / 6
    assert level(series([1.0] * 9 + [6.0] + [1.0] * 9, MINUTE))["upper_bound"] == pytest.approx(41 / 6)


def test_a_window_of_six_minutes_at_one_value_a_second_holds_360() -> None:
    found = level(series([1.0] * 1000, SECOND))
    assert (found["values"], found["filled"]) == (360, True)


def test_a_series_shorter_than_six_minutes_counts_with_its_mean_and_says_so() -> None:
    found = level(series([2.0, 0.0], MINUTE))
    assert found["upper_bound"] == pytest.approx(2.0)
    assert not found["filled"]


def test_few_values_far_apart_are_no_six_minutes() -> None:
    # ten seconds every three minutes: two values, 20 s of 360
    found = level(series([1.0] * 5, 3 * MINUTE, averaging_s=10.0))
    assert (found["values"], found["filled"]) == (2, False)
    assert level(series([1.0] * 5, 3 * MINUTE))["filled"]


def test_a_window_does_not_reach_over_a_gap() -> None:
    # an hour of silence between: the short burst counts by itself and is not thinned by the time before
    quiet = series([1.0] * 10, MINUTE)
    burst = [{**row, "time": row["time"] + 60 * MINUTE} for row in series([4.0, 4.0], MINUTE)]
    found = level([*quiet, *burst])
    assert found["upper_bound"] == pytest.approx(16.0)
    assert not found["filled"]


def test_a_beginning_shorter_than_six_minutes_does_not_count_where_a_whole_window_does() -> None:
    # the first value alone would be 25; the window is (25 + 5) / 6 = 5
    assert level(series([5.0] + [1.0] * 9, MINUTE))["upper_bound"] == pytest.approx(5.0)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = series([1.0] * 4 + [3.0] * 6 + [1.0] * 4, MINUTE)
    assert level(rows[::-1])["upper_bound"] == pytest.approx(9.0)


def test_averages_over_six_minutes_are_not_averaged_again() -> None:
    found = level(series([1.0, 2.0, 1.0], MINUTE, averaging_s=360.0))
    assert (found["upper_bound"], found["way"], found["values"]) == (4.0, "greatest", 1)


def test_values_of_unknown_averaging_time_count_with_the_greatest() -> None:
    found = level(series([1.0, 2.0, 1.0], MINUTE, averaging_s=None))
    assert (found["upper_bound"], found["way"]) == (4.0, "greatest")
    assert not found["averaging_known"]


def test_instantaneous_values_need_no_averaging_time() -> None:
    found = level(series([2.0] * 3 + [0.5] * 3, MINUTE, averaging_s=None, statistic="instantaneous"))
    assert (found["way"], found["upper_bound"]) == ("sliding", pytest.approx(2.125))


def test_repeated_short_readings_without_times_are_averaged_together() -> None:
    # five readings of 15 s, their squares 1, 1, 4, 4, 9: 3.8
    found = level(series([1.0, 1.0, 2.0, 2.0, 3.0], MINUTE, averaging_s=15.0, time=None))
    assert (found["way"], found["upper_bound"], found["filled"]) == ("together", pytest.approx(3.8), False)


def test_repeated_readings_tell_their_spread() -> None:
    # 20 lg of 1, 2 and 4: 0, 6.0206, 12.0412 dB; s = 6.0206, of the mean of three s / sqrt 3 = 3.4760
    rows = series([1.0, 2.0, 4.0], MINUTE, averaging_s=15.0, time=None)
    assert level(rows)["spread_db"] == pytest.approx(3.4760, abs=1e-4)
    # the greatest of three six-minute values in one visit is a single value: s
    assert level(series([1.0, 2.0, 4.0], 6 * MINUTE))["spread_db"] == pytest.approx(6.0206, abs=1e-4)


def test_too_few_readings_and_those_of_many_hours_tell_no_spread() -> None:
    assert np.isnan(level(series([1.0, 2.0], MINUTE, averaging_s=15.0, time=None))["spread_db"])
    # from morning to night it is the traffic that changes
    assert np.isnan(level(series([1.0, 2.0, 4.0], 240 * MINUTE, averaging_s=360.0))["spread_db"])


def test_a_value_below_the_sensitivity_is_at_most_that_and_heard_as_nothing() -> None:
    found = level([{"field_strength_v_m": 0.2, "censored": True}])
    assert (found["upper_bound"], found["detected"]) == (pytest.approx(0.04), 0.0)


def test_a_coarse_bound_does_not_hide_what_another_value_heard() -> None:
    found = level([{"field_strength_v_m": 0.2, "censored": True}, {"field_strength_v_m": 0.15}])
    assert (found["upper_bound"], found["detected"]) == (pytest.approx(0.04), pytest.approx(0.0225))


def test_a_window_with_values_below_the_sensitivity_has_two_bounds() -> None:
    rows = series([0.2] * 3 + [1.0] * 3, MINUTE)
    mixed = [{**row, "censored": n < 3} for n, row in enumerate(rows)]
    found = level(mixed)
    # (3 * 0.04 + 3) / 6 and 3 / 6
    assert (found["upper_bound"], found["detected"]) == (pytest.approx(0.52), pytest.approx(0.5))


def test_a_peak_counts_only_for_want_of_an_rms() -> None:
    rms, peak = {"field_strength_v_m": 1.0}, {"field_strength_v_m": 5.0, "statistic": "peak"}
    assert level([rms, peak])["upper_bound"] == 1.0
    assert level([peak])["upper_bound"] == 25.0


def test_each_band_at_each_place_has_its_own_level() -> None:
    rows = [
        {"field_strength_v_m": x, "point_id": point, "band": band}
        for x, point, band in ((1.0, "A", "u"), (2.0, "A", "v"), (3.0, "B", "u"), (4.0, "B", "u"))
    ]
    found = levels(rows)
    assert found[["place", "band", "upper_bound"]].to_numpy().tolist() == [[0, "u", 1.0], [0, "v", 4.0], [1, "u", 16.0]]


def test_a_loud_place_before_does_not_blur_a_quiet_one() -> None:
    # sums over 10 kV/m would swallow microvolts; they are made anew for each window
    loud, quiet = ([{**row, "point_id": p} for row in series([x] * 8, MINUTE)] for p, x in (("A", 1e4), ("B", 1e-3)))
    assert levels([*loud, *quiet])["upper_bound"].to_numpy() == pytest.approx([1e8, 1e-6], rel=1e-12)
    # minutes 5 to 10 are the worst ones of the quiet place by a thousandth
    worst = series([1e-5] * 4 + [1.001e-5] * 6 + [1e-5] * 4, MINUTE, point_id="B")
    found = levels([*loud, *worst])
    assert found["upper_bound"].to_numpy()[1] == pytest.approx(1.001e-5**2, rel=1e-9)


def test_the_sliding_window_agrees_with_trying_every_one() -> None:
    random = np.random.default_rng(7)
    values = random.uniform(0.1, 2.0, 500)
    # by hand: the mean of every 36 neighbours of 10 s
    brute = max(float(np.mean(values[n : n + 36] ** 2)) for n in range(500 - 35))
    assert level(series(values.tolist(), 10 * SECOND))["upper_bound"] == pytest.approx(brute, rel=1e-12)
