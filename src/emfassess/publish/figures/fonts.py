"""The font of figures and reports: Noto Sans SC from an installed package, the same on every machine."""

from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Noto Sans SC"


@cache
def font_folder() -> Path:
    """Folder of the font file with Latin and Chinese glyphs."""
    return Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl" / "notosanssc"


@cache
def font_file() -> Path:
    """The font file."""
    return next(font_folder().glob("*.ttf"))
