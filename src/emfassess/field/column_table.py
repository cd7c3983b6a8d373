r"""The near field of a single column of elements as a table: antennas of one column radiate a product.

All elements of a column see a point at one azimuth, so that the power density is

.. math:: S(r, \epsilon, \varphi) = \frac{T(\epsilon, \ln r)}{r^2}\, h(\varphi)^2

with the horizontal cut *h*. *T* is the highest over the layouts of rows and the candidates of their weights. It is held as
the coefficients of a cubic spline; a lobe of the column is :math:`\lambda / D` wide and gets :data:`PER_LOBE` nodes. With
it goes a bound of the table from each radius outwards, by which most of a ray need not be looked at.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.ndimage import convolve1d, maximum_filter1d, spline_filter

from emfassess.field.elements import Elements
from emfassess.summaries import Summarised
from emfassess.units import Floats, Singles

INNERMOST = 0.1
"""Radius of the first node. [m]"""

STEP = 0.02
"""Step of the radius, in its natural logarithm."""

PER_LOBE = 12
FOURTH_DIFFERENCE = np.array([1.0, -4.0, 6.0, -4.0, 1.0])
ALLOWANCE = 1 / 64
"""The table is held so many fourth differences of its nodes higher than the field: a cubic spline loses 1/384 of them where
the field is smooth, and 1/80 beside an edge between two candidates."""

OVERSHOOT = 1.03
"""A lobe between two nodes is at most so much higher than the higher of them: 1 / cos(pi / 2 / PER_LOBE)^2 and a little."""

COVER = 0.02
"""Points nearer to the axis of the column count as if they were so far from it: they are inside of its cover. [m]"""

PAD = 1
"""Nodes beyond each end, for the spline."""


@dataclass(frozen=True, eq=False, repr=False)
class ColumnTable(Summarised):
    """Near field of a column for one watt of EIRP, times the square of the distance.

    Parameters
    ----------
    coefficients : ndarray, shape (elevation + 3, radius + 3)
        Of the cubic spline, elevations from straight down to straight up, radii from :data:`INNERMOST` by :data:`STEP`.
    bound : ndarray, shape (elevation, radius)
        At least the table between an elevation and the next one, at a radius and everywhere beyond.
    per_radian : float
        Nodes a radian of elevation.
    """

    coefficients: Singles
    bound: Singles
    per_radian: float


def is_column(layouts: tuple[Elements, ...]) -> bool:
    """Whether every layout of an antenna's elements is a single column."""
    return all(not layout.right.any() for layout in layouts)


@lru_cache(maxsize=1024)
def column_table(layouts: tuple[Elements, ...], radii: int) -> ColumnTable:
    """Table of a column out to a radius, the same for all antennas of its kind.

    Parameters
    ----------
    layouts : tuple of Elements
        From :func:`emfassess.field.elements.elements_of`, of one column each.
    radii : int
        Number of nodes of the radius.
    """
    from emfassess.field.element_kernel import element_density_sums

    longest = max(np.ptp(e.up) + e.layout.pitch for e in layouts)
    wave = 2 * np.pi / layouts[0].wave_number
    count = int(np.ceil(np.pi * PER_LOBE * max(longest / wave, 1.0)))
    elevation = np.linspace(-0.5 * np.pi, 0.5 * np.pi, count + 1)
    radius = INNERMOST * np.exp(STEP * np.arange(-PAD, radii + 2 * PAD))
    ahead = np.maximum(np.outer(np.cos(elevation), radius), COVER)
    offset = np.stack([ahead, np.zeros_like(ahead), np.outer(np.sin(elevation), radius)], axis=-1).reshape(-1, 3)
    level = np.max([element_density_sums(_without_cut(e), offset)[0] for e in layouts], axis=0).reshape(ahead.shape)
    table = _lifted(level * radius**2)
    # beyond straight up the same elevations come again on the other side
    coefficients = np.pad(spline_filter(table, order=3, mode="mirror"), ((PAD, 2 * PAD), (0, 0)), mode="reflect")
    return ColumnTable(coefficients.astype(np.float32), _bound(table[:, PAD : PAD + radii]), count / np.pi)


def _without_cut(elements: Elements) -> Elements:
    return replace(elements, horizontal=np.ones_like(elements.horizontal))


def _lifted(table: Floats) -> Floats:
    """Table with the allowance for what a spline through its nodes may lose between them."""
    lost = [np.abs(convolve1d(table, FOURTH_DIFFERENCE, axis=axis, mode="mirror")) for axis in (0, 1)]
    around = [maximum_filter1d(part, 3, axis=axis, mode="mirror") for axis, part in enumerate(lost)]
    return np.asarray(table + ALLOWANCE * (around[0] + around[1]))


def _bound(table: Floats) -> Singles:
    """Highest node around an interval of elevation, from the radius before on outwards."""
    outwards = np.maximum.accumulate(table[:, ::-1], axis=1)[:, ::-1]
    outwards[:, 1:] = outwards[:, :-1].copy()
    wide = np.pad(outwards, ((1, 2), (0, 0)), mode="edge")
    around = np.max([wide[k : k + len(table)] for k in range(4)], axis=0)
    return np.asarray(OVERSHOOT * around, np.float32)
