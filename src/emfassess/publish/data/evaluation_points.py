"""Evaluation points of a record, by their ids."""

from collections.abc import Mapping
from typing import Any, cast


def place_of(record: Mapping[str, Any], place_id: str) -> Mapping[str, Any]:
    """The evaluation point of a record with an id, as `governing_point` and `ground_maximum` name it.

    Raises
    ------
    KeyError
        If the record has no such point.
    """
    for place in (*record["rings"], *record["named_points"], *record["facades"], *record.get("own_maximum", ())):
        if place["id"] == place_id:
            return cast("Mapping[str, Any]", place)
    raise KeyError(place_id)


def governing_point(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The governing evaluation point of a record."""
    return place_of(record, record["governing_point"])
