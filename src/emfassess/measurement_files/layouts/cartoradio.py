"""Cartoradio, the French register of exposure measurements (ANFR, open data): many laboratories, places and days in a file.

A file is one campaign and each measurement one point, whose id is its number: places are compared with a model together,
whoever measured them. Laboratory and report are in the description of the point; `body` is filled where the file has a
single laboratory. A floor that is named in the address (``4ème étage``) is taken at 3 m a storey above the ground; the
laboratory's own statement of conformity is kept. Days come without a time. A total of 0 beside bands above 0 is kept as it
is for the rules of quality; columns that others added (``Cumul_CasB`` and the like) are derived from the rest and left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.measurement_files.layouts import tables
from emfassess.measurement_files.layouts.bands import band_frequencies_hz
from emfassess.measurement_files.layouts.cells import LevelScale, cell_numbers
from emfassess.measurement_files.layouts.findings import Findings
from emfassess.measurement_files.layouts.layout import Layout, Opened, Piece, or_nan, sensitivity
from emfassess.measurement_files.layouts.level_units import conversion
from emfassess.measurement_files.layouts.moments import Clock
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurement_files.layouts.positions import whole_positions
from emfassess.measurement_files.layouts.texts import Dialect, RowSource
from emfassess.measurements import MeasuredPoint
from emfassess.measurements.days import named_time_zone
from emfassess.units import Floats

ATTRIBUTION = "ANFR, Cartoradio (Licence Ouverte 2.0)"

_DIALECT = Dialect(";", quoted=True)
_NUMBER, _DAY, _TOTAL, _LABORATORY = "Numéro de mesure", "Date de mesure", "Niveau global", "laboratoire"
_LONGITUDE, _LATITUDE, _WHERE, _KIND = "Longitude", "Latitude", "Mesure réalisée", "Type d'environnement"
_NEEDED = (_NUMBER, _LONGITUDE, _LATITUDE, _DAY, _WHERE, _TOTAL, _KIND, _LABORATORY)
_DESCRIBED = ("Adresse", "Complément", "Code postal", "Commune", _LABORATORY, "Rapport")
_OTHER = ("Position", "Insee")
_DERIVED = ("Cumul_CasB", "Cumul_CasB_TM", "Ratio_Ecart_CasA_CasB_%", "CV_services_CasB")
_SERVICES = ("DECT", "Radiodiffusion", "Services HF", "PMR", "Radar", "TV", "Réseaux locaux")
_MOBILE = re.compile(r"(TM \d+)(?: \(.*\))?_(mesuré|extrapolé)")
_TINY = re.compile(r"-?\d\.\d+E-\d+")
_INDOORS = {"En intérieur": True, "En extérieur": False}
_CONFORMITY = "Conformité de la mesure"
_CONFORM = {"Oui": True, "Non": False}
_FLOOR = re.compile(r"\b(\d{1,2}) ?(?:er|ère|nd|e|è|eme|éme|ème|ième|ieme|°) *étage", re.IGNORECASE)
_STOREY = 3.0
"""Height of a storey where a place names its floor. [m]"""
_FRANCE = "Europe/Paris"


def _recognises(head: Sequence[str]) -> bool:
    return bool(head) and head[0].lstrip('"').startswith(_NUMBER) and _LABORATORY in head[0]


def _opens(source: RowSource, options: ImportOptions, findings: Findings) -> Opened:
    header = tables.find_header(source, _DIALECT, findings, lambda cells: cells[0] == _NUMBER)
    if header is None:
        findings.refuse("", None, f"a first row of column names that begins with {_NUMBER}, with semicolons between")
    bands = _bands(header, options, findings)
    findings.stop()
    clock = Clock("%d/%m/%Y", named_time_zone(_FRANCE))

    def pieces(row_findings: Findings) -> Iterator[Piece]:
        seen: set[str] = set()
        for table in tables.table_blocks(source, _DIALECT, header, row_findings, len(bands)):
            shared = _shared(table, clock, options, row_findings)
            points = _points(table, shared, seen, row_findings)
            yield Piece(tables.readings_of(table, bands, shared, row_findings, ","), points)

    campaign = {"attribution": ATTRIBUTION, "time_zone": _FRANCE} | _body(source, header)
    return Opened(pieces, {}, campaign, (Assumption("bands-by-name"), Assumption("storeys-of-3-m")), is_log=False)


def _bands(header: tables.Header, options: ImportOptions, findings: Findings) -> list[tables.BandColumn]:
    """The total, the services and the mobile bands; a column that is none of them is reported."""
    missing = [name for name in _NEEDED if name not in header.names]
    if missing:
        findings.report_row(header.row, "", ", ".join(missing), "columns that are missing")
        findings.stop()
    to_field = conversion("V/m", options)
    least = sensitivity(None, options)
    averaging = or_nan(options.averaging_s)
    bands = [
        tables.BandColumn(
            _TOTAL, LevelScale(to_field, sensitivity_v_m=least, zero_is_below=False), averaging_s=averaging
        )
    ]
    known = {*_NEEDED, *_DESCRIBED, *_OTHER, *_DERIVED, _CONFORMITY}
    for name in header.names:
        mobile = _MOBILE.fullmatch(name)
        if name in known:
            continue
        if mobile is None and not name.startswith(_SERVICES):
            cure = "a known column; leave out what was derived from others, or describe the file in a profile"
            findings.report_row(header.row, "", name, cure)
        band = mobile[1] if mobile else name
        kind = "extrapolated" if mobile and mobile[2] == "extrapolé" else "measured"
        scale = LevelScale(to_field, sensitivity_v_m=least)
        bands.append(tables.BandColumn(name, scale, band, *band_frequencies_hz(band), averaging_s=averaging, kind=kind))
    return bands


def _body(source: RowSource, header: tables.Header) -> dict[str, str]:
    """The laboratory where it is the only one, else how many there are."""
    quiet = Findings(str(source.path))
    found = {
        name.strip()
        for table in tables.table_blocks(source, _DIALECT, header, quiet)
        for name in table.get(_LABORATORY)
    }
    if len(found) == 1:
        return {"body": found.pop()}
    return {"remarks": f"{len(found)} laboratories; each point names its own"}


def _shared(
    table: tables.ReadingTable, clock: Clock, options: ImportOptions, findings: Findings
) -> tables.SharedColumns:
    longitude, latitude = (_degrees(table, *axis, findings) for axis in ((_LONGITUDE, 180.0), (_LATITUDE, 90.0)))
    expected = f"{_LONGITUDE} and {_LATITUDE}, or neither"
    return tables.SharedColumns(
        clock.read(table.get(_DAY), table.rows, _DAY, findings),
        np.array([number.strip() for number in table.get(_NUMBER)], dtype=object),
        *whole_positions(longitude, latitude, _LONGITUDE, table.get(_LONGITUDE), table.rows, findings, expected),
        or_nan(options.height_m),
    )


def _degrees(table: tables.ReadingTable, column: str, bound: float, findings: Findings) -> Floats:
    # the export writes tiny figures as a program does, with a point: -9.63E-4
    texts = [cell.replace(".", ",") if _TINY.fullmatch(cell.strip()) else cell for cell in table.get(column)]
    return cell_numbers(texts, table.rows, column, findings, decimal=",", bounds=(-bound, bound))


def _points(
    table: tables.ReadingTable, shared: tables.SharedColumns, seen: set[str], findings: Findings
) -> tuple[MeasuredPoint, ...]:
    """The measurements as points; a number that was there before, or is missing, is reported."""
    points = []
    described = list(zip(*(table.get(name) for name in _DESCRIBED), strict=True))
    for index, number in enumerate(number.strip() for number in table.get(_NUMBER)):
        if not number or number in seen:
            findings.report_row(int(table.rows[index]), _NUMBER, number, "a number, and each only once")
            continue
        seen.add(number)
        point = shared.point(index, number, "; ".join(part.strip() for part in described[index] if part.strip()))
        floor = _FLOOR.search(point.description)
        points.append(
            replace(
                point,
                height_m=None,  # the stated height is that of readings; the register has none of the places
                surface_height_m=_STOREY * int(floor[1]) if floor else 0.0,
                floor=floor[1] if floor else "",
                stated_compliant=_CONFORM.get(table.get(_CONFORMITY)[index].strip()),
                place_kind=table.get(_KIND)[index].strip(),
                indoors=_INDOORS.get(table.get(_WHERE)[index].strip()),
            )
        )
    return tuple(points)


LAYOUT = Layout("cartoradio", _recognises, _opens)
