"""Exempt sources by 47 CFR 1.1307(b)(3)."""

import math

import pytest

from emfassess.screening.fcc_exemption import exempt_erp, exempt_power_by_sar


@pytest.mark.parametrize(
    ("frequency_mhz", "distance", "erp"),
    [
        # 47 CFR 1.1307(b)(3)(i)(C), by hand: 1920 R2, 3450 R2/f2, 3.83 R2, 0.0128 R2 f, 19.2 R2
        (1.0, 60.0, 6_912_000.0),
        (10.0, 10.0, 3450.0),
        (100.0, 2.0, 15.32),
        (900.0, 0.5, 2.88),
        (2000.0, 3.0, 172.8),
        (30.0, 2.0, 15.32),  # the edge: 3450 / 900 = 3.8333 and 3.83
        (300.0, 1.0, 3.83),  # the edge: 3.83 and 3.84
        (1500.0, 1.0, 19.2),  # the edge: both rows alike
    ],
)
def test_exempt_erp_by_the_table(frequency_mhz: float, distance: float, erp: float) -> None:
    assert exempt_erp(frequency_mhz * 1e6, distance) == pytest.approx(erp, rel=1e-9)


@pytest.mark.parametrize(("frequency_mhz", "distance"), [(0.29, 500.0), (100_001.0, 1.0)])
def test_a_frequency_outside_the_table_is_refused(frequency_mhz: float, distance: float) -> None:
    with pytest.raises(ValueError, match=r"0\.3 MHz to 100 GHz"):
        exempt_erp(frequency_mhz * 1e6, distance)


@pytest.mark.parametrize("distance", [0.0477, 0.0, -1.0, math.nan])
def test_nearer_than_a_wavelength_over_two_pi_is_refused(distance: float) -> None:
    # 1 GHz: 0.299792 / 6.283185 = 0.047713 m
    with pytest.raises(ValueError, match="wavelength"):
        exempt_erp(1e9, distance)
    assert exempt_erp(1e9, 0.0478) > 0


@pytest.mark.parametrize(
    ("frequency_mhz", "distance_mm", "milliwatt"),
    [
        # the table of examples in the rule, printed in whole milliwatts
        (300, 5, 39),
        (450, 10, 44),
        (835, 15, 44),
        (1900, 25, 66),
        (2450, 20, 38),
        (3600, 50, 195),
        (5800, 40, 106),
    ],
)
def test_exempt_power_close_to_people(frequency_mhz: float, distance_mm: float, milliwatt: float) -> None:
    found = exempt_power_by_sar(frequency_mhz * 1e6, distance_mm / 1000)
    assert 1000 * found == pytest.approx(milliwatt, abs=0.5)


def test_from_twenty_centimetres_the_exempt_power_stays() -> None:
    # 2040 * 0.45 = 918 mW; 3060 mW from 1.5 GHz
    assert exempt_power_by_sar(450e6, 0.2) == pytest.approx(0.918)
    assert exempt_power_by_sar(450e6, 0.4) == pytest.approx(0.918)
    assert exempt_power_by_sar(1.5e9, 0.3) == pytest.approx(3.06)


@pytest.mark.parametrize(("frequency_hz", "distance"), [(0.29e9, 0.1), (6.1e9, 0.1), (1e9, 0.004), (1e9, 0.41)])
def test_outside_the_rule_for_close_sources_it_is_refused(frequency_hz: float, distance: float) -> None:
    with pytest.raises(ValueError, match="the rule holds"):
        exempt_power_by_sar(frequency_hz, distance)
