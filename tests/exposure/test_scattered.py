"""Scattered fields and the upper bound, against values worked by hand."""

import numpy as np
import pytest

from builders.stations import carrier, isotropic, parabolic, station
from emfassess.exposure.levels import Levels, antenna_levels
from emfassess.exposure.ratios import weights_of
from emfassess.exposure.scattered import with_scattered
from emfassess.field import sources_of
from emfassess.field.scattered import scatter_gain_dbi, scattered_power_density, scattered_sums
from emfassess.readers.limit_sets import load_limits
from emfassess.stations import Carrier, Station
from emfassess.units import Floats

LIMITS = load_limits("gb-8702-2014")


def bounded(stations: list[Station], points: Floats, scatter_dbi: float | None = 0.0) -> Levels:
    sources = sources_of(stations)
    weights = weights_of(sources, LIMITS)
    return with_scattered(antenna_levels(sources, weights, points), sources, weights, scatter_dbi)


@pytest.mark.parametrize(
    ("distance", "gain_dbi"),
    # by hand: a third of the way from 45 to 60 m is a third of the way from -6 to 0 dBi
    [(1.0, -6.0), (45.0, -6.0), (50.0, -4.0), (52.5, -3.0), (60.0, 0.0), (1000.0, 0.0)],
)
def test_the_scattered_gain_rises_from_45_to_60_m(distance: float, gain_dbi: float) -> None:
    assert scatter_gain_dbi(distance) == pytest.approx(gain_dbi)


def test_40_watt_spread_evenly_give_0_318_milliwatt_at_100_m() -> None:
    # by hand: 40 / (4 pi 10^4) = 3.1831e-4; at 30 m a quarter (10^-0.6 = 0.251189) of 40 / (4 pi 900) = 3.5368e-3
    assert scattered_power_density(40.0, [100.0, 30.0]) == pytest.approx([3.1831e-4, 8.8840e-4], rel=1e-4)


def test_the_bound_of_an_isotropic_radiator_is_3_db_up_beyond_60_m() -> None:
    away = np.array([[0.0, 60.0, 30.0], [300.0, 0.0, 30.0], [0.0, 0.0, 90.5]])
    levels = bounded([station(carrier(20.0), pattern=isotropic())], away)
    assert levels.bound_power_density == pytest.approx(2.0 * levels.power_density, rel=1e-6)
    assert levels.bound_exposure_ratio == pytest.approx(2.0 * levels.exposure_ratio, rel=1e-6)


def test_the_bound_fills_a_null_with_the_radiated_power() -> None:
    # by hand: 20 W behind 3 dB of feeder radiate 10.024 W, whatever the gain: 10.024 / (4 pi 200^2) = 1.9942e-5;
    # limit of GB 8702-2014 at 900 MHz: 12 V/m, which decides before 0.4 W/m2: 1.9942e-5 * 376.73 / 144
    made = station(carrier(20.0, feeder_loss_db=3.0), pattern=parabolic(17.0))
    behind = np.array([[0.0, -200.0, 30.0]])
    levels = bounded([made], behind)
    scattered = levels.bound_power_density - levels.power_density
    assert scattered[0] == pytest.approx(1.9942e-5, rel=1e-4)
    assert (levels.bound_exposure_ratio - levels.exposure_ratio)[0] == pytest.approx(5.2172e-5, rel=1e-4)


def test_the_actual_maximum_has_its_factors_in_the_scattered_part_too() -> None:
    made = station(carrier(duty_cycle=0.75, power_reduction_factor=0.25))
    levels = bounded([made], np.array([[0.0, 100.0, 1.7]]))
    theoretical, actual = (levels.bound_power_density - levels.power_density)[:, 0]
    assert actual == pytest.approx(0.25 * theoretical)


def test_bounds_of_stations_add() -> None:
    one, other = station(id="one"), station(carrier(40.0, 2100.0), id="other", longitude=120.001)
    points = np.array([[20.0, 30.0, 1.7], [150.0, 5.0, 20.0]])
    both = bounded([one, other], points)
    moved = bounded([other], points - [sources_of([one, other]).position[1, 0], 0.0, 0.0])
    alone = bounded([one], points)
    assert both.bound_power_density == pytest.approx(alone.bound_power_density + moved.bound_power_density, rel=1e-4)


def test_no_setting_of_scattering_changes_what_is_calculated() -> None:
    made, points = [station(pattern=parabolic())], np.array([[10.0, 80.0, 1.7]])
    plain, off, louder = bounded(made, points), bounded(made, points, None), bounded(made, points, 3.0)
    for other in (off, louder):
        assert np.array_equal(plain.power_density, other.power_density)
        assert np.array_equal(plain.sums, other.sums)
    assert np.array_equal(off.bound_power_density, off.power_density)
    assert np.all(louder.bound_power_density > plain.bound_power_density)


def test_levels_without_scattered_fields_have_no_bound() -> None:
    sources = sources_of([station()])
    levels = antenna_levels(sources, weights_of(sources, LIMITS), np.array([[0.0, 100.0, 1.7]]))
    with pytest.raises(ValueError, match="without scattered fields"):
        _ = levels.bound_exposure_ratio


@pytest.mark.parametrize("far_dbi", [0.0, -6.0, -12.0, 10.0])
def test_the_compiled_sum_is_that_of_numpy(far_dbi: float) -> None:
    chance = np.random.default_rng(5)
    points, position = chance.uniform(-80, 80, (500, 3)), chance.uniform(-80, 80, (40, 3))
    position[20:] = position[:20]
    weight = chance.uniform(0, 100, (3, 40))
    distance = np.linalg.norm(points[np.newaxis] - position[:, np.newaxis], axis=-1)
    expected = weight @ scattered_power_density(1.0, distance, far_dbi)
    assert scattered_sums(points, position, weight, far_dbi) == pytest.approx(expected, rel=1e-6)


def eirp_carrier(eirp_w: float) -> Carrier:
    return Carrier("LTE", "A", 900.0, eirp_w=eirp_w)


def test_of_an_eirp_alone_the_directivity_gives_the_radiated_power() -> None:
    # by hand: the pattern's power balances at its directivity; half a decibel of loss does not count as radiated
    shape = parabolic()
    lossy = parabolic(shape.directivity_dbi - 0.5)
    radiated = station(eirp_carrier(1000.0), pattern=lossy).antennas[0]
    assert radiated.radiated_power(radiated.carriers[0]) == pytest.approx(1000.0 / 10 ** (shape.directivity_dbi / 10))


@pytest.mark.parametrize("off_db", [-4.0, 4.0])
def test_where_the_power_does_not_balance_the_larger_one_is_taken(off_db: float) -> None:
    directivity = parabolic().directivity_dbi
    antenna = station(eirp_carrier(1000.0), pattern=parabolic(directivity + off_db)).antennas[0]
    expected = 1000.0 / 10 ** (min(directivity, directivity + off_db) / 10)
    assert antenna.radiated_power(antenna.carriers[0]) == pytest.approx(expected)
