"""Swiss correction factor of adaptive antennas: power to declare over greatest power, by the number of sub-arrays."""

import math
from dataclasses import dataclass

SWISS_CORRECTION_FACTORS = ((64, 0.10), (32, 0.13), (16, 0.20), (8, 0.40), (1, 1.0))
"""Least number of sub-arrays and its factor KAA, NISV annex 1. From memory: not compared with the text of the law."""


@dataclass(frozen=True)
class SwissCorrection:
    """Correction factor KAA of an adaptive antenna: radiated power to declare over its maximum.

    `confirmed` says whether the factor was compared with the text of the law.
    """

    sub_arrays: int
    automatic_power_limitation: bool
    factor: float
    confirmed: bool
    source: str

    @property
    def field_factor(self) -> float:
        """Factor of the field strength, the root of that of the power."""
        return math.sqrt(self.factor)


def swiss_correction(sub_arrays: int, *, automatic_power_limitation: bool) -> SwissCorrection:
    """Swiss correction factor KAA of an adaptive antenna.

    Parameters
    ----------
    sub_arrays : int
        Sub-arrays that are fed separately.
    automatic_power_limitation : bool
        Whether the base station itself keeps the average over 6 minutes below the declared power; without that the
        factor is 1.

    Raises
    ------
    ValueError
        If there is not at least one sub-array.
    """
    if not sub_arrays >= 1 or sub_arrays != int(sub_arrays):
        raise ValueError(f"sub_arrays must be a whole number of at least 1, not {sub_arrays}")
    table = next(factor for least, factor in SWISS_CORRECTION_FACTORS if sub_arrays >= least)
    factor = table if automatic_power_limitation else 1.0
    return SwissCorrection(sub_arrays, automatic_power_limitation, factor, False, "NISV (CH), annex 1, from memory")
