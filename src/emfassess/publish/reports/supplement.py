"""Sections of the report that an appraisal adds: zones, uncertainty, other assumptions, validity of the models."""

from collections.abc import Mapping
from typing import Any

from emfassess.language import N_, Language
from emfassess.language.messages.names import (
    ALTERNATIVE,
    DISTRIBUTION,
    UNCERTAINTY_COLUMN,
    UNCERTAINTY_TERM,
    UNIT,
)
from emfassess.publish.reports.sections import ReportSection, Table, figure_section, table_of
from emfassess.publish.reports.zones import SECTION_NOTE, ZONES_ALT, section_table, zone_note, zone_table
from emfassess.publish.text import numbers
from emfassess.publish.text.verdicts import VERDICT_WORD

REPORT_MODEL_LABEL = {
    "antenna": N_("Antenna"),
    "boundary": N_("2D²/λ"),
    "rows": N_("Rows"),
    "rows-from": N_("Rows are"),
    "weights": N_("Weights"),
    "misfit": N_("Misfit"),
    "choices": N_("Choices"),
}

WEIGHTS_LABEL = {
    "none": N_("single row"),
    "recovered": N_("recovered from the cut"),
    "assumed": N_("assumed"),
    "bound": N_("strict bound"),
}

ROWS_LABEL = {
    "stated": N_("stated"),
    "estimated": N_("estimated"),
}


Record = Mapping[str, Any]


MODEL_NOTE = N_(
    "Nearer than 0.6 of the boundary 2D²/λ each antenna is a column of rows at their "
    "true positions; beyond twice the boundary the far field holds, and between them one "
    "passes into the other. Recovered: the rows' weights follow from the vertical cut; "
    "where filled nulls leave several choices the strongest counts. Assumed: a computed "
    "pattern says nothing of its rows, so the stronger of far field, equal and tapered "
    "rows counts. Bound: fields are added in magnitude, which no feeding of the rows can "
    "exceed."
)
"""What the models of the field are, and where each is valid."""


def appraisal_sections(record: Record, text: Language) -> list[ReportSection]:
    """Sections from the record of a station; every number is a field of it."""
    return [
        {
            "sheet": "zones",
            "heading": text("Keep-out zones"),
            "table": zone_table(record, text),
            "after": f"{zone_note(record, text)} {class_sentence(record, text)}",
        },
        {
            "sheet": "zone_sections",
            "heading": text("Keep-out zones at the height of people"),
            "table": section_table(record, text),
            "after": text(SECTION_NOTE),
        },
        figure_section(
            text("Keep-out zones drawn"),
            "zones",
            text(ZONES_ALT),
        ),
        {
            "sheet": "uncertainty",
            "heading": text("Uncertainty of the greatest level"),
            "table": assessment_budget_table(record, text),
            "after": uncertainty_sentence(record, text),
        },
        {
            "sheet": "widened",
            "heading": text("Rings and the uncertainty of the position"),
            "table": ring_table(record, text),
        },
        {
            "sheet": "sensitivity",
            "heading": text("The verdict under other assumptions"),
            "table": sensitivity_table(record, text),
            "after": text(
                "One assumption is changed at a time; the uncertainty stays that of the governing evaluation point."
            ),
        },
        {
            "sheet": "models",
            "heading": text("Validity of the models"),
            "table": model_table(record, text),
            "after": text(MODEL_NOTE),
        },
    ]


def _m(value: float) -> str:
    return numbers.metres(value)


def class_sentence(record: Record, text: Language) -> str:
    """The simplified class of the installation."""
    found = record["installation_class"]
    return text(
        N_(
            "Simplified installation class {name} (IEC 62232, ITU-T K.100; {eirp} W EIRP in "
            "all): distance {distance}, lowest radiating part at least {height} above ground, "
            "which the station meets. The classes rest on secondary sources."
        )
        if found["met"]
        else N_(
            "Simplified installation class {name} (IEC 62232, ITU-T K.100; {eirp} W EIRP in "
            "all): distance {distance}, lowest radiating part at least {height} above ground, "
            "which the station does not meet, so that the full assessment counts. The classes "
            "rest on secondary sources."
        ),
        name=found["class"],
        eirp=f"{found['eirp_w']:.0f}",
        distance=_m(found["distance_m"]),
        height=_m(found["height_m"]),
    )


def assessment_budget_table(record: Record, text: Language) -> Table:
    """Uncertainty budget of the level at the governing evaluation point."""
    rows = [
        [
            text(UNCERTAINTY_TERM[term["input"]]),
            text(DISTRIBUTION[term["distribution"]]),
            numbers.single(f"{term['stated']:g}", text(UNIT[term["unit"]])),
            numbers.decibel(term["contribution_db"], 2),
        ]
        for term in record["uncertainty"]["terms"]
    ]
    rows.append(
        [text("combined standard uncertainty"), "", "", numbers.decibel(record["uncertainty"]["combined_db"], 2)]
    )
    rows.append(
        [text("expanded uncertainty"), "", "k = 1.96", numbers.decibel(record["uncertainty"]["expanded_db"], 2)]
    )
    header = [text(UNCERTAINTY_COLUMN[key]) for key in ("input", "distribution", "stated", "contribution")]
    return table_of(header, [2, 1.3, 1.2, 1.2], rows)


def uncertainty_sentence(record: Record, text: Language) -> str:
    """Where the budget holds, and what the Monte Carlo check says."""
    found = record["uncertainty"]
    low, high = found["monte_carlo_interval_db"]
    sentence = text(
        "Budget after the GUM at {place}; the expanded uncertainty covers 95 % and is what "
        "the verdict allows for. Drawing all inputs at random (Monte Carlo, 400 draws, fixed "
        "seed) gives {low} to {high} dB.",
        place=found["place"],
        low=f"{low:+.1f}",
        high=f"{high:+.1f}",
    )
    return sentence + (
        " " + text("The project states its own expanded uncertainty instead, and the verdict allows for that.")
        if found["stated"]
        else ""
    )


def ring_table(record: Record, text: Language) -> Table:
    """Ring maxima as they are, with their uncertainty, and if the station is at another position."""
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
        text("Distance"),
        text("Exposure ratio"),
        text("Uncertainty"),
        text("Greatest if the station is up to {metres} m elsewhere", metres=f"{uncertain:g}"),
    ]
    return table_of(header, [1, 1, 1, 1.6], rows)


def sensitivity_table(record: Record, text: Language) -> Table:
    """The verdict under other assumptions."""
    rows = [
        [
            text(ALTERNATIVE[entry["code"]]),
            numbers.percent(entry["max_exposure_ratio"]),
            text(VERDICT_WORD[entry["verdict"]]),
        ]
        for entry in record["sensitivity"]
    ]
    header = [text("If instead"), text("Exposure ratio"), text("Verdict")]
    return table_of(header, [3, 0.8, 1.2], rows)


def model_table(record: Record, text: Language) -> Table:
    """Validity of the near-field model of each antenna."""
    rows = []
    for model in record["models"]:
        row_layout = "–" if model["weights"] == "none" else f"{model['rows']} × {1000 * model['pitch']:.0f} mm"
        misfit = "–" if model["misfit_db"] is None else numbers.decibel(model["misfit_db"])
        rows.append(
            [
                model["antenna_id"],
                _m(model["boundary"]),
                row_layout,
                text(ROWS_LABEL[model["source"]]) if model["weights"] != "none" else "–",
                text(WEIGHTS_LABEL[model["weights"]]),
                misfit,
                str(model["choices"]) if model["choices"] else "–",
            ]
        )
    keys = ("antenna", "boundary", "rows", "rows-from", "weights", "misfit", "choices")
    return table_of([text(REPORT_MODEL_LABEL[key]) for key in keys], [0.8, 1, 1.2, 1, 1.8, 0.9, 0.8], rows)
