"""Points of the template: what the rows of a table say of them, and whether they say the same."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurements import MeasuredPoint

_TEXTS = ("description", "station_id", "floor", "place_kind")
_FIGURES = ("longitude", "latitude", "height_m", "surface_height_m", "horizontal_distance_m", "vertical_distance_m")
_CELLS = (*_TEXTS, *_FIGURES, "indoors")
_INDOORS = {"": None, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class PointRows:
    """Points met so far in the rows of a table."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[str, ...]] = {}
        self._points: dict[str, MeasuredPoint] = {}
        self._new: list[MeasuredPoint] = []
        self._seen: set[tuple[str, ...]] = set()

    def add(self, table: tables.ReadingTable, findings: Findings) -> None:
        """Take the points of some rows; a row that contradicts the first of a point is reported."""
        columns = [table.get(name) for name in ("point_id", *_CELLS)]
        for index, cells in enumerate(zip(*columns, strict=True)):
            if cells[0] and cells not in self._seen:
                self._seen.add(cells)
                self._add(cells[0].strip(), tuple(cell.strip() for cell in cells[1:]), int(table.rows[index]), findings)

    def new(self) -> tuple[MeasuredPoint, ...]:
        """Points that were not given yet."""
        given, self._new = tuple(self._new), []
        return given

    def figures(self, name: str, ids: Sequence[str]) -> NDArray[np.float64]:
        """A figure of the point of each row; NaN where it has none."""
        known = {point.id: getattr(point, name) for point in self._points.values()}
        found = [known.get(point_id) for point_id in ids]
        return np.array([np.nan if value is None else value for value in found], dtype=float)

    def _add(self, name: str, cells: tuple[str, ...], row: int, findings: Findings) -> None:
        first = self._cells.get(name)
        if first is None:
            self._cells[name] = cells
            point = _point(name, cells, row, findings)
            if point is not None:
                self._points[name] = point
                self._new.append(point)
            return
        for column, before, now in zip(_CELLS, first, cells, strict=True):
            if now and now != before:
                shown = repr(before) if before else "nothing"
                findings.report_row(row, column, now, f"{shown}, as in the first row of point {name}, or nothing")


def _point(name: str, cells: tuple[str, ...], row: int, findings: Findings) -> MeasuredPoint | None:
    values = dict(zip(_CELLS, cells, strict=True))
    figures: dict[str, Any] = {}
    for key in _FIGURES:
        try:
            if values[key]:
                figures[key] = float(values[key])
        except ValueError:
            findings.report_row(row, key, values[key], "a number with a decimal point")
    indoors = values["indoors"].casefold()
    if indoors not in _INDOORS:
        findings.report_row(row, "indoors", values["indoors"], "yes, no, or nothing")
    try:
        return MeasuredPoint(
            name,
            indoors=_INDOORS.get(indoors),
            **figures,
            **{key: values[key] for key in _TEXTS},  # type: ignore[arg-type]
        )
    except ValueError as error:
        findings.report_row(row, "point_id", name, str(error))
        return None
