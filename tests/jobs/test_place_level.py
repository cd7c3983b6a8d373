"""The level at a place, and what would change: the same numbers as the commands give."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from builders.stations import carrier, station
from emfassess.cli import app
from emfassess.jobs.place import place_level
from emfassess.jobs.plan import Plan, read_plan
from emfassess.jobs.run import assess_station
from emfassess.jobs.what_if import AntennaChange, changed, what_if
from emfassess.readers.limit_sets import load_limits

ROOT = Path(__file__).parents[2]


def plan(*stations: object) -> Plan:
    return Plan(tuple(stations), load_limits("gb-8702-2014"))  # type: ignore[arg-type]


def test_a_place_has_the_number_that_points_gives(tmp_path: Path) -> None:
    (tmp_path / "at.csv").write_text("id,height_m,longitude,latitude\nA,1.7,120.1240,30.2707\nB,12,120.1230,30.2699\n")
    path = ROOT / "stations" / "example-rooftop.toml"
    out = tmp_path / "out.csv"
    assert (
        CliRunner().invoke(app, ["points", str(path), "--at", str(tmp_path / "at.csv"), "--out", str(out)]).exit_code
        == 0
    )
    shipped = read_plan([path], folder=ROOT)
    with out.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            found = place_level(shipped, *(float(row[key]) for key in ("longitude", "latitude", "height_m")))
            bounds = ("bound_power_density_w_m2", "bound_exposure_ratio")
            for key in ("power_density_w_m2", "field_strength_v_m", "exposure_ratio", *bounds):
                assert getattr(found, key) == pytest.approx(float(row[key]), rel=1e-8)
            assert found.main_contributor == row["main_contributor"]


def test_a_level_by_hand_and_who_stands_near() -> None:
    # isotropic, 20 W, 30 m up, seen from 1.7 m at its foot: S = 20 / (4 pi 28.3^2); the limit of 900 MHz is 12 V/m
    found = place_level(plan(station(id="FAR", latitude=30.2), station()), 120.0, 30.0, 1.7)
    density = 20 / (4 * np.pi * 28.3**2)
    assert found.power_density_w_m2 == pytest.approx(density, rel=1e-3)
    assert found.exposure_ratio == pytest.approx(density * 376.730 / 12**2, rel=1e-3)
    # within 45 m the scattered power is 6 dB down, 10^-0.6 = 0.251189
    assert found.bound_power_density_w_m2 == pytest.approx(1.251189 * density, rel=1e-3)
    assert found.bound_exposure_ratio == pytest.approx(1.251189 * density * 376.730 / 12**2, rel=1e-3)
    assert (found.nearest, found.stations, found.verdict) == ("S1", 2, "compliant")
    assert found.distance_m == pytest.approx(0.0, abs=1e-6)
    assert found.expanded_uncertainty_db > 0


def test_where_nothing_is_known_nothing_is_said() -> None:
    with pytest.raises(ValueError, match="no station within 40 km"):
        place_level(plan(station()), 121.0, 30.0, 1.7)
    for place in ((np.nan, 30.0, 1.7), (120.0, 91.0, 1.7), (120.0, 30.0, -1.0), (120.0, 30.0, np.inf)):
        with pytest.raises(ValueError, match="must lie in"):
            place_level(plan(station()), *place)


def test_a_what_if_changes_the_antenna_that_it_names_and_no_other() -> None:
    two = replace(station(), antennas=(station().antennas[0], replace(station().antennas[0], id="A2")))
    after = changed(two, [AntennaChange("A2", power_db=3.0, tilt_deg=2.0, azimuth_deg=-10.0, height_m=1.5)])
    assert after.antennas[0] == two.antennas[0]
    moved = after.antennas[1]
    assert (moved.mechanical_tilt_deg, moved.azimuth_deg, moved.height_m) == (2.0, 350.0, 31.5)
    assert moved.carriers[0].power_w == pytest.approx(20 * 10**0.3)


def test_half_the_power_is_half_the_level_and_no_change_is_the_assessment() -> None:
    one = plan(station(carrier(power_w=200.0)))
    as_it_is = what_if(one, "S1", [])
    assert as_it_is["max_exposure_ratio"] == pytest.approx(assess_station(one, 0)[0].max_exposure_ratio, rel=1e-8)
    half = what_if(one, "S1", [AntennaChange("A1", power_db=10 * float(np.log10(0.5)))])
    assert half["max_exposure_ratio"] == pytest.approx(as_it_is["max_exposure_ratio"] / 2, rel=1e-6)


@pytest.mark.parametrize(
    ("station_id", "change", "fault"),
    [
        ("S9", AntennaChange("A1"), "no station 'S9'"),
        ("S1", AntennaChange("A9"), "no antenna 'A9'"),
        ("S1", AntennaChange("A1", tilt_deg=91.0), "cannot be tilted to 91"),
        ("S1", AntennaChange("A1", height_m=-30.0), "height_m must be above 0"),
    ],
)
def test_a_change_that_cannot_be_is_refused(station_id: str, change: AntennaChange, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        what_if(plan(station()), station_id, [change])


def test_a_place_is_judged_by_the_rule_of_its_own_limit() -> None:
    # at its foot: 18 mW/m2 for 20 W; 4 W/m2 is the reference level of ICNIRP 2020 at 800 MHz, 80 % of it takes 3556 W
    abroad = station(carrier(20.0 * 0.8 * 4.0 / (20.0 / (4 * np.pi * 28.3**2)), 800.0), id="ABROAD")
    icnirp = load_limits("icnirp-2020")
    home = station(id="HOME", latitude=31.0)
    found = place_level(
        replace(plan(home, abroad), national={"ABROAD": icnirp}, expanded_uncertainty_db=6.0), 120.0, 30.0, 1.7
    )
    assert found.limit["id"] == "icnirp-2020"
    assert found.exposure_ratio == pytest.approx(0.8, rel=2e-3)
    # the uncertainty is 2 dB more than the target of 4 dB: 0.8 times 1.585 is above the limit
    assert found.verdict == "exceeds"
