"""The report of a comparison as PDF: what was compared, the statistics, the figures, the assumptions."""

import datetime
from collections.abc import Mapping
from typing import Any

from emfassess.assumptions import Assumption
from emfassess.comparison.agreement import LEAST
from emfassess.language import N_, Language
from emfassess.language import language as language_of
from emfassess.language.messages.names import COMPARISON_FIGURE, COMPETITOR, OUTCOME, POPULATION
from emfassess.publish.reports.comparison_levels import levels_table
from emfassess.publish.reports.input_rows import input_rows
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.reports.typesetting import page_pattern, typeset
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.comparison import finding_lines
from emfassess.stations import Source

COMPARISON_COLUMN_LABEL = {
    "class": N_("points"),
    "count": N_("count"),
    "mean": N_("mean (dB)"),
    "deviation": N_("standard deviation (dB)"),
    "rms": N_("r.m.s. (dB)"),
    "correlation": N_("correlation"),
    "way": N_("source"),
    "coverage": N_("readings in their 95 % interval"),
    "point": N_("point"),
    "predicted": N_("predicted (V/m)"),
    "measured": N_("measured (V/m)"),
    "difference": N_("difference (dB)"),
    "score": N_("E_n"),
    "outcome": N_("outcome"),
    "main": N_("contributes most"),
}

COMPARISON_LABEL = {
    "title": N_("Model beside measurement"),
    "predicted": N_("predicted power density, {scenario} (W/m²)"),
    "measured": N_("measured power density (W/m²)"),
    "theoretical": N_("theoretical maximum"),
    "actual": N_("actual maximum"),
    "points": N_("measured point"),
    "indoors": N_("building"),
    "difference": N_("predicted minus measured (dB)"),
    "count": N_("number of points"),
    "mean": N_("mean {value} dB (95 %: {low} to {high})"),
    "fused": N_("Median exposure ratio"),
    "statistics": N_("Differences"),
}

COMPARISON_ALT_LABEL = {
    "levels": N_(
        "One column a measured point: measured level, interval of the expected level, calculated level and upper bound; the "
        "table of levels has the figures."
    ),
    "scatter": N_(
        "Scatter plot of measured over predicted power density; the table of greatest differences has the figures."
    ),
    "histogram": N_(
        "Histogram of the differences in decibel; the table of differences has mean and standard deviation."
    ),
    "residuals": N_("Map of the measured points with the class of their difference."),
    "fused": N_("Two maps: median exposure ratio, and half width of its 95 % interval."),
}

REPORT_LABEL = {
    "title": N_("Assessment of electromagnetic fields"),
    "provenance": N_("Where this result comes from"),
    "limit": N_("Limit"),
    "date": N_("Date"),
    "command": N_("To compute it again"),
    "scenario": N_("Scenario"),
    "where": N_("Where"),
    "main": N_("Main contributor"),
    "assumptions": N_("Assumptions"),
}

COMPARISON_CLASS_LABEL = {
    "distance": N_("distance"),
    "height": N_("height"),
    "operator": N_("operator"),
}


MOST_POINTS = 40
"""The report lists so many points, the worst first; the table has all."""


def comparison_pdf(
    record: Mapping[str, Any], figures: Mapping[str, bytes], language: str, day: datetime.date | None = None
) -> bytes:
    """Set the report of a comparison.

    Parameters
    ----------
    record : mapping
        From :func:`emfassess.publish.data.comparison_record.comparison_record`.
    figures : mapping of str to bytes
        SVG files: ``levels``, ``scatter``, ``residuals``, ``histogram`` and perhaps ``fused``.
    language : str
        ``en`` or ``zh``.
    day : date, optional
        Of the file's properties.
    """
    text = language_of(language)
    sections = [
        {"heading": text("Measurements against upper bound and expectation"), "items": finding_lines(record, text)},
        {"heading": text("Agreement within both uncertainties"), "items": agreement_lines(record, text)},
        {
            "heading": text("Differences"),
            "before": _sign(record, text),
            "table": statistics_table(record, text),
        },
        *(
            {"heading": text(COMPARISON_FIGURE[name]), "figure": name, "alt": text(COMPARISON_ALT_LABEL[name])}
            for name in ("levels", "histogram", "scatter", "residuals", "fused")
            if name in figures
        ),
    ]
    if record["fused"]:
        sections.append({"heading": text("Leave-one-out check"), "table": validation_table(record["fused"], text)})
    sections += [
        {"heading": text("Levels of the points"), "table": levels_table(record, text)},
        {"heading": text("Greatest differences"), "table": worst_table(record, text)},
        {
            "heading": text("Assumptions"),
            "items": [_assumption(item, text) for item in record["assumptions"]],
        },
    ]
    content = {
        "language": language,
        "title": text("Model beside measurement"),
        "page": page_pattern(text),
        "provenance": _provenance(record, text),
        "sections": sections,
    }
    return typeset("comparison.typ", content, figures, day)


def _provenance(record: Mapping[str, Any], text: Language) -> list[list[str]]:
    provenance, limit = record["provenance"], record["limit"]
    rows = input_rows([Source(**source) for source in provenance["inputs"]], text)
    rows += [
        [text("Limit"), f"{limit['standard']}, {text(POPULATION[limit['population']])}"],
        [
            text("Computed by"),
            text(
                "emfassess {version}; source elements near antennas, far field beyond",
                version=provenance["package_version"],
            ),
        ],
        [text("Scenario"), text(COMPARISON_LABEL[record["scenario"]])],
        [text("Points compared"), str(len(record["points"]))],
    ]
    for key in ("date", "command"):
        if provenance[key]:
            rows.append([text(REPORT_LABEL[key]), provenance[key]])
    return rows


def agreement_lines(record: Mapping[str, Any], text: Language) -> list[str]:
    """How many points agree, and how many do not, in words."""
    return [text.labelled(text(OUTCOME[name]), count) for name, count in record["outcomes"].items()]


def _sign(record: Mapping[str, Any], text: Language) -> str:
    if record["statistics"] is None:
        seen = sum(not point["censored"] for point in record["points"])
        return text("Too few points for statistics: {count} of at least {least}", count=seen, least=LEAST)
    return text(
        "Predicted minus measured, in decibel of the power density; 95 % intervals in "
        "brackets. Count, mean and standard deviation in the form of ITU-R P.1148. The "
        "differences count as independent: where neighbours are alike, the true intervals "
        "are wider."
    )


def statistics_table(record: Mapping[str, Any], text: Language) -> Table:
    """Count, mean difference and standard deviation, as ITU-R P.1148 has them, with the others beside."""
    rows = [[text("all points"), *_figures(record["statistics"])]] if record["statistics"] else []
    whole = record["statistics_with_censored"]
    if whole:
        rows.append(
            [
                text("with {censored} points below the sensitivity as bounds", censored=whole["censored"]),
                *_figures(whole),
            ]
        )
    for group in record["groups"]:
        name = text.labelled(text(COMPARISON_CLASS_LABEL[group["kind"]]), group["label"])
        seen = group["count"] - group["censored"]
        rows.append([name, *(_figures(group["statistics"]) if group["statistics"] else [str(seen), *["–"] * 4])])
    header = [
        text(COMPARISON_COLUMN_LABEL[key]) for key in ("class", "count", "mean", "deviation", "rms", "correlation")
    ]
    return table_of(header, [2.4, 0.7, 1.6, 1.6, 0.9, 0.9], rows)


def _figures(found: Mapping[str, Any]) -> list[str]:
    """Cells of one line of the statistics; a mean and a deviation with their intervals."""
    cells = [str(found["count"])]
    for key in ("mean_error_db", "standard_deviation_db"):
        value, low, high = (_tenth(found[key][name]) for name in ("value", "low", "high"))
        cells.append(f"{value} ({low} … {high})")
    rms, correlation = found.get("rms_error_db"), found.get("correlation")
    return [*cells, _tenth(rms["value"]) if rms else "–", f"{correlation['value']:.2f}" if correlation else "–"]


def _tenth(value: float) -> str:
    """A level to a tenth of a decibel, never -0.0."""
    return f"{round(value, 1) + 0.0:.1f}"


def validation_table(fused: Mapping[str, Any], text: Language) -> Table:
    """Leave-one-out error of each method."""
    rows = [
        [
            text(COMPETITOR[found["name"]]),
            _tenth(found["rms_error_db"]),
            _tenth(found["mean_error_db"]),
            f"{100 * found['coverage']:.0f} %",
        ]
        for found in fused["cross_validation"]
    ]
    header = [text(COMPARISON_COLUMN_LABEL[key]) for key in ("way", "rms", "mean", "coverage")]
    return table_of(header, [2.4, 1, 1, 1.6], rows)


def worst_table(record: Mapping[str, Any], text: Language) -> Table:
    """The points whose levels differ most."""
    scenario = record["scenario"]
    worst = sorted(record["points"], key=lambda point: (-abs(point[f"{scenario}_difference_db"]), point["point_id"]))
    rows = [
        [
            point["point_id"],
            f"{point[f'{scenario}_field_strength_v_m']:.3g}",
            ("< " if point["censored"] else "") + f"{point['measured_field_strength_v_m']:.3g}",
            _tenth(point[f"{scenario}_difference_db"]),
            "–" if point["e_n"] is None else f"{point['e_n']:.2f}",
            text(OUTCOME[point["outcome"]]),
            point["main_contributor"],
        ]
        for point in worst[:MOST_POINTS]
    ]
    header = [
        text(COMPARISON_COLUMN_LABEL[key])
        for key in ("point", "predicted", "measured", "difference", "score", "outcome", "main")
    ]
    return table_of(header, [1, 0.9, 0.9, 0.9, 0.6, 1.6, 2], rows)


def _assumption(found: Mapping[str, Any], text: Language) -> str:
    return assumption_sentence(Assumption(found["code"], tuple(found["values"].items()), tuple(found["where"])), text)
