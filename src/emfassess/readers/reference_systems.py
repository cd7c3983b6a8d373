"""Coordinate reference systems of files, and the window around the first station in them."""

from dataclasses import dataclass

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from emfassess.geometry import LocalFrame
from emfassess.readers.faults import refuse

_DENSIFY = 21


@dataclass(frozen=True)
class Bounds:
    """A rectangle in the axes of a file, x to the right and y up."""

    west: float
    south: float
    east: float
    north: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """In the order that GDAL's filters take."""
        return self.west, self.south, self.east, self.north


def parse_crs(file: str, key: str, text: str) -> CRS:
    """Understand the name or the text of a coordinate reference system, or refuse it."""
    try:
        return CRS.from_user_input(text)
    except CRSError:
        raise refuse(file, key, text, "expected a coordinate reference system such as EPSG:25832, or its WKT") from None


def horizontal(crs: CRS) -> CRS:
    """Only the part that says east and north: heights must not be changed together with the place."""
    if crs.is_compound:
        return crs.sub_crs_list[0]
    return crs.to_2d() if len(crs.axis_info) > 2 else crs


def metres_per_height_unit(crs: CRS) -> float:
    """Unit of the vertical axis in metres; 1 where there is no such axis."""
    parts = crs.sub_crs_list if crs.is_compound else [crs]
    for axis in (axis for part in parts for axis in part.axis_info):
        if axis.direction in ("up", "down"):
            return float(axis.unit_conversion_factor)
    return 1.0


def window_in(file: str, crs: CRS, frame: LocalFrame, reach: float) -> Bounds:
    """Bounds, in a file's system, of the square that reaches so far from the first station to each side.

    Raises
    ------
    InputError
        If the station lies where that system has no coordinates.
    """
    to_file = Transformer.from_crs(frame.crs, horizontal(crs), always_xy=True)
    try:
        found = to_file.transform_bounds(-reach, -reach, reach, reach, densify_pts=_DENSIFY, errcheck=True)
    except ProjError:
        where = f"longitude {frame.longitude:g}, latitude {frame.latitude:g}"
        expected = f"the first station ({where}) lies where this system of the file has no coordinates; check both"
        raise refuse(file, "CRS", crs.name, expected) from None
    west, south, east, north = found
    if west > east:  # the square crosses the 180th meridian: no single box holds it but the whole circle
        west, east = -180.0, 180.0
    return Bounds(west, south, east, north)


def same_place(first: CRS, second: CRS, frame: LocalFrame) -> bool:
    """Whether two systems put the first station at the same coordinates; their names may differ."""
    found = [
        Transformer.from_crs(frame.crs, horizontal(crs), always_xy=True).transform(0.0, 0.0) for crs in (first, second)
    ]
    near = 1e-5 if first.is_geographic else 1.0
    return all(abs(a - b) < near for a, b in zip(*found, strict=True))
