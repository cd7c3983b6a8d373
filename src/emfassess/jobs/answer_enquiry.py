"""Answers to residents: the assessed level at the place and the last measurement near, in plain words."""

import numpy as np

from emfassess.field import SCENARIOS
from emfassess.jobs.plan import Plan, nearest_stations
from emfassess.jobs.points import levels_at
from emfassess.language import language as language_of
from emfassess.publish.data.writing import rounded
from emfassess.publish.text import numbers
from emfassess.readers.limit_sets import load_limits
from emfassess.register import Actor, Register
from emfassess.register.enquiries import Answer, Enquiry, StoredEnquiry, answer_enquiry, enquiries
from emfassess.register.nearest_measurement import NearMeasurement, last_measurement_near
from emfassess.surroundings.receptors import GROUND_HEIGHT


def level_record(enquiry: Enquiry, plan: Plan) -> dict[str, object]:
    """The assessed level at the place of an enquiry as plain values, both scenarios, all stations of the plan summed."""
    height = GROUND_HEIGHT if enquiry.height_m is None else enquiry.height_m
    east, north, above = (np.array([value]) for value in (enquiry.longitude, enquiry.latitude, height))
    found = levels_at(plan, east, north, above)
    limits = plan.limits_of(plan.stations[int(nearest_stations(plan.stations, east, north)[0])])
    return {
        "longitude": enquiry.longitude,
        "latitude": enquiry.latitude,
        "height_m": height,
        "limit": limits.id,
        "population": limits.population,
        "model": str(found.model[0]),
        **{
            name: rounded(
                {
                    "power_density_w_m2": float(found.power_density[row, 0]),
                    "field_strength_v_m": float(found.field_strength[row, 0]),
                    "exposure_ratio": float(found.exposure_ratio[row, 0]),
                    "main_contributor": str(found.main_contributor[row, 0]),
                }
            )
            for row, name in enumerate(SCENARIOS)
        },
    }


def answer_text(level: dict[str, object], nearest: NearMeasurement | None, plan: Plan, own_words: str = "") -> str:
    """Text of the answer to the resident."""
    text = language_of(plan.language)
    values = level[plan.scenario or SCENARIOS[0]]
    limits = load_limits(str(level["limit"]), str(level["population"]))
    assert isinstance(values, dict)
    sentences = [
        text(
            "At this place, {height} above the ground, the assessment gives at most {percent} of "
            "the limit of {limit}: {strength}, {density}, with all carriers at full rated power "
            "in free space; {contributor} adds most.",
            height=numbers.metres(float(str(level["height_m"]))),
            percent=numbers.percent(values["exposure_ratio"]),
            limit=f"{limits.standard} ({limits.edition})",
            strength=numbers.field_strength(values["field_strength_v_m"]),
            density=numbers.power_density_quantity(values["power_density_w_m2"]),
            contributor=values["main_contributor"],
        )
    ]
    if nearest is None:
        sentences.append(text("Nobody has measured near this place yet."))
    else:
        below = "<" if nearest.censored else ""
        sentences.append(
            text(
                "The last measurement near was on {day}, {distance} away: {strength}.",
                day=nearest.day.isoformat(),
                distance=numbers.metres(nearest.distance_m),
                strength=below + numbers.field_strength(nearest.field_strength_v_m),
            )
        )
    return " ".join(filter(None, [own_words.strip(), *sentences]))


def answer_with_level(
    register: Register, key: int, plan: Plan, actor: Actor, own_words: str = "", within_m: float = 500.0
) -> Answer:
    """Answer an enquiry of the register and keep the answer.

    Raises
    ------
    ValueError
        If there is no such enquiry.
    """
    stored = _stored(register, key, actor)
    enquiry = stored.enquiry
    level = level_record(enquiry, plan)
    today = register.clock().date()
    nearest = last_measurement_near(register, enquiry.longitude, enquiry.latitude, today, actor, within_m)
    return answer_enquiry(register, key, answer_text(level, nearest, plan, own_words), level, actor, within_m)


def _stored(register: Register, key: int, actor: Actor) -> StoredEnquiry:
    for stored in enquiries(register, actor):
        if stored.key == key:
            return stored
    raise ValueError(f"there is no enquiry {key}; list them: emfassess register enquiries")
