"""The store of a region: ``exposure.zarr`` with CF names, written block by block, and the digest of each block's files.

Levels are kept to ten bits after the leading one, rounded up: at most 0.1 % (0.0042 dB) too high, never too low, and half the
size. Below an exposure ratio that the run names they are kept to four bits (0.26 dB too high at most).
"""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from numpy.typing import NDArray
from pyproj import CRS
from zarr.codecs import BloscCodec
from zarr.errors import ZarrUserWarning

from emfassess.region.block import BlockLevels
from emfassess.region.grid import BLOCK, Block, Grid
from emfassess.units import Singles

STORE = "exposure.zarr"
BOUND = "bound_exposure_ratio"
FINE_BITS, COARSE_BITS = 10, 4
_MANTISSA_BITS = 23


@dataclass(frozen=True)
class Layer:
    """A variable of the store over height, y and x."""

    name: str
    kind: str
    empty: float
    attributes: Mapping[str, Any]


def layers(scenario: int, scenarios: Sequence[str], *, expected: bool = False) -> tuple[Layer, ...]:
    """Variables of a store whose deciding scenario is one of two, those of expected levels the last."""
    other = scenarios[1 - scenario]
    return (
        Layer(
            "exposure_ratio",
            "f4",
            np.nan,
            _ratio(f"exposure as exposure ratio, {scenarios[scenario]} maximum", scenarios[scenario]),
        ),
        Layer(f"exposure_ratio_{other}", "f4", np.nan, _ratio(f"exposure as exposure ratio, {other} maximum", other)),
        Layer(
            BOUND,
            "f4",
            np.nan,
            _ratio(
                f"upper bound of the exposure ratio, {scenarios[scenario]} maximum: scattered fields added",
                scenarios[scenario],
            ),
        ),
        Layer(
            "main_contributor",
            "i8",
            -1,
            {
                "long_name": f"key of the antenna that adds most to the {scenarios[scenario]} maximum; -1: none",
                "comment": "antennas.parquet beside this store has the names of the keys",
                "coverage_content_type": "auxiliaryInformation",
            },
        ),
        Layer(
            "near_field",
            "u1",
            0,
            {
                "long_name": "within the far-field boundary of an antenna, where the far field may be too low",
                "flag_values": [0, 1],
                "flag_meanings": "far_field near_field",
            },
        ),
        *(_EXPECTED if expected else ()),
    )


def _ratio(long_name: str, scenario: str) -> dict[str, str]:
    return {"long_name": long_name, "units": "1", "scenario": scenario, "coverage_content_type": "modelResult"}


def _level(name: str, long_name: str, units: str = "W m-2") -> Layer:
    attributes = {
        "long_name": long_name,
        "units": units,
        "comment": "it decides no verdict; not a number where no model holds",
        "coverage_content_type": "modelResult",
    }
    return Layer(name, "f4", np.nan, attributes)


_EXPECTED = (
    _level("expected_power_density", "expected power density, median"),
    _level("expected_p5", "power density that 5 % of such places stay below"),
    _level("expected_p95", "power density that 95 % of such places stay below"),
    _level("expected_exposure_ratio", "expected exposure ratio, median", "1"),
)
"""Variables of expected levels, in the order of :class:`emfassess.region.expected.ExpectedCells`."""


def create_store(folder: Path, grid: Grid, heights: Sequence[float], variables: Sequence[Layer]) -> None:
    """Make an empty store, beside its place and then renamed."""
    beside = folder / f".{STORE}"
    group = zarr.create_group(beside, overwrite=True, zarr_format=3)
    system = CRS.from_user_input(grid.crs)
    group.create_array("spatial_ref", shape=(), dtype="i4", fill_value=0, attributes=_reference(grid, system))
    up = {"standard_name": "height", "units": "m", "axis": "Z", "positive": "up", "long_name": "height above ground"}
    _coordinate(group, "height", np.array(heights, float), up)
    for name, values in (("y", grid.y), ("x", grid.x)):
        along = {"standard_name": f"projection_{name}_coordinate", "units": "m", "axis": name.upper()}
        _coordinate(group, name, values, along)
    for layer in variables:
        group.create_array(
            layer.name,
            shape=(len(heights), grid.rows, grid.columns),
            chunks=(1, BLOCK, BLOCK),
            dtype=layer.kind,
            fill_value=layer.empty,
            dimension_names=("height", "y", "x"),
            compressors=BloscCodec(cname="zstd", clevel=2, shuffle="shuffle"),
            attributes={**layer.attributes, "grid_mapping": "spatial_ref", "coordinates": "spatial_ref"},
        )
    _omitted(group, grid)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ZarrUserWarning)  # format 3 has no word on consolidated metadata yet
        zarr.consolidate_metadata(str(beside))
    beside.rename(folder / STORE)


def describe_store(folder: Path, attributes: Mapping[str, Any]) -> None:
    """Say what the store holds: anew at each run, since other stations may take other things for granted."""
    path = folder / STORE / "zarr.json"
    metadata = json.loads(path.read_text(encoding="utf-8"))
    metadata["attributes"] = dict(attributes)
    beside = path.with_name(".zarr.json")
    beside.write_text(json.dumps(metadata, indent=2), encoding="utf-8")
    beside.replace(path)


def drop_unfinished(folder: Path) -> None:
    """Remove the chunks that a killed run was writing: a chunk is written beside its name, then renamed."""
    for unfinished in (folder / STORE).rglob("*.partial"):
        unfinished.unlink()


def _coordinate(group: zarr.Group, name: str, values: NDArray[Any], attributes: Mapping[str, Any]) -> None:
    array = group.create_array(
        name, shape=values.shape, chunks=values.shape, dtype="f8", dimension_names=(name,), attributes=dict(attributes)
    )
    array[:] = values


def _reference(grid: Grid, system: CRS) -> dict[str, Any]:
    transform = f"{grid.west!r} {grid.cell!r} 0.0 {grid.north!r} 0.0 {-grid.cell!r}"
    return {**system.to_cf(), "spatial_ref": system.to_wkt(), "GeoTransform": transform}


def _omitted(group: zarr.Group, grid: Grid) -> None:
    rows, columns = grid.shape
    middle = [(np.arange(count) + 0.5) * BLOCK * grid.cell for count in grid.shape]
    for name, values in (("block_y", grid.north - middle[0]), ("block_x", grid.west + middle[1])):
        _coordinate(group, name, values, {"long_name": f"middle of a block along {name[-1]}", "units": "m"})
    group.create_array(
        "omitted",
        shape=(rows, columns),
        chunks=(rows, columns),
        dtype="f4",
        fill_value=np.nan,
        dimension_names=("block_y", "block_x"),
        attributes={
            "long_name": "upper bound of what antennas beyond the range would add, at their peak gain in free space",
            "units": "1",
            "comment": "exposure ratio, theoretical maximum, for every cell of the block",
        },
    )


def rounded_up(ratio: Singles, coarse_below: float) -> Singles:
    """Exposure ratios with fewer bits, never lower than before."""
    fine, coarse = _up(ratio, FINE_BITS), _up(ratio, COARSE_BITS)
    return np.where(ratio < coarse_below, coarse, fine)


def _up(ratio: Singles, bits: int) -> Singles:
    left = np.uint32((1 << (_MANTISSA_BITS - bits)) - 1)
    known = np.where(np.isfinite(ratio), ratio, np.float32(0.0))
    up = ((np.ascontiguousarray(known).view(np.uint32) + left) & ~left).view(np.float32)
    return np.where(np.isfinite(ratio), up, ratio)


def write_block(
    folder: Path,
    variables: Sequence[Layer],
    block: Block,
    scenario: int,
    levels_at_heights: Sequence[BlockLevels],
    coarse_below: float,
) -> None:
    """Write what was found at each height into the chunks of a block."""
    group = zarr.open_group(folder / STORE, mode="r+", zarr_format=3, use_consolidated=False)
    rows = slice(block.first_row, block.first_row + block.rows)
    columns = slice(block.first_column, block.first_column + block.columns)
    for level, levels in enumerate(levels_at_heights):
        values: tuple[NDArray[Any], ...] = (
            rounded_up(levels.ratio[scenario], coarse_below),
            rounded_up(levels.ratio[1 - scenario], coarse_below),
            rounded_up(levels.bound, coarse_below),
            levels.main,
            levels.near_field,
            *(_short(values) for values in levels.expected.values()),
        )
        for layer, value in zip(variables, values, strict=True):
            array = group[layer.name]
            assert isinstance(array, zarr.Array)
            array[level, rows, columns] = value.astype(layer.kind)


def _short(values: Singles) -> Singles:
    """Expected levels to as many bits as bounds have, rounded down: never above these."""
    return (np.ascontiguousarray(values).view(np.uint32) & ~np.uint32((1 << (_MANTISSA_BITS - FINE_BITS)) - 1)).view(
        np.float32
    )


def write_omitted(folder: Path, values: Singles) -> None:
    """Write the bounds of all blocks at once."""
    array = zarr.open_group(folder / STORE, mode="r+", zarr_format=3, use_consolidated=False)["omitted"]
    assert isinstance(array, zarr.Array)
    array[:] = values


def block_digest(folder: Path, variables: Sequence[Layer], block: Block, heights: int) -> str:
    """Digest of the files of a block; a file that is not there is part of it."""
    digest = blake2b(digest_size=16)
    for layer in variables:
        for level in range(heights):
            path = folder / STORE / layer.name / "c" / str(level) / str(block.number[0]) / str(block.number[1])
            content = path.read_bytes() if path.is_file() else b""
            digest.update(f"{layer.name} {level} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()
