"""Whether a straight line meets the prism of a building, computed from its polygon by shapely: slow and exact."""

import numpy as np
import shapely
from numpy.typing import NDArray

from emfassess.surroundings import Building
from emfassess.units import Floats


def blocked_by(building: Building, p: Floats, q: Floats) -> bool:
    """The pieces of the line over the footprint, and the heights at their ends, against underside and roof."""
    line = shapely.LineString([p[:2], q[:2]])
    for piece in shapely.get_parts(shapely.intersection(line, building.footprint)):
        if piece.length == 0:
            continue
        shares = [shapely.Point(c).distance(shapely.Point(p[:2])) / line.length for c in piece.coords]
        heights = [p[2] + share * (q[2] - p[2]) for share in shares]
        if max(heights) > building.underside and min(heights) < building.roof:
            return True
    return False


def all_visible(buildings: tuple[Building, ...], p: Floats, q: Floats) -> bool:
    """Whether none of the buildings stands in the way."""
    return not any(blocked_by(building, p, q) for building in buildings)


def pairs_visible(buildings: tuple[Building, ...], antennas: Floats, points: Floats) -> NDArray[np.bool_]:
    """The same for pairs of antenna and point, with a tree over the footprints; shape (pair,)."""
    lines = np.asarray(shapely.linestrings(np.stack([antennas[:, :2], points[:, :2]], axis=1)))
    tree = shapely.STRtree([b.footprint for b in buildings])
    seen = np.ones(len(lines), dtype=np.bool_)
    for pair, building in zip(*tree.query(lines, predicate="intersects"), strict=True):
        if seen[pair] and blocked_by(buildings[building], antennas[pair], points[pair]):
            seen[pair] = False
    return seen
