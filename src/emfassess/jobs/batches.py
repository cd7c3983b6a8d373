"""A network in batches: neighbouring stations with those in their range, so that a worker holds no more than it needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from emfassess.jobs.network_blocks import block_number
from emfassess.jobs.plan import Plan
from emfassess.jobs.station_shelf import shelf_of, write_stations
from emfassess.stations import Station
from emfassess.units import Floats

RANGE = 40_000.0
"""Stations farther than this lie beyond the radio horizon of 50 m masts and are not summed. [m]"""

MOST = 32
"""Stations of a batch at most; fewer where all workers would not have several."""

_RADIUS = 6_356_000.0
_SLACK = 1.01


@dataclass(frozen=True)
class Batch:
    """Some stations of a plan: `own` are their numbers there, `places` those in `plan`, which has all in their range."""

    plan: Plan
    own: tuple[int, ...]
    places: tuple[int, ...]


def batches_of(
    plan: Plan, workers: int, chosen: Sequence[int] | None = None, folder: Path | None = None
) -> list[Batch]:
    """Cut a plan, or the chosen numbers of its stations, into batches of neighbours.

    Each station is summed with the same others, in the same order. With a `folder` the network is written there, if it has
    backgrounds, and workers read from it what they need; else each batch has all stations in its range.
    """
    order = _by_squares(plan)
    if chosen is not None:
        order = order[np.isin(order, chosen)]
    size = max(1, min(MOST, len(order) // (4 * workers)))
    every = [np.sort(order[k : k + size]) for k in range(0, len(order), size)]
    if folder is not None and plan.network is not None:
        plan.network.save(folder)
        write_stations(plan.stations, folder)
        on_disk = replace(plan, stations=shelf_of(folder), network_folder=folder)
        return [_only(on_disk, plan.stations, own) for own in every]
    on_sphere = _on_sphere(plan)
    tree = cKDTree(on_sphere)
    return [_batch(plan, tree, on_sphere, own) for own in every]


def _only(plan: Plan, stations: Sequence[Station], own: NDArray[np.intp]) -> Batch:
    """A batch of a network on disk, with what its own stations have in a plan."""
    names = [stations[number].id for number in own]
    some = replace(
        plan,
        named_points={name: plan.named_points[name] for name in names if name in plan.named_points},
        national={name: plan.national[name] for name in names if name in plan.national},
        limit_assumptions={name: plan.limit_assumptions[name] for name in names if name in plan.limit_assumptions},
    )
    return Batch(some, tuple(own.tolist()), tuple(own.tolist()))


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
    """Numbers of the stations, block by block of the network's backgrounds: each is made once, by one worker."""
    row, column = np.array([block_number(station.longitude, station.latitude) for station in plan.stations]).T
    return np.lexsort((np.arange(len(row)), column, row))


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
