"""The command line as its users have it: exit codes, messages, files."""

import csv
import filecmp
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders.station_files import STATION, written
from emfassess.cli import app

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "stations" / "example-rooftop.toml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_check_counts_what_it_read() -> None:
    result = run("check", EXAMPLE)
    assert result.exit_code == 0
    assert "1 station, 6 antennas, 9 carriers" in result.stdout


def test_check_names_every_fault_and_exits_2(tmp_path: Path) -> None:
    text = STATION.replace("height_m = 30.0", "height_m = -1").replace("power_w = 200", "power_dbm = 53")
    result = run("check", written(tmp_path, text))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) >= 2
    assert "Traceback" not in result.output


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "reports"
    result = run("assess", EXAMPLE, "--out", out, "--also", "icnirp-2020", "--language", "zh")
    assert result.exit_code == 0, result.output
    return out


def test_assess_writes_what_it_promises(finished: Path) -> None:
    names = {p.name for p in (finished / "example-rooftop").iterdir()}
    assert names >= {"assessment.json", "points.csv", "contributions.csv", "exposure.nc", "map.html", "report.pdf"}
    assert names >= {"plan.svg", "section.svg", "pattern.svg"}
    assert {p.name for p in finished.iterdir()} == {
        "@map.css",
        "@map.js",
        "example-rooftop",
        "index.json",
        "manifest.json",
        "plan.json",
        "stations.geojson",
        "summary.csv",
    }


def test_every_outlet_shows_the_same_number(finished: Path) -> None:
    record = json.loads((finished / "example-rooftop" / "assessment.json").read_text(encoding="utf-8"))
    ratio = record["max_exposure_ratio"]
    index = json.loads((finished / "index.json").read_text(encoding="utf-8"))
    (feature,) = json.loads((finished / "stations.geojson").read_text(encoding="utf-8"))["features"]
    (row,) = table(finished / "summary.csv")
    points = table(finished / "example-rooftop" / "points.csv")
    assert index["stations"][0]["max_exposure_ratio"] == ratio
    assert feature["properties"]["max_exposure_ratio"] == ratio
    assert float(row["max_exposure_ratio"]) == ratio
    assert max(float(p["theoretical_exposure_ratio"]) for p in points) == ratio


def test_the_record_names_its_inputs_with_their_checksums(finished: Path) -> None:
    from hashlib import sha256

    record = json.loads((finished / "example-rooftop" / "assessment.json").read_text(encoding="utf-8"))
    assert record["provenance"]["inputs"] == [
        {"kind": kind, "name": path.name, "sha256": sha256(path.read_bytes()).hexdigest()}
        for kind, path in (("station", EXAMPLE), ("project", Path("emfassess.toml")))
    ]
    assert record["limit"]["edition"] == "2014"
    # the project names no limit: the country of the station chose it, and the command computes the same again
    chosen = "--also icnirp-2020 --population public --scenario theoretical --ground none --language zh"
    assert record["provenance"]["command"] == f"emfassess assess example-rooftop.toml {chosen}"


def test_the_same_input_gives_the_same_bytes(finished: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert run("assess", EXAMPLE, "--out", again, "--also", "icnirp-2020", "--language", "zh").exit_code == 0
    names = [str(p.relative_to(finished)) for p in finished.rglob("*") if p.is_file() and p.name != "map.html"]
    assert len(names) >= 11
    assert filecmp.cmpfiles(finished, again, names, shallow=False)[0] == names


def test_many_stations_are_shared_among_processes_and_summed(tmp_path: Path) -> None:
    for number in range(8):
        text = STATION.replace('"S-1"', f'"S-{number}"').replace("120.12345", str(120.12 + number / 1000))
        written(tmp_path, text, f"{number}.toml")
    result = run("assess", tmp_path, "--out", tmp_path / "out", "--also", "icnirp-1998")
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "out" / "S-3" / "assessment.json").read_text(encoding="utf-8"))
    assert len(record["stations_summed"]) == 8
    rows = table(tmp_path / "out" / "summary.csv")
    assert [r["station_id"] for r in rows] == [f"S-{n}" for n in range(8)]


def test_stations_beyond_the_horizon_are_left_out_and_told(tmp_path: Path) -> None:
    written(tmp_path, STATION, "a.toml")
    written(tmp_path, STATION.replace('"S-1"', '"S-2"').replace("30.27012", "32.0"), "b.toml")
    assert run("assess", tmp_path, "--out", tmp_path / "out").exit_code == 0
    record = json.loads((tmp_path / "out" / "S-1" / "assessment.json").read_text(encoding="utf-8"))
    assert record["stations_summed"] == ["S-1"]
    assert "stations-within-range" in [a["code"] for a in record["assumptions"]]


def test_fail_on_exceed_exits_1(tmp_path: Path) -> None:
    path = written(tmp_path, STATION.replace("power_w = 200", "power_w = 200000"))
    assert run("assess", path, "--out", tmp_path / "a").exit_code == 0
    assert run("assess", path, "--out", tmp_path / "b", "--fail-on-exceed").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--limit", "gb-8702"], "did you mean"),
        (["--population", "occupational"], "it has: public"),
        (["--population", "children"], "not one of"),
        (["--named-points", "none.csv"], "none.csv"),
        (["--date", "yesterday"], "valid date"),
    ],
)
def test_wrong_options_exit_2(tmp_path: Path, arguments: list[str], reason: str) -> None:
    result = run("assess", EXAMPLE, "--out", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_station_that_fails_stops_the_run_and_leaves_earlier_reports(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = written(tmp_path, STATION, "a.toml")
    assert run("assess", first, "--out", out).exit_code == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    beyond = written(tmp_path, STATION.replace('"S-1"', '"S-2"').replace("3500", "250000"), "b.toml")
    result = run("assess", first, beyond, "--out", out, "--limit", "fcc-1.1310")
    assert result.exit_code == 2
    assert "lies outside" in result.stderr
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_an_output_folder_that_is_a_file_exits_2(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("I am a file")
    result = run("assess", EXAMPLE, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "out" in result.stderr
    assert (tmp_path / "out").read_text() == "I am a file"


def test_a_full_disk_exits_2_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "out"))

    monkeypatch.setattr(Path, "write_bytes", full)
    result = run("assess", EXAMPLE, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert list((tmp_path / "out").iterdir()) == []


def points(tmp_path: Path, *more: object, text: str = "id,note,height_m,east_m,north_m\np1,=x,30,0,30\n") -> Result:
    at = tmp_path / "p.csv"
    at.write_text(text)
    station = STATION.replace("azimuth_deg = 120", "azimuth_deg = 0").replace("mechanical_tilt_deg = 2\n", "")
    station = station.replace("feeder_loss_db = 0.5", "feeder_loss_db = 0").replace("power_w = 200", "power_w = 20")
    path = written(tmp_path, station.replace("frequency_mhz = 3500", "frequency_mhz = 900"))
    return run("points", path, "--at", at, "--out", tmp_path / "o.csv", *more)


def test_points_repeats_its_input_and_adds_the_levels(tmp_path: Path) -> None:
    assert points(tmp_path).exit_code == 0
    (row,) = table(tmp_path / "o.csv")
    assert (row["id"], row["note"], row["height_m"]) == ("p1", "'=x", "30")
    # 20 W, 17 dBi, 30 m on the axis, 0.75 of the time: 0.75 * 0.0886 = 0.06648 W/m2; 5.004 V/m; over 144/376.73: 0.1739
    assert float(row["power_density_w_m2"]) == pytest.approx(0.06648, abs=5e-5)
    assert float(row["field_strength_v_m"]) == pytest.approx(5.004, abs=5e-3)
    assert float(row["exposure_ratio"]) == pytest.approx(0.1739, abs=2e-4)
    assert row["model"] == "far-field"
    assert row["main_contributor"].startswith("S-1/A1")


def test_points_in_the_actual_scenario_has_the_reduction_factor(tmp_path: Path) -> None:
    assert points(tmp_path, "--scenario", "actual", "--model", "far-field").exit_code == 0
    (row,) = table(tmp_path / "o.csv")
    assert float(row["power_density_w_m2"]) == pytest.approx(0.25 * 0.06648, abs=2e-5)


@pytest.mark.parametrize(
    ("more", "text", "reason"),
    [
        ([], "id,height_m,east_m,north_m\np,30,0,0\n", "coincides"),
        ([], "id,east_m,north_m\np,0,0\n", "height_m"),
    ],
)
def test_points_that_cannot_be_computed_exit_2(tmp_path: Path, more: list[str], text: str | None, reason: str) -> None:
    result = points(tmp_path, *more) if text is None else points(tmp_path, *more, text=text)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert not (tmp_path / "o.csv").exists()


def test_limits_lists_shows_and_answers_in_json() -> None:
    # 8 sets, and those of Brazil, Canada, Flanders, India and Japan, and the local levels of ICNIRP 2020
    assert len(run("limits").stdout.splitlines()) == 14
    assert "12 V/m" in run("limits", "gb-8702-2014").stdout
    values = json.loads(run("limits", "gb-8702-2014", "--frequency-mhz", "900", "--json").stdout)
    # GB 8702-2014 table 1, 30 to 3000 MHz
    assert (values["electric_field_strength_v_m"], values["power_density_w_m2"]) == (12.0, 0.4)
    assert values["averaging_time_min"] == 6.0
    assert run("limits", "gb-8702-2014", "--frequency-mhz", "1e6").exit_code == 2
    assert run("limits", "nothing").exit_code == 2
    whole = json.loads(run("limits", "fcc-1.1310", "--population", "occupational", "--json").stdout)
    assert len(whole["bands"]) == 5


def test_pattern_prints_what_a_file_says(tmp_path: Path) -> None:
    from builders.msi_files import msi

    path = written(tmp_path, msi(), "p.msi")
    record = json.loads(run("pattern", path, "--json").stdout)
    assert record["gain_dbi"] == pytest.approx(17.15)
    assert record["tilt_deg"] == pytest.approx(6.0, abs=0.1)
    loud = written(tmp_path, msi("GAIN 27 dBi"), "q.msi")
    assert "warning: The stated gain of 27.00 dBi" in run("pattern", loud).stdout
    assert run("pattern", written(tmp_path, msi("GAIN 15"), "r.msi")).exit_code == 2
    assert run("pattern", tmp_path / "none.msi").exit_code == 2


def test_the_register_of_brazil_is_converted(tmp_path: Path) -> None:
    from builders.anatel_rows import HEADER, row

    source = tmp_path / "r.csv"
    source.write_text(f"{HEADER}\n{row()}\n", encoding="latin-1")
    result = run("stations", "import-anatel", source, "--out", tmp_path / "t.csv", "--bounds", "-36,-6,-35,-5")
    assert result.exit_code == 0, result.output
    assert run("check", tmp_path / "t.csv").exit_code == 0
    assert run("stations", "import-anatel", source, "--out", tmp_path / "t.csv", "--bounds", "x").exit_code == 2


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("emfassess 0.")


def test_the_package_imports_without_the_heavy_rooms() -> None:
    code = (
        "import sys, emfassess, emfassess.cli; "
        "print([m for m in ('matplotlib', 'folium', 'jinja2', 'typst', 'streamlit', 'numba', 'xarray') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ}, check=True)
    assert done.stdout.strip() == "[]"
