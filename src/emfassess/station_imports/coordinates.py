"""Positions of rows in WGS 84, from any system that a table or its profile names.

CGCS2000 agrees with WGS 84 to centimetres. GCJ-02 and BD-09, the systems of Chinese maps, are shifted by 300 to 1200 m; their
inverse is that of the library `geocoordinates`, which iterates until it is better than 0.5 m. All others are EPSG codes.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError, ProjError

from emfassess.language import N_
from emfassess.readers.faults import Fault
from emfassess.station_imports.cell_values import cell_text
from emfassess.station_imports.coordinate_texts import degrees_of_text
from emfassess.station_imports.rows import Note, Objects, TableRows
from emfassess.units import Floats

SYSTEMS = ("WGS 84", "CGCS2000", "GCJ-02", "BD-09")

_NAMES = {
    **dict.fromkeys(("wgs84", "gps", "epsg4326", "4326", "大地坐标", "gps坐标"), "WGS 84"),
    **dict.fromkeys(("cgcs2000", "epsg4490", "4490", "国家2000", "2000国家大地坐标系"), "CGCS2000"),
    **dict.fromkeys(("gcj02", "gcj", "火星坐标", "高德", "腾讯", "国测局", "amap"), "GCJ-02"),
    **dict.fromkeys(("bd09", "bd09ll", "百度", "百度坐标", "baidu"), "BD-09"),
}
_MUST = "state the system of the coordinates: WGS 84, CGCS2000, GCJ-02, BD-09 or EPSG:number ([coordinates] system)"


def system_named(text: str) -> str | None:
    """Name of a coordinate system as :data:`SYSTEMS` or as ``EPSG:number``; None for one that is not known."""
    plain = "".join(letter for letter in text.lower() if letter.isalnum())
    if plain in _NAMES:
        return _NAMES[plain]
    digits = plain.removeprefix("epsg")
    if not digits.isdecimal():
        return None
    try:
        CRS.from_epsg(int(digits))
    except CRSError:
        return None
    return f"EPSG:{digits}"


def row_positions(rows: TableRows, system: str) -> tuple[Floats, Floats, list[Note]]:
    """Longitude and latitude in WGS 84 of each row, and lines about it; faults go to the rows. [deg]"""
    x_name, y_name = ("easting", "northing") if "easting" in rows else ("longitude", "latitude")
    if x_name not in rows or y_name not in rows:
        rows.faults.extend(_missing(rows))
        return np.full(len(rows), np.nan), np.full(len(rows), np.nan), []
    x, y = (_coordinates(rows, name) for name in (x_name, y_name))
    names = _systems(rows, x_name, system)
    longitude, latitude = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    notes = []
    for name in dict.fromkeys(names.tolist()):
        which = np.flatnonzero((names == name) & np.isfinite(x) & np.isfinite(y))
        if not name or not len(which):
            continue
        longitude[which], latitude[which] = converted(name, x[which], y[which])
        lost = which[~np.isfinite(longitude[which])]
        for row in lost.tolist():
            rows.report(row, x_name, rows.cells[x_name][row], f"no place in {name}; is the system right?")
        notes.append(_note(name, (x[which], y[which]), (longitude[which], latitude[which])))
    return longitude, latitude, notes


def _missing(rows: TableRows) -> list[Fault]:
    return [Fault(rows.file, "", "", "no columns of longitude and latitude, or easting and northing, in the profile")]


def _coordinates(rows: TableRows, name: str) -> Floats:
    if name in ("easting", "northing"):
        return rows.values(name)
    return rows.parsed(name, lambda cell: _degrees(cell, rows.decimal))


def _degrees(cell: object, decimal: str) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = cell_text(cell)
    return degrees_of_text(text, decimal) if text else float("nan")


def coordinate_values(cells: Sequence[object], decimal: str) -> list[float]:
    """Angles of cells; not a number where a cell is none. [deg]"""
    values = []
    for cell in cells:
        try:
            values.append(_degrees(cell, decimal))
        except ValueError:
            values.append(float("nan"))
    return values


def _systems(rows: TableRows, x_name: str, system: str) -> Objects:
    """System of each row: that of its cell, else that of the profile."""
    stated = rows.texts("coordinate_system")
    names = {text: system_named(text or system) for text in dict.fromkeys(stated.tolist())}
    for text in [text for text, name in names.items() if name is None]:
        row = int(np.flatnonzero(stated == text)[0])
        where = "coordinate_system" if text else x_name
        rows.report(row, where, text or system, _MUST)
    return np.array([names[text] or "" for text in stated], dtype=object)


def converted(system: str, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude in WGS 84 of coordinates in a system; not a number where it has no such place. [deg]"""
    if system in ("WGS 84", "CGCS2000"):
        return x, y
    if system in ("GCJ-02", "BD-09"):
        return _chinese(system, x, y)
    transformer = Transformer.from_crs(CRS.from_user_input(system), 4326, always_xy=True)
    try:
        longitude, latitude = transformer.transform(x, y)
    except ProjError:
        return np.full(len(x), np.nan), np.full(len(x), np.nan)
    places = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    inside = np.isfinite(places[0]) & np.isfinite(places[1])
    return np.where(inside, places[0], np.nan), np.where(inside, places[1], np.nan)


def _chinese(system: str, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Inverse of a Chinese system, each distinct place once."""
    import geocoordinates_ffi as library

    inverse: Callable[[float, float], tuple[float, float]]
    if system == "GCJ-02":

        def inverse(lon: float, lat: float) -> tuple[float, float]:
            place = library.gcj02_to_wgs84_refined(library.Gcj02(lat=lat, lon=lon))
            return place.lon, place.lat
    else:

        def inverse(lon: float, lat: float) -> tuple[float, float]:
            place = library.bd09_to_wgs84_refined(library.Bd09(lat=lat, lon=lon))
            return place.lon, place.lat

    codes, distinct = pd.factorize(pd.Series(x) + 1j * pd.Series(y))
    places = np.array([inverse(float(place.real), float(place.imag)) for place in distinct]).reshape(-1, 2)
    return places[codes, 0], places[codes, 1]


def _note(system: str, before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> Note:
    if system not in ("GCJ-02", "BD-09"):
        return Note(N_("positions: {system}"), (("system", system),))
    _, _, moved = Geod(ellps="WGS84").inv(*before, *after)
    values = (("system", system), ("least", f"{np.min(moved):.0f}"), ("most", f"{np.max(moved):.0f}"))
    return Note(N_("positions: {system}, moved by {least} to {most} m to WGS 84"), values)
