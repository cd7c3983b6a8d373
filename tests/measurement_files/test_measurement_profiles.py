"""Saved profiles for files without a layout of their own, units of levels, and what profiles may say."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from builders.instrument_files import faults, imported, written
from emfassess.measurement_files.layouts.date_formats import clock_format
from emfassess.measurement_files.layouts.level_units import UNITS, conversion, unit_name
from emfassess.measurement_files.read import ImportOptions

PROFILE = """
[file]
separator = ";"
decimal = ","
encoding = "latin-1"
header_row = 2
comment = "%"
[time]
column = "Datum"
clock_column = "Uhr"
format = "dd.mm.yy HH:MM"
zone = "Europe/Berlin"
[below]
tokens = ["n.n."]
sensitivity_v_m = 0.2
[position]
longitude = "Länge"
latitude = "Breite"
[point]
id = "Punkt"
description = "Ort"
[flag]
column = "ok"
valid = ["1"]
invalid = ["0"]
[[level]]
column = "E"
unit = "V/m"
statistic = "rms"
averaging_s = 360
[[level]]
column = "LTE"
unit = "dBm"
band = "LTE 1800"
frequency_low_mhz = 1805
frequency_high_mhz = 1880
antenna_factor_db_m = 30
[instrument]
model = "XY"
serial = "7"
[campaign]
body = "Labor"
persons = ["A", "B"]
"""
TABLE = """% Messung
Punkt;Ort;Datum;Uhr;Breite;Länge;E;LTE;ok
P1;Straße;29.02.24;10:00;52,5;13,4;1,25;-17;1
P1;Straße;29.02.24;10:06;52,5;13,4;n.n.;-27;0
"""


def profiled(folder: Path, table: str = TABLE, profile: str = PROFILE) -> tuple[Path, Path]:
    return written(folder, table, "m.csv", "latin-1"), written(folder, profile, "labor.toml")


def test_a_profile_says_which_column_is_what(tmp_path: Path) -> None:
    file, profile = profiled(tmp_path)
    found, readings = imported(file, profile)
    # -17 dBm at 50 ohm is -17 + 106.9897 dBuV, + 30 dB/m: 119.9897 dBuV/m = 0.998815 V/m; 10 dB less: 0.315853 V/m
    expected = [1.25, 0.998815, 0.2, 0.315853]
    assert readings["field_strength_v_m"].tolist() == pytest.approx(expected, abs=5e-7)
    assert readings["censored"].tolist() == [False, False, True, False]
    assert readings["valid"].tolist() == [True, True, False, False]
    assert readings["time"][0] == pd.Timestamp("2024-02-29T09:00:00Z")
    assert readings["averaging_s"].tolist()[:1] == [360.0]
    assert readings["line"].tolist() == [3, 3, 4, 4]
    campaign = found.campaigns[0]
    assert (campaign.body, campaign.persons, campaign.instrument.model) == ("Labor", ("A", "B"), "XY")
    assert (campaign.points[0].description, campaign.points[0].longitude) == ("Straße", 13.4)
    assert campaign.raw_file.profile.startswith("labor.toml:")


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("1,25", "1.25", "line 3, column E"),
        ("1,25", "viel", "line 3, column E"),
        ("29.02.24;10:00", "29.02.23;10:00", "line 3, column Datum"),
        ("29.02.24;10:00", "29.02.2024;10:00", "line 3, column Datum"),
        ("29.02.24;10:00", "31.03.24;02:30", "line 3, column Datum"),
        ("52,5", "95,2", "line 3, column Breite"),
        (";-27;0", ";-27;?", "line 4, column ok"),
        (";-27;0", ";-27", "line 4"),
        ("Länge", "Laenge", "line 2"),
        (TABLE[TABLE.index("P1") :], "", "a file without a reading; expected values below its head"),
    ],
)
def test_faults_of_a_profiled_file_name_line_and_column(tmp_path: Path, before: str, after: str, place: str) -> None:
    file, profile = profiled(tmp_path, TABLE.replace(before, after))
    told = faults(file, profile)
    assert told[0].split(": ")[0] == place


def test_a_profile_with_another_encoding_than_the_file_is_refused(tmp_path: Path) -> None:
    file, profile = profiled(tmp_path, profile=PROFILE.replace("latin-1", "utf-8"))
    assert [fault.split(":")[0] for fault in faults(file, profile)] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('separator = ";"', 'seperator = ";"', "file.seperator: ';': unknown key; did you mean 'separator'?"),
        ('unit = "V/m"\n', "", "level.1.unit: missing; it must be given"),
        ("averaging_s = 360", "averaging_s = -1", "level.1.averaging_s: '-1': expected greater than 0"),
        ("[[level]]", "[[levels]]", "level: missing"),
        ('decimal = ","', "decimal = ,", "not a TOML profile"),
    ],
)
def test_faults_of_a_profile_name_its_keys(tmp_path: Path, before: str, after: str, told: str) -> None:
    from emfassess.measurement_files.layouts.mapping_schema import read_mapping
    from emfassess.readers.faults import InputError

    profile = written(tmp_path, PROFILE.replace(before, after), "p.toml")
    with pytest.raises(InputError) as refused:
        read_mapping(profile)
    assert told.removesuffix(" greater than 0") in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('"dd.mm.yy HH:MM"', '"tt.mm.jj"', "profile, time"),
        ('unit = "dBm"', 'unit = "Volt"', "profile, level.2.unit"),
        ("antenna_factor_db_m = 30", "", "profile, level.2.unit"),
        ('body = "Labor"', 'boddy = "Labor"', "campaign"),
        ('encoding = "latin-1"', 'encoding = "utf-99"', "file.encoding"),
    ],
)
def test_profiles_that_cannot_be_used_are_refused(tmp_path: Path, before: str, after: str, place: str) -> None:
    told = faults(*profiled(tmp_path, profile=PROFILE.replace(before, after)))
    assert told[0].split(":")[0] == place


@pytest.mark.parametrize(
    ("unit", "value", "field"),
    [
        # E = sqrt(S * 376.7303): 0.4 W/m2 is 12.2757 V/m, written in each unit
        ("W/m²", 0.4, 12.2757),
        ("mW/m2", 400.0, 12.2757),
        ("µW/cm²", 40.0, 12.2757),
        ("μW/cm2", 40.0, 12.2757),
        ("mW/cm2", 0.04, 12.2757),
        ("uW/m^2", 4e5, 12.2757),
        ("A/m", 0.032, 12.0554),
        ("mA/m", 32.0, 12.0554),
        ("V/m", 12.0, 12.0),
        ("mV/m", 1.0, 0.001),
        ("dBµV/m", 120.0, 1.0),
    ],
)
def test_levels_of_every_unit_become_field_strength(unit: str, value: float, field: float) -> None:
    assert float(conversion(unit, ImportOptions())(np.array([value]))[0]) == pytest.approx(field, abs=5e-5)


@pytest.mark.parametrize("unit", ["", "V", "MV/m", "W", "dB", "µT"])
def test_other_units_are_refused(unit: str) -> None:
    assert unit_name(unit) is None
    with pytest.raises(ValueError, match="a unit of"):
        conversion(unit, ImportOptions())


def test_every_unit_has_its_own_name() -> None:
    assert [unit_name(unit) for unit in UNITS] == list(UNITS)


@pytest.mark.parametrize(
    ("example", "order", "told"),
    [
        ("2024-03-07T08:54:22", "", "%Y-%m-%d %H:%M:%S"),
        ("2024/3/7 8:54", "dmy", "%Y/%m/%d %H:%M"),
        ("07.03.24", "dmy", "%d.%m.%y"),
        ("03/07/2024 08:54:22.5", "mdy", "%m/%d/%Y %H:%M:%S.%f"),
        ("07/03/2024", "", None),
        ("07/03-2024", "dmy", None),
        ("yesterday", "dmy", None),
    ],
)
def test_the_format_of_a_date_follows_from_its_shape_and_the_stated_order(
    example: str, order: str, told: str | None
) -> None:
    assert clock_format(example, order) == told  # type: ignore[arg-type]
