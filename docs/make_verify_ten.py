"""Make docs/verify-ten.md: ten full verifications of one site, kernels compiled afresh and cached: ``make verify-ten``.

The folder of a site as argument verifies that one, ``site`` after ``make demo`` for instance; else a small site is made, of
two stations whose carriers are all alike.
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from builders.symmetric_site import symmetric_site, verified  # noqa: E402
from emfassess.portal.tolerances import TABLE  # noqa: E402

PAGE = ROOT / "docs" / "verify-ten.md"
RUNS = 10

INTRODUCTION = """# Ten full verifications

This page is written by `docs/make_verify_ten.py` (`make verify-ten`). `emfassess verify` computes every number of a
published site again. *Cold* runs compile all kernels afresh, into an empty folder; *warm* runs take them from the cache.
Contributions within a millionth of the largest are equal, and the first by station, antenna and carrier is named.

"""


def page(site: Path, what: str) -> str:
    """The whole page."""
    rows = []
    for number in range(1, RUNS + 1):
        cold = number % 2 == 1
        begun = time.perf_counter()
        code, output = verified(site, cold=cold)
        different = sum("DIFFERENT" in line for line in output.splitlines())
        seconds = time.perf_counter() - begun
        sys.stderr.write(f"{number} {'cold' if cold else 'warm'} {code} {output if code else different}\n")
        rows.append(f"| {number} | {'cold' if cold else 'warm'} | {code} | {different} | {seconds:.0f} s |")
    passed = sum(row.split("|")[3].strip() == "0" for row in rows)
    head = "| Run | kernels | exit code | differences | time |\n|---|---|---|---|---|"
    allowed = [f"| `{t.pattern}` | {t.relative:g} | {t.absolute:g} | {t.reason} |" for t in TABLE]
    below = "| Quantity | relative | absolute | why |\n|---|---|---|---|"
    told = f"Verified: {what}. {passed} of {RUNS} passed.\n"
    tolerances = (
        "\n## Tolerances\n\nWhole numbers and labels are compared exactly; else the first pattern that fits counts.\n"
    )
    return "\n".join([INTRODUCTION + told, head, *rows, tolerances, below, *allowed]) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PAGE.write_text(page(Path(sys.argv[1]), f"the site in `{Path(sys.argv[1]).name}`"), encoding="utf-8")
    else:
        with tempfile.TemporaryDirectory() as folder:
            made = symmetric_site(Path(folder) / "project")
            PAGE.write_text(page(made, "a site of two stations whose carriers are all alike"), encoding="utf-8")
