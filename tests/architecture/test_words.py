"""Names and prose of the package keep to the terms of the standards, and each public name has one home."""

import ast
import io
import itertools
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "emfassess"

# A word of an identifier, after it is split at underscores and capital letters.
NAME_WORDS = {
    "told",
    "tell",
    "tells",
    "telling",
    "said",
    "strictest",
    "gravest",
    "grave",
    "graver",
    "heard",
    "corridor",
}
NAME_WORDS |= {"spot", "spots", "granted"}
NAME_PAIRS = {("deciding", "place"), ("greatest", "share"), ("axis", "reach")}
RECORD_KEYS = {("publish/data/appraisal_types.py", "choices")}  # keys of published files, which keep their names
MIGRATION_STEPS = {"upgrade", "downgrade"}  # names that alembic calls in each migration
WHOLE_NAMES = {"around", "beyond", "near", "standing", "parts", "shown", "found", "kept", "heard", "most", "choices"}
PROSE = re.compile(
    r"(?<!-)\b(told|tells?|telling|said|stands?|standing|stood|strictest|gravest|graver?|heard|corridor)\b(?!-)"
    r"|(?<!-)(?<!hot )\bspots?\b(?!-)"
    r"|tak(?:es?|en|ing)\s+for\s+granted|shares?\s+of\s+(?:the|a|its|their)\s+limits?|greatest\s+shares?|deciding\s+place",
    re.IGNORECASE,
)


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def words_of(identifier: str) -> list[str]:
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", identifier.replace("_", " ")) if identifier else []


def defined_names(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """Line and name of everything a module defines, and whether others see it."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef():
                yield node.lineno, node.name, True
                public = not node.name.startswith("_") or node.name.startswith("__")
                for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                    yield argument.lineno, argument.arg, public
            case ast.ClassDef():
                yield node.lineno, node.name, True
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        yield field.lineno, field.target.id, True
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id, False
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr, True
            case ast.alias() if node.asname:
                yield getattr(node, "lineno", 1), node.asname, False
            case _:
                pass


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of docstrings, comments and messages; a string without a blank is a code or a key."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def has_banned_word(name: str, public: bool) -> bool:
    words = [
        word.lower() for word in words_of(re.sub(r"(?i)hot_?spots?", "", name))
    ]  # the field's word for such a place
    pairs = set(itertools.pairwise(words))
    return bool(NAME_WORDS & set(words) or NAME_PAIRS & pairs or (public and name.strip("_").lower() in WHOLE_NAMES))


def test_names_are_those_of_the_standards() -> None:
    banned = set()
    for module in modules():
        names = [(1, module.stem, True), *defined_names(ast.parse(module.read_text(encoding="utf-8")))]
        banned |= {
            (str(module.relative_to(PACKAGE)), line, name)
            for line, name, seen in names
            if has_banned_word(name, seen) and (str(module.relative_to(PACKAGE)), name) not in RECORD_KEYS
        }
    assert not banned, "\n".join(f"{module}:{line} {name}" for module, line, name in sorted(banned))


def test_prose_uses_the_terms_of_the_standards() -> None:
    banned = [
        f"{module.relative_to(PACKAGE)}:{line + sentence[: match.start()].count(chr(10))} {match.group()!r}"
        for module in modules()
        for line, sentence in prose(module.read_text(encoding="utf-8"))
        for match in PROSE.finditer(sentence)
    ]
    assert not banned, "\n".join(banned)


def test_docstrings_begin_with_the_thing_they_describe() -> None:
    banned = []
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                docstring = ast.get_docstring(node) or ""
                if re.match(r"What\b", docstring):
                    banned.append(f"{module.relative_to(PACKAGE)}: {docstring.splitlines()[0]}")
    assert not banned, "\n".join(banned)


def test_each_public_name_has_one_home() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        # a function of the command line bears the name of its command
        kinds = ast.ClassDef if module.parent.name == "cli" else ast.FunctionDef | ast.ClassDef
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, kinds) and not node.name.startswith("_"):
                homes[node.name].append(str(module.relative_to(PACKAGE)))
    shared = {name: rooms for name, rooms in homes.items() if len(rooms) > 1 and name not in MIGRATION_STEPS}
    assert not shared, "\n".join(f"{name}: {', '.join(rooms)}" for name, rooms in sorted(shared.items()))
