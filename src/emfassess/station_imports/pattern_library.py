"""A folder of pattern files with an index, so that model, frequency and electrical tilt find the file of an antenna.

The index is a CSV that a person may correct: file, maker, model, name, frequency, tilt, port, gain.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emfassess.language import N_
from emfassess.patterns import describe
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.readers.pattern_files import read_pattern
from emfassess.station_imports.rows import Note

INDEX = "index.csv"

LISTED_SHARE, REFUSED_SHARE = 0.05, 0.10
"""A pattern of a frequency so far from the carrier's is listed up to the first, a finding up to the second, else refused."""

TILT_AGREES_DEG = 0.25
"""Electrical tilts of a table and a file that differ by no more are the same: nothing is interpolated between tilts."""

INDEX_COLUMNS = (
    "file",
    "maker",
    "model",
    "name",
    "frequency_mhz",
    "electrical_tilt_deg",
    "tilt_from",
    "port",
    "gain_dbi",
)
_ENDINGS = (".msi", ".pln", ".adf", ".dat", ".txt", ".csv", ".ant", ".pat", ".pap", ".pafx", ".nsm")
_PORT = re.compile(r"(?<![A-Za-z0-9])(?:[+-]45|[PM]45|port[ _-]?\d+|[RLY]\d)(?![A-Za-z0-9])", re.IGNORECASE)


@dataclass(frozen=True)
class PatternChoice:
    """File of an antenna, and how far its frequency is from the carrier's, as a share of it."""

    file: str
    has_gain: bool
    share: float


def index_patterns(folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """Index the pattern files of a folder and those below it.

    Returns
    -------
    table : DataFrame
        :data:`INDEX_COLUMNS`, sorted by model, frequency and tilt.
    left_out : list of str
        Files that cannot be read as patterns, and why.

    Raises
    ------
    InputError
        If there is no such folder, or no pattern in it.
    """
    if not folder.is_dir():
        raise refuse(str(folder), "", None, "no such folder; expected one of pattern files")
    rows, left_out = [], []
    for file in sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS):
        if file.name == INDEX:
            continue
        try:
            rows.append(_index_row(folder, file))
        except (InputError, ValueError) as error:
            left_out.append(str(error).splitlines()[0])
    if not rows:
        raise InputError([Fault(str(folder), "", "", line) for line in left_out or ["no pattern file"]])
    table = pd.DataFrame(rows, columns=list(INDEX_COLUMNS))
    return table.sort_values(["model", "frequency_mhz", "electrical_tilt_deg", "file"]).reset_index(drop=True), left_out


def _index_row(folder: Path, file: Path) -> dict[str, Any]:
    read = read_pattern(file)
    name = read.name or file.stem
    tilt, origin = read.stated_tilt_deg, "stated"
    if tilt is None:
        tilt, origin = round(float(describe(read.shape).tilt_deg), 1), "cut"
    port = _PORT.search(f"{name} {file.stem}")
    above = file.parent.name if file.parent != folder else ""
    return {
        "file": file.relative_to(folder).as_posix(),
        "maker": read.maker,
        "model": above if above and plain_model(name).startswith(plain_model(above)) else re.split(r"[_\s]", name)[0],
        "name": name,
        "frequency_mhz": read.frequency_mhz,
        "electrical_tilt_deg": tilt,
        "tilt_from": origin,
        "port": port.group(0) if port else "",
        "gain_dbi": None if read.gain_dbi is None else round(read.gain_dbi, 2),
    }


def plain_model(text: str) -> str:
    """Model without blanks, dashes and case."""
    return re.sub(r"[\W_]+", "", text).lower()


class PatternLibrary:
    """The index of a folder of pattern files.

    Raises
    ------
    InputError
        If the folder has no index, or one without its columns.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        file = folder / INDEX
        if not file.is_file():
            raise refuse(str(file), "", None, f"no index; make one with: emfassess patterns index {folder}")
        table = pd.read_csv(file, dtype={"file": str, "model": str, "name": str}, keep_default_na=True)
        missing = [name for name in INDEX_COLUMNS if name not in table]
        if missing:
            raise InputError([Fault(str(file), "row 1", "", f"columns missing: {', '.join(missing)}")])
        self.table = table
        self.models = table["model"].fillna("").map(plain_model)
        self.names = table["name"].fillna("").map(plain_model)

    def choice(self, model: str, frequency_mhz: float, tilt_deg: float) -> PatternChoice:
        """File of a model with an electrical tilt whose frequency is nearest to the carrier's.

        Raises
        ------
        ValueError
            If there is no such model, tilt or frequency; what there is.
        """
        plain = plain_model(model)
        own = self.table[(self.models == plain) | (self.names == plain)]
        if not len(own):
            raise ValueError(f"no pattern of this model in {INDEX}; correct its column model, or the table")
        tilted = _tilted(own, tilt_deg)
        share = (tilted["frequency_mhz"] / frequency_mhz - 1).abs()
        if not (share <= REFUSED_SHARE).any():
            there = ", ".join(f"{value:g}" for value in sorted(tilted["frequency_mhz"].dropna().unique()))
            raise ValueError(
                f"no pattern within 10 % of {frequency_mhz:g} MHz at that tilt; there are: {there or 'none'}"
            )
        nearest = tilted[share <= share.min()].sort_values(["gain_dbi", "file"], ascending=[False, True]).iloc[0]
        return PatternChoice(str(nearest["file"]), bool(pd.notna(nearest["gain_dbi"])), float(share.min()))


def _tilted(own: pd.DataFrame, tilt_deg: float) -> pd.DataFrame:
    """Patterns of a model with an electrical tilt; a model of a single tilt needs none."""
    tilts = sorted(own["electrical_tilt_deg"].dropna().unique())
    if np.isnan(tilt_deg) and len(tilts) == 1:
        return own
    there = ", ".join(f"{tilt:g}" for tilt in tilts)
    if np.isnan(tilt_deg):
        raise ValueError(f"an electrical tilt is needed to choose the pattern; there are: {there}")
    tilted = own[(own["electrical_tilt_deg"] - tilt_deg).abs() <= TILT_AGREES_DEG]
    if not len(tilted):
        raise ValueError(
            f"no pattern with an electrical tilt of {tilt_deg:g}: nothing is interpolated; there are: {there}"
        )
    return tilted


def notes_of_choices(files: Sequence[PatternChoice]) -> list[Note]:
    """Lines about the files of rows: how many, and those whose frequency is not the carrier's."""
    notes = [Note(N_("pattern files from the library (rows: {count})"), (("count", len(files)),))]
    near = [choice for choice in files if 0 < choice.share <= LISTED_SHARE]
    far = [choice for choice in files if choice.share > LISTED_SHARE]
    if near:
        most = max(choice.share for choice in near)
        values = (("count", len(near)), ("most", f"{100 * most:.1f}"))
        notes.append(Note(N_("patterns of the nearest frequency, up to {most} % off (rows: {count})"), values))
    if far:
        names = ", ".join(dict.fromkeys(choice.file for choice in far))
        message = N_("please check: patterns of a frequency 5 to 10 % off (rows: {count}): {files}")
        notes.append(Note(message, (("count", len(far)), ("files", names))))
    return notes
