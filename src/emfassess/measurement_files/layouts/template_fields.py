"""Keys and columns of the template of measurements, from its data file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FORMAT = "emfassess measurements"
"""First cell of the head; the version is beside it."""
VERSION = "1"
HEAD_SHEET = "campaign"
TABLE_SHEET = "readings"
COMMENT = "#"


@dataclass(frozen=True)
class TemplateKey:
    """A key of the head: the field of a record that it fills, and its label in each language."""

    name: str
    record: str
    field: str
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TemplateColumn:
    """A column of the table, and its label in each language."""

    name: str
    labels: tuple[tuple[str, str], ...]


@cache
def template_keys() -> tuple[TemplateKey, ...]:
    """Keys of the head, in their order."""
    return tuple(
        TemplateKey(row["name"], row["record"], row["field"], (("en", row["en"]), ("zh", row["zh"])))
        for row in _data()["key"]
    )


@cache
def template_columns() -> tuple[TemplateColumn, ...]:
    """Columns of the table, in their order."""
    return tuple(TemplateColumn(row["name"], (("en", row["en"]), ("zh", row["zh"]))) for row in _data()["column"])


@cache
def _data() -> dict[str, list[dict[str, str]]]:
    text = (files("emfassess") / "data" / "measurement_template.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
