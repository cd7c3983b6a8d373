"""The door for station files: what keys there may be, of what type and in what range.

Every number carries its unit in its key; strings are never taken for numbers, and nothing is clipped.
"""

from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError

from emfassess.readers.faults import Fault
from emfassess.readers.pattern_request import VerticalZero
from emfassess.stations import COUNTRY, STATION_ID

LONGEST_TEXT = 10_000

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(gt=0, le=1)]
Tilt = Annotated[float, Field(ge=-90, le=90)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class CarrierEntry(_Strict):
    """Keys of ``[[antenna.carrier]]``."""

    technology: Text
    operator: Text | None = None
    frequency_mhz: Annotated[float, Field(ge=0.1, le=300_000)]
    bandwidth_mhz: Positive | None = None
    power_w: NotNegative | None = None
    eirp_w: NotNegative | None = None
    erp_w: NotNegative | None = None
    eirp_dbm: float | None = None
    feeder_loss_db: NotNegative | None = None
    duty_cycle: Share | None = None
    power_reduction_factor: Share | None = None
    sub_arrays: Annotated[int, Field(ge=1, le=4096)] | None = None
    automatic_power_limitation: bool | None = None


Beam = Annotated[list[Annotated[float, Field(ge=-90, le=90)]], Field(min_length=2, max_length=2)]
Pitch = Annotated[float, Field(gt=0, le=4)]


class ArrayEntry(_Strict):
    """Keys of ``pattern = { array = {...} }``: an adaptive antenna as an array of elements and the range that it scans.

    Pitches in wavelengths; `broadcast` lists the SSB beams as pairs of azimuth off boresight and downtilt.
    """

    rows: Annotated[int, Field(ge=1, le=64)]
    columns: Annotated[int, Field(ge=1, le=64)]
    row_pitch_wavelengths: Pitch = 0.5
    column_pitch_wavelengths: Pitch = 0.5
    element_gain_dbi: Annotated[float, Field(ge=0, le=15)] = 8.0
    azimuth_range_deg: Annotated[float, Field(ge=0, le=90)] = 60.0
    downtilt_range_deg: Beam = [0.0, 15.0]
    broadcast: Annotated[list[Beam], Field(min_length=1, max_length=64)] | None = None
    broadcast_rows: Annotated[int, Field(ge=1, le=64)] | None = None
    broadcast_columns: Annotated[int, Field(ge=1, le=64)] | None = None


class PanelEntry(_Strict):
    """Keys of a pattern given as a table: a computed panel, an array, or a file with its companions.

    `envelope` says that the file is the envelope over the beams of an adaptive antenna; `broadcast` is the file of its
    broadcast beams, which must lie within it. `name` chooses one of several patterns of a file, `vertical_from` and
    `turn_deg` say how it counts its angles.
    """

    file: Text | None = None
    name: Text | None = None
    vertical_from: VerticalZero | None = None
    turn_deg: Annotated[float, Field(ge=-360, le=360)] | None = None
    envelope: bool | None = None
    broadcast: Text | None = None
    array: ArrayEntry | None = None
    gain_dbi: float | None = None
    gain_dbd: float | None = None
    horizontal_beamwidth_deg: Annotated[float, Field(gt=0, le=360)] | None = None
    vertical_beamwidth_deg: Annotated[float, Field(gt=0, le=180)] | None = None
    front_to_back_db: Annotated[float, Field(ge=0, le=80)] | None = None


class AntennaEntry(_Strict):
    """Keys of ``[[antenna]]``."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    pattern: Annotated[
        Annotated[Text, Tag("file")] | Annotated[PanelEntry, Tag("panel")],
        Discriminator(lambda value: "panel" if isinstance(value, dict) else "file"),
    ]
    height_m: Annotated[float, Field(gt=0, le=2000)]
    azimuth_deg: Annotated[float, Field(ge=0, le=360)]
    mechanical_tilt_deg: Tilt | None = None
    electrical_tilt_deg: Tilt | None = None
    east_m: Annotated[float, Field(ge=-10_000, le=10_000)] | None = None
    north_m: Annotated[float, Field(ge=-10_000, le=10_000)] | None = None
    radiating_length_m: Positive | None = None
    radiating_width_m: Positive | None = None
    rows: Annotated[int, Field(ge=1, le=1000)] | None = None
    row_pitch_m: Positive | None = None
    columns: Annotated[int, Field(ge=1, le=1000)] | None = None
    column_pitch_m: Positive | None = None
    assumptions: list[str] | None = None
    carrier: Annotated[list[CarrierEntry], Field(min_length=1)]


class StationEntry(_Strict):
    """Keys of ``[station]``."""

    id: Annotated[str, Field(pattern=f"^(?:{STATION_ID.pattern})$")]
    name: Text | None = None
    operator: Text
    longitude: Annotated[float, Field(ge=-180, le=180)]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    ground_elevation_m: Annotated[float, Field(ge=-500, le=9000)] | None = None
    position_uncertainty_m: NotNegative | None = None
    support: Text | None = None
    address: Text | None = None
    district: Text | None = None
    filing_number: Text | None = None
    country: Annotated[str, Field(pattern=f"^(?:{COUNTRY.pattern})$")] | None = None
    assumptions: list[str] | None = None


class StationFile(_Strict):
    """A whole station file."""

    station: StationEntry
    antenna: Annotated[list[AntennaEntry], Field(min_length=1)]


_WRONG_UNITS = {
    "power_dbm": "power_w (watt = 10^((dBm - 30) / 10))",
    "power_mw": "power_w (watt = mW / 1000)",
    "power_kw": "power_w (watt = kW * 1000)",
    "erp_dbm": "erp_w (watt = 10^((dBm - 30) / 10))",
    "frequency_hz": "frequency_mhz (MHz = Hz / 1e6)",
    "frequency_ghz": "frequency_mhz (MHz = GHz * 1000)",
    "frequency_khz": "frequency_mhz (MHz = kHz / 1000)",
    "height_ft": "height_m (m = ft * 0.3048)",
    "azimuth_rad": "azimuth_deg",
    "gain_db": "gain_dbi, or gain_dbd for a gain over a dipole",
    "gain": "gain_dbi, or gain_dbd for a gain over a dipole",
    "power": "power_w",
    "frequency": "frequency_mhz",
    "height": "height_m",
    "azimuth": "azimuth_deg",
}
_MODELS: dict[str, type[BaseModel]] = {
    "station": StationEntry,
    "antenna": AntennaEntry,
    "carrier": CarrierEntry,
    "pattern": PanelEntry,
}


def faults_of(error: ValidationError, file: str, place: Any) -> list[Fault]:
    """Turn the findings of pydantic into faults; `place` gives the position in the file of a key's path."""
    return [_fault(found, file, place) for found in error.errors(include_url=False)]


def _fault(found: Any, file: str, place: Any) -> Fault:
    path = tuple(part for part in found["loc"] if part not in ("file", "panel") or found["loc"][-1] == part)
    key = str(path[-1]) if path else ""
    value = "" if found["type"] == "missing" or isinstance(found["input"], dict | list) else str(found["input"])
    return Fault(file, place(path), value[:80], _expected(found, path, key))


def _expected(found: Any, path: tuple[Any, ...], key: str) -> str:
    if found["type"] == "missing":
        return "missing; it must be given"
    if found["type"] == "extra_forbidden":
        return _unknown_key(path, key)
    if key == "id" and found["type"] == "string_pattern_mismatch":
        return "expected letters, digits, '-', '_' and '.', not starting with '-' or '.'"
    if key == "country" and found["type"] == "string_pattern_mismatch":
        return "expected a country by ISO 3166 in capitals, such as BR, or a part of one, such as BE-BRU"
    if key in ("latitude", "longitude") and found["type"] in ("less_than_equal", "greater_than_equal"):
        return f"{_lower(found['msg'])}; are longitude and latitude swapped?"
    if key == "azimuth_deg" and found["type"] == "greater_than_equal":
        return "expected a compass bearing from 0 to 360; add 360 to a negative one"
    return _lower(found["msg"]).replace("input should be", "expected")


def _unknown_key(path: tuple[Any, ...], key: str) -> str:
    if key in _WRONG_UNITS:
        return f"unknown key; use {_WRONG_UNITS[key]}"
    owner = next((str(part) for part in reversed(path[:-1]) if isinstance(part, str)), "")
    known = list(_MODELS[owner].model_fields) if owner in _MODELS else ["station", "antenna"]
    near = get_close_matches(key, known, n=1)
    return f"unknown key; did you mean {near[0]!r}?" if near else f"unknown key; known are: {', '.join(known)}"


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
