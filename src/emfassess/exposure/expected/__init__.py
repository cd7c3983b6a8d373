"""The level to be expected beside the upper bound: a median and a 90 % interval of what a meter would show.

Propagation (:mod:`~emfassess.exposure.expected.path_loss`, :mod:`~emfassess.exposure.expected.line_of_sight`), the choice of
a model and its range (:mod:`~emfassess.exposure.expected.models`), traffic, the distribution of the sum, and what
measurements say of it (:mod:`~emfassess.exposure.expected.calibration`). It decides no verdict.
"""

from emfassess.exposure.expected.beside import expected_beside
from emfassess.exposure.expected.levels import NOTHING_STATED, ExpectedLevels, ExpectedSettings, expected_levels
from emfassess.exposure.expected.traffic import FULL_LOAD, Load, load_from_counters

__all__ = [
    "FULL_LOAD",
    "NOTHING_STATED",
    "ExpectedLevels",
    "ExpectedSettings",
    "Load",
    "expected_beside",
    "expected_levels",
    "load_from_counters",
]
