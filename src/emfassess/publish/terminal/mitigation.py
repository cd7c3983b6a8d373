"""Proposals to comply, as records and as lines for a terminal."""

from collections.abc import Sequence
from typing import Any

from emfassess.assessment.mitigation import Mitigation, Proposal
from emfassess.publish.text.numbers import percent

MOST_CONTRIBUTORS = 5
_NAMES = {
    "power": "power of all carriers",
    "carrier": "power of one carrier",
    "tilt": "down-tilt",
    "azimuth": "azimuth",
    "height": "height",
    "together": "together",
}


def mitigation_record(found: Mitigation) -> dict[str, Any]:
    """Everything as plain values."""
    assessment = found.assessment
    return {
        "station": assessment.subjects[0].id,
        "limit": assessment.limits.id,
        "population": assessment.limits.population,
        "scenario": assessment.scenario,
        "verdict": str(assessment.verdict),
        "max_exposure_ratio": assessment.max_exposure_ratio,
        "expanded_uncertainty_db": assessment.expanded_uncertainty_db,
        "governing_point": assessment.places[assessment.governing_point].label,
        "factor_to_the_limit": min(1.0, 1.0 / assessment.max_exposure_ratio) if assessment.max_exposure_ratio else 1.0,
        "others_alone": found.others_alone,
        "contributors": [{"carrier": name, "share": share} for name, share in found.contributors],
        "proposals": [
            {
                "lever": p.lever,
                "what": p.what,
                "changes": [{"quantity": q, "change": change, "unit": unit} for q, change, unit in p.changes],
                "max_eirp_w": p.max_eirp_w,
                "max_exposure_ratio": p.exposure_ratio,
                "verdict": None if p.verdict is None else str(p.verdict),
                "possible": p.verdict is not None,
            }
            for p in found.proposals
        ],
    }


def mitigation_lines(found: Mitigation) -> list[str]:
    """What an engineer reads."""
    assessment = found.assessment
    subject = assessment.subjects[0]
    lines = [
        f"{subject.id} ({subject.name}): {assessment.verdict}, {percent(assessment.max_exposure_ratio)} of the limit of "
        f"{assessment.limits.standard} at {assessment.places[assessment.governing_point].label}, expanded uncertainty "
        f"{assessment.expanded_uncertainty_db:.1f} dB",
        "  contributes: "
        + "; ".join(f"{name} {percent(share)}" for name, share in found.contributors[:MOST_CONTRIBUTORS]),
    ]
    if found.others_alone:
        factor = found.proposals[0].changes[0][1]
        own = (
            f"EIRP × {factor:.4g} of this station complies elsewhere"
            if factor < 1
            else "this one adds too little to matter"
        )
        return [*lines, f"  other stations alone leave no room at some places: change those; {own}"]
    if not found.proposals:
        return [*lines, "  nothing needs to change"]
    return lines + [f"  {_line(proposal)}" for proposal in _worth_telling(found.proposals)]


def _worth_telling(proposals: Sequence[Proposal]) -> list[Proposal]:
    """All but single carriers that cannot do it alone, which are told in one line."""
    able = [p for p in proposals if p.lever != "carrier" or p.verdict is not None]
    if not any(p.lever == "carrier" for p in able):
        able.insert(1, Proposal("carrier", "", (), None, None, None))
    return able


def _line(proposal: Proposal) -> str:
    name = _NAMES[proposal.lever]
    if proposal.verdict is None or proposal.exposure_ratio is None:
        return f"{name}: cannot do it alone within its range"
    told = [_change(*change) for change in proposal.changes]
    if proposal.max_eirp_w is not None:
        told = [f"{proposal.what} to at most {proposal.max_eirp_w:.4g} W EIRP", *told]
    return f"{name}: {', '.join(told) or 'no change'} → {percent(proposal.exposure_ratio)}, {proposal.verdict}"


def _change(quantity: str, change: float, unit: str) -> str:
    if quantity == "eirp":
        return f"EIRP × {change:.4g}"
    return f"{quantity} {change:+g} {'°' if unit == 'deg' else unit}"
