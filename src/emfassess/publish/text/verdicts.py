"""The verdict in words: what was calculated, by which rule it is judged, who causes it, what was looked at, what exceeds.

Every sentence is made from the record of an assessment, so that no outlet says anything else than another.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from emfassess.exposure.compliance import Verdict
from emfassess.language import N_, Language
from emfassess.publish.data.evaluation_points import place_of
from emfassess.publish.text.bound_and_expected import beside_sentences
from emfassess.publish.text.missing_heights import missing_height_sentence
from emfassess.publish.text.rounding import hundredths, rounded_metres, rounded_percent
from emfassess.surroundings import GROUND_HEIGHT

VERDICT_WORD = {
    "compliant": N_("complies"),
    "conditionally_compliant": N_("complies on condition"),
    "not_assessable": N_("not assessable"),
    "conditionally_exceeds": N_("exceeds on condition"),
    "exceeds": N_("exceeds the limit"),
    "indeterminate": N_("not confirmed: measurement needed"),
}

OUTCOME = {
    "compliant": N_("It complies."),
    "conditionally_compliant": N_(
        "It complies on condition: the limit is within the uncertainty, and a measurement is needed."
    ),
    "not_assessable": N_("Whether it complies cannot be judged."),
    "conditionally_exceeds": N_(
        "It is above the limit, and the limit is within the uncertainty: a measurement is needed."
    ),
    "exceeds": N_("The limit is exceeded."),
    "indeterminate": N_("It was not confirmed: a measurement is needed."),
}

RULE_SENTENCE = {
    "simple-acceptance": N_(
        "Decision rule: simple acceptance. The value itself is compared with the limit; its uncertainty is stated beside it."
    ),
    "guarded-acceptance": N_(
        "Decision rule: guarded acceptance. A value complies without condition if the upper end of its uncertainty does."
    ),
    "guarded-rejection": N_(
        "Decision rule: guarded rejection. A value exceeds without condition if the lower end of its uncertainty does."
    ),
}

SURFACE_NAME = {
    "ground": N_("ground"),
    "named_points": N_("named points"),
    "facades": N_("façades"),
    "roofs": N_("roofs"),
}


def headline(record: Mapping[str, Any], text: Language) -> str:
    """The calculated value with its uncertainty, and what follows from it."""
    return calculated_sentence(
        record["max_exposure_ratio"], record["uncertainty_range"], record["limit"]["standard"], record["verdict"], text
    )


def calculated_sentence(ratio: float, ends: Sequence[float], standard: str, verdict: str, text: Language) -> str:
    """A value with the ends of its uncertainty in percent of a limit, and what follows from it."""
    low, high = ends
    values = {"percent": rounded_percent(ratio, text), "standard": standard}
    if low == high:
        calculated = text("Calculated: {percent} of the limit of {standard}.", **values)
    else:
        calculated = text(
            "Calculated: {percent} of the limit of {standard} (with uncertainty: {low} to {high} %).",
            low=hundredths(low),
            high=hundredths(high),
            **values,
        )
    return _joined([calculated, text(OUTCOME[verdict])], text)


def rule_sentence(rule: Mapping[str, Any], text: Language) -> str:
    """The decision rule, in one sentence, with its source."""
    sentences = [text(RULE_SENTENCE[rule["name"]])]
    if rule["target_uncertainty_db"] is not None and rule["name"] == "simple-acceptance":
        sentences.append(
            text(
                "Where the expanded uncertainty is larger than {target} dB, the excess is added to the value first.",
                target=f"{rule['target_uncertainty_db']:g}",
            )
        )
    if rule["source"]:
        read = N_("Source: {source}.") if rule["confirmed"] else N_("Source: {source} (clause not verified).")
        sentences.append(text(read, source=rule["source"]))
    return _joined(sentences, text)


def place_phrase(record: Mapping[str, Any], place_id: str, text: Language) -> str:
    """Where an evaluation point is: on the ground so far from the station, or its name."""
    place = place_of(record, place_id)
    if place["kind"] in ("ring", "ground"):
        return text("on the ground, {distance} from the station", distance=rounded_metres(place["distance_m"]))
    return str(place["label"])


def source_sentences(record: Mapping[str, Any], text: Language) -> list[str]:
    """Where the maximum is, the station's own part of it, and the other relevant sources."""
    place = place_phrase(record, record["governing_point"], text)
    own = rounded_percent(record["own_exposure_ratio"], text)
    if not record["relevant_source"]:
        return [
            text(
                "Nowhere does this station add {relevant} of the limit or more: it is no relevant source. "
                "It adds most, {own}, {place}.",
                relevant=rounded_percent(record["relevant_ratio"], text),
                own=own,
                place=place,
            )
        ]
    found = [
        text("This value is calculated {place}; this station adds {own} of the limit there.", place=place, own=own)
    ]
    others = [s for s in record["relevant_sources"] if s["station_id"] != record["station"]["id"]]
    if others:
        listed = text.listed(
            text.bracketed(s["station_id"], text.listed([s["operator"], rounded_percent(s["exposure_ratio"], text)]))
            for s in others
        )
        found.append(text("Other relevant sources there: {stations}.", stations=listed))
    if record["cause"]["station_id"] != record["station"]["id"]:
        found.append(text("The main cause there is {cause}.", cause=cause_phrase(record["cause"], text)))
    return found


def cause_phrase(cause: Mapping[str, Any], text: Language) -> str:
    """An antenna with its station and operator."""
    return text(
        "antenna {antenna} of station {station} ({operator})",
        antenna=cause["antenna_id"],
        station=cause["station_id"],
        operator=cause["operator"],
    )


def area_sentence(record: Mapping[str, Any], text: Language) -> str:
    """A level above the limit nearby of which the station is no relevant source; empty where there is none."""
    area = record["area_maximum"]
    if area["exposure_ratio"] <= 1 or place_of(record, area["place"])["relevant_source"]:
        return ""
    return text(
        "Within the area looked at the limit is exceeded ({percent}, {place}) because of {cause}; "
        "this station is no relevant source there.",
        percent=rounded_percent(area["exposure_ratio"], text),
        place=place_phrase(record, area["place"], text),
        cause=cause_phrase(area["cause"], text),
    )


def surface_sentences(record: Mapping[str, Any], text: Language) -> list[str]:
    """Surfaces that were looked at with their outcome, those that were not, and where the limit can be exceeded there."""
    surfaces = record["surfaces"]
    looked_at = [
        text.labelled(
            text(SURFACE_NAME[name]),
            text.bracketed(text(VERDICT_WORD[found["verdict"]]), rounded_percent(found["max_exposure_ratio"], text)),
        )
        if found["max_exposure_ratio"] is not None
        else text.labelled(text(SURFACE_NAME[name]), text(VERDICT_WORD[found["verdict"]]))
        for name, found in surfaces.items()
        if found["assessed"]
    ]
    sentences = [text("Assessed: {surfaces}.", surfaces=text.joined(looked_at))]
    left_out = [text(SURFACE_NAME[name]) for name, found in surfaces.items() if not found["assessed"]]
    if left_out:
        sentences.append(text("Not assessed: {surfaces}.", surfaces=text.listed(left_out)))
    if not surfaces["facades"]["assessed"] and (above := height_sentence(record, text)):
        sentences.append(above)
    return sentences


def height_sentence(record: Mapping[str, Any], text: Language) -> str:
    """From which height on, and how far from the antennas, the limit can be exceeded; empty where it is nowhere."""
    zone = public_zone(record)
    if zone is None or zone["empty"]:
        return ""
    reach = rounded_metres(zone["cylinder_radius_m"])
    if zone["lowest_height_m"] <= GROUND_HEIGHT:  # the ground itself was looked at, and its hot spot reaches less far
        return text(
            "Higher above the ground the limit can be exceeded farther away, up to {reach} from the antennas; "
            "places there were not assessed.",
            reach=reach,
        )
    return text(
        "Above {height} within {reach} of the antennas the limit can be exceeded; places at that height were not assessed.",
        height=rounded_metres(zone["lowest_height_m"]),
        reach=reach,
    )


def public_zone(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The zone of the whole station for the population of the verdict; None where none was computed."""
    who = record["limit"]["population"]
    found = [z for z in record.get("zones", ()) if z["kind"] == "station" and z["population"] == who]
    return found[0] if found else None


def hot_spot_sentence(hot_spot: Mapping[str, Any], text: Language) -> str:
    """Where the limit is exceeded, how far it reaches and who causes it."""
    values = {
        "percent": rounded_percent(hot_spot["exposure_ratio"], text),
        "cause": cause_phrase(hot_spot["cause"], text),
        "farthest": rounded_metres(hot_spot["farthest_m"]),
    }
    if hot_spot["area_m2"] >= 1:
        return text.plural(
            "On the ground the limit is exceeded on {count} m², at most {farthest} from the station, because of {cause}; "
            "highest: {percent} of the limit.",
            "On the ground the limit is exceeded on {count} m², at most {farthest} from the station, because of {cause}; "
            "highest: {percent} of the limit.",
            count=round(hot_spot["area_m2"]),
            **values,
        )
    return text(
        "The limit is exceeded {height} above the ground, {farthest} from the station, because of {cause}: "
        "{percent} of the limit.",
        height=rounded_metres(hot_spot["height_m"]),
        **values,
    )


def next_step_sentence(record: Mapping[str, Any], text: Language) -> str:
    """Next step after the hot spots that the station of a record causes; empty where it causes none."""
    operators = sorted({hot_spot["cause"]["operator"] for hot_spot in own_hot_spots(record)})
    if not operators:
        return ""
    return text(
        "Next: {operator} has to bring the level below the limit, and to show it by a new assessment or measurement.",
        operator=text.listed(operators),
    )


def exceedance_sentences(record: Mapping[str, Any], text: Language) -> list[str]:
    """Where the station of a record causes the limit to be exceeded, and what follows; empty where it does not."""
    hot_spots = [hot_spot_sentence(hot_spot, text) for hot_spot in own_hot_spots(record)]
    return [*hot_spots, next_step_sentence(record, text)] if hot_spots else []


def own_hot_spots(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Hot spots that the station of a record causes."""
    return [s for s in record["hot_spots"] if s["cause"]["station_id"] == record["station"]["id"]]


def verdict_sentences(record: Mapping[str, Any], text: Language) -> list[str]:
    """All sentences of a verdict in their order: the answer, where and who, what exceeds, what was looked at, the rule."""
    found = [headline(record, text), missing_height_sentence(record, text), *source_sentences(record, text)]
    found += [*beside_sentences(record, text), *exceedance_sentences(record, text)]
    found += [
        area_sentence(record, text),
        *surface_sentences(record, text),
        rule_sentence(record["decision_rule"], text),
    ]
    return [sentence for sentence in found if sentence]


def is_exceedance(verdict: str) -> bool:
    """Whether a verdict of a record, also of an earlier version, is an exceedance."""
    return verdict in set(Verdict) and Verdict(verdict).is_exceedance


def _joined(sentences: Sequence[str], text: Language) -> str:
    """Sentences one after the other; Chinese has no space between them."""
    return ("" if text.code == "zh" else " ").join(sentences)
