"""The page docs/validation.md, from compared levels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emfassess.units import dbm_from_watt, wavelength
from validation import prose
from validation.compared import ComparedLevels, compare_sectors
from validation.differences import (
    BOUND_RINGS,
    EXPECTED_RINGS,
    Classes,
    ExpectedStatistics,
    bound_statistics,
    by_angle,
    by_height,
    by_sector,
    expected_statistics,
    rings,
)
from validation.drive_test import Sector, halves
from validation.other_sets import counted_sets
from validation.surroundings import SurroundingsRow, surroundings_table
from validation.tables import bound_table, expected_table, percentage, table

SHIFT = 50.0
"""How far masts are moved to see what wrong positions would do. [m]"""
SHIFTS = {
    "as stated": (0.0, 0.0),
    "north": (0.0, SHIFT),
    "east": (SHIFT, 0.0),
    "south": (0.0, -SHIFT),
    "west": (-SHIFT, 0.0),
}
IN_SHORT = "## In short\n\n"
SAME_PLACE = 100.0
"""Masts nearer to each other share their surroundings. [m]"""

Classification = Callable[[ComparedLevels], Classes]
SUBJECTS: tuple[tuple[str, Classification], ...] = (
    ("angle from boresight", by_angle),
    ("height of the antenna", by_height),
    ("sector", by_sector),
)


@dataclass(frozen=True, eq=False)
class Compared:
    """Sectors of both halves, and their levels."""

    calibration: tuple[Sector, ...]
    test: tuple[Sector, ...]
    calibration_levels: ComparedLevels
    test_levels: ComparedLevels


def compare_halves(sectors: tuple[Sector, ...]) -> Compared:
    """Both halves of a drive test beside the model."""
    calibration, test = halves(sectors)
    return Compared(calibration, test, compare_sectors(calibration), compare_sectors(test))


def page(compared: Compared, data: Path, surroundings: Sequence[SurroundingsRow], images: Sequence[str]) -> str:
    """The whole page; `data` is the folder in which other measured sets are looked for."""
    parts = [prose.INTRODUCTION, in_short(compared.test_levels), prose.MEASUREMENTS, _halves(compared)]
    parts += [f"![{name}](images/{name})\n" for name in images]
    parts += [*_bound_section(compared), *_expected_section(compared), _moved(compared.test)]
    parts += [prose.REASONS, prose.NOT_COVERED, _weakest(compared), *_other_sets(data)]
    if surroundings:
        parts += [prose.SURROUNDINGS, surroundings_table(surroundings)]
    return "\n".join(parts)


def in_short(levels: ComparedLevels) -> str:
    """The section whose only paragraph README repeats."""
    ring_rows = bound_statistics(levels, rings(BOUND_RINGS)(levels))
    first, every, whole = ring_rows[0], ring_rows[:-1], ring_rows[-1]
    worst = max(row.above_bound for row in every)
    told = (
        f"At {whole.points} points around {whole.sites} masts, none of them used for calibration, the measured level was "
        f"above the calculated one at {percentage(first.above_calculated)} of the points nearer than {BOUND_RINGS[1]:.0f} m "
        f"and at {percentage(whole.above_calculated)} of all. It was above the upper bound at "
        f"{percentage(whole.above_bound)} of all and at most {percentage(worst)} of the points of a ring of distance."
    )
    expected = expected_statistics(levels, rings(EXPECTED_RINGS)(levels))
    return f"{IN_SHORT}{told}{_expected_in_short(expected)}\n"


def figures_of_package(levels: ComparedLevels) -> str:
    """The figures that pages of the package state, as TOML."""
    *every, whole = bound_statistics(levels, rings(BOUND_RINGS)(levels))
    *by_ring, expected = expected_statistics(levels, rings(EXPECTED_RINGS)(levels))
    values = {
        "points": whole.points,
        "masts": whole.sites,
        "near_m": BOUND_RINGS[1],
        "above_calculated_near": every[0].above_calculated,
        "above_bound": whole.above_bound,
        "above_bound_worst_ring": max(row.above_bound for row in every),
        "expected_from_m": EXPECTED_RINGS[0],
        "expected_to_m": EXPECTED_RINGS[-1],
        "median_db": expected.median_db,
        "within_interval": expected.within,
        "within_interval_least": min(row.within for row in by_ring),
        "within_interval_most": max(row.within for row in by_ring),
    }
    lines = [
        f"{name} = {value}" if isinstance(value, int) else f"{name} = {value:.5g}" for name, value in values.items()
    ]
    return (
        "\n".join(["# Written by benchmarks/validation; the page docs/validation.md has the same figures.", *lines])
        + "\n"
    )


def short_statement(text: str) -> str:
    """That paragraph of a page that was written."""
    return text.split(IN_SHORT)[1].split("\n\n")[0].strip()


def _expected_in_short(found: Sequence[ExpectedStatistics]) -> str:
    if not found:
        return ""
    *every, whole = found
    bias = max((row.median_db for row in every), key=abs)
    low, high = min(row.within for row in every), max(row.within for row in every)
    return (
        f" From {EXPECTED_RINGS[0]:.0f} m to {EXPECTED_RINGS[-1]:.0f} m it lay {whole.median_db:+.1f} dB from the expected "
        f"level in the median and {bias:+.1f} dB in the ring that differs most, with a spread of {whole.spread_db:.1f} dB. "
        f"The 90 % interval held {percentage(whole.within)} of the points, {percentage(low)} to {percentage(high)} by ring. "
        "The constants of the expected level were fitted to the other sites, but with the results of these in sight: for it "
        "this is no untouched test."
    )


def _halves(compared: Compared) -> str:
    """How sites were divided, and which masts of both halves share their surroundings."""
    own, other = _masts(compared.test), _masts(compared.calibration)
    close = sorted(
        (first, second)
        for first, place in own.items()
        for second, there in other.items()
        if np.hypot(place[0] - there[0], place[1] - there[1]) < SAME_PLACE
    )
    pairs = ", ".join(f"{first} and {second}" for first, second in close)
    shared = f" Nearer than {SAME_PLACE:.0f} m to each other, and so not independent, are {pairs}." if close else ""
    return (
        f"Sites in order of name: the first, third and so on calibrate ({_counted(compared.calibration)}), the others test "
        f"({_counted(compared.test)}). Without a note, tables and pictures are of the test half.{shared}\n"
    )


def _counted(sectors: Sequence[Sector]) -> str:
    points = sum(len(sector.measured) for sector in sectors)
    return f"{len(_masts(sectors))} sites, {len(sectors)} sectors, {points} points"


def _masts(sectors: Sequence[Sector]) -> dict[str, tuple[float, float]]:
    return {sector.site: sector.mast for sector in sectors}


def _bound_section(compared: Compared) -> list[str]:
    levels, own = compared.test_levels, compared.calibration_levels
    by_ring = rings(BOUND_RINGS)
    parts = [
        "## Calculated level and upper bound\n",
        bound_table("distance", bound_statistics(levels, by_ring(levels))),
    ]
    parts += ["The calibration half:\n", bound_table("distance", bound_statistics(own, by_ring(own)))]
    return parts + [bound_table(name, bound_statistics(levels, classes(levels))) for name, classes in SUBJECTS]


def _expected_section(compared: Compared) -> list[str]:
    levels, own = compared.test_levels, compared.calibration_levels
    by_ring = rings(EXPECTED_RINGS)
    found = expected_statistics(levels, by_ring(levels))
    if not found:
        return []
    parts = ["## Expected level\n", expected_table("distance", found)]
    parts += ["The calibration half:\n", expected_table("distance", expected_statistics(own, by_ring(own)))]
    inside = levels.only((levels.distance >= EXPECTED_RINGS[0]) & (levels.distance < EXPECTED_RINGS[-1]))
    return parts + [expected_table(name, expected_statistics(inside, classes(inside))) for name, classes in SUBJECTS]


def _moved(sectors: tuple[Sector, ...]) -> str:
    """How much of the excess could come from masts that stand elsewhere."""
    rows = []
    for name, shift in SHIFTS.items():
        levels = compare_sectors(sectors, shift)
        near, *_, whole = bound_statistics(levels, rings(BOUND_RINGS)(levels))
        shares = (near.above_calculated, near.above_bound, whole.above_calculated, whole.above_bound)
        rows.append([name, *(percentage(share) for share in shares)])
    ring = near.label
    head = [
        "all masts moved",
        f"{ring}: above calculated",
        "above bound",
        "all points: above calculated",
        "above bound",
    ]
    return (
        f"## If positions were wrong\n\nEvery mast of the test half is moved by {SHIFT:.0f} m, to see whether wrong "
        f"positions could explain what lies above.\n\n{table(head, rows)}"
    )


def _weakest(compared: Compared) -> str:
    """Weakest level in the data, which says from where on points are missing."""
    weakest = min(
        float(dbm_from_watt(sector.measured.min() * _aperture(sector)))
        for sector in (*compared.calibration, *compared.test)
        if len(sector.measured)
    )
    return f"The weakest received power in these data is {weakest:.0f} dBm.\n"


def _aperture(sector: Sector) -> float:
    """Effective area of an isotropic antenna. [m^2]"""
    (element,) = sector.antenna.carriers
    return float(wavelength(element.frequency_hz) ** 2 / (4 * np.pi))


def _other_sets(data: Path) -> list[str]:
    counted = counted_sets(data)
    if not counted:
        return []
    rows = [[measured.name, str(points), measured.lacks] for measured, points in counted]
    return [prose.OTHER_SETS, table(["set", "points", "what is missing"], rows)]
