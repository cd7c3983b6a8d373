r"""Median path loss between isotropic antennas: 3GPP TR 38.901 above and between roofs, ITU-R P.1411 below them.

Frequencies are in GHz, as in the formulas; distances are ``distance`` in plan and ``slant`` in space. Each function computes
its formula wherever it is asked; :mod:`emfassess.exposure.expected.models` knows the ranges and keeps to them. They take
numbers or arrays and use only what Numba knows, so that compiled loops use the very same functions. Formulas and
constants were compared with several open implementations; they were not confirmed against the text of the standards.

References
----------
.. [1] 3GPP TR 38.901, release 16, table 7.4.1-1.
.. [2] Recommendation ITU-R P.1411-11, section 4.1.1, table 4.
"""

from typing import Any

import numpy as np

from emfassess.units import Values

LIGHT_3GPP = 3.0e8
"""Speed of light that TR 38.901 counts the breakpoint with. [m/s]"""

EFFECTIVE_ENVIRONMENT = 1.0
"""Effective environment height of UMa and UMi: 1 m for a terminal below 13 m, and the usual choice above. [m]"""

STREET_WIDTH = 20.0
BUILDING_HEIGHT = 5.0
"""Street width and building height that RMa is evaluated with. [m]"""


def chosen(first: Any, one: Values, other: Values) -> Values:
    """One where the first is true, the other elsewhere; both finite."""
    return first * one + (1 - first) * other  # type: ignore[no-any-return]


def breakpoint_distance(frequency: Values, mast: Values, terminal: Values) -> Values:
    r"""Breakpoint of UMa and UMi, :math:`4 h'_{BS} h'_{UT} f / c` with heights above the effective environment. [m]"""
    above = (mast - EFFECTIVE_ENVIRONMENT) * (terminal - EFFECTIVE_ENVIRONMENT)
    return 4.0 * above * frequency * 1e9 / LIGHT_3GPP


def uma_los(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Values:
    r"""Urban macro in line of sight.

    Parameters
    ----------
    distance, slant : float or ndarray, shape (...)
        In plan, 10 m to 5 km, and in space. [m]
    frequency : float or ndarray, shape (...)
        0.5 to 100. [GHz]
    mast, terminal : float or ndarray, shape (...)
        Heights of antenna and point above the ground; the point's is 1.5 to 22.5. [m]

    Returns
    -------
    float or ndarray, shape (...)
        :math:`28 + 22\log d_{3D} + 20\log f` up to the breakpoint, 40 per decade beyond. [dB]
    """
    return _two_slopes(28.0, 22.0, 9.0, distance, slant, frequency, mast, terminal)


def umi_los(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Values:
    r"""Urban micro (street canyon) in line of sight; arguments and result as in :func:`uma_los`.

    :math:`32.4 + 21\log d_{3D} + 20\log f` up to the breakpoint, 40 per decade beyond.
    """
    return _two_slopes(32.4, 21.0, 9.5, distance, slant, frequency, mast, terminal)


def _two_slopes(  # the formula that UMa and UMi share
    start: float,
    slope: float,
    back: float,
    distance: Values,
    slant: Values,
    frequency: Values,
    mast: Values,
    terminal: Values,
) -> Values:
    bend = breakpoint_distance(frequency, mast, terminal)
    rise = mast - terminal
    near = start + slope * np.log10(slant) + 20.0 * np.log10(frequency)
    # with a terminal at the height of the environment there is no breakpoint, and the square keeps its logarithm finite
    far = (
        start
        + 40.0 * np.log10(slant)
        + 20.0 * np.log10(frequency)
        - back * np.log10(np.maximum(bend**2 + rise**2, 1e-12))
    )
    return chosen(distance <= bend, near, far)


def uma_nlos(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Values:
    r"""Urban macro without line of sight; arguments as in :func:`uma_los`.

    Returns
    -------
    float or ndarray, shape (...)
        :math:`13.54 + 39.08\log d_{3D} + 20\log f - 0.6(h_{UT} - 1.5)`, never below line of sight. [dB]
    """
    hidden = 13.54 + 39.08 * np.log10(slant) + 20.0 * np.log10(frequency) - 0.6 * (terminal - 1.5)
    return np.maximum(hidden, uma_los(distance, slant, frequency, mast, terminal))


def umi_nlos(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Values:
    r"""Urban micro (street canyon) without line of sight; arguments as in :func:`uma_los`.

    Returns
    -------
    float or ndarray, shape (...)
        :math:`22.4 + 35.3\log d_{3D} + 21.3\log f - 0.3(h_{UT} - 1.5)`, never below line of sight. [dB]
    """
    hidden = 22.4 + 35.3 * np.log10(slant) + 21.3 * np.log10(frequency) - 0.3 * (terminal - 1.5)
    return np.maximum(hidden, umi_los(distance, slant, frequency, mast, terminal))


def rma_los(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Values:
    r"""Rural macro in line of sight.

    Parameters
    ----------
    distance, slant : float or ndarray, shape (...)
        In plan, 10 m to 10 km, and in space. [m]
    frequency : float or ndarray, shape (...)
        0.5 to 30. [GHz]
    mast, terminal : float or ndarray, shape (...)
        Heights above the ground: 10 to 150 and 1 to 10. [m]

    Returns
    -------
    float or ndarray, shape (...)
        Up to the breakpoint :math:`2\pi h_{BS} h_{UT} f / c`:
        :math:`20\log(40\pi d f/3) + \min(0.03h^{1.72}, 10)\log d - \min(0.044h^{1.72}, 14.77) + 0.002 d\log h`; 40 per
        decade beyond. [dB]
    """
    bend = 2 * np.pi * mast * terminal * frequency * 1e9
    bend = bend / LIGHT_3GPP
    far = _rma_near(bend, frequency) + 40.0 * np.log10(slant / bend)
    return chosen(distance <= bend, _rma_near(slant, frequency), far)


def _rma_near(slant: Values, frequency: Values) -> Values:
    d, power = slant, BUILDING_HEIGHT**1.72
    spread = 20.0 * np.log10(40.0 * np.pi * d * frequency / 3.0)
    roofs = min(0.03 * power, 10.0) * np.log10(d) - min(0.044 * power, 14.77) + 0.002 * np.log10(BUILDING_HEIGHT) * d
    return spread + roofs  # type: ignore[no-any-return]


def rma_nlos(distance: Values, slant: Values, frequency: Values, mast: Values, terminal: Values) -> Values:
    r"""Rural macro without line of sight, up to 5 km; arguments as in :func:`rma_los`.

    Returns
    -------
    float or ndarray, shape (...)
        :math:`161.04 - 7.1\log W + 7.5\log h - (24.37 - 3.7(h/h_{BS})^2)\log h_{BS} + (43.42 - 3.1\log h_{BS})(\log d_{3D}
        - 3) + 20\log f - (3.2\log^2(11.75h_{UT}) - 4.97)`, never below line of sight. [dB]
    """
    h_bs, h = mast, BUILDING_HEIGHT
    masts = (24.37 - 3.7 * (h / h_bs) ** 2) * np.log10(h_bs)
    slope = (43.42 - 3.1 * np.log10(h_bs)) * (np.log10(slant) - 3.0)
    low = 3.2 * np.log10(11.75 * terminal) ** 2 - 4.97
    streets = 161.04 - 7.1 * np.log10(STREET_WIDTH) + 7.5 * np.log10(h)
    hidden = streets - masts + slope + 20.0 * np.log10(frequency) - low
    return np.maximum(hidden, rma_los(distance, slant, frequency, mast, terminal))  # type: ignore[no-any-return]


def street_los(slant: Values, frequency: Values) -> Values:
    r"""Both ends below the roofs, in line of sight (ITU-R P.1411).

    Parameters
    ----------
    slant : float or ndarray, shape (...)
        5 to 660. [m]
    frequency : float or ndarray, shape (...)
        0.8 to 82. [GHz]

    Returns
    -------
    float or ndarray, shape (...)
        :math:`10\cdot 2.12\log d + 29.2 + 10\cdot 2.11\log f`. [dB]
    """
    return 21.2 * np.log10(slant) + 29.2 + 21.1 * np.log10(frequency)


def street_nlos(slant: Values, frequency: Values) -> Values:
    r"""Both ends below the roofs, without line of sight, high buildings (ITU-R P.1411).

    Parameters
    ----------
    slant : float or ndarray, shape (...)
        30 to 715. [m]
    frequency : float or ndarray, shape (...)
        0.8 to 82. [GHz]

    Returns
    -------
    float or ndarray, shape (...)
        :math:`10\cdot 4.00\log d + 10.2 + 10\cdot 2.36\log f`, never below line of sight. [dB]

    Notes
    -----
    The Recommendation's values for low buildings hold from 10 GHz only, so that these are used at all frequencies.
    """
    hidden = 40.0 * np.log10(slant) + 10.2 + 23.6 * np.log10(frequency)
    return np.maximum(hidden, street_los(slant, frequency))
