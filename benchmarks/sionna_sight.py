"""Lines of sight beside a public ray tracer: the Munich scene of the `sionna-rt` package, in one run.

    pip install sionna-rt      # optional; its LLVM mode needs a system LLVM (DRJIT_LIBLLVM_PATH)
    python benchmarks/sionna_sight.py

The tracer (Mitsuba) tests the scene's triangles; emfassess tests the same houses as prisms over their footprints, on a
surface of 2 m cells. Both get the same pairs. Towers and pitched roofs are boxes for emfassess, so the two scenes differ;
the second comparison therefore gives the tracer the very prisms.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np
import shapely
import sionna.rt
import trimesh
from numpy.typing import NDArray

from emfassess.surroundings import Building, Scene
from emfassess.surroundings.facades import FacadeSettings, facade_receptors
from emfassess.surroundings.sight import visible
from emfassess.surroundings.surface import surface_of
from emfassess.units import Floats

ANTENNAS, RECEPTORS, ROUNDS = 30, 20_000, 3
LEAST_AREA = 4.0


def triangles(shape: Any) -> Floats:
    """Corners of a mesh of the tracer, (triangle, 3, 3). [m]"""
    told = mi.traverse(shape)
    corners = np.array(told["vertex_positions"]).reshape(-1, 3)
    return np.asarray(corners[np.array(told["faces"]).reshape(-1, 3)], dtype=float)


def prisms(meshes: Mapping[str, Sequence[Floats]]) -> tuple[Building, ...]:
    """Prisms of houses by their triangles, each (triangle, 3, 3): their union in plan, up to the highest corner."""
    found = []
    for name, parts in meshes.items():
        corners = np.concatenate(parts)
        flat: Any = shapely.polygons(corners[:, :, :2])
        footprint: Any = shapely.union_all(flat[shapely.area(flat) > 1e-4], grid_size=0.01)
        if footprint.area > LEAST_AREA:
            found.append(Building(name, footprint, float(corners[:, :, 2].max())))
    return tuple(found)


def houses(scene: Any) -> tuple[Building, ...]:
    """Each house of the scene as a prism: the union of its triangles in plan, up to its highest corner."""
    parts: dict[str, list[Floats]] = {}
    for shape in scene.mi_scene.shapes():
        if "ground" not in shape.id():
            parts.setdefault(shape.id().rsplit("-", 1)[0], []).append(triangles(shape))
    return prisms(parts)


def tracer_of(buildings: tuple[Building, ...]) -> Any:
    """The prisms as a scene of the tracer."""
    solids = [
        trimesh.creation.extrude_polygon(part, building.height)
        for building in buildings
        for part in shapely.get_parts(building.footprint)
        if part.area > LEAST_AREA
    ]
    whole: Any = trimesh.util.concatenate(solids)
    mesh = mi.Mesh("prisms", len(whole.vertices), len(whole.faces))
    told = mi.traverse(mesh)
    told["vertex_positions"] = whole.vertices.astype(np.float32).ravel()
    told["faces"] = whole.faces.astype(np.uint32).ravel()
    told.update()
    return mi.load_dict({"type": "scene", "prisms": mesh})


def traced(scene: Any, antennas: Floats, points: Floats) -> NDArray[np.bool_]:
    """Which points the tracer sees from each antenna, (antenna, point)."""
    seen = []
    for antenna in antennas:
        run = points - antenna
        reach = np.linalg.norm(run, axis=1)
        ray = mi.Ray3f(
            o=mi.Point3f(*(mi.Float(np.full(len(points), c, dtype=np.float32)) for c in antenna)),
            d=mi.Vector3f(*(mi.Float(column.astype(np.float32)) for column in (run / reach[:, np.newaxis]).T)),
        )
        ray.maxt = mi.Float((reach * (1 - 1e-5)).astype(np.float32))
        blocked = scene.ray_test(ray)
        dr.eval(blocked)
        seen.append(~np.array(blocked))
    return np.array(seen)


def timed(run: Any) -> tuple[Any, float]:
    run()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        found = run()
        times.append(time.perf_counter() - begin)
    return found, min(times)


def main() -> None:
    random = np.random.default_rng(1)
    munich = sionna.rt.load_scene(sionna.rt.scene.munich, merge_shapes=False)
    buildings = houses(munich)
    scene = Scene(buildings=buildings)
    facades = facade_receptors(scene, np.zeros((1, 2)), FacadeSettings(distance=500.0, step=4.0)).points
    points = random.permutation(facades)[:RECEPTORS]
    roofs = random.permutation(len(buildings))[:ANTENNAS]
    places = [buildings[i].footprint.representative_point() for i in roofs]
    antennas = np.array([(p.x, p.y, buildings[i].roof + 4.0) for p, i in zip(places, roofs, strict=True)])
    surface = surface_of(scene, (-850.0, -750.0, 750.0, 600.0))
    ours, seconds = timed(lambda: visible(surface, antennas, points))
    pairs = ours.size
    print(f"{len(buildings)} houses, {pairs} pairs, in sight {ours.mean():.1%}")
    print(f"emfassess, prisms on 2 m cells      {pairs / seconds / 1e6:6.2f} million pairs a second")
    for name, other in (("scene's triangles", munich.mi_scene), ("the same prisms", tracer_of(buildings))):
        theirs, seconds = timed(lambda chosen=other: traced(chosen, antennas, points))
        rate, same = pairs / seconds / 1e6, (theirs == ours).mean()
        print(f"Mitsuba (sionna-rt), {name:17} {rate:6.2f} million pairs a second, equal in {same:.2%}")


if __name__ == "__main__":
    main()
