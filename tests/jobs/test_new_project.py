"""A new project: its settings have every key with the model's default, and its filled template is assessed."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pydantic import BaseModel
from typer.testing import CliRunner

from emfassess.cli import app
from emfassess.jobs.new_project import settings_text
from emfassess.readers.national_limits import countries
from emfassess.readers.project import NAME, Project, StatedLoad, read_project
from emfassess.register.periodicity import Rule, Rules, rules_from
from emfassess.register.roles import read_roles

ANTENNA = {
    "station_id": "A-1",
    "longitude": 116.4,
    "latitude": 39.9,
    "coordinate_system": "WGS 84",
    "country": "CN",
    "gain": 17.5,
    "horizontal_beamwidth": 65,
    "vertical_beamwidth": 7,
    "height": 30,
    "azimuth": 90,
    "technology": "LTE",
    "frequency": 1850,
    "power": 40,
}


def run(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == exit_code, result.output
    return result.output


def stated_project(tmp_path: Path) -> Project:
    """The settings file with every key stated."""
    text = re.sub(r"^# (\w+ = |\[\[)", r"\1", settings_text("CN"), flags=re.MULTILINE)
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    return read_project(tmp_path)


def unlike_default(record: BaseModel) -> list[str]:
    """Keys with a default that the file does not give."""
    known = type(record).model_fields.items()
    plain = {
        key: field.default for key, field in known if isinstance(field.default, str | int | float) and field.default
    }
    return [key for key, default in plain.items() if getattr(record, key) != default]


def test_the_settings_have_every_key_with_its_default(tmp_path: Path) -> None:
    project = stated_project(tmp_path)
    for record in (project, project.surroundings, project.expected, project.project, project.disclosure):
        assert record.model_fields_set >= set(type(record).model_fields) - {"periodicity"}, type(record)
        assert unlike_default(record) == []
    assert set(project.expected.loads["LTE"].model_fields_set) == set(StatedLoad.model_fields)
    assert project.outputs == Project().outputs
    names = Project.model_fields["uncertainty"].annotation.__args__[0].__args__  # type: ignore[union-attr]
    assert set(project.uncertainty) == set(names)


def test_the_periodicity_has_every_key_with_its_default(tmp_path: Path) -> None:
    given: dict[str, Any] = stated_project(tmp_path).periodicity
    rules = rules_from(given, NAME)
    assert set(given) == {field.name for field in fields(Rules)}
    assert set(given["rule"][0]) == {field.name for field in fields(Rule)}
    assert Rules(rule=rules.rule) == rules


def test_a_new_project_has_the_defaults_and_its_country(tmp_path: Path) -> None:
    run("init", "--country", "CN", tmp_path / "new")
    project = read_project(tmp_path / "new")
    assert project.project.country == "CN"
    assert project.model_copy(update={"project": Project().project}) == Project()
    assert len((tmp_path / "new" / "README.md").read_text(encoding="utf-8").splitlines()) == 10
    assert len(read_roles(tmp_path / "new" / "roles.example.toml")) == 2


def test_the_filled_template_is_assessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init", tmp_path / "new", "--country", "CN")
    monkeypatch.chdir(tmp_path / "new")
    book = load_workbook("templates/stations.xlsx")
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        name = re.findall(r"[a-z_]{4,}", str(cell.value))[0]
        sheet.cell(2, cell.column, ANTENNA.get(name))
    book.save("templates/stations.xlsx")
    run("stations", "profile", "templates/stations.xlsx", "--out", "p.toml")
    run("stations", "import", "templates/stations.xlsx", "--profile", "p.toml", "--out", "stations/stations.csv")
    assert "1 station, 1 antenna, 1 carrier" in run("check", "stations")
    assert "gb-8702-2014" in run("assess", "--outputs", "json").lower() + Path("reports/index.json").read_text()


def test_a_folder_with_files_and_an_unknown_country_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    assert "a folder with files" in run("init", tmp_path, exit_code=2)
    assert "a file" in run("init", tmp_path / "mine.txt", exit_code=2)
    message = run("init", tmp_path / "new", "--country", "XX", exit_code=2)
    assert all(f"{country} (" in message for country in countries())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
