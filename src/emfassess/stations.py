"""Stations, their antennas and carriers: frozen records that check themselves.

The fields mirror the keys of station files, units in the names; conversions from other spellings (ERP, dBm, dBd) are
done where files are read.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from emfassess.assumptions import Assumption
from emfassess.patterns import Pattern
from emfassess.summaries import Summarised
from emfassess.units import ratio_from_decibel

STATION_ID = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?")
"""Ids are file names too: letters, digits, "-", "_", "." and neither a leading dot or dash nor a trailing dot."""


WARNING = "check-"
"""Codes of warnings begin so; those of assumptions do not."""

COUNTRY = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
"""ISO 3166-1 alpha-2, such as BR, or ISO 3166-2 for a part of a country, such as BE-BRU."""


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


SOURCE_KINDS = ("station", "pattern", "terrain", "buildings", "named-points", "project", "measurement")


FREESTANDING = ("mast", "monopole", "tower", "pole")
"""Supports from the ground up, which they fill: nobody can be inside."""


@dataclass(frozen=True)
class Source:
    """An input file: `sha256` is that of its bytes, `kind` one of :data:`SOURCE_KINDS`."""

    name: str
    sha256: str
    kind: str = "station"


@dataclass(frozen=True)
class Carrier:
    """One carrier of an antenna. Either `power_w` or `eirp_w` is set.

    Parameters
    ----------
    technology : str
        GSM, UMTS, LTE, NR or another name of the trade.
    operator : str
        Who transmits.
    frequency_mhz : float
        Centre of the downlink channel. [MHz]
    bandwidth_mhz : float, optional
        Width of the channel. [MHz]
    power_w : float, optional
        Total maximum power at the transmitter output, all ports together. [W]
    eirp_w : float, optional
        Peak equivalent isotropically radiated power instead of it; losses and gain are in it already. [W]
    feeder_loss_db : float
        Between transmitter output and antenna. [dB]
    duty_cycle : float
        Share of time in downlink (TDD), above 0 up to 1; part of both scenarios.
    power_reduction_factor : float
        Actual maximum over theoretical maximum, above 0 up to 1.
    """

    technology: str
    operator: str
    frequency_mhz: float
    bandwidth_mhz: float | None = None
    power_w: float | None = None
    eirp_w: float | None = None
    feeder_loss_db: float = 0.0
    duty_cycle: float = 1.0
    power_reduction_factor: float = 1.0

    def __post_init__(self) -> None:
        _require(
            math.isfinite(self.frequency_mhz) and self.frequency_mhz > 0,
            f"frequency_mhz must be above 0, not {self.frequency_mhz}",
        )
        _require((self.power_w is None) != (self.eirp_w is None), "give power_w or eirp_w, one of the two")
        power = self.power_w if self.power_w is not None else self.eirp_w
        _require(power is not None and math.isfinite(power) and power >= 0, f"power must not be below 0, is {power}")
        _require(self.feeder_loss_db >= 0, f"feeder_loss_db must not be below 0, is {self.feeder_loss_db}")
        for key in ("duty_cycle", "power_reduction_factor"):
            value = getattr(self, key)
            _require(0 < value <= 1, f"{key} must be above 0 and at most 1, not {value}")

    @property
    def frequency_hz(self) -> float:
        """Centre frequency. [Hz]"""
        return self.frequency_mhz * 1e6


@dataclass(frozen=True, repr=False)
class Antenna(Summarised):
    """One antenna with its pattern, its place on the station, and the carriers that feed it.

    Angles in degrees: azimuth clockwise from true north, tilts positive downward. `height_m` is the centre of the
    radiating part above ground, `east_m` and `north_m` its offset from the station's position. [m]
    """

    id: str
    pattern: Pattern
    height_m: float
    azimuth_deg: float
    carriers: tuple[Carrier, ...]
    mechanical_tilt_deg: float = 0.0
    electrical_tilt_deg: float = 0.0
    east_m: float = 0.0
    north_m: float = 0.0
    radiating_length_m: float | None = None
    radiating_width_m: float | None = None
    rows: int | None = None
    row_pitch_m: float | None = None
    columns: int | None = None
    column_pitch_m: float | None = None

    def _summary(self) -> Mapping[str, object]:
        return {
            "id": self.id,
            "pattern": self.pattern.name,
            "gain_dbi": self.pattern.gain_dbi,
            "height_m": self.height_m,
            "azimuth_deg": self.azimuth_deg,
            "tilt_deg": (self.mechanical_tilt_deg, self.electrical_tilt_deg),
            "carriers": [f"{carrier.technology} {carrier.frequency_mhz:g} MHz" for carrier in self.carriers],
        }

    def __post_init__(self) -> None:
        _require(bool(self.id), "an antenna needs an id")
        _require(bool(self.carriers), f"antenna {self.id} has no carrier")
        _require(math.isfinite(self.height_m) and self.height_m > 0, f"height_m must be above 0, not {self.height_m}")
        for key in ("mechanical_tilt_deg", "electrical_tilt_deg"):
            _require(abs(getattr(self, key)) <= 90, f"{key} must lie within 90 degrees, not {getattr(self, key)}")
        for key in ("radiating_length_m", "radiating_width_m", "rows", "row_pitch_m", "columns", "column_pitch_m"):
            value = getattr(self, key)
            _require(value is None or value > 0, f"{key} must be above 0, not {value}")
        _require_fit("row", self.rows, self.row_pitch_m, "radiating_length_m", self.radiating_length_m)
        _require_fit("column", self.columns, self.column_pitch_m, "radiating_width_m", self.radiating_width_m)

    @property
    def size(self) -> tuple[float | None, ...]:
        """Key of the radiating part: antennas of the same pattern and size radiate alike."""
        return (
            self.radiating_length_m,
            self.radiating_width_m,
            self.rows,
            self.row_pitch_m,
            self.columns,
            self.column_pitch_m,
        )

    def eirp(self, carrier: Carrier) -> float:
        """Peak equivalent isotropically radiated power of one of its carriers, at full rated power. [W]"""
        if carrier.eirp_w is not None:
            return carrier.eirp_w
        assert carrier.power_w is not None
        return carrier.power_w * float(ratio_from_decibel(self.pattern.gain_dbi - carrier.feeder_loss_db))

    def radiated_power(self, carrier: Carrier) -> float:
        """All power that one of its carriers radiates, in every direction together, at full rated power. [W]

        The power that enters the antenna where it is stated, with no loss in the antenna; else what the EIRP comes from by
        the pattern (:attr:`emfassess.patterns.Pattern.radiated_gain_dbi`).
        """
        if carrier.power_w is not None:
            return carrier.power_w * float(ratio_from_decibel(-carrier.feeder_loss_db))
        return self.eirp(carrier) / float(ratio_from_decibel(self.pattern.radiated_gain_dbi))


def _require_fit(kind: str, count: int | None, pitch: float | None, key: str, size: float | None) -> None:
    """Refuse rows or columns that do not fit into the radiating part, or fill only a piece of it."""
    if count is None or pitch is None or size is None:
        return
    _require(
        (count - 1) * pitch <= 1.02 * size and size <= 1.02 * (count + 1) * pitch,
        f"{count} {kind}s of {pitch:g} m contradict {key} = {size:g}: expected between {(count - 1) * pitch:g} and "
        f"{(count + 1) * pitch:g} m; correct {kind}s, {kind}_pitch_m or {key}",
    )


@dataclass(frozen=True, repr=False)
class Station(Summarised):
    """A base station: a position on earth and the antennas there. Longitude and latitude are WGS 84. [deg]

    `address`, `district` and `filing_number` are published as stated. `country` has the form of :data:`COUNTRY`; its
    national limit judges the station where no other is asked for.

    `ground_elevation_m` is what its file says; `foot_m` is the ground at the station above that at the origin of a
    computation, once a terrain is known. [m]
    """

    id: str
    name: str
    operator: str
    longitude: float
    latitude: float
    antennas: tuple[Antenna, ...]
    ground_elevation_m: float | None = None
    position_uncertainty_m: float | None = None
    support: str | None = None
    address: str | None = None
    district: str | None = None
    filing_number: str | None = None
    country: str | None = None
    foot_m: float = 0.0
    source: Source | None = None
    assumptions: tuple[Assumption, ...] = field(default=())

    def _summary(self) -> Mapping[str, object]:
        return {
            "id": self.id,
            "name": self.name,
            "operator": self.operator,
            "longitude": f"{self.longitude:.5f}",
            "latitude": f"{self.latitude:.5f}",
            "antennas": len(self.antennas),
            "carriers": sum(len(antenna.carriers) for antenna in self.antennas),
            "assumptions": len(self.assumptions),
        }

    def __post_init__(self) -> None:
        _require(
            STATION_ID.fullmatch(self.id) is not None,
            f"station id {self.id!r}: letters, digits, '-', '_' and '.' only, not starting with '-' or '.'",
        )
        _require(-180 <= self.longitude <= 180, f"longitude must lie in -180..180, not {self.longitude}")
        _require(-90 <= self.latitude <= 90, f"latitude must lie in -90..90, not {self.latitude}")
        _require(
            self.country is None or COUNTRY.fullmatch(self.country) is not None,
            f"country {self.country!r}: expected ISO 3166, such as BR or BE-BRU",
        )
        _require(bool(self.antennas), f"station {self.id} has no antenna")
        ids = [antenna.id for antenna in self.antennas]
        _require(len(set(ids)) == len(ids), f"station {self.id} has an antenna id twice")


def station_assumptions(stations: Iterable[Station]) -> list[Assumption]:
    """Assumptions of stations, those of their patterns after them."""
    listed = list(stations)
    patterns = [antenna.pattern for station in listed for antenna in station.antennas]
    collected = [item for station in listed for item in station.assumptions if not item.code.startswith(WARNING)]
    return collected + [assumption for pattern in patterns for assumption in pattern.assumptions]


def station_warnings(stations: Iterable[Station]) -> list[Assumption]:
    """Warnings that the reading of the stations left with them."""
    return [item for station in stations for item in station.assumptions if item.code.startswith(WARNING)]
