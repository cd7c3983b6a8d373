"""The app's pages, run headless."""

import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from builders.app_project import copy_of
from emfassess.language import language
from emfassess.publish.text import numbers
from emfassess.publish.text.rounding import rounded_percent

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project(app_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project's folder with the app and a run of three stations."""
    return copy_of(app_run, tmp_path_factory.mktemp("project"))


def opened(folder: Path, **query: str) -> AppTest:
    test = AppTest.from_file(folder / "app.py", default_timeout=30)
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def test_the_page_shows_the_numbers_of_the_record(project: Path) -> None:
    record = json.loads((project / "reports" / "example-rooftop" / "assessment.json").read_text(encoding="utf-8"))
    test = opened(project)
    assert rounded_percent(record["max_exposure_ratio"], language("en")) in test.info[0].value
    assert test.metric[0].value == numbers.percent(record["max_exposure_ratio"])
    table = test.table[0].value.to_string()
    for ring in record["rings"]:
        assert numbers.percent(ring["theoretical"]["exposure_ratio"]) in table


def test_a_link_opens_its_station(project: Path) -> None:
    assert opened(project, station="second").selectbox[0].value == "second"
    assert opened(project, station="../../etc").selectbox[0].value == "example-rooftop"


def test_a_link_to_an_unknown_station_says_so(project: Path) -> None:
    assert "did not assess" in opened(project, station="none").warning[0].value


def test_the_language_switches(project: Path) -> None:
    test = opened(project)
    test.sidebar.radio[0].set_value("zh").run()
    assert not test.exception
    assert "限值" in test.info[0].value


def test_without_a_run_the_page_never_looks_safe(tmp_path: Path) -> None:
    shutil.copy(ROOT / "app.py", tmp_path)
    test = opened(tmp_path)
    assert "Nothing has been assessed" in test.error[0].value
    assert not test.info
    assert test.code[0].value == "emfassess assess"
