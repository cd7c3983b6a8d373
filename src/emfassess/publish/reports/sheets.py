"""Tables of a report as sheets of a workbook: numbers as numbers, each column with its unit.

The tables are those that the page is set from, so that page and sheet hold the same digits. What was not detected stays
text with its ``<``: as a number it would be summed as a level.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emfassess.language import N_, Language
from emfassess.publish.reports.sections import ReportSection, Table, table_of, titles_of
from emfassess.publish.text.quantity import Part, PrintedQuantity

SHEET_LABEL = {
    "result": N_("Result"),
    "provenance": N_("Provenance"),
    "maximum": N_("Maximum"),
    "quantities": N_("Quantities"),
    "bounds": N_("Bounds and expected levels"),
    "rings": N_("Rings"),
    "named": N_("Named places"),
    "contributions": N_("Contributions"),
    "operators": N_("Operators"),
    "bands": N_("Bands"),
    "antennas": N_("Antennas"),
    "carriers": N_("Carriers"),
    "also": N_("Other limits"),
    "assumptions": N_("Assumptions"),
    "notes": N_("Notes"),
    "zones": N_("Zones"),
    "zone_sections": N_("Zone sections"),
    "uncertainty": N_("Uncertainty"),
    "widened": N_("Position"),
    "sensitivity": N_("Sensitivity"),
    "models": N_("Models"),
    "buildings": N_("Buildings"),
    "facades": N_("Facades"),
    "cover": N_("Cover"),
    "sites": N_("Sites"),
    "points": N_("Points"),
    "levels": N_("Levels"),
    "measured": N_("Measured bands"),
    "extrapolated": N_("Extrapolated"),
    "factors": N_("Factors"),
    "findings": N_("Findings"),
    "missing": N_("Missing fields"),
    "notice": N_("Notices"),
    "compared": N_("Rings compared"),
    "session": N_("Session"),
    "today": N_("Limit of today"),
}


Cell = str | Part
Unit = str


@dataclass(frozen=True)
class Sheet:
    """One table: `key` names its file, `name` the sheet; every row is as long as the header."""

    key: str
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets_of(sections: Iterable[ReportSection], text: Language) -> tuple[Sheet, ...]:
    """Sheets of the sections that name one, tables, pairs and lists alike; empty ones are left out."""
    found = []
    for section in sections:
        if "sheet" not in section:
            continue
        if "pairs" in section:
            header, rows = [text("Item"), text("Value")], section["pairs"]
        elif "items" in section:
            header, rows = [text("Text")], [[item] for item in section["items"]]
        else:
            found += [sheet_of(section["sheet"], section["table"], text)] if section["table"]["rows"] else []
            continue
        if rows:
            found.append(sheet_of(section["sheet"], table_of(header, [1.0] * len(header), rows), text))
    return tuple(found)


def sheet_of(key: str, table: Table, text: Language) -> Sheet:
    """A table with a column a unit; where one column mixes units each number has its unit beside it, a row a number."""
    rows = table["rows"]
    header = [name or text("Item") for name in titles_of(table)]
    found = [_units(column) for column in zip(*rows, strict=True)] if rows else [()] * len(header)
    units = [column["units"] if unit == () else unit for column, unit in zip(table["columns"], found, strict=True)]
    if any(found is None for found in units):
        return _long(key, header, rows, text)
    columns = [column or ("",) for column in units if column is not None]
    heads = _numbered(
        [_headed(name, unit, text) for name, column in zip(header, columns, strict=True) for unit in column]
    )
    cells = [
        tuple(cell for value, column in zip(row, columns, strict=True) for cell in _spread(value, len(column)))
        for row in rows
    ]
    return Sheet(key, text(SHEET_LABEL[key]), tuple(heads), tuple(cells))


def _units(column: Sequence[str]) -> tuple[Unit, ...] | None:
    """Units of a column's numbers, the same in each cell; none for text; None where they differ."""
    found = {tuple(part.unit for part in cell.components) for cell in column if isinstance(cell, PrintedQuantity)}
    return None if len(found) > 1 else next(iter(found), ())


def _headed(name: str, unit: str, text: Language) -> str:
    return text("{column} [{unit}]", column=name, unit=unit) if unit else name


def _numbered(heads: Sequence[str]) -> list[str]:
    """Headings of which no two are the same: both ends of a range, say, get a 1 and a 2."""
    return [
        f"{head} {heads[: index + 1].count(head)}" if heads.count(head) > 1 else head
        for index, head in enumerate(heads)
    ]


def _spread(value: str, width: int) -> tuple[Cell, ...]:
    """Numbers of a cell; text is in the first of its columns."""
    if isinstance(value, PrintedQuantity):
        return value.components
    return (str(value), *[""] * (width - 1))


def _long(key: str, header: Sequence[str], rows: Sequence[Sequence[str]], text: Language) -> Sheet:
    """The table with a number and a unit in two columns, and as many rows as the fullest cell has numbers."""
    numeric = [any(isinstance(row[index], PrintedQuantity) for row in rows) for index in range(len(header))]
    heads: list[str] = []
    for name, is_number in zip(header, numeric, strict=True):
        heads += [name, text("{column}: unit", column=name)] if is_number else [name]
    cells = [line for row in rows for line in _lines(row, numeric)]
    return Sheet(key, text(SHEET_LABEL[key]), tuple(heads), tuple(cells))


def _lines(row: Sequence[str], numeric: Sequence[bool]) -> list[tuple[Cell, ...]]:
    depth = max((len(cell.components) for cell in row if isinstance(cell, PrintedQuantity)), default=1)
    lines = []
    for level in range(depth):
        line: list[Cell] = []
        for value, is_number in zip(row, numeric, strict=True):
            if isinstance(value, PrintedQuantity):
                part = value.components[level] if level < len(value.components) else None
                line += [part, part.unit] if part else ["", ""]
            else:
                line += [str(value), ""] if is_number else [str(value)]
        lines.append(tuple(line))
    return lines
