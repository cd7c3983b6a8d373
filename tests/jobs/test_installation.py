"""The doctor passes a sound project and names what is wrong with its cure."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from typer.testing import CliRunner

from emfassess.cli import app
from emfassess.jobs.installation import outdated


def doctor(*before: str, exit_code: int = 0) -> str:
    result = CliRunner().invoke(app, [*before, "doctor"])
    assert result.exit_code == exit_code, result.output
    return result.output


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EMFASSESS_DATABASE_URL", raising=False)


def test_a_new_project_is_sound() -> None:
    assert all(line.endswith(": ok") for line in doctor("--language", "en").splitlines())
    assert "登记库：正常" in doctor("--language", "zh")


def test_faulty_settings_and_registers_are_named() -> None:
    Path("emfassess.toml").write_text("limt = 1\n", encoding="utf-8")
    Path("register.sqlite").write_bytes(b"no database" * 100)
    output = doctor("--language", "en", exit_code=1)
    assert "settings: emfassess.toml: limt" in output
    assert "cannot be opened as a register" in output


def test_a_register_without_tables_is_named() -> None:
    Path("register.sqlite").touch()
    assert "tables of another version" in doctor("--language", "en", exit_code=1)


def test_packages_that_are_missing_or_too_old_are_named() -> None:
    def installed(name: str) -> str:
        if name == "c":
            raise PackageNotFoundError(name)
        return {"a": "1.10.2", "b": "1.9"}[name]

    needed = ["a>=1.9", "b[x]>=1.10", "c>=2", 'd>=1; extra == "dev"']
    assert outdated(needed, installed) == ["b>=1.10", "c>=2"]
