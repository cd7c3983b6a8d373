"""Measured levels judged: from readings to exposure ratios with uncertainty and verdicts.

:func:`measured_levels` walks once: the greatest r.m.s. over six minutes of each band at each place
(:mod:`~emfassess.measured_levels.averaging`), what a total holds above its bands and what was extrapolated
(:mod:`~emfassess.measured_levels.components`), the uncertainty (:mod:`~emfassess.measured_levels.budget`), and the sums of
the limit set with their verdicts (:mod:`~emfassess.measured_levels.band_compliance`).
"""

from emfassess.measured_levels.evaluate import measured_levels
from emfassess.measured_levels.result import JudgedLevels, MeasuredLevels
from emfassess.measured_levels.settings import DEFAULTS, JudgingSettings

__all__ = ["DEFAULTS", "JudgedLevels", "JudgingSettings", "MeasuredLevels", "measured_levels"]
