"""The door for profiles of files that have no layout of their own: what keys a TOML profile may have."""

import tomllib
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emfassess.readers.faults import Fault, InputError, refuse

Text = Annotated[str, Field(min_length=1, max_length=1000)]
Positive = Annotated[float, Field(gt=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class FileEntry(_Strict):
    """Keys of ``[file]``: how the cells are separated. `header_row` counts from 1; `sheet` is of a workbook."""

    separator: Annotated[str, Field(min_length=1, max_length=1)] = ","
    decimal: Literal[".", ","] = "."
    encoding: Text = "utf-8"
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    comment: str = ""
    sheet: str = ""


class TimeEntry(_Strict):
    """Keys of ``[time]``. `format` is such as ``dd/mm/yyyy HH:MM:SS`` or ``iso``; `clock_column` holds times apart."""

    column: Text
    clock_column: Text | None = None
    format: Text
    zone: Text | None = None


class BelowEntry(_Strict):
    """Keys of ``[below]``: words for a value below the noise, and what it is censored at. [V/m]"""

    tokens: list[Text] = ["low"]
    sensitivity_v_m: Positive | None = None


class PositionEntry(_Strict):
    """Keys of ``[position]``: columns, in degrees or as ``ddmm.mmmmN``."""

    longitude: Text
    latitude: Text
    form: Literal["degrees", "degrees-minutes"] = "degrees"


class PointEntry(_Strict):
    """Keys of ``[point]``: columns that describe the place."""

    id: Text
    description: Text | None = None
    height_m: Text | None = None


class FlagEntry(_Strict):
    """Keys of ``[flag]``: the column with the instrument's flag, and which texts mean valid and not valid."""

    column: Text
    valid: list[str]
    invalid: list[str]


class LevelEntry(_Strict):
    """Keys of ``[[level]]``: one column of levels."""

    column: Text
    unit: Text
    band: Text = "total"
    frequency_low_mhz: Positive | None = None
    frequency_high_mhz: Positive | None = None
    statistic: str = ""
    averaging_s: Positive | None = None
    kind: Literal["measured", "extrapolated"] = "measured"
    antenna_factor_db_m: float | None = None


class LimitEntry(_Strict):
    """Keys of ``[limit]``: the limit that % refers to."""

    set: Text
    share_of: Literal["power_density", "electric_field_strength"]
    frequency_mhz: Positive
    population: Literal["public", "occupational"] = "public"


class Mapping(_Strict):
    """A whole profile."""

    file: FileEntry = FileEntry()
    level: Annotated[list[LevelEntry], Field(min_length=1)]
    time: TimeEntry | None = None
    below: BelowEntry = BelowEntry()
    position: PositionEntry | None = None
    point: PointEntry | None = None
    flag: FlagEntry | None = None
    limit: LimitEntry | None = None
    instrument: dict[str, Any] = {}
    campaign: dict[str, Any] = {}


_TABLES: dict[str, type[BaseModel]] = {
    "": Mapping,
    "file": FileEntry,
    "time": TimeEntry,
    "below": BelowEntry,
    "position": PositionEntry,
    "point": PointEntry,
    "flag": FlagEntry,
    "level": LevelEntry,
    "limit": LimitEntry,
}


def read_mapping(path: Path) -> tuple[Mapping, str]:
    """A profile, and its name with the beginning of its hash.

    Raises
    ------
    InputError
        With every fault: key, value, and what was expected.
    """
    if not path.is_file():
        raise refuse(str(path), "", None, "no such file; expected a TOML profile of a measurement file")
    try:
        content = path.read_bytes()
        entry = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(str(path), "", None, f"not a TOML profile in UTF-8: {error}") from None
    try:
        return Mapping.model_validate(entry), f"{path.name}:{sha256(content).hexdigest()[:12]}"
    except ValidationError as error:
        raise InputError([_fault(str(path), found) for found in error.errors(include_url=False)]) from None


def _fault(file: str, found: Any) -> Fault:
    places = [str(part + 1) if isinstance(part, int) else part for part in found["loc"]]
    shown = "" if found["type"] == "missing" or isinstance(found["input"], dict | list) else str(found["input"])[:80]
    if found["type"] == "missing":
        expected = "missing; it must be given"
    elif found["type"] == "extra_forbidden":
        expected = _unknown(places)
    else:
        expected = found["msg"][:1].lower() + found["msg"][1:].replace("Input should be", "expected")
    return Fault(file, ".".join(places), shown, expected.replace("input should be", "expected"))


def _unknown(places: list[str]) -> str:
    known = list(_TABLES[places[0] if len(places) > 1 else ""].model_fields)
    near = get_close_matches(places[-1], known, n=1)
    return f"unknown key; did you mean {near[0]!r}?" if near else f"unknown key; known are: {', '.join(known)}"
