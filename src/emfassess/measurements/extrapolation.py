"""From a measured reference signal to the level at full load, and the share of time that TDD leaves to the downlink.

Each technology sends one signal with a power that no traffic changes: the BCCH carrier of GSM, the CPICH of UMTS, the
cell-specific reference signal of LTE, the synchronisation block (SSB) of NR. What it takes from there to the greatest level
is an :class:`Extrapolation`: factors in decibel, listed one by one in the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Factor:
    """One step from the measured signal to the greatest level: `stated` is the input that it follows from."""

    name: str
    stated: float
    decibel: float


@dataclass(frozen=True)
class Extrapolation:
    """Steps from a measured signal to the greatest level of its cell.

    Parameters
    ----------
    technology : {"GSM", "UMTS", "LTE", "NR"}
    signal : str
        What must have been measured, such as ``"LTE reference signal, one resource element"``.
    factors : tuple of Factor
        For the theoretical maximum: full power, all the time that the downlink has.
    power_reduction : float
        Actual over theoretical maximum, above 0 up to 1.
    """

    technology: str
    signal: str
    factors: tuple[Factor, ...]
    power_reduction: float = 1.0

    def __post_init__(self) -> None:
        _share("power_reduction", self.power_reduction)
        for factor in self.factors:
            if not np.isfinite(factor.decibel):
                raise ValueError(f"{factor.name} must be a number, not {factor.stated}")

    @property
    def theoretical_db(self) -> float:
        """Theoretical maximum over the measured signal. [dB]"""
        return sum(factor.decibel for factor in self.factors)

    @property
    def actual_db(self) -> float:
        """Actual maximum over the measured signal. [dB]"""
        return self.theoretical_db + float(decibel_from_ratio(self.power_reduction))


def gsm_maximum(carriers: int) -> Extrapolation:
    r"""From the BCCH carrier of a GSM cell to all its carriers at full power.

    Parameters
    ----------
    carriers : int
        Carriers (transceivers) of the cell, the BCCH among them, of equal power.

    Notes
    -----
    .. math:: E_\mathrm{max} = E_\mathrm{BCCH} \sqrt{n}

    References
    ----------
    .. [1] IEC 62232, extrapolation of GSM; recalled, its text was not read.
    """
    return Extrapolation("GSM", "BCCH carrier", (_count("carriers", carriers),))


def umts_maximum(pilot_share: float) -> Extrapolation:
    r"""From the common pilot (CPICH) of a UMTS carrier to its full power.

    Parameters
    ----------
    pilot_share : float
        Power of the pilot over the greatest power of the carrier, above 0 up to 1; often a tenth.

    Notes
    -----
    .. math:: E_\mathrm{max} = E_\mathrm{CPICH} \sqrt{P_\mathrm{max} / P_\mathrm{CPICH}}

    References
    ----------
    .. [1] IEC 62232, extrapolation of UMTS; recalled, its text was not read.
    """
    _share("pilot_share", pilot_share)
    factor = Factor("pilot-share", pilot_share, -float(decibel_from_ratio(pilot_share)))
    return Extrapolation("UMTS", "CPICH", (factor,))


def lte_maximum(resource_blocks: int, *, ports: int = 1, boost_db: float = 0.0, downlink: float = 1.0) -> Extrapolation:
    r"""From one resource element of the LTE reference signal to the full load of all ports.

    Parameters
    ----------
    resource_blocks : int
        Of the carrier: 100 in 20 MHz.
    ports : int
        Antenna ports that the measured value covers: 1 if the reference signals of all ports were added, else their
        number, taken as equally strong.
    boost_db : float
        Power of the reference signal's resource elements above that of the others. [dB]
    downlink : float
        TDD: share of the symbols that the base station sends, see :func:`downlink_share`.

    Notes
    -----
    .. math:: E_\mathrm{max} = E_\mathrm{RS} \sqrt{12 N_\mathrm{RB}\, n_\mathrm{port}\, F_\mathrm{TDC} / B}

    References
    ----------
    .. [1] IEC 62232, extrapolation of LTE; recalled, its text was not read.
    """
    factors = (
        Factor("resource-blocks", resource_blocks, float(full_load_factor_db(resource_blocks))),
        _count("ports", ports),
        Factor("boost", boost_db, 0.0 - boost_db),
        _downlink(downlink),
    )
    return Extrapolation("LTE", "reference signal, one resource element", factors)


def nr_maximum(
    resource_blocks: int,
    *,
    beam_gain_difference_db: float,
    downlink: float,
    boost_db: float = 0.0,
    power_reduction: float = 1.0,
) -> Extrapolation:
    r"""From one resource element of NR's synchronisation block to full load in the traffic beam.

    Parameters
    ----------
    resource_blocks : int
        Of the carrier: 273 in 100 MHz at 30 kHz.
    beam_gain_difference_db : float
        Gain of the traffic beam over that of the broadcast beam, towards the point. [dB]
    downlink : float
        Share of the symbols that the base station sends, see :func:`downlink_share`; 1 in FDD.
    boost_db : float
        Power of the block's resource elements above that of the others. [dB]
    power_reduction : float
        Actual over theoretical maximum, above 0 up to 1.

    Notes
    -----
    .. math::
        E_\mathrm{max} = E_\mathrm{SSB} \sqrt{12 N_\mathrm{RB}\, F_\mathrm{beam}\, F_\mathrm{TDC} / B}, \qquad
        E_\mathrm{act} = E_\mathrm{max} \sqrt{F_\mathrm{PR}}

    References
    ----------
    .. [1] IEC 62232, extrapolation of NR; recalled, its text was not read.
    """
    factors = (
        Factor("resource-blocks", resource_blocks, float(full_load_factor_db(resource_blocks))),
        Factor("beam-gain-difference", beam_gain_difference_db, beam_gain_difference_db),
        Factor("boost", boost_db, 0.0 - boost_db),
        _downlink(downlink),
    )
    return Extrapolation("NR", "SSB, one resource element", factors, power_reduction)


def _count(name: str, number: int) -> Factor:
    if not number >= 1:
        raise ValueError(f"{name} must be 1 or more, not {number}")
    return Factor(name, number, float(decibel_from_ratio(number)))


def _downlink(share: float) -> Factor:
    _share("downlink", share)
    return Factor("downlink", share, float(decibel_from_ratio(share)))


def _share(name: str, value: float) -> None:
    if not 0 < value <= 1:
        raise ValueError(f"{name} must lie above 0 and at most at 1, not {value}")
