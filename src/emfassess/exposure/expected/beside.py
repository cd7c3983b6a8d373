"""The expected level beside levels that have an upper bound: none lies above it."""

from emfassess.exposure.expected.levels import ExpectedLevels, ExpectedSettings, expected_levels
from emfassess.exposure.levels import Levels
from emfassess.exposure.ratios import Weights
from emfassess.field import Propagation, Sources
from emfassess.field.background import FarPart
from emfassess.units import Floats


def expected_beside(
    levels: Levels,
    sources: Sources,
    weights: Weights,
    propagation: Propagation,
    height: Floats,
    settings: ExpectedSettings,
    far: FarPart | None = None,
) -> ExpectedLevels:
    """Expected levels at the points of levels, none above the lower bound of both scenarios.

    Parameters
    ----------
    levels : Levels
        With scattered fields.
    sources, weights : Sources, Weights
        What the levels were calculated from.
    propagation : Propagation
        Its surface, if there is one, shows sight and edges.
    height : ndarray, shape (point,)
        Of the points above the ground. [m]
    settings : ExpectedSettings
    far : FarPart, optional
        Of masts that are not among the sources, at the points.
    """
    return expected_levels(
        sources,
        weights,
        levels.points,
        settings=settings,
        bound_power_density=levels.bound_power_density.min(axis=0),
        height_above_ground=height,
        surface=propagation.obstruction.surface,
        far=far,
    )
