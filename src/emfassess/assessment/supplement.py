"""Supplement of an assessment for experts: zones, other assumptions, installation class, validity of the models."""

from collections.abc import Sequence
from dataclasses import dataclass

from emfassess.assessment.result import Assessment
from emfassess.assessment.sensitivity import Alternative, alternatives
from emfassess.field.elements import elements_of
from emfassess.field.near_field import carrier_boundaries
from emfassess.field.sources import sources_of
from emfassess.limits.limit_set import LimitSet
from emfassess.screening.installation_class import InstallationClass, installation_class
from emfassess.stations import Station
from emfassess.summaries import Summarised
from emfassess.zones.section import SECTION_HEIGHTS
from emfassess.zones.station_zones import station_zones
from emfassess.zones.zone import Zone


@dataclass(frozen=True)
class AntennaModel:
    """How well the near field of an antenna is known.

    `boundary` is 2 D^2 / lambda of its farthest carrier. [m] `rows` and `pitch` [m] are those of the likeliest layout;
    `rows_from` is ``"stated"`` or ``"estimated"``. `weights` is ``"recovered"`` from the cut (with `misfit_db` and the number
    of `choices` that the cut leaves), ``"assumed"`` for computed patterns, ``"bound"`` where fields are added in magnitude,
    or ``"none"`` for a single row.
    """

    antenna_id: str
    boundary: float
    rows: int
    pitch: float
    rows_from: str
    weights: str
    misfit_db: float | None
    candidates: int


@dataclass(frozen=True, eq=False, repr=False)
class Appraisal(Summarised):
    """Supplement of the assessment of one station."""

    zones: tuple[Zone, ...]
    alternatives: tuple[Alternative, ...]
    installation: InstallationClass
    models: tuple[AntennaModel, ...]


def appraise(assessment: Assessment, zone_limits: Sequence[LimitSet]) -> Appraisal:
    """Zones, alternatives, class and model validity of an assessment's first station.

    Parameters
    ----------
    assessment : Assessment
        Of one subject, which is the first station.
    zone_limits : sequence of LimitSet
        Limits whose zones are drawn: one for each population.
    """
    station = assessment.subjects[0]
    heights = (*SECTION_HEIGHTS, *_named_heights(assessment))
    return Appraisal(
        zones=station_zones(station, zone_limits, assessment.scenario, assessment.propagation, heights),
        alternatives=alternatives(assessment),
        installation=installation_class(station),
        models=antenna_models(station),
    )


def _named_heights(assessment: Assessment) -> tuple[float, ...]:
    """Heights of named places, floors and roofs for instance, so near that the station alone could exceed the limit there."""
    farthest = 2.0 * sum(reach.theoretical**2 for reach in assessment.reach) ** 0.5  # the ground may double the field
    near = {round(p.height, 2) for p in assessment.places if p.kind == "named" and p.distance <= farthest}
    return tuple(sorted(near))


def antenna_models(station: Station) -> tuple[AntennaModel, ...]:
    """Validity of the near-field model of every antenna, at the carrier with the farthest boundary."""
    sources = sources_of([station])
    boundary = carrier_boundaries(sources)
    found = []
    for index, antenna in enumerate(station.antennas):
        carriers = [c for c in range(len(boundary)) if sources.antenna_index[c] == index]
        farthest = max(carriers, key=lambda c: float(boundary[c]))
        sets = elements_of(antenna, float(sources.frequency[farthest]))
        if not sets:
            found.append(AntennaModel(antenna.id, float(boundary[farthest]), 1, 0.0, "estimated", "none", None, 0))
            continue
        best = min(sets, key=lambda e: e.fit.misfit_db if e.fit else 0.0)
        found.append(
            AntennaModel(
                antenna_id=antenna.id,
                boundary=float(boundary[farthest]),
                rows=best.layout.rows,
                pitch=best.layout.pitch,
                rows_from="stated" if best.layout.stated else "estimated",
                weights="bound" if not best.coherent else "assumed" if best.fit is None else "recovered",
                misfit_db=best.fit.misfit_db if best.fit else None,
                candidates=sum(len(e.weights) for e in sets),
            )
        )
    return tuple(found)
