"""Outlines of buildings as files have them, repaired where that can be done."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

SMALLEST_AREA = 1.0
"""A footprint below this is no building. [m²]"""

_POLYGON, _COLLECTION = 3, 7
_AREAS = (3, 6, 7)


@dataclass(frozen=True, eq=False)
class Footprints:
    """Footprints of the features of a file.

    Parameters
    ----------
    shapes : ndarray of Polygon or MultiPolygon
        Valid and flat; None where there is none.
    reasons : tuple of str
        Why there is none; empty where there is one.
    repaired : ndarray of bool
        Whether the outline was broken.
    """

    shapes: NDArray[np.object_]
    reasons: tuple[str, ...]
    repaired: NDArray[np.bool_]


def repair(geometry: NDArray[np.object_]) -> Footprints:
    """Make valid footprints of whatever geometries a file has, in the local plane."""
    shapes = np.array(shapely.force_2d(geometry), dtype=object)
    reasons = [_unusable(shape) for shape in shapes]
    shapes[[bool(reason) for reason in reasons]] = None
    collection = shapely.get_type_id(shapes) == _COLLECTION
    repaired = np.asarray(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes) | collection, dtype=np.bool_)
    for index in np.flatnonzero(repaired):
        # by structure: parts that overlap become one, where the other method would make a hole of the overlap
        whole = shapely.make_valid(shapes[index], method="structure", keep_collapsed=False)
        shapes[index] = _areas_of(whole)
    area = shapely.area(shapes)
    for index in np.flatnonzero(area < SMALLEST_AREA):
        reasons[index] = f"an area of {area[index]:.2g} m², expected at least {SMALLEST_AREA:g} m²"
        shapes[index] = None
    return Footprints(shapes, tuple(reasons), repaired & ~shapely.is_missing(shapes))


def _unusable(shape: BaseGeometry | None) -> str:
    """Why a geometry can never be a footprint; empty if it can."""
    if shape is None:
        return "no outline, or one that cannot be read, such as a ring of two points"
    if shapely.get_type_id(shape) not in _AREAS:
        return f"a {shape.geom_type}, expected an area"
    if shape.is_empty:
        return "an empty outline"
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return "coordinates that are no place on earth"
    return ""


def _areas_of(whole: shapely.Geometry) -> shapely.Geometry:
    """Area of a geometry; lines and points that a repair leaves over go."""
    parts = shapely.get_parts(shapely.get_parts(whole))  # twice: a collection may hold multipolygons
    return shapely.union_all(parts[shapely.get_type_id(parts) == _POLYGON])
