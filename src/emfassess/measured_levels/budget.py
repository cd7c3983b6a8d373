r"""Uncertainty of measured levels: a budget after the GUM, in the style of that of computed ones.

Levels are in decibel, where factors add up; all inputs have the sensitivity 1 and count as independent:
calibration (normal, stated with k = 2), isotropy, linearity and frequency response (rectangular), repeatability (type A from
repeated readings). What an instrument does not state is a default listed in the assumptions.

References
----------
.. [1] JCGM 100:2008 (GUM), clauses 4.2, 4.3 and 5.1; factor 1.96 for 95 %.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.exposure.uncertainty import DISTRIBUTIONS, Budget, UncertaintyContribution
from emfassess.measured_levels.settings import JudgingSettings
from emfassess.measurements import Instrument
from emfassess.units import Floats

CALIBRATION_COVERAGE = 2.0
"""Coverage factor of certificates of calibration."""


def measured_budget(
    instrument: Instrument, days: Sequence[date | None], spread_db: Floats, repeated: bool, settings: JudgingSettings
) -> tuple[Budget, list[Assumption]]:
    """Budget of the level at places.

    Parameters
    ----------
    instrument : Instrument
    days : sequence of date or None, length place
        When each place was measured: the calibration of that day counts.
    spread_db : ndarray, shape (place,)
        Standard uncertainty of repeated readings. [dB]
    repeated : bool
        Whether all of it comes from readings; False where a default replaces some.
    settings : JudgingSettings

    Returns
    -------
    Budget, list of Assumption
        The list names the defaults that were used.
    """
    assumed: list[Assumption] = []
    here = np.ones(len(days))
    rectangular = DISTRIBUTIONS["rectangular"]
    isotropy, linearity = instrument.isotropy_db, instrument.linearity_db
    if isotropy is None:
        isotropy = settings.isotropy_db(instrument)
        assumed.append(Assumption("isotropy-assumed", _value(isotropy)))
    if linearity is None:
        linearity = settings.linearity_db
        assumed.append(Assumption("linearity-assumed", _value(linearity)))
    if settings.frequency_response_db > 0:
        assumed.append(Assumption("frequency-response-assumed", _value(settings.frequency_response_db)))
    if not repeated:
        assumed.append(Assumption("repeatability-assumed", _value(settings.repeatability_db)))
    calibration = _calibrations(instrument, days, settings)
    if np.isnan(calibration).any():
        assumed.append(Assumption("calibration-assumed", _value(settings.calibration_db)))
    expanded = np.where(np.isnan(calibration), settings.calibration_db, calibration)
    response = settings.frequency_response_db
    terms = (
        UncertaintyContribution("calibration", "normal", float(expanded.max()), "dB", expanded / CALIBRATION_COVERAGE),
        UncertaintyContribution("isotropy", "rectangular", isotropy, "dB", isotropy / rectangular * here),
        UncertaintyContribution("linearity", "rectangular", linearity, "dB", linearity / rectangular * here),
        UncertaintyContribution("frequency-response", "rectangular", response, "dB", response / rectangular * here),
        UncertaintyContribution("repeatability", "normal", float(spread_db.max()), "dB", spread_db),
    )
    return Budget(terms), assumed


def _calibrations(instrument: Instrument, days: Sequence[date | None], settings: JudgingSettings) -> Floats:
    """Stated expanded uncertainty of the calibration of each day; NaN where none is stated. [dB]

    On a day without a valid calibration the greater of the default and of what was ever stated counts.
    """
    stated = [c.uncertainty_db for c in instrument.calibrations if c.uncertainty_db is not None]
    known: dict[date | None, float] = {}
    for day in set(days):
        valid = instrument.calibration_on(day) if day is not None else None
        if valid is not None:
            known[day] = np.nan if valid.uncertainty_db is None else valid.uncertainty_db
        else:
            worst = max(stated, default=0.0)
            known[day] = worst if worst > settings.calibration_db else np.nan
    return np.array([known[day] for day in days])


def _value(decibel: float) -> tuple[tuple[str, str], ...]:
    return (("value", f"{decibel:g}"),)
