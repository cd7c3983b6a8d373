"""Records of who answers for a level: the decision rule, own part, cause, relevant sources, surfaces and hot spots."""

from collections import Counter
from collections.abc import Collection, Sequence

from typing_extensions import TypedDict

from emfassess.assessment.hot_spots import HotSpot
from emfassess.assessment.missing_heights import antennas_without_height
from emfassess.assessment.place import ON_GROUND
from emfassess.assessment.relevance import governing_index
from emfassess.assessment.result import Assessment
from emfassess.exposure.compliance import uncertainty_range
from emfassess.exposure.ties import first_largest
from emfassess.limits.decision_rule import DecisionRule
from emfassess.publish.data.records import LimitRecord
from emfassess.publish.data.responsibility_types import (
    CauseRecord,
    HeightMissingRecord,
    HotSpotRecord,
    MaximumRecord,
    RuleRecord,
    SourceRecord,
    SurfaceRecord,
    SurfacesRecord,
)
from emfassess.publish.data.shared_records import limit_record
from emfassess.publish.data.writing import rounded


class VerdictRecord(TypedDict):
    """Values of the sentence of a verdict."""

    limit: LimitRecord
    verdict: str
    max_exposure_ratio: float
    uncertainty_range: list[float]


class ResponsibilityRecord(TypedDict):
    """The part of an assessment's record that names own part, cause, sources, surfaces and hot spots."""

    uncertainty_range: list[float]
    own_exposure_ratio: float
    relevant_source: bool
    cause: CauseRecord
    relevant_sources: list[SourceRecord]
    area_maximum: MaximumRecord
    surfaces: SurfacesRecord
    hot_spots: list[HotSpotRecord]


def verdict_record(assessment: Assessment) -> VerdictRecord:
    """Limit, verdict, value and its range."""
    ratio, uncertainty = assessment.max_exposure_ratio, assessment.expanded_uncertainty_db
    return {
        "limit": limit_record(assessment.limits),
        "verdict": str(assessment.verdict),
        "max_exposure_ratio": _short(ratio),
        "uncertainty_range": [_short(end) for end in uncertainty_range(ratio, uncertainty)],
    }


def responsibility_records(assessment: Assessment, place_ids: Sequence[str]) -> ResponsibilityRecord:
    """Own part, cause, relevant sources, surfaces and hot spots of an assessment; `place_ids` are those of its places."""
    governing, area = assessment.governing_point, assessment.area_maximum
    ratio = assessment.place_levels.exposure_ratio[assessment.scenario_index]
    filled = {f"{s.id}/{antenna}" for s in assessment.stations for antenna in antennas_without_height(s)}
    return {
        "uncertainty_range": verdict_record(assessment)["uncertainty_range"],
        "own_exposure_ratio": _short(assessment.own_exposure_ratio),
        "relevant_source": assessment.is_relevant,
        "cause": cause_of(assessment, governing),
        "relevant_sources": _sources(assessment, governing),
        "area_maximum": {
            "place": place_ids[area],
            "exposure_ratio": _short(float(ratio[area])),
            "cause": cause_of(assessment, area),
        },
        "surfaces": {
            "ground": _surface(assessment, ON_GROUND, place_ids),
            "named_points": _surface(assessment, ("named",), place_ids),
            "facades": _surface(assessment, ("facade",), place_ids),
            "roofs": _surface(assessment, ("roof",), place_ids),
        },
        "hot_spots": hot_spot_records(assessment.hot_spots, filled),
    }


def rule_record(rule: DecisionRule) -> RuleRecord:
    """A decision rule as plain values."""
    return {
        "name": str(rule.name),
        "target_uncertainty_db": rule.target_uncertainty_db,
        "source": rule.source,
        "confirmed": rule.confirmed,
    }


def height_missing_record(assessment: Assessment) -> HeightMissingRecord | None:
    """Effect of antennas whose height is missing: the verdict with and without them; None where there is none."""
    if not assessment.heights_missing:
        return None
    known = assessment.known
    return {
        "antennas": list(assessment.heights_missing),
        "verdict_with": str(assessment.verdict_as_filled),
        "max_exposure_ratio_with": _short(assessment.max_exposure_ratio),
        "verdict_without": None if known is None else str(known.verdict),
        "max_exposure_ratio_without": None if known is None else _short(known.max_exposure_ratio),
    }


def cause_of(assessment: Assessment, place: int) -> CauseRecord:
    """The antenna that adds most at a place, in the deciding scenario."""
    carrier = int(assessment.place_levels.main_contributor[assessment.scenario_index, place])
    station, antenna, transmitted = assessment.sources.members[carrier]
    return {
        "station_id": station.id,
        "antenna_id": antenna.id,
        "operator": transmitted.operator or station.operator,
    }


def hot_spot_records(hot_spots: Sequence[HotSpot], filled: Collection[str] = ()) -> list[HotSpotRecord]:
    """Hot spots as plain values, each with an id: station and antenna, numbered where an antenna has several.

    `filled` are the antennas (``station/antenna``) whose height is missing.
    """
    several = Counter((hot_spot.station_id, hot_spot.antenna_id) for hot_spot in hot_spots)
    counted: Counter[tuple[str, str]] = Counter()
    found = []
    for hot_spot in hot_spots:
        key = (hot_spot.station_id, hot_spot.antenna_id)
        counted[key] += 1
        name = "/".join(key) + (f"#{counted[key]}" if several[key] > 1 else "")
        found.append(_hot_spot(hot_spot, name, "/".join(key) in filled))
    return found


def _hot_spot(hot_spot: HotSpot, name: str, height_assumed: bool) -> HotSpotRecord:
    record = HotSpotRecord(
        id=name,
        cause={"station_id": hot_spot.station_id, "antenna_id": hot_spot.antenna_id, "operator": hot_spot.operator},
        exposure_ratio=hot_spot.exposure_ratio,
        longitude=float(f"{hot_spot.longitude:.7f}"),
        latitude=float(f"{hot_spot.latitude:.7f}"),
        height_m=hot_spot.height,
        distance_m=hot_spot.distance,
        bearing_deg=hot_spot.bearing_deg,
        area_m2=hot_spot.area,
        farthest_m=hot_spot.farthest,
        lowest_height_m=hot_spot.lowest_height,
        sources=[
            SourceRecord(station_id=s.station_id, operator=s.operator, exposure_ratio=_short(s.exposure_ratio))
            for s in hot_spot.sources
        ],
        height_assumed=height_assumed,
    )
    return rounded(record, 10)


def _sources(assessment: Assessment, place: int) -> list[SourceRecord]:
    operators = {station.id: station.operator for station in assessment.stations}
    return [
        SourceRecord(station_id=name, operator=operators[name], exposure_ratio=_short(part))
        for name, part in assessment.relevant_stations(place).items()
    ]


def _surface(assessment: Assessment, kinds: Sequence[str], place_ids: Sequence[str]) -> SurfaceRecord:
    verdict = assessment.verdict_at(kinds)
    if verdict is None:
        return {"assessed": False, "verdict": None, "max_exposure_ratio": None, "place": None}
    scenario = assessment.scenario_index
    ratio = assessment.place_levels.exposure_ratio[scenario]
    chosen = [index for index, place in enumerate(assessment.places) if place.kind in kinds]
    relevant = [index for index in chosen if assessment.relevant[scenario, index]]
    if not relevant:
        governing = governing_index(assessment.place_levels, assessment.relevant, scenario)
        relevant = [governing] if governing in chosen else []
    top = relevant[int(first_largest(ratio[relevant]))] if relevant else None
    return {
        "assessed": True,
        "verdict": str(verdict),
        "max_exposure_ratio": None if top is None else _short(float(ratio[top])),
        "place": None if top is None else place_ids[top],
    }


def _short(value: float) -> float:
    return float(f"{value:.9g}")
