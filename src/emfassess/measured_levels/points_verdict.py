"""The verdict over some points of a campaign, by one rule."""

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.compliance import Verdict, worst
from emfassess.measured_levels.result import MeasuredLevels


@dataclass(frozen=True)
class PointsVerdict:
    """Verdict over some points, with the point that governs it.

    Parameters
    ----------
    verdict : Verdict
        The most severe of the points; not assessable where a point has no edition of the limits and none exceeds.
    target : Verdict or None
        The same for the target of a single project, where the set has one.
    governing_point : int
        Index of the point with the maximum exposure ratio among those with the most severe verdict.
    exposure_ratio : float
        Of the governing point.
    upper_bound : bool
        The exposure ratio is an upper bound: something was below the lower detection limit of the instrument.
    expanded_uncertainty_db : float
        Of the governing point (k = 1.96). [dB]
    day : date
        Last day of the points.
    exceeding : tuple of str
        Ids of the points above the limit.
    without_edition : tuple of str
        Ids of the points for whose day no edition of the limits is known.
    """

    verdict: Verdict
    target: Verdict | None
    governing_point: int
    exposure_ratio: float
    upper_bound: bool
    expanded_uncertainty_db: float
    day: datetime.date
    exceeding: tuple[str, ...]
    without_edition: tuple[str, ...]


def verdict_of_points(levels: MeasuredLevels, points: NDArray[np.intp]) -> PointsVerdict | None:
    """Verdict over some points by the editions of their days.

    Parameters
    ----------
    levels : MeasuredLevels
    points : ndarray of int, shape (point,)
        Indices of the points.

    Returns
    -------
    PointsVerdict or None
        None where there is no point, or no edition of the limits is known for any of them.
    """
    by_point = {int(point): found for point in points if (found := levels.verdicts[point]) is not None}
    if not by_point:
        return None
    most_severe = worst(by_point.values())
    candidates = [point for point, found in by_point.items() if found == most_severe]
    top = max(candidates, key=lambda point: levels.exposure_ratio[point])
    without = tuple(levels.point_ids[point] for point in points if levels.verdicts[point] is None)
    # a point without a limit may be above it: only an exceedance elsewhere is certain
    verdict = worst((most_severe, Verdict.NOT_ASSESSABLE)) if without else most_severe
    targets = [t for point in by_point if (t := levels.on_the_day.target_verdicts[point]) is not None]
    return PointsVerdict(
        verdict=verdict,
        target=worst(targets) if targets else None,
        governing_point=top,
        exposure_ratio=float(levels.exposure_ratio[top]),
        upper_bound=bool(levels.upper_bound[top]),
        expanded_uncertainty_db=float(levels.expanded_uncertainty_db[top]),
        day=max(day for point in by_point if (day := levels.days[point]) is not None),
        exceeding=tuple(levels.point_ids[point] for point, found in by_point.items() if found.is_exceedance),
        without_edition=without,
    )
