"""Picture of measured, expected and calculated levels with their upper bounds, one column a measured point.

Colour is never alone: what lies above the expected interval or the bound has a marker of its own.
"""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from emfassess.comparison.findings import ABOVE_BOUND, ABOVE_EXPECTED
from emfassess.comparison.result import Comparison
from emfassess.language import N_, Language
from emfassess.publish.figures.comparison import MANY
from emfassess.publish.figures.drawing import FAINT, INK
from emfassess.publish.figures.matplotlib_style import drawn

INTERVAL = "#a9cfe0"

MEASURED = (
    ("", "o", INK, N_("measured level")),
    (ABOVE_EXPECTED, "^", "#fdb863", N_("measured, above the 95th percentile")),
    (ABOVE_BOUND, "D", "#e66101", N_("measured, above the upper bound")),
)
"""Code of the finding, marker, colour and label of measured levels."""

BELOW_SENSITIVITY = N_("not seen by the instrument, below its sensitivity")


@drawn
def levels_figure(comparison: Comparison, text: Language) -> Figure:
    """Every measurement between its expected interval and its upper bound, in the order of the bounds."""
    figure = Figure(figsize=(6.3, 4.6), layout="constrained")
    axes = figure.add_subplot(
        yscale="log",
        xlabel=text("measured points, in the order of their upper bound"),
        ylabel=text("power density (W/m²)"),
    )
    order = np.argsort(-comparison.bound_power_density, kind="stable")
    width = min(6.0, max(0.8, 240.0 / len(order)))
    handles = [*_draw_model(axes, comparison, order, width, text), *_draw_measured(axes, comparison, order, text)]
    axes.set_xlim(-0.5, len(order) - 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y", color=FAINT, linewidth=0.3)
    axes.set_axisbelow(True)
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=7)
    return figure


def _draw_model(
    axes: Axes, comparison: Comparison, order: NDArray[np.intp], width: float, text: Language
) -> list[Artist]:
    """Expected interval and median, calculated level and upper bound, with their keys."""
    column, many = np.arange(len(order)), len(order) > MANY
    expected = comparison.expected
    calculated = comparison.levels.power_density[comparison.scenario_index]
    axes.vlines(
        column, expected.p5[order], expected.p95[order], color=INTERVAL, linewidth=width, zorder=1, rasterized=many
    )
    marks = (
        (expected.median, "_", INTERVAL, width + 2, 0.6),
        (calculated, "+", FAINT, 4.0, 0.6),
        (comparison.bound_power_density, "_", INK, width + 4, 1.3),
    )
    for values, marker, colour, size, stroke in marks:
        edge = "white" if values is expected.median else colour
        axes.plot(
            column, values[order], linestyle="", marker=marker, ms=size, mec=edge, mew=stroke, zorder=2, rasterized=many
        )
    return [
        Line2D([], [], color=INK, linestyle="", marker="_", ms=9, mew=1.3, label=text("upper bound")),
        Line2D([], [], color=FAINT, linestyle="", marker="+", ms=5, mew=0.6, label=text("calculated level")),
        Line2D(
            [], [], color=INTERVAL, linewidth=6, label=text("expected level, 5 % to 95 %; its median as a white line")
        ),
    ]


def _draw_measured(axes: Axes, comparison: Comparison, order: NDArray[np.intp], text: Language) -> list[Artist]:
    """Measured levels as dots, with their keys."""
    measured, finding_codes = comparison.measured_power_density[order], comparison.finding_codes[order]
    hidden, many = comparison.censored[order], len(order) > MANY
    kinds = [(~hidden & (finding_codes == code), marker, colour, label) for code, marker, colour, label in MEASURED]
    handles: list[Artist] = []
    for here, marker, colour, label in [*kinds, (hidden, "1", INK, BELOW_SENSITIVITY)]:
        if here.any():
            (line,) = axes.plot(
                np.flatnonzero(here), measured[here], linestyle="", marker=marker, ms=4.5, mfc=colour, mec=INK, mew=0.6,
                zorder=3, rasterized=many, label=text(label),
            )  # fmt: skip
            handles.append(line)
    return handles
