"""Coordinates, heights, tilts, units and bands of imported tables, by values worked by hand or printed by others."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio

import emfassess as emf
from builders.foreign_tables import workbook
from emfassess.station_imports.bands import band_named, frequency_of_channel, resource_blocks, technology_named
from emfassess.station_imports.convert import Beside, import_table
from emfassess.station_imports.coordinate_texts import degrees_of_text
from emfassess.station_imports.coordinates import converted, system_named
from emfassess.station_imports.draft import draft_profile
from emfassess.station_imports.profile import read_profile
from emfassess.station_imports.quantities import header_quantity, quantities, stated_unit
from emfassess.station_imports.stations import station_id_of

PLAIN = {
    "Site": "S1",
    "Longitude": 7.5,
    "Latitude": 47.5,
    "Height (m)": 30,
    "Azimuth": 120,
    "Technology": "LTE",
    "Frequency (MHz)": 1815,
    "Power (W)": 40,
    "Gain (dBi)": 17,
    "Horizontal beamwidth": 65,
}
"""A row of a plain table."""


def table_of(folder: Path, *rows: dict[str, Any], change: tuple[str, str] = ("", ""), **options: Any) -> pd.DataFrame:
    """The table that rows make, after a change of the drafted profile."""
    cells = [PLAIN | row for row in rows]
    header = list(dict.fromkeys(name for row in cells for name, cell in row.items() if cell is not None))
    source = workbook(folder / "w.xlsx", [header, *([row.get(name) for name in header] for row in cells)])
    text = draft_profile(source).text
    assert change[0] in text
    (folder / "p.toml").write_text(text.replace(*change) if change[0] else text, encoding="utf-8")
    return import_table(source, read_profile(folder / "p.toml"), **options).table


def test_chinese_map_systems_are_inverted_to_half_a_metre() -> None:
    # wandergis/coordtransform, README: WGS 84 (116.404, 39.915) is GCJ-02 (116.41024449916938, 39.91640428150164)
    place = converted("GCJ-02", np.array([116.41024449916938]), np.array([39.91640428150164]))
    assert np.ravel(place) == pytest.approx([116.404, 39.915], abs=4e-6)
    # the same: GCJ-02 (116.404, 39.915) is BD-09 (116.41036949371029, 39.92133699351021)
    baidu = converted("BD-09", np.array([116.41036949371029]), np.array([39.92133699351021]))
    national = converted("GCJ-02", np.array([116.404]), np.array([39.915]))
    assert np.ravel(baidu) == pytest.approx(np.ravel(national), abs=4e-6)


def test_other_systems_by_their_code() -> None:
    # Web Mercator: 120 degrees are R*2*pi/3, 30 degrees north R*ln(tan(60 degrees)), R = 6378137 m
    place = converted("EPSG:3857", np.array([13358338.8952]), np.array([3503549.8435]))
    assert np.ravel(place) == pytest.approx([120.0, 30.0], abs=1e-8)
    assert system_named("wgs-84") == "WGS 84"
    assert system_named("国家2000") == "CGCS2000"
    assert system_named("4547") == "EPSG:4547"
    assert system_named("EPSG:1") is None
    assert system_named("local grid") is None


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("120°07'24.4\"E", 120.1234444),  # 7/60 + 24.4/3600 = 0.1234444
        ("30°16′12″N", 30.27),
        ("33 52 10 S", -33.8694444),
        ("东经120度7分24.4秒", 120.1234444),
        ("W 58.3816", -58.3816),
        ("-35°12.5'", -35.2083333),
        ("119.3", 119.3),
    ],
)
def test_angles_as_people_write_them(text: str, degrees: float) -> None:
    assert degrees_of_text(text) == pytest.approx(degrees, abs=1e-7)


@pytest.mark.parametrize("text", ["12°61'", "-33°S", "here", "1°2'3\"4"])
def test_texts_that_are_no_angles_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|less than|minus"):
        degrees_of_text(text)


def test_a_column_may_say_the_system_of_each_row(tmp_path: Path) -> None:
    here = {"Longitude": 116.41024449916938, "Latitude": 39.91640428150164}
    table = table_of(tmp_path, here | {"Datum": "GCJ-02"}, here | {"Site": "S2", "Datum": "WGS84"})
    assert table["longitude"].to_numpy() == pytest.approx([116.404, 116.41024449916938], abs=4e-6)
    with pytest.raises(emf.InputError, match=r"row 2, column Datum: 'moon': state the system"):
        table_of(tmp_path, here | {"Datum": "moon"})


def test_in_china_a_system_must_be_stated(tmp_path: Path) -> None:
    with pytest.raises(emf.InputError, match=r"state the system of the coordinates: WGS 84, CGCS2000, GCJ-02"):
        table_of(tmp_path, {"Longitude": 116.4, "Latitude": 39.9})
    assert table_of(tmp_path, {})["longitude"].tolist() == [7.5]


def test_heights_above_sea_level_need_the_ground(tmp_path: Path) -> None:
    change = ('above = "ground"', 'above = "sea level"')
    with pytest.raises(emf.InputError, match=r"row 2, column Height \(m\): .*--terrain FILE"):
        table_of(tmp_path, {"Height (m)": 530}, change=change)
    table = table_of(tmp_path, {"Height (m)": 530, "Ground elevation (m)": 500}, change=change)
    assert table["height_m"].tolist() == [30]
    where = rasterio.Affine(0.002, 0.0, 7.4, 0.0, -0.002, 47.6)
    terrain = tmp_path / "t.tif"
    kind = {"driver": "GTiff", "width": 100, "height": 100, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(terrain, "w", transform=where, **kind) as raster:
        raster.write(np.full((1, 100, 100), 488.0, dtype="float32"))
    table = table_of(tmp_path, {"Height (m)": 530}, change=change, beside=Beside(terrain=terrain))
    assert table["height_m"].tolist() == pytest.approx([42])


def test_edges_become_the_centre_by_half_the_length(tmp_path: Path) -> None:
    change = ('of = "centre"', 'of = "lower edge"')
    rows = ({"Antenna length (mm)": 2000}, {"Site": "S2"})
    table = table_of(tmp_path, *rows, change=change)
    assert table["height_m"].tolist() == [31, 30]
    assert table["assumptions"].tolist() == ["", "height-of-lower-edge"]
    with pytest.raises(emf.InputError, match="upper edge; the antenna's length is needed"):
        table_of(tmp_path, *rows, change=('of = "centre"', 'of = "upper edge"'))


def test_tilts_add_up(tmp_path: Path) -> None:
    table = table_of(tmp_path, {"Downtilt": 7, "Mechanical tilt": 3})
    assert table[["mechanical_tilt_deg", "electrical_tilt_deg"]].to_numpy().tolist() == [[3, 4]]
    table = table_of(tmp_path, {"Downtilt": 7})
    assert table[["mechanical_tilt_deg", "electrical_tilt_deg"]].to_numpy().tolist() == [[0, 7]]
    with pytest.raises(emf.InputError, match="do not add up"):
        table_of(tmp_path, {"Downtilt": 7, "Mechanical tilt": 3, "Electrical tilt": 3})
    with pytest.raises(emf.InputError, match="contain_electrical_tilt"):
        table_of(tmp_path, {"Pattern file": "a.msi", "Electrical tilt": 3})


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"Power (W)": None, "EIRP (dBm)": 60}, "eirp_w", 1000.0),
        ({"Power (W)": None, "ERP (kW)": 1.5}, "erp_w", 1500.0),
        ({"Power (W)": "43dBm"}, "power_w", 19.95262315),
        ({"Power (W)": "2×40"}, "power_w", 80.0),
        ({"Gain (dBi)": None, "Antenna gain (dBd)": 15}, "gain_dbi", 17.15),
        ({"Frequency (MHz)": "1.815 GHz"}, "frequency_mhz", 1815.0),
        ({"Frequency (MHz)": "1805~1825"}, "frequency_mhz", 1815.0),
        ({"Frequency (MHz)": "3.4 - 3.5GHz"}, "frequency_mhz", 3450.0),
        ({"Bandwidth": "20M"}, "bandwidth_mhz", 20.0),
        ({"Azimuth": -30}, "azimuth_deg", 330.0),
        ({"Height (m)": "100ft"}, "height_m", 30.48),
        ({"Duty cycle (%)": 75}, "duty_cycle", 0.75),
    ],
)
def test_units(tmp_path: Path, cells: dict[str, Any], column: str, value: float) -> None:
    table = table_of(tmp_path, cells)
    assert table[column].tolist() == pytest.approx([value], rel=1e-8)


def test_power_of_one_of_several_carriers(tmp_path: Path) -> None:
    row = {"Power (W)": None, "Power per carrier (W)": 20, "TRX": 4, "Technology": "2G", "Frequency (MHz)": 942}
    assert table_of(tmp_path, row)["power_w"].tolist() == [80]
    row = {"Power (W)": 20, "TRX": 4, "Technology": "2G", "Frequency (MHz)": 942}
    with pytest.raises(emf.InputError, match="state what the power is of"):
        table_of(tmp_path, row)


def test_power_stated_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(emf.InputError, match="power stated twice"):
        table_of(tmp_path, {"EIRP (dBm)": 60})


def test_antennas_of_a_station_keep_their_own_coordinates(tmp_path: Path) -> None:
    # at 47.5 degrees north 0.0001 degrees of latitude are 11.118 m (WGS 84 meridian radius 6370140 m at that latitude)
    table = table_of(tmp_path, {}, {"Latitude": 47.5001, "Azimuth": 240})
    assert table["latitude"].tolist() == [47.5, 47.5]
    assert table["north_m"].tolist() == pytest.approx([0, 11.118], abs=0.01)
    with pytest.raises(emf.InputError, match="lie farther apart than 500 m"):
        table_of(tmp_path, {}, {"Latitude": 47.51})


def test_names_become_ids_that_are_always_the_same() -> None:
    assert station_id_of("BJ-0001") == "BJ-0001"
    # sha256 of the text in UTF-8 begins so
    made = station_id_of("文三路")
    assert made.startswith("S-")
    assert made == station_id_of("文三路") != station_id_of("文二路")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("n78", 3300, 3800),
        ("B3", 1805, 1880),
        ("Band 3", 1805, 1880),
        ("D频段", 2496, 2690),
        ("F频段", 1880, 1920),
        ("GSM900", 925, 960),
        ("900M", 925, 960),
        ("3.5G", 3300, 3800),
        ("n28", 758, 803),
    ],
)
def test_bands_by_name(text: str, low: float, high: float) -> None:
    band = band_named(text)
    assert band is not None
    assert (band.low_mhz, band.high_mhz) == (low, high)


@pytest.mark.parametrize(
    ("number", "frequency"),
    [
        (1300, 1815),  # B3: 1805 + 0.1 (1300 - 1200)
        (100, 2120),  # B1: 2110 + 0.1 * 100
        (3590, 939),  # B8: 925 + 0.1 (3590 - 3450)
        (38400, 1895),  # B39: 1880 + 0.1 (38400 - 38250)
        (504990, 2524.95),  # 5 kHz * 504990
        (636666, 3549.99),  # 3000 + 0.015 * 36666
    ],
)
def test_channel_numbers(number: int, frequency: float) -> None:
    assert frequency_of_channel(number) == pytest.approx(frequency, abs=1e-9)


def test_channel_numbers_of_a_table(tmp_path: Path) -> None:
    row = {"Frequency (MHz)": None, "Channel frequency": 1300}
    change = ('quantity = "frequency"\nunit = ""', 'quantity = "frequency"\nunit = "ARFCN"')
    assert table_of(tmp_path, row, change=change)["frequency_mhz"].tolist() == [1815]
    with pytest.raises(emf.InputError, match="state the unit of the column: MHz, GHz, kHz, Hz, ARFCN"):
        table_of(tmp_path, row)
    with pytest.raises(emf.InputError, match="a channel number of LTE or NR"):
        table_of(tmp_path, row | {"Technology": "2G"}, change=change)


def test_technologies_and_resource_blocks() -> None:
    assert [technology_named(text) for text in ("4G", "5G", "TD-LTE", "WCDMA", "WiMAX")] == [
        "LTE",
        "NR",
        "LTE",
        "UMTS",
        "WiMAX",
    ]
    assert resource_blocks("LTE", 20, None) == 100
    assert resource_blocks("NR", 100, 30) == 273
    assert resource_blocks("NR", 100, None) is None


@pytest.mark.parametrize(
    ("header", "quantity", "unit"),
    [
        ("单端口功率(dBm)", "power", "dBm"),
        ("天线挂高（米）", "height", "m"),
        ("水平波瓣", "horizontal_beamwidth", None),
        ("总下倾", "total_tilt", None),
        ("馈线损耗", "feeder_loss", None),
        ("制式", "technology", None),
        ("中心频点", "frequency", None),
        ("tx_power_dbm", "power", "dBm"),
        ("ANTENNA_MODEL", "antenna_model", None),
        ("Mech. Tilt [°]", "mechanical_tilt", "deg"),
        ("半功率角(垂直)", "vertical_beamwidth", None),
        ("实际发射功率（W/载频）", "power", "W"),
        ("gain_dbi", "gain", "dBi"),
        ("eirp_dbm", "eirp", "dBm"),
        ("DL_EARFCN", "frequency", "ARFCN"),
        ("上行频率", None, None),
        ("UL_Frequency", None, None),
        ("SSB频点", None, None),
        ("PCI", None, None),
    ],
)
def test_headers(header: str, quantity: str | None, unit: str | None) -> None:
    named = header_quantity(header)
    assert (named.name if named else None) == quantity
    if named and named.units:
        assert stated_unit(header, quantities()[named.name]) == unit
