"""CityJSON: footprints and heights of its buildings."""

import json
import mmap
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from emfassess.geometry import LocalFrame
from emfassess.readers.building_heights import number_of
from emfassess.readers.faults import refuse
from emfassess.readers.reference_systems import metres_per_height_unit, parse_crs
from emfassess.readers.vector_files import VectorLayer, to_plane
from emfassess.units import Floats

_TYPES = ("Building", "BuildingPart")
_EPSG = re.compile(r"EPSG.*?(\d+)$")
_FLAT = 1e-6  # walls have no area seen from above [m²]


def is_cityjson(file: Path) -> bool:
    """Whether a file is CityJSON, without parsing one that is not."""
    if file.suffix.lower() not in (".json", ".cityjson") or not file.stat().st_size:
        return False
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return text.find(b'"CityJSON"') >= 0 and text.find(b'"CityObjects"') >= 0


def read_cityjson(file: Path, frame: LocalFrame, *, columns: Sequence[str], crs: str | None = None) -> VectorLayer:
    """Read the buildings of a CityJSON file.

    Parameters
    ----------
    file : Path
    frame : LocalFrame
    columns : sequence of str
        Attributes wanted, in lower case.
    crs : str, optional
        Coordinate reference system of a file that does not say its own.

    Returns
    -------
    VectorLayer
        With footprints in the local plane; ``height_m`` is the measured height where stated, else from lowest to
        highest vertex.

    Raises
    ------
    InputError
        If it is not CityJSON, or says no coordinate reference system.
    """
    try:
        city = json.loads(file.read_bytes())
        system = _system(file, city, crs)
        vertices = _vertices(city)
        found = list(_buildings(city["CityObjects"], vertices, metres_per_height_unit(system)))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        if type(error).__name__ == "InputError":
            raise
        raise refuse(str(file), "", None, f"not CityJSON 1.0 to 2.0, or damaged: {error!r}") from None
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [shape for shape, _ in found]
    names = [name for name in columns if any(name in cells for _, cells in found)]
    table = {name: np.array([cells.get(name) for _, cells in found], dtype=object) for name in names}
    return VectorLayer(to_plane(shapes, system, frame), table, np.arange(1, len(found) + 1), system)


def _system(file: Path, city: Mapping[str, Any], stated: str | None) -> CRS:
    own = (city.get("metadata") or {}).get("referenceSystem")
    if own:
        code = _EPSG.search(str(own))
        return parse_crs(str(file), "metadata.referenceSystem", f"EPSG:{code[1]}" if code else str(own))
    if stated is None:
        expected = "no coordinate reference system; set metadata.referenceSystem in the file, or state crs"
        raise refuse(str(file), "metadata.referenceSystem", None, expected)
    return parse_crs(str(file), "crs", stated)


def _vertices(city: Mapping[str, Any]) -> Floats:
    """Coordinates, shape (vertex, 3); from version 1.1 on they are whole numbers to be scaled and shifted."""
    vertices = np.asarray(city["vertices"], float).reshape(-1, 3)
    shift = city.get("transform")
    return vertices * shift["scale"] + shift["translate"] if shift else vertices


def _buildings(
    objects: Mapping[str, Any], vertices: Floats, metres: float
) -> Iterator[tuple[shapely.Geometry | None, dict[str, Any]]]:
    """Footprint and cells of each building; where its parts have geometries of their own they represent the whole."""
    for name, thing in objects.items():
        if thing["type"] not in _TYPES:
            continue
        parts = [objects[child] for child in thing.get("children", ()) if child in objects]
        if any(part["type"] in _TYPES and part.get("geometry") for part in parts):
            continue
        parents = [objects[parent] for parent in thing.get("parents", ()) if parent in objects]
        cells = {
            key.lower(): value
            for source in (*(_attributes_of_whole(parent) for parent in parents), thing.get("attributes") or {})
            for key, value in source.items()
        }
        bodies = thing.get("geometry") or []
        measured = number_of(cells.get("measuredheight"))
        height = measured if measured and measured > 0 else _extent(bodies, vertices)
        cells |= {"id": name, "height_m": height * metres if height else None}
        yield _footprint(bodies, vertices), cells


def _attributes_of_whole(parent: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of a whole that hold for each of its parts too."""
    attributes = parent.get("attributes") or {}
    return {key: attributes[key] for key in ("name", "roof_access") if key in attributes}


def _extent(bodies: Sequence[Mapping[str, Any]], vertices: Floats) -> float:
    """From lowest to highest vertex, in the unit of the file."""
    used = [corner for body in bodies for surface in _surfaces(body.get("boundaries", [])) for corner in surface[0]]
    return float(np.ptp(vertices[used, 2])) if used else 0.0


def _footprint(bodies: Sequence[Mapping[str, Any]], vertices: Floats) -> shapely.Geometry | None:
    """Area seen from above, of the coarsest body that has one."""
    for body in sorted(bodies, key=lambda body: str(body.get("lod", ""))):
        surfaces = list(_surfaces(body.get("boundaries", [])))
        ground = _ground_surfaces(body, len(surfaces))
        chosen = [surfaces[index] for index in ground] or surfaces
        flat = [shapely.make_valid(_projected(surface, vertices)) for surface in chosen if len(surface[0]) > 2]
        whole = shapely.union_all([shape for shape in flat if shape.area > _FLAT])
        if whole.area > _FLAT:
            return whole
    return None


def _projected(surface: Sequence[Sequence[int]], vertices: Floats) -> shapely.Polygon:
    outer, *holes = (vertices[ring, :2] for ring in surface if len(ring) > 2)
    return shapely.Polygon(outer, holes)


def _surfaces(boundaries: Sequence[Any]) -> Iterator[Sequence[Sequence[int]]]:
    """Surfaces of a body, each a list of rings, whatever shells and solids they are wrapped in."""
    for item in boundaries:
        if item and isinstance(item[0], list) and item[0] and isinstance(item[0][0], int):
            yield item
        elif isinstance(item, list) and item and isinstance(item[0], list):
            yield from _surfaces(item)


def _ground_surfaces(body: Mapping[str, Any], count: int) -> list[int]:
    """Indices of the surfaces that the file calls ground."""
    semantics = body.get("semantics") or {}
    kinds = [kind.get("type") for kind in semantics.get("surfaces", ())]
    values = list(_flat(semantics.get("values") or ()))
    if len(values) != count:  # a null may replace a whole shell; then all surfaces are used
        return []
    return [index for index, value in enumerate(values) if value is not None and kinds[value] == "GroundSurface"]


def _flat(values: Any) -> Iterator[int | None]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _flat(value)
        else:
            yield value
