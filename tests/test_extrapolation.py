"""From a measured reference signal to full load, and downlink shares of TDD patterns."""

from collections.abc import Sequence

import numpy as np
import pytest

from emfassess.extrapolation import downlink_share, full_load_factor_db, full_load_field_strength


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
