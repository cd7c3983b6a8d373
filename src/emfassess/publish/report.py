"""The PDF report of an assessment, set by typst: tagged, archivable (PDF/A-2a, PDF/UA-1), the same bytes every time."""

from collections.abc import Mapping, Sequence
from typing import Any

from emfassess.publish.appraisal_content import appraisal_sections
from emfassess.publish.building_content import alert_sentence, building_sections, warning_sentences
from emfassess.publish.provenance import Provenance
from emfassess.publish.report_content import report_content
from emfassess.publish.typesetting import typeset
from emfassess.publish.words import words
from emfassess.result import Assessment

FIGURES = ("plan", "section", "pattern", "zones", "facades", "view", "window")

APPRAISED_BEFORE = 4
"""What is taken for granted, not covered, shown under other limits and noted of the limit comes after the appraisal."""

BUILDINGS_AT = 5
"""Buildings come after provenance, maximum, quantities, rings and named places."""


def report_pdf(
    assessment: Assessment,
    provenance: Provenance,
    figures: Mapping[str, bytes],
    language: str,
    record: Mapping[str, Any] | None = None,
    *,
    also: Sequence[Assessment] = (),
) -> bytes:
    """Set the report of an assessment.

    Parameters
    ----------
    assessment : Assessment
        Its first subject is reported on.
    provenance : Provenance
        Printed at the head.
    figures : mapping of str to bytes
        SVG files by name: ``plan``, ``section``, ``pattern``, ``zones``, and of buildings
        ``facades``, ``view``, ``window``.
    language : str
        ``en`` or ``zh``.
    record : mapping, optional
        Record of the station with its appraisal: zones, uncertainty, other assumptions, models.
    also : sequence of Assessment
        The same stations under other limit sets.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1.
    """
    content = report_content(assessment, provenance, also, words(language))
    if record is not None:
        content["alert"] = alert_sentence(dict(record), words(language))
        content["warnings"] = warning_sentences(dict(record), words(language))
        content["sections"][BUILDINGS_AT:BUILDINGS_AT] = building_sections(dict(record), words(language))
        content["sections"][-APPRAISED_BEFORE:-APPRAISED_BEFORE] = appraisal_sections(dict(record), words(language))
    content["sections"] = [s for s in content["sections"] if s.get("figure") is None or s["figure"] in figures]
    return typeset("report.typ", content, figures, provenance.date)
