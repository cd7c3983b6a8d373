"""The grid of web maps (EPSG:3857): tiles of a zoom level, and the cells that a published raster consists of.

Tiles are counted from the north-west corner of the world as all web maps count them, so a cell has the same place and
the same number in every publication.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emfassess.units import Floats

Indices = NDArray[np.int64]

RADIUS = 6_378_137.0
"""Of the sphere of EPSG:3857. [m]"""

WORLD = 2 * np.pi * RADIUS
"""Width of the square world in its own metres. [m]"""

MOST_NORTH = 85.0511
"""The square world ends there. [deg]"""

DIGITS = 7
"""Decimals of a degree of published places: one centimetre."""

TILE = 256
"""Cells along the side of a picture of the pyramid."""


def world_position(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Place in the square world, both 0 to 1: eastward from 180° W, southward from its northern edge.

    Raises
    ------
    ValueError
        Beyond 85.0511° north or south, where web maps end.
    """
    north = np.asarray(latitude, dtype=float)
    if np.any(np.abs(north) > MOST_NORTH):
        raise ValueError(f"latitude {float(np.abs(north).max())}: the map ends at {MOST_NORTH}°")
    x = (np.asarray(longitude, dtype=float) + 180.0) / 360.0
    y = 0.5 - np.arcsinh(np.tan(np.radians(north))) / (2 * np.pi)
    return x, y


def longitude_latitude(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Inverse of :func:`world_position`. [deg]"""
    longitude = 360.0 * np.asarray(x, dtype=float) - 180.0
    latitude = np.degrees(np.arctan(np.sinh(2 * np.pi * (0.5 - np.asarray(y, dtype=float)))))
    return longitude, np.asarray(latitude)


def cell_of(longitude: ArrayLike, latitude: ArrayLike, zoom: int) -> tuple[Indices, Indices]:
    """Column and row of the cell that holds a place; cells are the pixels of a zoom level's tiles."""
    x, y = world_position(longitude, latitude)
    across = TILE << zoom
    return tuple(np.clip(np.floor(across * v), 0, across - 1).astype(np.int64) for v in (x, y))  # type: ignore[return-value]


def cell_centre(column: ArrayLike, row: ArrayLike, zoom: int) -> tuple[Floats, Floats]:
    """Longitude and latitude of cells' centres, to the digits that are published. [deg]"""
    across = TILE << zoom
    longitude, latitude = longitude_latitude((np.asarray(column) + 0.5) / across, (np.asarray(row) + 0.5) / across)
    return longitude.round(DIGITS), latitude.round(DIGITS)


def cell_size(zoom: int, latitude: float) -> float:
    """Side of a cell on the ground. [m]"""
    return float(WORLD / (TILE << zoom) * np.cos(np.radians(latitude)))


def quadkey(x: int, y: int, zoom: int) -> str:
    """Name of a tile by the quarters that lead to it: 0 north-west, 1 north-east, 2 south-west, 3 south-east."""
    return "".join(str((x >> bit & 1) + 2 * (y >> bit & 1)) for bit in range(zoom - 1, -1, -1))
