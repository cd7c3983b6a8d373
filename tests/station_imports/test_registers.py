"""Registers of countries become station tables by stated rules; lists of masts stay lists. All rows are made up."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

import emfassess as emf
from builders.anatel_rows import HEADER, row
from emfassess.cli import app
from emfassess.station_imports.acma import precision_m


def run(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--language", "en", *map(str, arguments)])
    assert result.exit_code == exit_code, result.output
    return result.output


def imported(register: str, source: Path, target: Path) -> str:
    return run("stations", "import", source, "--register", register, "--out", target)


ANFR = {
    "SUP_STATION": ("STA_NM_ANFR;ADM_ID;DTE_IMPLANTATION", "0352290001;23;01/01/2015"),
    "SUP_EXPLOITANT": ("ADM_ID;ADM_LB_NOM", "23;OPÉRATEUR"),
    "SUP_NATURE": ("NAT_ID;NAT_LB_NOM", "21;Pylône tubulaire"),
    "SUP_TYPE_ANTENNE": ("TAE_ID;TAE_LB", "1;Panneau", "2;Trisecteur"),
    "SUP_SUPPORT": (
        "SUP_ID;STA_NM_ANFR;NAT_ID;COR_NB_DG_LAT;COR_NB_MN_LAT;COR_NB_SC_LAT;COR_CD_NS_LAT;COR_NB_DG_LON;COR_NB_MN_LON;"
        "COR_NB_SC_LON;COR_CD_EW_LON;ADR_LB_LIEU",
        "7;0352290001;21;48;6;36;N;1;40;48;W;Château d'eau",
    ),
    "SUP_ANTENNE": (
        "STA_NM_ANFR;AER_ID;TAE_ID;AER_NB_DIMENSION;AER_FG_RAYON;AER_NB_AZIMUT;AER_NB_ALT_BAS;SUP_ID",
        "0352290001;11;1;2,0;H;120,0;28,5;7",
        "0352290001;12;2;;;240,0;30,0;7",
        "0352290001;13;1;0,6;D;10,0;20,0;7",
    ),
    "SUP_EMETTEUR": (
        "EMR_ID;EMR_LB_SYSTEME;STA_NM_ANFR;AER_ID;EMR_DT_SERVICE",
        "1;LTE 1800;0352290001;11;01/02/2016",
        "2;5G NR 3500;0352290001;12;01/02/2021",
        "3;FH;0352290001;13;",
    ),
    "SUP_BANDE": (
        "STA_NM_ANFR;BAN_ID;EMR_ID;BAN_NB_F_DEB;BAN_NB_F_FIN;BAN_FG_UNITE",
        "0352290001;1;1;1710;1730;M",
        "0352290001;2;1;1805;1825;M",
        "0352290001;3;2;3,49;3,58;G",
        "0352290001;4;3;18;18,1;G",
    ),
}


def anfr_folder(folder: Path) -> Path:
    folder.mkdir()
    for name, lines in ANFR.items():
        (folder / f"{name}.txt").write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    return folder


def test_the_register_of_france(tmp_path: Path) -> None:
    target = tmp_path / "fr.csv"
    output = imported("anfr", anfr_folder(tmp_path / "anfr"), target)
    assert "emitters that are not of a mobile network: 1" in output
    table = pd.read_csv(target, dtype={"station_id": str})
    # 48 deg 6' 36" are 48.11; 1 deg 40' 48" west are -1.68
    assert table[["longitude", "latitude"]].to_numpy().tolist() == [[-1.68, 48.11]] * 2
    assert table["operator"].tolist() == ["OPÉRATEUR"] * 2
    # downlink only: 1805 to 1825 and 3490 to 3580 MHz
    assert table["frequency_mhz"].tolist() == [1815, 3535]
    assert table["bandwidth_mhz"].tolist() == [20, 90]
    # a panel of 2 m whose lower edge is at 28.5 m; an antenna of unknown size keeps its lower edge
    assert table["height_m"].tolist() == [29.5, 30]
    assert table["power_w"].tolist() == [80, 263]
    assert table["gain_dbi"].tolist() == [18.7, 25]
    assert table["horizontal_beamwidth_deg"].tolist() == [360, 360]
    codes = table["assumptions"].str.split().tolist()
    filled = {"gain-not-in-register", "omnidirectional-assumed", "tilt-not-in-register", "power-not-in-register"}
    assert [set(code) for code in codes] == [filled, filled | {"height-of-lower-edge"}]
    (station,) = emf.read_stations([target])
    assert station.country == "FR"
    assert "Power not in the register" in run("check", target)


def test_the_register_of_france_in_an_archive_and_cut(tmp_path: Path) -> None:
    folder = anfr_folder(tmp_path / "anfr")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"data/{file.name}")
    imported("anfr", folder / "SUP_ANTENNE.txt", tmp_path / "a.csv")
    imported("anfr", tmp_path / "a.zip", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    (folder / "SUP_BANDE.txt").unlink()
    output = run("stations", "import", folder, "--register", "anfr", "--out", tmp_path / "c.csv", exit_code=2)
    assert "'SUP_BANDE.txt or SUP_BANDE.csv': missing" in output


def test_the_weekly_observatory_is_a_list(tmp_path: Path) -> None:
    source = tmp_path / "observatoire.csv"
    header = "sta_nm_anfr;coordonnees;adm_lb_nom;statut;generation;emr_lb_systeme;emr_dt;date_maj"
    lines = (header, "0352290001;48.11, -1.68;OP;En service;4G;LTE 1800;2020-01-01;2024-01-01")
    source.write_text("\n".join(lines), encoding="utf-8")
    output = imported("anfr", source, tmp_path / "o.geojson")
    assert "not for an assessment" in output
    places = gpd.read_file(tmp_path / "o.geojson")
    assert (places.geometry.x[0], places.geometry.y[0]) == (-1.68, 48.11)


def acma_folder(folder: Path) -> Path:
    folder.mkdir()
    devices = (
        "SDD_ID,LICENCE_NO,FREQUENCY,BANDWIDTH,DEVICE_TYPE,TRANSMITTER_POWER,TRANSMITTER_POWER_UNIT,SITE_ID,ANTENNA_ID,"
        "AZIMUTH,HEIGHT,TILT,FEEDER_LOSS,EIRP,EIRP_UNIT",
        "1,100/1,1815000000,20000000,T,40,W,9,5,120,30,-4,0.5,,",
        "2,100/1,1720000000,20000000,R,,,9,5,120,30,-4,,,",
        "3,100/1,3500000000,100000000,T,,,9,6,240,31,,,100,kW",
        "4,100/2,943000000,,T,46,dBm,9,,,,,,,",
        "5,100/2,943000000,,T,,,9,5,0,30,2,,,",
    )
    sites = ("SITE_ID,LATITUDE,LONGITUDE,NAME,SITE_PRECISION", "9,-33.87,151.21,Mast,Within 10 meters")
    antennas = ("ANTENNA_ID,GAIN,FRONT_TO_BACK,H_BEAMWIDTH,V_BEAMWIDTH", "5,17,25,65,7", "6,25,30,60,6")
    for name, lines in (("device_details", devices), ("site", sites), ("antenna", antennas)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_the_register_of_australia(tmp_path: Path) -> None:
    target = tmp_path / "au.csv"
    output = imported("acma", acma_folder(tmp_path / "acma"), target)
    assert "transmitters without a power, or without a frequency: 1" in output
    table = pd.read_csv(target).sort_values("frequency_mhz")
    assert table["frequency_mhz"].tolist() == [943, 1815, 3500]
    # 46 dBm are 39.81 W; 100 kW EIRP
    assert table["power_w"].dropna().tolist() == pytest.approx([39.810717, 40])
    assert table["eirp_w"].dropna().tolist() == [100_000]
    assert table["electrical_tilt_deg"].tolist() == [8, 4, 8]
    assert table["height_m"].tolist() == [6, 30, 31]
    assert table["position_uncertainty_m"].tolist() == [10] * 3
    codes = [set(text.split()) if isinstance(text, str) else set() for text in table["assumptions"]]
    nothing = {"gain-not-in-register", "omnidirectional-assumed", "height-assumed", "tilt-not-in-register"}
    assert codes == [nothing, {"tilt-sign-assumed"}, {"tilt-not-in-register"}]
    (station,) = emf.read_stations([target])
    assert (station.id, station.country, len(station.antennas)) == ("9", "AU", 3)
    assert precision_m("Within 1 km") == 1000


def test_of_power_and_eirp_the_one_that_radiates_more_counts(tmp_path: Path) -> None:
    folder = acma_folder(tmp_path / "acma")
    devices = (folder / "device_details.csv").read_text(encoding="utf-8").splitlines()
    # 40 W, 17 dBi, 0.5 dB of loss are 1787 W EIRP
    for eirp, column in ((1700, "power_w"), (1900, "eirp_w")):
        lines = [devices[0], devices[1].removesuffix(",") + f"{eirp},W"]
        (folder / "device_details.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        imported("acma", folder, tmp_path / "au.csv")
        table = pd.read_csv(tmp_path / "au.csv")
        assert [name for name in ("power_w", "eirp_w") if name in table] == [column]


def test_cells_of_telephones_are_a_list_that_cannot_be_assessed(tmp_path: Path) -> None:
    source = tmp_path / "cells.csv"
    rows = "radio,mcc,net,area,cell,unit,lon,lat,range,samples\nLTE,248,1,100,5000,,26.72,58.38,1500,12\n"
    source.write_text(rows, encoding="utf-8")
    output = imported("opencellid", source, tmp_path / "list.csv")
    assert "a list of places without powers and antennas: for a map, not for an assessment" in output
    table = pd.read_csv(tmp_path / "list.csv")
    assert table.loc[0, "listed_id"] == "LTE-248-1-100-5000"
    assert table["position_uncertainty_m"].tolist() == [1500]
    source.write_text(rows.splitlines()[1] + "\n", encoding="utf-8")
    imported("opencellid", source, tmp_path / "bare.csv")
    assert (tmp_path / "bare.csv").read_bytes() == (tmp_path / "list.csv").read_bytes()
    assert "list of places" in run("check", tmp_path / "list.csv", exit_code=2)


def test_masts_of_openstreetmap_are_a_list(tmp_path: Path) -> None:
    source = tmp_path / "m.osm"
    source.write_text(
        '<?xml version="1.0"?><osm version="0.6">'
        '<node id="1" version="1" lat="46.2" lon="6.1"><tag k="man_made" v="mast"/><tag k="tower:type" v="communication"/>'
        '<tag k="operator" v="Op"/></node>'
        '<node id="2" version="1" lat="46.3" lon="6.2"><tag k="man_made" v="tower"/><tag k="tower:type" v="observation"/>'
        "</node></osm>",
        encoding="utf-8",
    )
    imported("osm", source, tmp_path / "list.csv")
    table = pd.read_csv(tmp_path / "list.csv")
    assert table[["listed_id", "operator", "longitude", "latitude"]].to_numpy().tolist() == [["osm-1", "Op", 6.1, 46.2]]


def test_a_register_row_holds_any_byte_but_a_line_end(tmp_path: Path) -> None:
    source, target = tmp_path / "r.csv", tmp_path / "t.csv"
    lines = [HEADER, row(EnderecoEstacao="RUA A \x85 FUNDOS"), row(NumEstacao="101"), "TIM S A,102,RUA"]
    source.write_bytes(("\r\n".join(lines) + "\r\n").encode("latin-1"))
    output = run("stations", "import", source, "--register", "anatel", "--out", target)
    assert "r.csv: row 4: station 102: row cut short" in output
    assert [(station.id, station.name) for station in emf.read_stations([target])] == [
        ("100", "RUA A FUNDOS"),
        ("101", "AVENIDA SÃO JOSÉ"),
    ]
    source.write_text("\n".join([HEADER, row(FreqTxMHz="")]), encoding="utf-8")
    output = run("stations", "import-anatel", source, "--out", target, exit_code=2)
    assert "row 2: station 100: no frequency or power" in output


def test_profile_or_register_but_not_both(tmp_path: Path) -> None:
    output = run("stations", "import", tmp_path / "x.csv", "--out", tmp_path / "t.csv", exit_code=2)
    assert "expected --profile FILE.toml" in output
    output = run("stations", "import", tmp_path / "x", "--register", "acma", "--out", tmp_path / "t.csv", exit_code=2)
    assert "no such file or folder" in output
