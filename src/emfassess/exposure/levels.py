"""Levels at points: power density, sums of the exposure ratios, who contributes most, and near-field flags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.ratios import Weights, by_antenna
from emfassess.exposure.summed_rows import SummedRows, weights_of_deciding_sum
from emfassess.exposure.ties import first_largest
from emfassess.field import Sources, models, near_field
from emfassess.field.models import FREE_SPACE, Propagation
from emfassess.summaries import Summarised
from emfassess.units import Floats, field_strength_from_power_density

CHUNK_ELEMENTS = 1_000_000
"""Antennas times points that are held at once; bounds the memory, not the result."""

NOTABLE_SHARE = 0.05
"""A contributor of at least this share of the ratio makes the near-field flag (FCC calls 5 % significant too)."""


@dataclass(frozen=True, eq=False, repr=False)
class Levels(Summarised):
    """Levels at points, for the scenarios of :data:`emfassess.field.SCENARIOS`.

    Parameters
    ----------
    points : ndarray, shape (point, 3)
        East, north, up from the ground at the origin. [m]
    power_density : ndarray, shape (scenario, point)
        Of all carriers. [W/m^2]
    sums : ndarray, shape (scenario, sum, point)
        Sums of the exposure ratios.
    main_contributor : ndarray of int, shape (scenario, point)
        Who adds most to the deciding sum: an index into `contributors`.
    contributors : tuple of str
        Names of antennas or carriers.
    near_field : ndarray of bool, shape (point,)
        A notable contributor is nearer than its far-field boundary.
    model : ndarray of int, shape (point,)
        Which model gave the level of the main contributor: an index into :data:`emfassess.field.models.LABELS`.
    contributions : ndarray, shape (contributor, point), optional
        Power density of each contributor at full rated power, where it was kept. [W/m^2]
    own_sums : ndarray, shape (scenario, sum, point), optional
        The part of `sums` that some of the contributors add, where it was asked for.
    scattered_density : ndarray, shape (scenario, point), optional
        Power density of scattered fields, which the upper bound has in addition. [W/m^2]
    scattered_sums : ndarray, shape (scenario, sum, point), optional
        Their sums of the exposure ratios.
    """

    points: Floats
    power_density: Floats
    sums: Floats
    main_contributor: NDArray[np.intp]
    contributors: tuple[str, ...]
    near_field: NDArray[np.bool_]
    model: NDArray[np.uint8]
    contributions: Floats | None = None
    own_sums: Floats | None = None
    scattered_density: Floats | None = None
    scattered_sums: Floats | None = None

    def _summary(self) -> Mapping[str, object]:
        return {
            "points": len(self.points),
            "contributors": len(self.contributors),
            "max_power_density": self.power_density.max(axis=1, initial=0.0).tolist(),
            "max_exposure_ratio": self.exposure_ratio.max(axis=1, initial=0.0).tolist(),
        }

    @property
    def model_names(self) -> tuple[str, ...]:
        """Names of the models that gave the levels, one a point."""
        return tuple(models.LABELS[index] for index in self.model)

    @property
    def field_strength(self) -> Floats:
        """Electric field strength of the same power density, shape (scenario, point). [V/m]"""
        return field_strength_from_power_density(self.power_density)

    @property
    def exposure_ratio(self) -> Floats:
        """Most restrictive of the sums, shape (scenario, point)."""
        return np.asarray(self.sums.max(axis=1))

    @property
    def deciding_sum(self) -> NDArray[np.intp]:
        """Which sum that is, shape (scenario, point)."""
        return first_largest(np.moveaxis(self.sums, 1, 0))

    @property
    def own_ratio(self) -> Floats:
        """Own part of the exposure ratio, in the sum that decides; shape (scenario, point).

        Raises
        ------
        ValueError
            If the levels were computed without own contributors.
        """
        if self.own_sums is None:
            raise ValueError("the levels were computed without an own part")
        return np.take_along_axis(self.own_sums, self.deciding_sum[:, np.newaxis], axis=1)[:, 0]

    @property
    def bound_power_density(self) -> Floats:
        """Upper bound of the power density, calculated plus scattered; shape (scenario, point). [W/m^2]

        Raises
        ------
        ValueError
            If the levels were computed without scattered fields.
        """
        return self.power_density + _required(self.scattered_density)

    @property
    def bound_exposure_ratio(self) -> Floats:
        """Most restrictive of the sums of the upper bound, shape (scenario, point).

        Raises
        ------
        ValueError
            If the levels were computed without scattered fields.
        """
        return np.asarray((self.sums + _required(self.scattered_sums)).max(axis=1))

    def only(self, points: NDArray[np.intp]) -> "Levels":
        """Levels at some of the points, by their indices."""
        return replace(
            self,
            points=self.points[points],
            power_density=self.power_density[..., points],
            sums=self.sums[..., points],
            main_contributor=self.main_contributor[..., points],
            near_field=self.near_field[points],
            model=self.model[points],
            contributions=_at(self.contributions, points),
            own_sums=_at(self.own_sums, points),
            scattered_density=_at(self.scattered_density, points),
            scattered_sums=_at(self.scattered_sums, points),
        )


def _at(values: Floats | None, points: NDArray[np.intp]) -> Floats | None:
    return None if values is None else values[..., points]


def _required(scattered: Floats | None) -> Floats:
    if scattered is None:
        raise ValueError("the levels were computed without scattered fields")
    return scattered


def carrier_levels(
    sources: Sources,
    weights: Weights,
    points: Floats,
    *,
    keep: bool = False,
    propagation: Propagation = FREE_SPACE,
    own: NDArray[np.bool_] | None = None,
) -> Levels:
    """Levels at points with every carrier separate; `keep` keeps the contributions.

    `own` names antennas whose part of the sums is kept as well, shape (antenna,).
    """
    boundary = near_field.antenna_boundaries(sources)
    names = carrier_names(sources)
    parts, mine = [], None if own is None else own[sources.antenna_index]
    for block in _blocks(len(points), len(names)):
        density, label = models.carrier_density(sources, points[block], propagation)
        near = near_field.is_near(sources, points[block], boundary)[sources.antenna_index]
        rows = SummedRows(density, weights.scenario, weights.combined, near, names, label, own=mine)
        parts.append(_block_levels(rows, points[block]))
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
) -> Levels:
    """Levels at points with the carriers of each antenna taken together: the same sums, with less to carry along.

    `own` names antennas whose part of the sums is kept as well, shape (antenna,).

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
    far, near = order[: len(points) - int(close.sum())], order[len(points) - int(close.sum()) :]
    for block in _blocks(len(far), antennas):
        here = points[far[block]]
        unit = unit_density(sources, here) * propagation.factor
        rows = SummedRows(unit, power, combined, near_field.is_near(sources, here, boundary), names, own=own)
        parts.append(_block_levels(rows, here))
    for block in _blocks(len(near), len(sources.eirp)):
        here = points[near[block]]
        density, label = models.carrier_density(sources, here, propagation)
        flags = near_field.is_near(sources, here, boundary)[sources.antenna_index]
        mine = None if own is None else own[sources.antenna_index]
        rows = SummedRows(
            density, weights.scenario, weights.combined, flags, names, label, group=sources.antenna_index, own=mine
        )
        parts.append(_block_levels(rows, here))
    return _joined(parts, points, names, np.argsort(order, kind="stable"))


def carrier_names(sources: Sources) -> tuple[str, ...]:
    """Names of the carriers: ``station/antenna technology frequency``."""
    return tuple(
        f"{station.id}/{antenna.id} {carrier.technology} {carrier.frequency_mhz:g} MHz"
        for station, antenna, carrier in sources.members
    )


def antenna_names(sources: Sources) -> tuple[str, ...]:
    """Names of the antennas: ``station/antenna``."""
    return tuple(dict.fromkeys(f"{station.id}/{antenna.id}" for station, antenna, _ in sources.members))


def _blocks(points: int, contributors: int) -> list[slice]:
    size = max(1, CHUNK_ELEMENTS // max(1, contributors))
    return [slice(first, first + size) for first in range(0, points, size)]


def _block_levels(rows: SummedRows, points: Floats) -> Levels:
    """Levels of one block."""
    combined, density, label = rows.combined, rows.density, rows.label
    sums = combined @ density
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
    return Levels(points, rows.power @ density, sums, main, rows.names, flagged, main_label, own_sums=own)


def _joined(
    parts: Sequence[Levels], points: Floats, names: tuple[str, ...], back: NDArray[np.intp] | None = None
) -> Levels:
    """Blocks put together; `back` brings points that were taken in another order to their places."""
    if not parts:
        raise ValueError("there is no point to compute")
    kept = [part.contributions for part in parts if part.contributions is not None]
    own = [part.own_sums for part in parts if part.own_sums is not None]
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
    )
