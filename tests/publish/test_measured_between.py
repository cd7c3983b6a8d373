"""A measurement beside expected level and bound: the field strengths are worked by hand from E² = 376.73 Ω · S."""

from typing import Any

import pytest

from emfassess.language import language
from emfassess.publish.text.comparison import COMPARISON_FINDING
from emfassess.publish.text.measured_between import between_sentences

# 376.730313668 · 1e-4 = 0.194², · 1e-6 = 0.0194², · 1e-2 = 1.94², · 1 = 19.4²
PLACE: dict[str, Any] = {
    "expected_power_density_w_m2": 1e-4,
    "expected_p5_w_m2": 1e-6,
    "expected_p95_w_m2": 1e-2,
    "bound_power_density_w_m2": 1.0,
}
ABSENT = {**PLACE, "expected_power_density_w_m2": None, "expected_p5_w_m2": None, "expected_p95_w_m2": None}
ENGLISH = language("en")


def test_expected_level_and_bound_stand_beside_the_measurement_as_field_strengths() -> None:
    row, where = between_sentences(0.5, False, PLACE, ENGLISH)
    assert row == (
        "At that point, for today's stations: expected 0.194 V/m (0.0194 V/m to 1.94 V/m), calculated upper bound "
        "19.4 V/m. Neither decides a verdict."
    )
    assert where == "The measurement lies within the expected range."


@pytest.mark.parametrize(
    ("measured", "place", "says"),
    [
        (0.01, PLACE, "The measurement lies below the expected range."),
        # 20 log10(3.88/1.941) and 20 log10(38.8/19.41) are 6.0 dB
        (3.88, PLACE, COMPARISON_FINDING["measured-above-expected"].format(excess="6.0")),
        (38.8, PLACE, COMPARISON_FINDING["measured-above-bound"].format(excess="6.0")),
        (3.88, ABSENT, "The measurement lies below the upper bound."),
        (38.8, ABSENT, COMPARISON_FINDING["measured-above-bound"].format(excess="6.0")),
    ],
)
def test_a_measurement_lies_between_or_is_a_finding(measured: float, place: dict[str, Any], says: str) -> None:
    assert between_sentences(measured, False, place, ENGLISH)[1] == says


def test_a_detection_limit_above_the_bound_is_no_finding() -> None:
    _, where = between_sentences(38.8, True, PLACE, ENGLISH)
    assert where == "Nothing was detected there: that contradicts no calculated level."
