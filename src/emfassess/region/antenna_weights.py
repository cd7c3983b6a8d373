"""Contribution of each antenna of a network to the sums of a limit set: its carriers folded into one number a sum."""

import numpy as np

from emfassess.field import SCENARIOS
from emfassess.field.network import Network
from emfassess.limits.limit_set import LimitSet
from emfassess.units import Floats


def carrier_coefficients(network: Network, limits: LimitSet) -> Floats:
    """Exposure ratio per power density of each carrier, shape (sum, carrier); not a number where the set has none.

    As :func:`emfassess.exposure.ratios.weights_of`: station by station where the set asks what else an installation
    transmits, frequency by frequency elsewhere, so that millions of carriers take no longer than their frequencies.
    """
    if limits.mixed_electric_field_strength is None:
        distinct, which = np.unique(network.frequency, return_inverse=True)
        return np.concatenate([limits.plane_wave_coefficients(f) for f in distinct], axis=1)[:, which]
    station = network.station_index[network.antenna_index]
    order = np.argsort(station, kind="stable")
    found = np.empty((len(limits.sum_labels), len(order)))
    for own in np.split(order, np.flatnonzero(np.diff(station[order])) + 1):
        found[:, own] = limits.plane_wave_coefficients(network.frequency[own])
    return found


def antenna_shares(network: Network, limits: LimitSet) -> Floats:
    r"""Weight of each antenna in every sum of both scenarios, shape (scenario, sum, antenna).

    Multiplied by relative gain over :math:`4 \pi r^2` it is an exposure ratio. [m^2]

    Raises
    ------
    ValueError
        If a frequency lies outside the set, or no quantity of the set has levels for all carriers.
    """
    coefficient = carrier_coefficients(network, limits)
    if not np.any(np.all(np.isfinite(coefficient), axis=1)):
        raise ValueError(f"{limits.id}: no single quantity has levels for all carriers; a sum would leave some out")
    return folded_weights(network, coefficient, network.eirp)


def scattered_shares(network: Network, coefficient: Floats) -> Floats:
    r"""Weight of each antenna's scattered power in every sum of both scenarios, shape (scenario, sum, antenna).

    Multiplied by the scattered gain over :math:`4 \pi r^2` it is an exposure ratio. [m^2] `coefficient` as
    :func:`carrier_coefficients` gives it.
    """
    return folded_weights(network, coefficient, network.radiated_power)


def folded_weights(network: Network, coefficient: Floats, power: Floats) -> Floats:
    """Weights of carriers at a power each, summed over those of an antenna; shape (scenario, sum, antenna)."""
    theoretical = power * network.duty_cycle
    factors = {"theoretical": theoretical, "actual": theoretical * network.power_reduction_factor}
    each = np.stack([np.nan_to_num(coefficient, nan=0.0) * factors[name] for name in SCENARIOS])
    first = np.searchsorted(network.antenna_index, np.arange(len(network.key)))
    return np.asarray(np.add.reduceat(each, first, axis=-1))


def deciding(share: Floats) -> list[int]:
    """The sums that can decide: those that no other sum exceeds antenna for antenna; `share` is (row, antenna)."""
    kept: list[int] = []
    for row in range(len(share)):
        others = [k for k in range(len(share)) if k != row and np.all(share[k] >= share[row])]
        # of two that are the same the first stays
        if all(np.array_equal(share[k], share[row]) and k > row for k in others):
            kept.append(row)
    return kept
