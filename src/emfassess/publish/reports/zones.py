"""The keep-out zones of a station in its report: reaches, sections at the height of people, and what the figure shows."""

from collections.abc import Mapping
from typing import Any

from emfassess.language import N_, Language
from emfassess.language.messages.names import POPULATION
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.text import numbers

ZONE_LABEL = {
    "population": N_("For"),
    "antenna": N_("antenna"),
    "station": N_("whole station"),
    "front": N_("front"),
    "behind": N_("behind"),
    "right": N_("right"),
    "left": N_("left"),
    "above": N_("above"),
    "below": N_("below"),
    "operator": N_("operator"),
}

ZONES_ALT = N_(
    "Keep-out zones of the station in plan and from the side, for the public and for "
    "workers; the table above gives their reaches in numbers."
)
"""Description of the figure for those who cannot see it."""

SECTION_NOTE = N_(
    "What a level plane at each height cuts out of the zones of the carriers named, alone: the area above the limit "
    "there, and the horizontal distance of its farthest place from the station, or from the antenna."
)
"""What the sections of zones are."""

Record = Mapping[str, Any]


def zone_table(record: Record, text: Language) -> Table:
    """Reaches of every zone."""
    sides = ("front", "behind", "right", "left", "above", "below")
    rows = [
        [
            f"{text(ZONE_LABEL[zone['kind']])} {zone['label']}",
            text(POPULATION[zone["population"]]),
            *(metres_or_none(zone[f"{side}_m"], text) for side in sides),
            metres_or_none(zone["lowest_height_m"], text),
        ]
        for zone in record["zones"]
    ]
    header = [text("Zone of"), text("For"), *(text(ZONE_LABEL[side]) for side in sides), text("from height")]
    return table_of(header, [2.2, 1.5, *[0.8] * 6, 1.1], rows)


def section_table(record: Record, text: Language) -> Table:
    """Sections of the station's zones at every height, and of its antennas' where they are not empty."""
    rows = [
        [
            f"{text(ZONE_LABEL[zone['kind']])} {zone['label']}",
            text(POPULATION[zone["population"]]),
            numbers.metres(section["height_m"]),
            text("none")
            if section["reach_m"] is None
            else numbers.single(numbers.significant(section["area_m2"]), "m²"),
            metres_or_none(section["reach_m"], text),
        ]
        for zone in record["zones"]
        for section in zone["sections"]
        if zone["kind"] == "station" or section["reach_m"] is not None
    ]
    header = [text("Zone of"), text("For"), text("Height above ground"), text("Area"), text("Reach")]
    return table_of(header, [2.2, 1.5, 1.3, 1.0, 1.0], rows)


def metres_or_none(value: float | None, text: Language) -> str:
    """A distance with its unit, or that there is none."""
    return text("none") if value is None else numbers.metres(value)


def zone_note(record: Record, text: Language) -> str:
    """Which limits the zones are drawn for, and the box and cylinder of the whole station where its zone is one body."""
    whole = next(z for z in record["zones"] if z["kind"] == "station")
    sets = record["zone_limits"]
    named = text.listed(text.labelled(text(POPULATION[population]), sets[population]) for population in sets)
    note = text(
        "Inside a zone the limit is exceeded by the carriers named, in the governing "
        "scenario ({limits}). Reaches count from the antenna's centre along its azimuth; the "
        "last column is the height above ground where the zone starts. The zones are in "
        "zones.geojson and zones.glb as well.",
        limits=named,
    )
    if whole["empty"]:
        return note
    return f"{note} {_whole_sentence(whole, text)}"


def _whole_sentence(whole: Mapping[str, Any], text: Language) -> str:
    """Size of the station's zone where it is one body; else that the antennas' zones do not join."""
    if len(whole["bodies"]) > 1:
        listed = text("; ").join(text.listed(names) for names in whole["bodies"])
        return text.plural(
            "The public zone of the station is {count} separate body: that of antennas {antennas}.",
            "The public zone of the station is {count} separate bodies: those of antennas {antennas}.",
            count=len(whole["bodies"]),
            antennas=listed,
        )
    return text(
        "Around all antennas of the station the public zone fits into a box {length} long, "
        "{width} wide and {height} high, or a cylinder of radius {radius} from {bottom} to "
        "{top} above ground.",
        length=metres_or_none(whole["box_length_m"], text),
        width=metres_or_none(whole["box_width_m"], text),
        height=metres_or_none(whole["box_height_m"], text),
        radius=metres_or_none(whole["cylinder_radius_m"], text),
        bottom=metres_or_none(whole["lowest_height_m"], text),
        top=metres_or_none(whole["cylinder_top_m"], text),
    )
