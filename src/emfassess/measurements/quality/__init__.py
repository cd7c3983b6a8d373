"""Rules of quality: is a campaign fit to be judged, and what should a reader of its result know?

Rules work on whole columns: a million rows take seconds. What a rule finds is one :class:`Finding` with the places that
it concerns; nothing is corrected or left out here.
"""

import pandas as pd

from emfassess.measurements import Campaign
from emfassess.measurements.quality import circumstances, credibility, instrument, places, series, totals, values
from emfassess.measurements.quality.finding import RULES, Finding, Severity, concerning_all
from emfassess.measurements.quality.settings import Context, StationPlace, Thresholds, bounding_box

__all__ = ["RULES", "Context", "Finding", "Severity", "StationPlace", "Thresholds", "bounding_box", "findings"]

_RULE_GROUPS = (
    instrument.calibrated,
    instrument.fit_for_purpose,
    instrument.selective_where_asked,
    credibility.believable,
    values.detector,
    values.averaging,
    values.shares,
    circumstances.height,
    circumstances.distance,
    circumstances.weather,
    totals.against_bands,
    series.times,
    series.jumps,
    places.positions,
)


def findings(
    campaign: Campaign,
    readings: pd.DataFrame,
    context: Context | None = None,
    thresholds: Thresholds | None = None,
) -> tuple[Finding, ...]:
    """Findings of the rules in a campaign.

    Parameters
    ----------
    campaign : Campaign
    readings : DataFrame
        As :func:`emfassess.measurements.checked_readings` gives them.
    context : Context, optional
        Area, stations and frequencies; rules that need what is not given stay silent.
    thresholds : Thresholds, optional

    Returns
    -------
    tuple of Finding
        The most severe first, in the order of the rules; a rule speaks at most once.
    """
    if readings.empty:
        return tuple(concerning_all("no-reading"))
    given = (campaign, readings, context or Context(), thresholds or Thresholds())
    found = [finding for group in _RULE_GROUPS for finding in group(*given)]
    gravity, order = list(Severity), list(RULES)
    return tuple(sorted(found, key=lambda finding: (gravity.index(finding.severity), order.index(finding.rule))))
