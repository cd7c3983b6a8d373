"""Types of everything that is written of an assessment: the JSON files, their schema and their readers share them.

The records are dictionaries with known keys, so that what is written is what was made, and a type checker knows each value.
"""

from typing import Any, NotRequired

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from emfassess.publish.data.appraisal_types import AppraisalRecord
from emfassess.publish.data.background_types import BackgroundRecord
from emfassess.publish.data.expected_types import ExpectedRecord, ExpectedSettingsRecord
from emfassess.publish.data.responsibility_types import (
    CauseRecord,
    HeightMissingRecord,
    HotSpotRecord,
    MaximumRecord,
    RuleRecord,
    SourceRecord,
    SurfacesRecord,
)

SCHEMA = "emfassess-assessment/3"

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class InputRecord(TypedDict):
    """An input file: what it is, its name and checksum."""

    kind: str
    name: str
    sha256: str


@with_config(_STRICT)
class ProvenanceRecord(TypedDict):
    """Inputs and program that a result was computed with."""

    inputs: list[InputRecord]
    package_version: str
    date: str | None
    command: str | None


@with_config(_STRICT)
class StationRecord(TypedDict):
    """Details of a station."""

    id: str
    name: str
    operator: str
    longitude: float
    latitude: float
    support: str | None
    address: str | None
    district: str | None
    filing_number: str | None
    country: str | None
    antennas: int
    carriers: int
    highest_antenna_m: float
    position_uncertainty_m: float | None


@with_config(_STRICT)
class LimitRecord(TypedDict):
    """Which limits, in which edition, and whose national limit they are (ISO 3166)."""

    id: str
    standard: str
    edition: str
    clause: str
    population: str
    summation: str
    valid_from: str | None
    countries: list[str]


@with_config(_STRICT)
class LevelRecord(TypedDict):
    """The level at a place in one scenario, the quantity that governs it, the carrier that adds most, and the upper bound.

    The level is calculated; its upper bound has scattered fields added.
    """

    power_density_w_m2: float
    field_strength_v_m: float
    exposure_ratio: float
    governing_quantity: str
    main_contributor: str
    bound_power_density_w_m2: float
    bound_exposure_ratio: float


@with_config(_STRICT)
class PlaceRecord(ExpectedRecord):
    """An evaluation point with its levels. `id` is unique in a record; `label` is for people and need not be."""

    id: str
    label: str
    kind: str
    east_m: float
    north_m: float
    height_m: float
    longitude: float
    latitude: float
    distance_m: float
    bearing_deg: float
    inner_m: NotRequired[float]
    outer_m: NotRequired[float]
    own_exposure_ratio: float
    relevant_source: bool
    near_field: bool
    model: str
    theoretical: LevelRecord
    actual: LevelRecord


@with_config(_STRICT)
class BuildingRecord(ExpectedRecord):
    """The floor and facade of a building with the maximum level, and that level as each mode has it."""

    building: str
    name: str
    height_from: str
    floors: int
    worst_floor: str
    main_contributor: str
    in_sight: bool
    height_m: float
    ground_m: float
    facade_bearing_deg: float | None
    east_m: float
    north_m: float
    above_ground_m: float
    distance_m: float
    power_density_w_m2: float
    field_strength_v_m: float
    exposure_ratio: float
    exposure_ratio_theoretical: float
    exposure_ratio_actual: float
    exposure_ratio_free_space: float
    exposure_ratio_diffraction: float
    exposure_ratio_indoors: float
    bound_power_density_w_m2: float
    bound_exposure_ratio: float


@with_config(_STRICT)
class SurroundingsRecord(TypedDict):
    """Terrain and buildings of an assessment, and the buildings with the highest levels."""

    obstruction: str
    wall_reflection: str
    terrain: str | None
    buildings_known: int
    buildings_assessed: int
    facade_receptors: int
    facade_distance_m: float
    facade_step_m: float
    buildings_by_class: dict[str, int]
    buildings_above_limit: int
    buildings: list[BuildingRecord]


@with_config(_STRICT)
class GroupRecord(TypedDict):
    """Exposure ratio of a group of carriers at the governing evaluation point."""

    name: str
    exposure_ratio: float


@with_config(_STRICT)
class DistanceRecord(TypedDict):
    """Compliance distance of an antenna along its axis. [m]"""

    antenna: str
    theoretical_m: float
    actual_m: float


@with_config(_STRICT)
class AssumptionRecord(TypedDict):
    """An assumption or warning: its code, its values and the stations or antennas that it concerns."""

    code: str
    values: dict[str, Any]
    where: list[str]


@with_config(_STRICT)
class TargetRecord(TypedDict):
    """Verdict against a management target, a fraction of the limit."""

    standard: str
    fraction: float
    verdict: str


@with_config(_STRICT)
class QuantityRecord(TypedDict):
    """Maximum exposure ratio of one quantity, and the verdict by it alone."""

    exposure_ratio: float
    verdict: str


@with_config(_STRICT)
class OtherLimitRecord(TypedDict):
    """Verdict under a further limit set."""

    limit: LimitRecord
    scenario: str
    verdict: str
    max_exposure_ratio: float


class AssessmentRecord(TypedDict):
    """Everything of an assessment. `governing_point` and `ground_maximum` are ids of evaluation points.

    `max_exposure_ratio` is that of the governing point, `uncertainty_range` its ends by the expanded uncertainty; `cause` and
    `relevant_sources` are those of the governing point. `own_maximum` holds the place on the ground with the greatest level
    that the station is a relevant source of, where that is not the maximum of a ring.
    """

    schema: str
    provenance: ProvenanceRecord
    model: str
    ground: str
    station: StationRecord
    stations_summed: list[str]
    background: NotRequired[BackgroundRecord]
    limit: LimitRecord
    scenario: str
    decision_rule: RuleRecord
    relevant_ratio: float
    scatter_dbi: float | None
    expected_settings: ExpectedSettingsRecord
    verdict: str
    height_missing: HeightMissingRecord | None
    max_exposure_ratio: float
    uncertainty_range: list[float]
    own_exposure_ratio: float
    relevant_source: bool
    cause: CauseRecord
    relevant_sources: list[SourceRecord]
    area_maximum: MaximumRecord
    surfaces: SurfacesRecord
    hot_spots: list[HotSpotRecord]
    verdicts: dict[str, str]
    management_target: TargetRecord | None
    expanded_uncertainty_db: float
    by_quantity: dict[str, QuantityRecord]
    governing_point: str
    ground_maximum: str
    rings: list[PlaceRecord]
    named_points: list[PlaceRecord]
    facades: list[PlaceRecord]
    own_maximum: list[PlaceRecord]
    surroundings: SurroundingsRecord
    by_operator: list[GroupRecord]
    by_band: list[GroupRecord]
    compliance_distance: list[DistanceRecord]
    exempt: list[str]
    warnings: list[AssumptionRecord]
    assumptions: list[AssumptionRecord]
    ground_receptors: int
    near_field_fraction_of_ground: float
    also: list[OtherLimitRecord]


@with_config(_STRICT)
class StationAssessmentRecord(AssessmentRecord, AppraisalRecord):
    """The content of ``assessment.json``."""


ASSESSMENT: TypeAdapter[StationAssessmentRecord] = TypeAdapter(StationAssessmentRecord)
"""Checks the content of an ``assessment.json``, and gives its JSON schema."""
