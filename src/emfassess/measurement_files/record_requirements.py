"""Requirements of methods of measurement: the lists that come with the package."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from emfassess.measurements.requirements import RecordRequirements, Requirement
from emfassess.stations import Station

_FOLDER = ("data", "measurement_records")


@cache
def record_requirement_ids() -> tuple[str, ...]:
    """Ids of all lists, such as ``"hj-972-2018"``."""
    folder = files("emfassess").joinpath(*_FOLDER)
    return tuple(sorted(e.name.removesuffix(".toml") for e in folder.iterdir() if e.name.endswith(".toml")))


@cache
def load_record_requirements(list_id: str) -> RecordRequirements:
    """Requirements of one method, by the id of its list.

    Raises
    ------
    ValueError
        If there is no such list.
    """
    if list_id not in record_requirement_ids():
        raise ValueError(f"no list of required fields {list_id!r}; there are: {', '.join(record_requirement_ids())}")
    text = files("emfassess").joinpath(*_FOLDER, f"{list_id}.toml").read_text(encoding="utf-8")
    return record_requirements(tomllib.loads(text))


def requirements_of_method(method: str) -> RecordRequirements | None:
    """The list of the method that a campaign names; None where the package has none for it.

    A method is recognised with or without blanks and in either case: ``"hj972-2018"`` is HJ 972-2018. Where several are
    named the most restrictive edition is not known, so the last in time counts: HJ 1151 goes before HJ 972 at shared sites.
    """
    plain = _plain(method)
    named = [
        found for found in map(load_record_requirements, record_requirement_ids()) if _plain(found.standard) in plain
    ]
    return max(named, key=lambda found: str(found.valid_from), default=None)


def record_requirements(data: Mapping[str, Any]) -> RecordRequirements:
    """List of required fields from the content of a data file."""
    lines = []
    for entry in data["require"]:
        shared = {key: value for key, value in entry.items() if key not in ("part", "fields")}
        lines += [Requirement(entry["part"], field, **shared) for field in entry["fields"]]
    keys = [(line.part, line.field) for line in lines]
    if len(set(keys)) != len(keys):
        twice = sorted(key for key in keys if keys.count(key) > 1)[0]
        raise ValueError(f"{data['id']}: {twice[0]} {twice[1]} is asked for twice")
    return RecordRequirements(
        id=data["id"],
        standard=data["standard"],
        edition=data["edition"],
        title=tuple(data["title"].items()),
        requirements=tuple(lines),
        confirmed=data["confirmed"],
        valid_from=data.get("valid_from"),
    )


def station_facts(station: Station) -> dict[str, object]:
    """Facts of a station's record that methods ask for."""
    carriers = [carrier for antenna in station.antennas for carrier in antenna.carriers]
    return {
        "name": station.name,
        "operator": station.operator,
        "address": station.address,
        "longitude": station.longitude,
        "latitude": station.latitude,
        "technologies": tuple(sorted({carrier.technology for carrier in carriers})),
        "frequencies": tuple(sorted({carrier.frequency_mhz for carrier in carriers})),
        "antenna_heights": tuple(antenna.height_m for antenna in station.antennas),
        "support": station.support,
        "antennas": len(station.antennas),
    }


def _plain(name: str) -> str:
    return "".join(name.split()).upper().replace("—", "-").replace("–", "-")
