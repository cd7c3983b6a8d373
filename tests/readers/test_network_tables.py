"""Large tables: the network of columns is that of the records, and what is wrong is told in the same words."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from emfassess.field.network import Network, network_of
from emfassess.readers import network_tables, table_batches
from emfassess.readers.faults import InputError
from emfassess.readers.network_tables import read_network
from emfassess.readers.station_files import read_stations


def rows(stations: int = 40, seed: int = 1) -> pd.DataFrame:
    """Three antennas a station, two carriers an antenna, every way to state a power; some cells are empty."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(stations):
        place = {"longitude": 120 + rng.uniform(0, 1), "latitude": 30 + rng.uniform(0, 1), "ground_elevation_m": 5.0}
        for sector in range(3):
            antenna = {
                "station_id": f"S{number}",
                "operator": "A",
                "antenna_id": f"A{sector}",
                "gain_dbi": [17.0, 15.5][sector % 2],
                "horizontal_beamwidth_deg": 65.0,
                "vertical_beamwidth_deg": [7.0, np.nan][number % 2],
                "front_to_back_db": 25.0,
                "height_m": float(rng.integers(15, 60)),
                "azimuth_deg": sector * 120.0,
                "mechanical_tilt_deg": [2.0, np.nan][sector % 2],
                "electrical_tilt_deg": float(rng.integers(0, 4)),
                "radiating_length_m": [1.3, np.nan][number % 2],
                **place,
            }
            for band, key in enumerate(("power_w", ["eirp_w", "erp_w", "eirp_dbm"][number % 3])):
                made.append(
                    antenna
                    | {
                        "technology": ["LTE", "NR"][band],
                        "frequency_mhz": [942.0, 3500.0][band],
                        key: 40.0,
                        "feeder_loss_db": [0.5, np.nan][band],
                        "duty_cycle": [np.nan, 0.75][band],
                        "power_reduction_factor": [np.nan, 0.25][band],
                    }
                )
    return pd.DataFrame(made)


def written(table: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        table.to_parquet(path)
    elif path.suffix == ".gpkg":
        places = gpd.points_from_xy(table["longitude"], table["latitude"])
        gpd.GeoDataFrame(table.drop(columns=["longitude", "latitude"]), geometry=places, crs=4326).to_file(path)
    else:
        table.to_csv(path, index=False)
    return path


def by_columns(path: Path, monkeypatch: pytest.MonkeyPatch, batch: int = 37) -> Network:
    monkeypatch.setattr(network_tables, "LARGE", 0)
    monkeypatch.setattr(table_batches, "BATCH", batch)
    return read_network([path])


ANTENNA = (
    "key",
    "longitude",
    "latitude",
    "east",
    "north",
    "height",
    "elevation",
    "azimuth_deg",
    "tilt_deg",
    "boundary",
)
CARRIER = ("frequency", "eirp", "duty_cycle", "power_reduction_factor")


def assert_same(found: Network, expected: Network) -> None:
    order = [np.argsort(network.key) for network in (found, expected)]
    for name in ANTENNA:
        a, b = (getattr(network, name)[o] for network, o in zip((found, expected), order, strict=True))
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12, err_msg=name)
    assert [str(found.name[k]) for k in order[0]] == [str(expected.name[k]) for k in order[1]]
    carriers = []
    for network, o in zip((found, expected), order, strict=True):
        rank = np.argsort(o)
        by = np.lexsort([network.frequency, rank[network.antenna_index]])
        carriers.append({name: getattr(network, name)[by] for name in CARRIER})
        assert np.all(np.diff(network.antenna_index) >= 0)
    for name in CARRIER:
        np.testing.assert_allclose(carriers[0][name], carriers[1][name], rtol=1e-12, err_msg=name)
    kinds = [[n.patterns[k] for k in n.pattern_index[o]] for n, o in zip((found, expected), order, strict=True)]
    for (a, tilt_a), (b, tilt_b) in zip(*kinds, strict=True):
        assert (a.name, tilt_a) == (b.name, tilt_b)
        assert np.array_equal(a.vertical_db, b.vertical_db)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".gpkg"])
def test_columns_give_the_network_of_the_records(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(rows(), tmp_path / f"network{ending}")
    assert_same(by_columns(path, monkeypatch), network_of(read_stations([path])))


def test_rows_of_a_station_may_stand_anywhere_in_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(rows().sample(frac=1.0, random_state=3), tmp_path / "network.parquet")
    assert_same(by_columns(path, monkeypatch), network_of(read_stations([path])))


def test_stations_with_a_stated_array_go_the_long_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = rows()
    own = table["station_id"] == "S6"
    table.loc[own, ["rows", "row_pitch_m"]] = [10, 0.13]
    path = written(table, tmp_path / "network.parquet")
    assert_same(by_columns(path, monkeypatch), network_of(read_stations([path])))


FAULTS = {
    "a height below zero": ("height_m", -3.0),
    "a frequency of zero": ("frequency_mhz", 0.0),
    "swapped latitude": ("latitude", 120.0),
    "two powers": ("eirp_w", 10.0),
    "no power": ("power_w", np.nan),
    "a duty cycle above one": ("duty_cycle", 1.5),
    "an id that is no file name": ("station_id", "../x"),
    "an azimuth that disagrees": ("azimuth_deg", 77.0),
    "a beamwidth of zero": ("horizontal_beamwidth_deg", 0.0),
    "an empty antenna id": ("antenna_id", ""),
    "a position that disagrees": ("longitude", 121.9),
    "an operator that disagrees": ("operator", "B"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_told_in_the_words_of_the_station_reader(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, (column, value) = rows(), FAULTS[fault]
    table.loc[90, column] = value  # type: ignore[call-overload]
    path = written(table, tmp_path / "network.parquet")
    with pytest.raises(InputError) as expected:
        read_stations([path])
    with pytest.raises(InputError) as found:
        by_columns(path, monkeypatch)
    assert {str(f) for f in found.value.faults} == {str(f) for f in expected.value.faults}


def test_a_station_with_its_coordinates_exchanged_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = rows()
    table["longitude"], table["latitude"] = table["longitude"] - 90, table["latitude"] + 25
    own = table["station_id"] == "S6"
    table.loc[own, ["longitude", "latitude"]] = table.loc[own, ["latitude", "longitude"]].to_numpy()
    path = written(table, tmp_path / "network.parquet")
    with pytest.raises(InputError, match=r"S6.*swapped"):
        by_columns(path, monkeypatch)


def test_an_unknown_column_and_a_station_in_two_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(rows().rename(columns={"height_m": "height_ft"}), tmp_path / "network.parquet")
    with pytest.raises(InputError, match="height_ft"):
        by_columns(path, monkeypatch)
    first, second = (written(rows(), tmp_path / f"{name}.parquet") for name in ("one", "two"))
    monkeypatch.setattr(network_tables, "LARGE", 0)
    with pytest.raises(ValueError, match="is duplicated"):
        read_network([first, second])


def test_a_table_without_a_row_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(rows().head(0), tmp_path / "network.parquet")
    with pytest.raises(InputError, match="without a row"):
        by_columns(path, monkeypatch)


@pytest.mark.parametrize("country", [None, "BR", "br"])
def test_the_countries_of_a_network_are_known(
    country: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = rows()
    first = table["station_id"].iloc[0]
    table["country"] = [country if name == first else "" for name in table["station_id"]]
    path = written(table, tmp_path / "network.parquet")
    if country == "br":
        with pytest.raises(InputError, match=r"country.*'?br'?.*ISO 3166"):
            by_columns(path, monkeypatch)
    else:
        assert by_columns(path, monkeypatch).countries == (("", country) if country else ("",))
