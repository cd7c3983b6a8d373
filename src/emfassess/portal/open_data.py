"""Open data: each table as CSV, GeoJSON, GeoPackage and Parquet, with schema, dictionary and catalogue.

Same rows, same bytes: GeoPackage files carry a fixed moment in place of the day they were written.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import geopandas
import pandas as pd
import pyogrio

from emfassess.portal.catalogue_record import catalogue_record
from emfassess.portal.data_dictionary import (
    ASSESSMENTS,
    MEASUREMENTS,
    STATIONS,
    DataTable,
    columns,
    json_schema,
    tables,
)
from emfassess.portal.edition import Edition
from emfassess.portal.publication import StationNotice
from emfassess.publish.data.expected_types import ExpectedRecord
from emfassess.publish.data.row_types import feature_collection, point_feature
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import json_text

FIXED_MOMENT = "2000-01-01T00:00:00.000Z"
_KINDS = {"string": "string", "number": "float64", "integer": "int64", "boolean": "bool"}


def write_open_data(edition: Edition, folder: Path) -> None:
    """Write all tables, their schemas and dictionaries, and the catalogue into ``data/`` of the site."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    for table, rows in zip(tables(), table_rows(edition), strict=True):
        _write_table(table, rows, data)
    for language in edition.languages:
        dictionary = [{"table": table.name} | row for table in tables() for row in columns(table, language)]
        (data / f"dictionary.{language.code}.csv").write_text(csv_text(dictionary), encoding="utf-8")
    (data / "catalog.jsonld").write_text(json_text(catalogue_record(edition, data)), encoding="utf-8")


def table_rows(edition: Edition) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the three tables, in the order of the stations; what is not known is None."""
    stations, assessments, measurements = [], [], []
    for row in edition.run.rows:
        record, notice = edition.run.record(row["station_id"]), edition.published.notice(row["station_id"])
        stations.append(_station(row, record, notice, edition))
        assessments.append(_assessment(row, record))
        for found in sorted(notice.measurements, key=lambda m: (m.date, m.campaign, m.point)):
            known = {key: value for key, value in vars(found).items() if value != ""}
            measurements.append({"station_id": row["station_id"], **known, "date": found.date.isoformat()})
    return (
        _in_order(STATIONS, stations),
        _in_order(ASSESSMENTS, assessments),
        _in_order(MEASUREMENTS, measurements),
    )


def permalink(edition: Edition, station_id: str) -> str:
    """Address of a station's page that does not change; relative where the portal's own address is not known."""
    page = f"{edition.languages[0].code}/stations/{station_id}.html"
    base = edition.published.base_url
    return f"{base.rstrip('/')}/{page}" if base else page


class OpenStationRow(TypedDict):
    """Row of the table of stations."""

    station_id: str
    name: str
    operator: str
    address: str | None
    district: str | None
    filing_number: str | None
    country: str | None
    longitude: float
    latitude: float
    support: str | None
    antennas: int
    carriers: int
    highest_antenna_m: float
    permalink: str


class OpenAssessmentRow(ExpectedRecord):
    """Row of the table of assessments."""

    station_id: str
    longitude: float
    latitude: float
    limit: str
    edition: str
    population: str
    scenario: str
    verdict: str
    decision_rule: str
    exposure_ratio: float
    power_density_w_m2: float
    field_strength_v_m: float
    place: str
    distance_m: float
    expanded_uncertainty_db: float
    management_target_verdict: str | None
    exposure_ratio_theoretical: float
    exposure_ratio_actual: float
    bound_power_density_w_m2: float
    bound_exposure_ratio: float
    scatter_dbi: float | None
    code_version: str
    record: str


def _station(
    row: Mapping[str, Any], record: Mapping[str, Any], notice: StationNotice, edition: Edition
) -> OpenStationRow:
    station = record["station"]
    return {
        "station_id": station["id"],
        "name": station["name"],
        "operator": station["operator"],
        "address": notice.address or None,
        "district": notice.district or None,
        "filing_number": notice.filing_number or None,
        "country": station["country"],
        "longitude": station["longitude"],
        "latitude": station["latitude"],
        "support": station["support"],
        "antennas": station["antennas"],
        "carriers": station["carriers"],
        "highest_antenna_m": station["highest_antenna_m"],
        "permalink": permalink(edition, row["station_id"]),
    }


def _assessment(row: Mapping[str, Any], record: Mapping[str, Any]) -> OpenAssessmentRow:
    return {
        "station_id": row["station_id"],
        "longitude": row["longitude"],
        "latitude": row["latitude"],
        "limit": record["limit"]["id"],
        "edition": record["limit"]["edition"],
        "population": record["limit"]["population"],
        "scenario": record["scenario"],
        "verdict": record["verdict"],
        "decision_rule": record["decision_rule"]["name"],
        "exposure_ratio": record["max_exposure_ratio"],
        "power_density_w_m2": row["power_density_w_m2"],
        "field_strength_v_m": row["field_strength_v_m"],
        "place": row["place"],
        "distance_m": row["distance_m"],
        "expanded_uncertainty_db": record["expanded_uncertainty_db"],
        "management_target_verdict": row["management_target_verdict"] or None,
        "exposure_ratio_theoretical": row["max_exposure_ratio_theoretical"],
        "exposure_ratio_actual": row["max_exposure_ratio_actual"],
        "bound_power_density_w_m2": row["bound_power_density_w_m2"],
        "bound_exposure_ratio": row["bound_exposure_ratio"],
        "scatter_dbi": record["scatter_dbi"],
        "expected_power_density_w_m2": row["expected_power_density_w_m2"],
        "expected_p5_w_m2": row["expected_p5_w_m2"],
        "expected_p95_w_m2": row["expected_p95_w_m2"],
        "expected_exposure_ratio": row["expected_exposure_ratio"],
        "expected_absent": row["expected_absent"],
        "code_version": record["provenance"]["package_version"],
        "record": f"reports/{row['station_id']}/assessment.json",
    }


def _in_order(table: DataTable, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{column.name: row.get(column.name) for column in table.columns} for row in rows]


def _write_table(table: DataTable, rows: list[dict[str, Any]], data: Path) -> None:
    """Write a table in every format; where no row exists its columns still do."""
    shown = [{k: "" if v is None else v for k, v in row.items()} for row in rows]
    header = csv_text([{column.name: column.name for column in table.columns}]).splitlines()[0] + "\n"
    (data / f"{table.name}.csv").write_text(csv_text(shown) if rows else header, encoding="utf-8")
    (data / f"{table.name}.geojson").write_text(
        json_text(feature_collection(point_feature(row["longitude"], row["latitude"], row) for row in rows)),
        encoding="utf-8",
    )
    (data / f"{table.name}.schema.json").write_text(json_text(json_schema(table)), encoding="utf-8")
    frame = _frame(table, rows)
    frame.to_parquet(data / f"{table.name}.parquet", index=False)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": FIXED_MOMENT})
    try:
        frame.to_file(data / f"{table.name}.gpkg", layer=table.name, driver="GPKG", index=False)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _frame(table: DataTable, rows: list[dict[str, Any]]) -> Any:
    """Rows with a type a column; a number that is not known is not-a-number."""
    kinds = {c.name: "float64" if not c.required and c.type == "number" else _KINDS[c.type] for c in table.columns}
    plain = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    points = geopandas.points_from_xy(plain["longitude"], plain["latitude"], crs="EPSG:4326")
    return geopandas.GeoDataFrame(plain, geometry=points)
