"""Figures for scripts and notebooks: thin doors to :mod:`emfassess.publish.figures`."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from emfassess.assessment.result import Assessment
from emfassess.assessment.sections import vertical_section
from emfassess.comparison.result import Comparison
from emfassess.language import SOURCE_LANGUAGE
from emfassess.language import language as language_of
from emfassess.patterns import Pattern
from emfassess.publish.figures.assessment import cuts_figure, pattern_figure, plan_figure, section_figure
from emfassess.publish.figures.comparison import residual_map_figure, scatter_figure
from emfassess.publish.figures.matplotlib_figure import matplotlib_figure
from emfassess.publish.figures.zones import zones_figure
from emfassess.stations import Antenna
from emfassess.zones.zone import Zone

__all__ = ["pattern", "plan", "residuals", "scatter", "section", "zones"]


def plan(assessment: Assessment, language: str = SOURCE_LANGUAGE) -> Figure:
    """Classes of exposure on the ground around the stations, seen from above."""
    return matplotlib_figure(plan_figure(assessment, language_of(language)))


def section(assessment: Assessment, language: str = SOURCE_LANGUAGE) -> Figure:
    """Classes of exposure on the vertical plane through the strongest antenna."""
    vertical = vertical_section(assessment.sources, assessment.weights, background=assessment.background)
    return matplotlib_figure(section_figure(assessment, vertical, language_of(language)))


def pattern(antenna: Antenna | Pattern, language: str = SOURCE_LANGUAGE) -> Figure:
    """Cuts of a pattern; of an antenna with its electrical tilt."""
    text = language_of(language)
    return matplotlib_figure(
        pattern_figure(antenna, text) if isinstance(antenna, Antenna) else cuts_figure(antenna, text)
    )


def zones(bodies: Sequence[Zone], language: str = SOURCE_LANGUAGE) -> Figure:
    """Zones where a limit is exceeded, from :func:`emfassess.station_zones`."""
    return matplotlib_figure(zones_figure(bodies, language_of(language)))


def scatter(comparison: Comparison, language: str = SOURCE_LANGUAGE) -> Figure:
    """Predicted against measured levels."""
    return scatter_figure(comparison, language_of(language))


def residuals(comparison: Comparison, language: str = SOURCE_LANGUAGE) -> Figure:
    """Differences between prediction and measurement on a map."""
    return residual_map_figure(comparison, language_of(language))
