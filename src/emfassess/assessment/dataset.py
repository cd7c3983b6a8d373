"""Names and units of levels: bare arrays become labelled variables here, at the seam."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected import ExpectedLevels
from emfassess.exposure.expected.models import REASONS
from emfassess.exposure.levels import Levels
from emfassess.field import SCENARIOS
from emfassess.units import Floats

if TYPE_CHECKING:
    import xarray as xr

Variables = dict[str, tuple[tuple[str, ...], NDArray[Any], dict[str, Any]]]
"""Dimensions, values and attributes by name."""


def levels_dataset(
    grid: Levels, places: Levels, cell: Floats, sums: Sequence[str], names: Sequence[str]
) -> "xr.Dataset":
    """Levels at the ground receptors and at the governing evaluation points as one labelled dataset with CF names.

    Parameters
    ----------
    grid, places : Levels
        Contributors of the grid are antennas, those of the places carriers.
    cell : ndarray, shape (point,)
        Side of the receptors' cells. [m]
    sums, names : sequence of str
        What the sums are of, and the labels of the places.
    """
    import xarray as xr

    data = level_variables(grid, "grid") | level_variables(places, "place")
    data["grid_cell"] = xr.DataArray(cell, dims="grid", attrs=described("side of the cell", "m"))
    coordinates = {
        "scenario": list(SCENARIOS),
        "sum": list(sums),
        "place": list(names),
        "carrier": list(places.contributors),
        "antenna": list(grid.contributors),
    }
    return xr.Dataset(data, coords=coordinates)


def described(long_name: str, units: str) -> dict[str, str]:
    """Attributes of a variable as CF names them."""
    return {"long_name": long_name, "units": units}


def level_variables(levels: Levels, axis: str) -> dict[str, "xr.DataArray"]:
    """Variables of one kind of points, each with its dimensions, units and long name; `axis` is ``grid`` or ``place``."""
    contributor = "antenna" if axis == "grid" else "carrier"
    found: Variables = {
        "east": ((axis,), levels.points[:, 0], described("east of the first station", "m")),
        "north": ((axis,), levels.points[:, 1], described("north of the first station", "m")),
        "height": ((axis,), levels.points[:, 2], described("height above the ground at the first station", "m")),
        "power_density": (
            ("scenario", axis),
            levels.power_density,
            described("power density of all carriers", "W m-2"),
        ),
        "exposure_ratio": (("scenario", axis), levels.exposure_ratio, described("exposure ratio", "1")),
        "exposure_sum": (("scenario", "sum", axis), levels.sums, described("sum of the shares by quantity", "1")),
        "main_contributor": (
            ("scenario", axis),
            levels.main_contributor.astype(np.int32),
            {"long_name": f"index of the {contributor} that contributes most"},
        ),
        "near_field": (
            (axis,),
            levels.near_field.astype(np.int8),
            {"long_name": "1 where a notable contributor is nearer than its far-field boundary"},
        ),
    }
    found |= bound_variables(levels, axis)
    if levels.background is not None:
        beyond = described("part of farther stations in the exposure ratio", "1")
        found["background_exposure_ratio"] = (("scenario", axis), levels.background_ratio, beyond)
    if levels.contributions is not None:
        rated = described("power density at full rated power", "W m-2")
        found["contribution"] = ((contributor, axis), levels.contributions, rated)
    return labelled(found, axis)


def labelled(variables: Variables, axis: str) -> dict[str, "xr.DataArray"]:
    """Variables as labelled arrays, their names with the axis before them."""
    import xarray as xr

    return {
        f"{axis}_{name}": xr.DataArray(values, dims=dims, attrs=attrs)
        for name, (dims, values, attrs) in variables.items()
    }


def bound_variables(levels: Levels, axis: str) -> Variables:
    """Upper bounds of levels as variables over `scenario` and an axis."""
    density = described("upper bound of the power density: calculated and scattered fields", "W m-2")
    ratio = described("upper bound of the exposure ratio: calculated and scattered fields", "1")
    return {
        "bound_power_density": (("scenario", axis), levels.bound_power_density, density),
        "bound_exposure_ratio": (("scenario", axis), levels.bound_exposure_ratio, ratio),
    }


def expected_variables(expected: ExpectedLevels, axis: str) -> Variables:
    """Expected levels as variables over an axis; not a number where one is absent, and a flag that says why."""
    columns = {
        "expected_power_density": (expected.median, described("expected power density, median", "W m-2")),
        "expected_p5": (expected.p5, described("power density that 5 % of such places stay below", "W m-2")),
        "expected_p95": (expected.p95, described("power density that 95 % of such places stay below", "W m-2")),
        "expected_exposure_ratio": (expected.exposure_ratio, described("expected exposure ratio, median", "1")),
    }
    reasons = np.array([REASONS.index(reason) for reason in expected.reason], dtype=np.uint8)
    flags = {
        "long_name": "why an expected level is absent",
        "flag_values": np.arange(len(REASONS), dtype=np.uint8),
        "flag_meanings": " ".join(("given", *REASONS[1:])),
    }
    found: Variables = {name: ((axis,), values, attributes) for name, (values, attributes) in columns.items()}
    return found | {"expected_absent": ((axis,), reasons, flags)}
