"""From a measured reference signal to the level at full load, and the share of time that TDD leaves to the downlink."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from emfassess.units import Floats, decibel_from_ratio, ratio_from_decibel

SUBCARRIERS_PER_RESOURCE_BLOCK = 12
"""3GPP TS 36.211 and TS 38.211."""

SYMBOLS_PER_SLOT = 14
"""With the normal cyclic prefix (TS 38.211, table 4.3.2-1)."""


def full_load_factor_db(
    resource_blocks: ArrayLike, *, boost_db: ArrayLike = 0.0, beam_gain_difference_db: ArrayLike = 0.0
) -> Floats:
    r"""Level of all subcarriers at full load over that of one resource element of the reference signal.

    Parameters
    ----------
    resource_blocks : array_like of int, shape (...)
        Resource blocks of the carrier: 100 for LTE in 20 MHz, 273 for NR in 100 MHz at 30 kHz.
    boost_db : array_like, shape (...)
        Power of the reference signal's resource elements above that of the others. [dB]
    beam_gain_difference_db : array_like, shape (...)
        NR: gain of the traffic beam over that of the broadcast beam, towards the point. [dB]

    Returns
    -------
    ndarray, shape (...)
        For one antenna port; the ports' powers add. [dB]

    Raises
    ------
    ValueError
        If there is less than one resource block.

    Notes
    -----
    .. math:: 10 \log_{10}(12 N_\mathrm{RB}) - B + \Delta G

    The TDD share and the power reduction factor come on top of it, as factors of the scenarios.

    References
    ----------
    .. [1] IEC 62232, extrapolation of LTE and NR measurements; recalled, its text was not read.
    """
    blocks = np.asarray(resource_blocks, dtype=float)
    if not np.all(blocks >= 1):
        raise ValueError(f"resource_blocks must be 1 or more, not {resource_blocks!r}")
    subcarriers = decibel_from_ratio(SUBCARRIERS_PER_RESOURCE_BLOCK * blocks)
    return np.asarray(subcarriers - np.asarray(boost_db) + np.asarray(beam_gain_difference_db))


def full_load_field_strength(field_strength: ArrayLike, factor_db: ArrayLike) -> Floats:
    """Field strength at full load of a measured one and the factor of :func:`full_load_factor_db`. [V/m]"""
    return np.asarray(np.asarray(field_strength, dtype=float) * np.sqrt(ratio_from_decibel(factor_db)))


def downlink_share(slots: str, special_slot: Sequence[int] = (10, 2, 2)) -> float:
    """Share of the symbols of a TDD pattern that the base station transmits: its duty cycle at full load.

    Parameters
    ----------
    slots : str
        One letter a slot: D downlink, U uplink, S special. ``"DDDSU"``.
    special_slot : sequence of three int
        Downlink, guard and uplink symbols of a special slot, 14 together.

    Returns
    -------
    float
        Above 0 up to 1.

    Raises
    ------
    ValueError
        If a letter is not known, the symbols of the special slot are not 14, or nothing is transmitted.
    """
    if not slots or set(slots) - set("DSU"):
        raise ValueError(f"slots must be letters D, S and U, not {slots!r}")
    if len(special_slot) != 3 or min(special_slot) < 0 or sum(special_slot) != SYMBOLS_PER_SLOT:
        raise ValueError(f"special_slot must be three counts with the sum 14, not {tuple(special_slot)}")
    symbols = {"D": SYMBOLS_PER_SLOT, "S": special_slot[0], "U": 0}
    downlink = sum(symbols[slot] for slot in slots)
    if downlink == 0:
        raise ValueError(f"slots {slots!r} have no downlink: nothing is transmitted")
    return downlink / (SYMBOLS_PER_SLOT * len(slots))
