"""The results that a visitor may see: published ones of the register, or the last run of a project without one."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from emfassess.app.visit import Visit
from emfassess.jobs.batches import RANGE
from emfassess.jobs.generation import settle
from emfassess.jobs.place import NothingKnownError, PlaceLevel, place_level
from emfassess.jobs.plan import Plan, read_plan
from emfassess.jobs.station_limits import LimitChoice, limit_choice
from emfassess.publish.data.records import SCHEMA
from emfassess.readers.project import NAME
from emfassess.register import Actor, Register
from emfassess.register.assessments import assessment
from emfassess.register.canonical import canonical_json, sha256_of
from emfassess.register.overview import overview, published_stations, results
from emfassess.register.stations import stations_on
from emfassess.stations import STATION_ID, Station


@dataclass(frozen=True)
class Result:
    """A station's result: its record, the folder with its files where those belong to it, and its publication state."""

    record: dict[str, Any]
    folder: Path | None
    state: str | None
    day: str | None


def stations_table(visit: Visit) -> pd.DataFrame:
    """A row a station with its computed result: id, name, operator, place, verdict, exposure ratio, state."""
    if visit.register is None:
        return _of_run(visit.reports)
    found = results_table(visit)
    return found[found["basis"] == "computed"].reset_index(drop=True)


def results_table(visit: Visit) -> pd.DataFrame:
    """Newest results of all stations in the register, computed and measured, as the visitor may see them."""
    return _overview(visit.own_register, visit.actor, visit.state)


def every_result(visit: Visit) -> pd.DataFrame:
    """All results of stations in service or published, as the visitor may see them, newest first."""
    return results(visit.own_register, visit.actor).iloc[::-1]


@st.cache_data(show_spinner=False, max_entries=8)
def _overview(_register: Register, _actor: Actor, state: str) -> pd.DataFrame:  # noqa: ARG001 - what it is kept by
    return overview(_register, _actor)


def _of_run(reports: Path) -> pd.DataFrame:
    """Stations of the last run; an id that could be a path is left out."""
    settle(reports)
    index = reports / "index.json"
    columns = ["station_id", "name", "operator", "longitude", "latitude", "verdict", "max_exposure_ratio"]
    if not index.is_file():
        return pd.DataFrame(columns=columns)
    listed = json.loads(index.read_text(encoding="utf-8"))["stations"]
    rows = [{"station_id": e["id"], **e} for e in listed if STATION_ID.fullmatch(e["id"])]
    return pd.DataFrame(rows, columns=columns)


def result_of(visit: Visit, row: "pd.Series[Any]") -> Result | None:
    """The result behind a row of :func:`stations_table`; None where its record is no assessment that can be shown."""
    folder = visit.reports / str(row["station_id"])
    if visit.register is None:
        record = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
        return Result(record, folder, None, None)
    stored, record = assessment(visit.register, int(row["assessment"]), visit.actor)
    if record.get("schema") != SCHEMA:
        return None
    files = folder if _same(folder / "assessment.json", stored.sha256) else None
    return Result(record, files, str(row["state"]), stored.judgement.day.isoformat())


def _same(path: Path, sha256: str) -> bool:
    """Whether the files of the last run belong to a stored record."""
    if not path.is_file():
        return False
    return sha256_of(canonical_json(json.loads(path.read_text(encoding="utf-8")))) == sha256


def level_for_public(visit: Visit, longitude: float, latitude: float, height_m: float) -> tuple[PlaceLevel | None, int]:
    """Level at a place from the published stations, and the number of further stations in range.

    Raises
    ------
    NothingKnownError
        If no station is in range.
    """
    return _public_level(visit, plan_state(visit), longitude, latitude, height_m)


@st.cache_data(show_spinner=False, max_entries=1000)
def _public_level(
    _visit: Visit,
    state: object,  # noqa: ARG001 - what it is kept by
    longitude: float,
    latitude: float,
    height_m: float,
) -> tuple[PlaceLevel | None, int]:
    if _visit.register is None:
        return place_level(project_plan(_visit), longitude, latitude, height_m), 0
    found = published_stations(_visit.register, longitude, latitude, RANGE, _visit.today)
    if not found.stations:
        if not found.without:
            raise NothingKnownError(_visit.text("No station is in service there today."))
        return None, found.without
    return place_level(_plan(_visit, found.stations), longitude, latitude, height_m), found.without


def editions_of(visit: Visit) -> LimitChoice:
    """The standard whose limits count in the project, or how it follows from the country of what was measured."""
    return limit_choice(None, visit.project)


def current_plan(visit: Visit) -> Plan:
    """Plan of all stations in service today: of the register, or of the project's files where it has none."""
    if visit.register is None:
        return project_plan(visit)
    return _plan(visit, _current_stations(visit.register, visit.actor, visit.state, visit.today))


@st.cache_resource(show_spinner=False, max_entries=4)
def _current_stations(_register: Register, _actor: Actor, state: str, today: Any) -> tuple[Station, ...]:  # noqa: ARG001
    return stations_on(_register, today, _actor)


def plan_state(visit: Visit) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """State that a plan depends on: the register, or the project's own station files, and the project's settings."""
    folder = visit.folder
    files = [folder / NAME] if visit.register is not None else [folder / NAME, *(folder / "stations").rglob("*")]
    states = [(path, path.stat()) for path in sorted(files) if path.is_file()]
    return visit.state, tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in states)


def project_plan(visit: Visit) -> Plan:
    """Plan of the project's own station files, read again when one of them changes."""
    return _project_plan(visit.folder, plan_state(visit))


@st.cache_resource(show_spinner=False, max_entries=4)
def _project_plan(folder: Path, state: object) -> Plan:  # noqa: ARG001 - what it is kept by
    return read_plan([folder / "stations"], folder=folder)


def _plan(visit: Visit, stations: tuple[Station, ...]) -> Plan:
    if not stations:
        raise ValueError(visit.text("No station is in service there today."))
    return read_plan([], folder=visit.folder, known=stations)
