"""Types of the records of who answers for a level: rule, sources, cause, surfaces, hot spots."""

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class RuleRecord(TypedDict):
    """How the uncertainty counts in the verdict, and who states it. [dB]"""

    name: str
    target_uncertainty_db: float | None
    source: str
    confirmed: bool


@with_config(_STRICT)
class SourceRecord(TypedDict):
    """A relevant source of a level: its own exposure ratio there."""

    station_id: str
    operator: str
    exposure_ratio: float


@with_config(_STRICT)
class CauseRecord(TypedDict):
    """The antenna that adds most to a level."""

    station_id: str
    antenna_id: str
    operator: str


@with_config(_STRICT)
class MaximumRecord(TypedDict):
    """The greatest level of the surroundings, whoever causes it; `place` is the id of an evaluation point."""

    place: str
    exposure_ratio: float
    cause: CauseRecord


@with_config(_STRICT)
class SurfaceRecord(TypedDict):
    """One kind of places: whether it was looked at, and the verdict and maximum of the station there.

    `place` is the id of an evaluation point; both are null where the station is no relevant source of any of them.
    """

    assessed: bool
    verdict: str | None
    max_exposure_ratio: float | None
    place: str | None


@with_config(_STRICT)
class SurfacesRecord(TypedDict):
    """Surfaces that were looked at, or not."""

    ground: SurfaceRecord
    named_points: SurfaceRecord
    facades: SurfaceRecord
    roofs: SurfaceRecord


@with_config(_STRICT)
class HeightMissingRecord(TypedDict):
    """Antennas of the station whose height is missing, and the verdict with and without them.

    With them at the height of the rule that the assumption ``height-assumed`` states; `without` is null where none is left.
    """

    antennas: list[str]
    verdict_with: str
    max_exposure_ratio_with: float
    verdict_without: str | None
    max_exposure_ratio_without: float | None


@with_config(_STRICT)
class HotSpotRecord(TypedDict):
    """A connected place above the limit with one main antenna; distances count from the station that causes it.

    `height_assumed` is true where the height of that antenna is missing and was filled by a rule.
    """

    id: str
    cause: CauseRecord
    exposure_ratio: float
    longitude: float
    latitude: float
    height_m: float
    distance_m: float
    bearing_deg: float
    area_m2: float
    farthest_m: float
    lowest_height_m: float
    sources: list[SourceRecord]
    height_assumed: bool
