"""Findings about one antenna: what its file and its figures say that does not fit together.

Nothing is refused and nothing changed here; each finding is a warning of the station.
"""

import re
from collections.abc import Iterator

import numpy as np

from emfassess.assumptions import Assumption
from emfassess.patterns.pattern import SAMPLES, SAMPLES_PER_DEGREE, Pattern
from emfassess.readers.cuts import PatternFile
from emfassess.stations import Antenna, Carrier

GAIN_APART_DB = 3.0
"""Gain and integrated directivity of makers' files: within 3 dB for 109 of 112, within 1 dB for 45."""
TILT_APART_DEG = 1.0
LARGE_TILT_DEG = 30.0
_DOWN_DEG = 85.0
"""Antennas that are meant to look straight down state this tilt or more."""
LARGE_POWER_W = 2000.0
LARGE_FEEDER_LOSS_DB = 20.0
FAR_M = 200.0
BAND_APART = 0.10
BAND_LISTED = 0.05
BANDS_MHZ = {
    "GSM": (380.0, 2000.0),
    "UMTS": (450.0, 2700.0),
    "WCDMA": (450.0, 2700.0),
    "CDMA": (400.0, 2700.0),
    "LTE": (400.0, 6000.0),
    "TDLTE": (400.0, 6000.0),
    "NBIOT": (400.0, 6000.0),
    "4G": (400.0, 6000.0),
    "NR": (400.0, 71_000.0),
    "5G": (400.0, 71_000.0),
}
"""Where the operating bands of a technology lie, rounded outward (3GPP TS 45.005, 25.104, 36.104, 38.104; not
confirmed against the text). [MHz]"""

_WEAK_FRONT_DB = 3.0
_FRONT_DEG = 10
_BOTH_SIDES_DB = 6.0
_NARROW_DEG, _WIDER = 25.0, 2.5
_HIGH_GROUND_M, _TALLEST_M = 100.0, 150.0


def antenna_findings(
    antenna: Antenna, read: PatternFile | None, ground_elevation_m: float | None, where: str
) -> list[Assumption]:
    """Findings about an antenna, its carriers and its pattern; `read` is None for computed patterns."""
    found = [*_of_figures(antenna, ground_elevation_m)]
    for carrier in antenna.carriers:
        found.extend(_of_carrier(carrier))
    if (read is None and not _has_beams(antenna)) or (read is not None and not read.beam_of):
        found.extend(gain_finding(antenna.pattern))
    if read is not None:
        found.extend(pattern_findings(read))
        found.extend(_of_tilts(antenna, read))
        found.extend(_of_band(antenna, read))
    return [Assumption(item.code, item.values, (where,)) for item in found]


def _has_beams(antenna: Antenna) -> bool:
    """Whether the stated beamwidths may be those of all beams together, and the gain that of one: as registers have 5G."""
    return any(carrier.technology.upper() in ("NR", "5G") for carrier in antenna.carriers)


def gain_finding(pattern: Pattern) -> Iterator[Assumption]:
    """Gain far from the directivity; an envelope over beams has no directivity of its own."""
    if pattern.kind != "envelope" and abs(pattern.gain_dbi - pattern.directivity_dbi) > GAIN_APART_DB:
        values = (
            ("gain", f"{pattern.gain_dbi:.1f}"),
            ("directivity", f"{pattern.directivity_dbi:.1f}"),
            ("tolerance", f"{GAIN_APART_DB:g}"),
        )
        yield Assumption("check-pattern-gain", values)


def pattern_findings(read: PatternFile) -> Iterator[Assumption]:
    """Findings about a pattern file alone, its gain aside."""
    stated, figures = read.stated_tilt_deg, read.description
    if stated is not None and abs(stated - figures.tilt_deg) > TILT_APART_DEG:
        if stated > 0 > figures.tilt_deg and abs(stated + figures.tilt_deg) <= max(TILT_APART_DEG, stated / 2):
            found = (("stated", f"{stated:g}"), ("found", f"{-figures.tilt_deg:.1f}"))
            yield Assumption("check-pattern-tilt-opposite", found)
        else:
            yield Assumption("check-pattern-tilt", (("stated", f"{stated:g}"), ("found", f"{figures.tilt_deg:.1f}")))
    if not read.beam_of:
        yield from _aside(read.shape, figures.horizontal_peak_deg)
    across, upright = figures.horizontal_beamwidth_deg, figures.vertical_beamwidth_deg
    if across and upright and across < _NARROW_DEG and upright > _WIDER * across:
        values = (("horizontal", f"{across:.0f}"), ("vertical", f"{upright:.0f}"))
        yield Assumption("check-pattern-swapped", values)


def _aside(pattern: Pattern, peak_deg: float) -> Iterator[Assumption]:
    """Horizontal cut that is weak in front, unless it sends to both sides alike."""
    cut = pattern.horizontal_db - pattern.horizontal_db.min()
    peak = round(peak_deg * SAMPLES_PER_DEGREE) % SAMPLES
    half = _FRONT_DEG * SAMPLES_PER_DEGREE
    loss = float(cut[np.arange(-half, half + 1)].min())
    opposite = float(cut[np.arange(SAMPLES - peak - half, SAMPLES - peak + half + 1) % SAMPLES].min())
    straight_back = abs(peak - SAMPLES // 2) <= half
    if loss >= _WEAK_FRONT_DB and (straight_back or opposite > _BOTH_SIDES_DB):
        values = (("angle", f"{peak / SAMPLES_PER_DEGREE:g}"), ("loss", f"{loss:.1f}"))
        yield Assumption("check-pattern-aside", values)


def _of_tilts(antenna: Antenna, read: PatternFile) -> Iterator[Assumption]:
    """Electrical tilt that the cut has already."""
    added, found = antenna.electrical_tilt_deg, read.description.tilt_deg
    if added >= TILT_APART_DEG and abs(added - found) <= TILT_APART_DEG:
        yield Assumption("check-tilt-twice", (("found", f"{found:.1f}"), ("added", f"{added:g}")))


def _of_band(antenna: Antenna, read: PatternFile) -> Iterator[Assumption]:
    """Carriers away from the frequency of the pattern."""
    low, high = read.band_mhz or (read.frequency_mhz, read.frequency_mhz)
    if not low or not high:
        return
    stated = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    for frequency in sorted({carrier.frequency_mhz for carrier in antenna.carriers}):
        apart = max(low / frequency, frequency / high) - 1
        values = (("pattern", stated), ("carrier", f"{frequency:g}"))
        if apart > BAND_APART:
            yield Assumption("check-pattern-band", values)
        elif apart > BAND_LISTED:
            yield Assumption("pattern-frequency-apart", values)


def _of_figures(antenna: Antenna, ground_elevation_m: float | None) -> Iterator[Assumption]:
    tilt = antenna.mechanical_tilt_deg + antenna.electrical_tilt_deg
    if LARGE_TILT_DEG < abs(tilt) < _DOWN_DEG:
        yield Assumption("check-tilt-large", (("tilt", f"{tilt:g}"),))
    ground = ground_elevation_m or 0.0
    if ground >= _HIGH_GROUND_M and ground <= antenna.height_m <= ground + _TALLEST_M:
        yield Assumption("check-height-elevation", (("height", f"{antenna.height_m:g}"), ("ground", f"{ground:g}")))
    distance = float(np.hypot(antenna.east_m, antenna.north_m))
    if distance > FAR_M:
        yield Assumption("check-antenna-far", (("distance", f"{distance:.0f}"),))


def _of_carrier(carrier: Carrier) -> Iterator[Assumption]:
    name = re.sub(r"[^A-Z0-9]", "", carrier.technology.upper())
    low, high = BANDS_MHZ.get(name, (0.0, np.inf))
    if not low <= carrier.frequency_mhz <= high:
        values = (
            ("technology", carrier.technology),
            ("frequency", f"{carrier.frequency_mhz:g}"),
            ("low", f"{low:g}"),
            ("high", f"{high:g}"),
        )
        yield Assumption("check-frequency-technology", values)
    if carrier.power_w is not None and carrier.power_w > LARGE_POWER_W:
        yield Assumption("check-power-large", (("power", f"{carrier.power_w:g}"),))
    if carrier.feeder_loss_db > LARGE_FEEDER_LOSS_DB:
        yield Assumption("check-feeder-loss-large", (("loss", f"{carrier.feeder_loss_db:g}"),))
