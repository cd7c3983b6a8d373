"""The whole walk: what an assessment says must follow from its stations."""

import numpy as np
import pytest

import emfassess as emf
from builders.stations import carrier, isotropic, parabolic, station
from emfassess.assessment.sections import strongest_azimuth, vertical_section
from emfassess.limits.decision_rule import DecisionRule, RuleName
from emfassess.surroundings import RINGS

GB = emf.load_limits("gb-8702-2014")


def test_an_isotropic_station_is_strongest_right_below() -> None:
    # 1000 W at 30 m, right below at 1.7 m: 1000 / (4 pi 28.3^2) = 0.099364 W/m2, 0.25995 of 0.38223
    result = emf.assess([station(carrier(1000))], GB, expanded_uncertainty_db=0.0)
    assert result.max_exposure_ratio == pytest.approx(0.25995, rel=1e-3)
    assert result.verdict == "compliant"
    assert result.target_verdict == "exceeds"
    place = result.places[result.governing_point]
    assert place.label == "0-50 m"
    assert place.distance < 0.5


def test_ring_maxima_of_an_isotropic_station_lie_at_the_inner_radius() -> None:
    result = emf.assess([station(carrier(1000))], GB)
    for index, (inner, _) in enumerate(RINGS):
        expected = 1000 / (4 * np.pi * (inner**2 + 28.3**2))
        assert result.place_levels.power_density[0, index] == pytest.approx(expected, rel=2e-3)


def test_the_beam_meets_the_ground_where_trigonometry_says() -> None:
    # a narrow beam 10 degrees down from 30 m: 28.3 / tan(10 deg) = 160.5 m, straight east; in decibel the slope of the
    # distance moves the maximum a little towards the mast
    made = station(carrier(100), pattern=parabolic(20.0, 65, 2.0), azimuth_deg=90, electrical_tilt_deg=10)
    result = emf.assess([made], GB)
    place = result.places[2]
    assert place.label == "100-200 m"
    assert place.distance == pytest.approx(160.5, abs=3.0)
    assert place.bearing_deg == pytest.approx(90, abs=1)
    slant = 28.3 / np.sin(np.radians(10))
    assert result.place_levels.power_density[0, 2] == pytest.approx(100 * 100 / (4 * np.pi * slant**2), rel=0.02)


def test_a_named_window_in_the_beam_decides() -> None:
    # 20 W, 17 dBi, 30 m on the axis: 0.0886 W/m2, 0.2318 of 0.38223
    made = station(carrier(20), pattern=parabolic(17.0))
    window = emf.NamedPoint("window", 0.0, 30.0, 30.0)
    result = emf.assess([made], GB, named_points=[window])
    assert result.places[result.governing_point].label == "window"
    assert result.max_exposure_ratio == pytest.approx(0.0886 / 0.38223, rel=1e-3)


def test_all_operators_are_summed() -> None:
    here, there = station(carrier(500, operator="A")), station(carrier(500, operator="B"), id="S2")
    alone = emf.assess([here], GB).max_exposure_ratio
    assert emf.assess([here, there], GB, subjects=[here]).max_exposure_ratio == pytest.approx(2 * alone)


def test_both_scenarios_are_there_and_the_theoretical_decides() -> None:
    made = [station(carrier(1000, 3500, duty_cycle=0.75, power_reduction_factor=0.25))]
    result = emf.assess(made, GB)
    assert result.scenario == "theoretical"
    assert result.maximum("actual") / result.maximum("theoretical") == pytest.approx(0.25)
    other = emf.assess(made, GB, scenario="actual")
    assert other.max_exposure_ratio == pytest.approx(result.maximum("actual"), rel=1e-3)


def test_uncertainty_makes_a_verdict_conditional_where_the_rule_guards() -> None:
    # 1000 W gives 0.26; 3 kW 0.78: with 3 dB up to 1.56
    made = [station(carrier(3000))]
    assert emf.assess(made, GB, expanded_uncertainty_db=0.0).verdict == "compliant"
    assert emf.assess(made, GB, expanded_uncertainty_db=3.0).verdict == "compliant"  # simple acceptance of GB 8702
    guarded = DecisionRule(RuleName.GUARDED_ACCEPTANCE)
    assert emf.assess(made, GB, expanded_uncertainty_db=3.0, rule=guarded).verdict == "conditionally_compliant"


def test_the_field_decides_under_gb_8702() -> None:
    # 12 V/m is 0.3822 W/m2, 0.032 A/m is 0.3858, the power density level 0.4: E is the strictest
    result = emf.assess([station(carrier(1000))], GB)
    assert result.weights.labels[result.place_levels.deciding_sum[0, 0]] == "electric_field_strength"


def test_each_quantity_has_its_own_verdict() -> None:
    # right below 4000 W at 30 m: 4000 / (4 pi 28.3^2) = 0.39746 W/m2; over 0.38223 (E), 0.38577 (H) and 0.4 (S)
    result = emf.assess([station(carrier(4000))], GB, expanded_uncertainty_db=0.0)
    expected = {
        "electric_field_strength": (1.0398, "exceeds"),
        "magnetic_field_strength": (1.0303, "exceeds"),
        "power_density": (0.99365, "compliant"),
    }
    assert set(result.by_quantity) == set(expected)
    for label, (ratio, verdict) in result.by_quantity.items():
        assert ratio == pytest.approx(expected[label][0], rel=1e-3)
        assert str(verdict) == expected[label][1]
    assert result.verdict == "exceeds"


def test_the_ground_maximum_is_told_apart_from_named_places() -> None:
    window = emf.NamedPoint("window", 0.0, 5.0, 29.0)
    result = emf.assess([station(carrier(1000))], GB, named_points=[window])
    assert result.places[result.governing_point].label == "window"
    assert result.places[result.ground_maximum].label == "0-50 m"


def test_assumptions_name_what_was_left_out() -> None:
    codes = {a.code for a in emf.assess([station()], GB).assumptions}
    assert codes >= {
        "free-space",
        "flat-ground",
        "ground-reflects-nothing",
        "ground-receptors-only",
        "uncertainty-budget",
    }
    stated = emf.assess([station()], GB, expanded_uncertainty_db=3.0).assumptions
    assert "uncertainty-budget" not in {a.code for a in stated}


def test_a_frequency_outside_the_set_fails_the_assessment() -> None:
    with pytest.raises(ValueError, match="lies outside"):
        emf.assess([station(carrier(20, 200_000))], emf.load_limits("fcc-1.1310"))


def test_an_exempt_station_is_said_to_be_so() -> None:
    assert emf.assess([station(carrier(10))], GB).exempt == ("S1",)
    assert emf.assess([station(carrier(1000))], GB).exempt == ()


def test_nothing_to_assess_is_an_error() -> None:
    with pytest.raises(ValueError, match="no station"):
        emf.assess([], GB)


def test_an_unknown_scenario_is_an_error() -> None:
    with pytest.raises(ValueError, match="scenario"):
        emf.assess([station()], GB, scenario="typical")


def test_the_dataset_has_the_same_numbers_with_units() -> None:
    result = emf.assess([station(carrier(1000), pattern=isotropic())], GB)
    data = result.to_dataset()
    assert float(data["place_exposure_ratio"].sel(scenario="theoretical").max()) == result.max_exposure_ratio
    assert data.attrs["verdict"] == "compliant"
    assert data["grid_power_density"].attrs["units"] == "W m-2"
    assert all("long_name" in data[name].attrs for name in data.data_vars)
    assert data.sizes["grid"] == len(result.grid.points)


def test_turning_the_mast_turns_the_maximum() -> None:
    first = emf.assess([station(pattern=parabolic(), azimuth_deg=0, electrical_tilt_deg=8)], GB)
    second = emf.assess([station(pattern=parabolic(), azimuth_deg=90, electrical_tilt_deg=8)], GB)
    assert first.max_exposure_ratio == pytest.approx(second.max_exposure_ratio, rel=5e-3)
    turned = (second.places[1].bearing_deg - first.places[1].bearing_deg) % 360
    assert turned == pytest.approx(90, abs=3)


def test_the_section_follows_the_strongest_antenna() -> None:
    made = [station(carrier(20), pattern=parabolic(), azimuth_deg=137.0)]
    result = emf.assess(made, GB)
    assert strongest_azimuth(result.sources, result.weights) == (137.0, 30.0)
    section = vertical_section(result.sources, result.weights)
    ratio = section.exposure_ratio(0)
    assert ratio.shape == (len(section.height), len(section.distance))
    column = int(np.argmin(abs(section.distance - 30)))
    row = int(np.argmin(abs(section.height - 30)))
    # beside the axis by half a step: 20 W, 17 dBi at 30 m is 0.0886 W/m2, here within 0.5 m of it
    assert ratio[row, column] * 0.38223 == pytest.approx(0.0886, rel=0.08)
    assert np.argmax(ratio[:, column]) == pytest.approx(row, abs=1)
