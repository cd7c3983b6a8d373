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
    writer = csv.DictWriter(stream, fieldnames=list(listed[0]) if listed else [], lineterminator="\n", restval="")
    writer.writeheader()
    for row in listed:
        writer.writerow({key: neutral(value) for key, value in row.items()})
    return stream.getvalue()
