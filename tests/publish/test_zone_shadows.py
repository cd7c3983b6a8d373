"""The outline of a body seen along a direction, against the union of all its triangles."""

import numpy as np
import pytest
import shapely
import trimesh

from emfassess.publish.data.zone_shadows import shadow
from emfassess.zones.zone import Zone, level_axes


def zone_of(*bodies: trimesh.Trimesh) -> Zone:
    first = np.cumsum([0, *(len(body.vertices) for body in bodies[:-1])])
    vertices = np.concatenate([body.vertices for body in bodies])
    faces = np.concatenate([body.faces + start for body, start in zip(bodies, first, strict=True)])
    return Zone("S1", "station", "public", vertices, faces, np.zeros(3), level_axes(0.0))


@pytest.mark.parametrize("columns", [np.eye(3)[:2], level_axes(37.0)[[0, 2]]])
def test_the_shadow_is_the_union_of_all_triangles(columns: np.ndarray) -> None:
    ring = trimesh.creation.torus(5.0, 1.0)
    ball = trimesh.creation.icosphere(2, 2.0)
    ball.apply_translation([4.0, 1.0, 6.0])  # partly before the ring, partly beside it
    made = zone_of(ring, ball)
    triangles = shapely.polygons((made.vertices @ columns.T)[made.faces])
    expected = shapely.union_all(shapely.set_precision(triangles[shapely.area(triangles) > 1e-9], 1e-6))
    found = shadow(made, columns)
    assert found.is_valid
    assert shapely.symmetric_difference(found, expected).area < 1e-3


def test_the_hole_of_a_ring_is_seen_from_above() -> None:
    # by hand: radii 6 and 4 around, less what 32 corners cut off
    found = shadow(zone_of(trimesh.creation.torus(5.0, 1.0)), np.eye(3)[:2])
    (part,) = shapely.get_parts(found)
    assert len(part.interiors) == 1
    assert found.area == pytest.approx(np.pi * (6.0**2 - 4.0**2), rel=0.02)
