"""What an antenna pattern file says: its figures, what does not fit together in it, and its cuts."""

import tempfile
from pathlib import Path
from typing import Any

import streamlit as st

from emfassess.app.display import line_of, plain, table, told
from emfassess.app.visit import Visit
from emfassess.publish.figures.assessment import cuts_figure, svg_bytes
from emfassess.publish.terminal.patterns import pattern_record
from emfassess.publish.text.words import words
from emfassess.readers.pattern_files import read_pattern

ENDINGS = (".msi", ".pln", ".pla", ".adf", ".nsm", ".csv", ".txt", ".ant")
_HASHES = ("file", "sha256", "warnings")


def patterns_page(visit: Visit) -> None:
    """Choose a file of the project, or send one; nothing that is sent is kept."""
    text = visit.text
    st.header(text("app.patterns"))
    own = _own_files(visit.folder)
    chosen = st.selectbox(text("pattern.choose"), [None, *own], format_func=lambda p: "–" if p is None else p)
    sent = st.file_uploader(text("pattern.send"), type=[ending.removeprefix(".") for ending in ENDINGS])
    gain = st.number_input(text("pattern.gain"), -20.0, 60.0, value=None, help=text("pattern.gain-help"))
    with told(visit):
        if sent is not None:
            _show(*_of_content(sent.name, sent.getvalue(), gain, visit.language), visit)
        elif chosen is not None:
            content = (visit.folder / "stations" / chosen).read_bytes()
            _show(*_of_content(Path(chosen).name, content, gain, visit.language), visit)


def _own_files(folder: Path) -> list[str]:
    """Pattern files of the project, by their place under its stations."""
    root = folder / "stations"
    found = [path for path in root.rglob("*") if path.suffix.lower() in ENDINGS and "patterns" in path.parts]
    return sorted(path.relative_to(root).as_posix() for path in found if path.is_file())


@st.cache_data(show_spinner=False, max_entries=64)
def _of_content(name: str, content: bytes, gain: float | None, language: str) -> tuple[dict[str, Any], str]:
    """Record and figure of a file, kept by its content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(line_of(name, 80).replace("/", "_").replace("\\", "_")).name or "pattern")
        path.write_bytes(content)
        read = read_pattern(path, gain)
    return pattern_record(read), svg_bytes(cuts_figure(read.shape, words(language))).decode("utf-8")


def _show(record: dict[str, Any], figure: str, visit: Visit) -> None:
    text = visit.text
    for warning in record["warnings"]:
        st.warning(plain(warning))
    rows = [
        (text(f"pattern.{key}"), "–" if value in (None, "") else value)
        for key, value in record.items()
        if key not in _HASHES
    ]
    table([text("pattern.figure"), text("pattern.value")], rows)
    st.caption(f"SHA-256: {record['sha256']}")
    st.image(figure)
