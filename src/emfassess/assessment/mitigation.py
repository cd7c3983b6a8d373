"""Changes by which a station complies: the smallest change by each lever alone, and by all together.

Power is linear: kept contributions answer at once how far each carrier, or all, must come down. Tilt, azimuth and height
move the field, so they are searched in small steps from no change outwards. Every proposal is assessed in full before it
is made, and its verdict is given with it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from emfassess.assessment.assess import assess
from emfassess.assessment.own_part import own_and_others
from emfassess.assessment.place import AT_BUILDINGS
from emfassess.assessment.result import Assessment
from emfassess.exposure.compliance import Verdict, acceptance_limit
from emfassess.exposure.levels import antenna_levels, carrier_names
from emfassess.exposure.ties import largest_first
from emfassess.field import scenario_index, sources_of
from emfassess.stations import Antenna, Carrier, Station
from emfassess.summaries import Summarised
from emfassess.surroundings import NamedPoint
from emfassess.units import Floats

TILTS_DEG = tuple(step * sign for step in np.arange(0.5, 12.5, 0.5).tolist() for sign in (1.0, -1.0))
AZIMUTHS_DEG = tuple(step * sign for step in np.arange(5.0, 65.0, 5.0).tolist() for sign in (1.0, -1.0))
HEIGHTS_M = tuple(np.arange(0.5, 40.5, 0.5).tolist())
GENTLE = {"tilt": 3.0, "azimuth": 15.0, "height": 3.0}
"""How far tilt, azimuth and height go when they are changed together, before power pays for the rest."""

MOST_TRIES = 4
"""How often a proposal is lowered by 2 % where the maximum has moved between the receptors."""

ROOM = 1e-9
"""Power is set this share below what is allowed, so that rounding does not pass the limit."""


@dataclass(frozen=True)
class Proposal:
    """One way to comply.

    Parameters
    ----------
    lever : {"power", "carrier", "tilt", "azimuth", "height", "together"}
    what : str
        The station, or the carrier that comes down.
    changes : tuple of (str, float, str)
        Quantity, change and unit; for power the factor on EIRP with unit ``"1"``.
    max_eirp_w : float or None
        For a single carrier, the highest EIRP that complies. [W]
    exposure_ratio : float or None
        Maximum exposure ratio after it; None where the lever alone cannot do it.
    verdict : Verdict or None
    """

    lever: str
    what: str
    changes: tuple[tuple[str, float, str], ...]
    max_eirp_w: float | None
    exposure_ratio: float | None
    verdict: Verdict | None


@dataclass(frozen=True, eq=False, repr=False)
class Mitigation(Summarised):
    """Proposals for one station: its present assessment, the contributors, and the changes by which it complies.

    `threshold` is the exposure ratio that leaves room for the uncertainty at the governing evaluation point;
    `contributors` are the carriers with their share of the level there, greatest first. `others_alone` says that the
    other stations alone are above the threshold at a place of which the station is a relevant source: no change of the
    station brings the level there to it, and lowering the station only ends that it answers for that place.
    """

    assessment: Assessment
    threshold: float
    contributors: tuple[tuple[str, float], ...]
    proposals: tuple[Proposal, ...]
    others_alone: bool = False


def mitigate(assessment: Assessment) -> Mitigation:
    """Find the smallest changes of the station looked at that make it comply.

    Parameters
    ----------
    assessment : Assessment
        Of one subject, which is the first station; its named points are looked at again with every change.

    Raises
    ------
    ValueError
        If it is not around its first station alone.
    """
    subject = assessment.subject
    threshold = thresholds(assessment)
    again = _assessor(assessment)
    contributions = _contributors(assessment)
    if assessment.verdict is Verdict.COMPLIANT or assessment.heights_missing:  # no change helps an incomplete record
        return Mitigation(assessment, _deciding(assessment), contributions, ())
    here = assessment.attributed
    own, others = own_and_others(assessment, chosen=here)
    threshold = threshold[here]
    if np.any(others > threshold):  # nothing that is changed here helps
        own_part = _own_part(subject, own.sum(axis=1), others, threshold)
        return Mitigation(assessment, _deciding(assessment), contributions, (own_part,), others_alone=True)
    found = [*_power(assessment, own, others, threshold, again)]
    for lever, steps in (("tilt", TILTS_DEG), ("azimuth", AZIMUTHS_DEG), ("height", HEIGHTS_M)):
        found.append(_smallest(assessment, lever, steps, threshold, again))
    found.append(_together(assessment, threshold, again))
    return Mitigation(assessment, _deciding(assessment), contributions, tuple(found))


def _deciding(assessment: Assessment) -> float:
    return acceptance_limit(assessment.expanded_uncertainty_db, assessment.rule)


def thresholds(assessment: Assessment) -> Floats:
    """Exposure ratio that leaves room for the uncertainty, on the ground and at the places, shape (point,).

    A receptor on the ground has the uncertainty of its ring's maximum.
    """
    ring = np.searchsorted([high for _, high in assessment.grid.rings], assessment.grid.distance)
    uncertainty = assessment.uncertainty_db
    by_receptor = [uncertainty[np.minimum(ring, len(assessment.grid.rings) - 1)], uncertainty]
    if assessment.buildings is not None:  # the places at buildings represent their other receptors
        at_buildings = [
            u for u, place in zip(uncertainty, assessment.places, strict=True) if place.kind in AT_BUILDINGS
        ]
        by_receptor.insert(1, np.full(len(assessment.buildings.receptors), max(at_buildings)))
    return np.array([acceptance_limit(float(u), assessment.rule) for u in np.concatenate(by_receptor)])


def _own_part(subject: Station, own: Floats, others: Floats, threshold: Floats) -> Proposal:
    """Proposal by the station's power: comply wherever the other stations leave room."""
    room = np.all(others <= threshold, axis=0)
    factor = _allowed(own[:, room], others[:, room], threshold[room]) if room.any() else 0.0
    left = float((others + max(factor, 0.0) * own)[:, room].max()) if room.any() else None
    return Proposal("power", subject.id, (("eirp", factor, "1"),), None, left, None)


Again = Callable[[Station], Assessment]


def _assessor(assessment: Assessment) -> Again:
    """Assess the same surroundings, named points and far antennas with the subject replaced."""
    named = [NamedPoint(p.label, p.east, p.north, p.height) for p in assessment.places if p.kind == "named"]

    def again(station: Station) -> Assessment:
        return assess(
            (station, *assessment.stations[1:]),
            assessment.limits,
            subjects=[station],
            named_points=named,
            scenario=assessment.scenario,
            expanded_uncertainty_db=assessment.stated_uncertainty_db,
            propagation=assessment.propagation,
            scene=assessment.scene,
            facades=assessment.facades,
            draws=0,
            rule=assessment.rule,
            relevant_ratio=assessment.relevant_ratio,
            scatter_dbi=assessment.scatter_dbi,
            expected=assessment.expected_settings,
            background=assessment.background,
        )

    return again


def _contributors(assessment: Assessment) -> tuple[tuple[str, float], ...]:
    contributions = assessment.place_levels.contributions
    assert contributions is not None
    place, scenario = assessment.governing_point, assessment.scenario_index
    combined = assessment.weights.combined[scenario][assessment.place_levels.deciding_sum[scenario, place]]
    shares = combined * contributions[:, place]
    names = carrier_names(assessment.sources)
    order = largest_first(shares)
    total = shares.sum() + assessment.place_levels.background_ratio[scenario, place]
    return tuple((names[index], float(shares[index] / total)) for index in order)


def _power(assessment: Assessment, own: Floats, others: Floats, threshold: Floats, again: Again) -> Iterator[Proposal]:
    """All carriers of the station alike, then each alone."""
    factor = _allowed(own.sum(axis=1), others, threshold)
    subject = assessment.subject
    yield _scaled(subject, "power", subject.id, [factor] * own.shape[1], factor, None, again)
    names = carrier_names(assessment.sources)
    whole = own.sum(axis=1)
    for index in range(own.shape[1]):
        rest = others + whole - own[:, index]
        factor = _allowed(own[:, index], rest, threshold)
        factors = [factor if i == index else 1.0 for i in range(own.shape[1])]
        eirp = float(assessment.sources.eirp[index]) * factor
        yield _scaled(subject, "carrier", names[index], factors, factor, eirp, again)


def _allowed(own: Floats, others: Floats, threshold: Floats) -> float:
    """Greatest factor on a share (sum, point) that keeps the sum with the others at or below thresholds; below 0: none."""
    room = threshold - others
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(own > 0, room / own, np.where(room >= 0, np.inf, -np.inf))
    return float(min(factor.min(), 1.0)) * (1 - ROOM)


def _scaled(
    subject: Station, lever: str, what: str, factors: Sequence[float], factor: float, eirp: float | None, again: Again
) -> Proposal:
    """Proposal with the station's carriers multiplied, brought down further where a ring's maximum has moved."""
    if factor < 0:
        return Proposal(lever, what, (), None, None, None)
    for _ in range(MOST_TRIES):
        found = again(with_power(subject, factors))
        if found.verdict is Verdict.COMPLIANT or factor <= 0:
            break
        lower = 0.98
        factors = [f * lower if f != 1.0 or lever == "power" else f for f in factors]
        factor, eirp = factor * lower, None if eirp is None else eirp * lower
    return _proposal(lever, what, (("eirp", factor, "1"),), eirp, found)


def _proposal(
    lever: str, what: str, changes: tuple[tuple[str, float, str], ...], eirp: float | None, found: Assessment
) -> Proposal:
    if found.verdict is not Verdict.COMPLIANT:
        return Proposal(lever, what, (), None, None, None)
    return Proposal(lever, what, changes, eirp, found.max_exposure_ratio, found.verdict)


def with_power(station: Station, factors: Sequence[float]) -> Station:
    """Station whose carriers' powers are multiplied, in the order of antennas and carriers."""
    left = iter(factors)

    def scaled(carrier: Carrier) -> Carrier:
        factor = next(left)
        if carrier.power_w is not None:
            return replace(carrier, power_w=carrier.power_w * factor)
        assert carrier.eirp_w is not None
        return replace(carrier, eirp_w=carrier.eirp_w * factor)

    antennas = [replace(a, carriers=tuple(scaled(c) for c in a.carriers)) for a in station.antennas]
    return replace(station, antennas=tuple(antennas))


def _moved(antenna: Antenna, lever: str, change: float) -> Antenna:
    if lever == "tilt":
        return replace(antenna, mechanical_tilt_deg=float(np.clip(antenna.mechanical_tilt_deg + change, -90, 90)))
    if lever == "azimuth":
        return replace(antenna, azimuth_deg=(antenna.azimuth_deg + change) % 360.0)
    return replace(antenna, height_m=antenna.height_m + change)


def with_change(station: Station, lever: str, change: float) -> Station:
    """Station whose antennas are all tilted down [deg], turned clockwise [deg] or raised [m]."""
    return replace(station, antennas=tuple(_moved(antenna, lever, change) for antenna in station.antennas))


_UNITS = {"tilt": "deg", "azimuth": "deg", "height": "m"}


def _quick(assessment: Assessment, station: Station, threshold: Floats) -> float:
    """Greatest level over its threshold on the receptors of an assessment, with its subject replaced."""
    sources = sources_of((station, *assessment.stations[1:]))
    points = assessment.receptors[assessment.attributed]
    propagation, beyond = assessment.propagation, assessment.background
    levels = antenna_levels(sources, assessment.weights, points, propagation=propagation, background=beyond)
    return float((levels.exposure_ratio[scenario_index(assessment.scenario)] / threshold).max())


def _smallest(assessment: Assessment, lever: str, steps: Sequence[float], threshold: Floats, again: Again) -> Proposal:
    """Smallest change by one lever that complies."""
    subject = assessment.subject
    for change in steps:
        station = with_change(subject, lever, change)
        if _quick(assessment, station, threshold) > 1.0:
            continue
        found = again(station)
        if found.verdict is Verdict.COMPLIANT:
            return _proposal(lever, subject.id, ((lever, change, _UNITS[lever]),), None, found)
    return Proposal(lever, subject.id, (), None, None, None)


def _together(assessment: Assessment, threshold: Floats, again: Again) -> Proposal:
    """The gentle change of tilt, azimuth and height that lowers the level most, and power for the rest."""
    station, changes = assessment.subject, []
    for lever, steps in (("tilt", TILTS_DEG), ("azimuth", AZIMUTHS_DEG), ("height", HEIGHTS_M)):
        allowed = [0.0, *(step for step in steps if abs(step) <= GENTLE[lever])]
        levels = [_quick(assessment, with_change(station, lever, change), threshold) for change in allowed]
        best = allowed[int(np.argmin(levels))]
        station = with_change(station, lever, best)
        if best:
            changes.append((lever, best, _UNITS[lever]))
    moved = again(station)
    own, others = own_and_others(moved)
    here = moved.attributed
    factor = _allowed(own.sum(axis=1)[:, here], others[:, here], thresholds(moved)[here])
    proposal = _scaled(station, "power", station.id, [factor] * own.shape[1], factor, None, again)
    return replace(proposal, lever="together", changes=(*changes, *proposal.changes) if proposal.changes else ())
