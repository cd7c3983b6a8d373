"""Drawings of an assessment: plan, vertical section, antenna pattern. They draw what the record holds."""

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

import contourpy
import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.place import ON_GROUND
from emfassess.assessment.result import Assessment
from emfassess.assessment.sections import Section
from emfassess.language import N_, Language
from emfassess.language.messages.names import CLASS_NAME
from emfassess.patterns import Pattern
from emfassess.publish.figures.drawing import (
    BOTTOM,
    FAINT,
    INK,
    LEFT,
    RIGHT,
    TITLED,
    TOP,
    WIDTH,
    Area,
    Circle,
    Drawing,
    Key,
    Lines,
    Mark,
    Panel,
    Scale,
    Symbols,
    Words,
    legend_height,
)
from emfassess.publish.maps.class_areas import class_areas
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.stations import Antenna
from emfassess.surroundings import GROUND_HEIGHT
from emfassess.units import Floats

LOWEST_DB = 40.0
"""Depth of the scale of a pattern. [dB]"""

PATTERN_CIRCLES_DB = (-30, -20, -10, -3)
BEAM = "#1b3f73"

ARROW = 45.0
"""Length of the arrow of an antenna's direction in the plan. [m]"""

PANEL_WIDTH = WIDTH - LEFT - RIGHT

_Filled = tuple[list[Floats], list[NDArray[np.uint32]]]
"""Points of each area, and where each of its rings begins and ends."""


def plan_figure(assessment: Assessment, text: Language) -> Drawing:
    """Plan of the ground around the first subject: classes of exposure, rings, antennas, maxima."""
    keys = class_keys(assessment.grid_levels.exposure_ratio[assessment.scenario_index], text)
    (east, north), reach = assessment.grid.centres[0].tolist(), assessment.grid.rings[-1][1]
    marks: list[Mark] = [*_class_areas(assessment)]
    for _, radius in assessment.grid.rings:
        marks.append(Circle((east, north), radius))
        marks.append(Words((east, north + radius), f"{radius:g} m", "middle", (0.0, 2.0)))
    marks += [*_antennas(assessment), *_places(assessment)]
    panel = Panel(
        (LEFT, TOP, PANEL_WIDTH, PANEL_WIDTH),
        Scale(east - 1.06 * reach, east + 1.06 * reach, text("east of the station (m)")),
        Scale(north - 1.06 * reach, north + 1.06 * reach, text("north of the station (m)")),
        tuple(marks),
    )
    return Drawing(TOP + PANEL_WIDTH + BOTTOM + legend_height(keys), (panel,), keys)


def _class_areas(assessment: Assessment) -> Iterator[Area]:
    """Areas in the colour and pattern of their class."""
    for kind, area in class_areas(assessment):
        rings = [np.asarray(ring.coords) for part in area.geoms for ring in (part.exterior, *part.interiors)]
        yield Area(rings, kind.colour, kind.hatch)


def _antennas(assessment: Assessment) -> Iterator[Mark]:
    """Positions of the stations and directions of the first subject's antennas."""
    sources = assessment.sources
    yield Symbols(sources.position[np.unique(sources.antenna_index), :2], "triangle", 4.0, FAINT)
    for index in np.unique(sources.antenna_index[sources.station_index == 0]):
        ahead = sources.axes[index, 0, :2] / max(float(np.hypot(*sources.axes[index, 0, :2])), 1e-9)
        start, aside = sources.position[index, :2], np.array([-ahead[1], ahead[0]])
        tip, neck = start + ARROW * ahead, start + (ARROW - 14.0) * ahead
        yield Lines([np.stack([start, neck])], INK, 0.9)
        yield Area([np.stack([tip, neck + 5.0 * aside, neck - 5.0 * aside, tip])], INK)


def _places(assessment: Assessment) -> Iterator[Mark]:
    """Governing points of the rings, named places and other places, above the antennas."""
    for place in assessment.places:
        shape = "circle" if place.kind in ON_GROUND else "square"
        yield Symbols(np.array([[place.east, place.north]]), shape, 5.0, "#ffffff", INK)
    for place in assessment.places:
        if place.kind == "named":
            yield Words((place.east, place.north), place.label[:80], offset=(4.0, 2.0))


def section_figure(assessment: Assessment, section: Section, text: Language) -> Drawing:
    """Vertical section along the strongest azimuth: classes of exposure over distance and height."""
    ratio = section.exposure_ratio(assessment.scenario_index)
    keys, distance, height = class_keys(ratio, text), section.distance, section.height
    ends = np.array([[distance[0], GROUND_HEIGHT], [distance[-1], GROUND_HEIGHT]])
    panel = Panel(
        (LEFT, TITLED, PANEL_WIDTH, 150.0),
        Scale(float(distance[0]), float(distance[-1]), text("distance along the azimuth (m)")),
        Scale(float(height[0]), float(height[-1]), text("height above ground (m)")),
        (*contour_marks(distance, height, ratio), Lines([ends], INK, 0.6, (0.8, 1.6))),
    )
    title = text(
        "Vertical section towards {azimuth}°; the black line is the limit, the dotted one 1.7 m",
        azimuth=f"{section.azimuth_deg:g}",
    )
    return Drawing(TITLED + 150.0 + BOTTOM + legend_height(keys), (panel,), keys, title)


def contour_marks(across: Floats, up: Floats, ratio: Floats) -> Iterator[Mark]:
    """Areas of the classes of a field of exposure ratios, shape (up, across), and the line where the limit is reached."""
    field = contourpy.contour_generator(across, up, ratio, fill_type="OuterOffset", line_type="Separate")
    highest = max(float(ratio.max()), 1.0) * 10
    for kind in CLASSES:
        # an exposure ratio of zero is in the lowest class
        points, offsets = cast("_Filled", field.filled(kind.low or -1.0, min(kind.high, highest)))
        rings = [p[a:b] for p, ends in zip(points, offsets, strict=True) for a, b in pairwise(ends)]
        if rings:
            yield Area(rings, kind.colour, kind.hatch)
    if limit := cast("list[Floats]", field.lines(1.0)):
        yield Lines(limit, INK, 1.0)


def class_keys(ratio: Floats, text: Language) -> tuple[Key, ...]:
    """Keys of the classes that occur."""
    present = set(np.unique(class_index(ratio)).tolist())
    return tuple(
        Key(text(CLASS_NAME[kind.key]), kind.colour, kind.hatch) for i, kind in enumerate(CLASSES) if i in present
    )


def pattern_figure(antenna: Antenna, text: Language) -> Drawing:
    """Horizontal and vertical cut of an antenna's pattern, relative to its gain, turned by its electrical tilt."""
    return cuts_figure(antenna.pattern, text, antenna.electrical_tilt_deg, f"{antenna.id}: ")


def cuts_figure(pattern: Pattern, text: Language, turned_deg: float = 0.0, prefix: str = "") -> Drawing:
    """Horizontal and vertical cut of a pattern, relative to its gain; the vertical one turned downward. [deg]"""
    side = WIDTH / 2 - 20.0
    cuts = (
        (N_("Horizontal cut (dB)"), pattern.horizontal_db, 0.0, 90.0),
        (N_("Vertical cut, tilt included (dB)"), pattern.vertical_db, turned_deg, 0.0),
    )
    panels = tuple(
        Panel(
            (10.0 + number * WIDTH / 2, 40.0, side, side),
            Scale(-1.25, 1.25),
            Scale(-1.25, 1.25),
            (*_polar_scale(zero), Lines([_cut(cut, tilt, zero)], BEAM, 1.1)),
            text(title),
            plain=True,
        )
        for number, (title, cut, tilt, zero) in enumerate(cuts)
    )
    return Drawing(40.0 + side + 4.0, panels, title=f"{prefix}{pattern.name}, {pattern.gain_dbi:.1f} dBi"[:90])


def _cut(attenuation_db: Floats, turned_deg: float, zero_deg: float) -> Floats:
    """Points of a cut on a disc of radius one; angles count clockwise from `zero_deg` on the disc."""
    angle = np.radians(zero_deg - turned_deg - np.arange(len(attenuation_db) + 1) * 360.0 / len(attenuation_db))
    radius = 1.0 - np.minimum(np.append(attenuation_db, attenuation_db[0]), LOWEST_DB) / LOWEST_DB
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _polar_scale(zero_deg: float) -> Iterator[Mark]:
    """Circles of equal level and directions every 45 degrees with their numbers."""
    for level in PATTERN_CIRCLES_DB:
        radius = 1.0 + level / LOWEST_DB
        yield Circle((0.0, 0.0), radius, "#c5ced6", 0.6)
        place = radius * np.array([np.cos(np.radians(zero_deg - 22.5)), np.sin(np.radians(zero_deg - 22.5))])
        yield Words((float(place[0]), float(place[1])), f"\u2212{-level}", "middle", (0.0, -2.5))
    yield Circle((0.0, 0.0), 1.0, FAINT, 0.8)
    for turned in range(0, 360, 45):
        angle = np.radians(zero_deg - turned)
        rim = np.array([np.cos(angle), np.sin(angle)])
        yield Lines([np.stack([0.0 * rim, rim])], "#c5ced6", 0.6)
        yield Words((float(1.13 * rim[0]), float(1.13 * rim[1])), f"{turned}°", "middle", (0.0, -2.5))
