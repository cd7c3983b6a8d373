"""Constants and conversions against printed values, and each pair against itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess import units

positive = st.floats(1e-9, 1e9)


def test_gain_of_14_db_is_25_1_times() -> None:
    # FCC OET Bulletin 65, edition 97-01, p. 20: 14 dB is a factor 25.1
    assert units.ratio_from_decibel(14.0) == pytest.approx(25.1, rel=0.002)


def test_erp_times_1_64_is_eirp() -> None:
    # FCC OET Bulletin 65, p. 20: ERP referenced to a half-wave dipole of 1.64 times isotropic
    assert units.eirp_from_erp(100.0) == pytest.approx(164.0, rel=1e-3)


def test_field_strength_of_the_brussels_limit() -> None:
    # IBPT overview of Belgian limits: 0.5635 W/m2 stands beside 14.57 V/m
    assert units.field_strength_from_power_density(0.5635) == pytest.approx(14.57, abs=0.005)


def test_12_volt_per_metre_is_0_382_watt_per_square_metre() -> None:
    # by hand: 144 / 376.73 = 0.38224
    assert units.power_density_from_field_strength(12.0) == pytest.approx(0.38224, abs=5e-6)


def test_0_04_microtesla_is_0_0318_ampere_per_metre() -> None:
    # by hand: 0.04e-6 / (4 pi 1e-7) = 0.031831
    assert units.magnetic_field_strength_from_flux_density(0.04e-6) == pytest.approx(0.031831, abs=1e-6)


def test_wavelength_of_300_mhz_is_about_a_metre() -> None:
    # by hand: 299792458 / 300e6
    assert units.wavelength(300e6) == pytest.approx(0.999308, abs=1e-6)


def test_one_watt_is_30_dbm() -> None:
    # by definition: 10 log10(1000)
    assert units.dbm_from_watt(1.0) == pytest.approx(30.0, abs=1e-12)


def test_120_db_over_a_microvolt_per_metre_is_one_volt_per_metre_and_0_2654_microwatt_per_square_centimetre() -> None:
    # by definition 1e6 microvolt; 1 / 376.73 W/m2 = 0.0026544 W/m2, and 1 W/m2 = 100 microwatt/cm2
    field = units.field_strength_from_dbuv_m(120.0)
    assert field == pytest.approx(1.0, abs=1e-12)
    density = units.power_density_from_field_strength(field)
    assert units.uw_cm2_from_power_density(density) == pytest.approx(0.26544, abs=5e-6)


def test_a_report_of_2024_gives_one_millivolt_per_metre_as_2_65e_minus_7_microwatt_per_square_centimetre() -> None:
    # range of a selective meter in a Quanzhou report, 2024: 1 mV/m, 2.65e-7 microwatt/cm2 (with 377 ohm)
    density = units.power_density_from_uw_cm2(2.65e-7)
    assert units.field_strength_from_power_density(density) == pytest.approx(1e-3, rel=2e-3)


def test_0_dbm_is_107_decibel_over_a_microvolt_at_50_ohm() -> None:
    # by hand: sqrt(1 mW * 50 ohm) = 0.223607 V; 20 log10(0.223607 / 1e-6) = 106.9897
    assert units.dbuv_from_dbm(0.0) == pytest.approx(106.9897, abs=5e-5)


def test_the_magnetic_reference_level_of_gb_8702_is_12_06_volt_per_metre() -> None:
    # by hand: 0.032 A/m * 376.73 ohm = 12.0554 V/m
    assert units.field_strength_from_magnetic_field_strength(0.032) == pytest.approx(12.0554, abs=5e-5)


@pytest.mark.parametrize(
    ("forth", "back"),
    [
        (units.ratio_from_decibel, units.decibel_from_ratio),
        (units.watt_from_dbm, units.dbm_from_watt),
        (units.dbi_from_dbd, units.dbd_from_dbi),
        (units.field_strength_from_dbuv_m, units.dbuv_m_from_field_strength),
        (units.dbuv_from_dbm, units.dbm_from_dbuv),
    ],
)
@given(level=st.floats(-120, 120))
def test_levels_come_back(forth: object, back: object, level: float) -> None:
    assert callable(forth)
    assert callable(back)
    assert back(forth(level)) == pytest.approx(level, abs=1e-9)


@pytest.mark.parametrize(
    ("forth", "back"),
    [
        (units.eirp_from_erp, units.erp_from_eirp),
        (units.field_strength_from_power_density, units.power_density_from_field_strength),
        (units.magnetic_field_strength_from_power_density, units.power_density_from_magnetic_field_strength),
        (units.magnetic_field_strength_from_flux_density, units.flux_density_from_magnetic_field_strength),
        (units.field_strength_from_magnetic_field_strength, units.magnetic_field_strength_from_field_strength),
        (units.power_density_from_uw_cm2, units.uw_cm2_from_power_density),
    ],
)
@given(value=positive)
def test_quantities_come_back(forth: object, back: object, value: float) -> None:
    assert callable(forth)
    assert callable(back)
    assert back(forth(value)) == pytest.approx(value, rel=1e-12)


@given(density=positive)
def test_electric_times_magnetic_field_is_the_power_density(density: float) -> None:
    product = units.field_strength_from_power_density(density) * units.magnetic_field_strength_from_power_density(
        density
    )
    assert np.isclose(product, density, rtol=1e-12)
