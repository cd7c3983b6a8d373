"""Pictures of model beside measurement: scatter plot, map and histogram of the differences. They draw what the record holds.

Colour is never alone: outcomes and signs have a marker of their own, and red is only above the limit.
"""

from typing import Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray
from scipy import stats
from shapely import get_parts

from emfassess.comparison.agreement import LEAST, Estimate, Outcome
from emfassess.comparison.result import Comparison
from emfassess.language import N_, Language
from emfassess.language.messages.names import OUTCOME
from emfassess.publish.figures.buildings import FILL
from emfassess.publish.figures.drawing import FAINT, INK
from emfassess.publish.figures.matplotlib_style import drawn, legend_patches
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.surroundings import Scene
from emfassess.units import Floats, ratio_from_decibel

COMPARISON_LABEL = {
    "theoretical": N_("theoretical maximum"),
    "actual": N_("actual maximum"),
    "equal": N_("predicted = measured"),
    "indoors": N_("building"),
    "mean": N_("mean {value} dB (95 %: {low} to {high})"),
    "spread": N_("standard deviation {value} dB (95 %: {low} to {high})"),
}

COMPARISON_RESIDUAL_LABEL = {
    "far-below": N_("model lower by over {high} dB"),
    "below": N_("lower by {low} to {high} dB"),
    "near": N_("within {low} dB"),
    "above": N_("higher by {low} to {high} dB"),
    "far-above": N_("model higher by over {high} dB"),
}


MARKERS = {
    Outcome.AGREES: "o",
    Outcome.DISAGREES: "D",
    Outcome.BELOW_SENSITIVITY: "1",
    Outcome.ABOVE_SENSITIVITY: "2",
}
FACTORS: tuple[tuple[int, Literal["--", ":"]], ...] = ((2, "--"), (10, ":"))
"""Lines of so many times more or less power density: 3 and 10 dB."""

RESIDUALS_DB = (3.0, 6.0)
RESIDUALS = (
    ("far-below", "#5e3c99", "v"),
    ("below", "#b2abd2", "v"),
    ("near", "#f7f7f7", "o"),
    ("above", "#fdb863", "^"),
    ("far-above", "#e66101", "^"),
)
"""Classes of the difference: colours of the purple-to-orange scale that colour-blind people can distinguish; the marker
points up where the model is too high."""

MANY = 2000
"""More points are drawn as a picture inside the file."""


@drawn
def scatter_figure(comparison: Comparison, text: Language) -> Figure:
    """Measured over predicted levels, with the line of equality, the band of both uncertainties, and lines of factors."""
    figure = Figure(figsize=(6.3, 6.8), layout="constrained")
    axes = figure.add_subplot(
        aspect="equal",
        xscale="log",
        yscale="log",
        xlabel=text("predicted power density, {scenario} (W/m²)", scenario=text(COMPARISON_LABEL[comparison.scenario])),
        ylabel=text("measured power density (W/m²)"),
    )
    predicted = comparison.levels.power_density[comparison.scenario_index]
    ends = _decades(np.concatenate([predicted, comparison.measured_power_density]))
    handles = _draw_lines(axes, comparison, ends, text)
    classes = class_index(comparison.measured_exposure_ratio)
    outcomes = np.array(comparison.outcomes)
    for outcome, marker in MARKERS.items():
        here = np.flatnonzero(outcomes == outcome)
        if len(here):
            colours = [CLASSES[index].colour for index in classes[here]]
            _points(axes, predicted[here], comparison.measured_power_density[here], colours, marker)
            handles.append(_key(marker, "#ffffff", text(OUTCOME[outcome])))
    axes.set(xlim=ends, ylim=ends)
    axes.grid(color=FAINT, linewidth=0.3)
    axes.set_axisbelow(True)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(_plain_number))
    # a heading among the keys of the classes
    handles.append(Line2D([], [], linestyle="", label=text("colour: measured exposure ratio")))
    handles += legend_patches(comparison.measured_exposure_ratio, text)
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=7)
    return figure


def _plain_number(value: float, _position: int) -> str:
    """A number of an axis without an exponent."""
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _draw_lines(axes: Axes, comparison: Comparison, ends: tuple[float, float], text: Language) -> list[Artist]:
    """Equality, band and factors, with their keys."""
    line = np.array(ends)
    width = float(np.median(np.hypot(comparison.predicted_uncertainty_db, comparison.measured_uncertainty_db)))
    factor = float(ratio_from_decibel(width))
    axes.fill_between(line, line / factor, line * factor, color="#dfe5ea", linewidth=0, zorder=0)
    axes.plot(line, line, color=INK, linewidth=1.0, zorder=1)
    handles: list[Artist] = [
        Line2D([], [], color=INK, linewidth=1.0, label=text("predicted = measured")),
        Line2D(
            [],
            [],
            color="#dfe5ea",
            linewidth=7,
            label=text("both uncertainties, ±{width} dB (median)", width=f"{width:.1f}"),
        ),
    ]
    for times, style in FACTORS:
        for side in (times, 1 / times):
            axes.plot(line, line * side, color=INK, linewidth=0.7, linestyle=style, zorder=1)
        label = text("factor {factor}", factor=times)
        handles.append(Line2D([], [], color=INK, linewidth=0.7, linestyle=style, label=label))
    return handles


def _decades(values: Floats) -> tuple[float, float]:
    """Ends of an axis that holds all values with some room."""
    low, high = float(values.min()) / 2, float(values.max()) * 2
    return low, max(high, 10 * low)


def _points(axes: Axes, x: Floats, y: Floats, colours: list[str], marker: str) -> None:
    if marker in "12":  # strokes have no face
        axes.scatter(x, y, marker=marker, c=INK, s=34, linewidths=0.9, zorder=3, rasterized=len(x) > MANY)
    else:
        axes.scatter(
            x, y, marker=marker, c=colours, edgecolors=INK, s=22, linewidths=0.6, zorder=3, rasterized=len(x) > MANY
        )


def _key(marker: str, colour: str, label: str) -> Line2D:
    return Line2D([], [], linestyle="", marker=marker, ms=5, mfc=colour, mec=INK, mew=0.7, label=label)


def residual_class(difference_db: Floats) -> NDArray[np.intp]:
    """Index in :data:`RESIDUALS` of differences."""
    near, far = RESIDUALS_DB
    return np.searchsorted([-far, -near, near, far], difference_db, side="left")


@drawn
def residual_map_figure(comparison: Comparison, text: Language) -> Figure:
    """Where the model is too high and where too low, over buildings and stations."""
    figure = Figure(figsize=(6.3, 6.0), layout="constrained")
    axes = figure.add_subplot(
        aspect="equal", xlabel=text("east of the first station (m)"), ylabel=text("north of the first station (m)")
    )
    places = comparison.levels.points[:, :2]
    low, high = frame_around(places)
    draw_buildings(axes, comparison.scene, low, high)
    draw_stations(axes, comparison)
    classes = residual_class(comparison.difference_db)
    handles = []
    near, far = (f"{value:g}" for value in RESIDUALS_DB)
    for index, (key, colour, marker) in enumerate(RESIDUALS):
        here = (classes == index) & ~comparison.censored
        if here.any():
            _points_on_map(axes, places[here], colour, marker)
            low_high = {"low": near, "high": far}
            handles.append(_key(marker, colour, text(COMPARISON_RESIDUAL_LABEL[key], **low_high)))
    outcomes = np.array(comparison.outcomes)
    for outcome in (Outcome.BELOW_SENSITIVITY, Outcome.ABOVE_SENSITIVITY):
        here, marker = outcomes == outcome, MARKERS[outcome]
        if here.any():
            axes.scatter(places[here, 0], places[here, 1], marker=marker, c=INK, s=34, linewidths=0.9, zorder=5)
            handles.append(_key(marker, INK, text(OUTCOME[outcome])))
    handles.append(_key("s", INK, text("station")))
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=7)
    return figure


def _points_on_map(axes: Axes, places: Floats, colour: str, marker: str) -> None:
    east, north = places.T
    many = len(places) > MANY
    axes.scatter(east, north, marker=marker, c=colour, edgecolors=INK, s=30, linewidths=0.6, zorder=5, rasterized=many)


def frame_around(places: Floats) -> tuple[Floats, Floats]:
    """Corners of a map that shows all places with a margin. [m]"""
    low, high = places.min(axis=0), places.max(axis=0)
    margin = max(0.06 * float((high - low).max()), 20.0)
    short = (0.4 * float((high - low).max()) - (high - low)).clip(min=0.0) / 2  # a line of points still makes a map
    return low - margin - short, high + margin + short


def draw_buildings(axes: Axes, scene: Scene, low: Floats, high: Floats, colour: str = FILL) -> None:
    """Outlines of the buildings inside a frame."""
    rings = []
    for building in scene.buildings:
        west, south, east, north = building.footprint.bounds
        if west <= high[0] and east >= low[0] and south <= high[1] and north >= low[1]:
            rings += [np.asarray(part.exterior.coords) for part in get_parts(building.footprint)]
    axes.add_collection(PolyCollection(rings, facecolors=colour, edgecolors=FAINT, linewidths=0.3, zorder=2))


def draw_stations(axes: Axes, comparison: Comparison) -> None:
    """Antennas as squares."""
    places = np.unique(comparison.sources.position[:, :2].round(1), axis=0)
    axes.plot(*places.T, linestyle="", marker="s", markersize=5, color=INK, mec="white", mew=0.6, zorder=4)


@drawn
def histogram_figure(comparison: Comparison, text: Language) -> Figure:
    """How the differences are spread, with mean, standard deviation and the normal distribution of both."""
    figure = Figure(figsize=(6.3, 3.4), layout="constrained")
    axes = figure.add_subplot(xlabel=text("predicted minus measured (dB)"), ylabel=text("number of points"))
    values = comparison.difference_db[~comparison.censored]
    found = comparison.statistics
    if found is None:
        axes.set_title(
            text("Too few points for statistics: {count} of at least {least}", count=len(values), least=LEAST),
            fontsize=9,
        )
        return figure
    width = _bin_width(values)
    edges = np.arange(np.floor(values.min() / width), np.ceil(values.max() / width) + 1.5) * width
    axes.hist(values, bins=list(edges), color="#a9cfe0", edgecolor="white", linewidth=0.6)
    mean, spread = found.mean_error_db.value, found.standard_deviation_db.value
    if spread > 0:
        along = np.linspace(edges[0], edges[-1], 400)
        curve = len(values) * width * stats.norm.pdf(along, mean, spread)
        axes.plot(along, curve, color=INK, linewidth=1.0, label=text("normal distribution of the same mean and spread"))
    axes.axvline(mean, color=INK, linewidth=1.2, linestyle="--", label=_interval("mean", found.mean_error_db, text))
    axes.plot([], [], linestyle="", label=_interval("spread", found.standard_deviation_db, text))
    axes.axvline(0.0, color=FAINT, linewidth=1.0, label=text("no difference"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    figure.legend(loc="outside lower center", ncols=2, fontsize=7)
    return figure


def _bin_width(values: Floats) -> float:
    """Width of the bins after Freedman and Diaconis, rounded to a half, one, two or five decibel."""
    low, high = np.percentile(values, [25, 75])
    asked = 2 * (high - low) / len(values) ** (1 / 3)
    return min((0.5, 1.0, 2.0, 5.0), key=lambda width: abs(width - asked))


def _interval(key: str, found: Estimate, text: Language) -> str:
    values = {name: f"{getattr(found, name):.1f}" for name in ("value", "low", "high")}
    return text(COMPARISON_LABEL[key], **values)
