"""Make docs/validation.md and its pictures: ``python benchmarks/validation FOLDER`` or ``make validation DRIVE_TEST=FOLDER``.

FOLDER is that of a drive test (:mod:`validation.drive_test`), or the environment variable ``EMFASSESS_DRIVE_TEST`` names it.
Other measured sets are looked for beside it. Nothing of those files is written into the project.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from validation.drive_test import read_drive_test
from validation.figures import write_figures
from validation.page import compare_halves, figures_of_package, page, short_statement
from validation.surroundings import read_rows

ROOT = Path(__file__).parents[2]
PAGE, README = ROOT / "docs" / "validation.md", ROOT / "README.md"
FIGURES = ROOT / "src" / "emfassess" / "data" / "validation.toml"


def main() -> None:
    """Write page and pictures, and the short statement in README."""
    stated = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("EMFASSESS_DRIVE_TEST", "")
    if not stated:
        sys.exit("name the folder of a drive test, or set EMFASSESS_DRIVE_TEST")
    folder = Path(stated)
    compared = compare_halves(read_drive_test(folder))
    images = write_figures(compared.test_levels, PAGE.parent / "images")
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    after = page(compared, folder.parent, read_rows(), images)
    PAGE.write_text(after, encoding="utf-8")
    FIGURES.write_text(figures_of_package(compared.test_levels), encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    if before:
        README.write_text(readme.replace(short_statement(before), short_statement(after)), encoding="utf-8")
    print(f"docs/validation.md and {len(images)} pictures written")


if __name__ == "__main__":
    main()
