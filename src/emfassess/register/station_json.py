"""Stations and patterns as canonical JSON, and back again without loss.

A pattern is named in its stations by its hash, so that the hash of a station covers it too, and thousands of stations
share one copy. The file that a station came from is no part of its record: another comment in the file is no change of
the station.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from typing import Any, TypedDict

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns import Pattern
from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.stations import Antenna, Carrier, Source, Station

_TABLES = ("horizontal_db", "vertical_db", "vertical_weight")


def pattern_json(pattern: Pattern) -> str:
    """A pattern with all its samples; no cap on the attenuation is null."""
    cap = pattern.maximum_attenuation_db
    return canonical_json(
        {
            "name": pattern.name,
            "gain_dbi": float(pattern.gain_dbi),
            **{key: getattr(pattern, key).tolist() for key in _TABLES},
            "maximum_attenuation_db": float(cap) if np.isfinite(cap) else None,
            "source": pattern.source,
            "assumptions": [_assumption_record(a) for a in pattern.assumptions],
            "kind": pattern.kind,
        }
    )


def pattern_from_json(text: str) -> Pattern:
    """The pattern of :func:`pattern_json`."""
    record = json.loads(text)
    cap = record.pop("maximum_attenuation_db")
    record["assumptions"] = _assumptions(record["assumptions"])
    record |= {key: np.array(record[key], dtype=float) for key in _TABLES}
    return Pattern(**record, maximum_attenuation_db=np.inf if cap is None else cap)


def station_json(station: Station, hash_of: Callable[[Pattern], str]) -> str:
    """A station with its patterns named by their hashes, without its source."""
    return canonical_json(
        {
            **_plain(station, leave=("antennas", "source", "assumptions", *_absent(station))),
            "assumptions": [_assumption_record(a) for a in station.assumptions],
            "antennas": [
                {
                    **_plain(antenna, leave=("pattern", "carriers")),
                    "pattern": hash_of(antenna.pattern),
                    "carriers": [_plain(carrier) for carrier in antenna.carriers],
                }
                for antenna in station.antennas
            ],
        }
    )


def _absent(station: Station) -> tuple[str, ...]:
    """Fields that are left out where they are not stated, so that records from before they existed keep their hashes."""
    return ("country",) if station.country is None else ()


def station_from_json(text: str, patterns: Mapping[str, Pattern], source: Source | None) -> Station:
    """The station of :func:`station_json`; `patterns` by their hashes."""
    record = json.loads(text)
    antennas = tuple(
        Antenna(
            **{
                **antenna,
                "pattern": patterns[antenna["pattern"]],
                "carriers": tuple(Carrier(**carrier) for carrier in antenna["carriers"]),
            }
        )
        for antenna in record.pop("antennas")
    )
    assumptions = _assumptions(record.pop("assumptions"))
    return Station(**record, antennas=antennas, assumptions=assumptions, source=source)


def pattern_hashes(text: str) -> set[str]:
    """Hashes of the patterns that a station's record names."""
    return {antenna["pattern"] for antenna in json.loads(text)["antennas"]}


def hashed(pattern: Pattern) -> tuple[str, str]:
    """Hash and JSON of a pattern."""
    text = pattern_json(pattern)
    return sha256_of(text), text


def _plain(record: Any, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    return {field.name: _value(record, field) for field in fields(record) if field.name not in leave}


def _value(record: Any, field: "Field[Any]") -> Any:
    """Value of a field; 30 and 30.0 of a field of floats are the same bytes."""
    value = getattr(record, field.name)
    return float(value) if value is not None and "float" in str(field.type) else value


class _AssumptionRecord(TypedDict):
    """An assumption as it is stored."""

    code: str
    values: list[list[str]]
    where: list[str]


def _assumption_record(assumption: Assumption) -> _AssumptionRecord:
    return {
        "code": assumption.code,
        "values": [list(pair) for pair in assumption.values],
        "where": list(assumption.where),
    }


def _assumptions(records: list[dict[str, Any]]) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(r["code"], tuple((name, text) for name, text in r["values"]), tuple(r["where"])) for r in records
    )
