"""An empty table of stations as a workbook, its columns explained in English and Chinese."""

import datetime
import io
from pathlib import Path

import xlsxwriter

from emfassess.readers.faults import refuse
from emfassess.station_imports.quantities import Quantity, quantities

TABLE_SHEET, EXPLANATION_SHEET = "stations 基站", "explanation 说明"

COLUMNS_OF_TEMPLATE = (
    *("station_id", "station_name", "operator", "country", "longitude", "latitude", "coordinate_system"),
    *("ground_elevation", "support", "sector", "antenna_model", "pattern", "gain", "horizontal_beamwidth"),
    *(
        "vertical_beamwidth",
        "front_to_back",
        "antenna_length",
        "height",
        "azimuth",
        "mechanical_tilt",
        "electrical_tilt",
    ),
    *("technology", "band", "frequency", "bandwidth", "power", "ports", "feeder_loss", "duty_cycle"),
    "power_reduction_factor",
)
"""Quantities of the template, in the order of its columns."""

_NEEDED = ("longitude", "latitude", "coordinate_system", "height", "azimuth", "technology", "frequency", "power")
_EXPLANATIONS = (("column 列", 26), ("unit 单位", 20), ("needed 必填", 12), ("中文", 60), ("English", 60))
_NO_DATE = datetime.datetime(2000, 1, 1)
_ROW_NOTE = "一行一个载波；同一基站、同一扇区的列重复填写。 One row a carrier; station and sector are repeated."


def template_header(quantity: Quantity) -> str:
    """Header of a quantity: Chinese term, name and unit."""
    term = next(term for term in quantity.terms if not term.isascii())
    term = "总功率" if quantity.name == "power" else term
    unit = f" ({quantity.units[0]})" if quantity.units and quantity.units[0] != "1" else ""
    return f"{term} {quantity.name}{unit}"


def write_template_workbook(path: Path) -> None:
    """Write the empty table.

    Raises
    ------
    InputError
        If the ending is not ``.xlsx``, or the folder does not exist.
    """
    if path.suffix.lower() != ".xlsx":
        raise refuse(str(path), "", path.suffix, "expected a name that ends in .xlsx")
    if not path.parent.is_dir():
        raise refuse(str(path), "", None, f"no folder {path.parent}")
    path.write_bytes(_workbook())


def _workbook() -> bytes:
    known = quantities()
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": TABLE_SHEET, "author": "emfassess", "created": _NO_DATE})
        bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
        table = book.add_worksheet(TABLE_SHEET)
        table.freeze_panes(1, 1)
        for column, name in enumerate(COLUMNS_OF_TEMPLATE):
            table.set_column(column, column, 18)
            table.write_string(0, column, template_header(known[name]), bold)
        pages = book.add_worksheet(EXPLANATION_SHEET)
        for column, (head, width) in enumerate(_EXPLANATIONS):
            pages.set_column(column, column, width)
            pages.write_string(0, column, head, bold)
        for row, name in enumerate(COLUMNS_OF_TEMPLATE, start=1):
            quantity = known[name]
            needed = "yes 是" if name in _NEEDED else ""
            labels = dict(quantity.labels)
            cells = (template_header(quantity), ", ".join(quantity.units), needed, labels["zh"], labels["en"])
            for column, cell in enumerate(cells):
                pages.write_string(row, column, cell, wrapped)
        pages.write_string(len(COLUMNS_OF_TEMPLATE) + 2, 0, _ROW_NOTE)
    return stream.getvalue()
