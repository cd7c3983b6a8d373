"""Make docs/validation.md and its pictures: ``python benchmarks/validation FOLDER`` or ``make validation``.

FOLDER is that of a drive test (:mod:`validation.drive_test`), or the environment variable ``EMFASSESS_DRIVE_TEST`` names it.
Other measured sets are looked for beside it. Nothing of those files is written into the project.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from validation.drive_test import read_drive_test
from validation.figures import write_figures
from validation.page import compare_halves, page
from validation.surroundings import read_rows

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Write page and pictures."""
    stated = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("EMFASSESS_DRIVE_TEST", "")
    if not stated:
        sys.exit("name the folder of a drive test, or set EMFASSESS_DRIVE_TEST")
    folder = Path(stated)
    compared = compare_halves(read_drive_test(folder))
    images = write_figures(compared.test_levels, DOCS / "images")
    text = page(compared, folder.parent, read_rows(), images)
    (DOCS / "validation.md").write_text(text, encoding="utf-8")
    print(f"docs/validation.md and {len(images)} pictures written")


if __name__ == "__main__":
    main()
