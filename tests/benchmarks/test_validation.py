"""The script that holds the model against a drive test, on a made-up one of a few points."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from builders.msi_files import msi

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from validation.compared import compare_sectors  # noqa: E402
from validation.differences import BOUND_RINGS, bound_statistics, classes_between, rings  # noqa: E402
from validation.drive_test import Sector, halves, power_density_received, read_drive_test  # noqa: E402
from validation.figures import write_figures  # noqa: E402
from validation.page import compare_halves, page, short_statement  # noqa: E402
from validation.surroundings import SurroundingsRow, surroundings_row  # noqa: E402
from validation.three_levels import ThreeLevels  # noqa: E402

SECTORS = """sector,east_m,north_m,height_m,azimuth_deg,mechanical_tilt_deg,electrical_tilt_in_pattern_deg,pattern,\
frequency_mhz,reference_signal_power_dbm
S1A,1000,2000,31.5,90.0,0.0,6.0,panel.msi,1800,15.0
S2A,5000,2000,31.5,0.0,0.0,6.0,panel.msi,1800,15.0
S2B,5000,2000,31.5,180.0,0.0,6.0,panel.msi,1800,15.0
S3A,9000,2000,31.5,0.0,0.0,6.0,panel.msi,1800,15.0
"""
# in front of S1A, 80 m behind S2A and in front of S2B
RECEIVED: tuple[tuple[str, int, int, float], ...] = (
    ("S1A", 1500, 2000, -70.0),
    ("S2A", 5000, 1920, -50.0),
    ("S2A", 5000, 1600, -90.0),
    ("S2B", 5000, 1600, -75.0),
    ("S2B", 4900, 1100, -85.0),
    ("S3A", 9000, 2600, -80.0),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "drive"
    (place / "patterns").mkdir(parents=True)
    (place / "patterns" / "panel.msi").write_text(msi("GAIN 15.00 dBi"))
    (place / "sectors.csv").write_text(SECTORS)
    columns = ["sector", "east_m", "north_m", "rsrp_dbm"]
    pd.DataFrame(RECEIVED, columns=columns).to_csv(place / "rsrp.csv.gz", index=False)
    return place


@pytest.fixture
def sectors(folder: Path) -> tuple[Sector, ...]:
    return read_drive_test(folder)


def test_received_power_becomes_the_power_density_of_an_isotropic_aperture() -> None:
    # 300 MHz: wavelength 0.999308 m, aperture 0.0794675 m², so that 0 dBm is 0.001 W / 0.0794675 m² = 0.012584 W/m²
    assert power_density_received(0.0, 300e6) == pytest.approx(0.012584, abs=5e-7)


def test_points_are_placed_around_their_own_mast(sectors: tuple[Sector, ...]) -> None:
    assert [sector.site for sector in sectors] == ["S1", "S2", "S2", "S3"]
    assert sectors[1].points.tolist() == [[0, -80, 1.5], [0, -400, 1.5]]
    assert sectors[1].mast == (5000, 2000)


def test_sites_in_order_of_name_calibrate_and_test_in_turn(sectors: tuple[Sector, ...]) -> None:
    calibration, test = halves(sectors)
    assert {sector.site for sector in calibration} == {"S1", "S3"}
    assert [sector.antenna.id for sector in test] == ["S2A", "S2B"]


def test_levels_of_a_point_follow_from_its_distance_and_the_pattern(sectors: tuple[Sector, ...]) -> None:
    behind = compare_sectors(sectors[1:2])
    # in space sqrt(80² + 30²) = 85.44 m: 15 dBm spread evenly is 0.0316228 / (4π · 7300) = 3.44721e-7 W/m²
    scattered = behind.bound[0] - behind.calculated[0]
    assert scattered == pytest.approx(3.44721e-7, rel=1e-5)
    # behind, both cuts are at their floors of 25 and 20 dB: 15 - 45 = -30 dBi
    assert behind.calculated[0] == pytest.approx(3.44721e-10, rel=1e-5)
    assert behind.off_boresight[0] == 180
    assert behind.distance.tolist() == [80, 400]


def test_a_point_above_the_bound_is_counted_in_its_ring(sectors: tuple[Sector, ...]) -> None:
    levels = compare_sectors(sectors)
    # -50 dBm at 1800 MHz is 1e-8 W · 4π / (0.166551 m)² = 4.5302e-6 W/m², 11.2 dB over 3.4507e-7 W/m²
    near = bound_statistics(levels, rings(BOUND_RINGS)(levels))[0]
    assert (near.label, near.points, near.sites, near.above_bound, near.sites_above) == ("0 to 100 m", 1, 1, 1.0, 1)
    assert near.worst_db == pytest.approx(11.18, abs=0.01)
    far = bound_statistics(levels, rings(BOUND_RINGS)(levels))[-1]
    assert far.points == len(RECEIVED)
    assert far.above_bound == pytest.approx(1 / 6)


def test_the_last_class_has_both_its_edges() -> None:
    (_, low), (label, high) = classes_between(np.array([0.0, 90.0, 180.0]), (0.0, 90.0, 180.0), "°")
    assert label == "90 to 180 °"
    assert (low.tolist(), high.tolist()) == ([True, False, False], [False, True, True])


def test_a_point_of_an_unknown_sector_is_refused(folder: Path) -> None:
    table = pd.read_csv(folder / "rsrp.csv.gz")
    table.assign(sector="S9A").to_csv(folder / "rsrp.csv.gz", index=False)
    with pytest.raises(ValueError, match="S9A"):
        read_drive_test(folder)


def test_the_page_has_every_table_and_its_pictures(sectors: tuple[Sector, ...], tmp_path: Path) -> None:
    compared = compare_halves(sectors)
    images = write_figures(compared.test_levels, tmp_path)
    row = SurroundingsRow("all", 500, 3, (1.0, 0.5), (9.0, 6.0), (0.8, 0.9), 0.0, -3.0)
    text = page(compared, tmp_path, [row], images)
    assert all((tmp_path / name).stat().st_size > 0 and f"images/{name}" in text for name in images)
    assert "| S2A | 2 | 1 |" in text
    assert "| all | 500 | 3 | +1.0 dB | +0.5 dB |" in text
    assert "nan" not in text


def test_a_place_without_a_path_is_counted_but_not_compared() -> None:
    ones = np.ones(4)
    without = ThreeLevels(calculated=ones, bound=2 * ones, median=0.1 * ones, low=0.01 * ones, high=ones)
    known = ThreeLevels(calculated=ones, bound=2 * ones, median=ones, low=0.5 * ones, high=2 * ones)
    row = surroundings_row("scene", np.array([0.0, 1.0, 1.0, 4.0]), without, known)
    assert (row.places, row.unreached, row.above_bound) == (4, 1, 0.25)
    # of the others 1, 1 and 4 W/m²: the median is 10 times the expected 0.1, and equal to the expected 1
    assert row.median_db == pytest.approx((10.0, 0.0))
    assert row.within == pytest.approx((2 / 3, 2 / 3))
    # 4 over 2 W/m²
    assert row.worst_db == pytest.approx(3.01, abs=0.005)


def test_readme_repeats_what_the_page_states_in_short() -> None:
    written = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    assert short_statement(written) in (ROOT / "README.md").read_text(encoding="utf-8")
