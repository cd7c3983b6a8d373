"""The compiled source elements: the same numbers as :func:`emfassess.field.elements.element_density`, faster.

Points are taken in blocks that stay in the cache. Each element's field is computed once and added to every choice of
weights. The sine and cosine of the phase are polynomials over one turn, fitted here, so that the passes have no calls.
"""

import math

import numpy as np
from numba import njit, prange

from emfassess.field.elements import Elements
from emfassess.field.kernel import _arctangent, _fit
from emfassess.field.row_weights import ELEMENT_FLOOR
from emfassess.patterns.pattern import SAMPLES, SAMPLES_PER_DEGREE
from emfassess.threads import shared_out
from emfassess.units import Floats

BLOCK = 256
PER_ELEMENT, PER_CANDIDATE = 8.0, 1.0
"""Work of one element at one point, and for each candidate of its weight. [ns]"""

_SAMPLES_PER_RADIAN = SAMPLES_PER_DEGREE * 180.0 / math.pi


def _cosine_of_square(square: Floats) -> Floats:
    return np.asarray(np.cos(2 * np.pi * np.sqrt(square)))


def _sine_over_argument(square: Floats) -> Floats:
    root = np.sqrt(np.maximum(square, 1e-30))
    return np.asarray(np.sin(2 * np.pi * root) / root)


_COS = _fit(_cosine_of_square, 0.0, 0.25, 9)
_SIN = _fit(_sine_over_argument, 0.0, 0.25, 9)


@njit(inline="always", fastmath=True, error_model="numpy")
def _polynomial(coefficients, x):  # type: ignore[no-untyped-def]
    value = 0.0
    for k in range(len(coefficients) - 1, -1, -1):
        value = value * x + coefficients[k]
    return value


@njit(fastmath=True, error_model="numpy")
def _element_cut(ahead, across, table, field):  # type: ignore[no-untyped-def]
    """Relative field of the horizontal cut towards the points of a block."""
    for j in range(len(ahead)):
        turn = _arctangent(across[j], ahead[j]) * _SAMPLES_PER_RADIAN
        turn = turn + SAMPLES if turn < 0.0 else turn
        i = int(turn)
        field[j] = table[i] + (turn - i) * (table[i + 1] - table[i])


@njit(fastmath=True, error_model="numpy")
def _one_element(ahead, across, above, cut, halves, turns_per_metre, floor, real, imaginary, room):  # type: ignore[no-untyped-def]
    """Field of one element at the points of a block, as real and imaginary part; `room` is (2, point)."""
    root, element = room[0], room[1]
    for j in range(len(ahead)):
        level = ahead[j] * ahead[j] + across[j] * across[j]
        square = level + above[j] * above[j]
        real[j] = math.sqrt(square)
        root[j] = math.sqrt(math.sqrt(level / square))
        element[j] = 1.0
    # the powers outside the loop over points: a loop of unknown length inside it would keep it from becoming vector code
    for _ in range(halves):
        for j in range(len(ahead)):
            element[j] *= root[j]
    for j in range(len(ahead)):
        distance = real[j]
        size = max(element[j], floor) * cut[j] / distance
        turns = distance * turns_per_metre
        part = turns - math.floor(turns + 0.5)
        real[j] = size * _polynomial(_COS, part * part)
        imaginary[j] = -size * part * _polynomial(_SIN, part * part)


@njit(parallel=True, fastmath=True, error_model="numpy", cache=True)
def _density(offset, right, up, real, imaginary, halves, table, turns_per_metre, coherent, highest, lowest):  # type: ignore[no-untyped-def]
    points, candidates = offset.shape[1], real.shape[0]
    for job in prange((points + BLOCK - 1) // BLOCK):
        first = job * BLOCK
        last = min(first + BLOCK, points)
        size = last - first
        sums = np.zeros((2, candidates, size))
        cut, x, y, room = np.empty(size), np.empty(size), np.empty(size), np.empty((2, size))
        ahead = offset[0, first:last]
        known = math.nan
        for m in range(len(right)):
            across = offset[1, first:last] - right[m]
            if right[m] != known:  # elements of one column see a point at one azimuth
                _element_cut(ahead, across, table, cut)
                known = right[m]
            above = offset[2, first:last] - up[m]
            _one_element(ahead, across, above, cut, halves, turns_per_metre, ELEMENT_FLOOR, x, y, room)
            for c in range(candidates):
                a, b = real[c, m], imaginary[c, m]
                first_sum, second_sum = sums[0, c], sums[1, c]
                if coherent:
                    for j in range(size):
                        first_sum[j] += a * x[j] - b * y[j]
                        second_sum[j] += a * y[j] + b * x[j]
                else:
                    weight = math.sqrt(a * a + b * b)
                    for j in range(size):
                        first_sum[j] += weight * math.sqrt(x[j] * x[j] + y[j] * y[j])
        for j in range(size):
            high, low = 0.0, math.inf
            for c in range(candidates):
                value = sums[0, c, j] ** 2 + sums[1, c, j] ** 2
                high, low = max(high, value), min(low, value)
            highest[first + j] = high
            lowest[first + j] = low


def element_density_sums(elements: Elements, offset: Floats) -> tuple[Floats, Floats]:
    """Same arguments and result as :func:`emfassess.field.elements.element_density`; equal to it within 1e-6."""
    highest, lowest = np.empty(len(offset)), np.empty(len(offset))
    with shared_out(len(offset) * len(elements.up) * (PER_ELEMENT + PER_CANDIDATE * len(elements.weights))):
        _density(
            np.ascontiguousarray(offset.T),
            elements.right,
            elements.up,
            np.ascontiguousarray(elements.weights.real),
            np.ascontiguousarray(elements.weights.imag),
            round(2 * elements.exponent),
            np.append(elements.horizontal, elements.horizontal[:2]),
            elements.wave_number / (2 * np.pi),
            elements.coherent,
            highest,
            lowest,
        )
    return highest, lowest
