"""Compliance zones: the body around antennas inside of which the limit is exceeded, and what installers draw of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emfassess.summaries import Summarised
from emfassess.units import Floats

if TYPE_CHECKING:
    from emfassess.zones.section import ZoneSection

AZIMUTH_STEP_DEG = 7.5
"""Between the rays of an antenna's zone. [deg]"""


@dataclass(frozen=True, eq=False, repr=False)
class Zone(Summarised):
    """A closed surface where the ratio is 1, and what installers draw of it.

    Parameters
    ----------
    label : str
        Antenna, operator or station.
    kind : {"antenna", "operator", "station"}
    population : {"public", "occupational"}
    vertices : ndarray, shape (vertex, 3)
        East, north, height above ground; empty where the ratio reaches 1 nowhere. [m]
    faces : ndarray of int, shape (face, 3)
        Corners of the triangles, counter-clockwise seen from outside.
    centre : ndarray, shape (3,)
        The antenna, or the mean of the antennas. [m]
    axes : ndarray, shape (3, 3)
        Level boresight, right and up: the frame of reaches and box.
    tips : ndarray, shape (tip, 3)
        Points of the surface that the mesh may cut off: the ends of thin lobes. Reaches count them too. [m]
    sections : tuple of ZoneSection
        What horizontal planes cut out of it, at ground level first.
    bodies : tuple of tuple of str
        Antennas whose zones join, one tuple for each separate body; none where it is empty.
    """

    label: str
    kind: str
    population: str
    vertices: Floats
    faces: NDArray[np.intp]
    centre: Floats
    axes: Floats
    tips: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    sections: "tuple[ZoneSection, ...]" = ()
    bodies: tuple[tuple[str, ...], ...] = ()

    @property
    def _outermost(self) -> Floats:
        return np.vstack([self.vertices, self.tips])

    @property
    def empty(self) -> bool:
        """Whether the ratio stays below 1 everywhere."""
        return len(self.vertices) == 0

    @property
    def reaches(self) -> dict[str, float]:
        """Greatest reach from the centre in front, behind, to the right and left, above and below. [m]"""
        names = (("front", "behind"), ("right", "left"), ("above", "below"))
        if self.empty:
            return {name: 0.0 for pair in names for name in pair}
        local = (self._outermost - self.centre) @ self.axes.T
        high, low = local.max(axis=0), local.min(axis=0)
        return {
            name: float(max(value, 0.0))
            for pair, ends in zip(names, zip(high, -low, strict=True), strict=True)
            for name, value in zip(pair, ends, strict=True)
        }

    @property
    def box(self) -> tuple[float, float, float]:
        """Length, width and height of the enclosing box along the frame. [m]"""
        r = self.reaches
        return r["front"] + r["behind"], r["right"] + r["left"], r["above"] + r["below"]

    @property
    def cylinder(self) -> tuple[float, float, float]:
        """Radius around the centre's vertical, and heights above ground of bottom and top. [m]"""
        if self.empty:
            return 0.0, 0.0, 0.0
        every = self._outermost
        radius = np.hypot(*(every[:, :2] - self.centre[:2]).T).max()
        return float(radius), float(every[:, 2].min()), float(every[:, 2].max())

    @property
    def lowest_height(self) -> float | None:
        """Height above ground where the zone starts; None for an empty zone. [m]"""
        return None if self.empty else max(float(self._outermost[:, 2].min()), 0.0)


def level_axes(azimuth_deg: float) -> Floats:
    """Frame of a zone: level boresight, right, up."""
    a = np.radians(azimuth_deg)
    return np.array([[np.sin(a), np.cos(a), 0.0], [np.cos(a), -np.sin(a), 0.0], [0.0, 0.0, 1.0]])
