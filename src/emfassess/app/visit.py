"""A visit: who looks at which project in which language, and the register if there is one."""

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from emfassess.language import Language
from emfassess.language import language as language_of
from emfassess.readers.project import Project
from emfassess.register import Actor, Register, open_register, register_url
from emfassess.register.audit import head
from emfassess.register.connection import FILE, VARIABLE


@dataclass(frozen=True)
class Visit:
    """Context of every page. `pages` are those that the visitor may open, by their path."""

    folder: Path
    project: Project
    language: str
    actor: Actor
    register: Register | None
    today: datetime.date
    pages: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> Language:
        """Sentences in the visitor's language."""
        return language_of(self.language)

    @property
    def reports(self) -> Path:
        """Folder of the last run."""
        return self.folder / "reports"

    @property
    def is_inside(self) -> bool:
        """Whether an engineer or a regulator looks; the public sees what is published."""
        return self.actor.may("see private entries")

    @property
    def state(self) -> str:
        """State that cached results depend on: the register with its newest entry, and the visitor's roles."""
        kept = "none" if self.register is None else f"{self.register.where} {head(self.register)}"
        return f"{kept} {self.today} {sorted(self.actor.roles)}"

    @property
    def own_register(self) -> Register:
        """The register, on pages that exist only with one."""
        if self.register is None:
            raise ValueError(self.text("This project has no register yet."))
        return self.register


def register_of(folder: Path) -> Register | None:
    """A project's register where it has one: a file in its folder, or the database that the environment names."""
    if not os.environ.get(VARIABLE, "").strip() and not (folder / FILE).is_file():
        return None
    return _opened(register_url(folder, os.environ))


def begin_register(folder: Path) -> None:
    """Make the project's register where it has none."""
    _opened(register_url(folder, os.environ))


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Register:
    return open_register(url, lambda: datetime.datetime.now(datetime.UTC))
