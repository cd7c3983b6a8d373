"""Governing evaluation point: a level with all its contributions."""

from dataclasses import dataclass

AT_BUILDINGS = ("facade", "roof")
KINDS = ("ring", "named", *AT_BUILDINGS)


@dataclass(frozen=True)
class Place:
    """The maximum of a ring, a place that the user named, or the worst receptor of a building's facades or roof.

    `kind` is one of :data:`KINDS`. East and north of the first station, up from the ground there, height above the ground
    at the place, horizontal distance to the nearest station looked at. [m] Bearing from it, clockwise from north. [deg]
    """

    kind: str
    label: str
    east: float
    north: float
    up: float
    height: float
    longitude: float
    latitude: float
    distance: float
    bearing_deg: float
