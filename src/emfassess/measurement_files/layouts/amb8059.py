"""Narda AMB-8059, drive log: records ``MES=value; ; ; ; unit; battery; $GNRMC,...; ... -->dd/mm/yy hh:mm:ss*;``.

Records may be one a line or one after the other; they are counted from 1, and faults name the record. Lines ``#BM`` are
the dialogue with the station: ``IDN`` names it, ``PRB`` its probe, whose fifth figure is the least value shown. Years of
two digits are of this century. Below its sensitivity the station shows 0.00. Dates and times are those of the logger's clock.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import amb8059_mail, tables
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, level_scale, or_nan, sensitivity
from emfassess.measurement_files.layouts.moments import Clock, stated_zone
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import nmea_degrees
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.texts import BLOCK_READINGS, RowSource, TextFile

_FORMAT = "%d/%m/%y %H:%M:%S"
_BETWEEN = re.compile(r"\*;?[\s;]*(?=#BM|MES=)|\n+")
_MES = "MES="
_CELLS = 8
_IDN = re.compile(r"IDN=(\w+);Nsts,([^;*]+);")
_PRB = re.compile(r"PRB=([^:;*]+):[^;*]*;\s*([^:*]+):[\d.]+:[\d.]+:(\d+\.\d+)")
_RMC = re.compile(r"\$G[NP]RMC,([^,]*),([AV]?),([^,]*),([^,]*),([^,]*),([^,]*)(?:,.*)?")


def _recognises(head: Sequence[str]) -> bool:
    text = "\n".join(head[:20])
    return "Nsts,AMB-8059" in text or "MES=" in text


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    if not isinstance(source, TextFile):
        findings.refuse("", None, "a log as text, as the station writes it")
    if amb8059_mail.is_mail(source.head()):
        return amb8059_mail.opens(source, options, findings)
    findings.row_word = "record"
    dialogue = next(source.pieces("replace"), "")
    probe = _PRB.search(dialogue)
    clock = Clock(_FORMAT, stated_zone(options, findings))
    first = next((cells for _, cells in _records(source, Findings(findings.file))), None)
    if first is None:
        findings.refuse("", None, "a log with records MES=...; this file has none")
    findings.stop()
    unit = first[4].strip()
    least = float(probe[3]) if probe and probe[2].strip() == "V/m" else None
    band = _band(unit, least, options, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        row_findings.row_word = "record"
        for table in _tables(source, row_findings):
            changed = np.array([text != unit for text in table.get("unit")])
            row_findings.report_rows(table.rows, "unit", table.get("unit"), changed, f"{unit}, as in the first record")
            yield Piece(tables.readings_of(table, [band], _shared(table, clock, options, row_findings), row_findings))

    used = least is not None and sensitivity(None, options) is None
    notes = (Assumption("sensitivity-of-probe-record", (("sensitivity", f"{least:g}"),)),) if used else ()
    return Opened(pieces, _instrument(dialogue, least), {"time_zone": options.time_zone}, notes)


def _band(unit: str, least: float | None, options: ImportOptions, findings: Findings) -> tables.BandColumn:
    try:
        scale = level_scale(unit, options, least)
    except ValueError as error:
        findings.report("record 1, unit", unit, str(error))
        scale = level_scale("V/m", options, least)
    return tables.BandColumn(_MES, scale, averaging_s=or_nan(options.averaging_s))


def _instrument(dialogue: str, least: float | None) -> InstrumentFields:
    found: InstrumentFields = {"maker": "Narda", "model": "AMB-8059", "kind": "broadband"}
    station, probe = _IDN.search(dialogue), _PRB.search(dialogue)
    if station:
        found["serial"], found["model"] = station[1], station[2].strip()
    if probe:
        found["probe_model"] = probe[1].strip()
    if least is not None:
        found["sensitivity_v_m"] = least
    return found


def _records(source: TextFile, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Cells of each record with its number, from 1."""
    number = 0
    for text in _entries(source, findings):
        if text.startswith(_MES):
            number += 1
            cells = text.removeprefix(_MES).split(";")
            if len(cells) >= _CELLS and "-->" in text:
                yield number, cells
            else:
                findings.report_row(
                    number, "", text, "a whole record, MES=... -->dd/mm/yy hh:mm:ss; is the file cut short?"
                )
        elif number and not text.startswith("#BM") and text.strip("*; "):
            findings.report_row(number, "", text, "a record MES=... after the one before it")


def _entries(source: TextFile, findings: Findings) -> Iterator[str]:
    """Records and lines of dialogue, one after the other, whatever is between them."""
    rest = ""
    try:
        for piece in source.pieces():
            *whole, rest = _BETWEEN.split(rest + piece)
            yield from (entry for entry in whole if entry)
    except UnicodeDecodeError:
        source.report_undecodable(findings)
        return
    if rest:
        yield rest


def _tables(source: TextFile, findings: Findings) -> Iterator[tables.ReadingTable]:
    numbers: list[int] = []
    columns: list[tuple[str, str, str, str]] = []
    for number, cells in _records(source, findings):
        moment = cells[-1].rpartition("-->")[2] or cells[-2].rpartition("-->")[2]
        numbers.append(number)
        columns.append((cells[0], cells[4].strip(), cells[6].strip(), moment.strip("*; ")))
        if len(numbers) == BLOCK_READINGS:
            yield _table(numbers, columns)
            numbers, columns = [], []
    if numbers:
        yield _table(numbers, columns)


def _table(numbers: list[int], columns: list[tuple[str, str, str, str]]) -> tables.ReadingTable:
    names = (_MES, "unit", "RMC", "time")
    return tables.ReadingTable(
        np.array(numbers, dtype=np.int64), dict(zip(names, zip(*columns, strict=True), strict=True))
    )


def _shared(
    table: tables.ReadingTable, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    """Moments and positions; a record whose receiver is void or silent stays without a position."""
    found = [_RMC.fullmatch(sentence) for sentence in table.get("RMC")]
    broken = np.array([one is None and bool(text) for one, text in zip(found, table.get("RMC"), strict=True)])
    findings.report_rows(table.rows, "RMC", table.get("RMC"), broken, "a sentence $GNRMC or $GPRMC, or nothing")
    fixed = np.array([one is not None and one[2] == "A" for one in found], dtype=bool)
    findings.note("row-without-position", table.rows[~fixed])
    times = clock.read(table.get("time"), table.rows, "time", findings)
    latitude, longitude = (
        nmea_degrees(
            [one[place] if one else "" for one in found],
            [one[place + 1] if one else "" for one in found],
            axis,
            fixed,
            table.rows,
            findings,
        )
        for axis, place in (("latitude", 3), ("longitude", 5))
    )
    return tables.SharedColumns(times, longitude=longitude, latitude=latitude, height_m=or_nan(options.height_m))


LAYOUT = Layout("amb8059", _recognises, _opens)
