"""The verdict under other assumptions: what was chosen where something was not known, and what else it might have been."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from emfassess.assessment.own_part import own_and_others
from emfassess.assessment.result import Assessment
from emfassess.exposure import compliance
from emfassess.exposure.compliance import Verdict
from emfassess.exposure.levels import antenna_levels
from emfassess.field import SCENARIOS, Ground, Propagation, sources_of
from emfassess.field.background import Background
from emfassess.patterns import Pattern, describe, f1336_sector
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats

GROUNDS = (
    ("ground-factor-oet-65", Ground("factor", 2.56)),
    ("ground-factor-k52", Ground("factor", 4.0)),
)
TWO_RAY = ("ground-two-ray-medium-dry", Ground("two-ray", material="medium-dry"))
TWO_RAY_MOST = 4.0
"""Two rays add to twice the field strength at most: four times the power density."""

TILTS_DEG = (("tilt-2-more", 2.0), ("tilt-2-less", -2.0))
CAPS_DB = (("cap-5-less", -5.0), ("cap-10-more", 10.0))


@dataclass(frozen=True)
class Alternative:
    """One other assumption and what follows from it: the maximum exposure ratio, and the verdict."""

    code: str
    exposure_ratio: float
    verdict: Verdict


def alternatives(assessment: Assessment) -> tuple[Alternative, ...]:
    """Assess again under every alternative that applies, on the same receptors.

    Parameters
    ----------
    assessment : Assessment
        Of one subject, which is the first station.

    Returns
    -------
    tuple of Alternative
        The uncertainty is that of the governing evaluation point.
    """
    chosen = assessment.propagation
    found = []
    if chosen.ground.kind != "two-ray":
        bare = assessment.max_exposure_ratio / chosen.ground.factor
        for code, ground in GROUNDS:
            if ground != chosen.ground:
                found.append(_judged(assessment, code, bare * ground.factor))
        if assessment.scene.flat:
            code, ground = TWO_RAY
            # only the places: the interference is fast, and their maxima are what decides
            positions = assessment.place_levels.points[assessment.attributed_places]
            found.append(_judged(assessment, code, _greatest(assessment, positions, replace(chosen, ground=ground))))
    points = assessment.receptors[assessment.attributed]
    if chosen.obstruction.mode != "none":
        bare_path = replace(chosen, obstruction=replace(chosen.obstruction, mode="none"))
        found.append(_judged(assessment, "free-space", _greatest(assessment, points, bare_path)))
    far = _greatest(assessment, points, replace(chosen, model="far-field"))
    found.append(_judged(assessment, "model-far-field", far))
    other = SCENARIOS[1 - assessment.scenario_index]
    if assessment.maximum(other) != assessment.max_exposure_ratio:
        found.append(_judged(assessment, f"scenario-{other}", assessment.maximum(other)))
    for code, station in _other_stations(assessment.subject):
        own, others = own_and_others(assessment, sources_of([station]), assessment.attributed)
        found.append(_judged(assessment, code, float((own.sum(axis=1) + others).max())))
    return tuple(found)


def _greatest(assessment: Assessment, points: Floats, propagation: Propagation) -> float:
    background = assessment.background
    if background is not None and propagation.ground.kind == "two-ray":
        return _greatest_of_two_rays(assessment, background, points, propagation)
    levels = antenna_levels(
        assessment.sources, assessment.weights, points, propagation=propagation, background=background
    )
    return float(levels.exposure_ratio[assessment.scenario_index].max())


def _greatest_of_two_rays(
    assessment: Assessment, background: Background, points: Floats, propagation: Propagation
) -> float:
    """Greatest level with two rays; each far antenna counts with the most that a reflection can add, a factor of four."""
    near = antenna_levels(assessment.sources, assessment.weights, points, propagation=propagation)
    sums = near.sums + background.at(points).times(TWO_RAY_MOST).sums
    return float(sums.max(axis=1)[assessment.scenario_index].max())


def _judged(assessment: Assessment, code: str, ratio: float) -> Alternative:
    judged = compliance.verdict(ratio, assessment.expanded_uncertainty_db, rule=assessment.rule)
    return Alternative(code, ratio, judged)


def _other_stations(station: Station) -> Iterator[tuple[str, Station]]:
    """The subject with another tilt, another kind of computed pattern, another cap, or no pause in its carriers."""
    antennas = station.antennas
    for code, tilt in TILTS_DEG:
        yield code, _with(station, [replace(a, mechanical_tilt_deg=_tilted(a, tilt)) for a in antennas])
    if any(antenna.pattern.kind == "computed" for antenna in antennas):
        yield "pattern-f1336", _with(station, [replace(a, pattern=_sector(a.pattern)) for a in antennas])
    for code, change in CAPS_DB:
        if any(np.isfinite(antenna.pattern.maximum_attenuation_db) for antenna in antennas):
            yield code, _with(station, [replace(a, pattern=_capped(a.pattern, change)) for a in antennas])
    if any(carrier.duty_cycle < 1 for antenna in antennas for carrier in antenna.carriers):
        yield "duty-cycle-one", _with(station, [replace(a, carriers=_without_pause(a.carriers)) for a in antennas])


def _with(station: Station, antennas: Sequence[Antenna]) -> Station:
    return replace(station, antennas=tuple(antennas))


def _tilted(antenna: Antenna, tilt: float) -> float:
    return float(np.clip(antenna.mechanical_tilt_deg + tilt, -90.0, 90.0))


def _sector(pattern: Pattern) -> Pattern:
    """ITU-R F.1336 sector of the same gain and horizontal beamwidth; measured and omnidirectional patterns stay."""
    width = describe(pattern).horizontal_beamwidth_deg
    if pattern.kind != "computed" or width is None:
        return pattern
    return f1336_sector(pattern.gain_dbi, width)


def _capped(pattern: Pattern, change: float) -> Pattern:
    if not np.isfinite(pattern.maximum_attenuation_db):
        return pattern
    return replace(pattern, maximum_attenuation_db=max(pattern.maximum_attenuation_db + change, 0.0))


def _without_pause(carriers: Sequence[Carrier]) -> tuple[Carrier, ...]:
    return tuple(replace(carrier, duty_cycle=1.0) for carrier in carriers)
