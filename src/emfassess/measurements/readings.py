"""Readings: a table with one row a value, the columns and what each must hold.

======================  =============  =====================================================================
column                  type           meaning
======================  =============  =====================================================================
line                    int64          row of the file, from 1
time                    datetime64 UTC moment of the value, end of its averaging time; NaT where not known
point_id                category       id of a described point; "" for a row of a route
longitude, latitude     float64        WGS 84, NaN without a position [deg]
height_m                float64        of the probe above the surface below it, NaN where not known [m]
band                    category       ``"total"`` or the name of a band or service
frequency_low_hz        float64        ends of the band, NaN where not known [Hz]
frequency_high_hz       float64
field_strength_v_m      float64        r.m.s.; where `censored`, the sensitivity below which it lay [V/m]
censored                bool           the instrument only reported that the level is below that
valid                   bool           not flagged by the instrument
statistic               category       ``rms``, ``peak``, ``instantaneous`` ...; ``""`` where the file does not say
averaging_s             float64        averaging time, NaN where not known [s]
kind                    category       ``measured``, or ``extrapolated`` by whoever measured
======================  =============  =====================================================================
"""

from typing import Any

import pandas as pd

TOTAL = "total"
"""Band of a value over the whole range of the instrument."""

_NUMBERS = (
    "longitude",
    "latitude",
    "height_m",
    "frequency_low_hz",
    "frequency_high_hz",
    "field_strength_v_m",
    "averaging_s",
)
_NAMES = ("point_id", "band", "statistic", "kind")
COLUMNS: dict[str, str] = {
    "line": "int64",
    "time": "datetime64[us, UTC]",
    "point_id": "category",
    "longitude": "float64",
    "latitude": "float64",
    "height_m": "float64",
    "band": "category",
    "frequency_low_hz": "float64",
    "frequency_high_hz": "float64",
    "field_strength_v_m": "float64",
    "censored": "bool",
    "valid": "bool",
    "statistic": "category",
    "averaging_s": "float64",
    "kind": "category",
}
_DEFAULTS: dict[str, object] = {
    "time": pd.NaT,
    "point_id": "",
    "band": TOTAL,
    "censored": False,
    "valid": True,
    "statistic": "",
    "kind": "measured",
    **{name: float("nan") for name in _NUMBERS if name != "field_strength_v_m"},
}
KINDS = ("measured", "extrapolated")


def checked_readings(table: pd.DataFrame) -> pd.DataFrame:
    """Readings with every column in its type and place; what a file has no column for is filled as not known.

    Parameters
    ----------
    table : DataFrame
        At least `line` and `field_strength_v_m`.

    Returns
    -------
    DataFrame
        With the columns of :data:`COLUMNS`, in that order.

    Raises
    ------
    ValueError
        If a column is unknown, or a value cannot be: a level below zero or not a number, a position off the earth.
    """
    unknown = set(table.columns) - set(COLUMNS)
    if unknown:
        raise ValueError(f"unknown columns of readings: {', '.join(sorted(unknown))}")
    filled = pd.DataFrame({name: _column(table, name) for name in COLUMNS})
    level = filled["field_strength_v_m"]
    _refuse(filled, ~(level >= 0) | (level == float("inf")), "field_strength_v_m must be a number of 0 or more")
    _refuse(
        filled, filled["censored"] & (level == 0), "a value below the sensitivity is given as the sensitivity, not 0"
    )
    _refuse(filled, filled["longitude"].abs() > 180, "longitude must lie within 180 degrees")
    _refuse(filled, filled["latitude"].abs() > 90, "latitude must lie within 90 degrees")
    _refuse(filled, filled["longitude"].isna() != filled["latitude"].isna(), "longitude needs a latitude")
    _refuse(filled, ~filled["kind"].isin(KINDS), f"kind must be one of {', '.join(KINDS)}")
    return filled


def _column(table: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """One column in its type."""
    given = table[name] if name in table.columns else pd.Series(_DEFAULTS[name], index=table.index)
    if name == "time":
        # as a column, not as an array: with a zone that would be one object a row, twenty seconds for a million
        column = pd.Series(given).reset_index(drop=True)
        return pd.Series(pd.to_datetime(column, utc=True)).astype("datetime64[us, UTC]")
    return pd.Series(given.reset_index(drop=True)).astype(COLUMNS[name])  # type: ignore[call-overload,no-any-return]


def empty_readings() -> pd.DataFrame:
    """No reading, with all columns."""
    return checked_readings(pd.DataFrame({"line": [], "field_strength_v_m": []}))


def _refuse(table: pd.DataFrame, wrong: "pd.Series[bool]", message: str) -> None:
    if wrong.any():
        raise ValueError(f"line {int(table.loc[wrong, 'line'].iloc[0])}: {message}")
