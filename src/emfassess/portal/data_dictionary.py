"""The tables of open data: their columns, units and what they mean, as a dictionary and as JSON Schema."""

from dataclasses import dataclass
from typing import Any

from emfassess.language import Language


@dataclass(frozen=True)
class DataColumn:
    """One column: its name, JSON type, unit, and what it means in English, the key of every other language."""

    name: str
    type: str
    unit: str
    meaning: str
    required: bool = True


@dataclass(frozen=True)
class DataTable:
    """One table of open data; `key` identifies a row."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[DataColumn, ...]


_ID = DataColumn("station_id", "string", "", "Id of the station, never given to another one")
_LONGITUDE = DataColumn("longitude", "number", "°", "Longitude, WGS 84")
_LATITUDE = DataColumn("latitude", "number", "°", "Latitude, WGS 84")

STATIONS = DataTable(
    "stations",
    "Stations",
    ("station_id",),
    (
        _ID,
        DataColumn("name", "string", "", "Name of the station"),
        DataColumn("operator", "string", "", "Who operates the station"),
        DataColumn("address", "string", "", "Street and number", False),
        DataColumn("district", "string", "", "District or town", False),
        DataColumn("filing_number", "string", "", "Number under which it was filed", False),
        DataColumn("country", "string", "", "Country that it states, two letters (ISO 3166)", False),
        _LONGITUDE,
        _LATITUDE,
        DataColumn("support", "string", "", "What carries the antennas", False),
        DataColumn("antennas", "integer", "", "Number of antennas"),
        DataColumn("carriers", "integer", "", "Number of carriers of all antennas"),
        DataColumn("highest_antenna_m", "number", "m", "Height of the highest antenna's middle above the ground"),
        DataColumn("permalink", "string", "", "Address of its page that does not change"),
    ),
)

ASSESSMENTS = DataTable(
    "assessments",
    "Assessments",
    ("station_id",),
    (
        _ID,
        _LONGITUDE,
        _LATITUDE,
        DataColumn("limit", "string", "", "Limit set that gives the verdict"),
        DataColumn("edition", "string", "", "Edition of the limit set"),
        DataColumn("population", "string", "", "Whose limits: public or occupational"),
        DataColumn(
            "scenario",
            "string",
            "",
            "theoretical: rated power times duty cycle; actual: that times the reduction factor",
        ),
        DataColumn(
            "verdict",
            "string",
            "",
            "compliant, conditionally_compliant, not_assessable, conditionally_exceeds, exceeds; by the rule",
        ),
        DataColumn("decision_rule", "string", "", "simple-acceptance, guarded-acceptance or guarded-rejection"),
        DataColumn("exposure_ratio", "number", "", "Maximum exposure ratio; 1 is the limit"),
        DataColumn("power_density_w_m2", "number", "W/m²", "Power density there"),
        DataColumn("field_strength_v_m", "number", "V/m", "Electric field strength there, r.m.s."),
        DataColumn("place", "string", "", "Where that is: a ring around the station, a named place or a façade"),
        DataColumn("distance_m", "number", "m", "Distance of that place from the station"),
        DataColumn("expanded_uncertainty_db", "number", "dB", "Expanded uncertainty of that level, k = 1.96"),
        DataColumn(
            "management_target_verdict",
            "string",
            "",
            "Verdict against the management target, where there is one",
            False,
        ),
        DataColumn("exposure_ratio_theoretical", "number", "", "Maximum exposure ratio at the theoretical maximum"),
        DataColumn("exposure_ratio_actual", "number", "", "Maximum exposure ratio at the actual maximum"),
        DataColumn(
            "bound_power_density_w_m2", "number", "W/m²", "Upper bound of the power density: scattered fields added"
        ),
        DataColumn("bound_exposure_ratio", "number", "", "Upper bound of the exposure ratio: scattered fields added"),
        DataColumn("scatter_dbi", "number", "dBi", "Gain of the scattered power beyond 60 m; empty: none added", False),
        DataColumn(
            "expected_power_density_w_m2",
            "number",
            "W/m²",
            "Expected power density there, median; it decides no verdict",
            False,
        ),
        DataColumn("expected_p5_w_m2", "number", "W/m²", "Power density that 5 % of such places stay below", False),
        DataColumn("expected_p95_w_m2", "number", "W/m²", "Power density that 95 % of such places stay below", False),
        DataColumn("expected_exposure_ratio", "number", "", "Expected exposure ratio, at the median", False),
        DataColumn("expected_absent", "string", "", "Why no expected level is given; empty: it is", False),
        DataColumn("code_version", "string", "", "Version of the program that computed"),
        DataColumn("record", "string", "", "File with everything that was found"),
    ),
)

MEASUREMENTS = DataTable(
    "measurements",
    "Measurements",
    ("station_id", "campaign", "point", "date"),
    (
        _ID,
        DataColumn("campaign", "string", "", "Visit that the value belongs to"),
        DataColumn("point", "string", "", "Point of measurement"),
        DataColumn("date", "string", "", "Day of the measurement"),
        DataColumn("field_strength_v_m", "number", "V/m", "Electric field strength over all bands, r.m.s."),
        DataColumn("body", "string", "", "Who measured", False),
        DataColumn("method", "string", "", "Standard that was measured by", False),
        DataColumn("description", "string", "", "Where the point is", False),
        DataColumn("height_m", "number", "m", "Height of the probe above the surface under the tripod", False),
        DataColumn("censored", "boolean", "", "true where the level lay below the value stated"),
        DataColumn("power_density_w_m2", "number", "W/m²", "Power density of it", False),
        DataColumn("exposure_ratio", "number", "", "Exposure ratio found", False),
        DataColumn("limit", "string", "", "Limit set that it was judged by", False),
        DataColumn("uncertainty_db", "number", "dB", "Expanded uncertainty of the value, k = 1.96", False),
        DataColumn("longitude", "number", "°", "Longitude, WGS 84", False),
        DataColumn("latitude", "number", "°", "Latitude, WGS 84", False),
    ),
)


def tables() -> tuple[DataTable, ...]:
    """All tables of open data."""
    return STATIONS, ASSESSMENTS, MEASUREMENTS


def columns(table: DataTable, language: Language) -> list[dict[str, str]]:
    """Dictionary of a table in a language."""
    return [
        {"name": column.name, "type": column.type, "unit": column.unit, "meaning": language(column.meaning)}
        for column in table.columns
    ]


def json_schema(table: DataTable) -> dict[str, Any]:
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
