"""By how much each quantity may differ when it is computed again: one table for all that a verification compares.

Whole numbers, yes or no, and labels are compared exactly, whatever their name; who contributes most is decided by
:mod:`emfassess.exposure.ties`, so that it is the same on every machine. The other values are given to the digits that are
written, and a number computed otherwise in its last bit may be rounded to the digit beside.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Tolerance:
    """Greatest difference that counts as equal: the larger of a part of the value and an absolute one.

    `pattern` is the name of the quantity, its path in the file without numbers in brackets, with ``*`` for anything;
    `reason` says why it may differ so much.
    """

    pattern: str
    relative: float
    absolute: float
    reason: str


TABLE = (
    Tolerance("hot_spots.area_m2", 0.0, 1e-9, "whole cells are counted"),
    Tolerance("*longitude*", 0.0, 2e-7, "degrees are written to seven decimals, one centimetre"),
    Tolerance("*latitude*", 0.0, 2e-7, "degrees are written to seven decimals, one centimetre"),
    Tolerance(
        "*coordinates", 0.0, 1e-6, "outlines end where halving does, and are written to seven decimals of a degree"
    ),
    Tolerance("*bearing_deg", 0.0, 1e-5, "bearings near a station turn with a micrometre"),
    Tolerance("zones.side.outline_m", 0.0, 0.02, "outlines are written to a centimetre"),
    Tolerance("zones.*", 1e-3, 1e-3, "reaches end where halving does, at 0.03 % of the distance"),
    Tolerance("features.properties.*_m", 1e-3, 1e-3, "reaches end where halving does, at 0.03 % of the distance"),
    Tolerance("features.properties.*.*_m", 1e-3, 1e-3, "reaches end where halving does, at 0.03 % of the distance"),
    Tolerance("features.properties.*_m2", 1e-3, 1e-3, "areas follow from outlines that end where halving does"),
    Tolerance("features.properties.*.*_m2", 1e-3, 1e-3, "areas follow from outlines that end where halving does"),
    Tolerance("uncertainty.*", 1e-3, 1e-4, "parts of the budget are written with four digits"),
    Tolerance("installation_class.*", 1e-5, 1e-9, "written with six digits"),
    Tolerance("models.*", 1e-5, 1e-9, "written with six digits"),
    Tolerance("*compliance_distance*", 1e-6, 1e-6, "written with nine digits"),
    Tolerance(
        "*bound_*", 1e-6, 1e-9, "sums of carriers with polynomials for the scattered part; single precision in netCDF"
    ),
    Tolerance("*expected_*", 1e-5, 1e-12, "quantiles of a sum that halving finds; single precision in netCDF"),
    Tolerance("*exposure_ratio*", 1e-6, 1e-9, "sums of carriers; single precision in netCDF"),
    Tolerance("*exposure_sum", 1e-6, 1e-9, "sums of carriers; single precision in netCDF"),
    Tolerance("*power_density*", 1e-6, 1e-9, "sums of carriers; single precision in netCDF"),
    Tolerance("*field_strength*", 1e-6, 1e-9, "root of a sum of carriers"),
    Tolerance("*contribution*", 1e-6, 1e-9, "single precision in netCDF"),
    Tolerance("*_m", 1e-6, 1e-6, "places and distances: a micrometre"),
    Tolerance("*_db", 1e-6, 1e-6, "differences of levels"),
    Tolerance("*", 1e-6, 1e-9, "every other number: a millionth, and what lies below any printed digit"),
)
"""The first pattern that fits counts."""


def quantity_of(where: str) -> str:
    """Name of the quantity at a position of a file: ``zones[2].sections[0].area_m2`` is ``zones.sections.area_m2``."""
    column = re.fullmatch(r"row \d+, (.*)", where)
    return column[1] if column else re.sub(r"\[\d+\]", "", where)


def tolerance_of(where: str) -> Tolerance:
    """Tolerance of the quantity at a position of a file."""
    name = quantity_of(where)
    return next(entry for entry in TABLE if fnmatchcase(name, entry.pattern))
