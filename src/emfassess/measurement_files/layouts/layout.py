"""Contract of a layout: how to recognise a file, and how it opens into campaign, instrument and readings."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts.cells import LevelScale
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.level_units import conversion, is_linear, unit_name
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.texts import RowSource
from emfassess.measurements import MeasuredPoint


@dataclass(frozen=True, eq=False)
class Piece:
    """Some readings, as columns for :func:`emfassess.measurements.checked_readings`, and the points first met in them."""

    readings: pd.DataFrame
    points: tuple[MeasuredPoint, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A file whose head was read.

    Parameters
    ----------
    pieces : callable
        Walks the file from its start and gives its readings piece by piece; faults go to the findings. May be called
        again.
    instrument, campaign : mapping
        Fields of the records that the file itself states.
    assumptions : tuple of Assumption
        Assumptions of reading it.
    is_log : bool
        Rows follow one clock, so that a time before the one above it is worth a note.
    """

    pieces: Callable[[Findings], Iterator[Piece]]
    instrument: Mapping[str, Any] = field(default_factory=dict)
    campaign: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    is_log: bool = True


@dataclass(frozen=True)
class Layout:
    """Layout of an instrument's files. `recognises` looks at the first rows, `opens` may add faults and then stop."""

    name: str
    recognises: Callable[[Sequence[str]], bool]
    opens: Callable[[RowSource, ImportOptions, Findings], Opened]


def sensitivity(in_file: float | None, options: ImportOptions) -> float | None:
    """Sensitivity that a file is censored at: the stated one, else the one in it. [V/m]"""
    if options.sensitivity_v_m is not None:
        return options.sensitivity_v_m
    stated = options.instrument.get("sensitivity_v_m")
    return in_file if stated is None else float(stated)


def level_scale(unit: str, options: ImportOptions, least: float | None = None) -> LevelScale:
    """How levels of a unit are read; `least` is the sensitivity in the file. [V/m]

    Raises
    ------
    ValueError
        If the unit is not known, or needs a figure that is not stated.
    """
    return LevelScale(conversion(unit, options), is_linear(unit_name(unit) or ""), sensitivity(least, options))


def default_scale(options: ImportOptions, findings: Findings) -> LevelScale | None:
    """How levels in the stated unit are read, in volt per metre where none is stated; None after a fault was reported."""
    unit = options.unit or "V/m"
    try:
        return level_scale(unit, options)
    except ValueError as error:
        findings.report("unit", unit, str(error))
        return None


def or_nan(value: float | None) -> float:
    """A figure, or not-a-number where it is not stated."""
    return float("nan") if value is None else value


_HERTZ = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
_RANGE = re.compile(r"\s*([\d.]+)\s*([kMG]?)Hz\s*[-–]\s*([\d.]+)\s*([kMG]?)Hz\s*")


def frequency_range_hz(text: str) -> tuple[float, float] | None:
    """Ends of a range such as ``"100kHz-8GHz"``; None where it is no such text. [Hz]"""
    found = _RANGE.fullmatch(text)
    if found is None or found[1].count(".") > 1 or found[3].count(".") > 1:
        return None
    low, high = float(found[1]) * _HERTZ[found[2]], float(found[3]) * _HERTZ[found[4]]
    return (low, high) if 0 < low < high else None
