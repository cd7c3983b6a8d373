"""The JSON schemas in docs/schemas are those of the types that the program writes with."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_schemas_are_current() -> None:
    made = runpy.run_path(str(DOCS / "make_schemas.py"))["schemas"]()
    written = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "schemas").iterdir()}
    assert written == made, "run `make schemas`"
