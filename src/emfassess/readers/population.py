"""How many people live or work near each station: a table of two columns."""

import csv
import math
from pathlib import Path

from emfassess.readers.faults import Fault, InputError, refuse

COLUMNS = ("station_id", "people_near")
_FIRST_ROW = 2


def read_people_near(path: Path) -> dict[str, float]:
    """Read people near by station.

    Raises
    ------
    InputError
        With every fault: row, column, value, and what was expected.
    """
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError as error:
        raise refuse(str(path), "", None, f"not UTF-8: {error}") from None
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise refuse(str(path), "row 1", None, f"expected the columns {', '.join(COLUMNS)} and a row a station")
    found: dict[str, float] = {}
    faults = []
    for number, row in enumerate(rows, _FIRST_ROW):
        station, text = (row["station_id"] or "").strip(), (row["people_near"] or "").strip()
        if station in found:
            faults.append(Fault(str(path), f"row {number}, column station_id", station, "the station is duplicated"))
        try:
            found[station] = float(text)
        except ValueError:
            found[station] = math.nan
        if not 0 <= found[station] < math.inf:
            faults.append(Fault(str(path), f"row {number}, column people_near", text, "expected a number of 0 or more"))
    if faults:
        raise InputError(faults)
    return found
