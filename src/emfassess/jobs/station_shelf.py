"""Stations of a network in a file that every worker reads one by one: it holds the few that it needs."""

import pickle
from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, overload

import numpy as np

from emfassess.patterns import Pattern
from emfassess.stations import Station

MOST_HELD = 4096
"""Stations that a process holds at once."""

_PATTERNS, _STATIONS, _ENDS = "patterns.pickle", "stations.pickles", "stations_ends.npy"


class _Writer(pickle.Pickler):
    """Writes stations without their patterns, which are shared by many: each is written once, apart."""

    def __init__(self, stream: Any, patterns: dict[int, tuple[int, Pattern]]) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._patterns = patterns

    def persistent_id(self, obj: Any) -> int | None:
        if not isinstance(obj, Pattern):
            return None
        return self._patterns.setdefault(id(obj), (len(self._patterns), obj))[0]


class _Reader(pickle.Unpickler):
    def __init__(self, stream: Any, patterns: Sequence[Pattern]) -> None:
        super().__init__(stream)
        self._patterns = patterns

    def persistent_load(self, pid: int) -> Pattern:
        return self._patterns[pid]


def write_stations(stations: Iterable[Station], folder: Path) -> None:
    """Write stations to the files of a shelf."""
    folder.mkdir(parents=True, exist_ok=True)
    patterns: dict[int, tuple[int, Pattern]] = {}
    ends = []
    with (folder / _STATIONS).open("wb") as stream:
        for station in stations:
            _Writer(stream, patterns).dump(station)
            ends.append(stream.tell())
    np.save(folder / _ENDS, np.array(ends, dtype=np.int64))
    with (folder / _PATTERNS).open("wb") as stream:
        pickle.dump([pattern for _, pattern in patterns.values()], stream, protocol=pickle.HIGHEST_PROTOCOL)


class StationShelf(Sequence[Station]):
    """The stations of a folder that :func:`write_stations` wrote, in their order; only this program's own files are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ends = np.load(folder / _ENDS)
        self._bytes = np.memmap(folder / _STATIONS, dtype=np.uint8, mode="r")
        with (folder / _PATTERNS).open("rb") as stream:
            self._patterns: list[Pattern] = pickle.load(stream)  # noqa: S301, written by the same run
        self._one = lru_cache(maxsize=MOST_HELD)(self._read)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> Station: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Station, ...]: ...
    def __getitem__(self, index: int | slice) -> Station | tuple[Station, ...]:
        if isinstance(index, slice):
            return tuple(self._one(number) for number in range(*index.indices(len(self))))
        return self._one(range(len(self))[index])

    def _read(self, number: int) -> Station:
        first = int(self._ends[number - 1]) if number else 0
        station: Station = _Reader(BytesIO(self._bytes[first : self._ends[number]].tobytes()), self._patterns).load()
        return station

    def __reduce__(self) -> tuple[Any, ...]:
        return shelf_of, (self._folder,)


@lru_cache(maxsize=2)
def shelf_of(folder: Path) -> StationShelf:
    """The shelf of a folder, one a process."""
    return StationShelf(folder)
