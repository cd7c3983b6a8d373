"""Equal contributions: the first one counts, whatever the last bits are."""

import numpy as np

from emfassess.exposure.ties import first_largest, largest_first


def test_the_first_of_equal_values_counts() -> None:
    values = np.array([[1.0, 3.0, 2.0], [1.0 + 1e-9, 3.0 - 1e-5, 2.0 - 1e-12], [0.5, 1.0, 2.0 + 1e-12]])
    assert first_largest(values).tolist() == [0, 0, 0]


def test_a_clearly_larger_value_counts() -> None:
    assert first_largest(np.array([1.0, 1.0 + 1e-5])).tolist() == 1
    assert first_largest(np.zeros((3, 2))).tolist() == [0, 0]


def test_an_order_decides_between_equal_values() -> None:
    values = np.array([[1.0, 2.0], [1.0, 1.0], [1.0, 2.0]])
    assert first_largest(values, np.array([2, 1, 0])).tolist() == [2, 2]


def test_equal_values_stay_in_order_and_others_fall() -> None:
    values = np.array([1.0, 3.0, 3.0 + 1e-9, 2.0, 3.0 - 1e-9, 0.0])
    assert largest_first(values).tolist() == [1, 2, 4, 3, 0, 5]
    assert largest_first(values, np.array([5, 4, 3, 2, 1, 0])).tolist() == [4, 2, 1, 3, 0, 5]
    assert largest_first(np.zeros(0)).tolist() == []


def test_a_chain_of_nearly_equal_values_is_cut_by_the_largest_of_them() -> None:
    # each within 0.9e-6 of the one before it; the third is 1.8e-6 below the first and begins a group of its own
    values = np.array([1 - 1.8e-6, 1 - 0.9e-6, 1.0])
    assert largest_first(values).tolist() == [1, 2, 0]
