"""Plan of a run over a region: the project's settings, overridden by the options given, and the network."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from emfassess.field import SCENARIOS, ground_of
from emfassess.field.network import Network
from emfassess.field.obstruction import Obstruction, obstruction_of
from emfassess.jobs.plan import expected_settings_of, scene_files_of
from emfassess.jobs.station_limits import require_one_of
from emfassess.language import language as language_of
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.readers.limit_sets import load_limits
from emfassess.readers.national_limits import DEFAULT_LIMIT, national_limit
from emfassess.readers.network_tables import read_network
from emfassess.readers.project import SCATTER_DBI, Project, Surroundings, read_project
from emfassess.readers.scene import SceneFiles
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
    scatter_dbi: str | None = None,
    expected: bool = False,
    folder: Path = Path(),
) -> RegionPlan:
    """Read the network of a run and settle its options.

    Raises
    ------
    InputError
        With every fault of the files.
    ValueError
        If an option cannot be met.
    """
    project = read_project(folder)
    heights = tuple(sorted(numbers("--height", height, "metres with commas between")))
    _check_cell(cell)
    network = read_network(paths)
    limits = _limits(network, project, limit, population)
    grid = grid_over(bounds_of(network, _box(bounds)), cell, crs)
    plan = RegionPlan(
        network=network,
        limits=limits,
        grid=grid,
        heights=heights,
        scenario=scenario or project.scenario or SCENARIOS[0],
        radius=radius,
        coarse_below=coarse_below,
        scene_files=_scene_files(project.surroundings, terrain, buildings),
        obstruction=_obstruction(project.surroundings, obstruction, wall_reflection),
        receivers=receivers,
        ground=ground_of(ground or project.ground),
        scatter_dbi=_scatter(project, scatter_dbi),
        expected=expected_settings_of(project.expected) if expected else None,
    )
    return replace(plan, messages=_messages(plan))


def _limits(network: Network, project: Project, limit: str | None, population: str | None) -> LimitSet:
    """The one limit set of the run: that asked for, or the national limit of the country of all stations."""
    who, country = population or project.population, project.project.country
    asked = limit or project.limit
    if asked is None:
        codes = sorted({code or country or "" for code in network.countries})
        require_one_of(codes, "region")
        asked = national_limit(codes[0]) if codes and codes[0] else DEFAULT_LIMIT
    return load_limits(asked, population=who)


def _check_cell(cell: float) -> None:
    if not cell > 0:
        raise ValueError(f"--cell {cell:g}: expected a side above 0 m")


def _scene_files(settings: Surroundings, terrain: Path | None, buildings: Path | None) -> SceneFiles:
    """Files of the project's settings, or those given in their place."""
    given = {"terrain": terrain or settings.terrain, "buildings": buildings or settings.buildings}
    return scene_files_of(settings.model_copy(update=given))


def _obstruction(settings: Surroundings, obstruction: str | None, wall_reflection: str | None) -> Obstruction:
    return obstruction_of(obstruction or settings.obstruction, wall_reflection or settings.wall_reflection)


def _scatter(project: Project, given: str | None) -> float | None:
    """Gain of scattered power in the upper bound; None where none is added. [dBi]"""
    if given is None:
        return project.scatter
    if given == "none":
        return None
    (gain,) = numbers("--scatter-dbi", given, "a gain in dBi, or none", 1)
    if not SCATTER_DBI[0] <= gain <= SCATTER_DBI[1]:
        raise ValueError(f"--scatter-dbi {gain:g}: expected {SCATTER_DBI[0]:g} to {SCATTER_DBI[1]:g} dBi, or none")
    return gain


def _box(bounds: str | None) -> Bounds | None:
    if bounds is None:
        return None
    west, south, east, north = numbers("--bounds", bounds, "west,south,east,north in degrees", 4)
    return west, south, east, north


def _messages(plan: RegionPlan) -> tuple[str, ...]:
    """Assumptions in English, as the store of the run holds them."""
    text = language_of("en")
    return tuple(text.labelled(item.code, assumption_sentence(item, text)) for item in plan.assumptions)


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
