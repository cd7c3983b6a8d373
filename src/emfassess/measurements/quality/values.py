"""Rules of the values: detector, averaging time, and how many are below the sensitivity or flagged."""

import pandas as pd

from emfassess.measurements import Campaign
from emfassess.measurements.quality.finding import Finding, concerning
from emfassess.measurements.quality.settings import Context, Thresholds

RMS = "rms"


def detector(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """Levels are root mean squares."""
    del campaign, context, thresholds
    measured = readings[readings["kind"] == "measured"]
    other = measured[~measured["statistic"].isin(["", RMS])]
    statistics = ", ".join(sorted(other["statistic"].astype(str).unique()))
    return [
        *concerning("not-rms", other, statistic=statistics),
        *concerning("statistic-unknown", measured[measured["statistic"] == ""]),
    ]


def averaging(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """Each value is over six minutes and no longer, or the values of a band at a point together span them."""
    del campaign, context
    measured = readings[(readings["kind"] == "measured") & readings["valid"]]
    needed = thresholds.averaging_s - thresholds.averaging_tolerance_s
    most = thresholds.averaging_s + thresholds.averaging_tolerance_s
    unknown = measured[measured["averaging_s"].isna()]
    short = measured[measured["averaging_s"] < needed]
    if not short.empty:
        groups = short.groupby(["point_id", "band"], observed=True)
        span = (groups["time"].transform("max") - groups["time"].transform("min")).dt.total_seconds()
        # the first value ends its own averaging time; rows of a route are each a place of their own
        whole = span + groups["averaging_s"].transform("max")
        short = short[~(whole >= needed) | (short["point_id"] == "")]
    return [
        *concerning("averaging-unknown", unknown),
        *concerning("averaging-too-short", short, needed=thresholds.averaging_s),
        *concerning("averaging-too-long", measured[measured["averaging_s"] > most], needed=thresholds.averaging_s),
    ]


def shares(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """How many values the instrument flagged, and how many it could not detect."""
    del campaign, context
    censored = readings["censored"] & readings["valid"]
    share = float(censored.sum() / max(int(readings["valid"].sum()), 1))
    found = concerning("flagged-by-instrument", readings[~readings["valid"]], total=len(readings))
    if share > thresholds.censored_share:
        found += concerning("mostly-censored", readings[censored], percent=f"{100 * share:.0f}")
    return found
