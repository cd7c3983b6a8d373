"""Vector files (GeoPackage, GeoJSON, Shapefile, FlatGeobuf, OpenStreetMap): one layer, only the area that is needed."""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj import CRS, Transformer

from emfassess.geometry import LocalFrame
from emfassess.readers.faults import refuse
from emfassess.readers.reference_systems import horizontal, parse_crs, same_place, window_in

Geometries = NDArray[np.object_]

_GEOJSON = ("GeoJSON", "GeoJSONSeq")
_SHAPES_OF_ANY = ("Unknown", "GeometryCollection")
# asked of GDAL and not sifted here: where a relation without the tag takes over a building's way, GDAL hands out the
# way only when such relations are filtered out
_OSM_BUILDINGS = "building IS NOT NULL AND building <> 'no'"
_OSM_OTHERS = "building IS NULL OR building = 'no'"


@dataclass(frozen=True, eq=False)
class VectorLayer:
    """Features of one layer.

    Parameters
    ----------
    geometry : ndarray of geometry
        In the local plane; None where the file has none or it cannot be read. [m]
    columns : mapping of str to ndarray
        Those asked for that the layer has, by the name in the file.
    numbers : ndarray of int
        The file's own number of each feature.
    crs : CRS
        Of the file.
    fields : tuple of str
        Names of all columns that the layer has.
    strays : tuple of str
        Broken rings of OpenStreetMap that carry no building tag: whoever drew one may have meant a building.
    """

    geometry: Geometries
    columns: Mapping[str, NDArray[Any]]
    numbers: NDArray[np.int64]
    crs: CRS
    fields: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()


def read_layer(
    file: Path,
    frame: LocalFrame,
    reach: float | None,
    layer: str,
    *,
    columns: Sequence[str],
    crs: str | None = None,
) -> VectorLayer:
    """Read the features of a layer around the first station, in the local plane.

    Parameters
    ----------
    file : Path
    frame : LocalFrame
    reach : float or None
        Half the side of the square to read; None is the whole file. [m]
    layer : str
    columns : sequence of str
        Names wanted, in lower case; any spelling in capitals is found.
    crs : str, optional
        Coordinate reference system of a file that does not say its own.

    Raises
    ------
    InputError
        If nothing says where the coordinates belong, or what says so contradicts itself.
    """
    info = _about(file, layer)
    system = _system(file, info, frame, crs)
    box = None if reach is None else window_in(str(file), system, frame, reach).box
    wanted = [name for name in info["fields"] if name.lower() in columns]
    osm = {"building", "other_tags"} <= set(info["fields"])
    try:
        meta, numbers, wkb, data = _quiet(
            lambda: pyogrio.raw.read(
                file,
                layer=layer,
                columns=wanted,
                bbox=box,
                where=_OSM_BUILDINGS if osm else None,
                return_fids=info["driver"] != "OSM",  # its numbers are no more than the order of reading
            )
        )
    except FeatureError as error:
        raise refuse(
            str(file), "", None, f"cannot be read whole, it is damaged or refers to other files: {error}"
        ) from None
    count = len(wkb)
    own = np.arange(1, count + 1) if numbers is None else np.asarray(numbers, np.int64)
    read = _quiet(lambda: shapely.from_wkb(wkb, on_invalid="fix")) if count else np.empty(0, object)
    placed = to_plane(np.asarray(read, object), system, frame)
    strays = _broken_others(file, layer, box) if osm else ()
    return VectorLayer(placed, dict(zip(meta["fields"], data, strict=True)), own, system, tuple(info["fields"]), strays)


def _broken_others(file: Path, layer: str, box: tuple[float, ...] | None) -> tuple[str, ...]:
    """Ways and relations without a building tag whose rings cannot be read."""
    meta, _, wkb, data = _quiet(
        lambda: pyogrio.raw.read(file, layer=layer, columns=["osm_id", "osm_way_id"], bbox=box, where=_OSM_OTHERS)
    )
    if not len(wkb):
        return ()
    broken = np.flatnonzero(shapely.is_missing(_quiet(lambda: shapely.from_wkb(wkb, on_invalid="ignore"))))
    names = dict(zip(meta["fields"], data, strict=True))
    return tuple(str(names["osm_way_id"][i] or names["osm_id"][i]) for i in broken)


def choose_layer(file: Path, shapes: Sequence[str], purpose: str, wanted: str | None = None) -> str:
    """Find the layer to read: the one asked for, or the only one with such shapes.

    Parameters
    ----------
    file : Path
    shapes : sequence of str
        Types of geometry that serve, e.g. ``("Polygon", "MultiPolygon")``.
    purpose : str
        What is looked for, for the message and as part of a layer's name where several serve.
    wanted : str, optional
        The name asked for.
    """
    found = _layers(file)
    listed = ", ".join(f"{name} ({shape})" for name, shape in found.items()) or "none"
    if wanted is not None:
        if wanted not in found:
            raise refuse(str(file), "layer", wanted, f"no such layer; layers of the file: {listed}")
        return wanted
    fit = [name for name, shape in found.items() if shape.split(" ")[0] in (*shapes, *_SHAPES_OF_ANY)]
    sure = [name for name in fit if found[name].split(" ")[0] in shapes]
    named = [name for name in fit if purpose in name.lower()]
    for choice in (fit, named, sure):
        if len(choice) == 1:
            return choice[0]
    if not fit:
        raise refuse(str(file), "", None, f"no layer of {shapes[0].lower()}s; layers of the file: {listed}")
    raise refuse(str(file), "layer", None, f"several layers could hold {purpose}s, say which one; layers: {listed}")


def to_plane(geometry: Geometries, crs: CRS, frame: LocalFrame) -> Geometries:
    """Move geometries from their own system into the local plane; heights in them stay as they are."""
    to_local = Transformer.from_crs(horizontal(crs), frame.crs, always_xy=True)
    has_z = bool(np.any(shapely.has_z(geometry)))

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        east, north = to_local.transform(points[:, 0], points[:, 1])
        return np.column_stack([east, north, *points.T[2:]])

    return np.asarray(shapely.transform(geometry, move, include_z=has_z), object)


def _quiet(call: Any) -> Any:
    """GDAL and GEOS warn of broken rings; each is listed by what reads them, so the warnings say nothing new."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        return call()


def _layers(file: Path) -> dict[str, str]:
    """Names of the layers and the type of their geometry."""
    try:
        return {str(name): str(shape) for name, shape in _quiet(lambda: pyogrio.list_layers(file))}
    except DataSourceError:
        expected = (
            "not a vector file that GDAL can read, or damaged; expected GeoPackage, GeoJSON, Shapefile or similar"
        )
        raise refuse(str(file), "", None, expected) from None


def _about(file: Path, layer: str) -> dict[str, Any]:
    try:
        return dict(_quiet(lambda: pyogrio.read_info(file, layer=layer)))
    except (DataSourceError, DataLayerError) as error:
        raise refuse(str(file), "layer", layer, f"cannot be read: {error}") from None


def _system(file: Path, info: Mapping[str, Any], frame: LocalFrame, stated: str | None) -> CRS:
    """Reference system of the file, else of the caller."""
    own = None if info["crs"] is None else CRS.from_user_input(info["crs"])
    asked = None if stated is None else parse_crs(str(file), "crs", stated)
    if info["driver"] in _GEOJSON and asked is not None and not _names_its_system(file):
        own = None  # WGS 84 is only GeoJSON's default here
    if own is None and asked is None:
        expected = "no coordinate reference system; put its .prj beside it or set it in the file"
        raise refuse(str(file), "", None, expected)
    if own is not None and asked is not None and not same_place(own, asked, frame):
        raise refuse(str(file), "crs", stated, f"the file itself says {own.name}; leave crs away or correct the file")
    system = own or asked
    assert system is not None
    _check_degrees(file, system, info["total_bounds"])
    return system


def _names_its_system(file: Path) -> bool:
    try:
        return "crs" in json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):  # a sequence of features, which has no room for it
        return False


def _check_degrees(file: Path, system: CRS, bounds: Sequence[float] | None) -> None:
    """Metres in a file that claims degrees would be read as nowhere."""
    if not system.is_geographic or bounds is None or not np.all(np.isfinite(bounds)):
        return
    west, south, east, north = bounds
    if west < -360 or east > 360 or south < -90.1 or north > 90.1:
        expected = f"not degrees, as {system.name} has them; set the coordinate reference system in the file"
        raise refuse(str(file), "coordinates", f"{west:g} {south:g} {east:g} {north:g}", expected)
