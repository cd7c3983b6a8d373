"""Limits of bands, and exposure ratios per power density: at the frequency in a band where the limit is most restrictive."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from emfassess.limits.limit_set import LOWEST_SUMMED_HZ, LimitSet
from emfassess.measured_levels.settings import DEFAULTS
from emfassess.units import Floats

if TYPE_CHECKING:
    from emfassess.measured_levels.judged_campaign import JudgedCampaign

Span = tuple[float, float]
"""Ends of a band. [Hz]"""


def band_coefficients(limits: LimitSet, spans: Sequence[Span]) -> Floats:
    """Maximum exposure ratio that one watt per square metre in each band can be.

    Parameters
    ----------
    limits : LimitSet
    spans : sequence of (low, high)
        Ends of each band, within the set. [Hz]

    Returns
    -------
    ndarray, shape (sum, band)
        In the order of the set's `sum_labels`, each quantity at its own most restrictive frequency; zero where the
        set has no such level in all of the band. [m^2/W]

    Raises
    ------
    ValueError
        If a band leaves the set or goes below 100 kHz, or no single quantity has levels for all bands.

    Notes
    -----
    A level is a power of frequency within a row of the table, so the most restrictive one is at an end of the band or of a
    row inside it, where the more restrictive of two rows holds. Under GB 8702-2014 above 3 GHz that is the band's lower end.

    Where a set has one level for installations with several bands (Switzerland) the bands are also looked at together, and
    the stricter of both counts.
    """
    edges = [band.low_hz for band in limits.bands] + [limits.highest_frequency_hz]
    found = np.full((len(limits.sum_labels), len(spans)), np.nan)
    at: list[float] = []
    for number, (low, high) in enumerate(spans):
        if not low <= high:
            raise ValueError(f"a band must not end before it begins: {low:g} to {high:g} Hz")
        inside = [low, high, *(edge for edge in edges if low < edge < high)]
        at += inside
        alone = [limits.plane_wave_coefficients([frequency]) for frequency in inside]
        found[:, number] = np.fmax.reduce(np.concatenate(alone, axis=1), axis=1)
    if limits.mixed_electric_field_strength is not None and at:
        together = np.fmax.reduce(limits.plane_wave_coefficients(at), axis=1)
        found = np.fmax(found, together[:, np.newaxis])
    if not np.any(np.all(np.isfinite(found), axis=1)):
        raise ValueError(f"{limits.id}: no single quantity has levels for all bands; a sum would leave some out")
    return np.asarray(np.nan_to_num(found, nan=0.0))


def plausible_span(limits: LimitSet, instrument: tuple[float | None, float | None], plausible: Span) -> Span:
    """Where the sources of a total may lie: within the instrument's range, what is plausible, and the limit set.

    Raises
    ------
    ValueError
        If nothing is left: then the total cannot be compared with this set.
    """
    low = max(instrument[0] or 0.0, plausible[0], limits.lowest_frequency_hz, LOWEST_SUMMED_HZ)
    high = min(instrument[1] or np.inf, plausible[1], limits.highest_frequency_hz)
    if not low <= high:
        raise ValueError(
            f"the instrument's range of {instrument[0]} to {instrument[1]} Hz has nothing in common with {limits.id} and "
            f"the frequencies of plausible sources, {plausible[0]:g} to {plausible[1]:g} Hz"
        )
    return low, high


def band_limits(
    judged: "JudgedCampaign", limits: LimitSet | None, low_hz: float, high_hz: float
) -> tuple[float | None, float | None]:
    """Most restrictive levels of field strength [V/m] and power density [W/m^2] in a band; None where not known.

    A signal of unknown frequency is compared with the most restrictive level of the instrument's range, as
    its exposure ratio is.
    """
    if limits is None:
        return None, None
    if np.isnan(low_hz) or np.isnan(high_hz):
        meter = judged.campaign.instrument
        low_hz, high_hz = plausible_span(
            limits, (meter.frequency_low_hz, meter.frequency_high_hz), DEFAULTS.plausible_hz
        )
    edges = [low_hz, high_hz, *(b.low_hz for b in limits.bands if low_hz < b.low_hz < high_hz)]
    found = []
    for quantity in ("electric_field_strength", "power_density"):
        level = limits.level_or_nan(quantity, edges)
        found.append(None if np.isnan(level).all() else float(np.nanmin(level)))
    return found[0], found[1]
