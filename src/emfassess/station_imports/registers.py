"""Registers of countries and lists of masts by their name."""

from collections.abc import Callable
from pathlib import Path

from emfassess.language import Language
from emfassess.readers.faults import refuse
from emfassess.station_imports.acma import import_acma
from emfassess.station_imports.anatel import convert_anatel
from emfassess.station_imports.anfr import import_anfr
from emfassess.station_imports.register_table import Bounds, RegisterImport
from emfassess.station_imports.site_lists import is_observatory, list_observatory, list_opencellid, list_osm
from emfassess.station_imports.write import write_list, write_station_table

ANATEL = "anatel"

_IMPORTS: dict[str, Callable[[Path, Bounds | None, Language], RegisterImport]] = {
    "anfr": import_anfr,
    "acma": import_acma,
    "opencellid": list_opencellid,
    "osm": list_osm,
}


def convert_register(name: str, source: Path, target: Path, bounds: Bounds | None, text: Language) -> list[str]:
    """Convert a register to a station table, or to a list of places where it states no more.

    Parameters
    ----------
    name : str
        ``anatel``, ``anfr``, ``acma``, ``opencellid`` or ``osm``.
    source, target : Path
    bounds : (west, south, east, north), optional
        Stations to take. [deg]
    text : Language
        Language of the lines.

    Returns
    -------
    list of str
        What was left out and why.

    Raises
    ------
    InputError
        If it is no such register, or nothing is left.
    """
    if not source.exists():
        raise refuse(str(source), "", None, f"no such file or folder; expected the register {name}")
    if name == ANATEL:
        return convert_anatel(source, target, bounds, text)
    read = list_observatory if name == "anfr" and is_observatory(source) else _IMPORTS[name]
    imported = read(source, bounds, text)
    (write_list if imported.listed else write_station_table)(target, imported.table)
    return list(imported.left_out)
