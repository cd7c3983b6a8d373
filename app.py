"""Entry of the Streamlit app: starts the pages, nothing else. Run it with ``emfassess app``."""

from pathlib import Path

from emfassess.app import start

start(Path(__file__).parent)
