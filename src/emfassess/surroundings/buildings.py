"""Buildings: footprints with heights, as prisms of the local plane."""

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from emfassess.summaries import Summarised
from emfassess.units import Floats

STOREY_HEIGHT = 3.0
"""Height of a storey where none is stated. [m]"""

HEIGHT_SOURCES = ("stated", "storeys", "default")


@dataclass(frozen=True, repr=False)
class Building(Summarised):
    """A building: the prism over its footprint.

    Parameters
    ----------
    id : str
        Of the building in its file; unique in a scene.
    footprint : Polygon or MultiPolygon
        Valid, in east and north of the local plane, holes are courtyards. [m]
    height : float
        Roof above ground. [m]
    name : str
        As the file has it; text of a stranger.
    ground : float
        Ground at the building, above the ground at the origin. [m]
    min_height : float
        Underside above ground, for parts that rest on columns or bridge a street. [m]
    storeys : int, optional
        Number of floors above ground, where stated.
    height_from : str
        One of :data:`HEIGHT_SOURCES`: who says the height.
    roof_access : bool
        Whether people can go onto the roof.
    """

    id: str
    footprint: Polygon | MultiPolygon
    height: float
    name: str = ""
    ground: float = 0.0
    min_height: float = 0.0
    storeys: int | None = None
    height_from: str = "stated"
    roof_access: bool = False

    def __post_init__(self) -> None:
        if not (isfinite(self.height) and self.height > 0):
            raise ValueError(f"height of building {self.id!r} must be above 0, not {self.height}")
        if not 0 <= self.min_height < self.height:
            raise ValueError(
                f"min_height of building {self.id!r} must lie in 0..{self.height:g}, not {self.min_height}"
            )
        if not isfinite(self.ground):
            raise ValueError(f"ground of building {self.id!r} must be a number, not {self.ground}")
        if self.storeys is not None and self.storeys < 1:
            raise ValueError(f"storeys of building {self.id!r} must be at least 1, not {self.storeys}")
        if self.height_from not in HEIGHT_SOURCES:
            raise ValueError(f"height_from must be one of {', '.join(HEIGHT_SOURCES)}, not {self.height_from!r}")
        if self.footprint.is_empty or not self.footprint.is_valid or self.footprint.area <= 0:
            raise ValueError(f"the footprint of building {self.id!r} has no area or is broken")

    @property
    def roof(self) -> float:
        """Roof above the ground at the origin. [m]"""
        return self.ground + self.height

    @property
    def underside(self) -> float:
        """Underside above the ground at the origin. [m]"""
        return self.ground + self.min_height

    @property
    def floors(self) -> Floats:
        """Height of each floor above the ground at the building, lowest first, shape (floor,). [m]

        Stated storeys share the height of the building; else every :data:`STOREY_HEIGHT` metres there is a floor, and
        what is left below the roof belongs to the highest.
        """
        clear = self.height - self.min_height
        count = self.storeys or max(1, int(clear / STOREY_HEIGHT + 1e-9))
        storey = clear / count if self.storeys else min(STOREY_HEIGHT, clear)
        return np.asarray(self.min_height + storey * np.arange(count), dtype=float)

    @property
    def rings(self) -> tuple[Floats, ...]:
        """Closed rings of the footprint, outer counter-clockwise and courtyards clockwise: the inside lies on the left.

        Each has the shape (vertex, 2), first and last vertex alike. [m]
        """
        oriented = shapely.orient_polygons(self.footprint)
        return tuple(
            np.asarray(ring.coords)[:, :2]
            for part in shapely.get_parts(oriented)
            for ring in (part.exterior, *part.interiors)
        )

    def on_ground(self, ground: float) -> "Building":
        """The same building where the ground is at another height. [m]"""
        return replace(self, ground=ground)
