"""Drawings of buildings: facades in plan, a view from above, and the section through an antenna and the worst window."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.result import Assessment
from emfassess.assessment.sections import Section, section_between
from emfassess.language import Language
from emfassess.publish.data.building_mesh import UNKNOWN, plain_walls, roof_colours, roof_triangles, wall_quads
from emfassess.publish.figures.assessment import PANEL_WIDTH, class_keys, contour_marks
from emfassess.publish.figures.drawing import (
    BOTTOM,
    FAINT,
    INK,
    LEFT,
    TEXT,
    TITLED,
    TOP,
    WIDTH,
    Area,
    Drawing,
    Faces,
    Key,
    Lines,
    Mark,
    Panel,
    Scale,
    Symbols,
    Words,
    equal_scales,
    legend_height,
)
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.surroundings.facades import ROOF
from emfassess.units import Floats

FILL = "#eceff1"
SOLID = "#9aa5ae"
EARTH = "#6d5f4b"

VIEW_ASIDE_DEG = 25.0
VIEW_ELEVATION_DEG = 38.0
"""The view is from in front of the most exposed facade, a little aside of it and above."""

VIEW_HEIGHT, SECTION_HEIGHT = 280.0, 165.0
"""Heights of the view and of the section. [pt]"""

WIDTHS = (1.2, 1.8, 2.4, 3.0, 4.2)
"""Width of a facade's line by class: a greater level is also thicker. [pt]"""

SUN = np.array([0.6, -0.8, 0.0])
"""Where the light of the view comes from."""


def _required(assessment: Assessment) -> BuildingLevels:
    if assessment.buildings is None:
        raise ValueError("there is no building to draw")
    return assessment.buildings


def facade_figure(assessment: Assessment, text: Language) -> Drawing:
    """Plan of the buildings: every piece of facade in the class of its worst floor, the worst place of each building."""
    found = _required(assessment)
    (east, north), reach = assessment.grid.centres[0].tolist(), assessment.facades.distance * 1.06
    walls, ratio = _worst_by_wall(found, assessment.scenario_index)
    worst = found.levels.points[found.worst[0], :2]
    keys = class_keys(ratio, text)
    panel = Panel(
        (LEFT, TOP, PANEL_WIDTH, PANEL_WIDTH),
        Scale(east - reach, east + reach, text("east of the station (m)")),
        Scale(north - reach, north + reach, text("north of the station (m)")),
        (
            *_footprints(assessment, shapely.box(east - reach, north - reach, east + reach, north + reach)),
            *_facades(walls, class_index(ratio)),
            Symbols(assessment.sources.position[:, :2], "triangle", 5.0),
            Symbols(worst[np.newaxis], "circle", 7.0, "none", INK),
            Words((float(worst[0]), float(worst[1])), text("worst place"), offset=(8.0, 8.0), size=TEXT),
        ),
    )
    return Drawing(TOP + PANEL_WIDTH + BOTTOM + legend_height(keys), (panel,), keys)


def _footprints(assessment: Assessment, seen: shapely.Polygon) -> Iterator[Area]:
    """Buildings that are in the plan."""
    for building in assessment.scene.buildings:
        for part in shapely.get_parts(building.footprint):
            if seen.intersects(part):
                rings = [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
                yield Area(rings, FILL, edge=FAINT, edge_width=0.3)


def _facades(walls: Floats, classes: NDArray[np.intp]) -> Iterator[Lines]:
    """Pieces of facade, the higher classes over the lower ones."""
    for index, kind in enumerate(CLASSES):
        if np.any(classes == index):
            yield Lines(list(walls[classes == index]), kind.colour, WIDTHS[index])


def _worst_by_wall(found: BuildingLevels, scenario: int) -> tuple[Floats, Floats]:
    """Pieces of wall in plan (wall, 2, 2) and the maximum exposure ratio over their floors (wall,)."""
    walls = found.receptors.floor != ROOF
    receptors = found.receptors.only(walls)
    ratio = found.levels.exposure_ratio[scenario][walls]
    keys = np.column_stack([receptors.building, receptors.points[:, :2].round(3)])
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    worst = np.zeros(len(first))
    np.maximum.at(worst, group.ravel(), ratio)
    return receptors.walls[first], worst


def view_figure(assessment: Assessment, text: Language) -> Drawing:
    """The buildings seen from above at a slant, every floor of every facade in the colour of its class."""
    found, scene, scenario = _required(assessment), assessment.scene, assessment.scenario_index
    near = sorted(set(found.buildings.tolist()))
    quads, colours = wall_quads(found, scene, scenario)
    others = plain_walls([scene.buildings[i] for i in near])
    faces: list[Floats] = [*others, *quads]
    paint = [UNKNOWN] * len(others) + colours
    seen = roof_colours(found, scenario)
    for index in near:
        roof = roof_triangles(scene.buildings[index])
        faces += list(roof)
        paint += [seen.get(index, "#f3f5f6")] * len(roof)
    view = _view(found)
    own = assessment.sources.station_index == 0
    antennas = assessment.sources.position[np.unique(assessment.sources.antenna_index[own])] @ view[:2].T
    size = (WIDTH, VIEW_HEIGHT)
    across, up = equal_scales(np.vstack([*(face @ view[:2].T for face in faces), antennas]), size, ("", ""))
    marks = (_painted(faces, paint, len(others), view), Symbols(antennas, "triangle", 6.0, INK, "#ffffff"))
    keys = class_keys(found.levels.exposure_ratio[scenario], text)
    return Drawing(VIEW_HEIGHT + legend_height(keys), (Panel((0.0, 0.0, *size), across, up, marks, plain=True),), keys)


def _view(found: BuildingLevels) -> Floats:
    """Unit vectors of the picture, one a row: right, up, and away from the eye."""
    facing = float(np.nan_to_num(found.receptors.bearing_deg[found.worst[0]], nan=180.0))
    turn, down = np.radians(facing + 180.0 + VIEW_ASIDE_DEG), np.radians(VIEW_ELEVATION_DEG)
    right = np.array([np.cos(turn), -np.sin(turn), 0.0])
    level = np.array([np.sin(turn), np.cos(turn), 0.0])
    away = np.cos(down) * level - np.sin(down) * np.array([0.0, 0.0, 1.0])
    return np.stack([right, np.cross(right, away), away])


def _painted(faces: list[Floats], colours: list[str], behind: int, view: Floats) -> Faces:
    """Faces from back to front; those turned away are left out, and plain walls lie behind coloured ones."""
    away = view[2]
    corners = np.stack([face[:3] for face in faces])
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    upright = np.abs(normals[:, 2]) < 0.5
    shown = ~upright | (normals @ away < 0)
    depth = np.array([(f @ away).mean() for f in faces]) + np.where(np.arange(len(faces)) < behind, 0.5, 0.0)
    order = np.flatnonzero(shown)[np.argsort(-depth[shown], kind="stable")]
    light = np.where(upright, 0.86 + 0.14 * (normals @ SUN), 1.0)
    return Faces([faces[i] @ view[:2].T for i in order], [_shaded(colours[i], float(light[i])) for i in order])


def _shaded(colour: str, light: float) -> str:
    return "#" + "".join(f"{min(round(light * int(colour[k : k + 2], 16)), 255):02x}" for k in (1, 3, 5))


def building_section_figure(assessment: Assessment, text: Language) -> Drawing:
    """Vertical section through the antenna that contributes most and the worst place of the worst building."""
    found = _required(assessment)
    receptor = found.worst[0]
    end = found.levels.points[receptor]
    start = assessment.sources.position[found.levels.main_contributor[assessment.scenario_index, receptor]]
    section = section_between(assessment.sources, assessment.weights, start, end, _lowest(assessment, start, end))
    ratio = section.exposure_ratio(assessment.scenario_index)
    reach = float(np.hypot(*(end - start)[:2]))
    marks: tuple[Mark, ...] = (
        *contour_marks(section.distance, section.height, ratio),
        *_ground_and_buildings(assessment, section, start[:2]),
        Lines([np.array([[0.0, start[2]], [reach, end[2]]])], INK, 0.9, (3.3, 1.4)),
        Symbols(np.array([[0.0, start[2]]]), "triangle", 7.0, INK, "#ffffff"),
        Symbols(np.array([[reach, end[2]]]), "circle", 6.0, "#ffffff", INK),
    )
    panel = Panel(
        (LEFT, TITLED, PANEL_WIDTH, SECTION_HEIGHT),
        Scale(float(section.distance[0]), float(section.distance[-1]), text("distance from the antenna (m)")),
        Scale(
            float(section.height.min()) - 2.0,
            float(section.height.max()),
            text("height above the ground at the station (m)"),
        ),
        marks,
    )
    title = text(
        "Vertical section towards {azimuth}°, levels in free space; the black line is the limit",
        azimuth=f"{section.azimuth_deg:.0f}",
    )
    keys = (*class_keys(ratio, text), Key(text("building"), SOLID))
    return Drawing(TITLED + SECTION_HEIGHT + BOTTOM + legend_height(keys), (panel,), keys, title)


def _lowest(assessment: Assessment, start: Floats, end: Floats) -> float:
    """Lowest ground between two points. [m]"""
    places = start[:2] + np.linspace(-0.2, 1.3, 60)[:, np.newaxis] * (end - start)[:2]
    return float(assessment.scene.ground_at(places[:, 0], places[:, 1]).min())


def _ground_and_buildings(assessment: Assessment, section: Section, start: Floats) -> Iterator[Area]:
    """Ground of the plane of a section, and its cut through the buildings."""
    ahead = np.array([np.sin(np.radians(section.azimuth_deg)), np.cos(np.radians(section.azimuth_deg))])
    distance, foot = section.distance, float(section.height.min()) - 3.0
    places = start + distance[:, np.newaxis] * ahead
    surface = np.column_stack([distance, assessment.scene.ground_at(places[:, 0], places[:, 1])])
    yield Area([np.vstack([[distance[0], foot], surface, [distance[-1], foot], [distance[0], foot]])], EARTH)
    line = shapely.LineString(places[[0, -1]])
    for building in assessment.scene.buildings:
        for cut in shapely.get_parts(shapely.intersection(line, building.footprint)):
            if cut.length > 0:
                first, last = sorted(float((np.asarray(c) - start) @ ahead) for c in (cut.coords[0], cut.coords[-1]))
                box = shapely.box(first, building.underside, last, building.roof)
                yield Area([np.asarray(box.exterior.coords)], SOLID, edge=INK, edge_width=0.6)
