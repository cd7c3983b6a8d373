"""Settings under ``[assessment]`` in the project's file."""

from pathlib import Path

import pytest

from emfassess.readers.faults import InputError
from emfassess.readers.project import read_project


def project(folder: Path, text: str) -> Path:
    (folder / "emfassess.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("text", "gain"), [("", 0.0), ("[assessment]\nscatter_dbi = 2.5\n", 2.5)])
def test_the_gain_of_scattered_power_is_a_setting_of_the_assessment(text: str, gain: float, tmp_path: Path) -> None:
    assert read_project(project(tmp_path, text)).scatter == gain


def test_no_scattered_fields_can_be_asked_for(tmp_path: Path) -> None:
    assert read_project(project(tmp_path, '[assessment]\nscatter_dbi = "none"\n')).scatter is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[assessment]\nscater_dbi = 1\n", "assessment.scater_dbi"),
        ("scatter_dbi = 0\n[assessment]\nscatter_dbi = 1\n", "assessment.scatter_dbi"),
        ("assessment = 3\n", "assessment"),
        ("[assessment]\nscatter_dbi = 40\n", "scatter_dbi"),
    ],
)
def test_what_cannot_be_met_is_named(text: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=place):
        read_project(project(tmp_path, text))
