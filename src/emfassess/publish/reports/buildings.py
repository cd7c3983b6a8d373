"""Sections of the report on buildings: every number is a field of the station's record."""

from collections.abc import Mapping
from typing import Any

from emfassess.language import N_, Language
from emfassess.publish.reports.sections import ReportSection, Table, figure_section, table_of
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import ASSUMPTION

BUILDING_LABEL = {
    "name": N_("Building"),
    "floor": N_("Worst floor/floors"),
    "facing": N_("Façade looks to"),
    "height": N_("Above ground"),
    "share": N_("Exposure ratio"),
    "strength": N_("Field strength"),
    "sight": N_("Main antenna"),
    "diffraction": N_("With diffraction"),
    "indoors": N_("Behind the wall"),
    "roof": N_("roof"),
}

MODE_LABEL = {
    "diffraction": N_("diffraction"),
    "none": N_("free space"),
    "penetration": N_("loss in walls"),
}


Record = Mapping[str, Any]

MOST_ROWS = 12
"""The report lists so many buildings; ``buildings.csv`` has all."""

NAME_LENGTH = 28


def building_sections(record: Record, text: Language) -> list[ReportSection]:
    """Sections on facades; none where no building is near."""
    if not record["surroundings"]["buildings"]:
        return []
    return [
        {
            "sheet": "buildings",
            "heading": text("Buildings by exposure"),
            "table": building_table(record, text),
            "after": building_note(record, text),
        },
        figure_section(
            text("Façades in plan"),
            "facades",
            text(
                "Plan of the buildings; every piece of façade has the class of its most exposed "
                "floor, thicker lines mark greater levels."
            ),
        ),
        figure_section(
            text("The buildings from above"),
            "view",
            text(
                "View of the buildings from above, towards the most exposed façade; every floor of "
                "every façade has the colour of its class."
            ),
        ),
        figure_section(
            text("Section through the antenna and the most exposed place of a building"),
            "window",
            text(
                "Vertical section with ground, buildings and classes of exposure in free space; a "
                "dashed line joins the antenna and the most exposed place."
            ),
        ),
    ]


def building_table(record: Record, text: Language, row_limit: int | None = MOST_ROWS) -> Table:
    """The most exposed buildings, or all that the record lists: worst floor and facade, and the level as each mode has it."""
    rows = [
        [
            _named(row),
            text("roof") if row["worst_floor"] == "roof" else f"{row['worst_floor']}/{row['floors']}",
            _facing(row),
            numbers.metres(row["above_ground_m"]),
            numbers.percent(row["exposure_ratio"]),
            numbers.field_strength(row["field_strength_v_m"]),
            text(N_("in sight") if row["in_sight"] else N_("hidden")),
            numbers.percent(row["exposure_ratio_diffraction"]),
            numbers.percent(row["exposure_ratio_indoors"]),
        ]
        for row in record["surroundings"]["buildings"][:row_limit]
    ]
    keys = ("name", "floor", "facing", "height", "share", "strength", "sight", "diffraction", "indoors")
    header = [text(BUILDING_LABEL[key]) for key in keys]
    return table_of(header, [2.0, 0.8, 0.9, 0.9, 1.0, 1.0, 0.9, 1.1, 1.1], rows)


def _named(row: Record) -> str:
    return f"{row['building']} {row['name']}".strip()[:NAME_LENGTH]


def _facing(row: Record) -> str:
    return "–" if row["facade_bearing_deg"] is None else numbers.whole_degrees(row["facade_bearing_deg"])


def building_note(record: Record, text: Language) -> str:
    """How many buildings were looked at, and what the columns mean."""
    around = record["surroundings"]
    return text(
        "{buildings} buildings within {distance} m with {receptors} receptors; the exposure "
        "ratio is that of the mode “{mode}” in the governing scenario. The last two columns "
        "are estimates at the same place, with diffraction over roofs and terrain, and "
        "behind the wall; they are not part of the verdict unless that mode was chosen. All "
        "buildings are in buildings.csv, all receptors in facades.csv.",
        buildings=around["buildings_assessed"],
        receptors=around["facade_receptors"],
        distance=f"{around['facade_distance_m']:g}",
        mode=text(MODE_LABEL[around["obstruction"].split(":")[0]]),
    )


def alert_sentence(record: Record, text: Language) -> str:
    """Alert on buildings above the limit; empty where there is none."""
    around = record["surroundings"]
    if not around["buildings_above_limit"]:
        return ""
    worst = around["buildings"][0]
    return text.plural(
        "Above the limit at {count} building. Worst: {building}, floor {floor}, {percent} of the limit, {distance} "
        "from the station.",
        "Above the limit at {count} buildings. Worst: {building}, floor {floor}, {percent} of the limit, {distance} "
        "from the station.",
        count=around["buildings_above_limit"],
        building=_named(worst),
        floor=text("roof") if worst["worst_floor"] == "roof" else worst["worst_floor"],
        percent=numbers.percent(worst["exposure_ratio"]),
        distance=numbers.metres(worst["distance_m"]),
    )


def warning_sentences(record: Record, text: Language) -> list[str]:
    """Implausible results, each with its likely cause."""
    found = []
    for warning in record["warnings"]:
        sentence = text(ASSUMPTION[warning["code"]], **warning["values"])
        found.append(text.bracketed(sentence, text.listed(warning["where"])) if warning["where"] else sentence)
    return found
