"""Tables of stations: one row a carrier, as CSV, GeoPackage or Parquet.

A row is turned into the same entries as a TOML file and goes through the same door. Empty cells mean absent keys.
"""

from collections.abc import Hashable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from emfassess.readers.comma_tables import comma_batches
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.readers.station_records import PatternShelf, station_of_entry
from emfassess.readers.station_schema import StationFile, faults_of
from emfassess.stations import Source, Station

if TYPE_CHECKING:
    import pandas as pd

TABLE_ENDINGS = (".csv", ".gpkg", ".parquet")

STATION_COLUMNS = {
    "station_id": "id",
    "station_name": "name",
    **{name: name for name in ("operator", "longitude", "latitude", "ground_elevation_m", "position_uncertainty_m")},
    **{name: name for name in ("support", "address", "district", "filing_number", "country")},
}
PANEL_COLUMNS = ("gain_dbi", "gain_dbd", "horizontal_beamwidth_deg", "vertical_beamwidth_deg", "front_to_back_db")
ANTENNA_COLUMNS = (
    "height_m",
    "azimuth_deg",
    "mechanical_tilt_deg",
    "electrical_tilt_deg",
    "east_m",
    "north_m",
    "radiating_length_m",
    "radiating_width_m",
    "rows",
    "row_pitch_m",
    "columns",
    "column_pitch_m",
)
CARRIER_COLUMNS = {
    "technology": "technology",
    "carrier_operator": "operator",
    "frequency_mhz": "frequency_mhz",
    "bandwidth_mhz": "bandwidth_mhz",
    "power_w": "power_w",
    "eirp_w": "eirp_w",
    "erp_w": "erp_w",
    "eirp_dbm": "eirp_dbm",
    "feeder_loss_db": "feeder_loss_db",
    "duty_cycle": "duty_cycle",
    "power_reduction_factor": "power_reduction_factor",
}
TEXT_COLUMNS = (
    "station_id",
    "station_name",
    "operator",
    "support",
    "address",
    "district",
    "filing_number",
    "country",
    "antenna_id",
    "pattern",
    "technology",
    "carrier_operator",
    "assumptions",
)
COLUMNS = (
    *STATION_COLUMNS,
    "antenna_id",
    "pattern",
    *PANEL_COLUMNS,
    *ANTENNA_COLUMNS,
    *CARRIER_COLUMNS,
    "assumptions",
)
OF_ANTENNAS = ("height-assumed", "height-of-lower-edge")
"""Codes of the column ``assumptions`` that hold for the antenna of the row; the others hold for its station."""

LISTED = "listed_id"  # column of lists of places, which are no tables of stations
Cells = dict[str, dict[int, Any]]
"""Values by column and row."""

_NEEDED = ("station_id", "operator", "antenna_id", "height_m", "azimuth_deg", "technology", "frequency_mhz")
_WHOLE = ("rows", "columns")
_FIRST_ROW = 2
"""Row of the first carrier as a spreadsheet counts: the header is row 1."""


def read_station_table(path: Path, shelf: PatternShelf) -> list[Station]:
    """Read the stations of a table.

    Raises
    ------
    InputError
        With every fault: row as a spreadsheet counts it, column, value, and what was expected.
    """
    table = _read(path)
    source = Source(path.name, sha256(path.read_bytes()).hexdigest())
    return stations_of_rows(path, table, source, shelf)


def stations_of_rows(path: Path, table: "pd.DataFrame", source: Source, shelf: PatternShelf) -> list[Station]:
    """Stations of some rows of a table, whose index counts them from 0 as they are in the file.

    Raises
    ------
    InputError
        As :func:`read_station_table`.
    """
    faults = _column_faults(path, table)
    if faults:
        raise InputError(faults)
    cells = {name: dict(zip(table.index, column, strict=True)) for name, column in _cells(table).items()}
    faults.extend(_disagreements(path, table))
    stations = []
    groups: dict[Hashable, list[int]] = {}
    for row, name in cells["station_id"].items():
        groups.setdefault(name, []).append(row)
    for rows in groups.values():
        try:
            stations.append(_station(path, cells, rows, source, shelf))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    return stations


def _read(path: Path) -> "pd.DataFrame":
    import pandas as pd

    if path.suffix.lower() == ".parquet":
        return _opened(path, lambda: pd.read_parquet(path))
    if path.suffix.lower() == ".gpkg":
        return _opened(path, lambda: _geopackage(path))
    tables = list(comma_batches(path))
    return tables[0] if tables else pd.DataFrame()


def _opened(path: Path, read: Any) -> "pd.DataFrame":
    """Open a binary table; what its library says is reported in one line."""
    try:
        table: pd.DataFrame = read()
    except (ValueError, RuntimeError, OSError) as error:
        raise refuse(str(path), "", None, f"cannot be read as {path.suffix}: {str(error).splitlines()[0]}") from None
    return table


def _geopackage(path: Path) -> "pd.DataFrame":
    import geopandas as gpd

    return with_coordinates(gpd.read_file(path))


def with_coordinates(table: Any) -> "pd.DataFrame":
    """A table without geometry, with longitude and latitude of its points where it has no such columns."""
    import pandas as pd

    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    if "longitude" not in table.columns and "geometry" in table.columns:
        points = table.geometry if table.crs is None else table.geometry.to_crs(4326)
        plain["longitude"], plain["latitude"] = points.x, points.y
    return plain


def _column_faults(path: Path, table: "pd.DataFrame") -> list[Fault]:
    from difflib import get_close_matches

    faults = []
    if LISTED in table.columns:
        return [Fault(str(path), "row 1", LISTED, "a list of places without powers and antennas: not to be assessed")]
    for name in table.columns:
        if name not in COLUMNS:
            near = get_close_matches(str(name), COLUMNS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see the README for the columns"
            faults.append(Fault(str(path), "row 1", str(name), f"unknown column; {hint}"))
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        faults.append(Fault(str(path), "row 1", "", f"columns missing: {', '.join(missing)}"))
    if not len(table):
        faults.append(Fault(str(path), "", "", "a table without a row; expected one row a carrier"))
    return faults


def _cells(table: "pd.DataFrame") -> dict[str, list[Any]]:
    """Columns as Python values: None where empty, numbers where they are numbers, else the text as it is."""
    import pandas as pd

    cells: dict[str, list[Any]] = {}
    for name in table.columns:
        column = table[name]
        if name in TEXT_COLUMNS:
            cells[name] = [None if _is_empty(v) else str(v) for v in column]
            continue
        numbers = pd.to_numeric(column, errors="coerce").astype(float)
        cells[name] = [
            None if _is_empty(raw) else (raw if np.isnan(value) else _whole(name, value))
            for raw, value in zip(column, numbers.tolist(), strict=True)
        ]
    return cells


def _is_empty(value: Any) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def _whole(name: str, value: float) -> float | int:
    return int(value) if name in _WHOLE and value == int(value) else value


def _disagreements(path: Path, table: "pd.DataFrame") -> list[Fault]:
    """Rows of a station, or of an antenna, that say different things of it; rows count by the table's own index."""
    faults: list[Fault] = []
    for keys, columns in (
        (["station_id"], [c for c in STATION_COLUMNS if c != "station_id"]),
        (["station_id", "antenna_id"], ["pattern", *PANEL_COLUMNS, *ANTENNA_COLUMNS]),
    ):
        present = [c for c in columns if c in table.columns]
        groups = table.groupby(keys, sort=False, dropna=False)
        first = groups[present].transform("first")
        for column in present:
            wrong = (table[column] != first[column]) & ~(table[column].isna() & first[column].isna())
            for row in np.flatnonzero(wrong.to_numpy()):
                owner = "/".join(str(table[key].iloc[row]) for key in keys)
                expected = f"{first[column].iloc[row]!s} as in the first row of {owner}"
                faults.append(
                    Fault(
                        str(path),
                        f"row {table.index[int(row)] + _FIRST_ROW}, {column}",
                        str(table[column].iloc[row]),
                        expected,
                    )
                )
    return faults


def _station(path: Path, cells: Cells, rows: Sequence[int], source: Source, shelf: PatternShelf) -> Station:
    """Record of the station of some rows."""
    antennas: dict[str, dict[str, Any]] = {}
    carriers: dict[str, list[int]] = {}
    assumptions: dict[str, None] = {}
    for row in rows:
        name = cells["antenna_id"][row]
        if name not in antennas:
            antennas[name] = _antenna_entry(cells, row)
            carriers[name] = []
        antennas[name]["carrier"].append(_pick(cells, row, CARRIER_COLUMNS))
        carriers[name].append(row)
        codes = (_at(cells, "assumptions", row) or "").split()
        of_antenna = antennas[name].get("assumptions", [])
        of_antenna += [code for code in codes if code in OF_ANTENNAS and code not in of_antenna]
        antennas[name] |= {"assumptions": of_antenna} if of_antenna else {}
        assumptions |= dict.fromkeys(code for code in codes if code not in OF_ANTENNAS)
    station = _pick(cells, rows[0], STATION_COLUMNS) | ({"assumptions": list(assumptions)} if assumptions else {})
    order = list(carriers.values())

    def place(loc: tuple[object, ...]) -> str:
        index = [int(str(part)) for part in loc if str(part).isdigit()]
        row = rows[0] if not index else order[index[0]][index[1] if len(index) > 1 else 0]
        key = next((str(p) for p in reversed(loc) if not str(p).isdigit()), "")
        if key in ("id", "name"):
            key = f"{loc[0]}_{key}"
        return f"row {row + _FIRST_ROW}, {key}"

    try:
        entry = StationFile.model_validate({"station": station, "antenna": list(antennas.values())})
    except ValidationError as error:
        raise InputError(faults_of(error, str(path), place)) from None
    return station_of_entry(entry, path, source, shelf, place)


def _antenna_entry(cells: Cells, row: int) -> dict[str, Any]:
    panel = _pick(cells, row, {c: c for c in PANEL_COLUMNS})
    pattern = _at(cells, "pattern", row)
    entry = _pick(cells, row, {"antenna_id": "id"} | {c: c for c in ANTENNA_COLUMNS})
    if pattern is not None:
        gain = {k: v for k, v in panel.items() if k in ("gain_dbi", "gain_dbd")}
        entry["pattern"] = {"file": pattern} | gain
    else:
        entry["pattern"] = panel
    return entry | {"carrier": []}


def _pick(cells: Cells, row: int, names: dict[str, str]) -> dict[str, Any]:
    return {key: cells[name][row] for name, key in names.items() if name in cells and cells[name][row] is not None}


def _at(cells: Cells, name: str, row: int) -> Any:
    return cells[name][row] if name in cells else None
