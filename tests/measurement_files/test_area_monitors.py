"""Logs of WaveMon, AMB-8059 (drive log and daily mail) and PMM area monitors."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from builders.instrument_files import faults, imported, notes, written
from emfassess.measurement_files.read import NamedLimit, stated_limit

WAVEMON_HEAD = (
    "*LOG_VERSION;4",
    "*MODEL;WaveMon RF-60",
    "*SERIAL;20WM001",
    "*RMS_AVG;6",
    "*DATE;E_INST;E_AVG;E_MAX_AVG;E_UNITS;E_ALARM;H_INST;H_AVG;H_MAX_AVG;H_UNITS;H_ALARM;GPS_LAT;GPS_LONG;HEIGHT",
)


def wavemon(*rows: str) -> str:
    return "\n".join((*WAVEMON_HEAD, *rows)) + "\n"


def test_wavemon_tells_instantaneous_mean_and_maximum(tmp_path: Path) -> None:
    file = written(tmp_path, wavemon("2024/03/07 08:54:22;1.5;1.2;1.3;V/m;0;;;;;;41.5;2.1;57"))
    found, readings = imported(file, time_zone="UTC", averaging_s=360)
    assert readings["field_strength_v_m"].tolist() == [1.5, 1.2, 1.3]
    assert readings["statistic"].tolist() == ["instantaneous", "rms", "maximum"]
    assert readings["averaging_s"].isna().tolist() == [True, False, False]
    assert (readings["latitude"][0], readings["longitude"][0]) == (41.5, 2.1)
    assert found.campaigns[0].instrument.key == "WaveMon RF-60/20WM001"


def test_wavemon_values_of_the_magnetic_probe_are_a_band_of_their_own(tmp_path: Path) -> None:
    file = written(tmp_path, wavemon("2024/03/07 08:54:22;1;1;1;V/m;0;0.01;0.02;0.03;A/m;0;0;0;0"))
    found, readings = imported(file, time_zone="UTC")
    magnetic = readings[readings["band"] == "total (magnetic)"]
    # plane wave: 0.01 A/m * 376.73 ohm = 3.7673 V/m
    assert magnetic["field_strength_v_m"].tolist() == pytest.approx([3.7673, 7.5346, 11.3019], abs=5e-5)
    assert "magnetic-as-plane-wave" in notes(found)
    assert readings["longitude"].isna().all()


def test_wavemon_percent_is_of_the_named_limit(tmp_path: Path) -> None:
    file = written(tmp_path, wavemon("2024/03/07 08:54:22;25;25;25;%;0;;;;;;;;"))
    (told,) = faults(file, time_zone="UTC")
    assert told.startswith("line 6, column E_UNITS: '%': the limit that % refers to")
    field = NamedLimit("gb-8702-2014", "electric_field_strength", 900.0)
    density = NamedLimit("gb-8702-2014", "power_density", 900.0)
    # a quarter of 12 V/m; a quarter of 0.4 W/m2: sqrt(0.1 * 376.73) = 6.1378 V/m
    assert imported(file, time_zone="UTC", limit=field)[1]["field_strength_v_m"][0] == pytest.approx(3.0)
    assert imported(file, time_zone="UTC", limit=density)[1]["field_strength_v_m"][0] == pytest.approx(6.1378, abs=5e-5)


def test_wavemon_units_that_change_are_refused(tmp_path: Path) -> None:
    rows = ("2024/03/07 08:54:22;1;1;1;V/m;0;;;;;;;;", "2024/03/07 08:54:23;1;1;1;%;0;;;;;;;;")
    assert faults(written(tmp_path, wavemon(*rows)), time_zone="UTC") == [
        "line 7, column E_UNITS: '%': V/m, as in the first row"
    ]


def test_dates_that_begin_with_the_day_need_a_stated_order(tmp_path: Path) -> None:
    file = written(tmp_path, wavemon("07/03/2024 08:54:22;1;1;1;V/m;0;;;;;;;;"))
    (told,) = faults(file, time_zone="UTC")
    assert told.startswith("line 6, column DATE: '07/03/2024 08:54:22': a date that begins with its year, or a stated")
    assert imported(file, time_zone="UTC", date_order="dmy")[1]["time"][0] == pd.Timestamp("2024-03-07T08:54:22Z")
    assert imported(file, time_zone="UTC", date_order="mdy")[1]["time"][0] == pd.Timestamp("2024-07-03T08:54:22Z")


@pytest.mark.parametrize("text", [wavemon(), "\n".join(WAVEMON_HEAD[:3]), wavemon("2024/03/07 08:5")])
def test_wavemon_logs_that_are_cut_short_are_refused(tmp_path: Path, text: str) -> None:
    assert len(faults(written(tmp_path, text), time_zone="UTC")) == 1


def test_wavemon_logs_of_another_version_are_refused(tmp_path: Path) -> None:
    text = wavemon("2024/03/07 08:54:22;1;1;1;V/m;0;;;;;;;;").replace("VERSION;4", "VERSION;5")
    assert faults(written(tmp_path, text), time_zone="UTC") == ["LOG_VERSION: '5': a log of version 4"]


AMB_HEAD = (
    "#BM MES=0.00; ; V/m*",
    "#BM IDN=490ZY00001;Nsts,AMB-8059-00; 2.29 11/22;490ZY00001;07.06.23;NET 13:25 ( 1q)  each 04h;------------;*",
)
PROBE = "#BM PRB=EP-1B-08:07.06.23; V/m:100.00:200.00:0.18:S*"
AMB_ROWS = (
    "MES=0.00; ; ; ; V/m; 3.65V; ;524.00;-8.00;63.00;29.20;57.57 -->04/04/24 08:21:17*;",
    "MES=0.00; ; ; ; V/m; 3.65V; $GPRMC,112124.178,V,,,,,0.13,0.00,040424,,,N*42;;4.00;1.00;3.00;29.20;57.57 "
    "-->04/04/24 08:21:19*;",
    "MES=0.20; ; ; ; V/m; 3.58V; $GNRMC,113720.000,A,1102.9237,S,04511.7269,W,0.09,255.45,040424,,,D*68;;"
    "-4.00;-27.00;11.00;29.81;57.85 -->04/04/24 08:37:15*;",
)


@pytest.mark.parametrize("between", ["\r\n", ""])
def test_amb_drive_records_are_read_one_a_line_or_one_after_the_other(tmp_path: Path, between: str) -> None:
    file = written(tmp_path, between.join((*AMB_HEAD, PROBE, *AMB_ROWS)))
    found, readings = imported(file, time_zone="America/Sao_Paulo")
    assert readings["field_strength_v_m"].tolist() == [0.18, 0.18, 0.20]
    assert readings["censored"].tolist() == [True, True, False]
    assert readings["longitude"].isna().tolist() == [True, True, False]
    # -(11 + 2.9237 / 60), -(45 + 11.7269 / 60); two digits of this century, three hours behind UTC
    assert readings["latitude"][2] == pytest.approx(-11.04872833, abs=5e-8)
    assert readings["longitude"][2] == pytest.approx(-45.195448, abs=5e-7)
    assert readings["time"][2] == pd.Timestamp("2024-04-04T11:37:15Z")
    instrument = found.campaigns[0].instrument
    assert (instrument.key, instrument.probe_model) == ("AMB-8059-00/490ZY00001/EP-1B-08", "EP-1B-08")
    assert notes(found)["sensitivity-of-probe-record"] == {"sensitivity": "0.18"}


def test_amb_zero_without_a_known_sensitivity_is_noted(tmp_path: Path) -> None:
    file = written(tmp_path, "\n".join((*AMB_HEAD, *AMB_ROWS)))
    found, readings = imported(file, time_zone="UTC")
    assert readings["censored"].sum() == 0
    assert notes(found)["reading-zero"] == {"rows": "2", "first": "1"}


def test_amb_records_that_are_broken_are_named_by_their_number(tmp_path: Path) -> None:
    rows = (
        AMB_ROWS[2].replace("04/04/24", "30/02/24"),
        AMB_ROWS[2].replace("04/04/24", "04/04/1924"),
        AMB_ROWS[2].replace("V/m", "mW/m2"),
        AMB_ROWS[2].replace("1102.9237", "1162.9237"),
        AMB_ROWS[2][:60],
    )
    told = faults(written(tmp_path, "\n".join((*AMB_HEAD, AMB_ROWS[2], *rows))), time_zone="UTC")
    assert [fault.split(":")[0] for fault in told] == [
        "record 2, column time",
        "record 3, column time",
        "record 4, column unit",
        "record 5, column latitude",
        "record 6",
    ]


def test_amb_logs_with_only_their_dialogue_or_in_another_encoding_are_refused(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "\n".join(AMB_HEAD)), time_zone="UTC") == [
        "a log with records MES=...; this file has none"
    ]
    text = "\n".join((*AMB_HEAD, AMB_ROWS[2], "é", AMB_ROWS[2]))
    assert any(
        "not text in UTF-8" in told for told in faults(written(tmp_path, text, encoding="latin-1"), time_zone="UTC")
    )


MAIL = """Daily report
Station: School roof (Nsts,AMB-8059 S/N 490ZY00007)
Latitude: 47.918873 N  Longitude: 106.917701 E
29/02/2024;00:06:00;;0.52;0.31;0.80;0.40;12;45;
29/02/2024;00:12:00;;low;0.30;0.79;0.41;12;45;
"""


def test_amb_mail_names_one_point_and_keeps_its_channels_apart(tmp_path: Path) -> None:
    found, readings = imported(
        written(tmp_path, MAIL), time_zone="Asia/Ulaanbaatar", sensitivity_v_m=0.2, averaging_s=360
    )
    assert readings["field_strength_v_m"].tolist() == [0.52, 0.80, 0.31, 0.40, 0.2, 0.79, 0.30, 0.41]
    assert readings["censored"].sum() == 1
    assert readings["band"].tolist()[:4] == ["total", "total", "channel 2", "channel 2"]
    assert readings["statistic"].tolist()[:2] == ["rms", "peak"]
    (point,) = found.campaigns[0].points
    assert (point.id, point.description) == ("490ZY00007", "School roof")
    assert (point.longitude, point.latitude) == (106.917701, 47.918873)
    assert set(notes(found)) == {"amb8059-channels", "unit-of-layout"}


def test_amb_mails_that_are_broken_are_refused(tmp_path: Path) -> None:
    assert faults(written(tmp_path, MAIL), time_zone="UTC") == [
        "line 5, column rms1: 'low': a sensitivity, since a value below it is no 0; state sensitivity_v_m [V/m]"
    ]
    (told,) = faults(written(tmp_path, MAIL[: MAIL.index("29/02")]), time_zone="UTC")
    assert "rows of date;time;;rms1" in told
    bad = MAIL.replace("29/02/2024;00:12:00", "29/02/2023;00:12:00").replace("low", "0.5")
    assert faults(written(tmp_path, bad), time_zone="UTC")[0].startswith("line 5, column date, time: '29/02/2023")
    assert faults(written(tmp_path, MAIL.replace("47.91", "97.91").replace("low", "1")), time_zone="UTC")[0].startswith(
        "Lat"
    )


PMM = """PMM 8057 S/N 0220WX
07/03/2024;08:54:00;;0.45;0.61
07/03/2024;09:00:00;;low;0.50
07/03/2024;09:06:00;*;0.44;0.60
"""
STATED: dict[str, Any] = {"time_zone": "Europe/Rome", "date_order": "dmy", "sensitivity_v_m": 0.3}


def test_pmm_low_is_censored_and_an_asterisk_is_not_valid(tmp_path: Path) -> None:
    found, readings = imported(written(tmp_path, PMM), **STATED)
    assert readings["field_strength_v_m"].tolist() == [0.45, 0.61, 0.3, 0.50, 0.44, 0.60]
    assert readings["censored"].tolist() == [False, False, True, False, False, False]
    assert readings["valid"].tolist() == [True, True, True, True, False, False]
    assert readings["statistic"].tolist() == ["rms", "maximum"] * 3
    assert readings["time"][0] == pd.Timestamp("2024-03-07T07:54:00Z")
    assert found.campaigns[0].instrument.model == "PMM 8057"
    assert notes(found)["unit-of-layout"] == {"unit": "V/m"}


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("07/03/2024;09:00", "07/03/24;09:00", "line 3, column date, time"),
        (";0.45;", ";0,45;", "line 2, column value"),
        (";*;", ";?;", "line 4, column flag"),
        (";0.44;0.60", ";0.44", "line 4"),
        (PMM[20:], "", "rows of date;time;flag;value;maximum; this file has none"),
    ],
)
def test_pmm_logs_that_are_broken_are_refused(tmp_path: Path, before: str, after: str, place: str) -> None:
    told = faults(written(tmp_path, PMM.replace(before, after)), **STATED)
    assert [fault.split(":")[0] for fault in told] == [place]


def test_pmm_low_without_a_sensitivity_is_refused(tmp_path: Path) -> None:
    told = faults(written(tmp_path, PMM), time_zone="Europe/Rome", date_order="dmy")
    assert [fault.split(":")[0] for fault in told] == ["line 3, column value"]


MANUAL = (
    "*LOG_VERSION;4;",
    "*MODEL;WaveMon 300 kHz - 8 GHz ICNIRP 1998;",
    "*SERIAL;18WMA00001;",
    "*LIMIT;ICNIRP_1998_GENERALPUBLIC;ICNIRP_1998_GENERALPUBLIC;",
    "*ALARM_LEVEL;E;AC;10;INS;25;AVG;%;H;AC;10;INS;25;AVG;%;",
    "*RMS_AVG;E;360;s;H;60;s;",
    f"{WAVEMON_HEAD[-1]};",
)


def as_in_the_manual(unit: str, place: str) -> str:
    """A log whose lines end with a semicolon: 25 in both fields, and a position."""
    return "\n".join((*MANUAL, f"2020-03-05 10:03:05;25;25;25;{unit};0;25;25;25;{unit};0;{place};-0.1;")) + "\n"


def test_wavemon_logs_of_the_manual_say_model_averaging_and_position(tmp_path: Path) -> None:
    file = written(tmp_path, as_in_the_manual("V/m", "5230.673340;-1311.310577"))
    found, readings = imported(file, time_zone="UTC")
    # 52 degrees and 30.67334 minutes; 13 degrees and 11.310577 minutes, in the west
    assert (readings["latitude"][0], readings["longitude"][0]) == pytest.approx((52.511222, -13.188510), abs=5e-7)
    assert readings["averaging_s"].dropna().tolist() == [360.0, 360.0, 60.0, 60.0]
    instrument = found.campaigns[0].instrument
    assert instrument.key == "WaveMon 300 kHz - 8 GHz ICNIRP 1998/18WMA00001"
    assert (instrument.frequency_low_hz, instrument.frequency_high_hz) == (3e5, 8e9)


@pytest.mark.parametrize("place", ["5260.1;1311.3", "9100.0;1311.3", "5230.6;18100.0"])
def test_wavemon_positions_that_are_none_are_faults(tmp_path: Path, place: str) -> None:
    assert any("GPS_" in told for told in faults(written(tmp_path, as_in_the_manual("V/m", place)), time_zone="UTC"))


def test_wavemon_percent_is_of_the_power_density_of_the_limit_in_the_log(tmp_path: Path) -> None:
    found, readings = imported(written(tmp_path, as_in_the_manual("%", "0;0")), time_zone="UTC")
    # highest at 300 kHz to 1 MHz: 87 V/m; a quarter of the power density is half of the field
    assert readings["field_strength_v_m"].tolist() == pytest.approx([43.5] * 6, rel=1e-3)
    assert "percent-of-built-in-limit" in notes(found)
    # 9 W/m2 at 1800 MHz, a quarter of it: sqrt(2.25 * 376.73) = 29.114 V/m
    stated = imported(
        written(tmp_path, as_in_the_manual("%", "0;0")),
        time_zone="UTC",
        limit=stated_limit("icnirp-1998:power-density:1800"),
    )[1]
    assert stated["field_strength_v_m"][0] == pytest.approx(29.114, abs=5e-4)


@pytest.mark.parametrize(
    "text", ["icnirp-1998", "icnirp-1998:power:1800", "icnirp-1998:power-density:0", "none:electric-field:1"]
)
def test_a_limit_of_percentages_is_stated_whole(text: str) -> None:
    with pytest.raises(ValueError, match="limit"):
        stated_limit(text)


def test_rows_of_a_mail_with_another_form_of_date_are_never_dropped(tmp_path: Path) -> None:
    head = "Station: School roof (Nsts,AMB-8059 S/N 490ZY00007)\nLatitude: 47.9 N  Longitude: 106.9 E\n"
    rows = "29-02-2024;00:00:00;;30.0;0.31;40;0.40;12;45;\n01/03/2024;00:00:00;;0.5;0.31;0.6;0.40;12;45;\n"
    told = faults(written(tmp_path, head + rows), time_zone="UTC")
    assert told == ["line 3, column date: '29-02-2024': a date as in the rows below"]
