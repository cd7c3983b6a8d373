"""Who answers for a level that many stations make: worked by hand."""

import numpy as np
import pytest

from emfassess.assessment.relevance import relevant_sources


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([1.2, 0.049, 0.05], [True, False, True]),  # from 0.05 on
        ([0.04, 0.03, 0.0], [False, False, False]),  # below the limit nobody need be relevant
        # above the limit with nobody at 0.05: 30 stations of 0.04 make 1.2; half of it are the first 15
        ([0.04] * 30, [True] * 15 + [False] * 15),
        # 0.6 of 1.2: 0.049 x 12 = 0.588 is not half, so that a thirteenth is needed
        ([0.049] * 24 + [0.024], [True] * 13 + [False] * 12),
    ],
)
def test_a_place_above_the_limit_has_somebody_who_answers(parts: list[float], expected: list[bool]) -> None:
    assert relevant_sources(np.array(parts)[:, np.newaxis])[:, 0].tolist() == expected


def test_the_bound_is_a_setting() -> None:
    assert relevant_sources(np.array([[0.08], [0.2]]), 0.1)[:, 0].tolist() == [False, True]
