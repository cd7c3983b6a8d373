"""The limit set of each country, and whether a station can lie in the country that it states."""

from datetime import date
from pathlib import Path

import pytest

import emfassess as emf
from builders.stations import carrier, station
from emfassess.readers.faults import InputError
from emfassess.readers.limit_sets import limit_set_ids
from emfassess.readers.national_limits import boxes_of, can_lie_in, countries, national_limit


@pytest.mark.parametrize(
    ("country", "limit"),
    # the assignment that was asked for: national law of each country, as the data files state it
    [
        ("CN", "gb-8702-2014"),
        ("BR", "br-anatel"),
        ("FR", "eu-1999-519"),
        ("DE", "eu-1999-519"),
        ("CH", "ch-nisv"),
        ("BE-BRU", "be-brussels"),
        ("BE-VLG", "be-flanders"),
        ("IT", "it-2024"),
        ("US", "fcc-1.1310"),
        ("CA", "ca-sc6-2015"),
        ("IN", "in-dot"),
        ("JP", "jp-public"),
        ("US-CA", "fcc-1.1310"),  # a state has the limit of its country
    ],
)
def test_every_country_has_its_own_set(country: str, limit: str) -> None:
    assert national_limit(country) == limit


@pytest.mark.parametrize("country", ["ZZ", "BE", "BE-WAL", "CN-HK"])  # Belgium's limits are those of its regions
def test_a_country_without_a_set_is_refused_with_the_sets_there_are(country: str) -> None:
    with pytest.raises(ValueError, match=rf"'{country}'.*BR \(br-anatel\).*US \(fcc-1\.1310\).*--limit"):
        national_limit(country)


def test_every_country_with_a_set_has_a_box_and_every_set_a_beginning() -> None:
    assert all(boxes_of(code) for code in countries())
    assert all(emf.load_limits(name).valid_from is not None for name in limit_set_ids())
    assert emf.load_limits("br-anatel").in_force(date(2024, 3, 1))
    assert not emf.load_limits("br-anatel").in_force(date(2024, 2, 29))


@pytest.mark.parametrize(
    ("country", "longitude", "latitude", "inside"),
    [
        ("BR", -35.2, -5.8, True),  # Natal
        ("BR", 120.1, 30.3, False),
        ("CN", 120.1, 30.3, True),  # Hangzhou
        ("US", -149.9, 61.2, True),  # Anchorage
        ("US", -99.1, 19.4, False),  # Mexico City
        ("BE-BRU", 4.35, 50.85, True),
        ("BE-BRU", 4.40, 51.22, False),  # Antwerp
        ("BE-WAL", 4.40, 51.22, True),  # no box of it is known
    ],
)
def test_places_and_countries(country: str, longitude: float, latitude: float, inside: bool) -> None:
    assert can_lie_in(country, longitude, latitude) is inside


STATION = """
[station]
id = "s"
operator = "A"
longitude = {longitude}
latitude = -5.8
{country}

[[antenna]]
id = "a"
pattern = {{ gain_dbi = 17, horizontal_beamwidth_deg = 65 }}
height_m = 30
azimuth_deg = 0

[[antenna.carrier]]
technology = "LTE"
frequency_mhz = 1800
power_w = 20
"""


def read(tmp_path: Path, country: str, longitude: float = -35.2) -> emf.Station:
    path = tmp_path / "s.toml"
    path.write_text(STATION.format(longitude=longitude, country=country))
    return emf.read_station(path)


def test_a_station_file_states_its_country(tmp_path: Path) -> None:
    assert read(tmp_path, 'country = "BR"').country == "BR"
    assert read(tmp_path, "").country is None
    for wrong in ("br", "Brazil", "BRA"):
        with pytest.raises(InputError, match=rf"station\.country \(line 7\).*{wrong}.*such as BR"):
            read(tmp_path, f'country = "{wrong}"')


def test_a_station_outside_of_its_country_is_warned_of(tmp_path: Path) -> None:
    limits = emf.load_limits("br-anatel")
    for longitude, expected in ((-35.2, False), (120.2, True)):
        found = emf.assess(read(tmp_path, 'country = "BR"', longitude), limits)
        assert ("check-outside-country" in {item.code for item in found.warnings}) is expected
        assert "check-outside-country" not in {item.code for item in found.assumptions}


def test_a_table_has_a_column_of_the_country(tmp_path: Path) -> None:
    head = "station_id,operator,longitude,latitude,country,antenna_id,gain_dbi,horizontal_beamwidth_deg,height_m,"
    row = "s{},A,-35.2,-5.8,{},a,17,65,30,0,LTE,1800,20\n"
    path = tmp_path / "t.csv"
    # NA is Namibia, not an empty cell
    path.write_text(head + "azimuth_deg,technology,frequency_mhz,power_w\n" + row.format(1, "BR") + row.format(2, "NA"))
    assert [found.country for found in emf.read_stations([path])] == ["BR", "NA"]
    path.write_text(path.read_text() + row.format(1, "US"))
    with pytest.raises(InputError, match=r"row 4, country.*US"):
        emf.read_stations([path])


def test_a_record_of_a_station_refuses_what_is_no_country() -> None:
    with pytest.raises(ValueError, match="ISO 3166"):
        emf.Station("s", "s", "A", 0.0, 0.0, station(carrier()).antennas, country="Brasil")
