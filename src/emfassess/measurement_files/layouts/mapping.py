"""Files without a layout of their own, read by a saved profile: which column is what, in which unit, with which marks.

.. code-block:: toml

    [file]
    separator = ";"
    decimal = ","
    [time]
    column = "Datum"
    format = "dd.mm.yyyy HH:MM"
    zone = "Europe/Berlin"
    [below]
    tokens = ["<LOD"]
    sensitivity_v_m = 0.2
    [[level]]
    column = "E"
    unit = "V/m"
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.cells import LevelScale, cell_numbers
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, or_nan, sensitivity
from emfassess.measurement_files.layouts.level_units import conversion, is_linear, unit_name
from emfassess.measurement_files.layouts.mapping_schema import Mapping, PositionEntry, TimeEntry
from emfassess.measurement_files.layouts.moments import Clock
from emfassess.measurement_files.layouts.options import ImportOptions, NamedLimit
from emfassess.measurement_files.layouts.positions import lettered_degrees, whole_positions
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import MeasuredPoint
from emfassess.measurements.days import named_time_zone
from emfassess.units import Floats

_CODES = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d", "HH": "%H", "MM": "%M", "SS": "%S", "fff": "%f"}
_HALF_DAY = re.compile(r"\s*(?:AM/PM|AM|PM|tt)$")
"""Mark of a 12-hour clock; cells say AM or PM themselves, names of months too."""
_FORMAT = re.compile(r"yyyy|yy|mm|dd|HH|MM|SS|fff|[-/. :,]")
_BOUNDS = {"longitude": (-180.0, 180.0), "latitude": (-90.0, 90.0), "height_m": (0.0, 2000.0)}


def layout_of(mapping: Mapping, name: str) -> Layout:
    """Layout that a profile describes."""

    def opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
        return _opens(mapping, source, options, findings)

    return Layout(name, lambda _: False, opens)


def strptime_format(text: str) -> str:
    """Format of Python for one of a profile, ``"dd/mm/yyyy HH:MM"``; empty for ``"iso"``.

    Raises
    ------
    ValueError
        If it is no such format.
    """
    if text in ("iso", "epoch"):
        return ""
    text = _HALF_DAY.sub("", text).replace("hh", "HH").replace("mmmm", "mm").replace("mmm", "mm")
    parts = _FORMAT.findall(text)
    if "".join(parts) != text or not {"mm", "dd"} < set(parts) or len({"yyyy", "yy"} & set(parts)) != 1:
        raise ValueError(
            "a format of yyyy or yy, mm, dd, HH, MM, SS, fff such as dd/mm/yyyy HH:MM:SS, or iso, or epoch"
        )
    return "".join(_CODES.get(part, part) for part in parts)


def _opens(mapping: Mapping, source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    dialect = Dialect(mapping.file.separator, quoted=True, comment=mapping.file.comment)
    options = _completed(options, mapping)
    header = _header(mapping, source, dialect, findings)
    bands = _bands(mapping, options, findings)
    clock = _clock(mapping, options, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        seen: set[str] = set()
        for table in tables.table_blocks(source, dialect, header, row_findings, len(bands)):
            shared = _shared(mapping, table, clock, options, row_findings)
            readings = tables.readings_of(table, bands, shared, row_findings, mapping.file.decimal)
            yield Piece(readings, _points(mapping, table, shared, seen))

    campaign = {"time_zone": options.time_zone} | mapping.campaign
    return Opened(pieces, mapping.instrument, campaign)


def _completed(options: ImportOptions, mapping: Mapping) -> ImportOptions:
    """Options with what the profile states; what is stated beside the file comes first."""
    limit = mapping.limit
    named = NamedLimit(limit.set, limit.share_of, limit.frequency_mhz, limit.population) if limit else None
    zone = mapping.time.zone if mapping.time and mapping.time.zone else ""
    return replace(
        options,
        time_zone=options.time_zone or zone,
        sensitivity_v_m=options.sensitivity_v_m or mapping.below.sensitivity_v_m,
        limit=options.limit or named,
    )


def _header(mapping: Mapping, source: RowSource, dialect: Dialect, findings: Findings) -> tables.Header:
    """Row of names at its stated place, with every column that the profile speaks of."""
    row = mapping.file.header_row
    found = tables.Header(row, ())
    quiet = Findings(findings.file, findings.row_word)
    for block in source.rows(dialect, row + 1, quiet):
        for number, cells in zip(block.numbers.tolist(), block.cells, strict=True):
            if number == row:
                found = tables.Header(row, tuple(cell.strip() for cell in cells))
        break
    if not found.names:
        findings.take(quiet)
    for name in _named(mapping):
        if found.names.count(name) != 1:
            shown = ", ".join(found.names)
            findings.report_row(row, "", shown, f"a column {name!r} once, as the profile says; mind file.header_row")
    return found


def _named(mapping: Mapping) -> list[str]:
    """Columns that a profile speaks of."""
    named = [level.column for level in mapping.level]
    if mapping.time:
        named += [mapping.time.column, *([mapping.time.clock_column] if mapping.time.clock_column else [])]
    if mapping.position:
        named += [mapping.position.longitude, mapping.position.latitude]
    if mapping.point:
        named += [name for name in (mapping.point.id, mapping.point.description, mapping.point.height_m) if name]
    if mapping.flag:
        named.append(mapping.flag.column)
    return list(dict.fromkeys(named))


def _bands(mapping: Mapping, options: ImportOptions, findings: Findings) -> list[tables.BandColumn]:
    tokens = tuple(token.lower() for token in mapping.below.tokens)
    least = sensitivity(mapping.instrument.get("sensitivity_v_m"), options)
    found = []
    for number, level in enumerate(mapping.level, start=1):
        try:
            to_field = conversion(level.unit, options, level.antenna_factor_db_m)
        except ValueError as error:
            findings.report(f"profile, level.{number}.unit", level.unit, str(error))
            continue
        averaging = options.averaging_s if level.averaging_s is None else level.averaging_s
        found.append(
            tables.BandColumn(
                level.column,
                LevelScale(to_field, is_linear(unit_name(level.unit) or ""), least, tokens),
                level.band,
                or_nan(level.frequency_low_mhz) * 1e6,
                or_nan(level.frequency_high_mhz) * 1e6,
                level.statistic,
                or_nan(averaging),
                level.kind,
            )
        )
    return found


def _clock(mapping: Mapping, options: ImportOptions, findings: Findings) -> Clock | None:
    if mapping.time is None:
        return None
    try:
        return Clock(
            strptime_format(mapping.time.format), named_time_zone(options.time_zone) if options.time_zone else None
        )
    except ValueError as error:
        findings.report("profile, time", mapping.time.format, str(error))
        return None


def _shared(
    mapping: Mapping, table: tables.ReadingTable, clock: Clock | None, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    time = _times(mapping.time, table, clock, findings) if clock is not None and mapping.time is not None else None
    longitude = latitude = None
    if mapping.position is not None:
        longitude, latitude = _positions(mapping, mapping.position, table, findings)
    ids, height_m = None, or_nan(options.height_m)
    if mapping.point is not None:
        ids = np.array([text.strip() for text in table.get(mapping.point.id)], dtype=object)
    heights = mapping.point.height_m if mapping.point is not None else None
    return tables.SharedColumns(
        time,
        ids,
        longitude,
        latitude,
        _numbers(mapping, heights, "height_m", table, findings) if heights else height_m,
        None if mapping.flag is None else _valid(mapping, table, findings),
    )


def _times(entry: TimeEntry, table: tables.ReadingTable, clock: Clock, findings: Findings) -> "pd.Series[pd.Timestamp]":
    texts = table.joined(entry.column, entry.clock_column) if entry.clock_column else table.get(entry.column)
    return clock.read(texts, table.rows, entry.column, findings)


def _positions(
    mapping: Mapping, position: PositionEntry, table: tables.ReadingTable, findings: Findings
) -> tuple[Floats, Floats]:
    latitude = _coordinates(mapping, position.latitude, "latitude", table, findings)
    longitude = _coordinates(mapping, position.longitude, "longitude", table, findings)
    columns, texts = f"{position.longitude}, {position.latitude}", table.get(position.longitude)
    longitude, latitude = whole_positions(longitude, latitude, columns, texts, table.rows, findings, "both, or neither")
    findings.note("row-without-position", table.rows[np.isnan(longitude)])
    return longitude, latitude


def _coordinates(mapping: Mapping, column: str, axis: str, table: tables.ReadingTable, findings: Findings) -> Floats:
    if mapping.position is None or mapping.position.form == "degrees":
        return _numbers(mapping, column, axis, table, findings)
    cells = [cell.strip() for cell in table.get(column)]
    fixed = np.array([bool(cell) for cell in cells], dtype=bool)
    return lettered_degrees(cells, axis, fixed, table.rows, findings, mapping.file.decimal)


def _numbers(
    mapping: Mapping, column: str, name: str, table: tables.ReadingTable, findings: Findings
) -> NDArray[np.float64]:
    texts = table.get(column)
    return cell_numbers(texts, table.rows, column, findings, decimal=mapping.file.decimal, bounds=_BOUNDS[name])


def _valid(mapping: Mapping, table: tables.ReadingTable, findings: Findings) -> NDArray[np.bool_]:
    assert mapping.flag is not None
    flags = [flag.strip() for flag in table.get(mapping.flag.column)]
    known = {*mapping.flag.valid, *mapping.flag.invalid}
    unknown = np.array([flag not in known for flag in flags])
    expected = f"one of {', '.join(repr(flag) for flag in sorted(known))}, as the profile says"
    findings.report_rows(table.rows, mapping.flag.column, flags, unknown, expected)
    return np.array([flag in mapping.flag.valid for flag in flags])


def _points(
    mapping: Mapping, table: tables.ReadingTable, shared: tables.SharedColumns, seen: set[str]
) -> tuple[MeasuredPoint, ...]:
    """Points of the rows, each as its first row has it; a row without an id is part of a route."""
    if mapping.point is None:
        return ()
    points = []
    described = table.get(mapping.point.description or "")
    for index, name in enumerate(text.strip() for text in table.get(mapping.point.id)):
        if name and name not in seen:
            seen.add(name)
            points.append(shared.point(index, name, described[index].strip()))
    return tuple(points)
