"""The levels of the model at the places of a drive test, beside the measured ones."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from emfassess.field import sources_of
from emfassess.geometry import antenna_angles, antenna_axes
from emfassess.units import Floats, decibel_from_ratio
from validation.drive_test import Sector
from validation.three_levels import three_levels


@dataclass(frozen=True, eq=False)
class ComparedLevels:
    """Levels at points, every array (point,).

    Parameters
    ----------
    sector, site : ndarray of str
    distance : ndarray
        From the mast, along the ground. [m]
    off_boresight : ndarray
        Angle in plan between the antenna's azimuth and the point, 0 to 180. [deg]
    height : ndarray
        Of the antenna above the ground. [m]
    measured, calculated, bound : ndarray
        [W/m^2]
    median, low, high : ndarray
        Expected level and its 5th and 95th percentile, NaN where there is none. [W/m^2]
    """

    sector: NDArray[np.str_]
    site: NDArray[np.str_]
    distance: Floats
    off_boresight: Floats
    height: Floats
    measured: Floats
    calculated: Floats
    bound: Floats
    median: Floats
    low: Floats
    high: Floats

    def only(self, chosen: NDArray[np.bool_]) -> "ComparedLevels":
        """Some of the points."""
        return ComparedLevels(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @property
    def over_calculated_db(self) -> Floats:
        """Measured over calculated level. [dB]"""
        return decibel_from_ratio(self.measured / self.calculated)

    @property
    def over_bound_db(self) -> Floats:
        """Measured level over upper bound. [dB]"""
        return decibel_from_ratio(self.measured / self.bound)

    @property
    def over_expected_db(self) -> Floats:
        """Measured over expected level, NaN where none is given. [dB]"""
        return decibel_from_ratio(self.measured / self.median)


def compare_sectors(sectors: Sequence[Sector], shift: tuple[float, float] = (0.0, 0.0)) -> ComparedLevels:
    """Levels at all points of sectors.

    Parameters
    ----------
    sectors : sequence of Sector
    shift : (float, float)
        East and north by which every mast is moved, to see what wrong positions would do. [m]
    """
    parts = [_compare_sector(sector, shift) for sector in sectors]
    return ComparedLevels(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(ComparedLevels))
    )


def _compare_sector(sector: Sector, shift: tuple[float, float]) -> ComparedLevels:
    points = sector.points - [*shift, 0.0]
    antenna = sector.antenna
    offset = points - [0.0, 0.0, antenna.height_m]
    levels = three_levels(sources_of([sector.station]), points)
    _, azimuth, _ = antenna_angles(offset, antenna_axes(antenna.azimuth_deg, 0.0))
    count = len(points)
    return ComparedLevels(
        sector=np.full(count, antenna.id),
        site=np.full(count, sector.site),
        distance=np.hypot(offset[:, 0], offset[:, 1]),
        off_boresight=np.abs(azimuth),
        height=np.full(count, antenna.height_m),
        measured=sector.measured,
        **vars(levels),
    )
