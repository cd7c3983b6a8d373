"""Counters of a base station: transmitted power over time, from a CSV file.

Columns: ``time`` (or ``time_s``, ``time_min``, ``time_h``: numbers in that unit); one of ``transmitted_power_w``,
``transmitted_power_share`` or ``beam_<n>_power_w`` for each beam; optionally ``carrier``, where a file holds several.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.counter_columns import FAULTS_REPORTED, UNITS_OF_TIME, CounterColumns, column_faults
from emfassess.measurements.power_reduction import holding
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.stations import Source
from emfassess.units import Floats


@dataclass(frozen=True)
class Gap:
    """Where samples are missing: the line after which they do, and for how long. [s]"""

    line: int
    missing_s: float


@dataclass(frozen=True, eq=False)
class Counters:
    """Transmitted power of one carrier.

    Parameters
    ----------
    source : Source
        The file.
    carrier : str
        Its name in the file; empty where there is no such column.
    first_time, last_time : str
        Beginning of the first and the last sample, as the file has them.
    times_s : ndarray, shape (n,)
        Beginning of each sample, rising: since 1970 in UTC, or as the file counts. [s]
    power_shares : ndarray, shape (n,)
        Transmitted power over rated power.
    rated_power_w : float
        What the shares refer to. [W]
    beams : tuple of int
        Numbers of the beams, where the file gives the power of each.
    beam_powers_w : tuple of float
        Mean power of each beam over the time with samples: the histogram of beams. [W]
    gaps : tuple of Gap
        Where samples are missing. That is no fault, but no average is taken over them.
    """

    source: Source
    carrier: str
    first_time: str
    last_time: str
    times_s: Floats
    power_shares: Floats
    rated_power_w: float
    beams: tuple[int, ...]
    beam_powers_w: tuple[float, ...]
    gaps: tuple[Gap, ...]


def read_counters(
    path: Path | str, *, rated_power_w: float | Mapping[str, float], time_unit: str = ""
) -> tuple[Counters, ...]:
    """Read the counters of one or several carriers.

    Parameters
    ----------
    path : Path
        UTF-8 with commas and a header. ``time`` is ISO 8601 with ``Z`` or an offset, or a number.
    rated_power_w : float or mapping of str to float
        Greatest power at the transmitter output; a mapping gives it for each name in the column ``carrier``. [W]
    time_unit : {"", "s", "min", "h"}, optional
        Of numbers in ``time``. Without it they are seconds, and refused where they are closer together than a minute.

    Returns
    -------
    tuple of Counters
        One a carrier, in the order of the file.

    Raises
    ------
    InputError
        With every fault: line, column, value, and what was expected.
    ValueError
        If a rated power is not above 0, or the unit of time is none.
    """
    if time_unit not in ("", *UNITS_OF_TIME):
        raise ValueError(f"the unit of time is one of {', '.join(UNITS_OF_TIME)}, not {time_unit!r}")
    rated = rated_power_w if isinstance(rated_power_w, Mapping) else {"": rated_power_w}
    if not rated:
        raise ValueError("rated_power_w is empty: give the rated power of each carrier")
    for name, power in rated.items():
        if not 0 < power < np.inf:
            raise ValueError(f"rated_power_w{f' of carrier {name}' if name else ''} must be above 0, not {power}")
    file = Path(path)
    source, table = _table(file)
    faults = column_faults(str(file), [str(name) for name in table.columns])
    if faults:
        raise InputError(faults)
    columns = CounterColumns(str(file), table, time_unit)
    carriers = columns.carriers()
    times = columns.times()
    limits = columns.rated(carriers, rated)
    powers = columns.powers(limits)
    columns.check_order(carriers, times)
    columns.check_unit(carriers, times)
    if columns.faults:
        raise InputError(columns.faults)
    return tuple(
        _counters(source, name, columns, np.flatnonzero(carriers == name), (times, powers, limits))
        for name in dict.fromkeys(carriers.tolist())
    )


def _table(file: Path) -> tuple[Source, pd.DataFrame]:
    """Cells of a file as text; the index is the number of the line."""
    if not file.is_file():
        raise refuse(str(file), "", None, "no such file; expected a CSV file of counters")
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse(str(file), "", None, "not UTF-8; save the file as UTF-8") from None
    numbered = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(numbered) < 2:
        raise refuse(str(file), "", None, "a file without a sample; expected a header and one line a sample")
    width = _cells(numbered[0][1])
    if not width:
        raise refuse(str(file), f"line {numbered[0][0]}", numbered[0][1][:80], "a header whose quotes are closed")
    faults = [
        Fault(str(file), f"line {n}", line[:80], f"{width} cells with commas between, as in the header")
        for n, line in numbered
        if _cells(line) != width
    ]
    if faults:
        raise InputError(faults[:FAULTS_REPORTED])
    plain = StringIO("\n".join(line for _, line in numbered))
    table = pd.read_csv(plain, dtype=str, keep_default_na=False, header=None, skipinitialspace=True)
    names = table.iloc[0].str.strip()
    table = table.iloc[1:].set_axis(names.tolist(), axis=1)
    return Source(file.name, sha256(content).hexdigest()), table.set_axis([n for n, _ in numbered[1:]])


def _cells(line: str) -> int:
    """Number of cells in a line; none where a quote stays open."""
    if '"' not in line:
        return line.count(",") + 1
    return len(next(csv.reader([line]))) if line.count('"') % 2 == 0 else 0


def _counters(
    source: Source, name: str, columns: CounterColumns, rows: NDArray[np.intp], values: tuple[Floats, Floats, Floats]
) -> Counters:
    """Record of the lines of one carrier; `values` are times, powers and rated powers of all lines."""
    times, powers, limits = (value[rows] for value in values)
    held = holding(times)
    mean = held.lengths @ powers / held.lengths.sum()
    texts = columns.table[columns.clock].iloc[rows]
    lost = np.flatnonzero(held.missing > 0)
    return Counters(
        source=source,
        carrier=name,
        first_time=texts.iloc[0],
        last_time=texts.iloc[-1],
        times_s=times,
        power_shares=powers.sum(axis=1) / limits,
        rated_power_w=float(limits[0]),
        beams=tuple(int(re.sub(r"\D", "", beam)) for beam in columns.beams),
        beam_powers_w=tuple(mean.tolist()) if columns.beams else (),
        gaps=tuple(Gap(int(columns.lines[rows[i]]), float(held.missing[i])) for i in lost),
    )
