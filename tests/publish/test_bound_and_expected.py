"""Sentences and cells of upper bound and expected level: the digits are worked by hand."""

from typing import Any

import pytest

from emfassess.language import language
from emfassess.publish.text.bound_and_expected import beside_sentences, expected_cell
from emfassess.publish.text.experience import experience_sentences, validation_figures


def record(calculated: float, bound: float, **expected: Any) -> dict[str, Any]:
    place = {"id": "r1", "theoretical": {"exposure_ratio": calculated, "bound_exposure_ratio": bound}, **expected}
    return {
        "scenario": "theoretical",
        "governing_point": "r1",
        "rings": [place],
        "named_points": [],
        "facades": [],
    }


EXPECTED = {  # the limit is 0.5 W/m² here: 0.02 %, 0.003 % and 0.2 % of it
    "expected_exposure_ratio": 2e-4,
    "expected_power_density_w_m2": 1e-4,
    "expected_p5_w_m2": 1.5e-5,
    "expected_p95_w_m2": 1e-3,
}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (
            "en",
            "Expected there: about 0.02 % of the limit (0.003 to 0.2 %). Upper bound with scattered fields: 1.8 %. "
            "Neither decides the verdict.",
        ),
        ("zh", "该处预计约为限值的0.02%（0.003%～0.2%）；计入散射场的计算上限为1.8%。两者均不作为判定依据。"),
    ],
)
def test_expected_level_and_bound_stand_in_one_sentence(code: str, says: str) -> None:
    assert beside_sentences(record(0.01, 0.018, **EXPECTED), language(code)) == [says]


def test_a_bound_above_the_limit_asks_for_a_measurement() -> None:
    *_, last = beside_sentences(record(0.9, 1.2), language("en"))
    assert last == "Scattered fields could exceed the limit there: a measurement is needed to know."


@pytest.mark.parametrize(("calculated", "bound"), [(1.1, 1.3), (0.9, 1.0)])
def test_otherwise_it_does_not(calculated: float, bound: float) -> None:
    (only,) = beside_sentences(record(calculated, bound), language("en"))
    assert only.startswith("Upper bound there")


def test_a_record_without_a_bound_has_no_such_sentence() -> None:
    older = record(0.5, 0.5)
    del older["rings"][0]["theoretical"]["bound_exposure_ratio"]
    assert beside_sentences(older, language("en")) == []


def test_an_absent_expected_level_is_a_dash_in_a_table() -> None:
    assert expected_cell({"expected_exposure_ratio": None}, language("en")) == "–"
    assert expected_cell(EXPECTED, language("en")) == "0.02 % (0.003 to 0.2 %)"


@pytest.mark.parametrize("code", ["en", "zh"])
def test_pages_state_the_figures_of_the_comparison_with_measurements(code: str) -> None:
    bound, _ = experience_sentences(language(code))
    figures = validation_figures()
    for value in (f"{figures['points']}", f"{figures['masts']}", f"{100 * figures['above_bound_worst_ring']:.2g}"):
        assert value in bound
