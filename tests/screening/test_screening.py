"""Rules that decide before a field is computed: clearances, permitted powers, and the Swiss perimeter."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import emfassess as emf
from emfassess.screening.clearances import (
    clearance_distance,
    clearance_height,
    installation_perimeter,
    loaded_sector_erp,
    permitted_eirp_at_roof,
    permitted_eirp_below,
)


@pytest.mark.parametrize(
    ("frequency_mhz", "distance"),
    [(100, 3.98942), (900, 2.65962), (2600, 1.78412)],  # 100 W: sqrt(P/2pi), sqrt(200P/f pi), sqrt(P/10pi)
)
def test_clearance_distance_in_every_band(frequency_mhz: float, distance: float) -> None:
    limit = float(emf.load_limits("icnirp-1998").power_density(frequency_mhz * 1e6))
    assert clearance_distance(100.0, limit) == pytest.approx(distance, rel=1e-5)


def height(side_lobe_db: float = 20.0, downtilt_deg: float = 6.0, vertical_beamwidth_deg: float = 7.0) -> float:
    return clearance_height(
        1000.0,
        10.0,
        side_lobe_db=side_lobe_db,
        downtilt_deg=downtilt_deg,
        vertical_beamwidth_deg=vertical_beamwidth_deg,
    )


def test_clearance_height_is_the_greater_of_two() -> None:
    # D_m = sqrt(1000 / 10 pi) = 5.64190; sin(6 + 7.903 degrees) = 0.240278; 10^(-20/20) = 0.1
    assert height() == pytest.approx(2 + 5.64190 * 0.240278, rel=1e-5)
    assert height(downtilt_deg=0.0, vertical_beamwidth_deg=1.0) == pytest.approx(2 + 0.564190, rel=1e-6)


def test_a_lobe_that_reaches_straight_down_counts_in_full() -> None:
    # 45 + 1.129 * 70 is beyond the nadir: the sine must not fall again
    assert height(downtilt_deg=45.0, vertical_beamwidth_deg=70.0) == pytest.approx(2 + 5.64190, rel=1e-6)


@given(st.floats(1, 1e5), st.floats(0, 30))
def test_height_and_power_of_the_side_lobe_are_inverse(eirp: float, side_lobe_db: float) -> None:
    needed = clearance_height(eirp, 0.45, side_lobe_db=side_lobe_db, downtilt_deg=0.0, vertical_beamwidth_deg=1e-9)
    assert permitted_eirp_below(0.45, needed, side_lobe_db=side_lobe_db) == pytest.approx(eirp, rel=1e-6)


def test_a_roof_right_below_is_the_worst_place_of_the_rule() -> None:
    # (d2 + h2) / d is smallest where d = h, and there twice h: pi * 0.45 * 40^2 without side-lobe suppression
    powers = [permitted_eirp_at_roof(0.45, 20.0, d, side_lobe_db=0.0) for d in (10.0, 20.0, 40.0)]
    assert min(powers) == powers[1] == pytest.approx(math.pi * 0.45 * 1600)


@pytest.mark.parametrize("antenna_height", [2.0, 1.0])
def test_an_antenna_among_people_is_refused(antenna_height: float) -> None:
    with pytest.raises(ValueError, match="above"):
        permitted_eirp_below(0.45, antenna_height, side_lobe_db=17.0)


def test_a_roof_at_no_distance_and_negative_suppression_are_refused() -> None:
    with pytest.raises(ValueError, match="distance"):
        permitted_eirp_at_roof(0.45, 20.0, 0.0, side_lobe_db=17.0)
    with pytest.raises(ValueError, match="side_lobe_db"):
        permitted_eirp_at_roof(0.45, 20.0, 10.0, side_lobe_db=-1.0)
    with pytest.raises(ValueError, match="side_lobe_db"):
        height(side_lobe_db=-1.0)


@pytest.mark.parametrize(
    ("azimuths", "total"),
    [
        # 1, 2 and 4 W
        ((0, 120, 240), 4.0),
        ((0, 90, 200), 4.0),
        ((0, 91, 181), 6.0),
        ((350, 20, 80), 7.0),  # over north, 90 degrees from the first to the last
        ((349, 20, 80), 6.0),
        ((0, 0, 0), 7.0),
        ((-10, 370, 80), 7.0),
    ],
)
def test_the_most_loaded_sector_with_both_edges(azimuths: tuple[float, ...], total: float) -> None:
    assert loaded_sector_erp([1.0, 2.0, 4.0], azimuths) == total


def test_a_full_turn_holds_all() -> None:
    assert loaded_sector_erp([1.0, 2.0, 4.0], [0.0, 120.0, 240.0], sector_width_deg=360.0) == 7.0


def test_the_perimeter_grows_with_the_root_of_the_power() -> None:
    # 1.17 sqrt(3000)
    assert installation_perimeter([1000, 2000], [10, 100], factor=1.17) == pytest.approx(64.083, rel=1e-5)


def test_impossible_sectors_and_factors_are_refused() -> None:
    with pytest.raises(ValueError, match="sector_width_deg"):
        loaded_sector_erp([1.0], [0.0], sector_width_deg=0.0)
    with pytest.raises(ValueError, match="factor"):
        installation_perimeter([1.0], [0.0], factor=0.0)
    with pytest.raises(ValueError, match="one azimuth"):
        loaded_sector_erp([1.0, 2.0], [0.0])
    with pytest.raises(ValueError, match="ERP"):
        loaded_sector_erp([1.0, -2.0], [0.0, 10.0])
