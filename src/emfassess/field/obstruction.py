r"""Effect of terrain and buildings on the field: nothing (free space), loss in walls, diffraction over edges, reflection.

Free space is the upper of the three for a direct ray and stays the default of verdicts. Penetration takes a loss for each
wall, roof or floor that a ray passes through. Diffraction takes the knife edge of Recommendation ITU-R P.526 that
Bullington's construction puts in place of all obstacles between; it is less than the losses of the single edges, so that
the level is not made to look too low.
"""

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from emfassess.field.diffraction import knife_edge_loss_db
from emfassess.field.penetration import wall_loss_db
from emfassess.field.sources import Sources
from emfassess.field.wall_reflection import Walls, reflected_unit_density, wall_faces
from emfassess.summaries import Summarised
from emfassess.surroundings import Scene
from emfassess.units import SPEED_OF_LIGHT, Floats, ratio_from_decibel

if TYPE_CHECKING:
    from emfassess.surroundings.surface import Surface

MODES = ("none", "penetration", "diffraction")

WALL = "12"
"""Loss of a wall where no other is named: the strongest of the plain figures that regulators use. [dB]"""


WALL_CELL = 16.0
"""Side of the cells in which walls are counted: the fastest of 2 to 32 m in a city, with the same counts. [m]"""


@dataclass(frozen=True)
class Reflection:
    """First-order reflection by walls: ``"none"``, ``"factor"`` (`value` in power), ``"image"`` (`value` is |R|^2)."""

    kind: str = "none"
    value: float = 1.0

    def __str__(self) -> str:
        return "none" if self.kind == "none" else f"{self.kind}:{self.value:g}"


@dataclass(frozen=True, repr=False)
class Obstruction(Summarised):
    """How terrain and buildings are reckoned with.

    Parameters
    ----------
    mode : str
        One of :data:`MODES`.
    wall : str
        Loss of a wall for the mode "penetration", as :func:`emfassess.field.penetration.wall_loss_db` reads it.
    reflection : Reflection
    surface : Surface, optional
        Needed by all modes but "none"; see :meth:`over`.
    walls : Walls, optional
        Needed by reflection as images.
    """

    mode: str = "none"
    wall: str = WALL
    reflection: Reflection = Reflection()
    surface: "Surface | None" = field(default=None, compare=False, repr=False)
    walls: Walls | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"the mode of obstruction must be one of {', '.join(MODES)}, not {self.mode!r}")

    def __str__(self) -> str:
        return f"penetration:{self.wall}" if self.mode == "penetration" else self.mode

    @property
    def plain(self) -> bool:
        """Whether it does the same to all carriers everywhere."""
        return self.mode == "none" and self.reflection.kind != "image"

    @property
    def factor(self) -> float:
        """Power factor of the reflection, where it is a plain one."""
        return self.reflection.value if self.reflection.kind == "factor" else 1.0

    def over(self, scene: Scene, surface: "Surface | None") -> "Obstruction":
        """The same over a scene; `surface` is the one that was made of it."""
        if self.mode == "penetration" and surface is not None:
            surface = _for_walls(scene, surface)
        return replace(self, surface=surface, walls=wall_faces(scene.buildings))


def _for_walls(scene: Scene, surface: "Surface") -> "Surface":
    """The same surface in larger cells: walls have their exact places in it, and a ray that counts them takes fewer steps."""
    from emfassess.surroundings.surface import surface_of

    rows, columns = (int(size) for size in surface.widths[0])
    east, north = surface.west + columns * surface.cell, surface.south + rows * surface.cell
    return surface_of(scene, (surface.west, surface.south, east, north), max(WALL_CELL, surface.cell))


FREE = Obstruction()


def obstruction_of(text: str, reflection: str = "none") -> Obstruction:
    """Read ``none``, ``penetration:12``, ``penetration:p2109:traditional`` or ``diffraction``, and a wall reflection.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    mode, _, wall = text.strip().lower().partition(":")
    if mode not in MODES or (wall and mode != "penetration"):
        near = get_close_matches(mode, MODES, 1, 0.3)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        known = "none, penetration:4, penetration:6, penetration:12, penetration:p2109:traditional, diffraction"
        raise ValueError(f"obstruction {text!r}: expected one of {known}{hint}")
    if mode == "penetration":
        wall_loss_db(wall or WALL, np.array([1e9]))  # refuses an unknown wall
    return Obstruction(mode, wall or WALL, reflection_of(reflection))


def reflection_of(text: str) -> Reflection:
    """Read a wall reflection: ``none``, ``factor:1.5`` (in power), ``image`` (total reflection) or ``image:0.3``.

    Raises
    ------
    ValueError
        If it is none of these, or a factor is below 1 or a coefficient outside 0..1.
    """
    kind, _, value = text.strip().lower().partition(":")
    spans = {"factor": (1.0, 4.0), "image": (0.0, 1.0)}
    if kind == "none" and not value:
        return Reflection()
    try:
        number = float(value) if value or kind == "factor" else 1.0
    except ValueError:
        number = np.nan
    if kind not in spans or not spans[kind][0] <= number <= spans[kind][1]:
        raise ValueError(
            f"wall reflection {text!r}: expected none, factor:1 to factor:4 in power, image, or image:0..1"
        )
    return Reflection(kind, number)


def obstructed(sources: Sources, points: Floats, density: Floats, obstruction: Obstruction) -> Floats:
    """Power density of carriers at points with obstacles between, shape (carrier, point). [W/m^2]

    Parameters
    ----------
    sources : Sources
    points : ndarray, shape (point, 3)
        East, north, up. [m]
    density : ndarray, shape (carrier, point)
        In free space. [W/m^2]
    obstruction : Obstruction

    Raises
    ------
    ValueError
        If the obstruction needs a surface or walls and was not put over a scene.
    """
    found = density if obstruction.factor == 1.0 else density * obstruction.factor
    if obstruction.mode != "none":
        if obstruction.surface is None:
            raise ValueError(f"obstruction {obstruction.mode!r} needs buildings or a terrain")
        found = found * ratio_from_decibel(-_loss_db(sources, points, obstruction, obstruction.surface))
    if obstruction.reflection.kind == "image":
        if obstruction.walls is None:
            raise ValueError("reflection as images needs buildings")
        unit = reflected_unit_density(sources, points, obstruction.walls, coefficient=obstruction.reflection.value)
        found = found + sources.eirp[:, np.newaxis] * unit[sources.antenna_index]
    return np.asarray(found)


def _loss_db(sources: Sources, points: Floats, obstruction: Obstruction, surface: "Surface") -> Floats:
    """Loss of each carrier on its way to each point, shape (carrier, point). [dB]"""
    if obstruction.mode == "penetration":
        from emfassess.surroundings.sight import crossed_walls

        count = crossed_walls(surface, sources.position, points)[sources.antenna_index]
        return np.asarray(count * wall_loss_db(obstruction.wall, sources.frequency)[:, np.newaxis])
    from emfassess.surroundings.edges import edge_parameter

    parameter = edge_parameter(surface, sources.position, points)[sources.antenna_index]
    return knife_edge_loss_db(parameter / np.sqrt(SPEED_OF_LIGHT / sources.frequency)[:, np.newaxis])


__all__ = ["FREE", "MODES", "Obstruction", "Reflection", "obstructed", "obstruction_of", "reflection_of"]
