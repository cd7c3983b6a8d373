"""Fusion: kriging against its equations, cross-validation against leaving points out, and what intervals promise."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist

from builders.measured_fields import residual_field
from emfassess.comparison import variogram
from emfassess.comparison.kriging import COMPETITORS, Fusion, Known, cross_validation, fuse, fused_levels
from emfassess.comparison.variogram import Structure, structure_of
from emfassess.units import Floats

STRUCTURE = Structure(16.0, 120.0, 1.0)
SEEDS, POINTS, AIMS = 200, 60, 40
MASTS = np.array([[200.0, 300.0], [700.0, 650.0], [900.0, 100.0]])


def predicted(places: Floats) -> Floats:
    """Three masts of 1 kW at 30 m over ground, in free space. [dB over 1 W/m^2]"""
    square = cdist(places, MASTS) ** 2 + 30.0**2
    return np.asarray(10 * np.log10((1000.0 / (4 * np.pi * square)).sum(axis=1)))


def simulated(seed: int, points: int = POINTS) -> tuple[Known, Floats, Floats]:
    """A campaign on a square kilometre, aims, and the true levels there: model 3 dB too high, residuals as above."""
    random = np.random.default_rng(seed)
    places = random.uniform(0, 1000, (points + AIMS, 2))
    field = residual_field(places, random, deviation=4.0, length=120.0, nugget=1.0)
    truth = predicted(places) - 3.0 + field
    seen = truth[:points] + random.normal(0, 1.0, points)
    known = Known(places[:points], predicted(places[:points]), seen, np.full(points, 1.0))
    return known, places[points:], truth[points:]


def test_kriging_solves_its_equations() -> None:
    known, aims, _ = simulated(0, 20)
    found = fused_levels(Fusion(known, STRUCTURE), aims, predicted(aims))
    # the unbiased system written out: [V 1; 1' 0] [w; m] = [c; 1], variance sigma^2 + nugget - c'w - m
    matrix = np.ones((21, 21))
    matrix[:20, :20] = 16.0 * np.exp(-cdist(known.places, known.places) / 120.0) + np.eye(20) * (1.0 + 1.0)
    matrix[20, 20] = 0.0
    right = np.vstack([16.0 * np.exp(-cdist(known.places, aims) / 120.0), np.ones(AIMS)])
    weights = np.linalg.solve(matrix, right)
    residual = known.measured_db - known.predicted_db
    assert found.correction_db == pytest.approx(weights[:20].T @ residual, abs=1e-6)
    assert found.standard_db**2 == pytest.approx(17.0 - (weights * right).sum(axis=0), abs=1e-6)
    assert found.median_db == pytest.approx(predicted(aims) + found.correction_db)
    assert found.interval_db[1] - found.median_db == pytest.approx(float(stats.t.ppf(0.975, 19)) * found.standard_db)
    assert found.median == pytest.approx(10 ** (found.median_db / 10))


def test_far_from_all_points_the_level_is_the_model_without_its_bias() -> None:
    known, _, _ = simulated(1)
    fusion = fuse(known)
    far = np.array([[1e6, 1e6]])
    found = fused_levels(fusion, far, np.array([-40.0]))
    assert found.median_db[0] == pytest.approx(-40.0 - fusion.bias_db, abs=1e-6)
    assert found.standard_db[0] ** 2 == pytest.approx(
        fusion.structure.variance + fusion.structure.nugget + fusion.bias_standard_db**2, rel=1e-6
    )


def test_a_reading_without_noise_is_met_but_for_the_nugget() -> None:
    known, _, _ = simulated(2)
    certain = replace(known, standard_db=np.zeros(POINTS))
    found = fused_levels(Fusion(certain, Structure(16.0, 120.0, 0.0)), known.places, known.predicted_db)
    assert found.median_db == pytest.approx(known.measured_db, abs=0.1)
    assert found.standard_db.max() < 0.15


def test_few_points_give_the_bias_alone() -> None:
    # residuals -2, -4, -3, -3: bias 3; s^2 = 2/3; a new level has s^2 (1 + 1/4) but for the noise of its reading
    places = np.array([[0.0, 0], [100, 0], [0, 100], [100, 100]])
    known = Known(places, np.zeros(4), np.array([-2.0, -4, -3, -3]), np.full(4, 0.2))
    fusion = fuse(known)
    assert fusion.structure.independent
    assert fusion.bias_db == pytest.approx(3.0)
    found = fused_levels(fusion, np.array([[1.0, 1.0], [5e3, 0.0]]), np.array([-10.0, -20.0]))
    assert found.median_db == pytest.approx([-13.0, -23.0])
    assert found.standard_db**2 == pytest.approx([2 / 3 * 1.25 - 0.04] * 2)
    assert found.factor == pytest.approx(3.182, abs=1e-3)  # t(0.975; 3)


def test_what_all_readings_share_does_not_average_out() -> None:
    known, aims, _ = simulated(3)
    plain, shared = fuse(known), fuse(replace(known, common_db=1.5))
    before, after = (fused_levels(f, aims, predicted(aims)) for f in (plain, shared))
    assert after.standard_db**2 == pytest.approx(before.standard_db**2 + 1.5**2)
    assert shared.bias_standard_db**2 == pytest.approx(plain.bias_standard_db**2 + 1.5**2)


def test_cross_validation_is_leaving_each_point_out() -> None:
    known, _, _ = simulated(4, 25)
    fusion = Fusion(known, STRUCTURE)
    found = {c.name: c for c in cross_validation(fusion, np.full(25, 2.0))}
    assert tuple(found) == COMPETITORS
    for index in (0, 7, 24):
        rest = np.arange(25) != index
        left = Known(known.places[rest], known.predicted_db[rest], known.measured_db[rest], known.standard_db[rest])
        told = fused_levels(Fusion(left, STRUCTURE), known.places[[index]], known.predicted_db[[index]])
        assert found["fused"].errors_db[index] == pytest.approx(float(told.median_db[0] - known.measured_db[index]))
        # the reading has the noise of its own: 1 dB
        half = told.factor * (told.standard_db[0] ** 2 + 1.0) ** 0.5
        assert found["fused"].half_width_db[index] == pytest.approx(half)
        residuals = known.measured_db - known.predicted_db
        assert found["model-without-bias"].errors_db[index] == pytest.approx(residuals[rest].mean() - residuals[index])
        half = float(stats.t.ppf(0.975, 23)) * residuals[rest].std(ddof=1) * (1 + 1 / 24) ** 0.5
        assert found["model-without-bias"].half_width_db[index] == pytest.approx(half)
    assert found["model"].rms_error_db == pytest.approx(np.sqrt(np.mean(residuals**2)))
    # 2 dB expanded and 1 dB standard: 1.96 sqrt((2 / 1.96)^2 + 1)
    assert found["model"].half_width_db[0] == pytest.approx(1.96 * ((2 / 1.96) ** 2 + 1) ** 0.5)


def test_interpolation_knows_nothing_of_the_model() -> None:
    known, _, _ = simulated(5)
    found = [
        cross_validation(fuse(k), np.ones(POINTS))[2] for k in (known, replace(known, predicted_db=np.zeros(POINTS)))
    ]
    assert found[0].errors_db == pytest.approx(found[1].errors_db)


def test_over_many_fields_intervals_hold_what_they_say_and_the_fusion_is_best() -> None:
    inside, errors, left_out = [], [], []
    for seed in range(SEEDS):
        known, aims, truth = simulated(seed)
        fusion = fuse(known)
        found = fused_levels(fusion, aims, predicted(aims))
        inside.append(np.mean((found.interval_db[0] <= truth) & (truth <= found.interval_db[1])))
        errors.append(np.sqrt(np.mean((found.median_db - truth) ** 2)))
        left_out.append([(c.rms_error_db, c.coverage) for c in cross_validation(fusion, np.full(POINTS, 2.0))])
    rms, coverage = np.mean(left_out, axis=0).T
    best = dict(zip(COMPETITORS, rms, strict=True))
    assert 0.93 <= np.mean(inside) <= 0.97
    assert np.mean(errors) < 4.0  # less than the spread of the residuals: neighbours tell something
    assert best["fused"] < best["model-without-bias"] < best["model"]
    assert best["fused"] < best["interpolation"]
    assert 0.93 <= coverage[COMPETITORS.index("fused")] <= 0.97
    assert 0.93 <= coverage[COMPETITORS.index("model-without-bias")] <= 0.97


@pytest.mark.parametrize("points", [8, 12, 25])
def test_small_campaigns_have_honest_intervals_too(points: int) -> None:
    inside = []
    for seed in range(SEEDS):
        known, aims, truth = simulated(seed, points)
        found = fused_levels(fuse(known), aims, predicted(aims))
        inside.append(np.mean((found.interval_db[0] <= truth) & (truth <= found.interval_db[1])))
    assert 0.93 <= np.mean(inside) <= 0.97


def test_the_structure_of_a_long_campaign_is_found_again() -> None:
    known, _, _ = simulated(6, 600)
    found = structure_of(known.places, known.measured_db - known.predicted_db, known.standard_db)
    assert found.variance**0.5 == pytest.approx(4.0, rel=0.2)
    assert found.length == pytest.approx(120.0, rel=0.35)
    assert found.nugget**0.5 == pytest.approx(1.0, abs=0.6)


def test_points_at_one_place_have_no_structure() -> None:
    assert structure_of(np.zeros((20, 2)), np.arange(20.0), np.ones(20)).independent


def test_long_campaigns_are_thinned_for_the_structure_only(monkeypatch: pytest.MonkeyPatch) -> None:
    known, _, _ = simulated(7, 90)
    residuals = known.measured_db - known.predicted_db
    monkeypatch.setattr(variogram, "MOST_POINTS", 45)
    kept = np.linspace(0, 89, 45).round().astype(int)
    assert structure_of(known.places, residuals, known.standard_db) == structure_of(
        known.places[kept], residuals[kept], known.standard_db[kept]
    )


def test_readings_that_cannot_be_fused_are_refused() -> None:
    known, aims, _ = simulated(8, 12)
    with pytest.raises(ValueError, match="2 measured points"):
        Known(known.places[:2], known.predicted_db[:2], known.measured_db[:2], known.standard_db[:2])
    with pytest.raises(ValueError, match="measured_db"):
        replace(known, measured_db=np.full(12, np.nan))
    with pytest.raises(ValueError, match="below 0"):
        replace(known, standard_db=np.full(12, -1.0))
    with pytest.raises(ValueError, match="not a number"):
        fused_levels(fuse(known), aims, np.full(AIMS, np.nan))


def test_two_readings_at_one_place_share_their_level() -> None:
    known, _, _ = simulated(9, 20)
    places, measured = known.places.copy(), known.measured_db.copy()
    places[1] = places[0]
    twice = Known(places, known.predicted_db, measured, np.zeros(20))
    found = fused_levels(Fusion(twice, Structure(16.0, 120.0, 0.0)), places[:1], known.predicted_db[:1])
    mean = (twice.measured_db - twice.predicted_db)[:2].mean()
    assert found.correction_db[0] == pytest.approx(mean, abs=0.05)
