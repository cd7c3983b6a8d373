"""Equal contributions: the first one counts, whatever the last bits are."""

import numpy as np

from emfassess.exposure.ties import first_largest


def test_the_first_of_equal_values_counts() -> None:
    values = np.array([[1.0, 3.0, 2.0], [1.0 + 1e-9, 3.0 - 1e-5, 2.0 - 1e-12], [0.5, 1.0, 2.0 + 1e-12]])
    assert first_largest(values).tolist() == [0, 0, 0]


def test_a_clearly_larger_value_counts() -> None:
    assert first_largest(np.array([1.0, 1.0 + 1e-5])).tolist() == 1
    assert first_largest(np.zeros((3, 2))).tolist() == [0, 0]


def test_an_order_decides_between_equal_values() -> None:
    values = np.array([[1.0, 2.0], [1.0, 1.0], [1.0, 2.0]])
    assert first_largest(values, np.array([2, 1, 0])).tolist() == [2, 2]
