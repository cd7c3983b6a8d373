"""Types of what an appraisal adds to the record of a station."""

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class SectionRecord(TypedDict):
    """Part of a zone in a horizontal plane; `reach_m` is null and the area zero where the limit is met there."""

    height_m: float
    area_m2: float
    reach_m: float | None


@with_config(_STRICT)
class SideRecord(TypedDict):
    """Outline of a zone seen from the side: rings of distance towards an azimuth and height above ground. [m]"""

    azimuth_deg: float
    outline_m: list[list[list[float]]]


@with_config(_STRICT)
class ZoneRecord(TypedDict):
    """A keep-out zone: sizes in metres, null where they are below one centimetre; `bodies` are antennas whose zones join."""

    label: str
    kind: str
    population: str
    empty: bool
    front_m: float | None
    behind_m: float | None
    right_m: float | None
    left_m: float | None
    above_m: float | None
    below_m: float | None
    lowest_height_m: float | None
    box_length_m: float | None
    box_width_m: float | None
    box_height_m: float | None
    cylinder_radius_m: float | None
    cylinder_bottom_m: float | None
    cylinder_top_m: float | None
    sections: list[SectionRecord]
    bodies: list[list[str]]
    side: SideRecord | None


def section_of(zone: Mapping[str, Any], height_m: float) -> Mapping[str, Any]:
    """Section of a zone's record at a height above the ground.

    Raises
    ------
    KeyError
        If none was taken there.
    """
    for section in zone["sections"]:
        if abs(section["height_m"] - height_m) < 1e-6:
            return dict(section)
    raise KeyError(f"zone of {zone['label']}: no section at {height_m:g} m")


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
