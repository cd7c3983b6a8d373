"""Two levels instead of culling: the sum of a block against the full sum in double precision, on hard scenes."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.array_pattern import array_pattern
from builders.region_scenes import Case, sites_at
from builders.stations import parabolic
from emfassess.region.lattice import levels_between, nodes_along, spread
from emfassess.region.tile_kernel import TILE
from emfassess.units import Floats, decibel_from_ratio

ALLOWED_DB = 0.02
"""Of the full sum, at every cell looked at, the quiet ones too."""


def scattered(count: int, half: float, seed: int = 3) -> list[tuple[float, float]]:
    return [(float(e), float(n)) for e, n in np.random.default_rng(seed).uniform(-half, half, (count, 2))]


def errors_db(case: Case, height: Floats | float = 1.7, every: int = 7) -> Floats:
    found = case.levels(height).ratio.reshape(2, -1)[:, ::every]
    expected, _ = case.full(height, every)
    return np.asarray(np.abs(decibel_from_ratio(found / expected)))


TILE_METRES = TILE * 5.0
CORNER = (-229 * 2.5 + TILE_METRES - 2.5, 199 * 2.5 - TILE_METRES + 2.5)

SCENES: dict[str, Case] = {
    "a city at random": Case(sites_at(scattered(60, 3000))),
    "a sparse country": Case(sites_at(scattered(40, 35_000))),
    "an antenna at the corner of four tiles": Case(sites_at([CORNER, (2500.0, 2500.0)])),
    "two masts one metre apart": Case(sites_at([(10.0, 10.0), (11.0, 10.0), (9000.0, 100.0)])),
    "narrow beams": Case(sites_at(scattered(30, 4000), patterns=[parabolic(24.0, 8.0, 1.0), array_pattern(24, 3.0)])),
    "tall masts": Case(sites_at(scattered(20, 3000), height=180.0)),
    "quiet: one site beyond the lattice's reach": Case(sites_at([(900.0, 0.0), (6000.0, 6000.0)])),
    "quiet: far sites only": Case(sites_at([(15_000.0, -9000.0), (-30_000.0, 2000.0)])),
    "cells of 1 m": Case(sites_at(scattered(60, 2000)), cell=1.0),
    "cells of 25 m": Case(sites_at(scattered(60, 5000)), cell=25.0),
    "cells of 100 m": Case(sites_at(scattered(60, 12_000)), cell=100.0, rows=70, columns=90),
    "one row of cells": Case(sites_at(scattered(20, 3000)), rows=2, columns=300),
}


@pytest.mark.parametrize("name", SCENES)
def test_the_sum_is_within_two_hundredths_decibel_of_the_full_sum(name: str) -> None:
    assert errors_db(SCENES[name], every=3 if SCENES[name].rows < 10 else 7).max() < ALLOWED_DB


@settings(max_examples=12)
@given(
    places=st.lists(st.tuples(st.floats(-6000, 6000), st.floats(-6000, 6000)), min_size=1, max_size=6),
    seed=st.integers(0, 1000),
)
def test_any_scene_is_within_two_hundredths_decibel(places: Sequence[tuple[float, float]], seed: int) -> None:
    assert errors_db(Case(sites_at(places, seed), rows=90, columns=140), every=11).max() < ALLOWED_DB


@pytest.mark.parametrize("height", [10.0, 30.0])
def test_other_heights_hold_as_well(height: float) -> None:
    assert errors_db(Case(sites_at(scattered(40, 3000))), height).max() < ALLOWED_DB


def test_hills_and_roofs_are_interpolated_between_levels_of_height() -> None:
    case = Case(sites_at(scattered(40, 4000)))
    row, column = np.mgrid[: case.rows, : case.columns]
    hills = 30 * np.sin(row / 40) + 25 * np.cos(column / 55) + 1.7
    roofs = np.where((row // 6 + column // 9) % 3 == 0, 24.0, 0.0)
    assert errors_db(case, hills).max() < ALLOWED_DB
    assert errors_db(case, hills + roofs).max() < ALLOWED_DB


def test_the_main_contributor_adds_most() -> None:
    for name in ("a city at random", "quiet: one site beyond the lattice's reach", "quiet: far sites only"):
        case = SCENES[name]
        keys = case.antennas_in_range().keys
        main = case.levels().main.ravel()[::7]
        _, each = case.full()
        assert np.all(np.isin(main, keys))
        told = each[np.searchsorted(keys, main), np.arange(len(main))]
        assert decibel_from_ratio(each.max(axis=0) / told).max() < 0.02, name


def test_where_the_ground_is_unknown_nothing_is_said() -> None:
    case = Case(sites_at(scattered(10, 2000)))
    height = np.full((case.rows, case.columns), 1.7)
    height[20:90, 30:120] = np.nan
    found = case.levels(height)
    assert np.all(np.isnan(found.ratio) == np.isnan(height))
    assert np.all(found.main[np.isnan(height)] == -1)
    assert not found.near_field[np.isnan(height)].any()


def test_a_block_without_any_antenna_has_no_sum_and_no_contributor() -> None:
    case = Case(sites_at([(0.0, 0.0)]))
    far = Case(sites_at([(0.0, 0.0)]))
    some = far.antennas_in_range().only(np.zeros(3, np.bool_))
    from emfassess.region.block import block_levels

    found = block_levels(some, case.place, np.full((case.rows, case.columns), 1.7), case.cell)
    assert np.all(found.ratio == 0)
    assert np.all(found.main == -1)


def test_a_cubic_passes_through_the_lattice_s_values_unchanged_over_plane_and_height() -> None:
    # a cubic interpolant gives every polynomial up to the third degree back exactly
    rows, columns, step, spacing, lowest = 50, 37, 8, 4.0, 10.0
    row, column = np.mgrid[:rows, :columns]
    height = 10.0 + (row * 7 + column * 3) % 23

    def law(r: Floats, c: Floats, z: Floats) -> Floats:
        return 5 + (r / 40) ** 3 + (c / 30) ** 2 * (r / 50) + (z / 20) ** 3

    levels = levels_between(lowest, float(height.max()), spacing)
    k, i, j = np.mgrid[:levels, : nodes_along(rows, step), : nodes_along(columns, step)]
    nodes = law((i - 1.0) * step, (j - 1.0) * step, lowest + (k - 1.0) * spacing)[np.newaxis].astype(np.float32)
    found = np.zeros((1, rows, columns), np.float32)
    spread(nodes, step, lowest, spacing, height.astype(np.float32), found)
    assert found[0] == pytest.approx(law(row.astype(float), column.astype(float), height), rel=2e-6)


def test_cells_within_the_far_field_boundary_are_flagged() -> None:
    # by hand: 1.3 m at 3500 MHz: 2 * 1.3^2 / 0.08566 = 39.46 m; 30 m - 1.7 m above the cells leaves 27.5 m on the ground
    from dataclasses import replace

    (made,) = sites_at([(0.0, 0.0)], height=30.0)
    antennas = tuple(replace(a, radiating_length_m=1.3) for a in made.antennas)
    case = Case([replace(made, antennas=antennas)])
    near = case.levels().near_field
    points = case.points(np.full((case.rows, case.columns), 1.7))
    distance = np.hypot(points[:, 0], points[:, 1])
    assert np.array_equal(near.ravel(), distance < np.sqrt(39.46**2 - 28.3**2))


@pytest.mark.parametrize("cell", [2.0, 10.0])
def test_the_bound_of_a_block_is_that_of_plain_numpy(cell: float) -> None:
    case = Case(sites_at(scattered(80, 12_000)), cell=cell)
    row, column = np.mgrid[: case.rows, : case.columns]
    height = 1.7 + 5.0 * np.sin(row / 30.0) * np.cos(column / 40.0)
    found = case.levels(height)
    bound = found.bound.ravel()[::53]
    assert np.abs(decibel_from_ratio(bound / case.full_bound(height, 53))).max() < ALLOWED_DB
    assert np.all(bound > found.ratio[0].ravel()[::53])
