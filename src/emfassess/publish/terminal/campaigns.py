"""A judged campaign as lines for a terminal and as plain values; every number is a field of its levels."""

from typing import Any, TypedDict

from emfassess.language import N_, Language
from emfassess.language.messages.names import SEVERITY
from emfassess.measured_levels.judged_campaign import JudgedCampaign
from emfassess.measured_levels.record import MeasuredRecord, measured_record
from emfassess.measured_levels.result import MeasuredLevels
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.campaigns import completeness_sentence, finding_sentence, missing_sentence
from emfassess.publish.text.verdicts import VERDICT_WORD

MOST_POINTS = 5
MOST_NAMED = 12


class RawFileRecord(TypedDict):
    """The file that readings came from."""

    name: str
    sha256: str


class MissingRecord(TypedDict):
    """A field that the standard of measurement asks for and the record lacks."""

    field: str
    mandatory: bool
    sentence: str


class FindingRecord(TypedDict):
    """Finding of a rule of quality."""

    rule: str
    severity: str
    sentence: str
    count: int
    where: list[str]


class CampaignRecord(TypedDict):
    """A judged campaign; `levels` is None where it has none."""

    campaign: str
    name: str
    method: str
    stations: list[str]
    unknown_stations: list[str]
    raw_file: RawFileRecord
    readings: int
    places: int
    verdict: str | None
    state: str
    missing: list[MissingRecord]
    findings: list[FindingRecord]
    levels: MeasuredRecord | None


def campaign_record(judged: JudgedCampaign, text: Language) -> CampaignRecord:
    """Full report of a campaign, as plain values."""
    campaign, levels = judged.campaign, judged.levels
    return {
        "campaign": campaign.id,
        "name": campaign.name,
        "method": campaign.method,
        "stations": [station.id for station in judged.known_stations],
        "unknown_stations": list(judged.unknown_stations),
        "raw_file": {"name": campaign.raw_file.name, "sha256": campaign.raw_file.sha256},
        "readings": len(judged.readings),
        "places": judged.points,
        "verdict": str(judged.verdict) if judged.verdict else None,
        "state": str(judged.completeness.state),
        "missing": [
            {"field": gap.code, "mandatory": gap.requirement.mandatory, "sentence": missing_sentence(gap, text)}
            for gap in judged.completeness.missing
        ],
        "findings": [
            {
                "rule": finding.rule,
                "severity": str(finding.severity),
                "sentence": finding_sentence(finding, text),
                "count": finding.count,
                "where": list(finding.where),
            }
            for finding in judged.findings
        ],
        "levels": measured_record(levels, by_exposure_ratio(judged)) if levels else None,
    }


def by_exposure_ratio(judged: JudgedCampaign) -> Any:
    """Numbers of the places, the highest exposure ratio of today's limit first."""
    return () if judged.levels is None else (-judged.levels.exposure_ratio_today).argsort(kind="stable")


def campaign_lines(judged: JudgedCampaign, text: Language) -> list[str]:
    """Summary, what the record lacks, what the rules found, and the greatest levels."""
    lines = [summary_line(judged, text), f"  {completeness_sentence(judged.completeness, text)}"]
    lines += [f"    {missing_sentence(gap, text)}" for gap in judged.completeness.missing if gap.requirement.mandatory]
    lines += [f"  [{text(SEVERITY[f.severity])}] {finding_sentence(f, text)}" for f in judged.findings]
    lines += [_point_line(judged, int(place), text) for place in by_exposure_ratio(judged)[:MOST_POINTS]]
    levels = judged.levels
    if levels is not None and levels.without_level:
        places = text.listed(levels.without_level[:MOST_NAMED])
        lines.append(
            "  "
            + text(
                "The level is not known at {count} described points without a valid reading: {places}.",
                count=len(levels.without_level),
                places=places,
            )
        )
    if judged.unknown_stations:
        lines.append(
            "  " + text("Not in the register on that day: {stations}.", stations=text.listed(judged.unknown_stations))
        )
    sentences = [assumption_sentence(assumption, text) for assumption in levels.assumptions] if levels else []
    return [*lines, *("  " + text("Assumption: {sentence}", sentence=sentence) for sentence in sentences)]


def summary_line(judged: JudgedCampaign, text: Language) -> str:
    """Places, readings and the most severe verdict."""
    if judged.verdict:
        verdict = VERDICT_WORD[judged.verdict]
    elif judged.levels is None:
        verdict = N_("no verdict: no reading gives a level")
    else:
        verdict = N_("no verdict: no edition of the limits is known for its days")
    return text(
        "{campaign}: {places}, {readings}: {verdict}",
        campaign=judged.campaign.id,
        places=text.plural("{count} place", "{count} places", judged.points),
        readings=text.plural("{count} reading", "{count} readings", len(judged.readings)),
        verdict=text(verdict),
    )


def _point_line(judged: JudgedCampaign, place: int, text: Language) -> str:
    """One place: level with its uncertainty, share and verdict under the edition of its day and of today."""
    levels = judged.levels
    assert levels is not None  # a point has a level
    below = levels.bound(place)
    return "  " + text(
        "{point}: {strength}, {density}, ± {uncertainty} dB; on its day {day}; today {today}",
        point=levels.point_ids[place],
        strength=below + numbers.field_strength(float(levels.field_strength[place])),
        density=below + numbers.power_density_quantity(float(levels.power_density[place])),
        uncertainty=numbers.significant(float(levels.expanded_uncertainty_db[place]), 2),
        day=judged_words(levels, levels.on_the_day, place, text),
        today=judged_words(levels, levels.today, place, text),
    )


def judged_words(levels: MeasuredLevels, judgement: Any, place: int, text: Language) -> str:
    """Share, verdict and edition of one place; that no edition is known where none is."""
    verdict = judgement.verdicts[place]
    if verdict is None:
        return text("no edition known")
    share = numbers.percent(float(judgement.exposure_ratio[place]), levels.bound(place))
    return text.bracketed(
        text("{share}, {verdict}", share=share, verdict=text(VERDICT_WORD[verdict])), judgement.limit_ids[place]
    )
