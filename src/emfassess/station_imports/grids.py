"""Any table as rows of cells: sheets of workbooks (XLSX, XLS, ODS), text tables, GeoPackage, GeoParquet, Parquet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emfassess.readers.faults import refuse
from emfassess.station_imports.text_tables import read_text_table

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
TEXTS = (".csv", ".txt", ".tsv")
FEATURES = (".gpkg", ".parquet", ".geoparquet")
ENDINGS = (*WORKBOOKS, *TEXTS, *FEATURES)

LONGITUDE, LATITUDE = "geometry longitude", "geometry latitude"
"""Columns made of the points of a file of features, in WGS 84."""

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each as row and column, from 0."""


@dataclass(frozen=True, eq=False)
class CellGrid:
    """Cells of one sheet or file: the first row of `rows` is row 1 of the sheet.

    `merges` is None where the format does not say which cells are merged. `encoding` and `separator` are of text tables.
    """

    file: str
    sheet: str
    rows: list[list[Any]]
    merges: Sequence[Merge] | None = None
    encoding: str = ""
    separator: str = ""
    others: tuple[str, ...] = field(default=())


def read_grids(
    path: Path, sheet: str = "", encoding: str | None = None, separator: str | None = None
) -> list[CellGrid]:
    """Read all sheets of a file, or the named one.

    Raises
    ------
    InputError
        If the file cannot be read, has no such sheet, or is of no known format.
    """
    ending = path.suffix.lower()
    if not path.is_file():
        raise refuse(str(path), "", None, "no such file; expected a table of stations")
    if ending in WORKBOOKS:
        return _sheets(path, sheet)
    if ending in TEXTS:
        table = read_text_table(path, encoding, separator)
        return [CellGrid(str(path), "", list(table.rows), None, table.encoding, table.separator)]
    if ending in FEATURES:
        return [_features(path)]
    raise refuse(str(path), "", ending, f"a table that is not known; expected one of {', '.join(ENDINGS)}")


def _sheets(path: Path, wanted: str) -> list[CellGrid]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            names = tuple(book.sheet_names)
            if wanted and wanted not in names:
                raise refuse(str(path), "file.sheet", wanted, f"no such sheet; there are: {', '.join(names)}")
            grids = []
            for name in [wanted] if wanted else names:
                sheet = book.get_sheet_by_name(name)
                rows = sheet.to_python(skip_empty_area=False)
                grids.append(CellGrid(str(path), name, rows, sheet.merged_cell_ranges, others=names))
    except (CalamineError, OSError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise refuse(str(path), "", None, f"not a workbook, or cut short: {reason}") from None
    return grids


def _features(path: Path) -> CellGrid:
    """A file of features: its columns, and the position of its points."""
    try:
        table = _feature_table(path)
    except (ValueError, RuntimeError, OSError) as error:
        raise refuse(str(path), "", None, f"cannot be read as {path.suffix}: {str(error).splitlines()[0]}") from None
    plain = table.astype(object).where(table.notna(), None)
    return CellGrid(str(path), "", [[str(name) for name in plain.columns], *plain.to_numpy().tolist()])


def _feature_table(path: Path) -> Any:
    import geopandas as gpd
    import pandas as pd

    if path.suffix.lower() == ".gpkg":
        table = gpd.read_file(path)
    else:
        table = pd.read_parquet(path) if not _has_geometry(path) else gpd.read_parquet(path)
    if getattr(table, "crs", "none") is None:
        raise ValueError("its points state no coordinate system; set it in the file")
    geometry = getattr(table, "geometry", None) if isinstance(table, gpd.GeoDataFrame) else None
    if geometry is None:
        return table
    places = geometry.to_crs(4326).representative_point()
    plain = pd.DataFrame(table.drop(columns=geometry.name))
    plain[LONGITUDE], plain[LATITUDE] = places.x, places.y
    return plain


def _has_geometry(path: Path) -> bool:
    import pyarrow.parquet as pq

    return b"geo" in (pq.ParquetFile(path).schema_arrow.metadata or {})
