"""Lines of sight over a made city of 2 km x 2 km at 2 m: pairs a second, and agreement with an exact test.

100 antennas on roofs, 100 000 receptors at facades and in streets. The exact test cuts the polygons with shapely. Beside it
10 000 facade points x 300 carriers with each mode of obstruction.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from shapely.affinity import rotate, translate
from shapely.geometry import box

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from builders.exact_sight import pairs_visible
from builders.stations import carrier, parabolic, station
from emfassess.field import Propagation, sources_of
from emfassess.field.models import carrier_density
from emfassess.field.obstruction import obstruction_of
from emfassess.geometry import LocalFrame
from emfassess.stations import Station
from emfassess.surroundings import Building, Scene
from emfassess.surroundings.facades import FacadeSettings, facade_receptors
from emfassess.surroundings.sight import visible
from emfassess.surroundings.surface import Surface, surface_of
from emfassess.units import Floats

HALF = 1000.0
SAMPLE = 40_000
ROUNDS = 3


def city(random: np.random.Generator) -> tuple[Building, ...]:
    """Blocks in a slightly irregular grid: houses of many heights, some L-shaped, some around a courtyard."""
    found = []
    for column in range(-20, 20):
        for row in range(-20, 20):
            width, depth = random.uniform(18, 38, 2)
            shape: Any = box(-width / 2, -depth / 2, width / 2, depth / 2)
            kind = random.integers(5)
            if kind == 0:
                shape = shape.difference(box(-width / 4, -depth / 4, width / 4, depth / 4))
            elif kind == 1:
                shape = shape.difference(box(0, 0, width, depth))
            place = np.array([column + 0.5, row + 0.5]) * HALF / 20 + random.uniform(-5, 5, 2)
            shape = translate(rotate(shape, random.uniform(-25, 25), origin=(0, 0)), *place)
            found.append(Building(f"{column}.{row}", shape, float(random.uniform(6, 32))))
    return tuple(found)


def antennas_on(buildings: tuple[Building, ...], random: np.random.Generator, count: int) -> Floats:
    chosen = random.choice(len(buildings), count, replace=False)
    places = [buildings[i].footprint.representative_point() for i in chosen]
    return np.array([(p.x, p.y, buildings[i].roof + 4.0) for p, i in zip(places, chosen, strict=True)])


def receptors(scene: Scene, random: np.random.Generator, count: int) -> Floats:
    """Half at facades, half in streets."""
    facades = facade_receptors(scene, np.zeros((1, 2)), FacadeSettings(distance=1400.0, step=4.0)).points
    streets = np.column_stack([random.uniform(-HALF, HALF, (2 * count, 2)), np.full(2 * count, 1.7)])
    streets = streets[~scene.indoors(streets)][: count // 2]
    return np.concatenate([random.permutation(facades)[: count - len(streets)], streets])


def best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def near_an_edge(buildings: tuple[Building, ...], antennas: Floats, points: Floats) -> float:
    """Share of pairs whose line, moved by one cell up or down, is told otherwise."""
    if not len(antennas):
        return 1.0
    now = pairs_visible(buildings, antennas, points)
    lift = np.array([0.0, 0.0, 2.0])
    either = [pairs_visible(buildings, antennas + s * lift, points + s * lift) != now for s in (-1.0, 1.0)]
    return float(np.logical_or(*either).mean())


def main() -> None:
    random = np.random.default_rng(1)
    buildings = city(random)
    scene = Scene(buildings=buildings)
    start = time.perf_counter()
    bounds = (-HALF, -HALF, HALF, HALF)
    surface_of(scene, (-50.0, -50.0, 50.0, 50.0))
    start = time.perf_counter()
    surface = surface_of(scene, bounds)
    print(f"surface of {len(buildings)} buildings, 2 km x 2 km at 2 m: {time.perf_counter() - start:.2f} s")
    antennas, points = antennas_on(buildings, random, 100), receptors(scene, random, 100_000)
    visible(surface, antennas, points[:100])
    seconds = best(lambda: visible(surface, antennas, points))
    pairs = len(antennas) * len(points)
    print(f"lines of sight: {pairs:.3g} pairs in {seconds:.2f} s, {pairs / seconds / 1e6:.1f} million a second")
    agreement(buildings, surface, antennas, points, random)
    facade_levels(scene, surface, random)


def agreement(
    buildings: tuple[Building, ...], surface: Surface, antennas: Floats, points: Floats, random: np.random.Generator
) -> None:
    mine = random.integers(len(antennas), size=SAMPLE), random.integers(len(points), size=SAMPLE)
    seen = visible(surface, antennas, points)
    exact = pairs_visible(buildings, antennas[mine[0]], points[mine[1]])
    same = seen[mine] == exact
    other = near_an_edge(buildings, antennas[mine[0]][~same], points[mine[1]][~same])
    print(
        f"in sight {exact.mean():.1%}; equal to the exact test in {same.mean():.3%} of {SAMPLE} pairs; "
        f"of those that differ {other:.0%} lie within one cell of an edge"
    )


def facade_levels(scene: Scene, surface: Surface, random: np.random.Generator) -> None:
    """100 antennas with three carriers each, 10 000 facade points."""
    frame = LocalFrame(11.57, 48.14)
    places = antennas_on(scene.buildings, random, 100)
    stations: list[Station] = []
    for index, place in enumerate(places):
        longitude, latitude = frame.longitude_latitude(place[0], place[1])
        stations.append(
            station(
                carrier(40, 900),
                carrier(60, 1800),
                carrier(100, 3500),
                id=f"S{index}",
                pattern=parabolic(),
                height_m=float(place[2]),
                azimuth_deg=float(random.uniform(0, 360)),
                longitude=float(longitude),
                latitude=float(latitude),
            )
        )
    sources = sources_of(stations)
    facades = facade_receptors(scene, np.zeros((1, 2)), FacadeSettings(distance=1000.0)).points
    points = random.permutation(facades)[:10_000]
    for text, reflection in (("none", "none"), ("penetration:12", "none"), ("diffraction", "none"), ("none", "image")):
        propagation = Propagation(obstruction=obstruction_of(text, reflection).over(scene, surface))

        def run(chosen: Propagation = propagation) -> None:
            for first in range(0, len(points), 2_000):
                carrier_density(sources, points[first : first + 2_000], chosen)

        run()
        told = text if reflection == "none" else f"{text}, walls as images"
        print(f"{len(points)} facade points x {len(sources.eirp)} carriers, obstruction {told}: {best(run):.2f} s")


if __name__ == "__main__":
    main()
