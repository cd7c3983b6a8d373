"""Terrain as points of the ground, or lines of equal elevation, in vector files."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import Delaunay, KDTree, QhullError

from emfassess.assumptions import Assumption
from emfassess.geometry import LocalFrame
from emfassess.readers.faults import refuse
from emfassess.readers.reference_systems import metres_per_height_unit
from emfassess.readers.vector_files import VectorLayer, choose_layer, read_layer
from emfassess.units import Floats

POINT_ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".fgb")
FOOT = 0.3048
"""The international foot. [m]"""

MOST_NODES = 4001
"""To a side of a grid: 128 MB of elevations."""

_SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString")
_COLUMNS = ("elevation_m", "elevation", "altitude", "height", "z")
_COLUMNS_IN_FEET = ("elevation_ft", "altitude_ft", "height_ft")
_SMALLEST_CELL = 5.0


@dataclass(frozen=True, eq=False)
class PointTerrain:
    """Elevations on nodes symmetrical about the origin, first row in the south, and the extremes of the points. [m]"""

    elevation: Floats
    cell: float
    lowest: float
    highest: float
    assumptions: tuple[Assumption, ...]


def read_terrain_points(file: Path, frame: LocalFrame, half_width: float, *, metres: float | None) -> PointTerrain:
    """Read points of the ground and lay a grid through them, linear between three neighbours.

    Parameters
    ----------
    file : Path
    frame : LocalFrame
    half_width : float
        Half the side of the square around the origin. [m]
    metres : float or None
        Metres of a unit of elevation, where the caller knows better than the file.

    Raises
    ------
    InputError
        If there is no elevation, or fewer points than an area needs.
    """
    layer = choose_layer(file, _SHAPES, "terrain")
    reach = half_width + max(0.5 * half_width, 500.0)  # neighbours beyond the edge carry it
    read = read_layer(file, frame, reach, layer, columns=(*_COLUMNS, *_COLUMNS_IN_FEET))
    places, heights, unit = _values(file, read)
    unit = unit if metres is None else metres
    noted = [] if unit == 1.0 else [Assumption("terrain-in-feet", (("factor", f"{unit:.6g}"),))]
    known = np.isfinite(heights) & np.isfinite(places).all(axis=1)
    if not known.all():
        noted.append(Assumption("terrain-points-without-elevation", (("count", str(int((~known).sum()))),)))
    places, first = np.unique(places[known], axis=0, return_index=True)
    heights = unit * heights[known][first]
    grid, cell = _gridded(file, places, heights, half_width)
    return PointTerrain(grid, cell, float(heights.min()), float(heights.max()), tuple(noted))


def _values(file: Path, read: VectorLayer) -> tuple[Floats, Floats, float]:
    """Places (point, 2), their elevations as the file has them, and the metres of a unit."""
    corners, owner = shapely.get_coordinates(read.geometry, include_z=True, return_index=True)
    names = {name.lower(): name for name in read.columns}
    for column in (*_COLUMNS, *_COLUMNS_IN_FEET):
        if column in names:
            values = _numbers(read.columns[names[column]])[owner]
            return corners[:, :2], values, FOOT if column in _COLUMNS_IN_FEET else 1.0
    if len(corners) and not np.isfinite(corners[:, 2]).any():
        expected = f"expected a column {', '.join(_COLUMNS)} or points with a third coordinate"
        raise refuse(str(file), "", None, f"points without an elevation; {expected}")
    return corners[:, :2], corners[:, 2], metres_per_height_unit(read.crs)


def _numbers(cells: NDArray[Any]) -> Floats:
    """Numbers of a column, also where they are text; not a number where there is none."""
    if cells.dtype != object:
        return np.asarray(cells, float)
    found = np.full(len(cells), np.nan)
    for index, cell in enumerate(cells):
        try:
            found[index] = float(cell)
        except (TypeError, ValueError):
            continue
    return found


def _gridded(file: Path, places: Floats, heights: Floats, half_width: float) -> tuple[Floats, float]:
    expected = f"points of the ground around the first station, within {half_width:g} m, not all in one line"
    if len(places) < 3:
        raise refuse(str(file), "", f"{len(places)} points", f"too few to cover the first station; expected {expected}")
    spacing = float(np.median(KDTree(places).query(places, k=2)[0][:, 1]))
    cell = max(_SMALLEST_CELL, float(round(spacing / 3)), math.ceil(20 * half_width / (MOST_NODES - 1)) / 10)
    half = math.ceil(half_width / cell)
    line = cell * np.arange(-half, half + 1)
    try:
        surface = LinearNDInterpolator(Delaunay(places), heights)
    except QhullError:
        raise refuse(str(file), "", f"{len(places)} points", f"span no area; expected {expected}") from None
    return np.asarray(surface(*np.meshgrid(line, line))), cell
