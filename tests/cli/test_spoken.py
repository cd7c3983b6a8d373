"""The language of what commands print: the option, then the project's, then the locale, then English."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from emfassess.cli import app

EXAMPLE = Path(__file__).parents[2] / "stations" / "example-rooftop.toml"
ENGLISH, CHINESE = "1 station, 6 antennas, 9 carriers: no fault found", "1 座基站、6 副天线、9 个载波：未发现错误"


def printed(*words: object, **variables: str) -> str:
    empty = {"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}
    done = CliRunner().invoke(app, [str(word) for word in words], env=empty | variables)
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({}, ENGLISH),
        ({"LANG": "C.UTF-8"}, ENGLISH),
        ({"LANG": "zh_CN.UTF-8"}, CHINESE),
        ({"LANGUAGE": "zh_CN:en", "LANG": "en_GB.UTF-8"}, CHINESE),
        ({"LC_ALL": "de_DE", "LANG": "zh_CN"}, ENGLISH),
    ],
)
def test_the_locale_chooses_where_nothing_else_does(variables: dict[str, str], line: str) -> None:
    assert printed("check", EXAMPLE, **variables) == line


def test_the_project_comes_before_the_locale_and_the_option_before_both(tmp_path: Path) -> None:
    (tmp_path / "emfassess.toml").write_text('language = "zh"\n', encoding="utf-8")
    assert printed("check", EXAMPLE, LANG="en_GB.UTF-8") == CHINESE
    assert printed("--language", "en", "check", EXAMPLE) == ENGLISH


def test_values_for_programs_are_the_same_in_every_language() -> None:
    whole = [printed("--language", code, "limits", "gb-8702-2014", "--json") for code in ("en", "zh")]
    assert json.loads(whole[0]) == json.loads(whole[1])


def test_a_fault_is_framed_in_the_language() -> None:
    done = CliRunner().invoke(app, ["--language", "zh", "check", "nothing.toml"])
    assert done.exit_code == 2
    assert "nothing.toml" in done.stderr
