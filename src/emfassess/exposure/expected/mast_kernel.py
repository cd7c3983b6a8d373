"""The compiled contributions of masts: those of :mod:`emfassess.exposure.expected.mast_powers`, faster.

The formulas are not written again: Numba compiles the functions of :mod:`~emfassess.exposure.expected.path_loss`,
:mod:`~emfassess.exposure.expected.line_of_sight` and :mod:`~emfassess.exposure.expected.ways` themselves.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit, prange
from numba.extending import register_jitable

from emfassess.exposure.expected import line_of_sight, models, path_loss, ways
from emfassess.exposure.expected.calibration import SCATTERED_DBI
from emfassess.exposure.expected.distribution import MOST_SPREAD_DB
from emfassess.exposure.expected.far_masts import FREQUENCY, FarMasts
from emfassess.threads import shared_out
from emfassess.units import Floats, ratio_from_decibel, wavelength

if TYPE_CHECKING:
    from emfassess.exposure.expected.mast_powers import ExpectedCarriers, Ways

PER_CARRIER = 150.0
"""Work of one carrier at one point. [ns]"""

_NEPER = math.log(10.0) / 10.0
_TINY = float(np.finfo(float).tiny)
_MOST = MOST_SPREAD_DB * _NEPER
_RMA, _UMI = models.RMA.code, models.UMI.code
_SPANS = tuple(model.spans for model in models.MODELS)
_HIDDEN_DB = tuple(model.hidden_sight_db for model in models.MODELS)

for _home in (path_loss, line_of_sight, ways):
    for _formula in [value for value in vars(_home).values() if getattr(value, "__module__", "") == _home.__name__]:
        if callable(_formula):
            register_jitable(_formula)


@njit(error_model="numpy")
def _way(code, distance, slant, frequency, mast, terminal):  # type: ignore[no-untyped-def]
    """Both states under a model by its code, and why it does not hold."""
    reason = ways.outside_code(_SPANS[code], distance, frequency, mast, terminal)
    if code == _RMA:
        return *ways.rma_way(distance, slant, frequency, mast, terminal), reason
    if code == _UMI:
        return *ways.umi_way(distance, slant, frequency, mast, terminal), reason
    return *ways.uma_way(distance, slant, frequency, mast, terminal), reason


@njit(error_model="numpy")
def _states(plan, squared, height, rows, seen, diffracted_db, found, reasons):  # type: ignore[no-untyped-def]
    """Put what passes, probability of sight and spreads [dB] of all ways to a point, (5, way), and reasons, (way,)."""
    antenna, mast, gigahertz, model, entry_db, entry_spread_db = rows
    for w in range(len(mast)):
        away, slant = plan[antenna[w]], math.sqrt(squared[antenna[w]])
        los, nlos, sight, first, second, reasons[w] = _way(model[w], away, slant, gigahertz[w], mast[w], height)
        if len(seen) and not math.isnan(seen[w]):
            los, nlos, sight = los - _HIDDEN_DB[model[w]], min(nlos, diffracted_db[w]), seen[w]
        found[0, w] = math.exp(-(los + entry_db[w]) * _NEPER)
        found[1, w] = math.exp(-(nlos + entry_db[w]) * _NEPER)
        found[2, w] = sight
        found[3, w] = math.hypot(first, entry_spread_db[w])
        found[4, w] = math.hypot(second, entry_spread_db[w])


@njit(error_model="numpy")
def _add_carriers(columns, relative, states, reasons, coefficient, masts, sums):  # type: ignore[no-untyped-def]
    """Add all carriers at a point to their masts, (mast, 8), and to the exposure; level in all, outside, and its reason."""
    of, antenna, mast, received, scattered, grown, varied = columns
    total, outside, strongest, worst = 0.0, 0.0, 0.0, 0
    for c in range(len(of)):
        w, own = of[c], masts[mast[c]]
        power = received[c] * (relative[antenna[c]] + scattered[c])
        one, two, sight = power * states[0, w], power * states[1, w], states[2, w]
        share = sight * one + (1.0 - sight) * two
        one, two = one * grown[c], two * grown[c]
        own[0] += one
        own[1] += two
        own[2] += one * one * varied[c]
        own[3] += two * two * varied[c]
        own[4] += one * states[3, w]
        own[5] += two * states[4, w]
        own[6] += share
        own[7] += share * sight
        total += share
        for k in range(len(sums)):
            sums[k] += coefficient[k, c] * share
        if reasons[w] != 0:
            outside += share
            if share > strongest:
                strongest, worst = share, reasons[w]
    return total, outside, worst


@njit(error_model="numpy")
def _as_lognormal(mean, variance, shadow):  # type: ignore[no-untyped-def]
    """Logarithm of the median and spread of a mast in one state, from sums over its carriers."""
    traffic = math.log1p(variance / max(mean, _TINY**0.5) ** 2)
    shadowed = min(shadow / max(mean, _TINY), MOST_SPREAD_DB) * _NEPER
    return math.log(max(mean, _TINY)) - traffic / 2.0, min(math.hypot(shadowed, math.sqrt(traffic)), _MOST)


@njit(parallel=True, error_model="numpy", cache=True)
def _masts(points, height, position, unit, rows, known, columns, coefficient, masts, levels, worst):  # type: ignore[no-untyped-def]
    """Put masts, (5, point, mast), levels, (3, point), and reasons, (point,)."""
    for p in prange(len(points)):
        plan, squared, relative = np.empty((3, len(position)))
        for a in range(len(position)):
            east, north = points[p, 0] - position[a, 0], points[p, 1] - position[a, 1]
            rise = points[p, 2] - position[a, 2]
            squared[a] = east * east + north * north + rise * rise
            plan[a] = math.sqrt(east * east + north * north)
            relative[a] = unit[a, p] * 4.0 * math.pi * squared[a]
        states, reasons = np.empty((5, len(rows[1]))), np.empty(len(rows[1]), np.int64)
        own, sums = np.zeros((masts.shape[2], 8)), np.zeros(len(coefficient))
        here = p if known.shape[2] else 0
        seen, diffracted_db = known[0, :, here : here + 1].ravel(), known[1, :, here : here + 1].ravel()
        _states(plan, squared, height[p], rows, seen, diffracted_db, states, reasons)
        total, levels[2, p], worst[p] = _add_carriers(columns, relative, states, reasons, coefficient, own, sums)
        levels[1, p] = max(total, _TINY)
        levels[0, p] = sums.max() / levels[1, p]
        for m in range(len(own)):
            masts[0, p, m] = own[m, 7] / max(own[m, 6], _TINY)
            masts[1, p, m], masts[3, p, m] = _as_lognormal(own[m, 0], own[m, 2], own[m, 4])
            masts[2, p, m], masts[4, p, m] = _as_lognormal(own[m, 1], own[m, 3], own[m, 5])


@njit(parallel=True, error_model="numpy", cache=True)
def _far(points, height, masts, antennas, unit, apart, found):  # type: ignore[no-untyped-def]
    """Add the parts of far masts at points, (3, point), but for those that are taken apart, (mast, point)."""
    position, mast_height, model, gigahertz = masts
    first, eirp, scattered = antennas
    for p in prange(len(points)):
        for m in range(len(mast_height)):
            if apart[m, p]:
                continue
            offset = points[p] - position[m]
            plan = math.hypot(offset[0], offset[1])
            squared = (offset * offset).sum()
            los, nlos, sight, one, two, reason = _way(
                model[m], plan, math.sqrt(squared), gigahertz, mast_height[m], height[p]
            )
            power = 0.0
            for a in range(first[m], first[m + 1]):
                power += eirp[a] * (unit[a, p] * 4.0 * math.pi * squared + scattered[a])
            los, nlos = power * sight * math.exp(-los * _NEPER), power * (1.0 - sight) * math.exp(-nlos * _NEPER)
            found[0, p] += los * math.exp((one * _NEPER) ** 2 / 2.0) + nlos * math.exp((two * _NEPER) ** 2 / 2.0)
            found[1, p] += los + nlos
            if reason != 0:
                found[2, p] += los + nlos


def compiled_far(masts: FarMasts, unit: Floats, points: Floats, height: Floats, roof: float, apart: Any) -> Floats:
    """Rows of :func:`~emfassess.exposure.expected.far_masts.far_part` without entry loss, (3, point); arguments as there.

    Antennas of a mast follow one another, and `apart`, (antenna, point), says where a mast is not to be added.
    """
    first = np.flatnonzero(np.append(True, np.diff(masts.mast) != 0))
    model = np.array([models.model_of(height, roof).code for height in masts.height[first]], dtype=np.int64)
    rows = masts.position[first], masts.height[first], model, FREQUENCY / 1e9
    power = masts.eirp * 4.0 * np.pi / wavelength(FREQUENCY) ** 2
    antennas = np.append(first, len(masts.mast)), power, ratio_from_decibel(SCATTERED_DBI - masts.gain_dbi)
    found = np.zeros((3, len(points)))
    with shared_out(PER_CARRIER * unit.size):
        _far(points, height, rows, antennas, unit, apart[first], found)
    return found


def compiled_masts(
    carriers: "ExpectedCarriers", way: "Ways", coefficient: Floats, points: Floats, height: Floats
) -> tuple[Any, ...]:
    """Fields of :class:`~emfassess.exposure.expected.mast_powers.MastPowers`, in their order; arguments as there."""
    shape = len(points), int(carriers.mast.max()) + 1
    masts, levels, worst = np.empty((5, *shape)), np.empty((3, len(points))), np.empty(len(points), np.uint8)
    rows = way.antenna, way.mast, way.gigahertz, way.model, way.entry_db, way.entry_spread_db
    load = carriers.load_spread**2
    numbers = way.of, carriers.antenna, carriers.mast
    columns = *numbers, carriers.received, carriers.scattered, np.exp(load / 2.0), np.expm1(load)
    known = np.stack([way.seen, way.diffracted_db])
    here = np.ascontiguousarray(points, float), np.ascontiguousarray(height, float)
    with shared_out(PER_CARRIER * len(points) * len(way.of)):
        _masts(*here, carriers.position, carriers.unit(points), rows, known, columns, coefficient, masts, levels, worst)
    return masts[0], masts[1:3], masts[3:5], levels[0], levels[1], levels[2], worst
