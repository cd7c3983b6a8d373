"""From the columns of a register to our table: what the register lacks is filled by rules that never make a level lower."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from emfassess.readers.faults import Fault, InputError
from emfassess.readers.station_tables import ANTENNA_COLUMNS, COLUMNS, PANEL_COLUMNS
from emfassess.station_imports.antennas import antenna_ids
from emfassess.station_imports.rows import first_row_of_each

Bounds = tuple[float, float, float, float]

HIGH_BAND_MHZ = 3000.0
ASSUMED_POWER_W = (80.0, 263.0)
"""Of a carrier below and above 3 GHz: 98 % of those in the register of Natal, Brazil (2024), have no more. [W]"""

ASSUMED_GAIN_DBI = (18.7, 25.0)
"""Of an antenna below and above 3 GHz: as :data:`ASSUMED_POWER_W`. [dBi]"""

ASSUMED_TILT_DEG = 8.0
"""98 % of the antennas in Brazil's register have no more. [deg]"""

LOWEST_HEIGHT_M = 6.0
"""Instead of a height that is not stated: lower than a mast or roof antenna with such power has. [m]"""


@dataclass(frozen=True, eq=False)
class RegisterImport:
    """A table of stations and the lines about what was left out; `listed` where it places masts only."""

    table: pd.DataFrame
    left_out: tuple[str, ...]
    listed: bool = False


def by_band(frequency_mhz: "pd.Series[float]", values: tuple[float, float]) -> "pd.Series[float]":
    """The first value below 3 GHz, the second above."""
    return pd.Series(np.where(frequency_mhz < HIGH_BAND_MHZ, *values), index=frequency_mhz.index)


def fill_empty(table: pd.DataFrame, column: str, values: "pd.Series[float] | float", code: str) -> None:
    """Fill the empty cells of a column and note the assumption in those rows."""
    empty = table[column].isna()
    table[column] = table[column].where(~empty, values)
    add_code(table, empty, code)


def add_code(table: pd.DataFrame, where: "pd.Series[bool]", code: str) -> None:
    """Note an assumption in some rows."""
    own = table["assumptions"] if "assumptions" in table else pd.Series("", index=table.index)
    table["assumptions"] = own.where(~where, (own + " " + code).str.strip())


def fill_pattern(table: pd.DataFrame) -> None:
    """Gain, beamwidth, azimuth, height and tilt that a register does not state."""
    fill_empty(table, "gain_dbi", by_band(table["frequency_mhz"], ASSUMED_GAIN_DBI), "gain-not-in-register")
    around = table["horizontal_beamwidth_deg"].isna() | table["azimuth_deg"].isna()
    table.loc[around, "horizontal_beamwidth_deg"] = 360.0
    table.loc[around, "azimuth_deg"] = 0.0
    add_code(table, around, "omnidirectional-assumed")
    fill_empty(table, "height_m", LOWEST_HEIGHT_M, "height-assumed")
    fill_empty(table, "electrical_tilt_deg", ASSUMED_TILT_DEG, "tilt-not-in-register")


def rows_inside(table: pd.DataFrame, bounds: Bounds | None) -> pd.DataFrame:
    """Rows within west, south, east and north."""
    if bounds is None:
        return table
    west, south, east, north = bounds
    return table[table["longitude"].between(west, east) & table["latitude"].between(south, north)]


def finished(path: Path, table: pd.DataFrame, left_out: list[str]) -> RegisterImport:
    """Rows in our columns, one position a station and an id for each set of antenna data; the same carrier counts once.

    Raises
    ------
    InputError
        If no row is left, with the reasons.
    """
    if not len(table):
        raise InputError([Fault(str(path), "", "", line) for line in left_out or ["no station within the bounds"]])
    table = table.sort_values(["station_id", "azimuth_deg", "frequency_mhz"], kind="stable").reset_index(drop=True)
    first = first_row_of_each(table["station_id"].to_numpy(dtype=object))
    for name in ("longitude", "latitude", "position_uncertainty_m", "station_name", "operator", "support"):
        if name in table:
            table[name] = table[name].to_numpy()[first]
    figures = [name for name in (*PANEL_COLUMNS, *ANTENNA_COLUMNS) if name in table]
    same = ["station_id", *figures, "technology", "frequency_mhz"]
    power = table[[name for name in ("power_w", "eirp_w") if name in table]].max(axis=1)
    order = power.sort_values(ascending=False, kind="stable").index
    table = table.loc[table.loc[order].drop_duplicates(same).index.sort_values()].reset_index(drop=True)
    station = table["station_id"].to_numpy(dtype=object)
    base = np.full(len(table), "", dtype=object)
    table["antenna_id"] = antenna_ids(station, base, table[figures])[0]
    names = [name for name in COLUMNS if name in table and table[name].notna().any()]
    return RegisterImport(table[names], tuple(left_out))
