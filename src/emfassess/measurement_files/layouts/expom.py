"""Fields at Work ExpoM-RF: a walk with one row every few seconds and one column a band, in V/m.

A title with the number of the device, then the names of the columns, as text or as a workbook. ``GPS Lat`` and ``GPS Lon``
are degrees and minutes with the letter of the hemisphere, ``0000.0000X`` without a fix. The separator is the one between
the names of the first two columns; order of dates and decimal mark are stated.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import expom_rf4, tables
from emfassess.measurement_files.layouts.bands import band_frequencies_hz
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, level_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import lettered_positions
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import TOTAL

SHEET = "ExpoM RF Measurement"

_TIME, _SEQUENCE, _LAT, _LON = "Date and Time", "Sequence number", "GPS Lat", "GPS Lon"
_OVERLOAD = "Overload"
_HEADER = re.compile(f'"?{_TIME}"?([,;\t])"?{_SEQUENCE}')
_NO_OVERLOAD = frozenset({"", "0", "no"})


def _recognises(head: Sequence[str]) -> bool:
    return any(_HEADER.match(line) for line in head[:5]) or expom_rf4.is_rf4(head)


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    if expom_rf4.is_rf4(source.head()):
        return expom_rf4.open_rf4_log(source, options, findings)
    separator = next((found[1] for line in source.head()[:5] if (found := _HEADER.match(line))), ",")
    dialect = Dialect(separator, quoted=True)
    header = tables.find_header(source, dialect, findings, lambda cells: cells[:2] == (_TIME, _SEQUENCE))
    first = None if header is None else tables.first_rows(source, dialect, header)
    if header is None or first is None:
        findings.refuse("", None, f"a row of names ({_TIME}, {_SEQUENCE}, ...) and values below it; this file has none")
    bands = _bands(header.names, options, findings)
    clock = stated_clock(first.get(_TIME)[0], int(first.rows[0]), _TIME, options, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        for table in tables.table_blocks(source, dialect, header, row_findings, len(bands)):
            yield Piece(
                tables.readings_of(
                    table, bands, _shared(table, clock, options, row_findings), row_findings, options.decimal
                )
            )

    notes = (Assumption("bands-by-name"),)
    return Opened(pieces, _instrument(source), {"time_zone": options.time_zone}, notes)


def _bands(names: Sequence[str], options: ImportOptions, findings: Findings) -> list[tables.BandColumn]:
    """Columns between the sequence number and the overload: the bands and their total."""
    if _OVERLOAD not in names:
        findings.refuse("", ", ".join(names), f"a column {_OVERLOAD} after those of the bands")
    scale = level_scale("V/m", options)
    averaging = or_nan(options.averaging_s)
    found = []
    for name in names[2 : names.index(_OVERLOAD)]:
        low, high = band_frequencies_hz(name)
        band = TOTAL if name.casefold() == TOTAL else name
        found.append(tables.BandColumn(name, scale, band, low, high, statistic="rms", averaging_s=averaging))
    return found


def _instrument(source: RowSource) -> InstrumentFields:
    serial = re.search(r"\d+", source.head()[0])
    return {
        "maker": "Fields at Work",
        "model": "ExpoM-RF",
        "kind": "selective",
        "serial": serial[0] if serial else "",
    }


def _shared(
    table: tables.ReadingTable, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    times = clock.read(table.get(_TIME), table.rows, _TIME, findings)
    longitude, latitude = lettered_positions(table.get(_LAT), table.get(_LON), table.rows, findings, options.decimal)
    return tables.SharedColumns(
        times,
        longitude=longitude,
        latitude=latitude,
        height_m=or_nan(options.height_m),
        valid=_not_overloaded(table),
    )


def _not_overloaded(table: tables.ReadingTable) -> NDArray[np.bool_]:
    return np.array([cell.strip().casefold() in _NO_OVERLOAD for cell in table.get(_OVERLOAD)])


LAYOUT = Layout("expom", _recognises, _opens)
