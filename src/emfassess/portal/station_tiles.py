"""Stations as tiles of a quadtree: a tile with few stations lists them, one with many lists groups and is divided.

However many stations there are, a map loads only the few tiles of its view.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.portal.data_scripts import write_data_script
from emfassess.portal.mercator import DIGITS, longitude_latitude, quadkey, world_position
from emfassess.publish.data.row_types import Feature, feature_collection, point_feature
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.units import Floats

MOST_LISTED = 40
"""A tile with more stations is divided."""

DEEPEST = 18
"""Zoom whose tiles are not divided further, 150 m wide at the equator."""

GROUPS_ACROSS = 4
"""A divided tile lists so many by so many groups."""


@dataclass(frozen=True)
class _Tile:
    zoom: int
    x: int
    y: int
    rows: NDArray[np.intp]
    divided: bool


def write_station_tiles(stations: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write all tiles and the account of which exist.

    Parameters
    ----------
    stations : sequence of mapping
        Lines of a run's table; their order is the portal's counting.
    folder : Path
        The site.
    """
    x, y = world_position([s["longitude"] for s in stations], [s["latitude"] for s in stations])
    ratio = np.array([s["max_exposure_ratio"] for s in stations], dtype=float)
    shape = []
    for tile in _tiles(0, 0, 0, np.arange(len(stations)), x, y):
        shape.append(("0" if not len(tile.rows) else "1") if not tile.divided else "2")
        if tile.divided:
            value = feature_collection(_groups(tile, stations, x, y, ratio))
        elif len(tile.rows):
            value = feature_collection(_listed(int(row), stations[row]) for row in tile.rows)
        else:
            continue
        write_data_script(folder, f"tiles/stations/{quadkey(tile.x, tile.y, tile.zoom) or 'all'}", value)
    write_data_script(folder, "tiles/stations/shape", "".join(shape))


def _tiles(zoom: int, x: int, y: int, rows: NDArray[np.intp], world_x: Floats, world_y: Floats) -> Iterator[_Tile]:
    """A tile and those that it is divided into, each followed by its own."""
    divided = len(rows) > MOST_LISTED and zoom < DEEPEST
    yield _Tile(zoom, x, y, rows, divided)
    if divided:
        across = 1 << (zoom + 1)
        east = np.floor(world_x[rows] * across) > 2 * x
        south = np.floor(world_y[rows] * across) > 2 * y
        for quarter in range(4):
            inside = rows[(east == bool(quarter & 1)) & (south == bool(quarter & 2))]
            yield from _tiles(zoom + 1, 2 * x + (quarter & 1), 2 * y + (quarter >> 1), inside, world_x, world_y)


def _listed(row: int, station: Mapping[str, Any]) -> Feature:
    """A station for the map."""
    ratio = station["max_exposure_ratio"]
    properties = {
        "row": row,
        "id": station["station_id"],
        "name": station["station_name"],
        "exposure_ratio": ratio,
        "class": CLASSES[int(class_index(ratio))].key,
        "verdict": station["verdict"],
    }
    return point_feature(round(station["longitude"], DIGITS), round(station["latitude"], DIGITS), properties)


def _groups(
    tile: _Tile, stations: Sequence[Mapping[str, Any]], world_x: Floats, world_y: Floats, ratio: Floats
) -> Iterator[Feature]:
    """Stations of a divided tile by small squares: how many, their middle, and the greatest level; a lone one itself."""
    fine = GROUPS_ACROSS << tile.zoom
    column = np.floor(world_x[tile.rows] * fine).astype(np.int64)
    line = np.floor(world_y[tile.rows] * fine).astype(np.int64)
    order = np.lexsort((column, line))
    keys = np.column_stack([line, column])[order]
    edges = np.flatnonzero(np.any(np.diff(keys, axis=0), axis=1)) + 1
    for part in np.split(order, edges):
        rows = tile.rows[part]
        if len(rows) == 1:
            yield _listed(int(rows[0]), stations[rows[0]])
            continue
        longitude, latitude = longitude_latitude(world_x[rows].mean(), world_y[rows].mean())
        greatest = float(ratio[rows].max())
        properties = {
            "stations": len(rows),
            "above_limit": int((ratio[rows] > 1.0).sum()),
            "exposure_ratio": greatest,
            "class": CLASSES[int(class_index(greatest))].key,
        }
        yield point_feature(round(float(longitude), DIGITS), round(float(latitude), DIGITS), properties)
