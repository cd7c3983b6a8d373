"""Extrapolations to the greatest level, stated in a TOML file: one table a band.

[LTE1800]
technology = "LTE"             # GSM, UMTS, LTE or NR; the other keys are those of its function
resource_blocks = 100
ports = 2
"""

import inspect
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from emfassess.measurements.extrapolation import Extrapolation, gsm_maximum, lte_maximum, nr_maximum, umts_maximum
from emfassess.readers.faults import Fault, InputError, refuse

MAKERS: dict[str, Callable[..., Extrapolation]] = {
    "GSM": gsm_maximum,
    "UMTS": umts_maximum,
    "LTE": lte_maximum,
    "NR": nr_maximum,
}


def read_extrapolations(path: Path) -> dict[str, Extrapolation]:
    """Read the extrapolation of each band.

    Raises
    ------
    InputError
        With every fault: file, band and key, value, and what was expected.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(str(path), "", None, f"not TOML in UTF-8: {error}") from None
    if not data:
        raise refuse(str(path), "", None, 'expected a table for each band, such as [LTE1800] with technology = "LTE"')
    found, faults = {}, []
    for band, table in data.items():
        made = _extrapolation(str(path), band, table)
        if isinstance(made, Fault):
            faults.append(made)
        else:
            found[band] = made
    if faults:
        raise InputError(faults)
    return found


def _extrapolation(file: str, band: str, table: Any) -> Extrapolation | Fault:
    technology = table.get("technology") if isinstance(table, dict) else None
    if technology not in MAKERS:
        return Fault(file, f"{band}.technology", str(technology or ""), f"expected one of {', '.join(MAKERS)}")
    make = MAKERS[technology]
    given = {key: value for key, value in table.items() if key != "technology"}
    known = inspect.signature(make).parameters
    for key, value in given.items():
        if key not in known:
            return Fault(file, f"{band}.{key}", str(value), f"unknown key; {technology} has: {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Fault(file, f"{band}.{key}", str(value), "expected a number")
    missing = [name for name, entry in known.items() if entry.default is entry.empty and name not in given]
    if missing:
        return Fault(file, f"{band}.{missing[0]}", "", "missing; it must be given")
    try:
        return make(**given)
    except ValueError as error:
        return Fault(file, band, "", str(error))
