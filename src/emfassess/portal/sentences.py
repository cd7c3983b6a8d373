"""Sentences of a station's page; every number in them is a field of its record."""

from collections.abc import Mapping
from typing import Any

from emfassess.assumptions import Assumption
from emfassess.language import Language
from emfassess.language.messages.names import ALTERNATIVE, TARGET_SENTENCE
from emfassess.portal.publication import StationNotice
from emfassess.publish.data.appraisal_types import section_of
from emfassess.publish.data.evaluation_points import place_of
from emfassess.publish.reports.zones import metres_or_none
from emfassess.publish.text import numbers
from emfassess.publish.text.assumptions import assumption_sentence
from emfassess.publish.text.clauses import clause_in
from emfassess.publish.text.verdicts import VERDICT_WORD

PERSON = 1.7
"""Height of a person: levels on the ground are stated there. [m]"""

REACHED_BY_HAND = 2.5
"""A grown person's raised hand stays below this height. [m]"""


def recorded_target_sentence(record: Mapping[str, Any], text: Language) -> str:
    """The verdict against the management target, apart from the limit; empty where there is none."""
    target = record["management_target"]
    if target is None:
        return ""
    fraction = f"1/{1 / target['fraction']:g}"
    return text(TARGET_SENTENCE[target["verdict"]], standard=target["standard"], fraction=fraction)


def assumption_sentences(record: Mapping[str, Any], key: str, text: Language) -> list[str]:
    """Assumptions or warnings of a record."""
    return [
        assumption_sentence(Assumption(a["code"], tuple(a["values"].items()), tuple(a["where"])), text)
        for a in record[key]
    ]


def zone_sentences(record: Mapping[str, Any], text: Language) -> list[str]:
    """Where the limit for the public is exceeded near the antennas, alike antennas in one sentence, and which zones join."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for zone in public_zones(record, "antenna"):
        if not zone["empty"]:
            sizes = ("front_m", "behind_m", "left_m", "above_m", "below_m", "lowest_height_m")
            alike.setdefault(tuple(metres_or_none(zone[size], text) for size in sizes), []).append(zone["label"])
    found = [
        text(
            "Antenna {antennas} alone, sizes of its zone: straight ahead {front}, behind it {behind}, to the side {side}, "
            "above its middle {above}, below it {below}; it begins {lowest} above the ground.",
            **dict(zip(("front", "behind", "side", "above", "below", "lowest"), sizes, strict=True)),
            antennas=text.listed(names),
        )
        for sizes, names in alike.items()
    ]
    joined = [names for zone in public_zones(record, "station") for names in zone["bodies"] if len(names) > 1]
    return found + [text("The zones of antennas {antennas} join.", antennas=text.listed(names)) for names in joined]


def reach_sentence(record: Mapping[str, Any], text: Language) -> str:
    """Whether the zone above the limit can be reached from the ground, and how far it reaches there."""
    whole = public_zones(record, "station")
    if not whole:
        return text("Where the limit is exceeded near the antennas was not computed.")
    if all(zone["empty"] for zone in whole):
        return text("Outside the antennas' own covers there is no place where this station alone exceeds the limit.")
    zone = whole[0]
    ground, head = section_of(zone, 0.0), section_of(zone, PERSON)
    lowest = numbers.metres(zone["lowest_height_m"])
    if ground["reach_m"] is not None or head["reach_m"] is not None:
        return text(
            "The places where this station alone exceeds the limit reach people on the ground. Farthest such place from the "
            "station at ground level: {ground}; at 1.7 m above the ground: {head} (area {area}). Protective measures are "
            "required.",
            ground=metres_or_none(ground["reach_m"], text),
            head=metres_or_none(head["reach_m"], text),
            area=numbers.single(numbers.significant(head["area_m2"]), "m²"),
        )
    if zone["lowest_height_m"] < REACHED_BY_HAND:
        return text(
            "The places where this station alone exceeds the limit come down to {lowest} above the ground: with a raised "
            "hand people can reach them. At 1.7 m above the ground there is none. Protective measures are required.",
            lowest=lowest,
        )
    return text(
        "Nobody on the ground can reach the places where this station alone exceeds the limit: they begin {lowest} above it "
        "and end within {reach} of the antennas. Whoever can get to that height there, on a roof, at a window or on a crane, "
        "must keep out of them.",
        lowest=lowest,
        reach=numbers.metres(zone["cylinder_radius_m"]),
    )


def public_zones(record: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """Zones of the population that the verdict is for."""
    who = record["limit"]["population"]
    return [zone for zone in record["zones"] if zone["kind"] == kind and zone["population"] == who]


def questions(record: Mapping[str, Any], notice: StationNotice, text: Language) -> list[tuple[str, str]]:
    """Questions that people ask, answered from the record of one station."""
    return [
        (text("The antenna is 30 m from my window. Is that safe?"), _distance(record, text)),
        (text("Is it worst right under the antenna?"), _under(record, text)),
        (text("Why only outdoors?"), _outdoors(record, text)),
        (text("Who measured, and when?"), _measured(notice, text)),
        (text("Which limit is this, and are there others?"), _limit(record, text)),
        (text("Was it filed and approved?"), _filed(notice, text)),
        (text("What if an assumption is wrong?"), _otherwise(record, text)),
    ]


def _distance(record: Mapping[str, Any], text: Language) -> str:
    ring, limit = record["rings"][0], record["limit"]["standard"]
    nearest = ring[record["scenario"]]
    axis = max((reach[f"{record['scenario']}_m"] for reach in record["compliance_distance"]), default=0.0)
    return text(
        "The level counts, not the distance. On the ground within %(outer)s of this station "
        "the greatest level is %(percent)s of the limit of %(standard)s. At the height of "
        "the antennas and straight in front of the strongest one, the limit is reached up to "
        "%(axis)s away: a window there needs an assessment of its own. For your own place, "
        "click it on the map."
    ) % {
        "standard": limit,
        "outer": numbers.metres(ring["outer_m"]),
        "percent": numbers.percent(nearest["exposure_ratio"]),
        "axis": numbers.metres(axis),
    }


def _under(record: Mapping[str, Any], text: Language) -> str:
    place = greatest_ring(record)
    values = {
        "distance": numbers.metres(place["distance_m"]),
        "percent": numbers.percent(place[record["scenario"]]["exposure_ratio"]),
    }
    return (
        text(
            "What counts is the record of this station: on the ground around it the highest level is %(distance)s from the "
            "station, with %(percent)s of the limit."
        )
        % values
    )


def _outdoors(record: Mapping[str, Any], text: Language) -> str:
    around = record["surroundings"]
    if around["buildings_assessed"]:
        return text(
            "Not only: every floor of the façades of %(buildings)s buildings within %(distance)s was computed, half a metre "
            "outside the wall."
        ) % {"buildings": around["buildings_assessed"], "distance": numbers.metres(around["facade_distance_m"])}
    return text(
        "The buildings around this station are not known to this computation. It gives the level on open ground; walls and "
        "roofs weaken it, but a high window in front of an antenna can have more than the ground."
    )


def _measured(notice: StationNotice, text: Language) -> str:
    last = notice.last_measured
    if last is None:
        return text(
            "No measurement of this station is published here. The numbers are computed for all "
            "transmitters at the power stated in the verdict, not measured."
        )
    value = numbers.field_strength(last.field_strength_v_m)
    return text("%(body)s on %(date)s by %(method)s: %(value)s at %(point)s.") % {
        "body": last.body or "–",
        "date": last.date.isoformat(),
        "method": last.method or "–",
        "value": f"< {value}" if last.censored else value,
        "point": last.description or last.point,
    }


def _limit(record: Mapping[str, Any], text: Language) -> str:
    limit = record["limit"]
    main = text("%(standard)s, edition %(edition)s, %(clause)s, in force from %(from)s.") % {
        "standard": limit["standard"],
        "edition": limit["edition"],
        "clause": clause_in(limit["clause"], text),
        "from": limit["valid_from"] or "–",
    }
    others = [
        text("Under %(standard)s the greatest level would be %(percent)s of the limit.")
        % {"standard": a["limit"]["standard"], "percent": numbers.percent(a["max_exposure_ratio"])}
        for a in record["also"]
    ]
    return " ".join([main, *others])


def _filed(notice: StationNotice, text: Language) -> str:
    if notice.filing_number:
        return text("Its filing number is %(number)s.") % {"number": notice.filing_number}
    return text("No filing number is published here; ask the operator or the authority for it.")


def _otherwise(record: Mapping[str, Any], text: Language) -> str:
    changed = [a for a in record["sensitivity"] if a["verdict"] != record["verdict"]]
    if not changed:
        sentence = text("%(count)s assumptions were changed one at a time; the verdict stayed the same each time.")
        return sentence % {"count": len(record["sensitivity"])}
    changes = [
        text.bracketed(
            text(ALTERNATIVE[a["code"]]),
            text(
                "{share}, {verdict}",
                share=numbers.percent(a["max_exposure_ratio"]),
                verdict=text(VERDICT_WORD[a["verdict"]]),
            ),
        )
        for a in changed
        if a["code"] in ALTERNATIVE
    ]
    return text("The verdict would be another if %(changes)s.") % {"changes": text.joined(changes)}


def greatest_ring(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The place of the greatest level on the ground."""
    return place_of(record, record["ground_maximum"])
