"""Antennas far from every point that is looked at, as columns: what a background sums."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emfassess.field.attenuation_tables import Packed
from emfassess.field.scattered import at_one_position, passage
from emfassess.field.summed import Index32, Summands, both_sums, units_at, weighted_rows
from emfassess.summaries import Summarised
from emfassess.units import Floats, Singles


@dataclass(frozen=True, eq=False, repr=False)
class Scatterers(Summarised):
    """Places of antennas, (3, place) [m], the radiated power of those at each by kind, (kind, place) [W], and its gain.

    `far_dbi` is the gain of scattered power beyond 60 m; None where nothing is scattered. [dBi]
    """

    places: Floats
    power: Floats
    far_dbi: float | None

    def only(self, own: NDArray[np.bool_]) -> "Scatterers":
        """Those at some of the places."""
        return replace(
            self, places=np.ascontiguousarray(self.places[:, own]), power=np.ascontiguousarray(self.power[:, own])
        )

    def sums_at(self, points: Floats) -> Floats:
        """Power density of the scattered fields of each kind at points, shape (kind, point). [W/m^2]"""
        if self.far_dbi is None or not self.places.size:
            return np.zeros((len(self.power), len(points)))
        from emfassess.field.scattered_kernel import compiled_sums

        found = np.empty((len(points), len(self.power)))
        here = np.ascontiguousarray(points, dtype=float)
        compiled_sums(here, self.places, self.power, passage(self.far_dbi), found)
        return found.T


def scatterers(position: Floats, power: Floats, far_dbi: float | None) -> Scatterers:
    """Scatterers of antennas: those at one place are taken together.

    Parameters
    ----------
    position : ndarray, shape (antenna, 3)
        East, north, up. [m]
    power : ndarray, shape (kind, antenna)
        Radiated. [W]
    far_dbi : float or None
        Gain of the scattered power beyond 60 m; None where nothing is scattered. [dBi]
    """
    return Scatterers(*at_one_position(position, power), far_dbi)


@dataclass(frozen=True, eq=False, repr=False)
class FarAntennas(Summarised):
    """Antennas in a plane, in free space and in their far field, their carriers by kinds that weigh alike.

    Parameters
    ----------
    position : ndarray, shape (antenna, 3)
        East, north, up. [m]
    axes : ndarray, shape (antenna, 3, 3)
        Boresight, right, up.
    cap : ndarray, shape (antenna,)
        Greatest attenuation in the unit of the tables.
    index : ndarray, shape (2, antenna)
        Where the tables of each begin.
    tables : ndarray of int32
        As :func:`emfassess.field.summed.laid_out` puts them.
    eirp : ndarray, shape (kind, antenna)
        Peak EIRP of the carriers of each kind. [W]
    """

    position: Floats
    axes: Floats
    cap: Singles
    index: Index32
    tables: Packed
    eirp: Floats

    def only(self, own: NDArray[np.bool_]) -> "FarAntennas":
        """Some of them."""
        return replace(
            self,
            position=self.position[own],
            axes=self.axes[own],
            cap=self.cap[own],
            index=np.ascontiguousarray(self.index[:, own]),
            eirp=self.eirp[:, own],
        )

    def units_at(self, points: Floats) -> Floats:
        """Power density of each antenna for one watt of peak EIRP at points, shape (antenna, point). [1/m^2]"""
        rows = weighted_rows(self.axes, self.cap, np.ones((1, len(self.position))))
        found = units_at(np.ascontiguousarray(points, float), self.position, rows, self.index, self.tables)
        return np.asarray(found, dtype=float)

    def sums_at(self, points: Floats) -> Floats:
        """Power density of the carriers of each kind at points, shape (kind, point). [W/m^2]"""
        found = np.zeros((len(self.eirp), len(points)))
        if len(self.position) and len(points):
            for first in range(0, len(found), 2):
                rows = weighted_rows(self.axes, self.cap, self.eirp[first : first + 2])
                both = both_sums(Summands(self.position, rows, self.index, self.tables), points)
                found[first : first + 2] = both[: len(found) - first]
        return found
