"""The shadow of a keep-out zone on a plane: its outline from above for maps, and from the side for records and figures."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from emfassess.units import Floats
from emfassess.zones.zone import AZIMUTH_STEP_DEG, Zone

PLAN_GRID = 1e-3
"""Outlines are snapped to millimetres. [m]"""


def shadow(zone: Zone, columns: Floats) -> BaseGeometry:
    """Shadow of a zone on a plane: the outline of the whole body as it is seen along the plane's normal.

    Parameters
    ----------
    zone : Zone
        Not empty.
    columns : ndarray, shape (2, 3)
        Unit vectors of the plane.
    """
    flat = zone.vertices @ columns.T
    if zone.kind == "antenna":
        return _star(flat, columns @ zone.centre)
    corners = flat[zone.faces]
    (x, y), (further_x, further_y) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    # triangles that face the viewer are enough, and slivers cannot be united
    facing = x * further_y - y * further_x > PLAN_GRID**2
    try:
        return _covered(flat, zone.faces[facing])
    except shapely.GEOSException:
        triangles = shapely.set_precision(shapely.polygons(corners[facing]), PLAN_GRID)
        return shapely.union_all(triangles, grid_size=PLAN_GRID)


def _covered(flat: Floats, faces: NDArray[np.intp]) -> BaseGeometry:
    """Area that triangles in a plane cover, all anticlockwise: the parts around which their free edges wind.

    Edges that two of them share in opposite directions cancel out; a few hundred of thousands of triangles are left.
    """
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    key, reverse = edges @ [len(flat), 1], edges @ [1, len(flat)]
    start, stop = (flat[side] for side in edges[~np.isin(key, reverse)].T)
    lines = shapely.union_all(shapely.linestrings(np.stack([start, stop], axis=1)))
    parts = shapely.get_parts(shapely.polygonize([lines]))
    places = shapely.get_coordinates(shapely.point_on_surface(parts))
    return shapely.union_all(parts[_turns(places, start, stop) > 0])


def _turns(places: Floats, start: Floats, stop: Floats) -> NDArray[np.int64]:
    """How often closed lines of directed edges wind around places, anticlockwise: the winding number, (place,)."""
    x, y = places[:, :1], places[:, 1:]
    run, rise = (stop - start).T
    left = run * (y - start[:, 1]) - rise * (x - start[:, 0]) > 0
    upward = (start[:, 1] <= y) & (y < stop[:, 1]) & left
    downward = (stop[:, 1] <= y) & (y < start[:, 1]) & ~left
    return np.asarray(upward.sum(axis=1) - downward.sum(axis=1))


def _star(flat: Floats, centre: Floats) -> BaseGeometry:
    """Outline of points on rays from a centre: the farthest in every few degrees; it is seen whole from the centre."""
    offset = flat - centre
    angle = np.degrees(np.arctan2(offset[:, 1], offset[:, 0]))
    bins = np.round(angle / AZIMUTH_STEP_DEG).astype(int) % round(360 / AZIMUTH_STEP_DEG)
    order = np.lexsort((np.hypot(*offset.T), bins))
    last = np.flatnonzero(np.diff(bins[order], append=-1))
    farthest = order[last]
    ring = flat[farthest[np.argsort(np.mod(angle[farthest], 360.0))]]
    return shapely.make_valid(shapely.Polygon(ring)) if len(ring) >= 3 else shapely.MultiPoint(flat).convex_hull
