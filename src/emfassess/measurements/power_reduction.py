"""Power reduction factors: what the counters of a base station say of them.

A counter gives the share of the rated power that was transmitted, sample by sample. Limits hold for averages over
minutes, so the shares are averaged over a moving window first; the factor that an assessment takes must cover the high
percentiles of these averages. Where a figure cannot be exact, it errs upward.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emfassess.summaries import Summarised
from emfassess.units import Floats

WINDOW_6_MIN = 360.0
"""Averaging time of ICNIRP 1998 and GB 8702-2014 below 10 GHz, and of local exposure in ICNIRP 2020. [s]"""
WINDOW_30_MIN = 1800.0
"""Averaging time of whole-body exposure in ICNIRP 2020. [s]"""

GAP_RATIO = 1.5
"""Samples farther apart than this many usual intervals have a gap between them."""

_ROUND_OFF = 1e-9
_PERCENTS = 100


@dataclass(frozen=True)
class Monitored:
    """Moving averages of the transmitted power over its rated power.

    Parameters
    ----------
    window_s : float
        Length of the window. [s]
    cdf : tuple of float, 101 values
        Share of the rated power that the average stays at or below during 0, 1, ..., 100 % of the time.
    samples : int
        Samples given.
    gaps : int
        Places where samples are missing.
    windows : int
        Windows that begin with a sample and were counted.
    windows_left_out : int
        Windows that begin with a sample but contain a gap.
    share_covered : float
        Share of the time from the first to the last sample in which nothing is missing.
    """

    window_s: float
    cdf: tuple[float, ...]
    samples: int
    gaps: int
    windows: int
    windows_left_out: int
    share_covered: float

    @property
    def percentile_95(self) -> float:
        """Average that is exceeded during at most 5 % of the time, over the rated power."""
        return self.cdf[95]

    @property
    def percentile_99(self) -> float:
        """Average that is exceeded during at most 1 % of the time, over the rated power."""
        return self.cdf[99]

    @property
    def maximum(self) -> float:
        """Greatest average, over the rated power."""
        return self.cdf[100]


@dataclass(frozen=True)
class Coverage:
    """Whether a configured power reduction factor covers what was monitored.

    `allowed` is the share of the rated power that the assessment allows on average: factor times duty cycle.
    """

    configured_factor: float
    duty_cycle: float
    monitored: Monitored

    @property
    def allowed(self) -> float:
        """Greatest average that the assessment counts with, over the rated power."""
        return self.configured_factor * self.duty_cycle

    @property
    def covers_95(self) -> bool:
        """Whether at most 5 % of the time lies above it."""
        return self._covers(self.monitored.percentile_95)

    @property
    def covers_99(self) -> bool:
        """Whether at most 1 % of the time lies above it."""
        return self._covers(self.monitored.percentile_99)

    @property
    def covers_maximum(self) -> bool:
        """Whether no window lies above it."""
        return self._covers(self.monitored.maximum)

    def _covers(self, share: float) -> bool:
        return share <= self.allowed * (1 + _ROUND_OFF)


@dataclass(frozen=True, eq=False, repr=False)
class Holding(Summarised):
    """How long each sample holds. All arrays have one entry a sample; times count from the first one. [s]

    A sample holds until the next one; before a gap, and at the end, it holds for the usual interval.
    """

    starts: Floats
    ends: Floats
    usual_interval: float

    @property
    def lengths(self) -> Floats:
        """How long each sample holds. [s]"""
        return self.ends - self.starts

    @property
    def missing(self) -> Floats:
        """Time without a sample after each one, none after the last; above 0 only at gaps. [s]"""
        return np.append(self.starts[1:], self.ends[-1]) - self.ends


def holding(times: ArrayLike) -> Holding:
    """How long samples hold, and where some are missing.

    Parameters
    ----------
    times : array_like, shape (n,)
        Beginning of each sample, rising; two at least. [s]

    Raises
    ------
    ValueError
        If there are fewer than two, or one is not later than the sample before it, with its number.
    """
    given = np.asarray(times, dtype=float)
    if given.ndim != 1 or given.size < 2:
        raise ValueError(f"samples must be a row of at least two, not of shape {given.shape}: the interval is unknown")
    _refuse_samples(~np.isfinite(given), given, "a time must be a number of seconds")
    steps = np.diff(given)
    _refuse_samples(np.append(False, steps <= 0), given, "a time must be later than that of the sample before it")
    usual = float(np.median(steps))
    starts = given - given[0]
    ends = np.append(starts[1:], starts[-1] + usual)
    gap = np.append(steps > GAP_RATIO * usual, False)
    return Holding(starts, np.where(gap, starts + usual, ends), usual)


def monitored_power(times: ArrayLike, power_shares: ArrayLike, *, window: float = WINDOW_6_MIN) -> Monitored:
    """Distribution over time of the moving average of the transmitted power.

    Parameters
    ----------
    times : array_like, shape (n,)
        Beginning of each sample, rising; a sample holds until the next one. [s]
    power_shares : array_like, shape (n,)
        Transmitted power over rated power, 0 to 1.
    window : float
        Averaging time, at least the usual interval of the samples. [s]

    Returns
    -------
    Monitored

    Raises
    ------
    ValueError
        If times do not rise or a share lies outside 0 to 1, with the number of the sample; if samples are longer than
        the window; if no window is free of gaps.

    Notes
    -----
    The window slides continuously. Its average changes straight from one instant at which an end of the window passes
    the beginning or end of a sample to the next such instant; between two of them the greater average is taken for the
    whole time. Percentiles are therefore never too low, for unequal intervals either; with equal ones that divide the
    window they are never below the empirical quantile of the windows that takes the higher neighbour.

    What happens within a sample is not seen: bursts shorter than the samples' interval are averaged in them already.
    """
    held = holding(times)
    shares = np.asarray(power_shares, dtype=float)
    if shares.shape != held.starts.shape:
        raise ValueError(f"{held.starts.size} times, but power shares of shape {shares.shape}: give one a sample")
    wrong = ~((shares >= 0) & (shares <= 1 + _ROUND_OFF))
    _refuse_samples(wrong, shares, "a share of the rated power must lie in 0..1; check the rated power")
    if not window >= held.usual_interval * (1 - _ROUND_OFF):
        raise ValueError(
            f"samples every {held.usual_interval:g} s cannot give an average over {window:g} s: take samples at least "
            "as often as the window is long"
        )
    record = _record(held, shares)
    first = held.starts[held.starts + window <= record.instants[-1] * (1 + _ROUND_OFF)]
    counted = int(record.whole(first, first + window).sum())
    return Monitored(
        window_s=window,
        cdf=_distribution(record, window),
        samples=shares.size,
        gaps=int((held.missing > 0).sum()),
        windows=counted,
        windows_left_out=first.size - counted,
        share_covered=float(1 - record.missing[-1] / record.instants[-1]),
    )


def compare_with_factor(configured_factor: float, monitored: Monitored, *, duty_cycle: float) -> Coverage:
    """Whether a configured power reduction factor covers the monitored averages.

    Parameters
    ----------
    configured_factor : float
        Power reduction factor of the assessment, above 0 up to 1.
    monitored : Monitored
        From :func:`monitored_power`.
    duty_cycle : float
        Share of time in downlink that the assessment counts with **besides** the factor, where the counters' averages
        contain the silence of the uplink; 1 for FDD, and where the counters are averages over downlink time alone.

    Raises
    ------
    ValueError
        If factor or duty cycle is not above 0 and at most 1.
    """
    for key, value in (("configured_factor", configured_factor), ("duty_cycle", duty_cycle)):
        if not 0 < value <= 1:
            raise ValueError(f"{key} must be above 0 and at most 1, not {value}: it is actual over theoretical maximum")
    return Coverage(configured_factor, duty_cycle, monitored)


@dataclass(frozen=True, eq=False)
class _Record:
    """Energy transmitted and time missing since the first sample, at the instants between which both run straight."""

    instants: Floats
    energy: Floats
    missing: Floats

    def average(self, starts: Floats, window: float) -> Floats:
        return self._between(self.energy, starts, starts + window) / window

    def whole(self, starts: Floats, ends: Floats) -> NDArray[np.bool_]:
        tolerance = _ROUND_OFF * (1 + self.instants[-1])
        return np.asarray(self._between(self.missing, starts, ends) <= tolerance)

    def _between(self, total: Floats, starts: Floats, ends: Floats) -> Floats:
        return np.asarray(np.interp(ends, self.instants, total) - np.interp(starts, self.instants, total))


def _record(held: Holding, shares: Floats) -> _Record:
    """Running totals at the beginning and the end of every sample."""
    energy, missing = np.cumsum(shares * held.lengths), np.cumsum(held.missing)
    return _Record(
        instants=np.column_stack([held.starts, held.ends]).ravel(),
        energy=np.column_stack([np.append(0.0, energy[:-1]), energy]).ravel(),
        missing=np.column_stack([np.append(0.0, missing[:-1]), np.append(0.0, missing[:-1])]).ravel(),
    )


def _distribution(record: _Record, window: float) -> tuple[float, ...]:
    """Average at or below which 0, 1, ..., 100 % of the time lies."""
    starts = np.unique(np.concatenate([record.instants, record.instants - window]))
    last = record.instants[-1] * (1 + _ROUND_OFF) - window
    starts = starts[(starts >= 0) & (starts <= last)]
    averages = record.average(starts, window)
    whole = record.whole(starts, starts + window)
    if not whole.any():
        raise ValueError(f"no window of {window:g} s without a gap in {record.instants[-1]:g} s: monitor longer")
    together = record.whole(starts[:-1], starts[1:] + window)
    values = np.maximum(averages[:-1], averages[1:])[together]
    lengths = np.diff(starts)[together]
    if not values.size:
        values, lengths = averages[whole], np.ones(int(whole.sum()))
    order = np.argsort(values)
    time = np.cumsum(lengths[order]) / lengths.sum()
    place = np.searchsorted(time, np.arange(_PERCENTS) / _PERCENTS)
    percentiles = values[order][np.minimum(place, values.size - 1)]
    return (*percentiles.tolist(), float(averages[whole].max()))


def _refuse_samples(wrong: NDArray[np.bool_], values: Floats, expected: str) -> None:
    """Name the first wrong sample, counted from 1, and how many there are."""
    rows = np.flatnonzero(wrong)
    if rows.size:
        more = f" (and {rows.size - 1} more)" if rows.size > 1 else ""
        raise ValueError(f"sample {rows[0] + 1}{more}: {expected}, not {values[rows[0]]:g}")
