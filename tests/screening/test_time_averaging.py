"""Averages over the worst window of a transmission that comes and goes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess.screening.time_averaging import averaged_power, worst_window_share

TIMES = st.integers(1, 40)


@pytest.mark.parametrize(
    ("transmit", "pause", "window", "share"),
    [
        # worked out by laying the window onto the beginning of a transmission
        (2, 3, 6, 0.5),  # 2 on, 3 off, 1 on
        (2, 2, 6, 2 / 3),  # 2 on, 2 off, 2 on
        (7, 7, 6, 1.0),  # inside one transmission
        (1, 9, 30, 0.1),  # three whole periods
        (10, 0, 6, 1.0),  # no pause at all
        (3, 60, 6, 0.5),  # one transmission
        (0.5, 5.5, 15, 0.1),  # 2 periods and a beginning: 1.5 of 15
    ],
)
def test_the_worst_window_by_hand(transmit: float, pause: float, window: float, share: float) -> None:
    assert worst_window_share(transmit_time=transmit, pause_time=pause, window=window) == pytest.approx(share)


@given(TIMES, st.integers(0, 40), TIMES)
def test_no_window_holds_more(transmit: int, pause: int, window: int) -> None:
    # every placement of the window on whole units of time, counted one by one
    period = transmit + pause
    on = (np.arange(period + window) % period) < transmit
    counted = max(int(on[start : start + window].sum()) for start in range(period)) / window
    assert worst_window_share(transmit_time=transmit, pause_time=pause, window=window) == pytest.approx(counted)


@given(TIMES, st.integers(0, 40), TIMES)
def test_the_worst_window_is_never_below_the_mean(transmit: int, pause: int, window: int) -> None:
    share = worst_window_share(transmit_time=transmit, pause_time=pause, window=window)
    assert transmit / (transmit + pause) <= share * (1 + 1e-12)
    assert share <= 1 + 1e-12


@pytest.mark.parametrize(
    ("transmit", "pause", "window"), [(0, 1, 6), (-1, 1, 6), (1, -1, 6), (1, 1, 0), (float("nan"), 1, 6)]
)
def test_impossible_times_are_refused(transmit: float, pause: float, window: float) -> None:
    with pytest.raises(ValueError, match="times must be positive"):
        worst_window_share(transmit_time=transmit, pause_time=pause, window=window)


def test_power_is_the_product_of_its_shares() -> None:
    # 60 W, half of it in the mean, a fifth of the time
    assert averaged_power(60.0, mode_duty=0.5, window_share=0.2) == pytest.approx(6.0)


@pytest.mark.parametrize(("duty", "share"), [(0.0, 1.0), (1.1, 1.0), (1.0, 0.0), (1.0, 1.01), (float("nan"), 1.0)])
def test_shares_beyond_one_or_of_nothing_are_refused(duty: float, share: float) -> None:
    with pytest.raises(ValueError, match="shares"):
        averaged_power(100.0, mode_duty=duty, window_share=share)
