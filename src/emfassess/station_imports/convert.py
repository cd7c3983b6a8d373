"""A table of somebody else, read by a profile, becomes a station table of our own; nothing is filled in silently."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emfassess.language import N_
from emfassess.readers.faults import Fault, refuse
from emfassess.readers.station_tables import ANTENNA_COLUMNS, COLUMNS, PANEL_COLUMNS, TEXT_COLUMNS
from emfassess.readers.table_batches import RANGES
from emfassess.station_imports.antenna_patterns import use_library
from emfassess.station_imports.antennas import antenna_ids, heights, row_tilts
from emfassess.station_imports.carriers import FREQUENCY_FROM_BAND, frequencies, powers, technologies
from emfassess.station_imports.coordinates import row_positions
from emfassess.station_imports.frames import rows_of_grid
from emfassess.station_imports.grids import CellGrid, read_grids
from emfassess.station_imports.profile import Profile
from emfassess.station_imports.rows import Note, Objects, TableRows, first_row_of_each
from emfassess.station_imports.stations import elevations, positions_by_station, station_ids

UNKNOWN = "unknown"
"""Operator of a station whose table states none; no level depends on it."""

_TEXTS = ("station_name", "operator", "support", "address", "district", "filing_number", "country", "pattern")
_NUMBERS = {
    "azimuth": "azimuth_deg",
    "gain": "gain_dbi",
    "front_to_back": "front_to_back_db",
    "horizontal_beamwidth": "horizontal_beamwidth_deg",
    "vertical_beamwidth": "vertical_beamwidth_deg",
    "antenna_length": "radiating_length_m",
    "feeder_loss": "feeder_loss_db",
    "duty_cycle": "duty_cycle",
    "power_reduction_factor": "power_reduction_factor",
}
_NEEDED = {
    "height_m": "height",
    "azimuth_deg": "azimuth",
    "frequency_mhz": "frequency",
    "technology": "technology",
    "longitude": "longitude",
    "latitude": "latitude",
}
_QUANTITIES = {column: name for name, column in _NUMBERS.items()} | {
    **_NEEDED,
    "mechanical_tilt_deg": "mechanical_tilt",
    "electrical_tilt_deg": "electrical_tilt",
    "ground_elevation_m": "ground_elevation",
    "power_w": "power",
    "eirp_w": "eirp",
    "erp_w": "erp",
}
_POWERS = ("power_w", "eirp_w", "erp_w", "eirp_dbm")
_POSITIVE = ("horizontal_beamwidth_deg", "vertical_beamwidth_deg")


@dataclass(frozen=True, eq=False)
class Imported:
    """A table in our columns, and how it was understood."""

    table: pd.DataFrame
    grid: CellGrid
    first_row: int
    last_row: int
    notes: tuple[Note, ...]
    unused: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Stations, antennas and carriers."""
        antennas = self.table[["station_id", "antenna_id"]].drop_duplicates()
        return {
            "stations": int(self.table["station_id"].nunique()),
            "antennas": len(antennas),
            "carriers": len(self.table),
        }


@dataclass(frozen=True)
class Beside:
    """Files beside a table: the folder of the result, from which paths of patterns count, a terrain, a pattern library."""

    folder: Path = Path()
    terrain: Path | None = None
    patterns: Path | None = None


def import_table(path: Path, profile: Profile, beside: Beside = Beside()) -> Imported:
    """Read a table by a profile.

    Parameters
    ----------
    path : Path
        XLSX, XLS, ODS, CSV, GeoPackage, GeoParquet or Parquet.
    profile : Profile
    beside : Beside, optional
        A terrain for heights above sea level, a library of patterns for antenna models.

    Raises
    ------
    InputError
        With every fault: file, sheet, row, column, value and cure.
    """
    grid = _grid(path, profile)
    rows, unused, left_out = rows_of_grid(grid, profile)
    columns, notes = _columns(rows, profile, beside)
    notes = [*left_out, *notes]
    rows.stop()
    notes += use_library(rows, columns, beside.patterns, beside.folder)
    _fill_constants(columns, profile, notes)
    _fill_operator(columns, notes)
    _agree(columns, notes)
    _check(rows, columns)
    rows.stop()
    columns["antenna_id"] = _antennas(rows, columns, notes)
    names = [name for name in COLUMNS if name in columns and _has_values(columns[name])]
    table = pd.DataFrame({name: columns[name] for name in names})
    return Imported(table, grid, int(rows.numbers.min()), int(rows.numbers.max()), tuple(notes), tuple(unused))


def _grid(path: Path, profile: Profile) -> CellGrid:
    grids = read_grids(path, profile.file.sheet, profile.file.encoding, profile.file.separator)
    if len(grids) > 1:
        names = ", ".join(grid.sheet for grid in grids)
        raise refuse(str(path), "file.sheet", "", f"several sheets ({names}); name one in the profile")
    return grids[0]


def _columns(rows: TableRows, profile: Profile, beside: Beside) -> tuple[dict[str, Any], list[Note]]:
    """Cells in our columns and units, not yet checked."""
    columns: dict[str, Any] = {}
    columns["station_id"], notes = station_ids(rows)
    longitude, latitude, more = row_positions(rows, profile.coordinates.system)
    places, offsets = positions_by_station(rows, columns["station_id"], longitude, latitude)
    elevation, from_terrain = elevations(rows, beside.terrain, places)
    columns |= places | {"ground_elevation_m": elevation}
    columns |= {name: rows.texts(name) for name in _TEXTS if name in rows}
    columns |= {column: rows.values(name) for name, column in _NUMBERS.items() if name in rows}
    columns["height_m"], edges, of_heights = heights(rows, profile, elevation)
    has_file = "pattern" in rows
    columns["mechanical_tilt_deg"], columns["electrical_tilt_deg"], of_tilts = row_tilts(rows, profile, has_file)
    if "bandwidth" in rows:
        columns["bandwidth_mhz"] = rows.values("bandwidth")
    bandwidth = columns.get("bandwidth_mhz", np.full(len(rows), np.nan))
    columns["technology"] = technologies(rows)
    columns["frequency_mhz"], derived, of_bands = frequencies(rows, columns["technology"], bandwidth)
    power, of_powers = powers(rows, columns["technology"], bandwidth, profile.constants)
    columns |= power
    columns["assumptions"] = _codes(edges, np.where(derived, FREQUENCY_FROM_BAND, ""))
    _turn_negative(columns, notes)
    return columns, [*notes, *more, *offsets, *from_terrain, *of_heights, *of_tilts, *of_bands, *of_powers]


def _codes(*codes: Any) -> Objects:
    return np.array([" ".join(code for code in row if code) for row in zip(*codes, strict=True)], dtype=object)


def _turn_negative(columns: dict[str, Any], notes: list[Note]) -> None:
    """Azimuths from -180 as compass bearings."""
    azimuth = columns.get("azimuth_deg")
    if azimuth is not None and np.any((azimuth < 0) & (azimuth >= -180)):
        turned = (azimuth < 0) & (azimuth >= -180)
        columns["azimuth_deg"] = np.where(turned, azimuth + 360, azimuth)
        notes.append(Note(N_("azimuth below 0: plus 360 (rows: {count})"), (("count", int(turned.sum())),)))


def _fill_constants(columns: dict[str, Any], profile: Profile, notes: list[Note]) -> None:
    """Constants of the profile where a cell is empty."""
    for name, value in profile.constants.items():
        if name not in COLUMNS:
            continue
        length = len(columns["station_id"])
        if name in TEXT_COLUMNS:
            own = columns.get(name, np.full(length, "", dtype=object))
            empty = own == ""
            columns[name] = np.where(empty, str(value), own).astype(object)
        else:
            own = columns.get(name, np.full(length, np.nan))
            empty = np.isnan(own)
            columns[name] = np.where(empty, float(value), own)
        if empty.any():
            values = (("column", name), ("value", value), ("count", int(empty.sum())))
            notes.append(Note(N_("{column}: {value} from the profile's constants (rows: {count})"), values))


def _fill_operator(columns: dict[str, Any], notes: list[Note]) -> None:
    own = columns.get("operator", np.full(len(columns["station_id"]), "", dtype=object))
    empty = own == ""
    columns["operator"] = np.where(empty, UNKNOWN, own).astype(object)
    if empty.any():
        notes.append(Note(N_('operator not stated: "unknown" (rows: {count})'), (("count", int(empty.sum())),)))


def _agree(columns: dict[str, Any], notes: list[Note]) -> None:
    """Texts of a station that differ between its rows: that of the first row; operators become those of carriers."""
    first = first_row_of_each(columns["station_id"])
    for name in ("operator", "station_name", "support", "address", "district", "filing_number"):
        if name not in columns:
            continue
        own = columns[name]
        differs = own != own[first]
        if not differs.any():
            continue
        if name == "operator":
            columns["carrier_operator"] = own
        else:
            values = (("column", name), ("count", int(differs.sum())))
            notes.append(
                Note(N_("{column}: that of the station's first row, rows that state another: {count}"), values)
            )
        columns[name] = own[first]


def _check(rows: TableRows, columns: dict[str, Any]) -> None:
    """Take down what is missing, and numbers out of their range."""
    for column, quantity in _NEEDED.items():
        values = columns.get(column, np.full(len(rows), np.nan))
        empty = values == "" if column == "technology" else np.isnan(values.astype(float))
        if quantity not in rows and quantity not in ("longitude", "latitude") and empty.all():
            expected = f"no column of the profile gives it; map one, or set {column} in [constants]"
            rows.faults.append(Fault(rows.file, "", quantity, expected))
        else:
            rows.report_where(empty, quantity, rows.texts(quantity), "empty; it must be given")
    for column, (low, high) in RANGES.items():
        if column in columns:
            values = columns[column]
            wrong = (values < low) | (values > high)
            rows.report_where(
                wrong, _QUANTITIES.get(column, column), values, f"expected {low:g} to {high:g} ({column})"
            )
    _check_antennas(rows, columns)


def _check_antennas(rows: TableRows, columns: dict[str, Any]) -> None:
    """Take down rows without a power, and antennas without a pattern or gain and beamwidth."""
    stated = [np.isfinite(columns[name]) for name in _POWERS if name in columns]
    none = ~np.any(stated, axis=0) if stated else np.ones(len(rows), np.bool_)
    rows.report_where(none, "power", rows.texts("power"), "no power, EIRP or ERP; it must be given")
    empty = np.full(len(rows), np.nan)
    file = columns.get("pattern", np.full(len(rows), "", dtype=object)) != ""
    lost = ~file & np.isnan(columns.get("gain_dbi", empty)) & np.isnan(columns.get("gain_dbd", empty))
    rows.report_where(lost, "gain", rows.texts("gain"), "no pattern file and no gain; one of them must be given")
    lost = ~file & np.isnan(columns.get("horizontal_beamwidth_deg", empty))
    expected = "no pattern file and no horizontal beamwidth; one of them must be given"
    rows.report_where(lost, "horizontal_beamwidth", rows.texts("horizontal_beamwidth"), expected)
    for column in _POSITIVE:
        values = columns.get(column, empty)
        wrong = (values <= 0) | (values > (360 if column == "horizontal_beamwidth_deg" else 180))
        rows.report_where(wrong, _QUANTITIES[column], values, f"not a beamwidth ({column})")


def _antennas(rows: TableRows, columns: dict[str, Any], notes: list[Note]) -> Objects:
    names = [name for name in ("pattern", *PANEL_COLUMNS, *ANTENNA_COLUMNS) if name in columns]
    figures = pd.DataFrame({name: columns[name] for name in names})
    ids, numbered = antenna_ids(columns["station_id"], rows.texts("sector"), figures)
    if numbered:
        message = N_("sectors with several antenna data, numbered as antennas: {count}")
        notes.append(Note(message, (("count", numbered),)))
    return ids


def _has_values(column: Any) -> bool:
    return bool((column != "").any()) if column.dtype == object else bool(np.isfinite(column).any())
