"""The report of a comparison as PDF: what was compared, the statistics, the pictures, what is taken for granted."""

import datetime
from collections.abc import Mapping
from typing import Any

from emfassess.assumptions import Assumption
from emfassess.comparison.agreement import LEAST
from emfassess.publish.reports.input_rows import input_rows
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.reports.typesetting import typeset
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.words import Words, words
from emfassess.stations import Source

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
        SVG files: ``scatter``, ``residuals``, ``histogram`` and perhaps ``fused``.
    language : str
        ``en`` or ``zh``.
    day : date, optional
        Of the file's properties.
    """
    text = words(language)
    sections = [
        {"heading": text("comparison.agreement"), "items": agreement_lines(record, text)},
        {
            "heading": text("comparison.statistics"),
            "before": _sign(record, text),
            "table": statistics_table(record, text),
        },
        *(
            {"heading": text(f"comparison.figure.{name}"), "figure": name, "alt": text(f"comparison.alt.{name}")}
            for name in ("histogram", "scatter", "residuals", "fused")
            if name in figures
        ),
    ]
    if record["fused"]:
        sections.append({"heading": text("comparison.validation"), "table": validation_table(record["fused"], text)})
    sections += [
        {"heading": text("comparison.worst"), "table": worst_table(record, text)},
        {"heading": text("report.assumptions"), "items": [_assumption(item, text) for item in record["assumptions"]]},
    ]
    content = {
        "language": language,
        "title": text("comparison.title"),
        "page": text("report.page"),
        "provenance": _provenance(record, text),
        "sections": sections,
    }
    return typeset("comparison.typ", content, figures, day)


def _provenance(record: Mapping[str, Any], text: Words) -> list[list[str]]:
    told, limit = record["provenance"], record["limit"]
    rows = input_rows([Source(**source) for source in told["inputs"]], text)
    rows += [
        [text("report.limit"), f"{limit['standard']}, {text('population.' + limit['population'])}"],
        [text("report.version"), text("report.version-text", version=told["package_version"])],
        [text("report.scenario"), text(f"comparison.{record['scenario']}")],
        [text("comparison.compared"), str(len(record["points"]))],
    ]
    for key in ("date", "command"):
        if told[key]:
            rows.append([text(f"report.{key}"), told[key]])
    return rows


def agreement_lines(record: Mapping[str, Any], text: Words) -> list[str]:
    """How many points agree, and how many do not, in words."""
    return [f"{text(f'comparison.outcome.{name}')}: {count}" for name, count in record["outcomes"].items()]


def _sign(record: Mapping[str, Any], text: Words) -> str:
    if record["statistics"] is None:
        seen = sum(not point["censored"] for point in record["points"])
        return text("comparison.few", count=seen, least=LEAST)
    return text("comparison.sign")


def statistics_table(record: Mapping[str, Any], text: Words) -> Table:
    """Count, mean difference and standard deviation, as ITU-R P.1148 has them, with the others beside."""
    rows = [[text("comparison.all"), *_figures(record["statistics"])]] if record["statistics"] else []
    whole = record["statistics_with_censored"]
    if whole:
        rows.append([text("comparison.with-censored", censored=whole["censored"]), *_figures(whole)])
    for group in record["groups"]:
        name = f"{text('comparison.class.' + group['kind'])}: {group['label']}"
        seen = group["count"] - group["censored"]
        rows.append([name, *(_figures(group["statistics"]) if group["statistics"] else [str(seen), *["–"] * 4])])
    header = [text(f"comparison.column.{key}") for key in ("class", "count", "mean", "deviation", "rms", "correlation")]
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


def validation_table(fused: Mapping[str, Any], text: Words) -> Table:
    """How well each way tells a point from the others."""
    rows = [
        [
            text(f"comparison.competitor.{found['name']}"),
            _tenth(found["rms_error_db"]),
            _tenth(found["mean_error_db"]),
            f"{100 * found['coverage']:.0f} %",
        ]
        for found in fused["cross_validation"]
    ]
    header = [text(f"comparison.column.{key}") for key in ("way", "rms", "mean", "coverage")]
    return table_of(header, [2.4, 1, 1, 1.6], rows)


def worst_table(record: Mapping[str, Any], text: Words) -> Table:
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
            text(f"comparison.outcome.{point['outcome']}"),
            point["main_contributor"],
        ]
        for point in worst[:MOST_POINTS]
    ]
    header = [
        text(f"comparison.column.{key}")
        for key in ("point", "predicted", "measured", "difference", "score", "outcome", "main")
    ]
    return table_of(header, [1, 0.9, 0.9, 0.9, 0.6, 1.6, 2], rows)


def _assumption(found: Mapping[str, Any], text: Words) -> str:
    return assumption_sentence(Assumption(found["code"], tuple(found["values"].items()), tuple(found["where"])), text)
