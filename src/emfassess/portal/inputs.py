"""The inputs of a run, gathered so that another machine can compute it again: every file in its place beside the others."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from emfassess.jobs.plan import Plan, read_plan
from emfassess.readers.faults import refuse
from emfassess.readers.project import NAME, read_project
from emfassess.readers.station_files import read_stations, station_file_paths
from emfassess.readers.station_records import PatternShelf


@dataclass(frozen=True)
class Choices:
    """What decides the numbers of a run beside its files. Paths count from the folder of the project."""

    paths: tuple[str, ...]
    limit: str
    population: str
    scenario: str
    also: tuple[str, ...]
    ground: str
    obstruction: str
    wall_reflection: str
    language: str
    languages: tuple[str, ...]
    code_version: str
    command: str | None = None
    named_points: str | None = None
    terrain: str | None = None
    buildings: str | None = None
    day: str | None = None
    project: str = "."

    def plan(self, root: Path) -> Plan:
        """The plan of the run, with its files under a folder of inputs.

        Raises
        ------
        InputError
            If a path leaves the folder, or a file has a fault.
        """
        folder = root / self.project

        def there(name: str | None) -> Path | None:
            if name is not None and not (folder / name).resolve().is_relative_to(root.resolve()):
                raise refuse("choices.json", "paths", name, "a path inside the bundle's inputs")
            return None if name is None else folder / name

        plan = read_plan(
            [path for path in map(there, self.paths) if path],
            limit=self.limit,
            population=self.population,
            scenario=self.scenario,
            also=self.also,
            ground=self.ground,
            obstruction=self.obstruction,
            wall_reflection=self.wall_reflection,
            language=self.language,
            named_points=there(self.named_points),
            terrain=there(self.terrain),
            buildings=there(self.buildings),
            folder=folder,
        )
        return replace(plan, command=self.command, day=date.fromisoformat(self.day) if self.day else None)

    @property
    def json(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def choices_of(text: str) -> Choices:
    """Choices of their JSON.

    Raises
    ------
    ValueError
        If it is no such JSON.
    """
    try:
        data = json.loads(text)
        lists = {item.name for item in fields(Choices) if str(item.type).startswith("tuple")}
        made: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in data.items()}
        return Choices(**made)
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"bundle/choices.json: not the choices of a run: {error}") from None


def choices_of_run(
    index: Mapping[str, Any],
    record: Mapping[str, Any],
    paths: Iterable[Path],
    languages: tuple[str, ...],
    project: Path,
    given: Mapping[str, Path | None],
) -> Choices:
    """Choices that a run was made with, read off its record; other files are those `given`, or else the project's."""
    settings = read_project(project)
    around = settings.surroundings
    named = {"named_points": settings.named_points, "terrain": around.terrain, "buildings": around.buildings}
    found = {key: given.get(key) or path for key, path in named.items()}
    beside = {key: _from(path, project) for key, path in found.items() if path is not None}
    return Choices(
        paths=tuple(_from(path, project) for path in paths),
        limit=record["limit"]["id"],
        population=record["limit"]["population"],
        scenario=record["scenario"],
        also=tuple(limit["id"] for limit in index["also"]),
        ground=record["ground"],
        obstruction=record["surroundings"]["obstruction"],
        wall_reflection=record["surroundings"]["wall_reflection"],
        language=index["language"],
        languages=languages,
        code_version=record["provenance"]["package_version"],
        command=record["provenance"]["command"],
        day=record["provenance"]["date"],
        named_points=beside.get("named_points"),
        terrain=beside.get("terrain"),
        buildings=beside.get("buildings"),
    )


def _from(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def gather_inputs(choices: Choices, project: Path, root: Path) -> tuple[Choices, Plan]:
    """Copy all input files of a run under `root`.

    The files keep their places beside one another: the folder that holds them all becomes `root`.

    Returns
    -------
    choices : Choices
        With the project's place under `root`.
    plan : Plan
        Read from the copies, so that what will be computed again is what was gathered.

    Raises
    ------
    InputError
        If a station file names a pattern by an absolute path, which exists on this machine only.
    """
    found = sorted(set(_input_files(choices, project.resolve())))
    common = _common([project.resolve(), *(path.parent for path in found)])
    for path in found:
        target = root / path.relative_to(common)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    gathered = replace(choices, project=project.resolve().relative_to(common).as_posix())
    folder = root / gathered.project
    for pattern in _pattern_files([folder / name for name in choices.paths]):
        if not pattern.resolve().is_relative_to(root.resolve()):
            raise refuse(str(pattern), "pattern", None, "named by an absolute path; name it from its station file on")
    return gathered, gathered.plan(root)


def gather_limits(choices: Choices, root: Path) -> None:
    """Copy the limit sets of a run, to be read; a program of the same version has the same."""
    root.mkdir(parents=True)
    for name in sorted({choices.limit, *choices.also}):
        source = package_files("emfassess") / "data" / "limits" / f"{name}.toml"
        (root / f"{name}.toml").write_bytes(source.read_bytes())


def other_limits(choices: Choices, root: Path) -> list[str]:
    """Names of gathered limit sets that are not those of this program."""
    own = package_files("emfassess") / "data" / "limits"
    names = [f"{name}.toml" for name in sorted({choices.limit, *choices.also})]
    return [name for name in names if (root / name).read_bytes() != (own / name).read_bytes()]


def check_same_stations(plan: Plan, index: Mapping[str, Any], name: str) -> None:
    """Refuse a run of other stations than those of the files: what is summed must be the same.

    Raises
    ------
    InputError
        Naming the first station that stands in one of the two only.
    """
    apart = {station.id for station in plan.stations} ^ {entry["id"] for entry in index["stations"]}
    if apart:
        expected = "a station of both the run and the files given; assess the same files again"
        raise refuse(name, "stations", sorted(apart)[0], expected)


def check_same_inputs(plan: Plan, record: Mapping[str, Any], name: str) -> None:
    """Refuse a record that was computed from other versions of the files, or by another version of the program.

    Raises
    ------
    InputError
        Naming the first file that is not the same.
    """
    known = {(s.source.name, s.source.sha256) for s in plan.stations if s.source} | {
        (source.name, source.sha256) for source in plan.scene_files.sources
    }
    for told in record["provenance"]["inputs"]:
        if (told["name"], told["sha256"]) not in known:
            raise refuse(name, "inputs", told["name"], "changed since, or not among the files given; assess it again")
    places = [point.label for point in plan.named_points.get(record["station"]["id"], ())]
    if sorted(places) != sorted(told["label"] for told in record["named_points"]):
        raise refuse(name, "named_points", None, "other named places than those of the file given; assess it again")


def _common(folders: list[Path]) -> Path:
    common = folders[0]
    for folder in folders[1:]:
        while not folder.is_relative_to(common):
            common = common.parent
    return common


def _input_files(choices: Choices, project: Path) -> Iterable[Path]:
    """Every file that the run reads."""
    if (project / NAME).exists():
        yield project / NAME
    for name in (choices.named_points, choices.terrain, choices.buildings):
        if name is not None:
            path = (project / name).resolve()
            # a shapefile is several files of one name
            yield from path.parent.glob(f"{path.stem}.*") if path.suffix.lower() == ".shp" else [path]
    paths = [project / name for name in choices.paths]
    for file in (*station_file_paths(paths, []), *_pattern_files(paths)):
        yield file.resolve()


def _pattern_files(paths: Sequence[Path]) -> list[Path]:
    """Pattern files that station files name."""
    shelf = PatternShelf()
    read_stations(paths, shelf)
    return [path for path, _ in shelf.files]


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()
