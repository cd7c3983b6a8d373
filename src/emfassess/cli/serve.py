"""``emfassess app``: the Streamlit app."""

import subprocess
import sys
from pathlib import Path

import typer


def serve() -> None:
    """Open the app on this computer."""
    entry = Path("app.py")
    if not entry.is_file():
        raise FileNotFoundError(2, "not found: run the command in the project's folder", str(entry))
    command = [sys.executable, "-m", "streamlit", "run", str(entry)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603
