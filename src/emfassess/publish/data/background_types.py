"""Types of what is written of stations that are summed and not named."""

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class BackgroundRecord(TypedDict):
    """Farther stations that are summed and not named: how many, beyond which radius, and what their interpolation is off."""

    stations: int
    antennas: int
    carriers: int
    radius_m: float
    error_db: float


class FarStationsRecord(TypedDict, total=False):
    """The part of an assessment that only those in a network have."""

    background: BackgroundRecord
