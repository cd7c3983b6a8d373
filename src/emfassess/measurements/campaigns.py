"""Campaigns: one visit with one instrument, described as the standards of measurement ask for it."""

import datetime
import math
from dataclasses import dataclass

from emfassess.measurements.instruments import Instrument
from emfassess.summaries import Summarised


@dataclass(frozen=True)
class RawFile:
    """The file that readings came from. `sha256` is that of its bytes, `profile` the layout it was read by."""

    name: str
    sha256: str
    profile: str


@dataclass(frozen=True)
class Terminal:
    """The 5G terminal that drew traffic during a measurement (HJ 1151-2020). `distance_m` is to the probe. [m]"""

    model: str = ""
    scenario: str = ""
    distance_m: float | None = None


@dataclass(frozen=True)
class MeasuredPoint:
    """A described place of measurement.

    Longitude and latitude are WGS 84 [deg], None where unknown. `height_m` is the probe's above the surface below
    over, `surface_height_m` that surface's above the ground: a floor or a roof, 0 for the ground; distances are to the
    nearest antenna. [m] `stated_compliant` is what the file itself says of conformity, None where it says nothing.
    """

    id: str
    description: str = ""
    longitude: float | None = None
    latitude: float | None = None
    height_m: float | None = None
    floor: str = ""
    place_kind: str = ""
    station_id: str = ""
    horizontal_distance_m: float | None = None
    vertical_distance_m: float | None = None
    indoors: bool | None = None
    surface_height_m: float = 0.0
    stated_compliant: bool | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a measured point needs an id")
        for key, bound in (("longitude", 180.0), ("latitude", 90.0)):
            value = getattr(self, key)
            if value is not None and not (math.isfinite(value) and abs(value) <= bound):
                raise ValueError(f"{key} of point {self.id} must lie within {bound:g}, not {value}")
        if not -100.0 <= self.surface_height_m <= 2000.0:
            raise ValueError(
                f"surface_height_m of point {self.id} must lie within -100..2000, not {self.surface_height_m}; it counts "
                "from the ground to the floor or roof"
            )
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError(f"point {self.id} needs longitude and latitude, or neither")

    @property
    def height_above_surface_m(self) -> float | None:
        """Height of the probe above the floor, roof or ground below it. [m]"""
        return self.height_m


@dataclass(frozen=True, repr=False)
class Campaign(Summarised):
    """One visit with one instrument.

    `method` names the standard measured by, such as ``"HJ 972-2018"``; `start` and `end` are aware of their time zone;
    what a file does not say stays None or empty and is listed as missing where the method asks for it.
    """

    id: str
    raw_file: RawFile
    instrument: Instrument
    points: tuple[MeasuredPoint, ...] = ()
    station_ids: tuple[str, ...] = ()
    name: str = ""
    method: str = ""
    body: str = ""
    report_number: str = ""
    client: str = ""
    start: datetime.datetime | None = None
    end: datetime.datetime | None = None
    time_zone: str = ""
    weather: str = ""
    temperature_c: float | None = None
    humidity_percent: float | None = None
    persons: tuple[str, ...] = ()
    operating_state: str = ""
    terminal: Terminal | None = None
    remarks: str = ""
    attribution: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a campaign needs an id")
        ids = [point.id for point in self.points]
        if len(set(ids)) != len(ids):
            twice = sorted({found for found in ids if ids.count(found) > 1})
            raise ValueError(f"campaign {self.id} has the point {twice[0]!r} twice")
        for key in ("start", "end"):
            moment = getattr(self, key)
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{key} of campaign {self.id} needs a time zone")
