"""Exposure: power densities as exposure ratios, summed over carriers as the limit set's rule has it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.ties import first_largest
from emfassess.field import SCENARIOS, Sources
from emfassess.limits.limit_set import LimitSet
from emfassess.summaries import Summarised
from emfassess.units import Floats

FEW_VALUES = 100_000
"""So few are summed by plain NumPy, in the same order: loading sparse matrices takes longer."""


@dataclass(frozen=True, eq=False, repr=False)
class Weights(Summarised):
    """Contribution of one watt per square metre of each carrier to the sums of the limit set.

    Parameters
    ----------
    coefficient : ndarray, shape (sum, carrier)
        Exposure ratio per power density; zero where the set has no such level. [m^2/W]
    scenario : ndarray, shape (scenario, carrier)
        Time-averaged over rated power.
    labels : tuple of str
        What each sum is of, e.g. ``"electric_field_strength"``.
    """

    coefficient: Floats
    scenario: Floats
    labels: tuple[str, ...]

    @property
    def combined(self) -> Floats:
        """Weights of every scenario and sum, shape (scenario, sum, carrier). [m^2/W]"""
        return self.scenario[:, np.newaxis, :] * self.coefficient[np.newaxis]


def weights_of(sources: Sources, limits: LimitSet) -> Weights:
    """Weights of the carriers under a limit set.

    The coefficients are asked for station by station where the set (the Swiss installation limit) depends on what else the
    same installation transmits.

    Raises
    ------
    ValueError
        If a frequency lies outside the set, or no quantity of the set has levels for all carriers.
    """
    coefficient = np.empty((len(limits.sum_labels), len(sources.frequency)))
    if limits.mixed_electric_field_strength is None:
        distinct, which = np.unique(sources.frequency, return_inverse=True)
        coefficient[:] = limits.plane_wave_coefficients(distinct)[:, which]
    else:
        for index in range(len(sources.stations)):
            own = np.flatnonzero(sources.station_index == index)
            coefficient[:, own] = limits.plane_wave_coefficients(sources.frequency[own])
    if not np.any(np.all(np.isfinite(coefficient), axis=1)):
        raise ValueError(f"{limits.id}: no single quantity has levels for all carriers; a sum would leave some out")
    scenario = np.stack([sources.scenario_factor(name) for name in SCENARIOS])
    return Weights(np.nan_to_num(coefficient, nan=0.0), scenario, limits.sum_labels)


def exposure_sums(density: Floats, weights: Weights) -> Floats:
    """Sums of the exposure ratios.

    Parameters
    ----------
    density : ndarray, shape (carrier, point)
        Power density at full rated power. [W/m^2]
    weights : Weights

    Returns
    -------
    ndarray, shape (scenario, sum, point)
        GB 8702-2014: the sums of squared field ratios and of power density ratios; 1 is the limit.
    """
    return np.asarray(weights.combined @ density)


def exposure_ratio(sums: Floats) -> Floats:
    """Most restrictive of the sums, shape (scenario, point)."""
    return np.asarray(sums.max(axis=1))


def contribution_ratios(density: Floats, weights: Weights, scenario: int) -> Floats:
    """Exposure ratio of each carrier in the sum that decides at each point, shape (carrier, point)."""
    combined = weights.combined[scenario]
    deciding = first_largest(combined @ density)
    return np.asarray(combined[deciding].T * density)


def group_sums(values: Floats, groups: Sequence[str]) -> dict[str, Floats]:
    """Sum over the carriers of each group (an operator, a band, a station); order of first appearance.

    Parameters
    ----------
    values : ndarray, shape (carrier, ...)
        What is summed.
    groups : sequence of str, length carrier
        The group of each carrier.
    """
    names = np.array(groups)
    return {name: np.asarray(values[names == name].sum(axis=0)) for name in dict.fromkeys(groups)}


def by_antenna(values: Floats, antenna_index: NDArray[np.intp], antennas: int) -> Floats:
    """Sum carriers of each antenna along the last axis, shape (..., antenna)."""
    if np.array_equal(antenna_index, np.arange(antennas)):
        return values
    columns = np.moveaxis(values, -1, 0)
    if values.size < FEW_VALUES:
        summed = np.zeros((antennas, *columns.shape[1:]))
        np.add.at(summed, antenna_index, columns)
        return np.asarray(np.moveaxis(summed, 0, -1))
    from scipy.sparse import csr_array

    carriers = len(antenna_index)
    feeding = csr_array((np.ones(carriers), (antenna_index, np.arange(carriers))), shape=(antennas, carriers))
    product = feeding @ columns.reshape(carriers, -1)
    return np.asarray(np.moveaxis(product.reshape(antennas, *columns.shape[1:]), 0, -1))
