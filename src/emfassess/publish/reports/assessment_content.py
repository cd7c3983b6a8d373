"""What a report says: every sentence, row and number, ready to be set. Numbers are fields of the record."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from emfassess.assessment.result import Assessment
from emfassess.publish.data.assessment_record import band_of, place_records
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.reports.antennas import antenna_table
from emfassess.publish.reports.assessment_tables import (
    contribution_table,
    further_limit_table,
    group_table,
    level_table,
    maximum_table,
    quantity_table,
)
from emfassess.publish.reports.buildings import alert_sentence, building_sections, warning_sentences
from emfassess.publish.reports.input_rows import input_rows
from emfassess.publish.reports.sections import Section, figure_section
from emfassess.publish.reports.supplement import appraisal_sections
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.words import Words
from emfassess.stations import Antenna, Station


@dataclass(frozen=True, eq=False)
class Given:
    """What the sections of a report are made from; `record` is the station's with its appraisal, where there is one."""

    assessment: Assessment
    provenance: Provenance
    also: Sequence[Assessment]
    record: Mapping[str, Any] | None
    text: Words

    @cached_property
    def places(self) -> Sequence[Mapping[str, Any]]:
        """Records of the evaluation points."""
        return place_records(self.assessment)

    @property
    def governing(self) -> Mapping[str, Any]:
        """The governing evaluation point."""
        return self.places[self.assessment.governing_point]


Builder = Callable[[Given], list[Section]]
"""Gives the sections of one subject; none where the report has nothing on it."""


def report_content(given: Given, figures: Container[str]) -> dict[str, Any]:
    """Content of a report as plain values, for the template, with the figures that there are."""
    assessment, text = given.assessment, given.text
    station = assessment.subjects[0]
    sections = [section for builder in SECTIONS for section in builder(given)]
    content: dict[str, Any] = {
        "language": text.language,
        "title": text("report.title"),
        "station": station.name,
        "station_id": station.id,
        "operator": station.operator,
        "page": text("report.page"),
        "verdict_heading": text("report.verdict"),
        "verdict_class": str(assessment.verdict),
        "verdict": verdict_sentence(assessment, text),
        "target": target_sentence(assessment, text),
        "exempt": text("report.exempt", standard=assessment.limits.standard) if assessment.exempt else "",
        "sections": [s for s in sections if s.get("figure") is None or s["figure"] in figures],
        "closing": text("report.contents-note"),
    }
    if given.record is not None:
        content["alert"] = alert_sentence(given.record, text)
        content["warnings"] = warning_sentences(given.record, text)
    return content


def _provenance_section(given: Given) -> list[Section]:
    pairs = _provenance(given.assessment, given.provenance, given.text)
    return [Section(sheet="provenance", heading=given.text("report.provenance"), pairs=pairs)]


def _level_sections(given: Given) -> list[Section]:
    """The governing point, each quantity, the rings and the named points."""
    text = given.text
    return [
        {
            "sheet": "maximum",
            "heading": text("report.maximum"),
            "table": maximum_table(given.governing, text),
            "after": _near(given.governing, text),
        },
        {
            "sheet": "quantities",
            "heading": text("report.by-quantity"),
            "table": quantity_table(given.assessment, text),
        },
        {"sheet": "rings", "heading": text("report.rings"), "table": level_table(given.places, "ring", text)},
        {"sheet": "named", "heading": text("report.named"), "table": level_table(given.places, "named", text)},
    ]


def _building_sections(given: Given) -> list[Section]:
    return [] if given.record is None else building_sections(given.record, given.text)


def _plan_sections(given: Given) -> list[Section]:
    text = given.text
    return [
        figure_section(text("report.plan"), "plan", text("report.plan-alt")),
        figure_section(text("report.section"), "section", text("report.section-alt")),
    ]


def _contribution_sections(given: Given) -> list[Section]:
    assessment, text = given.assessment, given.text
    by_operator = group_table(assessment, lambda carrier: carrier.operator, text("report.operator"), text)
    by_band = group_table(assessment, band_of, text("report.band"), text)
    return [
        {
            "sheet": "contributions",
            "heading": text("report.contributions"),
            "table": contribution_table(assessment, text),
        },
        {"sheet": "operators", "heading": text("report.by-operator"), "table": by_operator},
        {"sheet": "bands", "heading": text("report.by-band"), "table": by_band},
    ]


def _antenna_sections(given: Given) -> list[Section]:
    text = given.text
    return [
        {
            "sheet": "antennas",
            "heading": text("report.antennas"),
            "table": antenna_table(given.assessment, given.assessment.subjects[0], text),
            "after": text("report.reach-note"),
        },
        figure_section(text("report.pattern"), "pattern", text("report.pattern-alt")),
    ]


def _appraisal_sections(given: Given) -> list[Section]:
    return [] if given.record is None else appraisal_sections(given.record, given.text)


def _further_limits(given: Given) -> list[Section]:
    return [Section(sheet="also", heading=given.text("report.also"), table=further_limit_table(given.also, given.text))]


def _assumption_sections(given: Given) -> list[Section]:
    """Assumptions, what is not covered, and notes on the limit set."""
    assessment, text = given.assessment, given.text
    return [
        {
            "sheet": "assumptions",
            "heading": text("report.assumptions"),
            "items": [assumption_sentence(a, text) for a in assessment.assumptions],
        },
        {"heading": text("report.not-covered"), "after": _not_covered(assessment, text)},
        {"sheet": "notes", "heading": text("report.notes"), "items": _limit_notes(assessment, text)},
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


def _not_covered(assessment: Assessment, text: Words) -> str:
    return text("report.not-covered-text" if assessment.buildings is None else "report.not-covered-buildings")


def verdict_sentence(assessment: Assessment, text: Words) -> str:
    """The verdict against the limit, in one sentence."""
    return text(
        f"verdict.{assessment.verdict}",
        standard=assessment.limits.standard,
        percent=numbers.percent(assessment.max_exposure_ratio),
        uncertainty=numbers.significant(assessment.expanded_uncertainty_db or 0.0),
    )


def target_sentence(assessment: Assessment, text: Words) -> str:
    """The verdict against the management target, apart from the limit; empty where there is none."""
    target = assessment.limits.management_target
    if target is None:
        return ""
    fraction = f"1/{1 / target.fraction:g}"
    return text(f"target.{assessment.target_verdict}", standard=target.standard, fraction=fraction)


def _provenance(assessment: Assessment, provenance: Provenance, text: Words) -> list[list[str]]:
    limits = assessment.limits
    rows = [
        *input_rows(provenance.inputs, text),
        [
            text("report.limit"),
            text(
                "report.limit-text",
                standard=limits.standard,
                edition=limits.edition,
                clause=limits.clause,
                population=text(f"population.{limits.population}"),
                valid_from=limits.valid_from or "–",
            ),
        ],
        [text("report.version"), text("report.version-text", version=provenance.package_version)],
        [
            text("report.summed"),
            text(
                "report.summed-text",
                stations=len(assessment.stations),
                antennas=len(assessment.sources.position),
                carriers=len(assessment.sources.eirp),
                receptors=len(assessment.grid.points),
            ),
        ],
        [text("report.scenario"), text(f"report.scenario-{assessment.scenario}")],
        [text("report.factors"), _factors(assessment.subjects[0], text)],
    ]
    if provenance.date:
        rows.append([text("report.date"), provenance.date.isoformat()])
    if provenance.command:
        rows.append([text("report.command"), provenance.command])
    return rows


def _factors(station: Station, text: Words) -> str:
    carriers = [carrier for antenna in station.antennas for carrier in antenna.carriers]
    duty = sorted({carrier.duty_cycle for carrier in carriers})
    reduction = sorted({carrier.power_reduction_factor for carrier in carriers})
    return text("report.factors-text", duty=_span(duty), reduction=_span(reduction))


def _span(values: Sequence[float]) -> str:
    return f"{values[0]:g}" if len(values) == 1 else f"{values[0]:g}–{values[-1]:g}"


def _near(place: Mapping[str, Any], text: Words) -> str:
    return text("report.near") + ": " + text("report.near-yes" if place["near_field"] else "report.near-no")


def _limit_notes(assessment: Assessment, text: Words) -> list[str]:
    limits = assessment.limits
    notes = [note for language, note in limits.notes if language == text.language]
    return notes if limits.confirmed else [*notes, text("report.unconfirmed")]


def strongest_antenna(station: Station) -> Antenna:
    """The antenna of a station with the greatest radiated power."""
    return max(station.antennas, key=lambda antenna: sum(antenna.eirp(c) for c in antenna.carriers))
