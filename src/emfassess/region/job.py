"""Task of a worker: one block, from its antennas to the files of the store."""

from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emfassess.exposure.expected import ExpectedSettings
from emfassess.field.obstruction import FREE, Obstruction
from emfassess.field.scattered import FAR_DBI
from emfassess.geometry import LocalFrame
from emfassess.readers.scene import NO_FILES, SceneFiles
from emfassess.region.antennas import Antennas, Rows, fed_carriers, mapped_antennas, release_pages
from emfassess.region.block import BlockLevels, LevelChoice, block_levels
from emfassess.region.block_antennas import BlockAntennas, antennas_of_block
from emfassess.region.expected import BlockMasts, block_masts, expected_cells
from emfassess.region.grid import Block, Grid
from emfassess.region.ground import RECEIVERS, block_scene, receivers
from emfassess.region.memory import keep_freed_memory
from emfassess.region.obstructed import OBSTRUCTED, obstructed_levels
from emfassess.region.store import Layer, block_digest, write_block
from emfassess.region.truncation import omitted
from emfassess.surroundings.surface import surface_of
from emfassess.units import Floats


@dataclass(frozen=True)
class Job:
    """Common input of all blocks of a run.

    `folder` holds the store, `antennas` the files that workers map, `stamp` distinguishes this run's files from an
    earlier one's.
    """

    folder: Path
    antennas: Path
    stamp: str
    grid: Grid
    heights: tuple[float, ...]
    scenario: int
    layers: tuple[Layer, ...]
    radius: float
    coarse_below: float
    scene_files: SceneFiles = NO_FILES
    obstruction: Obstruction = FREE
    receivers: str = RECEIVERS[0]
    ground_factor: float = 1.0
    scatter_dbi: float | None = FAR_DBI
    expected: ExpectedSettings | None = None


@dataclass(frozen=True)
class Record:
    """A block in the manifest.

    `inputs` and `output` are digests of all that went in and of the files that came out; `error` is the greatest relative
    error of the interpolation at its probes, `unknown` counts cells that say nothing. `omitted` belongs to the whole network
    and is not part of the manifest.
    """

    block: str
    inputs: str
    output: str
    antennas: int
    error: float
    unknown: int
    omitted: float = 0.0
    stored: bool = False


def compute_block(job: Job, block: Block, known: Record | None) -> Record:
    """Compute and write a block, unless the store has it from the same inputs.

    Parameters
    ----------
    job : Job
    block : Block
    known : Record, optional
        What the manifest says of it.

    Returns
    -------
    Record
    """
    keep_freed_memory()
    antennas = mapped_antennas(job.antennas, job.stamp)
    frame, place = job.grid.plane(block)
    half = _half(block, place)
    index, position = antennas.within(frame, half, job.radius)
    inputs = antennas.fingerprint(index)
    beyond = omitted(antennas, frame, index, float(np.hypot(*half)), job.radius)
    beyond *= job.ground_factor * job.obstruction.factor
    if (
        known is not None
        and known.inputs == inputs
        and known.output == block_digest(job.folder, job.layers, block, len(job.heights))
    ):
        return replace(known, omitted=beyond, stored=True)
    found = levels_of(job, block, antennas, frame, place, index, position)
    release_pages(antennas)
    write_block(job.folder, job.layers, block, job.scenario, found, job.coarse_below)
    return Record(
        block=block.name,
        inputs=inputs,
        output=block_digest(job.folder, job.layers, block, len(job.heights)),
        antennas=len(index),
        error=float(f"{max(level.error for level in found):.3g}"),
        unknown=int(sum(np.isnan(level.ratio[0]).sum() for level in found)),
        omitted=beyond,
    )


def _half(block: Block, place: Floats) -> tuple[float, float]:
    """Half the sides of the rectangle around a block, east and north. [m]"""
    across = abs(place[1]) * block.columns + abs(place[2]) * block.rows
    along = abs(place[4]) * block.columns + abs(place[5]) * block.rows
    return float(across) / 2, float(along) / 2


def levels_of(
    job: Job,
    block: Block,
    antennas: Antennas,
    frame: LocalFrame,
    place: Floats,
    index: NDArray[np.int64],
    position: Floats,
) -> list[BlockLevels]:
    """Levels at each height; none where no antenna lies in range."""
    reach = float(np.hypot(*_half(block, place)))
    scene = block_scene(job.scene_files, frame, reach + (0.0 if job.obstruction.plain else OBSTRUCTED))
    ground = receivers(scene, place, (block.rows, block.columns), job.receivers)
    if not len(index):
        ground = np.full(ground.shape, np.nan)
    some = antennas_of_block(
        antennas, index, place=position, frame=frame, datum=scene.datum if job.scene_files.terrain else 0.0
    )
    if job.obstruction.mode == "none":
        choice = LevelChoice(job.scenario, job.obstruction.factor * job.ground_factor, job.scatter_dbi)
        found = [block_levels(some, place, ground + height, job.grid.cell, choice) for height in job.heights]
        return _with_expected(job, found, block_masts(antennas, index, some), place, ground)
    half = reach + OBSTRUCTED
    over = job.obstruction.over(scene, surface_of(scene, (-half, -half, half, half)))
    fed = _fed(antennas, index, some)
    choice = LevelChoice(job.scenario, job.ground_factor, job.scatter_dbi)
    found = [
        obstructed_levels(some, fed, place, ground + height, job.grid.cell, choice, over) for height in job.heights
    ]
    return _with_expected(job, found, block_masts(antennas, index, some), place, ground)


def _with_expected(
    job: Job, found: list[BlockLevels], masts: BlockMasts, place: Floats, ground: Floats
) -> list[BlockLevels]:
    """The same levels with the expected ones, where they were asked for."""
    if job.expected is None:
        return found
    return [
        replace(
            levels, expected=vars(expected_cells(masts, place, ground + height, height, levels.bound, job.expected))
        )
        for levels, height in zip(found, job.heights, strict=True)
    ]


def _fed(antennas: Antennas, index: NDArray[np.int64], some: BlockAntennas) -> Rows:
    """Carriers of antennas with the weights of the sums that can decide."""
    rows = antennas.rows[index]
    carriers = antennas.carriers[fed_carriers(rows)]
    fed = np.zeros(
        len(carriers),
        dtype=[("antenna", "i8"), ("frequency", "f8"), ("eirp", "f8"), ("share", "f8", (len(some.rows_of),))],
    )
    fed["antenna"] = np.repeat(np.arange(len(rows)), rows["carriers"])
    fed["frequency"], fed["eirp"] = carriers["frequency"], carriers["eirp"]
    for number, (scenario, row) in enumerate(some.rows_of):
        fed["share"][:, number] = carriers["share"][:, scenario, row]
    return fed


def code_digest() -> str:
    """Digest of the source that levels depend on: a store is not continued by another code."""
    import emfassess

    root = Path(emfassess.__file__).parent
    digest = blake2b(digest_size=8)
    for part in ("exposure", "exposure/expected", "field", "limits", "region", "patterns", "surroundings"):
        for path in sorted((root / part).glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    for name in ("geometry.py", "units.py"):
        digest.update((root / name).read_bytes())
    return f"{emfassess.__version__}+{digest.hexdigest()}"
