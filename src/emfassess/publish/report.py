"""Documents for scripts: thin doors to :mod:`emfassess.publish.reports` and :mod:`emfassess.publish.maps`."""

import datetime

from emfassess.assessment.result import Assessment
from emfassess.assessment.supplement import appraise
from emfassess.language import SOURCE_LANGUAGE
from emfassess.language import language as language_of
from emfassess.publish.data.assessment_record import assessment_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.records import StationAssessmentRecord
from emfassess.publish.data.supplement import appraisal_record
from emfassess.publish.figures.report_figures import report_figures
from emfassess.publish.figures.svg import svg_bytes
from emfassess.publish.maps.station import map_html
from emfassess.publish.reports.assessment import report_pdf
from emfassess.zones.zone import Zone

__all__ = ["html_map", "pdf"]


def pdf(assessment: Assessment, language: str = SOURCE_LANGUAGE, day: datetime.date | None = None) -> bytes:
    """Set the report of an assessment.

    Zones, uncertainty and the verdict under other assumptions are in it where the budget was checked by Monte Carlo draws,
    as :func:`emfassess.assess` does unless it is asked for none.

    Parameters
    ----------
    assessment : Assessment
        Around its first station alone, which is reported on.
    language : {"en", "zh"}
    day : date, optional
        Printed on the report; it has no date if left out.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1.

    Raises
    ------
    ValueError
        If several stations were looked at: the verdict would be theirs, and the report that of one.
    """
    provenance, record = provenance_of(assessment, day), None
    zones: tuple[Zone, ...] = ()
    if assessment.budget.draws_db is not None:
        limits = (assessment.limits,)
        appraisal = appraise(assessment, limits)
        zones = appraisal.zones
        record = StationAssessmentRecord(
            **assessment_record(assessment, provenance), **appraisal_record(assessment, appraisal, limits)
        )
    figures = report_figures(assessment, zones, language_of(language))
    drawn = {name: svg_bytes(figure) for name, figure in figures.items()}
    return report_pdf(assessment, provenance, drawn, language, record)


def html_map(assessment: Assessment, language: str = SOURCE_LANGUAGE) -> str:
    """Map of an assessment as one HTML page that opens without a network."""
    return map_html(assessment, language)
