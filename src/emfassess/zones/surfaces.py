"""Surfaces of compliance zones: where the ratio is 1.

Around one antenna rays are followed from outside inwards to the outermost place where the ratio is 1, so that no lobe is
missed; around several antennas the surface is that of marching cubes, with every vertex moved along its edge to where the
ratio is 1.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.measure import marching_cubes

from emfassess.units import Floats
from emfassess.zones.zone import AZIMUTH_STEP_DEG, Zone, level_axes

Ratio = Callable[[Floats], Floats]
"""Exposure ratio at points (point, 3) in east, north, up; shape (point,)."""

NEAREST = 0.2
"""Zones smaller than this are none: the antenna's own cover is that large. [m]"""

STEP = 1.04
"""Ratio of neighbouring distances along a ray: a gap in a zone may hide no lobe thicker than 4 % of the distance."""

TOGETHER = 16_384
"""Points of rays that are computed in one call."""

BISECTIONS = 7
"""Each halves the step: 4 % become 0.03 % of the distance."""

ELEVATION_STEP_DEG = 3.0
FINE = np.linspace(-2.0, 2.0, 25)
"""Elevations around the beam, in half-power widths: a thin lobe is met at its tip and followed around it."""

CELLS = 44
"""Cells along the longest side of the box that marching cubes work in; vertices are placed within a hundredth of one."""

MARGIN = 1.3


def directions(axes: Floats, beam_deg: float = 0.0, width_deg: float = 10.0) -> tuple[Floats, NDArray[np.intp]]:
    """Rays around a frame and the triangles between them: rings of elevation, closed at both poles.

    Parameters
    ----------
    axes : ndarray, shape (3, 3)
        From :func:`level_axes`.
    beam_deg, width_deg : float
        Elevation and half-power width of the beam: rays are denser there. [deg]
    """
    local, faces = _level_directions(beam_deg, width_deg)
    return local @ axes, faces


@lru_cache(maxsize=64)
def _level_directions(beam_deg: float, width_deg: float) -> tuple[Floats, NDArray[np.intp]]:
    """Rays in front of, beside and above an antenna, and the triangles between them, as :func:`directions` has them."""
    around = np.radians(np.arange(-180.0, 180.0, AZIMUTH_STEP_DEG))
    coarse = np.arange(-90.0 + ELEVATION_STEP_DEG, 90.0, ELEVATION_STEP_DEG)
    lines = np.unique(np.concatenate([coarse, np.round(beam_deg + width_deg * FINE, 6)]))
    up = np.radians(lines[np.abs(lines) < 89.0])
    a, e = (grid.ravel() for grid in np.meshgrid(around, up))
    local = np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], axis=-1)
    local = np.vstack([[0.0, 0.0, -1.0], local, [0.0, 0.0, 1.0]])
    count, rings = len(around), len(up)
    first = 1 + np.arange(count)
    second = 1 + (np.arange(count) + 1) % count
    faces = [np.column_stack([np.zeros(count, dtype=np.intp), first, second])]
    for ring in range(rings - 1):
        low, high = ring * count, (ring + 1) * count
        faces += [
            np.column_stack([first + low, first + high, second + low]),
            np.column_stack([second + low, first + high, second + high]),
        ]
    top = (rings - 1) * count
    faces.append(np.column_stack([first + top, np.full(count, len(local) - 1), second + top]))
    return local, np.concatenate(faces).astype(np.intp)


def ray_distances(ratio: Ratio, centre: Floats, rays: Floats, farthest: float) -> Floats:
    """Distance of the outermost place on each ray where the ratio is 1; 0 where it never is. Shape (ray,). [m]

    Parameters
    ----------
    ratio : callable
    centre : ndarray, shape (3,)
    rays : ndarray, shape (ray, 3)
        Unit vectors.
    farthest : float
        Nothing beyond is above 1. [m]
    """
    found = np.zeros(len(rays))
    open_ = np.arange(len(rays))
    distance = farthest
    while len(open_) and distance > NEAREST:
        # few rays are followed many steps at once: a call costs more than its points
        steps = distance * STEP ** -np.arange(float(np.clip(TOGETHER // len(open_), 1, 64)))
        inside = ratio((centre + steps[:, None, None] * rays[open_]).reshape(-1, 3)).reshape(len(steps), -1) > 1.0
        reached = inside.any(axis=0)
        found[open_[reached]] = steps[inside[:, reached].argmax(axis=0)]
        open_ = open_[~reached]
        distance = float(steps[-1]) / STEP
    hit = np.flatnonzero(found)
    if not len(hit):
        return found
    low, high = found[hit], found[hit] * STEP
    for _ in range(BISECTIONS):
        middle = np.sqrt(low * high)
        inside = ratio(centre + middle[:, np.newaxis] * rays[hit]) > 1.0
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    found[hit] = high
    return found


def antenna_zone(
    reach: Floats,
    rays: Floats,
    faces: NDArray[np.intp],
    centre: Floats,
    azimuth_deg: float,
    label: str,
    population: str,
) -> Zone:
    """Zone around one antenna from the distances along its rays.

    Parameters
    ----------
    reach : ndarray, shape (ray,)
        From :func:`ray_distances`. [m]
    rays, faces : ndarray
        From :func:`directions`.
    centre : ndarray, shape (3,)
        East, north, height. [m]
    azimuth_deg : float
        Of the antenna. [deg]
    label, population : str
    """
    axes = level_axes(azimuth_deg)
    if not reach.any():
        return _nothing(label, "antenna", population, centre, axes)
    vertices = centre + reach[:, np.newaxis] * rays
    return Zone(label, "antenna", population, vertices, faces, centre, axes, bodies=((label,),))


def extremes(zone: Zone, axes: Floats) -> NDArray[np.intp]:
    """Vertices of an antenna's zone that reach farthest in front, behind, to both sides, above and below, and both poles.

    Counted along the zone's own axes and along given ones.
    """
    if zone.empty:
        return np.zeros(0, dtype=np.intp)
    local = (zone.vertices - zone.centre) @ np.vstack([zone.axes, axes]).T
    return np.unique(np.concatenate([local.argmax(axis=0), local.argmin(axis=0), [0, len(local) - 1]]))


def pushed_out(ratio: Ratio, zone: Zone, farthest: float, axes: Floats) -> Floats:
    """Ends of an antenna's zone when others add to it, shape (tip, 3): the same rays, followed anew. [m]

    `axes` are those along which the joint zone is measured, from :func:`emfassess.zones.zone.level_axes`: between two
    sectors its end is that of neither.
    """
    offset = zone.vertices[extremes(zone, axes)] - zone.centre
    length = np.linalg.norm(offset, axis=1)
    offset, length = offset[length > 0], length[length > 0]  # rays that never reach the limit end at the centre
    if not len(offset):
        return np.zeros((0, 3))
    rays = offset / length[:, np.newaxis]
    reach = ray_distances(ratio, zone.centre, rays, farthest)
    return np.asarray(zone.centre + reach[:, np.newaxis] * rays)


def joint_zone(
    ratio: Ratio,
    low: Floats,
    high: Floats,
    centre: Floats,
    azimuth_deg: float,
    label: str,
    kind: str,
    population: str,
    tips: Floats,
    own: Sequence[Zone] = (),
) -> Zone:
    """Zone around several antennas, by marching cubes in a box that is widened until the zone lies inside.

    Parameters
    ----------
    ratio : callable
        Of all carriers that count.
    low, high : ndarray, shape (3,)
        Corners of a box to begin with. [m]
    centre : ndarray, shape (3,)
    azimuth_deg : float
        Frame of reaches and box. [deg]
    label, kind, population : str
    tips : ndarray, shape (tip, 3)
        Known points of the surface. [m]
    own : sequence of Zone
        Zones of the antennas by themselves: the bodies say which of them join.
    """
    axes = level_axes(azimuth_deg)
    for _ in range(12):
        grids = [_nodes(a, b, (high - low).max()) for a, b in zip(low, high, strict=True)]
        points = np.stack(np.meshgrid(*grids, indexing="ij"), axis=-1)
        walls = [points.take(edge, axis).reshape(-1, 3) for axis in range(3) for edge in (0, -1)]
        outside = [ratio(wall).max() > 1.0 for wall in walls]
        if not any(outside):
            break
        size = high - low
        low = low - 0.25 * size * np.array(outside[::2])
        high = high + 0.25 * size * np.array(outside[1::2])
    else:
        raise ValueError(f"the zone of {label} does not end within {np.round(high - low)} m")
    level = np.log(np.maximum(ratio(points.reshape(-1, 3)), 1e-12)).reshape(points.shape[:3])
    if level.max() <= 0.0 and not len(tips):
        return _nothing(label, kind, population, centre, axes)
    if level.max() <= 0.0:
        raise ValueError(f"the zone of {label} is thinner than the cells that it is looked for with")
    cell, low = np.array([grid[1] - grid[0] for grid in grids]), np.array([grid[0] for grid in grids])
    raw, faces, *_ = marching_cubes(level, 0.0, gradient_direction="ascent")  # type: ignore[no-untyped-call]
    vertices = on_the_surface(ratio, low + raw * cell, raw, level, low, cell)
    bodies = _joined(level > 0.0, grids, own)
    return Zone(label, kind, population, vertices, faces.astype(np.intp), centre, axes, tips, bodies=bodies)


def _joined(inside: NDArray[np.bool_], grids: Sequence[Floats], own: Sequence[Zone]) -> tuple[tuple[str, ...], ...]:
    """Antennas by the connected body that their own zones belong to; a zone between the nodes is a body by itself."""
    bodies, _ = ndimage.label(inside, structure=np.ones((3, 3, 3)))
    nodes = np.argwhere(inside)
    places = np.column_stack([grid[column] for grid, column in zip(grids, nodes.T, strict=True)])
    groups: dict[object, list[str]] = {}
    for number, zone in enumerate(z for z in own if not z.empty):
        gap = np.linalg.norm(places - zone.centre, axis=1)
        nearest = int(gap.argmin())
        reach = np.linalg.norm(zone.vertices - zone.centre, axis=1).max()
        body = int(bodies[tuple(nodes[nearest])]) if gap[nearest] <= reach else f"antenna {number}"
        groups.setdefault(body, []).append(zone.label)
    return tuple(tuple(names) for names in groups.values())


def _nodes(low: float, high: float, longest: float) -> Floats:
    """Nodes along a side; short sides get more than their share, because lobes are thin.

    They are shifted by a part of a cell, so that none falls onto an antenna in the middle.
    """
    count = max(8, round(float(CELLS * ((high - low) / longest) ** 0.5)))
    cell = (high - low) / count
    return np.linspace(low - 0.38 * cell, high + 0.62 * cell, count + 2)


def on_the_surface(ratio: Ratio, vertices: Floats, raw: Floats, level: Floats, low: Floats, cell: Floats) -> Floats:
    """Vertices moved along the edge of their cell to where the ratio is 1, on the side where it is less.

    Parameters
    ----------
    ratio : callable
    vertices : ndarray, shape (vertex, axis)
        As interpolated between the nodes. [m]
    raw : ndarray, shape (vertex, axis)
        The same in cells from the first node.
    level : ndarray
        Positive at nodes where the ratio is above 1.
    low, cell : ndarray, shape (axis,)
        First node, and the cell's sides. [m]
    """
    floor, ceiling = np.floor(raw + 1e-9), np.ceil(raw - 1e-9)
    start, stop = low + floor * cell, low + ceiling * cell
    inner = level[tuple(floor.astype(int).T)] > 0.0
    inside, beyond = np.where(inner[:, None], start, stop), np.where(inner[:, None], stop, start)
    for _ in range(BISECTIONS):
        middle = 0.5 * (inside + beyond)
        above = (ratio(middle) > 1.0)[:, np.newaxis]
        inside, beyond = np.where(above, middle, inside), np.where(above, beyond, middle)
    return beyond if len(beyond) else vertices


def _nothing(label: str, kind: str, population: str, centre: Floats, axes: Floats) -> Zone:
    return Zone(label, kind, population, np.zeros((0, 3)), np.zeros((0, 3), dtype=np.intp), centre, axes)
