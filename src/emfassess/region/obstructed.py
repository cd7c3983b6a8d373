"""Blocks among buildings and hills: antennas nearby are obstructed cell by cell, all others count as in free space.

Rays to every antenna within 40 km would take days. Antennas beyond :data:`OBSTRUCTED` are summed unobstructed, so that the
level stays an upper one.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.ties import first_largest
from emfassess.field import Sources
from emfassess.field.obstruction import Obstruction, obstructed
from emfassess.field.summed import units_at, weighted_rows
from emfassess.region.antennas import Rows
from emfassess.region.block import BlockLevels, LevelChoice, Sums, as_levels, from_rectangle, summed_block
from emfassess.region.block_antennas import BlockAntennas
from emfassess.region.tile_kernel import TILE
from emfassess.units import Floats, Singles

OBSTRUCTED = 1000.0
"""Antennas farther from a tile than this count as in free space. [m]"""


def obstructed_levels(
    some: BlockAntennas,
    fed: Rows,
    place: Floats,
    height: Floats,
    cell: float,
    choice: LevelChoice,
    obstruction: Obstruction,
) -> BlockLevels:
    """As :func:`emfassess.region.block.block_levels`, with obstacles between near antennas and cells.

    Parameters
    ----------
    some : Around
    fed : structured array
        Carriers of its antennas one after the other; ``antenna`` says which of them, ``share`` (row,) their weights.
    place, height, cell, choice
        As for :func:`block_levels`.
    obstruction : Obstruction
        Over the scene of the block.
    """
    whole = Sums.empty(len(some.share), height.shape)
    for top in range(0, height.shape[0], TILE):
        for left in range(0, height.shape[1], TILE):
            part = slice(top, top + TILE), slice(left, left + TILE)
            if np.isfinite(height[part]).any():
                found = _tile(some, fed, _moved(place, top, left), height[part], cell, choice.main, obstruction)
                whole.put(part, found)
    return as_levels(some, whole, place, height, cell, choice)


def _moved(place: Floats, top: int, left: int) -> Floats:
    moved = place.copy()
    moved[0] += place[1] * left + place[2] * top
    moved[3] += place[4] * left + place[5] * top
    return moved


def _tile(
    some: BlockAntennas, fed: Rows, place: Floats, height: Floats, cell: float, main: int, obstruction: Obstruction
) -> Sums:
    """Sums of one tile; its origin stays that of the block."""
    near = from_rectangle(some.position, place, height.shape) <= OBSTRUCTED
    numbers = np.flatnonzero(~near)
    found = summed_block(some.only(~near), place, height, cell, main)
    found = replace(
        found,
        sums=found.sums * np.float32(obstruction.factor),
        level=found.level * np.float32(obstruction.factor),
        number=np.append(numbers, -1)[found.number],
    )
    if not near.any():
        return found
    row, column = np.nonzero(np.isfinite(height))
    points = np.column_stack(
        [
            place[0] + place[1] * column + place[2] * row,
            place[3] + place[4] * column + place[5] * row,
            height[row, column],
        ]
    )
    each = _near_shares(some.only(near), fed[near[fed["antenna"]]], np.cumsum(near) - 1, points, obstruction)
    found.sums[:, row, column] += each.sum(axis=1)
    most_restrictive = each[some.rows_in(main)].max(axis=0)
    strongest = first_largest(most_restrictive)
    level = most_restrictive[strongest, np.arange(len(points))]
    stronger = level > found.level[row, column]
    found.level[row[stronger], column[stronger]] = level[stronger]
    found.number[row[stronger], column[stronger]] = np.flatnonzero(near)[strongest[stronger]]
    return found


def _near_shares(
    near: BlockAntennas, fed: Rows, order: NDArray[np.int64], points: Floats, obstruction: Obstruction
) -> Singles:
    """Exposure ratio of each near antenna in each sum, with obstacles between, (row, antenna, point)."""
    antenna = order[fed["antenna"]]
    sources = _bare_sources(near, fed, antenna)
    factor = obstructed(sources, points, np.ones((len(fed), len(points))), obstruction)
    rows = weighted_rows(near.axes, near.cap, np.ones((1, len(near.keys))))
    unit = units_at(points, near.position, rows, near.index, near.tables)
    found = np.zeros((len(near.share), len(near.keys), len(points)), np.float32)
    weight = fed["share"].T
    for carrier, own in enumerate(antenna):
        found[:, own] += weight[:, carrier, np.newaxis] * (factor[carrier] * unit[own])
    return found


def _bare_sources(near: BlockAntennas, fed: Rows, antenna: NDArray[np.int64]) -> Sources:
    """Places and frequencies as the rooms of obstruction take them; patterns are not asked for."""
    none = np.zeros(0)
    return Sources(
        position=near.position,
        axes=near.axes,
        tables=none,
        maximum_attenuation=none,
        table_index=np.zeros(0, np.intp),
        antenna_index=antenna.astype(np.intp),
        station_index=np.zeros(len(fed), np.intp),
        eirp=np.asarray(fed["eirp"]),
        radiated_power=none,
        duty_cycle=np.ones(len(fed)),
        power_reduction_factor=np.ones(len(fed)),
        frequency=np.asarray(fed["frequency"]),
        stations=(),
        members=(),
    )
