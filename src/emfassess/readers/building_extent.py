"""Do the buildings lie where the stations are? Checked before anything is computed without them."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyogrio
from pyogrio.errors import DataSourceError
from pyproj import CRS, Transformer

from emfassess.readers.buildings import SHAPES
from emfassess.readers.cityjson import is_cityjson
from emfassess.readers.faults import InputError, refuse
from emfassess.readers.reference_systems import horizontal
from emfassess.readers.vector_files import choose_layer
from emfassess.stations import Station
from emfassess.units import Floats

REACH_DEG = 0.2
"""Buildings this far from a station may still serve one; latitude and longitude. [deg]"""

_SHAPE_HEADER = 28


def check_buildings_extent(file: Path, stations: Sequence[Station], layer: str | None, crs: str | None) -> None:
    """Refuse buildings that lie near none of the stations, and a shapefile that is cut short.

    Raises
    ------
    InputError
        With the box of the file; if it holds a station once longitude and latitude change places, that says so.
    """
    if not file.is_file() or is_cityjson(file):
        return
    _check_length(file)
    box = _box_in_degrees(file, layer, crs)
    if box is None:
        return
    east, north = np.array([s.longitude for s in stations]), np.array([s.latitude for s in stations])
    if _holds_a_station(box, east, north):
        return
    found = " ".join(f"{value:.4f}" for value in box)
    if _holds_a_station(box, north, east):
        raise refuse(
            str(file), "coordinates", found, "longitude and latitude look swapped: no station is near otherwise"
        )
    raise refuse(
        str(file), "coordinates", found, "buildings near a station; west, south, east, north of the file are far off"
    )


def _holds_a_station(box: Floats, east: Floats, north: Floats) -> bool:
    west, south, east_end, north_end = box
    inside = (east >= west - REACH_DEG) & (east <= east_end + REACH_DEG)
    return bool(np.any(inside & (north >= south - REACH_DEG) & (north <= north_end + REACH_DEG)))


def _box_in_degrees(file: Path, layer: str | None, crs: str | None) -> Floats | None:
    """West, south, east and north of a layer; None where the file does not say them without being read."""
    try:
        chosen = choose_layer(file, SHAPES, "building", layer)
        osm = pyogrio.read_info(file, layer=chosen)["driver"] == "OSM"  # it would be read whole for its bounds
        info = pyogrio.read_info(file, layer=chosen, force_total_bounds=not osm)
    except (InputError, DataSourceError, ValueError, RuntimeError):
        return None  # what reads the file says what is wrong with it
    bounds, system = info["total_bounds"], crs or info["crs"]
    if bounds is None or system is None or not np.all(np.isfinite(bounds)):
        return None
    try:
        to_degrees = Transformer.from_crs(horizontal(CRS.from_user_input(system)), "EPSG:4326", always_xy=True)
        box = np.array(to_degrees.transform_bounds(*bounds))
    except (ValueError, RuntimeError):
        return None
    return box if np.all(np.isfinite(box)) else None


def _check_length(file: Path) -> None:
    """The header of a shapefile states its length, in words of two bytes."""
    if file.suffix.lower() != ".shp":
        return
    with file.open("rb") as stream:
        header = stream.read(_SHAPE_HEADER)
    if len(header) < _SHAPE_HEADER:
        raise refuse(str(file), "", f"{len(header)} bytes", "a shapefile; it is cut short")
    stated = 2 * struct.unpack(">i", header[24:28])[0]
    if file.stat().st_size < stated:
        raise refuse(
            str(file), "", f"{file.stat().st_size} bytes", f"{stated} bytes as its header says; it is cut short"
        )
