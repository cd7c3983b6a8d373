"""A measurement between expectation and bound: what is found above them, and the map that corrects the expectation."""

from dataclasses import replace

import numpy as np
import pytest

import emfassess as emf
from builders.measured_fields import mast, measured, residual_field
from emfassess.comparison.compare import compare
from emfassess.comparison.corrected_map import FusedMap, fused_map, fusion_of
from emfassess.comparison.findings import ABOVE_BOUND, ABOVE_EXPECTED, finding_codes, findings_of
from emfassess.comparison.reference import Reference
from emfassess.comparison.result import Comparison
from emfassess.units import Floats

GB = emf.load_limits("gb-8702-2014")
PLACES = np.array([[200.0, 0.0, 1.7], [0.0, 200.0, 1.7], [-200.0, 0.0, 1.7]])
CALCULATED = 1000 / (4 * np.pi * (200.0**2 + 28.3**2))
"""1000 W from an isotropic antenna at 30 m. Its power spread over the sphere is as much again: the bound is twice that.
[W/m^2]"""


def compared(density: Floats) -> Comparison:
    return compare([mast()], GB, measured(PLACES, density))


@pytest.fixture(scope="module")
def expected_p95() -> float:
    return float(compared(np.full(3, CALCULATED)).expected.p95[0])


def test_bound_and_expected_level_are_beside_the_calculated_one(expected_p95: float) -> None:
    found = compared(np.full(3, CALCULATED))
    assert found.levels.power_density[0] == pytest.approx(np.full(3, CALCULATED), rel=1e-4)
    assert found.bound_power_density == pytest.approx(np.full(3, 2 * CALCULATED), rel=1e-4)
    assert np.all(found.expected.p5 < found.expected.median)
    assert np.all(found.expected.median < found.expected.p95)
    assert expected_p95 < 2 * CALCULATED
    assert {"scattered-added", "comparison-expected"} <= {a.code for a in found.assumptions}


def test_what_lies_above_is_found_and_what_lies_between_is_not(expected_p95: float) -> None:
    # twice the bound is 3.0103 dB above it; the second lies between 95th percentile and bound, the third below both
    between = (expected_p95 * 2 * CALCULATED) ** 0.5
    found = compared(np.array([4 * CALCULATED, between, 0.9 * expected_p95]))
    assert found.finding_codes.tolist() == [ABOVE_BOUND, ABOVE_EXPECTED, ""]
    above, note = found.findings
    assert (above.code, above.severity, above.where) == (ABOVE_BOUND, "warning", ("P0",))
    assert above.most_db == pytest.approx(3.0103, abs=1e-3)
    assert (note.code, note.severity, note.where) == (ABOVE_EXPECTED, "note", ("P1",))
    assert note.most_db == pytest.approx(10 * np.log10(between / expected_p95), abs=1e-3)


def test_levels_within_give_no_finding(expected_p95: float) -> None:
    assert compared(np.full(3, 0.5 * expected_p95)).findings == ()


def test_a_sensitivity_above_the_bound_contradicts_nothing() -> None:
    levels = replace(measured(PLACES, np.full(3, 4 * CALCULATED)), censored=np.ones(3, dtype=np.bool_))
    assert compare([mast()], GB, levels).findings == ()


def test_without_scattered_fields_the_bound_is_what_is_calculated() -> None:
    found = compare([mast()], GB, measured(PLACES, np.full(3, 1.5 * CALCULATED)), scatter_dbi=None)
    assert found.bound_power_density == pytest.approx(np.full(3, CALCULATED), rel=1e-4)
    assert [f.code for f in found.findings] == [ABOVE_BOUND]
    assert "scattered-none" in {a.code for a in found.assumptions}


def test_an_absent_expectation_has_its_reason_and_gives_no_note() -> None:
    found = compare([mast(frequency_mhz=400.0)], GB, measured(PLACES, np.full(3, CALCULATED)))
    assert np.isnan(found.expected.median).all()
    told = {a.code: a.where for a in found.assumptions}
    assert told["comparison-frequency-outside-model"] == ("P0", "P1", "P2")
    assert "comparison-expected" not in told
    assert found.findings == ()
    assert finding_codes(np.ones(1), np.full(1, np.nan), np.full(1, 2.0)).tolist() == [""]


def test_findings_name_all_places_and_the_greatest_excess() -> None:
    # 10 times is 10 dB, 100 times 20 dB
    (found,) = findings_of(("a", "b", "c"), np.array([10.0, 100.0, 1.0]), np.ones(3), np.ones(3))
    assert found.where == ("a", "b")
    assert found.most_db == pytest.approx(20.0)


def campaign(count: int, deviation: float) -> Comparison:
    """Measured levels 3 dB below what is expected, with a field of residuals about that."""
    random = np.random.default_rng(5)
    places = np.column_stack([random.uniform(-400, 400, (count, 2)), np.full(count, 1.7)])
    field = deviation and residual_field(places[:, :2], random, deviation=deviation, length=150.0, nugget=0.3)
    first = compare([mast()], GB, measured(places, np.full(count, 1e-4), uncertainty_db=0.5))
    return replace(first, measured_power_density=first.expected.median * 10 ** ((field - 3.0103) / 10))


@pytest.fixture(scope="module")
def corrected() -> FusedMap:
    return fused_map(campaign(60, 3.0), cell=20.0)


def test_the_map_corrects_the_expected_level_and_shows_nothing_where_none_is_given() -> None:
    comparison = campaign(25, 0.0)
    found = fused_map(comparison, bounds=(-100, -50, 100, 50), cell=10.0)
    assert found.reference is Reference.EXPECTED
    assert found.fusion.bias_db == pytest.approx(3.0103, abs=1e-3)
    given = np.isfinite(found.predicted_ratio)
    assert found.exposure_ratio[given] == pytest.approx(found.predicted_ratio[given] / 2, rel=1e-3)
    # the model begins at 10 m from the mast: of the cells of 10 m around it those with their centre 7.1 m away
    near = np.hypot(*np.meshgrid(found.east, found.north)) < 10.0
    assert np.array_equal(~given, near)
    assert np.isnan(found.width_db[near]).all()
    assert "fusion-of-expected" in {a.code for a in found.assumptions}


def test_near_a_measurement_the_interval_is_narrower(corrected: FusedMap) -> None:
    east, north = np.meshgrid(corrected.east, corrected.north)
    gap = np.array([np.hypot(east - e, north - n) for e, n in corrected.fusion.known.places]).min(axis=0)
    width = corrected.width_db
    assert np.nanmean(width[gap < 15.0]) < 0.75 * np.nanmean(width[gap > 80.0])
    # half of the 90 % interval without measurements
    expected = corrected.comparison.expected
    alone = 5 * np.log10(expected.p95 / expected.p5)
    assert np.nanmax(width[gap < 15.0]) < np.nanmin(alone)


def test_points_without_an_expected_level_are_left_out_and_counted() -> None:
    places = np.concatenate([PLACES, [[3.0, 0.0, 1.7]]])
    found = compare([mast()], GB, measured(places, np.full(4, 1e-3)))
    assert found.expected.reason.tolist() == ["", "", "", "nearer-than-model"]
    assert len(fusion_of(found).known.places) == 3
    told = {a.code: dict(a.values) for a in fused_map(found, cell=100.0).assumptions}
    assert told["fusion-expected-absent"] == {"count": "1"}
