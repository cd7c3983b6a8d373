"""Fields at Work ExpoM-RF4: tabulated text of its utility, one row every few seconds, several columns a band, in V/m.

A head of names and values, a row ``Band Names``, the names of the columns (centre of the band, and RMS, PEAK or 6MIN AVG), a
row ``Band Width``, the readings, and a trailer below a line of equal signs. Empty cells may hold zero bytes. Dates are those
of the maker's country, day first, unless another order is stated. The lowest level that the instrument shows means that there
was less.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Opened, Piece, level_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import lettered_positions
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.texts import Dialect, Fingerprint, Rows, RowSource
from emfassess.measurements import TOTAL

LEAST = 0.0019
"""Lowest level that the instrument shows. [V/m]"""

_TIME, _NUMBER, _LAT, _LON = "Date&Time", "SEQ", "GPS Lat", "GPS Lon"
_DIALECT = Dialect("\t")
_COLUMN = re.compile(r"(?:(\d+(?:\.\d+)?) MHz|(Total)) \((RMS|PEAK|6MIN AVG)\)")
_WIDTH = re.compile(r"(\d+(?:\.\d+)?) MHz")
_STATISTICS = {"RMS": ("rms", float("nan")), "PEAK": ("peak", float("nan")), "6MIN AVG": ("rms", 360.0)}


def is_rf4(head: Sequence[str]) -> bool:
    """Whether the first rows of a file are those of such a log."""
    return any(line.startswith(f"{_TIME}\t{_NUMBER}\t") for line in head)


@dataclass
class _Log:
    """Rows of a log up to the line of equal signs; the trailer below it says nothing."""

    source: RowSource
    path: Path
    row_word: str

    def head(self) -> tuple[str, ...]:
        """First rows as text."""
        return self.source.head()

    def fingerprint(self) -> Fingerprint:
        """Hashes and the number of rows, the trailer among them."""
        return self.source.fingerprint()

    def rows(self, dialect: Dialect, size: int, findings: Findings) -> Iterator[Rows]:
        """Rows in blocks of a size."""
        for block in self.source.rows(dialect, size, findings):
            ends = [k for k, cells in enumerate(block.cells) if re.fullmatch("={5,}", cells[0].strip())]
            yield Rows(block.numbers[: ends[0]], block.cells[: ends[0]]) if ends else block
            if ends:
                return


def open_rf4_log(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    """Open a log."""
    log = _Log(source, source.path, source.row_word)
    widths, header = _header(log, findings)
    first = None if header is None else tables.first_rows(log, _DIALECT, header)
    if header is None or first is None:
        findings.refuse("", None, f"rows {_TIME} and Band Width and values below them; this log has none")
    bands = _bands(header.names, widths, options, findings)
    dated = options if options.date_order else replace(options, date_order="dmy")
    clock = stated_clock(first.get(_TIME)[0], int(first.rows[0]), _TIME, dated, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        for table in tables.table_blocks(log, _DIALECT, header, row_findings, len(bands)):
            shared = _shared(table, clock, options, row_findings)
            yield Piece(tables.readings_of(table, bands, shared, row_findings, options.decimal))

    notes = () if options.date_order else (Assumption("day-first-of-layout"),)
    return Opened(pieces, _instrument(source), {"time_zone": options.time_zone}, notes)


def _header(log: _Log, findings: Findings) -> tuple[Sequence[str], tables.Header | None]:
    """Widths of the bands, and the names of the columns; rows begin below the widths."""
    header = tables.find_header(log, _DIALECT, findings, lambda cells: tuple(cells[:2]) == (_TIME, _NUMBER))
    quiet = Findings(str(log.path), log.row_word)
    widths = tables.find_header(log, _DIALECT, quiet, lambda cells: cells[0] == "Band Width")
    if header is None or widths is None:
        return (), header
    return widths.names, replace(header, row=max(header.row, widths.row))


def _bands(
    names: Sequence[str], widths: Sequence[str], options: ImportOptions, findings: Findings
) -> list[tables.BandColumn]:
    scale = replace(level_scale("V/m", options, LEAST), least_is_below=True)
    found = []
    for place, name in enumerate(names):
        column = _COLUMN.fullmatch(name)
        if column is None:
            continue
        statistic, averaging = _STATISTICS[column[3]]
        low = high = float("nan")
        if column[1]:
            width = _WIDTH.fullmatch(widths[place]) if place < len(widths) else None
            if width is None:
                findings.report("Band Width", name, "the width of each band, such as 100 MHz")
                continue
            centre, half = float(column[1]) * 1e6, float(width[1]) * 0.5e6
            low, high = centre - half, centre + half
        averaging = or_nan(options.averaging_s) if np.isnan(averaging) and statistic == "rms" else averaging
        band = TOTAL if column[2] else f"{column[1]} MHz"
        # the sum of all bands is no shown level of one of them
        own = replace(scale, least_is_below=False) if column[2] else scale
        found.append(tables.BandColumn(name, own, band, low, high, statistic=statistic, averaging_s=averaging))
    if not found:
        findings.refuse("", ", ".join(names)[:80], "columns of bands such as 1840 MHz (RMS)")
    return found


def _instrument(source: RowSource) -> InstrumentFields:
    fields = dict(line.split("\t")[:2] for line in source.head() if ":\t" in line)
    return {
        "maker": "Fields at Work",
        "model": "ExpoM-RF4",
        "kind": "selective",
        "serial": fields.get("Device Name:", "").strip().split(" ")[-1],
        "sensitivity_v_m": LEAST,
    }


def _shared(
    table: tables.ReadingTable, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    times = clock.read(table.get(_TIME), table.rows, _TIME, findings)
    longitude, latitude = lettered_positions(table.get(_LAT), table.get(_LON), table.rows, findings, options.decimal)
    return tables.SharedColumns(times, longitude=longitude, latitude=latitude, height_m=or_nan(options.height_m))
