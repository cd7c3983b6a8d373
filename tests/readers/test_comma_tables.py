"""Rows of a CSV table with a cell more or fewer than the header."""

from pathlib import Path

import pytest

from emfassess.readers.comma_tables import comma_batches
from emfassess.readers.faults import InputError
from emfassess.readers.station_files import read_stations

HEADER = "station_id,operator,longitude,latitude,antenna_id,gain_dbi,horizontal_beamwidth_deg,vertical_beamwidth_deg,"
HEADER += "height_m,azimuth_deg,technology,frequency_mhz,power_w,assumptions"
ROW = "s{0},Operator,10.0,50.0,a{0},16,65,7,30,{0}0,LTE,1800,40,"


def table(folder: Path, *rows: str) -> Path:
    """A table of stations in a folder."""
    path = folder / "stations.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def refused(path: Path) -> list[str]:
    """Places of the faults of a table that is refused."""
    with pytest.raises(InputError) as caught:
        read_stations([path])
    assert all("14 cells as in the header" in fault.expected for fault in caught.value.faults)
    return [f"{fault.where}: {fault.value}" for fault in caught.value.faults]


def test_even_rows_are_read_whether_or_not_the_last_cell_is_empty(tmp_path: Path) -> None:
    assert len(read_stations([table(tmp_path, ROW.format(1), ROW.format(2))])) == 2


def test_a_cell_more_in_every_row_is_refused(tmp_path: Path) -> None:
    rows = [ROW.format(n).replace("Operator", "Oper,ator") for n in (1, 1)]  # an unquoted comma
    assert refused(table(tmp_path, *rows)) == ["row 2: 15 cells", "row 3: 15 cells"]


def test_a_cell_more_in_a_later_row_is_refused(tmp_path: Path) -> None:
    assert refused(table(tmp_path, ROW.format(1), ROW.format(2) + ",")) == ["row 3: 15 cells"]


def test_a_cell_fewer_is_refused(tmp_path: Path) -> None:
    rows = [ROW.format(1), ROW.format(2).replace("s2,", "")]
    assert refused(table(tmp_path, *rows)) == ["row 3: 13 cells"]


def test_a_last_row_that_was_cut_is_refused(tmp_path: Path) -> None:
    assert refused(table(tmp_path, ROW.format(1), "s2,Operator,10.0,5")) == ["row 3: 4 cells"]


def test_the_first_twenty_rows_are_named_and_the_others_counted(tmp_path: Path) -> None:
    path = table(tmp_path, *["x,y"] * 30)
    with pytest.raises(InputError) as caught:
        list(comma_batches(path, 7))
    assert len(caught.value.faults) == 21
    assert caught.value.faults[-1].value == "10 rows more"


def test_quoted_commas_and_empty_lines_are_no_faults(tmp_path: Path) -> None:
    path = table(tmp_path, ROW.format(1).replace("Operator", '"Oper, ator"'), "", ROW.format(2))
    assert [len(batch) for batch in comma_batches(path, 1)] == [1, 1]
