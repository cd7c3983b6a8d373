"""Maps of regions: the GeoTIFF is the store, tiles have the classes' colours, coarser tiles hide no exceedance."""

import json
import warnings
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import xarray as xr

from builders.region_plans import files, plan_of, small
from builders.region_scenes import sites_at
from emfassess.publish.maps.region import UNKNOWN, _Pyramid, write_maps
from emfassess.publish.text.classes import CLASSES
from emfassess.region.run import run_region


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("maps") / "run"
    plan = plan_of(sites_at([(300.0, 200.0), (-900.0, 700.0)], height=20.0), grid=small(300, 10.0), heights=(1.7, 18.0))
    run_region(plan, made)
    write_maps(made, plan.grid, plan.heights)
    return made


def test_the_geotiff_is_cloud_optimised_and_has_the_store_s_values(folder: Path) -> None:
    store = xr.open_zarr(folder / "exposure.zarr")
    for (level, height), name in product(enumerate(("1.7", "18")), ("exposure_ratio", "bound_exposure_ratio")):
        with rasterio.open(folder / f"{name}_{height}m.tif") as file:
            assert np.array_equal(file.read(1), store[name].isel(height=level).to_numpy(), equal_nan=True)
            assert file.crs.to_epsg() == 32651
            assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
            assert file.transform[0] == 10.0


def opened(path: Path) -> Any:
    """A tile; its place is its name, of which GDAL knows nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        return rasterio.open(path)


def classes_of(path: Path) -> set[int]:
    with opened(path) as file:
        return set(np.unique(file.read(1)).tolist()) - {UNKNOWN}


def test_every_class_of_the_raster_is_on_the_finest_and_the_highest_on_the_coarsest_tile(folder: Path) -> None:
    description = json.loads((folder / "tiles" / "18m" / "tiles.json").read_text(encoding="utf-8"))
    finest = description["maxzoom"]
    values = xr.open_zarr(folder / "exposure.zarr")["bound_exposure_ratio"].isel(height=1).to_numpy()
    expected = {int(np.searchsorted([c.high for c in CLASSES[:-1]], v)) for v in values.ravel()}
    assert len(expected) > 2
    on_finest = set().union(*(classes_of(p) for p in (folder / "tiles" / "18m" / str(finest)).rglob("*.png")))
    assert on_finest == expected
    (world,) = (folder / "tiles" / "18m" / "0").rglob("*.png")
    assert max(classes_of(world)) == max(expected)


def test_tiles_have_the_colours_of_the_classes_and_are_clear_elsewhere(folder: Path) -> None:
    (world,) = (folder / "tiles" / "1.7m" / "0").rglob("*.png")
    with opened(world) as file:
        palette = file.colormap(1)
    assert palette[0][:3] == (0xE8, 0xF1, 0xF5)
    assert palette[4][:3] == (0xC1, 0x12, 0x1F)
    assert palette[UNKNOWN][3] == 0


def test_a_tile_lies_where_web_maps_expect_it() -> None:
    # 120 E, 30 N at zoom 5: x = (120 + 180) / 360 * 32 = 26.67; y = (1 - asinh(tan 30) / pi) / 2 * 32 = 13.20
    west, south, east, north = _Pyramid.box_of(5, 26, 13)
    assert west == pytest.approx(112.5)
    assert east == pytest.approx(123.75)
    assert south < 30.0 < north


def test_the_same_store_gives_the_same_bytes(folder: Path) -> None:
    before = files(folder)
    write_maps(folder, small(300, 10.0), (1.7, 18.0))
    assert files(folder) == before
