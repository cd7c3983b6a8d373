"""Places and directions: the local plane around a station, and the frame of a tilted antenna."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from pyproj import CRS, Transformer

from emfassess.units import Floats

_RADIANS = "+step +proj=unitconvert +xy_in=deg +xy_out=rad"
_DEGREES = "+step +proj=unitconvert +xy_in=rad +xy_out=deg"


@dataclass(frozen=True)
class LocalFrame:
    """East and north in metres around a place on the WGS 84 ellipsoid.

    Azimuthal equidistant: distances and bearings from the origin are exact; between two points 10 km away from it the
    scale is off by less than one part in a million.
    """

    longitude: float
    latitude: float

    @cached_property
    def crs(self) -> CRS:
        """The plane as a coordinate reference system."""
        return CRS.from_proj4(
            f"+proj=aeqd +lat_0={float(self.latitude)!r} +lon_0={float(self.longitude)!r} +datum=WGS84 +units=m +no_defs"
        )

    # the steps between WGS 84 and the plane written out: looking them up takes a hundred times as long, each station anew
    @cached_property
    def _to_plane(self) -> Transformer:
        return Transformer.from_pipeline(f"+proj=pipeline {_RADIANS} +step {self._projection}")

    @cached_property
    def _to_earth(self) -> Transformer:
        return Transformer.from_pipeline(f"+proj=pipeline +step +inv {self._projection} {_DEGREES}")

    @property
    def _projection(self) -> str:
        return f"+proj=aeqd +lat_0={float(self.latitude)!r} +lon_0={float(self.longitude)!r} +ellps=WGS84"

    def east_north(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Plane coordinates of places on earth. [m]"""
        east, north = self._to_plane.transform(np.asarray(longitude, float), np.asarray(latitude, float), errcheck=True)
        return np.asarray(east), np.asarray(north)

    def longitude_latitude(self, east: ArrayLike, north: ArrayLike) -> tuple[Floats, Floats]:
        """Places on earth of plane coordinates. [deg]"""
        longitude, latitude = self._to_earth.transform(np.asarray(east, float), np.asarray(north, float), errcheck=True)
        return np.asarray(longitude), np.asarray(latitude)

    def convergence_deg(self, longitude: ArrayLike, latitude: ArrayLike) -> Floats:
        """Convergence of meridians: angle from the plane's north to true north at places, counter-clockwise. [deg]

        Notes
        -----
        Along a geodesic the bearing changes by the sine of the latitude times the change of longitude (Clairaut's relation);
        the sine is taken half way. Within 0.001 degree up to 130 km from the origin.
        """
        middle = np.radians((np.asarray(latitude, float) + self.latitude) / 2)
        away = (np.asarray(longitude, float) - self.longitude + 180.0) % 360.0 - 180.0
        return np.asarray(away * np.sin(middle))


def antenna_axes(azimuth_deg: ArrayLike, mechanical_tilt_deg: ArrayLike) -> Floats:
    """Axes of antennas turned to their azimuths and tilted downward.

    Parameters
    ----------
    azimuth_deg : array_like, shape (...)
        Bearing of boresight from the plane's north: 0 north, 90 east. [deg]
    mechanical_tilt_deg : array_like, shape (...)
        Down is positive. [deg]

    Returns
    -------
    ndarray, shape (..., 3, 3)
        Unit vectors of boresight, right and up in (east, north, up), one a row.

    Examples
    --------
    >>> antenna_axes(90, 0)[0].round(12).tolist()
    [1.0, 0.0, 0.0]
    """
    azimuth, tilt = np.broadcast_arrays(np.radians(azimuth_deg), np.radians(mechanical_tilt_deg))
    level = np.stack([np.sin(azimuth), np.cos(azimuth), np.zeros_like(azimuth)], axis=-1)
    right = np.stack([np.cos(azimuth), -np.sin(azimuth), np.zeros_like(azimuth)], axis=-1)
    zenith = np.array([0.0, 0.0, 1.0])
    down, across = np.sin(tilt)[..., np.newaxis], np.cos(tilt)[..., np.newaxis]
    return np.stack([across * level - down * zenith, right, down * level + across * zenith], axis=-2)


def axes_angles(axes: Floats) -> tuple[Floats, Floats]:
    """Azimuth from the plane's north and mechanical tilt of antennas by their axes, (..., 3, 3): both (...). [deg]"""
    azimuth = np.degrees(np.arctan2(-axes[..., 1, 1], axes[..., 1, 0]))
    return azimuth, np.degrees(np.arctan2(-axes[..., 0, 2], axes[..., 2, 2]))


def antenna_angles(offset: ArrayLike, axes: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Distance and direction of points in antennas' frames.

    Parameters
    ----------
    offset : array_like, shape (..., 3)
        Point minus antenna in (east, north, up). [m]
    axes : array_like, shape (..., 3, 3)
        From :func:`antenna_axes`.

    Returns
    -------
    distance, azimuth_deg, elevation_deg : ndarray, shape (...)
        Azimuth off boresight clockwise seen from above, elevation above the tilted plane. [m], [deg]
    """
    along = np.einsum("...ij,...j->...i", np.asarray(axes, float), np.asarray(offset, float))
    ahead, right, above = along[..., 0], along[..., 1], along[..., 2]
    distance = np.sqrt(ahead**2 + right**2 + above**2)
    azimuth = np.degrees(np.arctan2(right, ahead))
    elevation = np.degrees(np.arctan2(above, np.hypot(ahead, right)))
    return distance, azimuth, elevation


def bearing(east: ArrayLike, north: ArrayLike) -> Floats:
    """Compass bearing of a horizontal vector, 0 to 360. [deg]"""
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0)
