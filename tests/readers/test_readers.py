"""The Brazilian register, point files and the project's settings."""

from pathlib import Path

import pytest

import emfassess as emf
from builders.anatel_rows import HEADER, row
from builders.stations import station
from emfassess.readers.faults import InputError
from emfassess.readers.point_files import read_points
from emfassess.readers.project import read_project
from emfassess.station_imports.anatel import bandwidth_mhz, convert_anatel

ROOT = Path(__file__).parents[2]
REGISTER = ROOT / ".." / "shared" / "data" / "anatel_natal" / "natal_2024-04-11.csv"


def converted(tmp_path: Path, *rows: str) -> tuple[tuple[emf.Station, ...], list[str]]:
    source, target = tmp_path / "register.csv", tmp_path / "ours.csv"
    source.write_text("\n".join([HEADER, *rows]) + "\n", encoding="latin-1")
    left_out = convert_anatel(source, target)
    return emf.read_stations([target]), left_out


def test_a_licensed_carrier_becomes_one_of_ours(tmp_path: Path) -> None:
    (made,), left_out = converted(tmp_path, row())
    antenna = made.antennas[0]
    carrier = antenna.carriers[0]
    assert left_out == []
    assert (made.id, made.name, made.operator, made.support) == ("100", "AVENIDA SÃO JOSÉ", "TIM", "rooftop")
    assert (made.longitude, made.latitude) == (-35.2, -5.8)
    assert (antenna.height_m, antenna.azimuth_deg, antenna.electrical_tilt_deg) == (30, 120, 4)
    assert (carrier.technology, carrier.frequency_mhz, carrier.bandwidth_mhz, carrier.power_w) == ("LTE", 1820, 20, 40)


@pytest.mark.parametrize(
    ("changes", "key", "value", "code"),
    [
        ({"AnguloElevacao": "6.20"}, "electrical_tilt_deg", 6.2, "tilt-sign-assumed"),
        # 98 % of the register's 10871 stated tilts are at most 8 degrees; 0 would lower the level on the ground
        ({"AnguloElevacao": ""}, "electrical_tilt_deg", 8.0, "tilt-assumed"),
        ({"AnguloElevacao": "?"}, "electrical_tilt_deg", 8.0, "tilt-assumed"),
        ({"AnguloElevacao": "400"}, "electrical_tilt_deg", 8.0, "tilt-assumed"),
        ({"AnguloElevacao": "nan"}, "electrical_tilt_deg", 8.0, "tilt-assumed"),
        ({"AlturaAntena": "nan"}, "height_m", 6.0, "height-assumed"),
        ({"AnguloElevacao": "-3°"}, "electrical_tilt_deg", 3.0, None),
        ({"AnguloElevacao": "-3 graus"}, "electrical_tilt_deg", 3.0, None),
        ({"AnguloElevacao": "-4 a -8"}, "electrical_tilt_deg", 8.0, "tilt-range"),
        ({"AnguloElevacao": "-4º a -8º"}, "electrical_tilt_deg", 8.0, "tilt-range"),
        ({"AnguloElevacao": "-1/-6"}, "electrical_tilt_deg", 6.0, None),
        ({"AnguloElevacao": "1/6"}, "mechanical_tilt_deg", 1.0, None),
        ({"AlturaAntena": ""}, "height_m", 6.0, "height-assumed"),
        ({"AlturaAntena": "3"}, "height_m", 3.0, "height-implausible"),
        ({"Azimute": "360"}, "azimuth_deg", 0.0, None),
    ],
)
def test_quirks_of_the_register_are_read_or_filled_and_told(
    tmp_path: Path, changes: dict[str, str], key: str, value: float, code: str | None
) -> None:
    (made,), _ = converted(tmp_path, row(**changes))
    assert getattr(made.antennas[0], key) == value
    codes = {note.code for note in made.assumptions} - {"feeder-loss-zero", "vertical-beamwidth-from-gain"}
    assert codes == ({code} if code else set())


def test_a_range_of_positive_tilts_is_read_as_downward(tmp_path: Path) -> None:
    for written in ("4 a 8", "4-8", "4.0 até 8.0", "8 a 4"):
        (made,), _ = converted(tmp_path, row(AnguloElevacao=written))
        assert made.antennas[0].electrical_tilt_deg == 8.0
        assert {"tilt-range", "tilt-sign-assumed"} <= {note.code for note in made.assumptions}


def test_a_missing_height_is_told_of_its_antenna_alone(tmp_path: Path) -> None:
    (made,), _ = converted(tmp_path, row(AlturaAntena="", Azimute="0"), row(Azimute="240"))
    filled = [antenna for antenna in made.antennas if antenna.height_m == 6.0]
    (told,) = [note for note in made.assumptions if note.code == "height-assumed"]
    assert told.where == tuple(f"100/{antenna.id}" for antenna in filled)
    assert len(filled) == 1


def test_stations_of_the_register_are_in_brazil(tmp_path: Path) -> None:
    (made,), _ = converted(tmp_path, row())
    assert made.country == "BR"


@pytest.mark.parametrize("changes", [{"GanhoAntena": "0"}, {"GanhoAntena": "0.0"}])
def test_a_gain_of_zero_is_not_believed(tmp_path: Path, changes: dict[str, str]) -> None:
    (made,), _ = converted(tmp_path, row(**changes))
    assert made.antennas[0].pattern.gain_dbi == 18.0
    assert "gain-assumed" in {note.code for note in made.assumptions}


@pytest.mark.parametrize(
    "changes", [{"AnguloMeiaPotenciaAntena": "0"}, {"AnguloMeiaPotenciaAntena": ""}, {"Azimute": ""}]
)
def test_an_unknown_beam_radiates_all_around(tmp_path: Path, changes: dict[str, str]) -> None:
    (made,), _ = converted(tmp_path, row(**changes))
    assert made.antennas[0].pattern.attenuation([0, 90, 180], 0.0) == pytest.approx([0, 0, 0])


def test_a_carrier_licensed_for_several_emissions_counts_once(tmp_path: Path) -> None:
    again = [row(DesignacaoEmissao="4M49G7W"), row(DesignacaoEmissao="8M97G7W", PotenciaTransmissorWatts="60")]
    (made,), _ = converted(tmp_path, row(), *again, row(GanhoAntena="15"), row(FreqTxMHz="2660"))
    carriers = [c for a in made.antennas for c in a.carriers]
    assert sorted((c.frequency_mhz, c.power_w) for c in carriers) == [(1820, 60), (2660, 40)]


def test_a_station_with_two_positions_says_so(tmp_path: Path) -> None:
    (made,), _ = converted(tmp_path, row(), row(FreqTxMHz="2660", Latitude="-5.81"))
    assert made.latitude == -5.8
    assert "position-of-first-row" in {note.code for note in made.assumptions}


def test_a_row_that_cannot_be_assessed_is_left_out_and_told(tmp_path: Path) -> None:
    _, left_out = converted(tmp_path, row(), row(NumEstacao="101", FreqTxMHz=""), row(Latitude=""))
    assert len(left_out) == 2
    assert "row 3" in left_out[0]
    assert "no position" in left_out[1]


def test_a_file_that_is_no_register_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="columns missing"):
        convert_anatel(tmp_path / "x.csv", tmp_path / "y.csv")
    (tmp_path / "x.csv").write_text(f"{HEADER}\n{row()}\n", encoding="latin-1")
    with pytest.raises(InputError, match="bounds"):
        convert_anatel(tmp_path / "x.csv", tmp_path / "y.csv", (0, 0, 1, 1))
    assert not (tmp_path / "y.csv").exists()


@pytest.mark.parametrize(
    ("designation", "expected"),
    # ITU Radio Regulations appendix 1: the letter stands for the decimal point, K kHz, M MHz
    [("20M0G7W", 20), ("200KG7W", 0.2), ("8M97G7W", 8.97), ("100MG7W", 100), ("2M50G7W", 2.5), ("?", None)],
)
def test_bandwidth_of_an_emission_designator(designation: str, expected: float | None) -> None:
    assert bandwidth_mhz(designation) == expected


@pytest.mark.parametrize("register", [REGISTER] if REGISTER.exists() else [])
def test_the_whole_register_of_natal_is_taken(register: Path, tmp_path: Path) -> None:
    # 512 stations; 8642 combinations of station, azimuth, height, frequency and technology, two of which differ only in how
    # a missing azimuth or height is filled
    assert convert_anatel(register, tmp_path / "n.csv") == []
    stations = emf.read_stations([tmp_path / "n.csv"])
    assert len(stations) == 512
    assert sum(len(a.carriers) for s in stations for a in s.antennas) == pytest.approx(8642, abs=5)
    convert_anatel(register, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "n.csv").read_bytes()


def points(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "points.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_points_count_from_the_first_station(tmp_path: Path) -> None:
    origin = station()
    plane = read_points(points(tmp_path, "id,height_m,east_m,north_m\na,1.7,10,-20\n"), origin)
    assert (plane.ids, plane.east_m[0], plane.north_m[0], plane.height_m[0]) == (("a",), 10, -20, 1.7)
    # one arc minute of latitude at 30 degrees north is 1847.5 m
    earth = read_points(points(tmp_path, f"id,longitude,latitude,height_m\nb,120.0,{30 + 1 / 60},1.5\n"), origin)
    assert (earth.east_m[0], earth.north_m[0]) == pytest.approx((0.0, 1847.5), abs=0.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "columns id, height_m"),
        ("id,height_m,east_m,north_m\n", "without a point"),
        ("id,height_m,longitude,latitude,east_m,north_m\na,1,2,3,4,5\n", "either"),
        ("id,height_m,east_m,north_m\na,1.7,1,2\na,1.7,3,4\n", "row 3, id"),
        ("id,height_m,east_m,north_m\na,high,1,2\n", "row 2, height_m: 'high'"),
        ("id,height_m,east_m,north_m\na,-1,1,nan\n", "row 2, north_m: 'nan'"),
        ("id,height_m,longitude,latitude\na,1.7,30,120\n", "row 2, latitude"),
        ("id,height_m,east_m,north_m\na,1.7,1\n", "as many cells"),
        ("id,height_m,east_m,north_m\né,1,2,3\n".encode("latin-1"), "UTF-8"),
    ],
)
def test_wrong_point_files_are_refused(tmp_path: Path, text: str | bytes, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        read_points(points(tmp_path, text), station())


def test_a_folder_of_points_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_points(tmp_path, station())


def test_a_project_without_settings_has_the_defaults(tmp_path: Path) -> None:
    project = read_project(tmp_path)
    assert (project.limit, project.project.country, project.population, project.also) == (None, None, "public", ())


def test_settings_are_read_and_paths_count_from_their_folder(tmp_path: Path) -> None:
    text = 'limit = "icnirp-2020"\nlanguage = "zh"\nnamed_points = "p.csv"\nexpanded_uncertainty_db = 3\n'
    (tmp_path / "emfassess.toml").write_text(text)
    project = read_project(tmp_path)
    assert (project.limit, project.language, project.expanded_uncertainty_db) == ("icnirp-2020", "zh", 3)
    assert project.named_points == tmp_path / "p.csv"


@pytest.mark.parametrize("text", ["limits = 'x'", "language = 'fr'", "expanded_uncertainty_db = -1", "limit = ["])
def test_wrong_settings_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "emfassess.toml").write_text(text)
    with pytest.raises(InputError, match=r"emfassess\.toml"):
        read_project(tmp_path)


def test_the_shipped_settings_are_read() -> None:
    project = read_project(ROOT)
    # the shipped network stands in Brazil: its own limit judges it, and that of China stands beside
    assert project.limit is None
    assert "gb-8702-2014" in project.also
