"""Subjects of actions: a hot spot that its station causes, or the station as a whole.

A level is the sum of all stations, and an exceedance belongs to the one that causes it: a record names the hot spots around
its station with their causes, and only those that the station causes itself become actions of it. So that the actions are
as many as the hot spots, those of one antenna are kept apart by where they are, not by their numbers: these change when
one of them is gone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emfassess.exposure.compliance import Verdict
from emfassess.register.nearest_measurement import distances
from emfassess.register.tables import AssessmentRow


@dataclass(frozen=True)
class Share:
    """Part of a station in the maximum of a hot spot."""

    station_id: str
    operator: str
    exposure_ratio: float


@dataclass(frozen=True)
class Subject:
    """Subject of an action.

    Parameters
    ----------
    hot_spot : str
        Id of the hot spot in the record; empty for the station as a whole.
    antenna : str
        The antenna that causes it, as station and antenna.
    exposure_ratio : float
        Its maximum when the action was opened.
    longitude, latitude : float
        Of the maximum. [deg]
    height_m, distance_m, farthest_m : float
        Of the maximum above the ground and from the station, and how far the hot spot reaches. [m]
    shares : tuple of Share
        Relevant sources at the maximum, the greatest first.
    """

    hot_spot: str = ""
    antenna: str = ""
    exposure_ratio: float = 0.0
    longitude: float = 0.0
    latitude: float = 0.0
    height_m: float = 0.0
    distance_m: float = 0.0
    farthest_m: float = 0.0
    shares: tuple[Share, ...] = ()

    def __bool__(self) -> bool:
        """Whether it is a hot spot."""
        return bool(self.hot_spot)


WHOLE = Subject()
"""The station as a whole."""


def subject_from(hot_spot: Mapping[str, Any]) -> Subject:
    """Subject of a hot spot as a record has it."""
    cause = hot_spot["cause"]
    return Subject(
        hot_spot=hot_spot["id"],
        antenna=f"{cause['station_id']}/{cause['antenna_id']}",
        **{
            key: float(hot_spot[key])
            for key in ("exposure_ratio", "longitude", "latitude", "height_m", "distance_m", "farthest_m")
        },
        shares=tuple(Share(s["station_id"], s["operator"], float(s["exposure_ratio"])) for s in hot_spot["sources"]),
    )


def caused_hot_spots(row: AssessmentRow) -> list[Mapping[str, Any]] | None:
    """Hot spots that an assessment's station has to answer for; None where the action is about the station as a whole.

    That is so for an unclear verdict, for a measurement, for a record of an earlier version, and for a level that is above
    the limit only by what the decision rule adds to it.

    Returns
    -------
    list of mapping or None
        Empty where the level is above the limit because of another station: that station's own record opens the action.
    """
    record = json.loads(row.record)
    if row.basis == "measured" or not exceeds_limit(row.verdict) or not {"hot_spots", "cause"} <= set(record):
        return None
    own = [hot_spot for hot_spot in record["hot_spots"] if hot_spot["cause"]["station_id"] == row.station_id]
    return None if not own and record["cause"]["station_id"] == row.station_id else own


def exceeds_limit(verdict: str) -> bool:
    """Whether a verdict, also one of an earlier version, is an exceedance."""
    return verdict in set(Verdict) and Verdict(verdict).is_exceedance


def pairs(waiting: Sequence[Subject], present: Sequence[Subject]) -> dict[int, int]:
    """Which of the waiting subjects are found again; each at most once.

    Hot spots of one antenna go together the nearest first, then a hot spot with a station as a whole and the
    other way round.

    Returns
    -------
    dict of int to int
        Index in `present` to index in `waiting`.
    """
    near = [
        (_apart(one, other), f, s)
        for f, one in enumerate(present)
        for s, other in enumerate(waiting)
        if one.antenna == other.antenna
    ]
    rest = [(0.0, f, s) for f, one in enumerate(present) for s, other in enumerate(waiting) if not (one and other)]
    matched: dict[int, int] = {}
    for _, f, s in [*sorted(near), *rest]:
        if f not in matched and s not in matched.values():
            matched[f] = s
    return matched


def still_there(row: AssessmentRow, subject: Subject, waiting: Sequence[Subject]) -> bool:
    """Whether an assessment shows a subject still to be above the limit or unclear.

    Parameters
    ----------
    row : AssessmentRow
        A newer assessment of the station.
    subject : Subject
        That of the action, one of `waiting`.
    waiting : sequence of Subject
        Those of all open actions of the station because of exceedances.
    """
    if row.verdict == Verdict.COMPLIANT:
        return False
    hot_spots = caused_hot_spots(row)
    if not subject or hot_spots is None:
        return True
    return waiting.index(subject) in pairs(waiting, [subject_from(hot_spot) for hot_spot in hot_spots]).values()


def _apart(one: Subject, other: Subject) -> float:
    if not (one and other):
        return 0.0
    return float(distances(one.longitude, one.latitude, [other.longitude], [other.latitude])[0])
