"""What a run will do: the project's settings, overridden by what was asked for, and the stations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from emfassess.exposure.uncertainty import DEFAULTS, UncertaintySettings
from emfassess.field import SCENARIOS, Ground, ground_of
from emfassess.field.ground import NO_GROUND
from emfassess.field.obstruction import FREE, Obstruction, obstruction_of
from emfassess.geometry import LocalFrame
from emfassess.limits.limit_set import POPULATIONS, LimitSet
from emfassess.readers.limit_sets import load_limits, populations_of
from emfassess.readers.point_files import PointTable, read_points
from emfassess.readers.project import Surroundings, read_project
from emfassess.readers.scene import NO_FILES, SceneFiles
from emfassess.readers.station_files import read_stations
from emfassess.stations import Station
from emfassess.surroundings import NamedPoint
from emfassess.surroundings.facades import EVERY_FLOOR, FacadeSettings
from emfassess.units import Floats


@dataclass(frozen=True)
class Plan:
    """What a run computes and how it is told.

    `named_points` belong to stations by id: east and north count from that station. `also` are further limit sets whose
    verdicts stand beside the deciding one. `day` is printed as the date of the report where it is given.
    `beyond` counts stations of the network that a batch leaves out because they are out of range of all of its own.
    """

    stations: tuple[Station, ...]
    limits: LimitSet
    also: tuple[LimitSet, ...] = ()
    scenario: str | None = None
    expanded_uncertainty_db: float | None = None
    named_points: Mapping[str, tuple[NamedPoint, ...]] = field(default_factory=dict)
    language: str = "en"
    day: date | None = None
    command: str | None = None
    ground: Ground = NO_GROUND
    uncertainty: UncertaintySettings = DEFAULTS
    scene_files: SceneFiles = NO_FILES
    facades: FacadeSettings = EVERY_FLOOR
    obstruction: Obstruction = FREE
    beyond: int = 0

    @property
    def zone_limits(self) -> tuple[LimitSet, ...]:
        """Limits whose zones are drawn: the set's own for both populations, ICNIRP 2020 where it has none for workers."""
        return tuple(_for_population(self.limits, who) for who in POPULATIONS)


def _for_population(limits: LimitSet, population: str) -> LimitSet:
    if limits.population == population:
        return limits
    has = population in populations_of(limits.id)
    return load_limits(limits.id if has else "icnirp-2020", population=population)


def read_plan(  # one keyword for each option of the command
    paths: Sequence[Path],
    *,
    limit: str | None = None,
    population: str | None = None,
    scenario: str | None = None,
    language: str | None = None,
    also: Sequence[str] | None = None,
    named_points: Path | None = None,
    day: str | None = None,
    ground: str | None = None,
    terrain: Path | None = None,
    buildings: Path | None = None,
    obstruction: str | None = None,
    wall_reflection: str | None = None,
    folder: Path = Path(),
    known: Sequence[Station] | None = None,
) -> Plan:
    """Read the stations of a run and settle its choices.

    A choice that is None comes from ``emfassess.toml`` in `folder`, or else is the package's default. Stations that are
    `known` already are not read from `paths`.

    Raises
    ------
    InputError
        With every fault of the files.
    ValueError
        If a limit set is not known or has no levels for the population.
    """
    project = read_project(folder)
    who = population or project.population
    limits = load_limits(limit or project.limit, population=who)
    stations = read_stations(paths) if known is None else tuple(known)
    places = named_points or project.named_points
    around = project.surroundings
    stands = obstruction_of(obstruction or around.obstruction, wall_reflection or around.wall_reflection)
    scene = scene_files_of(around, terrain, buildings)
    return Plan(
        stations=stations,
        limits=limits,
        also=tuple(load_limits(name, population=who) for name in (project.also if also is None else also)),
        scenario=scenario or project.scenario,
        expanded_uncertainty_db=project.expanded_uncertainty_db,
        named_points=points_of_stations(read_points(places, stations[0]), stations) if places else {},
        language=language or project.language,
        day=date.fromisoformat(day) if day else None,
        command=_command(
            paths, limits, scenario or project.scenario or SCENARIOS[0], ground or project.ground, stands, scene
        ),
        ground=ground_of(ground or project.ground),
        uncertainty=UncertaintySettings(**project.uncertainty),
        scene_files=scene,
        facades=FacadeSettings(around.facade_distance_m, around.facade_step_m, around.all_roofs),
        obstruction=stands,
    )


def _command(
    paths: Sequence[Path], limits: LimitSet, scenario: str, ground: str, stands: Obstruction, scene: SceneFiles
) -> str:
    """The command that computes the same again, with every choice that decides a number."""
    files = " ".join(path.name for path in paths)
    chosen = f"--limit {limits.id} --population {limits.population} --scenario {scenario} --ground {ground}"
    for option, path in (("--terrain", scene.terrain), ("--buildings", scene.buildings)):
        chosen += f" {option} {path.name}" if path else ""
    if stands != FREE:
        chosen += f" --obstruction {stands} --wall-reflection {stands.reflection}"
    return f"emfassess assess {files} {chosen}"


def scene_files_of(around: Surroundings, terrain: Path | None, buildings: Path | None) -> SceneFiles:
    """The project's terrain and buildings, those of the command line first, with their checksums."""
    files = SceneFiles(
        terrain=terrain or around.terrain,
        buildings=buildings or around.buildings,
        layer=around.buildings_layer,
        crs=around.buildings_crs,
        default_height_m=around.default_height_m,
        storey_height_m=around.storey_height_m,
        vertical_unit=around.terrain_unit,
    )
    return files.hashed()


def points_of_stations(table: PointTable, stations: Sequence[Station]) -> dict[str, tuple[NamedPoint, ...]]:
    """Give every named point to its nearest station, with east and north counted from that station."""
    longitude, latitude = _frame(stations[0]).longitude_latitude(table.east_m, table.north_m)
    found: dict[str, list[NamedPoint]] = {}
    for index, nearest in enumerate(nearest_stations(stations, longitude, latitude)):
        east, north = _frame(stations[nearest]).east_north(longitude[index], latitude[index])
        point = NamedPoint(table.ids[index], float(east), float(north), float(table.height_m[index]))
        found.setdefault(stations[nearest].id, []).append(point)
    return {name: tuple(points) for name, points in found.items()}


def nearest_stations(stations: Sequence[Station], longitude: Floats, latitude: Floats) -> NDArray[np.intp]:
    """Index of the station nearest to each place on earth, shape (point,); of stations at one place the first."""
    ends = _on_sphere([s.longitude for s in stations], [s.latitude for s in stations])
    places, first = np.unique(ends, axis=0, return_index=True)
    return np.asarray(first[KDTree(places).query(_on_sphere(longitude, latitude))[1]])


def _on_sphere(longitude: ArrayLike, latitude: ArrayLike) -> Floats:
    east, north = np.radians(longitude), np.radians(latitude)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _frame(station: Station) -> LocalFrame:
    return LocalFrame(station.longitude, station.latitude)
