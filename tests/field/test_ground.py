"""Ground reflection: Fresnel coefficients, two rays, factors, and the mean over a body."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import emfassess as emf
from builders.stations import carrier, station
from emfassess.field import sources_of
from emfassess.field.ground import (
    BODY_HEIGHTS,
    Ground,
    complex_permittivity,
    fresnel_coefficient,
    ground_of,
    reflection_factor,
    two_ray_factor,
)
from emfassess.units import eirp_from_erp


def test_permittivities_are_those_of_p2040() -> None:
    # concrete 5.24, c = 0.0462, d = 0.7822 at 10 GHz: sigma = 0.0462 * 10^0.7822 = 0.2798 S/m;
    # loss = 17.975 * sigma / f_GHz = 0.5029, with 17.975 = 1e9^-1 / (2 pi eps0)
    e = complex(complex_permittivity("concrete", 10e9))
    assert e.real == pytest.approx(5.24)
    assert -e.imag == pytest.approx(17.975 * 0.0462 * 10**0.7822 / 10, rel=1e-3)
    # wet ground at 1 GHz: 30, and 0.15 S/m
    wet = complex(complex_permittivity("wet", 1e9))
    assert wet.real == pytest.approx(30.0)
    assert -wet.imag == pytest.approx(17.975 * 0.15, rel=1e-3)


def test_fresnel_has_the_limits_of_optics() -> None:
    # straight down: (1 - n) / (1 + n) with n = 2 for eps = 4, for both in magnitude; grazing: -1
    assert complex(fresnel_coefficient(4.0, 90.0, "horizontal")).real == pytest.approx(-1 / 3)
    assert complex(fresnel_coefficient(4.0, 90.0, "vertical")).real == pytest.approx(1 / 3)
    for polarisation in ("horizontal", "vertical"):
        assert complex(fresnel_coefficient(15 - 1j, 0.001, polarisation)).real == pytest.approx(-1.0, abs=1e-3)
    # Brewster: tan psi = 1 / sqrt(eps)
    assert abs(complex(fresnel_coefficient(9.0, float(np.degrees(np.arctan(1 / 3))), "vertical"))) < 1e-12
    with pytest.raises(ValueError, match="polarisation"):
        fresnel_coefficient(4.0, 10.0, "slant")


def test_far_away_two_rays_fall_with_the_fourth_power() -> None:
    # for grazing incidence Gamma = -1 and |1 - exp(-j k 2 h1 h2 / d)|^2 = (2 k h1 h2 / d)^2 while that is small
    sources = sources_of([station(carrier(1.0, 300.0), height_m=10.0)])
    k, h1, h2 = 2 * np.pi * 300e6 / 299_792_458.0, 10.0, 1.7
    distance = np.array([20_000.0, 40_000.0])
    points = np.column_stack([np.zeros(2), distance, np.full(2, h2)])
    expected = (2 * k * h1 * h2 / distance) ** 2
    assert two_ray_factor(sources, points, "wet")[0] == pytest.approx(expected, rel=0.4)


@given(
    distance=st.floats(1.0, 500.0),
    height=st.floats(0.0, 60.0),
    material=st.sampled_from(["wet", "very-dry", "concrete"]),
)
def test_two_equal_rays_never_pass_four_times_one(distance: float, height: float, material: str) -> None:
    sources = sources_of([station(carrier(1.0, 1800.0), height_m=30.0)])
    factor = two_ray_factor(sources, np.array([[0.0, distance, height]]), material)
    assert 0.0 <= factor[0, 0] <= 4.0


def test_the_body_mean_is_the_mean_of_three_heights() -> None:
    sources = sources_of([station(carrier(1.0, 900.0))])
    top = max(BODY_HEIGHTS)
    place = np.array([[0.0, 80.0, top]])
    single = [float(two_ray_factor(sources, place + [0.0, 0.0, h - top], "medium-dry")[0, 0]) for h in BODY_HEIGHTS]
    assert float(reflection_factor(sources, place, Ground("two-ray", material="medium-dry"))[0, 0]) == pytest.approx(
        sum(single) / 3
    )


def test_the_factor_of_oet_65_gives_its_example() -> None:
    # OET-65 page 21: 10 kW ERP at 52 m with 2.56: 124 uW/cm2; 2.15 dB instead of 1.64 gives 123.6
    loud = station(carrier(float(eirp_from_erp(10_000.0)), 100.0), height_m=50.0)
    density = emf.power_density([loud], [[0.0, 20.0, 2.0]], ground="oet-65")[0, 0]
    assert density * 100 == pytest.approx(124.0, rel=5e-3)
    assert emf.power_density([loud], [[0.0, 20.0, 2.0]], ground="k.52")[0, 0] == pytest.approx(density / 2.56 * 4)


@pytest.mark.parametrize("text", ["two-ray:wett", "factor:5", "factor:0.5", "mirror", "factor:x"])
def test_a_ground_that_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ground"):
        ground_of(text)


def test_grounds_are_told_as_they_are_read() -> None:
    for text in ("none", "factor:2.56", "two-ray:medium-dry"):
        assert str(ground_of(text)) == text


def test_the_assessment_counts_the_ground_on_the_grid_and_at_the_places() -> None:
    limits = emf.load_limits("gb-8702-2014")
    bare = emf.assess([station(carrier(100.0))], limits)
    from emfassess.field import Propagation

    lifted = emf.assess([station(carrier(100.0))], limits, propagation=Propagation(ground=ground_of("factor:2.56")))
    assert lifted.max_exposure_ratio == pytest.approx(2.56 * bare.max_exposure_ratio, rel=1e-9)
    assert lifted.grid_levels.exposure_ratio == pytest.approx(2.56 * bare.grid_levels.exposure_ratio, rel=1e-9)
    assert "ground-factor" in {a.code for a in lifted.assumptions}
