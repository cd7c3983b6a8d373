"""Receptors of a result for analysis: one dataset or one table for each kind, with labels, units and positions on earth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from emfassess.assessment.dataset import Variables, bound_variables, described, expected_variables
from emfassess.assessment.place import place_ids
from emfassess.exposure.expected import ExpectedLevels
from emfassess.exposure.levels import Levels
from emfassess.field import SCENARIOS
from emfassess.field.models import LABELS
from emfassess.geometry import LocalFrame
from emfassess.summaries import Summarised
from emfassess.units import Floats

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

    from emfassess.assessment.result import Assessment

ReceptorKind = Literal["all", "ground", "places", "buildings"]
ALL: Literal["all"] = "all"
GROUND: Literal["ground"] = "ground"
PLACES: Literal["places"] = "places"
BUILDINGS: Literal["buildings"] = "buildings"

_WGS_84 = "EPSG:4326"


@dataclass(frozen=True, eq=False, repr=False)
class Receptors(Summarised):
    """Receptors of one kind: their levels, what else is known of each by column, and expected levels where they were made."""

    levels: Levels
    columns: Mapping[str, Sequence[Any] | NDArray[Any]]
    expected: ExpectedLevels | None = None


def receptors_of(assessment: "Assessment", kind: ReceptorKind) -> Receptors:
    """Receptors of a kind.

    Raises
    ------
    ValueError
        If the kind is unknown, or no building is near.
    """
    if kind == GROUND:
        grid = assessment.grid
        columns = {"cell_m": grid.cell, "distance_m": grid.distance}
        return Receptors(assessment.grid_levels, columns, assessment.grid_expected)
    if kind == PLACES:
        return _places(assessment)
    if kind == BUILDINGS:
        return _at_buildings(assessment)
    raise ValueError(f"receptors must be one of {GROUND}, {PLACES}, {BUILDINGS}, not {kind!r}")


def _places(assessment: "Assessment") -> Receptors:
    places = assessment.places
    columns: dict[str, Sequence[Any]] = {
        "id": place_ids(places),
        "label": [place.label for place in places],
        "kind": [place.kind for place in places],
        "height_m": [place.height for place in places],
        "distance_m": [place.distance for place in places],
        "bearing_deg": [place.bearing_deg for place in places],
    }
    return Receptors(assessment.place_levels, columns, assessment.place_expected)


def _at_buildings(assessment: "Assessment") -> Receptors:
    found = assessment.buildings
    if found is None:
        raise ValueError("the assessment has no receptors at buildings: no building is near, or none was given")
    names = np.array([building.id for building in assessment.scene.buildings], dtype=object)
    columns = {"building": names[found.receptors.building], "floor": found.receptors.floor}
    return Receptors(found.levels, columns, assessment.facades_expected)


def receptor_dataset(receptors: Receptors, sums: Sequence[str], frame: LocalFrame) -> "xr.Dataset":
    """Levels of receptors as a labelled dataset: dimensions `scenario`, `sum`, `point` and `contributor`."""
    import xarray as xr

    levels = receptors.levels
    variables: Variables = {
        "power_density": (("scenario", "point"), levels.power_density, described("power density", "W m-2")),
        "field_strength": (("scenario", "point"), levels.field_strength, described("electric field strength", "V m-1")),
        "exposure_ratio": (("scenario", "point"), levels.exposure_ratio, described("exposure ratio", "1")),
        "exposure_sum": (("scenario", "sum", "point"), levels.sums, described("exposure ratio by quantity", "1")),
        "main_contributor": (("scenario", "point"), *_main_contributor(levels)),
        "near_field": (("point",), levels.near_field.astype(np.int8), _NEAR_FIELD),
        "model": (("point",), levels.model, _MODEL),
        **bound_variables(levels, "point"),
        **({} if receptors.expected is None else expected_variables(receptors.expected, "point")),
    }
    if levels.contributions is not None:
        rated = described("power density at full rated power", "W m-2")
        variables["contribution"] = (("contributor", "point"), levels.contributions, rated)
    labels = {"scenario": list(SCENARIOS), "sum": list(sums), "contributor": list(levels.contributors)}
    return xr.Dataset(variables, coords=labels | _positions(levels.points, frame) | _columns(receptors))


def receptor_table(receptors: Receptors, scenario: int, frame: LocalFrame) -> "gpd.GeoDataFrame":
    """Levels of receptors in one scenario as a table of points on earth."""
    import geopandas as gpd

    levels = receptors.levels
    east, north, up = levels.points.T
    columns = {
        **receptors.columns,
        "east_m": east,
        "north_m": north,
        "up_m": up,
        "scenario": SCENARIOS[scenario],
        "power_density_w_m2": levels.power_density[scenario],
        "field_strength_v_m": levels.field_strength[scenario],
        "exposure_ratio": levels.exposure_ratio[scenario],
        "main_contributor": np.array(levels.contributors, dtype=object)[levels.main_contributor[scenario]],
        "near_field": levels.near_field,
        "model": list(levels.model_names),
        "bound_power_density_w_m2": levels.bound_power_density[scenario],
        "bound_exposure_ratio": levels.bound_exposure_ratio[scenario],
        **({} if receptors.expected is None else _expected_columns(receptors.expected)),
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*frame.longitude_latitude(east, north)), crs=_WGS_84)


def _expected_columns(expected: ExpectedLevels) -> dict[str, NDArray[Any]]:
    return {
        "expected_power_density_w_m2": expected.median,
        "expected_p5_w_m2": expected.p5,
        "expected_p95_w_m2": expected.p95,
        "expected_exposure_ratio": expected.exposure_ratio,
        "expected_absent": np.array([reason or None for reason in expected.reason.tolist()], dtype=object),
    }


_NEAR_FIELD: dict[str, Any] = {
    "long_name": "whether a notable contributor is nearer than its far-field boundary",
    "flag_values": np.array([0, 1], dtype=np.int8),
    "flag_meanings": "far_field near_field",
}
_MODEL: dict[str, Any] = {
    "long_name": "model of the level of the main contributor",
    "flag_values": np.arange(len(LABELS), dtype=np.uint8),
    # CF allows no slash in a meaning
    "flag_meanings": " ".join(label.replace("/", "_to_") for label in LABELS),
}


def _main_contributor(levels: Levels) -> tuple[NDArray[np.int32], dict[str, Any]]:
    """Position of the main contributor along `contributor`."""
    return levels.main_contributor.astype(np.int32), {"long_name": "position of the main contributor in contributor"}


def _positions(points: Floats, frame: LocalFrame) -> dict[str, tuple[str, Floats, dict[str, str]]]:
    """Coordinates of the points: in the plane of the first station, and on earth."""
    east, north, up = points.T
    longitude, latitude = frame.longitude_latitude(east, north)
    return {
        "east": ("point", east, described("east of the first station", "m")),
        "north": ("point", north, described("north of the first station", "m")),
        "height": ("point", up, described("height above the ground at the first station", "m")),
        "longitude": ("point", longitude, {"standard_name": "longitude", "units": "degrees_east"}),
        "latitude": ("point", latitude, {"standard_name": "latitude", "units": "degrees_north"}),
    }


_UNITS = {"_m": "m", "_deg": "degree"}


def _columns(receptors: Receptors) -> dict[str, tuple[str, NDArray[Any], dict[str, str]]]:
    """Further columns as coordinates: the unit is an attribute, not a part of the name."""
    found = {}
    for key, values in receptors.columns.items():
        ending = next((ending for ending in _UNITS if key.endswith(ending)), "")
        name = key.removesuffix(ending)
        name = "height_above_ground" if name == "height" else name
        found[name] = ("point", np.asarray(values), {"units": _UNITS[ending]} if ending else {})
    return found
