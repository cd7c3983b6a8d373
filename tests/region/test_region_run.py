"""Runs over a region: what is written, broken off and gone on with, brought up to date, and refused before it starts."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import xarray as xr
from typer.testing import CliRunner, Result

from builders.region_plans import LIMITS, files, plan_of, small, stations
from builders.region_scenes import site, sites_at
from emfassess.cli import app
from emfassess.exposure.ratios import exposure_ratio, exposure_sums, weights_of
from emfassess.field import rated_power_density, sources_of
from emfassess.field.network import key_of
from emfassess.geometry import LocalFrame
from emfassess.region import job, run, workers
from emfassess.region.grid import BLOCK, utm_zone
from emfassess.region.plan import RegionPlan
from emfassess.region.run import run_region
from emfassess.region.store import STORE, rounded_up
from emfassess.units import Floats, decibel_from_ratio

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region") / "run"
    run_region(plan_of(stations()), folder)
    return folder


def test_the_store_has_the_promised_names_axes_and_reference(finished: Path) -> None:
    import rioxarray  # noqa: F401

    store = xr.open_zarr(finished / STORE)
    ratio = store["exposure_ratio"]
    assert ratio.dims == ("height", "y", "x")
    assert ratio.rio.crs.to_epsg() == 32651
    assert ratio.rio.resolution() == (20.0, -20.0)
    assert store["x"].attrs["standard_name"] == "projection_x_coordinate"
    assert store["spatial_ref"].attrs["grid_mapping_name"] == "transverse_mercator"
    assert {"exposure_ratio_actual", "bound_exposure_ratio", "main_contributor", "near_field", "omitted"} <= set(
        store.variables
    )
    assert store.attrs["range_m"] == 8000.0
    assert store.attrs["scatter_dbi"] == 0.0
    assert bool((store["bound_exposure_ratio"] > ratio).all())
    assert "region-far-field" in store.attrs["assumptions"]


def test_levels_agree_with_those_of_assess_in_the_plane_of_the_first_station(tmp_path: Path) -> None:
    """Independent walk: the plane around one station, the compiled reference kernel, and pyproj for the places."""
    made, grid = stations(), small(60, 100.0)
    run_region(plan_of(made, grid=grid, radius=40_000.0), tmp_path / "run")
    store = xr.open_zarr(tmp_path / "run" / STORE).isel(height=0)
    sources = sources_of(made)
    frame = LocalFrame(made[0].longitude, made[0].latitude)
    x, y = np.meshgrid(grid.x, grid.y)
    east, north = frame.east_north(*grid.earth(x.ravel(), y.ravel()))
    density = rated_power_density(sources, np.column_stack([east, north, np.full(len(east), 1.7)]))
    expected = exposure_ratio(exposure_sums(density, weights_of(sources, LIMITS)))
    for scenario, name in enumerate(("exposure_ratio", "exposure_ratio_actual")):
        found = decibel_from_ratio(store[name].to_numpy().ravel() / expected[scenario])
        # the plane around one station turns the bearings of others by up to 0.06 degree; rounding up adds 0.0042 dB
        assert np.abs(found).max() < 0.05
        assert np.quantile(np.abs(found), 0.99) < 0.02


def test_names_of_the_main_contributors_stand_beside_the_store(finished: Path) -> None:
    table = pq.read_table(finished / run.NAMES).to_pydict()
    names = dict(zip(table["key"], table["antenna"], strict=True))
    main = xr.open_zarr(finished / STORE)["main_contributor"].to_numpy()
    assert {names[key].split("/")[0] for key in np.unique(main) if key >= 0} <= {f"S{k}" for k in range(25)}
    assert names[key_of("S0/A0")] == "S0/A0"


def test_processes_threads_and_a_second_run_give_the_same_bytes(finished: Path, tmp_path: Path) -> None:
    plan = plan_of(stations())
    run_region(plan, tmp_path / "two", workers=2)
    assert files(tmp_path / "two") == files(finished)
    again = run_region(plan, tmp_path / "two")
    assert again.stored == len(again.records)
    assert files(tmp_path / "two") == files(finished)


SCRIPT = """
import sys; sys.path[:0] = {paths!r}
from pathlib import Path
from builders.region_plans import plan_of, stations
from emfassess.region.run import run_region
if __name__ == "__main__":
    run_region(plan_of(stations()), Path(sys.argv[1]))
"""


def test_killed_at_ten_random_moments_it_goes_on_to_the_same_bytes(finished: Path, tmp_path: Path) -> None:
    script = tmp_path / "go.py"
    script.write_text(SCRIPT.format(paths=[str(ROOT / "src"), str(ROOT / "tests")]), encoding="utf-8")
    folder, dice = tmp_path / "run", random.Random(8702)
    killed = 0
    while killed < 10:
        going = subprocess.Popen([sys.executable, str(script), str(folder)], stderr=subprocess.DEVNULL)
        # at any moment: before the first block, or a while after some more
        deadline, wanted = time.monotonic() + 60, _lines(folder) + dice.choice([0, 0, 1, 2])
        while time.monotonic() < deadline and going.poll() is None and _lines(folder) < wanted:
            time.sleep(0.01)
        time.sleep(dice.random() * 0.4)
        if going.poll() is None:
            os.kill(going.pid, signal.SIGKILL)
            going.wait()
            killed += 1
        else:  # it was quicker: begin anew
            assert files(folder) == files(finished)
            shutil.rmtree(folder)
    subprocess.run([sys.executable, str(script), str(folder)], check=True)
    assert files(folder) == files(finished)


def _lines(folder: Path) -> int:
    progress = folder / "progress.jsonl"
    return len(progress.read_bytes().splitlines()) if progress.exists() else 0


def test_what_a_killed_run_was_writing_does_not_stay(finished: Path, tmp_path: Path) -> None:
    plan = plan_of(stations())
    run_region(plan, tmp_path / "run")
    (tmp_path / "run" / STORE / "exposure_ratio" / "c" / "0" / "1" / "1.a3ad64f0.partial").write_bytes(b"")
    run_region(plan, tmp_path / "run")
    assert files(tmp_path / "run") == files(finished)


def test_a_damaged_chunk_is_found_by_the_manifest_and_computed_again(finished: Path, tmp_path: Path) -> None:
    plan = plan_of(stations())
    run_region(plan, tmp_path / "run")
    chunk = tmp_path / "run" / STORE / "exposure_ratio" / "c" / "0" / "1" / "1"
    chunk.write_bytes(chunk.read_bytes()[:-1])
    (tmp_path / "run" / STORE / "near_field" / "c" / "0" / "0" / "0").unlink(missing_ok=True)
    done = run_region(plan, tmp_path / "run")
    assert len(done.records) - done.stored in (1, 2)
    assert files(tmp_path / "run") == files(finished)


def test_after_a_change_only_the_blocks_in_reach_are_computed_and_the_bytes_are_those_of_a_full_run(
    tmp_path: Path,
) -> None:
    made = stations(60, 11_000.0)
    run_region(plan_of(made, radius=3000.0), tmp_path / "run")
    rng = np.random.default_rng(9)
    # ten stations change in the north-west corner: three are gone, three are new, four have another tilt
    corner = sorted(made, key=lambda s: s.longitude - s.latitude)[:7]
    kept = [s for s in made if s not in corner]
    turned = [replace(s, antennas=tuple(replace(a, mechanical_tilt_deg=9.0) for a in s.antennas)) for s in corner[3:]]
    changed = [*kept, *turned, *(site(100 + k, -10_000.0 + 300 * k, 10_000.0, rng) for k in range(3))]
    with pytest.raises(ValueError, match="other stations"):
        run_region(plan_of(changed, radius=3000.0), tmp_path / "run")
    done = run_region(plan_of(changed, radius=3000.0), tmp_path / "run", update=True)
    assert 0 < done.stored < len(done.records)
    run_region(plan_of(changed[::-1], radius=3000.0), tmp_path / "fresh")
    assert files(tmp_path / "run") == files(tmp_path / "fresh")


def test_a_lost_worker_s_blocks_go_to_another(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = workers.connected

    def losing(cluster: str | None, count: int | None):  # type: ignore[no-untyped-def]
        from contextlib import contextmanager

        @contextmanager
        def both():  # type: ignore[no-untyped-def]
            with real(cluster, count) as client:
                pid = min(client.run(os.getpid).values())
                os.kill(pid, signal.SIGKILL)
                yield client

        return both()

    monkeypatch.setattr(run, "connected", losing)
    run_region(plan_of(stations()), tmp_path / "run", workers=2)
    assert files(tmp_path / "run") == files(finished)


def test_a_full_disk_ends_the_run_and_leaves_what_is_finished(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from emfassess.region import job, store

    real, room = store.write_block, [3]

    def full(*arguments: object) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(28, "No space left on device")
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(job, "write_block", full)
    with pytest.raises(workers.Stopped, match="disk is full"):
        run_region(plan_of(stations()), tmp_path / "run")
    monkeypatch.setattr(job, "write_block", real)
    done = run_region(plan_of(stations()), tmp_path / "run")
    assert done.stored >= 1
    assert files(tmp_path / "run") == files(finished)


def refused(change: Callable[[RegionPlan], RegionPlan], folder: Path, **more: object) -> str:
    with pytest.raises(ValueError, match=r".") as error:
        run_region(change(plan_of(stations())), folder, **more)  # type: ignore[arg-type]
    return str(error.value)


def test_another_run_another_code_and_a_strange_store_are_refused(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(finished)
    told = refused(lambda plan: replace(plan, heights=(1.7, 10.0)), finished)
    assert "heights_m [1.7] there, [1.7, 10.0] asked for" in told
    monkeypatch.setattr(run, "code_digest", lambda: "0.0+other")
    assert "another code version" in refused(lambda plan: plan, finished)
    (tmp_path / STORE).mkdir()
    assert "another origin" in refused(lambda plan: plan, tmp_path)
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    assert "damaged" in refused(lambda plan: plan, tmp_path)
    assert files(finished) == before


def test_a_disk_without_room_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    huge = replace(small(), rows=2_000_000, columns=2_000_000)
    told = refused(lambda plan: replace(plan, grid=huge), tmp_path / "run")
    assert "GB" in told
    assert "are free" in told
    assert not (tmp_path / "run").exists()


def test_a_cluster_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 0.5)
    told = refused(lambda plan: plan, tmp_path / "run", cluster="tcp://127.0.0.1:1")
    assert "no Dask scheduler answers" in told
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("answer", "expected"), [("0.0+old", "another code version"), (None, "does not see --out")])
def test_a_cluster_that_does_not_fit_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str | None, expected: str
) -> None:
    from distributed import LocalCluster

    told = (answer or job.code_digest(), answer is not None)
    monkeypatch.setattr(workers, "_seen", lambda mark: told)  # noqa: ARG005, as the worker calls it
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as cluster:  # type: ignore[no-untyped-call]
        assert expected in refused(lambda plan: plan, tmp_path / "run", cluster=cluster.scheduler_address)
    assert not (tmp_path / "run").exists()


def test_an_existing_cluster_is_used_by_its_address(finished: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address="127.0.0.1:0") as cluster:  # type: ignore[no-untyped-call]
        run_region(plan_of(stations()), tmp_path / "run", cluster=cluster.scheduler_address)
    assert files(tmp_path / "run") == files(finished)


def test_blocks_out_of_range_of_all_antennas_say_nothing(tmp_path: Path) -> None:
    run_region(plan_of(sites_at([(-11_000.0, 11_000.0)]), radius=2000.0), tmp_path / "run")
    store = xr.open_zarr(tmp_path / "run" / STORE)
    ratio = store["exposure_ratio"].to_numpy()[0]
    assert np.all(ratio[:BLOCK, :BLOCK] > 0)
    assert np.all(np.isnan(ratio[2 * BLOCK :, 2 * BLOCK :]))


def test_what_lies_beyond_the_range_is_bounded(tmp_path: Path) -> None:
    """By hand: one carrier of EIRP P beyond the range at a distance of at least R: P eta / (144 * 4 pi R^2)."""
    made = sites_at([(0.0, 0.0), (0.0, 60_000.0)])
    run_region(plan_of(made, grid=small(500), radius=30_000.0), tmp_path / "run")
    (bound,) = xr.open_zarr(tmp_path / "run" / STORE)["omitted"].to_numpy().ravel()
    lone = sources_of([made[1]])
    peak = (weights_of(lone, LIMITS).combined[0] * lone.eirp).max(axis=0).sum()
    true = peak / (4 * np.pi * 55_000.0**2)
    assert true <= bound <= peak / (4 * np.pi * 30_000.0**2)


def test_rounding_never_lowers_a_level() -> None:
    ratio = np.float32(10) ** np.random.default_rng(1).uniform(-9, 1, 10_000).astype(np.float32)
    fine, coarse = rounded_up(ratio, 0.0), rounded_up(ratio, 0.01)
    assert np.all(fine >= ratio)
    assert np.all(coarse >= ratio)
    assert decibel_from_ratio(fine / ratio).max() < 0.0043
    assert decibel_from_ratio(coarse / ratio)[ratio >= 0.01].max() < 0.0043
    assert decibel_from_ratio(coarse / ratio).max() < 0.264
    assert np.isnan(rounded_up(np.array([np.nan], np.float32), 0.0)[0])


@pytest.mark.parametrize(
    ("longitude", "latitude", "zone"),
    [(120.5, 30.0, "EPSG:32651"), (-35.2, -5.8, "EPSG:32725"), (180.0, 10.0, "EPSG:32660"), (8.5, 47.4, "EPSG:32632")],
)
def test_the_utm_zone_is_that_of_the_middle(longitude: float, latitude: float, zone: str) -> None:
    assert utm_zone(longitude, latitude) == zone


def bearing_error(frame_latitude: float, east: float, north: float) -> Floats:
    """Bearing towards a plane's origin from a place in it, by the plane with convergence and by pyproj's geodesic."""
    from pyproj import Geod

    from emfassess.region.antennas import convergence

    frame = LocalFrame(10.0, frame_latitude)
    longitude, latitude = frame.longitude_latitude(east, north)
    there = np.zeros(1, dtype=[("longitude", "f8"), ("latitude", "f8")])
    there["longitude"], there["latitude"] = longitude, latitude
    true, _, _ = Geod(ellps="WGS84").inv(longitude, latitude, 10.0, frame_latitude)
    plane = np.degrees(np.arctan2(-east, -north)) + np.degrees(convergence(frame, there))
    return np.asarray((true - plane + 180) % 360 - 180)


@pytest.mark.parametrize("latitude", [65.0, 30.0, -33.0])
def test_far_antennas_look_along_their_own_meridian(latitude: float) -> None:
    assert abs(bearing_error(latitude, 38_000.0, 9000.0)[0]) < 0.01


def command(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_the_assumptions_stand_in_the_store_as_sentences(table: Path, tmp_path: Path) -> None:
    assert command("region", table, "--cell", 20, "--height", 1.7, "--out", tmp_path / "out").exit_code == 0
    told = xr.open_zarr(tmp_path / "out" / "exposure.zarr").attrs["assumptions"]
    assert any(line.startswith("region-far-field: ") and "may be higher" in line for line in told)
    assert any(line.startswith("region-within-range: ") and "40 km" in line for line in told)


TABLE = (
    "station_id,operator,longitude,latitude,antenna_id,gain_dbi,horizontal_beamwidth_deg,vertical_beamwidth_deg,"
    "front_to_back_db,height_m,azimuth_deg,technology,frequency_mhz,power_w,feeder_loss_db\n"
    "S1,A,120.0,30.0,A1,17,65,7,25,30,0,LTE,900,40,0\nS2,A,120.004,30.002,A1,17,65,7,25,25,90,LTE,1800,40,0\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "network.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_the_command_writes_a_store_and_runs_again_without_work(table: Path, tmp_path: Path) -> None:
    chosen = ("region", table, "--cell", 10, "--height", "10,1.7", "--out", tmp_path / "out")
    result = command(*chosen)
    assert result.exit_code == 0, result.output
    store = xr.open_zarr(tmp_path / "out" / "exposure.zarr")
    assert store["height"].to_numpy().tolist() == [1.7, 10.0]
    assert float(store["exposure_ratio"].max()) > 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["blocks"]["0/0"]) == {"antennas", "error", "inputs", "output", "unknown"}
    again = command(*chosen)
    assert "blocks: 1, of which from before: 1" in again.stdout


def test_a_ground_factor_of_the_project_or_command_multiplies_every_level(table: Path, tmp_path: Path) -> None:
    chosen = ("region", table, "--cell", 20, "--height", 1.7, "--no-maps")
    for name, more in (("plain", ()), ("factor", ("--ground", "factor:4"))):
        assert command(*chosen, "--out", tmp_path / name, *more).exit_code == 0
    plain, factor = (xr.open_zarr(tmp_path / n / "exposure.zarr") for n in ("plain", "factor"))
    ratio = (factor["exposure_ratio"] / plain["exposure_ratio"]).to_numpy()
    assert ratio == pytest.approx(np.full(ratio.shape, 4.0), rel=2e-3)
    assert any("ground-factor" in line for line in factor.attrs["assumptions"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--cell", 5, "--height", 1.7, "--ground", "two-ray:wet"), "not computed over regions"),
        (("--cell", 0, "--height", 1.7), "--cell 0"),
        (("--cell", 5, "--height", "1.7,low"), "--height"),
        (("--cell", 5, "--height", "-2"), "--height"),
        (("--cell", 5, "--height", 1.7, "--bounds=1,2,3"), "--bounds"),
        (("--cell", 5, "--height", 1.7, "--bounds=10,50,11,51"), "outside the network"),
        (("--cell", 5, "--height", 1.7, "--bounds=121,30,119,31"), "west < east"),
        (("--cell", 5, "--height", 1.7, "--crs", "EPSG:4326"), "projected"),
        (("--cell", 1e-4, "--height", 1.7), "too many"),
    ],
)
def test_bad_choices_end_with_exit_2_before_the_work(
    table: Path, tmp_path: Path, options: tuple[object, ...], told: str
) -> None:
    result = command("region", table, "--out", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not (tmp_path / "out").exists()
