"""Pattern files of rows by model, frequency and electrical tilt."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from emfassess.language import N_
from emfassess.station_imports.pattern_library import PatternChoice, PatternLibrary, notes_of_choices
from emfassess.station_imports.rows import Note, TableRows

_OF_PANELS = ("horizontal_beamwidth_deg", "vertical_beamwidth_deg", "front_to_back_db")


def use_library(rows: TableRows, columns: dict[str, Any], folder: Path | None, beside: Path) -> list[Note]:
    """Set the column of pattern files from a library; the tilt and the gain of a file count instead of those of the table.

    Parameters
    ----------
    rows : TableRows
    columns : dict
        In our units; changed.
    folder : Path, optional
        Of the library.
    beside : Path
        Folder of the table that is written: paths of patterns count from it.
    """
    if "antenna_model" not in rows:
        return []
    if folder is None:
        return [Note(N_("antenna models are not used without a library of patterns (--patterns)"))]
    library, models = PatternLibrary(folder), rows.texts("antenna_model")
    base = Path(os.path.relpath(folder.resolve(), beside.resolve())).as_posix()
    files = columns.get("pattern", np.full(len(rows), "", dtype=object)).copy()
    wanted = np.flatnonzero((files == "") & (models != ""))
    known: dict[tuple[str, float, float], PatternChoice | str] = {}
    choices = []
    gain = columns.get("gain_dbi", np.full(len(rows), np.nan))
    electrical = columns["electrical_tilt_deg"].copy()
    for row in wanted.tolist():
        key = (models[row], float(columns["frequency_mhz"][row]), float(electrical[row]))
        if key not in known:
            known[key] = _choice(library, *key)
        chosen = known[key]
        if isinstance(chosen, str):
            rows.report(row, "antenna_model", models[row], chosen)
            continue
        choices.append(chosen)
        files[row] = f"{base}/{chosen.file}"
        columns["electrical_tilt_deg"][row] = 0.0
        for name in _OF_PANELS:
            if name in columns:
                columns[name][row] = np.nan
        if chosen.has_gain:
            gain[row] = np.nan
    columns |= {"pattern": files, "gain_dbi": gain}
    return notes_of_choices(choices) if choices else []


def _choice(library: PatternLibrary, model: str, frequency_mhz: float, tilt_deg: float) -> PatternChoice | str:
    """The file, or why there is none."""
    try:
        return library.choice(model, frequency_mhz, tilt_deg)
    except ValueError as error:
        return str(error)
