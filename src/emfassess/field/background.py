r"""The far antennas of a network as a background: their sums at a few nodes of a box, and a polynomial between the nodes.

Around a station most antennas are so far away that their sum changes slowly from place to place. Its logarithm is taken at
Chebyshev nodes of a box,

.. math:: x_k = \cos\left(\frac{(2k + 1)\,\pi}{2n}\right), \quad k = 0 \dots n - 1,

and interpolated between them by the polynomial through all of them, in barycentric form. The nodes serve every height in
the box. Nothing is dropped: far antennas are summed in full, at fewer points. What the interpolation is off is probed where
it is used (:meth:`Background.checked`).

References
----------
.. [1] J.-P. Berrut, L. N. Trefethen, Barycentric Lagrange interpolation, SIAM Review 46 (2004), 501-517, eq. 4.2 and 5.3.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from emfassess.summaries import Summarised
from emfassess.units import Floats, decibel_from_ratio

ExactSums = Callable[[Floats], Floats]
"""Sums (row, point) of antennas at points (point, 3), all of them added."""

PROBES = 25
"""Random points of a box at which an interpolation is compared with the sum itself."""

ALLOWED_DB = 0.003
"""Most that a probe may be off, of the level of all antennas. [dB]"""

BEYOND_PROBES = 6.5
"""A box has places that are off by up to so many times what its probes show, as compared on networks of three kinds."""

COUNTS = ((5, 5, 4), (6, 6, 4), (8, 8, 6))
"""Nodes of a box east, north and upright; more where the probes ask for them."""

UPRIGHT_SPAN = 17.0
"""So many metres of height have a node at least. [m]"""

_SEED = 20_260_401
_TINY = 1e-300


@dataclass(frozen=True)
class NodeBox:
    """A box in a plane: its lowest and its highest corner, each as east, north, up. [m]"""

    low: tuple[float, float, float]
    high: tuple[float, float, float]

    @property
    def middle(self) -> Floats:
        """Its middle, shape (3,). [m]"""
        return (np.array(self.low) + self.high) / 2

    @property
    def half(self) -> Floats:
        """Half its sides, shape (3,). [m]"""
        return (np.array(self.high) - self.low) / 2

    def holds(self, points: Floats) -> NDArray[np.bool_]:
        """Whether points, (point, 3), lie in the box; shape (point,)."""
        return np.asarray(np.all((points >= self.low) & (points <= self.high), axis=1))

    def nodes(self, counts: Sequence[int]) -> Floats:
        """Chebyshev nodes, the last axis running fastest; shape (node, 3). [m]"""
        axes = [m + h * chebyshev_nodes(n) for m, h, n in zip(self.middle, self.half, counts, strict=True)]
        return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)

    def random_points(self, count: int = PROBES) -> Floats:
        """Points at random, the same ones of the box each time; shape (count, 3). [m]"""
        return np.random.default_rng(_SEED).uniform(self.low, self.high, (count, 3))


def chebyshev_nodes(count: int) -> Floats:
    """Nodes of the first kind in -1..1, shape (count,)."""
    return np.asarray(np.cos((2 * np.arange(count) + 1) * np.pi / (2 * count)))


def node_weights(place: Floats, count: int) -> Floats:
    """Weights of the nodes in the interpolated value at places in -1..1, shape (place, count)."""
    order = np.arange(count)
    barycentric = (-1.0) ** order * np.sin((2 * order + 1) * np.pi / (2 * count))
    gap = place[:, np.newaxis] - chebyshev_nodes(count)
    gap = np.where(np.abs(gap) < 1e-12, 1e-12, gap)  # at a node its own weight is one to twelve digits
    share = barycentric / gap
    return np.asarray(share / share.sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class Interpolation:
    """Sums at the nodes of a box: their natural logarithms, (row, node)."""

    box: NodeBox
    counts: tuple[int, int, int]
    logarithms: Floats

    def at(self, points: Floats) -> Floats:
        """Sums between the nodes, shape (row, point)."""
        places = ((points - self.box.middle) / self.box.half).T
        east, north, up = (node_weights(place, count) for place, count in zip(places, self.counts, strict=True))
        plane = (east[:, :, np.newaxis] * north[:, np.newaxis]).reshape(len(points), -1)
        weights = (plane[:, :, np.newaxis] * up[:, np.newaxis]).reshape(len(points), -1)
        return np.asarray(np.exp(self.logarithms @ weights.T))


def interpolation(sums: ExactSums, box: NodeBox, counts: tuple[int, int, int]) -> Interpolation:
    """Sums of antennas taken at the nodes of a box."""
    return Interpolation(box, counts, np.log(np.maximum(sums(box.nodes(counts)), _TINY)))


def upright_nodes(box: NodeBox, least: int) -> int:
    """Nodes upright in a box: the least, or one for every :data:`UPRIGHT_SPAN`."""
    return max(least, int(np.ceil((box.high[2] - box.low[2]) / UPRIGHT_SPAN)))


@dataclass(frozen=True, eq=False, repr=False)
class FarSums(Summarised):
    """Power density of far antennas in a box, by kinds of carriers: calculated first, scattered then.

    Parameters
    ----------
    exact : callable
        Sums (2 kinds, point) at any points. [W/m^2]
    box : NodeBox
        Where they are interpolated; elsewhere they are summed in full.
    """

    exact: ExactSums
    box: NodeBox
    _known: dict[int, Interpolation] = field(default_factory=dict)

    @cached_property
    def at_probes(self) -> tuple[Floats, Floats]:
        """Probes, (point, 3), and the sums there, (2 kinds, point)."""
        probes = self.box.random_points()
        return probes, self.exact(probes)

    def interpolated(self, level: int) -> Interpolation:
        """Interpolation with the nodes of a level of :data:`COUNTS`, made once."""
        if level not in self._known:
            east, north, least = COUNTS[level]
            counts = (east, north, upright_nodes(self.box, least))
            self._known[level] = interpolation(self.exact, self.box, counts)
        return self._known[level]

    def at(self, points: Floats, level: int) -> Floats:
        """Sums at points, interpolated in the box; in full elsewhere and at the level after the last."""
        if level == len(COUNTS):
            return self.exact(points)
        inside = self.box.holds(points)
        if inside.all():
            return self.interpolated(level).at(points)
        found = self.exact(points)
        found[:, inside] = self.interpolated(level).at(points[inside])
        return found


@dataclass(frozen=True, eq=False)
class FarPart:
    """Part of far masts in expected levels at points, each of shape (point,). [W/m^2]

    `mean` has the shadowing in it, `unshadowed` has not; `out_of_range` is that of masts out of range of their model.
    """

    mean: Floats
    unshadowed: Floats
    out_of_range: Floats

    def plus(self, other: "FarPart") -> "FarPart":
        """With the part of others."""
        return FarPart(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))

    def only(self, points: slice | NDArray[np.intp]) -> "FarPart":
        """That at some of the points."""
        return FarPart(*(values[points] for values in vars(self).values()))


FarPartAt = Callable[[Floats, Floats], FarPart]
"""Part of far masts at points, (point, 3), of heights above the ground, (point,)."""


@dataclass(frozen=True, eq=False, repr=False)
class Background(Summarised):
    """Levels of the far antennas of a station under a limit set, in free space.

    Parameters
    ----------
    far : FarSums
    weight : ndarray, shape (scenario, 1 + sum, kind)
        What one watt per square metre of a kind adds to the power density and to each sum.
    stations, antennas, carriers : int
        How many they are.
    radius : float
        Antennas nearer than this are not among them. [m]
    level : int
        Which of :data:`COUNTS` the nodes are; the number of those where all is summed in full.
    error_db : float
        Most that the interpolation is off, of the level of all antennas: what the probes show times
        :data:`BEYOND_PROBES`. [dB]
    expected : FarPartAt, optional
        What they add to expected levels.
    """

    far: FarSums
    weight: Floats
    stations: int
    antennas: int
    carriers: int
    radius: float
    level: int = len(COUNTS)
    error_db: float = 0.0
    expected: FarPartAt | None = None

    def at(self, points: Floats) -> "BackgroundSums":
        """Levels at points, (point, 3)."""
        return self._levels(self.far.at(points, self.level))

    def _levels(self, kinds: Floats) -> "BackgroundSums":
        calculated, scattered = (self.weight @ half for half in np.split(kinds, 2))
        return BackgroundSums(calculated[:, 0], calculated[:, 1:], scattered[:, 0], scattered[:, 1:])

    def checked(self, near_sums: Callable[[Floats], Floats]) -> "Background":
        """The background with as many nodes as its probes ask for; in full where no number of nodes will do.

        Parameters
        ----------
        near_sums : callable
            Exposure ratios of the near antennas at points, (scenario, sum, point): the far ones may be off by more where
            they add less.
        """
        probes, kinds = self.far.at_probes
        exact, near = self._levels(kinds), near_sums(probes)
        total = np.maximum(near + exact.sums, _TINY)
        for level in range(len(COUNTS)):
            found = self._levels(self.far.interpolated(level).at(probes))
            off = (
                np.maximum(np.abs(found.sums - exact.sums), np.abs(found.scattered_sums - exact.scattered_sums)) / total
            )
            off_db = float(decibel_from_ratio(1.0 + off.max()))
            if off_db <= ALLOWED_DB:
                return replace(self, level=level, error_db=self.error_db + BEYOND_PROBES * off_db)
        return replace(self, level=len(COUNTS))


@dataclass(frozen=True, eq=False)
class BackgroundSums:
    """Levels of far antennas at points.

    `power_density` is (scenario, point) [W/m^2], `sums` (scenario, sum, point); `scattered_density` and `scattered_sums` are
    the same of scattered fields.
    """

    power_density: Floats
    sums: Floats
    scattered_density: Floats
    scattered_sums: Floats

    def only(self, points: slice | NDArray[np.intp]) -> "BackgroundSums":
        """Those at some of the points."""
        return BackgroundSums(*(values[..., points] for values in vars(self).values()))

    def times(self, factor: float) -> "BackgroundSums":
        """With the calculated part multiplied, by a ground that reflects for instance."""
        return replace(self, power_density=self.power_density * factor, sums=self.sums * factor)


def joined_sums(lots: Sequence[BackgroundSums]) -> BackgroundSums:
    """Levels of several lots of points, one after the other."""
    by_name = zip(*(vars(lot).values() for lot in lots), strict=True)
    return BackgroundSums(*(np.concatenate(values, axis=-1) for values in by_name))
