"""Content of an antenna pattern file, for people and programs."""

from typing import Literal, TypedDict

from emfassess.language import N_, Language
from emfassess.patterns import PatternDescription, describe
from emfassess.patterns.pattern import GAIN_TOLERANCE_DB
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.readers.antenna_findings import gain_finding, pattern_findings
from emfassess.readers.pattern_files import PatternFile


class PatternRecord(TypedDict):
    """Figures of a pattern file; None where the file or the cut has no such thing."""

    name: str
    maker: str
    file: str
    sha256: str
    frequency_mhz: float | None
    gain_dbi: float | None
    horizontal_beamwidth_deg: float | None
    vertical_beamwidth_deg: float | None
    front_to_back_db: float | None
    stated_tilt_deg: float | None
    tilt_deg: float | None
    horizontal_peak_deg: float | None
    directivity_dbi: float | None
    gain_error_db: float | None
    power_balance: float | None
    warnings: list[str]


RowKey = Literal[
    "name",
    "maker",
    "frequency_mhz",
    "gain_dbi",
    "directivity_dbi",
    "power_balance",
    "horizontal_beamwidth_deg",
    "vertical_beamwidth_deg",
    "front_to_back_db",
    "tilt_deg",
    "stated_tilt_deg",
]


def pattern_record(read: PatternFile, text: Language) -> PatternRecord:
    """Figures of a pattern file as plain values; null where the file or the cut has no such thing."""
    description = describe(read.shape)
    known = read.gain_dbi is not None
    return {
        "name": read.name,
        "maker": read.maker,
        "file": read.shape.source,
        "sha256": read.sha256,
        "frequency_mhz": read.frequency_mhz,
        "gain_dbi": _short(read.gain_dbi),
        "horizontal_beamwidth_deg": _short(description.horizontal_beamwidth_deg),
        "vertical_beamwidth_deg": _short(description.vertical_beamwidth_deg),
        "front_to_back_db": _short(description.front_to_back_db),
        "stated_tilt_deg": read.stated_tilt_deg,
        "tilt_deg": _short(description.tilt_deg),
        "horizontal_peak_deg": _short(description.horizontal_peak_deg),
        "directivity_dbi": _short(description.directivity_dbi),
        "gain_error_db": _short(description.gain_error_db) if known else None,
        "power_balance": _short(description.power_balance) if known else None,
        "warnings": warnings_of(read, description, text),
    }


def warnings_of(read: PatternFile, description: PatternDescription, text: Language) -> list[str]:
    """Sentences about what does not fit together in a file."""
    listed = [assumption_sentence(note, text) for note in read.notes]
    if read.gain_dbi is None:
        listed.append(text("The file states no gain: give gain_dbi beside it to use it."))
    elif not description.gain_agrees and read.shape.kind != "envelope":
        listed.append(
            text(
                "The stated gain of {gain} dBi and the directivity of {directivity} dBi, got by integrating the pattern, "
                "differ by more than {tolerance} dB.",
                gain=f"{read.gain_dbi:.2f}",
                directivity=f"{description.directivity_dbi:.2f}",
                tolerance=f"{GAIN_TOLERANCE_DB:g}",
            )
        )
    if read.stated_tilt_deg is not None and abs(read.stated_tilt_deg - description.tilt_deg) > 1:
        listed.append(
            text(
                "The stated tilt of {stated}° differs from the {found}° found in the vertical cut.",
                stated=f"{read.stated_tilt_deg:g}",
                found=f"{description.tilt_deg:.1f}",
            )
        )
    found = [] if read.gain_dbi is None or read.beam_of else [*gain_finding(read.shape)]
    found += [item for item in pattern_findings(read) if item.code != "check-pattern-tilt"]
    return listed + [assumption_sentence(item, text) for item in found]


ROWS: tuple[tuple[str, RowKey, str], ...] = (
    (N_("name"), "name", ""),
    (N_("maker"), "maker", ""),
    (N_("frequency"), "frequency_mhz", " MHz"),
    (N_("gain"), "gain_dbi", " dBi"),
    (N_("directivity by integration"), "directivity_dbi", " dBi"),
    (N_("power balance"), "power_balance", ""),
    (N_("horizontal beamwidth"), "horizontal_beamwidth_deg", "°"),
    (N_("vertical beamwidth"), "vertical_beamwidth_deg", "°"),
    (N_("front to back"), "front_to_back_db", " dB"),
    (N_("down-tilt in the cut"), "tilt_deg", "°"),
    (N_("stated tilt"), "stated_tilt_deg", "°"),
)
"""Lines of a pattern: name, key of the record, unit."""


def pattern_lines(read: PatternFile, text: Language) -> list[str]:
    """Figures of a pattern file in lines of text."""
    record = pattern_record(read, text)
    nothing = text("not stated")
    lines = [
        f"{text(label):28}{nothing if record[key] in (None, '') else f'{record[key]}{unit}'}"
        for label, key, unit in ROWS
    ]
    return [*lines, *(text("warning: {sentence}", sentence=sentence) for sentence in record["warnings"])]


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
