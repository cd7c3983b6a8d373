"""Who contributes to the levels at evaluation points: carriers, their groups, and farther stations together."""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from emfassess.assessment.place import place_ids
from emfassess.assessment.result import Assessment
from emfassess.exposure.ratios import group_sums
from emfassess.exposure.ties import largest_first
from emfassess.field import scenario_index
from emfassess.language import N_
from emfassess.publish.data.records import GroupRecord
from emfassess.publish.data.row_types import ContributionRow
from emfassess.publish.data.writing import rounded
from emfassess.stations import Carrier

SHARE_KEPT = 1e-4
"""Carriers below this share of a place's ratio are listed together as one row, so that sums stay whole."""

FARTHER = N_("farther stations")
"""Name of the group of all stations that are summed but not named."""


def band_of(carrier: Carrier) -> str:
    """Name of a carrier's band: technology and frequency."""
    return f"{carrier.technology} {carrier.frequency_mhz:g} MHz"


def groups(assessment: Assessment, key: Any) -> list[GroupRecord]:
    """Exposure ratio of each group of carriers at the governing evaluation point, greatest first."""
    place = assessment.governing_point
    ratios = deciding_contributions(assessment, assessment.scenario)[:, place]
    sums = group_sums(ratios, [key(carrier) for _, _, carrier in assessment.sources.members])
    if assessment.background is not None:
        sums[FARTHER] = assessment.place_levels.background_ratio[assessment.scenario_index, place]
    names = sorted(sums)
    order = largest_first(np.array([float(sums[name]) for name in names]))
    return [rounded(GroupRecord(name=names[i], exposure_ratio=float(sums[names[i]]))) for i in order]


def deciding_contributions(assessment: Assessment, scenario: str) -> Any:
    """Exposure ratio of each carrier at each place, shape (carrier, place)."""
    return assessment.place_levels.contribution_ratios(assessment.weights, scenario_index(scenario))


def contribution_rows(assessment: Assessment) -> list[ContributionRow]:
    """Contributions of carriers at the evaluation points; small ones and farther stations together in last rows."""
    levels = assessment.place_levels
    if levels.contributions is None:
        raise ValueError("the assessment kept no contributions")
    averaged = levels.contributions * assessment.weights.scenario[assessment.scenario_index][:, None]
    ratios = deciding_contributions(assessment, assessment.scenario)
    beyond = levels.background_ratio[assessment.scenario_index]
    rows: list[ContributionRow] = []
    for index, (place_id, place) in enumerate(zip(place_ids(assessment.places), assessment.places, strict=True)):
        total = ratios[:, index].sum() + beyond[index]
        listed = np.flatnonzero(ratios[:, index] >= SHARE_KEPT * total)
        listed = listed[largest_first(ratios[listed, index])]
        for carrier in listed:
            row = _contribution(assessment, int(carrier), averaged[carrier, index], ratios[carrier, index])
            rows.append(cast("ContributionRow", {"place_id": place_id, "place": place.label, **row}))
        rest = np.setdiff1d(np.arange(len(ratios)), listed)
        together = {}
        if len(rest):
            together[f"{len(rest)} others"] = (averaged[rest, index].sum(), ratios[rest, index].sum())
        if assessment.background is not None and levels.background is not None:
            density = levels.background.power_density[assessment.scenario_index, index]
            together[f"{assessment.background.stations} {FARTHER}"] = (density, beyond[index])
        for name, (density, ratio) in together.items():
            others = ContributionRow(
                place_id=place_id,
                place=place.label,
                station_id="",
                antenna_id=name,
                power_density_w_m2=float(density),
                exposure_ratio=float(ratio),
            )
            rows.append(rounded(others))
    return rows


def _contribution(assessment: Assessment, index: int, density: float, ratio: float) -> Mapping[str, object]:
    station, antenna, carrier = assessment.sources.members[index]
    return {
        "station_id": station.id,
        "antenna_id": antenna.id,
        "operator": carrier.operator,
        "technology": carrier.technology,
        "frequency_mhz": carrier.frequency_mhz,
        "eirp_w": _short(float(assessment.sources.eirp[index])),
        "power_density_w_m2": _short(float(density)),
        "exposure_ratio": _short(float(ratio)),
    }


def _short(value: float) -> float:
    return float(f"{value:.9g}")
