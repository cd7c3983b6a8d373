"""Station files: one TOML a station, or tables; single files or folders of them."""

import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from typing_extensions import TypeIs

from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.readers.network_findings import with_network_findings
from emfassess.readers.station_records import PatternShelf, station_of_entry
from emfassess.readers.station_schema import StationFile, faults_of
from emfassess.readers.station_tables import TABLE_ENDINGS, read_station_table, stations_of_rows, with_coordinates
from emfassess.stations import Source, Station
from emfassess.units import Floats

if TYPE_CHECKING:
    import pandas as pd

IN_MEMORY = "DataFrame"
"""Name of a table that was not read from a file."""

LARGEST_FILE = 20_000_000
FILE_ENDINGS = (".json", ".geojson", ".csv", ".html", ".js", ".css", ".pdf", ".md", ".parquet", ".zarr")
_FAR_DEG = 20.0
_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.]+)\s*\]\]?")
_KEY = re.compile(r"^\s*\"?([A-Za-z0-9_]+)\"?\s*=")


def read_station(path: Path | str) -> Station:
    """Read one station from a TOML file.

    Raises
    ------
    InputError
        With every fault of the file: file, key and line, value, and what was expected.
    OSError
        If it cannot be read.
    """
    return _read_toml(Path(path), PatternShelf())


def read_stations(
    paths: "Path | str | pd.DataFrame | Iterable[Path | str]", shelf: PatternShelf | None = None
) -> tuple[Station, ...]:
    """Read stations from TOML files, tables (CSV, GeoPackage, Parquet) and folders of both, or from a table in memory.

    Parameters
    ----------
    paths : path, iterable of paths, or DataFrame
        A DataFrame has the columns of a station table; pattern files in it count from the working folder, and a
        GeoDataFrame of points may do without longitude and latitude.
    shelf : PatternShelf, optional
        Where patterns are kept; its keys are afterwards those of the pattern files were read.

    Returns
    -------
    tuple of Station
        In the order of the paths, files of a folder by name.

    Raises
    ------
    InputError
        With the faults of all files, ids that are used in two places, places that look swapped, or if there is no station.
    """
    shelf = PatternShelf() if shelf is None else shelf
    faults: list[Fault] = []
    if is_table(paths):
        stations = _of_table(paths, shelf)
    else:
        files = [Path(paths)] if isinstance(paths, Path | str) else [Path(path) for path in paths]
        stations = _read_files(files, shelf, faults)
    faults.extend(_ids_twice(stations))
    faults.extend(_ids_of_files(stations))
    faults.extend(_swapped(stations))
    if faults:
        raise InputError(faults)
    return tuple(with_network_findings(stations))


def is_table(value: object) -> "TypeIs[pd.DataFrame]":
    """Whether a value is a DataFrame; without loading pandas where nothing else has."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def _of_table(table: "pd.DataFrame", shelf: PatternShelf) -> list[Station]:
    """Stations of a table in memory; the checksum of their source is that of the table as CSV, whose rows faults name."""
    plain = with_coordinates(table).reset_index(drop=True)
    source = Source(IN_MEMORY, sha256(plain.to_csv(index=False).encode("utf-8")).hexdigest())
    return stations_of_rows(Path(IN_MEMORY), plain, source, shelf)


def _read_files(paths: Sequence[Path], shelf: PatternShelf, faults: list[Fault]) -> list[Station]:
    """Stations of files and folders; what is wrong with them is added to the faults."""
    stations: list[Station] = []
    for path in station_file_paths(paths, faults):
        try:
            if path.suffix.lower() == ".toml":
                stations.append(_read_toml(path, shelf))
            else:
                stations.extend(read_station_table(path, shelf))
        except InputError as error:
            faults.extend(error.faults)
        except OSError as error:
            faults.append(Fault(str(path), "", "", f"cannot be read: {error.strerror or error}"))
    if not stations and not faults:
        faults.append(Fault(", ".join(str(p) for p in paths), "", "", "no station file (.toml, .csv, .gpkg, .parquet)"))
    return stations


def station_file_paths(paths: Sequence[Path], faults: list[Fault]) -> list[Path]:
    """Files of the paths; a folder gives the station files in it. What is no station file is added to the faults."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in (".toml", *TABLE_ENDINGS) and p.is_file())
            if not inside:
                faults.append(Fault(str(path), "", "", "a folder without station files (.toml, .csv, .gpkg, .parquet)"))
            found.extend(inside)
        elif not path.exists():
            faults.append(Fault(str(path), "", "", "no such file or folder"))
        elif path.suffix.lower() not in (".toml", *TABLE_ENDINGS):
            faults.append(Fault(str(path), "", path.suffix, "a station file: .toml, .csv, .gpkg or .parquet"))
        else:
            found.append(path)
    return found


def _read_toml(path: Path, shelf: PatternShelf) -> Station:
    if path.is_dir():
        raise refuse(str(path), "", None, "a folder; expected a station file")
    if path.stat().st_size > LARGEST_FILE:
        raise refuse(str(path), "", None, "a file of over 20 MB; expected one station")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refuse(str(path), f"line {line}", None, "not UTF-8; save the file as UTF-8") from None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # arrays in arrays without end
        raise refuse(str(path), "", None, f"not TOML: {error}") from None
    lines = _lines_of_keys(text)

    def place(loc: tuple[object, ...]) -> str:
        name = "".join(f"[{part}]" if isinstance(part, int) or str(part).isdigit() else f".{part}" for part in loc)
        line = _nearest_line(lines, name.lstrip("."))
        return f"{name.lstrip('.')} (line {line})" if line else name.lstrip(".")

    try:
        entry = StationFile.model_validate(data)
    except ValidationError as error:
        raise InputError(faults_of(error, str(path), place)) from None
    source = Source(path.name, sha256(content).hexdigest())
    return station_of_entry(entry, path, source, shelf, place)


def _lines_of_keys(text: str) -> dict[str, int]:
    """Lines of the keys and table headings of a TOML text, by path."""
    lines: dict[str, int] = {}
    antenna = carrier = -1
    prefix = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            name = header.group(2)
            if name == "antenna":
                antenna, carrier = antenna + 1, -1
                prefix = f"antenna[{antenna}]"
            elif name == "antenna.carrier":
                carrier += 1
                prefix = f"antenna[{antenna}].carrier[{carrier}]"
            elif name.startswith("antenna."):
                prefix = f"antenna[{antenna}].{name.split('.', 1)[1]}"
            else:
                prefix = name
            lines.setdefault(prefix, number)
        elif key:
            lines.setdefault(f"{prefix}.{key.group(1)}".lstrip("."), number)
    return lines


def _nearest_line(lines: dict[str, int], name: str) -> int | None:
    """Line of a key, else of the table it belongs to."""
    while name:
        if name in lines:
            return lines[name]
        name = name.rpartition(".")[0]
    return None


def _ids_twice(stations: Sequence[Station]) -> list[Fault]:
    first: dict[str, Station] = {}
    faults = []
    for station in stations:
        # ids become folder names, and some file systems do not distinguish a from A
        other = first.setdefault(station.id.lower(), station)
        if other is not station:
            file, known = (s.source.name if s.source else "" for s in (station, other))
            faults.append(Fault(file, "station.id", station.id, f"the id is used in {known} already"))
    return faults


def _ids_of_files(stations: Sequence[Station]) -> list[Fault]:
    """Ids that end like a file: each is the name of a folder beside the files of a run."""
    return [
        Fault(station.source.name if station.source else "", "station.id", station.id, "an id that is no file's name")
        for station in stations
        if station.id.lower().endswith(FILE_ENDINGS)
    ]


def _swapped(stations: Sequence[Station]) -> list[Fault]:
    """Stations far from all others that would be among them with longitude and latitude exchanged."""
    wrong = looking_swapped(np.array([s.longitude for s in stations]), np.array([s.latitude for s in stations]))
    faults = []
    for station in (stations[index] for index in np.flatnonzero(wrong).tolist()):
        value = f"{station.longitude}, {station.latitude}"
        file = station.source.name if station.source else ""
        faults.append(Fault(file, f"station {station.id}", value, "longitude and latitude look swapped"))
    return faults


def looking_swapped(longitude: Floats, latitude: Floats) -> NDArray[np.bool_]:
    """Which of several places are far from the middle one and would be near it with both coordinates exchanged.

    Parameters
    ----------
    longitude, latitude : ndarray, shape (n,)
        [deg]
    """
    if len(longitude) < 3:
        return np.zeros(len(longitude), np.bool_)
    middle = len(longitude) // 2
    east, north = np.sort(longitude)[middle], np.sort(latitude)[middle]
    apart = np.maximum(np.abs(longitude - east), np.abs(latitude - north))
    exchanged = np.maximum(np.abs(latitude - east), np.abs(longitude - north))
    return np.asarray((apart > _FAR_DEG) & (exchanged < 1))
