"""A search index in small files: words of ids, names, streets and districts, and the stations that have them.

A page loads the one file that a typed word begins with, and the lines of the stations that it shows.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from emfassess.portal.data_scripts import write_data_script

LINES = 50
"""Stations of one file of lines."""

MOST_IN_FILE = 2000
"""A file of words is divided by one more letter where it would list more stations."""

MOST_OF_WORD = 500
"""A word that more stations have is marked as common: alone it shows the first, with others it leaves the choice to them."""

LONGEST_WORD = 40

_CJK = r"\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")


class WordRecord(TypedDict):
    """Rows of the stations that have a word; of a common one the first, and how many there are."""

    rows: list[int]
    common: NotRequired[int]


Files = dict[str, dict[str, WordRecord]]
"""Words of each file, by the letters that they begin with."""


def search_words(text: str) -> list[str]:
    """Words of a text as they are looked up: small letters without accents; Chinese from each of its signs on.

    Examples
    --------
    >>> search_words("Praça José, 898A")
    ['praca', 'jose', '898a']
    >>> search_words("文三路")
    ['文三路', '三路', '路']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    found: dict[str, None] = {}
    for word in _WORD.findall(unicodedata.normalize("NFC", plain)):
        starts = range(len(word)) if re.match(rf"[{_CJK}]", word) else range(1)
        found |= dict.fromkeys(word[start : start + LONGEST_WORD] for start in starts)
    return list(found)


def write_search_index(lines: Sequence[Mapping[str, Any]], texts: Iterable[str], folder: Path) -> None:
    """Write the files of words and the files of lines.

    Parameters
    ----------
    lines : sequence of mapping
        Line of each station on a page, in the portal's order.
    texts : iterable of str
        What each station is found by.
    folder : Path
        The site.
    """
    for first in range(0, len(lines), LINES):
        write_data_script(folder, f"search/lines-{first // LINES}", list(lines[first : first + LINES]))
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        for word in search_words(text):
            rows.setdefault(word, []).append(row)
    files: Files = {}
    _divide(sorted(rows), rows, 1, files)
    write_data_script(folder, "search/files", sorted(files))
    for start, words in files.items():
        write_data_script(folder, f"search/words-{file_name(start)}", words)


def file_name(start: str) -> str:
    """Beginning of a word as a name of a file that every file system takes."""
    return "-".join(f"{ord(sign):x}" for sign in start)


def _divide(
    words: Sequence[str], rows: Mapping[str, list[int]], length: int, files: dict[str, dict[str, WordRecord]]
) -> None:
    """Sort words into files by their first letters; words no longer than that stay in the file of their own."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[:length], []).append(word)
    for start, group in groups.items():
        longer = [word for word in group if len(word) > length]
        if longer and sum(min(len(rows[word]), MOST_OF_WORD) for word in group) > MOST_IN_FILE:
            _divide(longer, rows, length + 1, files)
            files[start] = {word: _word_rows(rows[word]) for word in group if len(word) <= length}
        else:
            files[start] = {word: _word_rows(rows[word]) for word in group}


def _word_rows(rows: Sequence[int]) -> WordRecord:
    if len(rows) > MOST_OF_WORD:
        return {"common": len(rows), "rows": list(rows[:LINES])}
    return {"rows": list(rows)}
