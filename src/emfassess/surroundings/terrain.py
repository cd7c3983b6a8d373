"""Terrain: the elevation of the ground on a regular grid of the local plane."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emfassess.summaries import Summarised
from emfassess.units import Floats


@dataclass(frozen=True, eq=False, repr=False)
class Terrain(Summarised):
    """Elevation of the ground at the nodes of a grid of east and north.

    Parameters
    ----------
    west, south : float
        Place of the first node. [m]
    cell : float
        Distance of neighbouring nodes. [m]
    elevation : ndarray, shape (north, east)
        Above the datum of the file, first row in the south; not a number where the file has none. [m]
    name : str
        Where it came from.
    """

    west: float
    south: float
    cell: float
    elevation: Floats
    name: str = ""

    def __post_init__(self) -> None:
        if self.elevation.ndim != 2 or min(self.elevation.shape) < 2:
            raise ValueError(f"terrain needs a grid of at least 2 x 2 nodes, not {self.elevation.shape}")
        if not self.cell > 0:
            raise ValueError(f"the cell of a terrain must be above 0, not {self.cell}")
        if np.any(np.isinf(self.elevation)):
            raise ValueError("a terrain has an elevation that is infinite")

    def at(self, east: ArrayLike, north: ArrayLike) -> Floats:
        """Elevation of the ground between the nodes, bilinear; not a number outside or beside a hole. [m]"""
        column = (np.asarray(east, float) - self.west) / self.cell
        row = (np.asarray(north, float) - self.south) / self.cell
        column, row = np.broadcast_arrays(column, row)
        rows, columns = self.elevation.shape
        inside = (column >= 0) & (column <= columns - 1) & (row >= 0) & (row <= rows - 1)
        left = np.clip(np.floor(np.nan_to_num(column)), 0, columns - 2).astype(int)
        below = np.clip(np.floor(np.nan_to_num(row)), 0, rows - 2).astype(int)
        u, v = column - left, row - below
        found = np.zeros(column.shape)
        for step_north, share_north in ((0, 1 - v), (1, v)):
            for step_east, share_east in ((0, 1 - u), (1, u)):
                weight = share_north * share_east  # a hole beside a place counts only if it has a weight
                corner = self.elevation[below + step_north, left + step_east]
                found = found + np.where(weight == 0, 0.0, weight * corner)
        return np.where(inside, found, np.nan)

    def covered(self, east: ArrayLike, north: ArrayLike) -> NDArray[np.bool_]:
        """Whether the terrain says something of a place."""
        return np.asarray(np.isfinite(self.at(east, north)))
