"""Wavecontrol WaveMon, log version 4: lines of settings with an asterisk, then rows of E, H and position.

``*DATE;E_INST;E_AVG;E_MAX_AVG;E_UNITS;E_ALARM;H_INST;H_AVG;H_MAX_AVG;H_UNITS;H_ALARM;GPS_LAT;GPS_LONG;HEIGHT``. Units are
in each row and may be % of the power density of a limit, which the log names in ``*LIMIT`` for both probes; a log in which
they change is refused. Magnetic values become those of a plane wave, in a band of their own. Positions are degrees and
minutes in one number, as the maker's manual has them, or degrees. HEIGHT is that of the receiver above the sea, not of the
probe above the ground, and is not used.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.cells import cell_numbers
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, frequency_range_hz, level_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions, NamedLimit
from emfassess.measurement_files.layouts.positions import degrees_from_minutes
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.shaped_limits import built_in_limit
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import TOTAL
from emfassess.units import Floats

MAGNETIC = "total (magnetic)"
"""Band of values of the magnetic probe."""

_DIALECT = Dialect(";")
_VERSION = "4"
_VALUES = (("INST", "instantaneous"), ("AVG", "rms"), ("MAX_AVG", "maximum"))
_POSITION = (("GPS_LONG", 180.0), ("GPS_LAT", 90.0))
_WIDEST = (1e5, 6e10)
"""Range of all probes of this maker, where the model does not say its own. [Hz]"""


def _recognises(head: Sequence[str]) -> bool:
    return any(line.startswith("*LOG_VERSION") for line in head[:5])


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    settings = _settings(source.head())
    version = _setting(settings, "LOG_VERSION", 0) or _VERSION
    if version != _VERSION:
        findings.report("LOG_VERSION", version, f"a log of version {_VERSION}")
    header = tables.find_header(source, _DIALECT, findings, lambda cells: cells[0] == "*DATE" and "E_UNITS" in cells)
    first = None if header is None else tables.first_rows(source, _DIALECT, header)
    if header is None or first is None:
        findings.refuse("", None, "a log with the row *DATE;E_INST;... and values below it; this one has none")
    clock = stated_clock(first.get("*DATE")[0], int(first.rows[0]), "DATE", options, findings)
    units = {field: first.get(f"{field}_UNITS")[0].strip() for field in "EH"}
    own = {field: _completed(settings, field, units[field], options) for field in "EH"}
    bands = [band for field in "EH" for band in _bands(field, units[field], first, own[field], findings)]
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
    notes = [Assumption("magnetic-as-plane-wave")] if magnetic else []
    named = {limit for field in "EH" if (limit := own[field].limit) is not None and options.limit is None}
    notes += [_percent_note(limit) for limit in sorted(named, key=lambda limit: limit.limit_set)]
    return Opened(pieces, _instrument(settings), {"time_zone": options.time_zone}, tuple(notes))


def _settings(head: Sequence[str]) -> dict[str, list[str]]:
    """Values of the lines of settings by their names; a semicolon at the end of a line is no value."""
    lines = [line[1:].rstrip(";").split(";") for line in head if line.startswith("*") and not line.startswith("*DATE")]
    return {name: [value.strip() for value in values] for name, *values in lines}


def _setting(settings: dict[str, list[str]], name: str, place: int) -> str:
    values = settings.get(name, [])
    return values[place] if place < len(values) else ""


def _completed(settings: dict[str, list[str]], field: str, unit: str, options: ImportOptions) -> ImportOptions:
    """Options with what the log says itself about one of both fields: averaging time, and the limit of its percentages."""
    if options.averaging_s is None:
        options = replace(options, averaging_s=_averaging(settings, field))
    if unit != "%" or options.limit is not None:
        return options
    name = _setting(settings, "LIMIT", "EH".index(field)) or _setting(settings, "LIMIT", 0)
    try:
        return replace(options, limit=built_in_limit(name, _range(settings) or _WIDEST))
    except ValueError:
        return options  # the unit is refused, with what can be stated


def _averaging(settings: dict[str, list[str]], field: str) -> float | None:
    """Averaging time of ``*RMS_AVG;E;360;s;H;360;s``. [s]"""
    values = settings.get("RMS_AVG", [])
    if field not in values:
        return None
    number, unit = (values[values.index(field) + 1 :] + ["", ""])[:2]
    scale = {"s": 1.0, "min": 60.0}.get(unit.lower())
    return float(number) * scale if scale is not None and re.fullmatch(r"\d+(\.\d+)?", number) else None


def _range(settings: dict[str, list[str]]) -> tuple[float, float] | None:
    """Range of the probe from the name of the model. [Hz]"""
    found = re.search(r"[\d.]+\s*[kMG]?Hz\s*[-–]\s*[\d.]+\s*[kMG]?Hz", _setting(settings, "MODEL", 0))
    return frequency_range_hz(found[0]) if found else None


def _percent_note(limit: NamedLimit) -> Assumption:
    figures = {"limit": limit.limit_set, "population": limit.population, "frequency": f"{limit.frequency_mhz:.3g}"}
    return Assumption("percent-of-built-in-limit", tuple(figures.items()))


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


def _instrument(settings: dict[str, list[str]]) -> InstrumentFields:
    found: InstrumentFields = {
        "maker": "Wavecontrol",
        "kind": "broadband",
        "model": _setting(settings, "MODEL", 0) or "WaveMon",
        "serial": _setting(settings, "SERIAL", 0),
    }
    ends = _range(settings)
    if ends is not None:
        found["frequency_low_hz"], found["frequency_high_hz"] = ends
    return found


def _shared(
    table: tables.ReadingTable, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    """Moments and positions; a row with both coordinates empty or 0 had no fix."""
    times = clock.read(table.get("*DATE"), table.rows, "DATE", findings)
    minutes = _in_minutes(table)
    longitude, latitude = (_degrees(table, column, bound, minutes, findings) for column, bound in _POSITION)
    unfixed = (np.nan_to_num(longitude) == 0) & (np.nan_to_num(latitude) == 0)
    half = np.isnan(longitude) != np.isnan(latitude)
    findings.report_rows(table.rows, "GPS_LAT, GPS_LONG", table.get("GPS_LAT"), half & ~unfixed, "both, or neither")
    findings.note("row-without-position", table.rows[unfixed])
    longitude[unfixed | half] = latitude[unfixed | half] = np.nan
    return tables.SharedColumns(times, longitude=longitude, latitude=latitude, height_m=or_nan(options.height_m))


def _in_minutes(table: tables.ReadingTable) -> NDArray[np.bool_]:
    """Rows whose coordinates are degrees and minutes in one number: more digits before the point than degrees have."""
    digits = {
        column: np.array([len(cell.strip().lstrip("+-").partition(".")[0]) for cell in table.get(column)])
        for column, _ in _POSITION
    }
    return np.asarray((digits["GPS_LAT"] > 2) | (digits["GPS_LONG"] > 3))


def _degrees(
    table: tables.ReadingTable, column: str, bound: float, minutes: NDArray[np.bool_], findings: Findings
) -> Floats:
    """Coordinates of an axis. [deg]"""
    texts = table.get(column)
    number = cell_numbers(texts, table.rows, column, findings)
    degrees = np.where(minutes, np.sign(number) * degrees_from_minutes(np.abs(number)), number)
    wrong = ~np.isnan(number) & ~(np.abs(degrees) <= bound)
    findings.report_rows(table.rows, column, texts, wrong, f"degrees and minutes as ddmm.mmmm, up to {bound:g} degrees")
    return np.asarray(np.where(wrong, np.nan, degrees))


LAYOUT = Layout("wavemon", _recognises, _opens)
