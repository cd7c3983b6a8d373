"""Cases: one folder each under ``tests/cases``, named by the standard and the example."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[1] / "cases"

BASES = ("printed", "derived")
"""The source prints the value, or it was worked out by hand from a formula or table of the source."""

CONFIDENCES = ("found", "recalled")
"""The source was read, or the formula rests on general knowledge."""

SI = {
    "1": 1.0,
    "dB": 1.0,
    "dBi": 1.0,
    "°": 1.0,
    "m": 1.0,
    "ft": 0.3048,
    "min": 60.0,
    "W": 1.0,
    "mW": 1e-3,
    "V/m": 1.0,
    "A/m": 1.0,
    "W/m²": 1.0,
    "mW/cm²": 10.0,
    "µW/cm²": 1e-2,
    "W/kg": 1.0,
    "m³/kg": 1.0,
}
"""Units that sources print, in the unit that the package computes in."""


@dataclass(frozen=True)
class Expected:
    """A named result with its values in the unit of the source, and how far off ours may be.

    A value is met if it lies within the relative **or** within the absolute tolerance, which is in the unit too.
    """

    name: str
    values: tuple[float, ...]
    unit: str
    relative: float = 0.0
    absolute: float = 0.0

    def __post_init__(self) -> None:
        if self.unit not in SI:
            raise ValueError(f"{self.name}: unit {self.unit!r} is not one of {', '.join(SI)}")
        if not self.values or self.relative < 0 or self.absolute < 0:
            raise ValueError(f"{self.name}: no value, or a negative tolerance")


@dataclass(frozen=True)
class Case:
    """One example with its inputs, its results, and where they come from."""

    id: str
    standard: str
    source: str
    basis: str
    confidence: str
    quantity: str
    kind: str
    input: Mapping[str, Any]
    expected: tuple[Expected, ...]
    intermediate: tuple[Expected, ...] = ()
    notes: str = ""

    def __post_init__(self) -> None:
        if self.basis not in BASES or self.confidence not in CONFIDENCES:
            raise ValueError(f"{self.id}: basis {self.basis!r} or confidence {self.confidence!r} is not known")
        if not self.expected:
            raise ValueError(f"{self.id} expects nothing")


@cache
def cases() -> tuple[Case, ...]:
    """All cases in the order of their folders."""
    return tuple(read_case(folder / "case.toml") for folder in sorted(FOLDER.iterdir()))


def read_case(path: Path) -> Case:
    """Read one case file; an unknown or missing key is an error."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for key in ("expected", "intermediate"):
        data[key] = tuple(map(_expected, data.get(key, ())))
    return Case(**data)


def _expected(entry: Mapping[str, Any]) -> Expected:
    # a table of values is held flat, row by row; true and false become 1 and 0
    flat = tuple(np.asarray(entry["value"], dtype=float).ravel().tolist())
    return Expected(values=flat, **{key: value for key, value in entry.items() if key != "value"})
