"""How pages show what people wrote, tables, and what went wrong: as text, never as markup."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from emfassess.app.visit import Visit
from emfassess.publish.data.tables import csv_text
from emfassess.publish.text.verdicts import is_exceedance
from emfassess.readers.faults import InputError

LONGEST_LINE = 300
MOST_LINES = 20
_LONG = ("name", "details", "sha256")
"""Columns whose texts may be long: they are cut off, and shown whole when they are chosen."""
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff\x00-\x1f\x7f]+")


def plain(value: object, longest: int = LONGEST_LINE) -> str:
    """One line of text for where Streamlit reads Markdown: every character is printed literally.

    Line ends, control characters and marks that turn the direction of writing become spaces.
    """
    return _PUNCTUATION.sub(r"\\\1", line_of(value, longest))


def line_of(value: object, longest: int = LONGEST_LINE) -> str:
    """One line of text for where Streamlit reads no Markdown."""
    text = " ".join(_UNSEEN.sub(" ", str(value)).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def box_of(verdict: str | None) -> Callable[[str], Any]:
    """The box that a verdict is shown in: red only for what exceeds."""
    if verdict == "compliant":
        return st.info
    return st.error if verdict is not None and is_exceedance(verdict) else st.warning


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A small table of text."""
    st.table([dict(zip(header, map(plain, row), strict=True)) for row in rows])


def grid(rows: pd.DataFrame, names: Mapping[str, str], **more: Any) -> Any:
    """A large table that sorts and searches, with its columns in the order of `names`."""
    return st.dataframe(
        rows[list(names)].map(lambda value: line_of(value) if isinstance(value, str) else value),
        column_config={
            key: st.column_config.Column(name, width="medium" if key in _LONG else None) for key, name in names.items()
        },
        hide_index=True,
        **more,
    )


def csv_button(label: str, rows: pd.DataFrame, file_name: str) -> None:
    """Offer rows as CSV, formulas neutralised; it is written when it is asked for."""
    st.download_button(label, partial(_csv, rows), file_name=file_name, mime="text/csv")


def _csv(rows: pd.DataFrame) -> bytes:
    text = csv_text({str(key): _cell(value) for key, value in row.items()} for row in rows.to_dict("records"))
    return text.encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return "" if pd.isna(value) else value


@contextmanager
def reported_errors(visit: Visit) -> Iterator[None]:
    """Show what cannot be done as a message with its cure instead of a traceback.

    Faults of the project's own files are not reported to the public.
    """
    try:
        yield
    except (InputError, OSError) as error:
        if visit.register is not None and not visit.is_inside:
            st.error(visit.text("This cannot be shown now. The people who keep this service can see why."))
        else:
            _show(error)
    except ValueError as error:
        _show(error)


def _show(error: Exception) -> None:
    lines = str(error).splitlines()
    for line in lines[:MOST_LINES]:
        st.error(plain(line))
    if len(lines) > MOST_LINES:
        st.error(f"… {len(lines) - MOST_LINES}")


def done(message: str) -> None:
    """Say what was done, after the page has been drawn anew."""
    st.session_state["done"] = message
    st.rerun()


def show_done() -> None:
    """Show what the last deed came to, once."""
    if message := st.session_state.pop("done", ""):
        st.success(message)
