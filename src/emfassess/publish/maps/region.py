"""Maps of a region from its store: a cloud-optimised GeoTIFF and raster tiles for each height.

Tiles have the colours of :mod:`emfassess.publish.text.classes`, anchored to the limit. A coarser tile shows the highest class
among the four finer ones below it, so that no exceedance vanishes with the scale; overviews of the GeoTIFF are quadratic
means, for they serve the eye, not the verdict.
"""

import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import rasterio
import rasterio.shutil
import zarr
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from emfassess.publish.data.writing import json_text, write_text
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.region.grid import BLOCK, Grid
from emfassess.region.store import BOUND, STORE

SIDE = 256
UNKNOWN = 255
DEEPEST = 19
_CIRCUMFERENCE = 2 * np.pi * 6_378_137.0
_ALPHA = 200
KNOTS = 16
"""Places along a tile's side that are brought into the grid's system."""


def _between_knots(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values at the middles of a tile's pixels of values at its knots, linear along the last axis."""
    at = (np.arange(SIDE) + 0.5) / SIDE * KNOTS
    low = at.astype(int)
    return np.asarray(places[..., low] + (at - low) * (places[..., low + 1] - places[..., low]))


Classes = NDArray[np.uint8]


def write_maps(
    folder: Path,
    grid: Grid,
    heights: tuple[float, ...],
    *,
    step: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write the maps of a finished run.

    Parameters
    ----------
    folder : Path
        Of the run.
    grid : Grid
    heights : tuple of float
        In the order of the store. [m]
    step : callable
        Called when a GeoTIFF and when the tiles of a height are written.

    Returns
    -------
    list of Path
        GeoTIFFs of calculated level and upper bound for each height, and the folder of tiles
        ``tiles/<height>m/z/x/y.png``, which show the upper bound.
    """
    group = zarr.open_group(folder / STORE, mode="r")
    made = []
    fresh = folder / ".tiles"
    shutil.rmtree(fresh, ignore_errors=True)
    for level, height in enumerate(heights):
        for variable in ("exposure_ratio", BOUND):
            made.append(_write_geotiff(folder / f"{variable}_{height:g}m.tif", grid, group[variable], level))
            step(f"GeoTIFF {height:g} m")
        pyramid = _Pyramid(grid, group[BOUND], level, fresh / f"{height:g}m")
        pyramid.write()
        write_text(pyramid.folder / "tiles.json", json_text(pyramid.description(height)))
        step(f"tiles {height:g} m")
    tiles = folder / "tiles"
    shutil.rmtree(tiles, ignore_errors=True)
    fresh.rename(tiles)
    return [*made, tiles]


def _write_geotiff(path: Path, grid: Grid, array: Any, level: int) -> Path:
    """One height as a cloud-optimised GeoTIFF; read and written block by block."""
    plain, beside = path.with_name(f".{path.name}.plain"), path.with_name(f".{path.name}")
    profile = {
        "driver": "GTiff",
        "width": grid.columns,
        "height": grid.rows,
        "count": 1,
        "dtype": "float32",
        "crs": grid.crs,
        "transform": rasterio.Affine(grid.cell, 0.0, grid.west, 0.0, -grid.cell, grid.north),
        "nodata": np.nan,
        "tiled": True,
        "blockxsize": BLOCK,
        "blockysize": BLOCK,
        "BIGTIFF": "IF_SAFER",
    }
    try:
        with rasterio.open(plain, "w", **profile) as file:
            for block in grid.blocks():
                rows = slice(block.first_row, block.first_row + block.rows)
                columns = slice(block.first_column, block.first_column + block.columns)
                window = rasterio.windows.Window(block.first_column, block.first_row, block.columns, block.rows)
                file.write(np.asarray(array[level, rows, columns]), 1, window=window)
        rasterio.shutil.copy(
            plain,
            beside,
            driver="COG",
            compress="DEFLATE",
            level=2,
            predictor="YES",
            overview_resampling="RMS",
            BIGTIFF="IF_SAFER",
            num_threads="ALL_CPUS",
        )
        beside.replace(path)
    finally:
        plain.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
    return path


class LegendRecord(TypedDict):
    """A class of the legend, from and to an exposure ratio."""

    key: str
    low: float
    high: float
    colour: str


class TileDescription(TypedDict):
    """Pyramid of tiles as TileJSON 3.0.0 with the legend beside it. `bounds` are west, south, east, north. [deg]"""

    tilejson: str
    tiles: list[str]
    minzoom: int
    maxzoom: int
    bounds: list[float]
    height_m: float
    classes: list[LegendRecord]


@dataclass(frozen=True, eq=False)
class _Pyramid:
    """Tiles of one height, the finest as fine as the cells."""

    grid: Grid
    array: Any
    level: int
    folder: Path

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the raster. [deg]"""
        edge = np.linspace(0.0, 1.0, 33)
        x = self.grid.west + self.grid.cell * self.grid.columns * np.concatenate([edge, edge, 0 * edge, 0 * edge + 1])
        y = self.grid.north - self.grid.cell * self.grid.rows * np.concatenate([0 * edge, 0 * edge + 1, edge, edge])
        longitude, latitude = self.grid.earth(x, y)
        return float(longitude.min()), float(latitude.min()), float(longitude.max()), float(latitude.max())

    @cached_property
    def finest(self) -> int:
        """Zoom at which a pixel is no larger than a cell."""
        _, south, _, north = self.box
        width = _CIRCUMFERENCE * np.cos(np.radians((south + north) / 2)) / SIDE
        return int(np.clip(np.ceil(np.log2(width / self.grid.cell)), 0, DEEPEST))

    def write(self) -> None:
        """Write all tiles, from those that hold the whole raster down."""
        self._tile(0, 0, 0)

    def description(self, height: float) -> TileDescription:
        """Description of a map, as TileJSON with the legend beside it."""
        return {
            "tilejson": "3.0.0",
            "tiles": ["{z}/{x}/{y}.png"],
            "minzoom": 0,
            "maxzoom": self.finest,
            "bounds": [round(edge, 6) for edge in self.box],
            "height_m": height,
            "classes": [{"key": c.key, "low": c.low, "high": min(c.high, 1e9), "colour": c.colour} for c in CLASSES],
        }

    def _tile(self, zoom: int, x: int, y: int) -> Classes | None:
        """Write a tile and those below it; nothing where the raster says nothing."""
        if not self._touches(zoom, x, y):
            return None
        found = self._sampled(x, y) if zoom == self.finest else self._gathered(zoom, x, y)
        if found is None or np.all(found == UNKNOWN):
            return None
        path = self.folder / str(zoom) / str(x) / f"{y}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_png(found))
        return found

    def _touches(self, zoom: int, x: int, y: int) -> bool:
        west, south, east, north = self.box_of(zoom, x, y)
        own = self.box
        return west < own[2] and east > own[0] and south < own[3] and north > own[1]

    @staticmethod
    def box_of(zoom: int, x: int, y: int) -> tuple[float, float, float, float]:
        """West, south, east, north of a tile. [deg]"""
        span = 2**zoom
        north, south = (np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * k / span)))) for k in (y, y + 1))
        return x / span * 360 - 180, float(south), (x + 1) / span * 360 - 180, float(north)

    def _gathered(self, zoom: int, x: int, y: int) -> Classes | None:
        """The highest class of each two by two pixels of the four tiles below."""
        whole = np.full((2 * SIDE, 2 * SIDE), UNKNOWN, np.uint8)
        seen = False
        for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
            part = self._tile(zoom + 1, 2 * x + right, 2 * y + down)
            if part is not None:
                whole[down * SIDE : (down + 1) * SIDE, right * SIDE : (right + 1) * SIDE] = part
                seen = True
        if not seen:
            return None
        known = (whole + np.uint8(1)).reshape(SIDE, 2, SIDE, 2).max(axis=(1, 3))  # unknown is lowest
        return np.asarray(known - np.uint8(1))

    @cached_property
    def _to_grid(self) -> Transformer:
        return Transformer.from_crs("EPSG:3857", self.grid.crs, always_xy=True)

    def _cells(self, x: int, y: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Column and row of the cell in which each pixel of a finest tile lies.

        Every sixteenth pixel is brought into the grid's system; between them a plane is true to a thousandth of a pixel.
        """
        scale = _CIRCUMFERENCE / 2**self.finest
        knots = np.linspace(0.0, 1.0, KNOTS + 1)
        across, down = np.meshgrid((x + knots) * scale - _CIRCUMFERENCE / 2, _CIRCUMFERENCE / 2 - (y + knots) * scale)
        east, north = self._to_grid.transform(across, down)
        places = np.stack([(np.asarray(east) - self.grid.west), (self.grid.north - np.asarray(north))]) / self.grid.cell
        fine = _between_knots(_between_knots(places).swapaxes(1, 2)).swapaxes(1, 2)
        found = np.floor(fine).astype(np.int64)
        return found[0], found[1]

    def _sampled(self, x: int, y: int) -> Classes | None:
        """Classes of the cells that the pixels of a finest tile lie in."""
        column, row = self._cells(x, y)
        inside = (row >= 0) & (row < self.grid.rows) & (column >= 0) & (column < self.grid.columns)
        if not inside.any():
            return None
        top, left = int(row[inside].min()), int(column[inside].min())
        part = np.asarray(
            self.array[self.level, top : int(row[inside].max()) + 1, left : int(column[inside].max()) + 1]
        )
        values = np.full((SIDE, SIDE), np.nan, np.float32)
        values[inside] = part[row[inside] - top, column[inside] - left]
        known = np.isfinite(values)
        found = np.full((SIDE, SIDE), UNKNOWN, np.uint8)
        found[known] = class_index(values[known])
        return found


def _png(classes: Classes) -> bytes:
    """A tile as an image of the classes' colours; what is unknown is clear."""
    profile = {"driver": "PNG", "width": SIDE, "height": SIDE, "count": 1, "dtype": "uint8", "nodata": UNKNOWN}
    with MemoryFile() as memory, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a tile's place is its name
        with memory.open(**profile) as file:
            file.write(classes, 1)
            file.write_colormap(1, dict(_palette()))
        return bytes(memory.read())


def _palette() -> Iterator[tuple[int, tuple[int, int, int, int]]]:
    for number, kind in enumerate(CLASSES):
        red, green, blue = (int(kind.colour[k : k + 2], 16) for k in (1, 3, 5))
        yield number, (red, green, blue, _ALPHA)
    yield UNKNOWN, (0, 0, 0, 0)
