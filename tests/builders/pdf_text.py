"""Reading PDFs back: their text, and the marks of the standards that they claim."""

import io
import re
from typing import Any

from pypdf import PdfReader


def text_of(content: bytes) -> str:
    """Text of all pages, blanks and line ends as one blank each."""
    found = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", found.replace("\u200b", ""))


def pages_of(content: bytes) -> int:
    """How many pages there are."""
    return len(PdfReader(io.BytesIO(content)).pages)


def tight(text: str) -> str:
    """Text without any blank, since a line may end inside a word of Chinese or a long name."""
    return re.sub(r"[\s\u200b]+", "", text)


def assert_archivable(content: bytes, language: str) -> None:
    """Tagged, in its language, with the marks of PDF/A-2a and PDF/UA-1."""
    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith(language)
    told = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part[>=\"]+2", told)
    assert re.search(r"pdfaid:conformance[>=\"]+A", told)
    assert re.search(r"pdfuaid:part[>=\"]+1", told)
