"""Stations of rows: ids that files may bear, one position a station, and what the ground's elevation is there."""

import re
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from emfassess.geometry import LocalFrame
from emfassess.language import N_
from emfassess.readers.faults import InputError
from emfassess.readers.terrain import read_terrain
from emfassess.station_imports.rows import Note, Objects, TableRows, first_row_of_each
from emfassess.stations import STATION_ID
from emfassess.units import Floats

FARTHEST_ANTENNA = 500.0
"""Rows of a station that lie farther apart are no antennas of one station. [m]"""

_HALF_WIDTH = 60.0
"""Terrain is read so far to each side of a station. [m]"""

_FAULTS_OF_TERRAIN = 3


def station_ids(rows: TableRows) -> tuple[Objects, list[Note]]:
    """Id of the station of each row: that of its cell, else made from the station's name; always the same for a name."""
    texts, names = rows.texts("station_id"), rows.texts("station_name")
    sources = np.where(texts == "", names, texts)
    rows.report_where(sources == "", "station_id", texts, "no id and no name of a station; expected one of them")
    known = {text: station_id_of(text) for text in dict.fromkeys(sources.tolist())}
    changed = sum(text != made for text, made in known.items() if text)
    message = N_("station ids made from names or from ids with other signs: {count}")
    return np.array([known[text] for text in sources], dtype=object), [Note(message, (("count", changed),))] * (
        changed > 0
    )


def station_id_of(text: str) -> str:
    """Id of letters, digits, dash, underscore and dot; a text that is none gets the beginning of its hash."""
    if STATION_ID.fullmatch(text) or not text:
        return text
    letters = re.sub(r"[^A-Za-z0-9._]+", "-", text).strip("-.")[:100]
    return "-".join(part for part in (letters or "S", sha256(text.encode("utf-8")).hexdigest()[:8]) if part)


def positions_by_station(
    rows: TableRows, station: Objects, longitude: Floats, latitude: Floats
) -> tuple[dict[str, Floats], list[Note]]:
    """One position a station, that of its first row, and the offsets of antennas whose rows state another."""
    first = first_row_of_each(station)
    east, north = np.zeros(len(rows)), np.zeros(len(rows))
    moved = (longitude != longitude[first]) | (latitude != latitude[first])
    moved &= np.isfinite(longitude) & np.isfinite(longitude[first])
    for origin in np.unique(first[moved]).tolist():
        which = np.flatnonzero(moved & (first == origin))
        frame = LocalFrame(float(longitude[origin]), float(latitude[origin]))
        east[which], north[which] = frame.east_north(longitude[which], latitude[which])
    far = np.hypot(east, north)
    expected = f"rows of station {{}} lie farther apart than {FARTHEST_ANTENNA:g} m; is the id or the position right?"
    for row in np.flatnonzero(far > FARTHEST_ANTENNA).tolist():
        rows.report(row, "longitude", f"{far[row]:.0f} m", expected.format(station[row]))
    columns = {"longitude": longitude[first].round(8), "latitude": latitude[first].round(8)}
    if not moved.any():
        return columns, []
    message = N_("antennas placed beside their station, as their own coordinates say (rows: {count})")
    return columns | {"east_m": east.round(2), "north_m": north.round(2)}, [
        Note(message, (("count", int(moved.sum())),))
    ]


def elevations(rows: TableRows, terrain: Path | None, places: dict[str, Floats]) -> tuple[Floats, list[Note]]:
    """Elevation of the ground at each row's station: that of its cell, else that of a terrain file. [m]"""
    stated = rows.values("ground_elevation")
    if terrain is None:
        return stated, []
    wanted = np.isnan(stated) & np.isfinite(places["longitude"]) & np.isfinite(places["latitude"])
    keys = pd.Series(places["longitude"]) + 1j * pd.Series(places["latitude"])
    codes, distinct = pd.factorize(keys.where(wanted))
    found = np.full(len(distinct) + 1, np.nan)
    failures = 0
    for code, place in enumerate(distinct):
        try:
            found[code] = read_terrain(terrain, LocalFrame(float(place.real), float(place.imag)), _HALF_WIDTH).datum
        except InputError as error:
            failures += 1
            if failures <= _FAULTS_OF_TERRAIN:
                rows.faults.extend(error.faults)
    message = N_("ground elevation from {file} (stations: {count})")
    values = (("file", terrain.name), ("count", len(distinct)))
    return np.where(np.isnan(stated), found[codes], stated), [Note(message, values)]
