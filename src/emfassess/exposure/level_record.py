"""Record of levels at points: power density, sums of the exposure ratios, who contributes most, and near-field flags."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.ratios import Weights, contribution_ratios
from emfassess.exposure.ties import first_largest
from emfassess.field import models
from emfassess.field.background import BackgroundSums
from emfassess.summaries import Summarised
from emfassess.units import Floats, field_strength_from_power_density


@dataclass(frozen=True, eq=False, repr=False)
class Levels(Summarised):
    """Levels at points, for the scenarios of :data:`emfassess.field.SCENARIOS`.

    Parameters
    ----------
    points : ndarray, shape (point, 3)
        East, north, up from the ground at the origin. [m]
    power_density : ndarray, shape (scenario, point)
        Of all carriers. [W/m^2]
    sums : ndarray, shape (scenario, sum, point)
        Sums of the exposure ratios.
    main_contributor : ndarray of int, shape (scenario, point)
        Who adds most to the deciding sum: an index into `contributors`.
    contributors : tuple of str
        Names of antennas or carriers.
    near_field : ndarray of bool, shape (point,)
        A notable contributor is nearer than its far-field boundary.
    model : ndarray of int, shape (point,)
        Which model gave the level of the main contributor: an index into :data:`emfassess.field.models.LABELS`.
    contributions : ndarray, shape (contributor, point), optional
        Power density of each contributor at full rated power, where it was kept. [W/m^2]
    own_sums : ndarray, shape (scenario, sum, point), optional
        The part of `sums` that some of the contributors add, where it was asked for.
    scattered_density : ndarray, shape (scenario, point), optional
        Power density of scattered fields, which the upper bound has in addition. [W/m^2]
    scattered_sums : ndarray, shape (scenario, sum, point), optional
        Their sums of the exposure ratios.
    background : BackgroundSums, optional
        The part of far antennas that are no contributors of their own.
    """

    points: Floats
    power_density: Floats
    sums: Floats
    main_contributor: NDArray[np.intp]
    contributors: tuple[str, ...]
    near_field: NDArray[np.bool_]
    model: NDArray[np.uint8]
    contributions: Floats | None = None
    own_sums: Floats | None = None
    scattered_density: Floats | None = None
    scattered_sums: Floats | None = None
    background: BackgroundSums | None = None

    def _summary(self) -> Mapping[str, object]:
        return {
            "points": len(self.points),
            "contributors": len(self.contributors),
            "max_power_density": self.power_density.max(axis=1, initial=0.0).tolist(),
            "max_exposure_ratio": self.exposure_ratio.max(axis=1, initial=0.0).tolist(),
        }

    @property
    def model_names(self) -> tuple[str, ...]:
        """Names of the models that gave the levels, one a point."""
        return tuple(models.LABELS[index] for index in self.model)

    @property
    def field_strength(self) -> Floats:
        """Electric field strength of the same power density, shape (scenario, point). [V/m]"""
        return field_strength_from_power_density(self.power_density)

    @property
    def exposure_ratio(self) -> Floats:
        """Most restrictive of the sums, shape (scenario, point)."""
        return np.asarray(self.sums.max(axis=1))

    @property
    def deciding_sum(self) -> NDArray[np.intp]:
        """Which sum that is, shape (scenario, point)."""
        return first_largest(np.moveaxis(self.sums, 1, 0))

    @property
    def own_ratio(self) -> Floats:
        """Own part of the exposure ratio, in the sum that decides; shape (scenario, point).

        Raises
        ------
        ValueError
            If the levels were computed without own contributors.
        """
        if self.own_sums is None:
            raise ValueError("the levels were computed without an own part")
        return np.take_along_axis(self.own_sums, self.deciding_sum[:, np.newaxis], axis=1)[:, 0]

    @property
    def background_ratio(self) -> Floats:
        """Part of the far antennas in the exposure ratio, in the sum that decides; shape (scenario, point)."""
        if self.background is None:
            return np.zeros(self.power_density.shape)
        return np.take_along_axis(self.background.sums, self.deciding_sum[:, np.newaxis], axis=1)[:, 0]

    def contribution_ratios(self, weights: Weights, scenario: int) -> Floats:
        """Exposure ratio of each contributor in the sum that decides at each point, shape (contributor, point).

        Raises
        ------
        ValueError
            If no contributions were kept.
        """
        if self.contributions is None:
            raise ValueError("the levels kept no contributions")
        if self.background is None:
            return contribution_ratios(self.contributions, weights, scenario)
        return np.asarray(weights.combined[scenario][self.deciding_sum[scenario]].T * self.contributions)

    @property
    def bound_power_density(self) -> Floats:
        """Upper bound of the power density, calculated plus scattered; shape (scenario, point). [W/m^2]

        Raises
        ------
        ValueError
            If the levels were computed without scattered fields.
        """
        return self.power_density + _required(self.scattered_density)

    @property
    def bound_exposure_ratio(self) -> Floats:
        """Most restrictive of the sums of the upper bound, shape (scenario, point).

        Raises
        ------
        ValueError
            If the levels were computed without scattered fields.
        """
        return np.asarray((self.sums + _required(self.scattered_sums)).max(axis=1))

    def only(self, points: NDArray[np.intp]) -> "Levels":
        """Levels at some of the points, by their indices."""
        return replace(
            self,
            points=self.points[points],
            power_density=self.power_density[..., points],
            sums=self.sums[..., points],
            main_contributor=self.main_contributor[..., points],
            near_field=self.near_field[points],
            model=self.model[points],
            contributions=_at(self.contributions, points),
            own_sums=_at(self.own_sums, points),
            scattered_density=_at(self.scattered_density, points),
            scattered_sums=_at(self.scattered_sums, points),
            background=None if self.background is None else self.background.only(points),
        )


def _at(values: Floats | None, points: NDArray[np.intp]) -> Floats | None:
    return None if values is None else values[..., points]


def _required(scattered: Floats | None) -> Floats:
    if scattered is None:
        raise ValueError("the levels were computed without scattered fields")
    return scattered
