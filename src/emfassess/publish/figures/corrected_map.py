"""The fused map drawn: the median exposure ratio in its classes, and beside it how wide the interval is."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from emfassess.comparison.corrected_map import FusedMap
from emfassess.language import N_, Language
from emfassess.publish.figures.comparison import draw_buildings, draw_stations
from emfassess.publish.figures.drawing import INK
from emfassess.publish.figures.matplotlib_style import drawn, legend_patches
from emfassess.publish.text.classes import CLASSES
from emfassess.units import Floats

WIDTHS_DB = (3.0, 6.0, 10.0, 20.0)
WIDTHS = (("#f7fbff", ""), ("#dadaeb", "..."), ("#9e9ac8", "///"), ("#756bb1", "\\\\\\"), ("#54278f", "xxx"))
"""Colour and pattern of the classes of the interval's half width: the darker, the less is known."""

WALLED = "#ffffff"
"""Buildings on the fused map: no value inside."""


@drawn
def fused_figure(fused: FusedMap, text: Language) -> Figure:
    """Median exposure ratio, and half width of its 95 % interval."""
    tall = float(np.ptp(fused.north) / max(np.ptp(fused.east), fused.cell))
    figure = Figure(figsize=(6.3, 1.4 + 2.6 * min(max(tall, 0.4), 2.5)), layout="constrained")
    ratio, width = fused.exposure_ratio, fused.width_db
    left, right = figure.subplots(1, 2, sharey=True)
    given = np.isfinite(ratio)
    top = max(float(ratio[given].max()), 1.0) * 10
    edges = [0.0, *(kind.high for kind in CLASSES[:-1]), top]
    _fill(left, fused, ratio, edges, [kind.colour for kind in CLASSES], [kind.hatch for kind in CLASSES])
    _draw_lines(left, fused, ratio)
    ends = [0.0, *WIDTHS_DB, max(float(width[given].max()), WIDTHS_DB[-1]) * 10]
    _fill(right, fused, width, ends, [colour for colour, _ in WIDTHS], [hatch for _, hatch in WIDTHS])
    for axes, title in ((left, N_("Median exposure ratio")), (right, N_("Half width of the 95 % interval"))):
        _surround(axes, fused)
        axes.set_title(text(title), fontsize=9)
        axes.set_xlabel(text("east of the first station (m)"))
    left.set_ylabel(text("north of the first station (m)"))
    keys = [_key("o", "white", text("measured point")), _key("s", INK, text("station"))]
    figure.legend(
        handles=[*legend_patches(ratio[given], text), *_width_patches(width[given], text), *keys],
        loc="outside lower center",
        ncols=3,
        fontsize=7,
    )
    return figure


def _fill(
    axes: Axes, fused: FusedMap, values: Floats, edges: list[float], colours: list[str], hatches: list[str]
) -> None:
    """Classes as areas; a map of one row or column is widened, since areas need two."""
    north, east = fused.north, fused.east
    if len(north) < 2 or len(east) < 2:
        rows, columns = (2 if len(axis) < 2 else len(axis) for axis in (north, east))
        values = np.broadcast_to(values, (rows, columns))
        north, east = (np.append(axis, axis[-1] + fused.cell) if len(axis) < 2 else axis for axis in (north, east))
    axes.contourf(east, north, values, levels=edges, colors=colours, hatches=hatches)


def _draw_lines(axes: Axes, fused: FusedMap, ratio: Floats) -> None:
    """Lines of equal share inside the classes, at 1, 2 and 5 of every decade; the limit is the thick one."""
    steps = np.outer(10.0 ** np.arange(-9, 3), [1.0, 2.0, 5.0]).ravel()
    inside = steps[(steps > np.nanmin(ratio)) & (steps < np.nanmax(ratio))]
    if min(ratio.shape) < 2 or not len(inside):
        return
    thick = [1.4 if np.isclose(step, 1.0) else 0.4 for step in inside]
    lines = axes.contour(fused.east, fused.north, ratio, levels=list(inside), colors=INK, linewidths=thick)
    axes.clabel(lines, fmt=lambda share: f"{100 * share:g} %", fontsize=5, inline_spacing=2)


def _surround(axes: Axes, fused: FusedMap) -> None:
    """Buildings, stations and measured points over the areas."""
    half = fused.cell / 2
    low = np.array([fused.east[0], fused.north[0]]) - half
    high = np.array([fused.east[-1], fused.north[-1]]) + half
    draw_buildings(axes, fused.comparison.scene, low, high, WALLED)
    draw_stations(axes, fused.comparison)
    east, north = fused.fusion.known.places.T
    axes.scatter(east, north, marker="o", s=12, c="white", edgecolors=INK, linewidths=0.7, zorder=5)
    axes.set(aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    axes.tick_params(labelsize=7)


def _key(marker: str, colour: str, label: str) -> Line2D:
    return Line2D([], [], linestyle="", marker=marker, ms=5, mfc=colour, mec=INK, mew=0.7, label=label)


def _width_patches(width: Floats, text: Language) -> list[Patch]:
    """Keys of the classes of width that occur."""
    steps = [f"{value:g}" for value in WIDTHS_DB]
    labels = [
        text("under ±{high} dB", high=steps[0]),
        *(text("±{low} to {high} dB", low=a, high=b) for a, b in pairwise(steps)),
        text("over ±{low} dB", low=steps[-1]),
    ]
    present = set(np.searchsorted(WIDTHS_DB, width, side="left").ravel().tolist())
    return [
        Patch(facecolor=colour, edgecolor=INK, hatch=hatch * 2, linewidth=0.4, label=labels[index])
        for index, (colour, hatch) in enumerate(WIDTHS)
        if index in present
    ]
