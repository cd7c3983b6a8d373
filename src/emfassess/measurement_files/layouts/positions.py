"""Positions as receivers write them: degrees and minutes in one number, with the letter of the hemisphere."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.layouts.findings import Findings
from emfassess.units import Floats

_MINUTES = 60.0
_BOUND = {"latitude": 90.0, "longitude": 180.0}
_LETTERS = {"latitude": ("N", "S"), "longitude": ("E", "W")}


def degrees_from_minutes(number: Floats) -> Floats:
    """Degrees of a number that holds degrees and minutes, ``dddmm.mmmm`` as NMEA 0183 has it; NaN where it cannot be.

    Minutes are less than 60.
    """
    whole = np.floor(number / 100)
    minutes = number - 100 * whole
    return np.asarray(np.where((number >= 0) & (minutes < _MINUTES), whole + minutes / _MINUTES, np.nan))


def whole_positions(
    longitude: Floats,
    latitude: Floats,
    column: str,
    texts: Sequence[str],
    rows: NDArray[np.int64],
    findings: Findings,
    expected: str = "longitude and latitude, or neither",
) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of rows that have both. [deg] A row with one of them is a fault, and has no position."""
    half = np.isnan(longitude) != np.isnan(latitude)
    findings.report_rows(rows, column, texts, half, expected)
    return np.asarray(np.where(half, np.nan, longitude)), np.asarray(np.where(half, np.nan, latitude))


def nmea_degrees(
    texts: Sequence[str],
    letters: Sequence[str],
    axis: str,
    fixed: NDArray[np.bool_],
    rows: NDArray[np.int64],
    findings: Findings,
) -> Floats:
    """Signed degrees of an axis where there was a fix, NaN elsewhere.

    Parameters
    ----------
    texts, letters : sequence of str
        ``ddmm.mmmm`` and the hemisphere, one a row.
    axis : {"latitude", "longitude"}
    fixed : ndarray of bool
        Rows whose receiver says that it knows its position; the others are not looked at.
    """
    numbers = np.asarray(pd.to_numeric(np.array(texts, dtype=object), errors="coerce"), dtype=float)
    given = np.array(letters, dtype=object)
    signs = np.select([given == letter for letter in _LETTERS[axis]], [1.0, -1.0], np.nan)
    found = degrees_from_minutes(numbers) * signs
    wrong = fixed & ~(np.abs(found) <= _BOUND[axis])
    letter_names = " or ".join(_LETTERS[axis])
    shown = [f"{text} {letter}" for text, letter in zip(texts, letters, strict=True)] if wrong.any() else ()
    findings.report_rows(rows, axis, shown, wrong, f"degrees and minutes as ddmm.mmmm, and {letter_names}")
    return np.asarray(np.where(fixed & ~wrong, found, np.nan))


def lettered_positions(
    north: Sequence[str], east: Sequence[str], rows: NDArray[np.int64], findings: Findings, decimal: str
) -> tuple[Floats, Floats]:
    """Longitude and latitude of cells such as ``5012.3003N``; not a number, and noted, where X or Y says: no fix. [deg]"""
    cells = {"longitude": [cell.strip() for cell in east], "latitude": [cell.strip() for cell in north]}
    fixed = np.array([bool(cell) and cell[-1:] not in ("X", "Y") for cell in cells["latitude"]], dtype=bool)
    findings.note("row-without-position", rows[~fixed])
    longitude, latitude = (lettered_degrees(cells[axis], axis, fixed, rows, findings, decimal) for axis in cells)
    return longitude, latitude


def lettered_degrees(
    cells: Sequence[str],
    axis: str,
    fixed: NDArray[np.bool_],
    rows: NDArray[np.int64],
    findings: Findings,
    decimal: str = ".",
) -> Floats:
    """Signed degrees of cells that hold number and hemisphere together, ``ddmm.mmmmN``; as :func:`nmea_degrees`."""
    plain = [cell[:-1].replace(",", ".") if decimal == "," else cell[:-1] for cell in cells]
    return nmea_degrees(plain, [cell[-1:] for cell in cells], axis, fixed, rows, findings)
