"""Points of GeoJSON (RFC 7946), as open data and tiles of the map have them."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypedDict


class PointGeometry(TypedDict):
    """A point of GeoJSON: longitude and latitude. [deg]"""

    type: Literal["Point"]
    coordinates: list[float]


class Feature(TypedDict):
    """A place of GeoJSON with its properties."""

    type: Literal["Feature"]
    geometry: PointGeometry | None
    properties: Mapping[str, Any]


class FeatureCollection(TypedDict):
    """Places of GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


def feature(longitude: float | None, latitude: float | None, properties: Mapping[str, Any]) -> Feature:
    """A place with its properties; without a geometry where it is not known."""
    if longitude is None or latitude is None:
        return {"type": "Feature", "geometry": None, "properties": properties}
    place: PointGeometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": place, "properties": properties}


def collection(features: Iterable[Feature]) -> FeatureCollection:
    """Features as one document."""
    return {"type": "FeatureCollection", "features": list(features)}
