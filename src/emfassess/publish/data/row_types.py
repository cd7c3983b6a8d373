"""Types of the rows of a run's tables, of its index, and of GeoJSON files."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired

from typing_extensions import TypedDict

from emfassess.publish.data.expected_types import ExpectedRecord
from emfassess.publish.data.records import LimitRecord
from emfassess.publish.data.responsibility_types import HotSpotRecord


class SummaryRow(ExpectedRecord):
    """One line of ``summary.csv``; a further limit set adds two columns that begin with its id."""

    station_id: str
    station_name: str
    operator: str
    longitude: float
    latitude: float
    country: str
    limit: str
    scenario: str
    verdict: str
    max_exposure_ratio: float
    own_exposure_ratio: float
    main_cause: str
    hot_spots: int
    area_max_exposure_ratio: float
    power_density_w_m2: float
    field_strength_v_m: float
    place: str
    place_id: str
    distance_m: float
    management_target_verdict: str
    max_exposure_ratio_theoretical: float
    max_exposure_ratio_actual: float
    carriers: int
    buildings_above_limit: int
    bound_power_density_w_m2: float
    bound_exposure_ratio: float


class ContributionRow(TypedDict):
    """One line of ``contributions.csv``: a carrier at an evaluation point, or all small ones together."""

    place_id: str
    place: str
    station_id: str
    antenna_id: str
    operator: NotRequired[str]
    technology: NotRequired[str]
    frequency_mhz: NotRequired[float]
    eirp_w: NotRequired[float]
    power_density_w_m2: float
    exposure_ratio: float


class FacadeRow(ExpectedRecord):
    """One receptor at a facade or roof; the expected level after the calculated ones and their bounds."""

    building: str
    floor: str | int
    facade_bearing_deg: str | float
    east_m: float
    north_m: float
    height_m: float
    theoretical_power_density_w_m2: float
    theoretical_exposure_ratio: float
    actual_power_density_w_m2: float
    actual_exposure_ratio: float
    theoretical_bound_power_density_w_m2: float
    theoretical_bound_exposure_ratio: float
    actual_bound_power_density_w_m2: float
    actual_bound_exposure_ratio: float


class ListedStation(TypedDict):
    """A station in ``index.json``."""

    id: str
    name: str
    operator: str
    longitude: float
    latitude: float
    country: str | None
    limit: str
    verdict: str
    max_exposure_ratio: float
    path: str


class FailedStation(TypedDict):
    """A station in ``index.json`` that could not be assessed, and why."""

    id: str
    name: str
    operator: str
    longitude: float
    latitude: float
    reason: str


class RunRecord(TypedDict):
    """The content of ``index.json``; each hot spot as the record of the station that causes it has it.

    `limit` is the set that judges most stations, `limits` are all that judge some. A run where stations `failed` is not
    `complete`.
    """

    schema: str
    limit: LimitRecord
    limits: list[LimitRecord]
    also: list[LimitRecord]
    language: str
    complete: bool
    failed: list[FailedStation]
    stations: list[ListedStation]
    hot_spots: list[HotSpotRecord]


class Feature(TypedDict):
    """One feature of a GeoJSON file."""

    type: str
    geometry: Any
    properties: Mapping[str, Any]


class FeatureCollection(TypedDict):
    """The content of a GeoJSON file."""

    type: str
    features: list[Feature]


def feature(geometry: Mapping[str, Any] | None, properties: Mapping[str, Any]) -> Feature:
    """A GeoJSON feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point_feature(longitude: float | None, latitude: float | None, properties: Mapping[str, Any]) -> Feature:
    """A place with its properties; without a geometry where it is not known."""
    known = longitude is not None and latitude is not None
    return feature({"type": "Point", "coordinates": [longitude, latitude]} if known else None, properties)


def feature_collection(features: Iterable[Feature]) -> FeatureCollection:
    """A GeoJSON file of features."""
    return {"type": "FeatureCollection", "features": list(features)}


def stations_geojson(rows: Sequence[Mapping[str, Any]]) -> FeatureCollection:
    """GeoJSON of a run's stations with their verdicts."""
    return feature_collection(
        point_feature(
            row["longitude"],
            row["latitude"],
            {key: value for key, value in row.items() if key not in ("longitude", "latitude")},
        )
        for row in rows
    )
