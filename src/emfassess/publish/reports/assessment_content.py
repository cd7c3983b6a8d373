"""Content of a report: every sentence, row and number, ready to be set. Numbers are fields of the record."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from emfassess.assessment.result import Assessment
from emfassess.language import N_, Language
from emfassess.language.messages.names import TARGET_SENTENCE
from emfassess.publish.data.assessment_record import place_records
from emfassess.publish.data.contributions import band_of
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.data.responsibility import rule_record, verdict_record
from emfassess.publish.reports.antennas import antenna_table
from emfassess.publish.reports.assessment_provenance import provenance_rows
from emfassess.publish.reports.assessment_tables import (
    bound_table,
    contribution_table,
    further_limit_table,
    group_table,
    level_table,
    maximum_table,
    quantity_table,
)
from emfassess.publish.reports.buildings import alert_sentence, building_sections, warning_sentences
from emfassess.publish.reports.sections import ReportSection, figure_section
from emfassess.publish.reports.supplement import appraisal_sections
from emfassess.publish.reports.typesetting import page_pattern
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.verdicts import headline, rule_sentence, verdict_sentences


@dataclass(frozen=True, eq=False)
class Given:
    """Material of a report's sections; `record` is the station's with its appraisal, where there is one."""

    assessment: Assessment
    provenance: Provenance
    also: Sequence[Assessment]
    record: Mapping[str, Any] | None
    text: Language

    @cached_property
    def places(self) -> Sequence[Mapping[str, Any]]:
        """Records of the evaluation points."""
        return place_records(self.assessment)

    @property
    def governing(self) -> Mapping[str, Any]:
        """The governing evaluation point."""
        return self.places[self.assessment.governing_point]


Builder = Callable[[Given], list[ReportSection]]
"""Gives the sections of one subject; none where the report has nothing on it."""


def report_content(given: Given, figures: Container[str]) -> dict[str, Any]:
    """Content of a report as plain values, for the template, with the figures that there are."""
    assessment, text = given.assessment, given.text
    station = assessment.subjects[0]
    sections = [section for builder in SECTIONS for section in builder(given)]
    content: dict[str, Any] = {
        "language": text.code,
        "title": text("Assessment of electromagnetic fields"),
        "station": station.name,
        "station_id": station.id,
        "operator": station.operator,
        "page": page_pattern(text),
        "verdict_heading": text("Verdict"),
        "verdict_class": str(assessment.verdict),
        "verdict": headline(verdict_record(assessment), text),
        "explanation": _explanation(given),
        "target": target_sentence(assessment, text),
        "exempt": text(
            "The station's equivalent radiated power is so small that {standard} exempts it; the "
            "levels are shown all the same.",
            standard=assessment.limits.standard,
        )
        if assessment.exempt
        else "",
        "sections": [s for s in sections if s.get("figure") is None or s["figure"] in figures],
        "closing": text(
            "All figures are in assessment.json and contributions.csv beside this report; in the folder of the run also "
            "in points.csv and, of every receptor, in exposure.nc."
        ),
    }
    if given.record is not None:
        content["alert"] = alert_sentence(given.record, text)
        content["warnings"] = warning_sentences(given.record, text)
    return content


def _provenance_section(given: Given) -> list[ReportSection]:
    pairs = provenance_rows(given.assessment, given.provenance, given.text)
    return [ReportSection(sheet="provenance", heading=given.text("Where this result comes from"), pairs=pairs)]


def _level_sections(given: Given) -> list[ReportSection]:
    """The governing point, each quantity, the rings and the named points."""
    text = given.text
    return [
        {
            "sheet": "maximum",
            "heading": text("Greatest level"),
            "table": maximum_table(given.governing, text),
            "after": _near_field_line(given.governing, text),
        },
        {
            "sheet": "quantities",
            "heading": text("By quantity"),
            "table": quantity_table(given.assessment, text),
        },
        {
            "sheet": "rings",
            "heading": text("Levels on the ground, 1.7 m above it"),
            "table": level_table(given.places, "ring", text),
        },
        {"sheet": "named", "heading": text("Named places"), "table": level_table(given.places, "named", text)},
        {
            "sheet": "bounds",
            "heading": text("Calculated level, upper bound and expected level"),
            "table": bound_table(given.places, given.assessment.scenario, text),
            "after": text(
                "In percent of the limit. The calculated level decides the verdict; the upper bound adds what mast and "
                "surroundings can scatter, and the expected level is what a meter will probably show, averaged over "
                "6 minutes. Neither decides the verdict."
            ),
        },
    ]


def _building_sections(given: Given) -> list[ReportSection]:
    return [] if given.record is None else building_sections(given.record, given.text)


def _plan_sections(given: Given) -> list[ReportSection]:
    text = given.text
    return [
        figure_section(
            text("Plan of the ground"),
            "plan",
            text(
                "Map of the ground within 500 m of the station, in classes of the exposure ratio; "
                "the ring table above gives the same in numbers."
            ),
        ),
        figure_section(
            text("Vertical section"),
            "section",
            text("Vertical section through the station along its strongest azimuth, in classes of the exposure ratio."),
        ),
    ]


def _contribution_sections(given: Given) -> list[ReportSection]:
    assessment, text = given.assessment, given.text
    by_operator = group_table(assessment, lambda carrier: carrier.operator, text("Operator"), text)
    by_band = group_table(assessment, band_of, text("Band"), text)
    return [
        {
            "sheet": "contributions",
            "heading": text("Who contributes at the place of the greatest level"),
            "table": contribution_table(assessment, text),
        },
        {"sheet": "operators", "heading": text("By operator"), "table": by_operator},
        {"sheet": "bands", "heading": text("By band"), "table": by_band},
    ]


def _antenna_sections(given: Given) -> list[ReportSection]:
    text = given.text
    return [
        {
            "sheet": "antennas",
            "heading": text("Antennas and carriers of the station"),
            "table": antenna_table(given.assessment, given.assessment.subjects[0], text),
            "after": text(
                "Limit on axis: straight ahead of the antenna, at its height and along its beam, all "
                "its carriers alone reach the limit at this distance (theoretical maximum, free "
                "space). Nobody may stay nearer in the beam. Upper floors at the height of the "
                "antennas are assessed only where they are named places."
            ),
        },
        figure_section(
            text("Pattern of the strongest antenna"),
            "pattern",
            text("Horizontal and vertical cut of the antenna pattern in decibel below its gain."),
        ),
    ]


def _appraisal_sections(given: Given) -> list[ReportSection]:
    return [] if given.record is None else appraisal_sections(given.record, given.text)


def _further_limits(given: Given) -> list[ReportSection]:
    return [
        ReportSection(
            sheet="also", heading=given.text("Under other limits"), table=further_limit_table(given.also, given.text)
        )
    ]


def _assumption_sections(given: Given) -> list[ReportSection]:
    """Assumptions, what is not covered, and notes on the limit set."""
    assessment, text = given.assessment, given.text
    return [
        {
            "sheet": "assumptions",
            "heading": text("Assumptions"),
            "items": [assumption_sentence(a, text) for a in assessment.assumptions],
        },
        {"heading": text("What is not covered"), "after": _not_covered(assessment, text)},
        {"sheet": "notes", "heading": text("Notes on the limit"), "items": _limit_notes(assessment, text)},
    ]


SECTIONS: tuple[Builder, ...] = (
    _provenance_section,
    _level_sections,
    _building_sections,
    _plan_sections,
    _contribution_sections,
    _antenna_sections,
    _appraisal_sections,
    _further_limits,
    _assumption_sections,
)
"""The sections of a report in their order."""


def _not_covered(assessment: Assessment, text: Language) -> str:
    return text(
        N_(
            "Buildings, terrain and the antenna's supports are not modelled. Floors above ground "
            "count only where they are named places. The verdict holds for the carriers named "
            "here; others that transmit nearby are not in it."
        )
        if assessment.buildings is None
        else N_(
            "Buildings are prisms over their footprints: balconies, roof shapes, trees and the "
            "antennas' supports are not in them. Levels indoors are estimates from a loss of "
            "walls. The verdict holds for the carriers named here; others that transmit nearby "
            "are not in it."
        )
    )


def _explanation(given: Given) -> list[str]:
    """Where and by whose source, what was looked at, and the rule; the headline is above them."""
    if given.record is None:
        return [rule_sentence(rule_record(given.assessment.rule), given.text)]
    return verdict_sentences(given.record, given.text)[1:]


def target_sentence(assessment: Assessment, text: Language) -> str:
    """The verdict against the management target, apart from the limit; empty where there is none."""
    target = assessment.limits.management_target
    if target is None:
        return ""
    fraction = f"1/{1 / target.fraction:g}"
    return text(TARGET_SENTENCE[str(assessment.target_verdict)], standard=target.standard, fraction=fraction)


def _near_field_line(place: Mapping[str, Any], text: Language) -> str:
    near = N_(
        "A notable contributor is nearer than its far-field boundary 2D²/λ; there the standard asks for E and H both, "
        "and the level is that of the models described below."
    )
    far = N_("Every notable contributor is beyond its far-field boundary 2D²/λ.")
    return text.labelled(text("Near field"), text(near if place["near_field"] else far))


def _limit_notes(assessment: Assessment, text: Language) -> list[str]:
    limits = assessment.limits
    notes = [note for language, note in limits.notes if language == text.code]
    return (
        notes
        if limits.confirmed
        else [*notes, text("Some values of this limit set were not checked against the text of the standard.")]
    )
