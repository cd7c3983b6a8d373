"""Thresholds of the rules of quality with their sources, and what a campaign is held against."""

from dataclasses import dataclass

PRECIPITATION = (
    "雨",
    "雪",
    "雾",
    "雷",
    "冰雹",
    "霰",
    "rain",
    "snow",
    "fog",
    "thunder",
    "hail",
    "sleet",
    "drizzle",
    "shower",
)
"""Words for weather in which nobody should measure."""

NO_PRECIPITATION = ("无雨", "未下雨", "无雪", "无雾", "无雷", "no rain", "no snow", "no fog", "without rain")
"""Words that say the contrary; they are taken out first."""


@dataclass(frozen=True)
class Thresholds:
    """When a rule speaks. Read: from a text at hand; recalled: general knowledge, to be corrected here.

    Parameters
    ----------
    averaging_s : float
        Any six minutes: GB 8702-2014, note 2 of table 1, read. [s]
    averaging_tolerance_s : float
        A sample less than six minutes is six minutes; ours. [s]
    height_m, height_tolerance_m : float
        1.7 m above the ground surface: HJ 972-2018 and HJ 1151-2020, recalled; the tolerance is ours. [m]
    radius_m : float
        Survey radius of 50 m: memorandum of 2017 and public notices, read. Beyond it a point is flagged, not refused. [m]
    terminal_distance_m : tuple of float
        Probe to terminal, HJ 1151-2020, recalled. [m]
    humidity_percent : float
        Relative humidity up to which meters are used; recalled (HJ 681-2013 asks for under 80 % at mains frequency). [%]
    precipitation, no_precipitation : tuple of str
        Words of the weather; no measuring in rain, snow or fog: HJ/T 10.2-1996, recalled.
    broadband_sensitivity_v_m, selective_sensitivity_v_m : float
        Greatest lower end of the range: HJ 972-2018, recalled, and from an excerpt. [V/m]
    broadband_isotropy_db, selective_isotropy_db : float
        Greatest deviation over directions: the same. [dB]
    sum_tolerance_db : float
        Bands against the total. Two instruments of 2 dB (k = 1.96) each differ by less than 3 dB; ours. [dB]
    jump_db, jump_s : float
        Change between neighbours in a series not farther apart than that; ours. [dB], [s]
    still_m : float
        A series is one place if its position moved less than that between neighbours; ours. [m]
    station_range_m : float
        A position farther from every station than that is not of this campaign; ours. [m]
    censored_share : float
        Share of values below the sensitivity from which on it is reported; ours.
    """

    averaging_s: float = 360.0
    averaging_tolerance_s: float = 1.0
    height_m: float = 1.7
    height_tolerance_m: float = 0.1
    radius_m: float = 50.0
    terminal_distance_m: tuple[float, float] = (1.0, 3.0)
    humidity_percent: float = 80.0
    precipitation: tuple[str, ...] = PRECIPITATION
    no_precipitation: tuple[str, ...] = NO_PRECIPITATION
    broadband_sensitivity_v_m: float = 0.2
    selective_sensitivity_v_m: float = 0.05
    broadband_isotropy_db: float = 1.0
    selective_isotropy_db: float = 2.5
    sum_tolerance_db: float = 3.0
    jump_db: float = 20.0
    jump_s: float = 60.0
    still_m: float = 5.0
    station_range_m: float = 1000.0
    censored_share: float = 0.5

    def __post_init__(self) -> None:
        for key, value in vars(self).items():
            if isinstance(value, float) and not value >= 0:
                raise ValueError(f"threshold {key} must be 0 or more, not {value}")


@dataclass(frozen=True)
class StationPlace:
    """Where a station of the campaign is, WGS 84. [deg]"""

    id: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Context:
    """Context that a campaign is checked with.

    Parameters
    ----------
    purpose_hz : tuple of float, optional
        Lowest and highest frequency that must be measured, such as the ends of the downlink bands in use. [Hz]
    area : tuple of (longitude, latitude)
        Corners of the area of the campaign, at least three; empty where any place will do. [deg]
    stations : tuple of StationPlace
        The stations measured.
    """

    purpose_hz: tuple[float, float] | None = None
    area: tuple[tuple[float, float], ...] = ()
    stations: tuple[StationPlace, ...] = ()

    def __post_init__(self) -> None:
        if 0 < len(self.area) < 3:
            raise ValueError(f"an area needs three corners or more, not {len(self.area)}")
        if self.purpose_hz is not None and not 0 < self.purpose_hz[0] <= self.purpose_hz[1]:
            raise ValueError(f"frequencies of the purpose must rise from above 0, not {self.purpose_hz}")


def bounding_box(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], ...]:
    """Corners of an area between meridians and parallels. [deg]"""
    if not (west < east and south < north):
        raise ValueError(f"a box needs west < east and south < north, not {west}, {south}, {east}, {north}")
    return ((west, south), (east, south), (east, north), (west, north))
