"""The digital surface: terrain and buildings as plain arrays that compiled loops walk over.

A pyramid of maxima lets a ray skip what lies below it. In each cell are the walls that touch it and the buildings over it,
with their exact places: the raster only finds them, it does not round them.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from emfassess.surroundings.scene import Scene
from emfassess.units import Floats

CELL = 2.0
"""Side of a cell where none is asked for. [m]"""

TOUCH = 1e-3
"""Walls this near to a cell are listed in it too, so that none falls between two. [cells]"""

Index = NDArray[np.int64]


class Surface(NamedTuple):
    """Terrain and buildings over a rectangle; a named tuple, because compiled loops take it as it is.

    Parameters
    ----------
    west, south, cell : float
        Corner and side of the cells. [m]
    ground : ndarray, shape (north + 1, east + 1)
        Height of the ground at the corners of the cells. [m]
    level : bool
        Whether the ground is the same everywhere.
    pyramid, offsets, widths : ndarray
        Greatest height over each cell, then over each square of 2 x 2, 4 x 4 ... cells in one row after the other; where
        each level begins, and its (north, east) size. [m]
    walls : ndarray, shape (wall, 6)
        Start and end (east, north), bottom and top. [m]
    wall_start : ndarray, shape (building + 1,)
        First wall of each building.
    spans : ndarray, shape (building, 2)
        Underside and roof. [m]
    cell_walls, wall_list : ndarray
        Where the walls of a cell begin in the list, and the list.
    cell_buildings, building_list : ndarray
        The same for the buildings over or in a cell.
    solid : ndarray, shape (cell, 2)
        Underside and roof of what fills a cell wholly; not a number elsewhere. [m]
    """

    west: float
    south: float
    cell: float
    ground: Floats
    level: bool
    pyramid: Floats
    offsets: Index
    widths: Index
    walls: Floats
    wall_start: Index
    spans: Floats
    cell_walls: Index
    wall_list: Index
    cell_buildings: Index
    building_list: Index
    solid: Floats


def covered(surface: Surface, points: Floats) -> NDArray[np.bool_]:
    """Whether points lie above the rectangle of a surface, shape (point,); of what is beyond, it knows nothing.

    Parameters
    ----------
    surface : Surface
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    """
    rows, columns = surface.widths[0]
    corner = np.array([surface.west, surface.south])
    inside = (points[:, :2] >= corner) & (points[:, :2] <= corner + surface.cell * np.array([columns, rows]))
    return np.asarray(inside.all(axis=1))


def surface_of(scene: Scene, bounds: tuple[float, float, float, float], cell: float = CELL) -> Surface:
    """Digital surface of a scene.

    Parameters
    ----------
    scene : Scene
    bounds : tuple of float
        West, south, east, north of the rectangle. [m]
    cell : float
        Side of a cell. [m]

    Raises
    ------
    ValueError
        If the rectangle is empty or would have more than 400 million cells.
    """
    west, south, _, _ = bounds
    rows, columns = _size(bounds, cell)
    along, up = np.meshgrid(west + cell * np.arange(columns + 1), south + cell * np.arange(rows + 1))
    ground = scene.ground_at(along, up)
    walls, wall_start, spans = _walls(scene)
    scaled = (walls[:, :4] - [west, south, west, south]) / cell
    wall_cells, wall_ids = _pairs(_touched_by_walls, scaled, rows, columns)
    building = np.repeat(np.arange(len(spans)), np.diff(wall_start))
    inside_cells, inside_ids = _pairs(_covered, scaled, rows, columns, wall_start)
    by_wall, by_middle = wall_cells * len(spans) + building[wall_ids], inside_cells * len(spans) + inside_ids
    touched = np.unique(np.concatenate([by_wall, by_middle]))
    over_cells, over_ids = np.divmod(touched, max(len(spans), 1))
    cells = rows * columns
    top = np.maximum.reduce([ground[:-1, :-1], ground[1:, :-1], ground[:-1, 1:], ground[1:, 1:]]).ravel()
    if len(over_cells):
        np.maximum.at(top, over_cells, spans[over_ids, 1])
    pyramid, offsets, widths = _pyramid(top.reshape(rows, columns))
    edge = np.zeros(cells, dtype=np.bool_)
    edge[wall_cells] = True
    return Surface(
        west=float(west),
        south=float(south),
        cell=float(cell),
        ground=np.ascontiguousarray(ground),
        level=bool(np.all(ground == ground[0, 0])),
        pyramid=pyramid,
        offsets=offsets,
        widths=widths,
        walls=walls,
        wall_start=wall_start,
        spans=spans,
        cell_walls=np.searchsorted(wall_cells, np.arange(cells + 1)),
        wall_list=wall_ids,
        cell_buildings=np.searchsorted(over_cells, np.arange(cells + 1)),
        building_list=over_ids,
        solid=_solid(over_cells, spans[over_ids], edge),
    )


def _size(bounds: tuple[float, float, float, float], cell: float) -> tuple[int, int]:
    """Rows and columns of cells over a rectangle."""
    west, south, east, north = bounds
    if not (east > west and north > south and cell > 0):
        raise ValueError(f"a surface needs west < east, south < north and a cell above 0, not {bounds} and {cell}")
    columns, rows = int(np.ceil((east - west) / cell)), int(np.ceil((north - south) / cell))
    if columns * rows > 4e8:
        raise ValueError(f"a surface of {columns} x {rows} cells is too large; take a larger cell")
    return rows, columns


def _walls(scene: Scene) -> tuple[Floats, Index, Floats]:
    """Walls of all buildings in their order, the first wall of each, and underside and roof of each."""
    walls, start, spans = [np.zeros((0, 6))], [0], [np.zeros((0, 2))]
    for building in scene.buildings:
        span = np.array([building.underside, building.roof])
        count = 0
        for ring in building.rings:
            sides = np.column_stack([ring[:-1], ring[1:], np.broadcast_to(span, (len(ring) - 1, 2))])
            walls.append(sides)
            count += len(sides)
        start.append(start[-1] + count)
        spans.append(span[np.newaxis])
    return np.ascontiguousarray(np.concatenate(walls)), np.array(start, dtype=np.int64), np.concatenate(spans)


def _pairs(find: object, *arguments: object) -> tuple[Index, Index]:
    """Pairs of cell and thing, sorted by cell; `find` counts them and then writes them down."""
    none = np.zeros(0, dtype=np.int64)
    count = find(*arguments, none, none, True)  # type: ignore[operator]
    cells, things = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    find(*arguments, cells, things, False)  # type: ignore[operator]
    order = np.argsort(cells, kind="stable")
    return cells[order], things[order]


@njit(cache=True)
def _touched_by_walls(walls, rows, columns, cells, things, only_count):  # type: ignore[no-untyped-def]
    """Cells that each wall touches: neither the axes nor the wall's normal separate them."""
    found = 0
    for index in range(len(walls)):
        x1, y1, x2, y2 = walls[index, 0], walls[index, 1], walls[index, 2], walls[index, 3]
        nx, ny = y2 - y1, x1 - x2
        size = np.hypot(nx, ny)
        if size == 0.0:
            continue
        nx, ny = nx / size, ny / size
        reach = (abs(nx) + abs(ny)) * (0.5 + TOUCH)
        first_column = max(int(np.floor(min(x1, x2) - TOUCH)), 0)
        last_column = min(int(np.floor(max(x1, x2) + TOUCH)), columns - 1)
        first_row = max(int(np.floor(min(y1, y2) - TOUCH)), 0)
        last_row = min(int(np.floor(max(y1, y2) + TOUCH)), rows - 1)
        for row in range(first_row, last_row + 1):
            for column in range(first_column, last_column + 1):
                if abs((column + 0.5 - x1) * nx + (row + 0.5 - y1) * ny) <= reach:
                    if not only_count:
                        cells[found], things[found] = row * columns + column, index
                    found += 1
    return found


@njit(cache=True)
def _covered(walls, rows, columns, wall_start, cells, things, only_count):  # type: ignore[no-untyped-def]
    """Cells whose middle each building covers, row by row between the crossings of its walls."""
    found = 0
    for building in range(len(wall_start) - 1):
        first, last = wall_start[building], wall_start[building + 1]
        low, high = walls[first:last, 1].min(), walls[first:last, 1].max()
        crossings = np.empty(last - first)
        for row in range(max(int(np.floor(low)), 0), min(int(np.floor(high)), rows - 1) + 1):
            count = _row_crossings(walls, first, last, row + 0.5, crossings)
            for pair in range(0, count - 1, 2):
                start = max(int(np.ceil(crossings[pair] - 0.5)), 0)
                end = min(int(np.ceil(crossings[pair + 1] - 0.5)), columns)
                for column in range(start, end):
                    if not only_count:
                        cells[found], things[found] = row * columns + column, building
                    found += 1
    return found


@njit(cache=True)
def _row_crossings(walls, first, last, y, crossings):  # type: ignore[no-untyped-def]
    count = 0
    for index in range(first, last):
        y1, y2 = walls[index, 1], walls[index, 3]
        if (y1 <= y) != (y2 <= y):
            crossings[count] = walls[index, 0] + (y - y1) / (y2 - y1) * (walls[index, 2] - walls[index, 0])
            count += 1
    crossings[:count].sort()
    return count


def _pyramid(top: Floats) -> tuple[Floats, Index, Index]:
    """Maxima of squares of 1, 2, 4 ... cells, up to one square over all."""
    levels = [top]
    while max(levels[-1].shape) > 1:
        last = levels[-1]
        padded = np.pad(last, [(0, size % 2) for size in last.shape], constant_values=-np.inf)
        levels.append(padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2).max(axis=(1, 3)))
    offsets = np.cumsum([0, *(level.size for level in levels[:-1])]).astype(np.int64)
    widths = np.array([level.shape for level in levels], dtype=np.int64)
    return np.concatenate([level.ravel() for level in levels]), offsets, widths


def _solid(cells: Index, spans: Floats, edge: NDArray[np.bool_]) -> Floats:
    """Underside and roof of what fills cells without any wall in them; left out where several buildings leave a gap."""
    solid = np.full((len(edge), 2), np.nan)
    whole = ~edge[cells]
    cells, spans = cells[whole], spans[whole]
    first = np.diff(cells, prepend=-1) != 0
    solid[cells[first]] = spans[first]
    for index in np.flatnonzero(~first):
        (low, high), known = spans[index], solid[cells[index]]
        together = low <= known[1] and high >= known[0]
        solid[cells[index]] = (min(low, known[0]), max(high, known[1])) if together else (np.nan, np.nan)
    return solid
