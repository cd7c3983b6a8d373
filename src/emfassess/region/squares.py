"""Squares of cells that are cut in four, and values between their corners."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from emfassess.units import Floats

Squares = NDArray[np.int64]
"""First and last row, first and last column of each square, (square, 4)."""


def squares_over(shape: tuple[int, ...], step: int) -> Squares:
    """Squares of so many cells that cover a tile, the last ones narrower."""
    ends = [np.unique([*range(0, count, step), count - 1]) for count in shape]
    spans = [np.column_stack([e[:-1], e[1:]]) if len(e) > 1 else np.zeros((1, 2), np.int64) for e in ends]
    return np.array([(*rows, *columns) for rows in spans[0] for columns in spans[1]], dtype=np.int64)


def quartered(squares: Squares) -> Squares:
    """The four quarters of squares, those with cells that no corner is."""
    rows = [squares[:, 0], (squares[:, 0] + squares[:, 1] + 1) // 2, squares[:, 1]]
    columns = [squares[:, 2], (squares[:, 2] + squares[:, 3] + 1) // 2, squares[:, 3]]
    four = np.concatenate(
        [np.column_stack([rows[i], rows[i + 1], columns[j], columns[j + 1]]) for i in (0, 1) for j in (0, 1)]
    )
    wide, own = (np.tile(squares, (4, 1)), four)
    # a half of one cell's width is an edge of the other half
    thin = [(own[:, k + 1] == own[:, k]) & (wide[:, k + 1] > wide[:, k]) for k in (0, 2)]
    return np.asarray(four[~(thin[0] | thin[1])])


def between_corners(values: Floats, squares: Squares, row: Squares, column: Squares) -> Floats:
    """Values of one cell in each square from its corners, linear along rows and columns, (value, square)."""
    first, last, left, right = squares.T
    down = (row - first) / np.maximum(last - first, 1)
    along = (column - left) / np.maximum(right - left, 1)
    above = values[:, first, left] * (1.0 - along) + values[:, first, right] * along
    below = values[:, last, left] * (1.0 - along) + values[:, last, right] * along
    return np.asarray(above * (1.0 - down) + below * down)


@njit(cache=True, nogil=True)
def fill_between(squares, values, done):  # type: ignore[no-untyped-def]
    """Fill the cells of squares that have no value of their own, as :func:`between_corners` does."""
    for k in range(len(squares)):
        first, last, left, right = squares[k]
        for row in range(first, last + 1):
            down = (row - first) / max(last - first, 1)
            for column in range(left, right + 1):
                if done[row, column]:
                    continue
                along = (column - left) / max(right - left, 1)
                for v in range(len(values)):
                    above = values[v, first, left] * (1.0 - along) + values[v, first, right] * along
                    below = values[v, last, left] * (1.0 - along) + values[v, last, right] * along
                    values[v, row, column] = above * (1.0 - down) + below * down
