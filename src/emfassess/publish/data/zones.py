"""Keep-out zones as records and files: plan outlines for maps (GeoJSON), bodies for 3-D viewers (GLB, PLY)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import trimesh
from shapely.geometry.base import BaseGeometry
from trimesh.exchange.gltf import export_glb
from trimesh.exchange.ply import export_ply
from trimesh.visual import ColorVisuals, TextureVisuals
from trimesh.visual.material import PBRMaterial

from emfassess.exposure.ties import first_largest
from emfassess.geometry import LocalFrame
from emfassess.publish.data.appraisal_types import SectionRecord, SideRecord, ZoneRecord
from emfassess.publish.data.row_types import Feature, FeatureCollection, feature, feature_collection
from emfassess.publish.data.writing import json_text, rounded
from emfassess.publish.data.zone_shadows import shadow
from emfassess.units import Floats
from emfassess.zones.section import ZoneSection
from emfassess.zones.zone import Zone, level_axes

COLOURS: Mapping[str, tuple[int, int, int, int]] = {"public": (255, 204, 0, 90), "occupational": (214, 0, 20, 120)}
"""Translucent yellow and red: red, green, blue and opacity of 255."""

DIGITS = 7
"""Decimals of a degree: one centimetre."""


SMALLEST = 0.01
"""Sizes below one centimetre are none. [m]"""

SIDE_GRAIN = 0.05
"""Outlines from the side are drawn to five centimetres. [m]"""


def zone_properties(zone: Zone) -> ZoneRecord:
    """A zone in the files: of what, reaches, heights above ground, box and cylinder, sections, separate bodies, side view."""
    length, width, height = (_size(side) for side in zone.box)
    radius, bottom, top = zone.cylinder
    reaches = {side: _size(reach) for side, reach in zone.reaches.items()}
    lowest = zone.lowest_height
    return rounded(
        ZoneRecord(
            label=zone.label,
            kind=zone.kind,
            population=zone.population,
            empty=zone.empty,
            front_m=reaches["front"],
            behind_m=reaches["behind"],
            right_m=reaches["right"],
            left_m=reaches["left"],
            above_m=reaches["above"],
            below_m=reaches["below"],
            lowest_height_m=None if lowest is None else _size(lowest) or 0.0,
            box_length_m=length,
            box_width_m=width,
            box_height_m=height,
            cylinder_radius_m=_size(radius),
            cylinder_bottom_m=None if zone.empty else _size(bottom) or 0.0,
            cylinder_top_m=_size(top),
            sections=[_section(section) for section in zone.sections],
            bodies=[list(names) for names in zone.bodies],
            side=_side(zone) if zone.kind == "station" and not zone.empty else None,
        ),
        6,
    )


def _size(value: float) -> float | None:
    return value if value >= SMALLEST else None


def _section(section: ZoneSection) -> SectionRecord:
    reach = _size(section.reach)
    area = 0.0 if reach is None else section.area
    return rounded(SectionRecord(height_m=float(section.height), area_m2=area, reach_m=reach), 6)


@lru_cache(maxsize=16)  # the record, the map's features and the bodies ask for it, and uniting triangles takes its time
def _side(zone: Zone) -> SideRecord:
    """Outline from the side, across the direction in which the zone reaches farthest; distances count from the station."""
    offset = zone.vertices - zone.centre
    farthest = offset[int(first_largest(np.hypot(offset[:, 0], offset[:, 1])))]
    azimuth = round(float(np.degrees(np.arctan2(farthest[0], farthest[1])))) % 360
    shape = shapely.simplify(shadow(zone, level_axes(azimuth)[[0, 2]]), SIDE_GRAIN)
    rings = [part.exterior for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return {
        "azimuth_deg": float(azimuth),
        "outline_m": [np.maximum(shapely.get_coordinates(r).round(2), [-np.inf, 0.0]).tolist() for r in rings],
    }


def write_zones(zones: Sequence[Zone], frame: LocalFrame, folder: Path) -> None:
    """Write ``zones.geojson`` and ``zone_sections.geojson``, and ``zones.glb`` where any zone has a body."""
    (folder / "zones.geojson").write_text(json_text(zone_geojson(zones, frame)), encoding="utf-8")
    (folder / "zone_sections.geojson").write_text(json_text(section_geojson(zones, frame)), encoding="utf-8")
    if any(not zone.empty for zone in zones):
        (folder / "zones.glb").write_bytes(zone_mesh(zones))


def zone_geojson(zones: Sequence[Zone], frame: LocalFrame) -> FeatureCollection:
    """Plan outlines of zones as a GeoJSON feature collection.

    Parameters
    ----------
    zones : sequence of Zone
    frame : LocalFrame
        Plane that the zones' east and north belong to.

    Returns
    -------
    dict
        One feature a zone in the order given: the shadow that the zone throws straight down, as a multipolygon in WGS 84
        with outer rings anticlockwise (RFC 7946), cut at the antimeridian. The geometry of an empty zone is null.
    """
    return feature_collection([_feature(zone, frame) for zone in zones])


def section_geojson(zones: Sequence[Zone], frame: LocalFrame) -> FeatureCollection:
    """Outlines of zones at the heights of their sections as a GeoJSON feature collection.

    Parameters
    ----------
    zones : sequence of Zone
    frame : LocalFrame
        Plane that the zones' east and north belong to.

    Returns
    -------
    dict
        One feature for each section that is not empty.
    """
    found = []
    for zone in zones:
        for section in zone.sections:
            if not section.empty:
                # rings of holes lie inside those around them, so that the difference of all is the section
                rings = [shapely.make_valid(shapely.Polygon(ring)) for ring in section.outline if len(ring) > 3]
                shape = reduce(shapely.symmetric_difference, rings)
                labels = {"label": zone.label, "kind": zone.kind, "population": zone.population}
                found.append(feature(_polygons(_placed(shape, frame)), {**labels, **_section(section)}))
    return feature_collection(found)


def zone_mesh(zones: Sequence[Zone]) -> bytes:
    """Bodies of zones as binary glTF 2.0 (GLB): metres, x east, y up, z south.

    Same zones, same bytes. Each zone is a node of its own with its properties; empty zones have no body and are left
    out.

    Raises
    ------
    ValueError
        If all zones are empty.
    """
    scene = trimesh.Scene()
    for name, zone in _bodies(zones).items():
        east, north, up = zone.vertices.T
        body = _mesh(zone, np.column_stack([east, up, -north]))
        body.visual = TextureVisuals(material=_material(zone.population))  # type: ignore[no-untyped-call]
        body.metadata = dict(zone_properties(zone))
        scene.add_geometry(body, geom_name=name, node_name=name)
    return bytes(export_glb(scene))  # type: ignore[no-untyped-call]


def zone_ply(zones: Sequence[Zone]) -> bytes:
    """Bodies of zones as one binary PLY: metres, x east, y north, z up, a colour a vertex.

    Raises
    ------
    ValueError
        If all zones are empty.
    """
    bodies = []
    for zone in _bodies(zones).values():
        body = _mesh(zone, zone.vertices)
        body.visual = ColorVisuals(body, vertex_colors=np.tile(COLOURS[zone.population], (len(zone.vertices), 1)))
        bodies.append(body)
    return bytes(export_ply(trimesh.util.concatenate(bodies)))


def _feature(zone: Zone, frame: LocalFrame) -> Feature:
    geometry = None if zone.empty else _polygons(_placed(shadow(zone, np.eye(3)[:2]), frame))
    return feature(geometry, zone_properties(zone))


def _placed(shape: BaseGeometry, frame: LocalFrame) -> BaseGeometry:
    """Shape in longitude and latitude, on a grid of 1e-7 degree, cut where longitude jumps."""

    def turned(coordinates: Floats) -> Floats:
        longitude, latitude = frame.longitude_latitude(coordinates[:, 0], coordinates[:, 1])
        near = frame.longitude + (longitude - frame.longitude + 180.0) % 360.0 - 180.0
        return np.column_stack([near, latitude])

    whole = shapely.set_precision(shapely.transform(shape, turned), 10.0**-DIGITS)
    west, _, east, _ = whole.bounds if not whole.is_empty else (0.0, 0.0, 0.0, 0.0)
    if west >= -180 and east <= 180:
        return whole
    parts = [
        shapely.transform(shapely.intersection(whole, shapely.box(turn - 180, -90, turn + 180, 90)), _moved(turn))
        for turn in (-360.0, 0.0, 360.0)
    ]
    return shapely.union_all(parts)


def _moved(turn: float) -> Any:
    return lambda coordinates: coordinates - [turn, 0.0]


def _polygons(shape: BaseGeometry) -> dict[str, object]:
    """Multipolygon of GeoJSON: outer rings anticlockwise, holes clockwise."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    oriented = shapely.orient_polygons(parts, exterior_cw=False)
    rings = [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in oriented]
    return {"type": "MultiPolygon", "coordinates": rings}


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    return [[float(value) for value in place] for place in shapely.get_coordinates(ring).round(DIGITS)]


def _bodies(zones: Sequence[Zone]) -> dict[str, Zone]:
    """Zones that have a body, by a name of their own."""
    found: dict[str, Zone] = {}
    for zone in zones:
        name = f"{zone.kind} {zone.label} ({zone.population})"
        same = sum(known == name or known.startswith(f"{name} #") for known in found)
        if not zone.empty:
            found[f"{name} #{same + 1}" if same else name] = zone
    if not found:
        raise ValueError("none of the zones has a body to draw")
    return found


def _mesh(zone: Zone, vertices: Floats) -> trimesh.Trimesh:
    return trimesh.Trimesh(vertices, zone.faces, process=False)


def _material(population: str) -> PBRMaterial:
    colour = COLOURS[population]
    return PBRMaterial(name=population, baseColorFactor=colour, alphaMode="BLEND", doubleSided=True)  # type: ignore[no-untyped-call]
