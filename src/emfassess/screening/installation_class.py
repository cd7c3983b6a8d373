"""Simplified installation classes of IEC 62232 and ITU-T K.100: what a glance at power and height already settles.

The distances are those at which the ICNIRP public limit is met with total reflection by the ground; the tables were read
in secondary sources only, so a class is reported, and no conformity with the clause is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emfassess.patterns import describe
from emfassess.screening.clearances import clearance_distance, clearance_height
from emfassess.stations import Station

WALKWAY = 2.0
"""Height of a person that is kept free. [m]"""

LEAST_HEIGHT = {"E2": 0.0, "E10": 2.2, "E100": 2.5}


@dataclass(frozen=True)
class InstallationClass:
    """Class of an installation and what it asks for.

    `distance` is D_m, `height` H_m, of the lowest radiating part above where people walk. [m] `met` says whether the
    station's lowest antenna is that high.
    """

    name: str
    eirp: float
    distance: float
    height: float
    met: bool
    confirmed: bool = False


def public_limit(frequency_mhz: float) -> float:
    """Power density of ICNIRP 1998 for the public, which the classes are made for, above 10 MHz. [W/m^2]"""
    return float(np.clip(frequency_mhz / 200.0, 2.0, 10.0))


def installation_class(station: Station) -> InstallationClass:
    """Class of a station by the total EIRP of its antennas."""
    antennas = station.antennas
    total = sum(a.eirp(c) for a in antennas for c in a.carriers)
    lowest_part = min(a.height_m - (a.radiating_length_m or 0.0) / 2 for a in antennas)
    name = next((name for name, most in (("E2", 2.0), ("E10", 10.0), ("E100", 100.0)) if total <= most), "E+")
    distances, heights = zip(*_needs(station), strict=True)
    distance = float(np.sqrt(np.sum(np.square(distances))))
    height = max(heights) if name == "E+" else LEAST_HEIGHT[name]
    return InstallationClass(name, total, distance, height, lowest_part >= height)


def _needs(station: Station) -> Sequence[tuple[float, float]]:
    """D_m and H_m of every carrier."""
    needs = []
    for antenna in station.antennas:
        shape = describe(antenna.pattern)
        width = shape.vertical_beamwidth_deg or 90.0
        tilt = antenna.mechanical_tilt_deg + antenna.electrical_tilt_deg + shape.tilt_deg
        below = antenna.pattern.vertical_db[450:900]
        side_lobe = float(below.min() - antenna.pattern.vertical_db.min())
        for carrier in antenna.carriers:
            eirp = antenna.eirp(carrier)
            limit = public_limit(carrier.frequency_mhz)
            height = clearance_height(
                eirp,
                limit,
                side_lobe_db=max(side_lobe, 0.0),
                downtilt_deg=tilt,
                vertical_beamwidth_deg=width,
                person_height=WALKWAY,
            )
            needs.append((clearance_distance(eirp, limit), height))
    return needs
