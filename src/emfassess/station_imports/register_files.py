"""Files of a register that belong together: in a folder, in a ZIP archive, or beside the one that is named."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pandas as pd

from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.station_imports.text_tables import encoding_of

_SAMPLE = 1 << 20
_ENDINGS = (".txt", ".csv")


class RegisterFiles:
    """Tables of a register by name, whatever the case and ending of their files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            raise refuse(str(path), "", None, "no such file or folder")
        self.archive = path.suffix.lower() == ".zip"
        if self.archive and not zipfile.is_zipfile(path):
            raise refuse(str(path), "", None, "not a ZIP archive, or cut short")
        folder = path if path.is_dir() else path.parent
        names = zipfile.ZipFile(path).namelist() if self.archive else [file.name for file in folder.iterdir()]
        self.folder = folder
        self.names = {Path(name).stem.lower(): name for name in names if Path(name).suffix.lower() in _ENDINGS}

    def __contains__(self, table: str) -> bool:
        return table.lower() in self.names

    def table(self, name: str, columns: Sequence[str], separator: str, optional: Sequence[str] = ()) -> pd.DataFrame:
        """Columns of a table as text, empty where a cell is; optional ones may be missing and are then empty.

        Raises
        ------
        InputError
            If the table or one of its columns is missing, or its text cannot be separated.
        """
        if name not in self:
            raise refuse(
                str(self.path), "", f"{name}.txt or {name}.csv", "missing; the tables of the register belong together"
            )
        with self._opened(name) as stream:
            encoding = encoding_of(stream.read(_SAMPLE).rpartition(b"\n")[0])
        try:
            with self._opened(name) as stream:
                frame = pd.read_csv(
                    stream,
                    sep=separator,
                    dtype=str,
                    keep_default_na=False,
                    encoding="utf-8-sig" if encoding == "utf-8" else encoding,
                    encoding_errors="replace",
                    usecols=lambda column: column.strip().upper() in (*columns, *optional),
                    on_bad_lines="error",
                )
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise refuse(self.names[name.lower()], "", None, f"not a table of the register: {error}") from None
        frame.columns = pd.Index([column.strip().upper() for column in frame.columns])
        missing = [column for column in columns if column not in frame]
        if missing:
            raise InputError([Fault(self.names[name.lower()], "row 1", "", f"columns missing: {', '.join(missing)}")])
        for column in optional:
            frame[column] = frame.get(column, "")
        return frame.fillna("")

    def _opened(self, name: str) -> IO[bytes]:
        member = self.names[name.lower()]
        return zipfile.ZipFile(self.path).open(member) if self.archive else (self.folder / member).open("rb")


def column_numbers(column: Any) -> Any:
    """Numbers of a column of text, with a decimal point or comma; not a number where there is none."""
    return pd.to_numeric(column.str.strip().str.replace(",", ".", regex=False), errors="coerce").astype(float)
