"""Cells of some rows as numbers and levels, each faulty cell reported with its row and column."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.level_units import Conversion
from emfassess.units import Floats

_LEAST_MARK = 999.0
_MARK = re.compile(r"9{3,}(?:[.,]9*0*)?")


@dataclass(frozen=True)
class LevelScale:
    """How the levels of a column are read.

    Parameters
    ----------
    to_field_strength : callable
        From its unit to V/m.
    linear : bool
        Numbers cannot be below 0, as they can in decibels.
    sensitivity_v_m : float, optional
        What a value below the noise is censored at. [V/m]
    below : tuple of str
        Words for a value below the noise, in small letters.
    zero_is_below : bool
        A shown 0 is below the noise too; otherwise it stays 0.
    """

    to_field_strength: Conversion
    linear: bool = True
    sensitivity_v_m: float | None = None
    below: tuple[str, ...] = ("low",)
    zero_is_below: bool = True


@dataclass(frozen=True, eq=False)
class LevelCells:
    """Field strengths, which of them are censored, which cells held one at all, and which cannot be credited. [V/m]"""

    field_strength_v_m: Floats
    censored: NDArray[np.bool_]
    present: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]


def cell_words(texts: Sequence[str], meaning: Callable[[str], Any] = str) -> NDArray[np.object_]:
    """Texts without blanks around them, or what they mean; each different text is looked at once."""
    codes, different = pd.factorize(np.array(texts, dtype=object))
    meanings = np.empty(len(different), dtype=object)
    meanings[:] = [meaning(str(text).strip()) for text in different]
    return np.asarray(meanings[codes])


def cell_numbers(
    texts: Sequence[str],
    rows: NDArray[np.int64],
    column: str,
    findings: Findings,
    *,
    decimal: str = ".",
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Floats:
    """Numbers of a column; NaN for an empty cell, and for one that is reported as a fault."""
    values, empty = _parsed(texts, decimal)
    inside = np.isfinite(values) & (values >= bounds[0]) & (values <= bounds[1])
    findings.report_rows(rows, column, texts, ~inside & ~empty, _expected(decimal, bounds))
    return np.asarray(np.where(inside, values, np.nan))


def levels(
    texts: Sequence[str],
    rows: NDArray[np.int64],
    column: str,
    findings: Findings,
    scale: LevelScale,
    decimal: str = ".",
) -> LevelCells:
    """Levels of a column as field strength.

    A word for "below the noise" is censored at the sensitivity, ``<0.5`` at 0.5 in the unit of the column; an empty cell is
    no level. A 0 is below the noise where a sensitivity is known, and is noted where none is.
    """
    values, empty = _parsed(texts, decimal)
    low = np.zeros(values.size, dtype=bool)
    limited = np.zeros(values.size, dtype=bool)
    for index in np.flatnonzero(~np.isfinite(values) & ~empty).tolist():
        text = texts[index].strip()
        if text.lower() in scale.below:
            low[index] = True
        elif text.startswith("<"):
            values[index] = _parsed([text[1:]], decimal)[0][0]
            limited[index] = True
    bound = 0.0 if scale.linear else -np.inf
    good = np.isfinite(values) & (values >= bound) & ~(limited & scale.linear & (values == 0)) & ~low
    findings.report_rows(rows, column, texts, ~good & ~empty & ~low, _expected(decimal, (bound, np.inf)))
    field = scale.to_field_strength(np.where(good, values, np.nan))
    doubtful = good & _all_nines(texts, values)
    findings.note("reading-not-credible", rows[doubtful])
    return replace(_censored(field, low, limited, rows, column, texts, findings, scale), doubtful=doubtful)


def _all_nines(texts: Sequence[str], values: Floats) -> NDArray[np.bool_]:
    """Cells of nines alone, 999 and more: how loggers mark a missing or overflowing value."""
    found = np.zeros(len(texts), dtype=bool)
    for index in np.flatnonzero(values >= _LEAST_MARK).tolist():
        found[index] = _MARK.fullmatch(texts[index].strip()) is not None
    return found


def _censored(
    field: Floats,
    low: NDArray[np.bool_],
    limited: NDArray[np.bool_],
    rows: NDArray[np.int64],
    column: str,
    texts: Sequence[str],
    findings: Findings,
    scale: LevelScale,
) -> LevelCells:
    """Put the sensitivity where the instrument only reported that the level is below it."""
    present = np.isfinite(field) | low
    zero = (field == 0) & ~limited
    if scale.sensitivity_v_m is None:
        cure = "a sensitivity, since a value below it is no 0; state sensitivity_v_m [V/m]"
        findings.report_rows(rows, column, texts, low, cure)
        findings.note("reading-zero", rows[zero])
        return LevelCells(field, limited & np.isfinite(field), present & ~low, np.zeros_like(low))
    below = low | (zero & scale.zero_is_below)
    findings.note("reading-zero-censored", rows[zero & scale.zero_is_below])
    field = np.where(below, scale.sensitivity_v_m, field)
    return LevelCells(field, below | (limited & np.isfinite(field)), present, np.zeros_like(low))


def _parsed(texts: Sequence[str], decimal: str) -> tuple[Floats, NDArray[np.bool_]]:
    """Numbers of texts, NaN where there is none, and which texts are empty."""
    if not any(texts):
        return np.full(len(texts), np.nan), np.ones(len(texts), dtype=bool)
    plain = np.array(texts, dtype=object)
    if decimal == ",":
        # a point could be a thousands mark or a decimal one: neither is guessed
        plain[:] = ["" if "." in text else text.replace(",", ".") for text in texts]
    values = np.array(pd.to_numeric(plain, errors="coerce"), dtype=float)
    empty = np.isnan(values)
    empty[empty] = [not texts[index].strip() for index in np.flatnonzero(empty).tolist()]
    return values, empty


def _expected(decimal: str, bounds: tuple[float, float]) -> str:
    mark = "a number with a decimal comma" if decimal == "," else "a number with a decimal point"
    low, high = bounds
    if np.isfinite(low) and np.isfinite(high):
        return f"{mark}, from {low:g} to {high:g}"
    return f"{mark}, not below {low:g}" if np.isfinite(low) else mark
