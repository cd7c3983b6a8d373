"""A catalogue compiled when it is read."""

import gettext
import io
from functools import cache

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from emfassess.language import catalogue_file


@cache
def translations(code: str) -> gettext.GNUTranslations:
    """Translations of a language that has a catalogue."""
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(catalogue_file(code).read_bytes()), locale=code, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def display_name(code: str) -> str:
    """Name of a language as its speakers write it."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[0].upper() + name[1:]
