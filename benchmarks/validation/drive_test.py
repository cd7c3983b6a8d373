"""A drive test of an LTE network: received power of one reference-signal element along roads, sector by sector.

A folder holds `sectors.csv` (one sector a row: position in metres, height, azimuth, tilts, pattern file, power of one
reference-signal resource element at the antenna's input), `patterns/` and `rsrp.csv.gz` (place in metres, received power
of that element by an isotropic antenna).
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from emfassess.patterns import Pattern
from emfassess.readers.pattern_files import read_pattern
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats, watt_from_dbm, wavelength

RECEIVER_HEIGHT = 1.5
"""Height of the receiver above the ground. [m]"""


@dataclass(frozen=True, eq=False)
class Sector:
    """One sector and the levels of its own element around it.

    Parameters
    ----------
    station : Station
        One antenna with one carrier, the element; its mast is the origin of `points`.
    site : str
        Name of the mast: the sector's name without its last letter.
    mast : (float, float)
        East and north of the mast in the coordinates of the file. [m]
    points : ndarray, shape (point, 3)
        East and north of the mast, up. [m]
    measured : ndarray, shape (point,)
        Power density of the element. [W/m^2]
    """

    station: Station
    site: str
    mast: tuple[float, float]
    points: Floats
    measured: Floats

    @property
    def antenna(self) -> Antenna:
        """Its only antenna."""
        return self.station.antennas[0]


def power_density_received(power_dbm: ArrayLike, frequency_hz: float) -> Floats:
    r"""Power density of a wave of which a lossless isotropic antenna receives a power.

    Parameters
    ----------
    power_dbm : array_like, shape (...)
        Received power. [dBm]
    frequency_hz : float
        [Hz]

    Returns
    -------
    ndarray, shape (...)
        [W/m^2]

    Notes
    -----
    .. math:: S = P_r \frac{4\pi}{\lambda^2}
    """
    return np.asarray(watt_from_dbm(power_dbm) * 4 * np.pi / wavelength(frequency_hz) ** 2)


def read_drive_test(folder: Path) -> tuple[Sector, ...]:
    """Sectors of a drive test in order of name.

    Raises
    ------
    ValueError
        If a point names a sector that is not in the table.
    """
    table = pd.read_csv(folder / "sectors.csv").sort_values("sector")
    received = pd.read_csv(folder / "rsrp.csv.gz")
    unknown = set(received["sector"]) - set(table["sector"])
    if unknown:
        raise ValueError(f"rsrp.csv.gz names sectors that sectors.csv does not have: {', '.join(sorted(unknown))}")
    return tuple(_sectors(table, received, folder / "patterns"))


def _sectors(table: pd.DataFrame, received: pd.DataFrame, patterns: Path) -> Iterator[Sector]:
    read: dict[str, Pattern] = {}
    for row in table.to_dict("records"):
        file = row["pattern"]
        if file not in read:
            read[file] = _pattern(patterns / file)
        own = received[received["sector"] == row["sector"]]
        mast = float(row["east_m"]), float(row["north_m"])
        place = own[["east_m", "north_m"]].to_numpy(dtype=float) - mast
        points = np.column_stack([place, np.full(len(own), RECEIVER_HEIGHT)])
        measured = power_density_received(own["rsrp_dbm"].to_numpy(dtype=float), row["frequency_mhz"] * 1e6)
        yield Sector(_station(row, read[file]), row["sector"][:-1], mast, points, measured)


def _pattern(path: Path) -> Pattern:
    pattern = read_pattern(path).pattern
    if pattern is None:
        raise ValueError(f"{path.name} does not state its gain")
    return pattern


def _station(row: dict[Hashable, Any], pattern: Pattern) -> Station:
    """A sector as a station; its electrical tilt is in the pattern file, and its place on earth is not known."""
    element = Carrier("LTE", "", row["frequency_mhz"], power_w=float(watt_from_dbm(row["reference_signal_power_dbm"])))
    antenna = Antenna(
        row["sector"],
        pattern,
        row["height_m"],
        row["azimuth_deg"],
        (element,),
        mechanical_tilt_deg=row["mechanical_tilt_deg"],
    )
    return Station(row["sector"], row["sector"], "", 0.0, 0.0, (antenna,))


def halves(sectors: tuple[Sector, ...]) -> tuple[tuple[Sector, ...], tuple[Sector, ...]]:
    """Sectors for calibration and for test: sites in order of name, the first, third, fifth ... calibrate."""
    sites = sorted({sector.site for sector in sectors})
    calibrating = set(sites[::2])
    return (
        tuple(sector for sector in sectors if sector.site in calibrating),
        tuple(sector for sector in sectors if sector.site not in calibrating),
    )
