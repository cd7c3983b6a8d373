"""Which limit judges a station: the option, the project's file, the country of the station, that of the project, China's."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import emfassess as emf
from builders.stations import carrier, parabolic, station
from emfassess.jobs.plan import Plan, read_plan
from emfassess.jobs.points import write_point_levels
from emfassess.jobs.region_plan import region_plan
from emfassess.jobs.run import assess_station, write_run
from emfassess.jobs.station_limits import LimitChoice
from emfassess.readers.faults import InputError
from emfassess.readers.point_files import read_points


def at(name: str, country: str | None, longitude: float = 120.0, latitude: float = 30.0) -> emf.Station:
    made = station(carrier(), id=name, pattern=parabolic(), longitude=longitude, latitude=latitude)
    return replace(made, country=country)


def plan(tmp_path: Path, *stations: emf.Station, file: str = "", **asked: Any) -> Plan:
    (tmp_path / "emfassess.toml").write_text(file)
    return read_plan([], folder=tmp_path, known=stations, **asked)


@pytest.mark.parametrize(
    ("asked", "file", "country", "expected"),
    # the order of precedence, each line without what came first in the line before
    [
        ("icnirp-2020", 'limit = "it-2024"\n[project]\ncountry = "CH"\n', "US", "icnirp-2020"),
        (None, 'limit = "it-2024"\n[project]\ncountry = "CH"\n', "US", "it-2024"),
        (None, '[project]\ncountry = "CH"\n', "US", "fcc-1.1310"),
        (None, '[project]\ncountry = "CH"\n', None, "ch-nisv"),
        (None, "", None, "gb-8702-2014"),
    ],
)
def test_the_order_in_which_a_limit_is_chosen(
    tmp_path: Path, asked: str | None, file: str, country: str | None, expected: str
) -> None:
    made = plan(tmp_path, at("S1", country), file=file, limit=asked)
    assert made.limits_of(made.stations[0]).id == expected


@pytest.mark.parametrize(
    ("file", "country", "codes"),
    [
        ("", None, {"limit-assumed"}),
        ('[project]\ncountry = "CN"\n', None, {"country-of-project"}),
        ("", "CN", set()),
        ('limit = "gb-8702-2014"\n', None, set()),
    ],
)
def test_a_limit_that_nobody_stated_is_an_assumption_of_the_result(
    tmp_path: Path, file: str, country: str | None, codes: set[str]
) -> None:
    found, _ = assess_station(plan(tmp_path, at("S1", country), file=file), 0, draws=0)
    assert {item.code for item in found.assumptions} & {"limit-assumed", "country-of-project"} == codes


def test_one_run_holds_stations_of_several_countries(tmp_path: Path) -> None:
    made = plan(
        tmp_path,
        at("cn", "CN"),
        at("br", "BR", -35.2, -5.8),
        at("us", "US", -100.0, 40.0),
        also=("icnirp-2020", "gb-8702-2014"),
    )
    assert [limits.id for limits in made.judging] == ["gb-8702-2014", "br-anatel", "fcc-1.1310"]
    rows = write_run(made, tmp_path / "run").rows
    assert [(row["country"], row["limit"]) for row in rows] == [
        ("CN", "gb-8702-2014"),
        ("BR", "br-anatel"),
        ("US", "fcc-1.1310"),
    ]
    # at 900 MHz 12 V/m, that is 0.382 W/m2, in China; 4.5 in Brazil (f/200); 6 in the United States (f/150)
    ratio = {row["station_id"]: row["max_exposure_ratio_theoretical"] / row["power_density_w_m2"] for row in rows}
    assert 1 / ratio["cn"] == pytest.approx(144 / 376.73, rel=1e-3)
    assert 1 / ratio["br"] == pytest.approx(4.5, rel=1e-3)
    assert 1 / ratio["us"] == pytest.approx(6.0, rel=1e-3)
    index = json.loads((tmp_path / "run" / "index.json").read_text())
    assert [entry["limit"] for entry in index["stations"]] == ["gb-8702-2014", "br-anatel", "fcc-1.1310"]
    assert {limit["id"]: limit["countries"] for limit in index["limits"]}["br-anatel"] == ["BR"]
    record = json.loads((tmp_path / "run" / "br" / "assessment.json").read_text())
    assert (record["station"]["country"], record["limit"]["id"]) == ("BR", "br-anatel")
    assert record["also"][0]["limit"]["id"] == "icnirp-2020"
    places = json.loads((tmp_path / "run" / "stations.geojson").read_text())["features"]
    assert [place["properties"]["country"] for place in places] == ["CN", "BR", "US"]
    with (tmp_path / "run" / "summary.csv").open() as table:
        written = list(csv.DictReader(table))
    assert [row["country"] for row in written] == ["CN", "BR", "US"]
    # a set that already judges a station is not shown beside itself, and has its columns all the same
    assert written[0]["gb-8702-2014_max_exposure_ratio"] == written[0]["max_exposure_ratio"]
    china = json.loads((tmp_path / "run" / "cn" / "assessment.json").read_text())
    assert [other["limit"]["id"] for other in china["also"]] == ["icnirp-2020"]
    again = read_plan([], folder=tmp_path, known=made.stations)
    assert [limits.id for limits in again.judging] == ["gb-8702-2014", "br-anatel", "fcc-1.1310"]


def test_the_country_of_the_project_is_kept_in_the_plan_of_a_run(tmp_path: Path) -> None:
    made = plan(tmp_path, at("S1", None), file='[project]\ncountry = "CH"\n')
    assert made.options is not None
    assert json.loads(made.options.text)["country"] == "CH"
    assert "project.country = CH" in made.options.command
    assert "--limit" not in made.options.command


def test_a_country_without_a_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"station S1, country: 'ZZ'.*--limit.*BR \(br-anatel\)"):
        plan(tmp_path, at("S1", "ZZ"))
    with pytest.raises(InputError, match=r"emfassess\.toml: project\.country: 'ZZ'"):
        plan(tmp_path, at("S1", None), file='[project]\ncountry = "ZZ"\n')
    assert plan(tmp_path, at("S1", "ZZ"), limit="icnirp-2020").limits.id == "icnirp-2020"


@pytest.mark.parametrize("file", ['[project]\ncountry = "br"\n', '[project]\nplace = "BR"\n', 'country = "BR"\n'])
def test_wrong_settings_of_the_project_are_refused(tmp_path: Path, file: str) -> None:
    with pytest.raises(InputError, match=r"emfassess\.toml"):
        plan(tmp_path, at("S1", None), file=file)


def test_a_limit_that_is_not_in_force_on_the_date_is_refused(tmp_path: Path) -> None:
    # GB 8702-2014 is in force since 2015-01-01, Anatel's act 17865 since 2024-03-01
    for country, day, limit in (("CN", date(2014, 12, 31), "gb-8702-2014"), ("BR", date(2024, 2, 29), "br-anatel")):
        with pytest.raises(ValueError, match=rf"--date {day}: {limit} is in force from.*not on this day"):
            plan(tmp_path, at("S1", country), day=day)
    assert plan(tmp_path, at("S1", "BR"), day=date(2024, 3, 1)).limits.id == "br-anatel"


def test_points_refuse_stations_of_several_countries(tmp_path: Path) -> None:
    table = tmp_path / "p.csv"
    table.write_text("id,height_m,east_m,north_m\na,1.7,0,60\n")
    stations = (at("cn", "CN"), at("br", "BR", -35.2, -5.8))
    mixed = plan(tmp_path, *stations)
    asked: dict[str, Any] = {"model": "auto", "scenario": "theoretical"}
    with pytest.raises(InputError, match=r"'BR, CN'.*one country for points.*--limit"):
        write_point_levels(mixed, read_points(table, stations[0]), tmp_path / "out.csv", **asked)
    one = plan(tmp_path, *stations, limit="icnirp-2020")
    write_point_levels(one, read_points(table, stations[0]), tmp_path / "out.csv", **asked)
    assert (tmp_path / "out.csv").exists()


def test_region_refuses_stations_of_several_countries(tmp_path: Path) -> None:
    head = "station_id,operator,longitude,latitude,country,antenna_id,gain_dbi,horizontal_beamwidth_deg,height_m,"
    row = "s{},A,120.0{},30,{},a,17,65,30,0,LTE,900,20\n"
    path = tmp_path / "t.csv"
    path.write_text(
        head + "azimuth_deg,technology,frequency_mhz,power_w\n" + row.format(1, 1, "CN") + row.format(2, 2, "")
    )
    asked: dict[str, Any] = {"cell": 50.0, "height": "1.7", "radius": 1000.0, "folder": tmp_path}
    with pytest.raises(InputError, match=r"one country for region.*--limit"):
        region_plan([path], **asked)
    assert region_plan([path], limit="icnirp-2020", **asked).limits.id == "icnirp-2020"
    (tmp_path / "emfassess.toml").write_text('[project]\ncountry = "CN"\n')
    assert region_plan([path], **asked).limits.id == "gb-8702-2014"


@pytest.mark.parametrize(
    ("limit", "project_country", "country", "expected", "assumed"),
    [
        ("icnirp-2020", "CH", "US", "icnirp-2020", None),
        (None, "CH", "US", "fcc-1.1310", None),
        (None, "CH", None, "ch-nisv", "country-of-project"),
        (None, None, None, "gb-8702-2014", "limit-assumed"),
    ],
)
def test_measurements_are_judged_in_the_same_order(
    limit: str | None, project_country: str | None, country: str | None, expected: str, assumed: str | None
) -> None:
    choice = LimitChoice(limit, project_country)
    measured = [at("S1", country)]
    assert choice.standard(measured) == expected
    told = choice.assumption(measured)
    assert (told.code if told else None) == assumed


def test_a_campaign_in_several_countries_asks_for_a_limit() -> None:
    with pytest.raises(InputError, match=r"one country for a campaign.*--limit"):
        LimitChoice(None, None).standard([at("S1", "CN"), at("S2", "BR")])
