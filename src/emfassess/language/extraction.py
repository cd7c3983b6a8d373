"""Messages of the source, and the catalogues kept up to date with them: ``python -m emfassess.language.extraction``."""

import ast
import io
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from emfassess.language import CATALOGUE, SOURCE_LANGUAGE, languages, locale_folder

KEYWORDS: dict[str, Any] = {
    "N_": None,
    "P_": ((1, "c"), 2),
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "text": None,
    "plural": (1, 2),
    "DataColumn": (4,),
}
"""Calls whose arguments are messages, as Babel describes them."""

NOT_MESSAGES = ("st", "column", "sidebar")
"""Objects of Streamlit, whose method ``text`` shows what it is given."""

LANGUAGES = ("spoken", "language_of", "language")
"""Functions that return a language, which may be called at once with a message."""

LINE = 116


def source_messages() -> Catalog:
    """Every message of the package: those of its modules and of its templates."""
    found = Catalog(project="emfassess")
    root = str(files("emfassess"))
    # the register's calls of text are statements of SQL
    methods: Any = [
        ("register/**.py", "ignore"),
        ("**.py", python_messages),
        ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ]
    for _, _, message, comments, context in extract_from_dir(root, methods, keywords=KEYWORDS):
        found.add(message, None, auto_comments=comments, context=context)
    return found


def python_messages(
    source: Any, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Messages of a module, from its syntax tree, as Babel takes them; both ends of a conditional expression count."""
    del comment_tags, options
    for node in ast.walk(ast.parse(source.read())):
        if isinstance(node, ast.Call) and (name := _called(node)) in keywords:
            arguments = [_string(argument) for argument in node.args]
            if any(arguments):
                yield node.lineno, name, arguments[0] if len(arguments) == 1 else tuple(arguments), []


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Call):
        return "text" if _called(node.func) in LANGUAGES else ""
    if isinstance(node.func, ast.Name):
        return node.func.id
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in NOT_MESSAGES:
            return ""
        return node.func.attr
    return ""


def _string(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def updated(code: str) -> Catalog:
    """Catalogue of a language with the messages of the source: new ones untranslated, those that are gone left out."""
    catalogue = read_catalogue(code)
    catalogue.update(source_messages(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def read_catalogue(code: str) -> Catalog:
    """Catalogue of a language as it is."""
    return read_po(io.BytesIO(_path(code).read_bytes()), locale=code, abort_invalid=True)


def write_catalogue(code: str, catalogue: Catalog) -> None:
    """Write a catalogue, its messages in alphabetical order."""
    written = io.BytesIO()
    write_po(written, catalogue, sort_output=True, ignore_obsolete=True, omit_header=False, width=LINE)
    _path(code).write_bytes(written.getvalue())


def _path(code: str) -> Path:
    return Path(str(locale_folder())) / code / "LC_MESSAGES" / CATALOGUE


if __name__ == "__main__":
    for other in languages():
        if other != SOURCE_LANGUAGE:
            write_catalogue(other, updated(other))
