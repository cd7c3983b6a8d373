"""Sentences that people read: English in the code, other languages in gettext catalogues.

A further language is a further ``locale/<code>/LC_MESSAGES/emfassess.po``. English needs no catalogue, and babel is
loaded only where another language is asked for.
"""

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

SOURCE_LANGUAGE = "en"
CATALOGUE = "emfassess.po"
BETWEEN_CONTEXT_AND_MESSAGE = "\x04"
"""What gettext puts between a context and its message."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a message that is translated where it is used."""
    return message


def P_(context: str, message: str) -> str:  # noqa: N802
    """Mark a message whose translation depends on a context."""
    return f"{context}{BETWEEN_CONTEXT_AND_MESSAGE}{message}"


LABELLED = N_("{name}: {value}")
BRACKETED = N_("{name} ({inside})")
BETWEEN_NAMES = P_("between the names of a list", ", ")
BETWEEN_PARTS = P_("between the parts of a line", "; ")


@dataclass(frozen=True, eq=False)
class Language:
    """A language: its code, its name in the language itself, and its sentences."""

    code: str
    name: str
    translations: gettext.NullTranslations

    def __call__(self, message: str, /, **values: object) -> str:
        """Return a message in this language with its places filled in."""
        return self._translated(message).format(**values) if message else ""

    def plural(self, one: str, many: str, /, count: float, **values: object) -> str:
        """Return the form of a message that a count asks for, with its places filled in."""
        return self.translations.ngettext(one, many, int(count)).format(count=count, **values)

    def labelled(self, name: object, value: object) -> str:
        """Return a name and its value with the language's own colon between them."""
        return self(LABELLED, name=name, value=value)

    def bracketed(self, name: object, inside: object) -> str:
        """Return a name and what follows it in the language's own brackets."""
        return self(BRACKETED, name=name, inside=inside)

    def listed(self, names: Iterable[object]) -> str:
        """Return names with the language's own comma between them."""
        return self(BETWEEN_NAMES).join(map(str, names))

    def joined(self, pieces: Iterable[object]) -> str:
        """Return parts of a line with the language's own semicolon between them."""
        return self(BETWEEN_PARTS).join(map(str, pieces))

    def _translated(self, message: str) -> str:
        context, mark, sentence = message.rpartition(BETWEEN_CONTEXT_AND_MESSAGE)
        return self.translations.pgettext(context, sentence) if mark else self.translations.gettext(message)


@cache
def languages() -> tuple[str, ...]:
    """Codes of all languages: English, and every one that has a catalogue."""
    found = {entry.name for entry in locale_folder().iterdir() if catalogue_file(entry.name).is_file()}
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


@cache
def language(code: str) -> Language:
    """A language by its code.

    Raises
    ------
    ValueError
        If it has no catalogue.
    """
    if code not in languages():
        raise ValueError(f"no catalogue for the language {code!r}; available: {', '.join(languages())}")
    if code == SOURCE_LANGUAGE:
        return Language(code, "English", gettext.NullTranslations())
    # babel is heavy, and an English run does not need it
    from emfassess.language.catalogue import display_name, translations

    return Language(code, display_name(code), translations(code))


def locale_folder() -> Traversable:
    """Folder with a folder a language."""
    return files(__name__).joinpath("locale")


def catalogue_file(code: str) -> Any:
    """Catalogue of a language."""
    return locale_folder().joinpath(code, "LC_MESSAGES", CATALOGUE)
