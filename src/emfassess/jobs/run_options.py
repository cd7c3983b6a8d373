"""The options of a run as one model: made once from command line and project file, written as ``plan.json``, read again."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emfassess import __version__
from emfassess.publish.data.writing import json_text
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.readers.project import NAME, Country, RunSettings, Surroundings, read_project
from emfassess.stations import Source

PLAN_FILE = "plan.json"

COMMAND_OPTIONS = (
    "limit",
    "also",
    "population",
    "scenario",
    "ground",
    "named_points",
    "expanded_uncertainty_db",
    "decision_rule",
    "target_uncertainty_db",
    "relevant_ratio",
    "radius_m",
    "scatter_dbi",
    "full_sum",
    "language",
)
"""Settings that ``emfassess assess`` has as options of the same name, beside those in :data:`SURROUNDINGS_OPTIONS`."""

SURROUNDINGS_OPTIONS = ("terrain", "buildings", "height_column", "obstruction", "wall_reflection")


class InputFile(BaseModel):
    """One input file of a run: what it is, its path counted from the project's folder, and its checksum."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    path: Path
    sha256: str

    @classmethod
    def of(cls, kind: str, path: Path) -> "InputFile":
        """The file with its checksum."""
        with path.open("rb") as stream:
            return cls(kind=kind, path=path, sha256=file_digest(stream, "sha256").hexdigest())

    @property
    def source(self) -> Source:
        """The file as provenance names it."""
        return Source(self.path.name, self.sha256, self.kind)


class RunOptions(RunSettings):
    """All options that decide a number or an output of a run.

    `project` is the folder of ``emfassess.toml``; after :meth:`relative_to` all paths count from it, and it counts from the
    folder that the plan is written to. `country` is that of the project. `paths` are the station files, tables and folders;
    `day` is the date printed on the reports; `inputs` are the files that were read, with their checksums.
    """

    schema_name: Literal["emfassess-plan/1"] = Field(default="emfassess-plan/1", alias="schema")
    program: str = __version__
    project: Path = Path()
    paths: tuple[Path, ...]
    scenario: Literal["theoretical", "actual"] = "theoretical"
    country: Country | None = None
    day: date | None = None
    inputs: tuple[InputFile, ...] = ()

    @property
    def files(self) -> Iterator[tuple[str, Path]]:
        """Files that the options name, each with its kind."""
        around = self.surroundings
        named = (("named-points", self.named_points), ("terrain", around.terrain), ("buildings", around.buildings))
        return ((kind, path) for kind, path in named if path is not None)

    @property
    def command(self) -> str:
        """The command that computes the same again: every setting that is not the default of the program.

        Settings that only the project's file can have follow as a comment of the shell.
        """
        words = ["emfassess assess", *(path.name for path in self.paths)]
        always = {"limit", "population", "scenario", "ground"}
        words += _words_of(self, COMMAND_OPTIONS, always) + _words_of(self.surroundings, SURROUNDINGS_OPTIONS, set())
        words += [f"--date {self.day}"] if self.day else []
        comment = ", ".join(self._of_the_file())
        return " ".join(words) + (f"  # {NAME}: {comment}" if comment else "")

    def _of_the_file(self) -> Iterator[str]:
        """Settings that the project's file alone can have and that differ from the program's defaults."""
        if self.country is not None:
            yield f"project.country = {self.country}"
        for name, field in Surroundings.model_fields.items():
            value = getattr(self.surroundings, name)
            if name not in SURROUNDINGS_OPTIONS and value != field.default:
                yield f"surroundings.{name} = {str(value).lower() if isinstance(value, bool) else value}"
        stated = self.expected.model_dump(exclude={"loads"}, exclude_none=True)
        yield from (f"expected.{name} = {value}" for name, value in stated.items())
        for name, load in sorted(self.expected.loads.items()):
            yield f"expected.loads.{name} = {load.median:g} ({load.spread_db:g} dB)"
        yield from (f"uncertainty.{name} = {value:g}" for name, value in sorted(self.uncertainty.items()))

    def relative_to(self, folder: Path) -> "RunOptions":
        """The same to be written in a folder: the project counted from it, everything else from the project."""
        project = self.project
        return self._with_paths(lambda path: _from(path, project), Path(_from(project, folder)))

    def beside(self, folder: Path) -> "RunOptions":
        """The options of a plan that was read in a folder, with paths that can be opened from here."""
        project = folder / self.project
        return self._with_paths(lambda path: project / path, project)

    def require_within(self, root: Path) -> None:
        """Refuse paths that leave a folder; for plans that come from elsewhere, already :meth:`beside` it.

        Raises
        ------
        InputError
            Naming the path.
        """
        for path in (self.project, *self.paths, *(path for _, path in self.files)):
            if not path.resolve().is_relative_to(root.resolve()):
                raise refuse(PLAN_FILE, "paths", str(path), "a path inside the bundle's inputs")

    def with_inputs(self, files: Iterable[tuple[str, Path]]) -> "RunOptions":
        """The same with the checksums of its files, each once; that of the project's settings stays where it is recorded.

        What publishing changes in those settings decides no number: the plan itself has the settings that do.
        """
        recorded = [file for file in self.inputs if file.kind == "project"]
        found = [InputFile.of(kind, path) for kind, path in dict.fromkeys(files)]
        return self.model_copy(update={"inputs": (*found, *recorded)})

    def _with_paths(self, moved: Callable[[Path], Path], project: Path) -> "RunOptions":
        around = self.surroundings
        scene = {
            key: path and moved(path) for key, path in (("terrain", around.terrain), ("buildings", around.buildings))
        }
        return self.model_copy(
            update={
                "project": project,
                "paths": tuple(moved(path) for path in self.paths),
                "named_points": self.named_points and moved(self.named_points),
                "surroundings": around.model_copy(update=scene),
                "inputs": tuple(i.model_copy(update={"path": moved(i.path)}) for i in self.inputs),
            }
        )

    @property
    def text(self) -> str:
        """As the JSON of ``plan.json``."""
        return json_text(self.model_dump(mode="json", by_alias=True))


def _words_of(settings: BaseModel, names: tuple[str, ...], always: set[str]) -> list[str]:
    """Options of the command line for the settings of a model that differ from its defaults, or are always named."""
    words = []
    for name in names:
        value, default = getattr(settings, name), type(settings).model_fields[name].default
        if value is not None and (name in always or value != default):
            if isinstance(value, bool):
                words.append(f"--{name.replace('_', '-')}")
                continue
            values = value if isinstance(value, tuple) else (value,)
            words += [f"--{name.replace('_', '-')} {_word(each)}" for each in values]
    return words


def _word(value: object) -> str:
    if isinstance(value, Path):
        return value.name
    return f"{value:g}" if isinstance(value, float) else str(value)


def _from(path: Path, folder: Path) -> Path:
    return Path(os.path.relpath(path.resolve(), folder.resolve()))


def run_options(paths: Sequence[Path], folder: Path = Path(), **asked: Any) -> RunOptions:
    """Options of a run: those `asked` for, else those of the project in `folder`, else the defaults of the program.

    Parameters
    ----------
    paths : sequence of Path
        Station files, tables and folders.
    folder : Path, optional
        Where ``emfassess.toml`` is.
    **asked
        Settings by the names of :class:`RunOptions` and :class:`~emfassess.readers.project.Surroundings`; those that
        are None are not asked for.

    Raises
    ------
    InputError
        Naming each setting that cannot be met.
    """
    project = read_project(folder)
    given = {name: value for name, value in asked.items() if value is not None}
    around = {name: given.pop(name) for name in list(given) if name in Surroundings.model_fields}
    settings = {name: getattr(project, name) for name in RunSettings.model_fields if getattr(project, name) is not None}
    if project.project.country is not None:
        settings["country"] = project.project.country
    settings["surroundings"] = dict(project.surroundings) | around
    try:
        return RunOptions.model_validate(settings | given | {"paths": tuple(paths), "project": folder})
    except ValidationError as error:
        raise InputError(_faults(error, "options")) from None


def options_of(text: str, name: str) -> RunOptions:
    """Options of the text of a ``plan.json``; `name` is that of the file, for messages.

    Raises
    ------
    InputError
        If it is no plan of a run.
    """
    try:
        return RunOptions.model_validate_json(text)
    except ValidationError as error:
        raise InputError(_faults(error, name)) from None


def _faults(error: ValidationError, file: str) -> list[Fault]:
    known = ", ".join((*RunSettings.model_fields, "day", *SURROUNDINGS_OPTIONS))
    return [
        Fault(
            file,
            ".".join(str(part) for part in found["loc"]),
            str(found["input"])[:80],
            f"unknown option; known are: {known}" if found["type"] == "extra_forbidden" else found["msg"],
        )
        for found in error.errors(include_url=False)
    ]
