"""Narda AMB-8059, daily mail: one station, one place, and rows of a day.

``Station: name (Nsts,AMB-8059 S/N serial)``, ``Latitude: ... N  Longitude: ... E``, then
``dd/mm/yyyy;hh:mm:ss;;rms1;rms2;peak1;peak2;...``. The first channel is the total; the second is kept under its own name.
Values are volt per metre unless another unit is stated.
"""

import re
from collections.abc import Iterator, Sequence

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Opened, Piece, default_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_zone
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import MeasuredPoint

CHANNEL_2 = "channel 2"

_DIALECT = Dialect(";")
_COLUMNS = ("date", "time", "", "rms1", "rms2", "peak1", "peak2")
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")
_STATION = re.compile(r"Station:\s+(.*?)\s+\(Nsts,AMB-8059\s+S/N\s+(\w+)\)")
_PLACE = re.compile(r"Latitude:\s*(\d+(?:\.\d+)?)\s*([NS])\s+Longitude:\s*(\d+(?:\.\d+)?)\s*([EW])")


def is_mail(head: Sequence[str]) -> bool:
    """Whether the first lines are those of a daily mail."""
    return any(_STATION.search(line) for line in head)


def opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    """Open a daily mail."""
    head = "\n".join(source.head())
    station, place = _STATION.search(head), _PLACE.search(head)
    header = tables.find_dated_rows(source, _DIALECT, _COLUMNS, _DATE, findings)
    if header is None:
        findings.report("", None, "rows of date;time;;rms1;rms2;peak1;peak2 below the head; this file has none")
    bands = _bands(options, findings)
    clock = Clock("%d/%m/%Y %H:%M:%S", stated_zone(options, findings))
    findings.stop()
    assert station is not None
    assert header is not None
    point = _point(station, place, options, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        for table in tables.table_blocks(source, _DIALECT, header, row_findings, len(bands)):
            yield Piece(
                tables.readings_of(table, bands, _shared(table, point, clock, options, row_findings), row_findings),
                (point,),
            )

    instrument = {"maker": "Narda", "model": "AMB-8059", "kind": "broadband", "serial": station[2]}
    notes = [Assumption("amb8059-channels")]
    if not options.unit:
        notes.append(Assumption("unit-of-layout", (("unit", "V/m"),)))
    return Opened(pieces, instrument, {"name": station[1], "time_zone": options.time_zone}, tuple(notes))


def _bands(options: ImportOptions, findings: Findings) -> list[tables.BandColumn]:
    scale = default_scale(options, findings)
    if scale is None:
        return []
    averaging = or_nan(options.averaging_s)
    return [
        tables.BandColumn("rms1", scale, statistic="rms", averaging_s=averaging),
        tables.BandColumn("peak1", scale, statistic="peak"),
        tables.BandColumn("rms2", scale, CHANNEL_2, statistic="rms", averaging_s=averaging),
        tables.BandColumn("peak2", scale, CHANNEL_2, statistic="peak"),
    ]


def _point(
    station: "re.Match[str]", place: "re.Match[str] | None", options: ImportOptions, findings: Findings
) -> MeasuredPoint:
    """The place of the station; without a position where the mail has none."""
    latitude = longitude = None
    if place:
        latitude = float(place[1]) * (-1 if place[2] == "S" else 1)
        longitude = float(place[3]) * (-1 if place[4] == "W" else 1)
    try:
        return MeasuredPoint(station[2], station[1], longitude=longitude, latitude=latitude, height_m=options.height_m)
    except ValueError as error:
        findings.report("Latitude, Longitude", place[0] if place else "", str(error))
        return MeasuredPoint(station[2], station[1])


def _shared(
    table: tables.ReadingTable, point: MeasuredPoint, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    times = clock.read(table.joined("date", "time"), table.rows, "date, time", findings)
    height_m = or_nan(options.height_m)
    return tables.SharedColumns(times, point.id, or_nan(point.longitude), or_nan(point.latitude), height_m)
