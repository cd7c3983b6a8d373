"""The expected level beside a public ray tracer, with a scene's buildings and without: scenes of the `sionna-rt` package.

    pip install 'emfassess[tracer]'      # sionna-rt; its LLVM mode needs a system LLVM (DRJIT_LIBLLVM_PATH)
    python benchmarks/sionna_expected.py [SCENE...]

Stations on roofs that were chosen at random, places on the ground outdoors. The tracer follows line of sight, reflections and
diffraction; powers of its paths are added without their phases, which is the mean over some wavelengths that a meter sees.
The table goes to docs/validation.md by way of benchmarks/validation/surroundings.json.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import mitsuba as mi
import numpy as np
import shapely
import sionna.rt
from sionna_sight import prisms, triangles
from validation.surroundings import surroundings_row, surroundings_table, write_rows
from validation.three_levels import ThreeLevels, three_levels

from emfassess.field import Sources, sources_of
from emfassess.patterns.parametric import element_38901
from emfassess.stations import Antenna, Carrier, Station
from emfassess.surroundings import Building, Scene
from emfassess.surroundings.surface import Surface, surface_of
from emfassess.units import Floats, wavelength

PLACES = {"munich": 200, "florence": 150, "etoile": 150}
STATIONS = 3
NEAREST, FARTHEST = 50.0, 500.0
"""Places lie so far from the nearest station, in plan. [m]"""
HEIGHT, ABOVE_ROOF, TILT = 1.5, 4.0, 6.0
POWER, FREQUENCY = 20.0, 2000.0
"""Of each station's only carrier. [W], [MHz]"""
DEPTH, RAYS = 3, 300_000
"""Reflections in a row, and rays from each antenna."""
SEED = 1


def houses(scene: Any) -> tuple[Building, ...]:
    """Each house of a scene as a prism: its triangles in plan, up to its highest corner; what lies flat is ground."""
    parts: dict[str, list[Floats]] = {}
    for shape in scene.mi_scene.shapes():
        corners = triangles(shape)
        if corners[:, :, 2].max() > 0.1:
            parts.setdefault(shape.id().rsplit("-", 1)[0], []).append(corners)
    return prisms(parts)


def made_up_stations(buildings: Sequence[Building], random: np.random.Generator) -> list[Station]:
    """Stations on high roofs in the middle half of a scene; their antennas carry the places, the scene's origin is theirs."""
    middle = np.array([building.footprint.centroid.coords[0] for building in buildings])
    roofs = np.array([building.roof for building in buildings])
    low, high = np.percentile(middle, [25, 75], axis=0)
    inside = np.all((middle > low) & (middle < high), axis=1)
    high_roofs = np.flatnonzero(inside & (roofs > np.median(roofs)) & (roofs < np.percentile(roofs, 98)))
    stations = []
    for index in random.choice(high_roofs, STATIONS, replace=False):
        place = buildings[index].footprint.representative_point()
        antenna = Antenna(
            "A",
            element_38901(),
            float(roofs[index]) + ABOVE_ROOF,
            float(random.uniform(0.0, 360.0)),
            (Carrier("LTE", "", FREQUENCY, power_w=POWER),),
            mechanical_tilt_deg=TILT,
            east_m=place.x,
            north_m=place.y,
        )
        stations.append(Station(f"S{index}", "", "", 0.0, 0.0, (antenna,)))
    return stations


def ground_places(buildings: Sequence[Building], sources: Sources, count: int, random: np.random.Generator) -> Floats:
    """Places outdoors around stations, (place, 3)."""
    mast = sources.position[random.integers(len(sources.position), size=20 * count)]
    run = random.uniform(NEAREST, FARTHEST, len(mast))
    turn = random.uniform(0.0, 2 * np.pi, len(mast))
    points = np.column_stack(
        [mast[:, 0] + run * np.cos(turn), mast[:, 1] + run * np.sin(turn), np.full(len(mast), HEIGHT)]
    )
    ends: Any = shapely.total_bounds([building.footprint for building in buildings])
    apart = np.hypot(*(points[:, np.newaxis, :2] - sources.position[:, :2]).transpose(2, 0, 1)).min(axis=1)
    inside = np.all((points[:, :2] > ends[:2]) & (points[:, :2] < ends[2:]), axis=1)
    outdoors = ~Scene(buildings=tuple(buildings)).indoors(points)
    return np.asarray(points[inside & outdoors & (apart >= NEAREST)][:count])


def traced_density(scene: Any, sources: Sources, points: Floats) -> Floats:
    """Power density of all stations after the tracer, (point,); 0 where it finds no path. [W/m^2]"""
    scene.frequency = FREQUENCY * 1e6
    scene.tx_array = sionna.rt.PlanarArray(num_rows=1, num_cols=1, pattern="tr38901", polarization="V")
    scene.rx_array = sionna.rt.PlanarArray(num_rows=1, num_cols=1, pattern="iso", polarization="VH")
    for index, (_, antenna, _) in enumerate(sources.members):
        yaw = float(np.radians(90.0 - antenna.azimuth_deg))
        turned = mi.Point3f(yaw, float(np.radians(TILT)), 0.0)
        scene.add(sionna.rt.Transmitter(f"t{index}", mi.Point3f(*sources.position[index].tolist()), turned))
    for index, point in enumerate(points.tolist()):
        scene.add(sionna.rt.Receiver(f"r{index}", mi.Point3f(*point)))
    paths = sionna.rt.PathSolver()(
        scene, max_depth=DEPTH, samples_per_src=RAYS, refraction=False, diffraction=True, seed=SEED
    )
    real, imaginary = (np.array(part) for part in paths.a)
    gain = (real**2 + imaginary**2).sum(axis=(1, 2, 3, 4))
    return np.asarray(POWER * gain * 4 * np.pi / float(wavelength(FREQUENCY * 1e6)) ** 2)


def compared_scene(name: str) -> tuple[Floats, ThreeLevels, ThreeLevels]:
    """Traced level at places of a scene, and the model's levels without and with buildings."""
    random = np.random.default_rng(SEED)
    begin = time.perf_counter()
    scene = sionna.rt.load_scene(getattr(sionna.rt.scene, name), merge_shapes=False)
    buildings = houses(scene)
    sources = sources_of(made_up_stations(buildings, random))
    points = ground_places(buildings, sources, PLACES[name], random)
    traced = traced_density(scene, sources, points)
    print(f"{name}: {len(buildings)} houses, {len(points)} places, {time.perf_counter() - begin:.0f} s", flush=True)
    roof = float(np.mean([building.roof for building in buildings]))
    return traced, three_levels(sources, points), three_levels(sources, points, _surface(buildings), roof)


def _surface(buildings: tuple[Building, ...]) -> Surface:
    ends: Any = shapely.total_bounds([building.footprint for building in buildings])
    west, south, east, north = (float(end) for end in ends)
    return surface_of(Scene(buildings=buildings), (west, south, east, north))


def _joined(levels: Sequence[ThreeLevels]) -> ThreeLevels:
    """Levels of several scenes, one after the other."""
    return ThreeLevels(*(np.concatenate([getattr(part, item.name) for part in levels]) for item in fields(ThreeLevels)))


def main() -> None:
    """Compare every scene, print and keep the table."""
    chosen = sys.argv[1:] or list(PLACES)
    compared = [compared_scene(name) for name in chosen]
    traced, without, known = zip(*compared, strict=True)
    rows = [surroundings_row(name, *levels) for name, levels in zip(chosen, compared, strict=True)]
    rows.append(surroundings_row("all of these", np.concatenate(traced), _joined(without), _joined(known)))
    write_rows(rows)
    print(surroundings_table(rows))


if __name__ == "__main__":
    main()
