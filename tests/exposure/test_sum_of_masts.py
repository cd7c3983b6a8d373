"""Quantiles of a sum of log-normal powers against exact values and seeded sampling."""

import numpy as np
import pytest

from emfassess.exposure.expected.distribution import (
    FEW,
    NODE,
    inversion_filter,
    lognormal_transform,
    stehfest_weights,
    sum_quantiles,
)
from emfassess.units import Floats

NEPER = np.log(10.0) / 10.0
Z95 = 1.644854


def decibel(power: Floats) -> Floats:
    return np.asarray(10.0 * np.log10(power))


def test_weights_of_the_inversion_are_the_published_ones() -> None:
    # Stehfest's table for n = 10
    published = [
        1 / 12,
        -385 / 12,
        1279,
        -46871 / 3,
        505465 / 6,
        -236957.5,
        1127735 / 3,
        -1020215 / 3,
        164062.5,
        -32812.5,
    ]
    assert stehfest_weights(10) * np.arange(1, 11) == pytest.approx(published, rel=1e-9)


def test_transform_without_spread_is_an_exponential() -> None:
    assert float(lognormal_transform(np.log(2.0), 0.0)) == pytest.approx(np.exp(-2.0), rel=1e-12)


def test_one_mast_in_one_state_is_log_normal() -> None:
    found = decibel(sum_quantiles(np.ones((1, 1)), np.zeros((2, 1, 1)), np.full((2, 1, 1), 8.0 * NEPER))[:, 0])
    assert found == pytest.approx([-8.0 * Z95, 0.0, 8.0 * Z95], abs=0.1)


def test_scale_is_free() -> None:
    arguments = np.full((1, 2), 0.3), np.log([[[2.0, 1.0]], [[0.1, 0.2]]]), np.full((2, 1, 2), 1.5)
    once = sum_quantiles(*arguments)
    again = sum_quantiles(arguments[0], arguments[1] + np.log(1e-6), arguments[2])
    assert again == pytest.approx(1e-6 * once, rel=1e-2)


@pytest.mark.parametrize("masts", [1, 2, 5, 12, 30])
@pytest.mark.parametrize("spreads_db", [(4.0, 6.0), (6.5, 11.0)])
def test_sums_follow_sampling_within_three_tenths_of_a_decibel(masts: int, spreads_db: tuple[float, float]) -> None:
    random = np.random.default_rng(20 + masts)
    probability = random.uniform(0.0, 1.0, masts)
    los = random.uniform(-20.0, 0.0, masts)
    medians = np.stack([los, los - random.uniform(5.0, 25.0, masts)])
    state = (random.uniform(size=(200_000, masts)) >= probability).astype(int)
    spread, column = np.asarray(spreads_db)[state], np.arange(masts)
    powers = 10 ** ((medians[state, column] + spread * random.standard_normal(state.shape)) / 10)
    expected = decibel(np.quantile(powers.sum(axis=1), (0.05, 0.5, 0.95)))
    spreads = np.broadcast_to(np.array(spreads_db)[:, np.newaxis, np.newaxis], (2, 1, masts)) * NEPER
    found = decibel(sum_quantiles(probability[np.newaxis], medians[:, np.newaxis] * NEPER, spreads)[:, 0])
    assert found == pytest.approx(expected, abs=0.3)


def test_many_places_are_compiled_to_the_same_numbers() -> None:
    random = np.random.default_rng(3)
    size = (FEW // 4 + 1, 4)
    sight, spreads = random.uniform(0.0, 1.0, size), random.uniform(0.5, 2.5, (2, *size))
    medians = random.uniform(-8.0, 0.0, (2, *size))
    many = sum_quantiles(sight, medians, spreads)
    few = sum_quantiles(sight[:20], medians[:, :20], spreads[:, :20])
    assert many[:, :20] == pytest.approx(few, rel=1e-6)


def test_the_filter_gives_certainty_and_a_known_inverse() -> None:
    start, taps = inversion_filter()
    # the transform of no power is 1, and any power lies above it
    assert taps.sum() == pytest.approx(1.0, abs=1e-6)
    # 1/(1 + s) belongs to an exponential power, which stays below x with 1 - exp(-x)
    for x in (0.1, 1.0, 3.0):
        argument = np.exp((start + np.arange(len(taps))) * NODE) / x
        assert float(taps @ (1.0 / (1.0 + argument))) == pytest.approx(1.0 - np.exp(-x), abs=2e-3)


@pytest.mark.parametrize("points", [1, FEW])
def test_a_state_that_cannot_be_and_a_mast_without_power_add_nothing(points: int) -> None:
    sight = np.tile([1.0, 0.0, 0.5], (points, 1))
    medians = np.stack([np.tile([0.0, 50.0, -np.inf], (points, 1)), np.tile([40.0, -np.inf, -np.inf], (points, 1))])
    found = decibel(sum_quantiles(sight, medians, np.full((2, points, 3), 8.0 * NEPER))[:, 0])
    assert found == pytest.approx([-8.0 * Z95, 0.0, 8.0 * Z95], abs=0.1)
    nothing = sum_quantiles(sight, np.full((2, points, 3), -np.inf), np.full((2, points, 3), 1.5))
    assert nothing.max() < 1e-290


def test_spread_beyond_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="spread of a mast"):
        sum_quantiles(np.ones((1, 1)), np.zeros((2, 1, 1)), np.full((2, 1, 1), 9.0))
