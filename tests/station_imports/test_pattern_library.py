"""Model, frequency and tilt find the pattern file of an antenna; nothing is interpolated, no far frequency is taken."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import emfassess as emf
from builders.foreign_tables import workbook
from builders.msi_files import msi
from emfassess.cli import app
from emfassess.station_imports.convert import Beside, Imported, import_table
from emfassess.station_imports.draft import draft_profile
from emfassess.station_imports.pattern_library import PatternLibrary
from emfassess.station_imports.profile import read_profile

TABLE = {
    "Site": "S1",
    "Longitude": 7.5,
    "Latitude": 47.5,
    "Height (m)": 30,
    "Azimuth": 120,
    "Technology": "LTE",
    "Frequency (MHz)": 940,
    "Power (W)": 40,
    "Antenna model": "p-900",
    "Electrical tilt": 6,
}


def library(folder: Path) -> Path:
    """Patterns of a model P900: 947.5 MHz with tilts of 2 and 6, and 1855 MHz with 6; made by the command."""
    patterns = folder / "patterns"
    patterns.mkdir()
    head = "NAME P900_{f}\nMAKE Maker\nFREQUENCY {f}\n{{gain}}\nTILT {t}\n"
    for frequency, tilt in ((947.5, 2), (947.5, 6), (1855, 6)):
        text = msi(header=head.format(f=frequency, t=tilt), tilt=tilt)
        (patterns / f"P900_{frequency:.0f}_{tilt:02d}T.msi").write_text(text, encoding="utf-8")
    (patterns / "broken.msi").write_text("NAME x\nGAIN 12 dBi\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["--language", "en", "patterns", "index", str(patterns)])
    assert result.exit_code == 0, result.output
    assert "3 patterns, 1 model" in result.output
    assert "broken.msi" in result.output
    return patterns


def imported(folder: Path, patterns: Path, **cells: Any) -> Imported:
    row = TABLE | {name.replace("_", " "): cell for name, cell in cells.items()}
    source = workbook(folder / "w.xlsx", [list(row), list(row.values())])
    (folder / "p.toml").write_text(draft_profile(source).text, encoding="utf-8")
    return import_table(source, read_profile(folder / "p.toml"), Beside(folder, patterns=patterns))


def test_the_index_says_what_each_file_is(tmp_path: Path) -> None:
    table = pd.read_csv(library(tmp_path) / "index.csv")
    assert table["model"].tolist() == ["P900"] * 3
    assert table[["frequency_mhz", "electrical_tilt_deg"]].to_numpy().tolist() == [[947.5, 2], [947.5, 6], [1855, 6]]
    # 15 dBd are 17.15 dBi
    assert table["gain_dbi"].tolist() == [17.15] * 3


def test_model_frequency_and_tilt_find_the_file(tmp_path: Path) -> None:
    got = imported(tmp_path, library(tmp_path))
    assert got.table["pattern"].tolist() == ["patterns/P900_948_06T.msi"]
    # the tilt is in the file: not added again
    assert got.table["electrical_tilt_deg"].tolist() == [0]
    # 947.5 MHz are 0.8 % off 940 MHz
    assert ("most", "0.8") in [value for note in got.notes for value in note.values]
    got.table.to_csv(tmp_path / "t.csv", index=False)
    (station,) = emf.read_stations([tmp_path / "t.csv"])
    assert station.antennas[0].pattern.gain_dbi == pytest.approx(17.15)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"Electrical_tilt": 4}, "nothing is interpolated; there are: 2, 6"),
        ({"Electrical_tilt": None}, "an electrical tilt is needed"),
        ({"Frequency_(MHz)": 1300}, "no pattern within 10 % of 1300 MHz at that tilt; there are: 947.5, 1855"),
        ({"Antenna_model": "other"}, "no pattern of this model"),
    ],
)
def test_no_other_pattern_is_taken_instead(tmp_path: Path, cells: dict[str, Any], message: str) -> None:
    with pytest.raises(emf.InputError, match="column Antenna model: .*" + message):
        imported(tmp_path, library(tmp_path), **cells)


def test_a_frequency_five_to_ten_per_cent_off_is_to_be_checked(tmp_path: Path) -> None:
    # 947.5 MHz are 5.3 % off 900 MHz
    got = imported(tmp_path, library(tmp_path), **{"Frequency_(MHz)": 900})
    assert any(note.message.startswith("please check: patterns of a frequency") for note in got.notes)


def test_a_library_has_an_index(tmp_path: Path) -> None:
    with pytest.raises(emf.InputError, match="emfassess patterns index"):
        PatternLibrary(tmp_path)
