"""Tables of cells as operators have them: Chinese headers, title row, power per port; written in any format."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

HEADER = (
    *("基站名称", "基站编号", "小区名称", "经度", "纬度", "制式", "频段", "下行中心频率(MHz)", "带宽", "方位角"),
    *("机械下倾角", "电子下倾角", "天线挂高", "增益(dBi)", "水平半功率角", "垂直半功率角", "单端口功率(dBm)", "通道数"),
)
CARRIERS = (
    ("4G", "B3", 1815, "20M", 17.5, 65, 6.5, 46, 4),
    ("5G", "n78", 3450, "100M", 25, 105, 6, 35, 64),
    ("2G", "GSM900", 942, "200k", 15, 65, 13, 43, 2),
    ("4G", "B1", 2155, "20M", 17.5, 65, 6.3, 46, 2),
)
"""Technology, band, frequency, bandwidth, gain, beamwidths, dBm a port, ports."""

TIANANMEN_GCJ = (116.404, 39.915)
"""A place in GCJ-02."""


def cell_rows(stations: int = 20, sectors: int = 3) -> list[tuple[Any, ...]]:
    """One row a carrier."""
    rows = []
    for station in range(stations):
        longitude, latitude = TIANANMEN_GCJ[0] + 0.004 * station, TIANANMEN_GCJ[1] + 0.002 * station
        for sector in range(sectors):
            cell = f"示例{station}-{sector + 1}"
            for technology, band, frequency, width, gain, horizontal, vertical, power, ports in CARRIERS:
                rows.append(
                    (
                        *(f"示例{station}", f"BJ{station:04d}", cell, longitude, latitude, technology, band, frequency),
                        *(width, 120 * sector, 3, 4, 30, gain, horizontal, vertical, power, ports),
                    )
                )
    return rows


def workbook(path: Path, rows: Sequence[Sequence[Any]], merges: Sequence[str] = (), sheet: str = "工参") -> Path:
    """An XLSX workbook of some rows from its first row on."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for merge in merges:
        page.merge_cells(merge)
    book.save(path)
    return path


def open_document(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "工参") -> Path:
    """An OpenDocument sheet of some rows."""
    lines = "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f'<office:spreadsheet><table:table table:name="{sheet}">{lines}</table:table></office:spreadsheet>'
    content = f"<office:document-content{spaces}><office:body>{body}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    names = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", kind)
        book.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}">{entry}</manifest:manifest>'
        )
        book.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return path


def _open_cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def text_table(path: Path, rows: Sequence[Sequence[Any]], separator: str, encoding: str, decimal: str = ".") -> Path:
    """A text table; numbers with a decimal mark."""

    def cell(value: Any) -> str:
        return str(value).replace(".", decimal) if isinstance(value, float) else str(value)

    lines = [separator.join(cell(value) for value in row) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path
