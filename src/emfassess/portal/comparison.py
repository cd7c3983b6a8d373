"""Whether published numbers equal those computed again, each within its tolerance; see :mod:`emfassess.portal.tolerances`."""

import csv
import io
import json
import math
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import rasterio
import xarray as xr

from emfassess.language import Language, language
from emfassess.portal.raster import ComputedRaster
from emfassess.portal.raster_files import unpacked_planes
from emfassess.portal.tolerances import Tolerance, tolerance_of

Leaf = tuple[str, Any]


def numbers_differ(published: Path, again: Path, text: Language | None = None) -> tuple[int, list[str]]:
    """How many values of two files of a run were compared, and where they differ, with both values."""
    text = text or language("en")
    if not again.is_file():
        return 0, [text("not made again from the inputs")]
    first, second = dict(_leaves(published)), dict(_leaves(again))
    wrong = [text("{where}: published, but not computed again", where=where) for where in first if where not in second]
    wrong += [text("{where}: computed again, but not published", where=where) for where in second if where not in first]
    for where in first.keys() & second.keys():
        if not _equal(first[where], second[where], tolerance_of(where)):
            values = {"first": _printed(first[where]), "second": _printed(second[where])}
            wrong.append(text("{where}: {first} published, {second} computed again", where=where, **values))
    return len(first), sorted(wrong)


LEVELS = (
    "power_density",
    "field_strength",
    "exposure_ratio",
    "bound_power_density",
    "bound_exposure_ratio",
    "expected_exposure_ratio",
    "expected_p5_exposure_ratio",
    "expected_p95_exposure_ratio",
)
"""Levels of a cell that are compared."""


def rasters_differ(published: ComputedRaster, again: ComputedRaster, text: Language) -> tuple[int, list[str]]:
    """How many levels of two rasters were compared, and which cells differ."""
    a, b = published.cells, again.cells
    if not (np.array_equal(a.column, b.column) and np.array_equal(a.row, b.row)):
        return 0, [
            text(
                "{first} cells published, {second} computed again, not the same ones",
                first=len(a.row),
                second=len(b.row),
            )
        ]
    wrong = []
    for name in LEVELS:
        first, second, allowed = getattr(a, name), getattr(b, name), tolerance_of(name)
        near = np.isclose(first, second, rtol=allowed.relative, atol=allowed.absolute, equal_nan=True)
        far = np.flatnonzero(~near)
        wrong += [
            text(
                "{name} of cell {column}, {row}: {first} published, {second} computed again",
                name=name,
                column=a.column[i],
                row=a.row[i],
                first=first[i],
                second=second[i],
            )
            for i in far
        ]
    return len(LEVELS) * len(a.row), wrong


def contents_differ(first: Path, second: Path) -> bool:
    """Whether two files differ in content; formats that libraries write in their own ways are compared by content."""
    if first.read_bytes() == second.read_bytes():
        return False
    try:
        if first.suffix in (".gpkg", ".parquet"):
            return not _table(first).equals(_table(second))
        if first.suffix == ".nc":
            return numbers_differ(first, second)[1] != []
        if first.suffix in (".tif", ".png"):
            return not _same_picture(first, second)
        if first.parent.name == "levels":
            return not _same_planes(first, second)
    except (OSError, ValueError, zlib.error):
        return True
    return True


def _table(path: Path) -> Any:
    return geopandas.read_parquet(path) if path.suffix == ".parquet" else geopandas.read_file(path)


def _same_picture(first: Path, second: Path) -> bool:
    with rasterio.open(first) as a, rasterio.open(second) as b:
        same_place = (a.transform, a.crs, a.descriptions) == (b.transform, b.crs, b.descriptions)
        return same_place and np.array_equal(a.read(), b.read(), equal_nan=a.dtypes[0].startswith("float"))


_PLANES = re.compile(r'"planes":"([^"]*)"')


def _same_planes(first: Path, second: Path) -> bool:
    """Whether two numeric tiles hold the same: libraries deflate in their own ways."""
    texts = [path.read_text(encoding="ascii") for path in (first, second)]
    around = [_PLANES.sub("", text) for text in texts]
    one, other = (unpacked_planes("".join(_PLANES.findall(text))) for text in texts)
    return around[0] == around[1] and np.array_equal(one, other, equal_nan=True)


def _leaves(path: Path) -> Iterator[Leaf]:
    """Values of a file by their position."""
    if path.suffix == ".nc":
        with xr.open_dataset(path, engine="h5netcdf") as data:
            for name, values in data.variables.items():
                yield str(name), values.to_numpy()
        return
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            for column, cell in row.items():
                yield f"row {number}, {column}", _number(cell)
        return
    yield from _within("", json.loads(text))


def _within(where: str, value: Any) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _within(f"{where}.{key}".lstrip("."), value[key])
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _within(f"{where}[{index}]", item)
    else:
        yield where, value


def _number(cell: str | None) -> Any:
    try:
        return float(cell or "")
    except ValueError:
        return cell


def _equal(first: Any, second: Any, allowed: Tolerance) -> bool:
    """Whether two values are equal: whole numbers and labels exactly, others within a tolerance."""
    if isinstance(first, np.ndarray):
        if first.shape != np.shape(second) or first.dtype.kind != "f":
            return np.array_equal(first, second)
        return bool(np.allclose(first, second, rtol=allowed.relative, atol=allowed.absolute, equal_nan=True))
    numbers = all(isinstance(value, float | int) and not isinstance(value, bool) for value in (first, second))
    if numbers and (isinstance(first, float) or isinstance(second, float)):
        return first == second or math.isclose(first, second, rel_tol=allowed.relative, abs_tol=allowed.absolute)
    return bool(first == second)


def _printed(value: Any) -> str:
    return f"an array of {value.shape}" if isinstance(value, np.ndarray) else repr(value)[:60]
