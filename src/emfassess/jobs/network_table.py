"""The antennas of a network as columns that every worker maps: where they are, and what their carriers weigh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected import Load
from emfassess.exposure.expected.traffic import loads_of, transmitted
from emfassess.field.network import Network, network_of
from emfassess.limits.limit_set import LimitSet
from emfassess.region.antenna_weights import carrier_coefficients, folded_weights
from emfassess.region.antennas import Antennas, antennas_of, mapped_antennas, save_antennas
from emfassess.stations import Station
from emfassess.summaries import Summarised
from emfassess.units import Floats

LEAST_ANTENNAS = 240
"""So many of the antennas nearest to a station are summed at every receptor: where stations are far apart, few antennas make
the level."""

FEW = 400
"""So few far antennas are summed at every receptor too: a background would save nothing."""


@dataclass(frozen=True, eq=False, repr=False)
class NetworkTable(Summarised):
    """Antennas of a network, their carriers by kinds that weigh alike in the limit sets of a run.

    Parameters
    ----------
    antennas : Antennas
        Their shares are not used.
    eirp, radiated : ndarray, shape (antenna, kind)
        Peak EIRP and radiated power of the carriers of each kind. [W]
    weight : ndarray, shape (scenario, row, kind)
        What one watt per square metre of a kind adds to the power density, the first row, and to the sums of each limit set.
    transmitted, gain_dbi : ndarray, shape (antenna,)
        Mean EIRP of each under the loads of expected levels [W], and the gain of its pattern [dBi].
    station : ndarray of int, shape (antenna,)
        Number of the station of each.
    station_ids : ndarray of str, shape (station,)
    sets : ndarray of str, shape (set,)
        Limit sets with their population.
    first_row : ndarray of int, shape (set + 1,)
        Where the rows of each begin, and where the last ends.
    """

    antennas: Antennas
    eirp: Floats
    radiated: Floats
    weight: Floats
    transmitted: Floats
    gain_dbi: Floats
    station: NDArray[np.int64]
    station_ids: NDArray[np.str_]
    sets: NDArray[np.str_]
    first_row: NDArray[np.int64]

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Number of a station by its id."""
        return {str(name): number for number, name in enumerate(self.station_ids)}

    def weight_under(self, limits: LimitSet) -> Floats:
        """Weights of the power density and of a limit set's sums, shape (scenario, row, kind)."""
        found = np.flatnonzero(self.sets == _name(limits))
        first, last = self.first_row[found[0] : found[0] + 2]
        return self.weight[:, [0, *range(first, last)]]

    def save(self, folder: Path) -> None:
        """Write the files that workers map."""
        save_antennas(self.antennas, folder)
        for name in _FILES:
            np.save(folder / f"network_{name}.npy", getattr(self, name))


_FILES = tuple(field.name for field in fields(NetworkTable) if field.name != "antennas")


@lru_cache(maxsize=2)
def mapped_table(folder: Path) -> NetworkTable:
    """Map the files of a table into memory, once a process."""
    antennas = mapped_antennas(folder, str(folder))
    return NetworkTable(antennas, *(np.load(folder / f"network_{name}.npy") for name in _FILES))


def network_table(
    stations: Sequence[Station], sets: Sequence[LimitSet], loads: Mapping[str, Load] = MappingProxyType({})
) -> NetworkTable | None:
    """Table of stations; None where it has no use or some antenna has no place in it: all are summed everywhere then.

    That is where a frequency lies outside a limit set, which the full sum reports of the stations concerned, and where a
    pattern weights its vertical cut by azimuth.
    """
    if sum(len(station.antennas) for station in stations) < LEAST_ANTENNAS + FEW:
        return None
    network = network_of(stations)
    try:
        coefficients = [_coefficients(network, limits) for limits in sets]
        return _table(network, stations, sets, coefficients, _mean_eirp(network, stations, loads))
    except ValueError:
        return None


def _mean_eirp(network: Network, stations: Sequence[Station], loads: Mapping[str, Load]) -> Floats:
    """Mean transmitted EIRP of each antenna, its traffic log-normal; shape (antenna,). [W]"""
    fed = [(antenna, carrier) for station in stations for antenna in station.antennas for carrier in antenna.carriers]
    median, spread_db = transmitted(network, loads_of(fed, loads))
    mean = network.eirp * median * np.exp((spread_db * np.log(10.0) / 10.0) ** 2 / 2.0)
    return np.bincount(network.antenna_index, mean, len(network.key)).astype(float)


def _coefficients(network: Network, limits: LimitSet) -> Floats:
    found = carrier_coefficients(network, limits)
    if not np.any(np.all(np.isfinite(found), axis=1)):
        raise ValueError(f"{limits.id}: no single quantity has levels for all carriers; a sum would leave some out")
    return np.nan_to_num(found, nan=0.0)


def _table(
    network: Network,
    stations: Sequence[Station],
    sets: Sequence[LimitSet],
    coefficients: Sequence[Floats],
    mean_eirp: Floats,
) -> NetworkTable:
    every = np.ones((1, len(network.frequency)))
    scenario = np.stack([network.duty_cycle, network.duty_cycle * network.power_reduction_factor])
    each = scenario[:, np.newaxis] * np.concatenate([every, *coefficients])
    weight, kind = np.unique(each, axis=-1, return_inverse=True)
    foot = np.array([station.foot_m for station in stations])[network.station_index]
    antennas = antennas_of(network, folded_weights(network, every, network.eirp), every, foot)
    order = np.argsort(network.key)
    own = order[np.searchsorted(network.key[order], antennas.rows["key"])]

    def by_kind(power: Floats) -> Floats:
        found = np.zeros((len(network.key), weight.shape[-1]))
        np.add.at(found, (network.antenna_index, kind.ravel()), power)
        return found[own]

    return NetworkTable(
        antennas=antennas,
        eirp=by_kind(network.eirp),
        radiated=by_kind(network.radiated_power),
        weight=weight,
        transmitted=mean_eirp[own],
        gain_dbi=np.array([pattern.gain_dbi for pattern, _ in network.patterns])[network.pattern_index][own],
        station=network.station_index[own],
        station_ids=np.array([station.id for station in stations]),
        sets=np.array([_name(limits) for limits in sets]),
        first_row=1 + np.cumsum([0, *(len(found) for found in coefficients)]),
    )


def _name(limits: LimitSet) -> str:
    return f"{limits.id} {limits.population}"
