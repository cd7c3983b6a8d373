"""Building files: footprints and heights around the first station, from what city, survey or OpenStreetMap have."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.geometry import LocalFrame
from emfassess.readers.building_heights import COLUMNS, HIGHEST, HeightFound, find_height, number_of
from emfassess.readers.cityjson import is_cityjson, read_cityjson
from emfassess.readers.faults import refuse
from emfassess.readers.footprints import Footprints, repair
from emfassess.readers.osm_tags import parse_tags
from emfassess.readers.vector_files import VectorLayer, choose_layer, read_layer
from emfassess.summaries import Summarised
from emfassess.surroundings.buildings import Building

SHAPES = ("Polygon", "MultiPolygon", "CurvePolygon", "MultiSurface")
_IDS = ("id", "building_id", "osm_id", "osm_way_id", "id_way", "fid")
_OTHERS = ("name", "roof_access", "other_tags")
_WANTED = (*_IDS, *_OTHERS, *COLUMNS)
_MARGIN = 50.0  # so that rounding in the file's own system loses no building; the square itself is cut exactly [m]
_MOST_NAMED = 10
_UNSAFE = re.compile(r"[^\w.:/#@+-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, repr=False)
class BuildingsRead(Summarised):
    """Buildings as read.

    Parameters
    ----------
    buildings : tuple of Building
        In the local plane, all with ground 0.
    assumptions : tuple of Assumption
    skipped : tuple of str
        One line for each building of the area that is left out, and why; and for each broken ring without a tag.
    count : int
        Buildings that the file has in the area, those left out among them.
    ground_elevation : dict of str to float
        Elevation of the ground at a building, by its id, where the file has it. [m]
    """

    buildings: tuple[Building, ...]
    assumptions: tuple[Assumption, ...]
    skipped: tuple[str, ...]
    count: int
    ground_elevation: dict[str, float] = field(default_factory=dict)


@dataclass
class _Reading:
    """Result of the reading, building by building."""

    buildings: list[Building] = field(default_factory=list)
    ground: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    without_height: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seen: set[tuple[bytes, float, float]] = field(default_factory=set)

    def add(self, code: str, number: int = 1) -> None:
        """Count one more building of which an assumption speaks."""
        self.counts[code] = self.counts.get(code, 0) + number

    def skip(self, name: str, reason: str, code: str) -> None:
        """List a building that is left out."""
        self.skipped.append(f"building {name}: {reason}")
        self.add(code)


def read_buildings(
    path: Path | str,
    frame: LocalFrame,
    half_width: float | None,
    *,
    layer: str | None = None,
    default_height_m: float | None = None,
    storey_height_m: float = 3.0,
    crs: str | None = None,
    height_column: str | None = None,
) -> BuildingsRead:
    """Read the buildings around the first station.

    Parameters
    ----------
    path : Path
        GeoPackage, GeoJSON, Shapefile, FlatGeobuf, OpenStreetMap (.osm, .osm.pbf) or CityJSON.
    frame : LocalFrame
        The plane around the first station.
    half_width : float or None
        Half the side of the square around the origin; a building that reaches into it counts. None is the whole file. [m]
    layer : str, optional
        Where several layers hold areas.
    default_height_m : float, optional
        Height of buildings of which none is known; without it they are left out.
    storey_height_m : float
        Height of a storey where only their number is known.
    crs : str, optional
        Coordinate reference system of a file that does not say its own.
    height_column : str, optional
        Column that holds the height above ground, where its name is not known. [m]

    Raises
    ------
    InputError
        If the file cannot be read, has no areas, or does not say where its coordinates belong.
    """
    file = Path(path)
    _check_arguments(half_width, default_height_m, storey_height_m)
    if not file.is_file():
        raise refuse(str(file), "", None, "no such file" if not file.exists() else "a folder; expected a building file")
    found = _features(file, frame, half_width, layer, crs, height_column)
    _check_heights(file, found, height_column, default_height_m)
    outlines = repair(found.geometry)
    _check_areas(file, found)
    reading = _Reading()
    ids = _ids(found)
    kept = _inside(outlines, half_width)
    for index in kept:
        cells = _cells(found, int(index), height_column)
        if outlines.reasons[index]:
            reading.skip(ids[index], outlines.reasons[index], "building-footprints-dropped")
            continue
        if outlines.repaired[index]:
            reading.add("building-footprints-repaired")
        height = find_height(cells, storey_height_m, default_height_m)
        _take(reading, ids[index], outlines.shapes[index], cells, height)
    for name in found.strays:
        reading.skipped.append(f"{name}: broken ring, cannot be read; it carries no building tag")
    return BuildingsRead(
        tuple(reading.buildings),
        _assumptions(reading, len(kept), storey_height_m, default_height_m),
        tuple(reading.skipped),
        len(kept),
        reading.ground,
    )


def _check_arguments(half_width: float | None, default_height_m: float | None, storey_height_m: float) -> None:
    if half_width is not None and not (math.isfinite(half_width) and half_width > 0):
        raise ValueError(f"half_width must be above 0, not {half_width}")
    if default_height_m is not None and not 0 < default_height_m <= HIGHEST:
        raise ValueError(f"default_height_m must be above 0 and at most {HIGHEST:g}, not {default_height_m}")
    if not 1 <= storey_height_m <= 20:
        raise ValueError(f"storey_height_m must lie in 1..20, not {storey_height_m}")


def _features(
    file: Path,
    frame: LocalFrame,
    half_width: float | None,
    layer: str | None,
    crs: str | None,
    height_column: str | None,
) -> VectorLayer:
    wanted = _WANTED if height_column is None else (*_WANTED, height_column.lower())
    if is_cityjson(file):
        return read_cityjson(file, frame, columns=wanted, crs=crs)
    chosen = choose_layer(file, SHAPES, "building", layer)
    reach = None if half_width is None else half_width + _MARGIN
    return read_layer(file, frame, reach, chosen, columns=wanted, crs=crs)


def _check_heights(file: Path, found: VectorLayer, height_column: str | None, default_height_m: float | None) -> None:
    """Refuse a layer of which no column says a height: no building of it could be used."""
    have = {name.lower() for name in found.fields}
    if height_column is not None and have and height_column.lower() not in have:
        raise refuse(str(file), "height column", height_column, f"a column of the file: {', '.join(found.fields)}")
    if height_column is None and have and default_height_m is None and not have & {*COLUMNS, "other_tags"}:
        expected = (
            f"a column of heights among {', '.join(found.fields)}; name it by --height-column, "
            "or set default_height_m under [surroundings]"
        )
        raise refuse(str(file), "", None, expected)


def _check_areas(file: Path, found: VectorLayer) -> None:
    """Refuse a layer in which nothing is an area; single strays among buildings are listed instead."""
    known = found.geometry[~shapely.is_missing(found.geometry)]
    if len(known) and not np.isin(shapely.get_type_id(known), (3, 6, 7)).any():
        kinds = ", ".join(sorted({shape.geom_type for shape in known}))
        raise refuse(str(file), "geometry", kinds, "expected the outlines of buildings: Polygon or MultiPolygon")


def _inside(outlines: Footprints, half_width: float | None) -> NDArray[np.intp]:
    """Indices of the features in the square; those without an outline were found by GDAL's own search."""
    if half_width is None:
        return np.arange(len(outlines.shapes))
    square = shapely.box(-half_width, -half_width, half_width, half_width)
    return np.flatnonzero(shapely.is_missing(outlines.shapes) | shapely.intersects(outlines.shapes, square))


def _cells(found: VectorLayer, index: int, height_column: str | None) -> dict[str, object]:
    """Attributes of a feature, by names in lower case; OpenStreetMap's tags fill what columns leave open."""
    cells = {name.lower(): column[index] for name, column in found.columns.items()}
    tags = cells.pop("other_tags", None)
    if isinstance(tags, str):
        cells = {**{key.lower(): value for key, value in parse_tags(tags).items()}, **cells}
    if height_column is not None:
        cells["height_m"] = cells.get(height_column.lower())
    return cells


def _ids(found: VectorLayer) -> list[str]:
    """Ids of all features: short, safe to show, and each only once in the file."""
    names = {name.lower(): name for name in found.columns}
    columns = [found.columns[names[name]] for name in _IDS if name in names]
    ids: list[str] = []
    used: set[str] = set()
    for index, number in enumerate(found.numbers):
        attributes = (_safe(column[index]) for column in columns)
        stem = next((name for name in attributes if name), str(number))
        name, copy = stem, 1
        while name in used:
            copy += 1
            name = f"{stem}#{copy}"
        used.add(name)
        ids.append(name)
    return ids


def _safe(cell: object) -> str:
    value = number_of(cell) if not isinstance(cell, str) else None
    if value is not None and value.is_integer():
        return str(int(value))
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return _UNSAFE.sub("_", str(cell).strip())[:60]


def _take(
    reading: _Reading,
    name: str,
    footprint: shapely.Polygon | shapely.MultiPolygon,
    cells: Mapping[str, object],
    found: HeightFound,
) -> None:
    """Add a building, or list why it is left out."""
    if found.refused:
        reading.add("building-heights-refused")
        reading.refused.extend(found.refused)
    if found.height is None:
        refused = f" ({'; '.join(found.refused)} cannot be)" if found.refused else ""
        reading.skip(name, f"no height{refused}", "buildings-without-height")
        reading.without_height.append(name)
        return
    key = (shapely.to_wkb(shapely.normalize(footprint)), found.height, found.min_height)
    if key in reading.seen:
        reading.skip(name, "the same outline and height occur twice", "buildings-twice")
        return
    reading.seen.add(key)
    if found.source != "stated":
        reading.add("building-default-height" if found.source == "default" else "building-heights-from-storeys")
    if found.in_feet:
        reading.add("building-heights-in-feet")
    ground = number_of(cells.get("ground_elevation_m"))
    if ground is not None and -500 <= ground <= 9000:
        reading.ground[name] = ground
    reading.buildings.append(
        Building(
            id=name,
            footprint=footprint,
            height=found.height,
            name=_CONTROL.sub(" ", str(cells.get("name") or "")).strip()[:200],
            min_height=found.min_height,
            storeys=found.storeys,
            height_from=found.source,
            roof_access=str(cells.get("roof_access")).strip().lower() in ("yes", "true", "1", "1.0"),
        )
    )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (f" (+{len(names) - _MOST_NAMED})" if len(names) > _MOST_NAMED else "")


def _assumptions(
    reading: _Reading, count: int, storey_height_m: float, default_height_m: float | None
) -> tuple[Assumption, ...]:
    if not count:
        return (Assumption("no-buildings-in-area"),)
    more = {
        "buildings-without-height": (("ids", _few(reading.without_height)),),
        "building-heights-from-storeys": (("height", f"{storey_height_m:g} m"),),
        "building-default-height": (("height", f"{default_height_m or 0:g} m"),),
        "building-heights-refused": (("values", ", ".join(list(dict.fromkeys(reading.refused))[:5])),),
    }
    return tuple(
        Assumption(code, (("count", str(number)), *more.get(code, ())))
        for code, number in sorted(reading.counts.items())
    )
