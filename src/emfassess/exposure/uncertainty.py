r"""Uncertainty of computed levels: a budget after the GUM, and a Monte Carlo check of it.

Levels are taken in decibel, where factors add up. An input that is a factor itself (power, gain, pattern, model) has the
sensitivity 1; tilt, azimuth, height and position move the antenna, and their sensitivity is the change of the level when
the antenna is moved by the half width, the root mean square of both directions, so that a place at a maximum gets its
share. Inputs count as independent, and one input as the same for all antennas of the station.

References
----------
.. [1] JCGM 100:2008 (GUM), clauses 4.3 and 5.1; factor 1.96 for 95 %.
.. [2] JCGM 101:2008, propagation of distributions by a Monte Carlo method.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emfassess.field import Sources
from emfassess.geometry import antenna_axes, axes_angles
from emfassess.summaries import Summarised
from emfassess.units import Floats, decibel_from_ratio

COVERAGE = 1.96
SILENCE = 1e-30
"""Exposure ratio below which a level is nothing to be uncertain about."""

DISTRIBUTIONS = {"normal": 1.0, "rectangular": 3.0**0.5, "triangular": 6.0**0.5}
"""Divisor from the stated value to the standard uncertainty; for a normal one the stated value is that itself."""

DRAWS, SEED = 400, 20_140_901
"""Monte Carlo draws, and the seed that makes them the same everywhere."""


@dataclass(frozen=True)
class UncertaintySettings:
    """Stated values of the inputs; the defaults are choices of ours, to be replaced by what is known of a network.

    Rectangular half widths: `power_db` (setting of the transmitter), `tilt_deg`, `azimuth_deg`, `height_m` (tape and
    compass on site). Standard uncertainties: `gain_db` (data sheet), `pattern_db` within 10 dB of the peak and
    `pattern_side_db` farther down (production spread, adding of cuts), `model_far_db` and `model_near_db` (worst
    differences to full-wave panels of 1 dB near the beam, and of the envelope of row weights).
    """

    power_db: float = 0.5
    gain_db: float = 0.5
    pattern_db: float = 0.5
    pattern_side_db: float = 1.5
    tilt_deg: float = 0.5
    azimuth_deg: float = 5.0
    height_m: float = 0.5
    model_far_db: float = 0.5
    model_near_db: float = 0.8

    def __post_init__(self) -> None:
        for key, value in vars(self).items():
            if not 0 <= value <= 90:
                raise ValueError(f"uncertainty {key} must lie between 0 and 90, not {value}")


DEFAULTS = UncertaintySettings()


@dataclass(frozen=True, eq=False, repr=False)
class UncertaintyContribution(Summarised):
    """One line of a budget: `stated` in `unit`, `contribution_db` shape (place,) as standard uncertainty."""

    name: str
    distribution: str
    stated: float
    unit: str
    contribution_db: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Budget(Summarised):
    """Uncertainty of the level at places; `draws_db` ends the Monte Carlo interval at the governing evaluation point."""

    terms: tuple[UncertaintyContribution, ...]
    draws_db: tuple[float, float] | None = None

    @property
    def combined_db(self) -> Floats:
        """Combined standard uncertainty, shape (place,). [dB]"""
        return np.asarray(np.sqrt(sum(term.contribution_db**2 for term in self.terms)))

    @property
    def expanded_db(self) -> Floats:
        """Expanded uncertainty, k = 1.96, shape (place,). [dB]"""
        return np.asarray(COVERAGE * self.combined_db)


@dataclass(frozen=True)
class Shift:
    """How far the antennas of the stations looked at are off: [deg] down, [deg] clockwise, [m] up, east and north."""

    tilt_deg: float = 0.0
    azimuth_deg: float = 0.0
    height_m: float = 0.0
    east_m: float = 0.0
    north_m: float = 0.0


def shifted(sources: Sources, shift: Shift) -> Sources:
    """Sources with every antenna moved and turned alike."""
    position = sources.position + [shift.east_m, shift.north_m, shift.height_m]
    if not (shift.tilt_deg or shift.azimuth_deg):
        return replace(sources, position=position)
    azimuth_deg, tilt_deg = axes_angles(sources.axes)
    axes = antenna_axes(azimuth_deg + shift.azimuth_deg, tilt_deg + shift.tilt_deg)
    return replace(sources, position=position, axes=axes)


Moved = Callable[[Sequence[Shift]], Floats]
"""Exposure ratios at places when the antennas of the stations looked at are moved, all others as they are, (shift, place)."""


def one_by_one(sources: Sources, ratio_of: Callable[[Sources], Floats]) -> Moved:
    """Ratios of moved antennas from those of given ones, (place,), one shift after the other."""
    return lambda shifts: np.stack([ratio_of(shifted(sources, shift)) for shift in shifts])


def level_budget(
    moved: Moved,
    settings: UncertaintySettings,
    position_m: float,
    in_near_field: NDArray[np.bool_],
    below_peak_db: Floats,
    width_db: Floats,
) -> Budget:
    """Budget of the level at places.

    Parameters
    ----------
    moved : callable
        Exposure ratios at the places for shifts of the antennas of the stations looked at.
    settings : UncertaintySettings
    position_m : float
        Half width of the station's position in east and in north. [m]
    near : ndarray of bool, shape (place,)
        The main contributor is nearer than its far-field boundary.
    below_peak_db : ndarray, shape (place,)
        How far below its peak the main contributor radiates towards the place. [dB]
    width_db : ndarray, shape (place,)
        Width of the envelope over the row weights of the main contributor. [dB]

    Returns
    -------
    Budget
    """
    s = settings
    here = np.ones(len(in_near_field))
    pattern = np.where(below_peak_db > 10.0, s.pattern_side_db, s.pattern_db)
    # the level is the upper end of the envelope: a rectangular distribution as wide as it
    model = np.where(
        in_near_field, np.hypot(s.model_near_db, width_db / DISTRIBUTIONS["rectangular"] / 2), s.model_far_db
    )
    flat = [
        UncertaintyContribution(
            "power", "rectangular", s.power_db, "dB", s.power_db / DISTRIBUTIONS["rectangular"] * here
        ),
        UncertaintyContribution("gain", "normal", s.gain_db, "dB", s.gain_db * here),
        UncertaintyContribution("pattern", "normal", s.pattern_db, "dB", pattern),
        UncertaintyContribution("model", "normal", s.model_far_db, "dB", model),
    ]
    inputs = [
        ("tilt", s.tilt_deg, "deg", [Shift(tilt_deg=x) for x in (s.tilt_deg, -s.tilt_deg)]),
        ("azimuth", s.azimuth_deg, "deg", [Shift(azimuth_deg=x) for x in (s.azimuth_deg, -s.azimuth_deg)]),
        ("height", s.height_m, "m", [Shift(height_m=x) for x in (s.height_m, -s.height_m)]),
        ("position-east", position_m, "m", [Shift(east_m=x) for x in (position_m, -position_m)]),
        ("position-north", position_m, "m", [Shift(north_m=x) for x in (position_m, -position_m)]),
    ]
    levels = iter(_decibel(moved([Shift(), *(shift for _, stated, _, both in inputs if stated for shift in both)])))
    nominal = next(levels)
    for name, stated, unit, _ in inputs:
        change = [next(levels) - nominal, next(levels) - nominal] if stated else [0 * here]
        share = np.sqrt(np.mean(np.square(change), axis=0)) / DISTRIBUTIONS["rectangular"]
        flat.append(UncertaintyContribution(name, "rectangular", stated, unit, share))
    return Budget(tuple(flat))


def _decibel(ratio: Floats) -> Floats:
    return decibel_from_ratio(np.maximum(ratio, SILENCE))


def monte_carlo(
    moved: Moved,
    budget: Budget,
    *,
    seed: int = SEED,
    draws: int = DRAWS,
) -> tuple[float, float]:
    """Ends of the 95 % interval of the level at one place, relative to the nominal level. [dB]

    All inputs are drawn together: factors in decibel as normal or rectangular, and the antennas moved for real.
    `moved` is of one place, and so is the budget.
    """
    random = np.random.default_rng(seed)
    terms = {term.name: term for term in budget.terms}
    factors = np.zeros(draws)
    for name in ("power", "gain", "pattern", "model"):
        factors += _drawn(random, terms[name].distribution, float(terms[name].contribution_db[0]), draws)
    stated = [terms[name].stated for name in ("tilt", "azimuth", "height", "position-east", "position-north")]
    moves = np.asarray(stated) * random.uniform(-1.0, 1.0, (draws, len(stated)))
    nominal, *levels = _decibel(moved([Shift(), *(Shift(*move) for move in moves)]))[:, 0]
    low, high = np.percentile(np.array(levels) + factors - nominal, [2.5, 97.5])
    return float(low), float(high)


def checked(moved: Moved, budget: Budget, place: int, draws: int) -> Budget:
    """Budget with the Monte Carlo interval at one of its places; `moved` is of that place alone."""
    alone = tuple(replace(t, contribution_db=t.contribution_db[place : place + 1]) for t in budget.terms)
    return replace(budget, draws_db=monte_carlo(moved, Budget(alone), draws=draws))


def _drawn(random: np.random.Generator, distribution: str, standard: float, draws: int) -> Floats:
    if distribution == "normal":
        return np.asarray(random.normal(0.0, standard, draws))
    return np.asarray(random.uniform(-1.0, 1.0, draws) * standard * DISTRIBUTIONS["rectangular"])


def widened_rings(
    distance: Floats, ratio: Floats, rings: Sequence[tuple[float, float]], uncertainty_m: float
) -> Floats:
    """Greatest level of each ring when the station may be as far off as its position is uncertain, shape (ring,).

    A person at the nominal distance r may be anywhere from r - u to r + u: the ring is as wide on both sides.
    """
    return np.array(
        [ratio[(distance >= low - uncertainty_m) & (distance <= high + uncertainty_m)].max() for low, high in rings]
    )
