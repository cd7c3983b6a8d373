"""A figure as a record: panels with scales, and the marks in them in the coordinates of what is drawn.

The same drawing becomes an SVG file (:mod:`emfassess.publish.figures.svg`), which is what documents show, and a matplotlib
figure (:mod:`emfassess.publish.figures.matplotlib_figure`) for notebooks. Sizes are in points of 1/72 inch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from emfassess.units import Floats

INK = "#1f2933"
FAINT = "#8794a0"

WIDTH = 453.6
"""Width of every drawing: the text of an A4 page. [pt]"""

LEFT, RIGHT, TOP, TITLED, BOTTOM = 48.0, 8.0, 8.0, 24.0, 36.0
"""Room beside a panel for its scales and labels, above it without and with a title, and below it. [pt]"""

TEXT, SMALL = 9.0, 7.0
"""Sizes of text: labels, and notes inside a drawing. [pt]"""


@dataclass(frozen=True, eq=False)
class Area:
    """An area; rings inside rings are holes. `hatch` names a pattern of :data:`~emfassess.publish.figures.svg.HATCHES`."""

    rings: Sequence[Floats]
    fill: str
    hatch: str = ""
    opacity: float = 1.0
    edge: str = ""
    edge_width: float = 0.8


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of one kind, each through its points, shape (point, 2)."""

    paths: Sequence[Floats]
    colour: str = INK
    width: float = 0.8
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Faces:
    """Many small areas of their own colours, each shape (corner, 2), the later over the earlier."""

    corners: Sequence[Floats]
    fills: Sequence[str]


@dataclass(frozen=True)
class Circle:
    """A circle; the scales of its panel are equal."""

    centre: tuple[float, float]
    radius: float
    colour: str = FAINT
    width: float = 0.6


@dataclass(frozen=True, eq=False)
class Symbols:
    """Signs of one shape at places, shape (place, 2): ``circle``, ``square`` or ``triangle``, `size` across. [pt]"""

    places: Floats
    shape: str
    size: float = 5.0
    fill: str = INK
    edge: str = ""


@dataclass(frozen=True)
class Words:
    """Text at a place, moved by `offset` to the right and upward [pt]; `anchor` is ``start``, ``middle`` or ``end``."""

    place: tuple[float, float]
    text: str
    anchor: str = "start"
    offset: tuple[float, float] = (0.0, 0.0)
    size: float = SMALL


Mark = Area | Lines | Faces | Circle | Symbols | Words


@dataclass(frozen=True)
class Scale:
    """A scale from `low` to `high` with its label."""

    low: float
    high: float
    label: str = ""

    def ticks(self, length: float) -> Floats:
        """Round values on the scale, at least 45 pt apart on so long an axis."""
        rough = (self.high - self.low) * 45.0 / length
        power = 10.0 ** np.floor(np.log10(rough))
        step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
        first, last = np.ceil(self.low / step - 1e-9), np.floor(self.high / step + 1e-9)
        return np.asarray(step * np.arange(first, last + 1).astype(int))


@dataclass(frozen=True)
class Panel:
    """A part of a drawing with scales of its own.

    `box` is left, top, width and height [pt]; `plain` leaves out the scales.
    """

    box: tuple[float, float, float, float]
    across: Scale
    up: Scale
    marks: tuple[Mark, ...]
    title: str = ""
    grid: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Key:
    """Entry of the legend: a filled patch, or a line of a width where `line` is above 0. [pt]"""

    label: str
    fill: str
    hatch: str = ""
    opacity: float = 1.0
    line: float = 0.0


@dataclass(frozen=True)
class Drawing:
    """Panels, a title above and a legend below them. [pt]"""

    height: float
    panels: tuple[Panel, ...]
    keys: tuple[Key, ...] = ()
    title: str = ""
    width: float = WIDTH


def equal_scales(points: Floats, size: tuple[float, float], labels: tuple[str, str]) -> tuple[Scale, Scale]:
    """Scales across and up that are equal and hold all points, shape (point, 2), with a margin, in a box of a size. [pt]"""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 0.5) * 1.06
    half = np.asarray(size) / 2 * np.max(half / (np.asarray(size) / 2))
    (west, south), (east, north) = middle - half, middle + half
    return Scale(float(west), float(east), labels[0]), Scale(float(south), float(north), labels[1])


def legend_rows(keys: Iterable[Key]) -> list[list[tuple[Key, float]]]:
    """Keys with the width that each takes, in as few lines as hold them. [pt]"""
    rows: list[list[tuple[Key, float]]] = [[]]
    for key in keys:
        width = 34.0 + SMALL * text_width(key.label)
        if rows[-1] and sum(taken for _, taken in rows[-1]) + width > WIDTH - 20:
            rows.append([])
        rows[-1].append((key, width))
    return rows


def legend_height(keys: Sequence[Key]) -> float:
    """Height of the legend. [pt]"""
    return 14.0 * len(legend_rows(keys)) + 6.0 if keys else 0.0


def text_width(text: str) -> float:
    """About the width of a text in units of its size: wide characters are square. [em]"""
    return sum(1.0 if character > "⺀" else 0.52 for character in text)


def stacked(heights: Sequence[float]) -> list[float]:
    """Tops of panels one below another, the first at the top of the drawing. [pt]"""
    tops = [TOP]
    for height, _ in pairwise(heights):
        tops.append(tops[-1] + height + BOTTOM + TOP)
    return tops
