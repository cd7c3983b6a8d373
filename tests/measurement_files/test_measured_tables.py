"""Tables of measurements: Cartoradio, ExpoM-RF walks and selective analysers, small ones and real ones."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

from builders.instrument_files import SHARED, faults, imported, needs_shared, notes, written

CARTORADIO = (
    '"Numéro de mesure";"Longitude";"Latitude";"Position";"Insee";"Adresse";"Complément";"Code postal";"Commune";'
    '"Date de mesure";"Mesure réalisée";"Rapport";"Conformité de la mesure";"Niveau global";"Type d\'environnement";'
    '"laboratoire";"TV";"TM 700 (Téléphonie Mobile en 700 MHz)_mesuré";"TM 900_mesuré";"TM 900_extrapolé";"Cumul_CasB"'
)
ROW = (
    '"59";"4,662778";"45,820556";"45°49\'14.002N 4°39\'46.001E";"69112";"Place; Nord";"";"69120";"LENTILLY";"25/06/2001";'
    '"En extérieur";"Fiche59.pdf";"Oui";"0";"Rue";"ANFR SR Lyon";"";"0,17";"0,5";"1,25";"9,99"'
)


def cartoradio(*rows: str) -> str:
    return "\ufeff" + "\r\n".join((CARTORADIO, *rows))


def test_cartoradio_rows_are_points_with_totals_and_bands(tmp_path: Path) -> None:
    file = written(tmp_path, cartoradio(ROW, ROW.replace('"59"', '"61"').replace("Lyon", "Donges")), "c.csv")
    found, readings = imported(file)
    first = readings[readings["point_id"] == "59"]
    assert first["band"].tolist() == ["total", "TM 700", "TM 900", "TM 900"]
    assert first["field_strength_v_m"].tolist() == [0.0, 0.17, 0.5, 1.25]
    assert first["kind"].tolist() == ["measured", "measured", "measured", "extrapolated"]
    assert first["frequency_low_hz"].tolist()[1:] == [758e6, 925e6, 925e6]
    assert first["time"].iloc[0].date() == pd.Timestamp("2001-06-25").date()
    point = found.campaigns[0].points[0]
    assert point.description == "Place; Nord; 69120; LENTILLY; ANFR SR Lyon; Fiche59.pdf"
    assert (point.longitude, point.latitude, point.indoors) == (4.662778, 45.820556, False)
    assert found.campaigns[0].body == ""
    assert "2 laboratories" in found.campaigns[0].remarks
    assert found.campaigns[0].attribution == "ANFR, Cartoradio (Licence Ouverte 2.0)"
    assert imported(written(tmp_path, cartoradio(ROW), "one.csv"))[0].campaigns[0].body == "ANFR SR Lyon"


def test_a_total_of_zero_stays_zero_though_a_sensitivity_is_stated(tmp_path: Path) -> None:
    file = written(tmp_path, cartoradio(ROW.replace('"0,5"', '"0"')), "c.csv")
    readings = imported(file, sensitivity_v_m=0.05)[1]
    assert readings["field_strength_v_m"].tolist() == [0.0, 0.17, 0.05, 1.25]
    assert readings["censored"].tolist() == [False, False, True, False]


def test_cartoradio_coordinates_as_a_program_writes_tiny_numbers(tmp_path: Path) -> None:
    readings = imported(written(tmp_path, cartoradio(ROW.replace("4,662778", "-9.63E-4")), "c.csv"))[1]
    assert readings["longitude"][0] == -0.000963


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("0,17", "0.17", "line 2, column TM 700 (Téléphonie Mobile en 700 MHz)_mesuré"),
        ("25/06/2001", "29/02/2001", "line 2, column Date de mesure"),
        ("25/06/2001", "25/06/01", "line 2, column Date de mesure"),
        ("4,662778", "194,6", "line 2, column Longitude"),
        ("4,662778", "", "line 2, column Longitude"),
        ('"59"', '""', "line 2, column Numéro de mesure"),
        (';"9,99"', "", "line 2"),
        (';"9,99"', ';"9,99', "line 2"),
        ("TM 900_mesuré", "TM 900 mW_mesuré", "line 1"),
        ('"Latitude"', '"Lat"', "line 1"),
        (ROW, "", "a file without a reading; expected values below its head"),
    ],
)
def test_cartoradio_faults_name_line_and_column(tmp_path: Path, before: str, after: str, place: str) -> None:
    told = faults(written(tmp_path, cartoradio(ROW).replace(before, after), "c.csv"))
    assert told[0].split(": ")[0] == place


def test_a_cartoradio_number_that_comes_twice_and_another_encoding_are_refused(tmp_path: Path) -> None:
    (told,) = faults(written(tmp_path, cartoradio(ROW, ROW), "c.csv"))
    assert told == "line 3, column Numéro de mesure: '59': a number, and each only once"
    told_lines = faults(written(tmp_path, cartoradio(ROW)[1:], "l.csv", "latin-1"), "cartoradio")
    assert [fault.split(":")[0] for fault in told_lines] == ["line 1", "line 2"]


def test_a_cell_between_quotes_may_hold_line_ends_and_lines_stay_right(tmp_path: Path) -> None:
    text = cartoradio(ROW.replace("Place; Nord", "Place\r\nNord"), ROW.replace('"59"', '"60"').replace("0,17", "x"))
    (told,) = faults(written(tmp_path, text, "c.csv"))
    assert told.startswith("line 4, column TM 700")


EXPOM = """ExpoM-RF 64
Date and Time;Sequence number;FM Radio;Mobile 800 MHz Downlink;Mobile 1.8 GHz Uplink;Total;Overload;GPS Fix;GPS Lat;GPS Lon
13.10.2016 12:55:28;1;0,01;0,25;0,02;0,26;No;3;4730.0000N;00730.0000E
13.10.2016 12:55:32;2;0,01;0,35;0,02;0,36;Yes;0;0000.0000X;00000.0000Y
"""
WALK: dict[str, Any] = {"time_zone": "Europe/Zurich", "date_order": "dmy", "decimal": ","}


def test_expom_rows_become_bands_and_overload_is_not_valid(tmp_path: Path) -> None:
    found, readings = imported(written(tmp_path, EXPOM, "walk.csv"), **WALK)
    assert readings["band"].tolist()[:4] == ["FM Radio", "Mobile 800 MHz Downlink", "Mobile 1.8 GHz Uplink", "total"]
    assert readings["field_strength_v_m"].tolist()[:4] == [0.01, 0.25, 0.02, 0.26]
    assert readings["frequency_low_hz"].tolist()[1:3] == [791e6, 1710e6]
    assert (readings["latitude"][0], readings["longitude"][0]) == (47.5, 7.5)
    assert readings["valid"].tolist() == [True] * 4 + [False] * 4
    assert readings["longitude"].isna().tolist() == [False] * 4 + [True] * 4
    assert readings["time"][0] == pd.Timestamp("2016-10-13T10:55:28Z")
    assert found.campaigns[0].instrument.key == "ExpoM-RF/64"
    assert set(notes(found)) == {"bands-by-name", "row-without-position"}


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("0,35", "0.35", "line 4, column Mobile 800 MHz Downlink"),
        ("13.10.2016 12:55:32", "30.10.2016 02:30:00", "line 4, column Date and Time"),
        ("13.10.2016 12:55:32", "13.10.16 12:55:32", "line 4, column Date and Time"),
        ("4730.0000N", "4770.0000N", "line 3, column latitude"),
        (";00000.0000Y", "", "line 4"),
        (EXPOM[EXPOM.index("13.10") :], "", "a row of names (Date and Time, Sequence number, ...) and values below it"),
    ],
)
def test_expom_faults_name_line_and_column(tmp_path: Path, before: str, after: str, place: str) -> None:
    told = faults(written(tmp_path, EXPOM.replace(before, after), "walk.csv"), **WALK)
    assert [fault.split(":")[0].split(";")[0] for fault in told] == [place]


SELECTIVE = (
    "point_id,latitude,longitude,LTE800,GSM900 [mV/m],NR 3400-3600 MHz\nP1,41.3,19.8,0.5,700,<0.01\nP2,,,0.6,0,low\n"
)


def test_selective_columns_carry_unit_and_frequencies(tmp_path: Path) -> None:
    readings = imported(written(tmp_path, SELECTIVE, "s.csv"), unit="V/m", sensitivity_v_m=0.05, height_m=1.5)[1]
    assert readings["field_strength_v_m"].tolist() == pytest.approx([0.5, 0.7, 0.01, 0.6, 0.05, 0.05])
    assert readings["censored"].tolist() == [False, False, True, False, True, True]
    assert readings["frequency_low_hz"].tolist()[:3] == [791e6, 925e6, 3400e6]
    assert readings["band"].tolist()[:3] == ["LTE800", "GSM900", "NR 3400-3600 MHz"]
    assert readings["longitude"].isna().tolist() == [False] * 3 + [True] * 3
    assert readings["time"].isna().all()


def test_selective_levels_without_a_unit_are_refused(tmp_path: Path) -> None:
    told = faults(written(tmp_path, SELECTIVE, "s.csv"))
    assert [fault.split(": ")[:2] for fault in told] == [["line 1", "'LTE800'"], ["line 1", "'NR 3400-3600 MHz'"]]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("0.6", '"0,6"', "line 3, column LTE800"),
        ("P2", "P1", "line 3, column point_id"),
        ("19.8", "", "line 2, column longitude"),
        ("41.3", "99", "line 2, column latitude"),
        (",0,low", "", "line 3"),
        ("low", "niedrig", "line 3, column NR 3400-3600 MHz"),
        (SELECTIVE[SELECTIVE.index("P1") :], "", "columns point_id, longitude, latitude and one for each band, and a"),
    ],
)
def test_selective_faults_name_line_and_column(tmp_path: Path, before: str, after: str, place: str) -> None:
    told = faults(written(tmp_path, SELECTIVE.replace(before, after), "s.csv"), unit="V/m", sensitivity_v_m=0.05)
    assert told[0].startswith(place)


def workbook(folder: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(folder / "points.xlsx")
    return folder / "points.xlsx"


HEADER = ("point_id", "latitude", "longitude", "LTE800", "GSM900")


def test_a_workbook_gives_numbers_with_all_their_digits(tmp_path: Path) -> None:
    file = workbook(tmp_path, HEADER, ("KT001", 41.33375, 19.8, 0.8580885958920559, 1), (2, 41.3, 19.8, 0.5, None))
    readings = imported(file, unit="V/m")[1]
    assert readings["field_strength_v_m"].tolist() == [0.8580885958920559, 1.0, 0.5]
    assert readings["point_id"].tolist() == ["KT001", "KT001", "2"]


def test_formulas_and_text_in_a_workbook_are_refused_with_their_cells(tmp_path: Path) -> None:
    file = workbook(tmp_path, HEADER, ("A", 41.3, 19.8, "=1+1", 0.2), ("B", 41.3, 19.8, "0,5", 0.2))
    told = faults(file, unit="V/m")
    assert "sheet Sheet, cell D2: '=1+1': a value; paste formulas as values" in told
    assert "sheet Sheet, row 3, column LTE800: '0,5': a number with a decimal point, not below 0" in told


@pytest.mark.parametrize("kept", [10, 1000, 3000])
def test_a_workbook_that_is_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    file = workbook(tmp_path, HEADER, ("A", 41.3, 19.8, 0.1, 0.2))
    file.write_bytes(file.read_bytes()[:kept])
    (told,) = faults(file, "selective", unit="V/m")
    assert told.startswith("not an XLSX workbook, or cut short")


@needs_shared
def test_limoges_comes_in_whole() -> None:
    # counted on the file itself: 4981 rows below the header, 4981 totals, of them 432 of 0
    found, readings = imported(SHARED / "cartoradio" / "limoges_2026-03-31.csv")
    totals = readings[readings["band"] == "total"]
    assert len(found.campaigns[0].points) == len(totals) == 4981
    assert int((totals["field_strength_v_m"] == 0).sum()) == 432
    # read by eye: row of measure 195134, ROMAGNAT, 05/12/2025
    row = readings[readings["point_id"] == "195134"]
    assert row["field_strength_v_m"].tolist() == [3.86, 0.15, 0.07, 1.58, 2.46, 2.05, 0.1, 0.12, 0.19]
    assert row["longitude"].iloc[0] == 3.115151


@needs_shared
def test_lorient_and_tirana_come_in_whole() -> None:
    lorient = imported(next((SHARED / "lorient").glob("cartoradio*.csv")))[0]
    assert len(lorient.campaigns[0].points) == 43
    tirana, readings = imported(SHARED / "tirana" / "kt_square_anonymized.xlsx", unit="V/m", height_m=1.5)
    assert len(tirana.campaigns[0].points) == 86
    assert len(readings) == 6 * 86
    # read by eye: KT086, 5G_NR3600
    assert readings["field_strength_v_m"].iloc[-1] == 2.4343263562226
    assert np.isclose(readings["latitude"].iloc[-1], 41.33302777777778)
