"""Other measured sets, and what keeps them from being compared: their antennas are not known."""

from dataclasses import dataclass
from pathlib import Path

from emfassess.measurement_files.read import ImportOptions, read_measurements


@dataclass(frozen=True)
class MeasuredSet:
    """A file of measurements, relative to the folder of all of them; `unit` is given where the file does not state it."""

    name: str
    pattern: str
    lacks: str
    unit: str = ""


SETS = (
    MeasuredSet(
        "ANFR Cartoradio, Limoges",
        "cartoradio/limoges*.csv",
        "no register of the antennas with azimuth, power and pattern",
    ),
    MeasuredSet(
        "ANFR Cartoradio, Lorient",
        "lorient/cartoradio*.csv",
        "buildings and terrain, but no register of the antennas",
    ),
    MeasuredSet(
        "Tirana, one square, six bands",
        "tirana/*.xlsx",
        "neither the antennas around the square nor the dates",
        unit="V/m",
    ),
)


def counted_sets(folder: Path) -> list[tuple[MeasuredSet, int]]:
    """Those sets that are in a folder, with the number of their measured points."""
    counted = []
    for measured in SETS:
        for file in sorted(folder.glob(measured.pattern)):
            counted.append((measured, _points(file, measured.unit)))
    return counted


def _points(file: Path, unit: str) -> int:
    return sum(len(campaign.points) for campaign in read_measurements(file, options=ImportOptions(unit=unit)).campaigns)
