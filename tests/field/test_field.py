"""The far field against printed and hand-worked values; the compiled kernel against plain NumPy."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import emfassess as emf
from builders.stations import carrier, isotropic, parabolic, station
from emfassess.field import far_field, kernel, sources_of
from emfassess.field.far_field import far_field_boundary, far_field_power_density
from emfassess.field.near_field import carrier_boundaries, vertical_beamwidth
from emfassess.patterns.pattern import SAMPLES, Pattern
from emfassess.units import field_strength_from_power_density, ratio_from_decibel


def on_axis(distance: float) -> list[list[float]]:
    """Straight north of an antenna at 30 m."""
    return [[0.0, distance, 30.0]]


@pytest.mark.parametrize(
    ("power", "gain_dbi", "distance", "expected"),
    [
        # by hand: 1000 / (4 pi 100)
        (1000.0, 0.0, 10.0, 0.7958),
        # china-wide table value, 20 W into 17 dBi: 20 * 50.1187 / (4 pi 900)
        (20.0, 17.0, 30.0, 0.0886),
        # rfessentials.com calculator: 100 W, 20 dBi, 10 m
        (100.0, 20.0, 10.0, 7.96),
        # Japanese study page, isotropic 300 W at 10 m: 0.2387 W/m2
        (300.0, 0.0, 10.0, 0.2387),
    ],
)
def test_on_axis_density_is_as_printed(power: float, gain_dbi: float, distance: float, expected: float) -> None:
    made = station(carrier(power), pattern=parabolic(gain_dbi))
    density = emf.power_density([made], on_axis(distance))
    assert density.shape == (1, 1)
    assert density[0, 0] == pytest.approx(expected, rel=5e-4)


def test_20_watt_into_17_dbi_is_5_78_volt_per_metre_at_30_m() -> None:
    # 20 W, 17 dBi, 30 m: 5.78 V/m (table 4.3 of the Chinese method notes, sqrt(0.0886 * 376.73))
    density = emf.power_density([station(carrier(20.0), pattern=parabolic(17.0))], on_axis(30.0))
    assert field_strength_from_power_density(density[0, 0]) == pytest.approx(5.78, abs=0.005)


def test_a_3_db_loss_halves_and_a_duty_cycle_scales() -> None:
    # by hand: 10^-0.3 = 0.50119; 0.75
    plain = emf.power_density([station(carrier())], on_axis(50.0))
    assert emf.power_density([station(carrier(feeder_loss_db=3.0))], on_axis(50.0)) / plain == pytest.approx(
        0.50119, rel=1e-5
    )
    assert emf.power_density([station(carrier(duty_cycle=0.75))], on_axis(50.0)) / plain == pytest.approx(0.75)


def test_actual_maximum_has_the_reduction_factor_and_theoretical_has_not() -> None:
    made = [station(carrier(duty_cycle=0.75, power_reduction_factor=0.25))]
    theoretical = emf.power_density(made, on_axis(50.0))
    actual = emf.power_density(made, on_axis(50.0), scenario="actual")
    assert actual / theoretical == pytest.approx(0.25)


def test_the_half_power_direction_has_half_the_power() -> None:
    # 12 (32.5/65)^2 = 3 dB: 0.50119
    made = [station(pattern=parabolic(17.0, horizontal=65.0))]
    east = np.radians(32.5)
    points = [[50 * np.sin(east), 50 * np.cos(east), 30.0], [0.0, 50.0, 30.0]]
    side, front = emf.power_density(made, points)[0]
    assert side / front == pytest.approx(0.50119, rel=1e-4)


def test_azimuth_90_brightens_the_east() -> None:
    made = [station(pattern=parabolic(), azimuth_deg=90.0)]
    east, north, west = emf.power_density(made, [[50.0, 0, 30], [0, 50.0, 30], [-50.0, 0, 30]])[0]
    assert east > 100 * north >= 100 * west * 0.99


@pytest.mark.parametrize("key", ["mechanical_tilt_deg", "electrical_tilt_deg"])
def test_either_tilt_puts_the_beam_where_it_points(key: str) -> None:
    # a beam 6 degrees down from 30 m height meets height 1.7 m at 28.3 / tan(6 deg) = 269.25 m
    tilt: dict[str, Any] = {key: 6.0}
    made = [station(pattern=parabolic(17.0), **tilt)]
    density = emf.power_density(made, [[0.0, 28.3 / np.tan(np.radians(6)), 1.7]])[0, 0]
    slant = 28.3 / np.sin(np.radians(6))
    assert density == pytest.approx(20 * 10**1.7 / (4 * np.pi * slant**2), rel=1e-6)


def test_mechanical_tilt_lifts_the_beam_behind_and_electrical_tilt_lowers_it() -> None:
    behind_up = [[0.0, -100.0, 30 + 100 * np.tan(np.radians(6))]]
    behind_down = [[0.0, -100.0, 30 - 100 * np.tan(np.radians(6))]]
    pattern = parabolic(17.0, horizontal=3600.0)
    mechanical = [station(pattern=pattern, mechanical_tilt_deg=6.0)]
    electrical = [station(pattern=pattern, electrical_tilt_deg=6.0)]
    assert emf.power_density(mechanical, behind_up) > 10 * emf.power_density(mechanical, behind_down)
    assert emf.power_density(electrical, behind_down) > 10 * emf.power_density(electrical, behind_up)


def test_a_second_station_stands_where_its_coordinates_say() -> None:
    # one arc minute of latitude at 30 degrees north on WGS 84 is 1847.5 m (meridian radius 6351.4 km)
    first = station(carrier(20.0))
    second = station(carrier(40.0), id="S2", latitude=30.0 + 1 / 60)
    density = emf.power_density([first, second], [[0.0, 1847.5 - 100.0, 30.0]])
    assert density[1, 0] == pytest.approx(40 / (4 * np.pi * 100**2), rel=0.01)


@given(factor=st.floats(1.1, 50))
def test_twice_the_distance_is_a_quarter_of_the_density(factor: float) -> None:
    near, far = far_field_power_density(100.0, [10.0, 10.0 * factor])
    assert near / far == pytest.approx(factor**2)


def test_a_point_in_an_antenna_is_refused() -> None:
    with pytest.raises(ValueError, match="coincides"):
        emf.power_density([station()], [[0.0, 0.0, 30.0]])
    with pytest.raises(ValueError, match="coincides"):
        far_field.reference_unit_density(sources_of([station()]), np.array([[0.0, 0.0, 30.0]]))


@pytest.mark.parametrize("points", [[[0.0, 1.0]], [[0.0, np.nan, 1.0]], [[[0.0, 1.0, 2.0]]]])
def test_points_of_a_wrong_shape_or_without_a_number_are_refused(points: list[object]) -> None:
    with pytest.raises(ValueError, match="point"):
        emf.power_density([station()], points)  # type: ignore[arg-type]


def test_the_same_station_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        emf.power_density([station(), station()], [[1.0, 1.0, 1.0]])


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(ValueError, match="theoretical, actual"):
        emf.power_density([station()], [[1.0, 1.0, 1.0]], scenario="typical")


def _random_stations(seed: int) -> list[emf.Station]:
    rng = np.random.default_rng(seed)

    def pattern() -> Pattern:
        cuts = np.abs(rng.normal(10, 8, (2, SAMPLES)))
        cap = rng.choice([np.inf, 25.0])
        return Pattern("noise", 15.0, cuts[0] - 0.5, cuts[1], rng.uniform(0, 1, SAMPLES), float(cap))

    return [
        station(
            carrier(rng.uniform(1, 100)),
            id=f"S{n}",
            pattern=pattern(),
            height_m=rng.uniform(5, 50),
            azimuth_deg=rng.uniform(0, 360),
            longitude=120 + rng.uniform(-0.01, 0.01),
            latitude=30 + rng.uniform(-0.01, 0.01),
            mechanical_tilt_deg=rng.uniform(-10, 10),
            electrical_tilt_deg=rng.uniform(-5, 12),
        )
        for n in range(5)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_kernel_agrees_with_plain_numpy_to_a_millionth(seed: int) -> None:
    sources = sources_of(_random_stations(seed))
    rng = np.random.default_rng(seed)
    points = np.column_stack([rng.uniform(-1500, 1500, (2000, 2)), rng.uniform(0, 80, 2000)])
    special = [[0.0, 1e-6, 30.0], [1e5, 0.0, 1.7], [-1e-9, -20.0, 1.7], [0.0, 0.0, 100.0], [0.0, 0.0, 0.0]]
    points = np.concatenate([points, special])
    assert kernel.unit_density(sources, points) == pytest.approx(
        far_field.reference_unit_density(sources, points), rel=1e-6
    )


def test_the_kernel_agrees_straight_above_below_and_on_the_axes() -> None:
    sources = sources_of([station(pattern=parabolic(), height_m=30.0)])
    offsets = np.vstack([np.eye(3), -np.eye(3), [[1, 1, 0], [-1, 1, 0], [1, -1, 0], [-1, -1, 0]]]) * 7.0
    points = offsets + [0.0, 0.0, 30.0]
    assert kernel.unit_density(sources, points) == pytest.approx(
        far_field.reference_unit_density(sources, points), rel=1e-6
    )


def test_power_through_a_sphere_is_what_goes_in() -> None:
    # energy: an isotropic radiator fed with 20 W sends 20 W through any sphere (Gauss-Legendre in the sine of elevation)
    node, weight = np.polynomial.legendre.leggauss(16)
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    around = np.sqrt(1 - node**2)
    points = 50 * np.stack(
        [np.outer(around, np.sin(turn)), np.outer(around, np.cos(turn)), np.outer(node, np.ones(16))], axis=-1
    )
    density = emf.power_density([station(pattern=isotropic())], points.reshape(-1, 3) + [0, 0, 30.0])[0].reshape(16, 16)
    assert (density.mean(axis=1) * weight).sum() * 2 * np.pi * 50**2 == pytest.approx(20.0, rel=1e-9)


@pytest.mark.parametrize(
    ("size", "frequency_hz", "expected"),
    [
        # public unit-test vector: 1.2 m at 9.5 GHz is 91.26 m
        (1.2, 9.5e9, 91.26),
        # Chinese practice: a 1.3 m panel at 900 MHz, "about 10 m", exact 10.15 m
        (1.3, 900e6, 10.15),
        # P1800 panel of the method-of-moments reference: 1.074 m at 1800 MHz, 13.9 m
        (1.074, 1800e6, 13.85),
    ],
)
def test_far_field_boundary_is_as_printed(size: float, frequency_hz: float, expected: float) -> None:
    from emfassess.units import wavelength

    assert far_field_boundary(size, wavelength(frequency_hz)) == pytest.approx(expected, rel=1e-3)


def test_stated_length_gives_the_boundary_and_else_the_beamwidth_does() -> None:
    stated = sources_of([station(carrier(frequency_mhz=900.0), radiating_length_m=1.3)])
    assert carrier_boundaries(stated)[0] == pytest.approx(10.15, abs=0.01)
    # by hand: 0.886 lambda / radians(7) = 7.252 lambda; 2 * 7.252^2 lambda = 105.2 * 0.3331 m
    pattern = parabolic(vertical=7.0)
    assert vertical_beamwidth(pattern.vertical_db) == pytest.approx(7.0, abs=0.2)
    unstated = sources_of([station(carrier(frequency_mhz=900.0), pattern=pattern)])
    assert carrier_boundaries(unstated)[0] == pytest.approx(35.0, rel=0.05)


@given(azimuth=st.floats(-400, 400), elevation=st.floats(-90, 90))
def test_patterns_never_radiate_more_than_their_gain(azimuth: float, elevation: float) -> None:
    relative = ratio_from_decibel(-parabolic().attenuation(azimuth, elevation))
    assert 0 < relative <= 1


def test_few_points_are_computed_like_many() -> None:
    """Up to four points are computed without compiled code."""
    places = np.random.default_rng(3).uniform(-300, 300, (40, 3)) + [0.0, 0.0, 320.0]
    mast = station(carrier(20.0, 900.0), carrier(40.0, 1800.0), pattern=parabolic(), azimuth_deg=75.0)
    together = emf.power_density([mast], places)
    alone = np.concatenate([emf.power_density([mast], places[first : first + 4]) for first in range(0, 40, 4)], axis=1)
    assert alone == pytest.approx(together, rel=1e-10)
