"""The antennas in the range of a block, in the plane around it and as the compiled sums take them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emfassess.field.attenuation_tables import Packed, cap_units
from emfassess.field.summed import Index32, laid_out
from emfassess.geometry import LocalFrame, antenna_axes
from emfassess.region.antenna_weights import deciding
from emfassess.region.antennas import Antennas, convergence
from emfassess.units import Floats, Singles


@dataclass(frozen=True, eq=False)
class BlockAntennas:
    """The antennas of a block in the plane around it.

    `rows`, `index` and `tables` as :mod:`emfassess.field.summed` takes them, in the order of keys; `share` is (row, antenna),
    the theoretical sums first, `scattered` the same of scattered power, `rows_of` gives scenario and sum of each row.
    """

    keys: NDArray[np.int64]
    position: Floats
    axes: Floats
    cap: Singles
    index: Index32
    tables: Packed
    share: Floats
    scattered: Floats
    rows_of: tuple[tuple[int, int], ...]
    boundary: Floats
    across_deg: Floats
    upright_deg: Floats

    @property
    def theoretical(self) -> int:
        """How many rows are theoretical sums."""
        return sum(scenario == 0 for scenario, _ in self.rows_of)

    def rows_in(self, scenario: int) -> slice:
        """Rows that are sums in a scenario."""
        return slice(0, self.theoretical) if scenario == 0 else slice(self.theoretical, None)

    def only(self, own: NDArray[np.bool_]) -> "BlockAntennas":
        """Those antennas alone."""
        return replace(
            self,
            keys=self.keys[own],
            position=self.position[own],
            axes=self.axes[own],
            cap=self.cap[own],
            index=self.index[:, own],
            share=self.share[:, own],
            scattered=self.scattered[:, own],
            boundary=self.boundary[own],
            across_deg=self.across_deg[own],
            upright_deg=self.upright_deg[own],
        )


def antennas_of_block(
    antennas: Antennas, index: NDArray[np.int64], place: Floats, frame: LocalFrame, datum: float = 0.0
) -> BlockAntennas:
    """Bring antennas into the plane of a block; `index` and `place` come from :meth:`Antennas.within`.

    Heights count from `datum`, the elevation of the plane's origin. [m]
    """
    rows = antennas.rows[index]
    turn = np.degrees(convergence(frame, rows))
    used_around, own_around = np.unique(rows["horizontal"], return_inverse=True)
    used_upright, own_upright = np.unique(rows["upright"], return_inverse=True)
    tables, first_around, first_upright = laid_out(antennas.horizontal[used_around], antennas.upright[used_upright])
    share = np.asarray(antennas.share[index]).transpose(1, 2, 0)
    scattered = np.asarray(antennas.scattered[index]).transpose(1, 2, 0)
    both = np.concatenate([share, scattered], axis=-1)
    rows_of = tuple((scenario, row) for scenario in range(2) for row in deciding(both[scenario]))
    return BlockAntennas(
        keys=rows["key"],
        position=np.column_stack([place, rows["foot"] + rows["height"] - datum]),
        axes=antenna_axes(rows["azimuth_deg"] - turn, rows["tilt_deg"]),
        cap=cap_units(rows["cap_db"]),
        index=np.stack([first_around[own_around], first_upright[own_upright]]),
        tables=tables,
        share=np.stack([share[row] for row in rows_of]),
        scattered=np.stack([scattered[row] for row in rows_of]),
        rows_of=rows_of,
        boundary=rows["boundary"],
        across_deg=rows["across_deg"],
        upright_deg=rows["upright_deg"],
    )
