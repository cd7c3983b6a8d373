"""Requirements of a method of measurement, and fields that a campaign lacks.

The lists are data files named by standard and edition (:mod:`emfassess.measurement_files.record_requirements`). A campaign
with a gap in a mandatory field is *incomplete*; one by a method without a list is neither, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd

from emfassess.measurements.campaigns import Campaign, MeasuredPoint, Terminal
from emfassess.measurements.instruments import Calibration, Instrument
from emfassess.measurements.readings import COLUMNS, TOTAL

STATION_FACTS = (
    "name",
    "operator",
    "address",
    "longitude",
    "latitude",
    "technologies",
    "frequencies",
    "antenna_heights",
    "support",
    "antennas",
)
"""Facts that may be asked of a station; `frequencies` are its transmit bands, `antennas` their number."""

StationFacts = Mapping[str, Mapping[str, object]]
"""Facts known of each station, by its id, under the names of :data:`STATION_FACTS`."""

_FIELDS: dict[str, frozenset[str]] = {
    "campaign": frozenset(field.name for field in fields(Campaign)),
    "instrument": frozenset(field.name for field in fields(Instrument)),
    "calibration": frozenset(field.name for field in fields(Calibration)),
    "terminal": frozenset(field.name for field in fields(Terminal)),
    "point": frozenset(field.name for field in fields(MeasuredPoint)),
    "readings": frozenset({*COLUMNS, "bands"}),
    "station": frozenset(STATION_FACTS),
}
PARTS = tuple(_FIELDS)
"""Parts of a record that may hold a field."""


class State(StrEnum):
    """How much of what its method asks for a campaign holds."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    NO_LIST = "no-list"


@dataclass(frozen=True)
class Requirement:
    """One field that a method asks for.

    `least` is how many entries a list must have; `confirmed` is True where the source itself was read, and `clause` is
    empty where it was not.
    """

    part: str
    field: str
    mandatory: bool = True
    least: int = 1
    clause: str = ""
    confirmed: bool = False

    def __post_init__(self) -> None:
        if self.part not in _FIELDS:
            raise ValueError(f"a record has no part {self.part!r}; it has: {', '.join(PARTS)}")
        if self.field not in _FIELDS[self.part]:
            raise ValueError(f"the {self.part} of a record has no field {self.field!r}")
        if self.least < 1:
            raise ValueError(f"{self.part} {self.field}: at least one entry must be asked for, not {self.least}")


@dataclass(frozen=True)
class RecordRequirements:
    """Requirements of one edition of a method. `confirmed` is False if any line rests on excerpts or memory."""

    id: str
    standard: str
    edition: str
    title: tuple[tuple[str, str], ...]
    requirements: tuple[Requirement, ...]
    confirmed: bool
    valid_from: date | None = None


@dataclass(frozen=True)
class MissingField:
    """A field that a campaign lacks; `where` names the points or stations it lacks it for, empty for the campaign."""

    requirement: Requirement
    where: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Key of the field in the tables of messages."""
        return f"{self.requirement.part}.{self.requirement.field}"


@dataclass(frozen=True)
class Completeness:
    """Whether a campaign holds what its method asks for, and all that it lacks, mandatory or not."""

    state: State
    missing: tuple[MissingField, ...] = ()
    method: str = ""


def completeness(
    campaign: Campaign,
    readings: pd.DataFrame,
    required: RecordRequirements | None,
    stations: StationFacts | None = None,
) -> Completeness:
    """Judge a record against its method; without a list nothing can be called complete."""
    if required is None:
        unnamed = () if campaign.method else (MissingField(Requirement("campaign", "method")),)
        return Completeness(State.NO_LIST, unnamed, campaign.method)
    missing = missing_fields(campaign, readings, required, stations)
    lacking = any(field.requirement.mandatory for field in missing)
    return Completeness(State.INCOMPLETE if lacking else State.COMPLETE, missing, required.standard)


def missing_fields(
    campaign: Campaign,
    readings: pd.DataFrame,
    required: RecordRequirements,
    stations: StationFacts | None = None,
) -> tuple[MissingField, ...]:
    """Fields that a method asks for and a campaign lacks.

    Parameters
    ----------
    campaign : Campaign
    readings : DataFrame
        As :func:`emfassess.measurements.checked_readings` gives them.
    required : RecordRequirements
    stations : mapping, optional
        What is known of the stations that the campaign names; what is not given is missing.

    Returns
    -------
    tuple of MissingField
        In the order of the list; mandatory and other ones.
    """
    found = []
    for requirement in required.requirements:
        gap = _gap(requirement, campaign, readings, stations or {})
        if gap is not None:
            found.append(MissingField(requirement, gap))
    return tuple(found)


def _gap(
    requirement: Requirement, campaign: Campaign, readings: pd.DataFrame, stations: StationFacts
) -> tuple[str, ...] | None:
    """Where a field is missing; None where it is not."""
    part, name = requirement.part, requirement.field
    if part == "readings":
        return None if _readings_hold(readings, name) else ()
    if part == "station":
        return _where([(s, stations.get(s, {}).get(name)) for s in campaign.station_ids], 1)
    if part == "point":
        return _points_gap(campaign.points, readings, name)
    record: object = {
        "campaign": campaign,
        "instrument": campaign.instrument,
        "terminal": campaign.terminal,
        "calibration": max(campaign.instrument.calibrations, key=lambda c: c.date, default=None),
    }[part]
    held = _count(getattr(record, name)) if record is not None else 0
    return None if held >= requirement.least else ()


def _where(held: Sequence[tuple[str, object]], least: int) -> tuple[str, ...] | None:
    """Names of those that lack a value; if there is nobody at all, it is missing nowhere in particular."""
    lacking = tuple(name for name, value in held if _count(value) < least)
    return lacking if lacking or not held else None


def _points_gap(points: Sequence[MeasuredPoint], readings: pd.DataFrame, name: str) -> tuple[str, ...] | None:
    """Described points that lack a field; height and position may be in their readings instead."""
    located: frozenset[str] = frozenset()
    if name in ("longitude", "latitude", "height_m"):
        known = readings[readings[name].notna()]
        located = frozenset(known["point_id"].astype(str).unique())
    if not points and "" in located:  # a route: every row has its own place
        return None
    return _where([(point.id, point.id if point.id in located else getattr(point, name)) for point in points], 1)


def _readings_hold(readings: pd.DataFrame, name: str) -> bool:
    """Whether a column is known: in every row, but one band is enough, and a total needs no ends of a band."""
    if name == "bands":
        return bool((readings["band"] != TOTAL).any())
    table = readings
    if name in ("frequency_low_hz", "frequency_high_hz"):
        table = readings[readings["band"] != TOTAL]
    known = table[name] != "" if COLUMNS[name] == "category" else table[name].notna()
    return bool(len(table) > 0 and known.all())


def _count(value: Any) -> int:
    """Entries of a value: none of what is not known or blank; zero degrees is a value."""
    if value is None:
        return 0
    if isinstance(value, str):
        return int(bool(value.strip()))
    if isinstance(value, tuple | list):
        return sum(_count(entry) for entry in value)
    return 1
