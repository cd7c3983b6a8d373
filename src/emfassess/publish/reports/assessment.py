"""The PDF report of an assessment, set by typst: tagged, archivable (PDF/A-2a, PDF/UA-1), the same bytes every time."""

from collections.abc import Mapping, Sequence
from typing import Any

from emfassess.assessment.result import Assessment
from emfassess.language import language as language_of
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.reports.antennas import carrier_table
from emfassess.publish.reports.assessment_content import Given, report_content
from emfassess.publish.reports.assessment_tables import level_table
from emfassess.publish.reports.buildings import building_table
from emfassess.publish.reports.sections import ReportSection
from emfassess.publish.reports.sheets import Sheet, sheets_of
from emfassess.publish.reports.typesetting import Document, typeset_document


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
    return typeset_document(report_document(assessment, provenance, figures, language, record, also=also))


def report_document(
    assessment: Assessment,
    provenance: Provenance,
    figures: Mapping[str, bytes],
    language: str,
    record: Mapping[str, Any] | None = None,
    *,
    also: Sequence[Assessment] = (),
) -> Document:
    """The report of an assessment ready to be set: arguments as those of :func:`report_pdf`."""
    content = report_content(Given(assessment, provenance, also, record, language_of(language)), figures)
    return Document("report.typ", content, dict(figures), provenance.date)


def report_sheets(document: Document, assessment: Assessment, record: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Every table of the report as sheets, the page's own with its own digits, and those too long for a page.

    Parameters
    ----------
    document : Document
        From :func:`report_document`, with the record.
    assessment : Assessment
    record : mapping
        Record of the station with its appraisal.
    """
    content = document.content
    text = language_of(content["language"])
    pairs = [
        [text("Operator"), content["operator"]],
        [text("Verdict"), content["verdict"]],
        *([[text("Management target"), content["target"]]] if content["target"] else []),
        *([text("Warning"), sentence] for sentence in (content.get("alert"), *content.get("warnings", ())) if sentence),
    ]
    head: ReportSection = {"sheet": "result", "pairs": [[content["station_id"], content["station"]], *pairs]}
    sections = [s for s in content["sections"] if s.get("sheet") != "buildings"]
    longer: list[ReportSection] = [
        {"sheet": "carriers", "table": carrier_table(assessment.subjects[0], text)},
        {"sheet": "buildings", "table": building_table(record, text, row_limit=None)},
        {"sheet": "facades", "table": level_table(record["facades"], None, text)},
    ]
    return sheets_of([head, *sections, *longer], text)
