"""Networks of the tests of regions, and the full sum in double precision that they are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from builders.array_pattern import array_pattern
from builders.stations import carrier, parabolic
from emfassess.field import far_field, sources_of
from emfassess.field.network import network_of
from emfassess.field.scattered import scattered_power_density
from emfassess.geometry import LocalFrame
from emfassess.limits.limit_set import LimitSet
from emfassess.patterns import Pattern
from emfassess.readers.limit_sets import load_limits
from emfassess.region.antenna_weights import antenna_shares, carrier_coefficients
from emfassess.region.antennas import Antennas, antennas_of
from emfassess.region.block import BlockLevels, LevelChoice, block_levels
from emfassess.region.block_antennas import BlockAntennas, antennas_of_block
from emfassess.stations import Antenna, Station
from emfassess.units import Floats

HOME = LocalFrame(120.0, 30.0)
LIMITS = load_limits("gb-8702-2014")
KINDS = (array_pattern(8), array_pattern(12, 8.0), parabolic(17.0, 65.0, 7.0), parabolic(18.0, 33.0, 3.0))


def site(
    number: int,
    east: float,
    north: float,
    rng: np.random.Generator,
    patterns: Sequence[Pattern] = KINDS,
    height: float | None = None,
) -> Station:
    """Three sectors at a place of the plane around HOME."""
    both = (carrier(40.0, 942.0), carrier(80.0, 3500.0, power_reduction_factor=0.4))
    longitude, latitude = HOME.longitude_latitude(east, north)
    turn = float(rng.uniform(0, 120))
    antennas = tuple(
        Antenna(
            f"A{k}",
            patterns[int(rng.integers(len(patterns)))],
            float(rng.uniform(18, 50)) if height is None else height,
            (turn + 120 * k) % 360,
            both,
            mechanical_tilt_deg=float(rng.uniform(0, 8)),
        )
        for k in range(3)
    )
    return Station(f"S{number}", "site", "A", float(longitude), float(latitude), antennas)


def sites_at(places: Sequence[tuple[float, float]], seed: int = 1, **more: object) -> list[Station]:
    rng = np.random.default_rng(seed)
    return [site(number, east, north, rng, **more) for number, (east, north) in enumerate(places)]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    """One block of cells around HOME, and how cells lie in it."""

    stations: Sequence[Station]
    cell: float = 5.0
    rows: int = 200
    columns: int = 230
    limits: LimitSet = LIMITS

    @property
    def place(self) -> Floats:
        half = np.array([self.columns - 1, self.rows - 1]) * self.cell / 2
        return np.array([-half[0], self.cell, 0.0, half[1], 0.0, -self.cell])

    @property
    def antennas(self) -> Antennas:
        network = network_of(self.stations)
        return antennas_of(
            network,
            antenna_shares(network, self.limits),
            carrier_coefficients(network, self.limits),
            np.zeros(len(network.key)),
        )

    def antennas_in_range(self) -> BlockAntennas:
        antennas = self.antennas
        index, place = antennas.within(HOME, (600.0, 600.0), 40_000.0)
        return antennas_of_block(antennas, index, place, HOME)

    def points(self, height: Floats) -> Floats:
        row, column = np.mgrid[: self.rows, : self.columns]
        p = self.place
        return np.column_stack(
            [(p[0] + p[1] * column + p[2] * row).ravel(), (p[3] + p[4] * column + p[5] * row).ravel(), height.ravel()]
        )

    def levels(self, height: Floats | float = 1.7, main: int = 0) -> BlockLevels:
        high = np.broadcast_to(np.asarray(height, float), (self.rows, self.columns)).copy()
        return block_levels(self.antennas_in_range(), self.place, high, self.cell, LevelChoice(main, scatter_dbi=0.0))

    def _units(self, height: Floats | float, every: int) -> tuple[Floats, NDArray[np.int64], Floats]:
        """Every so many cells, the order of the antennas' keys, and the level of each antenna for one watt of EIRP there."""
        some = self.antennas_in_range()
        sources = sources_of(self.stations)
        key = network_of(self.stations).key
        order = np.argsort(key)
        order = order[np.isin(key[order], some.keys)]  # the others lie beyond the range
        sources = replace(
            sources,
            position=some.position,
            axes=some.axes,
            table_index=sources.table_index[order],
        )
        high = np.broadcast_to(np.asarray(height, float), (self.rows, self.columns)).copy()
        points = self.points(high)[::every]
        return points, order, far_field.reference_unit_density(sources, points)

    def full(self, height: Floats | float = 1.7, every: int = 7) -> tuple[Floats, Floats]:
        """Share of the limit of each antenna (in the order of keys) at every so many cells, theoretical and actual."""
        _, order, unit = self._units(height, every)
        share = antenna_shares(network_of(self.stations), self.limits)[..., order]
        both = [np.max(share[s] @ unit, axis=0) for s in range(2)]
        return np.stack(both), share[0].max(axis=0)[:, np.newaxis] * unit

    def full_bound(self, height: Floats | float = 1.7, every: int = 7) -> Floats:
        """Upper bound at every so many cells, theoretical: scattered power of each carrier added in plain NumPy."""
        points, order, unit = self._units(height, every)
        network = network_of(self.stations)
        share = antenna_shares(network, self.limits)[0][:, order]
        each = np.nan_to_num(carrier_coefficients(network, self.limits)) * network.radiated_power * network.duty_cycle
        weight = np.stack([np.bincount(network.antenna_index, row, len(network.key)) for row in each])[:, order]
        offset = points[np.newaxis] - self.antennas_in_range().position[:, np.newaxis]
        added = weight @ scattered_power_density(1.0, np.linalg.norm(offset, axis=-1))
        return np.asarray((share @ unit + added).max(axis=0))
