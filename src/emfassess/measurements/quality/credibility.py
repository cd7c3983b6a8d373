"""Readings that hardly are levels: codes for "no value", and runs that a fault of the instrument shifted.

They are found, named and kept out of the verdict until a person decides; none of them is changed or deleted.
"""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurements import Campaign
from emfassess.measurements.quality.finding import Finding, concerning
from emfassess.measurements.quality.series import in_series
from emfassess.measurements.quality.settings import Context, Thresholds

_CODE = re.compile(r"9{3,}(\.9+)?|(65535|32767|6553\.5|3276\.7)")
"""Numbers that instruments and data loggers write where they have no value."""

ABOVE_ALL_DB = 30.0
"""A value that occurs several times and is so far above all others is a code, or an overload; ours. [dB]"""

LIKENESS = 0.1
"""Rows of a shifted run differ among themselves, and both its steps from each other, by at most this share; ours."""


def believable(campaign: Campaign, readings: pd.DataFrame, context: Context, thresholds: Thresholds) -> list[Finding]:
    """No value is a code, and no run of values is shifted by a constant."""
    del campaign, context
    return [
        *concerning("no-level", readings[is_code(readings)]),
        *concerning("shifted-run", readings[is_shifted(readings, thresholds)]),
    ]


def is_doubtful(readings: pd.DataFrame, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Which readings a verdict does not follow from until a person decides, shape (reading,)."""
    return is_code(readings) | is_shifted(readings, thresholds)


def is_code(readings: pd.DataFrame) -> NDArray[np.bool_]:
    """Which readings are a code for "no value", shape (reading,)."""
    level = readings["field_strength_v_m"].to_numpy()
    measured = (readings["valid"] & (readings["kind"] == "measured") & ~readings["censored"]).to_numpy()
    values, place, count = np.unique(level, return_inverse=True, return_counts=True)
    by_digits = np.array([bool(_CODE.fullmatch(f"{value:.10g}")) for value in values[values >= 999.0]], dtype=np.bool_)
    codes = np.concatenate([np.zeros(int((values < 999.0).sum()), dtype=np.bool_), by_digits])
    others = values[~codes]
    if len(others) > 1 and count[~codes][-1] > 1:
        codes[np.flatnonzero(~codes)[-1]] |= bool(others[-1] > others[-2] * 10 ** (ABOVE_ALL_DB / 20) > 0)
    return np.asarray(codes[place.ravel()] & measured)


def is_shifted(readings: pd.DataFrame, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Which readings belong to a run between a leap up and a leap down by the same field, shape (reading,)."""
    table = readings.reset_index(drop=True)
    found = np.zeros(len(table), dtype=np.bool_)
    table = table[table["time"].notna() & table["valid"] & ~table["censored"]]
    ordered, codes, seconds = in_series(table)
    level, rows = ordered["field_strength_v_m"].to_numpy(), ordered.index.to_numpy()
    ratio = 10 ** (thresholds.jump_db / 20)
    joined = (codes[1:] == codes[:-1]) & (seconds <= thresholds.jump_s)
    up = np.flatnonzero(joined & (level[1:] > ratio * level[:-1])) + 1
    down = np.flatnonzero(joined & (level[:-1] > ratio * level[1:])) + 1
    for first in up:
        later = down[down > first + 1]
        if not len(later):
            break
        run = slice(first, int(later[0]))
        if codes[run.stop - 1] == codes[first] and _is_constant_shift(level, run):
            found[rows[run]] = True
    return found


def _is_constant_shift(level: NDArray[np.float64], run: slice) -> bool:
    """Whether the rows of a run are alike, and the steps before and after it the same field."""
    inside = level[run]
    rise, fall = inside[0] - level[run.start - 1], inside[-1] - level[run.stop]
    return bool(np.ptp(inside) <= LIKENESS * rise and abs(rise - fall) <= LIKENESS * rise)
