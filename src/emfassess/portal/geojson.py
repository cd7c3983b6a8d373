"""Points of GeoJSON (RFC 7946), as open data and tiles of the map have them."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypedDict


class PointGeometry(TypedDict):
    """A point of GeoJSON: longitude and latitude. [deg]"""

    type: Literal["Point"]
    coordinates: list[float]


class PointFeature(TypedDict):
    """A place of GeoJSON with its properties."""

    type: Literal["Feature"]
    geometry: PointGeometry | None
    properties: Mapping[str, Any]


class PointCollection(TypedDict):
    """Places of GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[PointFeature]


def point_feature(longitude: float | None, latitude: float | None, properties: Mapping[str, Any]) -> PointFeature:
    """A place with its properties; without a geometry where it is not known."""
    if longitude is None or latitude is None:
        return {"type": "Feature", "geometry": None, "properties": properties}
    place: PointGeometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": place, "properties": properties}


def collection(features: Iterable[PointFeature]) -> PointCollection:
    """Features as one document."""
    return {"type": "FeatureCollection", "features": list(features)}
