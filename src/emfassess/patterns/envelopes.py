"""Upper envelope over beams of an array, as two cuts that no beam exceeds in any direction.

Between two directions of a table nothing is left to luck: directions are divided into cells, and a cell takes the
greatest gain that any of the beams can have anywhere in it. That follows from the interval that the phase between
neighbouring elements runs through and its least distance to a main or grating lobe.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.patterns.pattern import SAMPLES, SAMPLES_PER_DEGREE, Pattern
from emfassess.summaries import Summarised
from emfassess.units import Floats, decibel_from_ratio, ratio_from_decibel

SOURCE = "3GPP TR 37.840 / TR 38.901 array of elements"

_AZIMUTH_STEP = 5
"""Samples of a pattern table in a cell of azimuth: half a degree."""
_ELEVATION_STEP = 2
"""Samples of a pattern table in a cell of elevation: a fifth of a degree."""
_BINS_PER_LOBE = 256
_BIN_MARGIN = 1.001
"""Covers a side-lobe peak between the edges of a bin, (pi/512)^2 or 4e-5 at most; 0.004 dB."""

_WEIGHTS = 21
"""Weights of the vertical cut that are tried at each azimuth, from none to full."""
_WORTH_DB = 20.0
"""Farther below the gain, the excess over the beams is not reported."""

_FRONT_DB = 6.0
"""Azimuths that measured beams reach within so much of the gain are those that they are steered to."""

_ELEVATION = np.arange(-SAMPLES // 4, SAMPLES // 4 + 1)
_AZIMUTH_EDGES = np.arange(0, SAMPLES + 1, _AZIMUTH_STEP)
_ELEVATION_EDGES = _ELEVATION[::_ELEVATION_STEP]

Interval: TypeAlias = tuple[Floats, Floats]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, repr=False)
class ElementArray(Summarised):
    """Rows and columns of equal elements; pitches in wavelengths."""

    element: Pattern
    rows: int
    columns: int
    row_pitch: float
    column_pitch: float

    def __post_init__(self) -> None:
        for key in ("rows", "columns"):
            number = getattr(self, key)
            if not number >= 1 or number != int(number):
                raise ValueError(f"{key} must be a whole number of at least 1, not {number}")
        for key in ("row_pitch", "column_pitch"):
            pitch = getattr(self, key)
            if not (math.isfinite(pitch) and pitch > 0):
                raise ValueError(f"{key} must be above 0, not {pitch}: give it in wavelengths, usually 0.5 to 0.9")


@dataclass(frozen=True)
class Beams:
    """All beams whose phases lie within two intervals.

    `upward` is the sine of the downtilt, `across` the cosine of the downtilt times the sine of the azimuth.
    """

    upward: tuple[float, float]
    across: tuple[float, float]


def envelope_of_beams(
    array: ElementArray, beams: Sequence[Beams], azimuth_range_deg: float, name: str, code: str
) -> Pattern:
    """Two cuts above all the beams, tight within the azimuths that they are steered to.

    Parameters
    ----------
    array : ElementArray
        What radiates.
    beams : sequence of Beams
        Together, the beams.
    azimuth_range_deg : float
        To either side; how far the beams are steered. [deg]
    name, code : str
        Name of the pattern and code of its assumption, which states the excess over the beams.
    """
    attenuation = -_greatest_gain(array, beams)
    gain_dbi = -float(attenuation.min())
    turn = np.abs((_AZIMUTH_EDGES + SAMPLES // 2) % SAMPLES - SAMPLES // 2) <= azimuth_range_deg * SAMPLES_PER_DEGREE
    horizontal, weight, vertical = _two_cuts(attenuation + gain_dbi, turn[:-1] | turn[1:])
    pattern = Pattern(
        name,
        gain_dbi,
        _azimuth_table(horizontal),
        _vertical_table(vertical, horizontal, weight),
        _azimuth_table(weight),
        source=SOURCE,
        kind="envelope",
    )
    inside, elsewhere = _excess(pattern, array, beams, turn[:-1])
    figures = {"rows": f"{array.rows}", "columns": f"{array.columns}"}
    figures |= {"excess_db": f"{inside:.1f}", "excess_elsewhere_db": f"{elsewhere:.1f}"}
    return replace(pattern, assumptions=(Assumption(code, tuple(figures.items())),))


def envelope_of_patterns(patterns: Sequence[Pattern], name: str) -> tuple[Pattern, float]:
    """Two cuts above all patterns of an antenna, such as the measured beams of an array; and the excess over them [dB]."""
    gain_dbi = max(pattern.gain_dbi for pattern in patterns)
    attenuation = np.full((_AZIMUTH_EDGES.size - 1, _ELEVATION_EDGES.size - 1), np.inf)
    for pattern in patterns:
        np.minimum(attenuation, gain_dbi - _element_gain(pattern), out=attenuation)
    return _covering_pattern(attenuation, gain_dbi, name)


def covering_cuts(azimuth_deg: Floats, elevation_deg: Floats, gain_dbi: Floats, name: str) -> tuple[Pattern, float]:
    """Two cuts whose sum is nowhere below a table of gains over the sphere; and the excess over the table [dB].

    Parameters
    ----------
    azimuth_deg : ndarray, shape (m,)
        Clockwise off the front, ascending, a full turn. [deg]
    elevation_deg : ndarray, shape (n,)
        Ascending, from -90 to 90. [deg]
    gain_dbi : ndarray, shape (m, n)
        Between its directions it is interpolated in decibel. [dBi]
    name : str
        Of the pattern.
    """
    edges = _AZIMUTH_EDGES[:-1] / SAMPLES_PER_DEGREE
    across = np.array([np.interp(edges, azimuth_deg, column, period=360.0) for column in gain_dbi.T])
    upward = _ELEVATION_EDGES / SAMPLES_PER_DEGREE
    nodes = np.array([np.interp(upward, elevation_deg, row) for row in across.T])
    corners = np.maximum(nodes, np.roll(nodes, -1, axis=0))
    cells = np.maximum(corners[:, :-1], corners[:, 1:])
    return _covering_pattern(cells.max() - cells, float(cells.max()), name)


def _covering_pattern(attenuation: Floats, gain_dbi: float, name: str) -> tuple[Pattern, float]:
    """Cuts over the attenuation of cells, and how far they lie above it where they are within 20 dB of the gain."""
    least = float(attenuation.min())
    horizontal, weight, vertical = _two_cuts(attenuation - least, attenuation.min(axis=1) <= least + _FRONT_DB)
    pattern = Pattern(
        name,
        gain_dbi - least,
        _azimuth_table(horizontal),
        _vertical_table(vertical, horizontal, weight),
        _azimuth_table(weight),
        kind="envelope",
    )
    below = horizontal[:, np.newaxis] + weight[:, np.newaxis] * vertical
    return pattern, float(np.where(below <= _WORTH_DB, attenuation - least - below, 0.0).max())


def _greatest_gain(array: ElementArray, beams: Sequence[Beams]) -> Floats:
    """Upper bound of the gain of all beams in each cell, shape (azimuth, elevation). [dBi]"""
    turn = np.sin(np.radians(_AZIMUTH_EDGES / SAMPLES_PER_DEGREE))[:, np.newaxis]
    rise = np.radians(_ELEVATION_EDGES / SAMPLES_PER_DEGREE)[np.newaxis, :]
    upward = np.sin(rise)[:, :-1], np.sin(rise)[:, 1:]
    # sine and cosine have their extremes on edges of cells, never inside
    across = _product(_ordered(np.cos(rise)[:, :-1], np.cos(rise)[:, 1:]), _ordered(turn[:-1], turn[1:]))
    return _element_gain(array.element) + _factor_db(array, beams, upward, across)


def _factor_db(array: ElementArray, beams: Sequence[Beams], upward: Interval, across: Interval) -> Floats:
    """Greatest array factor of any beam for directions within intervals of the direction cosines. [dB]"""
    row_lobes, column_lobes = _lobes(array.rows), _lobes(array.columns)
    most = np.zeros(np.broadcast_shapes(upward[0].shape, across[0].shape))
    for part in beams:
        low, high = upward[0] + part.upward[0], upward[1] + part.upward[1]
        vertical = _read(row_lobes, _distance_to_whole(array.row_pitch * low, array.row_pitch * high))
        low, high = across[0] - part.across[1], across[1] - part.across[0]
        horizontal = _read(column_lobes, _distance_to_whole(array.column_pitch * low, array.column_pitch * high))
        np.maximum(most, vertical * horizontal, out=most)
    return decibel_from_ratio(array.rows * array.columns * most)


def _lobes(count: int) -> Floats:
    """Greatest power of a row of elements at a phase of at least so many turns, 0 to 1/2, over that of its peak."""
    from scipy.special import diric

    edges = np.linspace(0.0, 0.5, count * _BINS_PER_LOBE // 2 + 1)
    power = diric(2 * np.pi * edges, count) ** 2
    inside = np.maximum(power[:-1], power[1:])
    return np.asarray(np.minimum(np.maximum.accumulate(inside[::-1])[::-1] * _BIN_MARGIN, 1.0))


def _read(lobes: Floats, turns: Floats) -> Floats:
    place = (turns * (2 * lobes.size)).astype(np.intp)
    return np.asarray(lobes[np.minimum(place, lobes.size - 1)])


def _distance_to_whole(low: Floats, high: Floats) -> Floats:
    """Least distance of any number of an interval to a whole number, where all elements add up."""
    apart = np.minimum(low - np.floor(low), np.ceil(high) - high)
    return np.where(np.ceil(low) <= high, 0.0, apart)


def _ordered(one: Floats, other: Floats) -> Interval:
    return np.minimum(one, other), np.maximum(one, other)


def _product(factor: Interval, other: Interval) -> Interval:
    """Interval of products; the first factor is not negative."""
    return (
        np.minimum(factor[0] * other[0], factor[1] * other[0]),
        np.maximum(factor[0] * other[1], factor[1] * other[1]),
    )


def _element_gain(element: Pattern) -> Floats:
    """Greatest gain of the element in each cell. [dBi]"""
    horizontal = _least(element.horizontal_db, _AZIMUTH_STEP, closed=True)[:, np.newaxis]
    weight = element.vertical_weight
    lightest = _least(weight, _AZIMUTH_STEP, closed=True)[:, np.newaxis]
    heaviest = -_least(-weight, _AZIMUTH_STEP, closed=True)[:, np.newaxis]
    vertical = _least(element.vertical_db[-_ELEVATION % SAMPLES], _ELEVATION_STEP, closed=False)
    # a cut may promise more than the gain (negative attenuation): then the heavier weight is the stronger
    joined = horizontal + np.minimum(lightest * vertical, heaviest * vertical)
    return element.gain_dbi - np.minimum(joined, element.maximum_attenuation_db)


def _least(samples: Floats, step: int, *, closed: bool) -> Floats:
    """Least of the samples of each cell, both edges included; `closed` where the table is a full turn."""
    around = np.append(samples, samples[0]) if closed else samples
    windows = np.lib.stride_tricks.sliding_window_view(around, step + 1)
    return np.asarray(windows[::step].min(axis=1))


def _two_cuts(attenuation: Floats, front: Flags) -> tuple[Floats, Floats, Floats]:
    """Horizontal cut, weight and vertical cut of cells, whose sum is nowhere above the attenuation of a cell.

    The vertical cut is the best one for the azimuths in front. Elsewhere the horizontal cut is lowered until the sum
    holds, with the weight that leaves the least power; it is never lowered to more than the gain.
    """
    least = attenuation.min(axis=1)
    vertical = (attenuation[front] - least[front, np.newaxis]).min(axis=0)
    weight, horizontal = np.zeros_like(least), least
    power = _mean_power(horizontal, weight, vertical)
    for tried in np.linspace(0.0, 1.0, _WEIGHTS)[1:]:
        lowered = (attenuation - tried * vertical).min(axis=1)
        left = _mean_power(lowered, np.full_like(weight, tried), vertical)
        better = (left < power) & (lowered >= 0)
        horizontal, weight = np.where(better, lowered, horizontal), np.where(better, tried, weight)
        power = np.where(better, left, power)
    return horizontal, weight, vertical


def _mean_power(horizontal: Floats, weight: Floats, vertical: Floats) -> Floats:
    """Power that the cuts send towards each azimuth, over all elevations, over that of an isotropic radiator."""
    edges = np.sin(np.radians(_ELEVATION_EDGES / SAMPLES_PER_DEGREE))
    fall = ratio_from_decibel(-weight[:, np.newaxis] * vertical)
    return np.asarray(ratio_from_decibel(-horizontal) * (fall @ np.diff(edges)) / 2)


def _azimuth_table(cells: Floats) -> Floats:
    """Table of a cut from its cells; a sample between two cells takes the lesser of both."""
    table = np.repeat(cells, _AZIMUTH_STEP)
    table[::_AZIMUTH_STEP] = np.minimum(cells, np.roll(cells, 1))
    return table


def _vertical_table(cells: Floats, horizontal: Floats, weight: Floats) -> Floats:
    """Table of the vertical cut: the cells in front; behind, what the pattern has there in the vertical plane."""
    samples = np.append(np.repeat(cells, _ELEVATION_STEP), cells[-1])
    inner = slice(_ELEVATION_STEP, -1, _ELEVATION_STEP)
    samples[inner] = np.minimum(cells[1:], cells[:-1])
    table = np.empty(SAMPLES)
    behind = horizontal.size // 2
    table[(SAMPLES // 2 + _ELEVATION) % SAMPLES] = horizontal[behind] + weight[behind] * samples
    table[-_ELEVATION % SAMPLES] = samples
    return table


def _excess(pattern: Pattern, array: ElementArray, beams: Sequence[Beams], scanned: Flags) -> tuple[float, float]:
    """How far the pattern lies at most above the beams, within the azimuths that are `scanned` and elsewhere. [dB]

    At the corners of all cells where the pattern itself is no more than 20 dB below its gain.
    """
    azimuth = (_AZIMUTH_EDGES[:-1] / SAMPLES_PER_DEGREE)[:, np.newaxis]
    elevation = (_ELEVATION_EDGES / SAMPLES_PER_DEGREE)[np.newaxis, :]
    upward, across = np.sin(np.radians(elevation)), np.cos(np.radians(elevation)) * np.sin(np.radians(azimuth))
    strongest = _factor_db(array, beams, (upward, upward), (across, across))
    strongest += array.element.gain_dbi - array.element.attenuation(azimuth, elevation)
    below = pattern.attenuation(azimuth, elevation)
    excess = pattern.gain_dbi - below - strongest
    counted = np.where(below <= _WORTH_DB, excess, 0.0)
    return float(counted[scanned].max()), float(counted[~scanned].max())
