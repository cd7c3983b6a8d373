"""Trends between campaigns: beyond chance, and beyond what one can measure."""

import datetime
import math
from pathlib import Path

import numpy as np
import pytest

from builders.register_entries import ENGINEER, LIMITS, described, judgement, measurement_file, points
from builders.stations import station
from emfassess.register import PUBLIC, NotAllowedError, Register
from emfassess.register.assessments import add_assessment
from emfassess.register.campaigns import add_import
from emfassess.register.stations import add_station
from emfassess.register.trends import Value, point_trend, station_trend, trend_of


def yearly(levels_db: list[float], uncertainty: float = 1.0, censored: tuple[int, ...] = ()) -> list[Value]:
    """A level every 365.25 days (to the day), in decibel."""
    start = datetime.date(2016, 1, 1)
    return [
        Value(start + datetime.timedelta(days=round(365.25 * n)), 10 ** (db / 10), uncertainty, n in censored)
        for n, db in enumerate(levels_db)
    ]


def test_a_steady_rise_is_found_with_its_slope() -> None:
    """Eight values in order: S = 28, variance 8*7*21/18 = 65.33, z = 27/8.083 = 3.340, p = 8.4e-4, tau = 1."""
    trend = trend_of(yearly([float(n) for n in range(8)]))
    assert trend.significant
    assert trend.direction == "rising"
    assert trend.probability == pytest.approx(8.4e-4, abs=5e-6)
    assert trend.tau == 1.0
    assert trend.slope_db_per_year == pytest.approx(1.0, abs=1e-3)
    assert trend.change_db == pytest.approx(7.0, abs=1e-2)
    # least squares of eight values, each with U = 1 dB: U / sqrt(sum (x - mean)^2) = 1 / sqrt(42)
    assert trend.slope_uncertainty == pytest.approx(1 / math.sqrt(42), rel=1e-3)


def test_a_fall_is_a_fall() -> None:
    assert trend_of(yearly([-float(n) for n in range(8)])).direction == "falling"


def test_a_rise_within_the_measurement_uncertainty_is_none() -> None:
    """In perfect order, so that chance is ruled out, but 0.7 dB in all where one value is known to 3 dB."""
    trend = trend_of(yearly([0.1 * n for n in range(8)], uncertainty=3.0))
    assert trend.probability < 0.001
    assert not trend.significant
    assert trend.direction == "none"


def test_scatter_is_none_even_where_each_value_claims_to_be_exact() -> None:
    trend = trend_of(yearly([0, 6, -3, 5, -6, 4, 1, 7, -2, 3], uncertainty=0.1))
    assert not trend.significant
    assert trend.slope_uncertainty > 0.5  # by the scatter, not by the claim


def test_an_accurate_value_weighs_more() -> None:
    """Two exact values and one poor: the line goes through the exact ones, 1 dB a year."""
    exact, poor = yearly([0.0, 9.0, 2.0], uncertainty=0.01), yearly([0.0, 9.0, 2.0], uncertainty=30.0)
    assert trend_of([exact[0], poor[1], exact[2]]).slope_db_per_year == pytest.approx(1.0, abs=1e-2)


def test_few_values_say_nothing() -> None:
    for count in range(4):
        trend = trend_of(yearly([float(10 * n) for n in range(count)]))
        assert math.isnan(trend.probability)
        assert not trend.significant
    # four in order: S = 6, variance 4*3*13/18 = 8.667, z = 5/2.944 = 1.698, p = 0.0894
    four = trend_of(yearly([0.0, 10.0, 20.0, 30.0]))
    assert four.probability == pytest.approx(0.0894, abs=1e-4)
    assert not four.significant


def test_values_below_the_sensitivity_are_tied_and_make_no_line() -> None:
    """The meter became finer year by year: bounds that fall are no levels that fall."""
    trend = trend_of(yearly([-3.0 * n for n in range(8)], censored=tuple(range(8))))
    assert trend.probability == 1.0
    assert math.isnan(trend.slope_db_per_year)
    assert trend.direction == "none"


def test_the_order_of_the_values_does_not_matter() -> None:
    values = yearly([0, 1, 1, 3, 4, 4, 6])
    shuffled = [values[n] for n in np.random.default_rng(3).permutation(7)]
    assert trend_of(shuffled) == trend_of(values)


@pytest.mark.parametrize("level", [0.0, -1.0, float("nan"), float("inf")])
def test_a_level_that_is_none_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        trend_of([Value(datetime.date(2026, 1, 1), level, 1.0)])


def test_pure_chance_is_called_a_trend_no_more_often_than_it_says() -> None:
    random = np.random.default_rng(7)
    found = [trend_of(yearly(list(random.normal(0, 1.5, 10)), uncertainty=3.0)).significant for _ in range(300)]
    assert np.mean(found) < 0.05


def test_trends_of_a_station_and_a_point_come_from_the_register(register: Register, tmp_path: Path) -> None:
    """The ratio doubles each year, the field strength grows by sqrt(2): both are 3.01 dB a year."""
    add_station(register, station(), datetime.date(2019, 1, 1), ENGINEER)
    ids = []
    for n, year in enumerate((2024, 2020, 2022, 2021, 2023)):
        grown = 2.0 ** (year - 2020)
        ids.append(f"C{n}")
        table = points({"P1": 0.2 * math.sqrt(grown), "P2": 1.0 + n}, f"{year}-05-01T09:00:00")
        file = measurement_file(tmp_path, table, ids[-1], f"{n}.csv", points=(described("P1"), described("P2")))
        add_import(register, file, ENGINEER)
        found = judgement(ratio=0.01 * grown, day=f"{year}-05-01", campaign_id=ids[-1], expanded_uncertainty_db=2.0)
        add_assessment(register, found, {}, LIMITS, ENGINEER)
    for trend in (
        station_trend(register, "S1", "test-2020", 3.0, ENGINEER),
        point_trend(register, "P1", ids, 2.0, ENGINEER),
    ):
        assert trend.slope_db_per_year == pytest.approx(10 * math.log10(2), abs=0.01)
        assert trend.significant
    assert point_trend(register, "P9", ids, 2.0, ENGINEER).values == ()
    with pytest.raises(NotAllowedError):
        station_trend(register, "S1", "test-2020", 3.0, PUBLIC)
