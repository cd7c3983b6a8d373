"""The pages of the app, each run headless, and what each kind of visitor finds there."""

import json
import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from builders.app_project import (
    CHEN,
    HOSTILE,
    LI,
    QUESTION,
    SOMEBODY,
    WANG,
    copy_of,
    kept,
    opened,
    with_register,
    words_of,
)
from emfassess.app.navigation import APP_LABEL, ENTRIES
from emfassess.jobs.place import place_level
from emfassess.jobs.plan import read_plan
from emfassess.language import language as language_of
from emfassess.language import languages
from emfassess.publish.text import numbers
from emfassess.publish.text.rounding import rounded_percent
from emfassess.register import Actor
from emfassess.register.actions import actions
from emfassess.register.enquiries import enquiries
from emfassess.register.publication import steps

ENGINEER = Actor("li@example.org", frozenset({"engineer"}))
REGULATOR = Actor("sub:chen-7", frozenset({"regulator"}))
ROLES = {"li@example.org": ENGINEER, "sub:chen-7": REGULATOR}


@pytest.fixture(scope="module")
def project(app_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(app_run, tmp_path_factory.mktemp("project"))
    with_register(folder)
    return folder


@pytest.fixture
def fresh(project: Path, tmp_path: Path) -> Path:
    """The same project with a register of its own, for deeds."""
    folder = copy_of(project, tmp_path / "project")
    with_register(folder)
    return folder


@pytest.mark.parametrize("page", [entry.path for entry in ENTRIES])
@pytest.mark.parametrize("language", languages())
def test_every_page_opens_in_every_language(project: Path, page: str, language: str) -> None:
    user = CHEN if page in ("compliance", "ranking", "log", "verify") else LI
    test = opened(project, page, user, language=language)
    title = language_of(language)(APP_LABEL[page])
    assert page == "station" or [header.value for header in test.header] == [title]
    assert not [error.value for error in test.error if "400" not in error.value]


@pytest.mark.parametrize("page", ["enquiries", "publication", "actions", "log", "compliance", "what-if"])
@pytest.mark.parametrize("user", [None, SOMEBODY])
def test_whoever_has_no_role_sees_the_public_page_instead(project: Path, page: str, user: object) -> None:
    test = opened(project, page, user)  # type: ignore[arg-type]
    assert not test.header
    told = words_of(test)
    for hidden in ("bedroom", "second", "third", "a@b.example", "draft"):
        assert hidden not in told
    assert [box.options for box in test.selectbox] == [["example-rooftop · 文三路示例站 (example on a roof)"]]


def test_the_public_gets_no_verdict_where_stations_are_missing_in_the_sum(project: Path) -> None:
    test = opened(project, "place", longitude="120.1236", latitude="30.2702", height_m="12")
    alone = place_level(read_plan([project / "stations" / "a.toml"], folder=project), 120.1236, 30.2702, 12.0)
    assert test.metric[0].value == numbers.percent(alone.exposure_ratio)
    assert numbers.percent(alone.bound_exposure_ratio) not in [metric.value for metric in test.metric]
    assert not any("Expected here" in line.value for line in test.text)
    assert "2 more stations" in test.warning[0].value
    assert not test.info
    assert test.query_params["longitude"] == "120.1236"


def test_without_a_register_my_place_is_the_number_of_the_projects_own_stations(app_run: Path, tmp_path: Path) -> None:
    folder = copy_of(app_run, tmp_path)
    test = opened(folder, "place", longitude="120.1240", latitude="30.2707", height_m="1.7")
    whole = place_level(read_plan([folder / "stations"], folder=folder), 120.124, 30.2707, 1.7)
    assert [metric.value for metric in test.metric] == [
        numbers.percent(whole.bound_exposure_ratio),
        numbers.percent(whole.exposure_ratio),
        f"{numbers.significant(whole.power_density_w_m2)} W/m²",
        numbers.field_strength(whole.field_strength_v_m),
    ]
    assert rounded_percent(whole.exposure_ratio, language_of("en")) in test.info[0].value
    assert not test.text_area


@pytest.mark.parametrize(
    "link", [{"longitude": "<script>"}, {"latitude": "95"}, {"height_m": "nan"}, {"longitude": "inf"}]
)
def test_a_link_to_no_place_opens_the_first_station(project: Path, link: dict[str, str]) -> None:
    test = opened(project, "place", None, **link)
    assert [box.value for box in test.number_input] == [120.12345, 30.27012, 1.7]


def test_a_far_place_is_not_called_safe(project: Path) -> None:
    test = opened(project, "place", longitude="10", latitude="50")
    assert not test.info
    assert not test.metric
    assert "the level here is not known" in test.warning[0].value


def test_a_question_is_kept_as_it_was_written_and_five_are_enough(fresh: Path) -> None:
    test = opened(fresh, "place", longitude="120.1236", latitude="30.2702")
    for number in range(2, 7):
        test.text_area[0].set_value(f"{number} {HOSTILE}")
        test.text_input[1].set_value("me@example.org")
        test.button[0].click().run()
        assert f"number {number}" in test.success[0].value
    assert not test.text_area
    register = kept(fresh)
    listed = enquiries(register, ENGINEER)
    assert [found.enquiry.question for found in listed[1:]] == [f"{n} {HOSTILE}" for n in range(2, 7)]
    assert (listed[1].enquiry.contact, listed[1].enquiry.longitude) == ("me@example.org", 120.1236)
    register.close()


def test_an_engineer_answers_with_the_level_there(fresh: Path) -> None:
    test = opened(fresh, "enquiries", LI)
    assert QUESTION in [text.value for text in test.text]
    proposed = str(test.text_area[0].value)
    whole = place_level(read_plan([fresh / "stations"], folder=fresh), 120.1236, 30.2702, 12.0)
    assert numbers.percent(whole.exposure_ratio) in proposed
    _press(test, "Keep the answer")
    register = kept(fresh)
    answer = enquiries(register, ENGINEER)[0].answers[0]
    assert answer.text == proposed
    assert answer.by == "li@example.org"
    assert answer.level["theoretical"]["exposure_ratio"] == pytest.approx(whole.exposure_ratio, rel=1e-6)
    register.close()
    assert "No enquiry waits." in words_of(opened(fresh, "enquiries", LI))


def test_the_steps_of_a_publication_take_two_people_and_a_regulator(fresh: Path) -> None:
    test = opened(fresh, "publication", LI)
    _press(test, "Draft for publication")
    assert "drafted" in test.success[0].value
    test = opened(fresh, "publication", LI)
    _choose(test, "Result", 3)
    _press(test, "Confirm as reviewed")
    assert "someone else must review it" in _unescaped(test.error[0].value)
    test = opened(fresh, "publication", WANG)
    _choose(test, "Result", 3)
    _press(test, "Confirm as reviewed")
    _press(test, "Publish")
    assert not any(button.label == "Withdraw" for button in test.button)
    register = kept(fresh)
    assert [step.by for step in steps(register, 3, ENGINEER)] == [LI["email"], "wang@example.org", "wang@example.org"]
    register.close()
    assert len(opened(fresh).selectbox[0].options) == 2
    test = opened(fresh, "publication", CHEN)
    _choose(test, "Result", 1)
    _press(test, "Withdraw")
    assert "needs a reason" in test.error[0].value


def test_an_action_is_assigned_noted_and_closed_only_by_evidence(fresh: Path) -> None:
    test = opened(fresh, "actions", LI)
    assert "No newer complete result" in words_of(test)
    test.text_input[0].set_value("Wang")
    _press(test, "Assign, or move the day")
    test = opened(fresh, "actions", LI)
    test.text_area[1].set_value(HOSTILE)
    _press(test, "Note what was done")
    register = kept(fresh)
    found = actions(register, ENGINEER)[0]
    assert ([event.kind for event in found.events], found.who, found.is_open) == (["assigned", "noted"], "Wang", True)
    assert found.events[1].note == HOSTILE
    register.close()
    assert [button.label for button in opened(fresh, "actions", CHEN).button] == ["Sign out"]


def test_a_regulator_filters_the_table_by_a_link(project: Path) -> None:
    test = opened(project, "compliance", CHEN, verdict="exceeds")
    assert list(test.dataframe[0].value["station_id"]) == ["third"]
    assert opened(project, "compliance", CHEN).dataframe[0].value["station_id"].iloc[0] == "third"


def test_a_changed_log_is_named(fresh: Path) -> None:
    test = opened(fresh, "log", CHEN)
    _press(test, "Check the chain and every record")
    assert "fits" in test.success[0].value
    with sqlite3.connect(fresh / "register.sqlite") as raw:
        for (trigger,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {trigger}")
        raw.execute("UPDATE audit SET act = 'nothing' WHERE number = 3")
    raw.close()
    test = opened(fresh, "log", CHEN)
    _press(test, "Check the chain and every record")
    assert "row 3 of the log was altered" in _unescaped(test.error[0].value)


def test_what_if_shows_the_changed_verdict_beside_todays(project: Path) -> None:
    test = opened(project, "what-if", LI)
    record = json.loads((project / "reports" / "example-rooftop" / "assessment.json").read_text(encoding="utf-8"))
    before = rounded_percent(record["max_exposure_ratio"], language_of("en"))
    assert before in test.info[0].value
    assert before in test.info[1].value
    test.multiselect[0].set_value(["A1", "A2", "A3", "N1", "N2", "N3"]).run()
    test.slider[0].set_value(-10.0).run()
    assert before in test.info[0].value
    assert before not in test.info[1].value


def test_a_regulator_verifies_the_projects_portal_by_a_fingerprint_and_by_no_file(fresh: Path) -> None:
    assert "emfassess publish" in opened(fresh, "verify", CHEN).code[0].value
    (fresh / "site").mkdir()
    test = opened(fresh, "verify", CHEN)
    test.text_input[0].set_value("/etc/passwd")
    _press(test, "Verify")
    assert "64 hexadecimal digits" in test.error[0].value
    test.text_input[0].set_value("ab" * 32)
    _press(test, "Verify")
    assert "not the folder of a published site" in _unescaped(test.error[0].value)


def test_a_role_file_with_a_fault_gives_nobody_a_role(fresh: Path) -> None:
    (fresh / "roles.toml").write_text('[roles]\n"li@example.org" = "engineer"\n', encoding="utf-8")
    test = opened(fresh, "enquiries", LI)
    assert "nobody has a role" in test.error[0].value
    assert "bedroom" not in words_of(test)


def test_an_engineer_begins_a_register_and_takes_the_run_in(app_run: Path, tmp_path: Path) -> None:
    folder = copy_of(app_run, tmp_path)
    test = opened(folder, "publication", LI)
    _press(test, "Begin a register")
    test = opened(folder, "publication", LI)
    _press(test, "Take it in")
    assert "3 new results of 3" in test.success[0].value
    assert "No result has been published" in opened(folder, "map").warning[0].value
    path = folder / "stations" / "a.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    test = opened(folder, "publication", LI)
    _press(test, "Take it in")
    assert "run emfassess assess again" in _unescaped(test.error[0].value)


def _press(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception, test.exception


def _choose(test: AppTest, label: str, key: int) -> None:
    """Choose a result by its key, wherever it is offered."""
    for box in test.selectbox:
        wanted = [option for option in box.options if option.startswith(f"{key} ")]
        if box.label == label and wanted:
            box.select_index(box.options.index(wanted[0])).run()
            return
    raise AssertionError(f"nothing with the key {key} is offered")


def _unescaped(text: str) -> str:
    return text.replace("\\", "")
