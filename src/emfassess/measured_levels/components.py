"""Components of the level at each place: bands, rests of totals above them, and extrapolated bands."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from emfassess.measured_levels.band_limits import Span
from emfassess.measurements import TOTAL
from emfassess.measurements.extrapolation import Extrapolation
from emfassess.units import Floats, ratio_from_decibel

REST = "total above bands"
"""Name of what a total holds above the bands that were read with it."""

_SQUARES = ("upper_bound", "detected", "extrapolated", "extrapolated_detected")

LABORATORY, COMPUTED = "laboratory", "computed"


def band_spans(readings: pd.DataFrame) -> dict[str, Span | None]:
    """Ends of each band over all its readings; None for the total, its rest, and bands without known ends."""
    ends = readings.groupby("band", observed=True).agg({"frequency_low_hz": "min", "frequency_high_hz": "max"})
    spans: dict[str, Span | None] = {
        str(name): (float(low), float(high)) if np.isfinite(low) and np.isfinite(high) else None
        for name, low, high in ends.itertuples()
    }
    return {**spans, TOTAL: None, REST: None}


def parts_table(
    levels: pd.DataFrame, laboratory: pd.DataFrame, extrapolations: Mapping[str, Extrapolation], places: int
) -> pd.DataFrame:
    """Bands, rests of totals, and extrapolated bands, one row each at a place.

    A total that was read with bands adds only what it holds above the sum of their squares: that may lie anywhere. A total
    below its bands adds nothing, and the bands count. Columns of :func:`band_levels`, `extrapolated` and
    `extrapolated_detected` (squared field strengths at the theoretical maximum, not below `upper_bound` and `detected`),
    and `measured` (False for bands that were only extrapolated).
    """
    table = levels.assign(band=levels["band"].astype(str), measured=True)
    factors = {band: float(ratio_from_decibel(made.theoretical_db)) for band, made in extrapolations.items()}
    up = table["band"].map(factors).fillna(1.0).clip(lower=1.0).astype(float)
    table = table.assign(extrapolated=table["upper_bound"] * up, extrapolated_detected=table["detected"] * up)
    table = _with_laboratory(table, laboratory)
    total = table["band"] == TOTAL
    bands = table[~total]
    owner = bands["place"].to_numpy()
    rest = table[total].copy()
    place = rest["place"].to_numpy()
    for column in _SQUARES:
        sum_of_bands = np.bincount(owner, weights=bands[column].to_numpy(), minlength=places)
        rest[column] = _above(rest[column].to_numpy(), sum_of_bands[place])
    rest["extrapolated"] = np.maximum(rest["extrapolated"], rest["upper_bound"])
    banded = np.isin(place, owner[bands["measured"].to_numpy(dtype=bool)])
    rest["band"] = np.where(banded, REST, TOTAL)
    present = rest[list(_SQUARES)].to_numpy().max(axis=1, initial=0.0) > 0
    whole: pd.DataFrame = pd.concat([bands, rest[present]])
    return whole.sort_values("place", kind="stable").reset_index(drop=True)


def _above(total: Floats, bands: Floats) -> Floats:
    """Rest of a total above its bands; a rest by rounding of squares is zero."""
    rest = total - bands
    return np.asarray(np.where(rest > 1e-9 * total, rest, 0.0))


def _with_laboratory(table: pd.DataFrame, laboratory: pd.DataFrame) -> pd.DataFrame:
    """The laboratory's own extrapolations beside what was measured in the same bands."""
    if laboratory.empty:
        return table
    given = laboratory.assign(band=laboratory["band"].astype(str)).set_index(["place", "band"])[
        ["upper_bound", "detected"]
    ]
    given.columns = pd.Index(["extrapolated", "extrapolated_detected"])
    keys = pd.MultiIndex.from_frame(table[["place", "band"]])
    for column in given.columns:
        table[column] = np.fmax(table[column], given[column].reindex(keys).to_numpy())
    only = given[~given.index.isin(keys)].reset_index()
    blank: dict[str, Any] = dict.fromkeys(("upper_bound", "detected"), 0.0)
    blank |= {"measured": False, "values": 0, "way": "", "filled": True, "spread_db": np.nan}
    return pd.concat([table, only.assign(**blank)], ignore_index=True) if len(only) else table


def extrapolated_levels(
    levels: pd.DataFrame, laboratory: pd.DataFrame, extrapolations: Mapping[str, Extrapolation]
) -> pd.DataFrame:
    """One row an extrapolated band at a place, by whoever measured and by factors, with the measured value beside."""
    measured = levels.assign(band=levels["band"].astype(str))
    own = measured[measured["band"].isin(list(extrapolations))]
    up, down = (
        own["band"].map({band: float(ratio_from_decibel(getattr(made, key))) for band, made in extrapolations.items()})
        for key in ("theoretical_db", "actual_db")
    )
    computed = pd.DataFrame(
        {
            "place": own["place"],
            "band": own["band"],
            "source": COMPUTED,
            "measured_v_m": np.sqrt(own["upper_bound"]),
            "theoretical_v_m": np.sqrt(own["upper_bound"] * up.astype(float)),
            "actual_v_m": np.sqrt(own["upper_bound"] * down.astype(float)),
            "censored": own["detected"] == 0,
        }
    )
    beside = laboratory.assign(band=laboratory["band"].astype(str)).merge(
        measured[["place", "band", "upper_bound"]], on=["place", "band"], how="left", suffixes=("", "_measured")
    )
    given = pd.DataFrame(
        {
            "place": beside["place"],
            "band": beside["band"],
            "source": LABORATORY,
            "measured_v_m": np.sqrt(beside["upper_bound_measured"]),
            "theoretical_v_m": np.sqrt(beside["upper_bound"]),
            "actual_v_m": np.nan,
            "censored": beside["detected"] == 0,
        }
    )
    # an empty table has no types to speak of, and would spoil those of the other
    present = pd.concat([given, computed]) if len(given) and len(computed) else computed if len(computed) else given
    return present.sort_values(["place", "band"], kind="stable").reset_index(drop=True)
