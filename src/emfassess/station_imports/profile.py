"""The door for profiles of station tables: which column is which quantity, in which unit, and how the table is laid out.

.. code-block:: toml

    [file]
    sheet = "Sheet1"
    header_row = 2

    [coordinates]
    system = "GCJ-02"

    [[column]]
    header = "单端口功率(dBm)"
    quantity = "power"
    unit = "dBm"
    per = "port"

    [constants]
    operator = "Operator A"
"""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.readers.station_tables import COLUMNS
from emfassess.station_imports.quantities import Quantity, quantities, unit_of

Text = Annotated[str, Field(min_length=1, max_length=1000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class SourceEntry(_Strict):
    """Keys of ``[file]``. `header_row`, as a spreadsheet counts, is the last of the `header_rows` of the header."""

    sheet: str = ""
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    header_rows: Annotated[int, Field(ge=1, le=5)] = 1
    encoding: Text | None = None
    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    decimal: Literal[".", ","] = "."


class CoordinatesEntry(_Strict):
    """Keys of ``[coordinates]``: WGS 84, CGCS2000, GCJ-02, BD-09 or EPSG:number; a column may say it row by row."""

    system: str = ""


class HeightEntry(_Strict):
    """Keys of ``[height]``: what antenna heights count from, and which point of the antenna they are of."""

    above: Literal["ground", "sea level", "roof"] = "ground"
    of: Literal["centre", "lower edge", "upper edge"] = "centre"


class PatternsEntry(_Strict):
    """Keys of ``[patterns]``: whether the files contain the electrical tilt that the table states too."""

    contain_electrical_tilt: bool | None = None


class ColumnEntry(_Strict):
    """Keys of ``[[column]]``.

    `per` is of powers. Columns of one `block` make rows of their own: a block a sector or a carrier. The cells of a
    column with `split` hold several values. `fill_down` repeats the value above in empty cells.
    """

    header: Text
    quantity: Text
    unit: str | None = None
    per: Literal["total", "port", "carrier", "resource element", ""] | None = None
    block: Text | None = None
    split: Text | None = None
    fill_down: bool = False


class Profile(_Strict):
    """A whole profile."""

    file: SourceEntry = SourceEntry()
    coordinates: CoordinatesEntry = CoordinatesEntry()
    height: HeightEntry = HeightEntry()
    patterns: PatternsEntry = PatternsEntry()
    column: Annotated[list[ColumnEntry], Field(min_length=1)]
    constants: dict[str, str | float | int] = {}


CONSTANTS = (*COLUMNS, "ports", "carriers", "subcarrier_spacing_khz")
"""Keys of ``[constants]``: columns of our own table, and what power per port or resource element needs."""

_TABLES: dict[str, type[BaseModel]] = {
    "": Profile,
    "file": SourceEntry,
    "coordinates": CoordinatesEntry,
    "height": HeightEntry,
    "patterns": PatternsEntry,
    "column": ColumnEntry,
}


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Raises
    ------
    InputError
        With every fault: key, value, and what was expected.
    """
    if not path.is_file():
        raise refuse(
            str(path), "", None, "no such file; draft one with: emfassess stations profile TABLE --out PROFILE.toml"
        )
    try:
        entry = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(str(path), "", None, f"not a TOML profile in UTF-8: {error}") from None
    try:
        profile = Profile.model_validate(entry)
    except ValidationError as error:
        raise InputError([_fault(str(path), found) for found in error.errors(include_url=False)]) from None
    faults = [*_column_faults(str(path), profile), *_constant_faults(str(path), profile)]
    if faults:
        raise InputError(faults)
    return profile


def _column_faults(file: str, profile: Profile) -> list[Fault]:
    faults = []
    known = quantities()
    for number, column in enumerate(profile.column, start=1):
        where = f"column {number} ({column.header})"
        if column.quantity not in known:
            near = get_close_matches(column.quantity, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(known)}"
            faults.append(Fault(file, f"{where}, quantity", column.quantity, f"unknown quantity; {hint}"))
            continue
        faults.extend(_unit_faults(file, where, column, known[column.quantity]))
    return faults


def _unit_faults(file: str, where: str, column: ColumnEntry, quantity: Quantity) -> list[Fault]:
    faults = []
    if quantity.units and (not column.unit or unit_of(quantity, column.unit) is None):
        expected = f"state the unit of the column: {', '.join(quantity.units)}"
        faults.append(Fault(file, f"{where}, unit", column.unit or "", expected))
    if column.quantity == "power" and not column.per:
        expected = (
            'state what the power is of: per = "total" (all ports together), "port", "carrier" or "resource element"'
        )
        faults.append(Fault(file, f"{where}, per", "", expected))
    return faults


def _constant_faults(file: str, profile: Profile) -> list[Fault]:
    faults = []
    for name in profile.constants:
        if name not in CONSTANTS:
            near = get_close_matches(name, CONSTANTS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(CONSTANTS)}"
            faults.append(Fault(file, f"constants.{name}", "", f"unknown constant; {hint}"))
    return faults


def _fault(file: str, found: Any) -> Fault:
    places = [str(part + 1) if isinstance(part, int) else str(part) for part in found["loc"]]
    value = "" if found["type"] == "missing" or isinstance(found["input"], dict | list) else str(found["input"])[:80]
    if found["type"] == "missing":
        expected = "missing; it must be given"
    elif found["type"] == "extra_forbidden":
        known = list(_TABLES.get(places[0] if len(places) > 1 else "", Profile).model_fields)
        near = get_close_matches(places[-1], known, n=1)
        expected = f"unknown key; did you mean {near[0]!r}?" if near else f"unknown key; known are: {', '.join(known)}"
    else:
        message = str(found["msg"])
        expected = (message[:1].lower() + message[1:]).replace("input should be", "expected")
    return Fault(file, ".".join(places), value, expected)
