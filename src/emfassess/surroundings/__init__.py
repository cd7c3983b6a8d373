"""Surroundings of stations: terrain, buildings, the places where people may be, and the lines of sight between them."""

from emfassess.surroundings.buildings import Building
from emfassess.surroundings.receptors import (
    GRID,
    GROUND_HEIGHT,
    RINGS,
    GroundGrid,
    NamedPoint,
    ground_grid,
    nearest_distance,
    rings_within,
    square_grid,
)
from emfassess.surroundings.scene import FLAT, Scene
from emfassess.surroundings.terrain import Terrain

__all__ = [
    "FLAT",
    "GRID",
    "GROUND_HEIGHT",
    "RINGS",
    "Building",
    "GroundGrid",
    "NamedPoint",
    "Scene",
    "Terrain",
    "ground_grid",
    "nearest_distance",
    "rings_within",
    "square_grid",
]
