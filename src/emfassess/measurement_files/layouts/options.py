"""Options of an import: statements beside the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from emfassess.measurements import Campaign, Instrument
from emfassess.stations import STATION_ID

DateOrder = Literal["", "ymd", "dmy", "mdy"]
LimitedQuantity = Literal["", "power_density", "electric_field_strength"]


@dataclass(frozen=True)
class NamedLimit:
    """The limit that a percentage refers to.

    `share_of` says whether 100 % is the limit of the power density or of the field strength: 50 % of the one is 71 % of
    the other. `frequency_mhz` picks the level where the limit depends on it. [MHz]
    """

    limit_set: str
    share_of: LimitedQuantity
    frequency_mhz: float
    population: str = "public"


def named_limit(text: str) -> NamedLimit | None:
    """Limit of a text such as ``icnirp-1998,power_density,900``: set, quantity, MHz; None for an empty one.

    Raises
    ------
    ValueError
        If it has another form.
    """
    if not text:
        return None
    parts = [part.strip() for part in text.split(",")]
    expected = (
        f"{text!r}: a limit set, power_density or electric_field_strength, MHz, as in gb-8702-2014,power_density,900"
    )
    if len(parts) != len(fields(NamedLimit)) - 1:
        raise ValueError(expected)
    limit_set, quantity, frequency = parts
    if quantity not in ("power_density", "electric_field_strength") or not frequency.replace(".", "", 1).isdigit():
        raise ValueError(expected)
    share_of: LimitedQuantity = "power_density" if quantity == "power_density" else "electric_field_strength"
    return NamedLimit(limit_set, share_of, float(frequency))


@dataclass(frozen=True)
class ImportOptions:
    """Statements beside a file. Nothing here is guessed where it is left empty.

    Parameters
    ----------
    time_zone : str
        Of local times: an IANA name such as ``"Asia/Shanghai"``, or the offset of a clock that never changes,
        ``"+08:00"``.
    date_order : {"", "ymd", "dmy", "mdy"}
        Of dates that do not begin with the year, where the layout leaves it open.
    decimal : {".", ","}
        Decimal mark, where the layout leaves it open.
    unit : str
        Of levels, where neither layout nor file name one.
    sensitivity_v_m : float, optional
        What the instrument shows at least; "low" and 0 are censored at it. [V/m]
    height_m, averaging_s : float, optional
        Of the probe above the ground surface [m], and the averaging time [s].
    campaign_id : str
        Instead of one made from the name of the file.
    instrument, campaign : mapping
        Fields of :class:`Instrument` and :class:`Campaign` that the file leaves open.
    attribution : str
        Whose data it is, as it must be named where it is published.
    antenna_factor_db_m : float, optional
        Of levels in dBm, losses of the cable with it. [dB/m]
    limit : NamedLimit, optional
        Of levels in percent.
    """

    time_zone: str = ""
    date_order: DateOrder = ""
    decimal: Literal[".", ","] = "."
    unit: str = ""
    sensitivity_v_m: float | None = None
    height_m: float | None = None
    averaging_s: float | None = None
    campaign_id: str = ""
    instrument: Mapping[str, Any] = field(default_factory=dict)
    campaign: Mapping[str, Any] = field(default_factory=dict)
    attribution: str = ""
    antenna_factor_db_m: float | None = None
    limit: NamedLimit | None = None

    def __post_init__(self) -> None:
        for key in ("sensitivity_v_m", "averaging_s"):
            value = getattr(self, key)
            if value is not None and not 0 < value < float("inf"):
                raise ValueError(f"{key} must be above 0, not {value}")
        if self.height_m is not None and not 0 <= self.height_m < float("inf"):
            raise ValueError(f"height_m must be 0 or more, not {self.height_m}")
        if self.date_order not in ("", "ymd", "dmy", "mdy"):
            raise ValueError(f"date_order must be ymd, dmy or mdy, not {self.date_order!r}")
        if self.decimal not in (".", ","):
            raise ValueError(f"decimal must be a point or a comma, not {self.decimal!r}")
        if self.campaign_id and not STATION_ID.fullmatch(self.campaign_id):
            raise ValueError(f"campaign_id {self.campaign_id!r} must be of letters, digits, '-', '_' and '.'")
        _known("instrument", self.instrument, Instrument)
        _known("campaign", self.campaign, Campaign)


def _known(name: str, given: Mapping[str, Any], record: type[Instrument] | type[Campaign]) -> None:
    """Refuse fields that a record does not have."""
    offered = {entry.name for entry in fields(record)} - {"id", "raw_file", "instrument", "points"}
    unknown = set(given) - offered
    if unknown:
        raise ValueError(f"{name} has no field {sorted(unknown)[0]!r}; it has: {', '.join(sorted(offered))}")
