"""Values that are hardly levels: codes for "no value", and runs that a fault shifted; they decide nothing by themselves."""

import datetime

import numpy as np
import pandas as pd
import pytest

from emfassess.measured_levels.judged_campaign import Evaluation, judge
from emfassess.measurements import Campaign, Instrument, RawFile, checked_readings
from emfassess.measurements.quality import Thresholds
from emfassess.measurements.quality.credibility import is_code, is_shifted
from emfassess.readers.limit_sets import load_editions

GB = load_editions("gb-8702")
STEADY = [0.76, 0.76, 0.77, 0.75]
HIGH = [20.75, 20.77, 20.81, 20.76]


def series(levels: list[float], seconds: float = 1.0) -> pd.DataFrame:
    times = pd.Timestamp("2024-05-20T08:00:00Z") + pd.to_timedelta(np.arange(len(levels)) * seconds, unit="s")
    return checked_readings(
        pd.DataFrame(
            {"line": np.arange(len(levels)) + 2, "field_strength_v_m": levels, "time": times, "averaging_s": 360.0}
        )
    )


@pytest.mark.parametrize("code", [999.0, 999.9, 9999.0, 99999.0, 65535.0, 32767.0])
def test_a_code_for_no_value_is_no_level(code: float) -> None:
    assert is_code(series([0.5, code, 0.6])).tolist() == [False, True, False]


@pytest.mark.parametrize("level", [99.9, 61.4, 199.9, 998.0, 0.999])
def test_a_single_high_level_counts(level: float) -> None:
    assert not is_code(series([0.5, level, 0.6])).any()


def test_a_value_far_above_all_others_that_comes_again_and_again_is_a_code_in_any_unit() -> None:
    # 999.9 W/m2 is 613.8 V/m; 60 dB above 0.6 V/m
    assert is_code(series([0.5, 613.75, 0.6, 613.75])).tolist() == [False, True, False, True]
    # 6 V/m is 20 dB above 0.6 V/m
    assert not is_code(series([0.5, 6.0, 0.6, 6.0])).any()


def test_a_run_between_two_equal_steps_is_shifted() -> None:
    found = is_shifted(series([*STEADY, *HIGH, *STEADY]), Thresholds())
    assert found.tolist() == [False] * 4 + [True] * 4 + [False] * 4


@pytest.mark.parametrize(
    ("levels", "seconds"),
    [
        ([*STEADY, *HIGH], 1.0),  # it does not come back: a transmitter that was switched on
        ([*STEADY, 20.0, 14.0, 25.0, *STEADY], 1.0),  # no constant
        ([*STEADY, 20.75, 20.77, 20.8, 30.0, *STEADY], 1.0),  # steps that differ
        ([*STEADY, 20.75, *STEADY], 1.0),  # a single value
        ([*STEADY, *HIGH, *STEADY], 600.0),  # ten minutes apart
    ],
)
def test_other_leaps_are_levels(levels: list[float], seconds: float) -> None:
    assert not is_shifted(series(levels, seconds), Thresholds()).any()


def test_doubtful_values_count_when_somebody_decided_so() -> None:
    campaign = Campaign("C1", RawFile("log.txt", "0" * 64, "monitem"), Instrument("A", "1", kind="broadband"))
    readings = series([*STEADY, *HIGH, *STEADY])
    day = datetime.date(2024, 6, 1)
    left_out = judge(campaign, readings, GB, day)
    assert left_out.levels is not None
    assert left_out.levels.field_strength.max() == pytest.approx(0.77)
    assert "shifted-run" in {finding.rule for finding in left_out.findings}
    assert left_out.conclusion is None
    assert dict(left_out.levels.assumptions[-1].values) == {"count": "4", "total": "12"}
    counted = judge(campaign, readings, GB, day, evaluation=Evaluation(with_doubtful=True))
    assert counted.levels is not None
    assert counted.levels.field_strength.max() == pytest.approx(20.81)
    assert counted.levels.assumptions[-1].code == "doubtful-counted"


def test_nothing_but_doubtful_values_is_no_verdict() -> None:
    campaign = Campaign("C1", RawFile("log.txt", "0" * 64, "monitem"), Instrument("A", "1", kind="broadband"))
    judged = judge(campaign, series([999.9, 999.9]), GB, datetime.date(2024, 6, 1))
    assert (judged.levels, judged.verdict) == (None, None)
