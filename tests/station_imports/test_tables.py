"""Tables of operators come in by two commands, whatever their format; values worked by hand."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

import emfassess as emf
from builders.foreign_tables import CARRIERS, HEADER, cell_rows, open_document, text_table, workbook
from emfassess.cli import app
from emfassess.station_imports.convert import import_table
from emfassess.station_imports.draft import draft_profile
from emfassess.station_imports.profile import read_profile

TITLE = ("XX分公司工程参数总表",)


def run(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == exit_code, result.output
    return result.output


def drafted(path: Path, **options: Any) -> Path:
    profile = path.with_suffix(".toml")
    profile.write_text(draft_profile(path, **options).text, encoding="utf-8")
    return profile


def imported(path: Path, **options: Any) -> pd.DataFrame:
    return import_table(path, read_profile(drafted(path, **options))).table


def edited(profile: Path, *changes: tuple[str, str]) -> Path:
    text = profile.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    profile.write_text(text, encoding="utf-8")
    return profile


def test_a_chinese_table_comes_in_by_two_commands(tmp_path: Path) -> None:
    source = workbook(tmp_path / "cells.xlsx", [TITLE, HEADER, *cell_rows()], ["A1:R1"])
    profile, table = tmp_path / "p.toml", tmp_path / "table.csv"
    run("stations", "profile", source, "--out", profile, "--coordinates", "GCJ-02", "--operator", "甲")
    output = run("--language", "en", "stations", "import", source, "--profile", profile, "--out", table)
    assert "20 stations, 240 antennas, 240 carriers" in output
    assert "GCJ-02, moved by" in output
    assert "rows 3 to 242" in output
    run("check", table)
    stations = emf.read_stations([table])
    assert [len(station.antennas) for station in stations] == [12] * 20
    # 46 dBm are 10^(16/10) = 39.8107 W a port; four ports 159.243 W
    assert stations[0].antennas[0].carriers[0].power_w == pytest.approx(159.243, abs=5e-4)
    # 35 dBm are 10^0.5 = 3.16228 W; 64 ports 202.386 W
    assert stations[0].antennas[1].carriers[0].power_w == pytest.approx(202.386, abs=5e-4)
    # (116.404, 39.915) in GCJ-02 is (116.397756, 39.913596) by the example of wandergis/coordtransform, to 1e-5 deg
    assert (stations[0].longitude, stations[0].latitude) == pytest.approx((116.39775, 39.91360), abs=2e-5)
    assert stations[0].operator == "甲"


@pytest.mark.parametrize(
    ("encoding", "separator", "decimal"), [("gbk", ";", ","), ("utf-8-sig", "\t", "."), ("utf-8", ",", ".")]
)
def test_text_tables_give_what_the_workbook_gives(tmp_path: Path, encoding: str, separator: str, decimal: str) -> None:
    rows = [HEADER, *cell_rows(2)]
    expected = imported(workbook(tmp_path / "w.xlsx", rows), coordinates="GCJ-02")
    got = imported(text_table(tmp_path / "t.csv", rows, separator, encoding, decimal), coordinates="GCJ-02")
    pd.testing.assert_frame_equal(got, expected)


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    header = ("Site ID", "Site name", "Longitude", "Latitude", "Azimuth", "Height (m)", "Technology", "Frequency (MHz)")
    more = ("Power (W)", "Gain (dBi)", "Horizontal beamwidth")
    row = ("1", "Café à l'étage", 2.35, 48.85, 120, 30.5, "LTE", 1815, 40, 17.5, 65)
    table = imported(text_table(tmp_path / "t.csv", [(*header, *more), row], ";", "cp1252", ","))
    assert table[["station_name", "longitude", "height_m"]].to_numpy().tolist() == [["Café à l'étage", 2.35, 30.5]]


def test_sheets_of_other_programs_are_read(tmp_path: Path) -> None:
    rows = [HEADER, *cell_rows(2)]
    expected = imported(workbook(tmp_path / "w.xlsx", rows), coordinates="GCJ-02")
    pd.testing.assert_frame_equal(imported(open_document(tmp_path / "t.ods", rows), coordinates="GCJ-02"), expected)
    xlwt = pytest.importorskip("xlwt", reason="writes XLS")
    book = xlwt.Workbook()
    page = book.add_sheet("工参")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    book.save(str(tmp_path / "t.xls"))
    pd.testing.assert_frame_equal(imported(tmp_path / "t.xls", coordinates="GCJ-02"), expected)


def test_files_of_features_are_read(tmp_path: Path) -> None:
    rows = cell_rows(2)
    expected = imported(workbook(tmp_path / "w.xlsx", [HEADER, *rows]), coordinates="GCJ-02")
    frame = pd.DataFrame(rows, columns=list(HEADER))
    frame.to_parquet(tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(imported(tmp_path / "t.parquet", coordinates="GCJ-02"), expected)
    # points in Gauss-Krueger coordinates of CGCS2000: the file says its own system
    points = gpd.points_from_xy(expected["longitude"], expected["latitude"], crs=4326)
    features = gpd.GeoDataFrame(frame.drop(columns=["经度", "纬度"]), geometry=points).to_crs(4548)
    features.to_file(tmp_path / "t.gpkg")
    features.to_parquet(tmp_path / "g.parquet")
    for name in ("t.gpkg", "g.parquet"):
        table = imported(tmp_path / name)
        assert table["longitude"].to_numpy() == pytest.approx(expected["longitude"].to_numpy(), abs=1e-7)
        assert table["power_w"].to_numpy() == pytest.approx(expected["power_w"].to_numpy())


def test_merged_cells_belong_to_all_their_rows(tmp_path: Path) -> None:
    rows = [list(row) for row in cell_rows(1)]
    for row in rows[1:]:
        row[0:2] = [None, None]
        row[3:5] = [None, None]
    merges = ["A2:A13", "B2:B13", "D2:D13", "E2:E13"]
    table = imported(workbook(tmp_path / "w.xlsx", [HEADER, *rows], merges), coordinates="WGS 84")
    assert table["station_id"].tolist() == ["BJ0000"] * 12
    # the same without merging, as text tables have it: the draft says that cells are filled down
    plain = workbook(tmp_path / "p.xlsx", [HEADER, *rows])
    assert "fill_down = true" in drafted(plain, coordinates="WGS 84").read_text(encoding="utf-8")
    pd.testing.assert_frame_equal(imported(plain, coordinates="WGS 84"), table)


def test_a_block_of_columns_for_each_sector(tmp_path: Path) -> None:
    groups = (
        "站号",
        "经度",
        "纬度",
        "挂高",
        "制式",
        "频段",
        "增益(dBi)",
        "水平波瓣",
        "扇区1",
        None,
        "扇区2",
        None,
        "扇区3",
        None,
    )
    names = (*[None] * 8, *("方位角", "功率(W)") * 3)
    row = ("X1", 120.1, 30.2, 25, "LTE", "B3", 17, 65, 30, 40, 150, 60, 270, None)
    source = workbook(tmp_path / "w.xlsx", [groups, names, row], ["I1:J1", "K1:L1", "M1:N1"])
    profile = drafted(source, coordinates="WGS 84")
    with pytest.raises(emf.InputError, match=r"row 3, column 扇区3 功率\(W\): no power"):
        import_table(source, read_profile(profile))
    source = workbook(tmp_path / "w.xlsx", [groups, names, row[:-2]], ["I1:J1", "K1:L1", "M1:N1"])
    table = import_table(source, read_profile(profile)).table
    assert table[["antenna_id", "azimuth_deg", "power_w"]].to_numpy().tolist() == [
        ["1", 30.0, 40.0],
        ["2", 150.0, 60.0],
    ]


def test_several_values_in_a_cell_become_rows(tmp_path: Path) -> None:
    header = ("站号", "经度", "纬度", "挂高", "制式", "频段", "增益(dBi)", "水平波瓣", "方位角", "功率(W)")
    source = workbook(
        tmp_path / "w.xlsx", [header, ("X1", 120.1, 30.2, 25, "LTE", "B3", 17, 65, "0/120/240", "20/30/40")]
    )
    table = imported(source, coordinates="WGS 84")
    assert table[["azimuth_deg", "power_w"]].to_numpy().tolist() == [[0, 20], [120, 30], [240, 40]]
    assert table["antenna_id"].tolist() == ["A1", "A2", "A3"]
    # band without frequency: the lowest of B3, 1805 to 1880 MHz
    assert table["frequency_mhz"].tolist() == [1805] * 3
    assert table["assumptions"].tolist() == ["frequency-from-band"] * 3


def test_power_that_may_be_of_one_port_or_of_all_must_be_stated(tmp_path: Path) -> None:
    header = tuple("发射功率" if name == "单端口功率(dBm)" else name for name in HEADER)
    source = workbook(tmp_path / "w.xlsx", [header, *cell_rows(1)])
    output = run("--language", "en", "stations", "profile", source, "--out", tmp_path / "p.toml")
    assert "发射功率" in output
    assert "[coordinates] system" in output
    output = run(
        "stations", "import", source, "--profile", tmp_path / "p.toml", "--out", tmp_path / "t.csv", exit_code=2
    )
    assert "state the unit of the column: W, dBm, kW, mW, dBW" in output
    assert 'per = "total"' in output
    assert not (tmp_path / "t.csv").exists()


def test_a_remark_below_the_table_is_left_out_and_named(tmp_path: Path) -> None:
    source = workbook(tmp_path / "w.xlsx", [HEADER, *cell_rows(1, 1), ("注：数据为虚构",)])
    profile, table = drafted(source, coordinates="WGS 84"), tmp_path / "t.csv"
    output = run("--language", "en", "stations", "import", source, "--profile", profile, "--out", table)
    assert "rows with a single cell, left out: 6" in output
    assert "1 station, 4 antennas, 4 carriers" in output


def test_cells_that_may_be_shifted_against_the_header_are_refused(tmp_path: Path) -> None:
    rows = [HEADER, *((*row, "1") for row in cell_rows(1, 1))]
    source = text_table(tmp_path / "t.csv", rows, ",", "utf-8")
    with pytest.raises(emf.InputError, match=r"row 2: '1': 18 cells as the header has; an unquoted ','\?"):
        imported(source, coordinates="WGS 84")


def test_points_without_a_coordinate_system_are_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame(cell_rows(1, 1), columns=list(HEADER)).drop(columns=["经度", "纬度"])
    gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([116.4] * 4, [39.9] * 4)).to_parquet(tmp_path / "g.parquet")
    with pytest.raises(emf.InputError, match="points state no coordinate system"):
        imported(tmp_path / "g.parquet")


def test_power_of_a_resource_element(tmp_path: Path) -> None:
    header = tuple("RS功率(dBm)" if name == "单端口功率(dBm)" else name for name in HEADER)
    rows = [(*row[:16], 15.2, 2) for row in cell_rows(1, 1)[:1]]
    table = imported(workbook(tmp_path / "w.xlsx", [header, *rows]), coordinates="WGS 84")
    # 15.2 dBm are 33.113 mW; 100 resource blocks of 12 subcarriers and 2 ports: 2400 times, 79.47 W
    assert table["power_w"].tolist() == pytest.approx([79.47], abs=5e-3)


def test_faults_name_sheet_row_column_value_and_cure(tmp_path: Path) -> None:
    rows = [list(row) for row in cell_rows(1, 1)]
    rows[0][16], rows[1][9], rows[2][7], rows[3][3] = "46,5", "north", 1842, "116°61'"
    source = workbook(tmp_path / "w.xlsx", [HEADER, *rows])
    with pytest.raises(emf.InputError) as error:
        imported(source, coordinates="WGS 84")
    lines = str(error.value)
    assert "sheet 工参, row 2, column 单端口功率(dBm): '46,5': expected a number with '.' as decimal mark" in lines
    assert "row 3, column 方位角: 'north': expected a number" in lines
    assert "row 4, column 下行中心频率(MHz): '1842 MHz': the downlink of GSM900 is 925 to 960 MHz; check both" in lines
    assert 'row 5, column 经度: "116°61\'": minutes and seconds must be less than 60' in lines
    assert len(CARRIERS) == len(error.value.faults)


def test_the_template_is_understood_whole(tmp_path: Path) -> None:
    run("stations", "template", "--out", tmp_path / "x.xlsx")
    sheets = pd.read_excel(tmp_path / "x.xlsx", sheet_name=None, engine="calamine")
    assert len(sheets) == 2
    draft = draft_profile(tmp_path / "x.xlsx")
    assert draft.text.count("[[column]]") == len(sheets["stations 基站"].columns)
    assert draft.open == ()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.docx", b"x", "a table that is not known"),
        ("t.xlsx", b"PK no workbook", "not a workbook, or cut short"),
        ("t.csv", b"a;b\n1;2\n", "no header of stations"),
        ("t.parquet", b"PAR1", "cannot be read as .parquet"),
    ],
)
def test_files_that_are_no_tables_are_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert message in run("stations", "profile", tmp_path / name, "--out", tmp_path / "p.toml", exit_code=2)
