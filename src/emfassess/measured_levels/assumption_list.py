"""Assumptions of a judgement of measured levels."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from emfassess.assumptions import Assumption
from emfassess.limits.limit_set import LimitSet
from emfassess.measured_levels.averaging import GREATEST, SLIDING, TOGETHER
from emfassess.measured_levels.band_compliance import Components
from emfassess.measured_levels.band_limits import plausible_span
from emfassess.measured_levels.components import REST
from emfassess.measured_levels.settings import JudgingSettings
from emfassess.measurements import TOTAL, Campaign
from emfassess.measurements.days import campaign_time_zone


def judging_assumptions(
    campaign: Campaign,
    readings: pd.DataFrame,
    levels: pd.DataFrame,
    components: Components,
    ids: Sequence[str],
    limits: LimitSet,
    settings: JudgingSettings,
) -> tuple[Assumption, ...]:
    """Assumptions of the evaluation itself; those of the uncertainty are added. Places are named unless all are meant."""
    found = [
        *_of_the_readings(campaign, readings),
        *_of_the_places(levels, components.table, ids, settings),
        *_most_restrictive(components, limits),
    ]
    return tuple(found)


def _of_the_readings(campaign: Campaign, readings: pd.DataFrame) -> list[Assumption]:
    """Assumptions about what was read, wherever it was read."""
    found = [Assumption("measured-plane-wave")]
    invalid = int((~readings["valid"]).sum())
    if invalid:
        found.append(Assumption("flagged-left-out", (("count", str(invalid)), ("total", str(len(readings))))))
    if (readings["field_strength_v_m"] == 0).any():
        known = campaign.instrument.sensitivity_v_m is not None
        found.append(Assumption("zero-as-sensitivity") if known else Assumption("zero-left-out"))
    if campaign_time_zone(campaign) is None and readings["time"].notna().any():
        found.append(Assumption("day-of-universal-time"))
    return found


def _of_the_places(
    levels: pd.DataFrame, table: pd.DataFrame, ids: Sequence[str], settings: JudgingSettings
) -> list[Assumption]:
    """Assumptions about the levels of single places; no place is named where all are meant."""
    minutes = (("minutes", f"{settings.window_s / 60:g}"),)

    def where(rows: "pd.Series[bool]", table: pd.DataFrame = levels) -> tuple[str, ...] | None:
        numbers = np.unique(table.loc[rows, "place"].to_numpy())
        if not len(numbers):
            return None
        return () if len(numbers) == len(ids) else tuple(ids[number] for number in numbers)

    greatest = levels["way"] == GREATEST
    bound = (table["upper_bound"] > table["detected"]) & table["measured"].astype(bool)
    listed = [
        (Assumption("averaged-over-window", minutes), where(levels["way"] == SLIDING)),
        (Assumption("averaged-together"), where(levels["way"] == TOGETHER)),
        (Assumption("window-not-filled", minutes), where(~levels["filled"])),
        (Assumption("averaging-unknown", minutes), where(greatest & ~levels["averaging_known"])),
        (
            Assumption("averaging-longer", minutes),
            where(levels["longest_s"] > settings.window_s + settings.tolerance_s),
        ),
        (Assumption("detector-unknown"), where(levels["statistic"] == "")),
        (Assumption("other-detector-as-rms"), where(~levels["statistic"].isin(["", "rms", "instantaneous"]))),
        (Assumption("below-sensitivity-as-bound"), where(bound, table)),
        (Assumption("rest-above-bands"), where(table["band"] == REST, table)),
    ]
    return [replace(assumption, where=places) for assumption, places in listed if places is not None]


def _most_restrictive(components: Components, limits: LimitSet) -> list[Assumption]:
    """Where the limit was sought for totals, bands without frequencies, and bands with them."""
    names = list(components.table["band"].unique())
    anywhere = tuple(name for name in names if components.spans[name] is None)
    found = []
    if len(anywhere) < len(names):
        found.append(Assumption("band-at-strictest"))
    if anywhere:
        low, high = plausible_span(limits, components.instrument, components.plausible)
        ends = (("low", f"{low / 1e6:g}"), ("high", f"{high / 1e6:g}"))
        nameless = tuple(name for name in anywhere if name not in (TOTAL, REST))
        if len(nameless) < len(anywhere):
            found.append(Assumption("total-at-strictest", ends))
        if nameless:
            found.append(Assumption("band-without-frequencies", ends, nameless))
        if None in components.instrument:
            found.append(Assumption("instrument-range-unknown", ends))
    return found
