"""Decision rules after JCGM 106 and ILAC-G8, by values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess.exposure.compliance import Verdict, uncertainty_range, verdict, verdicts_between, worst
from emfassess.limits.decision_rule import DecisionRule, RuleName

SIMPLE, GUARDED, REJECTION = (DecisionRule(name) for name in RuleName)
TARGET = DecisionRule(target_uncertainty_db=4.0)


@pytest.mark.parametrize(
    ("ratio", "expanded_db", "rule", "expected"),
    [
        # 3 dB is a factor of 1.995
        (0.40, 4.13, SIMPLE, "compliant"),
        (1.00, 9.0, SIMPLE, "compliant"),
        (1.07, 3.0, SIMPLE, "exceeds"),
        (0.50, 3.0, GUARDED, "compliant"),  # 0.998
        (0.60, 3.0, GUARDED, "conditionally_compliant"),  # 1.197
        (1.00, 3.0, GUARDED, "conditionally_compliant"),
        (1.07, 3.0, GUARDED, "conditionally_exceeds"),  # 0.536
        (2.00, 3.0, GUARDED, "exceeds"),  # 1.0024
        (0.60, 3.0, REJECTION, "compliant"),
        (1.07, 3.0, REJECTION, "conditionally_exceeds"),
        (2.00, 3.0, REJECTION, "exceeds"),
        # IEC 62232: 5 dB is 1 dB more than the target: 0.79 x 1.2589 = 0.9945, 0.80 x 1.2589 = 1.0071
        (0.79, 5.0, TARGET, "compliant"),
        (0.80, 5.0, TARGET, "exceeds"),
        (0.99, 4.0, TARGET, "compliant"),
    ],
)
def test_each_rule_decides_as_its_source_has_it(
    ratio: float, expanded_db: float, rule: DecisionRule, expected: str
) -> None:
    assert verdict(ratio, expanded_db, rule=rule) == expected


@given(ratio=st.floats(0, 10), expanded=st.floats(0, 10))
def test_no_rule_calls_a_value_above_the_limit_compliant(ratio: float, expanded: float) -> None:
    for rule in (SIMPLE, GUARDED, REJECTION, TARGET):
        if ratio > 1:
            assert verdict(ratio, expanded, rule=rule).is_exceedance


@given(ratio=st.floats(0, 10), expanded=st.floats(0, 10))
def test_without_uncertainty_all_rules_agree(ratio: float, expanded: float) -> None:
    assert len({verdict(ratio, 0.0, rule=rule) for rule in (SIMPLE, GUARDED, REJECTION, TARGET)}) == 1
    assert worst([verdict(ratio, expanded, rule=GUARDED), verdict(ratio, expanded)]) != Verdict.NOT_ASSESSABLE


def test_bounds_on_both_sides_of_the_limit_are_not_assessable() -> None:
    found = verdicts_between(np.array([0.0, 0.0, 1.2, 0.0]), np.array([5.6, 0.9, 3.0, 1.0]), np.zeros(4))
    assert found.tolist() == ["not_assessable", "compliant", "exceeds", "compliant"]
    guarded = verdicts_between(np.array([0.0]), np.array([0.9]), np.array([3.0]), rule=GUARDED)
    assert guarded.tolist() == ["conditionally_compliant"]


def test_the_interval_is_given_in_shares_of_the_limit() -> None:
    # 40 % with 4.13 dB: a factor of 10^0.413 = 2.588
    assert uncertainty_range(0.40, 4.13) == pytest.approx((0.1545, 1.0353), rel=1e-3)


@pytest.mark.parametrize(
    "arguments", [{"name": "mild"}, {"target_uncertainty_db": -1.0}, {"target_uncertainty_db": np.nan}]
)
def test_a_rule_that_cannot_be_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"decision rule|target uncertainty"):
        DecisionRule(**arguments)  # type: ignore[arg-type]
