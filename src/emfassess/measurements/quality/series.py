"""Rules of series in time: no moment twice, no clock that goes back, no leap from one value to the next."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurements import Campaign
from emfassess.measurements.quality.finding import Finding, concerning
from emfassess.measurements.quality.places import distance_m
from emfassess.measurements.quality.settings import Context, Thresholds

_SERIES = ["point_id", "band", "statistic", "averaging_s", "kind"]


def times(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """Each moment of a series occurs once and after the one before, and within the campaign."""
    del context, thresholds
    timed = readings[readings["time"].notna()]
    twice = timed.duplicated([*_SERIES, "time"], keep="first")
    ordered = timed if timed["line"].is_monotonic_increasing else timed.sort_values("line", kind="stable")
    step = ordered.groupby(_SERIES, observed=True, dropna=False, sort=False)["time"].diff()
    back = step < pd.Timedelta(0)
    found = [
        *concerning("time-twice", timed[twice]),
        *concerning("clock-backwards", ordered[back]),
    ]
    if campaign.start is not None and campaign.end is not None:
        start, end = pd.Timestamp(campaign.start), pd.Timestamp(campaign.end)
        # a value is written at the end of its averaging time, which may close a moment after the visit's end
        slack = pd.to_timedelta(timed["averaging_s"].fillna(0.0), unit="s")
        outside = (timed["time"] < start) | (timed["time"] - slack > end)
        found += concerning("outside-campaign", timed[outside])
    return found


def jumps(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """Neighbours in a series at one place do not differ by more than traffic can make them."""
    del campaign, context
    table = readings[readings["time"].notna() & readings["valid"] & ~readings["censored"]]
    table = table[table["field_strength_v_m"] > 0]
    table, codes, seconds = in_series(table)
    level = 20 * np.log10(table["field_strength_v_m"].to_numpy())
    leaps = (np.abs(np.diff(level)) > thresholds.jump_db) & (seconds <= thresholds.jump_s)
    leaps &= codes[1:] == codes[:-1]
    there = np.flatnonzero(leaps) + 1
    moved = _moved(table, there, thresholds.still_m)
    return concerning("jump", table.iloc[there[~moved]], jump=thresholds.jump_db, seconds=thresholds.jump_s)


def in_series(table: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.intp], NDArray[np.float64]]:
    """Readings with a time one series after the other, the number of the series of each, and seconds from row to row."""
    codes = table.groupby(_SERIES, observed=True, dropna=False, sort=False).ngroup().to_numpy().astype(np.intp)
    order = np.lexsort((table["line"].to_numpy(), _moments(table), codes))
    ordered = table.iloc[order]
    return ordered, codes[order], np.diff(_moments(ordered)) / np.timedelta64(1, "s")


def _moments(table: pd.DataFrame) -> "NDArray[np.datetime64]":
    # without the zone: with it the array would be one of a million objects
    return np.asarray(table["time"].dt.tz_convert(None).to_numpy())


def _moved(table: pd.DataFrame, rows: NDArray[np.intp], still_m: float) -> NDArray[np.bool_]:
    """Whether the position changed from the row before to each of some rows; without positions it did not."""
    lon, lat = table["longitude"].to_numpy(), table["latitude"].to_numpy()
    return np.asarray(distance_m(lon[rows - 1], lat[rows - 1], lon[rows], lat[rows]) > still_m)
