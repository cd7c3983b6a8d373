"""Blocks of a network: the sums of all that is far beyond a square of some kilometres, taken once for its stations."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected.far_masts import FarMasts, far_part, mean_entry, nothing_far
from emfassess.exposure.expected.levels import ASSUMED_ROOF
from emfassess.field.background import (
    ALLOWED_DB,
    BEYOND_PROBES,
    FarPart,
    Interpolation,
    NodeBox,
    interpolation,
    upright_nodes,
)
from emfassess.field.far_antennas import FarAntennas, Scatterers, scatterers
from emfassess.field.models import LAST
from emfassess.geometry import LocalFrame
from emfassess.jobs.network_table import FEW, LEAST_ANTENNAS, NetworkTable
from emfassess.region.antennas import Rows, convergence
from emfassess.region.block_antennas import antennas_of_block
from emfassess.region.truncation import RANGE
from emfassess.units import Floats, decibel_from_ratio

BLOCK_DEG = 0.036
"""Side of a block along a meridian, 4 km. [deg]"""

BLOCK_GAP = 6_000.0
"""Antennas at least so far from a block are summed at its nodes. [m]"""

BLOCK_COUNTS = (6, 6)
HEIGHTS = (1.5, 5.0, 10.0, 22.5)
"""Above the ground, at which the expected part of what is far beyond a block is taken. [m]"""

MARGIN = 5.0
"""Boxes reach so far beyond the receptors, and a range is so exact. [m]"""

LOBE_SHARE = 0.35
"""Part of a lobe's half-power width that half a box may subtend, seen from an antenna of its background."""


@dataclass(frozen=True)
class Seen:
    """Extent of the receptors around every station, and how their levels are made.

    `half` and `top`: so far east and north, and so high above the ground [m]. `scatter_dbi` is the gain of scattered power
    beyond 60 m, None where nothing is scattered. `roof` [m] and `indoors` as of
    :class:`~emfassess.exposure.expected.ExpectedSettings`.
    """

    half: float
    top: float
    scatter_dbi: float | None = None
    roof: float = ASSUMED_ROOF
    indoors: str | None = None


@dataclass(frozen=True, eq=False)
class Surrounding:
    """Antennas in the plane of a block, with their scattered fields.

    Of each antenna, `station` and `site` are the number and the place of its station, (antenna, 2) [m], `carriers` how many
    carriers it has, and `reach` how near it may not be for the nodes of a station's box [m]. `place_station` is the number of
    the station at each place of the scatterers; places of two stations are two.
    """

    antennas: FarAntennas
    scatterers: Scatterers
    station: NDArray[np.int64]
    place_station: NDArray[np.int64]
    site: Floats
    carriers: NDArray[np.int64]
    reach: Floats
    masts: FarMasts

    @property
    def eirp(self) -> Floats:
        """Peak EIRP of all carriers of each antenna, shape (antenna,). [W]"""
        return np.asarray(self.antennas.eirp.sum(axis=0))

    def only(self, stations: NDArray[np.int64]) -> "Surrounding":
        """Those of some stations."""
        own = np.isin(self.station, stations)
        places = np.isin(self.place_station, stations)
        return Surrounding(
            self.antennas.only(own),
            self.scatterers.only(places),
            self.station[own],
            self.place_station[places],
            self.site[own],
            self.carriers[own],
            self.reach[own],
            FarMasts(*(values[own] for values in vars(self.masts).values())),
        )

    def sums_at(self, points: Floats) -> Floats:
        """Calculated power density of each kind at points, then the scattered one; shape (2 kinds, point). [W/m^2]"""
        return np.concatenate([self.antennas.sums_at(points), self.scatterers.sums_at(points)])

    def expected_at(self, points: Floats, height: Floats, seen: Seen) -> FarPart:
        """Part in expected levels at points of heights above the ground."""
        return far_part(self.masts, self.antennas.units_at(points), points, height, seen.roof, mean_entry(seen.indoors))


@dataclass(frozen=True, eq=False)
class NetworkBlock:
    """A block: `surrounding` are the antennas not far beyond it, in its plane, `far` the sums of all that are.

    `expected` is the part of those in expected levels in the middle of the block, at :data:`HEIGHTS`.
    `stations`, `antennas` and `carriers` count what is in `far`, `error_db` is the most that is off there.
    """

    frame: LocalFrame
    surrounding: Surrounding
    far: Interpolation | None
    stations: int = 0
    antennas: int = 0
    carriers: int = 0
    error_db: float = 0.0
    expected: FarPart | None = None

    def expected_at(self, height: Floats) -> FarPart:
        """Part of what is far beyond in expected levels: that at the next greater of the heights."""
        if self.expected is None:
            return nothing_far(len(height))
        return self.expected.only(np.minimum(np.searchsorted(HEIGHTS, height), len(HEIGHTS) - 1))


def lobe_reach(half: float, upright: float, height: Floats, across_deg: Floats, upright_deg: Floats) -> Floats:
    """Distance within which a lobe is too narrow for the nodes of a box.

    Half the box may subtend :data:`LOBE_SHARE` of the lobe's half-power width, in azimuth and, for the way upward and for
    the way along the ground, in elevation.

    Parameters
    ----------
    half, upright : float
        Half the sides of the box. [m]
    height : ndarray, shape (antenna,)
        Over the box's lowest receptors. [m]
    across_deg, upright_deg : ndarray, shape (antenna,)
        Half-power widths. [deg]

    Returns
    -------
    ndarray, shape (antenna,)
        [m]
    """
    across, elevation = LOBE_SHARE * np.radians(across_deg), LOBE_SHARE * np.radians(upright_deg)
    along = np.sqrt(np.abs(height) * half / elevation)
    return np.asarray(np.maximum.reduce([half / across, upright / elevation, along]))


def block_number(longitude: float, latitude: float) -> tuple[int, int]:
    """Row and column of the block that a place lies in; columns are as wide as rows are high."""
    row = int(np.floor(latitude / BLOCK_DEG))
    return row, int(np.floor(longitude / _column_deg(row)))


def _column_deg(row: int) -> float:
    return float(BLOCK_DEG / max(np.cos(np.radians((row + 0.5) * BLOCK_DEG)), 0.01))


@lru_cache(maxsize=16)
def block_of(table: NetworkTable, number: tuple[int, int], seen: Seen) -> NetworkBlock:
    """A block with its antennas."""
    frame, sides = _plane(number)
    index, place = table.antennas.within(frame, sides, RANGE + MARGIN)
    rows = table.antennas.rows[index]
    box = _box(sides, seen.half, seen.top)
    every = _surrounding(table, index, place, frame, seen)
    beyond = _far_stations(rows, every, sides, box)
    far = every.only(beyond)
    if len(far.station) > FEW:
        found, error_db = _between_nodes(far, box)
        if found is not None:
            around = every.only(np.setdiff1d(every.station, beyond))
            counts = len(beyond), len(far.station), int(far.carriers.sum())
            middle = np.column_stack([np.zeros((len(HEIGHTS), 2)), HEIGHTS])
            expected = far.expected_at(middle, np.array(HEIGHTS), seen)
            return NetworkBlock(frame, around, found, *counts, error_db, expected)
    return NetworkBlock(frame, every, None)


def _plane(number: tuple[int, int]) -> tuple[LocalFrame, tuple[float, float]]:
    """Plane around a block, and half its sides. [m]"""
    row, column = number
    wide = _column_deg(row)
    frame = LocalFrame((column + 0.5) * wide, (row + 0.5) * BLOCK_DEG)
    west, east, south, north = column * wide, (column + 1) * wide, row * BLOCK_DEG, (row + 1) * BLOCK_DEG
    x, y = frame.east_north([west, west, east, east], [south, north, south, north])
    return frame, (float(np.abs(x).max()), float(np.abs(y).max()))


def _box(sides: tuple[float, float], half: float, top: float) -> NodeBox:
    """NodeBox of a block that holds the boxes of its stations, whose planes are turned a little."""
    east, north = (side + half * np.sqrt(2.0) for side in sides)
    return NodeBox((-east, -north, 0.0), (east, north, top))


def _surrounding(
    table: NetworkTable,
    index: NDArray[np.int64],
    place: Floats,
    frame: LocalFrame,
    seen: Seen,
) -> Surrounding:
    """All antennas in the range of a block."""
    some, rows = antennas_of_block(table.antennas, index, place, frame), table.antennas.rows[index]
    turn = convergence(frame, rows)
    east, north = rows["east"], rows["north"]
    offset = np.column_stack([east * np.cos(turn) - north * np.sin(turn), east * np.sin(turn) + north * np.cos(turn)])
    station = np.asarray(table.station[index])
    eirp, radiated = (np.ascontiguousarray(np.asarray(power[index]).T) for power in (table.eirp, table.radiated))
    numbered = scatterers(np.column_stack([station, some.position]), radiated, seen.scatter_dbi)
    lobes = lobe_reach(seen.half, seen.top / 2, rows["height"], rows["across_deg"], rows["upright_deg"])
    return Surrounding(
        FarAntennas(some.position, some.axes, some.cap, some.index, some.tables, eirp),
        Scatterers(np.ascontiguousarray(numbered.places[1:]), numbered.power, seen.scatter_dbi),
        station,
        numbered.places[0].astype(np.int64),
        place - offset,
        rows["carriers"].astype(np.int64),
        np.maximum(lobes, LAST * rows["boundary"] + seen.half * np.sqrt(2.0)),
        FarMasts(
            some.position,
            station + rows["height"] / 10_000.0,
            rows["height"].astype(float),
            np.asarray(table.transmitted[index]),
            np.asarray(table.gain_dbi[index]),
        ),
    )


def _far_stations(rows: Rows, every: Surrounding, sides: tuple[float, float], box: NodeBox) -> NDArray[np.int64]:
    """Numbers of the stations far beyond a block: in the range of all of it, with no lobe too narrow for its nodes.

    Nor are they so strong that they would pass for near ones.
    """
    distance = np.abs(every.site)
    away = np.hypot(*np.maximum(distance - sides, 0.0).T)
    middle = np.hypot(*distance.T)
    nearest = np.sort(middle)[:LEAST_ANTENNAS]
    gap = max(BLOCK_GAP, float(nearest[-1]) + 2 * float(np.hypot(*sides))) if len(nearest) else BLOCK_GAP
    half = float(box.half[:2].max())
    reach = lobe_reach(half, float(box.half[2]), rows["height"], rows["across_deg"], rows["upright_deg"])
    strongest = every.eirp[away <= gap].max(initial=0.0)
    far = away**2 * strongest > gap**2 * np.maximum(every.eirp, strongest)
    good = far & (middle > reach) & (np.hypot(*(distance + sides).T) <= RANGE - MARGIN)
    return np.setdiff1d(every.station, every.station[~good])


def _between_nodes(far: Surrounding, box: NodeBox) -> tuple[Interpolation | None, float]:
    """Sums between the nodes of a block, and the most that they are off; None where that is too much. [dB]"""
    found = interpolation(far.sums_at, box, (*BLOCK_COUNTS, upright_nodes(box, 4)))
    probes = box.random_points()
    exact = far.sums_at(probes)
    off = np.abs(found.at(probes) - exact) / np.maximum(exact, np.finfo(float).tiny)
    off_db = float(decibel_from_ratio(1.0 + off.max()))
    return (found if off_db <= ALLOWED_DB else None), BEYOND_PROBES * off_db
