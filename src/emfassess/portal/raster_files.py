"""The exposure raster as files: pictures of the classes zoom by zoom, and numeric tiles with the levels of each cell."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from emfassess.portal.data_scripts import write_data_script
from emfassess.portal.mercator import TILE, cell_centre
from emfassess.portal.raster import NATIVE_ZOOM, SIDE, CellLevels, ExposureRaster
from emfassess.publish.text.classes import CLASSES, class_index

NUMERIC_ZOOM = NATIVE_ZOOM + 2
"""Zoom whose tiles have the ground of a numeric tile: 256 cells are 4 times 64."""

LOWEST_ZOOM, HIGHEST_ZOOM = 10, NATIVE_ZOOM + 1
"""Zooms of the pictures; beyond the last the map enlarges it."""

CHUNK_ZOOM = 10
"""Existing tiles are listed in one file down to this zoom, and in one file a tile of it below."""

Picture = NDArray[np.uint8]
"""Number of the class of each pixel from 1, 0 where nothing was computed."""


def write_raster(raster: ExposureRaster, rows: Mapping[str, int], folder: Path) -> None:
    """Write numeric tiles, pictures and the account of which tiles exist.

    Parameters
    ----------
    raster : ExposureRaster
    rows : mapping
        Row of each published station, by id, in the portal's own counting.
    folder : Path
        The site.
    """
    pictures: dict[tuple[int, int], Picture] = {}
    numeric: set[tuple[int, int]] = set()
    for x, y, cells in raster.tiles():
        write_data_script(folder, f"tiles/levels/{x}-{y}", _numbers(x, y, cells, rows))
        numeric.add((x, y))
        whole = pictures.setdefault((x * SIDE // TILE, y * SIDE // TILE), np.zeros((TILE, TILE), np.uint8))
        whole[cells.row % TILE, cells.column % TILE] = class_index(cells.bound_exposure_ratio) + 1
    _write_shapes(numeric, folder)
    for zoom in range(NATIVE_ZOOM, HIGHEST_ZOOM + 1):
        for (x, y), picture in pictures.items():
            _write_enlarged(picture, x, y, zoom, folder)
    for zoom in range(NATIVE_ZOOM - 1, LOWEST_ZOOM - 1, -1):
        pictures = _halved(pictures)
        for (x, y), picture in pictures.items():
            _write_picture(picture, zoom, x, y, folder)


class _NumericTile(TypedDict):
    """A numeric tile: longitudes of its columns, latitudes of its rows, :func:`packed_planes` and the stations.

    The planes are :data:`PLANES` and the place of the station that adds most in the list of stations, which are given by
    id and row.
    """

    longitude: list[float]
    latitude: list[float]
    planes: str
    stations: list[tuple[str, int | None]]


PLANES = (
    "exposure_ratio",
    "bound_power_density",
    "bound_exposure_ratio",
    "expected_exposure_ratio",
    "expected_p5_exposure_ratio",
    "expected_p95_exposure_ratio",
)
"""Levels of a numeric tile, in the order of its planes."""


def _numbers(x: int, y: int, cells: CellLevels, rows: Mapping[str, int]) -> _NumericTile:
    columns, lines = x * SIDE + np.arange(SIDE), y * SIDE + np.arange(SIDE)
    mains, index = np.unique(cells.main, return_inverse=True)
    planes = np.full((len(PLANES) + 1, SIDE, SIDE), np.nan, dtype="<f4")
    for plane, values in zip(planes, [*(getattr(cells, name) for name in PLANES), index], strict=True):
        plane[cells.row % SIDE, cells.column % SIDE] = values
    return {
        "longitude": cell_centre(columns, lines, NATIVE_ZOOM)[0].tolist(),
        "latitude": cell_centre(columns, lines, NATIVE_ZOOM)[1].tolist(),
        "planes": packed_planes(planes),
        "stations": [(str(name), rows.get(str(name))) for name in mains],
    }


def packed_planes(planes: NDArray[np.float32]) -> str:
    """Numbers in single precision as text: bytes of equal weight together, deflated (zlib), in base 64."""
    sorted_bytes = np.ascontiguousarray(planes, dtype="<f4").view(np.uint8).reshape(-1, 4).T
    return b64encode(zlib.compress(sorted_bytes.tobytes())).decode("ascii")


def unpacked_planes(text: str) -> NDArray[np.float32]:
    """Numbers of :func:`packed_planes`, one after another."""
    plain = np.frombuffer(zlib.decompress(b64decode(text)), dtype=np.uint8).reshape(4, -1).T
    return np.ascontiguousarray(plain).view("<f4").ravel()


def tree_shape(leaves: set[tuple[int, int]], zoom: int) -> str:
    """Which tiles exist, as one word: a tile is 1 if it is of the last zoom, 2 and its four quarters if not, 0 if empty.

    Quarters go north-west, north-east, south-west, south-east. `leaves` are the tiles of the last zoom, counted from the
    corner of the tile that the word begins with, `zoom` the number of zooms below it.
    """
    if not leaves:
        return "0"
    if zoom == 0:
        return "1"
    half = 1 << (zoom - 1)
    quarters: list[set[tuple[int, int]]] = [set(), set(), set(), set()]
    for x, y in leaves:
        quarters[(x >= half) + 2 * (y >= half)].add((x % half, y % half))
    return "2" + "".join(tree_shape(quarter, zoom - 1) for quarter in quarters)


def _write_shapes(numeric: set[tuple[int, int]], folder: Path) -> None:
    below = NUMERIC_ZOOM - CHUNK_ZOOM
    chunks: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for x, y in sorted(numeric):
        chunks.setdefault((x >> below, y >> below), set()).add((x % (1 << below), y % (1 << below)))
    write_data_script(folder, "tiles/exposure/shape", tree_shape(set(chunks), CHUNK_ZOOM))
    for (x, y), leaves in chunks.items():
        write_data_script(folder, f"tiles/exposure/shape-{x}-{y}", tree_shape(leaves, below))


def _halved(pictures: Mapping[tuple[int, int], Picture]) -> dict[tuple[int, int], Picture]:
    """Pictures of the next zoom out: of four pixels the greatest class stays, so that no level is lost from sight."""
    found: dict[tuple[int, int], Picture] = {}
    half = TILE // 2
    for (x, y), picture in pictures.items():
        pooled = picture.reshape(half, 2, half, 2).max(axis=(1, 3))
        whole = found.setdefault((x // 2, y // 2), np.zeros((TILE, TILE), np.uint8))
        whole[(y % 2) * half : (y % 2 + 1) * half, (x % 2) * half : (x % 2 + 1) * half] = pooled
    return found


def _write_enlarged(picture: Picture, x: int, y: int, zoom: int, folder: Path) -> None:
    """Write the pictures of a zoom at or below the cells' own that show parts of one picture of it."""
    times = 1 << (zoom - NATIVE_ZOOM)
    size = TILE // times
    for down in range(times):
        for right in range(times):
            part = picture[down * size : (down + 1) * size, right * size : (right + 1) * size]
            if part.any():
                large = np.repeat(np.repeat(part, times, axis=0), times, axis=1)
                _write_picture(large, zoom, x * times + right, y * times + down, folder)


def _write_picture(picture: Picture, zoom: int, x: int, y: int, folder: Path) -> None:
    """Write one picture: each class has its colour, and its pattern as every second colour of the palette."""
    drawn = np.where(picture > 0, 2 * picture.astype(np.int16) - 1, 0)
    for number, pattern in enumerate(_PATTERNS, start=1):
        drawn[(picture == number) & pattern] = 2 * number
    image = Image.fromarray(drawn.astype(np.uint8), mode="P")
    image.putpalette(_PALETTE)
    path = folder / "tiles" / "exposure" / str(zoom) / str(x) / f"{y}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, transparency=0, optimize=True)


def _patterns() -> tuple[NDArray[np.bool_], ...]:
    """Pattern of each class as a square of pixels: none, dots, lines, crossed lines, crosses."""
    down, right = np.mgrid[:TILE, :TILE] % 8
    dots = (down < 2) & (right < 2)
    lines = (down + right) % 8 == 0
    crossed = lines | (down == right)
    crosses = ((down == 4) & (abs(right - 4) < 3)) | ((right == 4) & (abs(down - 4) < 3))
    return np.zeros_like(dots), dots, lines, crossed, crosses


_PATTERNS = _patterns()
STROKES = ("#e8f1f5", "#5e9ab8", "#cfe4f0", "#7fa3d6", "#ffffff")
"""Colour of each class's pattern on its own colour."""

_PALETTE = [0, 0, 0] + [
    int(colour[i : i + 2], 16)
    for kind, stroke in zip(CLASSES, STROKES, strict=True)
    for colour in (kind.colour, stroke)
    for i in (1, 3, 5)
]
