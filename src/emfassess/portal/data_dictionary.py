"""The tables of open data: their columns, units and what they mean, as a dictionary and as JSON Schema."""

from dataclasses import dataclass
from typing import Any

from emfassess.language import Language


@dataclass(frozen=True)
class Column:
    """One column: its name, JSON type, unit, and what it means in English, the key of every other language."""

    name: str
    type: str
    unit: str
    meaning: str
    required: bool = True


@dataclass(frozen=True)
class Table:
    """One table of open data; its rows are told apart by `key`."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


_ID = Column("station_id", "string", "", "Id of the station, never given to another one")
_LONGITUDE = Column("longitude", "number", "°", "Longitude, WGS 84")
_LATITUDE = Column("latitude", "number", "°", "Latitude, WGS 84")

STATIONS = Table(
    "stations",
    "Stations",
    ("station_id",),
    (
        _ID,
        Column("name", "string", "", "Name of the station"),
        Column("operator", "string", "", "Who operates the station"),
        Column("address", "string", "", "Street and number", False),
        Column("district", "string", "", "District or town", False),
        Column("filing_number", "string", "", "Number under which it was filed", False),
        _LONGITUDE,
        _LATITUDE,
        Column("support", "string", "", "What carries the antennas", False),
        Column("antennas", "integer", "", "Number of antennas"),
        Column("carriers", "integer", "", "Number of carriers of all antennas"),
        Column("highest_antenna_m", "number", "m", "Height of the highest antenna's middle above the ground"),
        Column("permalink", "string", "", "Address of its page that does not change"),
    ),
)

ASSESSMENTS = Table(
    "assessments",
    "Assessments",
    ("station_id",),
    (
        _ID,
        _LONGITUDE,
        _LATITUDE,
        Column("limit", "string", "", "Limit set that gives the verdict"),
        Column("edition", "string", "", "Edition of the limit set"),
        Column("population", "string", "", "Whose limits: public or occupational"),
        Column(
            "scenario",
            "string",
            "",
            "theoretical: rated power times duty cycle; actual: that times the reduction factor",
        ),
        Column("verdict", "string", "", "compliant, indeterminate or exceeds, with regard to the uncertainty"),
        Column("exposure_ratio", "number", "", "Maximum exposure ratio; 1 is the limit"),
        Column("power_density_w_m2", "number", "W/m²", "Power density there"),
        Column("field_strength_v_m", "number", "V/m", "Electric field strength there, r.m.s."),
        Column("place", "string", "", "Where that is: a ring around the station, a named place or a façade"),
        Column("distance_m", "number", "m", "Distance of that place from the station"),
        Column("expanded_uncertainty_db", "number", "dB", "Expanded uncertainty of that level, k = 1.96"),
        Column(
            "management_target_verdict",
            "string",
            "",
            "Verdict against the management target, where there is one",
            False,
        ),
        Column("exposure_ratio_theoretical", "number", "", "Maximum exposure ratio at the theoretical maximum"),
        Column("exposure_ratio_actual", "number", "", "Maximum exposure ratio at the actual maximum"),
        Column("code_version", "string", "", "Version of the program that computed"),
        Column("record", "string", "", "File with everything that was found"),
    ),
)

MEASUREMENTS = Table(
    "measurements",
    "Measurements",
    ("station_id", "campaign", "point", "date"),
    (
        _ID,
        Column("campaign", "string", "", "Visit that the value belongs to"),
        Column("point", "string", "", "Point of measurement"),
        Column("date", "string", "", "Day of the measurement"),
        Column("field_strength_v_m", "number", "V/m", "Electric field strength over all bands, r.m.s."),
        Column("body", "string", "", "Who measured", False),
        Column("method", "string", "", "Standard that was measured by", False),
        Column("description", "string", "", "Where the point is", False),
        Column("height_m", "number", "m", "Height of the probe above the surface under the tripod", False),
        Column("censored", "boolean", "", "true where the level lay below the value stated"),
        Column("power_density_w_m2", "number", "W/m²", "Power density of it", False),
        Column("exposure_ratio", "number", "", "Exposure ratio found", False),
        Column("limit", "string", "", "Limit set that it was judged by", False),
        Column("uncertainty_db", "number", "dB", "Expanded uncertainty of the value, k = 1.96", False),
        Column("longitude", "number", "°", "Longitude, WGS 84", False),
        Column("latitude", "number", "°", "Latitude, WGS 84", False),
    ),
)


def tables() -> tuple[Table, ...]:
    """All tables of open data."""
    return STATIONS, ASSESSMENTS, MEASUREMENTS


def columns(table: Table, language: Language) -> list[dict[str, str]]:
    """Dictionary of a table in a language."""
    return [
        {"name": column.name, "type": column.type, "unit": column.unit, "meaning": language(column.meaning)}
        for column in table.columns
    ]


def json_schema(table: Table) -> dict[str, Any]:
    """JSON Schema (2020-12) of a table as a list of rows."""
    row = {
        "type": "object",
        "properties": {
            column.name: {
                "type": column.type if column.required else [column.type, "null"],
                "description": column.meaning + (f" [{column.unit}]" if column.unit else ""),
            }
            for column in table.columns
        },
        "required": [column.name for column in table.columns],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.title,
        "type": "array",
        "items": row,
    }
