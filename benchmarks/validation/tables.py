"""Tables of the page: statistics as Markdown."""

from collections.abc import Sequence

from validation.differences import BoundStatistics, ExpectedStatistics

FINE = 0.1
"""Shares below it are written with two decimals of a percent."""


def percentage(share: float) -> str:
    """A share in percent; one that is exactly zero is written as such.

    Examples
    --------
    >>> percentage(0.0), percentage(0.0027), percentage(0.4213)
    ('0', '0.27 %', '42 %')
    """
    if share == 0:
        return "0"
    return f"{100 * share:.2f} %" if share < FINE else f"{100 * share:.0f} %"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; numbers stay as they are written."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def bound_table(name: str, found: Sequence[BoundStatistics]) -> str:
    """How often each level was exceeded, by class."""
    head = [
        name,
        "points",
        "sites",
        "above calculated",
        "above bound",
        "sites with such a point",
        "highest over bound",
        "bound over measured, median",
    ]
    rows = [
        [
            row.label,
            str(row.points),
            str(row.sites),
            percentage(row.above_calculated),
            percentage(row.above_bound),
            str(row.sites_above),
            f"{row.worst_db:+.1f} dB",
            f"{row.gap_db:.0f} dB",
        ]
        for row in found
    ]
    return table(head, rows)


def expected_table(name: str, found: Sequence[ExpectedStatistics]) -> str:
    """Bias, spread and cover of the expected level, by class."""
    head = [
        name,
        "points",
        "sites",
        "measured over expected, median",
        "spread",
        "below the interval",
        "within",
        "above",
    ]
    rows = [
        [
            row.label,
            str(row.points),
            str(row.sites),
            f"{row.median_db:+.1f} dB",
            f"{row.spread_db:.1f} dB",
            percentage(row.below),
            percentage(row.within),
            percentage(row.above),
        ]
        for row in found
    ]
    return table(head, rows)
