"""A station's own antennas with their near fields as tables: exposure ratios at points, and reaches along rays, fast.

It holds where an antenna is a column of elements and ground and buildings are a plain factor. Elsewhere the field itself
(:func:`emfassess.field.models.carrier_density`) is computed at every point.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emfassess.field import Propagation, Sources
from emfassess.field.column_table import INNERMOST, STEP, ColumnTable, column_table, is_column
from emfassess.field.elements import Elements, elements_of
from emfassess.field.models import ALIKE, LAST, LAST_COMPUTED
from emfassess.field.near_field import carrier_boundaries
from emfassess.summaries import Summarised
from emfassess.units import Floats, ratio_from_decibel
from emfassess.zones.ratio_kernel import ColumnAntennas, Index, fill_ratios, fill_reaches

TOGETHER = 32
"""The number of radii of a table is a multiple of this, so that antennas of different power share it."""


@dataclass(frozen=True, eq=False, repr=False)
class TabulatedField(Summarised):
    """Exposure ratio of some carriers of a station.

    Parameters
    ----------
    antennas : ColumnAntennas
        With the weights of those carriers.
    fed : ndarray of int, shape (antenna,)
        Antennas that they feed.
    """

    antennas: ColumnAntennas
    fed: Index

    def ratio(self, points: Floats) -> Floats:
        """Exposure ratio at points (point, 3), shape (point,); within the allowance of the tables, and not below."""
        found = np.empty(len(points))
        fill_ratios(self.antennas, self.fed, np.ascontiguousarray(points, dtype=float), found)
        return found

    def reaches(self, rays: Floats, farthest: float) -> Floats:
        """As :func:`emfassess.zones.surfaces.ray_distances`, from the one antenna that is fed. [m]"""
        steps = max(int(np.ceil(np.log(farthest / INNERMOST) / STEP)), 0)
        found = np.empty(len(rays))
        fill_reaches(self.antennas, self.fed, np.ascontiguousarray(rays), steps, found)
        return found


@dataclass(frozen=True, eq=False, repr=False)
class StationTables(Summarised):
    """Antennas of a station, tabulated once for all limit sets, and the group of each carrier, (carrier,)."""

    antennas: ColumnAntennas
    group: Index
    sources: Sources
    factor: float

    def of(self, combined: Floats, carriers: NDArray[np.bool_]) -> TabulatedField:
        """Field of some carriers, `combined` (sum, carrier) their weights in the sums of a limit set."""
        each = np.where(carriers, combined * self.sources.eirp * self.factor, 0.0)
        weight = each @ (self.group[:, np.newaxis] == np.arange(len(self.antennas.column)))
        fed = np.unique(self.sources.antenna_index[carriers])
        return TabulatedField(self.antennas._replace(weight=weight), fed)


def station_tables(sources: Sources, propagation: Propagation, farthest: float) -> StationTables | None:
    """Tables of a station's antennas out to a distance [m]; None where one of them is no product of two cuts."""
    if not propagation.plain or propagation.model not in ("auto", "far-field"):
        return None
    first, group = _groups(sources)
    layouts = [_layouts(sources, carrier, propagation.model) for carrier in first]
    if not all(is_column(found) for found in layouts):
        return None
    measured = np.array([sources.members[carrier][1].pattern.kind == "measured" for carrier in first])
    boundary = carrier_boundaries(sources)[first]
    ends = np.minimum(np.where(measured, LAST, LAST_COMPUTED) * boundary, farthest)
    tables: dict[ColumnTable, int] = {}
    near = [
        tables.setdefault(column_table(found, _radii(end)), len(tables)) if found and edge > 0 else -1
        for found, end, edge in zip(layouts, ends, boundary, strict=True)
    ]
    antennas = ColumnAntennas(
        position=sources.position,
        axes=sources.axes,
        table=sources.table_index.astype(np.int64),
        cuts=_cuts(sources.tables),
        cap=sources.maximum_attenuation,
        first_group=np.searchsorted(sources.antenna_index[first], np.arange(len(sources.position) + 1)),
        column=np.array(near, dtype=np.int64),
        boundary=boundary,
        measured=measured,
        weight=np.zeros((1, len(first))),
        **_joined(list(tables)),
    )
    return StationTables(antennas, group, sources, propagation.factor)


def _groups(sources: Sources) -> tuple[Index, Index]:
    """First carrier of each group that shares a near field, and the group of each carrier; by antenna."""
    kind = np.round(np.log(sources.frequency) / ALIKE).astype(np.int64)
    keys = np.column_stack([sources.antenna_index, kind])
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, group.ravel()


def _layouts(sources: Sources, carrier: int, model: str) -> tuple[Elements, ...]:
    _, antenna, record = sources.members[carrier]
    return () if model == "far-field" else elements_of(antenna, record.frequency_hz)


def _radii(end: float) -> int:
    count = np.log(max(end, INNERMOST) / INNERMOST) / STEP + 2
    return TOGETHER * int(np.ceil(count / TOGETHER))


def _cuts(tables: Floats) -> Floats:
    """Tables with the relative field of the horizontal cut beside them, and the first samples again at the end."""
    horizontal = tables[:, :1]
    field = np.sqrt(ratio_from_decibel(-(horizontal - horizontal.min(axis=-1, keepdims=True))))
    whole = np.concatenate([tables, field], axis=1)
    return np.concatenate([whole, whole[..., :2]], axis=-1)


def _joined(tables: list[ColumnTable]) -> dict[str, Any]:
    """Column tables one after the other."""
    coefficients = [table.coefficients for table in tables] or [np.zeros((0, 0), np.float32)]
    bounds = [table.bound for table in tables] or [np.zeros((0, 0), np.float32)]
    return {
        "coefficients": np.concatenate([part.ravel() for part in coefficients]),
        "first_coefficient": _firsts([part.size for part in coefficients]),
        "bounds": np.concatenate([part.ravel() for part in bounds]),
        "first_bound": _firsts([part.size for part in bounds]),
        "radii": np.array([part.shape[1] for part in bounds], dtype=np.int64),
        "per_radian": np.array([table.per_radian for table in tables] or [0.0]),
    }


def _firsts(sizes: list[int]) -> Index:
    return np.cumsum([0, *sizes[:-1]]).astype(np.int64)
