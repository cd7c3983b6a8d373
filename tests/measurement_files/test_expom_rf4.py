"""Logs of ExpoM-RF4: padded with zero bytes, a row of band widths, a trailer, levels that mean "less"."""

from pathlib import Path

import pytest

from builders.instrument_files import faults, imported, notes

NAMES = (
    "Date&Time\tSEQ\t1840 MHz (RMS)\t3600 MHz (RMS)\t1840 MHz (PEAK)\t1840 MHz (6MIN AVG)\tTotal (RMS)\t"
    "GPS Fix Mode\tGPS Lat\tGPS Lon\tMarker"
)
HEAD = (
    "Device ID:\t00000",
    "Device Name:\tExpoM-RF4 XXX00001",
    "Start time:\t03/05/2024 10:00:00",
    "",
    "Band Names\t\tMobile DL\tTDD\tMobile DL\tMobile DL\t",
    NAMES,
    "Band Width\t\t100 MHz\t200 MHz\t100 MHz\t100 MHz\t",
)
ROWS = (
    "03/05/2024 10:00:00\t1\t0.3500\t0.0019\t0.7000\t\0\0\t0.3501\t1\t0000.0000X\t00000.0000Y\t\0",
    "03/05/2024 10:00:07\t2\t0.3600\t0.1200\t0.7200\t0.2000\t0.3795\t3\t5012.3003N\t00830.1003E\t\0",
)
TRAILER = ("=" * 60, "ExpoM-RF4 - Measurement Data Log\t4.0")


def log(folder: Path, *rows: str, trailer: tuple[str, ...] = TRAILER) -> Path:
    path = folder / "log.csv"
    path.write_bytes(("\n".join((*HEAD, *rows, *trailer)) + "\n").encode())
    return path


def test_bands_statistics_positions_and_what_lies_below_the_lowest_level(tmp_path: Path) -> None:
    found, readings = imported(log(tmp_path, *ROWS), time_zone="Europe/Berlin")
    first = readings[readings["line"] == 8]
    assert first["field_strength_v_m"].tolist() == [0.35, 0.0019, 0.7, 0.3501]
    assert first["censored"].tolist() == [False, True, False, False]
    assert first["statistic"].tolist() == ["rms", "rms", "peak", "rms"]
    # the third of May, two hours ahead of universal time
    assert first["time"].iloc[0].isoformat() == "2024-05-03T08:00:00+00:00"
    second = readings[readings["line"] == 9]
    # 50 degrees and 12.3003 minutes, 8 degrees and 30.1003 minutes
    assert (second["latitude"].iloc[0], second["longitude"].iloc[0]) == pytest.approx((50.205005, 8.501672), abs=5e-7)
    assert second["averaging_s"].dropna().tolist() == [360.0]
    # 3600 MHz and a width of 200 MHz
    assert (second["frequency_low_hz"].iloc[1], second["frequency_high_hz"].iloc[1]) == (3.5e9, 3.7e9)
    assert {"row-without-position", "day-first-of-layout"} <= set(notes(found))
    assert found.campaigns[0].instrument.key == "ExpoM-RF4/XXX00001"


def test_a_stated_order_of_dates_counts(tmp_path: Path) -> None:
    _, readings = imported(log(tmp_path, *ROWS), time_zone="UTC", date_order="mdy")
    assert readings["time"].iloc[0].isoformat() == "2024-03-05T10:00:00+00:00"


def test_a_log_without_its_trailer_is_read_too_and_a_cut_row_is_a_fault(tmp_path: Path) -> None:
    assert imported(log(tmp_path, *ROWS, trailer=()), time_zone="UTC")[0].rows == 9
    (told,) = faults(log(tmp_path, ROWS[0], ROWS[1][:40]), time_zone="UTC")
    assert "line 9" in told


def test_data_that_are_no_text_are_still_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(bytes(range(256)) * 40)
    assert "zero bytes" in faults(path, profile="expom")[0]
