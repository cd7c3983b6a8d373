"""Averages over time of a transmission that comes and goes: the worst placement of the standard's window."""

import math


def worst_window_share(*, transmit_time: float, pause_time: float, window: float) -> float:
    """Maximum exposure ratio of an averaging window that a periodic transmission can fill.

    Parameters
    ----------
    transmit_time : float
        Length of each transmission, above 0, in the unit of the others. [s]
    pause_time : float
        Length of each pause between them, 0 or more. [s]
    window : float
        Averaging time of the standard, above 0. [s]

    Returns
    -------
    float
        Above 0, at most 1.

    Raises
    ------
    ValueError
        If a time is not possible.

    Notes
    -----
    The window that begins with a transmission is the worst: it holds whole periods and, of the rest, as much
    transmission as fits. Two minutes on and three off are 40 % of the time, but half of the worst six minutes.

    References
    ----------
    .. [1] FCC OET Bulletin 65, Supplement B, edition 97-01, on time averaging.
    """
    if not (transmit_time > 0 and pause_time >= 0 and window > 0):
        raise ValueError(f"times must be positive: transmit {transmit_time}, pause {pause_time}, window {window}")
    periods = math.floor(window / (transmit_time + pause_time))
    rest = window - periods * (transmit_time + pause_time)
    return (periods * transmit_time + min(rest, transmit_time)) / window


def averaged_power(peak_power: float, *, mode_duty: float, window_share: float) -> float:
    """Power averaged over the window: peak power times the mean of the modulation times the share of the window.

    Parameters
    ----------
    peak_power : float
        Peak envelope power. [W]
    mode_duty : float
        Mean over peak power while transmitting, above 0 up to 1: 1 for FM, 0.4 for keyed Morse, 0.2 for speech on a
        single sideband without processing.
    window_share : float
        Share of the averaging window with transmission, e.g. of :func:`worst_window_share`.

    Returns
    -------
    float
        Mean power. [W]

    Raises
    ------
    ValueError
        If a share does not lie above 0 up to 1.
    """
    if not (0 < mode_duty <= 1 and 0 < window_share <= 1):
        raise ValueError(f"shares must lie above 0 and at most at 1, not {mode_duty} and {window_share}")
    return peak_power * mode_duty * window_share
