"""Kinds of faults in what people bring: each ends in its right value, or in exit code 2 and a sentence that names the cure.

Files are made here from the facts; values follow from S = EIRP 10^(-A/10) / (4 pi d^2).
"""

import csv
import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders.instrument_files import imported
from builders.msi_files import loss
from builders.pattern_texts import across, msi_text, nsma_text, upright, write_station
from builders.pdf_text import text_of
from emfassess.cli import app

PANEL = "{ gain_dbi = 17.0, horizontal_beamwidth_deg = 65, vertical_beamwidth_deg = 7, front_to_back_db = 25 }"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def density(eirp_w: float, distance_m: float, attenuation_db: float = 0.0) -> float:
    return eirp_w * 10 ** (-attenuation_db / 10) / (4 * math.pi * distance_m**2)


def level_at(folder: Path, pattern: str, east: float, north: float, height: float, **given: object) -> float:
    """Power density at one point. [W/m^2]"""
    write_station(folder, pattern, **given)
    (folder / "at.csv").write_text(f"id,height_m,east_m,north_m\np,{height},{east},{north}\n")
    result = run("points", "station.toml", "--at", "at.csv", "--out", "o.csv", "--limit", "gb-8702-2014")
    assert result.exit_code == 0, result.output
    with (folder / "o.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    return float(row["power_density_w_m2"])


def governing_density(folder: Path) -> float:
    """Greatest power density of the only station of a run. [W/m^2]"""
    with (folder / "reports" / "summary.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    return float(row["power_density_w_m2"])


def test_the_gain_at_the_edge_of_the_band(folder: Path) -> None:
    (folder / "p.adf").write_text(nsma_text("LWGAIN:,16.0 MDGAIN:,17 HGGAIN:,18.2"), encoding="utf-8")
    # four degrees below the horizon, 100 m away: on the peak of the beam
    height, distance = 30 - 100 * math.tan(math.radians(4)), 100 / math.cos(math.radians(4))
    found = level_at(folder, '"p.adf"', 0, 100, round(height, 4), frequency_mhz=1880)
    assert found == pytest.approx(density(80 * 10**1.82, distance), rel=2e-3)


def test_a_vertical_cut_from_the_zenith(folder: Path) -> None:
    (folder / "p.msi").write_text(
        msi_text(lambda _: 0.0, lambda a: upright(a - 90, 0), GAIN="10 dBi"), encoding="utf-8"
    )
    write_station(folder, '"p.msi"')
    refused = run("check", "station.toml")
    assert (refused.exit_code, "vertical_from" in refused.stderr) == (2, True)
    found = level_at(folder, '{ file = "p.msi", vertical_from = "zenith" }', 0, 100, 30)
    assert found == pytest.approx(density(800, 100), rel=1e-3)


def test_a_cut_that_begins_behind(folder: Path) -> None:
    (folder / "p.msi").write_text(msi_text(lambda a: across(a - 180), lambda a: upright(a, 0)), encoding="utf-8")
    assert level_at(folder, '"p.msi"', 0, 100, 30) == pytest.approx(density(80 * 10**1.7, 100, 25), rel=1e-2)
    assert run("points", "station.toml", "--at", "at.csv", "--out", "o.csv", "--strict").exit_code == 2
    turned = level_at(folder, '{ file = "p.msi", turn_deg = 180 }', 0, 100, 30)
    assert turned == pytest.approx(density(80 * 10**1.7, 100), rel=1e-3)


def test_a_beam_straight_down_is_assessed(folder: Path) -> None:
    (folder / "p.msi").write_text(
        msi_text(lambda _: 0.0, lambda a: loss(a, 30, 30, 90), GAIN="8 dBi"), encoding="utf-8"
    )
    found = level_at(folder, '"p.msi"', 0, 0.01, 1.7, height_m=6.0, power_w=1)
    assert found == pytest.approx(density(10**0.8, 4.3), rel=2e-3)
    result = run("assess", "station.toml", "--limit", "gb-8702-2014", "--outputs", "json", "--json", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert governing_density(folder) == pytest.approx(density(10**0.8, 4.3), rel=0.02)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"technology": "NR", "frequency_mhz": 3.5}, "NR at 3.5 MHz"),
        ({"height_m": 530, "ground_elevation_m": 500}, "near the ground's elevation of 500 m"),
    ],
)
def test_figures_of_the_wrong_kind(folder: Path, given: dict[str, object], words: str) -> None:
    write_station(folder, PANEL, **given)
    assert words in run("check", "station.toml").stderr
    assert run("check", "station.toml", "--strict").exit_code == 2


NAMES = ("서울 시청", "محطة الرياض", "สถานี", "मुंबई", "\U0001f4f6 tower", "\ue000")


def test_names_in_any_script_are_printed(folder: Path) -> None:
    head = "station_id,station_name,operator,longitude,latitude,antenna_id,gain_dbi,horizontal_beamwidth_deg,"
    head += (
        "vertical_beamwidth_deg,front_to_back_db,height_m,azimuth_deg,technology,frequency_mhz,power_w,feeder_loss_db"
    )
    rows = [f"S{i},{name},X,{126 + i},37.5,A,17,65,7,25,30,0,LTE,1800,80,0" for i, name in enumerate(NAMES)]
    (folder / "t.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    result = run("assess", "t.csv", "--limit", "gb-8702-2014", "--outputs", "json,report", "--workers", "1")
    assert result.exit_code == 0, result.output
    texts = [text_of((folder / "reports" / f"S{i}" / "report.pdf").read_bytes()) for i in range(len(NAMES))]
    assert "서울 시청" in texts[0]
    assert "[U+1F4F6] tower" in texts[4]
    assert "code points: U+E000." in texts[5]


def square(east: float, north: float, properties: Mapping[str, object], *, swapped: bool = False) -> str:
    """GeoJSON of one building of 40 m a side around a place."""
    side = 0.0002
    ring = [(east + x * side, north + y * side) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    corners = [[y, x] if swapped else [x, y] for x, y in ring]
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [corners]}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def governed_by(folder: Path, text: str, *more: str) -> tuple[Result, float]:
    (folder / "b.geojson").write_text(text, encoding="utf-8")
    write_station(folder, PANEL, height_m=25.0)
    words = ("assess", "station.toml", "--buildings", "b.geojson", "--limit", "gb-8702-2014", "--outputs", "json")
    result = run(*words, "--workers", "1", *more)
    if result.exit_code:
        return result, math.nan
    return result, governing_density(folder)


def test_heights_of_buildings_under_the_names_of_open_data(folder: Path) -> None:
    place = (12.0, 55.0006)
    _, expected = governed_by(folder, square(*place, {"height": 30.0}))
    for name in ("hoehe", "GESAMTHOEHE", "measuredHeight", "render_height", "HAUTEUR"):
        assert governed_by(folder, square(*place, {name: 30.0}))[1] == expected, name
    dutch = {"b3_h_dak_max": 31.5, "b3_h_maaiveld": 1.5}
    assert governed_by(folder, square(*place, dutch))[1] == expected
    refused, _ = governed_by(folder, square(*place, {"h_roof": 30.0}))
    assert (refused.exit_code, "--height-column" in refused.stderr) == (2, True)
    assert governed_by(folder, square(*place, {"h_roof": 30.0}), "--height-column", "H_ROOF")[1] == expected


def test_buildings_elsewhere_are_refused(folder: Path) -> None:
    swapped, _ = governed_by(folder, square(12.0, 55.0006, {"height": 30.0}, swapped=True))
    assert (swapped.exit_code, "swapped" in swapped.stderr) == (2, True)
    far, _ = governed_by(folder, square(2.0, 41.0, {"height": 30.0}))
    assert (far.exit_code, "b.geojson" in far.stderr) == (2, True)


def test_nested_arrays_and_ids_of_files_are_refused(folder: Path) -> None:
    (folder / "deep.toml").write_text("a = " + "[" * 100_000 + "]" * 100_000, encoding="utf-8")
    assert run("check", "deep.toml").exit_code == 2
    path = write_station(folder, PANEL)
    path.write_text(path.read_text(encoding="utf-8").replace('id = "S"', 'id = "index.json"'), encoding="utf-8")
    refused = run("check", "station.toml")
    assert (refused.exit_code, "index.json" in refused.stderr) == (2, True)


PROFILE = """[file]
separator = ","
[time]
column = "t"
format = "{form}"
zone = "{zone}"
[[level]]
column = "e"
unit = "V/m"
"""


@pytest.mark.parametrize(
    ("cell", "form", "zone", "utc"),
    [
        ("2024-03-07 08:54:22", "yyyy-mm-dd HH:MM:SS", "+08:00", "2024-03-07T00:54:22"),
        ("1/5/2024 2:05:03 PM", "mm/dd/yyyy HH:MM:SS", "America/New_York", "2024-01-05T19:05:03"),
        ("1/5/2024 12:05:03 am", "mm/dd/yyyy hh:MM:SS AM/PM", "America/New_York", "2024-01-05T05:05:03"),
        ("1704480303", "iso", "America/New_York", "2024-01-05T18:45:03"),
        ("1704480303000", "epoch", "America/New_York", "2024-01-05T18:45:03"),
        ("05-Jan-2024 10:00:00", "dd-mmm-yyyy HH:MM:SS", "UTC", "2024-01-05T10:00:00"),
        ("5 January 2024 10:00:00", "dd mm yyyy HH:MM:SS", "UTC", "2024-01-05T10:00:00"),
        ("2024-05-03T14:00:00", "dd/mm/yyyy HH:MM:SS", "UTC", "2024-05-03T14:00:00"),
    ],
)
def test_moments_as_people_write_them(folder: Path, cell: str, form: str, zone: str, utc: str) -> None:
    (folder / "m.csv").write_text(f"t,e\n{cell},0.8\n", encoding="utf-8")
    (folder / "p.toml").write_text(PROFILE.format(form=form, zone=zone), encoding="utf-8")
    result = run("measurements", "import", "m.csv", "--profile", "p.toml")
    assert result.exit_code == 0, result.output
    _, readings = imported(folder / "m.csv", folder / "p.toml")
    assert str(readings["time"].iloc[0]).startswith(utc.replace("T", " "))


def test_counters_ask_for_their_unit_of_time(folder: Path) -> None:
    (folder / "c.csv").write_text("time,transmitted_power_w\n" + "".join(f"{n},10\n" for n in range(100)))
    refused = run("counters", "c.csv", "--rated-power-w", "200")
    assert (refused.exit_code, "--time-unit" in refused.stderr) == (2, True)
    assert run("counters", "c.csv", "--rated-power-w", "200", "--time-unit", "min").exit_code == 0


@pytest.mark.parametrize("mark", ["999.9", "9999", "999.90"])
def test_marks_of_a_logger_are_no_levels(folder: Path, mark: str) -> None:
    rows = [f"2024-05-03 00:{minute:02d}:00,{mark if minute == 6 else '0.60'}" for minute in range(0, 60, 6)]
    (folder / "m.csv").write_text("t,e\n" + "\n".join(rows), encoding="utf-8")
    (folder / "p.toml").write_text(PROFILE.format(form="yyyy-mm-dd HH:MM:SS", zone="UTC"), encoding="utf-8")
    result = run("measurements", "import", "m.csv", "--profile", "p.toml", "--averaging-s", "360")
    assert ("complies" in result.output, "exceeds" in result.output) == (True, False)
    assert "1 of 10 values that are hardly levels were left out of the verdict" in result.output


def test_files_without_a_level_are_named(folder: Path) -> None:
    for name, level in (("good", "1"), ("empty", "-0")):
        text = f"point_id,latitude,longitude,time,LTE800\nP,41.3,19.8,2024-05-01T10:00:00Z,{level}\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    result = run("measurements", "import", "good.csv", "empty.csv", "--profile", "selective", "--unit", "V/m")
    assert "good: 1 place, 1 reading" in result.output
    assert "empty: 0 places, 1 reading: no verdict: no reading gives a level" in result.output
