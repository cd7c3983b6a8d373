"""Relevant sources: where a level is the sum of many stations, which of them answers for it.

A station is a relevant source at a point where its own exposure ratio is at least 0.05. Where the sum is above the limit and
no station has that much, the largest contributors that together make half of the sum are relevant: a place above the limit
always has somebody who answers for it.

References
----------
.. [1] EN 50400:2006 and IEC 62232: relevant sources, exposure ratio of at least 0.05. Clauses not read.
"""

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.levels import Levels, carrier_levels
from emfassess.exposure.ratios import Weights, by_antenna
from emfassess.exposure.ties import first_largest, largest_first
from emfassess.field import SCENARIOS, Propagation, Sources
from emfassess.field.background import Background
from emfassess.units import Floats

RELEVANT_RATIO = 0.05
"""Own exposure ratio from which on a station is a relevant source."""


def station_ratios(levels: Levels, sources: Sources, weights: Weights, scenario: int) -> Floats:
    """Part of each station in the sum that decides at each point, shape (station, point).

    Parameters
    ----------
    levels : Levels
        By carriers, with their contributions.
    sources, weights : Sources, Weights
    scenario : int
        Row of the scenario.

    Raises
    ------
    ValueError
        If the levels have no contributions.
    """
    ratios = levels.contribution_ratios(weights, scenario)
    return by_antenna(ratios.T, sources.station_index, len(sources.stations)).T


def relevant_sources(
    ratios: Floats, relevant_ratio: float = RELEVANT_RATIO, background_ratio: Floats | float = 0.0
) -> NDArray[np.bool_]:
    """Which stations are relevant sources at each point.

    Parameters
    ----------
    ratios : ndarray, shape (station, point)
        Part of each station in the exposure ratio.
    relevant_ratio : float
        Part from which on a station is relevant.
    background_ratio : ndarray, shape (point,)
        Part of all stations that are not among them.

    Returns
    -------
    ndarray of bool, shape (station, point)
    """
    relevant = ratios >= relevant_ratio
    total = ratios.sum(axis=0) + background_ratio
    unowned = (total > 1.0) & ~relevant.any(axis=0)
    if unowned.any():
        parts = ratios[:, unowned]
        order = np.column_stack([largest_first(part) for part in parts.T])
        falling = np.take_along_axis(parts, order, axis=0)
        before = np.cumsum(falling, axis=0) - falling
        needed = np.zeros(parts.shape, dtype=np.bool_)
        np.put_along_axis(needed, order, before < 0.5 * total[unowned] * (1.0 - 1e-9), axis=0)
        relevant[:, unowned] = needed
    return np.asarray(relevant)


def relevant_points(
    levels: Levels,
    sources: Sources,
    weights: Weights,
    own: NDArray[np.bool_],
    propagation: Propagation,
    relevant_ratio: float = RELEVANT_RATIO,
    background: Background | None = None,
) -> NDArray[np.bool_]:
    """Points at which the stations looked at are relevant sources.

    Parameters
    ----------
    levels : Levels
        With an own part.
    sources, weights : Sources, Weights
    own : ndarray of bool, shape (station,)
        The stations looked at; they count together.
    propagation : Propagation
        Of the levels.
    relevant_ratio : float
    background : Background, optional
        Of the levels.

    Returns
    -------
    ndarray of bool, shape (scenario, point)
    """
    part, total = levels.own_ratio, levels.exposure_ratio
    relevant = part >= relevant_ratio
    for scenario in range(len(SCENARIOS)):
        unclear = np.flatnonzero((total[scenario] > 1.0) & ~relevant[scenario])
        if len(unclear):
            here = levels.points[unclear]
            there = carrier_levels(sources, weights, here, keep=True, propagation=propagation, background=background)
            parts = station_ratios(there, sources, weights, scenario)
            found = relevant_sources(parts, relevant_ratio, there.background_ratio[scenario])
            relevant[scenario, unclear] = found[own].any(axis=0)
    return np.asarray(relevant)


def governing_index(levels: Levels, relevant: NDArray[np.bool_], scenario: int) -> int:
    """Index of the point that governs the verdict: the greatest level of which the stations looked at are relevant sources.

    Where they are relevant nowhere, the point of their greatest own part among those at which nobody has to answer for the
    level: it is not above the limit there.

    Parameters
    ----------
    levels : Levels
        With an own part.
    relevant : ndarray of bool, shape (scenario, point)
    scenario : int
    """
    here, total = relevant[scenario], levels.exposure_ratio[scenario]
    if here.any():
        return int(first_largest(np.where(here, total, 0.0)))
    return int(first_largest(np.where(total <= 1.0, levels.own_ratio[scenario], 0.0)))
