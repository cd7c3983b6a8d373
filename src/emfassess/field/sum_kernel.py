"""The compiled sum over antennas at a point: vector code that numba makes of two plain loops.

The first loop turns places into coordinates of the tables and leaves them in a small room; the second looks up and sums.
They are two because a look-up of 16 entries takes so many steps of the processor that nothing else fits beside it: in one
loop the arithmetic of one antenna would wait for the look-ups of another.

Vector code depends on things that are lost silently; ``tests/test_summed.py`` guards them by the ratio to a scalar loop. The
loop that looks up only sums: a store in it might overwrite the tables. Loops count from zero. Rows of antennas are a
constant apart (LOT), so that one comparison shows that the room does not overlap them. Bodies that are inlined take the
fast-math flag of their caller, so each caller has it. Indices are masked to 30 bits, so that look-ups are gathers with 32-bit
indices.

No arctangent and no power of ten: an angle is a polynomial of its diamond coordinate, one division away, and an attenuation
becomes a gain by its bits.
"""

from math import sqrt

import numpy as np
from numba import njit
from numpy.polynomial import Chebyshev, Polynomial

from emfassess.field.attenuation_tables import AROUND, LIFT, PER_DOUBLING, UPRIGHT

X, Y, Z, SINE, COSINE, TILT_SINE, TILT_COSINE, CAP, FIRST, SECOND, MAIN = range(11)
"""Rows of an antenna: place, azimuth, tilt, greatest attenuation, two weights of sums and that of the main one."""

ROWS = 11
LOT = 256
"""Antennas summed in one go: their rows stay in the nearest cache; a number takes the last eight bits of a contribution."""

_WIDTH = 16
"""A lot is filled up to a multiple of this with antennas without weight, so that nothing is left for a slower loop."""

_ASIDE = np.float32(1e6)
_NUMBER_BITS = np.int32(LOT - 1)
_LEVEL_BITS = np.int32(~(LOT - 1))
_INDEX_BITS = np.uint32(0x3FFFFFFF)
_TINY = np.float32(1e-12)
_ZERO, _ONE = np.float32(0.0), np.float32(1.0)


def _coefficients(series: Chebyshev, scale: float = 1.0) -> tuple[np.float32, ...]:
    coefficients = np.asarray(series.convert(kind=Polynomial).coef, dtype=float)
    return tuple(np.float32(c) for c in coefficients * scale)


_QUARTER, _HALF, _UPWARD = np.float32(AROUND / 8), np.float32(AROUND / 2), np.float32(UPRIGHT / 2)
_ARCTANGENT = Chebyshev.interpolate(lambda q: np.arctan(np.sqrt(q)) / np.sqrt(q), 5, [1e-12, 1.0])
_A0, _A1, _A2, _A3, _A4, _A5 = _coefficients(_ARCTANGENT, AROUND / (2 * np.pi))
"""Table steps of an angle by the square of its tangent, the tangent apart: within 0.0002 degree from -45 to 45 degrees."""

_POWER = Chebyshev.interpolate(lambda m: 2.0 ** (m - 1.0), 4, [1.0, 2.0])
_P0, _P1, _P2, _P3, _P4 = _coefficients(_POWER)
"""A power of two between 1 and 2: within 0.00002 dB."""

_DOWN = np.float32(-(2.0**23) / PER_DOUBLING)
_UNATTENUATED = np.float32((127 + 2 * LIFT) * 2.0**23)
_EXPONENT, _MANTISSA, _BITS_OF_ONE = np.int32(0x7F800000), np.int32(0x007FFFFF), np.int32(0x3F800000)
_LOWER, _SIXTEEN = np.int32(0xFFFF), np.int32(16)


@njit(inline="always", fastmath=True, error_model="numpy")
def _quadrant(over, beside):  # type: ignore[no-untyped-def]
    """Table steps from the axis to a direction: 0 where `over` is nothing, a right angle where only `beside` is."""
    beside += _TINY
    t = (over - beside) / (over + beside)
    q = t * t
    return _QUARTER + t * (_A0 + q * (_A1 + q * (_A2 + q * (_A3 + q * (_A4 + q * _A5)))))


@njit(inline="always", fastmath=True, error_model="numpy")
def _direction(x, y, z, sine, cosine, tilt_sine, tilt_cosine):  # type: ignore[no-untyped-def]
    """Coordinates of both tables and one over the square of the distance."""
    level = x * sine + y * cosine
    right = x * cosine - y * sine
    ahead = tilt_cosine * level - tilt_sine * z
    above = tilt_sine * level + tilt_cosine * z
    flat = ahead * ahead + right * right + _TINY  # at the antenna itself the level is huge, not unknown
    turn = _quadrant(abs(right), abs(ahead))
    turn = turn if ahead >= _ZERO else _HALF - turn
    rise = _quadrant(abs(above), sqrt(flat))
    around = _HALF + (turn if right >= _ZERO else -turn)
    upright = _UPWARD + (rise if above >= _ZERO else -rise)
    return around, upright, _ONE / (flat + above * above)


@njit(inline="always", fastmath=True, error_model="numpy")
def _gain(around, upright, first_around, first_upright, cap, tables):  # type: ignore[no-untyped-def]
    """Relative gain from two look-ups: attenuations are interpolated and added, and their sum taken as bits of a number."""
    i, k = np.int32(around), np.int32(upright)
    one = tables[np.uint32(first_around + i) & _INDEX_BITS]
    other = tables[np.uint32(first_upright + k) & _INDEX_BITS]
    here = np.float32(np.int32(np.int32(one & _LOWER) + np.int32(other & _LOWER)))
    rise = (around - np.float32(i)) * np.float32(np.int32(one >> _SIXTEEN))
    lost = min(here + rise + (upright - np.float32(k)) * np.float32(np.int32(other >> _SIXTEEN)), cap)
    bits = np.int32(lost * _DOWN + _UNATTENUATED)
    part = np.int32((bits & _MANTISSA) | _BITS_OF_ONE).view(np.float32)
    power = _P0 + part * (_P1 + part * (_P2 + part * (_P3 + part * _P4)))
    return power * np.int32(bits & _EXPONENT).view(np.float32)


@njit(inline="always", fastmath=True, error_model="numpy")
def point_unit_density(x, y, z, row, first_around, first_upright, tables):  # type: ignore[no-untyped-def]
    """Relative gain over the square of the distance of one antenna; the sphere's 4 pi is in the weights."""
    around, upright, inverse = _direction(
        x - row[X], y - row[Y], z - row[Z], row[SINE], row[COSINE], row[TILT_SINE], row[TILT_COSINE]
    )
    return _gain(around, upright, first_around, first_upright, row[CAP], tables) * inverse


@njit(nogil=True, cache=True)
def empty_lot():  # type: ignore[no-untyped-def]
    """Room for a lot: its rows one after the other, where their tables begin, and what the first loop leaves."""
    return np.empty(ROWS * LOT, np.float32), np.empty(2 * LOT, np.int32), np.empty(3 * LOT, np.float32)


@njit(nogil=True, cache=True)
def fill(lot, rows, index, numbers, start, east, north):  # type: ignore[no-untyped-def]
    """Put the antennas `numbers[start : start + LOT]` into a lot.

    Parameters
    ----------
    lot : tuple of ndarray
        From :func:`empty_lot`.
    rows : ndarray, shape (ROWS, antenna)
    index : ndarray, shape (2, antenna)
        Where the tables of each antenna begin.
    numbers : ndarray of int
    start : int
    east, north : float
        Where the lot's origin lies in that of the rows. [m]

    Returns
    -------
    int
        How many there are, those without weight included.
    """
    own, own_index, _ = lot
    count = min(LOT, len(numbers) - start)
    for k in range(ROWS):
        for j in range(count):
            own[k * LOT + j] = rows[k, numbers[start + j]]
    for k in range(2):
        for j in range(count):
            own_index[k * LOT + j] = index[k, numbers[start + j]]
    for j in range(count):
        own[X * LOT + j] -= east
        own[Y * LOT + j] -= north
    whole = (count + _WIDTH - 1) // _WIDTH * _WIDTH
    for j in range(count, whole):
        for k in range(ROWS):
            own[k * LOT + j] = _ZERO
        own[Z * LOT + j], own[TILT_COSINE * LOT + j] = _ASIDE, _ONE
        own_index[j], own_index[LOT + j] = 0, 0
    return whole


@njit(inline="always", fastmath=True, error_model="numpy")
def _directions(x, y, z, own, count, room):  # type: ignore[no-untyped-def]
    """Leave the coordinates of a place seen from each antenna in the room."""
    for j in range(count):
        around, upright, inverse = _direction(
            x - own[X * LOT + j],
            y - own[Y * LOT + j],
            z - own[Z * LOT + j],
            own[SINE * LOT + j],
            own[COSINE * LOT + j],
            own[TILT_SINE * LOT + j],
            own[TILT_COSINE * LOT + j],
        )
        room[j], room[LOT + j], room[2 * LOT + j] = around, upright, inverse


@njit(inline="always", fastmath=True, error_model="numpy")
def _unit(j, own, own_index, room, tables):  # type: ignore[no-untyped-def]
    """Relative gain over the square of the distance of an antenna whose coordinates are in the room."""
    cap = own[CAP * LOT + j]
    return _gain(room[j], room[LOT + j], own_index[j], own_index[LOT + j], cap, tables) * room[2 * LOT + j]


@njit(fastmath=True, error_model="numpy", nogil=True)
def _sum(own, own_index, count, room, tables):  # type: ignore[no-untyped-def]
    """Both sums of a lot at the place that left its coordinates: a function of its own, or the loop stays scalar."""
    first, second = _ZERO, _ZERO
    for j in range(count):
        unit = _unit(j, own, own_index, room, tables)
        first += own[FIRST * LOT + j] * unit
        second += own[SECOND * LOT + j] * unit
    return first, second


@njit(fastmath=True, error_model="numpy", nogil=True)
def _sum_and_main(own, own_index, count, room, tables):  # type: ignore[no-untyped-def]
    """The same, and the strongest antenna: its level's bits, the last eight its number counted from the lot's end.

    Of antennas with the same bits the first is taken.
    """
    first, second, most = _ZERO, _ZERO, np.int32(-1)
    for j in range(count):
        unit = _unit(j, own, own_index, room, tables)
        first += own[FIRST * LOT + j] * unit
        second += own[SECOND * LOT + j] * unit
        # positive numbers have the order of their bits
        bits = np.float32(own[MAIN * LOT + j] * unit).view(np.int32)
        most = max(most, (bits & _LEVEL_BITS) | np.int32(LOT - 1 - j))
    return first, second, most


@njit(fastmath=True, error_model="numpy", nogil=True, cache=True)
def add_sums(places, lot, count, tables, sums):  # type: ignore[no-untyped-def]
    """Add both sums of the first `count` antennas of a lot at places.

    Parameters
    ----------
    places : ndarray, shape (place, 3)
        East, north, up from the same origin as the antennas. [m]
    lot : tuple of ndarray
        As :func:`fill` left it.
    count : int
        Result of :func:`fill`.
    tables : ndarray of int32
    sums : ndarray, shape (2, place)
        Is added to.
    """
    own, own_index, room = lot
    for i in range(len(places)):
        _directions(places[i, 0], places[i, 1], places[i, 2], own, count, room)
        first, second = _sum(own, own_index, count, room, tables)
        sums[0, i] += first
        sums[1, i] += second


@njit(fastmath=True, error_model="numpy", nogil=True, cache=True)
def add_sums_and_find_main(places, lot, count, tables, sums, strongest):  # type: ignore[no-untyped-def]
    """Add both sums as :func:`add_sums`, and find the strongest antenna of the lot, (place,): see :func:`antenna_number`."""
    own, own_index, room = lot
    for i in range(len(places)):
        _directions(places[i, 0], places[i, 1], places[i, 2], own, count, room)
        first, second, most = _sum_and_main(own, own_index, count, room, tables)
        sums[0, i] += first
        sums[1, i] += second
        strongest[i] = most


@njit(inline="always")
def antenna_number(strongest):  # type: ignore[no-untyped-def]
    """Number in its lot of the antenna that :func:`add_sums_and_find_main` found; -1 where there was none."""
    return np.int32(LOT - 1) - (strongest & _NUMBER_BITS) if strongest >= 0 else np.int32(-1)


@njit(inline="always")
def level_of(strongest):  # type: ignore[no-untyped-def]
    """Its level, low by less than 2^-15."""
    return np.int32(max(strongest, np.int32(0)) & _LEVEL_BITS).view(np.float32)
