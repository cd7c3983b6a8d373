"""Time and memory of importing a workbook of 100 008 carriers with Chinese headers, GCJ-02 and power a port in dBm."""

import resource
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from emfassess.station_imports.convert import import_table
from emfassess.station_imports.draft import draft_profile
from emfassess.station_imports.profile import read_profile
from emfassess.station_imports.write import write_station_table

STATIONS, SECTORS = 8334, 3
HEADER = (
    *("基站名称", "基站编号", "小区名称", "经度", "纬度", "制式", "频段", "下行中心频率(MHz)", "带宽(MHz)", "方位角"),
    *(
        "机械下倾角",
        "电子下倾角",
        "天线挂高(m)",
        "增益(dBi)",
        "水平半功率角",
        "垂直半功率角",
        "单端口功率(dBm)",
        "通道数",
    ),
)
CARRIERS = (
    ("4G", "B3", 1815, 20, 17.5, 65, 6.5, 43, 4),
    ("5G", "n78", 3450, 100, 25, 105, 6, 35, 64),
    ("2G", "GSM900", 942, 0.2, 15, 65, 13, 46, 2),
    ("4G", "B1", 2155, 20, 17.5, 65, 6, 43, 4),
)


def write_workbook(path: Path) -> None:
    """One row a carrier; each station at a place of its own."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("cells")
        page.write_row(0, 0, HEADER)
        number = 1
        for station in range(STATIONS):
            place = (116.1 + station % 100 * 0.004 + station * 1e-6, 39.8 + station // 100 * 0.004)
            for sector in range(SECTORS):
                names = (f"基站{station}", f"BJ{station:05d}", f"基站{station}-{sector + 1}")
                for technology, band, frequency, width, *figures in CARRIERS:
                    antenna = (120 * sector, 3, 4, 30)
                    page.write_row(number, 0, (*names, *place, technology, band, frequency, width, *antenna, *figures))
                    number += 1


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        source, profile = Path(folder) / "cells.xlsx", Path(folder) / "cells.toml"
        write_workbook(source)
        start = time.perf_counter()
        profile.write_text(draft_profile(source, "GCJ-02", {"operator": "A"}).text, encoding="utf-8")
        drafted = time.perf_counter()
        imported = import_table(source, read_profile(profile))
        write_station_table(Path(folder) / "cells.csv", imported.table)
        end = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(imported.table)} carriers: profile {drafted - start:.1f} s, import {end - drafted:.1f} s, {memory:.0f} MB"
    )
    sys.exit(end - drafted > 60 or memory > 1024)


if __name__ == "__main__":
    main()
