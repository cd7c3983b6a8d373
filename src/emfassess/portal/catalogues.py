"""The portal's sentences in each language: English in the templates, others in gettext catalogues.

A further language is a further ``locale/<language>/LC_MESSAGES/portal.po``; it is compiled when it is read.
"""

import gettext
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from babel import Locale
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from emfassess.publish.text import words as told
from emfassess.publish.text.words import Words

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, eq=False)
class Language:
    """A language of the portal: its code, how its speakers call it, and its sentences."""

    code: str
    name: str
    translations: gettext.NullTranslations
    words: Words

    def __call__(self, message: str) -> str:
        """A sentence in this language."""
        return self.translations.gettext(message) if message else ""


def portal_languages() -> tuple[str, ...]:
    """Codes of all languages: English, and every one that has a catalogue."""
    found = {entry.name for entry in _folder().iterdir() if entry.joinpath("LC_MESSAGES", "portal.po").is_file()}
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


@cache
def language(code: str) -> Language:
    """A language of the portal.

    Raises
    ------
    ValueError
        If it has no catalogue.
    """
    if code not in portal_languages():
        raise ValueError(f"no catalogue for the language {code!r}; there are: {', '.join(portal_languages())}")
    name = Locale.parse(code).get_display_name(code) or code
    # sentences that portal, reports and maps share have files of their own; a language without them shows the English
    words = told.words(code if code in told.languages() else SOURCE_LANGUAGE)
    return Language(code, name[0].upper() + name[1:], _translations(code), words)


def _folder() -> Traversable:
    return files(__package__).joinpath("locale")


def _translations(code: str) -> gettext.NullTranslations:
    if code == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    source = _folder().joinpath(code, "LC_MESSAGES", "portal.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=code, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def source_messages() -> tuple[str, ...]:
    """Every sentence that a catalogue translates: those of the templates and of the portal's modules, in their order."""
    found: dict[str, None] = {}
    room = files(__package__)
    for entry in sorted((*room.iterdir(), *room.joinpath("templates").iterdir()), key=lambda e: e.name):
        method = {"py": "python", "html": "jinja2.ext:babel_extract"}.get(entry.name.rpartition(".")[2])
        if method is not None:
            for _, message, _, _ in extract(method, io.BytesIO(entry.read_bytes()), keywords=_KEYWORDS):
                found |= dict.fromkeys([message] if isinstance(message, str) else message)
    return tuple(found)


_KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "language": None, "ngettext": (1, 2), "Column": (4,)}
