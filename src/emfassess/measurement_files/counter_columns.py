"""Columns that a file of counters may have, and those that cannot be meant."""

import difflib
import re
from collections.abc import Sequence

from emfassess.readers.faults import Fault

POWER = "transmitted_power_w"
SHARE = "transmitted_power_share"
COLUMNS = ("time", POWER, SHARE, "carrier")
BEAM = re.compile(r"beam_(\d+)_power_w")

_BEAM_NAME = "beam_<n>_power_w"


def column_faults(file: str, names: Sequence[str]) -> list[Fault]:
    """Columns that are unknown, twice there, missing, or say the same in two ways."""
    faults = [
        Fault(file, "line 1", name, _cure(name)) for name in names if name not in COLUMNS and not BEAM.fullmatch(name)
    ]
    twice = {name for name in names if names.count(name) > 1}
    faults += [Fault(file, "line 1", name, "each column only once") for name in sorted(twice)]
    beams = [BEAM.fullmatch(name) for name in dict.fromkeys(names)]
    numbers = [int(match[1]) for match in beams if match]
    if len(set(numbers)) < len(numbers):
        faults.append(Fault(file, "line 1", "", "each beam only once; beam_1_power_w and beam_01_power_w are the same"))
    if "time" not in names:
        faults.append(Fault(file, "line 1", ", ".join(names), "a column time"))
    kinds = (POWER in names) + (SHARE in names) + bool(numbers)
    if kinds > 1 or (kinds == 0 and not any("power" in name for name in names)):
        faults.append(Fault(file, "line 1", ", ".join(names), f"one of {POWER}, {SHARE} or {_BEAM_NAME} for each beam"))
    return faults


def _cure(name: str) -> str:
    """Column that an unknown one was probably meant to be."""
    if ";" in name or "\t" in name:
        return "commas between the columns"
    near = difflib.get_close_matches(re.sub(r"\d+", "<n>", name), (*COLUMNS, _BEAM_NAME), n=1)
    known = f"; nearest known: {near[0]}" if near else f"; known: {', '.join((*COLUMNS, _BEAM_NAME))}"
    unit = re.fullmatch(r"(?:transmitted|beam_\d+)_power_(\w+)", name)
    return f"unknown unit {unit[1]}{known}" if unit else f"unknown column{known}"
