"""The verdict of a campaign: one pure function, and the record that every outlet reads.

Register, command line, app, monitoring report, notice list and leaflet take verdicts, governing points and what speaks
against a conclusion from :class:`JudgedCampaign`; none of them judges again.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from emfassess.exposure.compliance import Verdict
from emfassess.limits.editions import Editions
from emfassess.limits.limit_set import LimitSet
from emfassess.measured_levels.campaign_stations import CampaignStation, stations_of_points
from emfassess.measured_levels.counted_readings import beside_doubtful, judged_lines, without_lower_lines
from emfassess.measured_levels.evaluate import measured_levels
from emfassess.measured_levels.points_verdict import PointsVerdict, verdict_of_points
from emfassess.measured_levels.result import MeasuredLevels
from emfassess.measured_levels.settings import JudgingSettings
from emfassess.measurements import Campaign
from emfassess.measurements.extrapolation import Extrapolation
from emfassess.measurements.quality import Context, Finding, Severity, StationPlace, Thresholds, findings
from emfassess.measurements.quality.credibility import is_doubtful
from emfassess.measurements.quality.finding import concerning_points
from emfassess.measurements.requirements import Completeness, RecordRequirements, State, completeness
from emfassess.stations import Station
from emfassess.summaries import Summarised

MOST_LINES = 200_000
"""So many lines of a route are judged one by one, those with the greatest levels."""


@dataclass(frozen=True)
class Evaluation:
    """How a campaign is judged beyond what its record states.

    Parameters
    ----------
    within_m : float, optional
        Points without a station are assigned to the nearest station within this distance; to none if absent. [m]
    extrapolations : mapping of band to Extrapolation
    decision_rule : str, optional
        Name of the rule by which the uncertainty counts; that of each edition of the limits if absent.
    with_doubtful : bool
        Whether values count that are hardly levels: somebody has looked at them.
    """

    within_m: float | None = None
    extrapolations: Mapping[str, Extrapolation] = field(default_factory=dict)
    decision_rule: str | None = None
    with_doubtful: bool = False


AS_RECORDED = Evaluation()


@dataclass(frozen=True, eq=False, repr=False)
class JudgedCampaign(Summarised):
    """A campaign with its levels, its verdicts, and what its record lacks.

    Parameters
    ----------
    campaign : Campaign
    readings : DataFrame
        All of the campaign.
    levels : MeasuredLevels or None
        None where there is no valid measured reading.
    findings : tuple of Finding
        Of the rules of quality.
    completeness : Completeness
        Of the record.
    required : RecordRequirements or None
        What the method asks for; None where the package has no list for it.
    editions : Editions
        Limits by which the levels were judged.
    today : date
        Whose edition is shown beside that of the measuring day.
    stations : tuple of CampaignStation
        Those that the campaign names, and those that points were assigned to.
    station_of : tuple of str
        Station of each point, empty where it belongs to none.
    evaluation : Evaluation
    lines_below : int
        Lines of a long route with lower levels than those that were judged.
    """

    campaign: Campaign
    readings: pd.DataFrame
    levels: MeasuredLevels | None
    findings: tuple[Finding, ...]
    completeness: Completeness
    required: RecordRequirements | None
    editions: Editions
    today: datetime.date
    stations: tuple[CampaignStation, ...] = ()
    station_of: tuple[str, ...] = ()
    evaluation: Evaluation = AS_RECORDED
    lines_below: int = 0

    @property
    def by_id(self) -> dict[str, LimitSet]:
        """The editions by their ids."""
        return {limits.id: limits for limits in self.editions.sets}

    @property
    def known_stations(self) -> tuple[Station, ...]:
        """Stations whose antennas are known."""
        return tuple(station.record for station in self.stations if station.record is not None)

    @property
    def unknown_stations(self) -> tuple[str, ...]:
        """Ids of named stations that are not in the register on the measuring day."""
        return tuple(station.id for station in self.stations if station.record is None)

    @property
    def points(self) -> int:
        """Number of points, lines of a route included that were not judged one by one."""
        return (len(self.levels.point_ids) if self.levels else 0) + self.lines_below

    @cached_property
    def outcome(self) -> PointsVerdict | None:
        """Verdict over all points; None where no edition of the limits is known for any of them."""
        return None if self.levels is None else verdict_of_points(self.levels, np.arange(len(self.levels.point_ids)))

    @property
    def verdict(self) -> Verdict | None:
        """Verdict over all points, by the editions of their days."""
        return self.outcome.verdict if self.outcome else None

    @property
    def severe_findings(self) -> int:
        """Number of findings that forbid a conclusion."""
        return sum(finding.severity == Severity.ERROR for finding in self.findings)

    @property
    def waits_for_a_decision(self) -> bool:
        """Whether values that are hardly levels were left out until somebody has looked at them."""
        doubtful = any(finding.rule in ("no-level", "shifted-run") for finding in self.findings)
        return doubtful and not self.evaluation.with_doubtful

    @property
    def is_conclusive(self) -> bool:
        """Whether a conclusion may be drawn: a complete record without severe findings, every point with level and limit."""
        return bool(
            self.completeness.state == State.COMPLETE
            and not self.severe_findings
            and self.levels is not None
            and not self.levels.without_level
            and self.outcome is not None
            and not self.outcome.without_edition
        )

    @property
    def conclusion(self) -> Verdict | None:
        """Verdict of the documents: that over all points, an exceedance always, any other only where conclusive."""
        exceeds = self.verdict is not None and self.verdict.is_exceedance
        return self.verdict if self.is_conclusive or exceeds else None

    def points_of(self, station_id: str) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
        """Indices of a station's points.

        A point that belongs to no station counts for every station that the campaign names, so that no level is lost
        between them; not so where points were assigned by distance.
        """
        shared = {station_id} if self.evaluation.within_m is not None else {station_id, ""}
        return np.flatnonzero([name in shared for name in self.station_of]).astype(np.intp)

    def outcome_of(self, station_id: str) -> PointsVerdict | None:
        """Verdict over a station's points; None where it has none, or no edition is known for any of them."""
        return None if self.levels is None else verdict_of_points(self.levels, self.points_of(station_id))


def judge(
    campaign: Campaign,
    readings: pd.DataFrame,
    editions: Editions,
    today: datetime.date,
    *,
    required: RecordRequirements | None = None,
    stations: Sequence[CampaignStation] = (),
    nearby: Sequence[CampaignStation] = (),
    context: Context | None = None,
    evaluation: Evaluation = AS_RECORDED,
    most_lines: int | None = None,
) -> JudgedCampaign:
    """Judge a campaign.

    Parameters
    ----------
    campaign, readings, editions, today
        As in :func:`emfassess.measured_levels.measured_levels`.
    required : RecordRequirements, optional
        What the method asks a record to hold.
    stations : sequence of CampaignStation
        Those that the campaign names.
    nearby : sequence of CampaignStation
        Those that points may be assigned to by distance.
    context : Context, optional
        For the rules of quality; the positions of the stations if absent.
    evaluation : Evaluation
    most_lines : int, optional
        Of a longer route of one band so many lines are judged, those with the greatest levels: the others are counted.
        All if absent, or where points are assigned by distance.

    Raises
    ------
    ValueError
        Where :func:`emfassess.measured_levels.measured_levels` does, except for want of a reading.
    """
    doubtful = is_doubtful(readings, Thresholds())
    credible = readings if evaluation.with_doubtful or not doubtful.any() else readings[~doubtful]
    # of a route along several stations each has its own greatest level: none of its lines may be left out
    chosen = credible if evaluation.within_m is not None else judged_lines(campaign, credible, editions, most_lines)
    below = len(credible) - len(chosen)
    levels = without_lower_lines(_levels(campaign, chosen, editions, today, evaluation), below)
    levels = beside_doubtful(levels, int(doubtful.sum()), len(readings), evaluation.with_doubtful)
    station_of = () if levels is None else stations_of_points(campaign, levels, nearby, evaluation.within_m)
    known = {station.id: station for station in (*nearby, *stations)}
    named = dict.fromkeys([*campaign.station_ids, *(p.station_id for p in campaign.points), *station_of])
    taken = dict.fromkeys([*(station.id for station in stations), *filter(None, named)])
    all_stations = tuple(known.get(name) or CampaignStation(name) for name in taken)
    records = [station.record for station in all_stations if station.record is not None]
    places = tuple(StationPlace(s.id, s.longitude, s.latitude) for s in records)
    complete = replace(campaign, station_ids=tuple(taken))
    facts = {station.id: station.facts for station in all_stations}
    return JudgedCampaign(
        campaign=campaign,
        readings=readings,
        levels=levels,
        findings=(
            *findings(complete, readings, context or Context(stations=places)),
            *_disagreements(campaign, levels),
        ),
        completeness=completeness(complete, readings, required, facts),
        required=required,
        editions=editions,
        today=today,
        stations=all_stations,
        station_of=station_of,
        evaluation=evaluation,
        lines_below=below,
    )


def _disagreements(campaign: Campaign, levels: MeasuredLevels | None) -> list[Finding]:
    """Points whose verdict is another than what their source states."""
    if levels is None:
        return []
    stated = {point.id: point.stated_compliant for point in campaign.points if point.stated_compliant is not None}
    exceeds = {
        name: verdict.is_exceedance
        for name, verdict in zip(levels.point_ids, levels.verdicts, strict=True)
        if verdict is not None and name in stated
    }
    return [
        *concerning_points("stated-exceedance", [n for n, above in exceeds.items() if not above and not stated[n]]),
        *concerning_points("stated-compliance", [n for n, above in exceeds.items() if above and stated[n]]),
    ]


def _levels(
    campaign: Campaign, readings: pd.DataFrame, editions: Editions, today: datetime.date, evaluation: Evaluation
) -> MeasuredLevels | None:
    """Levels of the points; None where there is no valid measured reading."""
    usable = readings["valid"] & (readings["kind"] == "measured")
    zero = (readings["field_strength_v_m"] == 0) & (campaign.instrument.sensitivity_v_m is None)
    if not (usable & ~zero).any():
        return None
    return measured_levels(
        campaign,
        readings,
        editions,
        today,
        extrapolations=evaluation.extrapolations,
        settings=JudgingSettings(decision_rule=evaluation.decision_rule),
    )
