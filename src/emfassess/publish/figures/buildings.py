"""Pictures of buildings: facades in plan, a view from above, and the section through an antenna and the worst window."""

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.result import Assessment
from emfassess.assessment.sections import section_between
from emfassess.language import Language
from emfassess.publish.data.building_mesh import UNKNOWN, plain_walls, roof_colours, roof_triangles, wall_quads
from emfassess.publish.figures.assessment import FAINT, INK, drawn, legend_patches
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.surroundings.facades import ROOF
from emfassess.units import Floats

FILL = "#eceff1"
SOLID = "#9aa5ae"

VIEW_ASIDE_DEG = 25.0
VIEW_ELEVATION_DEG = 38.0
"""The view is from in front of the most exposed facade, a little aside of it and above."""

WIDTHS = (1.2, 1.8, 2.4, 3.0, 4.2)
"""Width of a facade's line by class: a greater level is also thicker."""


def _required(assessment: Assessment) -> BuildingLevels:
    if assessment.buildings is None:
        raise ValueError("there is no building to draw")
    return assessment.buildings


@drawn
def facade_figure(assessment: Assessment, text: Language) -> Figure:
    """Plan of the buildings: every piece of facade in the class of its worst floor, the worst place of each building."""
    found = _required(assessment)
    figure = Figure(figsize=(6.3, 6.2), layout="constrained")
    axes = figure.add_subplot(
        aspect="equal", xlabel=text("east of the station (m)"), ylabel=text("north of the station (m)")
    )
    for building in assessment.scene.buildings:
        for part in shapely.get_parts(building.footprint):
            axes.fill(*np.asarray(part.exterior.coords).T, facecolor=FILL, edgecolor=FAINT, linewidth=0.3)
            for hole in part.interiors:
                axes.fill(*np.asarray(hole.coords).T, facecolor="white", edgecolor=FAINT, linewidth=0.3)
    walls, ratio = _worst_by_wall(found, assessment.scenario_index)
    classes = class_index(ratio)
    order = np.argsort(ratio, kind="stable")
    axes.add_collection(
        LineCollection(
            list(walls[order]),
            colors=[CLASSES[c].colour for c in classes[order]],
            linewidths=[WIDTHS[c] for c in classes[order]],
            capstyle="butt",
            zorder=3,
        )
    )
    worst = found.levels.points[found.worst[0]]
    axes.plot(worst[0], worst[1], "o", ms=7, mfc="none", mec=INK, mew=1.4, zorder=6)
    axes.annotate(
        text("worst place"), (worst[0], worst[1]), xytext=(8, 8), textcoords="offset points", fontsize=8, zorder=6
    )
    axes.plot(*assessment.sources.position[:, :2].T, linestyle="", marker="^", markersize=5, color=INK, zorder=5)
    centre, reach = assessment.grid.centres[0], assessment.facades.distance * 1.06
    axes.set(xlim=(centre[0] - reach, centre[0] + reach), ylim=(centre[1] - reach, centre[1] + reach))
    figure.legend(handles=legend_patches(ratio, text), loc="outside lower center", ncols=5, fontsize=7)
    return figure


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


@drawn
def view_figure(assessment: Assessment, text: Language) -> Figure:
    """The buildings seen from above at a slant, every floor of every facade in the colour of its class."""
    found = _required(assessment)
    scenario, scene = assessment.scenario_index, assessment.scene
    near = set(found.buildings.tolist())
    quads, colours = wall_quads(found, scene, scenario)
    others = plain_walls([scene.buildings[i] for i in sorted(near)])
    faces: list[Floats] = [*others, *quads]
    paint = [UNKNOWN] * len(others) + colours
    seen = roof_colours(found, scenario)
    for index in sorted(near):
        roof = roof_triangles(scene.buildings[index])
        faces += list(roof)
        paint += [seen.get(index, "#f3f5f6")] * len(roof)
    figure = Figure(figsize=(6.3, 4.4), layout="constrained")
    axes = figure.add_subplot(aspect="equal")
    axes.axis("off")
    view = _view(found)
    _paint(axes, faces, paint, len(others), view)
    own = assessment.sources.station_index == 0
    places = assessment.sources.position[np.unique(assessment.sources.antenna_index[own])] @ view[:2].T
    axes.plot(places[:, 0], places[:, 1], linestyle="", marker="^", ms=5, mfc=INK, mec="white", mew=0.6, zorder=5)
    axes.autoscale_view()
    figure.legend(
        handles=legend_patches(found.levels.exposure_ratio[scenario], text),
        loc="outside lower center",
        ncols=5,
        fontsize=7,
    )
    return figure


def _view(found: BuildingLevels) -> Floats:
    """Unit vectors of the picture, one a row: right, up, and away from the eye."""
    facing = float(np.nan_to_num(found.receptors.bearing_deg[found.worst[0]], nan=180.0))
    turn, down = np.radians(facing + 180.0 + VIEW_ASIDE_DEG), np.radians(VIEW_ELEVATION_DEG)
    right = np.array([np.cos(turn), -np.sin(turn), 0.0])
    level = np.array([np.sin(turn), np.cos(turn), 0.0])
    away = np.cos(down) * level - np.sin(down) * np.array([0.0, 0.0, 1.0])
    return np.stack([right, np.cross(right, away), away])


def _paint(axes: Axes, faces: list[Floats], colours: list[str], behind: int, view: Floats) -> None:
    """Faces from back to front; those turned away are left out, and plain walls lie behind coloured ones."""
    away = view[2]
    normals = np.array([np.cross(f[1] - f[0], f[2] - f[0]) for f in faces])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    upright = np.abs(normals[:, 2]) < 0.5
    shown = ~upright | (normals @ away < 0)
    depth = np.array([(f @ away).mean() for f in faces]) + np.where(np.arange(len(faces)) < behind, 0.5, 0.0)
    order = np.flatnonzero(shown)[np.argsort(-depth[shown], kind="stable")]
    light = np.where(upright, 0.86 + 0.14 * (normals @ np.array([0.6, -0.8, 0.0])), 1.0)
    shaded = [tuple(np.clip(np.array(to_rgb(colours[i])) * light[i], 0, 1)) for i in order]
    axes.add_collection(
        PolyCollection([faces[i] @ view[:2].T for i in order], facecolors=shaded, edgecolors=shaded, linewidths=0.15)
    )


@drawn
def building_section_figure(assessment: Assessment, text: Language) -> Figure:
    """Vertical section through the antenna that contributes most and the worst place of the worst building."""
    found, scene = _required(assessment), assessment.scene
    receptor = found.worst[0]
    end = found.levels.points[receptor]
    start = assessment.sources.position[found.levels.main_contributor[assessment.scenario_index, receptor]]
    section = section_between(assessment.sources, assessment.weights, start, end, _lowest(assessment, start, end))
    figure = Figure(figsize=(6.3, 3.4), layout="constrained")
    axes = figure.add_subplot(
        xlabel=text("distance from the antenna (m)"), ylabel=text("height above the ground at the station (m)")
    )
    ratio = section.exposure_ratio(assessment.scenario_index)
    levels = [0.0, *(kind.high for kind in CLASSES[:-1]), max(float(ratio.max()), 1.0) * 10]
    colours, hatches = [kind.colour for kind in CLASSES], [kind.hatch for kind in CLASSES]
    axes.contourf(section.distance, section.height, ratio, levels=levels, colors=colours, hatches=hatches)
    axes.contour(section.distance, section.height, ratio, levels=[1.0], colors=INK, linewidths=1.0)
    ahead = np.array([np.sin(np.radians(section.azimuth_deg)), np.cos(np.radians(section.azimuth_deg))])
    places = start[:2] + section.distance[:, np.newaxis] * ahead
    ground = scene.ground_at(places[:, 0], places[:, 1])
    axes.fill_between(section.distance, ground, section.height.min() - 3, color="#6d5f4b", linewidth=0)
    _draw_buildings(axes, assessment, start[:2], ahead, section.distance)
    reach = float(np.hypot(*(end - start)[:2]))
    axes.plot([0, reach], [start[2], end[2]], color=INK, linewidth=0.9, linestyle="--")
    axes.plot(0, start[2], "^", color=INK, mec="white", ms=7)
    axes.plot(reach, end[2], "o", mfc="white", mec=INK, ms=6)
    axes.set(xlim=(section.distance[0], section.distance[-1]), ylim=(section.height.min() - 2, section.height.max()))
    axes.set_title(
        text(
            "Vertical section towards {azimuth}°, levels in free space; the black line is the limit",
            azimuth=f"{section.azimuth_deg:.0f}",
        ),
        fontsize=9,
    )
    figure.legend(handles=[*legend_patches(ratio, text), Patch(color=SOLID, label=text("building"))],
                  loc="outside lower center", ncols=3, fontsize=7)  # fmt: skip
    return figure


def _lowest(assessment: Assessment, start: Floats, end: Floats) -> float:
    """Lowest ground between two points. [m]"""
    places = start[:2] + np.linspace(-0.2, 1.3, 60)[:, np.newaxis] * (end - start)[:2]
    return float(assessment.scene.ground_at(places[:, 0], places[:, 1]).min())


def _draw_buildings(axes: Axes, assessment: Assessment, start: Floats, ahead: Floats, distance: Floats) -> None:
    """Cut of the plane through the buildings."""
    line = shapely.LineString([start + distance[0] * ahead, start + distance[-1] * ahead])
    for building in assessment.scene.buildings:
        for cut in shapely.get_parts(shapely.intersection(line, building.footprint)):
            if cut.length <= 0:
                continue
            first, last = sorted(float((np.asarray(c) - start) @ ahead) for c in (cut.coords[0], cut.coords[-1]))
            size = last - first, building.height - building.min_height
            axes.add_patch(Rectangle((first, building.underside), *size, facecolor=SOLID, edgecolor=INK, linewidth=0.6))
