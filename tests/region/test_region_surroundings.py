"""Regions over terrain and among buildings, against the levels of `emfassess points` at the same places."""

import csv
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
import xarray as xr
from pyproj import CRS, Transformer
from shapely.geometry import box
from typer.testing import CliRunner, Result

from emfassess.cli import app
from emfassess.geometry import LocalFrame
from emfassess.units import decibel_from_ratio

HOME = LocalFrame(120.0, 30.0)
TABLE = """\
station_id,operator,longitude,latitude,antenna_id,gain_dbi,horizontal_beamwidth_deg,vertical_beamwidth_deg,front_to_back_db,\
height_m,azimuth_deg,mechanical_tilt_deg,technology,frequency_mhz,power_w,feeder_loss_db
S1,A,120.0,30.0,A1,17,65,7,25,30,90,4,LTE,900,40,0
S1,A,120.0,30.0,A1,17,65,7,25,30,90,4,LTE,2600,80,0
S2,A,120.002,30.001,A1,15,65,10,25,25,200,2,LTE,1800,40,0
"""


def command(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("surroundings") / "network.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def terrain(network: Path) -> Path:
    """A slope of one in ten to the east with waves across, every 10 m, in the plane around HOME."""
    axis = 10.0 * np.arange(-250, 251)
    east, north = np.meshgrid(axis, axis[::-1])
    path = network.with_name("terrain.tif")
    profile = {"driver": "GTiff", "width": 501, "height": 501, "count": 1, "dtype": "float64", "crs": HOME.crs.to_wkt()}
    transform = rasterio.Affine(10.0, 0.0, -2505.0, 0.0, -10.0, 2505.0)
    with rasterio.open(path, "w", transform=transform, **profile) as file:
        file.write(300 + 0.1 * east + 8 * np.sin(north / 120), 1)
    return path


@pytest.fixture(scope="module")
def buildings(network: Path) -> Path:
    path = network.with_name("buildings.gpkg")
    outlines = [box(60 + 50 * k, -20 + 30 * (k % 3), 85 + 50 * k, 15 + 30 * (k % 3)) for k in range(6)]
    frame = {"id": [f"b{k}" for k in range(6)], "height": [12.0 + 3 * k for k in range(6)]}
    geopandas.GeoDataFrame(frame, geometry=outlines, crs=HOME.crs).to_file(path)
    return path


def compared(
    folder: Path, network: Path, *options: object, region: tuple[object, ...] = ()
) -> tuple[xr.Dataset, np.ndarray]:
    """Levels of a region around the stations over those of `points` in the far field, in decibel, at every 9th cell."""
    bounds = "--bounds=119.999,29.999,120.004,30.002"
    command("region", network, "--cell", 10, "--height", 1.7, "--out", folder, bounds, "--no-maps", *options, *region)
    store = xr.open_zarr(folder / "exposure.zarr").isel(height=0)
    x, y = (a.ravel()[::9] for a in np.meshgrid(store["x"].to_numpy(), store["y"].to_numpy()))
    crs = CRS.from_wkt(store["spatial_ref"].attrs["crs_wkt"])
    longitude, latitude = Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
    at = folder / "at.csv"
    lines = [
        f"p{k},1.7,{a!r},{b!r}" for k, (a, b) in enumerate(zip(longitude.tolist(), latitude.tolist(), strict=True))
    ]
    at.write_text("\n".join(["id,height_m,longitude,latitude", *lines]) + "\n", encoding="utf-8")
    command("points", network, "--at", at, "--out", folder / "out.csv", "--model", "far-field", *options)
    rows = csv.DictReader((folder / "out.csv").read_text(encoding="utf-8").splitlines())
    expected = [float(row["exposure_ratio"]) for row in rows]
    found = store["exposure_ratio"].to_numpy().ravel()[::9]
    return store, decibel_from_ratio(found / np.array(expected))


def test_receivers_and_masts_stand_on_the_terrain(network: Path, terrain: Path, tmp_path: Path) -> None:
    _, difference = compared(tmp_path, network, "--terrain", terrain)
    assert np.abs(difference).max() < 0.05


@pytest.mark.parametrize("mode", ["penetration:12", "diffraction"])
def test_near_antennas_are_obstructed_cell_by_cell(
    mode: str, network: Path, terrain: Path, buildings: Path, tmp_path: Path
) -> None:
    options = ("--terrain", terrain, "--buildings", buildings, "--obstruction", mode)
    _, difference = compared(tmp_path, network, *options)
    # a ray that grazes a corner may count a wall more or less; all others agree
    assert np.quantile(np.abs(difference), 0.98) < 0.05
    assert np.median(np.abs(difference)) < 0.01


def test_obstruction_of_near_antennas_lowers_no_level_of_far_ones(
    network: Path, buildings: Path, tmp_path: Path
) -> None:
    free, _ = compared(tmp_path / "free", network, "--buildings", buildings)
    walls, _ = compared(tmp_path / "walls", network, "--buildings", buildings, "--obstruction", "penetration:12")
    assert float((walls["exposure_ratio"] - free["exposure_ratio"]).max()) <= 0.002 * float(
        free["exposure_ratio"].max()
    )
    assert float((walls["exposure_ratio"] / free["exposure_ratio"]).min()) < 0.2


def test_on_roofs_the_level_is_that_of_the_roof(network: Path, buildings: Path, tmp_path: Path) -> None:
    ground, _ = compared(tmp_path, network, "--buildings", buildings)
    command("region", network, "--cell", 10, "--height", 1.7, "--out", tmp_path / "roofs", "--buildings", buildings,
            "--bounds=119.999,29.999,120.004,30.002", "--no-maps", "--receivers", "roofs")  # fmt: skip
    command("region", network, "--cell", 10, "--height", 13.7, "--out", tmp_path / "high", "--no-maps",
            "--bounds=119.999,29.999,120.004,30.002")  # fmt: skip
    roofs, high = (
        xr.open_zarr(tmp_path / n / "exposure.zarr").isel(height=0)["exposure_ratio"] for n in ("roofs", "high")
    )
    x, y = HOME.longitude_latitude(72.0, -3.0)  # on the first house, 12 m high
    crs = CRS.from_wkt(xr.open_zarr(tmp_path / "roofs" / "exposure.zarr")["spatial_ref"].attrs["crs_wkt"])
    across, along = Transformer.from_crs(4326, crs, always_xy=True).transform(x, y)
    place = {"x": across, "y": along, "method": "nearest"}
    assert float(roofs.sel(**place)) == pytest.approx(float(high.sel(**place)), rel=2e-3)
    assert float(roofs.sel(**place)) != pytest.approx(float(ground["exposure_ratio"].sel(**place)), rel=0.05)


def test_where_the_terrain_ends_nothing_is_said(network: Path, terrain: Path, tmp_path: Path) -> None:
    command("region", network, "--cell", 50, "--height", 1.7, "--out", tmp_path / "out", "--terrain", terrain,
            "--bounds=119.99,29.99,120.06,30.01", "--no-maps")  # fmt: skip
    ratio = xr.open_zarr(tmp_path / "out" / "exposure.zarr")["exposure_ratio"].to_numpy()[0]
    assert np.all(np.isnan(ratio[:, -20:]))
    assert np.isfinite(ratio[:, 5:40]).all()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--obstruction", "diffraction"), "needs --buildings or --terrain"),
        (("--receivers", "roofs"), "needs --buildings"),
    ],
)
def test_what_is_missing_is_named(network: Path, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    arguments = ["region", str(network), "--cell", "10", "--height", "1.7", "--out", str(tmp_path / "out"), *options]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert told in result.stderr
