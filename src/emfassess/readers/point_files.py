"""Files of points: id, height above ground, and either longitude and latitude or east and north."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emfassess.geometry import LocalFrame
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.stations import Station
from emfassess.summaries import Summarised
from emfassess.units import Floats

_EARTH = ("longitude", "latitude")
_PLANE = ("east_m", "north_m")
_BOUNDS = {"longitude": (-180.0, 180.0), "latitude": (-90.0, 90.0), "height_m": (0.0, 2000.0)}


@dataclass(frozen=True, eq=False, repr=False)
class PointTable(Summarised):
    """Points of a file; `rows` are its own cells, east and north count from the first station. [m]"""

    ids: tuple[str, ...]
    east_m: Floats
    north_m: Floats
    height_m: Floats
    rows: tuple[dict[str, str], ...]


def read_points(path: Path | str, origin: Station) -> PointTable:
    """Read points from a CSV file.

    Parameters
    ----------
    path : Path
        UTF-8 with commas and a header: ``id``, ``height_m``, and ``longitude``, ``latitude`` or ``east_m``, ``north_m``.
    origin : Station
        Where east and north count from.

    Raises
    ------
    InputError
        With every fault: row as a spreadsheet counts it, column, value, and what was expected.
    """
    file = Path(path)
    if file.is_dir():
        raise refuse(str(file), "", None, "a folder; expected a CSV file of points")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise refuse(str(file), "", None, "not UTF-8; save the file as UTF-8") from None
    reader = csv.DictReader(text.splitlines())
    header = reader.fieldnames or ()
    pairs = [pair for pair in (_EARTH, _PLANE) if set(pair) <= set(header)]
    if "id" not in header or "height_m" not in header or len(pairs) != 1:
        expected = "columns id, height_m and either longitude, latitude or east_m, north_m"
        raise refuse(str(file), "row 1", ", ".join(header), expected)
    rows = list(reader)
    values = _checked(str(file), rows, pairs[0])
    first, second = values[:, 0], values[:, 1]
    if pairs[0] == _EARTH:
        first, second = LocalFrame(origin.longitude, origin.latitude).east_north(first, second)
    return PointTable(tuple(row["id"] for row in rows), first, second, values[:, 2], tuple(rows))


def _checked(file: str, rows: list[dict[str, str]], pair: tuple[str, str]) -> Floats:
    """Numbers of the rows, shape (row, 3): the pair and the height."""
    faults = [] if rows else [Fault(file, "", "", "a file without a point")]
    seen: dict[str, int] = {}
    values = np.full((len(rows), 3), np.nan)
    for index, row in enumerate(rows):
        number = index + 2
        if None in row or None in row.values():
            faults.append(Fault(file, f"row {number}", "", "as many cells as the header has"))
            continue
        if not row["id"] or seen.setdefault(row["id"], number) != number:
            faults.append(Fault(file, f"row {number}, id", row["id"], "an id, and each only once"))
        for column, key in enumerate((*pair, "height_m")):
            value = _number(row[key])
            low, high = _BOUNDS.get(key, (-1e6, 1e6))
            if value is None or not low <= value <= high:
                faults.append(Fault(file, f"row {number}, {key}", row[key], f"a number from {low:g} to {high:g}"))
            else:
                values[index, column] = value
    if faults:
        raise InputError(faults)
    return values


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
