"""The licensing register of Brazil (Anatel, open data): its CSV becomes a station table of our own.

The register names gain, horizontal beamwidth, front-to-back ratio, height, azimuth, elevation and power of each licensed
emission, but neither a pattern nor a vertical beamwidth nor losses. What it leaves out is filled by rules that never
make a level look lower, and each filled station carries a code for the report.

Rules
-----
* A carrier that is licensed several times (one row for each emission) counts once, with the largest power.
* ``AnguloElevacao`` is negative for a beam below the horizon, but some licensees enter the down-tilt as a positive
  number; no base station tilts up, so its magnitude is the down-tilt, put into the pattern as an electrical one
  (it lowers the back lobe too). ``m/e`` is mechanical and electrical tilt. Of a range such as ``4 a 8`` the greater
  down-tilt counts, and a tilt that is missing or cannot be read is 8 degrees, more than which 98 % of the register's
  antennas do not have: both give the higher level on the ground.
* A gain of 0 is not stated; a beamwidth or azimuth that is missing or 0 makes the antenna radiate all around with its
  full gain.
* A missing height is a fault of the record: its station is not assessable. In every sum the antenna counts at 6 m, lower
  than any mast or roof antenna with such power has, where its level on the ground is highest.
* All stations are in Brazil (``country`` BR).
* A row without position, frequency or power cannot be assessed; it is left out and reported.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emfassess.language import N_, Language, language
from emfassess.readers.faults import Fault, InputError
from emfassess.station_imports.anatel_tilts import register_number, tilts_of_text

ASSUMED_GAIN_DBI = 18.0
"""Instead of a gain that is not stated: more than 97 % of the register's sector antennas below 3 GHz have no more. [dBi]"""

LOWEST_PLAUSIBLE_HEIGHT_M = 6.0

COUNTRY = "BR"

Bounds = tuple[float, float, float, float]

_NEEDED = (
    "NomeEntidade",
    "NumEstacao",
    "EnderecoEstacao",
    "DesignacaoEmissao",
    "Tecnologia",
    "FreqTxMHz",
    "Azimute",
    "ClassInfraFisica",
    "GanhoAntena",
    "FrenteCostaAntena",
    "AnguloMeiaPotenciaAntena",
    "AnguloElevacao",
    "AlturaAntena",
    "PotenciaTransmissorWatts",
    "Latitude",
    "Longitude",
)
_BANDWIDTH = re.compile(r"^(\d+)([HKMG])(\d*)")
_UNIT_MHZ = {"H": 1e-6, "K": 1e-3, "M": 1.0, "G": 1e3}
_COMPANY_FORM = re.compile(r"\s+S[./ ]*A\.?$")
_SUPPORT = {"Rooftop": "rooftop", "Greenfield": "mast", "Indoor": "indoor", "Streetlevel": "street furniture"}


@dataclass(frozen=True)
class _Emission:
    """One row of the register, in our units, with the codes of what was filled in."""

    station: tuple[str, str, str, float, float, str]
    antenna: tuple[float, float, float, float, float, float | None, float]
    carrier: tuple[str, float]
    power_w: float
    bandwidth_mhz: float | None
    codes: tuple[str, ...]


def convert_anatel(source: Path, target: Path, bounds: Bounds | None = None, text: Language | None = None) -> list[str]:
    """Convert a register to a station table.

    Parameters
    ----------
    source : Path
        Anatel's licensing CSV: UTF-8 or Latin-1, commas.
    target : Path
        Our table, one row a carrier.
    bounds : (west, south, east, north), optional
        Stations to take. [deg]
    text : Language, optional
        Language of the result; English if left out.

    Returns
    -------
    list of str
        Rows that were left out and the reason, a line a row.

    Raises
    ------
    InputError
        If it is no such register, or nothing is left.
    """
    emissions, left_out = read_emissions(source, bounds, text or language("en"))
    if not emissions:
        reasons = [Fault(str(source), "", "", line) for line in left_out]
        nothing = Fault(str(source), "", "", "no station of the register lies within the bounds")
        raise InputError(reasons or [nothing])
    rows = _rows(emissions)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    beside = target.with_name(f".{target.name}.partial")
    beside.write_text(stream.getvalue(), encoding="utf-8")
    beside.replace(target)
    return left_out


def read_emissions(source: Path, bounds: Bounds | None, text: Language) -> tuple[list[_Emission], list[str]]:
    """Licensed emissions of a register within bounds, and the rows that cannot be assessed."""
    # line feeds only end a row: addresses hold other controls, such as NEL
    lines = _decoded(source.read_bytes()).replace("\r\n", "\n").split("\n")
    reader = csv.DictReader(f"{line}\n" for line in lines)
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(
            [Fault(str(source), "row 1", "", f"no Anatel register: columns missing: {', '.join(missing)}")]
        )
    emissions, left_out = [], []
    for row in reader:
        number = reader.line_num
        if any(row[name] is None for name in _NEEDED):
            left_out.append(_left_out(source, number, row, N_("row cut short"), text))
            continue
        place = (register_number(row["Longitude"]), register_number(row["Latitude"]))
        if place[0] is None or place[1] is None:
            left_out.append(_left_out(source, number, row, N_("no position"), text))
            continue
        if bounds and not (bounds[0] <= place[0] <= bounds[2] and bounds[1] <= place[1] <= bounds[3]):
            continue
        emission = _emission(row, (place[0], place[1]))
        if isinstance(emission, str):
            left_out.append(_left_out(source, number, row, emission, text))
        else:
            emissions.append(emission)
    return emissions, left_out


def _decoded(content: bytes) -> str:
    """Text of a register: UTF-8 where it is that, else Latin-1."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _left_out(source: Path, number: int, row: dict[str, Any], reason: str, text: Language) -> str:
    return text(
        "{file}: row {row}: station {station}: {reason}",
        file=source.name,
        row=number,
        station=row["NumEstacao"] or "?",
        reason=text(reason),
    )


def _emission(row: dict[str, str], place: tuple[float, float]) -> _Emission | str:
    """One row in our units, or why it cannot be assessed."""
    height, frequency, power = (
        register_number(row[k]) for k in ("AlturaAntena", "FreqTxMHz", "PotenciaTransmissorWatts")
    )
    if not frequency or not power or power < 0:
        return N_("no frequency or power")
    codes = []
    gain, width, azimuth = (register_number(row[k]) for k in ("GanhoAntena", "AnguloMeiaPotenciaAntena", "Azimute"))
    if not gain:
        gain = ASSUMED_GAIN_DBI
        codes.append("gain-assumed")
    if not width or azimuth is None:
        width, azimuth = 360.0, 0.0
        codes.append("omnidirectional-assumed")
    if not height or height < 0:
        height = LOWEST_PLAUSIBLE_HEIGHT_M
        codes.append("height-assumed")
    elif height < LOWEST_PLAUSIBLE_HEIGHT_M:
        codes.append("height-implausible")
    mechanical, electrical, tilt_codes = tilts_of_text(row["AnguloElevacao"])
    return _Emission(
        station=(
            row["NumEstacao"].strip(),
            " ".join(row["EnderecoEstacao"].replace("\xa0", " ").split()),
            _company(row["NomeEntidade"]),
            *place,
            _SUPPORT.get(row["ClassInfraFisica"].strip(), ""),
        ),
        antenna=(
            azimuth % 360.0,
            height,
            gain,
            min(width, 360.0),
            mechanical,
            register_number(row["FrenteCostaAntena"]) or None,
            electrical,
        ),
        carrier=(row["Tecnologia"].strip() or "unlabelled", frequency),
        power_w=power,
        bandwidth_mhz=bandwidth_mhz(row["DesignacaoEmissao"]),
        codes=(*codes, *tilt_codes),
    )


def bandwidth_mhz(designation: str) -> float | None:
    """Bandwidth that an ITU emission designator begins with: ``8M97`` is 8.97 MHz, ``200K`` 0.2 MHz."""
    found = _BANDWIDTH.match(designation.strip())
    if not found:
        return None
    whole, unit, part = found.groups()
    return round(float(f"{whole}.{part or 0}") * _UNIT_MHZ[unit], 9)


def _rows(emissions: Iterable[_Emission]) -> list[dict[str, object]]:
    """Rows of our table: stations by id, antennas by their figures, carriers by frequency; each carrier once."""
    stations: dict[str, dict[tuple[object, ...], dict[tuple[str, float], list[_Emission]]]] = {}
    for emission in emissions:
        antennas = stations.setdefault(emission.station[0], {})
        antennas.setdefault(emission.antenna, {}).setdefault(emission.carrier, []).append(emission)
    rows: list[dict[str, object]] = []
    for name in sorted(stations):
        _count_once(stations[name])
        first = next(e for carriers in stations[name].values() for group in carriers.values() for e in group)
        places = {e.station[3:5] for carriers in stations[name].values() for group in carriers.values() for e in group}
        moved = ("position-of-first-row",) if len(places) > 1 else ()
        order = sorted(stations[name], key=lambda antenna: tuple(-1.0 if v is None else v for v in antenna))
        for number, antenna in enumerate((a for a in order if stations[name][a]), start=1):
            for carrier in sorted(stations[name][antenna], key=lambda c: (c[1], c[0])):
                rows.append(_row(first.station, number, stations[name][antenna][carrier], moved))
    return rows


def _count_once(antennas: dict[tuple[object, ...], dict[tuple[str, float], list[_Emission]]]) -> None:
    """Keep a carrier that is licensed with several antenna data of one azimuth and height with the largest EIRP only."""
    best: dict[tuple[object, ...], tuple[float, tuple[object, ...]]] = {}
    for antenna, carriers in antennas.items():
        for carrier, group in carriers.items():
            key = (*antenna[:2], *carrier)
            eirp = max(e.power_w * 10 ** (e.antenna[2] / 10) for e in group)
            if key not in best or eirp > best[key][0]:
                best[key] = (eirp, antenna)
    for antenna, carriers in antennas.items():
        for carrier in [c for c in carriers if best[(*antenna[:2], *c)][1] != antenna]:
            del carriers[carrier]


def _row(
    station: tuple[str, str, str, float, float, str], number: int, group: list[_Emission], moved: tuple[str, ...]
) -> dict[str, object]:
    name, address, operator, longitude, latitude, support = station
    strongest = max(group, key=lambda e: (e.power_w, e.bandwidth_mhz or 0.0))
    azimuth, height, gain, width, mechanical, front_to_back, electrical = strongest.antenna
    figures = {
        "station_id": name,
        "station_name": address,
        "operator": operator,
        "longitude": longitude,
        "latitude": latitude,
        "support": support,
        "country": COUNTRY,
        "antenna_id": f"A{number}",
        "gain_dbi": gain,
        "horizontal_beamwidth_deg": width,
        "front_to_back_db": front_to_back,
        "height_m": height,
        "azimuth_deg": azimuth,
        "mechanical_tilt_deg": mechanical,
        "electrical_tilt_deg": electrical,
        "technology": strongest.carrier[0],
        "carrier_operator": strongest.station[2],
        "frequency_mhz": strongest.carrier[1],
        "bandwidth_mhz": max((e.bandwidth_mhz or 0.0 for e in group), default=0.0) or None,
        "power_w": strongest.power_w,
        "assumptions": " ".join(dict.fromkeys((*moved, *(code for e in group for code in e.codes)))),
    }
    return {key: f"{v:.10g}" if isinstance(v, float) else v for key, v in figures.items()}


def _company(name: str) -> str:
    """Licensee without its legal form, written alike in all rows."""
    return _COMPANY_FORM.sub("", " ".join(name.split())).replace("TELEFÔNICA", "TELEFONICA")
