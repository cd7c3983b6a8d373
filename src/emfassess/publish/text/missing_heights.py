"""The effect of missing antenna heights in one sentence, for the headline of a station."""

from collections.abc import Mapping
from typing import Any

from emfassess.exposure.compliance import Verdict
from emfassess.language import Language
from emfassess.publish.text.rounding import rounded_percent


def missing_height_sentence(record: Mapping[str, Any], text: Language) -> str:
    """Which heights are missing, and the level with and without those antennas; empty where none is missing.

    Parameters
    ----------
    record : mapping
        Of an assessment.
    text : Language
    """
    missing = record.get("height_missing")
    if missing is None:
        return ""
    antennas = text.listed(missing["antennas"])
    filled = rounded_percent(missing["max_exposure_ratio_with"], text)
    if missing["verdict_without"] is None:
        return text(
            "The height of {antennas} is missing. Counted at the lowest height of such an antenna the level is {filled} of "
            "the limit; no verdict is given until the height is stated.",
            antennas=antennas,
            filled=filled,
        )
    known = rounded_percent(missing["max_exposure_ratio_without"], text)
    if Verdict(missing["verdict_without"]).is_exceedance:
        return text(
            "The height of {antennas} is missing. Without these antennas the level is {known} of the limit and above it "
            "already; with them, counted at the lowest height of such an antenna, it is {filled}.",
            antennas=antennas,
            known=known,
            filled=filled,
        )
    return text(
        "The height of {antennas} is missing. Without these antennas the level is {known} of the limit; with them, counted "
        "at the lowest height of such an antenna, it is {filled}. No verdict is given until the height is stated.",
        antennas=antennas,
        known=known,
        filled=filled,
    )
