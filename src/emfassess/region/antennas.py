"""The antennas of a region as files that every worker maps into its memory, in the order of squares on earth.

Squares of 0.05 degree are the spatial index: what lies in the range of a block is a few contiguous runs of rows. All that a
level depends on is in a row, so that a block's inputs are distinguished by the bytes of its rows.
"""

import mmap
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected.mast_powers import NEPER
from emfassess.exposure.expected.traffic import Load, transmitted_by
from emfassess.field.attenuation_tables import Packed, attenuation_tables
from emfassess.field.near_field import vertical_beamwidth
from emfassess.field.network import Network
from emfassess.field.sources import pattern_tables
from emfassess.geometry import LocalFrame
from emfassess.region.antenna_weights import scattered_shares
from emfassess.units import Floats

SQUARE_DEG = 0.05
SQUARES = round(360 / SQUARE_DEG)
_DEGREE = 110_500.0
"""Less than the length of any degree of a meridian. [m]"""

ROW = [
    ("key", "i8"),
    ("longitude", "f8"),
    ("latitude", "f8"),
    ("east", "f8"),
    ("north", "f8"),
    ("height", "f8"),
    ("foot", "f8"),
    ("azimuth_deg", "f8"),
    ("tilt_deg", "f8"),
    ("boundary", "f8"),
    ("across_deg", "f8"),
    ("upright_deg", "f8"),
    ("cap_db", "f8"),
    ("horizontal", "i8"),
    ("upright", "i8"),
    ("first_carrier", "i8"),
    ("carriers", "i8"),
    ("mast", "i8"),
    ("gain_dbi", "f8"),
]


Rows = NDArray[Any]

NO_LOADS: Mapping[str, Load] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Antennas:
    """Rows of antennas with what belongs to them.

    `share` is (antenna, scenario, sum), `scattered` the same of scattered power; `horizontal` and `upright` are attenuation
    tables by index, their `_keys` numbers that depend on their content only. `squares` are those with antennas, with the sum
    of their most restrictive theoretical weights and their count.
    """

    rows: Rows
    share: Floats
    scattered: Floats
    square: NDArray[np.int64]
    carriers: Rows
    horizontal: Packed
    upright: Packed
    around_keys: NDArray[np.int64]
    upright_keys: NDArray[np.int64]
    squares: NDArray[np.int64]
    square_share: Floats
    square_count: NDArray[np.int64]

    def within(self, frame: LocalFrame, half: tuple[float, float], radius: float) -> tuple[NDArray[np.int64], Floats]:
        """Antennas whose distance from a rectangle around a plane's origin is at most a radius, by key.

        Parameters
        ----------
        frame : LocalFrame
        half : tuple of float
            Half the sides of the rectangle, east and north. [m]
        radius : float
            [m]

        Returns
        -------
        index : ndarray of int, shape (n,)
        position : ndarray, shape (n, 2)
            East and north, offsets from the stations' positions included. [m]
        """
        index = self._in_range(frame, radius + float(np.hypot(*half)))
        rows = self.rows[index]
        place = np.column_stack(frame.east_north(rows["longitude"], rows["latitude"]))
        turn = convergence(frame, rows)
        east, north = rows["east"], rows["north"]
        place += np.column_stack(
            [east * np.cos(turn) - north * np.sin(turn), east * np.sin(turn) + north * np.cos(turn)]
        )
        outside = np.maximum(np.abs(place) - half, 0.0)
        inside = np.hypot(outside[:, 0], outside[:, 1]) <= radius
        order = np.argsort(rows["key"][inside], kind="stable")
        return index[inside][order], place[inside][order]

    def _in_range(self, frame: LocalFrame, radius: float) -> NDArray[np.int64]:
        """Antennas of all squares that a circle touches; offsets of up to 10 km from a station are allowed for."""
        high = (radius + 15_000.0) / _DEGREE
        low_row, high_row = (int((frame.latitude + side * high + 90) // SQUARE_DEG) for side in (-1, 1))
        widest = min(abs(frame.latitude) + high, 89.9)
        wide = min(high / np.cos(np.radians(widest)), 180.0)
        first, last = ((frame.longitude + side * wide + 180) / SQUARE_DEG for side in (-1, 1))
        columns = np.unique(np.arange(int(np.floor(first)), int(np.floor(last)) + 1) % SQUARES)
        runs = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)  # two where the circle crosses 180 degrees
        found = [np.zeros(0, np.int64)]
        for row in range(low_row, high_row + 1):
            for run in runs:
                ends = np.array([run[0], run[-1] + 1]) + row * SQUARES
                begin, end = np.searchsorted(self.square, ends)
                found.append(np.arange(begin, end))
        return np.concatenate(found)

    def fingerprint(self, index: NDArray[np.int64]) -> str:
        """Digest of all that some antennas bring to a level; the same wherever else they are in the table."""
        rows = self.rows[index].copy()
        digest = blake2b(digest_size=16)
        fed = fed_carriers(rows)
        for own, keys in (("horizontal", self.around_keys), ("upright", self.upright_keys)):
            rows[own] = keys[rows[own]]
        rows["first_carrier"] = 0
        for part in (rows, self.share[index], self.scattered[index], self.carriers[fed]):
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()


def fed_carriers(rows: Rows) -> NDArray[np.int64]:
    """Carriers of antennas, one after the other."""
    count = rows["carriers"]
    before = np.cumsum(count) - count
    return np.asarray(np.arange(count.sum()) + np.repeat(rows["first_carrier"] - before, count))


def convergence(frame: LocalFrame, rows: Rows) -> Floats:
    """Angle from the plane's north to true north at antennas, counter-clockwise: meridians meet at the poles. [rad]"""
    return np.radians(frame.convergence_deg(rows["longitude"], rows["latitude"]))


def antennas_of(
    network: Network, share: Floats, coefficient: Floats, foot: Floats, loads: Mapping[str, Load] = NO_LOADS
) -> Antennas:
    """Rows of a network.

    Parameters
    ----------
    network : Network
    share : ndarray, shape (scenario, sum, antenna)
        From :func:`emfassess.region.antenna_weights.antenna_shares`.
    coefficient : ndarray, shape (sum, carrier)
        From :func:`emfassess.region.antenna_weights.carrier_coefficients`.
    foot : ndarray, shape (antenna,)
        Elevation of the ground at each antenna; zero everywhere on level ground. [m]
    loads : mapping of str to Load
        Stated for expected levels, by technology.
    """
    tables = _Tables(network)
    square = ((network.latitude + 90) // SQUARE_DEG).astype(np.int64) * SQUARES
    square += ((network.longitude + 180) // SQUARE_DEG).astype(np.int64) % SQUARES
    order = np.lexsort([network.key, square])
    rows = np.zeros(len(order), dtype=ROW)
    for name in ("key", "longitude", "latitude", "east", "north", "height", "azimuth_deg", "tilt_deg", "boundary"):
        rows[name] = getattr(network, name)[order]
    rows["foot"], rows["mast"] = foot[order], _masts(network)[order]
    rows["gain_dbi"] = np.array([pattern.gain_dbi for pattern, _ in network.patterns])[network.pattern_index[order]]
    pattern = network.pattern_index[order]
    for name in ("across_deg", "upright_deg", "cap_db", "horizontal", "upright"):
        rows[name] = getattr(tables, name)[pattern]
    first = np.searchsorted(network.antenna_index, np.arange(len(order) + 1))
    rows["first_carrier"], rows["carriers"] = first[:-1][order], np.diff(first)[order]
    squares, which = np.unique(square[order], return_inverse=True)
    return Antennas(
        rows=rows,
        share=np.ascontiguousarray(np.moveaxis(share[..., order], -1, 0)),
        scattered=np.ascontiguousarray(np.moveaxis(scattered_shares(network, coefficient)[..., order], -1, 0)),
        squares=squares,
        square_share=np.bincount(which, share[0].max(axis=0)[order]).astype(float),
        square_count=np.bincount(which).astype(np.int64),
        square=square[order],
        carriers=_carriers(network, coefficient, loads),
        horizontal=np.stack(tables.around_tables),
        upright=np.stack(tables.upright_tables),
        around_keys=np.array(tables.around_keys, dtype=np.int64),
        upright_keys=np.array(tables.upright_keys, dtype=np.int64),
    )


def _masts(network: Network) -> NDArray[np.int64]:
    """Number of the mast of each antenna: the least key of its station, the same whatever other stations there are."""
    least = np.full(int(network.station_index.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, network.station_index, network.key)
    return np.asarray(least[network.station_index])


def _carriers(network: Network, coefficient: Floats, loads: Mapping[str, Load]) -> Rows:
    """Frequency [Hz], peak EIRP [W] and weight in every sum of both scenarios, (scenario, sum), of each carrier.

    For expected levels, the EIRP at the median load [W], its spread [Np], and what one watt per square metre adds, (sum,).
    """
    kind: list[Any] = [("frequency", "f8"), ("eirp", "f8"), ("share", "f8", (2, len(coefficient)))]
    kind += [("loaded_eirp", "f8"), ("load_spread", "f8"), ("coefficient", "f8", (len(coefficient),))]
    carriers = np.zeros(len(network.frequency), dtype=kind)
    carriers["frequency"], carriers["eirp"] = network.frequency, network.eirp
    known = np.nan_to_num(coefficient, nan=0.0)
    each = known * network.eirp * network.duty_cycle
    carriers["share"][:, 0] = each.T
    carriers["share"][:, 1] = (each * network.power_reduction_factor).T
    median, spread_db = transmitted_by(network, loads)
    carriers["loaded_eirp"], carriers["load_spread"] = network.eirp * median, spread_db * NEPER
    carriers["coefficient"] = known.T
    return carriers


class _Tables:
    """Attenuation tables of a network's patterns: those with the same content are kept once."""

    def __init__(self, network: Network) -> None:
        count = len(network.patterns)
        self.across_deg, self.upright_deg, self.cap_db = np.empty(count), np.empty(count), np.empty(count)
        self.horizontal, self.upright = np.empty(count, np.int64), np.empty(count, np.int64)
        self.around_tables: list[Packed] = []
        self.upright_tables: list[Packed] = []
        self.around_keys: list[int] = []
        self.upright_keys: list[int] = []
        for index, (pattern, tilt_deg) in enumerate(network.patterns):
            cuts = pattern_tables(pattern, tilt_deg)
            made = attenuation_tables(cuts[np.newaxis], np.array([pattern.maximum_attenuation_db]))
            self.across_deg[index], self.upright_deg[index] = vertical_beamwidth(cuts[0]), vertical_beamwidth(cuts[2])
            self.cap_db[index] = pattern.maximum_attenuation_db
            self.horizontal[index] = _shelved(made.horizontal[0], self.around_tables, self.around_keys)
            self.upright[index] = _shelved(made.upright[0], self.upright_tables, self.upright_keys)


def _shelved(table: Packed, tables: list[Packed], keys: list[int]) -> int:
    key = int.from_bytes(blake2b(table.tobytes(), digest_size=8).digest(), "big") >> 1
    if key not in keys:
        keys.append(key)
        tables.append(table)
    return keys.index(key)


_FILES = tuple(field.name for field in fields(Antennas))


def save_antennas(antennas: Antennas, folder: Path) -> None:
    """Write the files that workers map."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        np.save(folder / f"{name}.npy", getattr(antennas, name))


@lru_cache(maxsize=2)
def mapped_antennas(folder: Path, stamp: str) -> Antennas:  # noqa: ARG001, a new run has a new stamp and is mapped anew
    """Map the files of a run; `stamp` distinguishes the files of runs."""
    return Antennas(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES})


def release_pages(antennas: Antennas) -> None:
    """Take mapped files out of this process's memory; what is asked for again comes back from the system's cache.

    Without it a worker would keep every page that any of its blocks has read.
    """
    for name in _FILES:
        mapped = getattr(antennas, name).base
        if isinstance(mapped, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)
