"""Counters of a base station: transmitted power over time, from a CSV file.

Columns: ``time``; one of ``transmitted_power_w``, ``transmitted_power_share`` or ``beam_<n>_power_w`` for each beam;
optionally ``carrier``, where a file holds several.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.counter_columns import BEAM, POWER, SHARE, column_faults
from emfassess.measurements.power_reduction import holding
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.stations import Source
from emfassess.units import Floats

TimeUnit = Literal["ms", "s", "min", "h"]
TIME_UNITS: dict[TimeUnit, float] = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0}

_FAULTS_REPORTED = 1000
"""Of one kind of fault, so many are reported one by one; of the others only their number."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)")
_ROUND_OFF = 1e-9


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
    path: Path | str, *, rated_power_w: float | Mapping[str, float], time_unit: TimeUnit | None = None
) -> tuple[Counters, ...]:
    """Read the counters of one or several carriers.

    Parameters
    ----------
    path : Path
        UTF-8 with commas and a header. ``time`` is ISO 8601 with ``Z`` or an offset, or a number.
    rated_power_w : float or mapping of str to float
        Greatest power at the transmitter output; a mapping gives it for each name in the column ``carrier``. [W]

    time_unit : {"ms", "s", "min", "h"}, optional
        Of times that are numbers; it is never assumed.

    Returns
    -------
    tuple of Counters
        One a carrier, in the order of the file.

    Raises
    ------
    InputError
        With every fault: line, column, value, and what was expected.
    ValueError
        If a rated power is not above 0.
    """
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
    columns = _Columns(str(file), table)
    carriers = columns.carriers()
    times = columns.times(time_unit)
    limits = columns.rated(carriers, rated)
    powers = columns.powers(limits)
    columns.check_order(carriers, times)
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
    faults = [
        Fault(str(file), f"line {n}", line[:80], f"{width} cells with commas between, as in the header")
        for n, line in numbered
        if _cells(line) != width
    ]
    if faults:
        raise InputError(faults[:_FAULTS_REPORTED])
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


class _Columns:
    """Columns of a table as numbers, and all that is wrong with them."""

    def __init__(self, file: str, table: pd.DataFrame) -> None:
        self.file = file
        self.table = table
        self.lines = table.index.to_numpy()
        self.beams = [name for name in table.columns if BEAM.fullmatch(name)]
        self.faults: list[Fault] = []

    def carriers(self) -> NDArray[np.object_]:
        """Name of the carrier of each line."""
        if "carrier" not in self.table:
            return np.full(self.lines.size, "", dtype=object)
        names = self.table["carrier"].str.strip()
        self._fault("carrier", (names == "").to_numpy(), "the name of the carrier")
        return names.to_numpy(dtype=object)

    def times(self, unit: TimeUnit | None) -> Floats:
        """Beginning of each sample. [s]"""
        texts = self.table["time"].str.strip()
        seconds = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
        expected = "a number, as in the other lines"
        if np.isfinite(seconds).mean() < 0.5:
            instants = pd.to_datetime(
                texts.where(texts.str.fullmatch(_INSTANT)), utc=True, format="ISO8601", errors="coerce"
            )
            seconds = ((instants - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)).to_numpy(dtype=float)
            expected = "a number, or an instant with its offset from UTC such as 2026-03-01T08:00:00+08:00"
        elif unit is None:
            self.faults.append(Fault(self.file, "time", texts.iloc[0], "a unit of time: --time-unit s, min, h or ms"))
        else:
            seconds = seconds * TIME_UNITS[unit]
        self._fault("time", ~np.isfinite(seconds), expected)
        return np.asarray(np.where(np.isfinite(seconds), seconds, np.nan))

    def rated(self, carriers: NDArray[np.object_], rated: Mapping[str, float]) -> Floats:
        """Rated power for each line. [W]"""
        if tuple(rated) == ("",):
            return np.full(self.lines.size, rated[""])
        if "carrier" not in self.table:
            self.faults.append(Fault(self.file, "line 1", "", "a column carrier, since carriers have rated powers"))
            return np.full(self.lines.size, np.nan)
        limits = np.asarray(pd.Series(carriers).map(dict(rated)), dtype=float)
        self._fault("carrier", np.isnan(limits), f"a carrier with a rated power: {', '.join(rated)}")
        return limits

    def powers(self, limits: Floats) -> Floats:
        """Transmitted power of each beam, or of the carrier, shape (line, beam). [W]"""
        names = self.beams or [POWER if POWER in self.table else SHARE]
        powers = np.empty((self.lines.size, len(names)))
        for index, name in enumerate(names):
            cells = pd.to_numeric(self.table[name], errors="coerce").to_numpy(dtype=float)
            good = np.isfinite(cells) & (cells >= 0)
            self._fault(name, ~good, "a number not below 0")
            powers[:, index] = np.where(good, cells, np.nan)
        if names == [SHARE]:
            self._fault(SHARE, powers[:, 0] > 1 + _ROUND_OFF, "a share of the rated power, 0 to 1")
            return powers * limits[:, np.newaxis]
        total = powers.sum(axis=1)
        above = total > limits * (1 + _ROUND_OFF)
        for row in np.flatnonzero(above)[:_FAULTS_REPORTED]:
            expected = f"at most the rated power, {limits[row]:g} W"
            place = names[0] if len(names) == 1 else "sum of the beams"
            self.faults.append(Fault(self.file, f"line {self.lines[row]}, {place}", f"{total[row]:g}", expected))
        self._fault_rest(above)
        return powers

    def check_order(self, carriers: NDArray[np.object_], times: Floats) -> None:
        """Find lines that are not later than the line before them of the same carrier."""
        for name in dict.fromkeys(carriers.tolist()):
            rows = np.flatnonzero((carriers == name) & np.isfinite(times))
            if rows.size < 2:
                self._fault("time", carriers == name, "two samples of a carrier at least")
            wrong = np.zeros(carriers.size, dtype=bool)
            wrong[rows[1:]] = np.diff(times[rows]) <= 0
            later = "later than the line before it (of the same carrier); sort, and drop repetitions"
            self._fault("time", wrong, later)

    def _fault(self, column: str, wrong: NDArray[np.bool_], expected: str) -> None:
        for row in np.flatnonzero(wrong)[:_FAULTS_REPORTED]:
            value = str(self.table[column].iloc[row])
            self.faults.append(Fault(self.file, f"line {self.lines[row]}, {column}", value, expected))
        self._fault_rest(wrong)

    def _fault_rest(self, wrong: NDArray[np.bool_]) -> None:
        rest = int(wrong.sum()) - _FAULTS_REPORTED
        if rest > 0:
            self.faults.append(Fault(self.file, "", "", f"{rest} more lines with the fault above"))


def _counters(
    source: Source, name: str, columns: _Columns, rows: NDArray[np.intp], values: tuple[Floats, Floats, Floats]
) -> Counters:
    """Record of the lines of one carrier; `values` are times, powers and rated powers of all lines."""
    times, powers, limits = (value[rows] for value in values)
    held = holding(times)
    mean = held.lengths @ powers / held.lengths.sum()
    texts = columns.table["time"].iloc[rows]
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
