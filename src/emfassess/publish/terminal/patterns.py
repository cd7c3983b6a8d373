"""What an antenna pattern file says, for people and programs."""

from typing import Any

from emfassess.language import language as language_of
from emfassess.patterns import PatternDescription, describe
from emfassess.patterns.description import GAIN_TOLERANCE_DB
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.readers.pattern_files import PatternFile


def pattern_record(read: PatternFile) -> dict[str, Any]:
    """Figures of a pattern file as plain values; null where the file or the cut has no such thing."""
    found = describe(read.shape)
    known = read.gain_dbi is not None
    return {
        "name": read.name,
        "maker": read.maker,
        "file": read.shape.source,
        "sha256": read.sha256,
        "frequency_mhz": read.frequency_mhz,
        "gain_dbi": _short(read.gain_dbi),
        "horizontal_beamwidth_deg": _short(found.horizontal_beamwidth_deg),
        "vertical_beamwidth_deg": _short(found.vertical_beamwidth_deg),
        "front_to_back_db": _short(found.front_to_back_db),
        "stated_tilt_deg": read.stated_tilt_deg,
        "tilt_deg": _short(found.tilt_deg),
        "horizontal_peak_deg": _short(found.horizontal_peak_deg),
        "directivity_dbi": _short(found.directivity_dbi),
        "gain_error_db": _short(found.gain_error_db) if known else None,
        "power_balance": _short(found.power_balance) if known else None,
        "warnings": warnings_of(read, found),
    }


def warnings_of(read: PatternFile, found: PatternDescription) -> list[str]:
    """Sentences about what does not fit together in a file."""
    told = [assumption_sentence(note, language_of("en")) for note in read.notes]
    if read.gain_dbi is None:
        told.append("The file states no gain: give gain_dbi beside it to use it.")
    elif not found.gain_agrees:
        told.append(
            f"The stated gain of {read.gain_dbi:.2f} dBi and the directivity of {found.directivity_dbi:.2f} dBi, got by "
            f"integrating the pattern, differ by more than {GAIN_TOLERANCE_DB:g} dB."
        )
    if read.stated_tilt_deg is not None and abs(read.stated_tilt_deg - found.tilt_deg) > 1:
        told.append(
            f"The stated tilt of {read.stated_tilt_deg:g}° differs from the {found.tilt_deg:.1f}° found in the vertical cut."
        )
    return told


def pattern_lines(read: PatternFile) -> list[str]:
    """Figures of a pattern file in lines of text."""
    record = pattern_record(read)
    rows = (
        ("name", "name", ""),
        ("maker", "maker", ""),
        ("frequency", "frequency_mhz", " MHz"),
        ("gain", "gain_dbi", " dBi"),
        ("directivity by integration", "directivity_dbi", " dBi"),
        ("power balance", "power_balance", ""),
        ("horizontal beamwidth", "horizontal_beamwidth_deg", "°"),
        ("vertical beamwidth", "vertical_beamwidth_deg", "°"),
        ("front to back", "front_to_back_db", " dB"),
        ("tilt found in the cut", "tilt_deg", "° down"),
        ("tilt stated", "stated_tilt_deg", "°"),
    )
    lines = [
        f"{label:28}{'not stated' if record[key] in (None, '') else f'{record[key]}{unit}'}"
        for label, key, unit in rows
    ]
    return [*lines, *(f"warning: {sentence}" for sentence in record["warnings"])]


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
