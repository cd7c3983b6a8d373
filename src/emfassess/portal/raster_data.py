"""The exposure raster as open data: a cloud-optimised GeoTIFF and a netCDF file for each connected area.

Both hold the very numbers of the pages, which single precision holds, on the grid of web maps.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import rasterio
import xarray as xr
from numpy.typing import NDArray
from rasterio import Affine

from emfassess.portal.mercator import TILE, WORLD
from emfassess.portal.raster import NATIVE_ZOOM, CellLevels, ComputedRaster, ExposureRaster
from emfassess.publish.data.netcdf import write_dataset
from emfassess.units import Floats

CELL = WORLD / (TILE << NATIVE_ZOOM)
"""Side of a cell in the metres of the projection. [m]"""

_BANDS = {
    "exposure_ratio": ("1", "Exposure ratio"),
    "power_density": ("W m-2", "Power density"),
    "field_strength": ("V m-1", "Electric field strength, r.m.s."),
    "bound_exposure_ratio": ("1", "Upper bound of the exposure ratio"),
    "bound_power_density": ("W m-2", "Upper bound of the power density"),
    "expected_exposure_ratio": ("1", "Expected exposure ratio, median"),
    "expected_p5_exposure_ratio": ("1", "Expected exposure ratio, 5th percentile"),
    "expected_p95_exposure_ratio": ("1", "Expected exposure ratio, 95th percentile"),
}


def write_raster_data(raster: ExposureRaster, folder: Path) -> None:
    """Write the areas into ``data/rasters/`` of the site; an area is named by its north-western numeric tile."""
    out = folder / "data" / "rasters"
    out.mkdir(parents=True, exist_ok=True)
    tiles = {(x, y): cells for x, y, cells in raster.tiles()}
    for area in _areas(tiles):
        cells = _together([tiles[tile] for tile in area])
        name = f"{NATIVE_ZOOM}-{min(x for x, _ in area)}-{min(y for _, y in area)}"
        data = _grid(cells, raster.height)
        write_dataset(data, out / f"{name}.nc")
        _write_cog(data, out / f"{name}.tif")


def read_raster_data(folder: Path) -> ComputedRaster:
    """Read the published cells of a site again, with all their digits."""
    parts, height = [], 0.0
    for path in sorted((folder / "data" / "rasters").glob("*.nc")):
        with xr.open_dataset(path, engine="h5netcdf") as data:
            row, column = np.nonzero(np.isfinite(data["exposure_ratio"].to_numpy()))
            values = {name: data[name].to_numpy()[row, column].astype(float) for name in _BANDS}
            names = np.array(str(data.attrs["stations"]).split(" "))
            main = names[data["main_station"].to_numpy()[row, column]]
            height = float(data.attrs["height_m"])
            corner = (int(data.attrs["first_column"]), int(data.attrs["first_row"]))
        parts.append(CellLevels(column=column + corner[0], row=row + corner[1], main=main, **values))
    cells = _together(parts)
    return ComputedRaster(cells.part(np.lexsort((cells.column, cells.row))), height)


def _areas(tiles: Mapping[tuple[int, int], CellLevels]) -> Iterator[list[tuple[int, int]]]:
    """Tiles that touch one another, also by a corner."""
    left = dict.fromkeys(sorted(tiles))
    while left:
        found, edge = [], [next(iter(left))]
        del left[edge[0]]
        while edge:
            x, y = edge.pop()
            found.append((x, y))
            neighbours = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (x + i, y + j) in left]
            for tile in neighbours:
                del left[tile]
            edge += neighbours
        yield sorted(found)


def _together(parts: Sequence[CellLevels]) -> CellLevels:
    return CellLevels(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in CellLevels.__dataclass_fields__)
    )


def _band(name: str, values: Floats) -> tuple[tuple[str, str], Floats, dict[str, str]]:
    unit, meaning = _BANDS[name]
    return ("y", "x"), values, {"units": unit, "long_name": meaning, "grid_mapping": "spatial_ref"}


def _grid(cells: CellLevels, height: float) -> xr.Dataset:
    """Cells of an area as a labelled grid; not-a-number where nothing was computed."""
    first = (int(cells.column.min()), int(cells.row.min()))
    size = (int(cells.row.max()) - first[1] + 1, int(cells.column.max()) - first[0] + 1)
    place = (cells.row - first[1], cells.column - first[0])
    names, index = np.unique(cells.main, return_inverse=True)

    def spread(values: Floats) -> Floats:
        grid = np.full(size, np.nan)
        grid[place] = values
        return grid

    main: NDArray[np.int32] = np.full(size, -1, dtype=np.int32)
    main[place] = index
    edge = WORLD / 2
    x = (np.arange(size[1]) + first[0] + 0.5) * CELL - edge
    y = edge - (np.arange(size[0]) + first[1] + 0.5) * CELL
    variables = {name: _band(name, spread(getattr(cells, name))) for name in _BANDS}
    attributes = {"long_name": "station whose carrier adds most: place in the attribute stations, from 0"}
    crs = rasterio.crs.CRS.from_epsg(3857)
    return xr.Dataset(
        variables | {"main_station": (("y", "x"), main, attributes), "spatial_ref": ((), 0, {"crs_wkt": crs.to_wkt()})},
        coords={
            "x": ("x", x, {"units": "m", "standard_name": "projection_x_coordinate"}),
            "y": ("y", y, {"units": "m", "standard_name": "projection_y_coordinate"}),
        },
        attrs={
            "Conventions": "CF-1.11",
            "height_m": height,
            "first_column": first[0],
            "first_row": first[1],
            "zoom": NATIVE_ZOOM,
            "stations": " ".join(names),
        },
    )


def _write_cog(data: xr.Dataset, path: Path) -> None:
    """Write the levels as one band a quantity."""
    x, y = data["x"].to_numpy(), data["y"].to_numpy()
    transform = Affine(CELL, 0.0, x[0] - CELL / 2, 0.0, -CELL, y[0] + CELL / 2)
    profile = {"driver": "COG", "dtype": "float32", "count": len(_BANDS), "crs": "EPSG:3857", "nodata": np.nan}
    options = {"compress": "DEFLATE", "predictor": 3, "blocksize": TILE, "overviews": "NONE"}
    with rasterio.open(path, "w", width=len(x), height=len(y), transform=transform, **profile, **options) as file:
        for band, (name, (unit, _)) in enumerate(_BANDS.items(), start=1):
            file.write(data[name].to_numpy().astype(np.float32), band)
            file.set_band_description(band, f"{name} [{unit}]")
