"""Moving averages and percentiles against waveforms worked by hand, and against a plain average over windows."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess.measurements.power_reduction import (
    WINDOW_6_MIN,
    WINDOW_30_MIN,
    Monitored,
    compare_with_factor,
    holding,
    monitored_power,
)
from emfassess.screening.swiss_correction import swiss_correction

SHARES = st.lists(st.floats(0, 1), min_size=12, max_size=60)


def minutes(shares: list[float], window: float = WINDOW_6_MIN) -> Monitored:
    """Shares of a sample a minute."""
    return monitored_power(60.0 * np.arange(len(shares)), shares, window=window)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("window", [WINDOW_6_MIN, WINDOW_30_MIN])
def test_constant_power_has_itself_at_every_percentile(share: float, window: float) -> None:
    found = minutes([share] * 60, window)
    assert found.cdf == pytest.approx([share] * 101)
    assert (found.percentile_95, found.percentile_99, found.maximum) == pytest.approx((share, share, share))
    assert (found.samples, found.gaps, found.windows_left_out, found.share_covered) == (60, 0, 0, 1.0)


def test_windows_that_begin_with_a_sample_are_counted() -> None:
    # 60 minutes: windows of 6 minutes begin at 0..54, of 30 minutes at 0..30
    assert minutes([0.5] * 60).windows == 55
    assert minutes([0.5] * 60, WINDOW_30_MIN).windows == 31


def test_a_slow_square_wave_is_mostly_full_or_silent() -> None:
    # 10 hours on, 10 hours off, three times: windows that see both take 6 min of 600, so that 49.6 % are full, 49.5 %
    # silent; the average runs straight from 0 to 1 in between
    found = minutes(([1.0] * 600 + [0.0] * 600) * 3)
    assert found.cdf[49] == 0.0
    assert 0.0 < found.cdf[50] <= 1.0
    assert found.cdf[52] == pytest.approx(1.0)
    assert found.percentile_95 == pytest.approx(1.0)


def test_a_square_wave_that_fits_the_window_averages_out() -> None:
    # three minutes on, three off: every window of 6 or 30 minutes holds as much of both
    found = minutes([1.0, 1.0, 1.0, 0.0, 0.0, 0.0] * 20)
    assert found.cdf == pytest.approx([0.5] * 101)


def test_a_window_across_an_edge_is_averaged_straight() -> None:
    # silence for 6 minutes, full power for 6: the window's average runs straight from 0 to 1, one sixth a minute.
    # In the upper steps each minute counts with its greater end: 1/6, 2/6, ... 1 for one sixth of the time each
    found = minutes([0.0] * 6 + [1.0] * 6)
    assert found.cdf[0] == pytest.approx(1 / 6)
    assert found.cdf[16] == pytest.approx(1 / 6)
    assert found.cdf[17] == pytest.approx(2 / 6)
    assert found.cdf[83] == pytest.approx(5 / 6)
    assert found.cdf[84] == found.maximum == pytest.approx(1.0)


def test_a_single_busy_window_is_not_lost() -> None:
    # full power for exactly 6 minutes that begin between two samples of the rest
    times = [0.0, 60, 120, 180, 240, 300, 360, 390, 450, 510, 570, 630, 690, 750, 810, 870, 930, 990, 1050, 1110]
    shares = [0.0] * 7 + [1.0] * 6 + [0.0] * 7
    assert monitored_power(times, shares).maximum == pytest.approx(1.0)


def test_a_fully_loaded_tdd_frame_fills_its_downlink_symbols() -> None:
    # NR TDD DDDSU with the special slot 10:2:2: (3 * 14 + 10) / (5 * 14) = 52/70 = 0.743 of the symbols are downlink.
    # A slot of 0.5 ms as a sample, windows of ten frames
    slots = [1.0, 1.0, 1.0, 10 / 14, 0.0] * 200
    found = monitored_power(0.0005 * np.arange(len(slots)), slots, window=0.025)
    assert found.percentile_95 == pytest.approx(52 / 70)
    assert found.maximum == pytest.approx(52 / 70)
    assert compare_with_factor(1.0, found, duty_cycle=52 / 70).covers_maximum
    assert not compare_with_factor(0.99, found, duty_cycle=52 / 70).covers_95


def test_unequal_samples_count_with_the_time_that_they_hold() -> None:
    # 40 s full, 20 s silent, over and over: two thirds on average in every whole minute
    times = np.cumsum([0.0] + [40.0, 20.0] * 30)[:-1]
    found = monitored_power(times, [1.0, 0.0] * 30)
    assert found.maximum == pytest.approx(2 / 3)
    assert found.gaps == 0


def test_windows_with_a_gap_are_left_out_and_counted() -> None:
    # one sample a minute at 0..9 and 15..24; minute 9 holds until 10, then five minutes are missing. Whole windows
    # begin at 0..4 and 15..19; those of 5..9 reach into the gap
    times = 60.0 * np.array([*range(10), *range(15, 25)])
    shares = np.where(np.arange(20) < 10, 0.2, 0.8)
    found = monitored_power(times, shares)
    assert (found.gaps, found.windows, found.windows_left_out) == (1, 10, 5)
    # 20 of the 25 minutes have samples
    assert found.share_covered == pytest.approx(20 / 25)
    # half the windows are at 0.2, half at 0.8, none in between
    assert set(np.round(found.cdf, 9)) == {0.2, 0.8}


def test_a_sample_that_comes_a_little_late_leaves_no_gap() -> None:
    assert holding([0, 60, 120, 209.9, 270]).missing.sum() == 0
    # 91 s is more than 1.5 usual intervals: one minute holds, 31 s are missing
    assert holding([0, 60, 120, 211, 271]).missing == pytest.approx([0, 0, 31, 0, 0])


def test_a_record_of_one_window_is_that_window() -> None:
    found = minutes([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert found.cdf == pytest.approx([0.35] * 101)
    assert found.windows == 1


@given(shares=SHARES, window=st.sampled_from([60.0, 120.0, 360.0, 600.0]))
def test_percentiles_never_understate_the_windows(shares: list[float], window: float) -> None:
    # an independent average over the same windows, and the empirical quantile that takes the higher neighbour
    found = minutes(shares, window)
    count = int(window / 60)
    plain = np.array([np.mean(shares[i : i + count]) for i in range(len(shares) - count + 1)])
    for percent in (50, 95, 99, 100):
        assert found.cdf[percent] >= np.quantile(plain, percent / 100, method="higher") - 1e-9
    assert found.maximum == pytest.approx(plain.max(), abs=1e-9)


@given(shares=SHARES, window=st.floats(60, 700))
def test_averages_lie_between_the_least_and_the_greatest_sample(shares: list[float], window: float) -> None:
    found = minutes(shares, window)
    assert min(shares) - 1e-9 <= found.cdf[0]
    assert found.maximum <= max(shares) + 1e-9
    assert list(found.cdf) == sorted(found.cdf)


@given(shares=SHARES, window=st.sampled_from([60.0, 120.0, 180.0, 300.0]))
def test_a_window_twice_as_long_has_no_greater_maximum(shares: list[float], window: float) -> None:
    # the average over two windows side by side is at most that of the greater one
    assert minutes(shares, 2 * window).maximum <= minutes(shares, window).maximum + 1e-9


@given(shares=SHARES, scale=st.floats(0.01, 1))
def test_half_the_power_has_half_the_percentiles(shares: list[float], scale: float) -> None:
    half = minutes([scale * share for share in shares])
    assert half.cdf == pytest.approx([scale * value for value in minutes(shares).cdf], abs=1e-9)


@pytest.mark.parametrize(
    ("times", "shares", "message"),
    [
        ([0, 60, 60, 120], [0.1] * 4, r"sample 3: a time must be later"),
        ([0, 60, 30, 120], [0.1] * 4, r"sample 3: a time must be later"),
        ([0, 60, math.nan, 120], [0.1] * 4, r"sample 3: a time must be a number"),
        ([0, 60, 120, 180], [0.1, -0.1, 0.1, 0.1], r"sample 2: .*0\.\.1.*not -0\.1"),
        ([0, 60, 120, 180], [0.1, 1.1, 0.1, 2.0], r"sample 2 \(and 1 more\): .*check the rated power"),
        ([0, 60, 120, 180], [0.1, math.nan, 0.1, 0.1], r"sample 2: "),
        ([0, 60, 120, 180], [0.1, 0.1, 0.1], r"4 times, but power shares of shape"),
        ([0, 60, 120, 180], [0.1] * 4, r"no window of 360 s"),
        ([0, 900, 1800, 2700], [0.1] * 4, r"samples every 900 s cannot tell an average over 360 s"),
        ([0], [0.1], r"at least two"),
    ],
)
def test_samples_that_cannot_be_averaged_are_refused(times: list[float], shares: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        monitored_power(times, shares)


def test_a_factor_covers_what_lies_at_or_below_it() -> None:
    # 100 hours at 0.2 with 2 hours at 0.6: 2 % of the time is above 0.2, so it is in the 99th percentile alone
    found = minutes([0.2] * 5880 + [0.6] * 120)
    assert (found.percentile_95, found.percentile_99) == pytest.approx((0.2, 0.6))
    exact = compare_with_factor(0.2, found, duty_cycle=1.0)
    assert (exact.covers_95, exact.covers_99, exact.covers_maximum) == (True, False, False)
    assert compare_with_factor(0.6, found, duty_cycle=1.0).covers_maximum
    assert not compare_with_factor(0.199, found, duty_cycle=1.0).covers_95
    # of a factor of 0.25 in 52/70 of the time only 0.186 of the rated power is allowed on average
    silent = compare_with_factor(0.25, found, duty_cycle=52 / 70)
    assert silent.allowed == pytest.approx(0.1857, abs=1e-4)
    assert not silent.covers_95


@pytest.mark.parametrize("wrong", [0.0, -0.1, 1.01, math.nan])
def test_factors_outside_their_range_are_refused(wrong: float) -> None:
    found = minutes([0.2] * 10)
    with pytest.raises(ValueError, match="configured_factor must be above 0 and at most 1"):
        compare_with_factor(wrong, found, duty_cycle=1.0)
    with pytest.raises(ValueError, match="duty_cycle must be above 0 and at most 1"):
        compare_with_factor(1.0, found, duty_cycle=wrong)


@pytest.mark.parametrize(
    ("sub_arrays", "factor"),
    # Switzerland, NISV, minima for adaptive antennas: 0.10 from 64, 0.13 from 32, 0.20 from 16, 0.40 from 8, else 1
    [
        (128, 0.10),
        (64, 0.10),
        (63, 0.13),
        (32, 0.13),
        (31, 0.20),
        (16, 0.20),
        (15, 0.40),
        (8, 0.40),
        (7, 1.0),
        (1, 1.0),
    ],
)
def test_the_swiss_factor_steps_with_the_number_of_sub_arrays(sub_arrays: int, factor: float) -> None:
    found = swiss_correction(sub_arrays, automatic_power_limitation=True)
    assert found.factor == factor
    assert not found.confirmed
    assert swiss_correction(sub_arrays, automatic_power_limitation=False).factor == 1.0


def test_the_swiss_factor_lowers_the_field_by_its_root() -> None:
    # 10 V/m at the greatest power, KAA 0.10: 3.162 V/m
    assert 10 * swiss_correction(64, automatic_power_limitation=True).field_factor == pytest.approx(3.162, abs=1e-3)


@pytest.mark.parametrize("wrong", [0, -8, 8.5])
def test_an_antenna_without_whole_sub_arrays_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="sub_arrays must be a whole number"):
        swiss_correction(wrong, automatic_power_limitation=True)  # type: ignore[arg-type]
