"""Files of measurements as the register meets them: recognised, hashed, taken whole or not at all."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.instrument_files import NO_FIX, faults, fix, imported, monitem, written
from emfassess.measurement_files.read import PROFILES, ImportOptions, profile_of, read_measurements
from emfassess.readers.faults import InputError

GOOD = monitem(f"2024/03/07,08:54:22,0.80,{fix()}", f"2024/03/07,08:54:23,0.79,{NO_FIX}")


def test_the_same_content_saved_again_is_recognised(tmp_path: Path) -> None:
    texts = (GOOD, GOOD.replace("\r\n", "\n"), GOOD.replace("\r\n", "\r"), "\ufeff" + GOOD, GOOD + "\r\n\r\n")
    found = [
        read_measurements(written(tmp_path, text, f"{n}.txt"), options=ImportOptions(time_zone="UTC"))
        for n, text in enumerate(texts)
    ]
    assert len({one.content_sha256 for one in found}) == 1
    assert len({one.sha256 for one in found}) == len(texts)
    other = read_measurements(written(tmp_path, GOOD.replace("0.79", "0.78")), options=ImportOptions(time_zone="UTC"))
    assert other.content_sha256 != found[0].content_sha256


def test_a_file_that_changes_between_the_walks_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    found = read_measurements(file, options=ImportOptions(time_zone="UTC"))
    written(tmp_path, GOOD.replace("0.79", "0.7"))
    with pytest.raises(InputError, match="the file changed while it was read"):
        list(found.chunks())


def test_a_fault_at_the_end_of_a_long_file_gives_no_reading_at_all(tmp_path: Path) -> None:
    rows = [f"2024/03/07,08:54:22,0.80,{NO_FIX}"] * 60_000
    assert len(faults(written(tmp_path, monitem(*rows, "2024/03")), time_zone="UTC")) == 1


def test_of_very_many_faults_a_thousand_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    told = faults(written(tmp_path, monitem(*["2024/03"] * 1500)), time_zone="UTC")
    assert len(told) == 1001
    assert told[-1] == "500 more faults"


def test_progress_is_told_with_the_rows_of_the_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    options = ImportOptions(time_zone="UTC")
    read_measurements(written(tmp_path, GOOD), options=options, progress=lambda *rows: told.append(rows))
    assert told == [(9, 9)]


def test_the_campaign_takes_what_is_stated_beside_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, GOOD, "Route 1 (北).txt")
    found = imported(file, time_zone="UTC", attribution="City", campaign={"body": "Lab", "station_ids": ("S1",)})[0]
    campaign = found.campaigns[0]
    assert (campaign.id, campaign.attribution, campaign.body, campaign.station_ids) == (
        "Route-1",
        "City",
        "Lab",
        ("S1",),
    )
    assert imported(file, time_zone="UTC", campaign_id="R2")[0].campaigns[0].id == "R2"
    assert imported(file, time_zone="UTC", instrument={"probe_model": "WPF8"})[0].campaigns[0].instrument.key == (
        "MonitEM/13MT0001/WPF8/13WP0002"
    )


def test_another_serial_number_than_the_file_tells_is_refused(tmp_path: Path) -> None:
    assert faults(written(tmp_path, GOOD), time_zone="UTC", instrument={"serial": "X"}) == [
        "instrument.serial: 'X': 13MT0001, as the file says, or nothing"
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sensitivity_v_m": 0.0},
        {"averaging_s": -1.0},
        {"height_m": float("inf")},
        {"date_order": "ydm"},
        {"decimal": ";"},
        {"campaign_id": "../up"},
        {"instrument": {"serail": "1"}},
        {"campaign": {"points": ()}},
    ],
)
def test_options_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ImportOptions(**wrong)  # type: ignore[arg-type]


def test_a_file_that_does_not_say_what_it_is_needs_a_profile(tmp_path: Path) -> None:
    file = written(tmp_path, "a;b\n1;2\n", "unknown.csv")
    assert profile_of(file) is None
    (told,) = faults(file)
    assert told == f"a layout that names itself; state the profile: {', '.join(PROFILES)}, or a TOML file"
    (told,) = faults(file, "monitm")
    assert told.endswith("did you mean 'monitem'?")


def test_what_is_no_file_of_measurements_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "b.txt"
    binary.write_bytes(b"\x00\x01")
    wide = tmp_path / "w.txt"
    wide.write_bytes(GOOD.encode("utf-16"))
    empty = written(tmp_path, "", "e.txt")
    for path, told in (
        (binary, "not a text file"),
        (wide, "text in UTF-16"),
        (empty, "a layout that names itself"),
        (tmp_path, "a folder"),
        (tmp_path / "none.csv", "no such file"),
    ):
        assert told in faults(path)[0]


@pytest.mark.parametrize("profile", PROFILES)
@given(
    text=st.text(
        alphabet=st.sampled_from('MES=.;,*$GNRMCA->/:0123456789 VmNWE"\n\r\tpoint_idlevulatong#é'), max_size=200
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_text_is_read_or_refused_as_a_bad_file(tmp_path: Path, profile: str, text: str) -> None:
    file = written(tmp_path, text)
    with contextlib.suppress(InputError):
        options = ImportOptions(time_zone="UTC", unit="V/m", date_order="dmy")
        read_measurements(file, profile, options=options)


HEADS = {
    "monitem": GOOD,
    "cartoradio": "Numéro de mesure;Longitude;Latitude;Date de mesure;Mesure réalisée;Niveau global;Type d'environnement;"
    "laboratoire;TV\n1;2;3;01/02/2020;x;0,1;y;z;0,3\n",
    "selective": "id,lat,lon,LTE800,GSM900\nA,1,2,0.1,0.2\n",
    "pmm": "PMM 8055\n07/03/2024;08:54:00;;0.45;0.61\n",
    "amb8059": "MES=0.20; ; ; ; V/m; 3.58V; ;1 -->04/04/24 08:37:15*;\nMES=0.20; ; ; ; V/m; 3V; ;1 -->04/04/24 08:37:16*;",
    "template": "emfassess measurements,1\npoint_id,level,unit,time\nA,1,V/m,2026-03-01 08:00\n",
}


@pytest.mark.parametrize("profile", HEADS)
@given(place=st.integers(0, 300), junk=st.sampled_from(['"', ";", ",", "\n", "\x1f", "-", "9", "é", "\u2028", "$", ""]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_file_with_one_place_spoilt_is_read_or_refused(tmp_path: Path, profile: str, place: int, junk: str) -> None:
    whole = HEADS[profile]
    place %= len(whole)
    file = written(tmp_path, whole[:place] + junk + whole[place + 1 :])
    with contextlib.suppress(InputError):
        options = ImportOptions(time_zone="UTC", unit="V/m", date_order="dmy")
        found = read_measurements(file, profile, options=options)
        assert sum(len(chunk) for _, chunk in found.chunks()) == found.rows > 0
