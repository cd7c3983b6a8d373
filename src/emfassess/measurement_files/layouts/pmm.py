"""PMM 8055 and 8057 area monitors: ``date;time;flag;value;maximum``, "low" below the sensitivity, ``*`` for not valid.

A head before the first row is passed over. Values are volt per metre unless another unit is stated, dates follow the
stated order.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, default_scale, or_nan
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.records import InstrumentFields
from emfassess.measurement_files.layouts.texts import Dialect, RowSource

_DIALECT = Dialect(";")
_COLUMNS = ("date", "time", "flag", "value", "maximum")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_MODEL = re.compile(r"\b(80(?:55|57))\b")
_INVALID = "*"


def _recognises(head: Sequence[str]) -> bool:
    return any("PMM" in line and _MODEL.search(line) for line in head[:20])


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    header = tables.find_dated_rows(source, _DIALECT, _COLUMNS, _DATE, findings)
    if header is None:
        findings.refuse("", None, "rows of date;time;flag;value;maximum; this file has none")
    first = tables.first_rows(source, _DIALECT, header)
    assert first is not None
    clock = stated_clock(first.joined("date", "time")[0], header.row + 1, "date, time", options, findings)
    bands = _bands(options, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        for table in tables.table_blocks(source, _DIALECT, header, row_findings, len(bands)):
            plain, valid = _flags(table, row_findings)
            yield Piece(
                tables.readings_of(plain, bands, _shared(table, valid, clock, options, row_findings), row_findings)
            )

    notes = () if options.unit else (Assumption("unit-of-layout", (("unit", "V/m"),)),)
    return Opened(pieces, _instrument(source), {"time_zone": options.time_zone}, notes)


def _bands(options: ImportOptions, findings: Findings) -> list[tables.BandColumn]:
    scale = default_scale(options, findings)
    if scale is None:
        return []
    averaging = or_nan(options.averaging_s)
    return [
        tables.BandColumn("value", scale, statistic="rms", averaging_s=averaging),
        tables.BandColumn("maximum", scale, statistic="maximum"),
    ]


def _instrument(source: RowSource) -> InstrumentFields:
    found: InstrumentFields = {"maker": "PMM", "kind": "broadband"}
    model = next((named for line in source.head()[:20] if (named := _MODEL.search(line))), None)
    if model:
        found["model"] = f"PMM {model[1]}"
    return found


def _flags(table: tables.ReadingTable, findings: Findings) -> tuple[tables.ReadingTable, NDArray[np.bool_]]:
    """Values without their asterisks, and which rows are valid."""
    flags = [flag.strip() for flag in table.get("flag")]
    unknown = np.array([flag not in ("", _INVALID) for flag in flags])
    findings.report_rows(table.rows, "flag", flags, unknown, "nothing, or * for a value that is not valid")
    starred = [
        any(cell.strip().endswith(_INVALID) for cell in cells)
        for cells in zip(flags, table.get("value"), table.get("maximum"), strict=True)
    ]
    plain = {name: [cell.strip().rstrip(_INVALID) for cell in table.get(name)] for name in ("value", "maximum")}
    return tables.ReadingTable(table.rows, dict(table.columns) | plain), ~np.array(starred)


def _shared(
    table: tables.ReadingTable, valid: NDArray[np.bool_], clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    times = clock.read(table.joined("date", "time"), table.rows, "date, time", findings)
    return tables.SharedColumns(times, height_m=or_nan(options.height_m), valid=valid)


LAYOUT = Layout("pmm", _recognises, _opens)
