"""Provenance of an assessment as lines of its report: inputs, limit, program, scenario, and how to compute it again."""

from collections.abc import Sequence

from emfassess.assessment.result import Assessment
from emfassess.language import Language
from emfassess.language.messages.names import POPULATION, SCENARIO_SENTENCE
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.reports.input_rows import input_rows
from emfassess.publish.text.clauses import clause_in
from emfassess.stations import Station


def provenance_rows(assessment: Assessment, provenance: Provenance, text: Language) -> list[list[str]]:
    """Name and content of every line."""
    limits, (stations, antennas, carriers) = assessment.limits, assessment.counts
    rows = [
        *input_rows(provenance.inputs, text),
        [
            text("Limit"),
            text(
                "{standard}, edition {edition}, {clause}; {population}; in force from {valid_from}",
                standard=limits.standard,
                edition=limits.edition,
                clause=clause_in(limits.clause, text),
                population=text(POPULATION[limits.population]),
                valid_from=limits.valid_from or "–",
            ),
        ],
        [
            text("Computed by"),
            text(
                "emfassess {version}; source elements near antennas, far field beyond",
                version=provenance.package_version,
            ),
        ],
        [
            text("Summed"),
            text(
                "{stations}, {antennas}, {carriers}; {receptors} receptors on the ground",
                stations=text.plural("{count} station", "{count} stations", count=stations),
                antennas=text.plural("{count} antenna", "{count} antennas", count=antennas),
                carriers=text.plural("{count} carrier", "{count} carriers", count=carriers),
                receptors=len(assessment.grid.points),
            ),
        ],
        [text("Scenario"), text(SCENARIO_SENTENCE[assessment.scenario])],
        [text("Factors of this station"), _factors(assessment.subjects[0], text)],
    ]
    if provenance.date:
        rows.append([text("Date"), provenance.date.isoformat()])
    if provenance.command:
        rows.append([text("To compute it again"), provenance.command])
    return rows


def _factors(station: Station, text: Language) -> str:
    carriers = [carrier for antenna in station.antennas for carrier in antenna.carriers]
    duty = sorted({carrier.duty_cycle for carrier in carriers})
    reduction = sorted({carrier.power_reduction_factor for carrier in carriers})
    return text("duty cycle {duty}, power reduction factor {reduction}", duty=_span(duty), reduction=_span(reduction))


def _span(values: Sequence[float]) -> str:
    return f"{values[0]:g}" if len(values) == 1 else f"{values[0]:g}–{values[-1]:g}"
