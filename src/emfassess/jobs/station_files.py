"""The files of one station of a run: computed once, written as the outputs that were asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emfassess.assessment.result import Assessment
from emfassess.assessment.supplement import Appraisal, appraise
from emfassess.jobs.plan import Plan, zone_limits_of
from emfassess.language import language as language_of
from emfassess.publish.data import assessment_record as records
from emfassess.publish.data.building_files import write_buildings
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.records import StationAssessmentRecord
from emfassess.publish.data.row_types import SummaryRow
from emfassess.publish.data.supplement import appraisal_record
from emfassess.publish.data.writing import json_text
from emfassess.publish.data.zones import write_zones
from emfassess.publish.figures.report_figures import report_figures
from emfassess.publish.figures.svg import save_svg
from emfassess.publish.maps.assets import RUN
from emfassess.publish.maps.station import map_html
from emfassess.publish.reports.assessment import report_document, report_sheets
from emfassess.publish.reports.typesetting import typeset_document
from emfassess.publish.reports.workbook import workbook


def write_station_files(plan: Plan, assessment: Assessment, also: Sequence[Assessment], folder: Path) -> SummaryRow:
    """Write the files of a station into a new folder, and return its line of the run's table.

    Parameters
    ----------
    plan : Plan
        Its `outputs` name the files beside ``assessment.json``, which is always written.
    assessment : Assessment
    also : sequence of Assessment
        The same under further limit sets.
    folder : Path
    """
    folder.mkdir()
    appraisal = appraise(assessment, zone_limits_of(assessment.limits))
    provenance = provenance_of(assessment, plan.day, plan.command, plan.further_inputs)
    record = StationAssessmentRecord(
        **records.assessment_record(assessment, provenance, also),
        **appraisal_record(assessment, appraisal, zone_limits_of(assessment.limits)),
    )
    (folder / "assessment.json").write_text(json_text(record), encoding="utf-8")
    _write_data(plan, assessment, appraisal, folder)
    if {"figures", "report"} & {*plan.outputs}:
        drawn = _figures(plan, assessment, appraisal, folder)
        if "report" in plan.outputs:
            _write_report(plan, assessment, also, provenance, record, drawn, folder)
    if "map" in plan.outputs:
        page = map_html(assessment, plan.language, RUN)
        (folder / "map.html").write_text(page, encoding="utf-8")
    by_set = {found.limits.id: found for found in (assessment, *also)}
    return records.summary_row(assessment, [by_set[limits.id] for limits in plan.also])


def _write_data(plan: Plan, assessment: Assessment, appraisal: Appraisal, folder: Path) -> None:
    """Write tables, arrays and shapes."""
    if "csv" in plan.outputs:
        (folder / "points.csv").write_text(records.points_csv(assessment), encoding="utf-8")
        (folder / "contributions.csv").write_text(records.contributions_csv(assessment), encoding="utf-8")
    if "buildings" in plan.outputs and assessment.buildings is not None:
        write_buildings(assessment, folder)
    if "zones" in plan.outputs:
        write_zones(appraisal.zones, assessment.frame, folder)
    if "netcdf" in plan.outputs:
        records.write_netcdf(assessment, folder / "exposure.nc")


def _figures(plan: Plan, assessment: Assessment, appraisal: Appraisal, folder: Path) -> dict[str, bytes]:
    """Figures by name, as the report has them; written where they were asked for."""
    drawn = {}
    for name, figure in report_figures(assessment, appraisal.zones, language_of(plan.language)).items():
        path = folder / f"{name}.svg"
        save_svg(figure, path)
        drawn[name] = path.read_bytes()
        if "figures" not in plan.outputs:
            path.unlink()
    return drawn


def _write_report(
    plan: Plan,
    assessment: Assessment,
    also: Sequence[Assessment],
    provenance: Any,
    record: StationAssessmentRecord,
    drawn: dict[str, bytes],
    folder: Path,
) -> None:
    document = report_document(assessment, provenance, drawn, plan.language, record, also=also)
    (folder / "report.pdf").write_bytes(typeset_document(document))
    sheets = report_sheets(document, assessment, record)
    (folder / "report.xlsx").write_bytes(workbook(sheets, document.content["title"], plan.day))
