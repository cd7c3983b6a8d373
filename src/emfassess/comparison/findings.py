"""Findings of a comparison: measured levels above the upper bound, or above what was to be expected.

A level above the bound contradicts the model: an input is wrong, a source is unknown, or the meter showed something else. One
in twenty levels lies above the 95th percentile by chance, so that this alone is a note.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emfassess.measurements.quality import Severity
from emfassess.units import Floats, decibel_from_ratio

ABOVE_BOUND = "measured-above-bound"
ABOVE_EXPECTED = "measured-above-expected"

SEVERITIES = {ABOVE_BOUND: Severity.WARNING, ABOVE_EXPECTED: Severity.NOTE}
"""Every finding of a comparison with its severity, the more severe first."""


@dataclass(frozen=True)
class ComparisonFinding:
    """Measured levels above the upper bound or the 95th percentile.

    Parameters
    ----------
    code : str
        Key of :data:`SEVERITIES`.
    where : tuple of str
        Ids of all points that it concerns.
    most_db : float
        Greatest excess over the bound or the percentile. [dB]
    """

    code: str
    where: tuple[str, ...]
    most_db: float

    @property
    def severity(self) -> Severity:
        """Severity of the finding."""
        return SEVERITIES[self.code]


def finding_codes(detected: Floats, p95: Floats, bound: Floats) -> NDArray[np.str_]:
    """Code of the finding that each measured level gives, empty where it gives none; shape (point,).

    Parameters
    ----------
    detected : ndarray, shape (point,)
        Power density that was detected; what an instrument cannot see contradicts no model. [W/m^2]
    p95 : ndarray, shape (point,)
        95th percentile of the expected level; not a number where it is absent. [W/m^2]
    bound : ndarray, shape (point,)
        Upper bound. [W/m^2]

    Examples
    --------
    >>> finding_codes(np.array([3.0, 1.5, 0.5]), np.ones(3), np.full(3, 2.0)).tolist()
    ['measured-above-bound', 'measured-above-expected', '']
    """
    return np.select([detected > bound, detected > p95], [ABOVE_BOUND, ABOVE_EXPECTED], "")


def findings_of(ids: Sequence[str], detected: Floats, p95: Floats, bound: Floats) -> tuple[ComparisonFinding, ...]:
    """Findings of measured levels, the more severe first; arrays as for :func:`finding_codes`."""
    codes = finding_codes(detected, p95, bound)
    found = []
    for code, exceeded in ((ABOVE_BOUND, bound), (ABOVE_EXPECTED, p95)):
        here = codes == code
        if here.any():
            where = tuple(name for name, one in zip(ids, here, strict=True) if one)
            excess = decibel_from_ratio(detected[here] / exceeded[here])
            found.append(ComparisonFinding(code, where, float(excess.max())))
    return tuple(found)
