"""Subjects of actions and causes of levels, as a register lists them."""

from collections.abc import Mapping
from typing import Any

from emfassess.language import Language
from emfassess.publish.text.numbers import percent
from emfassess.publish.text.rounding import rounded_metres, rounded_percent


def hot_spot_line(subject: Mapping[str, Any], text: Language) -> str:
    """A hot spot in one line: its maximum, where it is, which antenna causes it, and the part of each relevant source.

    Parameters
    ----------
    subject : mapping
        Fields of :class:`emfassess.register.subjects.Subject`.
    text : Language
    """
    total = subject["exposure_ratio"]
    return text(
        "hot spot {name}: {percent} of the limit, {distance} from the station, {height} above the ground; "
        "caused by {antenna}; shares: {shares}",
        name=subject["hot_spot"],
        percent=rounded_percent(total, text),
        distance=rounded_metres(subject["distance_m"]),
        height=rounded_metres(subject["height_m"]),
        antenna=subject["antenna"],
        shares=text.listed(
            text(
                "{station} ({operator}) {percent}",
                station=share["station_id"],
                operator=share["operator"],
                percent=percent(share["exposure_ratio"] / total),
            )
            for share in subject["shares"]
        ),
    )


def cause_words(station_id: str, cause: str, own_share: float | None, text: Language) -> str:
    """Which antenna adds most to a station's level, and how much the station itself does where it is another's."""
    if cause.partition("/")[0] == station_id or own_share is None:
        return text("caused by {antenna}", antenna=cause)
    return text("caused by {antenna}, own share {percent}", antenna=cause, percent=percent(own_share))
