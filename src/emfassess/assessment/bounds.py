"""Assumptions and notes of the upper bound: calculated level plus scattered fields."""

from collections.abc import Iterable, Sequence

import numpy as np

from emfassess.assumptions import Assumption, gather
from emfassess.exposure.levels import Levels
from emfassess.stations import Station


def bound_assumptions(scatter_dbi: float | None, stations: Iterable[Station]) -> list[Assumption]:
    """How the upper bound was made, and whose radiated power is not known but bounded.

    Parameters
    ----------
    scatter_dbi : float or None
        Gain of scattered power beyond 60 m; None where none is added. [dBi]
    stations : iterable of Station
        All that were summed.
    """
    if scatter_dbi is None:
        return [Assumption("scattered-none")]
    unknown = [
        Assumption("radiated-power-larger", where=(f"{station.id}/{antenna.id}",))
        for station in stations
        for antenna in station.antennas
        if any(carrier.power_w is None for carrier in antenna.carriers) and not antenna.pattern.power_balances
    ]
    return [Assumption("scattered-added", (("gain", f"{scatter_dbi:g}"),)), *gather(unknown)]


def bound_notes(evaluated: Sequence[Levels], scenario: int) -> list[Assumption]:
    """A note where a calculated level is within the limit and its upper bound above; it changes no verdict.

    Parameters
    ----------
    evaluated : sequence of Levels
        With scattered fields.
    scenario : int
        Row of the scenario that decides.
    """
    calculated = np.concatenate([levels.exposure_ratio[scenario] for levels in evaluated])
    bound = np.concatenate([levels.bound_exposure_ratio[scenario] for levels in evaluated])
    between = bound[(calculated <= 1.0) & (bound > 1.0)]
    return [Assumption("bound-above-limit", (("percent", f"{100 * between.max():.3g}"),))] if len(between) else []
