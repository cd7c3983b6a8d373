"""Tables of a run: the index with its hot spots and failures, the summary, and what the records warn of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from emfassess.assumptions import Assumption
from emfassess.jobs.plan import Plan
from emfassess.publish.data.responsibility_types import HotSpotRecord
from emfassess.publish.data.row_types import FailedStation, ListedStation, RunRecord, SummaryRow, stations_geojson
from emfassess.publish.data.shared_records import limit_record
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import json_text
from emfassess.stations import Station


@dataclass(frozen=True)
class RunTables:
    """Tables of a run beside the folders of its stations: `rows` of those that were assessed, and those that were not."""

    plan: Plan
    rows: Sequence[SummaryRow]
    failed: Sequence[Station]
    reasons: Mapping[str, str]

    def write(self, folder: Path) -> None:
        """Write ``index.json``, ``stations.geojson`` and ``summary.csv`` beside the stations' folders."""
        hot_spots = run_hot_spots(folder, [row["station_id"] for row in self.rows])
        (folder / "index.json").write_text(json_text(self._index(hot_spots)), encoding="utf-8")
        (folder / "stations.geojson").write_text(json_text(stations_geojson(self.rows)), encoding="utf-8")
        (folder / "summary.csv").write_text(csv_text(self.rows), encoding="utf-8")

    def _index(self, hot_spots: list[HotSpotRecord]) -> RunRecord:
        plan = self.plan
        return {
            "schema": "emfassess-run/2",
            "limit": limit_record(plan.limits),
            "limits": [limit_record(limits) for limits in plan.judging],
            "also": [limit_record(limits) for limits in plan.also],
            "language": plan.language,
            "complete": not self.failed,
            "failed": [_failed(station, self.reasons[station.id]) for station in self.failed],
            "stations": [_listed(row) for row in self.rows],
            "hot_spots": hot_spots,
        }


def _failed(station: Station, reason: str) -> FailedStation:
    return {
        "id": station.id,
        "name": station.name,
        "operator": station.operator,
        "longitude": station.longitude,
        "latitude": station.latitude,
        "reason": reason,
    }


def _listed(row: SummaryRow) -> ListedStation:
    return {
        "id": row["station_id"],
        "name": row["station_name"],
        "operator": row["operator"],
        "longitude": row["longitude"],
        "latitude": row["latitude"],
        "country": row["country"] or None,
        "limit": row["limit"],
        "verdict": row["verdict"],
        "max_exposure_ratio": row["max_exposure_ratio"],
        "path": f"{row['station_id']}/",
    }


def run_hot_spots(folder: Path, station_ids: Sequence[str]) -> list[HotSpotRecord]:
    """Hot spots of a run, each once: as the station that causes it has it, else as the first station that sees it."""
    found: dict[str, HotSpotRecord] = {}
    causes = set(station_ids)
    for station_id in station_ids:
        record = json.loads((folder / station_id / "assessment.json").read_text(encoding="utf-8"))
        for hot_spot in record["hot_spots"]:
            cause = hot_spot["cause"]["station_id"]
            if cause == station_id or (cause not in causes and hot_spot["id"] not in found):
                found[hot_spot["id"]] = hot_spot
    return sorted(found.values(), key=lambda hot_spot: (-hot_spot["exposure_ratio"], hot_spot["id"]))


def hot_spots_of(folder: Path) -> list[HotSpotRecord]:
    """Hot spots of a run that was written."""
    index: RunRecord = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return index["hot_spots"]


def run_warnings(folder: Path, station_ids: Sequence[str]) -> list[Assumption]:
    """Warnings of the results of a run that was written, each with the stations or antennas that it concerns."""
    found = []
    for station_id in station_ids:
        record = json.loads((folder / station_id / "assessment.json").read_text(encoding="utf-8"))
        for warning in record["warnings"]:
            values = tuple(warning["values"].items())
            found.append(Assumption(warning["code"], values, tuple(warning["where"]) or (station_id,)))
    return found
