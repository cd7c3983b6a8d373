"""Types of expected levels and their settings: the same keys in every record and table."""

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class ExpectedRecord(TypedDict):
    """Level that a meter would show at a place: median, 90 % interval, exposure ratio at the median; no verdict follows.

    Where no level can be given they are null, and `expected_absent` says why, in a word of
    :data:`emfassess.exposure.expected.models.REASONS`.
    """

    expected_power_density_w_m2: float | None
    expected_p5_w_m2: float | None
    expected_p95_w_m2: float | None
    expected_exposure_ratio: float | None
    expected_absent: str | None


@with_config(_STRICT)
class LoadRecord(TypedDict):
    """Average transmitted over rated power: its median, standard deviation, and where it comes from."""

    median: float
    spread_db: float
    source: str


@with_config(_STRICT)
class ExpectedSettingsRecord(TypedDict):
    """How levels are expected: surrounding roofs, kind of building, and the load of each technology that is there."""

    roof_height_m: float
    roof_height_assumed: bool
    indoors: str | None
    loads: dict[str, LoadRecord]
