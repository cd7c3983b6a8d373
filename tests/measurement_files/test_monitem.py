"""Wavecontrol MonitEM: what a drive log says, and every fault of a bad one."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from builders.instrument_files import MONITEM_HEAD, NO_FIX, faults, fix, imported, monitem, notes, written

BRAZIL = "America/Sao_Paulo"


def test_a_drive_log_becomes_readings_with_moments_and_positions(tmp_path: Path) -> None:
    file = written(tmp_path, monitem(f"2024/03/07,08:54:22,0.80,{fix()}", f"2024/03/07,08:54:23,0.79,{fix()}"))
    found, readings = imported(file, time_zone=BRAZIL, height_m=1.7, averaging_s=1.0)
    assert readings["field_strength_v_m"].tolist() == [0.80, 0.79]
    # three hours behind UTC; 13 deg 52.379160' S = -(13 + 52.37916 / 60), 40 deg 4.614549' W = -(40 + 4.614549 / 60)
    assert readings["time"][0] == pd.Timestamp("2024-03-07T11:54:22Z")
    assert readings["latitude"][0] == pytest.approx(-13.872986, abs=5e-7)
    assert readings["longitude"][0] == pytest.approx(-40.07690915, abs=5e-7)
    assert readings["line"].tolist() == [8, 9]
    assert readings["frequency_low_hz"][0] == 100e3
    assert readings["frequency_high_hz"][0] == 8e9
    assert set(readings["height_m"]) == {1.7}
    assert set(readings["averaging_s"]) == {1.0}
    instrument = found.campaigns[0].instrument
    assert (instrument.model, instrument.serial, instrument.probe_serial) == ("MonitEM", "13MT0001", "13WP0002")
    assert str(found.campaigns[0].start) == "2024-03-07 08:54:22-03:00"
    assert found.campaigns[0].raw_file.profile == "monitem"


def test_a_row_without_a_fix_is_kept_without_a_position(tmp_path: Path) -> None:
    file = written(tmp_path, monitem(f"2024/03/07,08:54:22,0.77,{NO_FIX}", f"2024/03/07,08:54:23,0.79,{fix()}"))
    found, readings = imported(file, time_zone=BRAZIL)
    assert readings["field_strength_v_m"].tolist() == [0.77, 0.79]
    assert readings["longitude"].isna().tolist() == [True, False]
    assert notes(found)["row-without-position"] == {"rows": "1", "first": "8"}


def test_the_unit_of_the_head_holds(tmp_path: Path) -> None:
    head = (*MONITEM_HEAD[:5], "Units: uW/cm2", MONITEM_HEAD[6])
    file = written(tmp_path, monitem(f"2024/03/07,08:54:22,40,{fix()}", head=head))
    # 40 uW/cm2 = 0.4 W/m2; sqrt(0.4 * 376.73) = 12.2757 V/m
    assert imported(file, time_zone=BRAZIL)[1]["field_strength_v_m"][0] == pytest.approx(12.2757, abs=5e-5)


def test_zero_is_below_the_sensitivity_where_it_is_stated_and_noted_where_not(tmp_path: Path) -> None:
    file = written(tmp_path, monitem(f"2024/03/07,08:54:22,0.00,{fix()}"))
    found, readings = imported(file, time_zone=BRAZIL)
    assert (readings["field_strength_v_m"][0], readings["censored"][0]) == (0.0, False)
    assert notes(found)["reading-zero"] == {"rows": "1", "first": "8"}
    found, readings = imported(file, time_zone=BRAZIL, sensitivity_v_m=0.2)
    assert (readings["field_strength_v_m"][0], readings["censored"][0]) == (0.2, True)
    assert found.campaigns[0].instrument.sensitivity_v_m == 0.2


def test_low_is_censored_at_the_sensitivity_and_refused_without_one(tmp_path: Path) -> None:
    file = written(tmp_path, monitem(f"2024/03/07,08:54:22,low,{fix()}"))
    assert faults(file, time_zone=BRAZIL) == [
        "line 8, column Value: 'low': a sensitivity, since a value below it is no 0; state sensitivity_v_m [V/m]"
    ]
    readings = imported(file, time_zone=BRAZIL, sensitivity_v_m=0.2)[1]
    assert (readings["field_strength_v_m"][0], readings["censored"][0]) == (0.2, True)


def test_a_clock_that_goes_back_is_noted_and_the_rows_are_kept(tmp_path: Path) -> None:
    rows = [f"2024/03/07,08:54:{second},0.7,{NO_FIX}" for second in (22, 24, 23, 25)]
    found, readings = imported(written(tmp_path, monitem(*rows)), time_zone=BRAZIL)
    assert len(readings) == 4
    assert notes(found)["clock-backwards"] == {"rows": "1", "first": "10"}


def test_a_log_without_a_stated_zone_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, monitem(f"2024/03/07,08:54:22,0.80,{fix()}"))
    assert faults(file) == ["times of this log have no zone; state time_zone, such as Asia/Shanghai or +08:00"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024/10/27,02:30:00", "a time that Europe/Berlin has once, not twice"),
        ("2024/03/31,02:30:00", "a time that Europe/Berlin has; if the logger's clock"),
    ],
)
def test_the_hours_when_clocks_change_are_refused_and_an_offset_is_the_cure(
    tmp_path: Path, moment: str, expected: str
) -> None:
    file = written(tmp_path, monitem(f"{moment},0.80,{fix()}"))
    (told,) = faults(file, time_zone="Europe/Berlin")
    assert told.startswith("line 8, column Date, Time: '")
    assert expected in told
    assert "state its offset instead, such as +01:00" in told
    assert imported(file, time_zone="+01:00")[1]["time"][0].hour == 1


def test_the_leap_day_is_a_day_only_in_leap_years(tmp_path: Path) -> None:
    row = f"08:54:22,0.80,{NO_FIX}"
    good = written(tmp_path, monitem(f"2024/02/29,{row}"))
    assert imported(good, time_zone="UTC")[1]["time"][0] == pd.Timestamp("2024-02-29T08:54:22Z")
    bad = written(tmp_path, monitem(f"2023/02/29,{row}", f"24/02/28,{row}"))
    assert faults(bad, time_zone="UTC") == [
        "line 8, column Date, Time: '2023/02/29 08:54:22': a date and time as yyyy/mm/dd HH:MM:SS",
        "line 9, column Date, Time: '24/02/28 08:54:22': a date and time as yyyy/mm/dd HH:MM:SS",
    ]


def test_all_faults_of_a_log_are_told_at_once_with_line_and_column(tmp_path: Path) -> None:
    told = faults(
        written(
            tmp_path,
            monitem(
                f"2024/03/07,08:54:22,much,{fix()}",
                f"2024/03/07,08:54:23,-1,{fix()}",
                f"2024/03/07,08:54:24,0.8,{fix(latitude='1362.379160,S')}",
                f"2024/03/07,08:54:25,0.8,{fix(longitude='04004.6,Q')}",
                f"2024/03/07,08:54:26,0,8,{NO_FIX}",
                "2024/03/07,08:54:27,0.8,$GPGGA,1151",
            ),
        ),
        time_zone=BRAZIL,
    )
    assert [fault.split(": ")[0] for fault in told] == [
        "line 8, column Value",
        "line 9, column Value",
        "line 10, column latitude",
        "line 11, column longitude",
        "line 12",
        "line 12, column GPGGA",
        "line 13",
    ]
    assert "cut short" in told[4]


def test_a_second_log_with_another_unit_below_the_first_is_refused(tmp_path: Path) -> None:
    text = monitem(f"2024/03/07,08:54:22,0.80,{fix()}")
    told = faults(written(tmp_path, text + text.replace("V/m", "mW/m2")), time_zone=BRAZIL)
    assert "line 9: '1 cells': 11 cells, as in the header" in told


def test_two_units_in_one_head_are_refused(tmp_path: Path) -> None:
    head = (*MONITEM_HEAD[:6], "Units: W/m2", MONITEM_HEAD[6])
    told = faults(written(tmp_path, monitem(f"2024/03/07,08:54:22,0.80,{fix()}", head=head)), time_zone=BRAZIL)
    assert told == ["line 7: 'Units: W/m2': units only once; before it was V/m"]


@pytest.mark.parametrize("text", [monitem(), "\r\n".join(MONITEM_HEAD[:5])])
def test_a_log_with_only_a_head_is_refused(tmp_path: Path, text: str) -> None:
    (told,) = faults(written(tmp_path, text), time_zone=BRAZIL)
    assert told.startswith(("a file without a reading", "no row of column names"))


def test_a_log_that_is_no_utf_8_is_refused_with_its_lines(tmp_path: Path) -> None:
    text = monitem(f"2024/03/07,08:54:22,0.80,{fix()}", f"2024/03/07,08:54:23,0.80µ,{fix()}")
    (told,) = faults(written(tmp_path, text, encoding="latin-1"), time_zone=BRAZIL)
    assert told.startswith("line 9: ")
    assert "not text in UTF-8" in told


def test_percent_of_a_limit_needs_to_know_which(tmp_path: Path) -> None:
    head = (*MONITEM_HEAD[:5], "Units: %", MONITEM_HEAD[6])
    file = written(tmp_path, monitem(f"2024/03/07,08:54:22,25,{fix()}", head=head))
    (told,) = faults(file, time_zone=BRAZIL)
    assert told.startswith("Units: '%': the limit that % refers to")


def test_many_rows_come_in_chunks_and_more_than_once(tmp_path: Path) -> None:
    rows = [f"2024/03/07,{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d},0.7,{NO_FIX}" for n in range(60_000)]
    found, readings = imported(written(tmp_path, monitem(*rows)), time_zone=BRAZIL)
    assert [len(chunk) for _, chunk in found.chunks()] == [49_993, 10_007]
    assert np.array_equal(readings["line"], np.arange(8, 60_008))
