"""One edition of the portal: everything that its pages and data files are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from emfassess.exposure.compliance import Verdict
from emfassess.language import Language
from emfassess.portal.publication import Published
from emfassess.portal.raster import ExposureRaster
from emfassess.portal.run_files import Run

ALWAYS_COUNTED = (Verdict.COMPLIANT, Verdict.EXCEEDS)
"""Verdicts whose count is shown even where it is zero."""


@dataclass(frozen=True, eq=False)
class Edition:
    """The same edition gives the same bytes.

    Parameters
    ----------
    run : Run
        Assessments of the published stations.
    published : Published
        What is known beside them.
    raster : ExposureRaster
        Levels around them.
    languages : tuple of Language
        In the order of the language switch.
    code_version : str
        Of the package that computed.
    fingerprint : str
        Of the public key that signs the bundle.
    id : str
        Changes whenever the content does, so that no browser mixes old files with new ones.
    points_command, download_command : str
        How a reader computes a level again, and downloads the whole site.
    """

    run: Run
    published: Published
    raster: ExposureRaster
    languages: tuple[Language, ...]
    code_version: str
    fingerprint: str
    id: str
    points_command: str
    download_command: str

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of each station in the portal's counting, by id."""
        return {name: row for row, name in enumerate(self.run.ids)}

    @property
    def limit(self) -> Mapping[str, Any]:
        """The limit set that gives the verdicts."""
        return dict(self.run.index["limit"])

    @property
    def counts(self) -> dict[str, int]:
        """How many stations have each verdict."""
        verdicts = [row["verdict"] for row in self.run.rows]
        return {str(each): verdicts.count(each) for each in Verdict if each in ALWAYS_COUNTED or each in verdicts}

    @cached_property
    def interpolated(self) -> bool:
        """Whether farther stations are interpolated around some station, and so at the cells of the map."""
        return any("background" in self.run.record(name) for name in self.run.ids)

    @property
    def failed(self) -> tuple[Mapping[str, Any], ...]:
        """Stations that could not be assessed, with the reasons."""
        return self.run.failed

    @property
    def hot_spots(self) -> list[Mapping[str, Any]]:
        """Places above the limit that published stations cause, the greatest first."""
        return [hot_spot for hot_spot in self.run.index["hot_spots"] if hot_spot["cause"]["station_id"] in self.rows]
