"""Station tables as CSV: each row has as many cells as the header, else a value would slip into the next column."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from emfassess.readers.faults import Fault, InputError, refuse

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 20


def comma_batches(path: Path, rows: int | None = None) -> Iterator["pd.DataFrame"]:
    """Rows of a table as text, so many at a time; all at once without a number.

    Raises
    ------
    InputError
        With every row that has a cell more or fewer than the header, as a spreadsheet counts them.
    """
    import pandas as pd

    size = rows or max(path.stat().st_size, 1)  # no row is shorter than a byte
    counted = False
    try:
        with pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8-sig", on_bad_lines="error", chunksize=size
        ) as batches:
            for batch in batches:
                # the library takes the first cells of longer rows for their names, and fills up short ones
                longer = not isinstance(batch.index, pd.RangeIndex)
                if longer or (not counted and bool((batch.iloc[:, -1] == "").any())):
                    _demand_even_rows(path)
                    counted = True
                yield batch
    except UnicodeDecodeError:
        raise refuse(str(path), "", None, "not UTF-8; save the table as UTF-8") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        _demand_even_rows(path)
        raise refuse(str(path), "", None, f"not a table with commas between the columns: {error}") from None


def _demand_even_rows(path: Path) -> None:
    """Refuse rows whose number of cells is not the header's."""
    faults: list[Fault] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = ((number, cells) for number, cells in enumerate(csv.reader(stream), start=1) if cells)
            width = len(next(lines, (0, []))[1])
            for number, cells in lines:
                if len(cells) != width:
                    cut = " and whether the file was cut short" if len(cells) < width else ""
                    cure = f"{width} cells as in the header; check commas and quotes{cut}"
                    faults.append(Fault(str(path), f"row {number}", f"{len(cells)} cells", f"expected {cure}"))
    except csv.Error as error:
        raise refuse(str(path), "", None, f"not a table with commas between the columns: {error}") from None
    more = len(faults) - _MOST_NAMED
    rest = [Fault(str(path), "", f"{more} rows more", "expected as many cells as in the header")] if more > 0 else []
    if faults:
        raise InputError([*faults[:_MOST_NAMED], *rest])
