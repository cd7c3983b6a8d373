"""Two real places with a supposed network in them, end to end; they are read from the folder of real data beside the project.

The networks are made up: the figures say nothing about what stands there.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from builders.station_files import STATION
from emfassess.cli import app

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here")


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module", params=["munich", "lorient"])
def assessed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A station in the patch, assessed with its buildings and, where there is one, its terrain."""
    folder = tmp_path_factory.mktemp(request.param)
    longitude, latitude, buildings, terrain = {
        "munich": ("11.5750", "48.1372", "munich/buildings.gpkg", None),
        "lorient": ("-3.3600", "47.7480", "lorient/buildings.shp", "lorient/dem.geojson"),
    }[request.param]
    text = STATION.replace("120.12345", longitude).replace("30.27012", latitude)
    text = "\n".join(line for line in text.splitlines() if not line.startswith("ground_elevation_m"))
    (folder / "station.toml").write_text(text, encoding="utf-8")
    settings = [
        "[surroundings]",
        "facade_distance_m = 80",
        f'buildings = "{SHARED.resolve() / buildings}"',
        *([f'terrain = "{SHARED.resolve() / terrain}"'] if terrain else []),
    ]
    (folder / "emfassess.toml").write_text("\n".join(settings), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(app, ["assess", "station.toml"])
    assert done.exit_code == 0, done.output
    (own,) = [entry for entry in (folder / "reports").iterdir() if entry.is_dir()]
    return folder, own


def test_facades_of_real_buildings_are_in_the_result(assessed: tuple[Path, Path]) -> None:
    _, own = assessed
    record = json.loads((own / "assessment.json").read_text(encoding="utf-8"))
    around = record["surroundings"]
    assert around["buildings_known"] > 1000
    assert around["buildings_assessed"] == len(table(own / "buildings.csv")) > 20
    assert around["facade_receptors"] == len(table(own / "facades.csv"))
    assert (own / "report.pdf").stat().st_size > 100_000
    assert {"facades.svg", "view.svg", "window.svg", "buildings.glb"} <= {entry.name for entry in own.iterdir()}
    kinds = {place["kind"] for place in record["facades"]}
    assert kinds <= {"facade", "roof"}
    assert "facade" in kinds
    assert ("terrain-used" in {a["code"] for a in record["assumptions"]}) == (around["terrain"] is not None)


def test_the_levels_of_the_points_command_are_those_of_the_facades(assessed: tuple[Path, Path]) -> None:
    """Another way to the same number: the worst receptor of each of the ten most exposed buildings as a given point."""
    folder, own = assessed
    worst = table(own / "buildings.csv")[:10]
    # a facade's height is above the ground at its building; level ground, or terrain that is nearly so within a house
    lines = ["id,height_m,east_m,north_m", *(f"{i},{r['above_ground_m']},{r['east_m']},{r['north_m']}"
                                             for i, r in enumerate(worst))]  # fmt: skip
    (folder / "at.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(app, ["points", "station.toml", "--at", "at.csv", "--out", "out.csv"])
    assert done.exit_code == 0, done.output
    found = np.array([float(row["exposure_ratio"]) for row in table(folder / "out.csv")])
    told = np.array([float(row["exposure_ratio"]) for row in worst])
    terrain = json.loads((own / "assessment.json").read_text(encoding="utf-8"))["surroundings"]["terrain"]
    assert found == pytest.approx(told, rel=0.15 if terrain else 1e-6)
