"""A new project: settings with every key, empty tables, an example of roles, folders, and a page that says how to go on."""

import re
from importlib.resources import files
from pathlib import Path

from emfassess.measurement_files.read import write_template
from emfassess.readers.faults import refuse
from emfassess.readers.national_limits import national_limit
from emfassess.readers.project import NAME
from emfassess.register.periodicity import TRIGGERS
from emfassess.station_imports.template import write_template_workbook

FOLDERS = ("stations", "reports", "templates")
EXAMPLE_OF_ROLES = "roles.example.toml"
_COUNTRY = re.compile(r'^# (country = )"CN" ', re.MULTILINE)


def begin_project(folder: Path, country: str | None = None, language: str = "en") -> list[Path]:
    """Write a new project.

    Parameters
    ----------
    folder : Path
        Made where it is missing; nothing may be in it.
    country : str, optional
        ISO 3166, of stations that state none; one that has a limit set.
    language : str
        Of the explanations in the table of measurements.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    InputError
        If the folder is not empty, or is none.
    ValueError
        If no limit set is that of the country; the message lists those that are.
    """
    if country is not None:
        national_limit(country)
    if folder.exists() and not folder.is_dir():
        raise refuse(str(folder), "", None, "a file; expected a folder that is empty or does not exist yet")
    if folder.exists() and any(folder.iterdir()):
        raise refuse(str(folder), "", None, "a folder with files; expected one that is empty or does not exist yet")
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    texts = {
        NAME: settings_text(country),
        EXAMPLE_OF_ROLES: _shipped(EXAMPLE_OF_ROLES),
        "README.md": _shipped("README.md"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    tables = folder / "templates"
    write_template_workbook(tables / "stations.xlsx")
    write_template(tables / "measurements.csv", language)
    return [*(folder / name for name in texts), tables / "stations.xlsx", tables / "measurements.csv"]


def settings_text(country: str | None = None) -> str:
    """Settings file with every key as a comment; a country is stated."""
    text = _shipped(NAME).replace("@TRIGGERS@", ", ".join(f'"{name}"' for name in TRIGGERS))
    return text if country is None else _COUNTRY.sub(rf'\1"{country}" ', text)


def _shipped(name: str) -> str:
    return (files("emfassess") / "data" / "new_project" / name).read_text(encoding="utf-8")
