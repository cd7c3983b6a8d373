"""Measurements in the register: what goes in comes out, twice is refused, and a killed import leaves nothing or all."""

import datetime
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select

from builders.killed_import import ROWS
from builders.register_entries import COLLEAGUE, ENGINEER, PROBE, REGULATOR, described, measurement_file, points, route
from emfassess.measurement_files.read import read_measurements
from emfassess.measurements import Calibration, Terminal, checked_readings
from emfassess.register import PUBLIC, NotAllowedError, Register, open_register
from emfassess.register.audit import head, verify_chain
from emfassess.register.campaigns import add_import, campaign, campaigns
from emfassess.register.instruments import add_instrument, instrument, instruments
from emfassess.register.integrity import verify_records
from emfassess.register.raw_files import PART, raw_bytes
from emfassess.register.tables import Base, ExtentRow, ReadingRow


def counts(register: Register) -> dict[str, int]:
    """Rows of every table."""
    with register.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_readings_come_back_as_they_were_imported(register: Register, tmp_path: Path) -> None:
    table = checked_readings(
        pd.DataFrame(
            {
                "line": [2, 3, 4],
                "time": [pd.Timestamp("2026-02-28T23:59:59.123456Z"), pd.NaT, pd.Timestamp("1969-12-31T23:00:00Z")],
                "point_id": ["P 1", "", 'a "quoted", =cmd|\n文'],
                "longitude": [120.123456789012, np.nan, -180.0],
                "latitude": [30.0, np.nan, 90.0],
                "height_m": [1.7, np.nan, 1.5],
                "band": ["total", "", "NULL"],
                "frequency_low_hz": [np.nan, 1e5, 2.11e9],
                "frequency_high_hz": [np.nan, 3e9, 2.17e9],
                "field_strength_v_m": [0.2, 0.0, 1e-30],
                "censored": [True, False, False],
                "valid": [True, False, True],
                "statistic": ["rms", "", "peak"],
                "averaging_s": [360.0, np.nan, 0.1],
                "kind": ["measured", "measured", "extrapolated"],
            }
        )
    )
    add_import(register, measurement_file(tmp_path, table), ENGINEER)
    pd.testing.assert_frame_equal(campaign(register, "C1", ENGINEER)[1], table, check_categorical=False)


def test_chunks_are_joined_in_their_order(register: Register, tmp_path: Path) -> None:
    table = route(2500)
    seen: list[int] = []
    add_import(register, measurement_file(tmp_path, table), ENGINEER, progress=seen.append)
    assert seen == [1000, 2000, 2500]
    pd.testing.assert_frame_equal(campaign(register, "C1", ENGINEER)[1], table, check_categorical=False)


def test_a_campaign_comes_back_with_its_instrument_points_and_weather(register: Register, tmp_path: Path) -> None:
    told = measurement_file(
        tmp_path,
        points({"P1": 1.0}),
        points=(described("P1", station_id="S1", indoors=False, vertical_distance_m=12.0),),
        station_ids=("S2",),
        method="HJ 1151-2020",
        start=datetime.datetime(2026, 2, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
        time_zone="Asia/Shanghai",
        humidity_percent=60.0,
        persons=("Li", "Wang"),
        terminal=Terminal("X", "download", 2.0),
    )
    add_import(register, told, ENGINEER)
    assert campaign(register, "C1", ENGINEER)[0] == told.campaigns[0]
    line = campaigns(register, REGULATOR)[0]
    assert (line.campaign_id, line.method, line.rows, line.station_ids) == ("C1", "HJ 1151-2020", 1, ("S1", "S2"))
    assert line.imported_by == "Li"


def test_the_day_of_a_campaign_is_the_local_one(register: Register, tmp_path: Path) -> None:
    evening = points({"P1": 1.0}, start="2026-02-10T17:30:00")  # UTC: half past one in China
    add_import(register, measurement_file(tmp_path, evening, time_zone="Asia/Shanghai"), ENGINEER)
    assert campaigns(register, ENGINEER)[0].day == datetime.date(2026, 2, 11)


def test_a_campaign_without_any_time_has_no_day(register: Register, tmp_path: Path) -> None:
    timeless = checked_readings(pd.DataFrame({"line": [1], "field_strength_v_m": [1.0]}))
    add_import(register, measurement_file(tmp_path, timeless), ENGINEER)
    assert campaigns(register, ENGINEER)[0].day is None


def test_the_raw_file_is_kept_byte_by_byte(register: Register, tmp_path: Path) -> None:
    file = measurement_file(tmp_path, points({"P1": 1.0}))
    content = os.urandom(PART + 17)
    file.path.write_bytes(content)
    digest = sha256(content).hexdigest()
    add_import(register, replace(file, sha256=digest), ENGINEER)
    assert b"".join(raw_bytes(register, digest, ENGINEER)) == content
    assert verify_records(register, REGULATOR) == ()
    with pytest.raises(ValueError, match="holds no file"):
        list(raw_bytes(register, "0" * 64, ENGINEER))


def test_the_same_content_twice_is_refused_and_changes_nothing(register: Register, tmp_path: Path) -> None:
    file = measurement_file(tmp_path, route(100))
    add_import(register, file, ENGINEER)
    before, kept = counts(register), head(register)
    other_line_ends = file.path.with_name("copy.csv")
    other_line_ends.write_bytes(file.path.read_bytes().replace(b"\n", b"\r\n"))
    copy = replace(file, path=other_line_ends, sha256=sha256(other_line_ends.read_bytes()).hexdigest())
    for again in (file, copy):
        with pytest.raises(ValueError, match=r"the same content was imported on 2026-03-01 08:00 UTC as campaign C1"):
            add_import(register, again, COLLEAGUE)
    assert (counts(register), head(register)) == (before, kept)


def test_an_id_that_is_taken_is_refused(register: Register, tmp_path: Path) -> None:
    add_import(register, measurement_file(tmp_path, route(10)), ENGINEER)
    before = counts(register)
    with pytest.raises(ValueError, match="campaign 'C1' is in the register with other content"):
        add_import(register, measurement_file(tmp_path, route(11), name="b.csv"), ENGINEER)
    assert counts(register) == before


def test_a_corrected_import_replaces_the_old_one_which_stays(register: Register, tmp_path: Path) -> None:
    wrong = measurement_file(tmp_path, points({"P1": 1000.0}))
    add_import(register, wrong, ENGINEER)
    right = replace(wrong, readings=(("C1", points({"P1": 1.0})),))  # the same bytes read by another profile
    with pytest.raises(ValueError, match="needs a reason"):
        add_import(register, right, ENGINEER, corrects="C1")
    add_import(register, right, ENGINEER, corrects="C1", reason="the file is in mV/m")
    assert campaign(register, "C1", ENGINEER)[1]["field_strength_v_m"].tolist() == [1.0]
    assert len(campaigns(register, ENGINEER)) == 1
    assert counts(register)["readings"] == 2
    with pytest.raises(ValueError, match="no campaign 'C9'"):
        add_import(register, right, ENGINEER, corrects="C9", reason="x")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rows": 7}, "7 readings announced, 10 found"),
        ({"sha256": "0" * 64}, "changed while it was imported"),
        ({"campaigns": ()}, "holds no campaign"),
        ({"readings": (("C2", route(10)),)}, "a campaign 'C2' that it does not describe"),
        ({"readings": (("C1", route(10).assign(band=pd.Categorical(["a\x00b"] * 10))),)}, "character NUL"),
    ],
)
def test_a_file_that_is_not_what_it_says_leaves_nothing(
    register: Register, tmp_path: Path, change: dict[str, object], fault: str
) -> None:
    file = measurement_file(tmp_path, route(10))
    with pytest.raises(ValueError, match=fault):
        add_import(register, replace(file, **change), ENGINEER)  # type: ignore[arg-type]
    assert set(counts(register).values()) == {0}


def test_only_engineers_import_and_the_public_sees_no_campaign(register: Register, tmp_path: Path) -> None:
    file = measurement_file(tmp_path, route(10))
    for actor in (PUBLIC, REGULATOR):
        with pytest.raises(NotAllowedError, match="may not import measurements"):
            add_import(register, file, actor)
    add_import(register, file, ENGINEER)
    with pytest.raises(NotAllowedError):
        campaigns(register, PUBLIC)
    with pytest.raises(NotAllowedError):
        campaign(register, "C1", PUBLIC)
    with pytest.raises(NotAllowedError):
        raw_bytes(register, file.sha256, PUBLIC)


def test_a_new_calibration_is_a_new_row_of_the_instrument(register: Register) -> None:
    first = add_instrument(register, PROBE, ENGINEER)
    assert add_instrument(register, PROBE, ENGINEER) == first
    newer = Calibration(datetime.date(2027, 4, 20), datetime.date(2029, 4, 20))
    calibrated = replace(PROBE, calibrations=(*PROBE.calibrations, newer))
    assert add_instrument(register, calibrated, ENGINEER) != first
    assert instruments(register, ENGINEER) == (calibrated,)
    assert instrument(register, PROBE.key, ENGINEER) == calibrated


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_import_leaves_nothing_or_the_whole_file(database_url: str, tmp_path: Path, seed: int) -> None:
    open_register(database_url, lambda: datetime.datetime.now(datetime.UTC)).close()
    command = [sys.executable, "-m", "builders.killed_import", database_url, str(tmp_path)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(float(np.random.default_rng(seed).uniform(0.0, 0.8)))
    process.send_signal(signal.SIGKILL)
    told = process.stdout.read()
    process.stdout.close()
    process.wait()

    after = open_register(database_url, lambda: datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))
    found = counts(after)
    assert found["readings"] in (0, ROWS)
    assert found["campaigns"] == found["imports"] == found["campaign_extents"] == found["readings"] // ROWS
    assert verify_chain(after, REGULATOR) is None
    assert not (told and found["readings"] == 0)  # what was told to be done is there
    if found["readings"] == 0:
        assert set(found.values()) == {0}
        add_import(after, measurement_file(tmp_path, route(ROWS), name="killed.csv"), ENGINEER)  # the next run goes on
    with after.reading() as session:
        assert session.scalar(select(func.count()).select_from(ReadingRow)) == ROWS
    assert verify_records(after, REGULATOR) == ()
    after.close()


@pytest.mark.parametrize(
    ("zone", "day"), [("+08:00", "2026-03-01"), ("-03:00", "2026-02-28"), ("Asia/Shanghai", "2026-03-01")]
)
def test_a_zone_may_be_an_offset(register: Register, tmp_path: Path, zone: str, day: str) -> None:
    (tmp_path / "m.csv").write_text("Time,E\n2026-02-28T20:00:00Z,0.5\n", encoding="utf-8")
    (tmp_path / "p.toml").write_text(
        f'[time]\ncolumn = "Time"\nformat = "iso"\nzone = "{zone}"\n[[level]]\ncolumn = "E"\nunit = "V/m"\n',
        encoding="utf-8",
    )
    add_import(register, read_measurements(tmp_path / "m.csv", tmp_path / "p.toml"), ENGINEER)
    with register.reading() as session:
        assert str(session.scalar(select(ExtentRow.day))) == day
