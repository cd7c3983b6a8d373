"""The keep-out zones drawn: in plan, and from the side along the strongest direction."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from emfassess.exposure.ties import first_largest
from emfassess.language import Language
from emfassess.language.messages.names import POPULATION
from emfassess.publish.data.zone_shadows import shadow
from emfassess.publish.figures.drawing import (
    BOTTOM,
    INK,
    LEFT,
    RIGHT,
    TITLED,
    TOP,
    WIDTH,
    Area,
    Drawing,
    Key,
    Lines,
    Mark,
    Panel,
    Scale,
    Symbols,
    equal_scales,
    legend_height,
)
from emfassess.surroundings import GROUND_HEIGHT
from emfassess.units import Floats
from emfassess.zones.zone import Zone, level_axes

COLOURS = {"public": ("#e0a100", "//"), "occupational": ("#c1121f", "xx")}
"""Colour and pattern of the zone for each population; the pattern distinguishes them without colour."""

SIZE, SIDE_HEIGHT = (WIDTH - LEFT - RIGHT, 290.0), 190.0
"""Size of the plan, and height of the view from the side. [pt]"""


def zones_figure(zones: Sequence[Zone], text: Language) -> Drawing:
    """Zones of the whole station: plan above, with those of the antennas and what reaches 1.7 m as lines; side view below."""
    direction = _longest_direction(zones)
    side_view = np.stack([level_axes(direction)[0], [0.0, 0.0, 1.0]])
    drawn = [zone for zone in zones if not zone.empty and zone.kind != "operator"]
    sections = _sections(zones)
    keys = _keys(zones, text) + ((Key(text("zone at 1.7 m above the ground"), INK, line=2.0),) if sections else ())
    plan_labels = text("east of the station (m)"), text("north of the station (m)")
    side_labels = (
        text("distance towards {azimuth}° (m)", azimuth=f"{direction:.0f}"),
        text("height above ground (m)"),
    )
    first = TOP if drawn else TITLED
    second = first + SIZE[1] + BOTTOM + TOP
    across, up = equal_scales(_points(zones, np.eye(3)[:2]), SIZE, plan_labels)
    plan = Panel(
        (LEFT, first, *SIZE),
        across,
        up,
        (*_marks(drawn, np.eye(3)[:2]), *sections, _centres(zones, np.eye(3)[:2])),
        "" if drawn else text("No zone: the limit is reached nowhere"),
        grid=True,
    )
    return Drawing(
        second + SIDE_HEIGHT + BOTTOM + legend_height(keys),
        (plan, _side_panel(zones, drawn, side_view, side_labels, second)),
        keys,
    )


def _side_panel(
    zones: Sequence[Zone], drawn: Sequence[Zone], view: Floats, labels: tuple[str, str], top: float
) -> Panel:
    """View from the side, from a little below the ground up; the ground is a line."""
    size = (SIZE[0], SIDE_HEIGHT)
    across, up = equal_scales(np.vstack([_points(zones, view), [[0.0, 0.0]]]), size, labels)
    raised = Scale(-1.0, up.high - up.low - 1.0, up.label) if up.low < -1.0 else up
    ground = Lines([np.array([[across.low, 0.0], [across.high, 0.0]])], INK, 1.0)
    return Panel((LEFT, top, *size), across, raised, (*_marks(drawn, view), ground, _centres(zones, view)), grid=True)


def _keys(zones: Sequence[Zone], text: Language) -> tuple[Key, ...]:
    return tuple(
        Key(text(POPULATION[population]), colour, hatch, 0.6)
        for population, (colour, hatch) in COLOURS.items()
        if any(zone.population == population and not zone.empty for zone in zones)
    )


def _sections(zones: Sequence[Zone]) -> tuple[Lines, ...]:
    """Section of the station's public zone at 1.7 m."""
    return tuple(
        Lines(section.outline, INK, 2.0)
        for zone in zones
        if zone.kind == "station" and zone.population == "public"
        for section in zone.sections
        if section.height == GROUND_HEIGHT and section.outline
    )


def _longest_direction(zones: Sequence[Zone]) -> float:
    """Azimuth of the zone that reaches farthest in front. [deg]"""
    antennas = [zone for zone in zones if zone.kind == "antenna"]
    zone = antennas[int(first_largest(np.array([z.reaches["front"] for z in antennas])))]
    return float(np.degrees(np.arctan2(zone.axes[0, 0], zone.axes[0, 1])) % 360.0)


def _points(zones: Sequence[Zone], view: Floats) -> Floats:
    """Corners of all zones and centres of the antennas in a view, shape (point, 2). [m]"""
    corners = [zone.vertices for zone in zones if not zone.empty] + [zone.centre[np.newaxis] for zone in zones]
    return np.asarray(np.concatenate(corners) @ view.T)


def _centres(zones: Sequence[Zone], view: Floats) -> Symbols:
    centres = np.array([zone.centre for zone in zones if zone.kind == "antenna"])
    return Symbols(centres @ view.T, "triangle", 4.0)


def _marks(zones: Sequence[Zone], view: Floats) -> Iterator[Mark]:
    """Zones of the station as areas, and over them, from above, those of its antennas as lines."""
    from_above = not view[:, 2].any()
    for zone in zones:
        if zone.kind == "station":
            colour, hatch = COLOURS[zone.population]
            for ring in _outlines(zone, view):
                yield Area([ring], colour, hatch, 0.6, INK, 0.8)
    for zone in zones:
        if zone.kind == "antenna" and from_above:
            yield Lines(_outlines(zone, view), INK, 0.6)


def _outlines(zone: Zone, view: Floats) -> list[Floats]:
    """Outer outlines of a zone in a view. [m]"""
    parts = shapely.get_parts(shadow(zone, view))
    return [shapely.get_coordinates(part.exterior) for part in parts if part.geom_type == "Polygon"]
