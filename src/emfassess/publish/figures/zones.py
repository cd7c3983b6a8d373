"""The keep-out zones drawn: in plan, and from the side along the strongest direction."""

from collections.abc import Sequence

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from emfassess.exposure.ties import first_largest
from emfassess.language import Language
from emfassess.language.messages.names import POPULATION
from emfassess.publish.data.zone_shadows import shadow
from emfassess.publish.figures.assessment import FAINT, INK, drawn
from emfassess.surroundings import GROUND_HEIGHT
from emfassess.units import Floats
from emfassess.zones.zone import Zone, level_axes

COLOURS = {"public": ("#e0a100", "//"), "occupational": ("#c1121f", "xx")}
"""Colour and pattern of the zone for each population; the pattern distinguishes them without colour."""

GRAIN = 0.002
"""Outlines are simplified to this share of their size, so that the file stays small."""


@drawn
def zones_figure(zones: Sequence[Zone], text: Language) -> Figure:
    """Zones of the whole station: plan above, with those of the antennas and what reaches 1.7 m as lines; side view below."""
    figure = Figure(figsize=(6.3, 6.6), layout="constrained")
    plan, side = figure.subplots(2, 1, height_ratios=(1.5, 1.0))
    plan.set_axisbelow(True)
    plan.set(aspect="equal", xlabel=text("east of the station (m)"), ylabel=text("north of the station (m)"))
    direction = _longest_direction(zones)
    along = level_axes(direction)[0]
    side.set(
        aspect="equal",
        xlabel=text("distance towards {azimuth}° (m)", azimuth=f"{direction:.0f}"),
        ylabel=text("height above ground (m)"),
    )
    for axes, columns in ((plan, np.eye(3)[:2]), (side, np.stack([along, [0.0, 0.0, 1.0]]))):
        _draw(axes, zones, columns)
        axes.autoscale_view()
        axes.margins(0.05)
    at_people = _draw_sections(plan, zones)
    side.axhline(0.0, color=INK, linewidth=1.0)
    side.set_ylim(bottom=-1.0)
    handles: list[Artist] = [
        Patch(facecolor=colour, edgecolor=INK, hatch=hatch, alpha=0.6, label=text(POPULATION[population]))
        for population, (colour, hatch) in COLOURS.items()
        if any(zone.population == population and not zone.empty for zone in zones)
    ]
    if at_people:
        handles.append(Line2D([], [], color=INK, linewidth=2.0, label=text("zone at 1.7 m above the ground")))
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=7)
    else:
        plan.set_title(text("No zone: the limit is reached nowhere"), fontsize=9)
    return figure


def _draw_sections(axes: Axes, zones: Sequence[Zone]) -> bool:
    """Draw the section of the station's public zone at 1.7 m; whether there is any."""
    rings = [
        ring
        for zone in zones
        if zone.kind == "station" and zone.population == "public"
        for section in zone.sections
        if section.height == GROUND_HEIGHT
        for ring in section.outline
    ]
    for ring in rings:
        axes.plot(*ring.T, color=INK, linewidth=2.0, zorder=3)
    return bool(rings)


def _longest_direction(zones: Sequence[Zone]) -> float:
    """Azimuth of the zone that reaches farthest in front. [deg]"""
    antennas = [zone for zone in zones if zone.kind == "antenna"]
    zone = antennas[int(first_largest(np.array([z.reaches["front"] for z in antennas])))]
    return float(np.degrees(np.arctan2(zone.axes[0, 0], zone.axes[0, 1])) % 360.0)


def _draw(axes: Axes, zones: Sequence[Zone], columns: Floats) -> None:
    for zone in zones:
        if zone.empty or zone.kind == "operator":
            continue
        colour, hatch = COLOURS[zone.population]
        size = float(np.ptp(zone.vertices, axis=0).max())
        for polygon in shapely.get_parts(shapely.simplify(shadow(zone, columns), GRAIN * size)):
            if polygon.geom_type != "Polygon":
                continue
            x, y = np.asarray(polygon.exterior.coords).T
            if zone.kind == "station":
                axes.fill(x, y, facecolor=colour, edgecolor=INK, hatch=hatch, alpha=0.6, linewidth=0.8)
            elif zone.kind == "antenna" and not columns[:, 2].any():
                axes.plot(x, y, color=INK, linewidth=0.6)
    centres = np.array([zone.centre for zone in zones if zone.kind == "antenna"]) @ columns.T
    axes.plot(*centres.T, linestyle="", marker="^", markersize=4, color=INK, zorder=4)
    axes.grid(color=FAINT, linewidth=0.3)
