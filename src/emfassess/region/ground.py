"""The ground of a region: where stations are, and where the receivers of a block are."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from emfassess.field.network import Network
from emfassess.geometry import LocalFrame
from emfassess.readers.scene import SceneFiles, read_scene
from emfassess.readers.terrain import read_terrain
from emfassess.region.antennas import SQUARE_DEG
from emfassess.surroundings import Scene
from emfassess.units import Floats

RECEIVERS = ("ground", "roofs")
"""Heights count from the ground, or from the roof where a building covers the middle of a cell."""

_AROUND = 200.0
"""Terrain is read so far beyond the outermost station of a square. [m]"""


def feet_of(
    network: Network, files: SceneFiles, step: Callable[[str], None] = lambda _: None
) -> tuple[Floats, NDArray[np.bool_]]:
    """Elevation of the ground at antennas, and which of them are a guess.

    The terrain counts before a stated elevation, as in :meth:`Scene.stations_on_terrain`. Where neither is known a
    station has the median elevation of those that are known.

    Returns
    -------
    foot : ndarray, shape (antenna,)
        [m]
    guessed : ndarray of bool, shape (antenna,)
    """
    if files.terrain is None:
        return np.zeros(len(network.key)), np.zeros(len(network.key), np.bool_)
    foot = np.full(len(network.key), np.nan)
    squares = np.column_stack([network.latitude // SQUARE_DEG, network.longitude // SQUARE_DEG])
    _, which = np.unique(squares, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(which.ravel()[order])) + 1):
        frame = LocalFrame(float(network.longitude[own].mean()), float(network.latitude[own].mean()))
        east, north = frame.east_north(network.longitude[own], network.latitude[own])
        half = float(max(np.abs(east).max(), np.abs(north).max())) + _AROUND
        read = read_terrain(files.terrain, frame, half, vertical_unit=files.vertical_unit, demand_origin=False)
        foot[own] = read.terrain.at(east, north)
        step("terrain")
    foot = np.where(np.isfinite(foot), foot, network.elevation)
    guessed = ~np.isfinite(foot)
    if guessed.all():
        raise ValueError(f"{files.terrain}: it covers no station of the network")
    foot[guessed] = np.median(foot[~guessed])
    return foot, guessed


def block_scene(files: SceneFiles, frame: LocalFrame, reach: float) -> Scene:
    """Surroundings of a block, in the plane whose origin is its middle. [m]"""
    return read_scene(files, frame, reach, demand_origin=False)


def receivers(scene: Scene, place: Floats, shape: tuple[int, int], kind: str) -> Floats:
    """Height of the ground or roof below the receivers of a block in the scene's datum, (row, column).

    Not a number where the terrain says nothing. [m]
    """
    row, column = np.mgrid[: shape[0], : shape[1]]
    east = place[0] + place[1] * column + place[2] * row
    north = place[3] + place[4] * column + place[5] * row
    known = np.zeros(shape) if scene.terrain is None else scene.terrain.at(east, north) - scene.datum
    if kind == "roofs" and scene.buildings:
        covered = scene.building_at(east, north)
        roof = np.array([building.roof for building in scene.buildings])[covered]
        known = np.where(covered >= 0, np.fmax(roof, known), known)
    return np.asarray(known)
