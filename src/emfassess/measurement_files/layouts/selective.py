"""Tables of selective analysers: one row a point, one column a band, as CSV or as a sheet.

Columns are the point (``point_id``), its ``longitude`` and ``latitude``, and bands; ``height_above_surface_m`` (or
``height_m``), ``surface_height_m`` and ``time`` may be there.
A column of a band may name its unit, ``LTE800 [V/m]``, and its frequencies, ``925-960 MHz``; the unit of the others is
stated. A column ``total`` is that of all bands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.bands import band_frequencies_hz, states_range
from emfassess.measurement_files.layouts.cells import cell_numbers
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, level_scale, or_nan
from emfassess.measurement_files.layouts.level_units import unit_name
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import whole_positions
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import TOTAL, MeasuredPoint
from emfassess.units import Floats

_NAMES = {
    "point_id": ("point_id", "point", "id", "no", "no."),
    "longitude": ("longitude", "lon", "lng", "long"),
    "latitude": ("latitude", "lat"),
    "height_m": ("height_m", "height_above_surface_m"),
    "surface_height_m": ("surface_height_m",),
    "time": ("time", "date", "datetime"),
}
_NEEDED = ("point_id", "longitude", "latitude")
_UNIT = re.compile(r"(.*?)\s*[\[(]\s*([^\])]+)\s*[\])]\s*")
_BAND = re.compile(r"GSM|UMTS|WCDMA|LTE|NR|5G|TM ?\d|MHz", re.IGNORECASE)
_LEAST_BANDS = 2


def _places(names: Sequence[str]) -> dict[str, str]:
    """Columns that are no bands, by what they are."""
    found: dict[str, str] = {}
    for name in names:
        for key, spellings in _NAMES.items():
            if name.strip().casefold() in spellings:
                found.setdefault(key, name)
    return found


def _is_header(names: Sequence[str]) -> bool:
    return set(_NEEDED) <= set(_places(names))


def _separator(head: Sequence[str]) -> str | None:
    """Separator under which the first row has the columns that it must have."""
    for separator in (",", ";", "\t"):
        if head and _is_header([name.strip('" ') for name in head[0].split(separator)]):
            return separator
    return None


def _recognises(head: Sequence[str]) -> bool:
    separator = _separator(head)
    return separator is not None and sum(bool(_BAND.search(n)) for n in head[0].split(separator)) >= _LEAST_BANDS


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    dialect = Dialect(_separator(source.head()) or ",", quoted=True)
    header = tables.find_header(source, dialect, findings, _is_header)
    first = None if header is None else tables.first_rows(source, dialect, header)
    if header is None or first is None:
        findings.refuse("", None, "columns point_id, longitude, latitude and one for each band, and a row a point")
    places = _places(header.names)
    bands = _bands(header, places, options, findings)
    clock = None
    if "time" in places:
        clock = stated_clock(first.get(places["time"])[0], int(first.rows[0]), places["time"], options, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        seen: set[str] = set()
        for table in tables.table_blocks(source, dialect, header, row_findings, len(bands)):
            shared = _shared(table, places, clock, options, row_findings)
            surface_m = _surface_heights(table, places, options, row_findings)
            yield Piece(
                tables.readings_of(table, bands, shared, row_findings, options.decimal),
                _points(table, _ids(table, places), shared, surface_m, seen, row_findings),
            )

    by_name = any(not states_range(band.column) and not np.isnan(band.frequency_low_hz) for band in bands)
    notes = (Assumption("bands-by-name"),) if by_name else ()
    campaign = {"time_zone": options.time_zone}
    return Opened(pieces, {"kind": "selective"}, campaign, notes, is_log=False)


def _bands(
    header: tables.Header, places: dict[str, str], options: ImportOptions, findings: Findings
) -> list[tables.BandColumn]:
    found = []
    for column in header.names:
        if column in places.values():
            continue
        named = _UNIT.fullmatch(column)
        named_level = named if named and unit_name(named[2]) else None
        unit = named_level[2] if named_level else options.unit
        name = named_level[1] if named_level else column
        try:
            if not unit:
                raise ValueError("a unit, in the name as 'LTE800 [V/m]' or stated as unit")
            scale = level_scale(unit, options)
        except ValueError as error:
            findings.report_row(header.row, "", column, str(error))
            continue
        band = TOTAL if name.casefold() == TOTAL else name
        found.append(
            tables.BandColumn(column, scale, band, *band_frequencies_hz(name), averaging_s=or_nan(options.averaging_s))
        )
    return found


def _shared(
    table: tables.ReadingTable, places: dict[str, str], clock: Clock | None, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    def numbers(name: str, bounds: tuple[float, float]) -> Floats:
        column = places[name]
        return cell_numbers(table.get(column), table.rows, column, findings, decimal=options.decimal, bounds=bounds)

    longitude, latitude = numbers("longitude", (-180.0, 180.0)), numbers("latitude", (-90.0, 90.0))
    height_m = numbers("height_m", (0.0, 2000.0)) if "height_m" in places else or_nan(options.height_m)
    time = None if clock is None else clock.read(table.get(places["time"]), table.rows, places["time"], findings)
    return tables.SharedColumns(
        time,
        np.array(_ids(table, places), dtype=object),
        *whole_positions(longitude, latitude, "longitude", table.get(places["longitude"]), table.rows, findings),
        height_m,
    )


def _surface_heights(
    table: tables.ReadingTable, places: dict[str, str], options: ImportOptions, findings: Findings
) -> Floats:
    """Heights of the floors or roofs below the probe; 0 where none is stated. [m]"""
    column = places.get("surface_height_m", "")
    bounds = (-100.0, 2000.0)
    return np.nan_to_num(
        cell_numbers(table.get(column), table.rows, column, findings, decimal=options.decimal, bounds=bounds)
    )


def _ids(table: tables.ReadingTable, places: dict[str, str]) -> list[str]:
    return [text.strip() for text in table.get(places["point_id"])]


def _points(
    table: tables.ReadingTable,
    ids: Sequence[str],
    shared: tables.SharedColumns,
    surface_m: Floats,
    seen: set[str],
    findings: Findings,
) -> tuple[MeasuredPoint, ...]:
    points = []
    for index, name in enumerate(ids):
        if not name or name in seen:
            findings.report_row(int(table.rows[index]), "point_id", name, "an id, and each only once")
            continue
        seen.add(name)
        points.append(replace(shared.point(index, name), surface_height_m=float(surface_m[index])))
    return tuple(points)


LAYOUT = Layout("selective", _recognises, _opens)
