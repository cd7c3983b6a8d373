"""Plan of a run: the stations, limits and places that its options name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emfassess.assessment.relevance import RELEVANT_RATIO
from emfassess.assumptions import Assumption
from emfassess.exposure.expected import NOTHING_STATED, ExpectedSettings, Load
from emfassess.exposure.expected.traffic import ADAPTIVE
from emfassess.exposure.uncertainty import DEFAULTS, UncertaintySettings
from emfassess.field import Ground, ground_of
from emfassess.field.ground import NO_GROUND
from emfassess.field.obstruction import FREE, Obstruction, obstruction_of
from emfassess.field.scattered import FAR_DBI
from emfassess.geometry import LocalFrame
from emfassess.jobs.network_table import NetworkTable, mapped_table, network_table
from emfassess.jobs.run_options import RunOptions, run_options
from emfassess.jobs.station_limits import limits_of_stations, most_common, require_one_country
from emfassess.limits.decision_rule import DecisionRule, RuleName
from emfassess.limits.limit_set import POPULATIONS, LimitSet
from emfassess.readers.limit_sets import load_limits, populations_of
from emfassess.readers.point_files import PointTable, read_points
from emfassess.readers.project import NAME, OUTPUTS, Expectation, Surroundings
from emfassess.readers.scene import NO_FILES, SceneFiles
from emfassess.readers.station_files import read_stations, station_file_paths
from emfassess.readers.station_records import PatternShelf
from emfassess.stations import Source, Station
from emfassess.summaries import Summarised
from emfassess.surroundings import RINGS, NamedPoint
from emfassess.surroundings.facades import EVERY_FLOOR, FacadeSettings
from emfassess.units import Floats


@dataclass(frozen=True, repr=False)
class Plan(Summarised):
    """Plan of a run: what is computed and how it is published.

    `named_points` belong to stations by id: east and north count from that station. `also` are further limit sets whose
    verdicts are printed beside the governing one. `day` is printed as the date of the report where it is given.
    `limits` judge the stations that `national` does not name by their ids; `limit_assumptions` say, by the ids of stations,
    what was assumed because no country was stated. `beyond` counts stations of the network that a batch leaves out because
    they are out of range of all of its own.
    `full_sum` sums far antennas at every receptor too; `network_folder` has the table of the network where it is written.
    `options` are what the rest was read from; `outputs` are the kinds of files that each station has.
    """

    stations: Sequence[Station]
    limits: LimitSet
    also: tuple[LimitSet, ...] = ()
    scenario: str | None = None
    expanded_uncertainty_db: float | None = None
    named_points: Mapping[str, tuple[NamedPoint, ...]] = field(default_factory=dict)
    language: str = "en"
    day: date | None = None
    ground: Ground = NO_GROUND
    uncertainty: UncertaintySettings = DEFAULTS
    scene_files: SceneFiles = NO_FILES
    facades: FacadeSettings = EVERY_FLOOR
    obstruction: Obstruction = FREE
    out_of_range: int = 0
    decision_rule: str | None = None
    target_uncertainty_db: float | None = None
    relevant_ratio: float = RELEVANT_RATIO
    radius: float = RINGS[-1][1]
    scatter_dbi: float | None = FAR_DBI
    expected: ExpectedSettings = NOTHING_STATED
    full_sum: bool = False
    network_folder: Path | None = None
    options: RunOptions | None = None
    national: Mapping[str, LimitSet] = field(default_factory=dict)
    limit_assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    outputs: tuple[str, ...] = OUTPUTS

    @cached_property
    def network(self) -> NetworkTable | None:
        """Table of the network for backgrounds of far antennas; None where all are summed at every receptor."""
        if self.network_folder is not None:
            return mapped_table(self.network_folder)
        # what ground and buildings do to each far antenna is not the same everywhere
        plain = self.ground.kind != "two-ray" and self.obstruction.plain and not self.scene_files.sources
        if self.full_sum or not plain:
            return None
        return network_table(self.stations, tuple(dict.fromkeys((*self.judging, *self.also))), self.expected.loads)

    def limits_of(self, station: Station) -> LimitSet:
        """The limit set that judges a station."""
        return self.national.get(station.id, self.limits)

    @property
    def judging(self) -> tuple[LimitSet, ...]:
        """All limit sets that judge some station, each once, in the order of the stations."""
        return tuple(dict.fromkeys(self.limits_of(station) for station in self.stations))

    def require_one_country(self, command: str) -> None:
        """Refuse stations of several countries, unless one limit set was asked for.

        Raises
        ------
        InputError
            Naming the countries and the cure.
        """
        if self.options is not None and self.options.limit is None:
            require_one_country(self.stations, self.options.country, command)

    def rule_under(self, limits: LimitSet) -> DecisionRule:
        """The decision rule that was asked for, else that of a limit set."""
        if self.decision_rule is None and self.target_uncertainty_db is None:
            return limits.decision
        target = self.target_uncertainty_db
        return DecisionRule(
            RuleName(self.decision_rule or limits.decision.name),
            limits.decision.target_uncertainty_db if target is None else target,
        )

    @property
    def command(self) -> str | None:
        """The command that computes the same again; None where the plan was not read from options."""
        return None if self.options is None else self.options.command

    @property
    def sources(self) -> tuple[Source, ...]:
        """All input files that were read."""
        return () if self.options is None else tuple(file.source for file in self.options.inputs)

    @property
    def further_inputs(self) -> tuple[Source, ...]:
        """Input files that no station and no scene names: named points and the project's settings."""
        return tuple(source for source in self.sources if source.kind in ("named-points", "project"))


def zone_limits_of(limits: LimitSet) -> tuple[LimitSet, ...]:
    """Limits whose zones are drawn: the set's own for both populations, ICNIRP 2020 where it has none for workers."""
    return tuple(_for_population(limits, who) for who in POPULATIONS)


def _for_population(limits: LimitSet, population: str) -> LimitSet:
    if limits.population == population:
        return limits
    has = population in populations_of(limits.id)
    return load_limits(limits.id if has else "icnirp-2020", population=population)


def read_plan(
    paths: Sequence[Path], *, folder: Path = Path(), known: Sequence[Station] | None = None, **asked: Any
) -> Plan:
    """Read the stations of a run and settle its options.

    Parameters
    ----------
    paths, folder
        As in :func:`~emfassess.jobs.run_options.run_options`.
    known : sequence of Station, optional
        Stations that are not read from `paths`.
    **asked
        Settings by name, as :func:`~emfassess.jobs.run_options.run_options` takes them.

    Raises
    ------
    InputError
        With every fault of the files.
    ValueError
        If a limit set is not known or has no levels for the population.
    """
    return plan_of(run_options(paths, folder, **asked), known)


def plan_of(options: RunOptions, known: Sequence[Station] | None = None) -> Plan:
    """Read what options name: limits, stations, places, and checksums of all files."""
    surroundings = options.surroundings
    shelf = PatternShelf()
    stations = read_stations(options.paths, shelf) if known is None else tuple(known)
    chosen = limits_of_stations(stations, options.limit, options.country, options.population, options.day)
    limits = most_common(chosen.limits)
    places = options.named_points
    obstruction = obstruction_of(surroundings.obstruction, surroundings.wall_reflection)
    scene = scene_files_of(surroundings)
    if scene.buildings is not None:
        from emfassess.readers.building_extent import check_buildings_extent  # a library of vector files

        check_buildings_extent(scene.buildings, stations, scene.layer, scene.crs)
    return Plan(
        stations=stations,
        limits=limits,
        also=tuple(load_limits(name, population=options.population) for name in options.also),
        scenario=options.scenario,
        expanded_uncertainty_db=options.expanded_uncertainty_db,
        named_points=points_of_stations(read_points(places, stations[0]), stations) if places else {},
        language=options.language,
        day=options.day,
        ground=ground_of(options.ground),
        uncertainty=UncertaintySettings(**options.uncertainty),
        scene_files=scene,
        facades=FacadeSettings(surroundings.facade_distance_m, surroundings.facade_step_m, surroundings.all_roofs),
        obstruction=obstruction,
        decision_rule=options.decision_rule,
        target_uncertainty_db=options.target_uncertainty_db,
        relevant_ratio=options.relevant_ratio,
        radius=options.radius_m,
        scatter_dbi=options.scatter,
        full_sum=options.full_sum,
        expected=expected_settings_of(options.expected),
        national={name: found for name, found in chosen.limits.items() if found is not limits},
        limit_assumptions=chosen.assumptions,
        outputs=options.outputs,
        options=options.with_inputs(_input_files(options, shelf, known is None)),
    )


def _input_files(options: RunOptions, shelf: PatternShelf, from_files: bool) -> Iterator[tuple[str, Path]]:
    """Every file that a run reads, with what it is."""
    if from_files:
        yield from (("station", path) for path in station_file_paths(options.paths, []))
        yield from (("pattern", path) for path in dict.fromkeys(path for path, _ in shelf.files))
    yield from options.files
    if not options.inputs and (options.project / NAME).is_file():
        yield "project", options.project / NAME


def expected_settings_of(stated: Expectation) -> ExpectedSettings:
    """How levels are expected; technologies of loads in capitals, as carriers are looked up."""
    loads = {
        name if name == ADAPTIVE else name.upper(): Load(load.median, load.spread_db, load.source)
        for name, load in stated.loads.items()
    }
    return ExpectedSettings(stated.roof_height_m, stated.indoors, loads)


def scene_files_of(surroundings: Surroundings) -> SceneFiles:
    """Terrain and buildings with their checksums."""
    files = SceneFiles(
        terrain=surroundings.terrain,
        buildings=surroundings.buildings,
        layer=surroundings.buildings_layer,
        crs=surroundings.buildings_crs,
        default_height_m=surroundings.default_height_m,
        storey_height_m=surroundings.storey_height_m,
        vertical_unit=surroundings.terrain_unit,
        height_column=surroundings.height_column,
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
    if len(stations) == 1:
        return np.zeros(len(longitude), dtype=np.intp)
    from scipy.spatial import KDTree

    ends = _on_sphere([s.longitude for s in stations], [s.latitude for s in stations])
    places, first = np.unique(ends, axis=0, return_index=True)
    return np.asarray(first[KDTree(places).query(_on_sphere(longitude, latitude))[1]])


def _on_sphere(longitude: ArrayLike, latitude: ArrayLike) -> Floats:
    east, north = np.radians(longitude), np.radians(latitude)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _frame(station: Station) -> LocalFrame:
    return LocalFrame(station.longitude, station.latitude)
