"""Columns of a file of counters: which there are, their cells as numbers, and all that is wrong with them."""

import difflib
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.readers.faults import Fault
from emfassess.units import Floats

POWER = "transmitted_power_w"
SHARE = "transmitted_power_share"
UNITS_OF_TIME = {"s": 1.0, "min": 60.0, "h": 3600.0}
"""Units of times that are numbers. [s]"""

COLUMNS = ("time", *(f"time_{unit}" for unit in UNITS_OF_TIME), POWER, SHARE, "carrier")
BEAM = re.compile(r"beam_(\d+)_power_w")

_BEAM_NAME = "beam_<n>_power_w"
FAULTS_REPORTED = 1000
"""Of one kind of fault, so many are reported one by one; of the others only their number."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)")
_ROUND_OFF = 1e-9
_SHORT_S = 59.0
"""Numbers without a unit that are closer together may be minutes or hours: counters write once a minute or less. [s]"""


def column_faults(file: str, names: Sequence[str]) -> list[Fault]:
    """Columns that are unknown, twice there, missing, or say the same in two ways."""
    faults = [
        Fault(file, "line 1", name, _cure(name)) for name in names if name not in COLUMNS and not BEAM.fullmatch(name)
    ]
    twice = {name for name in names if names.count(name) > 1}
    faults += [Fault(file, "line 1", name, "each column only once") for name in sorted(twice)]
    beams = [BEAM.fullmatch(name) for name in dict.fromkeys(names)]
    numbers = [int(match[1]) for match in beams if match]
    if len(set(numbers)) < len(numbers):
        faults.append(Fault(file, "line 1", "", "each beam only once; beam_1_power_w and beam_01_power_w are the same"))
    clocks = [name for name in dict.fromkeys(names) if name.startswith("time")]
    if not {"time", *(f"time_{unit}" for unit in UNITS_OF_TIME)} & set(clocks):
        faults.append(Fault(file, "line 1", ", ".join(names), "a column time"))
    elif len(clocks) > 1:
        faults.append(Fault(file, "line 1", ", ".join(clocks), "one column of times"))
    kinds = (POWER in names) + (SHARE in names) + bool(numbers)
    if kinds > 1 or (kinds == 0 and not any("power" in name for name in names)):
        faults.append(Fault(file, "line 1", ", ".join(names), f"one of {POWER}, {SHARE} or {_BEAM_NAME} for each beam"))
    return faults


def _cure(name: str) -> str:
    """Column that an unknown one was probably meant to be."""
    if ";" in name or "\t" in name:
        return "commas between the columns"
    near = difflib.get_close_matches(re.sub(r"\d+", "<n>", name), (*COLUMNS, _BEAM_NAME), n=1)
    known = f"; nearest known: {near[0]}" if near else f"; known: {', '.join((*COLUMNS, _BEAM_NAME))}"
    unit = re.fullmatch(r"(?:transmitted|beam_\d+)_power_(\w+)", name)
    return f"unknown unit {unit[1]}{known}" if unit else f"unknown column{known}"


class CounterColumns:
    """Columns of a table as numbers, and all that is wrong with them."""

    def __init__(self, file: str, table: pd.DataFrame, time_unit: str) -> None:
        self.clock = next((name for name in table.columns if name.startswith("time_")), "time")
        self.time_unit = self.clock.removeprefix("time_") if self.clock != "time" else time_unit
        self.counts = False
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

    def times(self) -> Floats:
        """Beginning of each sample. [s]"""
        texts = self.table[self.clock].str.strip()
        seconds: Floats = (
            pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float) * UNITS_OF_TIME[self.time_unit or "s"]
        )
        words = {"": "seconds", "s": "seconds", "min": "minutes", "h": "hours"}
        expected = f"a number of {words[self.time_unit]}, as in the other lines"
        self.counts = bool(np.isfinite(seconds).mean() >= 0.5)
        if not self.counts:
            instants = pd.to_datetime(
                texts.where(texts.str.fullmatch(_INSTANT)), utc=True, format="ISO8601", errors="coerce"
            )
            seconds = np.asarray((instants - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1), dtype=float)
            expected = "seconds, or an instant with its offset from UTC such as 2026-03-01T08:00:00+08:00"
        self._fault(self.clock, ~np.isfinite(seconds), expected)
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
        for row in np.flatnonzero(above)[:FAULTS_REPORTED]:
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
                self._fault(self.clock, carriers == name, "two samples of a carrier at least")
            wrong = np.zeros(carriers.size, dtype=bool)
            wrong[rows[1:]] = np.diff(times[rows]) <= 0
            later = "later than the line before it (of the same carrier); sort, and drop repetitions"
            self._fault(self.clock, wrong, later)

    def check_unit(self, carriers: NDArray[np.object_], times: Floats) -> None:
        """Find numbers without a unit that may be of another than seconds."""
        steps = [np.diff(times[carriers == name]) for name in dict.fromkeys(carriers.tolist())]
        rising = np.concatenate([step[step > 0] for step in steps]) if steps else np.zeros(0)
        if self.time_unit or not self.counts or not rising.size or np.median(rising) >= _SHORT_S:
            return
        cure = "their unit, as a column time_s, time_min or time_h, or as --time-unit"
        step = f"numbers {np.median(rising):g} apart"
        self.faults.append(Fault(self.file, f"line 1, {self.clock}", step, cure))

    def _fault(self, column: str, wrong: NDArray[np.bool_], expected: str) -> None:
        for row in np.flatnonzero(wrong)[:FAULTS_REPORTED]:
            value = str(self.table[column].iloc[row])
            self.faults.append(Fault(self.file, f"line {self.lines[row]}, {column}", value, expected))
        self._fault_rest(wrong)

    def _fault_rest(self, wrong: NDArray[np.bool_]) -> None:
        rest = int(wrong.sum()) - FAULTS_REPORTED
        if rest > 0:
            self.faults.append(Fault(self.file, "", "", f"{rest} more lines with the fault above"))
