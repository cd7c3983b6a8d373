"""Closed formulas of bulletins: reach, apertures, cylinders, and the blend from the cylinder to the far field."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess.field.blended_cylinder import (
    omnidirectional_power_density,
    sector_power_density,
    transition_distance,
)
from emfassess.field.engineering import (
    aperture_efficiency,
    aperture_far_field_start,
    cylinder_power_density,
    distance_to_power_density,
    near_field_power_density,
    near_field_range,
    peak_cylinder_reach,
    permitted_eirp,
    reflected_power_density,
    surface_power_density,
)

POSITIVE = st.floats(1e-3, 1e6)
PANEL = {"length": 2.25, "directivity": 50.466, "beamwidth_deg": 84.0}


def test_a_doubled_field_is_four_times_the_power_density() -> None:
    # 1000 / (pi 10^2) = 3.18310, and 0.64 of it for a reflection of 0.6
    assert float(reflected_power_density(1000, 10, reflection_factor=4)) == pytest.approx(3.18310, rel=1e-6)
    assert float(reflected_power_density(1000, 10, reflection_factor=2.56)) == pytest.approx(2.037183, rel=1e-6)


@given(POSITIVE, POSITIVE, st.floats(1, 4))
def test_reach_and_permitted_power_are_inverse(eirp: float, limit: float, factor: float) -> None:
    distance = distance_to_power_density(eirp, limit, reflection_factor=factor)
    assert float(permitted_eirp(limit, distance, reflection_factor=factor)) == pytest.approx(eirp)


def test_reach_broadcasts_over_powers_and_limits() -> None:
    # sqrt(P / 4 pi S): 4 pi W at 1 W/m2 reach 1 m
    found = distance_to_power_density(np.array([[4 * np.pi], [16 * np.pi]]), [1.0, 4.0])
    np.testing.assert_allclose(found, [[1.0, 0.5], [2.0, 1.0]])


@pytest.mark.parametrize("factor", [0.99, 0.0, -1.0, np.nan])
def test_a_reflection_that_lowers_the_level_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="reflection_factor"):
        distance_to_power_density(100.0, 10.0, reflection_factor=factor)


@pytest.mark.parametrize("limit", [0.0, -1.0, np.nan])
def test_a_limit_must_be_above_zero(limit: float) -> None:
    with pytest.raises(ValueError, match="power_density_limit"):
        distance_to_power_density(100.0, limit)
    with pytest.raises(ValueError, match="power_density_limit"):
        permitted_eirp(limit, 1.0)
    with pytest.raises(ValueError, match="power_density_limit"):
        peak_cylinder_reach(100.0, limit, length=1.0, beamwidth_deg=65.0)


def test_a_point_on_the_antenna_is_refused() -> None:
    with pytest.raises(ValueError, match="distance"):
        permitted_eirp(10.0, 0.0)
    with pytest.raises(ValueError, match="distance"):
        cylinder_power_density(10.0, 0.0, length=1.0, beamwidth_deg=65.0)


def test_the_regions_of_an_aperture() -> None:
    # D = 2 m, lambda = 0.05 m: 4 / 0.2 = 20 m, 0.6 * 4 / 0.05 = 48 m
    assert float(near_field_range(2.0, 0.05)) == pytest.approx(20.0)
    assert float(aperture_far_field_start(2.0, 0.05)) == pytest.approx(48.0)
    with pytest.raises(ValueError, match="diameter"):
        near_field_range(0.0, 0.05)


def test_levels_of_an_aperture() -> None:
    # 10 W on pi m2: 40 / pi; with an efficiency of a half 16 * 0.5 * 10 / (4 pi) is half of it
    assert float(surface_power_density(10.0, np.pi)) == pytest.approx(12.7324, rel=1e-5)
    assert float(near_field_power_density(10.0, 2.0, 0.5)) == pytest.approx(6.36620, rel=1e-5)
    with pytest.raises(ValueError, match="area"):
        surface_power_density(10.0, 0.0)


def test_efficiency_of_a_dish() -> None:
    # 49.2 dBi = 83176, 2.4 m at lambda 21.1121 mm: (pi D / lambda)^2 = 127544
    assert float(aperture_efficiency(83176.0, 2.4, 0.0211121)) == pytest.approx(0.6521, rel=2e-4)
    assert float(aperture_efficiency((2 * np.pi) ** 2, 2.0, 1.0)) == pytest.approx(1.0)


def test_all_power_crosses_the_cylinder() -> None:
    # side of the cylinder of 3 m radius and 2 m height: 2 pi * 3 * 2 = 37.6991 m2
    density = cylinder_power_density(100.0, 3.0, length=2.0, beamwidth_deg=360.0)
    assert float(density) * 37.6991 == pytest.approx(100.0, rel=1e-6)
    quarter = cylinder_power_density(100.0, 3.0, length=2.0, beamwidth_deg=90.0)
    assert float(quarter) == pytest.approx(4 * float(density))


def test_the_peak_of_the_cylinder_is_twice_its_mean() -> None:
    distance = float(peak_cylinder_reach(20.0, 10.0, length=1.3, beamwidth_deg=65.0))
    mean = cylinder_power_density(20.0, distance, length=1.3, beamwidth_deg=65.0)
    assert 2 * float(mean) == pytest.approx(10.0)


@pytest.mark.parametrize("width", [0.0, -65.0, 361.0, np.nan])
def test_an_impossible_beamwidth_is_refused(width: float) -> None:
    with pytest.raises(ValueError, match="beamwidth_deg"):
        cylinder_power_density(10.0, 1.0, length=1.0, beamwidth_deg=width)
    with pytest.raises(ValueError, match="beamwidth_deg"):
        sector_power_density(10.0, 1.0, length=1.0, directivity=50.0, beamwidth_deg=width)


def test_the_blend_starts_as_the_cylinder_and_ends_as_the_far_field() -> None:
    close, far = sector_power_density(80.0, [1e-3, 1e6], **PANEL)
    # P / (Phi rho L) with Phi = 84 degrees = 1.466077; P D / (4 pi rho^2)
    assert float(close) == pytest.approx(80 / (1.466077 * 1e-3 * 2.25), rel=1e-6)
    assert float(far) == pytest.approx(80 * 50.466 / (4 * np.pi * 1e12), rel=1e-6)


def test_at_the_transition_cylinder_and_far_field_cross() -> None:
    start = transition_distance(**PANEL)
    # 1.466077 * 50.466 * 2.25 / 4 pi
    assert start == pytest.approx(13.2473, rel=1e-5)
    cylinder = float(cylinder_power_density(80.0, start, length=2.25, beamwidth_deg=84.0))
    assert 80 * 50.466 / (4 * np.pi * start**2) == pytest.approx(cylinder)
    assert float(sector_power_density(80.0, start, **PANEL)) == pytest.approx(cylinder / np.sqrt(2))


@given(st.floats(0.01, 1e4))
def test_the_blend_lies_below_both_of_its_limits(distance: float) -> None:
    blend = float(sector_power_density(80.0, distance, **PANEL))
    assert blend <= float(cylinder_power_density(80.0, distance, length=2.25, beamwidth_deg=84.0)) * (1 + 1e-12)
    assert blend <= 80 * 50.466 / (4 * np.pi * distance**2) * (1 + 1e-12)


def test_half_power_at_half_the_beamwidth() -> None:
    axis, left, right = sector_power_density(80.0, 5.0, [0.0, -42.0, 42.0], **PANEL)
    assert float(left) == pytest.approx(0.5 * float(axis))
    assert float(right) == pytest.approx(0.5 * float(axis))


def test_tilt_raises_the_level_close_by_and_leaves_the_far_field() -> None:
    # cos^2 of 10 degrees is 0.969846
    level, tilted = (sector_power_density(80.0, [1e-3, 1e6], **PANEL, tilt_deg=tilt) for tilt in (0.0, 10.0))
    np.testing.assert_allclose(tilted / level, [1 / 0.969846, 1.0], rtol=1e-5)


def test_an_omnidirectional_collinear_at_both_ends() -> None:
    # P / (2 pi rho L) and P D / (4 pi rho^2)
    close, far = omnidirectional_power_density(50.0, [1e-4, 1e6], length=3.0, directivity=8.0)
    assert float(close) == pytest.approx(50 / (2 * np.pi * 1e-4 * 3), rel=1e-6)
    assert float(far) == pytest.approx(50 * 8 / (4 * np.pi * 1e12), rel=1e-6)


def test_an_omnidirectional_collinear_between() -> None:
    # rho = 12 = D L / 2: the root is that of 2
    middle = omnidirectional_power_density(50.0, 12.0, length=3.0, directivity=8.0)
    assert float(middle) == pytest.approx(50 / (2 * np.pi * 12 * 3 * 1.414214), rel=1e-6)


@pytest.mark.parametrize("wrong", [{"directivity": 0.0}, {"length": -1.0}, {"tilt_deg": 90.0}])
def test_an_impossible_antenna_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="directivity"):
        transition_distance(**{**PANEL, **wrong})
