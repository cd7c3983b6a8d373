"""The files of a run as the portal reads them: its table, and the record of each station."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emfassess.jobs.generation import settle
from emfassess.publish.data.records import SCHEMA
from emfassess.readers.faults import refuse
from emfassess.stations import STATION_ID

PUBLISHED_ENDINGS = (".json", ".csv", ".pdf", ".geojson")
"""Files of a station that are published; pictures and maps of a run are drawn anew by the portal."""

ONLY_IN_RUN = ("points.csv",)
"""Files of the run that the site has otherwise: the evaluation points are in the record, receptors in ``data/rasters``."""

EMPTY = 60
"""A collection of GeoJSON no larger than this is empty. [byte]"""

RUN_SCHEMA = "emfassess-run/2"


@dataclass(frozen=True, eq=False)
class Run:
    """A run's folder: its index, the lines of its table in the portal's counting, by id, and what could not be assessed."""

    folder: Path
    index: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]
    failed: tuple[Mapping[str, Any], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the stations, in the portal's counting."""
        return tuple(row["station_id"] for row in self.rows)

    def record(self, station_id: str) -> dict[str, Any]:
        """Record of a station: its ``assessment.json``."""
        path = self.folder / station_id / "assessment.json"
        record = _json(path)
        if record.get("schema") != SCHEMA or record.get("station", {}).get("id") != station_id:
            raise refuse(
                str(path), "schema", record.get("schema"), f"{SCHEMA} of station {station_id}; assess it again"
            )
        return record

    def files(self, station_id: str) -> tuple[Path, ...]:
        """Files of a station that are published, by name."""
        return tuple(sorted(path for path in (self.folder / station_id).iterdir() if _published(path)))


def read_run(folder: Path, selection: frozenset[str] | None = None) -> Run:
    """Read the table of a run's folder, or the selected stations of it.

    Raises
    ------
    InputError
        If it is no folder of a run, or names a station whose id is no name of a folder.
    """
    settle(folder)
    index = _json(folder / "index.json")
    if index.get("schema") != RUN_SCHEMA:
        raise refuse(
            str(folder / "index.json"), "schema", index.get("schema"), f"{RUN_SCHEMA}; assess the stations again"
        )
    listed = {entry["id"] for entry in index["stations"]}
    rows = []
    for feature in _json(folder / "stations.geojson")["features"]:
        row = dict(feature["properties"])
        row["longitude"], row["latitude"] = feature["geometry"]["coordinates"]
        name = str(row["station_id"])
        if STATION_ID.fullmatch(name) is None:
            raise refuse(str(folder / "stations.geojson"), "station_id", name, "letters, digits, '-', '_' and '.' only")
        if name in listed and (selection is None or name in selection):
            rows.append(row)
    missing = (selection or frozenset()) - {row["station_id"] for row in rows}
    if missing:
        raise refuse(str(folder / "index.json"), "stations", sorted(missing)[0], "a selected station; assess it first")
    if not rows:
        raise refuse(str(folder / "index.json"), "stations", None, "no station to publish")
    failed = tuple(entry for entry in index.get("failed", ()) if selection is None or entry["id"] in selection)
    return Run(folder, index, tuple(sorted(rows, key=lambda row: row["station_id"])), failed)


def _published(path: Path) -> bool:
    if path.suffix not in PUBLISHED_ENDINGS or path.name in ONLY_IN_RUN or not path.is_file():
        return False
    return path.suffix != ".geojson" or path.stat().st_size > EMPTY


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise refuse(str(path), "", None, "no such file: run `emfassess assess` first") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise refuse(str(path), "", None, f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise refuse(str(path), "", None, "not a JSON object")
    return value
