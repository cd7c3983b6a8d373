"""Agreement: scores and statistics against hand calculations, and what their intervals promise over many campaigns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from emfassess.comparison.agreement import (
    Outcome,
    censored_statistics,
    difference_statistics,
    e_n_score,
    grouped,
    outcomes,
)
from emfassess.units import Floats

BIAS, SPREAD, POINTS = 3.0, 4.0, 50


def test_the_score_is_the_difference_over_both_uncertainties() -> None:
    # sqrt(3^2 + 4^2) = 5
    assert e_n_score(5.0, 3.0, 4.0) == pytest.approx(1.0)
    assert e_n_score(-7.5, 4.0, 3.0) == pytest.approx(1.5)


def test_levels_without_uncertainty_agree_only_if_they_are_the_same() -> None:
    assert e_n_score([0.0, 0.1], 0.0, 0.0).tolist() == [0.0, np.inf]


def test_a_censored_point_says_only_on_which_side_of_the_sensitivity_the_model_lies() -> None:
    found = outcomes(
        np.array([1.0, 9.0, 2.0, -2.0]), np.array([0.9, 1.1, np.nan, np.nan]), np.array([0, 0, 1, 1], bool)
    )
    assert found == (Outcome.AGREES, Outcome.DISAGREES, Outcome.ABOVE_SENSITIVITY, Outcome.BELOW_SENSITIVITY)


def test_statistics_by_hand() -> None:
    # differences 1, 2, 3, 6: mean 3, squared deviations 4 + 1 + 0 + 9 = 14, s = sqrt(14/3); mean square 50/4
    measured = np.array([0.0, 10.0, 20.0, 30.0])
    found = difference_statistics(measured + [1.0, 2.0, 3.0, 6.0], measured)
    assert found is not None
    assert found.count == 4
    assert found.mean_error_db.value == pytest.approx(3.0)
    assert found.standard_deviation_db.value == pytest.approx((14 / 3) ** 0.5)
    assert found.rms_error_db.value == pytest.approx(12.5**0.5)
    assert found.mean_error_db.standard_error == pytest.approx((14 / 3 / 4) ** 0.5)
    # tables: t(0.975; 3) = 3.182, chi2(3) = 9.348 and 0.2158
    assert found.mean_error_db.high == pytest.approx(3.0 + 3.182 * (14 / 12) ** 0.5, abs=1e-3)
    assert found.standard_deviation_db.low == pytest.approx((14 / 9.348) ** 0.5, rel=1e-3)
    assert found.standard_deviation_db.high == pytest.approx((14 / 0.2158) ** 0.5, rel=1e-3)


def test_the_correlation_by_hand() -> None:
    # x 0 1 2 3, y 0 2 1 3: sums of products about the means 5, 5 and 4: r = 0.8; Fisher: atanh 0.8 +- 1.96
    found = difference_statistics(np.array([0.0, 1, 2, 3]), np.array([0.0, 2, 1, 3]))
    assert found is not None
    assert found.correlation is not None
    assert found.correlation.value == pytest.approx(0.8)
    assert found.correlation.low == pytest.approx(np.tanh(np.arctanh(0.8) - 1.95996), abs=1e-5)


def test_too_few_differences_have_no_statistics() -> None:
    assert difference_statistics(np.arange(3.0), np.zeros(3)) is None
    assert censored_statistics(np.arange(9.0), np.arange(9) > 2) is None


def test_a_constant_level_has_no_correlation() -> None:
    found = difference_statistics(np.array([1.0, 2, 3, 4]), np.full(4, 2.0))
    assert found is not None
    assert found.correlation is None


@given(st.floats(-30, 30))
def test_a_model_that_is_raised_has_a_bias_raised_as_much_and_the_same_spread(shift: float) -> None:
    measured, predicted = np.array([0.0, 3, 5, 9, 4]), np.array([1.0, 2, 7, 8, 8])
    before, after = (difference_statistics(p, measured) for p in (predicted, predicted + shift))
    assert before is not None
    assert after is not None
    assert after.mean_error_db.value == pytest.approx(before.mean_error_db.value + shift, abs=1e-9)
    assert after.standard_deviation_db.value == pytest.approx(before.standard_deviation_db.value)


def campaign(seed: int) -> tuple[Floats, Floats]:
    """Predicted and measured levels of a model that is 3 dB too high with a spread of 4 dB."""
    random = np.random.default_rng(seed)
    predicted = random.uniform(-60, -20, POINTS)
    return predicted, predicted - random.normal(BIAS, SPREAD, POINTS)


def test_a_chosen_bias_and_spread_come_back_within_their_standard_errors() -> None:
    # one standard error holds 68.3 % of normal errors; over 2000 campaigns that share has a deviation of 1.0 %, and that
    # of the intervals one of 0.5 %
    found = [difference_statistics(*campaign(seed)) for seed in range(2000)]
    for name, true in (("mean_error_db", BIAS), ("standard_deviation_db", SPREAD)):
        estimates = [getattr(f, name) for f in found]
        within = np.mean([abs(e.value - true) <= e.standard_error for e in estimates])
        covered = np.mean([e.low <= true <= e.high for e in estimates])
        assert within == pytest.approx(0.683, abs=3 * 0.0104)
        assert 0.93 <= covered <= 0.97


def test_without_a_censored_point_bounds_change_nothing() -> None:
    difference = np.array([1.0, 2.0, 3.0, 6.0])
    found = censored_statistics(difference, np.zeros(4, dtype=bool))
    plain = difference_statistics(difference, np.zeros(4))
    assert found is not None
    assert plain is not None
    for name in ("value", "standard_error", "low", "high"):
        assert getattr(found.mean_error_db, name) == pytest.approx(getattr(plain.mean_error_db, name), abs=1e-4)
    assert found.standard_deviation_db.value == pytest.approx((14 / 3) ** 0.5, abs=1e-4)
    # information of a normal sample: sigma / sqrt(2n), sigma now with n - 1
    assert found.standard_deviation_db.standard_error == pytest.approx((14 / 3 / 8) ** 0.5, rel=1e-4)


def test_bounds_bring_back_the_chosen_bias_though_a_third_of_the_points_is_censored() -> None:
    whole, covered = [], []
    for seed in range(400):
        predicted, measured = campaign(seed)
        below = measured < -45.0
        censored = censored_statistics(predicted - np.maximum(measured, -45.0), below)
        assert censored is not None
        assert censored.censored == below.sum()
        pairs = (censored.mean_error_db, BIAS), (censored.standard_deviation_db, SPREAD)
        whole.append(censored.mean_error_db.value)
        covered.append([e.low <= true <= e.high for e, true in pairs])
    # the mean over all campaigns: 4 dB / sqrt(400 * 50) = 0.028 dB for points that were all seen
    assert np.mean(whole) == pytest.approx(BIAS, abs=4 * 0.028)
    assert np.mean(covered, axis=0) == pytest.approx([0.95, 0.95], abs=3 * 0.011)


def test_leaving_censored_points_out_hides_a_model_that_is_too_high() -> None:
    # predicted -50 dB everywhere, measured 3 dB lower on average, sensitivity -54 dB: only the higher half is seen
    random = np.random.default_rng(1)
    predicted = np.full(4000, -50.0)
    measured = predicted - random.normal(BIAS, SPREAD, 4000)
    below = measured < -54.0
    plain = difference_statistics(predicted[~below], measured[~below])
    whole = censored_statistics(predicted - np.maximum(measured, -54.0), below)
    assert plain is not None
    assert whole is not None
    # mean of a normal cut off above at c: mu - sigma phi(z) / Phi(z), z = (4 - 3) / 4
    cut = BIAS - SPREAD * stats.norm.pdf(0.25) / stats.norm.cdf(0.25)
    assert plain.mean_error_db.value == pytest.approx(cut, abs=0.2)
    assert whole.mean_error_db.value == pytest.approx(BIAS, abs=0.3)
    assert whole.standard_deviation_db.value == pytest.approx(SPREAD, abs=0.3)


def test_classes_count_all_points_and_judge_those_that_were_seen() -> None:
    labels = ("a",) * 5 + ("b",) * 2
    predicted, none = np.arange(7.0), np.zeros(7)
    found = grouped("operator", labels, predicted, none, np.arange(7) == 0)
    assert [(g.label, g.count, g.censored) for g in found] == [("a", 5, 1), ("b", 2, 0)]
    assert found[0].statistics is not None
    assert found[0].statistics.mean_error_db.value == pytest.approx(2.5)
    assert found[1].statistics is None
