"""Table of the comparison with a ray tracer, which `benchmarks/sionna_expected.py` makes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from validation.tables import percentage, table

RECORD = Path(__file__).with_name("surroundings.json")


@dataclass(frozen=True)
class SurroundingsRow:
    """One scene, or all: traced over expected level, without and with its buildings.

    `median_db` and `spread_db` are (without, with) [dB]; `within` is the share of the interval, `above_bound` the share of
    places where the tracer gives more than the bound.
    """

    scene: str
    places: int
    stations: int
    median_db: tuple[float, float]
    spread_db: tuple[float, float]
    within: tuple[float, float]
    above_bound: float


def write_rows(rows: Sequence[SurroundingsRow], path: Path = RECORD) -> None:
    """Keep rows beside the scripts."""
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def read_rows(path: Path = RECORD) -> tuple[SurroundingsRow, ...]:
    """Rows that were kept; none where the tracer has not been run."""
    if not path.exists():
        return ()
    return tuple(SurroundingsRow(**row) for row in json.loads(path.read_text(encoding="utf-8")))


def surroundings_table(rows: Sequence[SurroundingsRow]) -> str:
    """Bias, spread and cover without and with buildings."""
    head = [
        "scene",
        "places",
        "stations",
        "traced over expected, median: without buildings",
        "with",
        "spread: without",
        "with",
        "in the interval: without",
        "with",
        "above the bound",
    ]
    lines = [
        [
            row.scene,
            str(row.places),
            str(row.stations),
            *(f"{value:+.1f} dB" for value in row.median_db),
            *(f"{value:.1f} dB" for value in row.spread_db),
            *(percentage(share) for share in row.within),
            percentage(row.above_bound),
        ]
        for row in rows
    ]
    return table(head, lines)
