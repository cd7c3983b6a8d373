"""The raster of a region: cells of a projected reference system, cut into blocks that are computed and stored one by one."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from emfassess.geometry import LocalFrame
from emfassess.units import Floats

BLOCK = 512
"""Cells along a side of a block, a chunk of the store."""

MOST_BENT = 0.25
"""Cells of a block may lie so far from a parallelogram in the plane around its middle. [m]"""

MOST_CELLS = 10**12


@dataclass(frozen=True)
class Block:
    """Cells from `first_row`, `first_column` on, `rows` times `columns` of them; its place among the blocks."""

    number: tuple[int, int]
    first_row: int
    first_column: int
    rows: int
    columns: int

    @property
    def name(self) -> str:
        """Its name in the manifest."""
        return f"{self.number[0]}/{self.number[1]}"


@dataclass(frozen=True)
class Grid:
    """Square cells of a projected reference system, the first row in the north.

    `west` and `north` are the outer edges of the first cell. [m]
    """

    crs: str
    cell: float
    west: float
    north: float
    rows: int
    columns: int

    @cached_property
    def _to_earth(self) -> Transformer:
        return Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)

    @property
    def x(self) -> Floats:
        """Middles of the columns. [m]"""
        return np.asarray(self.west + self.cell * (np.arange(self.columns) + 0.5))

    @property
    def y(self) -> Floats:
        """Middles of the rows, from the north. [m]"""
        return np.asarray(self.north - self.cell * (np.arange(self.rows) + 0.5))

    @property
    def shape(self) -> tuple[int, int]:
        """Blocks along rows and columns."""
        return -(-self.rows // BLOCK), -(-self.columns // BLOCK)

    def blocks(self) -> Iterator[Block]:
        """All blocks, row by row from the north."""
        for i in range(self.shape[0]):
            for k in range(self.shape[1]):
                row, column = i * BLOCK, k * BLOCK
                yield Block((i, k), row, column, min(BLOCK, self.rows - row), min(BLOCK, self.columns - column))

    def earth(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Longitude and latitude of places of the grid's system. [deg]"""
        longitude, latitude = self._to_earth.transform(x, y, errcheck=True)
        return np.asarray(longitude), np.asarray(latitude)

    def plane(self, block: Block) -> tuple[LocalFrame, Floats]:
        """The plane around the middle of a block, and how cells lie in it.

        Returns
        -------
        frame : LocalFrame
        place : ndarray, shape (6,)
            East of the middle of the first cell, its steps along columns and rows; the same of north. [m]

        Raises
        ------
        ValueError
            If the reference system bends the cells too much for that.
        """
        x = self.west + self.cell * (block.first_column + 0.5)
        y = self.north - self.cell * (block.first_row + 0.5)
        across, down = self.cell * (block.columns - 1), self.cell * (block.rows - 1)
        corners = np.array([(0.5, 0.5), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
        longitude, latitude = self.earth(x + corners[:, 0] * across, y - corners[:, 1] * down)
        frame = LocalFrame(round(float(longitude[0]), 9), round(float(latitude[0]), 9))
        counts = corners * [block.columns - 1, block.rows - 1]
        design = np.column_stack([np.ones(5), counts])
        found = np.column_stack(frame.east_north(longitude, latitude))
        if block.rows * block.columns == 1 or min(block.rows, block.columns) == 1:
            place = self._single(frame, x, y)
        else:
            place, *_ = np.linalg.lstsq(design, found, rcond=None)
        bent = float(np.abs(design @ place - found).max())
        if bent > max(MOST_BENT, 0.01 * self.cell):
            raise ValueError(
                f"--crs {self.crs}: it bends a block of cells by {bent:.2f} m; take one made for this place"
            )
        return frame, np.ascontiguousarray(place.T.ravel())

    def _single(self, frame: LocalFrame, x: float, y: float) -> Floats:
        """Place and steps where a block is one cell high or wide, (3, 2)."""
        corners = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]) * self.cell
        found = np.column_stack(frame.east_north(*self.earth(x + corners[:, 0], y - corners[:, 1])))
        return np.stack([found[0], found[1] - found[0], found[2] - found[0]])


def grid_over(bounds: tuple[float, float, float, float], cell: float, crs: str | None = None) -> Grid:
    """Cells that cover a rectangle of longitudes and latitudes; their edges are multiples of the cell.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north. [deg]
    cell : float
        Side of a cell. [m]
    crs : str, optional
        A projected reference system in metres; the UTM zone of the middle where none is named.

    Raises
    ------
    ValueError
        If the bounds are no rectangle on earth, the cell is not above zero, the system is not one in metres, or the cells are
        too many.
    """
    demand_rectangle(bounds)
    west, south, east, north = bounds
    if not (math.isfinite(cell) and cell > 0):
        raise ValueError(f"--cell {cell:g}: expected a side above 0 m")
    system = _metric(crs or utm_zone((west + east) / 2, (south + north) / 2))
    to_plane = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    box = to_plane.transform_bounds(west, south, east, north, densify_pts=51)
    if not all(math.isfinite(edge) for edge in box):
        raise ValueError(f"--crs {crs}: it does not reach the bounds {west:g},{south:g},{east:g},{north:g}")
    first, top = math.floor(box[0] / cell), math.ceil(box[3] / cell)
    columns, rows = max(math.ceil(box[2] / cell) - first, 1), max(top - math.floor(box[1] / cell), 1)
    if rows * columns > MOST_CELLS:
        raise ValueError(
            f"--cell {cell:g}: {rows} x {columns} cells are too many; take a larger cell or smaller bounds"
        )
    return Grid(_name_of(system), float(cell), first * cell, top * cell, rows, columns)


def demand_rectangle(bounds: tuple[float, float, float, float]) -> None:
    """Refuse bounds that are no rectangle on earth."""
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 < south < north < 90):
        raise ValueError(
            f"--bounds {west:g},{south:g},{east:g},{north:g}: expected west < east and south < north in degrees"
        )


def utm_zone(longitude: float, latitude: float) -> str:
    """The UTM zone of a place, as EPSG code."""
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"


def _metric(text: str) -> CRS:
    try:
        system = CRS.from_user_input(text)
    except CRSError:
        raise ValueError(f"--crs {text!r}: not understood; expected an EPSG code such as EPSG:32651") from None
    if not system.is_projected or any(axis.unit_conversion_factor != 1.0 for axis in system.axis_info):
        raise ValueError(f"--crs {text!r}: expected a projected system in metres")
    return system


def _name_of(system: CRS) -> str:
    code = system.to_authority()
    return ":".join(code) if code else system.to_wkt()
