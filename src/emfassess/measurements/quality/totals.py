"""Rules of totals: a total and the bands that were read with it give the same field."""

import numpy as np
import pandas as pd

from emfassess.measurements import TOTAL, Campaign
from emfassess.measurements.quality.finding import Finding, concerning
from emfassess.measurements.quality.settings import Context, Thresholds


def against_bands(
    campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds
) -> list[Finding]:
    """The root of the sum of the bands' squares is the total, within the tolerance; no zero is over a field.

    Of a band that was not detected nothing is known but a bound: bands below the sensitivity count as nothing where
    they might exceed the total, and as their bound where the total might exceed them.
    """
    del campaign, context
    table = readings[(readings["kind"] == "measured") & readings["valid"]]
    total = table[table["band"] == TOTAL]
    bands = table[table["band"] != TOTAL]
    if total.empty or bands.empty:
        return []
    sums = _sums(bands)
    # values of one point, moment and detector belong together; rows of a route by their line
    joined = total.assign(row=np.where(total["point_id"] == "", total["line"], 0)).merge(
        sums, on=["point_id", "row", "time", "statistic", "averaging_s"], how="inner"
    )
    value = joined["field_strength_v_m"]
    factor = 10 ** (thresholds.sum_tolerance_db / 20)
    zero = (value == 0) & (joined["detected"] > 0)
    above = ~zero & (joined["detected"] > value * factor)
    below = ~joined["censored"] & (value > joined["at_most"] * factor)
    return [
        *concerning("zero-total", joined[zero]),
        *concerning("bands-above-total", joined[above], tolerance=thresholds.sum_tolerance_db),
        *concerning("total-above-bands", joined[below], tolerance=thresholds.sum_tolerance_db),
    ]


def _sums(bands: pd.DataFrame) -> pd.DataFrame:
    """Root of the sum of squares of the bands read together: detected value and upper bound. [V/m]"""
    squared = bands["field_strength_v_m"] ** 2
    table = bands[["point_id", "time", "statistic", "averaging_s"]].assign(
        row=np.where(bands["point_id"] == "", bands["line"], 0),
        detected=squared.where(~bands["censored"], 0.0),
        at_most=squared,
    )
    keys = ["point_id", "row", "time", "statistic", "averaging_s"]
    summed = table.groupby(keys, observed=True, dropna=False, sort=False)[["detected", "at_most"]].sum()
    return summed.pow(0.5).reset_index()
