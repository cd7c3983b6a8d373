"""Tables of instruments: the header row, columns by name, and wide rows of bands turned into one row a value."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.layouts.cells import LevelScale, levels
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.texts import BLOCK_READINGS, HEAD_ROWS, Dialect, Rows, RowSource
from emfassess.measurements import TOTAL, MeasuredPoint
from emfassess.units import Floats


@dataclass(frozen=True)
class Header:
    """The row with the names of the columns, by its number from 1."""

    row: int
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ReadingTable:
    """Some rows of a table: their numbers and the texts of each column."""

    rows: NDArray[np.int64]
    columns: Mapping[str, Sequence[str]]

    def blank(self) -> list[str]:
        """A column of empty cells."""
        return [""] * self.rows.size

    def get(self, name: str) -> Sequence[str]:
        """Texts of a column; empty ones where the table has no such column."""
        return self.columns.get(name) or self.blank()

    def joined(self, date: str, time: str) -> list[str]:
        """Texts of a column of dates and one of times, with a blank between them."""
        return [f"{one.strip()} {other.strip()}" for one, other in zip(self.get(date), self.get(time), strict=True)]


@dataclass(frozen=True, eq=False)
class SharedColumns:
    """Columns of readings that all bands of a row have in common; None where the file has nothing of the kind.

    Longitude and latitude are WGS 84 [deg], the height is the probe's above the ground surface [m]. A single value is
    that of all rows.
    """

    time: "pd.Series[pd.Timestamp] | None" = None
    point_id: NDArray[np.object_] | str | None = None
    longitude: Floats | float | None = None
    latitude: Floats | float | None = None
    height_m: Floats | float = float("nan")
    valid: NDArray[np.bool_] | None = None

    def point(self, index: int, name: str, description: str = "") -> MeasuredPoint:
        """The described place of a row."""
        longitude, latitude, height_m = (
            None if values is None else _known(values if isinstance(values, float) else float(values[index]))
            for values in (self.longitude, self.latitude, self.height_m)
        )
        return MeasuredPoint(name, description, longitude=longitude, latitude=latitude, height_m=height_m)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


@dataclass(frozen=True)
class BandColumn:
    """A column of levels: the band that it holds and how it is read. Frequencies are the ends of the band. [Hz]"""

    column: str
    scale: LevelScale
    band: str = TOTAL
    frequency_low_hz: float = float("nan")
    frequency_high_hz: float = float("nan")
    statistic: str = ""
    averaging_s: float = float("nan")
    kind: str = "measured"


def find_header(
    source: RowSource, dialect: Dialect, findings: Findings, matches: Callable[[Sequence[str]], bool]
) -> Header | None:
    """First row among the first ones that looks like a header; None where there is none.

    What is wrong in these rows is reported here only where no header is found, otherwise when all rows are read.
    """
    quiet = Findings(findings.file, findings.row_word)
    for block in source.rows(dialect, HEAD_ROWS, quiet):
        for number, cells in zip(block.numbers.tolist(), block.cells, strict=True):
            names = tuple(cell.strip() for cell in cells)
            if matches(names):
                return Header(number, names)
        break
    findings.take(quiet)
    return None


def find_dated_rows(
    source: RowSource, dialect: Dialect, columns: tuple[str, ...], date: "re.Pattern[str]", findings: Findings
) -> Header | None:
    """Names for rows that begin with a date, below a head of any length; further cells are numbered. None without any."""
    first = find_header(
        source, dialect, findings, lambda cells: len(cells) >= len(columns) and bool(date.fullmatch(cells[0]))
    )
    if first is None:
        return None
    further = tuple(f"cell {number + 1}" for number in range(len(columns), len(first.names)))
    return Header(first.row - 1, (*columns, *further))


def table_blocks(
    source: RowSource, dialect: Dialect, header: Header, findings: Findings, levels_a_row: int = 1
) -> Iterator[ReadingTable]:
    """Rows below a header, in blocks; a row with more or fewer cells than the header is a fault."""
    padded = source.row_word != "line"
    for block in source.rows(dialect, max(1, BLOCK_READINGS // levels_a_row), findings):
        if not block.numbers.size:
            continue
        whole = _whole(block, header, padded, findings)
        if whole.numbers.size:
            yield ReadingTable(whole.numbers, dict(zip(header.names, zip(*whole.cells, strict=True), strict=False)))


def first_rows(source: RowSource, dialect: Dialect, header: Header) -> ReadingTable | None:
    """First rows below a header, for what only they show; their faults are reported when all are read. None without any."""
    quiet = Findings(str(source.path), source.row_word)
    return next(table_blocks(source, dialect, header, quiet, BLOCK_READINGS // HEAD_ROWS), None)


def _whole(block: Rows, header: Header, padded: bool, findings: Findings) -> Rows:
    """Rows below the header with as many cells as it."""
    width = len(header.names)
    if block.numbers[0] > header.row and set(map(len, block.cells)) == {width}:
        return block
    kept, numbers = [], []
    for number, cells in zip(block.numbers.tolist(), block.cells, strict=True):
        if number <= header.row:
            continue
        fitted = [*cells, *[""] * (width - len(cells))] if padded else cells
        if len(fitted) == width or (padded and not any(fitted[width:])):
            kept.append(fitted[:width])
            numbers.append(number)
        else:
            findings.report_row(number, "", f"{len(cells)} cells", f"{width} cells, as in the header")
    return Rows(np.array(numbers, dtype=np.int64), kept)


def readings_of(
    table: ReadingTable,
    bands: Sequence[BandColumn],
    shared: SharedColumns,
    findings: Findings,
    decimal: str = ".",
) -> pd.DataFrame:
    """One row a value: for each row of a table the levels of its bands, in the order of the bands."""
    if not bands:
        return pd.DataFrame({"line": [], "field_strength_v_m": []})
    found = [levels(table.get(b.column), table.rows, b.column, findings, b.scale, decimal) for b in bands]
    present = np.stack([one.present for one in found], axis=1).ravel()
    row_of, band_of = (index[present] for index in _indices(table.rows.size, len(bands)))

    def of_band(name: str) -> NDArray[np.float64]:
        return np.array([getattr(band, name) for band in bands], dtype=float)[band_of]

    columns: dict[str, object] = {
        "line": table.rows[row_of],
        "field_strength_v_m": np.stack([one.field_strength_v_m for one in found], axis=1).ravel()[present],
        "censored": np.stack([one.censored for one in found], axis=1).ravel()[present],
        "band": _names([band.band for band in bands], band_of),
        "statistic": _names([band.statistic for band in bands], band_of),
        "kind": _names([band.kind for band in bands], band_of),
        "frequency_low_hz": of_band("frequency_low_hz"),
        "frequency_high_hz": of_band("frequency_high_hz"),
        "averaging_s": of_band("averaging_s"),
    }
    for name, values in vars(shared).items():
        if name == "time" and values is not None:
            columns[name] = values.iloc[row_of].reset_index(drop=True)
        elif values is not None:
            columns[name] = np.broadcast_to(np.asarray(values), (table.rows.size,))[row_of]
    doubtful = np.stack([one.doubtful for one in found], axis=1).ravel()[present]
    if doubtful.any():
        columns["valid"] = np.asarray(columns.get("valid", np.ones(doubtful.size, dtype=bool)), dtype=bool) & ~doubtful
    return pd.DataFrame(columns)


def _indices(rows: int, bands: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.repeat(np.arange(rows), bands), np.tile(np.arange(bands), rows)


def _names(names: Sequence[str], codes: NDArray[np.intp]) -> "pd.Categorical[str]":
    """Names of the bands as a category, each name once."""
    unique = list(dict.fromkeys(names))
    place = np.array([unique.index(name) for name in names], dtype=np.int64)
    return pd.Categorical.from_codes(place[codes], categories=pd.Index(unique))
