"""From a grid to rows by quantity: header, merged cells, blocks of columns, cells with several values."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from emfassess.language import N_
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.station_imports.cell_values import cell_text
from emfassess.station_imports.grids import CellGrid
from emfassess.station_imports.profile import ColumnEntry, Profile
from emfassess.station_imports.rows import Note, Objects, TableRows


def headers_of(grid: CellGrid, header_row: int, header_rows: int = 1) -> list[str]:
    """Header of each column: the texts of its rows joined; one that occurs again gets its number, such as ``Azimuth (2)``."""
    first = header_row - header_rows
    lines = [[cell_text(cell) for cell in row] for row in grid.rows[first:header_row]]
    width = max((len(row) for row in grid.rows[first : header_row + 1]), default=0)
    lines = [row + [""] * (width - len(row)) for row in lines]
    for (top, left), (bottom, right) in grid.merges or ():
        if first <= top < header_row:
            for row in range(top, min(bottom + 1, header_row)):
                for column in range(left, min(right + 1, width)):
                    lines[row - first][column] = lines[top - first][left]
    joined = [" ".join(dict.fromkeys(text for text in column if text)) for column in zip(*lines, strict=True)]
    seen: Counter[str] = Counter()
    names = []
    for name in joined:
        seen[name] += 1
        names.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return names


def rows_of_grid(grid: CellGrid, profile: Profile) -> tuple[TableRows, list[str], list[Note]]:
    """Rows of a grid by a profile, the headers that the profile does not use, and lines about rows left out.

    Raises
    ------
    InputError
        If a column of the profile is missing, or the table has no row.
    """
    if len(grid.rows) < profile.file.header_row:
        raise refuse(grid.file, "file.header_row", profile.file.header_row, f"the table has {len(grid.rows)} rows only")
    headers = headers_of(grid, profile.file.header_row, profile.file.header_rows)
    missing = [column.header for column in profile.column if column.header not in headers]
    if missing:
        names = ", ".join(name for name in headers if name)
        where = f"row {profile.file.header_row}"
        raise InputError([Fault(grid.file, where, name, f"no such column; there are: {names}") for name in missing])
    _refuse_cells_without_header(grid, headers, profile.file.header_row)
    frame = _frame(grid, headers, profile.file.header_row)
    used = [headers.index(column.header) for column in profile.column]
    filled = np.array([sum(bool(cell_text(cell)) for cell in row) for row in frame[used].to_numpy(dtype=object)])
    # a remark or a sum below the table has one cell; a carrier has more
    alone = frame.index[filled == 1].tolist() if len(used) > 1 else []
    frame = _filled_down(frame[filled > (1 if len(used) > 1 else 0)], headers, profile)
    if not len(frame):
        raise refuse(grid.file, "", None, f"no row below the header in row {profile.file.header_row}")
    unused = [name for name in headers if name and name not in {column.header for column in profile.column}]
    notes = (
        [Note(N_("rows with a single cell, left out: {rows}"), (("rows", ", ".join(map(str, alone))),))]
        if alone
        else []
    )
    rows = _unfolded(grid, frame, headers, profile)
    split = _split(rows, profile)
    if len(split) > len(rows):
        values = (("before", len(rows)), ("after", len(split)))
        notes.append(
            Note(N_("cells with several values: {before} rows became {after}; single values belong to each"), values)
        )
    return split, unused, notes


def _refuse_cells_without_header(grid: CellGrid, headers: Sequence[str], header_row: int) -> None:
    """Refuse a text table with cells under no header: its cells may be shifted against the headers."""
    if not grid.separator:
        return
    faults = []
    for number, row in enumerate(grid.rows[header_row:], start=header_row + 1):
        beyond = [cell for k, cell in enumerate(row) if cell.strip() and (k >= len(headers) or not headers[k])]
        if beyond:
            expected = (
                f"{len([name for name in headers if name])} cells as the header has; an unquoted {grid.separator!r}?"
            )
            faults.append(Fault(grid.file, f"row {number}", beyond[0][:80], expected))
    if faults:
        raise InputError(faults)


def _frame(grid: CellGrid, headers: Sequence[str], first: int) -> pd.DataFrame:
    """Cells below the header, merged ones repeated; the index counts rows from 1."""
    width = len(headers)
    body = [list(row[:width]) + [None] * (width - len(row)) for row in grid.rows[first:]]
    for (top, left), (bottom, right) in grid.merges or ():
        if top >= first and bottom > top and left < width and top - first < len(body):
            for row in range(top + 1, min(bottom + 1, first + len(body))):
                for column in range(left, min(right + 1, width)):
                    body[row - first][column] = body[top - first][left]
    return pd.DataFrame(body, columns=range(width), index=np.arange(first + 1, first + 1 + len(body)), dtype=object)


def _filled_down(frame: pd.DataFrame, headers: Sequence[str], profile: Profile) -> pd.DataFrame:
    """Empty cells of some columns repeat the one above."""
    frame = frame.copy()
    for entry in profile.column:
        if entry.fill_down:
            column = headers.index(entry.header)
            cells = frame[column]
            frame[column] = cells.where(cells.map(lambda cell: bool(cell_text(cell))), None).ffill()
    return frame


def _unfolded(grid: CellGrid, frame: pd.DataFrame, headers: Sequence[str], profile: Profile) -> TableRows:
    """One row for each row and block; columns without a block belong to all of them."""
    blocks = list(dict.fromkeys(entry.block for entry in profile.column if entry.block)) or [""]
    shared = [entry for entry in profile.column if not entry.block]
    pieces = []
    for block in blocks:
        own = [entry for entry in profile.column if entry.block and entry.block == block]
        piece = _one_block(grid, frame, headers, [*shared, *own])
        if own:
            filled = np.any([[bool(cell_text(c)) for c in piece.cells[e.quantity]] for e in own], axis=0)
            piece = _taken(piece, np.flatnonzero(filled))
            if block and "sector" not in piece:
                piece.cells["sector"] = np.full(len(piece), block, dtype=object)
                piece.headers["sector"] = np.full(len(piece), f"block {block}", dtype=object)
        pieces.append(piece)
    rows = pieces[0] if len(pieces) == 1 else _joined(pieces)
    rows.decimal = profile.file.decimal
    powers = [entry.per for entry in profile.column if entry.quantity == "power" and entry.per]
    rows.per = powers[0] if powers else "total"
    return rows


def _one_block(
    grid: CellGrid, frame: pd.DataFrame, headers: Sequence[str], entries: Sequence[ColumnEntry]
) -> TableRows:
    twice = [name for name, count in Counter(entry.quantity for entry in entries).items() if count > 1]
    if twice:
        names = ", ".join(entry.header for entry in entries if entry.quantity == twice[0])
        expected = f"several columns of one quantity ({names}); keep one, or give each a block"
        raise refuse(grid.file, "column", twice[0], expected)
    cells = {entry.quantity: frame[headers.index(entry.header)].to_numpy(dtype=object) for entry in entries}
    titles = {entry.quantity: np.full(len(frame), entry.header, dtype=object) for entry in entries}
    units = {entry.quantity: entry.unit for entry in entries if entry.unit}
    return TableRows(grid.file, grid.sheet, frame.index.to_numpy(dtype=np.int64), cells, titles, units)


def _joined(pieces: Sequence[TableRows]) -> TableRows:
    """Rows of several blocks, in the order of the table."""
    order = np.argsort(np.concatenate([piece.numbers for piece in pieces]), kind="stable")
    names = list(dict.fromkeys(name for piece in pieces for name in piece.cells))

    def column(name: str, of: str) -> Objects:
        none = [np.full(len(piece), None if of == "cells" else name, dtype=object) for piece in pieces]
        parts = [getattr(piece, of).get(name, none[k]) for k, piece in enumerate(pieces)]
        return np.concatenate(parts)[order]

    units: dict[str, str] = {}
    for piece in pieces:
        for name, unit in piece.units.items():
            if units.setdefault(name, unit) != unit:
                raise refuse(piece.file, "column", name, "blocks whose units differ; write the unit behind each number")
    return TableRows(
        pieces[0].file,
        pieces[0].sheet,
        np.concatenate([piece.numbers for piece in pieces])[order],
        {name: column(name, "cells") for name in names},
        {name: column(name, "headers") for name in names},
        units,
    )


def _taken(rows: TableRows, which: Any) -> TableRows:
    return TableRows(
        rows.file,
        rows.sheet,
        rows.numbers[which],
        {name: cells[which] for name, cells in rows.cells.items()},
        {name: names[which] for name, names in rows.headers.items()},
        rows.units,
        rows.per,
        rows.decimal,
    )


def _split(rows: TableRows, profile: Profile) -> TableRows:
    """Rows whose cells hold several values become as many rows; a single value belongs to each of them."""
    marks = {entry.quantity: entry.split for entry in profile.column if entry.split}
    if not marks:
        return rows
    pieces = {
        name: [[part.strip() for part in cell_text(cell).split(mark)] for cell in rows.cells[name]]
        for name, mark in marks.items()
    }
    counts = np.ones(len(rows), dtype=np.int64)
    for name, lists in pieces.items():
        own = np.array([len(parts) for parts in lists])
        wrong = (own > 1) & (counts > 1) & (own != counts)
        rows.report_where(wrong, name, rows.cells[name], "as many values as the other columns of the row have")
        counts = np.maximum(counts, own)
    rows.stop()
    which = np.repeat(np.arange(len(rows)), counts)
    turn = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    split = _taken(rows, which)
    for name, lists in pieces.items():
        cells = [lists[row][k] if len(lists[row]) > 1 else lists[row][0] for row, k in zip(which, turn, strict=True)]
        split.cells[name] = np.array(cells, dtype=object)
    return split
