"""Measured signals taken to their maximum, by factors and by the laboratory, beside what is judged."""

import datetime
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from builders.measurements import campaign, readings
from emfassess.exposure.compliance import Verdict
from emfassess.measured_levels import JudgingSettings, MeasuredLevels, measured_levels
from emfassess.measurements.extrapolation import Extrapolation, gsm_maximum, lte_maximum, nr_maximum, umts_maximum
from emfassess.readers.limit_sets import load_editions

GB = load_editions("gb-8702")
TODAY = datetime.date(2026, 1, 1)
COMPLIANT, NOT_ASSESSABLE, EXCEEDS = Verdict.COMPLIANT, Verdict.NOT_ASSESSABLE, Verdict.EXCEEDS
CONDITIONALLY_EXCEEDS = Verdict.CONDITIONALLY_EXCEEDS
TOTAL: dict[str, Any] = {"band": "total"}


def judged(rows: Iterable[dict[str, Any]], **more: Any) -> MeasuredLevels:
    return measured_levels(campaign(), readings(rows), GB, TODAY, **more)


def field(value: float, **more: Any) -> dict[str, Any]:
    return {"field_strength_v_m": value, **more}


MAXIMA: list[tuple[Extrapolation, float]] = [
    # 0.1 V/m times sqrt 4, sqrt 10, sqrt 2400 and sqrt(3276 * 10^0.5 * 52/70)
    (gsm_maximum(4), 0.2),
    (umts_maximum(0.1), 0.316228),
    (lte_maximum(100, ports=2), 4.898979),
    (nr_maximum(273, beam_gain_difference_db=5.0, downlink=52 / 70), 8.772484),
]


@pytest.mark.parametrize(("made", "expected"), MAXIMA)
def test_a_reference_signal_is_taken_to_its_maximum(made: Extrapolation, expected: float) -> None:
    found = judged([field(0.1)], extrapolations={"LTE 1800": made})
    row = found.extrapolated.iloc[0]
    assert (row["point_id"], row["band"], row["source"]) == ("P1", "LTE 1800", "computed")
    assert row["theoretical_v_m"] == pytest.approx(expected, rel=1e-5)
    # what was measured stays what is judged
    assert found.field_strength == pytest.approx([0.1])
    assert found.on_the_day.extrapolated_ratio == pytest.approx([(expected / 12) ** 2], rel=1e-5)
    assert found.extrapolations == (("LTE 1800", made),)


def test_the_actual_maximum_of_nr_stands_beside_the_theoretical_one() -> None:
    made = nr_maximum(273, beam_gain_difference_db=0.0, downlink=1.0, power_reduction=0.25)
    row = judged([field(0.1)], extrapolations={"LTE 1800": made}).extrapolated.iloc[0]
    # sqrt 3276 = 57.2364; a quarter of the power is half of the field
    assert row["theoretical_v_m"] == pytest.approx(5.72364, rel=1e-5)
    assert row["actual_v_m"] == pytest.approx(2.86182, rel=1e-5)


def test_the_laboratorys_own_extrapolation_stands_beside_and_does_not_decide() -> None:
    rows = [field(1.0), field(12.0, kind="extrapolated"), field(3.0, band="FM"), field(1.0, point_id="P2")]
    found = judged(rows)
    assert found.verdicts == (COMPLIANT, COMPLIANT)
    # 12 V/m of LTE and the 3 V/m of FM that nobody extrapolated: 1 + 1/16
    assert found.on_the_day.extrapolated_ratio[0] == pytest.approx(1 + 1 / 16, rel=1e-6)
    assert np.isnan(found.on_the_day.extrapolated_ratio[1])
    assert found.on_the_day.extrapolated_verdicts == (EXCEEDS, None)  # 1.0625 by simple acceptance
    guarded = judged(rows, settings=JudgingSettings(decision_rule="guarded-acceptance"))
    assert guarded.on_the_day.extrapolated_verdicts == (CONDITIONALLY_EXCEEDS, None)
    row = found.extrapolated.iloc[0]
    assert (row["source"], row["measured_v_m"], row["theoretical_v_m"]) == ("laboratory", 1.0, 12.0)


def test_a_maximum_above_the_limit_exceeds_unless_its_signal_was_not_heard() -> None:
    # 20 V/m are 4.4 dB above 12 V/m, the uncertainty is 2.76 dB; 0.2 V/m times 100
    assert judged([field(1.0), field(20.0, kind="extrapolated")]).on_the_day.extrapolated_verdicts == (EXCEEDS,)
    made = {"LTE 1800": umts_maximum(1e-4)}
    assert judged([field(0.2)], extrapolations=made).on_the_day.extrapolated_verdicts == (EXCEEDS,)
    found = judged([field(0.2, censored=True)], extrapolations=made)
    assert found.on_the_day.extrapolated_verdicts == (NOT_ASSESSABLE,)
    assert bool(found.extrapolated["censored"].iloc[0])
    assert found.verdicts == (COMPLIANT,)


def test_a_band_that_was_only_extrapolated_adds_to_the_maximum_and_not_to_the_measured_level() -> None:
    found = judged([field(6.0, **TOTAL), field(6.0, kind="extrapolated")])
    assert found.exposure_ratio == pytest.approx([0.25], rel=1e-6)
    assert found.on_the_day.extrapolated_ratio == pytest.approx([0.5], rel=1e-6)
    assert found.bands["band"].tolist() == ["total"]


def test_an_extrapolation_never_lowers_a_level() -> None:
    found = judged([field(6.0), field(1.0, kind="extrapolated")])
    assert found.on_the_day.extrapolated_ratio == pytest.approx([0.25], rel=1e-6)


def test_an_extrapolation_of_a_band_that_was_not_read_is_refused() -> None:
    with pytest.raises(ValueError, match="no reading of band 'NR'"):
        judged([field(1.0)], extrapolations={"NR": gsm_maximum(1)})
