"""The language of what a command prints: ``--language``, else that of emfassess.toml, else the locale, else English."""

import os
import tomllib
from contextvars import ContextVar
from pathlib import Path

from emfassess.language import SOURCE_LANGUAGE, Language, languages
from emfassess.language import language as language_of

SETTINGS = "emfassess.toml"
LOCALE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
OPTION = "language"

_ASKED: ContextVar[str | None] = ContextVar("asked", default=None)


def spoken(own: str | None = None) -> Language:
    """Language of the running command's lines; `own` is what an option of the command itself asks for."""
    return language_of(own or asked_for() or _of_project(Path(SETTINGS)) or _of_locale())


def choose(code: str | None) -> None:
    """Keep what the option before the command asks for."""
    _ASKED.set(str(code) if code else None)


def asked_for() -> str | None:
    """Language that the option before the command asks for; None without it."""
    return _ASKED.get()


def _of_project(file: Path) -> str | None:
    """Language that the project's settings state; a faulty file is reported by whoever reads it whole."""
    try:
        stated = tomllib.loads(file.read_text(encoding="utf-8")).get(OPTION)
    except (OSError, ValueError, RecursionError):
        return None
    return stated if stated in languages() else None


def _of_locale() -> str:
    stated = next((value for name in LOCALE_VARIABLES if (value := os.environ.get(name, ""))), "")
    code = stated.partition(":")[0].partition(".")[0].partition("_")[0].partition("-")[0].lower()
    return code if code in languages() else SOURCE_LANGUAGE
