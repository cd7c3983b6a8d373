"""Every published case is met within the rounding of its source."""

import pytest

from published import Case, cases, computed


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_published_value_is_met(case: Case) -> None:
    assert computed(case) == pytest.approx(case.value, rel=case.tolerance)


def test_cases_have_their_own_ids_and_sources() -> None:
    found = cases()
    assert len({case.id for case in found}) == len(found)
    assert all(case.source for case in found)
