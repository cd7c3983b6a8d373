"""``emfassess.toml``: the choices of a project."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emfassess.readers.faults import Fault, InputError, refuse

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


class Project(BaseModel):
    """Choices of a project; each command line option comes before them."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    limit: str = "gb-8702-2014"
    also: tuple[str, ...] = ()
    population: Literal["public", "occupational"] = "public"
    scenario: Literal["theoretical", "actual"] | None = None
    language: Literal["en", "zh"] = "en"
    expanded_uncertainty_db: Annotated[float, Field(ge=0, le=30)] | None = None
    named_points: Path | None = None
    ground: str = "none"
    uncertainty: dict[UncertaintyInput, Annotated[float, Field(ge=0, le=90)]] = {}


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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(str(path), "", None, f"not TOML in UTF-8: {error}") from None
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
    if project.named_points is not None:
        return project.model_copy(update={"named_points": folder / project.named_points})
    return project
