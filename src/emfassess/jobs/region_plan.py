"""Plan of a run over a region: the project's settings, overridden by the options given, and the network."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from emfassess.field import SCENARIOS, ground_of
from emfassess.field.obstruction import obstruction_of
from emfassess.jobs.plan import scene_files_of
from emfassess.language import language as language_of
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.network_tables import read_network
from emfassess.readers.project import read_project
from emfassess.region.grid import grid_over
from emfassess.region.ground import RECEIVERS
from emfassess.region.plan import RegionPlan, bounds_of

Bounds = tuple[float, float, float, float]


def region_plan(
    paths: Sequence[Path],
    *,
    cell: float,
    height: str,
    bounds: str | None = None,
    limit: str | None = None,
    population: str | None = None,
    scenario: str | None = None,
    crs: str | None = None,
    radius: float,
    coarse_below: float = 0.0,
    terrain: Path | None = None,
    buildings: Path | None = None,
    obstruction: str | None = None,
    wall_reflection: str | None = None,
    receivers: str = RECEIVERS[0],
    ground: str | None = None,
    folder: Path = Path(),
) -> RegionPlan:
    """Read the network of a run and settle its choices.

    Raises
    ------
    InputError
        With every fault of the files.
    ValueError
        If a choice cannot be met.
    """
    project = read_project(folder)
    around = project.surroundings
    box = None if bounds is None else numbers("--bounds", bounds, "west,south,east,north in degrees", 4)
    heights = tuple(sorted(numbers("--height", height, "metres with commas between")))
    if not cell > 0:
        raise ValueError(f"--cell {cell:g}: expected a side above 0 m")
    limits = load_limits(limit or project.limit, population=population or project.population)
    network = read_network(paths)
    grid = grid_over(bounds_of(network, None if box is None else (box[0], box[1], box[2], box[3])), cell, crs)
    plan = RegionPlan(
        network=network,
        limits=limits,
        grid=grid,
        heights=heights,
        scenario=scenario or project.scenario or SCENARIOS[0],
        radius=radius,
        coarse_below=coarse_below,
        scene_files=scene_files_of(
            around.model_copy(update={"terrain": terrain or around.terrain, "buildings": buildings or around.buildings})
        ),
        obstruction=obstruction_of(obstruction or around.obstruction, wall_reflection or around.wall_reflection),
        receivers=receivers,
        ground=ground_of(ground or project.ground),
    )
    text = language_of("en")
    return replace(plan, messages=tuple(text.labelled(a.code, assumption_sentence(a, text)) for a in plan.assumptions))


def numbers(option: str, text: str, expected: str, count: int | None = None) -> list[float]:
    """Numbers with commas between.

    Raises
    ------
    ValueError
        If one is none, or there are not as many as needed.
    """
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = []
    if not found or (count is not None and len(found) != count):
        raise ValueError(f"{option} {text!r}: expected {expected}")
    return found
