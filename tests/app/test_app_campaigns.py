"""A file of measurements through the app: looked at, kept, judged, compared with the model, seen by nobody outside."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from builders.app_project import CHEN, LI, copy_of, kept, opened, with_register, words_of
from builders.measurement_tables import table
from emfassess.register import Actor
from emfassess.register.campaigns import campaigns

ENGINEER = Actor("li@example.org", frozenset({"engineer"}))
LEVELS = [0.3, 1.2, 0.6, 0.9, 0.8, 0.4, 0.5, 0.7, 1.1, 0.35, 0.65, 0.95]


@pytest.fixture(scope="module")
def project(app_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(app_run, tmp_path_factory.mktemp("project"))
    with_register(folder)
    return folder


def sent(folder: Path, content: bytes, name: str = "walk.csv", *, press: str = "Keep it and judge") -> AppTest:
    """The page after a file was sent with its layout and station."""
    test = opened(folder, "campaigns", LI)
    test.file_uploader[0].set_value((name, content, "text/csv"))
    _box(test, "Layout").select("selective")
    next(box for box in test.text_input if box.label.startswith("Time zone")).set_value("Asia/Shanghai")
    test.multiselect[0].set_value(["example-rooftop"])
    next(button for button in test.button if button.label == press).click().run()
    assert not test.exception, test.exception
    return test


def _box(test: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(box for box in test.selectbox if box.label == label)


def test_a_file_is_looked_at_kept_judged_and_compared(project: Path, tmp_path: Path) -> None:
    content = table(tmp_path / "walk.csv", LEVELS, day="2026-02-20").read_bytes()
    looked = sent(project, content, press="Look at it only")
    assert "12 readings" in looked.info[0].value
    assert "no campaign yet" in words_of(looked)
    test = sent(project, content)
    assert "Campaign walk is stored: 12 readings." in test.success[0].value
    # 1.2 V/m is a tenth of 12 V/m: 1 % of the limit in power
    page = opened(project, "campaigns", LI, campaign="walk")
    assert "walk: 12 places, 12 readings" in page.info[0].value.replace("\\", "")
    assert page.dataframe[-1].value["on-the-day"][0] == "1.00 %, complies (gb-8702-2014)"
    assert page.dataframe[-1].value["strength"][0] == "1.20 V/m"
    again = sent(project, content)
    assert "same content" in again.error[0].value.replace("\\", "")
    compared = opened(project, "comparison", LI, campaign="walk")
    next(button for button in compared.button if button.label == "Compare").click().run()
    assert not compared.exception
    assert not compared.error
    assert len(compared.table) >= 1
    told = words_of(compared)
    assert "Where the model is too high and too low" in told
    assert "walk" in words_of(opened(project, "campaigns", CHEN))
    assert not opened(project, "campaigns", CHEN).file_uploader
    for page_of_public in ("", "map", "place", "campaigns", "comparison"):
        assert "walk" not in words_of(opened(project, page_of_public))


def test_a_broken_file_is_refused_by_its_own_name_line_and_cure(project: Path, tmp_path: Path) -> None:
    content = table(tmp_path / "walk.csv", LEVELS).read_bytes().replace(b",0.6\n", b",much\n")
    before = _count(project)
    test = sent(project, content, "../../bad.csv")
    told = test.error[0].value.replace("\\", "")
    assert told.startswith("bad.csv: line 4")
    assert "much" in told
    assert "/tmp" not in told
    assert _count(project) == before


def _count(folder: Path) -> int:
    register = kept(folder)
    found = len(campaigns(register, ENGINEER))
    register.close()
    return found
