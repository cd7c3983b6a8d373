"""Rows that are summed to levels: antennas or carriers at the points of one block."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emfassess.units import Floats


@dataclass(frozen=True, eq=False)
class SummedRows:
    """Rows whose sums are levels: antennas or carriers at the points of one block.

    `density`, `is_near` and `label` are (row, point), `power` (scenario, row), `combined` (scenario, sum, row); `group` says
    which contributor a row belongs to, where several rows make one; `own` names rows whose part is kept, (row,).
    """

    density: Floats
    power: Floats
    combined: Floats
    is_near: NDArray[np.bool_]
    names: tuple[str, ...]
    label: NDArray[np.uint8] | None = None
    group: NDArray[np.intp] | None = None
    own: NDArray[np.bool_] | None = None


def weights_of_deciding_sum(weights: Floats, choice: NDArray[np.intp]) -> Floats:
    """Weights of the sum that decides at each point, (row, point), or (row, 1) if it is one everywhere."""
    return weights[choice[:1]].T if np.all(choice == choice[0]) else weights[choice].T
