"""A network in batches: neighbouring stations with those in their range, so that a worker holds no more than it needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from emfassess.jobs.plan import Plan
from emfassess.units import Floats

RANGE = 40_000.0
"""Stations farther than this lie beyond the radio horizon of 50 m masts and are not summed. [m]"""

MOST = 32
"""Stations of a batch at most; fewer where all workers would not have several."""

_RADIUS = 6_356_000.0
_SLACK = 1.01
_SQUARE_DEG = 0.5


@dataclass(frozen=True)
class Batch:
    """Some stations of a plan: `own` are their numbers there, `places` those in `plan`, which has all in their range."""

    plan: Plan
    own: tuple[int, ...]
    places: tuple[int, ...]


def batches_of(plan: Plan, workers: int, chosen: Sequence[int] | None = None) -> list[Batch]:
    """Cut a plan, or the chosen numbers of its stations, into batches of neighbours.

    Each station is summed with the same others, in the same order.
    """
    on_sphere = _on_sphere(plan)
    tree = cKDTree(on_sphere)
    order = _by_squares(plan)
    if chosen is not None:
        order = order[np.isin(order, chosen)]
    size = max(1, min(MOST, len(order) // (4 * workers)))
    return [_batch(plan, tree, on_sphere, np.sort(order[k : k + size])) for k in range(0, len(order), size)]


def in_range(plan: Plan) -> Iterator[NDArray[np.intp]]:
    """Numbers of the stations in the range of each station, itself among them, in their order."""
    on_sphere = _on_sphere(plan)
    tree = cKDTree(on_sphere)
    for place in on_sphere:
        yield np.sort(np.array(tree.query_ball_point(place, RANGE * _SLACK), dtype=np.intp))


def _on_sphere(plan: Plan) -> Floats:
    longitude = np.radians([station.longitude for station in plan.stations])
    latitude = np.radians([station.latitude for station in plan.stations])
    level = np.cos(latitude)
    return np.asarray(
        np.column_stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)]) * _RADIUS
    )


def _by_squares(plan: Plan) -> NDArray[np.intp]:
    """Numbers of the stations, square by square on earth."""
    row = [station.latitude // _SQUARE_DEG for station in plan.stations]
    column = [station.longitude // _SQUARE_DEG for station in plan.stations]
    return np.lexsort((np.arange(len(row)), np.array(column), np.array(row)))


def _batch(plan: Plan, tree: cKDTree, on_sphere: Floats, own: NDArray[np.intp]) -> Batch:
    # the chord on the least radius is shorter than the way on the ellipsoid; the distance is compared exactly later
    near = tree.query_ball_point(on_sphere[own], RANGE * _SLACK)
    members = np.unique(np.concatenate([own, *(np.array(found, dtype=np.intp) for found in near)]))
    some = replace(
        plan,
        stations=tuple(plan.stations[index] for index in members),
        out_of_range=plan.out_of_range + len(plan.stations) - len(members),
    )
    return Batch(some, tuple(int(k) for k in own), tuple(int(k) for k in np.searchsorted(members, own)))
