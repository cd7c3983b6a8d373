"""One rule for ties: values within a millionth of the largest count as equal, and the first of them is taken.

The first by station, antenna and carrier, where the values are contributions.

Compiled loops round differently from one machine to the next. Without a rule the index of the largest of equal values would
follow the last bit, and the same input would not give the same main contributor everywhere.
"""

import numpy as np
from numpy.typing import NDArray

from emfassess.units import Floats

TIE = 1e-6
"""Values that differ by less than this fraction of the largest are equal."""


def first_largest(values: Floats, order: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Index of the largest value along the first axis, of equal ones the first.

    Parameters
    ----------
    values : ndarray, shape (n, ...)
        Zero or more.
    order : ndarray of int, shape (n,), optional
        Indices in the order that decides between equal values; as they are if left out.

    Returns
    -------
    ndarray of int, shape (...)
    """
    ranked = np.arange(len(values)) if order is None else order
    enough = values.max(axis=0) * (1.0 - TIE)
    return np.asarray(ranked[(values[ranked] >= enough).argmax(axis=0)])


def largest_first(values: Floats, order: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Indices from the largest value to the smallest; those within a millionth of the largest among them keep their order.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Zero or more.
    order : ndarray of int, shape (n,), optional
        Indices in the order that decides between equal values; as they are if left out.

    Returns
    -------
    ndarray of int, shape (n,)
    """
    given = np.arange(len(values)) if order is None else order
    falling = given[np.argsort(-values[given], kind="stable")]
    group = np.zeros(len(values), dtype=np.intp)
    first = 0.0
    for place, value in enumerate(values[falling]):
        if place and value >= first * (1.0 - TIE):
            group[place] = group[place - 1]
        else:
            group[place], first = place, float(value)
    rank = np.empty(len(values), dtype=np.intp)
    rank[given] = np.arange(len(values))
    return np.asarray(falling[np.lexsort((rank[falling], group))])
