"""Sections of the report that an appraisal adds: zones, uncertainty, other assumptions, validity of the models."""

from typing import Any

from emfassess.publish.text import numbers
from emfassess.publish.text.words import Words

Record = dict[str, Any]


def appraisal_sections(record: Record, text: Words) -> list[Record]:
    """Sections from the record of a station; every number is a field of it."""
    return [
        {
            "sheet": "zones",
            "heading": text("report.zones"),
            "table": zone_table(record, text),
            "after": f"{zone_note(record, text)} {class_sentence(record, text)}",
        },
        {"heading": text("report.zone-figure"), "figure": "zones", "alt": text("report.zones-alt")},
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


def zone_table(record: Record, text: Words) -> Record:
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
    return {"widths": [2.2, 1.5, *[0.8] * 6, 1.1], "header": header, "rows": rows}


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


def budget_table(record: Record, text: Words) -> Record:
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
    return {"widths": [2, 1.3, 1.2, 1.2], "header": header, "rows": rows}


def uncertainty_sentence(record: Record, text: Words) -> str:
    """Where the budget holds, and what the Monte Carlo check says."""
    found = record["uncertainty"]
    low, high = found["monte_carlo_interval_db"]
    said = text("report.uncertainty-note", place=found["place"], low=f"{low:+.1f}", high=f"{high:+.1f}")
    return said + (" " + text("report.uncertainty-stated") if found["stated"] else "")


def ring_table(record: Record, text: Words) -> Record:
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
    return {"widths": [1, 1, 1, 1.6], "header": header, "rows": rows}


def sensitivity_table(record: Record, text: Words) -> Record:
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
    return {"widths": [3, 0.8, 1.2], "header": header, "rows": rows}


def model_table(record: Record, text: Words) -> Record:
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
    return {
        "widths": [0.8, 1, 1.2, 1, 1.8, 0.9, 0.8],
        "header": [text(f"report.model.{key}") for key in keys],
        "rows": rows,
    }
