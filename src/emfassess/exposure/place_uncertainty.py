"""Uncertainty of the level at places: what moves of the stations there, and what stays."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from emfassess.exposure.levels import Levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.ties import first_largest
from emfassess.exposure.uncertainty import (
    Budget,
    Moved,
    Shift,
    UncertaintyContribution,
    UncertaintySettings,
    checked,
    level_budget,
    one_by_one,
)
from emfassess.field import Propagation, Sources
from emfassess.field.models import carrier_density, main_directions
from emfassess.field.moved_antennas import moved_density
from emfassess.units import Floats


def place_budget(
    sources: Sources,
    weights: Weights,
    levels: Levels,
    own: Sequence[int],
    *,
    scenario: int,
    propagation: Propagation,
    settings: UncertaintySettings,
    draws: int = 0,
    checked_at: int | None = None,
) -> Budget:
    """Budget of the level at places when the antennas of some stations may be off.

    Parameters
    ----------
    sources : Sources
    weights : Weights
    levels : Levels
        At the places, contributors are carriers, contributions are kept.
    own : sequence of int
        Indices of the stations that are moved; all others stay, and so does the background of the levels.
    scenario : int
        Row of the scenario.
    propagation : Propagation
    settings : UncertaintySettings
    draws : int
        Monte Carlo draws that check the budget at one place; 0 leaves the check out.
    checked_at : int, optional
        Index of that place; the one with the greatest level if left out.

    Returns
    -------
    Budget
    """
    fed = np.isin(sources.station_index, own)
    moved = np.zeros(len(sources.position), dtype=np.bool_)
    moved[sources.antenna_index[fed]] = True
    combined, mine = weights.combined[scenario], sources.only(moved)
    if levels.contributions is None:
        raise ValueError("a budget needs the contributions of the carriers")
    others = combined[:, ~fed] @ levels.contributions[~fed]
    if levels.background is not None:
        others = others + levels.background.sums[scenario]

    def ratios_at(places: slice) -> Moved:
        points = levels.points[places]

        def ratios(density: Floats) -> Floats:
            return np.asarray((others[:, places] + combined[:, fed] @ density).max(axis=0))

        def at_once(shifts: Sequence[Shift]) -> Floats:
            moves = np.array([tuple(vars(shift).values()) for shift in shifts])
            density = moved_density(mine, points, moves, propagation).reshape(fed.sum(), -1)
            sums = (combined[:, fed] @ density).reshape(-1, *(len(moves), len(points)))
            return np.asarray((others[:, np.newaxis, places] + sums).max(axis=0))

        if propagation.plain:
            return at_once
        return one_by_one(mine, lambda shifted: ratios(carrier_density(shifted, points, propagation)[0]))

    position = max(sources.stations[index].position_uncertainty_m or 0.0 for index in own)
    below, width = main_directions(sources, levels.main_contributor[scenario], levels.points)
    budget = level_budget(ratios_at(slice(None)), settings, position, levels.near_field, below, width)
    top = int(first_largest(levels.exposure_ratio[scenario])) if checked_at is None else checked_at
    return checked(ratios_at(slice(top, top + 1)), budget, top, draws) if draws else budget


def main_station_budget(
    sources: Sources,
    weights: Weights,
    levels: Levels,
    *,
    scenario: int,
    propagation: Propagation,
    settings: UncertaintySettings,
) -> Budget:
    """Budget of the level at places among many stations: at each, the station that contributes most may be off.

    Parameters as of :func:`place_budget`. The lines are those of its budget; `stated` is the greatest over the stations.
    """
    main = sources.station_index[levels.main_contributor[scenario]]
    lines: dict[str, UncertaintyContribution] = {}
    for station in np.unique(main):
        here = np.flatnonzero(main == station)
        found = place_budget(
            sources,
            weights,
            levels.only(here),
            [int(station)],
            scenario=scenario,
            propagation=propagation,
            settings=settings,
        )
        for term in found.terms:
            line = lines.setdefault(term.name, replace(term, contribution_db=np.empty(len(main))))
            line.contribution_db[here] = term.contribution_db
            lines[term.name] = replace(line, stated=max(line.stated, term.stated))
    return Budget(tuple(lines.values()))
