"""Packed attenuation tables: what an entry holds, and that nothing in it makes a level lower."""

import numpy as np
import pytest

from emfassess.field.attenuation_tables import AROUND, UPRIGHT, Packed, attenuation_tables, cap_units, packed
from emfassess.units import Floats

FACTOR_OF_TWO_DB = 10 * np.log10(2)
SMALLEST_DB = FACTOR_OF_TWO_DB / 2048


def samples(entries: Packed) -> Floats:
    """Attenuation of each entry's own sample: its lower 16 bits, 4 factors of two above the unit's zero. [dB]"""
    return np.asarray(((np.asarray(entries, np.int64) & 0xFFFF) / 2048 - 4) * FACTOR_OF_TWO_DB)


def following(entries: Packed) -> Floats:
    """Attenuation of the sample after each entry's own, by the signed step in its upper 16 bits. [dB]"""
    return np.asarray(samples(entries) + (np.asarray(entries, np.int64) >> 16) / 2048 * FACTOR_OF_TWO_DB)


def test_an_entry_holds_a_sample_and_the_next() -> None:
    # by hand: 0 dB is 4 * 2048 units, a factor of two 2048 more, the step between them 2048
    entries = packed(np.array([0.0, FACTOR_OF_TWO_DB, 0.0]))
    assert entries.tolist() == [8192 + 2048 * 65536, 10240 - 2048 * 65536, 8192, 8192]


def test_samples_are_kept_to_half_a_unit() -> None:
    cut = np.random.default_rng(1).uniform(-7, 40, 1000)
    assert np.abs(samples(packed(cut))[:1000] - cut).max() <= SMALLEST_DB / 2 * 1.001
    assert np.abs(following(packed(cut))[:999] - cut[1:]).max() <= SMALLEST_DB / 2 * 1.001


def test_what_cannot_be_held_makes_the_level_higher_and_never_lower() -> None:
    cut = np.array([0.0, 300.0, 90.0, 0.0, 60.0, 60.0, 60.0, 0.0])
    held = samples(packed(cut))[: len(cut)]
    assert np.all(held <= cut + SMALLEST_DB)
    assert np.abs(np.diff(held)).max() <= 16 * FACTOR_OF_TWO_DB
    assert np.all(held[[0, 3, 7]] == 0.0)


def test_a_cut_above_the_gain_is_held_up_to_12_db_and_then_refused() -> None:
    assert samples(packed(np.array([-12.0, 0.0])))[0] == pytest.approx(-12.0, abs=SMALLEST_DB)
    with pytest.raises(ValueError, match=r"15\.0 dB above the pattern's gain"):
        packed(np.array([-15.0, 0.0]))


def test_a_cap_counts_both_lifts_and_none_is_what_two_tables_hold() -> None:
    assert cap_units([0.0, np.inf]).tolist() == [2 * 8192, 2 * 65535]


def test_tables_run_from_behind_over_ahead_and_from_nadir_to_zenith() -> None:
    # a cut that says its own angle: 1 dB a degree, clockwise from boresight; downwards from the horizon
    angle = np.arange(3600) / 10
    cuts = np.stack([angle / 10, np.ones(3600), angle / 10])[np.newaxis]
    made = attenuation_tables(cuts, np.array([np.inf]))
    around, upright = samples(made.horizontal[0]), samples(made.upright[0])
    assert around[AROUND // 2] == 0.0
    assert around[AROUND // 2 + 900] == pytest.approx(9.0, abs=SMALLEST_DB)
    assert around[900] == pytest.approx(27.0, abs=SMALLEST_DB)
    assert upright[UPRIGHT // 2] == 0.0
    assert upright[0] == pytest.approx(9.0, abs=SMALLEST_DB)
    assert upright[UPRIGHT] == pytest.approx(27.0, abs=SMALLEST_DB)
