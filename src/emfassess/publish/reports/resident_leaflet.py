"""One page for residents: the level against the limit in plain words, who found it and when, what next, whom to ask."""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from emfassess.assessment.place import ON_GROUND
from emfassess.exposure.compliance import Verdict
from emfassess.language import N_, Language
from emfassess.language import language as language_of
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.campaign_conclusion import full_load_lines
from emfassess.publish.reports.typesetting import Document, typeset_document
from emfassess.publish.text import numbers
from emfassess.publish.text.verdicts import exceedance_sentences

LEAFLET_VERDICT_LABEL = {
    "withheld": N_("No conclusion can be drawn yet."),
    "compliant": N_("The level is within the limit."),
    "conditionally_compliant": N_("The level is within the limit on condition: a measurement is to confirm it."),
    "not_assessable": N_("Whether the level is within the limit cannot be judged yet."),
    "conditionally_exceeds": N_("The level is above the limit on condition: a measurement is to confirm it."),
    "exceeds": N_("The level is above the limit."),
}

LEAFLET_LABEL = {
    "title": N_("Radio waves from the base station near you"),
    "measured": N_("The highest level that was measured is {percent} of the limit."),
    "computed": N_("The highest level that was computed is {percent} of the limit."),
    "bar": N_("Level against the limit"),
    "facts": N_("Who, when, and what next"),
    "station": N_("Station"),
    "operator": N_("Operator"),
    "who-measured": N_("Measured by"),
    "who-computed": N_("Assessed by"),
    "when": N_("Date"),
    "next": N_("Next check due"),
    "ask": N_("Questions? Ask"),
}

LEAFLET_QUESTION_LABEL = {
    "distance": N_("How far away must a station be?"),
    "under": N_("Is it worst right below the antenna?"),
    "indoors": N_("And inside my home?"),
}

LEAFLET_ANSWER_LABEL = {
    "distance": N_(
        "No fixed distance is safe or unsafe by itself: what counts is the level where "
        "people are, and whether it is within the limit."
    ),
    "under": N_(
        "That depends on the antenna and its tilt. What counts is the level that was calculated or measured; "
        "where it is highest is stated above."
    ),
    "indoors": N_(
        "Walls and roofs weaken radio waves. In front of the antenna, at its height, the "
        "level can be higher than on the street: ask for a measurement there."
    ),
}


LONGEST = 80
"""A name or address is cut after so many half-width characters, so that the page stays one."""

LONGEST_LINK = 2000

SHOWN_TO = 1.25
"""The bar reaches so far beyond the limit; a greater level fills it, and its number is printed."""

QUESTIONS = ("distance", "under", "indoors")


@dataclass(frozen=True)
class ResidentFacts:
    """Facts of a leaflet.

    Parameters
    ----------
    station, operator, place : str
        Where the level is the greatest.
    basis : {"measured", "computed"}
    exposure_ratio, field_strength_v_m, power_density_w_m2 : float, optional
        Greatest level; None where no valid one is known. [-], [V/m], [W/m^2]
    below : {"", "<", "≤"}
        Whether the level is a bound.
    verdict : Verdict, optional
        None where no conclusion can be drawn.
    standard : str
    who : str
        Who measured or computed.
    day, next_due : date, optional
    contact : str
        Whom to ask: name with telephone number or address.
    permalink : str
        Page with all figures and their proof; printed only where it is given.
    note : str
        A further sentence that must not be overlooked, on full load say.
    """

    station: str
    operator: str
    place: str
    basis: Literal["measured", "computed"]
    exposure_ratio: float | None
    field_strength_v_m: float | None
    power_density_w_m2: float | None
    verdict: Verdict | None
    standard: str
    who: str
    contact: str
    below: str = ""
    day: datetime.date | None = None
    next_due: datetime.date | None = None
    permalink: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        levels = (self.exposure_ratio, self.field_strength_v_m, self.power_density_w_m2)
        if len({level is None for level in levels}) > 1:
            raise ValueError("a leaflet needs all of the exposure ratio, V/m and W/m^2, or none of them")
        if any(level is not None and not (math.isfinite(level) and level >= 0) for level in levels):
            raise ValueError(f"levels of a leaflet must be numbers of 0 or more, not {levels}")
        if self.exposure_ratio is None and self.verdict is not None:
            raise ValueError("a leaflet without a level cannot have a verdict")
        web = self.permalink.startswith(("https://", "http://")) and len(self.permalink) <= LONGEST_LINK
        if self.permalink and not web:
            fault = f"permalink must be a web address of at most {LONGEST_LINK} characters"
            raise ValueError(f"{fault}, not {self.permalink!r:.80}")


def facts_of_record(record: Mapping[str, Any], language: str, **more: Any) -> ResidentFacts:
    """Facts of a computed assessment, from its ``assessment.json``; `more` are who, contact, dates and permalink."""
    found = governing_point(record)
    level = found[record["scenario"]]
    return ResidentFacts(
        station=record["station"]["name"],
        operator=record["station"]["operator"],
        place=_place_name(found, language_of(language)),
        basis="computed",
        exposure_ratio=level["exposure_ratio"],
        field_strength_v_m=level["field_strength_v_m"],
        power_density_w_m2=level["power_density_w_m2"],
        verdict=Verdict(record["verdict"]),
        standard=record["limit"]["standard"],
        note=" ".join(exceedance_sentences(record, language_of(language))),
        **more,
    )


def _place_name(place: Mapping[str, Any], text: Language) -> str:
    """A place as people find it: by its own name, or by distance and bearing from the station."""
    if place["kind"] not in ON_GROUND:
        return str(place["label"])
    return text(
        "{distance} from the station at a bearing of {bearing}°, {height} above ground",
        distance=numbers.metres(place["distance_m"]),
        bearing=f"{place['bearing_deg']:.0f}",
        height=numbers.metres(place["height_m"]),
    )


def facts_of_monitoring(given: Monitoring, language: str, **more: Any) -> ResidentFacts:
    """Facts of a measured campaign; `more` are contact, next_due and permalink."""
    judged = given.judged
    levels, campaign, outcome = judged.levels, judged.campaign, judged.outcome
    facts = judged.stations[0].facts if judged.stations else {}
    described = {point.id: point.description for point in campaign.points}
    shared: dict[str, Any] = {
        "station": str(facts.get("name") or campaign.name or campaign.id),
        "operator": str(facts.get("operator") or ""),
        "basis": "measured",
        "who": campaign.body,
        "day": campaign.start.date() if campaign.start else None,
        "note": " ".join(full_load_lines(given, language_of(language))),
        **more,
    }
    if levels is None or outcome is None:
        nothing: dict[str, Any] = {"exposure_ratio": None, "field_strength_v_m": None, "power_density_w_m2": None}
        return ResidentFacts(place="", verdict=None, standard="", **nothing, **shared)
    at = outcome.governing_point
    name = levels.point_ids[at]
    shared["day"] = levels.days[at] or shared["day"]
    return ResidentFacts(
        place=described.get(name) or name,
        exposure_ratio=outcome.exposure_ratio,
        field_strength_v_m=float(levels.field_strength[at]),
        power_density_w_m2=float(levels.power_density[at]),
        below=levels.bound(at),
        verdict=judged.conclusion,
        standard=judged.by_id[str(levels.on_the_day.limit_ids[at])].standard,
        **shared,
    )


def leaflet_pdf(facts: ResidentFacts, language: str) -> bytes:
    """Set the leaflet, one page of A4: PDF/A-2a and PDF/UA-1."""
    return typeset_document(leaflet_document(facts, language))


def leaflet_document(facts: ResidentFacts, language: str) -> Document:
    """The leaflet ready to be set."""
    text = language_of(language)
    known = facts.exposure_ratio is not None
    content = {
        "language": language,
        "title": text("Radio waves from the base station near you"),
        "station": shortened(facts.station),
        "kind": "withheld" if facts.verdict is None else str(facts.verdict),
        "verdict": text(LEAFLET_VERDICT_LABEL[facts.verdict or "withheld"]),
        "lines": _lines(facts, text),
        "bar": _bar(facts.exposure_ratio, facts.below, text) if known else None,
        "facts_heading": text("Who, when, and what next"),
        "facts": _facts(facts, text),
        "questions": [[text(LEAFLET_QUESTION_LABEL[key]), text(LEAFLET_ANSWER_LABEL[key])] for key in QUESTIONS],
        "link": facts.permalink,
        "link_heading": text("All figures and their proof"),
        "link_shown": shortened(facts.permalink),
    }
    return Document("resident_leaflet.typ", content, {}, facts.day)


def _lines(facts: ResidentFacts, text: Language) -> list[str]:
    ratio, strength, density = facts.exposure_ratio, facts.field_strength_v_m, facts.power_density_w_m2
    if ratio is None or strength is None or density is None:
        return [text("No valid level is known.")]
    shown = {
        "strength": numbers.field_strength(strength, facts.below),
        "density": numbers.power_density_quantity(density, facts.below),
    }
    lines = [
        text(LEAFLET_LABEL[facts.basis], percent=numbers.percent(ratio, facts.below)),
        text("That is {strength} (electric field) or {density} (power density).", **shown),
    ]
    if facts.below:
        lines.append(text("The instrument did not detect everything; the true level is lower than this figure."))
    if facts.place:
        lines.append(text("Where: {place}", place=shortened(facts.place)))
    if facts.note:
        lines.append(shortened(facts.note, 3 * LONGEST))
    return [
        *lines,
        text(
            "The limit is that of {standard} for the general public: it counts for everybody, at every hour.",
            standard=facts.standard,
        ),
    ]


class _Bar(TypedDict):
    """Bar of the level against the limit, lengths as fractions of the drawing."""

    heading: str
    share: float
    limit: float
    over: bool
    level_text: str
    limit_text: str


def _bar(ratio: float | None, below: str, text: Language) -> _Bar:
    assert ratio is not None
    return {
        "heading": text("Level against the limit"),
        "share": min(ratio, SHOWN_TO) / SHOWN_TO,
        "limit": 1 / SHOWN_TO,
        "over": ratio > SHOWN_TO,
        "level_text": text("Level {percent}", percent=numbers.percent(ratio, below)),
        "limit_text": text("Limit 100 %"),
    }


def _facts(facts: ResidentFacts, text: Language) -> list[list[str]]:
    fixed = text("not fixed yet")
    rows = [
        ("operator", facts.operator),
        (f"who-{facts.basis}", facts.who),
        ("when", facts.day.isoformat() if facts.day else ""),
        ("next", facts.next_due.isoformat() if facts.next_due else fixed),
        ("ask", facts.contact),
    ]
    return [[text(LEAFLET_LABEL[key]), shortened(value) or text("not stated")] for key, value in rows]


def shortened(value: str, longest: int = LONGEST) -> str:
    """Text on one line, cut with an ellipsis where it is too long; wide characters count twice."""
    line = " ".join(value.split())
    width = 0
    for index, character in enumerate(line):
        width += 2 if character > "⺀" else 1
        if width > longest:
            return line[:index] + "…"
    return line
