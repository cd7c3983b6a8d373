"""Pages of the Streamlit app, one function a page. They call the rooms below and derive no number again."""

import datetime
from pathlib import Path

import streamlit as st

from emfassess.app.display import show_done
from emfassess.app.navigation import navigate
from emfassess.app.sign_in import account, actor_or_public
from emfassess.app.visit import Visit, register_of
from emfassess.language import language as language_of
from emfassess.language import languages
from emfassess.readers.faults import InputError
from emfassess.readers.project import NAME, Project, read_project

NAMES = {"en": "English", "zh": "中文"}


def start(folder: Path) -> None:
    """Start the app on a project's folder."""
    st.set_page_config(page_title="emfassess", layout="wide")
    project, is_sound = _project(folder)
    language = _language(project)
    text = language_of(language)
    if not is_sound:
        st.error(
            text("{file} has a fault. The command emfassess assess, run in the project's folder, names it.", file=NAME)
        )
        st.stop()
    actor = actor_or_public(folder, text)
    account(actor, text)
    try:
        register = register_of(folder)
    except ValueError:
        st.error(text("The register cannot be opened. Look at the database and at EMFASSESS_DATABASE_URL."))
        st.stop()
    today = datetime.datetime.now(datetime.UTC).astimezone().date()
    show_done()
    navigate(Visit(folder, project, language, actor, register, today))


def _project(folder: Path) -> tuple[Project, bool]:
    try:
        return read_project(folder), True
    except InputError:
        return Project(), False


def _language(project: Project) -> str:
    """The language that a visitor chose, by a link or in the sidebar; the project's own otherwise."""
    offered = languages()
    asked = st.query_params.get("language", project.language)
    first = offered.index(asked) if asked in offered else 0
    return st.sidebar.radio(
        "Language / 语言", offered, index=first, format_func=lambda code: NAMES.get(code, code), key="language"
    )
