"""Table of the comparison with a ray tracer, which `benchmarks/sionna_expected.py` makes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from emfassess.units import Floats, decibel_from_ratio
from validation.tables import percentage, table
from validation.three_levels import ThreeLevels

RECORD = Path(__file__).with_name("surroundings.json")


@dataclass(frozen=True)
class SurroundingsRow:
    """One scene, or all: traced over expected level, without and with its buildings.

    `median_db` and `spread_db` are (without, with) [dB]; `within` is the share of the places in the interval. These are of
    the places that a path reaches; `unreached` is the number of the others. `above_bound` is the share of all places where
    the tracer gives more than the bound, `worst_db` its highest excess [dB].
    """

    scene: str
    places: int
    unreached: int
    median_db: tuple[float, float]
    spread_db: tuple[float, float]
    within: tuple[float, float]
    above_bound: float
    worst_db: float


def surroundings_row(scene: str, traced: Floats, without: ThreeLevels, known: ThreeLevels) -> SurroundingsRow:
    """Row of a scene from the traced level at its places, (place,), and the levels without and with buildings. [W/m^2]"""
    reached = (traced > 0) & np.isfinite(without.median) & np.isfinite(known.median)
    both = (without, known)
    over = [decibel_from_ratio(traced[reached] / levels.median[reached]) for levels in both]
    inside = [np.mean(((traced >= levels.low) & (traced <= levels.high))[reached]) for levels in both]
    return SurroundingsRow(
        scene=scene,
        places=len(traced),
        unreached=int(np.sum(~reached)),
        median_db=(float(np.median(over[0])), float(np.median(over[1]))),
        spread_db=(float(np.std(over[0])), float(np.std(over[1]))),
        within=(float(inside[0]), float(inside[1])),
        above_bound=float(np.mean(traced > without.bound)),
        worst_db=float(decibel_from_ratio((traced / without.bound).max())),
    )


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
        "without a path",
        "traced over expected, median: without buildings",
        "with",
        "spread: without",
        "with",
        "in the interval: without",
        "with",
        "above the bound",
        "highest over bound",
    ]
    lines = [
        [
            row.scene,
            str(row.places),
            str(row.unreached),
            *(f"{value:+.1f} dB" for value in row.median_db),
            *(f"{value:.1f} dB" for value in row.spread_db),
            *(percentage(share) for share in row.within),
            percentage(row.above_bound),
            f"{row.worst_db:+.1f} dB",
        ]
        for row in rows
    ]
    return table(head, lines)
