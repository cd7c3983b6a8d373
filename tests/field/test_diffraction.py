"""Diffraction after ITU-R P.526: values that the Recommendation prints, and the approximate against the exact form."""

import numpy as np
import pytest

from emfassess.field.diffraction import (
    exact_knife_edge_loss_db,
    fresnel_parameter,
    knife_edge_loss_db,
    rounded_obstacle_loss_db,
)


def test_grazing_is_six_decibels() -> None:
    """The edge in the line halves the field: 6.02 dB exactly, 6.9 + 20 log(1.00499 - 0.1) = 6.03 dB nearly."""
    assert exact_knife_edge_loss_db(0.0) == pytest.approx(20 * np.log10(2.0))
    assert knife_edge_loss_db(0.0) == pytest.approx(6.03, abs=0.005)


def test_no_loss_far_below_the_line() -> None:
    assert knife_edge_loss_db([-0.78, -2.0, -np.inf]).tolist() == [0.0, 0.0, 0.0]
    assert np.all(knife_edge_loss_db(np.linspace(-3, 3, 601)) >= 0.0)


@pytest.mark.parametrize(("parameter", "loss"), [(1.0, 13.9), (2.0, 19.0), (2.4, 20.5), (10.0, 32.9)])
def test_by_hand(parameter: float, loss: float) -> None:
    """6.9 + 20 log(sqrt((v - 0.1)^2 + 1) + v - 0.1): for v = 1, sqrt(1.81) + 0.9 = 2.2454 gives 13.93 dB."""
    assert knife_edge_loss_db(parameter) == pytest.approx(loss, abs=0.1)


def test_far_in_the_shadow_it_grows_by_twenty_decibels_a_decade() -> None:
    """The asymptote 13 + 20 log v of the exact form."""
    assert exact_knife_edge_loss_db(100.0) == pytest.approx(13.0 + 40.0, abs=0.1)
    assert knife_edge_loss_db(100.0) == pytest.approx(13.0 + 40.0, abs=0.15)


def test_the_approximation_follows_the_fresnel_integral() -> None:
    nu = np.linspace(-0.5, 20, 500)
    assert np.abs(knife_edge_loss_db(nu) - exact_knife_edge_loss_db(nu)).max() < 0.5


def test_parameter_by_hand() -> None:
    """h = 10 m, 100 m to either side, wavelength 0.1 m: v = 10 sqrt(2/0.1 x 2/100) = 6.325."""
    assert fresnel_parameter(10.0, 100.0, 100.0, 0.1) == pytest.approx(10.0 * np.sqrt(0.4))


def test_a_hill_without_radius_is_a_knife_edge() -> None:
    sharp = rounded_obstacle_loss_db(10.0, 500.0, 500.0, 1e-9, 0.1)
    assert sharp == pytest.approx(float(knife_edge_loss_db(fresnel_parameter(10.0, 500.0, 500.0, 0.1))), abs=0.05)


def test_a_rounded_hill_by_hand() -> None:
    """R = 10 m, 500 m to either side, 0.1 m, h = 5 m.

    pi R / lambda = 314.159, its third root 6.7983: m = 10 x (1000 / 250000) / 6.7983 = 0.0058838,
    n = 5 x 46.217 / 10 = 23.108, m n = 0.13596. T = 7.2 x 0.076706 - (2 - 288.85) x 0.0058838 + 3.6 x 4.5133e-4 - 2.8e-5
    = 0.55228 + 1.68777 + 0.00162 - 0.00003 = 2.2416 dB.
    """
    edge = float(knife_edge_loss_db(fresnel_parameter(5.0, 500.0, 500.0, 0.1)))
    assert rounded_obstacle_loss_db(5.0, 500.0, 500.0, 10.0, 0.1) - edge == pytest.approx(2.2416, abs=0.002)
