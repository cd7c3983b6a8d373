"""Types of what an appraisal adds to the record of a station."""

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class ZoneRecord(TypedDict):
    """A compliance zone: sizes in metres, zero where it is empty."""

    label: str
    kind: str
    population: str
    empty: bool
    front_m: float
    behind_m: float
    right_m: float
    left_m: float
    above_m: float
    below_m: float
    lowest_height_m: float | None
    box_length_m: float
    box_width_m: float
    box_height_m: float
    cylinder_radius_m: float
    cylinder_bottom_m: float
    cylinder_top_m: float


ClassRecord = TypedDict(
    "ClassRecord",
    {"class": str, "eirp_w": float, "distance_m": float, "height_m": float, "met": bool, "confirmed": bool},
)
"""Simplified class of the installation; a plain name for it is taken by the language."""


@with_config(_STRICT)
class ModelRecord(TypedDict):
    """Validity of the near-field model of an antenna; `source` is ``stated`` or ``estimated``."""

    antenna_id: str
    boundary: float
    rows: int
    pitch: float
    source: str
    weights: str
    misfit_db: float | None
    choices: int


@with_config(_STRICT)
class AlternativeRecord(TypedDict):
    """Verdict under another assumption."""

    code: str
    verdict: str
    max_exposure_ratio: float


@with_config(_STRICT)
class TermRecord(TypedDict):
    """One input of the uncertainty budget."""

    input: str
    distribution: str
    unit: str
    stated: float
    contribution_db: float


@with_config(_STRICT)
class PlaceUncertaintyRecord(TypedDict):
    """Expanded uncertainty of the level at one evaluation point."""

    id: str
    label: str
    expanded_db: float


@with_config(_STRICT)
class WidenedRingRecord(TypedDict):
    """Maximum exposure ratio of a ring for the uncertainty of the position."""

    inner_m: float
    outer_m: float
    max_exposure_ratio: float


@with_config(_STRICT)
class UncertaintyRecord(TypedDict):
    """Budget at the governing evaluation point, and the uncertainty of every point."""

    place: str
    stated: bool
    coverage_factor: float
    terms: list[TermRecord]
    combined_db: float
    expanded_db: float
    monte_carlo_interval_db: list[float] | None
    by_place: list[PlaceUncertaintyRecord]
    rings_with_position_uncertainty: list[WidenedRingRecord]


class AppraisalRecord(TypedDict):
    """Fields that an appraisal adds to the record of a station."""

    zones: list[ZoneRecord]
    zone_limits: dict[str, str]
    installation_class: ClassRecord
    models: list[ModelRecord]
    sensitivity: list[AlternativeRecord]
    uncertainty: UncertaintyRecord
