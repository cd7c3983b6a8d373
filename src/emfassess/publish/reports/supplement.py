"""Sections of the report that an appraisal adds: zones, uncertainty, other assumptions, validity of the models."""

from collections.abc import Mapping
from typing import Any

from emfassess.publish.reports.sections import Section, Table, figure_section, table_of
from emfassess.publish.text import numbers
from emfassess.publish.text.words import Words

Record = Mapping[str, Any]


def appraisal_sections(record: Record, text: Words) -> list[Section]:
    """Sections from the record of a station; every number is a field of it."""
    return [
        {
            "sheet": "zones",
            "heading": text("report.zones"),
            "table": zone_table(record, text),
            "after": f"{zone_note(record, text)} {class_sentence(record, text)}",
        },
        figure_section(text("report.zone-figure"), "zones", text("report.zones-alt")),
        {
            "sheet": "uncertainty",
            "heading": text("report.uncertainty"),
            "table": budget_table(record, text),
            "after": uncertainty_sentence(record, text),
        },
        {"sheet": "widened", "heading": text("report.widened"), "table": ring_table(record, text)},
        {
            "sheet": "sensitivity",
            "heading": text("report.sensitivity"),
            "table": sensitivity_table(record, text),
            "after": text("report.sensitivity-note"),
        },
        {
            "sheet": "models",
            "heading": text("report.models"),
            "table": model_table(record, text),
            "after": text("report.models-note"),
        },
    ]


def zone_table(record: Record, text: Words) -> Table:
    """Reaches of every zone."""
    sides = ("front", "behind", "right", "left", "above", "below")
    rows = [
        [
            f"{text('zone.' + zone['kind'])} {zone['label']}",
            text(f"population.{zone['population']}"),
            *(["–"] * 7 if zone["empty"] else [*(_m(zone[f"{s}_m"]) for s in sides), _m(zone["lowest_height_m"])]),
        ]
        for zone in record["zones"]
    ]
    header = [text("zone.of"), text("zone.population"), *(text(f"zone.{side}") for side in sides), text("zone.lowest")]
    return table_of(header, [2.2, 1.5, *[0.8] * 6, 1.1], rows)


def _m(value: float) -> str:
    return numbers.metres(value)


def zone_note(record: Record, text: Words) -> str:
    """Which limits the zones are drawn for, and the box and cylinder of the whole station."""
    whole = next(z for z in record["zones"] if z["kind"] == "station")
    sets = record["zone_limits"]
    named = ", ".join(f"{text('population.' + population)}: {sets[population]}" for population in sets)
    if whole["empty"]:
        return text("report.zones-note", limits=named)
    size = text(
        "report.zones-size",
        length=_m(whole["box_length_m"]),
        width=_m(whole["box_width_m"]),
        height=_m(whole["box_height_m"]),
        radius=_m(whole["cylinder_radius_m"]),
        bottom=_m(whole["lowest_height_m"]),
        top=_m(whole["cylinder_top_m"]),
    )
    return f"{text('report.zones-note', limits=named)} {size}"


def class_sentence(record: Record, text: Words) -> str:
    """The simplified class of the installation."""
    found = record["installation_class"]
    return text(
        "report.class-met" if found["met"] else "report.class-unmet",
        name=found["class"],
        eirp=f"{found['eirp_w']:.0f}",
        distance=_m(found["distance_m"]),
        height=_m(found["height_m"]),
    )


def budget_table(record: Record, text: Words) -> Table:
    """Budget of the level at the deciding place."""
    rows = [
        [
            text(f"uncertainty.{term['input']}"),
            text(f"distribution.{term['distribution']}"),
            numbers.single(f"{term['stated']:g}", text("unit." + term["unit"])),
            numbers.decibel(term["contribution_db"], 2),
        ]
        for term in record["uncertainty"]["terms"]
    ]
    rows.append([text("uncertainty.combined"), "", "", numbers.decibel(record["uncertainty"]["combined_db"], 2)])
    rows.append(
        [text("uncertainty.expanded"), "", "k = 1.96", numbers.decibel(record["uncertainty"]["expanded_db"], 2)]
    )
    header = [text(f"uncertainty.column.{key}") for key in ("input", "distribution", "stated", "contribution")]
    return table_of(header, [2, 1.3, 1.2, 1.2], rows)


def uncertainty_sentence(record: Record, text: Words) -> str:
    """Where the budget holds, and what the Monte Carlo check says."""
    found = record["uncertainty"]
    low, high = found["monte_carlo_interval_db"]
    said = text("report.uncertainty-note", place=found["place"], low=f"{low:+.1f}", high=f"{high:+.1f}")
    return said + (" " + text("report.uncertainty-stated") if found["stated"] else "")


def ring_table(record: Record, text: Words) -> Table:
    """Ring maxima as they are, with their uncertainty, and when the station may stand elsewhere."""
    deciding = record["scenario"]
    by_place = {entry["id"]: entry["expanded_db"] for entry in record["uncertainty"]["by_place"]}
    rows = [
        [
            ring["label"],
            numbers.percent(ring[deciding]["exposure_ratio"]),
            numbers.decibel(by_place[ring["id"]], half_width=True),
            numbers.percent(wide["max_exposure_ratio"]),
        ]
        for ring, wide in zip(record["rings"], record["uncertainty"]["rings_with_position_uncertainty"], strict=True)
    ]
    uncertain = record["station"]["position_uncertainty_m"] or 0.0
    header = [
        text("report.ring"),
        text("report.share"),
        text("report.uncertainty-short"),
        text("report.widened-column", metres=f"{uncertain:g}"),
    ]
    return table_of(header, [1, 1, 1, 1.6], rows)


def sensitivity_table(record: Record, text: Words) -> Table:
    """The verdict under other assumptions."""
    rows = [
        [
            text(f"alternative.{entry['code']}"),
            numbers.percent(entry["max_exposure_ratio"]),
            text(f"verdict-word.{entry['verdict']}"),
        ]
        for entry in record["sensitivity"]
    ]
    header = [text("report.alternative"), text("report.share"), text("report.verdict-column")]
    return table_of(header, [3, 0.8, 1.2], rows)


def model_table(record: Record, text: Words) -> Table:
    """Validity of the near-field model of each antenna."""
    rows = []
    for model in record["models"]:
        rows_told = "–" if model["weights"] == "none" else f"{model['rows']} × {1000 * model['pitch']:.0f} mm"
        misfit = "–" if model["misfit_db"] is None else numbers.decibel(model["misfit_db"])
        rows.append(
            [
                model["antenna_id"],
                _m(model["boundary"]),
                rows_told,
                text(f"rows.{model['source']}") if model["weights"] != "none" else "–",
                text(f"weights.{model['weights']}"),
                misfit,
                str(model["choices"]) if model["choices"] else "–",
            ]
        )
    keys = ("antenna", "boundary", "rows", "rows-from", "weights", "misfit", "choices")
    return table_of([text(f"report.model.{key}") for key in keys], [0.8, 1, 1.2, 1, 1.8, 0.9, 0.8], rows)
