"""A run's results into the register: what ``emfassess assess`` wrote becomes computed assessments of their stations."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typing_extensions import TypedDict

from emfassess.jobs.generation import settle
from emfassess.jobs.import_campaign import take_stations
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.readers.faults import refuse
from emfassess.readers.limit_sets import limit_data
from emfassess.register import Actor, Register
from emfassess.register.assessments import Judgement, add_assessment, assessments
from emfassess.stations import STATION_ID, Station


def record_run(register: Register, reports: Path, today: datetime.date, actor: Actor) -> list[tuple[str, int, bool]]:
    """Keep every assessment of a run; gives station, key, and whether it is new.

    A result that differs from the newest one of the same station, day, limit, population and scenario corrects it; the
    same result is left as it is.

    Raises
    ------
    InputError
        If the folder holds no run.
    ValueError
        If a station is not in the register.
    """
    settle(reports)
    index = reports / "index.json"
    if not index.is_file():
        raise refuse(str(index), "", None, "no run there; make one: emfassess assess")
    listed = json.loads(index.read_text(encoding="utf-8"))["stations"]
    return [_record(register, reports, entry["id"], today, actor) for entry in listed]


def causes_elsewhere(reports: Path) -> list[tuple[str, str]]:
    """Hot spots of a run whose causing station is not in it, with that station: its own run opens their actions."""
    found = json.loads((reports / "index.json").read_text(encoding="utf-8"))
    here = {entry["id"] for entry in found["stations"]}
    causes = [(hot_spot["id"], hot_spot["cause"]["station_id"]) for hot_spot in found.get("hot_spots", ())]
    return [(name, cause) for name, cause in causes if cause not in here]


def take_run(
    register: Register, stations: Sequence[Station], reports: Path, today: datetime.date, actor: Actor
) -> list[tuple[str, int, bool]]:
    """Store stations as in service today and the run that was made of them; returns what :func:`record_run` does.

    Raises
    ------
    InputError
        If the folder holds no run, or one of other station files: its results would belong to another station.
    """
    sources = {(s.source.name, s.source.sha256) for s in stations if s.source is not None}
    for path in sorted(reports.glob("*/assessment.json")):
        for read in json.loads(path.read_text(encoding="utf-8"))["provenance"]["inputs"]:
            changed = (read["name"], read["sha256"]) not in sources
            if changed and read["name"] in {name for name, _ in sources}:
                cure = "the file as the run read it; it was changed since: run emfassess assess again"
                raise refuse(str(path), "provenance.inputs", read["name"], cure)
    take_stations(register, stations, today, actor)
    return record_run(register, reports, today, actor)


def _record(
    register: Register, reports: Path, station_id: str, today: datetime.date, actor: Actor
) -> tuple[str, int, bool]:
    if not STATION_ID.fullmatch(station_id):
        raise refuse(str(reports / "index.json"), "stations.id", station_id, "an id of a station")
    record = json.loads((reports / station_id / "assessment.json").read_text(encoding="utf-8"))
    judgement, limit = _judgement(record, today), record["limit"]["id"]
    same = [
        kept
        for kept in assessments(register, actor, station_id)
        if kept.limit_id == limit and _subject(kept.judgement) == _subject(judgement)
    ]
    if same and same[0].judgement == judgement:
        return station_id, same[0].key, False
    key = add_assessment(
        register,
        judgement,
        record,
        limit_data(limit),
        actor,
        corrects=same[0].key if same else None,
        reason="assessed again" if same else "",
    )
    return station_id, key, True


def _subject(judgement: Judgement) -> tuple[Any, ...]:
    """Identity of an assessment: equal for two assessments of the same."""
    return judgement.basis, judgement.day, judgement.population, judgement.scenario


def _judgement(record: dict[str, Any], today: datetime.date) -> Judgement:
    day = record["provenance"]["date"]
    return Judgement(
        station_id=record["station"]["id"],
        basis="computed",
        day=datetime.date.fromisoformat(day) if day else today,
        population=record["limit"]["population"],
        scenario=record["scenario"],
        verdict=record["verdict"],
        max_exposure_ratio=record["max_exposure_ratio"],
        expanded_uncertainty_db=record["expanded_uncertainty_db"],
        place=governing_point(record)["label"],
        **_responsible(record),
    )


class _Responsible(TypedDict, total=False):
    """Fields of a judgement that name the cause."""

    cause: str
    own_exposure_ratio: float


def _responsible(record: dict[str, Any]) -> _Responsible:
    """Cause and own part at the governing evaluation point; records of earlier versions name none."""
    if "cause" not in record:
        return {}
    cause = f"{record['cause']['station_id']}/{record['cause']['antenna_id']}"
    return {"cause": cause, "own_exposure_ratio": record["own_exposure_ratio"]}
