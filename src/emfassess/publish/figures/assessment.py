"""Figures of an assessment: plan, vertical section, antenna pattern. They draw what the record holds.

Text in the SVG files stays text, set in the report's font; the same assessment gives the same bytes.
"""

from collections.abc import Callable
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, PathPatch
from matplotlib.path import Path as MplPath
from matplotlib.projections.polar import PolarAxes

from emfassess.assessment.place import ON_GROUND
from emfassess.assessment.result import Assessment
from emfassess.assessment.sections import Section
from emfassess.language import N_, Language
from emfassess.language.messages.names import CLASS_NAME
from emfassess.patterns import Pattern
from emfassess.publish.figures.fonts import FAMILY, font_file
from emfassess.publish.maps.class_areas import class_areas
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.stations import Antenna
from emfassess.units import Floats

INK = "#1f2933"
FAINT = "#8794a0"
HATCH = "#ffffff"
_SETTINGS: Any = {
    "font.family": FAMILY,
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "emfassess",
    "axes.unicode_minus": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.5,
    "hatch.color": HATCH,
    "font.weight": 100,
    "axes.titleweight": 100,
    "axes.labelweight": 100,
    "figure.titleweight": 100,
    "path.simplify": True,
}
LOWEST_DB = 40.0


@cache
def _register_font() -> None:
    font_manager.fontManager.addfont(str(font_file()))


def drawn(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Draw with the house's settings, whatever the process has set."""

    @wraps(draw)
    def inner(*args: Any) -> Figure:
        _register_font()
        with mpl.rc_context(_SETTINGS):
            return draw(*args)

    return inner


@drawn
def plan_figure(assessment: Assessment, text: Language) -> Figure:
    """Plan of the ground around the first subject: classes of exposure, rings, antennas, maxima."""
    figure = Figure(figsize=(6.3, 6.0), layout="constrained")
    axes = figure.add_subplot(
        aspect="equal", xlabel=text("east of the station (m)"), ylabel=text("north of the station (m)")
    )
    _draw_areas(axes, assessment)
    centre = assessment.grid.centres[0]
    for _, radius in assessment.grid.rings:
        axes.add_patch(Circle(tuple(centre), radius, fill=False, edgecolor=FAINT, linewidth=0.6))
        axes.annotate(f"{radius:g} m", (centre[0], centre[1] + radius), color=INK, fontsize=7, ha="center", va="bottom")
    _draw_antennas(axes, assessment)
    _draw_places(axes, assessment)
    reach = assessment.grid.rings[-1][1] * 1.06
    axes.set(xlim=(centre[0] - reach, centre[0] + reach), ylim=(centre[1] - reach, centre[1] + reach))
    handles = legend_patches(assessment.grid_levels.exposure_ratio[assessment.scenario_index], text)
    figure.legend(handles=handles, loc="outside lower center", ncols=5, fontsize=7)
    return figure


def _draw_areas(axes: Axes, assessment: Assessment) -> None:
    """Areas in the colour and pattern of their class."""
    for kind, area in class_areas(assessment):
        for polygon in shapely.get_parts(area):
            rings = [np.asarray(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
            path = MplPath.make_compound_path(*(MplPath(ring, closed=True) for ring in rings))
            axes.add_patch(PathPatch(path, facecolor=kind.colour, edgecolor=HATCH, linewidth=0, hatch=kind.hatch))


def _draw_antennas(axes: Axes, assessment: Assessment) -> None:
    """Positions of the stations and directions of the first subject's antennas."""
    sources = assessment.sources
    axes.plot(*sources.position[:, :2].T, linestyle="", marker="^", markersize=4, color=FAINT, zorder=4)
    for index in np.unique(sources.antenna_index[sources.station_index == 0]):
        start, ahead = sources.position[index, :2], sources.axes[index, 0, :2]
        end = start + 45 * ahead / max(float(np.hypot(*ahead)), 1e-9)
        axes.annotate("", xy=tuple(end), xytext=tuple(start), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 0.9})


def _draw_places(axes: Axes, assessment: Assessment) -> None:
    for place in assessment.places:
        marker = "o" if place.kind in ON_GROUND else "s"
        axes.plot(place.east, place.north, marker, ms=5, mfc="white", mec=INK, mew=1.0, zorder=5)
        if place.kind == "named":
            axes.annotate(_plain(place.label), (place.east, place.north), fontsize=7, zorder=6)


@drawn
def section_figure(assessment: Assessment, section: Section, text: Language) -> Figure:
    """Vertical section along the strongest azimuth: classes of exposure over distance and height."""
    figure = Figure(figsize=(6.3, 3.2), layout="constrained")
    axes = figure.add_subplot(xlabel=text("distance along the azimuth (m)"), ylabel=text("height above ground (m)"))
    ratio = section.exposure_ratio(assessment.scenario_index)
    edges = [kind.high for kind in CLASSES[:-1]]
    levels = [0.0, *edges, max(float(ratio.max()), 1.0) * 10]
    colours = [kind.colour for kind in CLASSES]
    hatches = [kind.hatch for kind in CLASSES]
    axes.contourf(section.distance, section.height, ratio, levels=levels, colors=colours, hatches=hatches)
    axes.contour(section.distance, section.height, ratio, levels=[1.0], colors=INK, linewidths=1.0)
    axes.axhline(1.7, color=INK, linewidth=0.6, linestyle=":")
    axes.set_title(
        text(
            "Vertical section towards {azimuth}°; the black line is the limit, the dotted one 1.7 m",
            azimuth=f"{section.azimuth_deg:g}",
        ),
        fontsize=9,
    )
    figure.legend(handles=legend_patches(ratio, text), loc="outside lower center", ncols=5, fontsize=7)
    return figure


def legend_patches(ratio: Floats, text: Language) -> list[Patch]:
    """Keys of the classes that occur."""
    present = set(class_index(ratio).ravel().tolist())
    return [
        Patch(facecolor=kind.colour, edgecolor="white", hatch=kind.hatch * 2, label=text(CLASS_NAME[kind.key]))
        for index, kind in enumerate(CLASSES)
        if index in present
    ]


def pattern_figure(antenna: Antenna, text: Language) -> Figure:
    """Horizontal and vertical cut of an antenna's pattern, relative to its gain, turned by its electrical tilt."""
    return cuts_figure(antenna.pattern, text, antenna.electrical_tilt_deg, f"{antenna.id}: ")


@drawn
def cuts_figure(pattern: Pattern, text: Language, turned_deg: float = 0.0, prefix: str = "") -> Figure:
    """Horizontal and vertical cut of a pattern, relative to its gain; the vertical one turned downward. [deg]"""
    figure = Figure(figsize=(6.3, 3.1), layout="constrained")
    angle = np.radians(np.arange(0, 3601) / 10.0)
    cuts: tuple[tuple[str, Floats, float, Literal["N", "E"]], ...] = (
        (N_("Horizontal cut (dB)"), pattern.horizontal_db, 0.0, "N"),
        (N_("Vertical cut, tilt included (dB)"), pattern.vertical_db, turned_deg, "E"),
    )
    for number, (title, cut, tilt, zero) in enumerate(cuts, start=1):
        axes = figure.add_subplot(1, 2, number, projection="polar")
        assert isinstance(axes, PolarAxes)
        axes.set_theta_zero_location(zero)
        axes.set_theta_direction(-1)
        level = np.maximum(-np.append(cut, cut[0]), -LOWEST_DB)
        axes.plot(angle + np.radians(tilt), level, color="#1b3f73", linewidth=1.1)
        axes.set(rlim=(-LOWEST_DB, 0), rticks=[-30, -20, -10, -3])
        axes.tick_params(labelsize=7)
        axes.set_title(text(title), fontsize=9)
    figure.suptitle(_plain(f"{prefix}{pattern.name}, {pattern.gain_dbi:.1f} dBi")[:90], fontsize=9)
    return figure


def _plain(label: str) -> str:
    """Text of a user, kept from being read as mathematics."""
    return label.replace("$", r"\$")


def svg_bytes(figure: Figure) -> bytes:
    """SVG of a figure; the same figure gives the same bytes."""
    stream = BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, dpi=200)
    # matplotlib knows only the thinnest instance of the variable font; a reader has the regular one
    return stream.getvalue().replace(b"font-weight: 100; ", b"")


def save_svg(figure: Figure, path: Path) -> None:
    """Write a figure as SVG."""
    path.write_bytes(svg_bytes(figure))
