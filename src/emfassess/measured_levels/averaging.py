r"""Levels of each band at each place: the greatest r.m.s. over six minutes by the readings.

Three ways, chosen for each band at each place by what is known of its readings:

sliding
    Every value has a time and an averaging time under six minutes: the mean of :math:`E^2` over the values of each six
    minutes, never the mean of :math:`E`. Gaps break a series; a piece shorter than six minutes counts with its own mean.
together
    Short averaging times but not every moment known: the mean of :math:`E^2` over all.
greatest
    Values that are averages over six minutes already, or of unknown averaging time: the greatest one. A second averaging
    would only lower it.

Each value is held as two: the upper bound, and the detected value, which is 0 below the sensitivity.

References
----------
.. [1] GB 8702-2014, table 1, note 2: r.m.s. over any continuous six minutes.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measured_levels.settings import JudgingSettings
from emfassess.units import Floats

SLIDING, TOGETHER, GREATEST = "sliding", "together", "greatest"
_RANKS = {"rms": 0, "": 1, "instantaneous": 2}
_OTHER_RANK = 3
"""Which detector counts where a band was read with several: r.m.s. first, a peak only for want of anything else."""


def band_levels(readings: pd.DataFrame, settings: JudgingSettings) -> pd.DataFrame:
    """Level of each band at each place.

    Parameters
    ----------
    readings : DataFrame
        Checked readings of one kind, at least one, with `place` (int) beside.
    settings : JudgingSettings

    Returns
    -------
    DataFrame
        One row a band at a place, ordered by both: `place`, `band`, `upper_bound` and `detected` (squared field strength
        [V^2/m^2]), `time` of the deciding value, `values` (how many it is the mean of), `spread_db` (standard
        uncertainty of repeated readings, NaN for fewer than three [dB]), `way`, `filled` (whether the window was),
        `averaging_known`, `longest_s` (greatest averaging time of its values [s]), `statistic`.
    """
    table = _best_detector(readings)
    table = _with_ways(table, settings)
    start, candidate, filled = _windows(table, settings)
    # each group over its own greatest value: running sums over a loud place must not blur a quiet one after it
    greatest = table["upper_bound"].groupby(table["group"]).transform("max").to_numpy()
    scaled = table["upper_bound"].to_numpy() / np.where(greatest > 0, greatest, 1.0)
    sums = np.concatenate([[0.0], np.cumsum(scaled)])
    here = np.arange(len(table))
    mean = np.where(candidate, (sums[here + 1] - sums[start]) / (here + 1 - start), -1.0)
    group = table["group"].to_numpy()
    order = np.lexsort((-mean, group))
    decided = order[np.diff(group[order], prepend=-1) > 0]
    return _stated_durations(table, start[decided], decided, filled[decided], settings)


def _best_detector(readings: pd.DataFrame) -> pd.DataFrame:
    """Only the values of the best detector that a band was read with at a place, ordered by group and time."""
    rank = readings["statistic"].astype(str).map(_RANKS).fillna(_OTHER_RANK)
    group = readings.groupby(["place", "band"], observed=True).ngroup()
    best = rank.groupby(group).transform("min") == rank
    squared = readings["field_strength_v_m"] ** 2
    table = pd.DataFrame(
        {
            "place": readings["place"],
            "band": readings["band"],
            "group": group,
            "upper_bound": squared,
            "detected": squared.where(~readings["censored"], 0.0),
            "time": readings["time"].dt.tz_convert(None),
            "averaging": readings["averaging_s"].where(
                readings["averaging_s"].notna() | (readings["statistic"] != "instantaneous"), 0.0
            ),
            "statistic": readings["statistic"],
        }
    )[best]
    return table.sort_values(["group", "time"], kind="stable").reset_index(drop=True)


def _with_ways(table: pd.DataFrame, settings: JudgingSettings) -> pd.DataFrame:
    """The way in which each row's group is averaged."""
    group = table["group"]
    short = (table["averaging"] < settings.window_s - settings.tolerance_s).groupby(group).transform("all")
    timed = table["time"].notna().groupby(group).transform("all")
    return table.assign(way=np.select([short & timed, short], [SLIDING, TOGETHER], GREATEST))


def _windows(
    table: pd.DataFrame, settings: JudgingSettings
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]:
    """For each row the first one of the window that it ends, whether that window counts, and whether it is filled."""
    here, group = np.arange(len(table)), table["group"].to_numpy()
    start, candidate, filled = here.copy(), np.ones(len(table), bool), np.ones(len(table), bool)
    first = np.searchsorted(group, group, side="left")
    last = np.searchsorted(group, group, side="right") - 1
    together = (table["way"] == TOGETHER).to_numpy()
    start[together] = first[together]
    candidate[together] = (here == last)[together]
    span = table["averaging"].groupby(table["group"]).transform("sum").to_numpy()
    filled[together] = span[together] >= settings.window_s - settings.tolerance_s
    rows = np.flatnonzero(table["way"] == SLIDING)
    if len(rows):
        begins, counts, full = _sliding(table.iloc[rows], settings)
        start[rows], candidate[rows], filled[rows] = rows[begins], counts, full
    return start, candidate, filled


def _sliding(
    table: pd.DataFrame, settings: JudgingSettings
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]:
    """Windows over the rows of sliding groups alone, in their own row numbers."""
    seconds = (table["time"] - table["time"].min()).dt.total_seconds().to_numpy()
    piece = _pieces(table["group"].to_numpy(), seconds, settings)
    # pieces are set far apart on one axis, so that no window reaches from one into another
    apart = seconds + piece * (seconds.max() + 2 * settings.window_s)
    begin = np.searchsorted(apart, apart - settings.window_s + _HAIR_S, side="left")
    first = np.searchsorted(piece, piece, side="left")
    # the first value of a piece ends its own averaging time
    since = seconds - seconds[first] + table["averaging"].to_numpy()[first]
    full = since >= settings.window_s - settings.tolerance_s
    any_full = np.zeros(piece[-1] + 1, bool)
    np.logical_or.at(any_full, piece, full)
    ends = np.append(np.diff(piece) > 0, True)
    return begin, full | (ends & ~any_full[piece]), full


_HAIR_S = 1e-3
"""Values are written to the millisecond at best: one that is six minutes old by less has just left the window."""


def _pieces(group: NDArray[np.intp], seconds: Floats, settings: JudgingSettings) -> NDArray[np.intp]:
    """Number of the unbroken piece that each row belongs to, ascending over ordered groups."""
    step = np.diff(seconds, prepend=seconds[:1])
    new_group = np.diff(group, prepend=group[:1] - 1) > 0
    usual = pd.Series(np.where(new_group, np.nan, step)).groupby(group).transform("median").to_numpy()
    gap = step > np.fmax(settings.gap_s, settings.gap_steps * usual)
    return np.asarray(np.cumsum(new_group | gap) - 1, dtype=np.intp)


def _stated_durations(
    table: pd.DataFrame, start: NDArray[np.intp], end: NDArray[np.intp], filled: NDArray[np.bool_], s: JudgingSettings
) -> pd.DataFrame:
    """One row a group from its deciding window; sums are made anew over the window, free of what cancelled before."""
    count = end + 1 - start
    # few values far apart are no six minutes, however long they took
    stated = np.fmax(count * s.gap_s, _window_sums(table["averaging"].fillna(np.inf).to_numpy(), start, end))
    decided = table.iloc[end]
    group = table["group"]
    greatest = (decided["way"] == GREATEST).to_numpy()
    # where single values are compared the greatest detected one need not be the greatest bound
    loudest = table["detected"].groupby(group).transform("max").to_numpy()[end]
    return pd.DataFrame(
        {
            "place": decided["place"].to_numpy(),
            "band": decided["band"].array,
            "upper_bound": _window_sums(table["upper_bound"].to_numpy(), start, end) / count,
            "detected": np.where(greatest, loudest, _window_sums(table["detected"].to_numpy(), start, end) / count),
            "time": decided["time"].to_numpy(),
            "values": count,
            "spread_db": _spread(table, start, end, s),
            "way": decided["way"].to_numpy(),
            "filled": filled & (stated >= s.window_s - s.tolerance_s) | greatest,
            "longest_s": table["averaging"].groupby(group).transform("max").to_numpy()[end],
            "averaging_known": table["averaging"].notna().groupby(group).transform("all").to_numpy()[end],
            "statistic": decided["statistic"].array,
        }
    )


def _spread(table: pd.DataFrame, start: NDArray[np.intp], end: NDArray[np.intp], s: JudgingSettings) -> Floats:
    """Standard uncertainty of repeated readings, type A, NaN for fewer than three. [dB]

    Of a mean that of the mean; of the greatest of several values in one visit that of a single one.
    """
    group = table["group"].to_numpy()
    seconds = (table["time"] - table["time"].min()).dt.total_seconds().to_numpy()
    first = np.searchsorted(group, group[end], side="left")
    last = np.searchsorted(group, group[end], side="right") - 1
    single = (table["way"].to_numpy()[end] == GREATEST) & ~(seconds[last] - seconds[first] > s.visit_s)
    begin, close = np.where(single, first, start), np.where(single, last, end)
    detected = table["detected"].to_numpy()
    stated = detected > 0
    level = 10 * np.log10(np.where(stated, detected, 1.0))  # zero where nothing was detected
    n = _window_sums(stated.astype(float), begin, close)
    mean = _window_sums(level, begin, close) / np.maximum(n, 1)
    square = _window_sums(level**2, begin, close) - n * mean**2
    deviation = np.sqrt(np.maximum(square, 0.0) / np.maximum(n - 1, 1))
    return np.asarray(np.where(n >= 3, deviation / np.where(single, 1.0, np.sqrt(np.maximum(n, 1))), np.nan))


def _window_sums(values: Floats, begin: NDArray[np.intp], close: NDArray[np.intp]) -> Floats:
    """Sum over the rows of each window, from `begin` to `close`; windows do not overlap."""
    length = close + 1 - begin
    edges = np.concatenate([[0], np.cumsum(length)[:-1]]).astype(np.intp)
    rows = np.arange(length.sum()) + np.repeat(begin - edges, length)
    return np.asarray(np.add.reduceat(values[rows], edges))
