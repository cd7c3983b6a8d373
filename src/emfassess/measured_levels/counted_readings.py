"""Readings that a verdict follows from: the highest lines of a long route, without values that are hardly levels."""

from dataclasses import replace

import numpy as np
import pandas as pd

from emfassess.assumptions import Assumption
from emfassess.limits.editions import Editions
from emfassess.measured_levels.result import MeasuredLevels
from emfassess.measurements import Campaign
from emfassess.measurements.days import measuring_days


def judged_lines(
    campaign: Campaign,
    readings: pd.DataFrame,
    editions: Editions,
    most_lines: int | None,
) -> pd.DataFrame:
    """The lines with the greatest levels of a long route of one band on one day; every other campaign whole."""
    if most_lines is None or len(readings) <= most_lines:
        return readings
    days = measuring_days(campaign, readings)
    alike = len({(editions.on(day), campaign.instrument.calibration_on(day)) for day in days}) == 1
    usable = readings[readings["valid"] & (readings["kind"] == "measured")]
    of_one = all(usable[name].nunique(dropna=False) == 1 for name in ("point_id", "band", "statistic", "averaging_s"))
    if not (alike and of_one) or usable["point_id"].iloc[0] != "" or len(usable) <= most_lines:
        return readings
    stored = np.sort(np.argpartition(-usable["field_strength_v_m"].to_numpy(), most_lines)[:most_lines])
    return usable.iloc[stored]


def beside_doubtful(
    levels: MeasuredLevels | None, count: int, total: int, with_doubtful: bool
) -> MeasuredLevels | None:
    """Levels that state how many values are hardly levels, and whether they count."""
    if levels is None or not count:
        return levels
    code = "doubtful-counted" if with_doubtful else "doubtful-left-out"
    stated = Assumption(code, (("count", str(count)), ("total", str(total))))
    return replace(levels, assumptions=(*levels.assumptions, stated))


def without_lower_lines(levels: MeasuredLevels | None, count: int) -> MeasuredLevels | None:
    """Levels that state how many lines of a route were not judged."""
    if levels is None or not count:
        return levels
    lower = Assumption("route-lower-lines", (("count", str(count)),))
    return replace(levels, assumptions=(*levels.assumptions, lower))
