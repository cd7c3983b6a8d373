"""From a measured reference signal to full load, and downlink shares of TDD patterns."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from emfassess.measurements.extrapolation import (
    Extrapolation,
    downlink_share,
    full_load_factor_db,
    full_load_field_strength,
    gsm_maximum,
    lte_maximum,
    nr_maximum,
    umts_maximum,
)


def test_the_factor_counts_the_subcarriers() -> None:
    # 10 lg 1200 = 30.792, 10 lg 72 = 18.573
    np.testing.assert_allclose(full_load_factor_db([100, 6]), [30.792, 18.573], atol=5e-4)


def test_a_boosted_reference_signal_needs_less_and_a_stronger_traffic_beam_more() -> None:
    # 10 lg(12 * 273) = 35.153; 3 dB of boost, 5 dB between the beams
    assert float(full_load_factor_db(273, boost_db=3.0)) == pytest.approx(32.153, abs=5e-4)
    assert float(full_load_factor_db(273, beam_gain_difference_db=5.0)) == pytest.approx(40.153, abs=5e-4)


def test_field_strength_grows_with_the_root_of_the_subcarriers() -> None:
    # sqrt(1200) = 34.641
    found = full_load_field_strength([0.01, 0.02], full_load_factor_db(100))
    np.testing.assert_allclose(found, [0.34641, 0.69282], rtol=1e-5)


@pytest.mark.parametrize("blocks", [0, -5, float("nan")])
def test_less_than_one_resource_block_is_refused(blocks: float) -> None:
    with pytest.raises(ValueError, match="resource_blocks"):
        full_load_factor_db(blocks)


@pytest.mark.parametrize(
    ("slots", "special", "downlink", "symbols"),
    [
        # counted by hand
        ("DDDSU", (10, 2, 2), 52, 70),
        ("DDDSUUDDDD", (6, 4, 4), 104, 140),
        ("DSU", (12, 1, 1), 26, 42),
        ("D", (10, 2, 2), 14, 14),
        ("SU", (1, 12, 1), 1, 28),
    ],
)
def test_downlink_symbols_are_counted(slots: str, special: tuple[int, ...], downlink: int, symbols: int) -> None:
    assert downlink_share(slots, special) == pytest.approx(downlink / symbols)


def test_the_usual_special_slot_is_taken_when_none_is_given() -> None:
    assert downlink_share("DDDSU") == pytest.approx(52 / 70)


@pytest.mark.parametrize(
    ("slots", "special", "message"),
    [
        ("", (10, 2, 2), "letters D, S and U"),
        ("DDXU", (10, 2, 2), "'DDXU'"),
        ("dddsu", (10, 2, 2), "letters D, S and U"),
        ("DDDSU", (10, 2, 3), "sum 14"),
        ("DDDSU", (15, -1, 0), "sum 14"),
        ("DDDSU", (10, 4), "three counts"),
        ("UU", (10, 2, 2), "no downlink"),
        ("SU", (0, 12, 2), "no downlink"),
    ],
)
def test_impossible_patterns_are_refused(slots: str, special: Sequence[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        downlink_share(slots, special)


@pytest.mark.parametrize(
    ("made", "decibel"),
    [
        # four carriers: 10 lg 4
        (gsm_maximum(4), 6.021),
        (gsm_maximum(1), 0.0),
        # a pilot of a tenth: 10 dB; of 15 % (3 of 20 W): 10 lg(1 / 0.15)
        (umts_maximum(0.1), 10.0),
        (umts_maximum(0.15), 8.239),
        # 10 lg 1200 = 30.792; two ports 3.010 more; 3 dB of boost less; TDD 52/70 another 1.291 less
        (lte_maximum(100), 30.792),
        (lte_maximum(100, ports=2), 33.802),
        (lte_maximum(100, ports=2, boost_db=3.0, downlink=52 / 70), 29.511),
        # 10 lg 3276 = 35.153; + 5 between the beams; TDD - 1.291
        (nr_maximum(273, beam_gain_difference_db=5.0, downlink=52 / 70), 38.863),
        (nr_maximum(273, beam_gain_difference_db=0.0, downlink=1.0, boost_db=2.0), 33.153),
    ],
)
def test_each_technology_goes_to_its_maximum(made: Extrapolation, decibel: float) -> None:
    assert made.theoretical_db == pytest.approx(decibel, abs=1e-3)
    assert made.actual_db == made.theoretical_db


def test_the_power_reduction_leaves_the_theoretical_maximum_alone() -> None:
    # a quarter of the power: 6.021 dB
    made = nr_maximum(273, beam_gain_difference_db=5.0, downlink=52 / 70, power_reduction=0.25)
    assert made.theoretical_db == pytest.approx(38.863, abs=1e-3)
    assert made.actual_db == pytest.approx(32.842, abs=1e-3)


def test_every_factor_stands_in_the_result_with_what_it_follows_from() -> None:
    made = nr_maximum(273, beam_gain_difference_db=5.0, downlink=0.5, boost_db=1.0)
    assert [(f.name, f.stated, round(f.decibel, 2)) for f in made.factors] == [
        ("resource-blocks", 273, 35.15),
        ("beam-gain-difference", 5.0, 5.0),
        ("boost", 1.0, -1.0),
        ("downlink", 0.5, -3.01),
    ]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: gsm_maximum(0), "carriers must be 1 or more, not 0"),
        (lambda: umts_maximum(0.0), "pilot_share must lie above 0"),
        (lambda: umts_maximum(1.1), "pilot_share"),
        (lambda: lte_maximum(0), "resource_blocks"),
        (lambda: lte_maximum(100, ports=0), "ports"),
        (lambda: lte_maximum(100, downlink=0.0), "downlink"),
        (lambda: lte_maximum(100, boost_db=float("nan")), "boost must be a number"),
        (lambda: nr_maximum(273, beam_gain_difference_db=0.0, downlink=float("nan")), "downlink"),
        (lambda: nr_maximum(273, beam_gain_difference_db=0.0, downlink=1.0, power_reduction=0.0), "power_reduction"),
    ],
)
def test_impossible_inputs_of_an_extrapolation_are_refused(made: Callable[[], Extrapolation], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        made()
