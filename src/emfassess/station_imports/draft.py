"""Draft a profile of a table from its headers; a person completes and checks it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emfassess.language import N_
from emfassess.readers.faults import refuse
from emfassess.station_imports.cell_values import cell_text
from emfassess.station_imports.coordinates import coordinate_values, system_named
from emfassess.station_imports.draft_columns import SAMPLE, DraftColumn, draft_columns, understood
from emfassess.station_imports.frames import headers_of
from emfassess.station_imports.grids import LONGITUDE, CellGrid, read_grids
from emfassess.station_imports.rows import Note

LAST_HEADER_ROW = 20
_FEWEST = 3
_SYSTEM_WORDS = ("gcj", "火星", "高德", "腾讯", "百度", "bd09", "bd-09", "wgs", "gps", "cgcs", "2000")
_OPEN = ", ".join(("WGS 84", "CGCS2000", "GCJ-02", "BD-09", "EPSG:number"))
_CHINA = (72.0, 138.0, 0.8, 55.9)
"""Longitudes and latitudes among which Chinese map systems are used. [deg]"""


@dataclass(frozen=True, eq=False)
class Draft:
    """Text of a profile, lines about it, and what a person must still state."""

    text: str
    notes: tuple[Note, ...]
    open: tuple[str, ...]


def draft_profile(path: Path, coordinates: str = "", constants: dict[str, str] | None = None) -> Draft:
    """Draft the profile of a table.

    Parameters
    ----------
    path : Path
    coordinates : str
        System of the coordinates, where the table does not name it.
    constants : dict, optional
        Values that the table does not state, such as operator and country.

    Raises
    ------
    InputError
        If no row of the table is a header that is understood, or the system is not known.
    """
    grid, header_row, header_rows = _header(path, read_grids(path))
    headers = headers_of(grid, header_row, header_rows)
    below = grid.rows[header_row : header_row + SAMPLE]
    cells = [[row[k] if k < len(row) else None for row in below] for k in range(len(headers))]
    cells = [_with_merged(grid, header_row, k, column) for k, column in enumerate(cells)]
    decimal = _decimal(grid, cells)
    drafts = draft_columns(headers, cells, decimal)
    system, why = _system(path, drafts, dict(zip(headers, cells, strict=True)), coordinates, decimal)
    unused = [name for name in headers if name and name not in {draft.header for draft in drafts}]
    text = "\n".join(
        [
            "# Profile of a table of stations; see docs/formats.md. Check each line, and complete those with an empty value.",
            *_file_lines(grid, header_row, header_rows, decimal),
            "",
            "[coordinates]",
            f"system = {_quoted(system)}  # {why}",
            *_height_lines(drafts),
            *(line for draft in drafts for line in _column_lines(draft)),
            "",
            "# Values that the table does not state; keys are columns of a station table.",
            "[constants]",
            *(f"{name} = {_quoted(value)}" for name, value in (constants or {}).items()),
            *(["", "# Columns that are not used:", *(f"#   {name}" for name in unused)] if unused else []),
        ]
    )
    still = [f"{draft.header}: {draft.remark}" for draft in drafts if draft.unit == "" or draft.per == ""]
    still += [f"[coordinates] system: {_OPEN}?"] if not system and not _by_rows(drafts) else []
    return Draft(f"{text}\n", tuple(_notes(grid, header_row, drafts, unused)), tuple(still))


def _header(path: Path, grids: Sequence[CellGrid]) -> tuple[CellGrid, int, int]:
    """The sheet and the row whose texts mean the most quantities, and how many rows the header has."""
    best: tuple[int, int, CellGrid, int, int] | None = None
    for grid in grids:
        for row in range(1, min(LAST_HEADER_ROW, len(grid.rows)) + 1):
            for count in (1, 2) if row > 1 else (1,):
                score = understood(headers_of(grid, row, count))
                distinct = len(
                    draft_columns(headers_of(grid, row, count), [()] * len(headers_of(grid, row, count)), ".")
                )
                if best is None or (score, distinct) > best[:2]:
                    best = (score, distinct, grid, row, count)
    if best is None or best[0] < _FEWEST:
        raise refuse(
            str(path), "", None, f"no header of stations in the first {LAST_HEADER_ROW} rows; write the profile by hand"
        )
    return best[2], best[3], best[4]


def _with_merged(grid: CellGrid, header_row: int, column: int, cells: list[object]) -> list[object]:
    """Cells of a sample with the value of their merged range."""
    for (top, left), (bottom, _) in grid.merges or ():
        if left == column and header_row <= top < header_row + len(cells):
            for row in range(top - header_row + 1, min(bottom - header_row + 1, len(cells))):
                cells[row] = cells[top - header_row]
    return cells


def _decimal(grid: CellGrid, cells: Sequence[Sequence[object]]) -> str:
    """Decimal mark of a text table: a comma where numbers have it and none has a point."""
    if not grid.separator or grid.separator == ",":
        return "."
    texts = [cell_text(cell) for column in cells for cell in column]
    commas = sum(bool(re.fullmatch(r"-?\d+,\d+", text)) for text in texts)
    points = sum(bool(re.fullmatch(r"-?\d+\.\d+", text)) for text in texts)
    return "," if commas > points else "."


def _system(
    path: Path, drafts: Sequence[DraftColumn], cells: dict[str, list[object]], coordinates: str, decimal: str
) -> tuple[str, str]:
    """System of the coordinates and where it comes from; empty where a person must state it."""
    if coordinates:
        name = system_named(coordinates)
        if name is None:
            raise refuse(str(path), "--coordinates", coordinates, f"expected one of: {_OPEN}")
        return name, "as stated"
    by_quantity = {draft.quantity: draft.header for draft in drafts}
    header = by_quantity.get("longitude", "")
    if header == LONGITUDE:
        return "WGS 84", "points of the file"
    words = [word for word in _SYSTEM_WORDS if word in header.lower()]
    named = next((name for word in words if (name := system_named(word))), None)
    if named:
        return named, "as the header states"
    if _by_rows(drafts):
        return "", "the column states it"
    if "latitude" in by_quantity and _outside_china(cells[header], cells[by_quantity["latitude"]], decimal):
        return "WGS 84", "not stated in the table; outside of China no other is usual; please check"
    return "", f"must be stated: {_OPEN}; in China a wrong one is 300 to 1200 m off"


def _by_rows(drafts: Sequence[DraftColumn]) -> bool:
    return any(draft.quantity == "coordinate_system" for draft in drafts)


def _outside_china(longitude: Sequence[object], latitude: Sequence[object], decimal: str) -> bool:
    west, east, south, north = _CHINA
    pairs = zip(coordinate_values(longitude, decimal), coordinate_values(latitude, decimal), strict=True)
    return all(not (west <= x <= east and south <= y <= north) for x, y in pairs)


def _file_lines(grid: CellGrid, header_row: int, header_rows: int, decimal: str) -> list[str]:
    lines = ["", "[file]"]
    lines += [f"sheet = {_quoted(grid.sheet)}"] if grid.sheet else []
    lines += [f"header_row = {header_row}"]
    lines += [f"header_rows = {header_rows}"] if header_rows > 1 else []
    if grid.separator:
        lines += [f"encoding = {_quoted(grid.encoding)}", f"separator = {_quoted(grid.separator)}"]
        lines += [f"decimal = {_quoted(decimal)}"]
    return lines


def _height_lines(drafts: Sequence[DraftColumn]) -> list[str]:
    header = next((draft.header.lower() for draft in drafts if draft.quantity == "height"), "")
    above = "sea level" if any(word in header for word in ("海拔", "asl", "amsl")) else "ground"
    of = "lower edge" if any(word in header for word in ("底", "下沿", "bottom", "base")) else "centre"
    return [
        "",
        "[height]",
        f"above = {_quoted(above)}  # ground, sea level or roof",
        f"of = {_quoted(of)}  # centre, lower edge or upper edge of the antenna",
    ]


def _column_lines(draft: DraftColumn) -> list[str]:
    lines = ["", "[[column]]", f"header = {_quoted(draft.header)}", f"quantity = {_quoted(draft.quantity)}"]
    lines += [f"unit = {_quoted(draft.unit)}"] if draft.unit is not None else []
    lines += [f"per = {_quoted(draft.per)}"] if draft.per is not None else []
    lines += [f"block = {_quoted(draft.block)}"] if draft.block else []
    lines += [f"split = {_quoted(draft.split)}"] if draft.split else []
    lines += ["fill_down = true"] if draft.fill_down else []
    return [*lines[:-1], f"{lines[-1]}  # {draft.remark}"] if draft.remark else lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _notes(grid: CellGrid, header_row: int, drafts: Sequence[DraftColumn], unused: Sequence[str]) -> list[Note]:
    values: tuple[tuple[str, object], ...] = (("row", header_row), ("count", len(drafts)))
    of_sheet = N_("header: sheet {sheet}, row {row}; columns understood: {count}")
    plain = N_("header: row {row}; columns understood: {count}")
    notes = [Note(of_sheet, (("sheet", grid.sheet), *values)) if grid.sheet else Note(plain, values)]
    notes += [Note(N_("not used: {columns}"), (("columns", ", ".join(unused)),))] if unused else []
    for draft in drafts:
        if draft.remark and draft.unit != "" and draft.per != "":
            notes.append(
                Note(N_("please check {column}: {remark}"), (("column", draft.header), ("remark", draft.remark)))
            )
    return notes
