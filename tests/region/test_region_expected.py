"""Expected levels over regions: those of single points at the nodes, near them between, and never above the bound."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from builders.region_plans import LIMITS, plan_of, small, stations
from emfassess.exposure.expected import ExpectedSettings, Load, expected_levels
from emfassess.exposure.ratios import weights_of
from emfassess.field import sources_of
from emfassess.geometry import LocalFrame
from emfassess.region import expected
from emfassess.region.plan import RegionPlan
from emfassess.region.run import run_region
from emfassess.region.store import STORE
from emfassess.units import Floats, decibel_from_ratio

SETTINGS = ExpectedSettings(roof_height_m=12.0, loads={"LTE": Load(0.2, 2.0)})
NAMES = ("expected_power_density", "expected_p5", "expected_p95", "expected_exposure_ratio")


def plan(**more: object) -> RegionPlan:
    return plan_of(stations(12, 1500.0), grid=small(90, 20.0), radius=40_000.0, expected=SETTINGS, **more)


def levels_at_cells(folder: Path, step: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Levels of some cells in the store of a run, and those of single points there."""
    store = xr.open_zarr(folder / STORE).isel(height=0, x=slice(0, None, step), y=slice(0, None, step))
    made = stations(12, 1500.0)
    frame = LocalFrame(made[0].longitude, made[0].latitude)
    x, y = np.meshgrid(store["x"], store["y"])
    east, north = frame.east_north(*small(90, 20.0).earth(x.ravel(), y.ravel()))
    points = np.column_stack([east, north, np.full(east.size, 1.7)])
    sources = sources_of(made)
    own = expected_levels(sources, weights_of(sources, LIMITS), points, settings=SETTINGS)
    single = dict(zip(NAMES, (own.median, own.p5, own.p95, own.exposure_ratio), strict=True))
    return {name: store[name].values.ravel().astype(float) for name in (*NAMES, "bound_exposure_ratio")}, single


def test_levels_of_cells_are_those_of_single_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Every cell is a node; levels are stored to 0.1 %, the region's planes differ by millimetres.
    monkeypatch.setattr(expected, "TOLERANCE_DB", -1.0)
    run_region(plan(), tmp_path / "run")
    stored, single = levels_at_cells(tmp_path / "run", 7)
    most = stored["bound_exposure_ratio"] / (single["expected_exposure_ratio"] / single["expected_power_density"])
    for name in NAMES[:3]:
        assert np.array_equal(np.isnan(stored[name]), np.isnan(single[name]))
        free = single[name] < most
        assert free.mean() > 0.8
        np.testing.assert_allclose(stored[name][free], single[name][free], rtol=2.5e-3)
    np.testing.assert_allclose(stored[NAMES[3]], single[NAMES[3]], rtol=2.5e-3)


def test_between_nodes_levels_stay_near_those_of_single_points(tmp_path: Path) -> None:
    run_region(plan(), tmp_path / "run")
    stored, single = levels_at_cells(tmp_path / "run", 3)
    off = np.abs(decibel_from_ratio(stored[NAMES[0]] / single[NAMES[0]]))
    assert np.nanquantile(off, 0.95) < expected.TOLERANCE_DB
    assert np.nanmax(stored["expected_exposure_ratio"] / stored["bound_exposure_ratio"]) <= 1.0
    assert np.all((stored["expected_p5"] <= stored["expected_p95"]) | np.isnan(stored["expected_p5"]))


def test_the_store_names_its_assumptions_and_a_run_without_has_no_expected_levels(tmp_path: Path) -> None:
    run_region(plan(), tmp_path / "with")
    run_region(replace(plan(), expected=None), tmp_path / "without")
    known, none = (xr.open_zarr(tmp_path / name / STORE) for name in ("with", "without"))
    assert set(NAMES) <= set(known.variables)
    assert not set(NAMES) & set(none.variables)
    assert {"expected-level", "region-expected masts=24 decibel=0.7"} <= set(known.attrs["assumptions"])
    xr.testing.assert_identical(known["bound_exposure_ratio"], none["bound_exposure_ratio"])


def test_expected_levels_over_roofs_are_refused() -> None:
    with pytest.raises(ValueError, match="--receivers roofs"):
        plan(receivers="roofs")
