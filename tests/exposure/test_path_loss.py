"""Path loss against values worked by hand from the printed formulas; logarithms to base ten are in the comments."""

import numpy as np
import pytest

from emfassess.exposure.expected import path_loss
from emfassess.exposure.expected.line_of_sight import rma_probability, uma_probability, umi_probability


def slant(distance: float, rise: float) -> float:
    return float(np.hypot(distance, rise))


def test_urban_macro_before_and_beyond_the_breakpoint() -> None:
    # 3.5 GHz: log 0.544068; mast 25 m, point 1.5 m; breakpoint 4 * 24 * 0.5 * 3.5e9 / 3e8 = 560 m
    assert float(path_loss.breakpoint_distance(3.5, 25.0, 1.5)) == pytest.approx(560.0)
    # slant 102.7241 m: 28 + 22 * 2.011672 + 10.8814
    assert float(path_loss.uma_los(100.0, slant(100, 23.5), 3.5, 25.0, 1.5)) == pytest.approx(83.1381, abs=2e-4)
    # slant 1000.2761 m: 28 + 120.0048 + 10.8814 - 9 log(560^2 + 23.5^2) = ... - 9 * 5.497140
    assert float(path_loss.uma_los(1000.0, slant(1000, 23.5), 3.5, 25.0, 1.5)) == pytest.approx(109.4119, abs=2e-4)
    # 13.54 + 39.08 * 2.011672 + 10.8814
    assert float(path_loss.uma_nlos(100.0, slant(100, 23.5), 3.5, 25.0, 1.5)) == pytest.approx(103.0375, abs=2e-4)


def test_urban_micro() -> None:
    # slant 100.3606 m, log 2.0015633: 32.4 + 42.0328 + 10.8814 and 22.4 + 70.6552 + 21.3 * 0.544068
    assert float(path_loss.umi_los(100.0, slant(100, 8.5), 3.5, 10.0, 1.5)) == pytest.approx(85.3142, abs=2e-4)
    assert float(path_loss.umi_nlos(100.0, slant(100, 8.5), 3.5, 10.0, 1.5)) == pytest.approx(104.6438, abs=2e-4)


def test_rural_macro() -> None:
    # 2 GHz, mast 35 m, slant 105.4621 m; 5^1.72 = 15.93047: 78.9243 + 0.9669 - 0.7009 + 0.1474
    assert float(path_loss.rma_los(100.0, slant(100, 33.5), 2.0, 35.0, 1.5)) == pytest.approx(79.3376, abs=1e-3)
    # 161.04 - 9.2373 + 5.2423 - 37.5123 - 37.7411 + 6.0206 + 0.0009
    assert float(path_loss.rma_nlos(100.0, slant(100, 33.5), 2.0, 35.0, 1.5)) == pytest.approx(87.8130, abs=1e-3)


def test_rural_macro_joins_at_its_breakpoint() -> None:
    bend = 2 * np.pi * 35.0 * 1.5 * 2e9 / 3e8
    below, above = (float(path_loss.rma_los(d, slant(d, 33.5), 2.0, 35.0, 1.5)) for d in (bend * 0.9999, bend * 1.0001))
    assert above - below == pytest.approx(0.0, abs=0.01)


def test_streets_below_the_roofs() -> None:
    # 100 m, 2 GHz, log 0.30103: 42.4 + 29.2 + 6.3517 and 80 + 10.2 + 7.1043
    assert float(path_loss.street_los(100.0, 2.0)) == pytest.approx(77.9517, abs=1e-4)
    assert float(path_loss.street_nlos(100.0, 2.0)) == pytest.approx(97.3043, abs=1e-4)


def test_without_sight_the_loss_is_never_smaller() -> None:
    d = np.geomspace(10.0, 5000.0, 60)
    for los, nlos in (("uma_los", "uma_nlos"), ("umi_los", "umi_nlos"), ("rma_los", "rma_nlos")):
        arguments = (d, np.hypot(d, 8.5), 2.0, 10.0, 1.5)
        assert np.all(getattr(path_loss, nlos)(*arguments) >= getattr(path_loss, los)(*arguments))


def test_probability_of_sight() -> None:
    # 0.18 + 0.82 exp(-100/63) = 0.18 + 0.82 * 0.204477; at 23 m that times 1 + 1.25 exp(-2/3)
    assert float(uma_probability(100.0, 1.5)) == pytest.approx(0.34767, abs=1e-5)
    assert float(uma_probability(100.0, 23.0)) == pytest.approx(0.57080, abs=2e-5)
    # 0.18 + 0.82 exp(-100/36) = 0.18 + 0.82 * 0.0621765
    assert float(umi_probability(100.0)) == pytest.approx(0.23098, abs=1e-5)
    assert float(rma_probability(1010.0)) == pytest.approx(0.367879, abs=1e-6)
    assert float(uma_probability(18.0, 1.5)) == float(umi_probability(5.0)) == float(rma_probability(10.0)) == 1.0
