"""Pages of the Streamlit app, one function a page. They show the files of a run and derive no number again."""

from functools import partial
from pathlib import Path

import streamlit as st

from emfassess.pages.station import station_page
from emfassess.publish.words import languages, words


def start(folder: Path) -> None:
    """Start the app on a project's folder."""
    st.set_page_config(page_title="emfassess", layout="wide")
    names = {"en": "English", "zh": "中文"}
    language = st.sidebar.radio("Language / 语言", languages(), format_func=lambda code: names.get(code, code))
    show = partial(station_page, folder / "reports", language)
    page = st.Page(show, title=words(language)("app.station"), url_path="station", default=True)
    st.navigation([page]).run()
