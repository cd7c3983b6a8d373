"""``emfassess.toml``: the choices of a project."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.stations import COUNTRY

NAME = "emfassess.toml"
UncertaintyInput = Literal[
    "power_db",
    "gain_db",
    "pattern_db",
    "pattern_side_db",
    "tilt_deg",
    "azimuth_deg",
    "height_m",
    "model_far_db",
    "model_near_db",
]

SCATTER_DBI = (-20.0, 20.0)
"""Gains that scattered power may have. [dBi]"""

ASSESSMENT = ("scatter_dbi", "relevant_ratio", "radius_m", "full_sum")
"""Settings that the file has under ``[assessment]``, or without a heading."""

Output = Literal["json", "csv", "netcdf", "map", "figures", "report", "zones", "buildings"]
OUTPUTS: tuple[Output, ...] = get_args(Output)
"""Kinds of files of a station; ``assessment.json`` is always written, since all tables follow from it."""

Country = Annotated[str, Field(pattern=f"^(?:{COUNTRY.pattern})$")]
"""ISO 3166, as stations have it."""


class Surroundings(BaseModel):
    """Terrain and buildings of a project, and what is asked of them."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    terrain: Path | None = None
    terrain_unit: Literal["m", "ft"] = "m"
    buildings: Path | None = None
    buildings_layer: str | None = None
    buildings_crs: str | None = None
    height_column: str | None = None
    default_height_m: Annotated[float, Field(gt=0, le=500)] | None = None
    storey_height_m: Annotated[float, Field(ge=2, le=10)] = 3.0
    facade_distance_m: Annotated[float, Field(gt=0, le=2000)] = 200.0
    facade_step_m: Annotated[float, Field(ge=0.25, le=50)] = 3.0
    all_roofs: bool = False
    obstruction: str = "none"
    wall_reflection: str = "none"


class StatedLoad(BaseModel):
    """Average transmitted over rated power of a technology: its median, standard deviation, and who says so."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    median: Annotated[float, Field(gt=0, le=1)]
    spread_db: Annotated[float, Field(ge=0, le=10)] = 0.0
    source: Annotated[str, Field(min_length=1)] = "stated"


class Expectation(BaseModel):
    """``[expected]``: what is known for the level to be expected: surrounding roofs, kind of building, loads by technology.

    Loads may also be given for ``adaptive`` antennas, and under ``*`` for every technology that is not named.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    roof_height_m: Annotated[float, Field(ge=0, le=500)] | None = None
    indoors: Literal["traditional", "efficient"] | None = None
    loads: dict[str, StatedLoad] = {}


class Disclosure(BaseModel):
    """Who publishes, whom to ask, under which licence, and where the portal will be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    publisher: str = ""
    contact: str = ""
    email: str = ""
    telephone: str = ""
    url: str = ""
    licence: str = "CC-BY-4.0"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/"
    base_url: str = ""


class RunSettings(BaseModel):
    """Options that decide a number or an output of a run; the project's file and the plan of a run have the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    limit: str | None = None
    also: tuple[str, ...] = ()
    population: Literal["public", "occupational"] = "public"
    scenario: Literal["theoretical", "actual"] | None = None
    language: Literal["en", "zh"] = "en"
    expanded_uncertainty_db: Annotated[float, Field(ge=0, le=30)] | None = None
    decision_rule: Literal["simple-acceptance", "guarded-acceptance", "guarded-rejection"] | None = None
    target_uncertainty_db: Annotated[float, Field(ge=0, le=30)] | None = None
    relevant_ratio: Annotated[float, Field(gt=0, le=1)] = 0.05
    radius_m: Annotated[float, Field(ge=10, le=500)] = 500.0
    scatter_dbi: Annotated[float, Field(ge=SCATTER_DBI[0], le=SCATTER_DBI[1])] | Literal["none"] = 0.0
    expected: Expectation = Expectation()
    named_points: Path | None = None
    ground: str = "none"
    full_sum: bool = False
    surroundings: Surroundings = Surroundings()
    uncertainty: dict[UncertaintyInput, Annotated[float, Field(ge=0, le=90)]] = {}
    outputs: Annotated[tuple[Output, ...], Field(min_length=1)] = OUTPUTS

    @property
    def scatter(self) -> float | None:
        """Gain of scattered power in the upper bound; None where nothing is added. [dBi]"""
        return None if self.scatter_dbi == "none" else self.scatter_dbi


class ProjectSite(BaseModel):
    """``[project]``: where it is; the national limit there judges stations that state no country."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    country: Country | None = None


class Project(RunSettings):
    """Settings of a project; each command line option takes precedence over them."""

    project: ProjectSite = ProjectSite()
    periodicity: dict[str, Any] = {}
    disclosure: Disclosure = Disclosure()


def read_project(folder: Path) -> Project:
    """Read the choices of a folder's project; the defaults where it has no such file.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    path = folder / NAME
    if not path.exists():
        return Project()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(str(path), "", None, f"not TOML in UTF-8: {error}") from None
    _take_up_assessment(data, path)
    try:
        project = Project.model_validate(data)
    except ValidationError as error:
        known = ", ".join(Project.model_fields)
        raise InputError(
            [
                Fault(
                    str(path),
                    ".".join(str(part) for part in found["loc"]),
                    str(found["input"]),
                    f"unknown key; known are: {known}" if found["type"] == "extra_forbidden" else found["msg"],
                )
                for found in error.errors(include_url=False)
            ]
        ) from None
    return _beside(folder, project)


def _beside(folder: Path, project: Project) -> Project:
    """The project with the paths that it names counted from its own folder."""
    around = project.surroundings
    files = {
        key: path and folder / path for key, path in (("terrain", around.terrain), ("buildings", around.buildings))
    }
    named = project.named_points
    moved = {"named_points": named and folder / named, "surroundings": around.model_copy(update=files)}
    return project.model_copy(update=moved)


def _take_up_assessment(data: dict[str, Any], path: Path) -> None:
    """Bring the settings under ``[assessment]`` to those of the run."""
    given = data.pop("assessment", {})
    if not isinstance(given, dict):
        raise refuse(str(path), "assessment", str(given), "a table with " + ", ".join(ASSESSMENT))
    for name, value in given.items():
        if name not in ASSESSMENT:
            raise refuse(
                str(path), f"assessment.{name}", str(value), "unknown key; known are: " + ", ".join(ASSESSMENT)
            )
        if name in data:
            raise refuse(str(path), f"assessment.{name}", str(value), "a setting that is stated once")
        data[name] = value
