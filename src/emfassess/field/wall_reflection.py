"""First-order reflection by the walls of buildings: every wall is a mirror, and images add in power.

The field that a wall throws to a point is that of the same antenna at the point's mirror image, where the ray to the image
passes through the wall. Obstacles of the reflected ray are not considered: the sum is an upper estimate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from emfassess.field.sources import Sources
from emfassess.summaries import Summarised
from emfassess.surroundings import Building
from emfassess.units import Floats

RADIUS = 50.0
"""Walls farther from a point are left out. [m]"""

BLOCK = 20_000
"""Pairs of point and wall that are taken at once."""


@dataclass(frozen=True, eq=False, repr=False)
class Walls(Summarised):
    """Upright rectangles, the inside of their building on the left of the line from start to end.

    `start` and `end` are (wall, 2), `bottom` and `top` (wall,). [m]
    """

    start: Floats
    end: Floats
    bottom: Floats
    top: Floats


def wall_faces(buildings: Sequence[Building]) -> Walls:
    """All walls of buildings, those of courtyards too."""
    start, end, bottom, top = [np.zeros((0, 2))], [np.zeros((0, 2))], [np.zeros(0)], [np.zeros(0)]
    for building in buildings:
        for ring in building.rings:
            start.append(ring[:-1])
            end.append(ring[1:])
            bottom.append(np.full(len(ring) - 1, building.underside))
            top.append(np.full(len(ring) - 1, building.roof))
    return Walls(*(np.concatenate(part) for part in (start, end, bottom, top)))


def reflected_unit_density(
    sources: Sources, points: Floats, walls: Walls, *, coefficient: float = 1.0, radius: float = RADIUS
) -> Floats:
    """Power density by reflection for one watt of EIRP, to be added to that of the direct ray.

    Parameters
    ----------
    sources : Sources
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    walls : Walls
    coefficient : float
        Share of the power that a wall reflects; 1 is the bound.
    radius : float
        Walls within this distance of a point count. [m]

    Returns
    -------
    ndarray, shape (antenna, point)
        [1/m^2]
    """
    found = np.zeros((len(sources.position), len(points)))
    if not len(walls.start):
        return found
    from emfassess.field.kernel import unit_density

    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([walls.start, walls.end], axis=1))))
    point, wall = tree.query(shapely.points(points[:, :2]), predicate="dwithin", distance=radius)
    along, outward, length = _directions(walls)
    before = ((points[point, :2] - walls.start[wall]) * outward[wall]).sum(axis=1) > 0
    point, wall = point[before], wall[before]
    for first in range(0, len(point), BLOCK):
        some = slice(first, first + BLOCK)
        p, w = point[some], wall[some]
        away = ((points[p, :2] - walls.start[w]) * outward[w]).sum(axis=1)
        image = points[p].copy()
        image[:, :2] -= 2 * away[:, np.newaxis] * outward[w]
        meets = _meets(sources.position, image, walls, w, (along[w], outward[w], length[w]), away)
        unit = unit_density(sources, image) * meets * coefficient
        np.add.at(found.T, p, unit.T)
    return found


def _directions(walls: Walls) -> tuple[Floats, Floats, Floats]:
    run = walls.end - walls.start
    length = np.hypot(run[:, 0], run[:, 1])
    along = run / np.maximum(length, 1e-12)[:, np.newaxis]
    return along, np.column_stack([along[:, 1], -along[:, 0]]), length


def _meets(
    antennas: Floats,
    image: Floats,
    walls: Walls,
    wall: NDArray[np.intp],
    directions: tuple[Floats, Floats, Floats],
    away: Floats,
) -> NDArray[np.bool_]:
    """Whether the ray from each antenna to each image passes through its wall, (antenna, pair)."""
    along, outward, length = directions
    offset = antennas[:, np.newaxis, :2] - walls.start[wall]
    ahead = (offset * outward).sum(axis=-1)
    share = ahead / np.maximum(ahead + away, 1e-12)
    crossing = antennas[:, np.newaxis] + share[..., np.newaxis] * (image - antennas[:, np.newaxis])
    place = ((crossing[..., :2] - walls.start[wall]) * along).sum(axis=-1)
    height = crossing[..., 2]
    within = (place >= 0) & (place <= length) & (height >= walls.bottom[wall]) & (height <= walls.top[wall])
    return np.asarray(within & (ahead > 0))
