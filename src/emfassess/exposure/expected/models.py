"""Which propagation model an antenna has at a point, its range of validity, and its two states with their spreads."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected import line_of_sight, path_loss
from emfassess.exposure.expected.calibration import (
    HIDDEN_SIGHT_DB,
    LOS_SPREAD_DB,
    NLOS_PIVOT,
    NLOS_SLOPE_DB,
    NLOS_SPREAD_DB,
)
from emfassess.units import Floats

Loss = Callable[[Floats, Floats, Floats, Floats, Floats], Floats]
Span = tuple[float, float]

GIVEN, FREQUENCY, NEAR, FAR, POINT_HEIGHT, MAST_HEIGHT = range(6)
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

STREET_RANGE = (30.0, 660.0)
STREET_FREQUENCY = (0.8, 82.0)
"""Distances in space [m] and frequencies [GHz] in which both states of ITU-R P.1411 below roofs hold."""


@dataclass(frozen=True)
class PathLossModel:
    """A model of path loss with its ranges.

    Parameters
    ----------
    name : str
    los, nlos : callable
        Median loss in both states, of distance, slant distance, frequency [GHz], mast and terminal height. [dB]
    spreads_db : (float, float)
        Shadowing of both states as published. [dB]
    frequency : (float, float)
        [GHz]
    distance : (float, float)
        In plan. [m]
    terminal, mast : (float, float)
        Heights above the ground. [m]
    """

    name: str
    los: Loss
    nlos: Loss
    spreads_db: tuple[float, float]
    frequency: Span
    distance: Span
    terminal: Span
    mast: Span


def _calibrated_uma_nlos(distance: Floats, slant: Floats, frequency: Floats, mast: Floats, terminal: Floats) -> Floats:
    published = path_loss.uma_nlos(distance, slant, frequency, mast, terminal)
    flatter = published - NLOS_SLOPE_DB * np.log10(slant / NLOS_PIVOT)
    return np.asarray(np.maximum(flatter, path_loss.uma_los(distance, slant, frequency, mast, terminal)))


UMA = PathLossModel(
    "UMa", path_loss.uma_los, _calibrated_uma_nlos, (4.0, 6.0), (0.5, 100.0), (10.0, 5e3), (1.5, 22.5), (10.0, 150.0)
)
UMI = PathLossModel(
    "UMi", path_loss.umi_los, path_loss.umi_nlos, (4.0, 7.82), (0.5, 100.0), (10.0, 5e3), (1.5, 22.5), (3.0, 25.0)
)
RMA = PathLossModel(
    "RMa", path_loss.rma_los, path_loss.rma_nlos, (4.0, 8.0), (0.5, 30.0), (10.0, 5e3), (1.0, 10.0), (10.0, 150.0)
)
"""Ranges of TR 38.901, table 7.4.1-1. It evaluates UMa at 25 m and UMi at 10 m and gives no range of masts for them: the ones
here are ITU-R M.2135's for macro cells, and assumed for UMi. RMa in line of sight would hold to 10 km. Beyond its breakpoint
RMa's shadowing is 6 dB."""

STREET_SPREADS_DB = (5.06, 7.6)
"""Of ITU-R P.1411 below roofs. [dB]"""


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
    apart = np.maximum(slant, 1.0)
    los, nlos = (law(distance, apart, frequency, mast, terminal) for law in (model.los, model.nlos))
    first, second = (np.full(distance.shape, spread) for spread in model.spreads_db)
    if model is RMA:
        bend = 2 * np.pi * mast * terminal * frequency * 1e9 / path_loss.LIGHT_3GPP
        first = np.where(distance > bend, 6.0, first)
    if model is UMA:
        los = los + HIDDEN_SIGHT_DB
    if model is UMI:
        street = _within(slant, STREET_RANGE) & _within(frequency, STREET_FREQUENCY)
        los = np.where(street, path_loss.street_los(apart, frequency), los)
        nlos = np.where(street, path_loss.street_nlos(apart, frequency), nlos)
        first, second = (
            np.where(street, wide, usual) for wide, usual in zip(STREET_SPREADS_DB, (first, second), strict=True)
        )
    return Link(
        los,
        nlos,
        _probability(model, distance, terminal),
        np.hypot(first, LOS_SPREAD_DB),
        np.hypot(second, NLOS_SPREAD_DB),
        _reason(model, distance, frequency, mast, terminal),
    )


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
    hidden = HIDDEN_SIGHT_DB if model is UMA else 0.0
    return replace(
        average,
        los_db=np.where(known, average.los_db - hidden, average.los_db),
        nlos_db=np.where(known, np.minimum(average.nlos_db, diffracted_db), average.nlos_db),
        probability=np.where(known, seen, average.probability),
    )


def _probability(model: PathLossModel, distance: Floats, terminal: Floats) -> Floats:
    if model is RMA:
        return line_of_sight.rma_probability(distance)
    if model is UMI:
        return line_of_sight.umi_probability(distance)
    return line_of_sight.uma_probability(distance, terminal)


def _within(value: Floats, span: Span) -> NDArray[np.bool_]:
    return np.asarray((value >= span[0]) & (value <= span[1]))


def _reason(
    model: PathLossModel, distance: Floats, frequency: Floats, mast: Floats, terminal: Floats
) -> NDArray[np.uint8]:
    """First reason that a model does not hold."""
    found = np.zeros(distance.shape, dtype=np.uint8)
    for code, outside in (
        (MAST_HEIGHT, ~_within(mast, model.mast)),
        (POINT_HEIGHT, ~_within(terminal, model.terminal)),
        (FAR, distance > model.distance[1]),
        (NEAR, distance < model.distance[0]),
        (FREQUENCY, ~_within(frequency, model.frequency)),
    ):
        found[np.broadcast_to(outside, found.shape)] = code
    return found
