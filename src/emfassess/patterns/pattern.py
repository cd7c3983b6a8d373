"""The antenna pattern: how much weaker than its peak an antenna radiates in a direction.

Directions are given in the antenna's own frame: azimuth off boresight, clockwise seen from above, and elevation above
the plane through boresight. A cut is kept as a table every tenth of a degree, so that measured and computed patterns
are the same kind of thing for the field rooms.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from emfassess.assumptions import Assumption
from emfassess.summaries import Summarised
from emfassess.units import Floats

SAMPLES_PER_DEGREE = 10
SAMPLES = 360 * SAMPLES_PER_DEGREE
KINDS = ("measured", "computed", "envelope")
GAIN_TOLERANCE_DB = 1.0
"""Stated gain and integrated directivity may differ by so much before a warning."""

SAMPLE_ANGLES_DEG = np.arange(SAMPLES) / SAMPLES_PER_DEGREE


def _full_weight() -> Floats:
    return np.ones(SAMPLES)


@dataclass(frozen=True, eq=False, repr=False)
class Pattern(Summarised):
    r"""Two cuts and the rule that joins them.

    .. math:: A(\varphi, \theta) = \min\{A_h(\varphi) + w(\varphi)\,A_v(\theta),\; A_\mathrm{max}\}

    For a measured pattern the weight *w* is one and there is no cap: the attenuations of the cuts add.

    Parameters
    ----------
    name : str
        What the pattern is called, for reports.
    gain_dbi : float
        Gain in the direction where both cuts have no attenuation. [dBi]
    horizontal_db : ndarray, shape (3600,)
        Attenuation against azimuth off boresight, clockwise, every 0.1 degree from 0. [dB]
    vertical_db : ndarray, shape (3600,)
        Attenuation against the angle **below** boresight, every 0.1 degree from 0 over 90 (down), 180 (behind) and
        270 (up). [dB]
    vertical_weight : ndarray, shape (3600,), optional
        Weight of the vertical cut against azimuth (ITU-R F.1336 has one).
    maximum_attenuation_db : float, optional
        Cap on the sum (3GPP has one). [dB]
    source : str
        File, or standard with its table.
    assumptions : tuple of Assumption
        What had to be filled in.
    kind : {"measured", "computed", "envelope"}
        Where the cuts come from: a file, a formula, or the upper envelope over the beams of an adaptive antenna. Only a
        measured vertical cut shows how the rows are fed.
    """

    name: str
    gain_dbi: float
    horizontal_db: Floats
    vertical_db: Floats
    vertical_weight: Floats = field(default_factory=_full_weight)
    maximum_attenuation_db: float = np.inf
    source: str = ""
    assumptions: tuple[Assumption, ...] = ()
    kind: str = "measured"

    def _summary(self) -> Mapping[str, object]:
        return {"name": self.name, "gain_dbi": self.gain_dbi, "kind": self.kind, "source": self.source}

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind of a pattern must be one of {', '.join(KINDS)}, not {self.kind!r}")
        for key in ("horizontal_db", "vertical_db", "vertical_weight"):
            table = np.array(getattr(self, key), dtype=float)
            if table.shape != (SAMPLES,):
                raise ValueError(f"{key} must have {SAMPLES} samples, every 0.1 degree, not {table.shape}")
            if not np.all(np.isfinite(table)):
                raise ValueError(f"{key} has a sample that is not a number")
            table.setflags(write=False)
            object.__setattr__(self, key, table)
        if not np.isfinite(self.gain_dbi):
            raise ValueError(f"gain_dbi must be a number, not {self.gain_dbi}")

    def attenuation(self, azimuth_deg: ArrayLike, elevation_deg: ArrayLike) -> Floats:
        """Attenuation towards directions of the antenna's frame.

        Parameters
        ----------
        azimuth_deg : array_like, shape (...)
            Off boresight, clockwise seen from above, any number of turns. [deg]
        elevation_deg : array_like, shape (...)
            Above the plane through boresight, -90 to 90. [deg]

        Returns
        -------
        ndarray, shape (...)
            Attenuation below the gain. [dB]
        """
        horizontal = sampled(self.horizontal_db, azimuth_deg)
        weight = sampled(self.vertical_weight, azimuth_deg)
        vertical = sampled(self.vertical_db, -np.asarray(elevation_deg, dtype=float))
        return np.minimum(horizontal + weight * vertical, self.maximum_attenuation_db)

    @cached_property
    def directivity_dbi(self) -> float:
        """Directivity by integration over the sphere. [dBi]"""
        return directivity_dbi(self)

    @property
    def power_balances(self) -> bool:
        """Whether the pattern is that of one field whose directivity agrees with the stated gain.

        An envelope over many beams holds more power than any of them radiates.
        """
        return self.kind != "envelope" and abs(self.gain_dbi - self.directivity_dbi) <= GAIN_TOLERANCE_DB

    @property
    def radiated_gain_dbi(self) -> float:
        """Peak EIRP over all power that is radiated: the directivity. [dBi]

        Where the power does not balance the directivity is not known: the lesser of gain and integrated directivity is
        taken, which gives the larger power.
        """
        return self.directivity_dbi if self.power_balances else min(self.gain_dbi, self.directivity_dbi)


def sampled(table: Floats, angle_deg: ArrayLike) -> Floats:
    """Linear interpolation in a table of one full turn; the angle may be any number of turns. [deg]"""
    position = np.mod(np.asarray(angle_deg, dtype=float), 360.0) * SAMPLES_PER_DEGREE
    low = np.floor(position).astype(np.intp)
    share = position - low
    low %= SAMPLES
    return np.asarray((1.0 - share) * table[low] + share * table[(low + 1) % SAMPLES])


def directivity_dbi(pattern: Pattern, step_deg: float = 0.5) -> float:
    r"""Directivity of a pattern by integrating it over the sphere.

    Notes
    -----
    .. math:: D = \frac{4\pi}{\int\!\!\int 10^{-A(\varphi,\theta)/10} \cos\theta \, d\theta \, d\varphi}

    of the direction with no attenuation; midpoint rule.
    """
    azimuth = np.arange(0.0, 360.0, step_deg)
    elevation = np.arange(-90.0 + step_deg / 2, 90.0, step_deg)
    horizontal = sampled(pattern.horizontal_db, azimuth)[:, np.newaxis]
    weight = sampled(pattern.vertical_weight, azimuth)[:, np.newaxis]
    vertical = sampled(pattern.vertical_db, -elevation)
    attenuation = np.minimum(horizontal + weight * vertical, pattern.maximum_attenuation_db)
    relative = 10 ** (-attenuation / 10) * np.cos(np.radians(elevation))
    return float(10 * np.log10(4 * np.pi / (relative.sum() * np.radians(step_deg) ** 2)))


def table_from_cut(angles_deg: ArrayLike, attenuation_db: ArrayLike) -> Floats:
    """Table of a measured cut, by linear interpolation in decibel between its rows, around the turn.

    Parameters
    ----------
    angles_deg : array_like, shape (n,)
        Angles of the rows, in any order. 0 and 360 may both occur. [deg]
    attenuation_db : array_like, shape (n,)
        Attenuation of each row. [dB]

    Returns
    -------
    ndarray, shape (3600,)
        The table of :class:`Pattern`. [dB]
    """
    angles = np.mod(np.asarray(angles_deg, dtype=float), 360.0)
    unique, first = np.unique(angles, return_index=True)
    values = np.asarray(attenuation_db, dtype=float)[first]
    return np.asarray(np.interp(SAMPLE_ANGLES_DEG, unique, values, period=360.0))


def table_from_function(attenuation_db: Callable[[Floats], Floats]) -> Floats:
    """Table of a computed cut: the function takes angles from -180 to 180 degrees."""
    return np.asarray(attenuation_db((SAMPLE_ANGLES_DEG + 180.0) % 360.0 - 180.0), dtype=float)
