"""Commands load only what they use: which libraries are in memory when a command has printed its answer."""

import subprocess
import sys
from pathlib import Path

import pytest

from builders.msi_files import msi

EXAMPLE = Path(__file__).parents[2] / "stations" / "example-rooftop.toml"

PROGRAM = """
import sys
from emfassess.cli import app
app(sys.argv[2:], standalone_mode=False)
print("loaded:", *[name for name in sys.argv[1].split(",") if name in sys.modules])
"""

FILES = ("geopandas", "pyogrio", "rasterio", "pyarrow", "openpyxl", "h5netcdf", "zarr")
FIGURES = ("matplotlib", "folium", "jinja2", "typst", "trimesh", "streamlit")
SERVICES = ("sqlalchemy", "alembic", "distributed", "dask", "cryptography", "babel")
TABLES = ("pandas", "xarray", "gstools", "skimage")
NEVER = (*FILES, *FIGURES, *SERVICES, *TABLES, "emfassess.comparison", "emfassess.portal", "emfassess.register")
"""What neither of the short commands needs."""

COMPUTING = ("scipy", "numba", "shapely", "pyproj", "emfassess.field", "emfassess.assessment")
"""What a command needs only to compute a level."""


def loaded_by(modules: tuple[str, ...], *command: object) -> list[str]:
    words = [sys.executable, "-c", PROGRAM, ",".join(modules), *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "command",
    [("limits",), ("limits", "gb-8702-2014", "--json"), ("limits", "--frequency-mhz", "3500"), ("check", EXAMPLE)],
)
def test_short_commands_load_neither_tables_nor_computation(command: tuple[object, ...]) -> None:
    assert loaded_by((*NEVER, *COMPUTING), *command) == []


def test_a_pattern_is_described_without_tables_and_fields(tmp_path: Path) -> None:
    file = tmp_path / "a.msi"
    file.write_text(msi(), encoding="utf-8")
    assert loaded_by((*NEVER, *COMPUTING), "pattern", file) == []


def test_levels_at_a_place_need_neither_tables_nor_compiled_code(tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("id,east_m,north_m,height_m\na,30,40,1.7\n", encoding="utf-8")
    assert (
        loaded_by((*NEVER, "scipy", "numba"), "points", EXAMPLE, "--at", points, "--out", tmp_path / "levels.csv") == []
    )
