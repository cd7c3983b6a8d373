"""Computed patterns against printed vectors, and descriptions against hand-worked patterns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess.patterns import describe, element_38901, f1336_sector, panel, vertical_beamwidth_from_gain
from emfassess.patterns.pattern import SAMPLES, Pattern, directivity_dbi, table_from_cut, table_from_function
from emfassess.units import Floats


@pytest.mark.parametrize(
    ("azimuth", "elevation", "gain"),
    [
        # 3GPP TR 37.840 / ITU-R IMT-2020 single element, test vectors of bwinkel/pycraf; 5 dBi, 65 deg, 30 dB
        (-80, -40, -17.72189),
        (-80, 10, -13.46154),
        (20, -40, -0.68047),
        (20, 10, 3.57988),
        (20, 60, -6.36095),
        (-180, 10, -25.0),
        (20, -90, -19.14201),
    ],
)
def test_3gpp_element_matches_the_printed_vector(azimuth: float, elevation: float, gain: float) -> None:
    element = element_38901(gain_dbi=5.0)
    assert element.gain_dbi - element.attenuation(azimuth, elevation) == pytest.approx(gain, abs=1e-4)


@pytest.mark.parametrize(
    ("azimuth", "elevation", "gain"),
    [
        # ITU-R F.1336 peak side-lobe, test vectors of bwinkel/pycraf where the slope C does not enter; 18 dBi, 65 deg
        (0, 0, 18.0),
        (-5, -5, 12.69345),
        (-80, -5, 1.87669),
        (70, 30, -1.76097),
        (-155, -5, -6.45692),
        (145, 65, -6.45692),
        # the continuous form of C, derived from the Recommendation by hand
        (-5, -40, 0.02229),
        (-5, 65, -3.85685),
    ],
)
def test_f1336_sector_matches_the_printed_vector(azimuth: float, elevation: float, gain: float) -> None:
    sector = f1336_sector(18.0, 65.0)
    # tables of 0.1 degree, linear between: 0.002 dB near the kinks
    assert sector.gain_dbi - sector.attenuation(azimuth, elevation) == pytest.approx(gain, abs=2e-3)


def test_f1336_has_no_step_at_the_zenith() -> None:
    sector = f1336_sector(18.0, 65.0)
    beside, above = sector.vertical_db[[2699, 2700]]
    assert beside == pytest.approx(above, abs=0.02)


def test_vertical_beamwidth_follows_from_gain() -> None:
    # F.1336 for 18 dBi and 65 degrees: 31000 * 10^-1.8 / 65 = 7.558 degrees
    assert vertical_beamwidth_from_gain(18.0, 65.0) == pytest.approx(7.558, abs=1e-3)


@pytest.mark.parametrize(("horizontal", "vertical"), [(65.0, 7.0), (90.0, 14.0), (33.0, 4.3)])
def test_a_panel_has_the_beamwidths_it_was_made_from(horizontal: float, vertical: float) -> None:
    # 12 (x/x3)^2 is 3 dB at x3/2, 3.0103 dB a little farther: 0.17 %
    found = describe(panel(17.0, horizontal, vertical))
    assert found.horizontal_beamwidth_deg == pytest.approx(horizontal, rel=0.003)
    assert found.vertical_beamwidth_deg == pytest.approx(vertical, rel=0.003)
    assert found.front_to_back_db == pytest.approx(25.0)
    assert found.tilt_deg == pytest.approx(0.0, abs=0.05)


def test_a_panel_of_360_degrees_radiates_alike_around() -> None:
    around = panel(11.0, 360.0, 7.0).attenuation(np.arange(0, 360, 10), 0.0)
    assert np.all(around == 0)


@pytest.mark.parametrize("wrong", [(17, 0, 7), (17, 65, 0), (17, -65, 7), (17, 65, 7, -1)])
def test_impossible_panels_are_refused(wrong: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must"):
        panel(*wrong)


def test_an_isotropic_pattern_has_no_directivity() -> None:
    assert directivity_dbi(Pattern("", 0.0, np.zeros(SAMPLES), np.zeros(SAMPLES))) == pytest.approx(0.0, abs=1e-4)


def test_a_short_dipole_has_1_76_dbi_and_a_half_wave_dipole_2_15_dbi() -> None:
    # textbook: directivity 1.5 and 1.643
    def short(angle: Floats) -> Floats:
        return np.asarray(-20 * np.log10(np.maximum(np.abs(np.cos(np.radians(angle))), 1e-6)))

    def half_wave(angle: Floats) -> Floats:
        cosine = np.maximum(np.abs(np.cos(np.radians(angle))), 1e-6)
        return np.asarray(-20 * np.log10(np.abs(np.cos(np.pi / 2 * np.sin(np.radians(angle))) / cosine) + 1e-9))

    for shape, expected in ((short, 10 * np.log10(1.5)), (half_wave, 2.15)):
        pattern = Pattern("", 2.15, np.zeros(SAMPLES), table_from_function(shape))
        assert directivity_dbi(pattern) == pytest.approx(expected, abs=0.01)


@given(gain=st.floats(8, 22), horizontal=st.floats(30, 120), vertical=st.floats(4, 30))
def test_power_through_a_sphere_is_the_power_fed_after_normalising(
    gain: float, horizontal: float, vertical: float
) -> None:
    # energy: with its own directivity as gain, the mean over the sphere is one (an independent coarser quadrature)
    pattern = panel(gain, horizontal, vertical)
    node, weight = np.polynomial.legendre.leggauss(256)
    azimuth, elevation = np.meshgrid(np.arange(0, 360, 2.0), np.degrees(np.arcsin(node)), indexing="ij")
    relative = 10 ** ((describe(pattern).directivity_dbi - pattern.attenuation(azimuth, elevation)) / 10)
    assert (relative.mean(axis=0) * weight).sum() / 2 == pytest.approx(1.0, rel=0.03)


def test_stated_gain_far_from_the_directivity_is_told() -> None:
    right = panel(17.0, 65.0, 7.0)
    assert describe(right).gain_agrees == (abs(17.0 - describe(right).directivity_dbi) <= 1)
    assert not describe(panel(27.0, 65.0, 7.0)).gain_agrees


def test_cuts_are_interpolated_in_decibel_around_the_turn() -> None:
    table = table_from_cut([0, 90, 180, 270], [0.0, 9.0, 18.0, 9.0])
    assert table[450] == pytest.approx(4.5)
    assert table[3150] == pytest.approx(4.5)
    assert table_from_cut([0, 90, 180, 270, 360], [0.0, 9.0, 18.0, 9.0, 0.0]) == pytest.approx(table)


def test_a_pattern_with_a_hole_is_refused() -> None:
    cut = np.zeros(SAMPLES)
    with pytest.raises(ValueError, match="not a number"):
        Pattern("", 0.0, np.where(np.arange(SAMPLES) == 7, np.nan, cut), cut)
    with pytest.raises(ValueError, match="3600"):
        Pattern("", 0.0, np.zeros(360), cut)


def test_tilt_in_the_cut_is_found() -> None:
    cut = table_from_function(lambda angle: np.minimum(12 * ((angle - 6) / 7) ** 2, 20))
    assert describe(Pattern("", 17.0, np.zeros(SAMPLES), cut)).tilt_deg == pytest.approx(6.0, abs=0.05)
