"""Digest of all that the files of a station follow from: equal digests, equal files."""

import importlib.metadata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from emfassess import __version__
from emfassess.jobs.batches import in_range
from emfassess.jobs.plan import Plan

LIBRARIES = ("numpy", "scipy", "numba", "matplotlib", "shapely", "folium", "typst", "openpyxl", "xarray", "h5netcdf")
"""Whose other version may write other bytes."""

_OF_STATIONS = (
    "stations",
    "options",
    "named_points",
    "national",
    "limit_assumptions",
    "out_of_range",
    "network_folder",
)
"""Fields of a plan that count station by station, or by what was read from them."""

Digests = dict[int, tuple[object, bytes]]
"""Records by their identity, each with its digest."""

_PLAIN = (str, float, int, type(None))

_SOURCES = ("*.py", "*.toml", "*.csv", "*.mo", "*.po", "*.typ", "*.html", "*.json")


def station_inputs(plan: Plan) -> list[str]:
    """Digest of all that the files of each station follow from: its own input, that of all stations summed, and the code.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    list of str
        In the order of the plan's stations.
    """
    known: Digests = {}
    common = digest_of([program_digest(), plan.command, plan.further_inputs, list(_common(plan))], known)
    each = np.array([list(digest_of(station, known)) for station in plan.stations], dtype=np.uint8)
    found = []
    for station, index, summed in zip(plan.stations, range(len(each)), in_range(plan), strict=True):
        own = [
            plan.national.get(station.id),
            plan.limit_assumptions.get(station.id),
            plan.named_points.get(station.id),
            plan.out_of_range + len(each) - len(summed),
        ]
        parts = [common, each[index].tobytes(), digest_of(own, known), each[summed].tobytes()]
        found.append(blake2b(b"".join(parts), digest_size=16).hexdigest())
    return found


def _common(plan: Plan) -> Iterator[tuple[str, Any]]:
    return ((f.name, getattr(plan, f.name)) for f in fields(plan) if f.name not in _OF_STATIONS)


@cache
def program_digest() -> str:
    """Digest of the program and of the libraries that results depend on."""
    root = Path(__file__).parents[1]
    digest = blake2b(__version__.encode(), digest_size=8)
    for path in sorted(path for pattern in _SOURCES for path in root.rglob(pattern)):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    for name in LIBRARIES:
        digest.update(f"{name} {importlib.metadata.version(name)}".encode())
    return digest.hexdigest()


def digest_of(value: Any, known: Digests) -> bytes:
    """Digest of a record, whatever it is made of; the same in every process.

    Parameters
    ----------
    value : object
        A dataclass, mapping, sequence, array, or a value that its representation describes completely.
    known : dict
        Digests of dataclasses by their identity, which many stations share, such as patterns; grows, and holds the records
        themselves, since the identity of one that is gone may become another's.
    """
    if is_dataclass(value) and not isinstance(value, type):
        if id(value) not in known:
            each = (getattr(value, name) for name in _names(type(value)))
            parts = [_plain(one) if isinstance(one, _PLAIN) else digest_of(one, known) for one in each]
            known[id(value)] = value, _joined([type(value).__qualname__.encode(), *parts])
        return known[id(value)][1]
    if isinstance(value, np.ndarray):
        return _joined([str(value.dtype).encode(), str(value.shape).encode(), np.ascontiguousarray(value).tobytes()])
    if isinstance(value, Mapping):
        return _joined([b"mapping", *(digest_of(pair, known) for pair in sorted(value.items(), key=_key))])
    if isinstance(value, (tuple, list, frozenset)):
        members = sorted(value, key=repr) if isinstance(value, frozenset) else value
        return _joined([b"sequence", *(digest_of(member, known) for member in members)])
    return _joined([_plain(value)])


def _plain(value: Any) -> bytes:
    return repr(value).encode()


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _key(pair: tuple[Any, Any]) -> str:
    return repr(pair[0])


def _joined(parts: list[bytes]) -> bytes:
    ends = b"".join(len(part).to_bytes(8, "little") for part in parts)
    return blake2b(ends + b"".join(parts), digest_size=16).digest()
