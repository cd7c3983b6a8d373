"""Write a table of stations as CSV, GeoPackage or Parquet, beside the place first."""

import tempfile
from pathlib import Path

import pandas as pd

from emfassess.readers.faults import refuse
from emfassess.readers.station_tables import TABLE_ENDINGS

DIGITS = 10
"""Significant digits of numbers: no unit's conversion shows."""


def write_station_table(path: Path, table: pd.DataFrame) -> None:
    """Write a station table; the ending says as what.

    Raises
    ------
    InputError
        If the ending is another, or the folder does not exist.
    """
    _write(path, table, TABLE_ENDINGS, "stations")


def write_list(path: Path, table: pd.DataFrame) -> None:
    """Write a list of places: as :func:`write_station_table`, or GeoJSON.

    Raises
    ------
    InputError
        If the ending is another, or the folder does not exist.
    """
    _write(path, table, (*TABLE_ENDINGS, ".geojson"), "places")


def _write(path: Path, table: pd.DataFrame, endings: tuple[str, ...], layer: str) -> None:
    ending = path.suffix.lower()
    if ending not in endings:
        raise refuse(str(path), "", path.suffix, f"expected a name that ends in {', '.join(endings)}")
    if not path.parent.is_dir():
        raise refuse(str(path), "", None, f"no folder {path.parent}")
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        beside = Path(folder) / f"table{ending}"
        plain = _rounded(table)
        if ending == ".csv":
            plain.to_csv(beside, index=False, float_format=f"%.{DIGITS}g", lineterminator="\n", encoding="utf-8")
        elif ending == ".parquet":
            plain.to_parquet(beside, index=False)
        else:
            _write_features(beside, plain, layer)
        beside.replace(path)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers with :data:`DIGITS`, empty texts as no value."""
    columns = {}
    for name, column in table.items():
        if column.dtype.kind == "f":
            columns[name] = column.map(lambda value: float(f"{value:.{DIGITS}g}"))
        else:
            columns[name] = column.where(column.astype(str) != "", None)
    return pd.DataFrame(columns)


def _write_features(path: Path, table: pd.DataFrame, layer: str) -> None:
    import geopandas as gpd

    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs=4326)
    gpd.GeoDataFrame(table, geometry=points).to_file(path, layer=layer)
