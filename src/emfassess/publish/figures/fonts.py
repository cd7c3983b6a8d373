"""The fonts of figures and reports, from installed packages and so the same on every machine.

Noto Sans SC sets everything it has; names in other scripts are set with the Noto font of the script.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Noto Sans SC"

_FALLBACK = {
    "justmytype_western_core": ("notosans", "notosanssymbols2"),
    "justmytype_intl_cjk": ("notosanskr", "notosansjp", "notosanstc"),
    "justmytype_intl_rtl": ("notosansarabic", "notosanshebrew"),
    "justmytype_intl_south_asia": ("notosansdevanagari", "notosansbengali", "notosanstamil", "notosanstelugu"),
    "justmytype_intl_sea": ("notosansthai", "notosanslao", "notosanskhmer", "notosansmyanmar"),
    "justmytype_intl_africa": ("notosansethiopic",),
}
"""Folders of the further fonts, by package."""

_INVISIBLE = ("Cc", "Cf", "Zl", "Zp")
"""Categories of characters that are no glyphs: control, format, separators of lines and paragraphs."""
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def _folder(package: str, name: str) -> Path:
    return Path(str(files(package))) / "fonts" / "ofl" / name


@cache
def font_folder() -> Path:
    """Folder of the font file with Latin and Chinese glyphs."""
    return _folder("justmytype_intl_cjk", "notosanssc")


@cache
def font_file() -> Path:
    """The font file."""
    return next(font_folder().glob("*.ttf"))


def fallback_folders() -> list[Path]:
    """Folders of the fonts for other scripts."""
    return [_folder(package, name) for package, names in _FALLBACK.items() for name in names]


def needs_fallback(text: str) -> bool:
    """Whether a text has characters that Noto Sans SC has no glyph for."""
    return not text.isascii() and any(ord(character) not in _glyphs(font_file()) for character in _visible(text))


def without_glyph(text: str) -> list[str]:
    """Characters of a text that none of the fonts has a glyph for, in the order of their code points."""
    if not needs_fallback(text):
        return []
    found = {character for character in _visible(text) if ord(character) not in _glyphs(font_file())}
    for folder in fallback_folders():
        for file in folder.glob("*.ttf"):
            if found:
                found = {character for character in found if ord(character) not in _glyphs(file)}
    return sorted(found)


def code_point(character: str) -> str:
    """A character by its number, as Unicode writes it: U+1F4F6."""
    return f"U+{ord(character):04X}"


def _visible(text: str) -> Iterable[str]:
    return (
        character
        for character in set(text)
        if ord(character) not in _VARIATION_SELECTORS and unicodedata.category(character) not in _INVISIBLE
    )


@cache
def _glyphs(file: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
