"""A network around each of its stations: near stations as records, all farther antennas as a background.

Three levels: antennas within a radius of the station are summed at every receptor, those farther at the nodes of a box around
the station, and those far beyond its block of some kilometres at the nodes of the block, once for all its stations. So the
work of a station does not grow with the network.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from emfassess.field.background import Background, FarPart, FarPartAt, FarSums, NodeBox
from emfassess.jobs.network_blocks import MARGIN, NetworkBlock, Seen, Surrounding, block_number, block_of
from emfassess.jobs.network_table import FEW, LEAST_ANTENNAS, NetworkTable
from emfassess.limits.limit_set import LimitSet
from emfassess.region.truncation import RANGE
from emfassess.stations import Station
from emfassess.summaries import Summarised
from emfassess.units import Floats

LEAST_RADIUS = 1500.0
"""Antennas within this distance of a station are summed at every receptor. [m]"""

TOP = 65.0
"""Height of the boxes; a multiple of it where receptors are higher, so that blocks serve several stations. [m]"""


@dataclass(frozen=True, eq=False)
class FarDensity:
    """Far antennas one by one.

    `station` is the number of the station of each, `eirp` its peak EIRP by kind, (kind, antenna) [W], `unit` the density
    for one watt of that, (antenna, point). [1/m^2]
    """

    station: NDArray[np.int64]
    eirp: Floats
    unit: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Neighbourhood(Summarised):
    """Stations near one of a network, by number and in their order, and its far antennas.

    Parameters
    ----------
    near_numbers : ndarray of int, shape (station,)
    left : int
        Stations out of range.
    stations, antennas, carriers : int
        How many are far.
    radius : float
        Antennas nearer than this are not far, nor are those farther that are stronger than all near ones and reach as much
        from where they are. [m]
    error_db : float
        Most that is off in the sums of the block. [dB]
    far : FarSums
    expected : FarPartAt
        What they add to expected levels.
    each : callable
        Those around the block one by one, at points.
    """

    near_numbers: NDArray[np.int64]
    left: int
    stations: int
    antennas: int
    carriers: int
    radius: float
    error_db: float
    far: FarSums
    expected: FarPartAt
    each: Callable[[Floats], FarDensity]

    def background(self, table: NetworkTable, limits: LimitSet) -> Background:
        """The background under a limit set of the table."""
        weight = table.weight_under(limits)
        return Background(
            self.far,
            weight,
            self.stations,
            self.antennas,
            self.carriers,
            self.radius,
            error_db=self.error_db,
            expected=self.expected,
        )


def neighbourhood(
    table: NetworkTable, station: Station, seen: Seen, also_near: Collection[int] = ()
) -> Neighbourhood | None:
    """Near stations and far antennas of a station; None where too few antennas are far.

    Parameters
    ----------
    table : NetworkTable
    station : Station
        One of its stations, by its id.
    seen : Seen
        What is looked at around it.
    also_near : collection of int
        Numbers of further stations that are near, wherever they are.
    """
    seen = replace(seen, half=seen.half + MARGIN, top=TOP * np.ceil((seen.top + MARGIN) / TOP))
    block = block_of(table, block_number(station.longitude, station.latitude), seen)
    around, place = block.surrounding, np.array(block.frame.east_north(station.longitude, station.latitude))
    in_range = np.hypot(*(around.site - place).T) <= RANGE
    away = np.hypot(*(around.antennas.position[:, :2] - place).T)
    if in_range.sum() <= LEAST_ANTENNAS:
        return None
    radius = max(LEAST_RADIUS, float(np.partition(away[in_range], LEAST_ANTENNAS - 1)[LEAST_ANTENNAS - 1]))
    strongest = around.eirp[away <= radius].max()
    close = away**2 * strongest <= radius**2 * np.maximum(around.eirp, strongest)
    close |= (away <= around.reach) | np.isin(around.station, [table.number_of[station.id], *also_near])
    near = np.unique(around.station[in_range & close])
    far = np.setdiff1d(around.station[in_range], near)
    summed = around.only(far)
    antennas = len(summed.station) + block.antennas
    if antennas < FEW:
        return None
    stations = len(far) + block.stations
    return Neighbourhood(
        near_numbers=near,
        left=len(table.station_ids) - len(near) - stations,
        stations=stations,
        antennas=antennas,
        carriers=int(summed.carriers.sum()) + block.carriers,
        radius=radius,
        error_db=block.error_db,
        **_far_sums(block, summed, station, place, seen),
    )


class _Far(TypedDict):
    far: FarSums
    expected: FarPartAt
    each: Callable[[Floats], FarDensity]


def _far_sums(block: NetworkBlock, far: Surrounding, station: Station, place: Floats, seen: Seen) -> _Far:
    """Sums of far antennas in the plane of a station, which is turned against that of its block; their expected part."""
    middle = np.radians((station.latitude + block.frame.latitude) / 2)
    turn = np.radians((station.longitude - block.frame.longitude + 180) % 360 - 180) * np.sin(middle)
    turned = np.array([[np.cos(turn), np.sin(turn), 0.0], [-np.sin(turn), np.cos(turn), 0.0], [0.0, 0.0, 1.0]])
    origin = np.array([*place, 0.0])

    def exact(points: Floats) -> Floats:
        there = points @ turned + origin
        found = far.sums_at(there)
        return found if block.far is None else found + block.far.at(there)

    def expected(points: Floats, height: Floats) -> FarPart:
        return far.expected_at(points @ turned + origin, height, seen).plus(block.expected_at(height))

    half, top = seen.half, seen.top
    return {
        "far": FarSums(exact, NodeBox((-half, -half, 0.0), (half, half, top))),
        "expected": expected,
        "each": lambda points: FarDensity(
            far.station, far.antennas.eirp, far.antennas.units_at(points @ turned + origin)
        ),
    }
