"""Open data of a portal: the same rows in every format, their schema and dictionary, rasters, catalogue."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import rasterio
import xarray as xr

from builders.portal_site import FORMULA, LONG, PUBLISHED, SCRIPT
from builders.portal_site import STATIONS as MADE
from emfassess.portal.data_dictionary import ASSESSMENTS, MEASUREMENTS, STATIONS, DataTable, json_schema
from emfassess.portal.raster_data import read_raster_data
from emfassess.publish.data.tables import csv_text

TABLES = pytest.mark.parametrize("table", [STATIONS, ASSESSMENTS, MEASUREMENTS], ids=lambda table: table.name)
KINDS: dict[str, type | tuple[type, ...]] = {"string": str, "number": (int, float), "integer": int, "boolean": bool}


def rows(site: Path, table: DataTable) -> list[dict[str, Any]]:
    features = json.loads((site / f"data/{table.name}.geojson").read_text(encoding="utf-8"))["features"]
    return [feature["properties"] for feature in features]


@TABLES
def test_every_format_has_the_same_rows(site: Path, table: DataTable) -> None:
    found = rows(site, table)
    assert len(found) == {"stations": 3, "assessments": 3, "measurements": 2}[table.name]
    plain = list(csv.DictReader((site / f"data/{table.name}.csv").read_text(encoding="utf-8").splitlines()))
    for frame in (
        geopandas.read_parquet(site / f"data/{table.name}.parquet"),
        geopandas.read_file(site / f"data/{table.name}.gpkg", layer=table.name),
    ):
        assert frame.crs.to_epsg() == 4326
        for column in table.columns:
            for index, row in enumerate(found):
                value, cell = frame[column.name].iloc[index], plain[index][column.name]
                if row[column.name] is None:
                    assert pd.isna(value)
                    assert cell == ""
                else:
                    assert str(value) == str(row[column.name])
                    assert cell.lstrip("'") == str(row[column.name])


@TABLES
def test_rows_are_as_their_schema_says(site: Path, table: DataTable) -> None:
    schema = json.loads((site / f"data/{table.name}.schema.json").read_text(encoding="utf-8"))
    assert schema == json_schema(table)
    told = schema["items"]["properties"]
    for row in rows(site, table):
        assert sorted(row) == sorted(schema["items"]["required"])
        for name, value in row.items():
            kinds = told[name]["type"] if isinstance(told[name]["type"], list) else [told[name]["type"]]
            if value is None:
                assert "null" in kinds, name
            else:
                assert isinstance(value, KINDS[kinds[0]]), name


def test_the_data_say_what_the_records_say(site: Path) -> None:
    for row in rows(site, ASSESSMENTS):
        record = json.loads((site / row["record"]).read_text(encoding="utf-8"))
        assert row["exposure_ratio"] == record["max_exposure_ratio"]
        assert (row["verdict"], row["edition"]) == (record["verdict"], "2014")
    for row in rows(site, STATIONS):
        assert (site / row["permalink"]).is_file()
        assert row["name"] == MADE[row["station_id"]][0]
    first = rows(site, MEASUREMENTS)[0]
    assert (first["date"], first["field_strength_v_m"], first["censored"]) == ("2025-03-02", 0.84, False)


def test_the_dictionary_tells_every_column_in_both_languages(site: Path) -> None:
    for language in ("en", "zh"):
        text = (site / f"data/dictionary.{language}.csv").read_text(encoding="utf-8")
        told = {(row["table"], row["name"]): row["meaning"] for row in csv.DictReader(text.splitlines())}
        assert set(told) == {(t.name, c.name) for t in (STATIONS, ASSESSMENTS, MEASUREMENTS) for c in t.columns}
        if language == "zh":
            assert all(re.search("[\u4e00-\u9fff]", meaning) for meaning in told.values())


def test_cells_that_a_spreadsheet_would_run_are_neutralised(site: Path) -> None:
    stations = (site / "data/stations.csv").read_text(encoding="utf-8")
    assert f"'{FORMULA}" in stations
    assert "'@SUM(1)" in stations
    assert not re.search(r'(^|,)"?[=@]', stations, re.MULTILINE)
    assert SCRIPT.replace('"', '""') in stations
    assert LONG in stations


@pytest.mark.parametrize(
    "text", ["=1", "+1+1", "-1+1", "@A1", "\t=1", "\n=1", " =1", "\u200b=1", "\u202e=1", "＝1", "＋A1"]
)
def test_unseen_signs_and_wide_forms_do_not_hide_a_formula(text: str) -> None:
    (row,) = csv.DictReader(csv_text([{"cell": text, "other": 1}]).splitlines(keepends=True))
    assert row["cell"] == "'" + text


@pytest.mark.parametrize("text", ["-1.5", "+2", "Rua 1", "3-4", "文三路", ""])
def test_plain_cells_stay_as_they_are(text: str) -> None:
    (row,) = csv.DictReader(csv_text([{"cell": text, "other": 1}]).splitlines(keepends=True))
    assert row["cell"] == text


def test_rasters_hold_the_numbers_of_the_tiles(site: Path) -> None:
    (path,) = (site / "data/rasters").glob("*.tif")
    cells = read_raster_data(site).cells
    longitude, latitude = cells.places
    with rasterio.open(path) as file:
        assert file.crs.to_epsg() == 3857
        assert file.descriptions[0] == "exposure_ratio [1]"
        # EPSG:3857 of a place, by hand: R times the longitude, R times the inverse Gudermannian of the latitude
        x = 6_378_137 * np.radians(longitude[::500])
        y = 6_378_137 * np.arctanh(np.sin(np.radians(latitude[::500])))
        found = np.array(list(file.sample(np.column_stack([x, y]))))
    assert found[:, 0].tolist() == cells.exposure_ratio[::500].tolist()
    assert found[:, 2].tolist() == cells.field_strength[::500].tolist()
    with xr.open_dataset(path.with_suffix(".nc"), engine="h5netcdf") as data:
        assert int(np.isfinite(data["power_density"]).sum()) == len(cells.row)
        assert data["power_density"].attrs["units"] == "W m-2"
        assert data.attrs["height_m"] == 1.7
        low, middle, high = (data[f"expected{end}_exposure_ratio"].to_numpy().ravel() for end in ("_p5", "", "_p95"))
        given = np.isfinite(middle)
        assert given.any()
        assert np.all(low[given] <= middle[given])
        assert np.all(middle[given] <= high[given])
        assert np.all(high[given] <= data["bound_exposure_ratio"].to_numpy().ravel()[given] * (1 + 1e-8))


def test_the_catalogue_names_every_data_file_with_its_licence(site: Path) -> None:
    record = json.loads((site / "data/catalog.jsonld").read_text(encoding="utf-8"))
    assert record["@type"] == "dcat:Catalog"
    assert record["dct:issued"] == "2026-05-04"
    assert record["dct:license"] == {"@id": PUBLISHED.licence_url}
    told = [d["dcat:downloadURL"]["@id"] for s in record["dcat:dataset"] for d in s["dcat:distribution"]]
    files = {p.relative_to(site / "data").as_posix() for p in (site / "data").rglob("*") if p.is_file()}
    assert set(told) == {name for name in files if not name.startswith(("catalog", "dictionary"))}
    assert len(told) == len(set(told)) == 3 * 5 + 2
