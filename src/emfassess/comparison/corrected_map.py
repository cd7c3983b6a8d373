"""A map of fused levels: the expected level over a grid of receptors, corrected by what was measured.

Where hardly any level can be expected, the calculated one is corrected (:mod:`emfassess.comparison.reference`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.comparison.kriging import Competitor, FusedLevels, Fusion, Known, cross_validation, fuse, fused_levels
from emfassess.comparison.reference import Reference, ReferenceAtPoints, reference_levels, reference_of
from emfassess.comparison.result import Comparison
from emfassess.exposure.uncertainty import COVERAGE
from emfassess.summaries import Summarised
from emfassess.surroundings.receptors import GROUND_HEIGHT
from emfassess.units import Floats, decibel_from_ratio, ratio_from_decibel

CELLS = 100
"""Cells along the longer side where no cell is asked for."""

LEAST_CELL = 1.0
MARGIN = 0.1
"""The map reaches so far beyond the measured points, as a share of its longer side."""


@dataclass(frozen=True, eq=False, repr=False)
class FusedMap(Summarised):
    """Fused levels on the ground around measured points.

    Parameters
    ----------
    comparison : Comparison
    fusion : Fusion
        From its points that are not censored and whose reference is given.
    reference : Reference
        Level that is corrected.
    east, north : ndarray, shape (column,), (row,)
        Centres of the cells. [m]
    height : float
        Of the receptors above the ground. [m]
    cell : float
        Side of the cells. [m]
    predicted_ratio : ndarray, shape (row, column)
        Exposure ratio of the reference alone; not a number where it is absent.
    levels : FusedLevels
        Along the cells row by row; not a number where the reference is absent.
    indoors : ndarray of bool, shape (row, column)
        Receptors inside buildings, whose level is not reported.
    validation : tuple of Competitor
        What leaving one point out says of the model, of interpolation and of the fusion.
    assumptions : tuple of Assumption
    """

    comparison: Comparison
    fusion: Fusion
    reference: Reference
    east: Floats
    north: Floats
    height: float
    cell: float
    predicted_ratio: Floats
    levels: FusedLevels
    indoors: NDArray[np.bool_]
    validation: tuple[Competitor, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def exposure_ratio(self) -> Floats:
        """Median exposure ratio: the model's, times the correction of the power density; shape (row, column)."""
        return np.asarray(self.predicted_ratio * ratio_from_decibel(self._grid(self.levels.correction_db)))

    @property
    def upper_exposure_ratio(self) -> Floats:
        """Upper end of the 95 % interval of the exposure ratio, shape (row, column)."""
        half = self.levels.factor * self.levels.standard_db
        return np.asarray(self.exposure_ratio * ratio_from_decibel(self._grid(half)))

    @property
    def width_db(self) -> Floats:
        """Half width of the 95 % interval, shape (row, column). [dB]"""
        return self._grid(self.levels.factor * self.levels.standard_db)

    def _grid(self, values: Floats) -> Floats:
        return values.reshape(len(self.north), len(self.east))


def fusion_of(comparison: Comparison, *, common_db: float = 0.0) -> Fusion:
    """Fuse the expected level of a comparison with its measurements that are not censored.

    The calculated level takes its place where hardly any level can be expected.

    Parameters
    ----------
    comparison : Comparison
    common_db : float
        Standard uncertainty that all readings share (calibration of one instrument). It is taken out of that of each. [dB]

    Raises
    ------
    ValueError
        If too few or too many points are left.
    """
    return _fusion_with(reference_of(comparison), comparison, common_db)


def _fusion_with(reference: ReferenceAtPoints, comparison: Comparison, common_db: float) -> Fusion:
    kept = reference.usable
    standard = comparison.measured_uncertainty_db[kept] / COVERAGE
    own = np.sqrt(np.maximum(standard**2 - common_db**2, 0.0))
    places = comparison.levels.points[kept, :2]
    return fuse(Known(places, reference.level_db[kept], comparison.measured_db[kept], own, common_db))


def fused_map(
    comparison: Comparison,
    *,
    bounds: Sequence[float] | None = None,
    cell: float | None = None,
    height: float = GROUND_HEIGHT,
    common_db: float = 0.0,
) -> FusedMap:
    """Fused levels over the area of a comparison.

    Parameters
    ----------
    comparison : Comparison
    bounds : (west, south, east, north), optional
        In the plane of the first station; the measured points with a margin if left out. [m]
    cell : float, optional
        A hundredth of the longer side if left out. [m]
    height : float
        Of the receptors above the ground. [m]
    common_db : float
        Standard uncertainty that all readings share. [dB]

    Returns
    -------
    FusedMap
    """
    reference = reference_of(comparison)
    fusion = _fusion_with(reference, comparison, common_db)
    west, south, eastern, northern = bounds or _bounds_of(comparison.levels.points)
    side = cell or max(LEAST_CELL, max(eastern - west, northern - south) / CELLS)
    if not (eastern > west and northern > south and side > 0):
        raise ValueError(f"bounds {west:g}, {south:g}, {eastern:g}, {northern:g} and cell {side:g} m hold no receptor")
    east, north = _centres(west, eastern, side), _centres(south, northern, side)
    across, along = (axis.ravel() for axis in np.meshgrid(east, north))
    above = np.full(across.size, height)
    points = comparison.scene.on_ground(np.column_stack([across, along, above]))
    density, ratio = reference_levels(comparison, reference.kind, points, above)
    shape = (len(north), len(east))
    return FusedMap(
        comparison=comparison,
        fusion=fusion,
        reference=reference.kind,
        east=east,
        north=north,
        height=height,
        cell=side,
        predicted_ratio=ratio.reshape(shape),
        levels=_fused_where_given(fusion, points[:, :2], density),
        indoors=comparison.scene.indoors(points).reshape(shape),
        validation=cross_validation(fusion, reference.expanded_db[reference.usable]),
        assumptions=_map_assumptions(fusion, comparison, reference),
    )


def _fused_where_given(fusion: Fusion, places: Floats, density: Floats) -> FusedLevels:
    """Fused levels at places, (point, 2), not a number where the density of the reference is not one."""
    given = np.isfinite(density)
    found = fused_levels(fusion, places[given], decibel_from_ratio(density[given]))
    median, correction, standard = np.full((3, len(places)), np.nan)
    median[given], correction[given], standard[given] = found.median_db, found.correction_db, found.standard_db
    return FusedLevels(median, correction, standard, found.factor)


def _centres(low: float, high: float, side: float) -> Floats:
    """Centres of the cells between two ends; the last may reach beyond. [m]"""
    count = max(1, int(np.ceil((high - low) / side - 1e-9)))
    return np.asarray(low + side * (np.arange(count, dtype=float) + 0.5))


def _bounds_of(points: Floats) -> tuple[float, float, float, float]:
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    margin = max(MARGIN * float((high - low).max()), 10.0)
    return (float(low[0] - margin), float(low[1] - margin), float(high[0] + margin), float(high[1] + margin))


def _map_assumptions(fusion: Fusion, comparison: Comparison, reference: ReferenceAtPoints) -> tuple[Assumption, ...]:
    """Assumptions of the map."""
    structure, count = fusion.structure, str(len(fusion.known.places))
    if structure.independent:
        found = [Assumption("fusion-bias-only", (("points", count),))]
    else:
        figures = {
            "points": count,
            "deviation": f"{structure.variance**0.5:.1f}",
            "length": f"{structure.length:.0f}",
            "nugget": f"{structure.nugget**0.5:.1f}",
        }
        found = [Assumption("fusion-kriging", tuple(figures.items()))]
    found += [*_reference_assumptions(comparison, reference), Assumption("fusion-plane-distances")]
    if fusion.known.common_db:
        found.append(Assumption("fusion-common-uncertainty", (("uncertainty", f"{fusion.known.common_db:g}"),)))
    else:
        found.append(Assumption("fusion-errors-independent"))
    if comparison.censored.any():
        found.append(Assumption("fusion-censored-left-out", (("count", str(int(comparison.censored.sum()))),)))
    return tuple(found)


def _reference_assumptions(comparison: Comparison, reference: ReferenceAtPoints) -> list[Assumption]:
    """Which level is corrected, and what is left out for lack of it."""
    seen = int((~comparison.censored).sum())
    if reference.kind is Reference.CALCULATED:
        given = int((~comparison.censored & np.isfinite(comparison.expected.median)).sum())
        return [Assumption("fusion-of-calculated", (("count", str(given)), ("points", str(seen))))]
    absent = seen - int(reference.usable.sum())
    stated = [Assumption("fusion-of-expected")]
    return [*stated, Assumption("fusion-expected-absent", (("count", str(absent)),))] if absent else stated
