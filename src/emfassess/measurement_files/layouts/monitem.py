"""Wavecontrol MonitEM: a drive log with one value a second and the sentences of its satellite receiver.

The head names serial numbers, range (``Frecuencies:``, as the instrument spells it) and unit. Rows are ``yyyy/mm/dd``,
``hh:mm:ss``, the value, ``$GPGGA`` with its cells, ``$GPGSA`` with its cells. Date and time are those of the logger's own
clock, without a zone; the date in the head may be read in two ways and is not used.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, frequency_range_hz, level_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_zone
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import nmea_degrees
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.texts import Dialect, RowSource

TITLE = "Wavecontrol MonitEM data"
_HEAD = Dialect(",")
_FORMAT = "%Y/%m/%d %H:%M:%S"
_COLUMNS = ("Date", "Time", "Value", "sentence", "gps time", "lat", "N/S", "lon", "E/O", "fix")
_REST = "rest"
_ROWS = Dialect(",", most_splits=len(_COLUMNS))
_FIXES = frozenset({"1", "2", "3", "4", "5"})
"""Qualities of a GGA sentence with a position; 0 is none, 6 is dead reckoning, 7 and 8 are not measured."""


def _recognises(head: Sequence[str]) -> bool:
    return bool(head) and head[0].strip().casefold() == TITLE.casefold()


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    header = tables.find_header(
        source, _HEAD, findings, lambda cells: cells[0] == "Date:" and len(cells) >= len(_COLUMNS)
    )
    if header is None:
        findings.refuse("", None, "no row of column names, Date:,Time,Value,GPGGA ...; is the file cut short?")
    fields = _head(source, header, findings)
    band = _band(fields, options, findings)
    zone = stated_zone(options, findings)
    findings.stop()
    placed = tables.Header(header.row, (*_COLUMNS, _REST))
    others = len(header.names) - len(_COLUMNS)

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        for table in tables.table_blocks(source, _ROWS, placed, row_findings):
            short = np.array([rest.count(",") + 1 != others for rest in table.get(_REST)])
            expected = f"{others} cells after the fix; is the file cut short?"
            row_findings.report_rows(table.rows, "", table.get(_REST), short, expected)
            yield Piece(
                tables.readings_of(
                    table, [band], _shared(table, Clock(_FORMAT, zone), options, row_findings), row_findings
                )
            )

    return Opened(pieces, _instrument(fields), {"time_zone": options.time_zone})


def _head(source: RowSource, header: tables.Header, findings: Findings) -> dict[str, str]:
    """Lines of the head as names and values; a name that is duplicated with another value is a fault."""
    fields: dict[str, str] = {}
    for number, line in enumerate(source.head()[: header.row - 1], start=1):
        name, mark, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if mark and fields.setdefault(name, value) != value:
            findings.report_row(number, "", line, f"{name} only once; before it was {fields[name]}")
    return fields


def _band(fields: dict[str, str], options: ImportOptions, findings: Findings) -> tables.BandColumn:
    unit = fields.get("units", "")
    low, high = frequency_range_hz(fields.get("frecuencies", "")) or (float("nan"), float("nan"))
    try:
        scale = level_scale(unit, options)
    except ValueError as error:
        findings.report("Units", unit, str(error))
        scale = level_scale("V/m", options)
    averaging = or_nan(options.averaging_s)
    return tables.BandColumn("Value", scale, frequency_low_hz=low, frequency_high_hz=high, averaging_s=averaging)


def _instrument(fields: dict[str, str]) -> InstrumentFields:
    found: InstrumentFields = {
        "maker": "Wavecontrol",
        "model": "MonitEM",
        "kind": "broadband",
        "serial": fields.get("monitem serial", ""),
        "probe_serial": fields.get("probe serial", ""),
    }
    ends = frequency_range_hz(fields.get("frecuencies", ""))
    if ends:
        found["frequency_low_hz"], found["frequency_high_hz"] = ends
    return found


def _shared(
    table: tables.ReadingTable, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    """Moments and positions; rows without a fix stay without a position."""
    texts = [f"{date} {time}" for date, time in zip(table.get("Date"), table.get("Time"), strict=True)]
    sentence = np.asarray(table.get("sentence"), dtype=object)
    fields = np.isin(sentence, ("", "$GPGGA", "$GNGGA"))
    findings.report_rows(table.rows, "GPGGA", table.get("sentence"), ~fields, "the sentence $GPGGA or $GNGGA")
    fixed = np.array([fix in _FIXES for fix in table.get("fix")])
    findings.note("row-without-position", table.rows[~fixed])
    return tables.SharedColumns(
        clock.read(texts, table.rows, "Date, Time", findings),
        latitude=nmea_degrees(table.get("lat"), table.get("N/S"), "latitude", fixed, table.rows, findings),
        longitude=nmea_degrees(table.get("lon"), table.get("E/O"), "longitude", fixed, table.rows, findings),
        height_m=or_nan(options.height_m),
    )


LAYOUT = Layout("monitem", _recognises, _opens)
