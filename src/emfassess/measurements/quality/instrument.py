"""Rules of the instrument: calibrated on the day, fit in range and frequency, selective where the method asks for it."""

import datetime

import pandas as pd

from emfassess.measurements import TOTAL, Campaign
from emfassess.measurements.days import measuring_days
from emfassess.measurements.quality.finding import Finding, concerning, concerning_all
from emfassess.measurements.quality.settings import Context, Thresholds

SELECTIVE_METHODS = ("HJ1151",)
"""Methods that take no broadband total: HJ 1151-2020, from an excerpt."""


def calibrated(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """A calibration covers every day of measuring."""
    del context, thresholds
    days = measuring_days(campaign, readings)
    if not days:
        return concerning_all("day-unknown")
    known = campaign.instrument.calibrations
    if not known:
        return concerning_all("calibration-unknown", instrument=campaign.instrument.key or "–")
    uncovered = [day for day in days if campaign.instrument.calibration_on(day) is None]
    if not uncovered:
        return []
    openended = [c.date for c in known if c.valid_until is None]
    if openended and min(openended) <= uncovered[0]:
        return concerning_all("calibration-end-unknown", instrument=campaign.instrument.key, date=max(openended))
    last = max((c.valid_until for c in known if c.valid_until is not None), default=datetime.date.min)
    return concerning_all(
        "calibration-not-valid", instrument=campaign.instrument.key, day=uncovered[0], days=len(uncovered), end=last
    )


def fit_for_purpose(
    campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds
) -> list[Finding]:
    """Range and frequency cover what is measured."""
    meter = campaign.instrument
    found = _frequency_range(campaign, readings, context)
    selective = meter.kind == "selective"
    floor = thresholds.selective_sensitivity_v_m if selective else thresholds.broadband_sensitivity_v_m
    if meter.sensitivity_v_m is not None and meter.sensitivity_v_m > floor:
        found += concerning_all("sensitivity-too-coarse", sensitivity=meter.sensitivity_v_m, most=floor)
    isotropy = thresholds.selective_isotropy_db if selective else thresholds.broadband_isotropy_db
    if meter.isotropy_db is not None and meter.isotropy_db > isotropy:
        found += concerning_all("isotropy-too-wide", isotropy=meter.isotropy_db, most=isotropy)
    if meter.overload_v_m is not None:
        over = readings[(readings["field_strength_v_m"] > meter.overload_v_m) & (readings["kind"] == "measured")]
        found += concerning("overload", over, overload=meter.overload_v_m)
    return found


def _frequency_range(campaign: Campaign, readings: pd.DataFrame, context: Context) -> list[Finding]:
    """The instrument covers the purpose and every band that it is stated to have measured."""
    meter = campaign.instrument
    if meter.frequency_low_hz is None or meter.frequency_high_hz is None:
        return concerning_all("range-unknown")
    bands = readings.loc[readings["band"] != TOTAL, ["frequency_low_hz", "frequency_high_hz"]]
    low, high = float(bands["frequency_low_hz"].min()), float(bands["frequency_high_hz"].max())
    if context.purpose_hz is not None:
        # a band without ends gives no number here, and min() passes over it
        low = min(context.purpose_hz[0], low)
        high = max(context.purpose_hz[1], high)
    if low < meter.frequency_low_hz or high > meter.frequency_high_hz:
        return concerning_all(
            "range-too-narrow",
            low=meter.frequency_low_hz / 1e6,
            high=meter.frequency_high_hz / 1e6,
            needed_low=low / 1e6,
            needed_high=high / 1e6,
        )
    return []


def selective_where_asked(
    campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds
) -> list[Finding]:
    """A method for 5G takes no total of a broadband meter alone; the terminal is near the probe."""
    method = "".join(campaign.method.split()).upper()
    if not any(name in method for name in SELECTIVE_METHODS):
        return []
    del context
    found = []
    kind = campaign.instrument.kind
    banded = readings.loc[readings["band"] != TOTAL, "point_id"].unique()
    bare = readings[~readings["point_id"].isin(banded)]
    if kind == "broadband":
        found += concerning("broadband-alone", readings, method=campaign.method)
    elif not bare.empty:
        found += concerning("broadband-alone", bare, method=campaign.method)
    elif kind is None:
        found += concerning_all("kind-unknown", method=campaign.method)
    near, far = thresholds.terminal_distance_m
    distance = campaign.terminal.distance_m if campaign.terminal is not None else None
    if distance is not None and not near <= distance <= far:
        found += concerning_all("terminal-distance", distance=distance, near=near, far=far)
    return found
