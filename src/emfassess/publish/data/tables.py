"""Tables as CSV."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from emfassess.publish.data.neutral import neutral


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """CSV of rows; the columns are those of the first row. Text that a spreadsheet would run gets an apostrophe."""
    listed = list(rows)
    stream = io.StringIO()
    columns = list(listed[0]) if listed else []
    known = set(columns)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in listed:
        if not known.issuperset(row):
            raise ValueError(f"a row has the columns {sorted(row.keys() - known)}, which the first row has not")
        values = (row.get(column, "") for column in columns)
        writer.writerow([neutral(value) if isinstance(value, str) else value for value in values])
    return stream.getvalue()
