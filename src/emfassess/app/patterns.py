"""Content of an antenna pattern file: its figures, its inconsistencies, and its cuts."""

import tempfile
from pathlib import Path

import streamlit as st

from emfassess.app.display import line_of, plain, reported_errors, table
from emfassess.app.visit import Visit
from emfassess.language import N_
from emfassess.language import language as language_of
from emfassess.publish.figures.assessment import cuts_figure
from emfassess.publish.figures.svg import svg_bytes
from emfassess.publish.terminal.patterns import PatternRecord, pattern_record
from emfassess.readers.pattern_files import read_pattern

PATTERN_LABEL = {
    "name": N_("Name"),
    "maker": N_("Maker"),
    "frequency_mhz": N_("Frequency (MHz)"),
    "gain_dbi": N_("Gain (dBi)"),
    "horizontal_beamwidth_deg": N_("Horizontal half-power beamwidth (°)"),
    "vertical_beamwidth_deg": N_("Vertical half-power beamwidth (°)"),
    "front_to_back_db": N_("Front-to-back ratio (dB)"),
    "stated_tilt_deg": N_("Electrical tilt in words (°)"),
    "tilt_deg": N_("Tilt in the cut (°)"),
    "horizontal_peak_deg": N_("Peak of the horizontal cut (°)"),
    "directivity_dbi": N_("Directivity by integration (dBi)"),
    "gain_error_db": N_("Gain less directivity (dB)"),
    "power_balance": N_("Power through a sphere over that of the gain"),
}


ENDINGS = (".msi", ".pln", ".pla", ".adf", ".nsm", ".csv", ".txt", ".ant")
_HASHES = ("file", "sha256", "warnings")


def patterns_page(visit: Visit) -> None:
    """Choose a file of the project, or send one; nothing that is sent is kept."""
    text = visit.text
    st.header(text("Antenna patterns"))
    own = _own_files(visit.folder)
    chosen = st.selectbox(text("File of the project"), [None, *own], format_func=lambda p: "–" if p is None else p)
    sent = st.file_uploader(
        text("or a file from this computer (MSI Planet, NSMA, two-column CSV, Radio Mobile)"),
        type=[ending.removeprefix(".") for ending in ENDINGS],
    )
    gain = st.number_input(
        text("Gain, where the file states none (dBi)"),
        -20.0,
        60.0,
        value=None,
        help=text("Leave empty to take what the file states."),
    )
    with reported_errors(visit):
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
def _of_content(name: str, content: bytes, gain: float | None, language: str) -> tuple[PatternRecord, str]:
    """Record and figure of a file, kept by its content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(line_of(name, 80).replace("/", "_").replace("\\", "_")).name or "pattern")
        path.write_bytes(content)
        read = read_pattern(path, gain)
    return pattern_record(read, language_of(language)), svg_bytes(
        cuts_figure(read.shape, language_of(language))
    ).decode("utf-8")


def _show(record: PatternRecord, figure: str, visit: Visit) -> None:
    text = visit.text
    for warning in record["warnings"]:
        st.warning(plain(warning))
    rows = [
        (text(PATTERN_LABEL[key]), "–" if value in (None, "") else value)
        for key, value in record.items()
        if key not in _HASHES
    ]
    table([text("Figure"), text("Value")], rows)
    st.caption(f"SHA-256: {record['sha256']}")
    st.image(figure)
