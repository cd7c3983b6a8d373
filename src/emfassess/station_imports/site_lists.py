"""Sources that place masts or cells on a map and say nothing of what they radiate: lists, never an exposure.

OpenCelliD's positions are estimated from telephones and lie some hundred metres from the mast; OpenStreetMap knows masts
that mappers saw; ANFR's weekly observatory has stations by system without azimuth, height and power.
"""

import warnings
from pathlib import Path
from typing import Any

import pandas as pd

from emfassess.language import N_, Language
from emfassess.readers.faults import Fault, InputError, refuse
from emfassess.readers.osm_tags import parse_tags
from emfassess.readers.station_tables import LISTED
from emfassess.station_imports.register_files import column_numbers
from emfassess.station_imports.register_table import Bounds, RegisterImport, rows_inside
from emfassess.station_imports.text_tables import read_text_table

_CELLS = ("radio", "mcc", "net", "area", "cell", "unit", "lon", "lat", "range", "samples")
_OBSERVATORY = ("sta_nm_anfr", "coordonnees", "adm_lb_nom", "emr_lb_systeme")
_MAST_KINDS = ("communication", "communications", "telecommunication")
_CANDIDATES = " OR ".join(
    (
        "man_made IN ('mast', 'tower', 'antenna')",
        "other_tags LIKE '%\"telecom\"%'",
        "other_tags LIKE '%\"communication:%'",
    )
)
LIST_ONLY = N_("a list of places without powers and antennas: for a map, not for an assessment")


def list_opencellid(path: Path, bounds: Bounds | None, text: Language) -> RegisterImport:
    """Cells of an OpenCelliD or Mozilla export: CSV with or without a header, or GeoJSON."""
    table = _features(path) if path.suffix.lower() in (".geojson", ".json", ".gpkg") else _cells(path)
    missing = [name for name in ("radio", "net", "area", "cell", "lon", "lat") if name not in table]
    if missing:
        raise InputError(
            [Fault(str(path), "row 1", "", f"no OpenCelliD export: columns missing: {', '.join(missing)}")]
        )
    places = pd.DataFrame(
        {
            LISTED: table[["radio", "mcc", "net", "area", "cell"]].agg("-".join, axis=1),
            "radio": table["radio"],
            "longitude": column_numbers(table["lon"]),
            "latitude": column_numbers(table["lat"]),
            "position_uncertainty_m": column_numbers(table["range"]),
            "samples": column_numbers(table["samples"]),
        }
    )
    return _listed(path, places, bounds, text)


def _cells(path: Path) -> pd.DataFrame:
    rows = read_text_table(path).rows
    if not rows:
        raise refuse(str(path), "", None, "an empty file; expected an OpenCelliD export")
    has_header = "radio" in [cell.strip().lower() for cell in rows[0]]
    names = [cell.strip().lower() for cell in rows[0]] if has_header else list(_CELLS)
    body = [row[: len(names)] + [""] * (len(names) - len(row)) for row in rows[has_header:] if any(row)]
    table = pd.DataFrame(body, columns=names[: len(names)], dtype=str)
    table = table.rename(columns={"mnc": "net", "lac": "area", "cellid": "cell", "cid": "cell"})
    return table.assign(**{name: "" for name in ("mcc", "range", "samples") if name not in table})


def _features(path: Path) -> pd.DataFrame:
    import geopandas as gpd

    try:
        frame = gpd.read_file(path)
    except (ValueError, RuntimeError, OSError) as error:
        raise refuse(str(path), "", None, f"cannot be read: {str(error).splitlines()[0]}") from None
    table = pd.DataFrame(frame.drop(columns="geometry")).astype(object)
    table = table.where(table.notna(), "").astype(str).rename(columns=str.lower)
    places = frame.geometry.to_crs(4326) if frame.crs is not None else frame.geometry
    table["lon"], table["lat"] = places.x.astype(str), places.y.astype(str)
    table = table.rename(columns={"mnc": "net", "lac": "area", "cellid": "cell", "cid": "cell"})
    return table.assign(**{name: "" for name in ("mcc", "range", "samples") if name not in table})


def list_osm(path: Path, bounds: Bounds | None, text: Language) -> RegisterImport:
    """Masts, towers and antennas of communication in an OpenStreetMap extract (.osm, .osm.pbf): its nodes and areas."""
    found = []
    for layer in ("points", "multipolygons"):
        frame = _candidates(path, layer, bounds)
        tags = [_tags(row) for row in frame.drop(columns="geometry").to_dict("records")]
        masts = [number for number, own in enumerate(tags) if _is_mast(own)]
        places = frame.geometry.iloc[masts].representative_point()
        for number, x, y in zip(masts, places.x, places.y, strict=True):
            found.append(_mast(tags[number], float(x), float(y)))
    return _listed(path, pd.DataFrame(found, columns=list(_mast({}, 0.0, 0.0))), bounds, text)


def _candidates(path: Path, layer: str, bounds: Bounds | None) -> Any:
    """Features of a layer that may be masts; shapes that are broken are passed over."""
    import pyogrio

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # rings that are not closed
            frame = pyogrio.read_dataframe(path, layer=layer, bbox=bounds, where=_CANDIDATES, on_invalid="ignore")
    except (ValueError, RuntimeError, OSError) as error:
        raise refuse(str(path), "", None, f"not an OpenStreetMap extract: {str(error).splitlines()[0]}") from None
    return frame[frame.geometry.notna()].reset_index(drop=True)


def _tags(row: dict[str, Any]) -> dict[str, str]:
    own = {name: str(value) for name, value in row.items() if isinstance(value, str) and name != "other_tags"}
    return own | parse_tags(str(row.get("other_tags") or ""))


def _is_mast(tags: dict[str, str]) -> bool:
    """Whether tags are those of a mast or antenna of mobile communication."""
    if tags.get("telecom") == "antenna" or tags.get("communication:mobile_phone") == "yes":
        return True
    return tags.get("man_made") in ("mast", "tower", "antenna") and tags.get("tower:type", "") in _MAST_KINDS


def _mast(tags: dict[str, str], longitude: float, latitude: float) -> dict[str, Any]:
    return {
        LISTED: f"osm-{tags.get('osm_id') or tags.get('osm_way_id', '')}",
        "name": tags.get("name", ""),
        "operator": tags.get("operator", ""),
        "kind": tags.get("man_made", "antenna"),
        "longitude": longitude,
        "latitude": latitude,
    }


def list_observatory(path: Path, bounds: Bounds | None, text: Language) -> RegisterImport:
    """Stations of ANFR's weekly observatory by system."""
    rows = read_text_table(path).rows
    names = [cell.strip().lower() for cell in rows[0]] if rows else []
    table = pd.DataFrame(
        [row[: len(names)] + [""] * (len(names) - len(row)) for row in rows[1:]], columns=names, dtype=str
    )
    missing = [name for name in _OBSERVATORY if name not in table]
    if missing:
        raise InputError([Fault(str(path), "row 1", "", f"no ANFR observatory: columns missing: {', '.join(missing)}")])
    pair = table["coordonnees"].str.split(",", n=1, expand=True).reindex(columns=[0, 1]).fillna("")
    places = pd.DataFrame(
        {
            LISTED: table["sta_nm_anfr"],
            "operator": table["adm_lb_nom"],
            "system": table["emr_lb_systeme"],
            "status": table.get("statut", ""),
            "longitude": column_numbers(pair[1]),
            "latitude": column_numbers(pair[0]),
        }
    )
    return _listed(path, places, bounds, text)


def is_observatory(path: Path) -> bool:
    """Whether a file's first line is that of ANFR's weekly observatory."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return b"coordonnees" in stream.readline().lower()


def _listed(path: Path, places: pd.DataFrame, bounds: Bounds | None, text: Language) -> RegisterImport:
    known = places["longitude"].between(-180, 180) & places["latitude"].between(-90, 90)
    lost = int((~known).sum())
    left_out = [text(N_("rows without a position: {count}"), count=lost)] if lost else []
    table = rows_inside(places[known], bounds).reset_index(drop=True)
    if not len(table):
        raise refuse(str(path), "", None, "no place within the bounds" if bounds else "no mast or cell with a position")
    return RegisterImport(table, (*left_out, text(LIST_ONLY)), listed=True)
