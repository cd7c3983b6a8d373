"""The inputs of a run, gathered so that another machine can compute it again: every file in its place beside the others."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from emfassess.jobs.plan import Plan, plan_of
from emfassess.jobs.run_options import PLAN_FILE, RunOptions, options_of
from emfassess.readers.faults import refuse
from emfassess.readers.project import NAME
from emfassess.readers.station_files import read_stations, station_file_paths
from emfassess.readers.station_records import PatternShelf


def read_options(reports: Path, given: Mapping[str, Any] = MappingProxyType({})) -> RunOptions:
    """Options of a run, from the ``plan.json`` of its folder; files that are `given` take the place of those named there.

    Raises
    ------
    InputError
        If the folder has no plan.
    """
    path = reports / PLAN_FILE
    if not path.is_file():
        raise refuse(str(path), "", None, "no such file: assess the stations again")
    options = options_of(path.read_text(encoding="utf-8"), str(path)).beside(reports)
    stated = {key: value for key, value in given.items() if value is not None}
    if "paths" in stated:
        stated["paths"] = tuple(stated["paths"])
    scene: dict[str, Any] = {key: stated.pop(key) for key in ("terrain", "buildings") if key in stated}
    return options.model_copy(update={**stated, "surroundings": options.surroundings.model_copy(update=scene)})


def bundled_options(text: str, root: Path) -> RunOptions:
    """Options of the plan in a bundle, whose input files are under `root`.

    Raises
    ------
    InputError
        If it is no plan of a run, or a path leaves the folder.
    """
    options = options_of(text, f"bundle/{PLAN_FILE}").beside(root)
    options.require_within(root)
    return options


def gather_inputs(options: RunOptions, root: Path) -> tuple[RunOptions, Plan]:
    """Copy all input files of a run under `root`.

    The files keep their places beside one another: the folder that holds them all becomes `root`.

    Returns
    -------
    options : RunOptions
        With all files under `root`.
    plan : Plan
        Read from the copies, so that what will be computed again is what was gathered.

    Raises
    ------
    InputError
        If a station file names a pattern by an absolute path, which exists on this machine only.
    """
    project = options.project.resolve()
    found = sorted(set(_input_files(options)))
    common = _common([project, *(path.parent for path in found)])
    for path in found:
        target = root / path.relative_to(common)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    gathered = options.relative_to(project).model_copy(update={"project": project.relative_to(common)}).beside(root)
    for pattern in _pattern_files(gathered.paths):
        if not pattern.resolve().is_relative_to(root.resolve()):
            raise refuse(str(pattern), "pattern", None, "named by an absolute path; name it from its station file on")
    return gathered, plan_of(gathered)


def gather_limits(plan: Plan, root: Path) -> None:
    """Copy the limit sets of a run, to be read; a program of the same version has the same."""
    root.mkdir(parents=True)
    for name in sorted({limits.id for limits in (*plan.judging, *plan.also)}):
        source = package_files("emfassess") / "data" / "limits" / f"{name}.toml"
        (root / f"{name}.toml").write_bytes(source.read_bytes())


def other_limits(root: Path) -> list[str]:
    """Names of gathered limit sets that are not those of this program."""
    own = package_files("emfassess") / "data" / "limits"
    return [
        path.name
        for path in sorted(root.glob("*.toml"))
        if not (own / path.name).is_file() or path.read_bytes() != (own / path.name).read_bytes()
    ]


def check_same_stations(plan: Plan, index: Mapping[str, Any], name: str) -> None:
    """Refuse a run of other stations than those of the files: what is summed must be the same.

    Raises
    ------
    InputError
        Naming the first station that is in only one of the two.
    """
    listed = {entry["id"] for entry in (*index["stations"], *index.get("failed", ()))}
    apart = {station.id for station in plan.stations} ^ listed
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
    # the settings of the project may change in what decides no number; the plan has those that do
    known = {(source.kind, source.sha256) for source in plan.sources}
    for stated in record["provenance"]["inputs"]:
        if stated["kind"] != "project" and (stated["kind"], stated["sha256"]) not in known:
            raise refuse(name, "inputs", stated["name"], "changed since, or not among the files given; assess it again")
    places = [point.label for point in plan.named_points.get(record["station"]["id"], ())]
    if sorted(places) != sorted(point["label"] for point in record["named_points"]):
        raise refuse(name, "named_points", None, "other named places than those of the file given; assess it again")


def _common(folders: list[Path]) -> Path:
    common = folders[0]
    for folder in folders[1:]:
        while not folder.is_relative_to(common):
            common = common.parent
    return common


def _input_files(options: RunOptions) -> Iterable[Path]:
    """Every file that the run reads."""
    if (options.project / NAME).exists():
        yield (options.project / NAME).resolve()
    for _, named in options.files:
        path = named.resolve()
        # a shapefile is several files of one name
        yield from path.parent.glob(f"{path.stem}.*") if path.suffix.lower() == ".shp" else [path]
    for file in (*station_file_paths(options.paths, []), *_pattern_files(options.paths)):
        yield file.resolve()


def _pattern_files(paths: Sequence[Path]) -> list[Path]:
    """Pattern files that station files name."""
    shelf = PatternShelf()
    read_stations(paths, shelf)
    return list(dict.fromkeys(path for path, _ in shelf.files))


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()
