"""PMM 8055 and 8057 area monitors: ``date;time;flag;value;maximum``, "low" below the sensitivity, ``*`` for not valid.

A head before the first row is passed over. Values are volt per metre unless another unit is stated, dates follow the
stated order.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts.cells import LevelScale
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, or_nan, sensitivity
from emfassess.measurement_files.layouts.level_units import conversion, is_linear, unit_name
from emfassess.measurement_files.layouts.moments import Clock, stated_clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.tables import (
    BandColumn,
    Header,
    ReadingTable,
    find_header,
    first_rows,
    readings_of,
    table_blocks,
)
from emfassess.measurement_files.layouts.texts import Dialect, RowSource

_DIALECT = Dialect(";")
_COLUMNS = ("date", "time", "flag", "value", "maximum")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_MODEL = re.compile(r"\b(80(?:55|57))\b")
_INVALID = "*"


def _recognises(head: Sequence[str]) -> bool:
    return any("PMM" in line and _MODEL.search(line) for line in head[:20])


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    start = find_header(
        source, _DIALECT, findings, lambda cells: len(cells) >= len(_COLUMNS) and bool(_DATE.fullmatch(cells[0]))
    )
    if start is None:
        findings.report("", None, "rows of date;time;flag;value;maximum; this file has none")
        findings.stop()
        raise AssertionError
    extra = tuple(f"cell {place + 1}" for place in range(len(_COLUMNS), len(start.names)))
    header = Header(start.row - 1, (*_COLUMNS, *extra))
    first = first_rows(source, _DIALECT, header)
    assert first is not None
    example = f"{first.get('date')[0].strip()} {first.get('time')[0].strip()}"
    clock = stated_clock(example, start.row, "date, time", options, findings)
    bands = _bands(options, findings)
    findings.stop()

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        for table in table_blocks(source, _DIALECT, header, row_findings, len(bands)):
            plain, valid = _flags(table, row_findings)
            yield Piece(readings_of(plain, bands, _shared(table, valid, clock, options, row_findings), row_findings))

    notes = () if options.unit else (Assumption("unit-of-layout", (("unit", "V/m"),)),)
    return Opened(pieces, _instrument(source), {"time_zone": options.time_zone}, notes)


def _bands(options: ImportOptions, findings: Findings) -> list[BandColumn]:
    unit = options.unit or "V/m"
    try:
        to_field = conversion(unit, options)
    except ValueError as error:
        findings.report("unit", unit, str(error))
        return []
    scale = LevelScale(to_field, is_linear(unit_name(unit) or ""), sensitivity(None, options))
    averaging = or_nan(options.averaging_s)
    return [
        BandColumn("value", scale, statistic="rms", averaging_s=averaging),
        BandColumn("maximum", scale, statistic="maximum"),
    ]


def _instrument(source: RowSource) -> dict[str, Any]:
    model = next((found for line in source.head()[:20] if (found := _MODEL.search(line))), None)
    return {"maker": "PMM", "kind": "broadband"} | ({"model": f"PMM {model[1]}"} if model else {})


def _flags(table: ReadingTable, findings: Findings) -> tuple[ReadingTable, NDArray[np.bool_]]:
    """Values without their asterisks, and which rows are valid."""
    flags = [flag.strip() for flag in table.get("flag")]
    unknown = np.array([flag not in ("", _INVALID) for flag in flags])
    findings.report_rows(table.rows, "flag", flags, unknown, "nothing, or * for a value that is not valid")
    starred = [
        any(cell.strip().endswith(_INVALID) for cell in cells)
        for cells in zip(flags, table.get("value"), table.get("maximum"), strict=True)
    ]
    plain = {name: [cell.strip().rstrip(_INVALID) for cell in table.get(name)] for name in ("value", "maximum")}
    return ReadingTable(table.rows, dict(table.columns) | plain), ~np.array(starred)


def _shared(
    table: ReadingTable, valid: NDArray[np.bool_], clock: Clock, options: ImportOptions, findings: Findings
) -> dict[str, Any]:
    texts = [f"{date.strip()} {time.strip()}" for date, time in zip(table.get("date"), table.get("time"), strict=True)]
    return {
        "time": clock.read(texts, table.rows, "date, time", findings),
        "valid": valid,
        "height_m": or_nan(options.height_m),
    }


LAYOUT = Layout("pmm", _recognises, _opens)
