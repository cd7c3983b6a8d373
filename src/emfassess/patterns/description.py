"""Description of a pattern: beamwidths, front-to-back ratio, tilt in the cut, directivity by integration."""

from dataclasses import dataclass

import numpy as np

from emfassess.patterns.pattern import GAIN_TOLERANCE_DB, SAMPLES, SAMPLES_PER_DEGREE, Pattern
from emfassess.units import Floats

HALF_POWER_DB = 10 * np.log10(2.0)
_QUARTER = SAMPLES // 4


@dataclass(frozen=True)
class PatternDescription:
    """Figures read off a pattern; None where the cut has no such thing.

    Beamwidths are at half power around each cut's peak. [deg] `front_to_back_db` is the peak against the strongest
    direction within 30 degrees of the back. `tilt_deg` is the angle below boresight of the vertical cut's peak in the
    front half, `horizontal_peak_deg` that of the horizontal one off boresight. `directivity_dbi` comes from integrating
    the three-dimensional pattern; `gain_error_db` is the stated gain minus it. [dB]
    """

    gain_dbi: float
    horizontal_beamwidth_deg: float | None
    vertical_beamwidth_deg: float | None
    front_to_back_db: float
    tilt_deg: float
    horizontal_peak_deg: float
    directivity_dbi: float
    gain_error_db: float

    @property
    def gain_agrees(self) -> bool:
        """Whether the stated gain and the directivity agree within a decibel."""
        return abs(self.gain_error_db) <= GAIN_TOLERANCE_DB

    @property
    def power_balance(self) -> float:
        """Power through a sphere around the antenna over the power fed, if the stated gain were right."""
        return float(10 ** (self.gain_error_db / 10))


def describe(pattern: Pattern) -> PatternDescription:
    """Read the figures of a pattern off its cuts."""
    front = np.arange(-_QUARTER, _QUARTER + 1)
    peak = int(front[_peak_offset(pattern.vertical_db[front])])
    directivity = pattern.directivity_dbi
    back = np.arange(SAMPLES // 2 - 30 * SAMPLES_PER_DEGREE, SAMPLES // 2 + 30 * SAMPLES_PER_DEGREE + 1)
    turned = int(_peak_offset(np.roll(pattern.horizontal_db, SAMPLES // 2))) - SAMPLES // 2
    return PatternDescription(
        gain_dbi=pattern.gain_dbi,
        horizontal_beamwidth_deg=beamwidth(pattern.horizontal_db),
        vertical_beamwidth_deg=beamwidth(pattern.vertical_db),
        front_to_back_db=float(pattern.horizontal_db[back].min() - pattern.horizontal_db.min()),
        tilt_deg=peak / SAMPLES_PER_DEGREE,
        horizontal_peak_deg=turned / SAMPLES_PER_DEGREE,
        directivity_dbi=directivity,
        gain_error_db=pattern.gain_dbi - directivity,
    )


def beamwidth(cut_db: Floats) -> float | None:
    """Half-power beamwidth around the peak of a cut; None if the cut never falls to half power. [deg]"""
    peak = int(np.argmin(cut_db))
    turned = np.roll(cut_db, -peak) - cut_db[peak] - HALF_POWER_DB
    outside = np.flatnonzero(turned > 0)
    if outside.size == 0:
        return None

    def crossing(inside: int, after: int) -> float:
        return float(-turned[inside] / (turned[after] - turned[inside]))

    right = outside[0] - 1 + crossing(int(outside[0]) - 1, int(outside[0]))
    left = SAMPLES - outside[-1] - 1 + crossing((int(outside[-1]) + 1) % SAMPLES, int(outside[-1]))
    return float(left + right) / SAMPLES_PER_DEGREE


def _peak_offset(cut_db: Floats) -> int:
    """Index of the peak: the middle of the samples within 0.05 dB of it, so that a flat top has no false side."""
    top = int(np.argmin(cut_db))
    level = cut_db[top] + 0.05
    low = high = top
    while low > 0 and cut_db[low - 1] <= level:
        low -= 1
    while high < len(cut_db) - 1 and cut_db[high + 1] <= level:
        high += 1
    return (low + high) // 2
