"""Which propagation model an antenna has at a point, its range of validity, and its two states with their spreads."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected.calibration import HIDDEN_SIGHT_DB
from emfassess.exposure.expected.ways import (
    FAR,
    FREQUENCY,
    GIVEN,
    MAST_HEIGHT,
    NEAR,
    POINT_HEIGHT,
    Span,
    Way,
    outside_code,
    rma_way,
    uma_way,
    umi_way,
)
from emfassess.units import Floats

__all__ = ["FAR", "FREQUENCY", "GIVEN", "MAST_HEIGHT", "NEAR", "POINT_HEIGHT"]

REASONS = (
    "",
    "frequency-outside-model",
    "nearer-than-model",
    "farther-than-model",
    "point-height-outside-model",
    "mast-height-outside-model",
)
"""Why a level is absent: one word for each code; the first is that of a level that is given."""

RURAL_ROOF = 5.0
"""Surroundings whose buildings are no higher are rural: the building height that RMa is evaluated with. [m]"""


@dataclass(frozen=True, eq=False)
class PathLossModel:
    """A model of path loss with its ranges.

    Parameters
    ----------
    name : str
    code : int
        Its number in compiled loops.
    way : callable
        Both states of distance, slant distance, frequency [GHz], mast and terminal height.
    hidden_sight_db : float
        Loss in line of sight that is not there where sight is known. [dB]
    frequency : (float, float)
        [GHz]
    distance : (float, float)
        In plan. [m]
    terminal, mast : (float, float)
        Heights above the ground. [m]
    """

    name: str
    code: int
    way: Callable[[Floats, Floats, Floats, Floats, Floats], Way]
    hidden_sight_db: float
    frequency: Span
    distance: Span
    terminal: Span
    mast: Span

    @property
    def spans(self) -> tuple[Span, Span, Span, Span]:
        """Its ranges in the order of :func:`emfassess.exposure.expected.ways.outside_code`."""
        return self.frequency, self.distance, self.terminal, self.mast


UMA = PathLossModel("UMa", 0, uma_way, HIDDEN_SIGHT_DB, (0.5, 100.0), (10.0, 5e3), (1.5, 22.5), (10.0, 150.0))
UMI = PathLossModel("UMi", 1, umi_way, 0.0, (0.5, 100.0), (10.0, 5e3), (1.5, 22.5), (3.0, 25.0))
RMA = PathLossModel("RMa", 2, rma_way, 0.0, (0.5, 30.0), (10.0, 5e3), (1.0, 10.0), (10.0, 150.0))
"""Ranges of TR 38.901, table 7.4.1-1. It evaluates UMa at 25 m and UMi at 10 m and gives no range of masts for them: the ones
here are ITU-R M.2135's for macro cells, and assumed for UMi. RMa in line of sight would hold to 10 km."""

MODELS = (UMA, UMI, RMA)
"""In the order of their codes."""


def model_of(mast: float, roof: float) -> PathLossModel:
    """Model of an antenna by its height against the surroundings, both above the ground. [m]

    Rural surroundings: RMa. Above the roofs: UMa. Below them: UMi, in whose place :func:`link` puts ITU-R P.1411 where that
    holds.
    """
    if roof <= RURAL_ROOF:
        return RMA
    return UMA if mast > roof else UMI


@dataclass(frozen=True, eq=False)
class Link:
    """Way from antennas to points, each array of shape (antenna, point).

    Parameters
    ----------
    los_db, nlos_db : ndarray
        Median loss between isotropic antennas in both states. [dB]
    probability : ndarray
        Of line of sight.
    los_spread_db, nlos_spread_db : ndarray
        [dB]
    reason : ndarray of int
        Code of :data:`REASONS`.
    """

    los_db: Floats
    nlos_db: Floats
    probability: Floats
    los_spread_db: Floats
    nlos_spread_db: Floats
    reason: NDArray[np.uint8]


def link(
    model: PathLossModel, distance: Floats, slant: Floats, frequency: Floats, mast: Floats, terminal: Floats
) -> Link:
    """Ways under one model, with sight known by its probability only.

    Parameters
    ----------
    model : PathLossModel
    distance, slant : ndarray, shape (antenna, point)
        In plan and in space. [m]
    frequency, mast : ndarray, shape (antenna, 1)
        [GHz], [m]
    terminal : ndarray, shape (point,)
        Height above the ground. [m]
    """
    values = (
        *model.way(distance, slant, frequency, mast, terminal),
        outside_code(model.spans, distance, frequency, mast, terminal),
    )
    full = [np.array(np.broadcast_to(value, distance.shape)) for value in values]
    return Link(full[0], full[1], full[2], full[3], full[4], full[5].astype(np.uint8))


def with_sight(average: Link, model: PathLossModel, seen: Floats, diffracted_db: Floats) -> Link:
    """The same ways where terrain and buildings are known.

    Parameters
    ----------
    average : Link
        From :func:`link`.
    model : PathLossModel
    seen : ndarray, shape (antenna, point)
        1 where nothing is between, 0 where something is, not a number where that is not known.
    diffracted_db : ndarray, shape (antenna, point)
        Loss of free space and of diffraction over the edges between. [dB]

    Returns
    -------
    Link
        Where it is known, sight is certain or excluded; without it, the stronger of the diffracted and the model's way
        counts. Elsewhere it keeps its probability.
    """
    known = np.isfinite(seen)
    return replace(
        average,
        los_db=np.where(known, average.los_db - model.hidden_sight_db, average.los_db),
        nlos_db=np.where(known, np.minimum(average.nlos_db, diffracted_db), average.nlos_db),
        probability=np.where(known, seen, average.probability),
    )
