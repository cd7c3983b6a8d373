"""The template of this project, as CSV or XLSX: a head of keys and values, and a table with one row a value.

In a CSV file the head is above the table, in a workbook they are two sheets. Each value states its unit. Rows of one
point say the same of it, or leave its cells empty after the first. A row that begins with ``#`` is a comment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.cells import LevelScale, cell_numbers, cell_words, levels
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, or_nan, sensitivity
from emfassess.measurement_files.layouts.level_units import conversion, is_linear, unit_name
from emfassess.measurement_files.layouts.moments import Clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import whole_positions
from emfassess.measurement_files.layouts.sheets import SheetFile
from emfassess.measurement_files.layouts.template_fields import COMMENT, FORMAT, HEAD_SHEET, template_columns
from emfassess.measurement_files.layouts.template_head import TemplateHead, read_head
from emfassess.measurement_files.layouts.template_points import PointRows
from emfassess.measurement_files.layouts.texts import HEAD_ROWS, Dialect, Rows, RowSource
from emfassess.measurements import TOTAL
from emfassess.measurements.days import named_time_zone
from emfassess.measurements.readings import KINDS

_DIALECT = Dialect(",", quoted=True, comment=COMMENT)
_NEEDED = ("level", "unit")
_VALID = {"": "yes", "yes": "yes", "true": "yes", "1": "yes", "no": "no", "false": "no", "0": "no"}
_NUMBERS = {
    "longitude": (-180.0, 180.0),
    "latitude": (-90.0, 90.0),
    "height_m": (0.0, 2000.0),
    "averaging_s": (0.0, np.inf),
    "frequency_low_mhz": (0.0, np.inf),
    "frequency_high_mhz": (0.0, np.inf),
}
_MEGAHERTZ = 1e6
_SPELLINGS = {"height_above_surface_m": "height_m"}
"""Names of columns by which a reading's are known; files of earlier versions have these."""


def _recognises(head: Sequence[str]) -> bool:
    return bool(head) and (head[0].startswith(FORMAT) or set(_NEEDED) <= set(head[0].split("\t")))


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    header = tables.find_header(source, _DIALECT, findings, lambda cells: set(_NEEDED) <= set(cells))
    if header is None:
        findings.refuse("", None, f"a table with the columns {', '.join(_NEEDED)} among its first {HEAD_ROWS} rows")
    header = replace(header, names=tuple(_SPELLINGS.get(name, name) for name in header.names))
    _check_names(header, findings)
    head = _head(source, header, options, findings)
    findings.stop()
    zone = head.campaign.get("time_zone", "") or options.time_zone
    clock = Clock("", named_time_zone(zone) if zone else None)
    least = sensitivity(head.instrument.get("sensitivity_v_m"), options)

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        points = PointRows()
        for table in tables.table_blocks(source, _DIALECT, header, row_findings):
            yield Piece(_readings(table, points, clock, (options, least), row_findings), points.new())

    return Opened(pieces, head.instrument, {"time_zone": zone} | dict(head.campaign))


def _check_names(header: tables.Header, findings: Findings) -> None:
    known = [_SPELLINGS.get(column.name, column.name) for column in template_columns()]
    for name in header.names:
        if name and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            findings.report_row(header.row, "", name, f"a column of the template{hint}")
        elif name and header.names.count(name) > 1:
            findings.report_row(header.row, "", name, "each column only once")


def _head(source: RowSource, header: tables.Header, options: ImportOptions, findings: Findings) -> TemplateHead:
    """The head, above the table or on the sheet beside it."""
    if isinstance(source, SheetFile):
        beside = SheetFile(source.path, HEAD_SHEET)
        rows = next(beside.rows(Dialect(), HEAD_ROWS, findings), None)
    else:
        block = next(source.rows(_DIALECT, HEAD_ROWS, Findings(findings.file)), None)
        above = None if block is None else block.numbers < header.row
        rows = None if block is None or above is None else Rows(block.numbers[above], block.cells[: int(above.sum())])
    return TemplateHead({}, {}) if rows is None else read_head(rows, options.time_zone, findings)


def _readings(
    table: tables.ReadingTable,
    points: PointRows,
    clock: Clock,
    stated: tuple[ImportOptions, float | None],
    findings: Findings,
) -> pd.DataFrame:
    """Readings of some rows, places of described points filled in; `stated` are the options and the sensitivity."""
    options, least = stated
    points.add(table, findings)
    figures = {
        name: cell_numbers(table.get(name), table.rows, name, findings, bounds=b) for name, b in _NUMBERS.items()
    }
    figures["longitude"], figures["latitude"] = whole_positions(
        figures["longitude"], figures["latitude"], "longitude", table.get("longitude"), table.rows, findings
    )
    ids = cell_words(table.get("point_id"))
    for name in ("longitude", "latitude", "height_m"):
        open_ = np.isnan(figures[name])
        if open_.any():
            figures[name] = np.where(open_, points.figures(name, ids.tolist()), figures[name])
    field, censored = _levels(table, options, least, findings)
    return pd.DataFrame(
        {
            "line": table.rows,
            "time": clock.read(table.get("time"), table.rows, "time", findings),
            "point_id": ids,
            "longitude": figures["longitude"],
            "latitude": figures["latitude"],
            "height_m": _or_stated(figures["height_m"], options.height_m),
            "band": cell_words(table.get("band"), lambda text: text or TOTAL),
            "frequency_low_hz": figures["frequency_low_mhz"] * _MEGAHERTZ,
            "frequency_high_hz": figures["frequency_high_mhz"] * _MEGAHERTZ,
            "field_strength_v_m": field,
            "censored": censored,
            "valid": _valid(table, findings),
            "statistic": cell_words(table.get("statistic")),
            "averaging_s": _or_stated(figures["averaging_s"], options.averaging_s),
            "kind": _kinds(table, findings),
        }
    )


def _levels(
    table: tables.ReadingTable, options: ImportOptions, least: float | None, findings: Findings
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Field strengths of rows that may each have another unit."""
    units = cell_words(table.get("unit"))
    texts = np.asarray(table.get("level"), dtype=object)
    field = np.full(table.rows.size, np.nan)
    censored = np.zeros(table.rows.size, dtype=bool)
    missing = np.zeros(table.rows.size, dtype=bool)
    for unit in dict.fromkeys(units.tolist()):
        chosen = units == unit
        try:
            scale = LevelScale(conversion(unit, options), is_linear(unit_name(unit) or ""), least)
        except ValueError as error:
            findings.report_rows(table.rows, "unit", table.get("unit"), chosen, str(error))
            continue
        found = levels(texts[chosen], table.rows[chosen], "level", findings, scale)
        field[chosen], censored[chosen] = found.field_strength_v_m, found.censored
        missing[chosen] = ~found.present
    missing[missing] = [not text.strip() for text in texts[missing]]
    findings.report_rows(table.rows, "level", table.get("level"), missing, "a level; a row without one says nothing")
    return field, censored


def _valid(table: tables.ReadingTable, findings: Findings) -> NDArray[np.bool_]:
    validity = cell_words(table.get("valid"), lambda text: _VALID.get(text.casefold(), ""))
    findings.report_rows(table.rows, "valid", table.get("valid"), validity == "", "yes, no, or nothing for yes")
    return np.asarray(validity == "yes")


def _kinds(table: tables.ReadingTable, findings: Findings) -> NDArray[np.object_]:
    kinds = cell_words(table.get("kind"), lambda text: text or "measured")
    findings.report_rows(table.rows, "kind", table.get("kind"), ~np.isin(kinds, KINDS), "measured or extrapolated")
    return kinds


def _or_stated(values: NDArray[np.float64], stated: float | None) -> NDArray[np.float64]:
    return np.asarray(np.where(np.isnan(values), or_nan(stated), values))


LAYOUT = Layout("template", _recognises, _opens)
