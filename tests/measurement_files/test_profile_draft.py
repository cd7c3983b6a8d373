"""A drafted profile reads its file once the open order of dates is completed."""

from pathlib import Path

import pytest

from builders.instrument_files import imported, written
from emfassess.measurement_files.profile_draft import draft_measurement_profile
from emfassess.readers.faults import InputError

TABLE = "Survey\nPoint;Date;Latitude;Longitude;E (V/m)\nP1;03/04/2024 10:00;52,5;13,4;1,25\n"


def test_a_completed_draft_reads_its_file(tmp_path: Path) -> None:
    file = written(tmp_path, TABLE, "t.csv")
    draft = draft_measurement_profile(file)
    assert 'format = ""  # 03/04/2024 10:00: to be stated; dd/mm/yyyy HH:MM or mm/dd/yyyy HH:MM?' in draft
    profile = written(tmp_path, draft.replace('format = ""', 'format = "dd/mm/yyyy HH:MM"'), "p.toml")
    _, readings = imported(file, profile, time_zone="Europe/Berlin")
    assert readings["field_strength_v_m"].tolist() == [1.25]
    assert str(readings["time"].iloc[0]).startswith("2024-04-03 08:00")


def test_a_table_without_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column with a unit in brackets"):
        draft_measurement_profile(written(tmp_path, "a;b\n1;2\n"))


def test_a_clock_beside_the_day_is_part_of_the_time(tmp_path: Path) -> None:
    file = written(tmp_path, "Date,Time,E [V/m]\n2024-04-03,10:30,1.5\n", "t.csv")
    profile = written(tmp_path, draft_measurement_profile(file), "p.toml")
    _, readings = imported(file, profile, time_zone="+08:00")
    assert str(readings["time"].iloc[0]).startswith("2024-04-03 02:30")
