"""Areas of each class of exposure on the ground: the receptors' cells of a class, joined."""

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio import Affine
from rasterio.features import shapes
from shapely import MultiPolygon

from emfassess.assessment.result import Assessment
from emfassess.publish.text.classes import CLASSES, ExposureClass, class_index
from emfassess.units import Floats

NONE = 255
"""Pixel without a receptor."""


@lru_cache(maxsize=4)
def class_areas(assessment: Assessment) -> tuple[tuple[ExposureClass, MultiPolygon], ...]:
    """Areas of the classes that occur, in east and north of the first station, mildest first. [m]

    Every receptor's cell is in exactly one area; the deciding scenario counts.
    """
    grid = assessment.grid
    classes = class_index(assessment.grid_levels.exposure_ratio[assessment.scenario_index])
    gaps = np.hypot(*(grid.points[:, np.newaxis, :2] - grid.centres).transpose(2, 0, 1))
    nearest = np.argmin(gaps, axis=1)
    found: dict[int, list[shapely.Polygon]] = {}
    # cells of one centre lie on one raster
    for centre in np.unique(nearest):
        own = nearest == centre
        for polygon, kind in _polygons(grid.points[own, :2], grid.cell[own], classes[own]):
            found.setdefault(kind, []).append(polygon)
    return tuple((CLASSES[kind], _joined(found[kind], len(grid.centres))) for kind in sorted(found))


def _polygons(points: Floats, cell: Floats, classes: NDArray[np.intp]) -> list[tuple[shapely.Polygon, int]]:
    """Outlines of the cells of equal class that touch each other, each with its class."""
    step, (west, south) = cell.min(), (points - cell[:, np.newaxis] / 2).min(axis=0)
    columns, rows = np.rint(((points + cell[:, np.newaxis] / 2).max(axis=0) - [west, south]) / step).astype(int)
    raster = np.full((rows, columns), NONE, np.uint8)
    first = np.rint((points - cell[:, np.newaxis] / 2 - [west, south]) / step).astype(int)
    wide = np.rint(cell / step).astype(int)
    for size in np.unique(wide):
        own = wide == size
        for right, up in np.ndindex(size, size):
            raster[first[own, 1] + up, first[own, 0] + right] = classes[own]
    outlines = shapes(raster, mask=raster != NONE, transform=Affine(step, 0.0, west, 0.0, step, south))
    return [(shapely.Polygon(rings["coordinates"][0], rings["coordinates"][1:]), int(kind)) for rings, kind in outlines]


def _joined(polygons: list[shapely.Polygon], centres: int) -> MultiPolygon:
    """One shape; cells of different centres may overlap."""
    parts = polygons if centres == 1 else shapely.get_parts(shapely.union_all(polygons)).tolist()
    return MultiPolygon(parts)
