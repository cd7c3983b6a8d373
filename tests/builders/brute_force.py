"""What `emfassess points` computes on a grid of whole metres: hot spots and sections of zones counted one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from emfassess.assessment.hot_spots import HotSpot
from emfassess.exposure.levels import antenna_levels
from emfassess.geometry import LocalFrame
from emfassess.jobs.plan import Plan
from emfassess.jobs.points import levels_at
from emfassess.stations import Station
from emfassess.units import Floats

RADIUS = 150
"""Half the side of the grid. [m]"""

HEIGHTS = tuple(round(0.1 * step, 1) for step in range(18))
"""Heights that are looked at for the lowest one above the limit. [m]"""

MASTS = ("mast", "monopole", "tower", "pole")
MAST_RADIUS = 0.5
"""Nobody can be inside a mast: its foot is no place. [m]"""


@dataclass(frozen=True)
class Spot:
    """Cells of one hot spot: how many, the farthest of them, the lowest height, and the greatest level on a cell."""

    antenna: str
    count: int
    farthest: float
    lowest: float
    maximum: float


def _grid(radius: int) -> tuple[Floats, Floats]:
    east, north = np.meshgrid(np.arange(-radius, radius + 1.0), np.arange(-radius, radius + 1.0))
    return east, north


def _points(
    plan: Plan, station: Station, east: Floats, north: Floats, height: float
) -> tuple[Floats, NDArray[np.str_]]:
    """Exposure ratio and main antenna at places around a station, theoretical maximum."""
    place = LocalFrame(station.longitude, station.latitude).longitude_latitude(east.ravel(), north.ravel())
    found = levels_at(plan, *place, np.full(east.size, height), levels_of=antenna_levels)
    return found.exposure_ratio[0].reshape(east.shape), found.main_contributor[0].reshape(east.shape)


def brute_force_spots(plan: Plan, station: Station, radius: int = RADIUS) -> list[Spot]:
    """Hot spots that a station causes within a radius of it, the greatest first."""
    east, north = _grid(radius)
    ratio, main = _points(plan, station, east, north, 1.7)
    above = ratio > 1.0
    for other in plan.stations:
        if other.support in MASTS:
            x, y = LocalFrame(station.longitude, station.latitude).east_north([other.longitude], [other.latitude])
            above &= np.hypot(east - x[0], north - y[0]) >= MAST_RADIUS
    found = []
    for name in np.unique(main[above]):
        if not name.startswith(f"{station.id}/"):
            continue
        labels, number = ndimage.label(above & (main == name), structure=np.ones((3, 3)))
        for index in range(1, number + 1):
            cells = labels == index
            x, y = east[cells], north[cells]
            lowest = _lowest(plan, station, x, y, str(name))
            found.append(
                Spot(str(name), int(cells.sum()), float(np.hypot(x, y).max()), lowest, float(ratio[cells].max()))
            )
    return sorted(found, key=lambda spot: (-spot.maximum, spot.antenna))


def _lowest(plan: Plan, station: Station, east: Floats, north: Floats, name: str) -> float:
    for height in HEIGHTS:
        ratio, main = _points(plan, station, east, north, height)
        if np.any((ratio > 1.0) & (main == name)):
            return height
    raise ValueError(f"{name}: above the limit at no height")


def section_points(plan: Plan, station: Station, height: float, radius: int = RADIUS) -> tuple[int, float | None]:
    """Whole metres at which a station alone is above the limit at a height, and the farthest of them."""
    east, north = _grid(radius)
    ratio, _ = _points(replace(plan, stations=(station,)), station, east, north, height)
    above = (ratio > 1.0) & ((station.support not in MASTS) | (np.hypot(east, north) >= MAST_RADIUS))
    return int(above.sum()), float(np.hypot(east, north)[above].max()) if above.any() else None


def level_at(plan: Plan, longitude: float, latitude: float, height: float) -> tuple[float, str]:
    """Exposure ratio at one place, and its main antenna."""
    found = levels_at(plan, np.array([longitude]), np.array([latitude]), np.array([height]), levels_of=antenna_levels)
    return float(found.exposure_ratio[0, 0]), str(found.main_contributor[0, 0])


def unequal(plan: Plan, station: Station, stated: Sequence[HotSpot], counted: Sequence[Spot]) -> list[str]:
    """What the stated hot spots of a station and those counted one by one do not share; nothing where they are equal."""
    own = [spot for spot in stated if spot.station_id == station.id and spot.area >= 1]
    wrong = []
    if len(own) != len(counted):
        wrong.append(f"{len(own)} stated, {len(counted)} counted")
    # of one antenna the larger first: spots of equal size are alike in all that is compared
    for spot, other in zip(_ordered_stated(own), _ordered(counted), strict=False):
        name = f"{spot.station_id}/{spot.antenna_id}"
        pairs: Mapping[str, tuple[object, object]] = {
            "antenna": (name, other.antenna),
            "cells": (round(spot.area), other.count),
            "farthest": (round(spot.farthest, 3), round(other.farthest, 3)),
            "lowest": (spot.lowest_height, other.lowest),
        }
        wrong += [f"{name} {key}: {a} stated, {b} counted" for key, (a, b) in pairs.items() if a != b]
        there, main = level_at(plan, spot.longitude, spot.latitude, spot.height)
        # the maximum is looked for between the cells: points computes it there, and no cell has more
        if abs(there / spot.exposure_ratio - 1) > 1e-3 or other.maximum > spot.exposure_ratio * (1 + 1e-3):
            wrong.append(f"{name} maximum: {spot.exposure_ratio} stated, {there} there, {other.maximum} on the grid")
        if main != name:
            wrong.append(f"{name} maximum: stated at a place of which {main} is the main antenna")
    return wrong


def _ordered(spots: Sequence[Spot]) -> list[Spot]:
    return sorted(spots, key=lambda spot: (spot.antenna, -spot.count, spot.farthest))


def _ordered_stated(spots: Sequence[HotSpot]) -> list[HotSpot]:
    return sorted(spots, key=lambda spot: (f"{spot.station_id}/{spot.antenna_id}", -spot.area, spot.farthest))
