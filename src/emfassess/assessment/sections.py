"""Levels on vertical planes: through a station, and through an antenna and a place. What the section figures show."""

from dataclasses import dataclass

import numpy as np

from emfassess.exposure.levels import Levels, antenna_levels
from emfassess.exposure.ratios import Weights
from emfassess.exposure.ties import first_largest
from emfassess.field import Sources
from emfassess.field.background import Background
from emfassess.summaries import Summarised
from emfassess.units import Floats

STEP = 1.0
REACH = 120.0
HEADROOM = 15.0


@dataclass(frozen=True, eq=False, repr=False)
class Section(Summarised):
    """Levels over distance and height along an azimuth.

    `distance` is along the azimuth from the station, negative behind it, shape (distance,); `height` above ground, shape
    (height,). [m] The points of `levels` run over heights first, then distances.
    """

    azimuth_deg: float
    distance: Floats
    height: Floats
    levels: Levels

    def exposure_ratio(self, scenario: int) -> Floats:
        """Exposure ratio, shape (height, distance)."""
        ratio = self.levels.exposure_ratio[scenario]
        return np.asarray(ratio.reshape(len(self.height), len(self.distance)))


def strongest_azimuth(sources: Sources, weights: Weights, station: int = 0) -> tuple[float, float]:
    """Azimuth and height of the antenna of a station that radiates the largest exposure ratio. [deg], [m]"""
    own = np.flatnonzero(sources.station_index == station)
    share = (weights.combined[0][:, own] * sources.eirp[own]).max(axis=0)
    antennas = sources.antenna_index[own]
    totals = np.zeros(len(sources.position))
    np.add.at(totals, antennas, share)
    antenna = sources.members[own[int(first_largest(totals[antennas]))]][1]
    return antenna.azimuth_deg % 360.0, antenna.height_m


def vertical_section(
    sources: Sources, weights: Weights, station: int = 0, background: Background | None = None
) -> Section:
    """Levels on the vertical plane through a station along its strongest azimuth.

    Parameters
    ----------
    sources, weights : Sources, Weights
        All that transmit.
    station : int
        Index of the station that the plane goes through.
    background : Background, optional
        All that transmit besides.
    """
    azimuth, height = strongest_azimuth(sources, weights, station)
    # half a step off, so that no receptor lies in an antenna
    distance = np.arange(-REACH / 3 + STEP / 2, REACH, STEP)
    heights = np.arange(STEP / 2, height + HEADROOM, STEP)
    first = int(np.flatnonzero(sources.station_index == station)[0])
    origin = sources.position[sources.antenna_index[first]]
    member = sources.members[first][1]
    east, north = origin[0] - member.east_m, origin[1] - member.north_m
    along, up = (a.ravel() for a in np.meshgrid(distance, heights))
    bearing = np.radians(azimuth)
    points = np.column_stack([east + along * np.sin(bearing), north + along * np.cos(bearing), up])
    return Section(azimuth, distance, heights, antenna_levels(sources, weights, points, background=background))


def section_between(sources: Sources, weights: Weights, start: Floats, end: Floats, ground: float) -> Section:
    """Levels on the vertical plane through two points, an antenna and a window for instance, in free space.

    Parameters
    ----------
    sources, weights : Sources, Weights
        All that transmit.
    start, end : ndarray, shape (3,)
        East, north, up. [m] Distance counts from the first.
    ground : float
        Where the heights begin. [m]
    """
    run = end[:2] - start[:2]
    length = float(np.hypot(*run))
    ahead = run / length if length > 0 else np.array([0.0, 1.0])
    step = max(STEP / 2, length / 300.0)
    distance = np.arange(-0.15 * length - 5.25, 1.25 * length + 10.0, step)
    heights = np.arange(ground + step / 2, max(start[2], end[2]) + HEADROOM, step)
    along, up = (a.ravel() for a in np.meshgrid(distance, heights))
    points = np.column_stack([start[0] + along * ahead[0], start[1] + along * ahead[1], up])
    azimuth = float(np.degrees(np.arctan2(*ahead)) % 360.0)
    return Section(azimuth, distance, heights, antenna_levels(sources, weights, points))
