"""What a report says: every sentence, row and number, ready to be set. Numbers are fields of the record."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from emfassess.assessment.result import Assessment
from emfassess.field import SCENARIOS
from emfassess.publish.data.assessment_record import band_of, deciding_contributions, groups, place_records
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.reports.antennas import antenna_table
from emfassess.publish.reports.buildings import alert_sentence, building_sections, warning_sentences
from emfassess.publish.reports.input_rows import input_rows
from emfassess.publish.reports.sections import Section, Table, figure_section, table_of
from emfassess.publish.reports.supplement import appraisal_sections
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.words import Words
from emfassess.stations import Antenna, Carrier, Station

MOST_CONTRIBUTORS = 8


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
        return self.places[self.assessment.deciding_place]


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
            "table": _maximum(given.governing, text),
            "after": _near(given.governing, text),
        },
        {
            "sheet": "quantities",
            "heading": text("report.by-quantity"),
            "table": _quantities(given.assessment, text),
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
    by_operator = _groups(assessment, lambda carrier: carrier.operator, text("report.operator"), text)
    by_band = _groups(assessment, band_of, text("report.band"), text)
    return [
        {
            "sheet": "contributions",
            "heading": text("report.contributions"),
            "table": _contributions(assessment, text),
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
    return [Section(sheet="also", heading=given.text("report.also"), table=_also(given.also, given.text))]


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


def _maximum(place: Mapping[str, Any], text: Words) -> Table:
    def both(key: str, show: Any) -> list[str]:
        return [show(place[scenario][key]) for scenario in SCENARIOS]

    where = text(
        "report.place-text",
        distance=numbers.metres(place["distance_m"]),
        bearing=f"{place['bearing_deg']:.0f}",
        height=numbers.metres(place["height_m"]),
    )
    rows = [
        [text("report.share"), *both("exposure_ratio", numbers.percent)],
        [text("report.power-density"), *both("power_density_w_m2", numbers.power_density)],
        [text("report.field-strength"), *both("field_strength_v_m", numbers.field_strength)],
        [text("report.decided"), *both("governing_quantity", lambda q: text(f"quantity.{q}"))],
        [text("report.main"), *both("main_contributor", str)],
        [text("report.place"), where, where],
    ]
    return table_of(["", *(text(f"report.column.{s}") for s in SCENARIOS)], [0.8, 1, 1], rows)


def _quantities(assessment: Assessment, text: Words) -> Table:
    rows = [
        [text(f"quantity.{label}"), numbers.percent(ratio), text(f"verdict-word.{verdict}")]
        for label, (ratio, verdict) in assessment.by_quantity.items()
    ]
    header = [text("report.quantity"), text("report.share"), text("report.verdict-column")]
    return table_of(header, [2, 1, 1.4], rows)


def _near(place: Mapping[str, Any], text: Words) -> str:
    return text("report.near") + ": " + text("report.near-yes" if place["near_field"] else "report.near-no")


def level_table(places: Sequence[Mapping[str, Any]], kind: str | None, text: Words) -> Table:
    """Levels at the places of one kind, or at all that are given, both scenarios."""
    rows = []
    for place in places:
        if kind in (None, place["kind"]):
            level = place["theoretical"]
            rows.append(
                [
                    place["label"] + (" *" if place["near_field"] else ""),
                    numbers.percent(level["exposure_ratio"]),
                    numbers.percent(place["actual"]["exposure_ratio"]),
                    numbers.power_density(level["power_density_w_m2"]),
                    numbers.field_strength(level["field_strength_v_m"]),
                    numbers.together(numbers.metres(place["distance_m"]), numbers.whole_degrees(place["bearing_deg"])),
                    level["main_contributor"],
                ]
            )
    header = [
        text("report.ring" if kind == "ring" else "report.place"),
        f"{text('report.share')} ({text('report.column.theoretical')})",
        f"{text('report.share')} ({text('report.column.actual')})",
        text("report.power-density"),
        text("report.field-strength"),
        text("report.where"),
        text("report.main"),
    ]
    return table_of(header, [1.1, 1, 1, 1.9, 1, 1.2, 2.3], rows)


def _contributions(assessment: Assessment, text: Words) -> Table:
    ratios = deciding_contributions(assessment, assessment.scenario)[:, assessment.deciding_place]
    order = np.argsort(-ratios, kind="stable")[:MOST_CONTRIBUTORS]
    total = float(ratios.sum())
    names = assessment.place_levels.contributors
    rows = [
        [
            names[i],
            assessment.sources.members[i][2].operator,
            numbers.percent(float(ratios[i])),
            numbers.percent(float(ratios[i]) / total if total else 0.0),
        ]
        for i in order
    ]
    rest = len(ratios) - len(order)
    if rest > 0:
        left = total - float(ratios[order].sum())
        shares = [numbers.percent(max(left, 0.0)), numbers.percent(max(left, 0.0) / total if total else 0.0)]
        rows.append([text("report.others", count=rest), "", *shares])
    header = [text("report.carrier"), text("report.operator"), text("report.share"), text("report.contribution")]
    return table_of(header, [2.2, 1.8, 0.9, 0.9], rows)


def _groups(assessment: Assessment, key: Callable[[Carrier], str], name: str, text: Words) -> Table:
    rows = [[group["name"], numbers.percent(group["exposure_ratio"])] for group in groups(assessment, key)]
    return table_of([name, text("report.share")], [3, 1], rows)


def _also(also: Sequence[Assessment], text: Words) -> Table:
    rows = [
        [other.limits.standard, numbers.percent(other.max_exposure_ratio), text(f"verdict-word.{other.verdict}")]
        for other in also
    ]
    header = [text("report.limit-column"), text("report.share"), text("report.verdict-column")]
    return table_of(header, [2, 1, 1.4], rows)


def _limit_notes(assessment: Assessment, text: Words) -> list[str]:
    limits = assessment.limits
    notes = [note for language, note in limits.notes if language == text.language]
    return notes if limits.confirmed else [*notes, text("report.unconfirmed")]


def strongest_antenna(station: Station) -> Antenna:
    """The antenna of a station with the greatest radiated power."""
    return max(station.antennas, key=lambda antenna: sum(antenna.eirp(c) for c in antenna.carriers))
