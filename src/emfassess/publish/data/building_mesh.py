"""Buildings in three dimensions: every floor of every facade in the colour of its class; GLB for viewers, and a picture."""

from collections.abc import Iterator

import numpy as np
import shapely
import trimesh
from numpy.typing import NDArray
from trimesh.exchange.gltf import export_glb
from trimesh.visual import ColorVisuals

from emfassess.assessment.building_levels import BuildingLevels
from emfassess.assessment.result import Assessment
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.surroundings import Building, Scene
from emfassess.surroundings.facades import ROOF
from emfassess.units import Floats

UNKNOWN = "#d5dade"
"""Walls and roofs that were not looked at, and buildings farther away."""

ANTENNA = "#111111"
ANTENNA_SIZE = (0.6, 0.6, 2.0)

Quads = tuple[Floats, list[str]]
"""Corners (quad, 4, 3) in metres and a colour each."""


def wall_quads(levels: BuildingLevels, scene: Scene, scenario: int) -> Quads:
    """Walls at the facades' receptors, floor by floor, coloured by their class; floors of one class are one piece."""
    walls = levels.receptors.floor != ROOF
    receptors = levels.receptors.only(walls)
    classes = class_index(levels.levels.exposure_ratio[scenario][walls])
    bottom, top = np.empty(len(receptors)), np.empty(len(receptors))
    for index in np.unique(receptors.building):
        building, mine = scene.buildings[index], receptors.building == index
        heights = np.append(building.floors, building.height) + building.ground
        bottom[mine], top[mine] = heights[receptors.floor[mine]], heights[receptors.floor[mine] + 1]
    plan = np.column_stack([receptors.building, receptors.walls.reshape(-1, 4).round(3)])
    wall = np.unique(plan, axis=0, return_inverse=True)[1].ravel()
    order = np.lexsort((receptors.floor, wall))
    joined = (np.diff(wall[order]) == 0) & (np.diff(classes[order]) == 0) & (np.diff(receptors.floor[order]) == 1)
    lowest, highest = order[np.append(True, ~joined)], order[np.append(~joined, True)]
    return _upright(receptors.walls[lowest], bottom[lowest], top[highest]), [CLASSES[c].colour for c in classes[lowest]]


def _upright(plan: Floats, bottom: Floats, top: Floats) -> Floats:
    """Quads over lines (quad, 2, 2) in plan from bottom to top, seen from outside counter-clockwise."""
    start, end = plan[:, 0], plan[:, 1]
    corners = [(start, bottom), (end, bottom), (end, top), (start, top)]
    return np.stack([np.column_stack([place, height]) for place, height in corners], axis=1)


def plain_walls(buildings: list[Building]) -> Floats:
    """Whole walls of buildings, (quad, 4, 3). [m]"""
    parts = [np.zeros((0, 4, 3))]
    for building in buildings:
        for ring in building.rings:
            plan = np.stack([ring[:-1], ring[1:]], axis=1)
            count = len(plan)
            parts.append(_upright(plan, np.full(count, building.underside), np.full(count, building.roof)))
    return np.concatenate(parts)


def roof_triangles(building: Building) -> Floats:
    """Roof as triangles, (triangle, 3, 3). [m]"""
    triangles = [
        np.asarray(t.exterior.coords)[:3]
        for t in shapely.get_parts(shapely.constrained_delaunay_triangles(building.footprint))
        if t.geom_type == "Polygon"
    ]
    flat = np.array(triangles).reshape(-1, 3, 2)
    return np.concatenate([flat, np.full((*flat.shape[:2], 1), building.roof)], axis=2)


def roof_colours(levels: BuildingLevels, scenario: int) -> dict[int, str]:
    """Colour of each roof that was looked at, by its greatest level."""
    ratio = levels.levels.exposure_ratio[scenario]
    on_roof = levels.receptors.floor == ROOF
    return {
        int(index): CLASSES[int(class_index(ratio[on_roof & (levels.receptors.building == index)].max()))].colour
        for index in np.unique(levels.receptors.building[on_roof])
    }


def buildings_glb(assessment: Assessment) -> bytes:
    """The assessed buildings as binary glTF, metres, y upward; antennas are dark boxes."""
    levels = assessment.buildings
    if levels is None:
        raise ValueError("there is no building to draw")
    scene = trimesh.Scene()
    for name, mesh in _meshes(assessment, levels):
        scene.add_geometry(mesh, node_name=name, geom_name=name)
    return bytes(export_glb(scene))  # type: ignore[no-untyped-call]


def _meshes(assessment: Assessment, levels: BuildingLevels) -> Iterator[tuple[str, trimesh.Trimesh]]:
    yield "facades", _coloured(*wall_quads(levels, assessment.scene, assessment.scenario_index))
    seen = roof_colours(levels, assessment.scenario_index)
    parts, colours = [np.zeros((0, 3, 3))], []
    for index in levels.buildings:
        roof = roof_triangles(assessment.scene.buildings[index])
        parts.append(roof)
        colours += [seen.get(int(index), UNKNOWN)] * len(roof)
    yield "roofs", _coloured(np.concatenate(parts), colours)
    sources = assessment.sources
    own = sources.position[np.unique(sources.antenna_index[sources.station_index == 0])]
    box = np.asarray(trimesh.creation.box(ANTENNA_SIZE).triangles)
    boxes = np.concatenate([box + place for place in own])
    yield "antennas", _coloured(boxes, [ANTENNA] * len(boxes))


def _coloured(faces: Floats, colours: list[str]) -> trimesh.Trimesh:
    """Separate triangles or quads (face, corner, 3), each in its colour, y upward as glTF has it.

    Without normals: viewers then shade each face as flat, by the rules of glTF 2.0.
    """
    count, corners = faces.shape[:2]
    turned = faces[..., [0, 2, 1]] * [1.0, 1.0, -1.0]
    halves = np.array([[0, 1, 2], [0, 2, 3]])[: corners - 2]
    triangles = (corners * np.arange(count)[:, np.newaxis, np.newaxis] + halves).reshape(-1, 3)
    mesh = trimesh.Trimesh(turned.reshape(-1, 3), triangles, process=False)
    mesh.visual = ColorVisuals(mesh, vertex_colors=np.repeat(_rgba(colours), corners, axis=0))
    return mesh


def _rgba(colours: list[str]) -> NDArray[np.uint8]:
    known = {colour: [*bytes.fromhex(colour[1:]), 255] for colour in set(colours)}
    return np.array([known[colour] for colour in colours], dtype=np.uint8).reshape(-1, 4)
