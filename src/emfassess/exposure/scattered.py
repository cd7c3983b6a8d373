"""The upper bound of levels: what is calculated, and the scattered fields of all carriers added to it."""

from dataclasses import replace

import numpy as np

from emfassess.exposure.levels import Levels
from emfassess.exposure.ratios import Weights, by_antenna
from emfassess.field import Sources
from emfassess.field.scattered import scattered_sums


def with_scattered(levels: Levels, sources: Sources, weights: Weights, scatter_dbi: float | None) -> Levels:
    """The same levels with the scattered fields that lift them to the upper bound.

    Parameters
    ----------
    levels : Levels
        Calculated; they do not change.
    sources, weights : Sources, Weights
        What they were calculated from.
    scatter_dbi : float or None
        Gain of the scattered power beyond 60 m; None where nothing is added. [dBi]

    Returns
    -------
    Levels
        With :attr:`~emfassess.exposure.levels.Levels.bound_power_density` and its exposure ratio.
    """
    if scatter_dbi is None:
        return replace(
            levels, scattered_density=np.zeros_like(levels.power_density), scattered_sums=np.zeros_like(levels.sums)
        )
    scenarios, sums = levels.sums.shape[:2]
    each = np.concatenate([weights.scenario[:, np.newaxis], weights.combined], axis=1) * sources.radiated_power
    rows = by_antenna(each.reshape(scenarios * (1 + sums), -1), sources.antenna_index, len(sources.position))
    found = scattered_sums(levels.points, sources.position, rows, scatter_dbi).reshape(scenarios, 1 + sums, -1)
    density, ratios = found[:, 0], found[:, 1:]
    if levels.background is not None:
        density, ratios = density + levels.background.scattered_density, ratios + levels.background.scattered_sums
    return replace(levels, scattered_density=density, scattered_sums=ratios)
