"""Make docs/conformity.md: every published example beside what the package says of it. Run with ``make conformity``."""

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from conformity.rows import Row, Summary, case_rows, extra_rows, summaries, value_text  # noqa: E402

PAGE = ROOT / "docs" / "conformity.md"

INTRODUCTION = """# Conformity: published examples, recomputed

This page is written by `docs/make_conformity.py`, and the tests fail when it is out of date. Each row is a folder of
`tests/cases` with inputs, results, tolerances and the source. The result is computed from the inputs alone, with the
functions that the package offers to everybody.

* *printed*: the source prints the value; the tolerance is the rounding of its last digit, unless the case tells why not.
* *derived*: the source gives a formula or a table; the value was worked out from it by hand and stands in no print.
* A row with several values shows the one that comes closest to its tolerance, and says how many there are.
* *pass* means all values of the row, and all steps on the way that the case names.
* Differences are relative to the reference; those of decibels and degrees are told as they are.
* ERP is turned into EIRP with 2.15 dB (1.641), free space has 376.73 Ω; sources round to 1.64 and 377.

Some sources reproduce a standard that was not read itself; their cases show agreement with that source and no more.
"""


def page() -> str:
    """The whole page."""
    cases, extra = case_rows(), tuple(extra_rows())
    rows = (*cases, *extra)
    values, passed = sum(row.values for row in rows), sum(row.passed for row in rows)
    derived = sum(row.basis == "derived" for row in rows)
    told = f"{len(rows)} rows, {derived} of them derived; {values} values; {passed} rows pass."
    parts = [INTRODUCTION, f"{told}\n", summary_table(summaries(rows)), "## Cases\n", case_table(cases)]
    for group, own in groupby(sorted(extra, key=lambda row: row.group), key=lambda row: row.group):
        parts += [f"## {group[0].upper()}{group[1:]}\n", case_table(tuple(own))]
    return "\n".join(parts)


def case_table(rows: tuple[Row, ...]) -> str:
    """One line a row."""
    lines = ["| case | source | basis | reference | ours | difference | pass |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        name = f"[{row.case}]({row.link})" if row.link else row.case
        many = f" (of {row.values} values)" if row.values > 1 else ""
        lines.append(
            f"| {name} | {row.source} | {row.basis} | {value_text(row.reference, row.unit)}{many} "
            f"| {value_text(row.ours, row.unit)} | {row.difference_text} | {'yes' if row.passed else '**no**'} |"
        )
    return "\n".join(lines) + "\n"


def summary_table(found: tuple[Summary, ...]) -> str:
    """One line a standard; the README shows it too."""
    lines = ["| standard | rows | derived | values | pass | greatest difference |", "|---|---|---|---|---|---|"]
    for group in found:
        counts = f"{group.cases} | {group.derived} | {group.values} | {group.passed}"
        lines.append(f"| {group.group} | {counts} | {group.worst_text} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    text = page()
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} written, {text.count('| yes |')} rows pass\n")


if __name__ == "__main__":
    main()
