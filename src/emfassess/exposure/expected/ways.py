"""The way from an antenna to a point under each model: both states with their spreads, and whether the model holds.

All functions take numbers or arrays that broadcast, and use only what Numba knows: compiled loops use the very same ones.
"""

from typing import Any

import numpy as np

from emfassess.exposure.expected import line_of_sight, path_loss
from emfassess.exposure.expected.calibration import (
    HIDDEN_SIGHT_DB,
    LOS_SPREAD_DB,
    NLOS_PIVOT,
    NLOS_SLOPE_DB,
    NLOS_SPREAD_DB,
)
from emfassess.exposure.expected.path_loss import chosen
from emfassess.units import Values

Span = tuple[float, float]
Way = tuple[Values, Values, Values, Values, Values]
"""Median loss in line of sight and without [dB], probability of sight, shadowing in both states [dB]."""

GIVEN, FREQUENCY, NEAR, FAR, POINT_HEIGHT, MAST_HEIGHT = range(6)

UMA_SPREADS_DB = (4.0, 6.0)
UMI_SPREADS_DB = (4.0, 7.82)
RMA_SPREADS_DB = (4.0, 8.0)
"""Shadowing of both states as published. Beyond its breakpoint RMa's in line of sight is :data:`RMA_FAR_SPREAD_DB`. [dB]"""

RMA_FAR_SPREAD_DB = 6.0

STREET_SPREADS_DB = (5.06, 7.6)
"""Of ITU-R P.1411 below roofs. [dB]"""

STREET_RANGE = (30.0, 660.0)
STREET_FREQUENCY = (0.8, 82.0)
"""Distances in space [m] and frequencies [GHz] in which both states of ITU-R P.1411 below roofs hold."""


def uma_way(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Way:
    """Urban macro, with the constants of :mod:`emfassess.exposure.expected.calibration`.

    Parameters
    ----------
    distance, slant : float or ndarray, shape (...)
        In plan and in space. [m]
    frequency : float or ndarray, shape (...)
        [GHz]
    mast, terminal : float or ndarray, shape (...)
        Heights above the ground. [m]

    Returns
    -------
    Way
    """
    apart = np.maximum(slant, 1.0)
    los = path_loss.uma_los(distance, apart, frequency, mast, terminal)
    nlos = path_loss.uma_nlos(distance, apart, frequency, mast, terminal) - NLOS_SLOPE_DB * np.log10(apart / NLOS_PIVOT)
    probability = line_of_sight.uma_probability(distance, terminal)
    return los + HIDDEN_SIGHT_DB, np.maximum(nlos, los), probability, *_spreads(UMA_SPREADS_DB[0], UMA_SPREADS_DB[1])


def umi_way(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Way:
    """Urban micro, and ITU-R P.1411 where that holds; arguments and result as of :func:`uma_way`."""
    apart = np.maximum(slant, 1.0)
    street = within(slant, STREET_RANGE) * within(frequency, STREET_FREQUENCY)
    los = path_loss.umi_los(distance, apart, frequency, mast, terminal)
    nlos = path_loss.umi_nlos(distance, apart, frequency, mast, terminal)
    first = chosen(street, STREET_SPREADS_DB[0], UMI_SPREADS_DB[0])
    second = chosen(street, STREET_SPREADS_DB[1], UMI_SPREADS_DB[1])
    return (
        chosen(street, path_loss.street_los(apart, frequency), los),
        chosen(street, path_loss.street_nlos(apart, frequency), nlos),
        line_of_sight.umi_probability(distance),
        *_spreads(first, second),
    )


def rma_way(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Way:
    """Rural macro; arguments and result as of :func:`uma_way`."""
    apart = np.maximum(slant, 1.0)
    bend = 2 * np.pi * mast * terminal * frequency * 1e9 / path_loss.LIGHT_3GPP
    first = chosen(distance > bend, RMA_FAR_SPREAD_DB, RMA_SPREADS_DB[0])
    return (
        path_loss.rma_los(distance, apart, frequency, mast, terminal),
        path_loss.rma_nlos(distance, apart, frequency, mast, terminal),
        line_of_sight.rma_probability(distance),
        *_spreads(first, RMA_SPREADS_DB[1]),
    )


def _spreads(first: Values, second: Values) -> tuple[Values, Values]:
    """Shadowing of both states with the spread of sites."""
    return np.hypot(first, LOS_SPREAD_DB), np.hypot(second, NLOS_SPREAD_DB)


def within(value: Values, span: Span) -> Any:
    """Whether a value lies in a span, both ends included."""
    return (value >= span[0]) & (value <= span[1])


def outside_code(
    spans: tuple[Span, Span, Span, Span], distance: Values, frequency: Values, mast: Values, terminal: Values
) -> Any:
    """First reason that a model does not hold; :data:`GIVEN` where it does.

    Parameters
    ----------
    spans : tuple of (float, float)
        Range of the model in frequency [GHz], distance in plan, heights of point and mast [m].
    distance, frequency, mast, terminal : float or ndarray, shape (...)
        As for :func:`uma_way`.
    """
    code = MAST_HEIGHT * (1 - within(mast, spans[3]))
    code = chosen(within(terminal, spans[2]), code, POINT_HEIGHT)
    code = chosen(distance > spans[1][1], FAR, code)
    code = chosen(distance < spans[1][0], NEAR, code)
    return chosen(within(frequency, spans[0]), code, FREQUENCY)
