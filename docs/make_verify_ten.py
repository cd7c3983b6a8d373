"""Make docs/verify-ten.md: ten full verifications of one site, kernels compiled afresh and cached: ``make verify-ten``.

The folder of a site as argument verifies that one, ``site`` after ``make demo`` for instance; else a small site is made, of
two stations whose carriers are all alike.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from builders.symmetric_site import symmetric_site, verified  # noqa: E402
from emfassess.portal.tolerances import TABLE  # noqa: E402

PAGE = ROOT / "docs" / "verify-ten.md"
RUNS = 10
SMALL = "a site of two stations whose carriers are all alike"

INTRODUCTION = """# Ten full verifications

This page is written by `docs/make_verify_ten.py` (`make verify-ten`). `emfassess verify` computes every number of a
published site again. *Cold* runs compile all kernels afresh, into an empty folder; *warm* runs take them from the cache.
Contributions within a millionth of the largest are equal, and the first by station, antenna and carrier is named.

"""


def page(results: Sequence[tuple[bool, int, int]], what: str) -> str:
    """The whole page: of each run whether it was cold, its exit code, and how many differences it named."""
    rows = [
        f"| {number} | {'cold' if cold else 'warm'} | {code} | {different} |"
        for number, (cold, code, different) in enumerate(results, start=1)
    ]
    passed = sum(code == 0 for _, code, _ in results)
    head = "| Run | kernels | exit code | differences |\n|---|---|---|---|"
    allowed = [f"| `{t.pattern}` | {t.relative:g} | {t.absolute:g} | {t.reason} |" for t in TABLE]
    below = "| Quantity | relative | absolute | why |\n|---|---|---|---|"
    told = f"Verified: {what}. {len(results)} of {RUNS} runs were made, {passed} passed.\n"
    tolerances = (
        "\n## Tolerances\n\nWhole numbers and labels are compared exactly; else the first pattern that fits counts.\n"
    )
    return "\n".join([INTRODUCTION + told, head, *rows, tolerances, below, *allowed]) + "\n"


def write_page(site: Path, what: str) -> None:
    """Verify a site ten times; the page is written anew after each run."""
    results: list[tuple[bool, int, int]] = []
    for number in range(RUNS):
        cold = number % 2 == 0
        code, output = verified(site, cold=cold)
        results.append((cold, code, sum("DIFFERENT" in line for line in output.splitlines())))
        PAGE.write_text(page(results, what), encoding="utf-8")
        if code:
            sys.stderr.write(output)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write_page(Path(sys.argv[1]), f"the site in `{Path(sys.argv[1]).name}`")
    else:
        with tempfile.TemporaryDirectory() as folder:
            write_page(symmetric_site(Path(folder) / "project"), SMALL)
