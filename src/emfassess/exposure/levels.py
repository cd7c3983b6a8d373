"""Levels at points, by antennas or by carriers: what is summed, and who contributes most."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.level_record import Levels
from emfassess.exposure.ratios import Weights, by_antenna
from emfassess.exposure.summed_rows import SummedRows, weights_of_deciding_sum
from emfassess.exposure.ties import first_largest
from emfassess.field import Sources, models, near_field
from emfassess.field.background import Background, BackgroundSums, joined_sums
from emfassess.field.models import FREE_SPACE, Propagation
from emfassess.units import Floats

__all__ = ["Levels", "antenna_levels", "antenna_names", "carrier_levels", "carrier_names"]

CHUNK_ELEMENTS = 1_000_000
"""Antennas times points that are held at once; bounds the memory, not the result."""

NOTABLE_SHARE = 0.05
"""A contributor of at least this share of the ratio makes the near-field flag (FCC calls 5 % significant too)."""


def carrier_levels(
    sources: Sources,
    weights: Weights,
    points: Floats,
    *,
    keep: bool = False,
    propagation: Propagation = FREE_SPACE,
    own: NDArray[np.bool_] | None = None,
    background: Background | None = None,
) -> Levels:
    """Levels at points with every carrier separate; `keep` keeps the contributions.

    `own` names antennas whose part of the sums is kept as well, shape (antenna,). `background` is added to the sums.
    """
    beyond = _background_at(points, background, propagation)
    boundary = near_field.antenna_boundaries(sources)
    names = carrier_names(sources)
    parts, mine = [], None if own is None else own[sources.antenna_index]
    for block in _blocks(len(points), len(names)):
        density, label = models.carrier_density(sources, points[block], propagation)
        near = near_field.is_near(sources, points[block], boundary)[sources.antenna_index]
        rows = SummedRows(density, weights.scenario, weights.combined, near, names, label, own=mine)
        parts.append(_block_levels(rows, points[block], _part(beyond, block)))
        if keep:
            parts[-1] = replace(parts[-1], contributions=density)
    return _joined(parts, points, names)


def antenna_levels(
    sources: Sources,
    weights: Weights,
    points: Floats,
    *,
    propagation: Propagation = FREE_SPACE,
    own: NDArray[np.bool_] | None = None,
    background: Background | None = None,
) -> Levels:
    """Levels at points with the carriers of each antenna taken together: the same sums, with less to carry along.

    `own` names antennas whose part of the sums is kept as well, shape (antenna,). `background` is added to the sums.

    Where all antennas are far away their carriers are scaled copies and are summed first; elsewhere each carrier has a
    near field of its own.
    """
    from emfassess.field.kernel import unit_density

    antennas = len(sources.position)
    power = by_antenna(weights.scenario * sources.eirp, sources.antenna_index, antennas)
    combined = by_antenna(weights.combined * sources.eirp, sources.antenna_index, antennas)
    boundary = near_field.antenna_boundaries(sources)
    names = antenna_names(sources)
    close = near_field.is_near_any(sources, points, models.carrier_range(sources, propagation))
    parts, order = [], np.argsort(close, kind="stable")
    beyond = _background_at(points, background, propagation)
    far, near = order[: len(points) - int(close.sum())], order[len(points) - int(close.sum()) :]
    for block in _blocks(len(far), antennas):
        here = points[far[block]]
        unit = unit_density(sources, here) * propagation.factor
        rows = SummedRows(unit, power, combined, near_field.is_near(sources, here, boundary), names, own=own)
        parts.append(_block_levels(rows, here, _part(beyond, far[block])))
    for block in _blocks(len(near), len(sources.eirp)):
        here = points[near[block]]
        density, label = models.carrier_density(sources, here, propagation)
        flags = near_field.is_near(sources, here, boundary)[sources.antenna_index]
        mine = None if own is None else own[sources.antenna_index]
        rows = SummedRows(
            density, weights.scenario, weights.combined, flags, names, label, group=sources.antenna_index, own=mine
        )
        parts.append(_block_levels(rows, here, _part(beyond, near[block])))
    return _joined(parts, points, names, np.argsort(order, kind="stable"))


@lru_cache(maxsize=4)
def carrier_names(sources: Sources) -> tuple[str, ...]:
    """Names of the carriers: ``station/antenna technology frequency``."""
    return tuple(
        f"{station.id}/{antenna.id} {carrier.technology} {carrier.frequency_mhz:g} MHz"
        for station, antenna, carrier in sources.members
    )


@lru_cache(maxsize=4)
def antenna_names(sources: Sources) -> tuple[str, ...]:
    """Names of the antennas: ``station/antenna``."""
    return tuple(dict.fromkeys(f"{station.id}/{antenna.id}" for station, antenna, _ in sources.members))


def _blocks(points: int, contributors: int) -> list[slice]:
    size = max(1, CHUNK_ELEMENTS // max(1, contributors))
    return [slice(first, first + size) for first in range(0, points, size)]


def _background_at(points: Floats, background: Background | None, propagation: Propagation) -> BackgroundSums | None:
    """Far antennas at points, with what the ground adds.

    Raises
    ------
    ValueError
        If ground or buildings do not do the same to all antennas.
    """
    if background is None:
        return None
    if not propagation.plain:
        raise ValueError("a background holds where ground and buildings are plain factors; sum all antennas here")
    return background.at(points).times(propagation.factor)


def _part(beyond: BackgroundSums | None, points: slice | NDArray[np.intp]) -> BackgroundSums | None:
    return None if beyond is None else beyond.only(points)


def _block_levels(rows: SummedRows, points: Floats, beyond: BackgroundSums | None = None) -> Levels:
    """Levels of one block."""
    combined, density, label = rows.combined, rows.density, rows.label
    sums, power_density = combined @ density, rows.power @ density
    if beyond is not None:
        sums, power_density = sums + beyond.sums, power_density + beyond.power_density
    main = np.empty((len(combined), len(points)), dtype=np.intp)
    flagged = np.zeros(len(points), dtype=np.bool_)
    main_label = np.full(len(points), models.FAR, dtype=np.uint8)
    by_name = np.argsort(rows.names, kind="stable")
    for scenario, weights in enumerate(combined):
        if scenario and np.array_equal(weights, combined[0]):  # no carrier has a reduction factor
            main[scenario] = main[0]
            continue
        shares = weights_of_deciding_sum(weights, first_largest(sums[scenario])) * density
        if scenario == 0 and label is not None:
            main_label = np.take_along_axis(label, first_largest(shares)[np.newaxis], axis=0)[0]
        notable = shares >= NOTABLE_SHARE * sums[scenario].max(axis=0)
        flagged |= (notable & rows.is_near).any(axis=0)
        grouped = shares if rows.group is None else by_antenna(shares.T, rows.group, len(rows.names)).T
        main[scenario] = first_largest(grouped, by_name)
    own = None if rows.own is None else combined[..., rows.own] @ density[rows.own]
    return Levels(points, power_density, sums, main, rows.names, flagged, main_label, own_sums=own, background=beyond)


def _joined(
    parts: Sequence[Levels], points: Floats, names: tuple[str, ...], back: NDArray[np.intp] | None = None
) -> Levels:
    """Blocks put together; `back` brings points that were taken in another order to their places."""
    if not parts:
        raise ValueError("there is no point to compute")
    kept = [part.contributions for part in parts if part.contributions is not None]
    own = [part.own_sums for part in parts if part.own_sums is not None]
    beyond = [part.background for part in parts if part.background is not None]
    place = slice(None) if back is None else back
    return Levels(
        points,
        np.concatenate([part.power_density for part in parts], axis=-1)[..., place],
        np.concatenate([part.sums for part in parts], axis=-1)[..., place],
        np.concatenate([part.main_contributor for part in parts], axis=-1)[..., place],
        names,
        np.concatenate([part.near_field for part in parts])[place],
        np.concatenate([part.model for part in parts])[place],
        np.concatenate(kept, axis=-1) if kept else None,
        np.concatenate(own, axis=-1)[..., place] if own else None,
        background=joined_sums(beyond).only(place) if beyond else None,
    )
