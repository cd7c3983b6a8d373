"""Readings in bulk: into the register by the fastest door of each database, and back as the same table."""

import datetime
import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from emfassess.measurements import checked_readings
from emfassess.measurements.readings import COLUMNS
from emfassess.register.tables import ReadingRow, check_text

_NAMES = [column.name for column in ReadingRow.__table__.columns]
_OF_FILE = [name for name in _NAMES if name not in ("campaign_key", "number")]
_WORDS = ("point_id", "band", "statistic", "kind")
_BATCH = 50_000
_ROWS_READ = 20_000
_NO_TIME = np.iinfo(np.int64).min


def insert_readings(session: Session, campaign_key: int, first: int, readings: pd.DataFrame) -> None:
    """Add checked readings of a campaign, numbered from `first`."""
    for name in _WORDS:
        for word in readings[name].cat.categories:
            check_text(str(word))
    connection = session.connection()
    put = _copy if connection.dialect.name == "postgresql" else _executemany
    for start in range(0, len(readings), _BATCH):
        part = readings.iloc[start : start + _BATCH]
        put(connection, campaign_key, first + start, part)


def stored_readings(session: Session, campaign_key: int) -> pd.DataFrame:
    """Readings of a campaign, in their order, as they were imported."""
    statement = (
        select(*(getattr(ReadingRow, name) for name in _OF_FILE))
        .where(ReadingRow.campaign_key == campaign_key)
        .order_by(ReadingRow.number)
    )
    words: dict[str, dict[str, int]] = {name: {} for name in _WORDS}
    pages = [_arrays(page, words) for page in session.connection().execute(statement).partitions(_ROWS_READ)]
    columns = (
        {name: np.concatenate([page[name] for page in pages]) for name in _OF_FILE} if pages else _arrays([], words)
    )
    pages.clear()
    table = pd.DataFrame({name: _column(columns.pop(name), words.get(name)) for name in _OF_FILE}, copy=False)
    return checked_readings(table.rename(columns={"time_us": "time"}))


def _arrays(rows: Sequence[Any], words: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Rows as one plain array a column; words as their numbers, because a million texts would fill the memory."""
    found = {}
    for name, values in zip(_OF_FILE, zip(*rows, strict=True) if rows else [()] * len(_OF_FILE), strict=True):
        if name in words:
            known = words[name]
            found[name] = np.array([known.setdefault(word, len(known)) for word in values], dtype=np.int32)
        elif name == "time_us":
            # the least integer is how NumPy writes "no time"; times are in UTC without saying so
            plain = [_NO_TIME if value is None else value for value in values]
            found[name] = np.array(plain, dtype=np.int64).view("datetime64[us]")
        else:
            found[name] = np.array(values, dtype=COLUMNS[name])
    return found


def _column(values: Any, known: dict[str, int] | None) -> Any:
    return (
        values if known is None else pd.Categorical.from_codes(values, categories=pd.Index(list(known), dtype=object))
    )


def micros_of(readings: pd.DataFrame) -> "pd.Series[Any]":
    """Times as microseconds since 1970 UTC, missing where not known."""
    naive = readings["time"].dt.tz_localize(None)
    micros = pd.Series(naive.to_numpy("datetime64[us]").astype("int64")).astype("Int64")
    return micros.mask(naive.isna().to_numpy())


def _executemany(connection: Connection, campaign_key: int, first: int, part: pd.DataFrame) -> None:
    """SQLite: plain tuples to the driver itself, in the order of the columns."""
    columns = [_plain(part, name) for name in _OF_FILE]
    count = len(part)
    rows = zip([campaign_key] * count, range(first, first + count), *columns, strict=True)
    marks = ", ".join("?" * len(_NAMES))
    statement = f"INSERT INTO readings ({', '.join(_NAMES)}) VALUES ({marks})"  # noqa: S608 - names of our own columns
    driver: Any = connection.connection.driver_connection
    driver.executemany(statement, rows)


def _plain(part: pd.DataFrame, name: str) -> list[Any]:
    """A column as Python values, None where there is none."""
    column = micros_of(part) if name == "time_us" else part[name]
    values = column.astype(object)
    if name == "time_us" or column.dtype == "float64":
        values = values.where(column.notna().to_numpy(), None)
    return list(values)


def _copy(connection: Connection, campaign_key: int, first: int, part: pd.DataFrame) -> None:
    """PostgreSQL: COPY of a CSV that Arrow writes; quoted texts are texts even where empty, bare nothing is NULL."""
    count = len(part)
    arrays = {
        "campaign_key": pa.array(np.full(count, campaign_key)),
        "number": pa.array(np.arange(first, first + count)),
    }
    for name in _OF_FILE:
        column = micros_of(part) if name == "time_us" else part[name]
        array = pa.Array.from_pandas(column.astype("object") if name in _WORDS else column)
        arrays[name] = array
    stream = io.BytesIO()
    pyarrow.csv.write_csv(pa.table(arrays), stream, pyarrow.csv.WriteOptions(include_header=False))
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY readings ({', '.join(_NAMES)}) FROM STDIN (FORMAT csv)") as copy,
    ):
        copy.write(stream.getvalue())


class Extent:
    """Span of the readings of a campaign, gathered chunk by chunk."""

    def __init__(self) -> None:
        self.rows = 0
        self._times: list[pd.Timestamp] = []
        self._box: list[tuple[float, float, float, float]] = []

    def add(self, readings: pd.DataFrame) -> None:
        """Count a chunk in."""
        self.rows += len(readings)
        times = readings["time"].dropna()
        if len(times):
            self._times += [times.min(), times.max()]
        placed = readings[["longitude", "latitude"]].dropna()
        if len(placed):
            low, high = placed.min(), placed.max()
            self._box.append((low["longitude"], low["latitude"], high["longitude"], high["latitude"]))

    @property
    def times(self) -> tuple[datetime.datetime | None, datetime.datetime | None]:
        """First and last moment, None where no reading has one."""
        if not self._times:
            return None, None
        return min(self._times).to_pydatetime(), max(self._times).to_pydatetime()

    def box(self, points: list[tuple[float, float]]) -> dict[str, float | None]:
        """Bounds of the readings' positions and of described points, None without any. [deg]"""
        corners = [*self._box, *((x, y, x, y) for x, y in points)]
        ends: tuple[tuple[str, Callable[..., float]], ...] = (
            ("west", min),
            ("south", min),
            ("east", max),
            ("north", max),
        )
        return {
            name: float(end(corner[place] for corner in corners)) if corners else None
            for place, (name, end) in enumerate(ends)
        }
