"""Governing evaluation point: a level with all its contributions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

AT_BUILDINGS = ("facade", "roof")
KINDS = ("ring", "named", *AT_BUILDINGS, "ground")
ON_GROUND = ("ring", "ground")


@dataclass(frozen=True)
class Place:
    """The maximum of a ring, a named place, a receptor of a building, or the maximum on the ground that stations cause.

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


_PREFIXES = {"ring": "ring", "named": "point", "facade": "building", "roof": "building", "ground": "ground"}


def place_ids(places: Iterable[Place]) -> list[str]:
    """Id of each place, unique among them: ``ring-1``, ``point-1``, ``building-1``, ``ground-1`` and so on, in their order.

    Labels are for people and need not be unique: two named points may have one name, or that of a ring.
    """
    counted: Counter[str] = Counter()
    found = []
    for place in places:
        prefix = _PREFIXES[place.kind]
        counted[prefix] += 1
        found.append(f"{prefix}-{counted[prefix]}")
    return found
