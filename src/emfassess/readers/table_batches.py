"""Tables read in batches of rows, and which rows are plain: their numbers are numbers and lie in their ranges."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.readers.comma_tables import comma_batches
from emfassess.units import Floats

BATCH = 200_000
"""Rows read at once."""

POWERS = ("power_w", "eirp_w", "erp_w", "eirp_dbm")
STATION = ("longitude", "latitude", "ground_elevation_m")
ANTENNA = (
    *("height_m", "azimuth_deg", "mechanical_tilt_deg", "electrical_tilt_deg", "east_m", "north_m"),
    *("radiating_length_m", "radiating_width_m"),
)
CARRIER = ("frequency_mhz", *POWERS, "feeder_loss_db", "duty_cycle", "power_reduction_factor")
NUMBERS = (*STATION, *ANTENNA, *CARRIER)
SLOW = ("rows", "row_pitch_m", "columns", "column_pitch_m")
"""Columns whose rows go the long way."""

RANGES: dict[str, tuple[float, float]] = {
    "longitude": (-180, 180),
    "latitude": (-90, 90),
    "ground_elevation_m": (-500, 9000),
    "height_m": (1e-9, 2000),
    "azimuth_deg": (0, 360),
    "mechanical_tilt_deg": (-90, 90),
    "electrical_tilt_deg": (-90, 90),
    "east_m": (-10_000, 10_000),
    "north_m": (-10_000, 10_000),
    "radiating_length_m": (1e-9, 1e9),
    "radiating_width_m": (1e-9, 1e9),
    "frequency_mhz": (0.1, 300_000),
    "power_w": (0, 1e300),
    "eirp_w": (0, 1e300),
    "erp_w": (0, 1e300),
    "eirp_dbm": (-1e3, 1e3),
    "feeder_loss_db": (0, 1e3),
    "duty_cycle": (1e-9, 1),
    "power_reduction_factor": (1e-9, 1),
}
"""Ranges of plain values; the reader of records decides on the rest."""

_NEEDED = ("longitude", "latitude", "height_m", "azimuth_deg", "frequency_mhz")


def rows_of(path: Path) -> int:
    """Rows of a table without reading it; of a CSV at most a hundred bytes each are supposed."""
    try:
        if path.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            return int(pq.ParquetFile(path).metadata.num_rows)
        if path.suffix.lower() == ".gpkg":
            import pyogrio

            return int(pyogrio.read_info(path)["features"])
    except (OSError, ValueError, RuntimeError):
        return 0  # the reader of stations says what is wrong with it
    return path.stat().st_size // 100


def batches(path: Path) -> Iterator[pd.DataFrame]:
    """Rows of a table, some at a time; the index counts them from 0."""
    first = 0
    for batch in _raw_batches(path):
        batch.index = pd.RangeIndex(first, first + len(batch))
        first += len(batch)
        yield batch


def _raw_batches(path: Path) -> Iterator[pd.DataFrame]:
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        for batch in pq.ParquetFile(path).iter_batches(BATCH):
            yield batch.to_pandas()
    elif path.suffix.lower() == ".gpkg":
        yield from _geopackage_batches(path)
    else:
        yield from comma_batches(path, BATCH)


def _geopackage_batches(path: Path) -> Iterator[pd.DataFrame]:
    import geopandas as gpd

    for first in range(0, rows_of(path), BATCH):
        frame = gpd.read_file(path, rows=slice(first, first + BATCH))
        if "longitude" not in frame.columns and "geometry" in frame.columns:
            points = frame.geometry if frame.crs is None else frame.geometry.to_crs(4326)
            frame["longitude"], frame["latitude"] = points.x, points.y
        yield pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))


def checked_numbers(batch: pd.DataFrame) -> tuple[dict[str, Floats], NDArray[np.bool_]]:
    """Numbers of rows, not a number where a cell is empty, and which rows are plain in them."""
    plain = np.ones(len(batch), np.bool_)
    numbers = {}
    for name in (*NUMBERS, *SLOW):
        if name not in batch:
            values, empty = np.full(len(batch), np.nan), np.ones(len(batch), np.bool_)
        else:
            values = pd.to_numeric(batch[name], errors="coerce").to_numpy(dtype=float)
            empty = batch[name].isna().to_numpy() | (batch[name].astype(str).str.strip() == "").to_numpy()
        if name in SLOW:
            plain &= empty
            continue
        low, high = RANGES[name]
        plain &= (empty & (name not in _NEEDED)) | ((values >= low) & (values <= high))
        numbers[name] = values
    plain &= np.sum([np.isfinite(numbers[name]) for name in POWERS], axis=0) == 1
    for name in ("assumptions",):
        if name in batch:
            plain &= batch[name].isna().to_numpy() | (batch[name].astype(str).str.strip() == "").to_numpy()
    for name in ("operator", "technology"):
        if name in batch:
            plain &= batch[name].notna().to_numpy() & (batch[name].astype(str).str.strip() != "").to_numpy()
        else:
            plain[:] = False
    return numbers, plain
