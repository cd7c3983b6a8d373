"""Limit sets: levels against frequency as data, and how several sources are summed.

A set is read from a data file named by its standard and edition (:mod:`emfassess.readers.limit_sets`); nothing of a
table is typed into code. A frequency outside a set is an error, never clipped; at an edge that two bands share the
stricter value holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from emfassess.limits.decision_rule import SIMPLE_ACCEPTANCE, DecisionRule
from emfassess.summaries import Summarised
from emfassess.units import VACUUM_IMPEDANCE, Floats, eirp_from_erp

QUANTITIES = ("electric_field_strength", "magnetic_field_strength", "magnetic_flux_density", "power_density")
"""Quantities that a row may give a level for: V/m, A/m, T, W/m^2."""

POPULATIONS = ("public", "occupational")

LOWEST_SUMMED_HZ = 100e3
"""Below it, sums are of fields, not of their squares, and E and B must both be met: not for base stations."""


@dataclass(frozen=True)
class Term:
    """A level ``coefficient * (f / unit_hz) ** exponent``, in SI."""

    coefficient: float
    exponent: float
    unit_hz: float

    def at(self, frequency_hz: Floats) -> Floats:
        """Level at frequencies."""
        return np.asarray(self.coefficient * (frequency_hz / self.unit_hz) ** self.exponent)


@dataclass(frozen=True)
class Band:
    """One row of a table: a frequency span, its levels, and the averaging time. [Hz], [s]"""

    low_hz: float
    high_hz: float
    levels: tuple[tuple[str, Term], ...]
    averaging_time: Term | None

    def term(self, quantity: str) -> Term | None:
        """Level of a quantity; None where the row has none."""
        return dict(self.levels).get(quantity)


@dataclass(frozen=True)
class ManagementTarget:
    """A exposure ratio that one project may use up."""

    standard: str
    edition: str
    clause: str
    fraction: float
    national_fraction: float
    note: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ExemptionRow:
    """Equivalent radiated power below which a radiator is exempt, in a frequency span; reference dipole or isotropic."""

    low_hz: float
    high_hz: float
    power_w: float
    reference: str

    @property
    def eirp(self) -> float:
        """The threshold as power over isotropic. [W]"""
        return float(eirp_from_erp(self.power_w)) if self.reference == "dipole" else self.power_w


@dataclass(frozen=True, repr=False)
class LimitSet(Summarised):
    """Limits of one standard for one population.

    Parameters
    ----------
    id, standard, edition, clause : str
        What it is; `clause` is the table or clause of the levels.
    family : str
        What all editions of the standard have in common, such as ``"gb-8702"``.
    title : tuple of (language, text)
        What people call it.
    population : {"public", "occupational"}
        Whose limits.
    valid_from, valid_until : date, optional
        When the edition is in force.
    countries : tuple of str
        ISO 3166 codes of the countries, or of their parts, whose national limit it is.
    bands : tuple of Band
        Rows of the table, ascending, without gaps.
    quantities : tuple of str
        Quantities that decide.
    summation : {"strictest-sum", "sum-of-strictest"}
        Each quantity is summed over the carriers and the most restrictive sum decides, or each carrier counts with its
        most restrictive quantity.
    confirmed : bool
        False if any value rests on memory or a secondary source; the notes say which.
    notes : tuple of (language, text)
        What a reader of a result should know.
    mixed_electric_field_strength : float, optional
        One level for all carriers of an installation that transmits in bands with different levels. [V/m]
    management_target : ManagementTarget, optional
    exemption : tuple of ExemptionRow
    decision : DecisionRule
        How the uncertainty of a level counts in a verdict, if nothing else is asked for.
    """

    id: str
    standard: str
    edition: str
    clause: str
    title: tuple[tuple[str, str], ...]
    population: str
    valid_from: date | None
    valid_until: date | None
    bands: tuple[Band, ...]
    quantities: tuple[str, ...]
    summation: str
    confirmed: bool
    notes: tuple[tuple[str, str], ...] = ()
    mixed_electric_field_strength: float | None = None
    management_target: ManagementTarget | None = None
    exemption: tuple[ExemptionRow, ...] = field(default=())
    decision: DecisionRule = SIMPLE_ACCEPTANCE
    family: str = ""
    countries: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether it is known to be in force on a day."""
        return (
            self.valid_from is not None
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )

    def _summary(self) -> Mapping[str, object]:
        return {
            "id": self.id,
            "standard": self.standard,
            "population": self.population,
            "quantities": self.quantities,
            "lowest_frequency_mhz": self.lowest_frequency_hz / 1e6,
            "highest_frequency_mhz": self.highest_frequency_hz / 1e6,
            "confirmed": self.confirmed,
        }

    def __post_init__(self) -> None:
        for band in self.bands:
            if not 0 < band.low_hz < band.high_hz:
                raise ValueError(f"{self.id}: a band from {band.low_hz} to {band.high_hz} Hz")
            if any(term.coefficient <= 0 for _, term in band.levels):
                raise ValueError(f"{self.id}: a level that is not above 0 in the band from {band.low_hz} Hz")
        for low, high in zip(self.bands, self.bands[1:], strict=False):
            if low.high_hz != high.low_hz:
                raise ValueError(f"{self.id}: the bands do not meet at {low.high_hz} Hz and {high.low_hz} Hz")
        unknown = set(self.quantities) - set(QUANTITIES)
        if unknown or not self.quantities or self.summation not in ("strictest-sum", "sum-of-strictest"):
            raise ValueError(f"{self.id}: quantities {self.quantities} or summation {self.summation!r} not known")

    @property
    def lowest_frequency_hz(self) -> float:
        """Where the set begins. [Hz]"""
        return self.bands[0].low_hz

    @property
    def highest_frequency_hz(self) -> float:
        """Where the set ends. [Hz]"""
        return self.bands[-1].high_hz

    @property
    def sum_labels(self) -> tuple[str, ...]:
        """Quantities of the sums of this set."""
        return self.quantities if self.summation == "strictest-sum" else ("strictest",)

    def electric_field_strength(self, frequency_hz: ArrayLike) -> float | Floats:
        """Electric field strength level, r.m.s. [V/m]"""
        return self._demanded("electric_field_strength", frequency_hz)

    def magnetic_field_strength(self, frequency_hz: ArrayLike) -> float | Floats:
        """Magnetic field strength level, r.m.s. [A/m]"""
        return self._demanded("magnetic_field_strength", frequency_hz)

    def magnetic_flux_density(self, frequency_hz: ArrayLike) -> float | Floats:
        """Magnetic flux density level, r.m.s. [T]"""
        return self._demanded("magnetic_flux_density", frequency_hz)

    def power_density(self, frequency_hz: ArrayLike) -> float | Floats:
        """Power density level of a plane wave. [W/m^2]"""
        return self._demanded("power_density", frequency_hz)

    def averaging_time(self, frequency_hz: ArrayLike) -> float | Floats:
        """Time over which levels are averaged. [s]"""
        time = self._most_restrictive(lambda band: band.averaging_time, frequency_hz)
        if np.any(np.isnan(time)):
            raise ValueError(f"{self.id} names no averaging time at this frequency")
        return _like(frequency_hz, time)

    def level_or_nan(self, quantity: str, frequency_hz: ArrayLike) -> Floats:
        """Level of a quantity, not-a-number where the set has none at a frequency that it covers.

        Raises
        ------
        ValueError
            If a frequency lies outside the set.
        """
        return self._most_restrictive(lambda band: band.term(quantity), frequency_hz)

    def exempt_below(self, frequency_hz: float) -> float | None:
        """EIRP below which the set exempts a radiator; None where it has no such rule. [W]

        At a frequency that belongs to two rows the smaller power counts.
        """
        rows = [row.eirp for row in self.exemption if row.low_hz <= frequency_hz <= row.high_hz]
        return min(rows) if rows else None

    def plane_wave_coefficients(self, frequencies_hz: ArrayLike) -> Floats:
        r"""Exposure ratio per power density, for the carriers of one installation.

        Parameters
        ----------
        frequencies_hz : array_like, shape (carrier,)
            Frequencies of the carriers. [Hz]

        Returns
        -------
        ndarray, shape (sum, carrier)
            :math:`\eta_0/E_L^2`, :math:`1/(\eta_0 H_L^2)` and :math:`1/S_L` in the order of `sum_labels`; not a number
            where the set has no such level. [m^2/W]

        Raises
        ------
        ValueError
            Outside the set, below 100 kHz, or where a carrier has no level at all.
        """
        frequency = np.atleast_1d(np.asarray(frequencies_hz, dtype=float))
        if np.any(frequency < LOWEST_SUMMED_HZ):
            raise ValueError(f"{self.id}: {frequency.min():g} Hz: below 100 kHz fields are summed, not powers")
        rows = np.stack([self._coefficient(quantity, frequency) for quantity in self.quantities])
        if np.any(np.all(np.isnan(rows), axis=0)):
            raise ValueError(f"{self.id}: no level for one of the frequencies {frequency.tolist()} Hz")
        return rows if self.summation == "strictest-sum" else np.nanmax(rows, axis=0, keepdims=True)

    def _coefficient(self, quantity: str, frequency: Floats) -> Floats:
        level = self.level_or_nan(quantity, frequency)
        if quantity == "electric_field_strength":
            mixed = self.mixed_electric_field_strength
            if mixed is not None and np.unique(level).size > 1:
                level = np.full_like(level, mixed)
            return VACUUM_IMPEDANCE / level**2
        if quantity == "magnetic_field_strength":
            return 1.0 / (VACUUM_IMPEDANCE * level**2)
        if quantity == "power_density":
            return 1.0 / level
        raise ValueError(f"{self.id}: {quantity} does not decide for plane waves")

    def _demanded(self, quantity: str, frequency_hz: ArrayLike) -> float | Floats:
        level = self.level_or_nan(quantity, frequency_hz)
        if np.any(np.isnan(level)):
            raise ValueError(f"{self.id} ({self.population}) has no {quantity.replace('_', ' ')} at this frequency")
        return _like(frequency_hz, level)

    def _most_restrictive(self, term_of: Callable[[Band], Term | None], frequency_hz: ArrayLike) -> Floats:
        """Smallest level among the rows that hold each frequency."""
        frequency = np.asarray(frequency_hz, dtype=float)
        outside = ~((frequency >= self.lowest_frequency_hz) & (frequency <= self.highest_frequency_hz))
        if np.any(outside):
            wrong = np.atleast_1d(frequency)[np.atleast_1d(outside)][0]
            raise ValueError(
                f"{self.id} covers {_megahertz(self.lowest_frequency_hz)} to {_megahertz(self.highest_frequency_hz)}; "
                f"{_megahertz(wrong)} lies outside"
            )
        level = np.full(frequency.shape, np.nan)
        for band in self.bands:
            term = term_of(band)
            if term is not None:
                inside = (frequency >= band.low_hz) & (frequency <= band.high_hz)
                level = np.where(inside, np.fmin(level, term.at(frequency)), level)
        return level


def _like(frequency_hz: ArrayLike, level: Floats) -> float | Floats:
    return float(level) if np.ndim(frequency_hz) == 0 else level


def _megahertz(frequency_hz: float) -> str:
    return f"{frequency_hz / 1e6:.12g} MHz"
