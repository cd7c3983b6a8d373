"""Areas of each class of exposure on the ground: the receptors' cells of a class, joined."""

from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from emfassess.assessment.result import Assessment
from emfassess.publish.text.classes import CLASSES, ExposureClass, class_index


@lru_cache(maxsize=4)
def class_areas(assessment: Assessment) -> tuple[tuple[ExposureClass, BaseGeometry], ...]:
    """Areas of the classes that occur, in east and north of the first station, mildest first. [m]

    Every receptor's cell is in exactly one area; the deciding scenario counts.
    """
    classes = class_index(assessment.grid_levels.exposure_ratio[assessment.scenario_index])
    east, north = assessment.grid.points[:, 0], assessment.grid.points[:, 1]
    half = assessment.grid.cell / 2
    cells = shapely.box(east - half, north - half, east + half, north + half)
    return tuple(
        (kind, shapely.union_all(cells[classes == index]))
        for index, kind in enumerate(CLASSES)
        if np.any(classes == index)
    )
