"""The package as a script or a notebook meets it: names, what goes in, what comes out."""

import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from shapely.geometry import box

import emfassess as emf
from builders.measured_fields import mast, measured
from builders.stations import carrier, parabolic, station
from emfassess.field import sources_of
from emfassess.surroundings import Building

EXAMPLE = Path(__file__).parents[1] / "stations" / "example-rooftop.toml"
LONGEST = 2000
"""Characters that fit on a screen."""

ROWS = pd.DataFrame(
    {
        "station_id": ["S1", "S1"],
        "operator": "A",
        "longitude": 120.0,
        "latitude": 30.0,
        "antenna_id": "A1",
        "gain_dbi": 17.0,
        "horizontal_beamwidth_deg": 65.0,
        "vertical_beamwidth_deg": 7.0,
        "front_to_back_db": 25.0,
        "height_m": 30.0,
        "azimuth_deg": 120.0,
        "technology": ["LTE", "NR"],
        "frequency_mhz": [1800.0, 3500.0],
        "power_w": [40.0, 200.0],
        "feeder_loss_db": 0.5,
        "duty_cycle": [1.0, 0.75],
    }
)


@pytest.fixture(scope="module")
def result() -> emf.Assessment:
    house = Building("house <1>", box(30, -10, 42, 10), 12.0)
    return emf.assess(
        station(carrier(50.0, 900.0), pattern=parabolic()),
        "gb-8702-2014",
        named_points=[emf.NamedPoint("window & door", 0.0, 40.0, 10.0)],
        scene=emf.Scene(buildings=(house,)),
        draws=0,
    )


def test_every_public_name_resolves_and_nothing_else_is_listed() -> None:
    assert dir(emf) == emf.__all__
    assert 20 <= len(emf.__all__) <= 30
    assert all(getattr(emf, name) is not None for name in emf.__all__)
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        _ = emf.asess


def test_the_package_alone_loads_nothing() -> None:
    program = "import sys; before = set(sys.modules); import emfassess; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout
    assert "'emfassess'" in loaded
    assert "numpy" not in loaded
    assert "emfassess." not in loaded


def test_one_station_several_and_a_path_give_the_same_result() -> None:
    read = emf.read_station(EXAMPLE)
    limits = emf.load_limits("gb-8702-2014")
    found = [
        emf.assess(stations, limit, draws=0).max_exposure_ratio
        for stations, limit in (
            (read, limits),
            ([read], "gb-8702-2014"),
            (iter([EXAMPLE]), limits),
            (str(EXAMPLE), limits),
        )
    ]
    assert found == [found[0]] * 4


def test_a_data_frame_is_a_station_table(tmp_path: Path) -> None:
    ROWS.to_csv(tmp_path / "network.csv", index=False)
    (read,), (of_file,) = emf.read_stations(ROWS), emf.read_stations(tmp_path / "network.csv")
    assert (read.id, read.longitude, read.assumptions) == (of_file.id, of_file.longitude, of_file.assumptions)
    assert read.antennas[0].carriers == of_file.antennas[0].carriers
    assert read.antennas[0].size == of_file.antennas[0].size
    assert read.antennas[0].height_m == of_file.antennas[0].height_m == 30.0
    assert read.source is not None
    assert read.source.name == "DataFrame"
    assert emf.assess(ROWS, "gb-8702-2014", draws=0).subjects[0].id == "S1"


def test_the_index_of_a_data_frame_does_not_matter_and_the_frame_stays_as_it_is() -> None:
    shuffled = ROWS.set_index(pd.Index([17, 4]))
    before = shuffled.copy()
    assert emf.read_stations(shuffled)[0].antennas[0].carriers == emf.read_stations(ROWS)[0].antennas[0].carriers
    pd.testing.assert_frame_equal(shuffled, before)


def test_a_geo_data_frame_gives_its_points() -> None:
    # 120 E, 30 N in Web Mercator: 20037508.342789244 * 120 / 180 and ln(tan(60 deg)) of the sphere's radius 6378137 m
    points = gpd.points_from_xy([20037508.342789244 * 2 / 3] * 2, [6378137.0 * np.log(np.tan(np.radians(60.0)))] * 2)
    frame = gpd.GeoDataFrame(ROWS.drop(columns=["longitude", "latitude"]), geometry=points, crs="EPSG:3857")
    (read,) = emf.read_stations(frame)
    assert (read.longitude, read.latitude) == pytest.approx((120.0, 30.0), abs=1e-9)


def test_faults_of_a_data_frame_name_row_and_column() -> None:
    with pytest.raises(emf.InputError, match="DataFrame: row 3, height_m") as fault:
        emf.read_stations(ROWS.assign(antenna_id=["A1", "A2"], height_m=[30.0, -1.0]))
    assert len(fault.value.faults) == 1
    with pytest.raises(emf.InputError, match="did you mean 'height_m'"):
        emf.read_stations(ROWS.rename(columns={"height_m": "hight_m"}))


def test_places_come_out_as_points_on_earth(result: emf.Assessment) -> None:
    table = result.to_geodataframe()
    assert table.crs == "EPSG:4326"
    assert len(table) == len(result.places)
    row = table.set_index("id").loc["point-1"]
    assert row["label"] == "window & door"
    assert row["height_m"] == 10.0
    # 40 m north on the ellipsoid at 30 degrees, where one degree of latitude is 110.852 km
    assert (row.geometry.x, row.geometry.y) == pytest.approx((120.0, 30.0 + 40 / 110852), abs=1e-7)
    assert table["exposure_ratio"].max() == result.max_exposure_ratio
    assert set(table["scenario"]) == {"theoretical"}
    assert table["main_contributor"].iloc[0] == "S1/A1 LTE 900 MHz"


def test_ground_and_buildings_come_out_as_tables_of_their_own(result: emf.Assessment) -> None:
    assert len(result.to_geodataframe("ground")) == len(result.grid.points)
    walls = result.to_geodataframe("buildings", scenario="actual")
    assert set(walls["building"]) == {"house <1>"}
    assert set(walls["scenario"]) == {"actual"}
    with pytest.raises(ValueError, match="scenario must be"):
        result.to_geodataframe(scenario="usual")
    with pytest.raises(ValueError, match="receptors must be"):
        result.to_geodataframe("walls")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no receptors at buildings"):
        replace(result, buildings=None).to_dataset("buildings")


@pytest.mark.parametrize("kind", ["ground", "places", "buildings"])
def test_each_kind_of_receptors_is_one_labelled_dataset(result: emf.Assessment, kind: Any, tmp_path: Path) -> None:
    data = result.to_dataset(kind)
    assert set(data.sizes) == {"scenario", "sum", "point", "contributor"}
    assert {"longitude", "latitude", "east", "north", "height"} <= set(data.coords)
    assert data["power_density"].attrs["units"] == "W m-2"
    assert data["expected_p95"].dims == ("point",)
    assert data["longitude"].attrs == {"standard_name": "longitude", "units": "degrees_east"}
    assert all(variable.attrs.get("long_name") for variable in data.data_vars.values())
    for name in ("near_field", "model"):
        flags = data[name].attrs
        assert flags["flag_values"].dtype == data[name].dtype
        assert len(flags["flag_values"]) == len(flags["flag_meanings"].split())
        assert set(np.unique(data[name])) <= set(flags["flag_values"])
    assert data.attrs["Conventions"] == "CF-1.11"
    data.to_netcdf(tmp_path / "levels.nc", engine="h5netcdf")


def test_places_are_selected_by_their_names(result: emf.Assessment) -> None:
    data = result.to_dataset("places").swap_dims(point="id")
    level = data["exposure_ratio"].sel(id="point-1", scenario="theoretical")
    assert float(level) == float(result.to_geodataframe().set_index("id").loc["point-1", "exposure_ratio"])


def test_figures_and_documents_are_one_call_away(result: emf.Assessment) -> None:
    assert all(isinstance(draw(result), Figure) for draw in (emf.plot.plan, emf.plot.section))
    antenna = result.subjects[0].antennas[0]
    assert isinstance(emf.plot.pattern(antenna, language="zh"), Figure)
    assert isinstance(emf.plot.pattern(antenna.pattern), Figure)
    brief = emf.report.pdf(result)
    whole = emf.report.pdf(replace(result, budget=replace(result.budget, draws_db=(-1.5, 1.5))), language="zh")
    assert brief.startswith(b"%PDF")
    assert len(whole) > len(brief)
    assert "<html" in emf.report.html_map(result)


def everything_in(record: object, seen: dict[int, object]) -> dict[int, object]:
    """All records that can be reached from one."""
    if id(record) in seen:
        return seen
    if is_dataclass(record) and not isinstance(record, type):
        seen[id(record)] = record
        for field in fields(record):
            everything_in(getattr(record, field.name), seen)
    elif isinstance(record, tuple | list):
        for one in record[:5]:
            everything_in(one, seen)
    return seen


def long_network() -> tuple[emf.Station, ...]:
    """One station of 500 antennas, and another one."""
    many = station(pattern=parabolic())
    antennas = tuple(replace(many.antennas[0], id=f"A{number}", height_m=20.0 + number / 50) for number in range(500))
    return replace(many, antennas=antennas), station(id="S2", latitude=30.01)


@pytest.fixture(scope="module")
def crowded(result: emf.Assessment) -> emf.Assessment:
    """The same result with the records of a crowded station in it: how long a record prints needs no level of it."""
    stations = long_network()
    return replace(result, stations=stations, subjects=stations, sources=sources_of(stations))


def test_no_record_prints_more_than_a_screen(result: emf.Assessment, crowded: emf.Assessment) -> None:
    compared = emf.compare([mast()], result.limits, measured(np.array([[0.0, 0.0, 20.0]]), np.array([0.4])))
    zones = emf.station_zones(result.subjects[0], [result.limits])
    records: dict[int, object] = {}
    for record in (result, crowded, compared, emf.mitigate(result), *zones):
        everything_in(record, records)
    lengths = {type(record).__name__: len(repr(record)) for record in records.values()}
    assert {"Assessment", "Station", "Antenna", "LimitSet", "Levels", "Scene", "Pattern", "Mitigation"} <= set(lengths)
    assert {"Comparison", "Zone", "Budget", "Sources"} <= set(lengths)
    assert not {name: length for name, length in lengths.items() if length > LONGEST}


def test_a_summary_says_what_matters(result: emf.Assessment, crowded: emf.Assessment) -> None:
    assert f"verdict='{result.verdict}'" in repr(result)
    assert "stations=('S1')" in repr(result)
    assert "antennas=500" in repr(crowded.stations[0])
    assert "\n" not in repr(crowded)


def test_tables_of_a_notebook_are_escaped(result: emf.Assessment) -> None:
    station_ = replace(result.subjects[0], name="<script>alert('x')</script> & co")
    html = station_._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert len(html) < LONGEST
    for record in (result, result.limits, result.grid_levels, result.scene, result.subjects[0].antennas[0]):
        assert record._repr_html_().startswith("<table>")
