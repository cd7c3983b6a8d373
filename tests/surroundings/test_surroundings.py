"""Receptors: where people may be."""

import numpy as np
import pytest

from emfassess.surroundings import GRID, GROUND_HEIGHT, RINGS, ground_grid, nearest_distance, square_grid


def test_cells_of_the_nested_grid_cover_the_disc_once() -> None:
    # area of a disc of 500 m: 785 398 m^2; cells of 20 m at its rim make the sum coarse to 1 %
    grid = ground_grid([(0.0, 0.0)])
    assert (grid.cell**2).sum() == pytest.approx(np.pi * 500**2, rel=0.01)


def test_ground_receptors_stand_at_1_7_m_and_finer_near_the_station() -> None:
    # HJ 972-2018 and HJ 1151-2020 measure 1.7 m above ground
    grid = ground_grid([(0.0, 0.0)])
    assert GROUND_HEIGHT == 1.7
    assert np.all(grid.points[:, 2] == GROUND_HEIGHT)
    assert [step for _, step in GRID] == sorted(set(grid.cell.tolist()))
    assert grid.cell[grid.distance < 49].max() == 2.5


def test_rings_are_those_of_the_ring_table() -> None:
    assert RINGS == ((0, 50), (50, 100), (100, 200), (200, 300), (300, 500))


def test_two_grids_share_the_ground_without_counting_a_place_twice() -> None:
    far = ground_grid([(0.0, 0.0), (5000.0, 0.0)])
    near = ground_grid([(0.0, 0.0), (300.0, 0.0)])
    assert len(far.points) == 2 * len(ground_grid([(0.0, 0.0)]).points)
    assert len(near.points) < len(far.points)
    assert near.distance == pytest.approx(nearest_distance(near.points, near.centres))
    assert near.distance.max() <= 500


def test_a_grid_without_a_centre_is_refused() -> None:
    with pytest.raises(ValueError, match="centre"):
        ground_grid([])


def test_the_fine_grid_around_a_cell_reaches_its_neighbours() -> None:
    fine = square_grid(np.array([10.0, 20.0, 1.7]), 5.0)
    assert fine[:, 0].min() == 5.0
    assert fine[:, 1].max() == 25.0
    assert np.hypot(fine[:, 0] - 10, fine[:, 1] - 20).min() == pytest.approx(0.0, abs=1e-9)
