"""Terrain files: elevation rasters and points of the ground, read around the first station only."""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioIOError
from rasterio.vrt import WarpedVRT
from scipy.ndimage import label

from emfassess.assumptions import Assumption
from emfassess.geometry import LocalFrame
from emfassess.readers.faults import refuse
from emfassess.readers.reference_systems import horizontal, metres_per_height_unit, parse_crs
from emfassess.readers.terrain_points import FOOT, MOST_NODES, POINT_ENDINGS, read_terrain_points
from emfassess.summaries import Summarised
from emfassess.surroundings.terrain import Terrain
from emfassess.units import Floats

LOWEST, HIGHEST = -500.0, 9000.0
"""No ground on earth lies beyond. [m]"""

_SMALLEST_CELL = 0.5
_SURVEY_FOOT = 1200 / 3937
_UNITS = {
    **dict.fromkeys(("", "m", "metre", "meter", "metres", "meters"), 1.0),
    **dict.fromkeys(("ft", "foot", "feet", "international foot"), FOOT),
    **dict.fromkeys(
        ("us-ft", "us survey foot", "us survey feet", "us_survey_foot", "ftus", "sft", "foot_us"), _SURVEY_FOOT
    ),
}


@dataclass(frozen=True, eq=False, repr=False)
class TerrainRead(Summarised):
    """A terrain as read.

    Parameters
    ----------
    terrain : Terrain
        On nodes that are symmetrical about the origin; one lies on it.
    datum : float
        Elevation at the origin. [m]
    assumptions : tuple of Assumption
    uncovered_share : float
        Part of the square without an elevation, from 0 to 1: beside the file and in holes.
    """

    terrain: Terrain
    datum: float
    assumptions: tuple[Assumption, ...]
    uncovered_share: float


@dataclass(frozen=True, eq=False)
class _Nodes:
    """Elevations on the nodes, first row in the south, and the extremes that went into them. [m]"""

    elevation: Floats
    cell: float
    lowest: float
    highest: float
    assumptions: tuple[Assumption, ...] = ()


def read_terrain(
    path: Path | str,
    frame: LocalFrame,
    half_width: float,
    *,
    band: int = 1,
    vertical_unit: str = "m",
    demand_origin: bool = True,
) -> TerrainRead:
    """Read the elevation of the ground around the first station.

    Parameters
    ----------
    path : Path
        A raster that GDAL reads (GeoTIFF, ESRI ASCII grid, also with .gz), or points of the ground with their elevation
        (GeoJSON, GeoPackage, Shapefile, FlatGeobuf) in a column or as their third coordinate.
    frame : LocalFrame
        The plane around the first station.
    half_width : float
        Half the side of the square around the origin. [m]
    band : int
        Of a raster, counted from 1.
    vertical_unit : str
        ``"m"`` believes the file; ``"ft"`` or ``"us-ft"`` forces feet where the file does not say so.
    demand_origin : bool
        Whether the origin must have an elevation; where it need not, the datum of one without is zero.

    Raises
    ------
    InputError
        If it cannot be read, says no coordinate reference system, does not cover the origin where that is
        demanded, or has elevations that no ground has.
    """
    file = Path(path)
    if not (math.isfinite(half_width) and half_width > 0):
        raise ValueError(f"half_width must be above 0, not {half_width}")
    if vertical_unit not in ("m", "ft", "us-ft"):
        raise ValueError(f"vertical_unit must be m, ft or us-ft, not {vertical_unit!r}")
    if not file.is_file():
        raise refuse(str(file), "", None, "no such file" if not file.exists() else "a folder; expected a terrain file")
    forced = None if vertical_unit == "m" else _UNITS[vertical_unit]
    if file.suffix.lower() in POINT_ENDINGS:
        points = read_terrain_points(file, frame, half_width, metres=forced)
        nodes = _Nodes(points.elevation, points.cell, points.lowest, points.highest, points.assumptions)
    else:
        nodes = _raster(file, frame, half_width, band, forced, demand_origin)
    return _finished(file, frame, nodes, demand_origin)


def _finished(file: Path, frame: LocalFrame, nodes: _Nodes, demand_origin: bool) -> TerrainRead:
    """Check the elevations and say what of the square they leave open."""
    for value in (nodes.lowest, nodes.highest):
        if not math.isnan(value) and not LOWEST <= value <= HIGHEST:
            expected = (
                f"expected {LOWEST:g} to {HIGHEST:g} m; if it marks missing data, declare it as no-data in the file"
            )
            raise refuse(str(file), "elevation", f"{value:g} m", expected)
    half = (nodes.elevation.shape[0] - 1) // 2
    datum = float(nodes.elevation[half, half])
    if math.isnan(datum) and not demand_origin:
        datum = 0.0
    elif math.isnan(datum):
        where = f"longitude {frame.longitude:.6f}, latitude {frame.latitude:.6f}"
        expected = f"no elevation at the first station ({where}); expected a file that covers it"
        raise refuse(str(file), "", None, expected)
    terrain = Terrain(-half * nodes.cell, -half * nodes.cell, nodes.cell, nodes.elevation, file.name)
    gaps, share = _gaps(nodes.elevation)
    return TerrainRead(terrain, datum, (*nodes.assumptions, *gaps), share)


def _gaps(elevation: Floats) -> tuple[tuple[Assumption, ...], float]:
    """Gaps: those that reach the edge of the square lie beside the file, the others are holes in it."""
    missing = ~np.isfinite(elevation)
    if not missing.any():
        return (), 0.0
    groups, count = label(missing)
    edge = np.unique(np.concatenate([groups[0], groups[-1], groups[:, 0], groups[:, -1]]))
    beside = np.isin(groups, edge[edge > 0])
    noted = []
    if beside.any():
        noted.append(Assumption("terrain-partly-covered", (("share", percent_text(float(beside.mean()))),)))
    holes = int(count - np.count_nonzero(edge))
    if holes:
        inside = float((missing & ~beside).mean())
        noted.append(Assumption("terrain-holes", (("count", str(holes)), ("share", percent_text(inside)))))
    return tuple(noted), float(missing.mean())


def percent_text(share: float) -> str:
    """Write a share as text with two significant digits."""
    if share < 1e-4:
        return "less than 0.01 %"
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.2g} %"


def _raster(
    file: Path, frame: LocalFrame, half_width: float, band: int, forced: float | None, demand_origin: bool
) -> _Nodes:
    with _opened(file) as source:
        if not 1 <= band <= source.count:
            raise refuse(str(file), "band", band, f"expected 1 to {source.count}")
        crs = _raster_crs(file, source)
        native = _native_cell(file, source, horizontal(crs), frame, demand_origin)
        cell = max(_SMALLEST_CELL, round(2 * native) / 2)
        noted = []
        if 2 * math.ceil(half_width / cell) + 1 > MOST_NODES:
            coarse = math.ceil(half_width / (MOST_NODES // 2) * 10) / 10
            noted.append(Assumption("terrain-coarsened", (("native", f"{cell:g} m"), ("cell", f"{coarse:g} m"))))
            cell = coarse
        metres = _metres_per_unit(file, source, band, crs, forced)
        if metres != 1.0:
            noted.append(Assumption("terrain-in-feet", (("factor", f"{metres:.6g}"),)))
        half = math.ceil(half_width / cell)
        scale, offset = metres * source.scales[band - 1], metres * source.offsets[band - 1]
        # bilinear soothes a lone wrong value, so the extremes are those of the file's own cells
        ends = [
            scale * float(extreme.reduce(_warped(source, crs, frame, band, cell, half, how), axis=None)) + offset
            for how, extreme in (("min", np.fmin), ("max", np.fmax))
        ]
        elevation = _warped(source, crs, frame, band, cell, half, "bilinear").astype(float) * scale + offset
        return _Nodes(elevation, cell, min(ends), max(ends), tuple(noted))


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    name = f"/vsigzip/{file.resolve()}" if file.suffix.lower() == ".gz" else str(file)
    with warnings.catch_warnings(), rasterio.Env(GTIFF_REPORT_COMPD_CS=True):
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # refused below
        try:
            source = rasterio.open(name)
        except RasterioIOError:
            expected = "not a raster that GDAL can read, or damaged; expected GeoTIFF, ESRI ASCII grid or similar"
            raise refuse(str(file), "", None, expected) from None
        with source:
            if source.transform.is_identity and not source.gcps[0]:
                raise refuse(str(file), "", None, "the raster says no place; add its world file or georeference it")
            try:
                yield source
            except RasterioIOError as error:
                raise refuse(str(file), "", None, f"breaks off or is damaged: {error}") from None


def _raster_crs(file: Path, source: Any) -> CRS:
    """The system in the file, else in the .prj beside it, which GDAL does not look for beside a .gz."""
    if source.crs is not None:
        try:
            return CRS.from_wkt(source.crs.to_wkt())
        except CRSError:
            raise refuse(str(file), "CRS", source.crs, "not understood; set it anew, e.g. as EPSG code") from None
    plain = file.with_suffix("") if file.suffix.lower() == ".gz" else file
    for beside in (plain.with_suffix(".prj"), plain.with_suffix(".PRJ")):
        if beside.is_file():
            return parse_crs(str(beside), "", beside.read_text(encoding="utf-8-sig", errors="replace").strip())
    expected = f"no coordinate reference system; put {plain.with_suffix('.prj').name} beside it or set it in the file"
    raise refuse(str(file), "", None, expected)


def _native_cell(file: Path, source: Any, crs: CRS, frame: LocalFrame, demand_origin: bool) -> float:
    """Smaller side of the raster's cell that the origin lies in, measured in the local plane. [m]"""
    there = Transformer.from_crs(frame.crs, crs, always_xy=True)
    x, y = there.transform(0.0, 0.0)
    place = np.reshape(source.transform, (3, 3))  # cells to coordinates
    column, row, _ = np.linalg.solve(place, (x, y, 1.0))
    if demand_origin and not (-0.001 <= column <= source.width + 0.001 and -0.001 <= row <= source.height + 0.001):
        west, south, east, north = source.bounds
        expected = (
            f"does not cover the first station (longitude {frame.longitude:.6f}, latitude {frame.latitude:.6f}), which "
            f"lies at {x:.8g}, {y:.8g} in {crs.name}; the file has {west:.8g} to {east:.8g}, {south:.8g} to {north:.8g}"
        )
        raise refuse(str(file), "", None, expected)
    corner = place @ np.array([[column, column + 1, column], [row, row, row + 1], [1.0, 1.0, 1.0]])
    east, north = there.transform(corner[0], corner[1], direction="INVERSE")
    return float(min(np.hypot(east[1:] - east[0], north[1:] - north[0])))


def _metres_per_unit(file: Path, source: Any, band: int, crs: CRS, forced: float | None) -> float:
    """Unit of elevation in metres: as forced, as the band says, else as the vertical system says."""
    if forced is not None:
        return forced
    noted = (source.units[band - 1] or "").strip().lower()
    if noted not in _UNITS:
        raise refuse(str(file), f"unit of band {band}", noted, "expected metres or feet; convert the raster")
    return _UNITS[noted] if noted else metres_per_height_unit(crs)


def _warped(
    source: Any, crs: CRS, frame: LocalFrame, band: int, cell: float, half: int, how: str
) -> NDArray[np.float32]:
    """Bring the window onto the nodes, first row in the south; GDAL leaves no-data out of every mean."""
    edge = (half + 0.5) * cell
    side = 2 * half + 1
    with WarpedVRT(
        source,
        src_crs=rasterio.crs.CRS.from_wkt(horizontal(crs).to_wkt()),
        crs=rasterio.crs.CRS.from_wkt(frame.crs.to_wkt()),
        transform=rasterio.Affine(cell, 0.0, -edge, 0.0, -cell, edge),
        width=side,
        height=side,
        resampling=Resampling[how],
        dtype="float32",
        nodata=math.nan,
        tolerance=0.01,
    ) as window:
        return np.asarray(np.flipud(window.read(band)), np.float32)
