"""Stations that are summed around one of a plan: those near it as records, the others as a background where it has one."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.result import Assessment
from emfassess.field.background import Background
from emfassess.field.sources import station_positions
from emfassess.jobs.network_background import Neighbourhood, neighbourhood
from emfassess.jobs.network_blocks import Seen
from emfassess.jobs.network_table import NetworkTable
from emfassess.jobs.plan import Plan
from emfassess.limits.limit_set import LimitSet
from emfassess.region.truncation import RANGE
from emfassess.stations import Station

FREE_TOP = 16.0
"""A box reaches so far above the antennas of its station, as sections do. [m]"""


@dataclass(frozen=True, eq=False)
class SummedStations:
    """The station first, and those near it; `left` counts stations out of range, `far` has all others."""

    stations: tuple[Station, ...]
    left: int
    table: NetworkTable | None = None
    far: Neighbourhood | None = None

    def background(self, limits: LimitSet) -> Background | None:
        """Background of the far stations under a limit set; None where all are near."""
        return None if self.table is None or self.far is None else self.far.background(self.table, limits)


def summed_stations(plan: Plan, index: int, also_near: Collection[int] = ()) -> SummedStations:
    """Stations in the range of one of a plan: near ones in the order of the plan, far ones as a background.

    `also_near` are numbers of stations that are near wherever they are.
    Named points outside the box of a background have near stations of their own: all stations are near then.
    """
    station = plan.stations[index]
    named = np.array([(p.east, p.north, p.height) for p in plan.named_points.get(station.id, ())]).reshape(-1, 3)
    table = plan.network
    if table is not None and np.abs(named[:, :2]).max(initial=0.0) <= plan.radius:
        top = max(named[:, 2].max(initial=0.0), *(a.height_m + FREE_TOP for a in station.antennas))
        seen = Seen(plan.radius, float(top), plan.scatter_dbi, plan.expected.roof, plan.expected.indoors)
        far = neighbourhood(table, station, seen, also_near)
        if far is not None:
            near = [plan.stations[number] for number in far.near_numbers if number != index]
            return SummedStations((station, *near), far.left, table, far)
    others = [other for number, other in enumerate(plan.stations) if number != index]
    position = station_positions([station, *others])[1:]
    in_range = [other for other, place in zip(others, position, strict=True) if np.hypot(*place) <= RANGE]
    return SummedStations((station, *in_range), len(others) - len(in_range) + plan.out_of_range)


def overlooked(summed: SummedStations, assessment: Assessment) -> NDArray[np.int64]:
    """Numbers of far stations of which an antenna adds more at an evaluation point than its main contributor.

    Those far beyond a block are none of them: they add less from there than the strongest antennas around it from nearby.
    """
    if summed.table is None or summed.far is None:
        return np.zeros(0, np.int64)
    levels, weight = assessment.place_levels, summed.table.weight_under(assessment.limits)
    each = summed.far.each(levels.points)
    more = np.zeros(len(each.station), dtype=np.bool_)
    for scenario, deciding in enumerate(levels.deciding_sum):
        share = (weight[scenario, 1 + deciding] @ each.eirp).T * each.unit * assessment.propagation.factor
        main = levels.contribution_ratios(assessment.weights, scenario).max(axis=0)
        more |= (share > main).any(axis=1)
    return np.unique(each.station[more])
