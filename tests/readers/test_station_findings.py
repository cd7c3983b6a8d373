"""Findings of plausibility: each kind is a warning of `check`, `points` and `assess`, and is refused by --strict."""

import subprocess
import sys
from pathlib import Path

import pytest

from builders.msi_files import loss
from builders.pattern_texts import across, msi_text, upright, write_station
from emfassess.readers.station_files import read_stations
from emfassess.stations import station_warnings

PANEL = "{ gain_dbi = 17.0, horizontal_beamwidth_deg = 65, vertical_beamwidth_deg = 7, front_to_back_db = 25 }"


def codes(path: Path) -> set[str]:
    return {item.code for item in station_warnings(read_stations([path]))}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"technology": "NR", "frequency_mhz": 3.5}, "check-frequency-technology"),
        ({"technology": "LTE", "frequency_mhz": 1.8}, "check-frequency-technology"),
        ({"technology": "TD-LTE", "frequency_mhz": 26_500}, "check-frequency-technology"),
        ({"technology": "GSM", "frequency_mhz": 3500}, "check-frequency-technology"),
        ({"height_m": 530, "ground_elevation_m": 500}, "check-height-elevation"),
        ({"mechanical_tilt_deg": 20, "electrical_tilt_deg": 15}, "check-tilt-large"),
        ({"power_w": 20_000}, "check-power-large"),
        ({"feeder_loss_db": 30}, "check-feeder-loss-large"),
        ({"east_m": 900.0}, "check-antenna-far"),
    ],
)
def test_figures_that_cannot_be_right_are_warned_of(tmp_path: Path, given: dict[str, object], code: str) -> None:
    assert codes(write_station(tmp_path, PANEL, **given)) == {code}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"technology": "NR", "frequency_mhz": 26_500},
        {"technology": "GSM", "frequency_mhz": 947.5},
        {"technology": "FM", "frequency_mhz": 100},
        {"height_m": 30, "ground_elevation_m": 500},
        {"height_m": 120, "ground_elevation_m": 60},
        {"mechanical_tilt_deg": 90},
    ],
)
def test_figures_that_can_be_right_are_not(tmp_path: Path, given: dict[str, object]) -> None:
    assert codes(write_station(tmp_path, PANEL, **given)) == set()


def test_a_gain_that_its_beamwidths_cannot_have_is_warned_of(tmp_path: Path) -> None:
    # 65 by 7 degrees is 31000 / (65 x 7) = 18.3 dBi (ITU-R F.1336)
    assert codes(write_station(tmp_path, PANEL.replace("17.0", "25.0"))) == {"check-pattern-gain"}


@pytest.mark.parametrize(
    ("text", "given", "code"),
    [
        (msi_text(ELECTRICAL_TILT="6", vertical=lambda a: upright(a, -6)), {}, "check-pattern-tilt-opposite"),
        (msi_text(ELECTRICAL_TILT="2", vertical=lambda a: upright(a, 8)), {}, "check-pattern-tilt"),
        (msi_text(lambda a: across(a - 180)), {}, "check-pattern-aside"),
        (msi_text(lambda a: across(a - 120)), {}, "check-pattern-aside"),
        (msi_text(lambda a: loss(a, 7, 25), lambda a: loss(a, 65, 25)), {}, "check-pattern-swapped"),
        (msi_text(), {"frequency_mhz": 3500, "technology": "NR"}, "check-pattern-band"),
        (msi_text(), {"electrical_tilt_deg": 4}, "check-tilt-twice"),
        (msi_text(GAIN="25 dBi"), {}, "check-pattern-gain"),
    ],
)
def test_what_a_pattern_contradicts_is_warned_of(
    tmp_path: Path, text: str, given: dict[str, object], code: str
) -> None:
    (tmp_path / "p.msi").write_text(text, encoding="utf-8")
    assert codes(write_station(tmp_path, '"p.msi"', **given)) == {code}


@pytest.mark.parametrize("frequency", [1720, 1800, 1880, 1950])
def test_a_carrier_near_the_frequency_of_the_pattern_is_none(tmp_path: Path, frequency: float) -> None:
    (tmp_path / "p.msi").write_text(msi_text(), encoding="utf-8")
    path = write_station(tmp_path, '"p.msi"', frequency_mhz=frequency)
    assert codes(path) == set()
    (station,) = read_stations([path])
    apart = [item.code for item in station.assumptions if item.code == "pattern-frequency-apart"]
    assert bool(apart) == (frequency == 1950)  # 8.3 % apart


def test_antennas_that_send_to_both_sides_and_all_round_have_no_front(tmp_path: Path) -> None:
    both = msi_text(lambda a: min(loss(a, 60, 25, 90), loss(a, 60, 25, 270)), GAIN="15 dBi")
    (tmp_path / "p.msi").write_text(both, encoding="utf-8")
    assert codes(write_station(tmp_path, '"p.msi"')) == set()
    (tmp_path / "p.msi").write_text(msi_text(lambda _: 0.0, GAIN="11 dBi"), encoding="utf-8")
    assert codes(write_station(tmp_path, '"p.msi"')) == set()


def table(tmp_path: Path, places: list[tuple[float, float]], azimuth: tuple[int, ...] = (0,)) -> Path:
    head = "station_id,operator,longitude,latitude,antenna_id,gain_dbi,horizontal_beamwidth_deg,vertical_beamwidth_deg,"
    head += "front_to_back_db,height_m,azimuth_deg,technology,frequency_mhz,power_w,feeder_loss_db"
    rows = [
        f"S{i},X,{east},{north},A{j},17,65,7,25,30,{turn},LTE,1800,80,0"
        for i, (east, north) in enumerate(places)
        for j, turn in enumerate(azimuth)
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_station_far_from_all_others_is_warned_of(tmp_path: Path) -> None:
    near = [(12.0 + 0.01 * i, 55.0) for i in range(5)]
    assert codes(table(tmp_path, near)) == set()
    assert codes(table(tmp_path, [*near, (2.0, 55.0)])) == {"check-station-far"}


def test_a_sector_twice_is_warned_of(tmp_path: Path) -> None:
    assert codes(table(tmp_path, [(12.0, 55.0)], (0, 120, 240))) == set()
    assert codes(table(tmp_path, [(12.0, 55.0)], (0, 120, 0))) == {"check-sector-twice"}
    assert codes(table(tmp_path, [(12.0, 55.0), (12.0, 55.0)])) == {"check-sector-twice"}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    call = "import sys; from emfassess.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", call, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


def test_check_and_points_warn_and_strict_refuses(tmp_path: Path) -> None:
    (tmp_path / "p.msi").write_text(msi_text(ELECTRICAL_TILT="6", vertical=lambda a: upright(a, -6)), encoding="utf-8")
    write_station(tmp_path, '"p.msi"')
    (tmp_path / "at.csv").write_text("id,height_m,east_m,north_m\np,1.7,0,200\nlost,1.7,0,50000\n")
    points = ("points", "station.toml", "--at", "at.csv", "--out", "o.csv")
    for words in (("check", "station.toml"), points):
        warned = run(tmp_path, *words)
        assert (warned.returncode, "above the horizon" in warned.stderr) == (0, True)
        refused = run(tmp_path, *words, "--strict")
        assert refused.returncode == 2
        assert "station.toml: S/A: The pattern states a tilt of 6" in refused.stderr
    assert "50 km away" in run(tmp_path, *points).stderr
    assert run(tmp_path, "assess", "station.toml", "--limit", "gb-8702-2014", "--strict").returncode == 2
