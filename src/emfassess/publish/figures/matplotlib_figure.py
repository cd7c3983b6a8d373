"""A drawing as a matplotlib figure, for notebooks: the same marks on axes that a reader may draw on."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle as CirclePatch
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from emfassess.publish.figures.drawing import (
    FAINT,
    INK,
    TEXT,
    Area,
    Circle,
    Drawing,
    Faces,
    Key,
    Lines,
    Mark,
    Panel,
    Symbols,
    Words,
)
from emfassess.publish.figures.matplotlib_style import drawn

MARKERS = {"circle": "o", "square": "s", "triangle": "^"}


@drawn
def matplotlib_figure(drawing: Drawing) -> Figure:
    """Figure of a drawing, in its size; each panel is one of its axes."""
    figure = Figure(figsize=(drawing.width / 72, drawing.height / 72))
    for panel in drawing.panels:
        left, top, width, height = panel.box
        foot = drawing.height - top - height
        box = (left / drawing.width, foot / drawing.height, width / drawing.width, height / drawing.height)
        _draw(figure.add_axes(box), panel)
    if drawing.title:
        figure.suptitle(_plain(drawing.title), fontsize=TEXT)
    if drawing.keys:
        figure.legend(handles=[_handle(key) for key in drawing.keys], loc="lower center", ncols=5, fontsize=7)
    return figure


def _draw(axes: Axes, panel: Panel) -> None:
    axes.set(xlim=(panel.across.low, panel.across.high), ylim=(panel.up.low, panel.up.high))
    axes.set(xlabel=panel.across.label, ylabel=panel.up.label, autoscale_on=False)
    axes.set_title(_plain(panel.title), fontsize=TEXT)
    if panel.plain:
        axes.set_axis_off()
    if panel.grid:
        axes.set_axisbelow(True)
        axes.grid(color=FAINT, linewidth=0.3)
    for order, mark in enumerate(panel.marks):
        _draw_mark(axes, mark, 2.0 + order / len(panel.marks))


def _draw_mark(axes: Axes, mark: Mark, order: float) -> None:
    match mark:
        case Area():
            path = Path.make_compound_path(*(Path(np.asarray(ring), closed=True) for ring in mark.rings))
            edge = {"edgecolor": mark.edge or "#ffffff", "linewidth": mark.edge_width if mark.edge else 0.0}
            axes.add_patch(
                PathPatch(path, facecolor=mark.fill, hatch=mark.hatch, alpha=mark.opacity, zorder=order, **edge)
            )
        case Lines():
            dash = (0, tuple(part / mark.width for part in mark.dash)) if mark.dash else "solid"
            axes.add_collection(
                LineCollection(mark.paths, colors=mark.colour, linewidths=mark.width, linestyles=dash, zorder=order)
            )
        case Faces():
            axes.add_collection(
                PolyCollection(mark.corners, facecolors=mark.fills, edgecolors=mark.fills, linewidths=0.2, zorder=order)
            )
        case Circle():
            circle = CirclePatch(mark.centre, mark.radius, fill=False, edgecolor=mark.colour, linewidth=mark.width)
            axes.add_patch(circle).set_zorder(order)
        case Symbols():
            axes.plot(
                *mark.places.T, linestyle="", marker=MARKERS[mark.shape], ms=mark.size, mfc=mark.fill,
                mec=mark.edge or mark.fill, zorder=order,
            )  # fmt: skip
        case Words():
            axes.annotate(
                _plain(mark.text), mark.place, mark.offset, textcoords="offset points", fontsize=mark.size,
                ha={"start": "left", "middle": "center", "end": "right"}[mark.anchor], color=INK, zorder=order,
            )  # fmt: skip


def _handle(key: Key) -> Artist:
    if key.line:
        return Line2D([], [], color=key.fill, linewidth=key.line, label=key.label)
    return Patch(facecolor=key.fill, edgecolor="white", hatch=key.hatch * 2, alpha=key.opacity, label=key.label)


def _plain(label: str) -> str:
    """Text of a user, kept from being read as mathematics."""
    return label.replace("$", r"\$")
