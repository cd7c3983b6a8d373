"""Networks of several files as one, checked as a whole."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from emfassess.field.network import Network, first_of_each
from emfassess.readers.faults import Fault, InputError
from emfassess.readers.station_files import looking_swapped

_MOST_NAMED = 20


def _demand_stations_once(networks: Sequence[Network]) -> None:
    """Refuse a station that is in two files; its power would be counted twice."""
    known: set[str] = set()
    for part in networks:
        own = {str(name).partition("/")[0].lower() for name in part.name}
        twice = sorted(own & known)
        if twice:
            file = ", ".join(source.name for source in part.files) or "stations"
            raise InputError([Fault(file, "station_id", twice[0], "the id is duplicated, in another file already")])
        known |= own


def joined(networks: Sequence[Network]) -> Network:
    """Several networks as one."""
    if len(networks) == 1:
        return networks[0]
    _demand_stations_once(networks)
    merged: dict[str, Any] = {}
    counts = np.cumsum([0, *(len(part.key) for part in networks)])
    kinds = np.cumsum([0, *(len(part.patterns) for part in networks)])
    stations = np.cumsum([0, *(int(part.station_index.max()) + 1 for part in networks)])
    for field in fields(Network):
        values = [getattr(part, field.name) for part in networks]
        offset = {"antenna_index": counts, "pattern_index": kinds, "station_index": stations}.get(field.name)
        if offset is not None:
            values = [value + first for value, first in zip(values, offset, strict=False)]
        if field.name in ("name", "technology"):
            values = [np.asarray(value, dtype=np.dtypes.StringDType()) for value in values]
        merged[field.name] = sum(values, ()) if isinstance(values[0], tuple) else np.concatenate(values)
    countries = tuple(sorted(set(merged["countries"])))
    return replace(Network(**merged), assumptions=first_of_each(merged["assumptions"]), countries=countries)


def demand_places(network: Network) -> None:
    """Refuse stations far from all others that would be among them with longitude and latitude exchanged."""
    _, first = np.unique(network.station_index, return_index=True)
    swapped = first[looking_swapped(network.longitude[first], network.latitude[first])]
    if len(swapped):
        file = ", ".join(source.name for source in network.files) or "stations"
        raise InputError(
            [
                Fault(
                    file,
                    f"station {str(network.name[index]).partition('/')[0]}",
                    f"{network.longitude[index]}, {network.latitude[index]}",
                    "longitude and latitude look swapped",
                )
                for index in swapped[:_MOST_NAMED].tolist()
            ]
        )
