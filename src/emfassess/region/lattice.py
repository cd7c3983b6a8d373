"""Values on a lattice of cells, and the cubic interpolation between them: over the plane, and between levels of height.

Lattice rows and columns are ``step`` cells apart; the first lies one step before the first cell, so that every cell has two
neighbours on each side. Where the receivers' heights differ, the lattice has several levels, interpolated in the same way.
"""

import numpy as np
from numba import njit

BEFORE, MORE = 1, 4
"""Nodes before the first cell, and nodes beyond the steps that the cells span."""


@njit(inline="always")
def nodes_along(cells, step):  # type: ignore[no-untyped-def]
    """Nodes of a lattice along one side of so many cells."""
    return (cells - 1) // step + MORE


@njit(cache=True, nogil=True)
def levels_between(lowest, highest, spacing):  # type: ignore[no-untyped-def]
    """How many levels span two heights so that each height has two below and two above; one where they are the same."""
    if not highest - lowest > 1e-3:
        return 1
    return int(np.ceil((highest - lowest) / spacing)) + MORE - 1


@njit(inline="always")
def _cubic(share):  # type: ignore[no-untyped-def]
    """Weights of four neighbours in a row, for a place at a share of the way from the second to the third."""
    f = share
    return (
        -f * (f - 1.0) * (f - 2.0) / 6.0,
        (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0,
        -(f + 1.0) * f * (f - 2.0) / 2.0,
        (f + 1.0) * f * (f - 1.0) / 6.0,
    )


@njit(cache=True, nogil=True)
def spread(nodes, step, lowest, spacing, height, cells):  # type: ignore[no-untyped-def]
    """Add the interpolated values of the nodes to the cells.

    Parameters
    ----------
    nodes : ndarray, shape (row of weights, level, node, node)
    step : int
        Cells between nodes.
    lowest, spacing : float
        Height of the second level, and between levels. [m]
    height : ndarray, shape (cell, cell)
        Of the receivers; not a number where there is none. [m]
    cells : ndarray, shape (row of weights, cell, cell)
        Is added to.
    """
    rows, columns = height.shape
    sums, levels = nodes.shape[0], nodes.shape[1]
    plane = np.empty((levels, rows, columns), np.float32)
    for weight in range(sums):
        for level in range(levels):
            _spread_plane(nodes[weight, level], step, plane[level])
        for row in range(rows):
            for column in range(columns):
                if levels == 1:
                    value = plane[0, row, column]
                elif np.isnan(height[row, column]):
                    value = np.float32(0.0)
                else:
                    value = _between(plane, row, column, (height[row, column] - lowest) / spacing)
                cells[weight, row, column] += max(value, np.float32(0.0))


@njit(inline="always")
def _between(plane, row, column, place):  # type: ignore[no-untyped-def]
    """Value of a cell at a height: `place` counts levels from the second."""
    below = min(max(int(np.floor(place)), 0), len(plane) - MORE)
    a, b, c, d = _cubic(place - below)
    return np.float32(
        a * plane[below, row, column]
        + b * plane[below + 1, row, column]
        + c * plane[below + 2, row, column]
        + d * plane[below + 3, row, column]
    )


@njit(cache=True, nogil=True, fastmath=True, error_model="numpy")
def _spread_plane(nodes, step, plane):  # type: ignore[no-untyped-def]
    """Interpolate one level, columns first."""
    rows, columns = plane.shape
    wide = np.empty((len(nodes), columns), np.float32)
    for column in range(columns):
        k = column // step
        a, b, c, d = _cubic((column - k * step) / step)
        a, b, c, d = np.float32(a), np.float32(b), np.float32(c), np.float32(d)
        for node in range(len(nodes)):
            wide[node, column] = (
                a * nodes[node, k] + b * nodes[node, k + 1] + c * nodes[node, k + 2] + d * nodes[node, k + 3]
            )
    for row in range(rows):
        k = row // step
        a, b, c, d = _cubic((row - k * step) / step)
        a, b, c, d = np.float32(a), np.float32(b), np.float32(c), np.float32(d)
        for column in range(columns):
            plane[row, column] = (
                a * wide[k, column] + b * wide[k + 1, column] + c * wide[k + 2, column] + d * wide[k + 3, column]
            )
