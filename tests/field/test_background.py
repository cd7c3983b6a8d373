"""A background of far antennas: what its nodes give between them, against closed forms and the sum itself."""

import numpy as np
import pytest

from emfassess.field.background import (
    COUNTS,
    Background,
    FarSums,
    NodeBox,
    chebyshev_nodes,
    interpolation,
    node_weights,
)
from emfassess.units import Floats

BOX = NodeBox((-500.0, -500.0, 0.0), (500.0, 500.0, 65.0))


def two_isotropic(points: Floats) -> Floats:
    """One watt from each of two places 1.5 and 2 km away, calculated and scattered alike, worked by hand."""
    places = np.array([[1500.0, 0.0, 30.0], [-1200.0, 1600.0, 40.0]])
    square = ((points[:, np.newaxis] - places) ** 2).sum(axis=2)
    density = (1.0 / (4 * np.pi * square)).sum(axis=1)
    return np.stack([density, density])


def background(far: FarSums) -> Background:
    # two scenarios that differ by a factor of four, and one sum of a tenth of a square metre a watt
    weight = np.array([[[1.0], [0.1]], [[0.25], [0.025]]])
    return Background(far, weight, stations=2, antennas=2, carriers=2, radius=1500.0)


def nothing_near(points: Floats) -> Floats:
    return np.zeros((2, 1, len(points)))


def test_nodes_of_two_are_the_roots_of_half() -> None:
    assert chebyshev_nodes(2) == pytest.approx([0.5**0.5, -(0.5**0.5)])


def test_a_polynomial_of_the_third_degree_is_met_by_four_nodes() -> None:
    place = np.linspace(-1, 1, 23)
    cubic = np.polynomial.Polynomial([-3.0, 0.5, -1.0, 2.0])
    assert node_weights(place, 4) @ cubic(chebyshev_nodes(4)) == pytest.approx(np.asarray(cubic(place)))
    assert node_weights(chebyshev_nodes(4), 4) == pytest.approx(np.eye(4), abs=1e-9)


def test_the_logarithm_of_a_linear_form_is_met_in_the_whole_box() -> None:
    slope = np.array([0.001, -0.002, 0.01])
    found = interpolation(lambda points: np.exp(points @ slope)[np.newaxis], BOX, (2, 2, 2))
    points = BOX.random_points(50)
    assert found.at(points)[0] == pytest.approx(np.exp(points @ slope))


def test_two_antennas_far_away_are_within_the_bound_that_is_stated() -> None:
    found = background(FarSums(two_isotropic, BOX)).checked(nothing_near)
    assert found.level < len(COUNTS)
    assert 0 < found.error_db <= 0.02
    points = np.random.default_rng(1).uniform(BOX.low, BOX.high, (500, 3))
    levels, exact = found.at(points), two_isotropic(points)[0]
    for row, factor in ((0, 1.0), (1, 0.25)):
        assert np.abs(10 * np.log10(levels.power_density[row] / (factor * exact))).max() < found.error_db
        assert np.abs(10 * np.log10(levels.sums[row, 0] / (factor * 0.1 * exact))).max() < found.error_db
        assert levels.scattered_sums[row, 0] == pytest.approx(levels.sums[row, 0])


def test_outside_the_box_the_sum_is_taken_in_full() -> None:
    found = background(FarSums(two_isotropic, BOX)).checked(nothing_near)
    points = np.array([[0.0, 0.0, 1.5], [700.0, 0.0, 1.5], [0.0, 0.0, 90.0]])
    levels, exact = found.at(points), two_isotropic(points)[0]
    assert levels.power_density[0, 1:].tolist() == exact[1:].tolist()
    assert levels.power_density[0] == pytest.approx(exact, rel=1e-3)


def test_where_no_number_of_nodes_will_do_the_sum_is_taken_in_full() -> None:
    def striped(points: Floats) -> Floats:
        return np.stack([2.0 + np.sin(points[:, 0])] * 2)

    found = background(FarSums(striped, BOX)).checked(nothing_near)
    points = BOX.random_points(40)
    assert found.level == len(COUNTS)
    assert found.error_db == 0.0
    assert found.at(points).power_density[0] == pytest.approx(2.0 + np.sin(points[:, 0]))


def test_near_antennas_forgive_what_is_off_far_away() -> None:
    def striped(points: Floats) -> Floats:
        return np.stack([2.0 + np.sin(points[:, 0])] * 2)

    found = background(FarSums(striped, BOX)).checked(lambda points: np.full((2, 1, len(points)), 1e6))
    assert found.level == 0
