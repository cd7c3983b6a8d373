"""Pictures of measured levels beside calculated, bounding and expected ones."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from emfassess.units import Floats, decibel_from_ratio
from validation.compared import ComparedLevels
from validation.differences import ANGLES, EXPECTED_RINGS

INK, CLOUD, ABOVE = "#222222", "#31688e", "#c1272d"
DPI = 110
PERCENTILES = (5.0, 50.0, 95.0)


def write_figures(levels: ComparedLevels, folder: Path) -> tuple[str, ...]:
    """Write the pictures, and give their names; those of the expected level only where it is given."""
    drawn = {"validation-levels.png": level_figure(levels), "validation-angle.png": angle_figure(levels)}
    if np.isfinite(levels.median).any():
        drawn["validation-expected.png"] = expected_figure(levels)
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in drawn.items():
        figure.savefig(folder / name, dpi=DPI, metadata={"Software": None})
    return tuple(drawn)


def level_figure(levels: ComparedLevels) -> Figure:
    """Measured level over the calculated one, the bound and the expected one; above the line they are exceeded."""
    compared = [("calculated level", levels.calculated), ("upper bound", levels.bound)]
    if np.isfinite(levels.median).any():
        compared.append(("expected level (median)", levels.median))
    figure = Figure(figsize=(3.6 * len(compared), 3.9), layout="constrained")
    for axes, (name, predicted) in zip(figure.subplots(1, len(compared), squeeze=False)[0], compared, strict=True):
        _scatter(axes, decibel_from_ratio(predicted), decibel_from_ratio(levels.measured))
        axes.set_xlabel(f"{name} (dB above 1 W/m²)")
        axes.set_ylabel("measured level (dB above 1 W/m²)")
    return figure


def _scatter(axes: Axes, predicted: Floats, measured: Floats) -> None:
    above = measured > predicted
    axes.scatter(predicted[~above], measured[~above], s=1.5, color=CLOUD, alpha=0.15, linewidths=0)
    axes.scatter(predicted[above], measured[above], s=3.0, color=ABOVE, alpha=0.5, linewidths=0)
    low, high = np.nanmin([predicted, measured]), np.nanmax([predicted, measured])
    axes.plot([low, high], [low, high], color=INK, linewidth=0.8)
    axes.set_title(f"{np.mean(above[np.isfinite(predicted)]):.2%} above the line", fontsize=9)


def expected_figure(levels: ComparedLevels) -> Figure:
    """Measured over expected level by distance, with percentiles of the rings beside the median interval stated."""
    figure = Figure(figsize=(7.0, 4.2), layout="constrained")
    axes = figure.add_subplot(xscale="log", xlabel="distance from the mast (m)", ylabel="measured over expected (dB)")
    given = np.isfinite(levels.median) & (levels.distance >= EXPECTED_RINGS[0])
    shown = levels.only(given)
    axes.scatter(shown.distance, shown.over_expected_db, s=1.5, color=CLOUD, alpha=0.15, linewidths=0)
    for low, high in pairwise(EXPECTED_RINGS):
        here = shown.only((shown.distance >= low) & (shown.distance < high))
        if len(here.distance):
            _ring(axes, (low, high), here)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_title("red: median and 5 to 95 % of the measured levels; grey: interval stated", fontsize=9)
    return figure


def _ring(axes: Axes, ends: tuple[float, float], here: ComparedLevels) -> None:
    for value in np.percentile(here.over_expected_db, PERCENTILES):
        axes.plot(ends, [value, value], color=ABOVE, linewidth=1.2)
    low, high = (float(np.median(decibel_from_ratio(end / here.median))) for end in (here.low, here.high))
    axes.fill_between(ends, low, high, color="#999999", alpha=0.3, linewidth=0)


def angle_figure(levels: ComparedLevels) -> Figure:
    """Measured level over the calculated one and over the bound by angle from boresight: percentiles of each class."""
    figure = Figure(figsize=(7.0, 3.6), layout="constrained")
    axes = figure.add_subplot(xlabel="angle from the antenna's azimuth (°)", ylabel="measured over predicted (dB)")
    _boxes(axes, levels.off_boresight, levels.over_calculated_db, CLOUD, "calculated level", -3.0)
    _boxes(axes, levels.off_boresight, levels.over_bound_db, ABOVE, "upper bound", 3.0)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_xticks(ANGLES)
    axes.set_title("bars: 5 to 95 % of the points, dot: median, cross: highest", fontsize=9)
    axes.legend(fontsize=8)
    return figure


def _boxes(axes: Axes, angle: Floats, over: Floats, colour: str, label: str, aside: float) -> None:
    rows: Sequence[tuple[float, Floats]] = [
        ((low + high) / 2 + aside, over[(angle >= low) & (angle < high)]) for low, high in pairwise(ANGLES)
    ]
    rows = [(place, values) for place, values in rows if len(values)]
    place = [row[0] for row in rows]
    low, middle, high = np.array([np.percentile(values, PERCENTILES) for _, values in rows]).T
    axes.vlines(place, low, high, color=colour, linewidth=4, alpha=0.5)
    axes.plot(place, middle, "o", color=colour, label=label)
    axes.plot(place, [values.max() for _, values in rows], "x", color=colour)
