"""Antennas whose height nobody stated: what an assessment can still say of their station.

A missing height is a fault of the record. In every sum such an antenna counts at the height that the rule of its reader
fills in, which its assumption states; of its own station a verdict would be one of the rule and not of the station. So the
station is not assessable, unless it exceeds by the antennas whose heights are known.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from emfassess.stations import Station

if TYPE_CHECKING:
    from emfassess.assessment.result import Assessment

HEIGHT_ASSUMED = "height-assumed"
"""Code of the assumption of a height that a rule filled in; it holds for antennas, or for all of a station."""


def antennas_without_height(station: Station) -> tuple[str, ...]:
    """Ids of the antennas of a station whose height is not stated."""
    concerned = {place for item in station.assumptions if item.code == HEIGHT_ASSUMED for place in item.where}
    return tuple(a.id for a in station.antennas if concerned & {station.id, f"{station.id}/{a.id}"})


def known_part(station: Station) -> Station | None:
    """The station with the antennas alone whose height is stated; None where there is none."""
    unknown = antennas_without_height(station)
    kept = tuple(antenna for antenna in station.antennas if antenna.id not in unknown)
    stated = tuple(item for item in station.assumptions if item.code != HEIGHT_ASSUMED)
    return replace(station, antennas=kept, assumptions=stated) if kept else None


def with_known_part(
    assessment: "Assessment",
    stations: Sequence[Station],
    again: Callable[[Sequence[Station], Sequence[Station]], "Assessment"],
) -> "Assessment":
    """An assessment with that of its subjects' known antennas beside it, if heights of them are missing.

    Parameters
    ----------
    assessment : Assessment
        With all antennas.
    stations : sequence of Station
        All that were summed.
    again : callable
        Assesses stations, and which of them are the subjects, in the same way.
    """
    subjects = {station.id for station in assessment.subjects}
    missing = {s.id: antennas_without_height(s) for s in stations if s.id in subjects}
    if not any(missing.values()):
        return assessment
    parts = [known_part(station) if station.id in subjects else station for station in stations]
    left = [station for station in parts if station is not None]
    looked_at = [station for station in left if station.id in subjects]
    return replace(
        assessment,
        heights_missing=tuple(f"{name}/{antenna}" for name, antennas in missing.items() for antenna in antennas),
        known=again(left, looked_at) if looked_at else None,
    )
