"""Wavecontrol WaveMon, log version 4: lines of settings with an asterisk, then rows of E, H and position.

``*DATE;E_INST;E_AVG;E_MAX_AVG;E_UNITS;E_ALARM;H_INST;H_AVG;H_MAX_AVG;H_UNITS;H_ALARM;GPS_LAT;GPS_LONG;HEIGHT``. Units are
in each row and may be %; a log in which they change is refused. Magnetic values become those of a plane wave, in a band of
their own. HEIGHT is that of the receiver above the sea, not of the probe above the ground, and is not used.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.cells import cell_numbers
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, level_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import degrees_from_minutes
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import TOTAL
from emfassess.units import Floats

MAGNETIC = "total (magnetic)"
"""Band of values of the magnetic probe."""

_MINUTES = re.compile(r"\d{3,5}\.\d{4,}")
_TIME_UNITS = {"s": 1.0, "min": 60.0, "m": 60.0}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DIALECT = Dialect(";")
_VERSION = "4"
_VALUES = (("INST", "instantaneous"), ("AVG", "rms"), ("MAX_AVG", "maximum"))
_POSITION = (("GPS_LONG", 180.0), ("GPS_LAT", 90.0))


def _recognises(head: Sequence[str]) -> bool:
    return any(line.startswith("*LOG_VERSION") for line in head[:5])


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    lines = (line[1:].rstrip(";\r\n").split(";") for line in source.head() if line.startswith("*"))
    rows = {cells[0]: cells[1:] for cells in lines if len(cells) > 1}
    settings = {key: cells[0] for key, cells in rows.items()}
    options = _completed(rows, options)
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


def _completed(rows: Mapping[str, Sequence[str]], options: ImportOptions) -> ImportOptions:
    """Options with the averaging time that the log states, unless one is stated beside it."""
    cells = [cell.strip() for cell in rows.get("RMS_AVG", ())]
    found = [
        float(value) * _TIME_UNITS[unit]
        for value, unit in pairwise(cells)
        if unit in _TIME_UNITS and _NUMBER.fullmatch(value)
    ]
    return replace(options, averaging_s=found[0]) if found and options.averaging_s is None else options


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
        _degrees(table.get(column), table.rows, column, bound, findings) for column, bound in _POSITION
    )
    unfixed = (np.nan_to_num(longitude) == 0) & (np.nan_to_num(latitude) == 0)
    half = np.isnan(longitude) != np.isnan(latitude)
    findings.report_rows(table.rows, "GPS_LAT, GPS_LONG", table.get("GPS_LAT"), half & ~unfixed, "both, or neither")
    findings.note("row-without-position", table.rows[unfixed])
    longitude[unfixed | half] = latitude[unfixed | half] = np.nan
    return tables.SharedColumns(times, longitude=longitude, latitude=latitude, height_m=or_nan(options.height_m))


def _degrees(texts: Sequence[str], rows: NDArray[np.int64], column: str, bound: float, findings: Findings) -> Floats:
    """Degrees of a column: decimal ones, or degrees and minutes in one number, ``dddmm.mmmm``, as the manual has them.

    The latter have four digits or more behind the point and three to five before it; a sign or a letter
    of the hemisphere counts.
    """
    plain, signs = [], np.ones(len(texts))
    for index, text in enumerate(texts):
        cell = text.strip().upper()
        signs[index] = -1.0 if cell[:1] == "-" or cell[-1:] in ("S", "W") else 1.0
        plain.append(cell.strip("NSEW+- "))
    minutes = np.array([_MINUTES.fullmatch(cell) is not None for cell in plain], dtype=bool)
    largest = 100.0 * bound if minutes.any() else bound
    numbers = cell_numbers(plain, rows, column, findings, bounds=(0.0, largest))
    degrees = np.where(minutes, degrees_from_minutes(numbers), numbers)
    wrong = ~(degrees <= bound) & ~np.isnan(numbers)
    findings.report_rows(rows, column, texts, wrong, f"degrees up to {bound:g}, or degrees and minutes as dddmm.mmmm")
    return np.asarray(np.where(wrong, np.nan, degrees * signs))


LAYOUT = Layout("wavemon", _recognises, _opens)
