"""Data that pages load piece by piece: JSON in a call, so that a page opened from a disk may load it as a web page may."""

import json
from pathlib import Path
from typing import Any

CALL = "portalData"
"""The function of the page's script that takes a piece by its name."""


def script_json(value: Any) -> str:
    """JSON for use inside a script: no character in it ends an element or a line of the script."""
    text = json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def write_data_script(folder: Path, name: str, value: Any) -> None:
    """Write ``NAME.js`` in a folder of the site; `name` may have folders of its own, and is the name the page asks by."""
    path = folder / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{CALL}({script_json(name)},{script_json(value)});\n", encoding="ascii")
