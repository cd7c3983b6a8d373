"""Station files and tables: what is read, and what is said of a wrong one."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import emfassess as emf
from builders.station_files import STATION, written
from emfassess.readers.faults import InputError
from emfassess.stations import STATION_ID

ROOT = Path(__file__).parents[2]

COLUMNS = {
    "station_id": "S-1",
    "station_name": "文三路 1 号",
    "operator": "Operator A",
    "longitude": "120.12345",
    "latitude": "30.27012",
    "support": "rooftop",
    "antenna_id": "A1",
    "gain_dbi": "17",
    "horizontal_beamwidth_deg": "65",
    "vertical_beamwidth_deg": "7",
    "front_to_back_db": "25",
    "height_m": "30.0",
    "azimuth_deg": "120",
    "mechanical_tilt_deg": "2",
    "technology": "NR",
    "carrier_operator": "Operator B",
    "frequency_mhz": "3500",
    "bandwidth_mhz": "100",
    "power_w": "200",
    "feeder_loss_db": "0.5",
    "duty_cycle": "0.75",
    "power_reduction_factor": "0.25",
}
TABLE = ",".join(COLUMNS) + "\n" + ",".join(COLUMNS.values()) + "\n"


def faults(path: Path, *more: Path) -> list[str]:
    with pytest.raises(InputError) as error:
        emf.read_stations([path, *more])
    return [str(fault) for fault in error.value.faults]


def test_a_station_file_is_read_as_written(tmp_path: Path) -> None:
    station = emf.read_station(written(tmp_path, STATION))
    assert (station.id, station.name, station.operator) == ("S-1", "文三路 1 号", "Operator A")
    assert (station.longitude, station.latitude, station.support) == (120.12345, 30.27012, "rooftop")
    antenna = station.antennas[0]
    assert (antenna.height_m, antenna.azimuth_deg, antenna.mechanical_tilt_deg) == (30.0, 120, 2)
    carrier = antenna.carriers[0]
    assert (carrier.operator, carrier.frequency_mhz, carrier.duty_cycle) == ("Operator B", 3500, 0.75)
    # by hand: 200 W * 10^((17 - 0.5)/10) = 200 * 44.668
    assert antenna.eirp(carrier) == pytest.approx(8933.7, abs=0.1)


def test_what_the_public_is_told_of_a_station_is_read_from_file_and_table(tmp_path: Path) -> None:
    told = {"address": "1 Wensan Road", "district": "Xihu", "filing_number": "2024-0001"}
    keys = "".join(f'{key} = "{value}"\n' for key, value in told.items())
    (from_file,) = emf.read_stations([written(tmp_path, STATION.replace('support = "rooftop"\n', keys))])
    table = tmp_path / "table.csv"
    columns = COLUMNS | told
    table.write_text(",".join(columns) + "\n" + ",".join(columns.values()) + "\n", encoding="utf-8")
    (from_table,) = emf.read_stations([table])
    for station in (from_file, from_table):
        assert {key: getattr(station, key) for key in told} == told


def test_a_table_says_the_same_as_a_file(tmp_path: Path) -> None:
    file = emf.read_station(written(tmp_path, STATION))
    (table,) = emf.read_stations([written(tmp_path, TABLE, "t.csv")])
    assert table.antennas[0].carriers == file.antennas[0].carriers
    assert (table.longitude, table.antennas[0].height_m) == (file.longitude, file.antennas[0].height_m)
    points = [[10.0, 50.0, 1.7], [-80.0, 3.0, 12.0]]
    assert emf.power_density([table], points) == pytest.approx(emf.power_density([file], points))


def test_parquet_and_geopackage_say_the_same_as_csv(tmp_path: Path) -> None:
    import geopandas as gpd

    frame = pd.read_csv(written(tmp_path, TABLE, "t.csv"))
    frame.to_parquet(tmp_path / "t.parquet")
    points = gpd.points_from_xy(frame.longitude, frame.latitude, crs=4326)
    geo = gpd.GeoDataFrame(frame.drop(columns=["longitude", "latitude"]), geometry=points)
    geo.to_crs(32651).to_file(tmp_path / "t.gpkg")
    (csv,) = emf.read_stations([tmp_path / "t.csv"])
    for name in ("t.parquet", "t.gpkg"):
        (other,) = emf.read_stations([tmp_path / name])
        assert other.antennas[0].carriers == csv.antennas[0].carriers
        assert (other.longitude, other.latitude) == pytest.approx((csv.longitude, csv.latitude), abs=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        ('operator = "Operator A"\n', "", "station.operator", "missing"),
        ("height_m = 30.0", "", "antenna[0].height_m", "missing"),
        ("height_m = 30.0", "height_ft = 98", "antenna[0].height_ft (line 13)", "use height_m"),
        ("power_w = 200", "power_dbm = 53", "antenna[0].carrier[0].power_dbm (line 22)", "use power_w"),
        ("power_w = 200", "power_w = -200", "antenna[0].carrier[0].power_w (line 22)", "'-200'"),
        ("power_w = 200", 'power_w = "200 W"', "antenna[0].carrier[0].power_w (line 22)", "valid number"),
        ("power_w = 200", "power_w = nan", "power_w", "finite"),
        ("power_w = 200", "power_w = 200\neirp_w = 9000", "power_w", "exactly one of"),
        ("power_w = 200", "", "power_w", "exactly one of"),
        ("frequency_mhz = 3500", "frequency_mhz = 0", "frequency_mhz", "greater than or equal to 0.1"),
        ("frequency_mhz = 3500", "frequency_ghz = 3.5", "frequency_ghz", "use frequency_mhz"),
        ("azimuth_deg = 120", "azimut_deg = 120", "azimut_deg", "did you mean 'azimuth_deg'"),
        ("azimuth_deg = 120", "azimuth_deg = -120", "azimuth_deg", "add 360"),
        ("mechanical_tilt_deg = 2", "mechanical_tilt_deg = 120", "mechanical_tilt_deg", "less than or equal to 90"),
        ("duty_cycle = 0.75", "duty_cycle = 1.5", "duty_cycle", "less than or equal to 1"),
        ("duty_cycle = 0.75", "duty_cycle = 75", "duty_cycle", "less than or equal to 1"),
        ("power_reduction_factor = 0.25", "power_reduction_factor = 0", "power_reduction_factor", "greater than 0"),
        (
            "longitude = 120.12345\nlatitude = 30.27012",
            "longitude = 30.27012\nlatitude = 120.12345",
            "latitude",
            "swapped",
        ),
        ('id = "S-1"', 'id = "../S-1"', "station.id (line 3)", "letters, digits"),
        ('id = "S-1"', 'id = ".hidden"', "station.id", "letters, digits"),
        ('id = "S-1"', 'id = "a/b"', "station.id", "letters, digits"),
        ("gain_dbi = 17,", "gain = 17,", "gain", "gain_dbi, or gain_dbd"),
        ("gain_dbi = 17,", "", "gain_dbi", "missing"),
        ("gain_dbi = 17,", "gain_dbi = 17, gain_dbd = 15,", "gain_dbd", "not both"),
        ("horizontal_beamwidth_deg = 65,", "", "horizontal_beamwidth_deg", "missing"),
        ("pattern = {", 'pattern = "none.msi"\nx = {', "pattern", "known"),
        ("[[antenna.carrier]]", "[[antenna.carriers]]", "carriers", "did you mean 'carrier'"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, where: str, expected: str
) -> None:
    assert old in STATION
    path = written(tmp_path, STATION.replace(old, new))
    told = faults(path)
    assert all(str(path) in line for line in told)
    assert any(where in line and expected in line for line in told), told


def test_all_faults_of_a_file_are_told_in_one_go(tmp_path: Path) -> None:
    text = STATION.replace("height_m = 30.0", "height_m = -1").replace("power_w = 200", "power_w = -5")
    assert len(faults(written(tmp_path, text.replace("latitude = 30.27012", "latitude = 99")))) == 3


def test_faults_of_all_files_of_a_run_are_told_in_one_go(tmp_path: Path) -> None:
    first = written(tmp_path, STATION.replace("height_m = 30.0", "height_m = -1"), "a.toml")
    second = written(tmp_path, STATION.replace("power_w = 200", "power_w = -5"), "b.toml")
    told = faults(first, second)
    assert any("a.toml" in line for line in told)
    assert any("b.toml" in line for line in told)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "missing"),
        (b"[station\nid=", "not TOML"),
        ("id = 'é'".encode("latin-1"), "UTF-8"),
        (b"\x00\x01", "not TOML"),
    ],
)
def test_a_file_that_is_no_station_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    assert any(reason in line for line in faults(written(tmp_path, content)))


def test_paths_that_are_no_files_are_refused(tmp_path: Path) -> None:
    assert "no such file" in faults(tmp_path / "none.toml")[0]
    assert "without station files" in faults(tmp_path)[0]
    assert "a station file" in faults(written(tmp_path, "x", "a.docx"))[0]
    with pytest.raises(InputError, match="folder"):
        emf.read_station(tmp_path)


def test_ids_that_stand_twice_are_refused_whatever_their_case(tmp_path: Path) -> None:
    first = written(tmp_path, STATION, "a.toml")
    told = faults(first, written(tmp_path, STATION.replace('"S-1"', '"s-1"'), "b.toml"))
    assert len(told) == 1
    assert "a.toml already" in told[0]


def test_an_antenna_id_twice_is_refused(tmp_path: Path) -> None:
    text = STATION + STATION[STATION.index("[[antenna]]") :]
    assert any("twice" in line for line in faults(written(tmp_path, text)))


@pytest.mark.parametrize(
    ("power", "eirp"),
    # EIRP as given; ERP is over a half-wave dipole, 1.6406 times; 60 dBm is 1000 W
    [("eirp_w = 1000", 1000.0), ("erp_w = 1000", 1640.6), ("eirp_dbm = 60", 1000.0)],
)
def test_radiated_power_is_taken_as_such(tmp_path: Path, power: str, eirp: float) -> None:
    station = emf.read_station(written(tmp_path, STATION.replace("power_w = 200", power)))
    antenna = station.antennas[0]
    assert antenna.eirp(antenna.carriers[0]) == pytest.approx(eirp, abs=0.1)
    assert "eirp-includes-feeder-loss" in {note.code for note in station.assumptions}


def test_gain_over_a_dipole_is_converted(tmp_path: Path) -> None:
    station = emf.read_station(written(tmp_path, STATION.replace("gain_dbi = 17", "gain_dbd = 14.85")))
    assert station.antennas[0].pattern.gain_dbi == pytest.approx(17.0)


def test_what_is_left_out_is_filled_and_told(tmp_path: Path) -> None:
    text = STATION.replace("vertical_beamwidth_deg = 7, ", "").replace(", front_to_back_db = 25", "")
    text = text.replace("feeder_loss_db = 0.5\n", "").replace("duty_cycle = 0.75\n", "")
    station = emf.read_station(written(tmp_path, text))
    codes = {note.code for note in station.assumptions}
    expected = {"vertical-beamwidth-from-gain", "front-to-back-assumed", "feeder-loss-zero", "duty-cycle-one"}
    assert codes == expected
    assert all(note.where == ("S-1/A1",) for note in station.assumptions)
    # ITU-R F.1336: 31000 * 10^-1.7 / 65 = 9.516 degrees; half power there
    assert station.antennas[0].pattern.attenuation(0, 9.516 / 2) == pytest.approx(3.0, abs=0.05)


def msi_text(gain: str) -> str:
    rows = "\n".join(f"{a} {min(12 * (((a + 180) % 360 - 180) / 65) ** 2, 25):.2f}" for a in range(360))
    return f"NAME x\n{gain}\nELECTRICAL_TILT 4\nHORIZONTAL 360\n{rows}\nVERTICAL 360\n{rows}\n"


def test_a_pattern_file_lies_beside_the_station_file(tmp_path: Path) -> None:
    (tmp_path / "patterns").mkdir()
    written(tmp_path, msi_text("GAIN 15 dBd"), "patterns/p.msi")
    table = "{ gain_dbi = 17, horizontal_beamwidth_deg = 65, vertical_beamwidth_deg = 7, front_to_back_db = 25 }"
    text = STATION.replace(table, '"patterns/p.msi"')
    assert emf.read_station(written(tmp_path, text)).antennas[0].pattern.gain_dbi == pytest.approx(17.15)
    tilted = text.replace("mechanical_tilt_deg = 2", "electrical_tilt_deg = 4")
    codes = {note.code for note in emf.read_station(written(tmp_path, tilted)).assumptions}
    assert "electrical-tilt-added" in codes
    written(tmp_path, msi_text("GAIN 15"), "patterns/p.msi")
    assert any("p.msi" in line and "line 2" in line for line in faults(written(tmp_path, text)))
    stated = STATION.replace(table, '{ file = "patterns/p.msi", gain_dbi = 16 }')
    assert emf.read_station(written(tmp_path, stated)).antennas[0].pattern.gain_dbi == 16
    written(tmp_path, msi_text("GAIN 15 dBd"), "patterns/p.msi")
    assert any("states 17.15 dBi" in line for line in faults(written(tmp_path, stated)))
    assert any("No such file" in line for line in faults(written(tmp_path, text.replace("p.msi", "q.msi"))))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (",120,2,NR", ",abc,2,NR", "row 2, azimuth_deg: 'abc'"),
        (",3500,100", ",,100", "row 2, frequency_mhz: missing"),
        ("power_w,", "power_dbm,", "power_dbm"),
        ("S-1,", "../x,", "row 2, station_id"),
        ("antenna_id,", "antena_id,", "did you mean 'antenna_id'"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(tmp_path: Path, old: str, new: str, expected: str) -> None:
    path = written(tmp_path, TABLE.replace(old, new, 1), "t.csv")
    assert any(expected in line for line in faults(path)), faults(path)


def test_rows_of_a_station_must_agree(tmp_path: Path) -> None:
    second = TABLE.splitlines()[1].replace("3500", "2600").replace(",30.0,", ",35.0,")
    told = faults(written(tmp_path, f"{TABLE}{second}\n", "t.csv"))
    assert len(told) == 1
    assert "row 3, height_m: '35.0': 30.0 as in the first row of S-1/A1" in told[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a table"),
        (TABLE.splitlines()[0].encode(), "without a row"),
        (TABLE.encode("utf-16"), "UTF-8"),
        (TABLE.replace(",", ";").encode(), "columns missing"),
        (b'a,"b\n1,2,3\n', "not a table"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    assert any(reason in line for line in faults(written(tmp_path, content, "t.csv")))


@pytest.mark.parametrize("name", ["t.parquet", "t.gpkg"])
def test_a_broken_binary_table_is_refused(tmp_path: Path, name: str) -> None:
    assert "cannot be read" in faults(written(tmp_path, b"not what it says", name))[0]


def test_three_wrong_rows_among_100_000_are_the_ones_told(tmp_path: Path) -> None:
    header, row = TABLE.splitlines()
    rows = [row.replace("S-1", f"S-{n // 10}").replace(",A1,", f",A{n % 10},") for n in range(100_000)]
    rows[77] = rows[77].replace(",200,", ",-200,")
    rows[50_000] = rows[50_000].replace(",30.0,", ",tall,")
    rows[99_999] = rows[99_999].replace(",3500,", ",0,")
    told = faults(written(tmp_path, "\n".join([header, *rows]) + "\n", "t.csv"))
    assert len(told) == 3
    assert [line.split("row ")[1].split(",")[0] for line in told] == ["79", "50002", "100001"]


def test_a_station_with_exchanged_coordinates_is_found_among_others(tmp_path: Path) -> None:
    # in Brazil both numbers are possible latitudes, so only the neighbours can tell
    texts = [
        STATION.replace('"S-1"', f'"S-{n}"')
        .replace("120.12345", f"{-5.8 if n == 3 else -35.2 + n / 100}")
        .replace("30.27012", f"{-35.2 if n == 3 else -5.8}")
        for n in range(5)
    ]
    paths = [written(tmp_path, text, f"{n}.toml") for n, text in enumerate(texts)]
    told = faults(*paths)
    assert len(told) == 1
    assert "S-3" in told[0]
    assert "swapped" in told[0]


@pytest.mark.parametrize("name", ["a", "330106-0001", "A_b.c-9", "x" * 128])
def test_plain_ids_are_accepted(name: str) -> None:
    assert STATION_ID.fullmatch(name)


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", "-a", "a b", "a.", "é", "x" * 129, "a\n", "CON/x"])
def test_ids_that_could_be_paths_are_refused(name: str) -> None:
    assert not STATION_ID.fullmatch(name)


def test_the_shipped_stations_are_read() -> None:
    stations = emf.read_stations([ROOT / "stations"])
    district = [s for s in stations if s.source and s.source.name.endswith(".csv")]
    assert len(district) >= 50
    assert len({s.operator for s in district}) >= 4
    assert {c.technology for s in district for a in s.antennas for c in a.carriers} >= {"GSM", "WCDMA", "LTE", "NR"}
    heights = np.array([a.height_m for s in district for a in s.antennas])
    assert heights.min() > 1.7


def test_one_path_is_read_as_that_file_and_not_letter_by_letter(tmp_path: Path) -> None:
    path = written(tmp_path, STATION)
    for one in (path, str(path)):
        assert [station.id for station in emf.read_stations(one)] == ["S-1"]
    with pytest.raises(InputError, match="no such file"):
        emf.read_stations(str(tmp_path / "missing.toml"))
