"""Files of a station on buildings."""

from pathlib import Path

from emfassess.assessment.result import Assessment
from emfassess.publish.data.building_mesh import buildings_glb
from emfassess.publish.data.buildings import building_rows, buildings_geojson, facade_rows
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import json_text


def write_buildings(assessment: Assessment, folder: Path) -> None:
    """Write ``buildings.csv``, ``buildings.geojson``, ``facades.csv`` and ``buildings.glb``."""
    rows = building_rows(assessment)
    (folder / "buildings.csv").write_text(csv_text(rows), encoding="utf-8")
    (folder / "buildings.geojson").write_text(json_text(buildings_geojson(assessment, rows)), encoding="utf-8")
    (folder / "facades.csv").write_text(csv_text(facade_rows(assessment)), encoding="utf-8")
    (folder / "buildings.glb").write_bytes(buildings_glb(assessment))
