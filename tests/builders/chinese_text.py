"""Chinese text as it must be: full-width marks beside its characters, and no English word but names, units and ids."""

import html
import re
from collections.abc import Iterable

CHARACTER = "[\u3400-\u9fff]"
FORMULA = re.compile(
    r"\([\w/. ]+\)[²³^]|\(\d[^()\u3400-\u9fff]*\)|[A-Za-z0-9²³)]\([^()\u3400-\u9fff]*\)",
    re.ASCII,
)
"""A bracket that is squared, that holds a value with its unit, or that follows a letter or digit without a blank."""

HEXADECIMAL = re.compile(r"[0-9a-f]{12,}")
HALF_WIDTH = re.compile(f"{CHARACTER} *[:;,?!()]|[:;,?!()] *{CHARACTER}")
WORD = re.compile(r"[A-Za-z]{3,}")
NAMES = frozenset(
    {"emfassess", "english", "gsm", "lte", "tdd"}
    | {"icnirp", "iec", "itu", "oet", "gpp", "gum", "wgs", "sha", "dcat", "geotiff", "netcdf", "csv"}
    | {"eirp", "erp", "dbi", "hz", "khz", "mhz", "ghz"}
)
"""Bodies, standards, technologies, formats and units that Chinese texts name in Latin letters."""


def half_width_marks(text: str) -> list[str]:
    """Half-width brackets, colons, commas and semicolons beside a Chinese character, with a blank between or none."""
    plain = FORMULA.sub("x", text.replace("\u200b", ""))
    return [line for line in plain.splitlines() if HALF_WIDTH.search(line)]


def english_words(text: str, allowed: Iterable[str]) -> set[str]:
    """Words of three letters and more that are neither :data:`NAMES` nor among the words of `allowed`."""
    known = {word.lower() for source in allowed for word in WORD.findall(source)}
    return {
        word
        for word in WORD.findall(HEXADECIMAL.sub("", text.replace("\u200b", "")))
        if word.lower() not in known | NAMES
    }


def visible_text(page: str) -> str:
    """Text of a page of HTML without scripts, styles, pictures and commands."""
    shown = re.sub(r"(?s)<(script|style|svg|code|pre)\b.*?</\1>", "", page)
    return html.unescape(re.sub(r"<[^>]+>", "\n", shown))
