"""Sections of the report on buildings: every number is a field of the station's record."""

from collections.abc import Mapping
from typing import Any

from emfassess.publish.reports.sections import Section, Table, figure_section, table_of
from emfassess.publish.text import numbers
from emfassess.publish.text.words import Words

Record = Mapping[str, Any]

MOST_ROWS = 12
"""The report lists so many buildings; ``buildings.csv`` has all."""

NAME_LENGTH = 28


def building_sections(record: Record, text: Words) -> list[Section]:
    """Sections on facades; none where no building is near."""
    if not record["surroundings"]["buildings"]:
        return []
    return [
        {
            "sheet": "buildings",
            "heading": text("report.buildings"),
            "table": building_table(record, text),
            "after": building_note(record, text),
        },
        figure_section(text("report.facades"), "facades", text("report.facades-alt")),
        figure_section(text("report.view"), "view", text("report.view-alt")),
        figure_section(text("report.window"), "window", text("report.window-alt")),
    ]


def building_table(record: Record, text: Words, most: int | None = MOST_ROWS) -> Table:
    """The most exposed buildings, or all that the record lists: worst floor and facade, and the level as each mode has it."""
    rows = [
        [
            _named(row),
            text("building.roof") if row["worst_floor"] == "roof" else f"{row['worst_floor']}/{row['floors']}",
            _facing(row),
            numbers.metres(row["above_ground_m"]),
            numbers.percent(row["exposure_ratio"]),
            numbers.field_strength(row["field_strength_v_m"]),
            text("building.seen" if row["in_sight"] else "building.hidden"),
            numbers.percent(row["exposure_ratio_diffraction"]),
            numbers.percent(row["exposure_ratio_indoors"]),
        ]
        for row in record["surroundings"]["buildings"][:most]
    ]
    keys = ("name", "floor", "facing", "height", "share", "strength", "sight", "diffraction", "indoors")
    header = [text(f"building.{key}") for key in keys]
    return table_of(header, [2.0, 0.8, 0.9, 0.9, 1.0, 1.0, 0.9, 1.1, 1.1], rows)


def _named(row: Record) -> str:
    return f"{row['building']} {row['name']}".strip()[:NAME_LENGTH]


def _facing(row: Record) -> str:
    return "–" if row["facade_bearing_deg"] is None else numbers.whole_degrees(row["facade_bearing_deg"])


def building_note(record: Record, text: Words) -> str:
    """How many buildings were looked at, and what the columns mean."""
    around = record["surroundings"]
    return text(
        "building.note",
        buildings=around["buildings_assessed"],
        receptors=around["facade_receptors"],
        distance=f"{around['facade_distance_m']:g}",
        mode=text(f"mode.{around['obstruction'].split(':')[0]}"),
    )


def alert_sentence(record: Record, text: Words) -> str:
    """What nobody may overlook: buildings above the limit; empty where there is none."""
    around = record["surroundings"]
    if not around["buildings_above_limit"]:
        return ""
    worst = around["buildings"][0]
    return text(
        "building.alert",
        buildings=around["buildings_above_limit"],
        building=_named(worst),
        floor=text("building.roof") if worst["worst_floor"] == "roof" else worst["worst_floor"],
        percent=numbers.percent(worst["exposure_ratio"]),
        distance=numbers.metres(worst["distance_m"]),
    )


def warning_sentences(record: Record, text: Words) -> list[str]:
    """What looks wrong with the result, with its likely cause."""
    found = []
    for warning in record["warnings"]:
        sentence = text(f"assumption.{warning['code']}", **warning["values"])
        found.append(f"{sentence} ({', '.join(warning['where'])})" if warning["where"] else sentence)
    return found
