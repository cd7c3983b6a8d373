"""Adaptive antennas in station files, and counters on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import emfassess as emf
from emfassess.cli import app
from emfassess.readers.faults import InputError

FILE = """
[station]
id = "M"
operator = "A"
longitude = 120.0
latitude = 30.0
[[antenna]]
id = "N1"
pattern = { array = { ARRAY } }
height_m = 30
azimuth_deg = 0
[[antenna.carrier]]
technology = "NR"
frequency_mhz = 3500
power_w = 200
duty_cycle = 0.75
feeder_loss_db = 0
"""


def written(folder: Path, array: str) -> Path:
    path = folder / "m.toml"
    path.write_text(FILE.replace("ARRAY", array), encoding="utf-8")
    return path


def test_an_array_becomes_the_envelope_of_its_beams(tmp_path: Path) -> None:
    # 8 x 8 elements of 8 dBi: 8 + 10 log10(64) = 26.06 dBi at the strongest; the envelope may be a little higher
    station = emf.read_station(written(tmp_path, "rows = 8, columns = 8"))
    antenna = station.antennas[0]
    assert antenna.pattern.kind == "envelope"
    assert 26.06 <= antenna.pattern.gain_dbi + 0.01 < 27.0
    assert antenna.row_pitch_m == pytest.approx(0.5 * 299.792458 / 3500)
    density = emf.power_density([station], [[0.0, 100.0, 30.0]])[0, 0]
    assert density >= 0.75 * 200 * 10**2.606 / (4 * 3.14159265 * 100**2) * 0.999


def test_the_near_field_of_an_envelope_is_never_below_the_far_field(tmp_path: Path) -> None:
    station = emf.read_station(written(tmp_path, "rows = 8, columns = 8"))
    points = [[0.0, d, 30.0 + h] for d in (0.7, 1.0, 2.0, 4.0) for h in (-1.0, 0.0, 0.5)]
    auto, far = (emf.power_density([station], points, model=m)[0] for m in ("auto", "far-field"))
    assert (auto >= far * (1 - 1e-9)).all()


def test_a_broadcast_beam_outside_the_scan_range_is_refused(tmp_path: Path) -> None:
    array = "rows = 8, columns = 8, azimuth_range_deg = 10, broadcast = [[50.0, 5.0]]"
    with pytest.raises(InputError, match="broadcast"):
        emf.read_station(written(tmp_path, array))


def test_rows_that_contradict_the_length_are_a_fault_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "rows = 8, columns = 8")
    text = path.read_text(encoding="utf-8").replace(
        "height_m = 30", "height_m = 30\nrows = 8\nrow_pitch_m = 0.2\nradiating_length_m = 1.0"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"m\.toml.*contradict"):
        emf.read_station(path)


def test_counters_are_compared_with_the_configured_factor(tmp_path: Path) -> None:
    # 20 W of 200 W all the time: every percentile is 0.1, which 0.25 x 0.75 = 0.1875 covers
    path = tmp_path / "c.csv"
    path.write_text("time,transmitted_power_w\n" + "".join(f"{t},20\n" for t in range(0, 7200, 60)), encoding="utf-8")
    arguments = ["counters", str(path), "--rated-power-w", "200", "--factor", "0.25", "--duty-cycle", "0.75"]
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert [r["window_min"] for r in told] == [6, 30]
    assert told[0]["percentile_95"] == pytest.approx(0.1)
    assert told[0]["covers_95"]
    assert "covers the 95th and the 99th percentile" in CliRunner().invoke(app, arguments).stdout
    assert CliRunner().invoke(app, ["counters", str(path), "--rated-power-w", "10"]).exit_code == 2


MSI = "NAME x\nFREQUENCY 3500\nGAIN {gain} dBi\nTILT ELECTRICAL\nHORIZONTAL 360\n{cut}VERTICAL 360\n{cut}"


def beam_file(path: Path, gain: float) -> None:
    cut = "".join(f"{angle} {min(12 * (min(angle, 360 - angle) / 60) ** 2, 25):.2f}\n" for angle in range(360))
    path.write_text(MSI.format(gain=gain, cut=cut), encoding="utf-8")


@pytest.mark.parametrize(("broadcast_gain", "holds"), [(18.0, True), (25.0, False)])
def test_an_envelope_from_a_file_is_held_against_its_broadcast_beams(
    tmp_path: Path, broadcast_gain: float, holds: bool
) -> None:
    beam_file(tmp_path / "traffic.msi", 24.0)
    beam_file(tmp_path / "ssb.msi", broadcast_gain)
    path = written(tmp_path, "")
    pattern = 'pattern = { file = "traffic.msi", envelope = true, broadcast = "ssb.msi" }'
    path.write_text(path.read_text(encoding="utf-8").replace("pattern = { array = {  } }", pattern), encoding="utf-8")
    if holds:
        assert emf.read_station(path).antennas[0].pattern.kind == "envelope"
    else:
        with pytest.raises(InputError, match=r"pattern.*broadcast.*ssb\.msi"):
            emf.read_station(path)


@pytest.mark.parametrize(("limited", "factor"), [("true", 0.10), ("false", 1.0)])
def test_the_swiss_factor_needs_an_automatic_limitation(tmp_path: Path, limited: str, factor: float) -> None:
    # 64 sub-arrays: 0.10 with the automatic power limitation, 1 without
    path = written(tmp_path, "rows = 8, columns = 8")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + f"sub_arrays = 64\nautomatic_power_limitation = {limited}\n", encoding="utf-8")
    station = emf.read_station(path)
    assert station.antennas[0].carriers[0].power_reduction_factor == factor
    assert "swiss-factor-unconfirmed" in {a.code for a in station.assumptions}
    path.write_text(text + "sub_arrays = 64\npower_reduction_factor = 0.5\n", encoding="utf-8")
    with pytest.raises(InputError, match="not both"):
        emf.read_station(path)
