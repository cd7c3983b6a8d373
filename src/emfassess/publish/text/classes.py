"""Classes of exposure, anchored to the limit and never to a map's own maximum; red only above the limit.

Each class has a colour, a pattern and a word, so that colour is never alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class ExposureClass:
    """An interval of the exposure ratio: above `low` up to `high`."""

    key: str
    low: float
    high: float
    colour: str
    hatch: str


CLASSES = (
    ExposureClass("under-1", 0.0, 0.01, "#e8f1f5", ""),
    ExposureClass("1-10", 0.01, 0.1, "#a9cfe0", "..."),
    ExposureClass("10-50", 0.1, 0.5, "#4f93b8", "///"),
    ExposureClass("50-100", 0.5, 1.0, "#1b3f73", "xxx"),
    ExposureClass("over-100", 1.0, np.inf, "#c1121f", "++"),
)


def class_index(exposure_ratio: ArrayLike) -> NDArray[np.intp]:
    """Index in :data:`CLASSES` of exposure ratios; exactly the limit is not above it.

    Raises
    ------
    ValueError
        If a share is not a number: a failed computation has no colour.
    """
    ratio = np.asarray(exposure_ratio, dtype=float)
    if np.any(np.isnan(ratio)):
        raise ValueError("an exposure ratio is not a number and has no class")
    return np.searchsorted([c.high for c in CLASSES[:-1]], ratio, side="left")
