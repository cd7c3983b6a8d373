"""The height of a building from what its file says of it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from emfassess.readers.osm_tags import parse_count, parse_length

HEIGHT_COLUMNS = (
    "height_m",
    "height",
    "hauteur",
    "building_height",
    "measuredheight",
    "measured_height",
    "render_height",
    "hoehe",
    "höhe",
    "gesamthoehe",
    "gesamthöhe",
    "gebaeudehoehe",
    "gebäudehöhe",
    "altezza",
    "altura",
    "hoogte",
    "bldg_height",
    "bldgheight",
    "建筑高度",
    "建筑物高度",
    "高度",
    "楼高",
)
FEET_COLUMNS = ("height_ft",)
ELEVATION_COLUMNS = (
    ("roof_elevation_m", "ground_elevation_m"),
    ("b3_h_dak_max", "b3_h_maaiveld"),
    ("b3_h_max", "b3_h_maaiveld"),
)
"""Pairs of the roof's and the ground's elevation; the Dutch ones are those of 3DBAG, over NAP."""
STOREY_COLUMNS = ("storeys", "building:levels", "building_levels", "levels", "num_floors", "storeysaboveground")
MORE_STOREY_COLUMNS = (
    "floors",
    "stories",
    "nombre_d_etages",
    "nb_etages",
    "geschosse",
    "anzahl_geschosse",
    "层数",
    "楼层",
)
ROOF_STOREYS = "roof:levels"
MIN_HEIGHT_COLUMNS = ("min_height_m", "min_height", "render_min_height")
MIN_STOREY = "building:min_level"

COLUMNS = (
    *HEIGHT_COLUMNS,
    *FEET_COLUMNS,
    *(column for pair in ELEVATION_COLUMNS for column in pair),
    *STOREY_COLUMNS,
    *MORE_STOREY_COLUMNS,
    ROOF_STOREYS,
    *MIN_HEIGHT_COLUMNS,
    MIN_STOREY,
)
"""Names of the columns and tags that say something of a height, in lower case."""

HIGHEST = 1000.0
"""No building is higher. [m]"""

_MOST_STOREYS = 250
_FOOT = 0.3048


@dataclass
class HeightFound:
    """Height of one building, and its source.

    Parameters
    ----------
    height : float or None
        Roof above ground; None where nothing says it. [m]
    source : str
        ``"stated"``, ``"storeys"`` or ``"default"``.
    min_height : float
        Underside above ground. [m]
    storeys : int or None
        Floors between underside and roof.
    in_feet : bool
        Whether the column was one of feet.
    refused : list of str
        Column and value of what cannot be true.
    """

    height: float | None = None
    source: str = "stated"
    min_height: float = 0.0
    storeys: int | None = None
    in_feet: bool = False
    refused: list[str] = field(default_factory=list)


def find_height(cells: Mapping[str, object], storey_height_m: float, default_height_m: float | None) -> HeightFound:
    """Find the height: stated, from elevations, from storeys, or the default, the first that can be true.

    Parameters
    ----------
    cells : mapping of str to object
        Of one building, by the name of the column in lower case.
    storey_height_m : float
    default_height_m : float or None
        Of buildings of which nothing is known.
    """
    found = HeightFound()
    _stated(cells, found)
    storeys = _storeys(cells, found)
    lowest_storey = max(0.0, _number(cells, MIN_STOREY, found, -20, _MOST_STOREYS, parse_count) or 0.0)  # -1: a cellar
    if found.height is None and storeys:
        found.height, found.source = storeys * storey_height_m, "storeys"
    if found.height is None and default_height_m is not None:
        found.height, found.source = default_height_m, "default"
    if found.height is None:
        return found
    found.min_height = _min_height(cells, found, lowest_storey * storey_height_m)
    if storeys:
        found.storeys = max(1, round(storeys - (lowest_storey if found.min_height else 0.0)))
    return found


def number_of(cell: object) -> float | None:
    """A plain number, or nothing where the cell is empty or no number."""
    try:
        value = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _stated(cells: Mapping[str, object], found: HeightFound) -> None:
    for column in (*HEIGHT_COLUMNS, *FEET_COLUMNS):
        metres = _FOOT if column in FEET_COLUMNS else 1.0
        value = _number(cells, column, found, 0, HIGHEST / metres)
        if value:
            found.height, found.in_feet = value * metres, column in FEET_COLUMNS
            return
    for above, below in ELEVATION_COLUMNS:
        roof, ground = number_of(cells.get(above)), number_of(cells.get(below))
        if roof is None or ground is None:
            continue
        if 0 < roof - ground <= HIGHEST:
            found.height = roof - ground
            return
        found.refused.append(f"{above} {roof:g} over {below} {ground:g}")


def _storeys(cells: Mapping[str, object], found: HeightFound) -> float:
    """Number of storeys with those in the roof, 0 where unknown; a building of roof storeys alone may say 0 and 1."""
    counts = (
        _number(cells, column, found, 0, _MOST_STOREYS, parse_count)
        for column in (*STOREY_COLUMNS, *MORE_STOREY_COLUMNS)
    )
    walls = next((count for count in counts if count is not None), None)
    if walls is None:
        return 0.0
    return walls + (_number(cells, ROOF_STOREYS, found, 0, _MOST_STOREYS, parse_count) or 0.0)


def _min_height(cells: Mapping[str, object], found: HeightFound, from_storeys: float) -> float:
    """Underside above ground; on the ground where the stated one lies above the roof."""
    assert found.height is not None
    stated = (_number(cells, column, found, 0, HIGHEST) for column in MIN_HEIGHT_COLUMNS)
    lowest = next((value for value in stated if value is not None), from_storeys)
    if lowest < found.height:
        return lowest
    found.refused.append(f"min_height {lowest:g} below roof {found.height:g}")
    return 0.0


def _number(
    cells: Mapping[str, object],
    column: str,
    found: HeightFound,
    low: float,
    high: float,
    parse: Callable[[str], float | None] = parse_length,
) -> float | None:
    """Value of a cell, None where it is empty or cannot be true; the latter is noted."""
    cell = cells.get(column)
    if cell is None or (isinstance(cell, float) and math.isnan(cell)) or not str(cell).strip():
        return None
    value = parse(cell) if isinstance(cell, str) else number_of(cell)
    a_height = column in (*HEIGHT_COLUMNS, *FEET_COLUMNS)
    if value is None or not low <= value <= high or (a_height and value == 0):
        found.refused.append(f"{column} {str(cell)[:20]}")
        return None
    return float(value)
