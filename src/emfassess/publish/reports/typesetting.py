"""Setting a page by typst: a template, its content as data, its figures; the same input gives the same bytes."""

import datetime
import io
import json
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pikepdf
import typst

from emfassess.language import Language, language
from emfassess.publish.figures.fonts import code_point, fallback_folders, font_folder, needs_fallback, without_glyph

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]

_NO_DATE = datetime.date(2000, 1, 1)
"""Date in the file's properties where no date was given, so that the bytes do not depend on the clock."""

_REGULAR = b'<text stroke="#1f2933" stroke-width="0.015em" '
"""In pictures typst draws the thinnest instance of the variable font; a fine stroke gives it the weight of the page."""

_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, eq=False)
class Document:
    """A document ready to be set; arguments as those of :func:`typeset`."""

    template: str
    content: dict[str, Any]
    figures: Mapping[str, bytes] = field(default_factory=dict)
    day: datetime.date | None = None


def page_pattern(text: Language) -> str:
    """Page number of a footer; the template puts the numbers in."""
    return text("page {number} of {count}", number="{number}", count="{count}")


def typeset_document(document: Document) -> bytes:
    """Set a document: PDF/A-2a and PDF/UA-1."""
    return typeset(document.template, document.content, document.figures, document.day)


def typeset(
    template: str, content: Mapping[str, Any], figures: Mapping[str, bytes], day: datetime.date | None
) -> bytes:
    """Set a document.

    Parameters
    ----------
    template : str
        Name of a file among the templates; it may import ``parts.typ``.
    content : mapping
        Plain values, which the template reads as ``content.json``: text is set as text, never read as markup.
    figures : mapping of str to bytes
        SVG files by name.
    day : date, optional
        Date of the file's properties.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1.
    """
    folder = files(__package__) / "templates"
    moment = datetime.datetime.combine(day or _NO_DATE, datetime.time(), datetime.UTC)
    plain = json.dumps(content, ensure_ascii=False)
    words = plain + "".join(svg.decode("utf-8") for svg in figures.values())
    missing = without_glyph(words)
    if missing:
        plain = json.dumps({**content, "unshown": _unshown(missing, str(content["language"]))}, ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="emfassess-") as name:
        room = Path(name)
        for entry in (template, "parts.typ"):
            (room / entry).write_bytes((folder / entry).read_bytes())
        (room / "content.json").write_text(_by_code_point(plain, missing), encoding="utf-8")
        for figure, svg in figures.items():
            drawn = _by_code_point(svg.decode("utf-8"), missing) if missing else svg.decode("utf-8")
            (room / f"{figure}.svg").write_bytes(drawn.encode("utf-8").replace(b"<text ", _REGULAR))
        with _ONE_AT_A_TIME:
            made = _compiler(every_font=needs_fallback(words)).compile(
                input=str(room / template),
                root=name,
                format="pdf",
                pdf_standards=[*STANDARDS],
                timestamp=int(moment.timestamp()),
            )
    assert isinstance(made, bytes)
    return _packed(made)


def _packed(pdf: bytes) -> bytes:
    """The same with small objects compressed together: typst writes every element of a tagged document as one of its own."""
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return stream.getvalue()


def _unshown(missing: list[str], code: str) -> str:
    """Sentence about the characters that are set as code points."""
    listed = ", ".join(code_point(character) for character in missing)
    return language(code)(
        "No font has a glyph for these characters, which are set as code points: {listed}.", listed=listed
    )


def _by_code_point(text: str, missing: list[str]) -> str:
    return text.translate({ord(character): f"[{code_point(character)}]" for character in missing})


@cache
def _compiler(*, every_font: bool) -> typst.Compiler:
    """The compiler of this process: it reads the fonts once, those of other scripts only for texts that need them."""
    folders = [font_folder(), *(fallback_folders() if every_font else ())]
    return typst.Compiler(font_paths=[str(folder) for folder in folders], ignore_system_fonts=True)
