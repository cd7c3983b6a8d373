"""The figures of an assessment's report by the names that its sections ask for."""

from collections.abc import Sequence

from emfassess.assessment.result import Assessment
from emfassess.assessment.sections import vertical_section
from emfassess.language import Language
from emfassess.publish.figures.assessment import pattern_figure, plan_figure, section_figure
from emfassess.publish.figures.buildings import building_section_figure, facade_figure, view_figure
from emfassess.publish.figures.drawing import Drawing
from emfassess.publish.figures.zones import zones_figure
from emfassess.stations import Antenna, Station
from emfassess.zones.zone import Zone


def report_figures(assessment: Assessment, zones: Sequence[Zone], text: Language) -> dict[str, Drawing]:
    """Plan, section and pattern; zones and façades where there are some.

    Raises
    ------
    ValueError
        If the assessment is not around its first station alone: a report is on one station.
    """
    figures = {
        "plan": plan_figure(assessment, text),
        "section": section_figure(
            assessment, vertical_section(assessment.sources, assessment.weights, background=assessment.background), text
        ),
        "pattern": pattern_figure(strongest_antenna(assessment.subject), text),
    }
    if zones:
        figures["zones"] = zones_figure(zones, text)
    if assessment.buildings is not None:
        figures |= {
            "facades": facade_figure(assessment, text),
            "view": view_figure(assessment, text),
            "window": building_section_figure(assessment, text),
        }
    return figures


def strongest_antenna(station: Station) -> Antenna:
    """The antenna of a station with the greatest radiated power."""
    return max(station.antennas, key=lambda antenna: sum(antenna.eirp(c) for c in antenna.carriers))
