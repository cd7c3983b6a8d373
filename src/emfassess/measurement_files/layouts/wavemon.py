"""Wavecontrol WaveMon, log version 4: lines of settings with an asterisk, then rows of E, H and position.

``*DATE;E_INST;E_AVG;E_MAX_AVG;E_UNITS;E_ALARM;H_INST;H_AVG;H_MAX_AVG;H_UNITS;H_ALARM;GPS_LAT;GPS_LONG;HEIGHT``. Units are
in each row and may be %; a log in which they change is refused. Magnetic values become those of a plane wave, in a band of
their own. HEIGHT is that of the receiver above the sea, not of the probe above the ground, and is not used.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.cells import cell_numbers
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, level_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import TOTAL

MAGNETIC = "total (magnetic)"
"""Band of values of the magnetic probe."""

_DIALECT = Dialect(";")
_VERSION = "4"
_VALUES = (("INST", "instantaneous"), ("AVG", "rms"), ("MAX_AVG", "maximum"))
_POSITION = (("GPS_LONG", 180.0), ("GPS_LAT", 90.0))


def _recognises(head: Sequence[str]) -> bool:
    return any(line.startswith("*LOG_VERSION") for line in head[:5])


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    settings = dict(line[1:].split(";")[:2] for line in source.head() if line.startswith("*") and line.count(";") == 1)
    if settings.get("LOG_VERSION", _VERSION).strip() != _VERSION:
        findings.report("LOG_VERSION", settings["LOG_VERSION"], f"a log of version {_VERSION}")
    header = tables.find_header(source, _DIALECT, findings, lambda cells: cells[0] == "*DATE" and "E_UNITS" in cells)
    first = None if header is None else tables.first_rows(source, _DIALECT, header)
    if header is None or first is None:
        findings.refuse("", None, "a log with the row *DATE;E_INST;... and values below it; this one has none")
    clock = stated_clock(first.get("*DATE")[0], int(first.rows[0]), "DATE", options, findings)
    units = {field: first.get(f"{field}_UNITS")[0].strip() for field in "EH"}
    bands = [band for field in "EH" for band in _bands(field, units[field], first, options, findings)]
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        for table in tables.table_blocks(source, _DIALECT, header, row_findings, len(bands)):
            for field, unit in units.items():
                column = f"{field}_UNITS"
                texts = table.get(column)
                changed = np.array([text.strip() != unit for text in texts])
                row_findings.report_rows(
                    table.rows, column, texts, changed, f"{unit or 'no unit'}, as in the first row"
                )
            yield Piece(tables.readings_of(table, bands, _shared(table, clock, options, row_findings), row_findings))

    magnetic = any(band.band == MAGNETIC for band in bands)
    notes = (Assumption("magnetic-as-plane-wave"),) if magnetic else ()
    return Opened(pieces, _instrument(settings), {"time_zone": options.time_zone}, notes)


def _bands(
    field: str, unit: str, first: tables.ReadingTable, options: ImportOptions, findings: Findings
) -> list[tables.BandColumn]:
    """Columns of the electric or the magnetic probe; none where it was not connected."""
    if not unit and not any(first.get(f"{field}_{value}")[0].strip() for value, _ in _VALUES):
        return []
    try:
        scale = level_scale(unit, options)
    except ValueError as error:
        findings.report_row(int(first.rows[0]), f"{field}_UNITS", unit, str(error))
        return []
    band = TOTAL if field == "E" else MAGNETIC
    return [
        tables.BandColumn(
            f"{field}_{value}",
            scale,
            band,
            statistic=statistic,
            averaging_s=float("nan") if statistic == "instantaneous" else or_nan(options.averaging_s),
        )
        for value, statistic in _VALUES
    ]


def _instrument(settings: dict[str, str]) -> InstrumentFields:
    model = settings.get("MODEL", "").strip() or "WaveMon"
    return {
        "maker": "Wavecontrol",
        "kind": "broadband",
        "model": model,
        "serial": settings.get("SERIAL", "").strip(),
    }


def _shared(
    table: tables.ReadingTable, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    """Moments and positions; a row with both coordinates empty or 0 had no fix."""
    times = clock.read(table.get("*DATE"), table.rows, "DATE", findings)
    longitude, latitude = (
        cell_numbers(table.get(column), table.rows, column, findings, bounds=(-bound, bound))
        for column, bound in _POSITION
    )
    unfixed = (np.nan_to_num(longitude) == 0) & (np.nan_to_num(latitude) == 0)
    half = np.isnan(longitude) != np.isnan(latitude)
    findings.report_rows(table.rows, "GPS_LAT, GPS_LONG", table.get("GPS_LAT"), half & ~unfixed, "both, or neither")
    findings.note("row-without-position", table.rows[unfixed])
    longitude[unfixed | half] = latitude[unfixed | half] = np.nan
    return tables.SharedColumns(times, longitude=longitude, latitude=latitude, height_m=or_nan(options.height_m))


LAYOUT = Layout("wavemon", _recognises, _opens)
