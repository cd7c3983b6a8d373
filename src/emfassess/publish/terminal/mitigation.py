"""Proposals to comply, as records and as lines for a terminal."""

from collections.abc import Sequence
from typing import TypedDict

from emfassess.assessment.mitigation import Mitigation, Proposal
from emfassess.language import N_, Language
from emfassess.publish.text.numbers import percent
from emfassess.publish.text.verdicts import VERDICT_WORD

MOST_CONTRIBUTORS = 5
_NAMES = {
    "power": N_("power of all carriers"),
    "carrier": N_("power of one carrier"),
    "tilt": N_("down-tilt"),
    "azimuth": N_("azimuth"),
    "height": N_("height"),
    "together": N_("together"),
}


class ContributorRecord(TypedDict):
    """A carrier and its part of the exposure ratio at the governing evaluation point."""

    carrier: str
    share: float


class ChangeRecord(TypedDict):
    """A change of one quantity."""

    quantity: str
    change: float
    unit: str


class ProposalRecord(TypedDict):
    """Changes by one lever, and what they come to; not `possible` where the lever cannot do it within its range."""

    lever: str
    what: str
    changes: list[ChangeRecord]
    max_eirp_w: float | None
    max_exposure_ratio: float | None
    verdict: str | None
    possible: bool


class MitigationRecord(TypedDict):
    """The level of a station, its main contributors, and the proposals to comply."""

    station: str
    limit: str
    population: str
    scenario: str
    verdict: str
    max_exposure_ratio: float
    expanded_uncertainty_db: float
    governing_point: str
    factor_to_the_limit: float
    others_alone: bool
    contributors: list[ContributorRecord]
    proposals: list[ProposalRecord]


def mitigation_record(mitigation: Mitigation) -> MitigationRecord:
    """Everything as plain values."""
    assessment = mitigation.assessment
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
        "others_alone": mitigation.others_alone,
        "contributors": [{"carrier": name, "share": share} for name, share in mitigation.contributors],
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
            for p in mitigation.proposals
        ],
    }


def mitigation_lines(mitigation: Mitigation, text: Language) -> list[str]:
    """Lines for an engineer."""
    assessment = mitigation.assessment
    subject = assessment.subjects[0]
    lines = [
        text(
            "{station}: {verdict}, {percent} of the limit of {standard} at {place}, expanded uncertainty {uncertainty} dB",
            station=text.bracketed(subject.id, subject.name),
            verdict=text(VERDICT_WORD[str(assessment.verdict)]),
            percent=percent(assessment.max_exposure_ratio),
            standard=assessment.limits.standard,
            place=assessment.places[assessment.governing_point].label,
            uncertainty=f"{assessment.expanded_uncertainty_db:.1f}",
        ),
        "  "
        + text(
            "main contributors: {names}",
            names=text.joined(
                f"{name} {percent(share)}" for name, share in mitigation.contributors[:MOST_CONTRIBUTORS]
            ),
        ),
    ]
    if mitigation.others_alone:
        factor = mitigation.proposals[0].changes[0][1]
        own = (
            text("EIRP × {factor} of this station complies elsewhere", factor=f"{factor:.4g}")
            if factor < 1
            else text("this one adds too little to matter")
        )
        return [
            *lines,
            "  " + text("other stations alone leave no room at some places: change those; {own}", own=own),
        ]
    if assessment.heights_missing:
        return [
            *lines,
            "  "
            + text("state the missing heights first: {antennas}", antennas=text.listed(assessment.heights_missing)),
        ]
    if not mitigation.proposals:
        return [*lines, "  " + text("nothing needs to change")]
    return lines + [f"  {_line(proposal, text)}" for proposal in _reported_proposals(mitigation.proposals)]


def _reported_proposals(proposals: Sequence[Proposal]) -> list[Proposal]:
    """All but single carriers that do not suffice alone, which are reported in one line."""
    able = [p for p in proposals if p.lever != "carrier" or p.verdict is not None]
    if not any(p.lever == "carrier" for p in able):
        able.insert(1, Proposal("carrier", "", (), None, None, None))
    return able


def _line(proposal: Proposal, text: Language) -> str:
    name = text(_NAMES[proposal.lever])
    if proposal.verdict is None or proposal.exposure_ratio is None:
        return text("{lever}: cannot do it alone within its range", lever=name)
    listed = [_change(*change, text) for change in proposal.changes]
    if proposal.max_eirp_w is not None:
        listed.insert(
            0, text("{carrier} to at most {power} W EIRP", carrier=proposal.what, power=f"{proposal.max_eirp_w:.4g}")
        )
    return text(
        "{lever}: {changes} → {percent}, {verdict}",
        lever=name,
        changes=text.listed(listed) or text("no change"),
        percent=percent(proposal.exposure_ratio),
        verdict=text(VERDICT_WORD[str(proposal.verdict)]),
    )


def _change(quantity: str, change: float, unit: str, text: Language) -> str:
    if quantity == "eirp":
        return f"EIRP × {change:.4g}"
    return f"{text(_NAMES[quantity])} {change:+g} {'°' if unit == 'deg' else unit}"
