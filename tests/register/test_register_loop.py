"""From verdict to action to answer to publication: what the register demands before a loop is closed."""

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from builders.register_entries import (
    COLLEAGUE,
    ENGINEER,
    LIMITS,
    REGULATOR,
    described,
    judgement,
    measurement_file,
    points,
    route,
)
from builders.stations import station
from emfassess.register import PUBLIC, Actor, NotAllowedError, Register
from emfassess.register.actions import Deadlines, actions, assign_action, close_action, note_action
from emfassess.register.assessments import Judgement, add_assessment, assessment, assessments
from emfassess.register.audit import entries, verify_chain
from emfassess.register.campaigns import add_import
from emfassess.register.enquiries import Enquiry, add_enquiry, answer_enquiry, enquiries, forget_contact
from emfassess.register.limit_editions import limit_editions, limits_used
from emfassess.register.nearest_measurement import last_measurement_near
from emfassess.register.publication import corrections, draft, in_state, publish, review, steps, withdraw
from emfassess.register.stations import add_station

DAY = datetime.date(2026, 1, 5)
HOME = Enquiry(
    "question", 120.0, 30.0, "Is it safe?", datetime.date(2026, 2, 20), "5 Main Street", contact="a@b.example"
)


@pytest.fixture
def station_s1(register: Register) -> None:
    add_station(register, station(), DAY, ENGINEER)


def judged(register: Register, found: Judgement, **more: Any) -> int:
    return add_assessment(register, found, {"verdict": found.verdict}, more.pop("limits", LIMITS), ENGINEER, **more)


def measured(register: Register, folder: Path, campaign_id: str, found: Judgement, **more: Any) -> int:
    """Import a small campaign of its own and judge it."""
    table = points({"P1": 0.1 + len(campaign_id) + sum(map(ord, campaign_id))}, f"{found.day}T09:00:00")
    where = more.pop("points", (described("P1"),))
    add_import(register, measurement_file(folder, table, campaign_id, f"{campaign_id}.csv", points=where), ENGINEER)
    return judged(register, replace(found, basis="measured", campaign_id=campaign_id, scenario="as measured"), **more)


@pytest.mark.usefixtures("station_s1")
def test_an_assessment_keeps_its_record_and_the_limit_edition_it_used(register: Register) -> None:
    key = add_assessment(register, judgement(ratio=0.25), {"a": [1.5, None, "文"]}, LIMITS, ENGINEER)
    stored, record = assessment(register, key, ENGINEER)
    assert record == {"a": [1.5, None, "文"]}
    assert stored.judgement == judgement(ratio=0.25)
    assert limits_used(register, stored.limit_sha256, "public").power_density(900e6) == 0.4
    judged(register, judgement(day="2026-02-11"))
    other = judged(register, judgement(day="2026-02-12"), limits={**LIMITS, "edition": "2021"})
    assert [edition.edition for edition in limit_editions(register)] == ["2020", "2021"]
    assert assessment(register, other, ENGINEER)[0].limit_sha256 != stored.limit_sha256


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"max_exposure_ratio": float("nan")}, "must be a number"),
        ({"max_exposure_ratio": 1.2}, "cannot be called 'compliant'"),
        ({"max_exposure_ratio": 1.2, "verdict": "not_assessable"}, "cannot be called 'not_assessable'"),
        ({"verdict": "safe"}, "verdict must be one of"),
        ({"basis": "guessed"}, "basis must be"),
        ({"basis": "measured"}, "names its campaign"),
        ({"station_id": ""}, "needs its station"),
    ],
)
def test_a_judgement_that_looks_safer_than_it_is_is_refused(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        replace(judgement(), **change)


@pytest.mark.usefixtures("station_s1")
def test_only_what_is_in_the_register_can_be_judged(register: Register) -> None:
    with pytest.raises(ValueError, match="no station 'S2'; add the station first"):
        judged(register, judgement(station_id="S2"))
    with pytest.raises(ValueError, match="no campaign 'C1'; import the measurement first"):
        judged(register, judgement(campaign_id="C1"))
    with pytest.raises(NotAllowedError):
        add_assessment(register, judgement(), {}, LIMITS, REGULATOR)


@pytest.mark.usefixtures("station_s1")
def test_an_exceedance_and_an_unclear_verdict_open_an_action_each(register: Register) -> None:
    judged(register, judgement("compliant"))
    assert actions(register, ENGINEER) == ()
    judged(register, judgement("conditionally_compliant", 0.9, expanded_uncertainty_db=3.0), who="Zhao")
    judged(register, judgement("exceeds", 1.4), who="Zhao", deadlines=Deadlines(exceedance_days=7))
    urgent, later = actions(register, ENGINEER)
    assert (urgent.kind, urgent.who, urgent.until) == ("exceeds", "Zhao", datetime.date(2026, 3, 8))  # 1 March + 7
    assert (later.kind, later.until) == ("conditionally_compliant", datetime.date(2026, 5, 30))  # 1 March + 90
    judged(register, judgement("exceeds", 1.5, day="2026-02-12"))
    again = actions(register, ENGINEER)
    assert [action.key for action in again] == [urgent.key, later.key]
    assert [event.kind for event in again[0].events] == ["repeated"]


@pytest.mark.usefixtures("station_s1")
def test_an_action_closes_only_with_something_newer_that_complies(register: Register, tmp_path: Path) -> None:
    add_station(register, station(id="S2"), DAY, ENGINEER)
    before = judged(register, judgement("compliant", day="2026-02-01"))
    opening = judged(register, judgement("exceeds", 1.4, day="2026-02-10"))
    action = actions(register, ENGINEER)[0].key
    other_rule = {**LIMITS, "id": "milder-2020"}
    useless = {
        before: "not newer",
        opening: "its verdict is exceeds",
        judged(register, judgement(day="2026-02-09")): "not newer",  # recorded later, but of an earlier day
        judged(register, judgement(day="2026-02-12", station_id="S2")): "it is of S2, not of S1",
        judged(register, judgement(day="2026-02-12"), limits=other_rule): "it was judged by milder-2020",
        judged(register, judgement(day="2026-02-12", scenario="actual")): r"judged by test-2020 \(public, actual\)",
        measured(register, tmp_path, "C1", judgement(day="2026-02-12"), points=()): "",
        9999: "there is none",
    }
    incomplete = measured(register, tmp_path, "C2", judgement(day="2026-02-13", complete=False))
    useless[incomplete] = "it is incomplete"
    good = next(key for key, fault in useless.items() if fault == "")
    del useless[good]
    for key, fault in useless.items():
        with pytest.raises(ValueError, match=f"not closed by assessment {key}: .*{fault}"):
            close_action(register, action, key, ENGINEER)
    with pytest.raises(NotAllowedError):
        close_action(register, action, good, PUBLIC)
    close_action(register, action, good, ENGINEER, "antenna lowered")
    assert actions(register, ENGINEER) == ()
    closed = actions(register, ENGINEER, with_closed=True)[0]
    assert (closed.evidence, closed.events[-1].note) == (good, "antenna lowered")
    with pytest.raises(ValueError, match=f"was closed by assessment {good}"):
        close_action(register, action, good, ENGINEER)


@pytest.mark.usefixtures("station_s1")
def test_a_newer_exceedance_outweighs_older_evidence(register: Register) -> None:
    judged(register, judgement("exceeds", 1.4, day="2026-02-10"))
    good = judged(register, judgement(day="2026-02-12"))
    worse = judged(register, judgement("exceeds", 1.1, day="2026-02-14"))
    action = actions(register, ENGINEER)[0].key
    with pytest.raises(ValueError, match=f"assessment {worse} of the same is newer and does not comply"):
        close_action(register, action, good, ENGINEER)
    judged(register, judgement(day="2026-02-14"), corrects=worse, reason="wrong tilt")
    close_action(register, action, good, ENGINEER)


@pytest.mark.usefixtures("station_s1")
def test_evidence_that_was_corrected_or_whose_measurement_was_replaced_is_none(
    register: Register, tmp_path: Path
) -> None:
    judged(register, judgement("exceeds", 1.4, day="2026-02-10"))
    action = actions(register, ENGINEER)[0].key
    good = judged(register, judgement(day="2026-02-12"))
    judged(register, judgement("not_assessable", 1.0, day="2026-02-12"), corrects=good, reason="wrong power")
    with pytest.raises(ValueError, match="it was corrected"):
        close_action(register, action, good, ENGINEER)
    on_site = measured(register, tmp_path, "C1", judgement(day="2026-02-15"))
    file = measurement_file(tmp_path, points({"P1": 5.0}), "C1", "better.csv")
    add_import(register, file, ENGINEER, corrects="C1", reason="wrong antenna factor")
    with pytest.raises(ValueError, match="it was corrected"):
        close_action(register, action, on_site, ENGINEER)


def test_a_campaign_without_a_station_is_closed_by_one_in_the_same_place(register: Register, tmp_path: Path) -> None:
    here, far = (described("P1"),), (described("P1", longitude=121.0),)
    nowhere = judgement("exceeds", 1.4, day="2026-02-10", station_id="S1")
    add_import(register, measurement_file(tmp_path, points({"P1": 9.0}), "C0", "0.csv", points=here), ENGINEER)
    judged(register, replace(nowhere, station_id="", basis="measured", campaign_id="C0", scenario="as measured"))
    action = actions(register, ENGINEER)[0].key
    good = judgement(day="2026-02-12")
    away = measured(
        register, tmp_path, "C1", replace(good, station_id="", basis="measured", campaign_id="C1"), points=far
    )
    with pytest.raises(ValueError, match="of another campaign, not of the same place"):
        close_action(register, action, away, ENGINEER)
    near = measured(
        register, tmp_path, "C2", replace(good, station_id="", basis="measured", campaign_id="C2"), points=here
    )
    close_action(register, action, near, ENGINEER)


@pytest.mark.usefixtures("station_s1")
def test_an_action_is_handed_on_and_its_history_stays(register: Register) -> None:
    judged(register, judgement("exceeds", 1.4))
    key = actions(register, ENGINEER)[0].key
    assign_action(register, key, "Zhao", datetime.date(2026, 6, 1), ENGINEER)
    note_action(register, key, "permit asked for", COLLEAGUE)
    action = actions(register, REGULATOR)[0]
    assert (action.who, action.until) == ("Zhao", datetime.date(2026, 6, 1))
    assert [(e.kind, e.by) for e in action.events] == [("assigned", "Li"), ("noted", "Wang")]
    with pytest.raises(ValueError, match="needs someone"):
        assign_action(register, key, " ", datetime.date(2026, 6, 1), ENGINEER)
    with pytest.raises(ValueError, match="no action 99"):
        note_action(register, 99, "x", ENGINEER)


def test_an_enquiry_is_answered_with_the_level_and_the_last_measurement_near(
    register: Register, tmp_path: Path
) -> None:
    """At 30 degrees north a thousandth of a degree of longitude is 96.49 m (WGS 84)."""
    for campaign_id, day, longitude, level in (
        ("old", "2025-05-01", 120.0, 1.0),
        ("new", "2026-01-10", 120.001, 2.0),
        ("newest-but-far", "2026-02-10", 120.1, 3.0),
        ("later", "2026-04-10", 120.0, 4.0),  # after the day of the answer
    ):
        table = points({"P1": level, "P2": 0.1}, f"{day}T09:00:00")
        places = (described("P1", longitude), described("P2", longitude + 0.002))
        file = measurement_file(tmp_path, table, campaign_id, f"{campaign_id}.csv", points=places)
        add_import(register, file, ENGINEER)
    key = add_enquiry(register, HOME, PUBLIC)
    answer = answer_enquiry(register, key, "0.1 % of the limit.", {"exposure_ratio": 0.001}, ENGINEER)
    assert answer.measurement is not None
    assert answer.measurement | {"distance_m": 0} == {
        "campaign_id": "new",
        "point_id": "P1",
        "description": "at P1",
        "day": "2026-01-10",
        "distance_m": 0,
        "field_strength_v_m": 2.0,
        "censored": False,
        "summed_over_bands": False,
        "longitude": 120.001,
        "latitude": 30.0,
        "height_m": 1.7,
    }
    assert answer.measurement["distance_m"] == pytest.approx(96.49, abs=0.06)
    stored = enquiries(register, ENGINEER)[0]
    assert (stored.enquiry, stored.answers) == (HOME, (answer,))
    assert enquiries(register, ENGINEER, unanswered_only=True) == ()


def test_a_route_counts_as_measured_where_it_passed(register: Register, tmp_path: Path) -> None:
    """Row 1000 lies a thousandth of a degree to the east of the first: as far as in the test above."""
    add_import(register, measurement_file(tmp_path, route(1000)), ENGINEER)
    found = last_measurement_near(register, 120.002, 30.0, datetime.date(2026, 3, 1), ENGINEER, within_m=100)
    assert found is not None
    assert found.distance_m == pytest.approx(96.49 + 0.1, abs=0.1)
    assert last_measurement_near(register, 120.002, 30.0, datetime.date(2026, 3, 1), ENGINEER, within_m=96) is None


def test_bands_without_a_total_are_summed_and_invalid_values_left_out(register: Register, tmp_path: Path) -> None:
    """3 and 4 V/m in two bands are 5 V/m together."""
    table = points({"a": 3.0, "b": 4.0, "c": 99.0}).assign(point_id="P1", valid=[True, True, False])
    table["point_id"] = table["point_id"].astype("category")
    table["band"] = ["GSM", "LTE", "NR"]
    table["band"] = table["band"].astype("category")
    add_import(register, measurement_file(tmp_path, table, points=(described("P1"),)), ENGINEER)
    found = last_measurement_near(register, 120.0, 30.0, datetime.date(2026, 3, 1), ENGINEER)
    assert found is not None
    assert (found.field_strength_v_m, found.summed_over_bands) == (5.0, True)
    assert (found.longitude, found.latitude, found.height_m) == (120.0, 30.0, 1.7)


def test_an_enquiry_is_private_and_its_contact_can_be_forgotten(register: Register) -> None:
    key = add_enquiry(register, HOME, PUBLIC)
    for forbidden in (
        lambda: enquiries(register, PUBLIC),
        lambda: answer_enquiry(register, key, "x", {}, PUBLIC),
        lambda: forget_contact(register, key, PUBLIC),
        lambda: last_measurement_near(register, 120.0, 30.0, DAY, PUBLIC),
        lambda: actions(register, PUBLIC),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    forget_contact(register, key, ENGINEER)
    assert enquiries(register, ENGINEER)[0].enquiry == replace(HOME, contact="")
    told = json.dumps([entry.details for entry in entries(register, REGULATOR)])
    assert "a@b.example" not in told
    assert "Main Street" not in told
    assert verify_chain(register, REGULATOR) is None
    with pytest.raises(ValueError, match="has no contact"):
        forget_contact(register, key, ENGINEER)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"question": " "}, "needs a question"),
        ({"question": "x" * 10_001}, "10000 characters, not 10001"),
        ({"longitude": float("nan")}, "longitude"),
        ({"kind": "threat"}, "question or a complaint"),
        ({"height_m": float("inf")}, "height_m"),
    ],
)
def test_a_faulty_enquiry_is_refused(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        replace(HOME, **change)


@pytest.mark.usefixtures("station_s1")
def test_a_result_is_published_after_a_second_person_has_seen_it(register: Register) -> None:
    key = judged(register, judgement())
    assert assessments(register, PUBLIC) == ()
    with pytest.raises(
        ValueError, match=r"is no draft yet; it cannot become published: the order is draft -> reviewed"
    ):
        publish(register, key, ENGINEER)
    draft(register, key, COLLEAGUE)
    for own in (ENGINEER, COLLEAGUE, Actor(" wang ", frozenset({"engineer"}))):
        with pytest.raises(ValueError, match="recorded or drafted assessment"):
            review(register, key, own)
    assert in_state(register, "draft", ENGINEER) == (key,)
    review(register, key, REGULATOR, "checked the tilt")
    with pytest.raises(ValueError, match="no assessment"):
        assessment(register, key, PUBLIC)
    publish(register, key, ENGINEER)
    assert [stored.key for stored in assessments(register, PUBLIC, "S1")] == [key]
    assert assessment(register, key, PUBLIC)[1] == {"verdict": "compliant"}
    assert [(s.state, s.by) for s in steps(register, key, PUBLIC)] == [
        ("draft", "Wang"),
        ("reviewed", "Chen"),
        ("published", "Li"),
    ]
    assert in_state(register, "draft", ENGINEER) == ()


@pytest.mark.usefixtures("station_s1")
def test_the_public_sees_neither_drafts_nor_their_steps(register: Register) -> None:
    key = judged(register, judgement())
    draft(register, key, ENGINEER)
    assert (assessments(register, PUBLIC), steps(register, key, PUBLIC)) == ((), ())
    for forbidden in (draft, review, publish):
        with pytest.raises(NotAllowedError):
            forbidden(register, key, PUBLIC)
    with pytest.raises(NotAllowedError):
        in_state(register, "draft", PUBLIC)


def published(register: Register, key: int) -> int:
    draft(register, key, ENGINEER)
    review(register, key, REGULATOR)
    publish(register, key, ENGINEER)
    return key


@pytest.mark.usefixtures("station_s1")
def test_a_published_correction_withdraws_the_old_result_and_is_listed(register: Register) -> None:
    old = published(register, judged(register, judgement(ratio=0.02)))
    between = judged(register, judgement(ratio=0.1), corrects=old, reason="power was in dBm")
    right = judged(register, judgement(ratio=0.2), corrects=between, reason="gain was in dBd")
    assert [stored.key for stored in assessments(register, PUBLIC)] == [old]  # until the correction is out
    with pytest.raises(ValueError, match="was corrected; publish the one that corrects it"):
        draft(register, between, ENGINEER)
    published(register, right)
    assert [stored.key for stored in assessments(register, PUBLIC)] == [right]
    (line,) = corrections(register)
    assert (line.assessment_key, line.replaced_by, line.station_id) == (old, right, "S1")
    assert line.reason == "gain was in dBd"
    assert line.day == datetime.date(2026, 3, 1)


@pytest.mark.usefixtures("station_s1")
def test_a_regulator_withdraws_with_a_reason(register: Register) -> None:
    key = published(register, judged(register, judgement()))
    with pytest.raises(NotAllowedError, match="needs the role regulator"):
        withdraw(register, key, ENGINEER, "x")
    with pytest.raises(ValueError, match="needs a reason"):
        withdraw(register, key, REGULATOR, " ")
    withdraw(register, key, REGULATOR, "the mast was moved")
    assert assessments(register, PUBLIC) == ()
    assert [line.reason for line in corrections(register)] == ["the mast was moved"]
    with pytest.raises(ValueError, match="is withdrawn; it cannot become published"):
        publish(register, key, ENGINEER)


@pytest.mark.usefixtures("station_s1")
def test_an_incomplete_measurement_is_not_published(register: Register, tmp_path: Path) -> None:
    key = measured(register, tmp_path, "C1", judgement(complete=False))
    with pytest.raises(ValueError, match="incomplete and cannot be published"):
        draft(register, key, ENGINEER)


@pytest.mark.usefixtures("station_s1")
def test_the_state_of_a_publication_cannot_be_set_past_the_order(register: Register) -> None:
    key = judged(register, judgement())
    draft(register, key, ENGINEER)
    with pytest.raises(ValueError, match="is draft; it cannot become draft"):
        draft(register, key, COLLEAGUE)
    with register.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM publication_states")) == 1
