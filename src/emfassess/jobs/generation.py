"""The next generation of a run, beside the current one: what is finished stays, and becomes current in one step.

``.next/`` in the run's folder has the files of finished stations in ``new/``, what each follows from in ``records/``,
unfinished ones in ``parts/``, and what all workers read in ``network/``. The generation is current from the moment that
``.next/decided`` is there; its entries then move into the folder, and whoever reads the run next moves what a killed process
left (:func:`settle`).
"""

import json
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from emfassess.publish.data.writing import write_text

NEXT = ".next"
MANIFEST = "manifest.json"
SCHEMA = "emfassess-run-manifest/1"

PATIENCE = 20.0
"""So long the moving of a generation may take. [s]"""

_NEW, _OLD, _PARTS, _RECORDS, _NETWORK, _DECIDED = "new", "old", "parts", "records", "network", "decided"


@dataclass(frozen=True)
class FinishedStation:
    """A station of a run whose files are written: what they follow from, their digest, and its line of the run's table.

    `row` is that of ``summary.csv``.
    """

    inputs: str
    files: str
    row: dict[str, Any]


class Generation:
    """The next generation of a run's folder `out`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out / NEXT
        self.new = self.folder / _NEW
        self.network = self.folder / _NETWORK

    def begin(self) -> None:
        """Make its folders; unfinished files of a run that was broken off are removed."""
        for name in (_PARTS, _NETWORK):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for name in (_NEW, _PARTS, _RECORDS):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def drop_if_empty(self) -> None:
        """Leave nothing behind where no station was finished."""
        if self.folder.is_dir() and not self.names():
            shutil.rmtree(self.folder)

    def keep_only(self, station_ids: Collection[str]) -> None:
        """Remove what a run of other stations left."""
        for path in self.new.iterdir():
            if path.name not in station_ids:
                _remove(path)
        for path in (self.folder / _RECORDS).iterdir():
            if path.stem not in station_ids:
                path.unlink()

    def finished(self, station_id: str, inputs: str) -> FinishedStation | None:
        """The station as it was finished from the same inputs; None where it was not, or its files were changed."""
        try:
            found = self.record(station_id)
        except (OSError, ValueError, TypeError):
            return None
        return found if found.inputs == inputs and found.files == _digest(self.new / station_id) else None

    def taken_over(self, station_id: str, current: FinishedStation) -> FinishedStation | None:
        """The station of the current run, linked into this generation; None where its files were changed."""
        folder, part = self.out / station_id, self.part(station_id)
        part.mkdir()
        for path in _files(folder) if folder.is_dir() else ():
            target = part / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(path, target)
        if _digest(part) != current.files:
            shutil.rmtree(part)
            return None
        self._place(station_id, current)
        return current

    def part(self, station_id: str) -> Path:
        """Folder that does not exist yet, to write a station's files to."""
        folder = self.folder / _PARTS / station_id
        shutil.rmtree(folder, ignore_errors=True)
        return folder

    def keep(self, station_id: str, inputs: str, row: dict[str, Any]) -> None:
        """Keep the files in :meth:`part` as those of a finished station."""
        files = _digest(self.folder / _PARTS / station_id)
        self._place(station_id, FinishedStation(inputs, files, row))

    def _place(self, station_id: str, found: FinishedStation) -> None:
        self._record(station_id).unlink(missing_ok=True)  # of the files that are replaced
        target = self.new / station_id
        if target.exists():
            shutil.rmtree(target)
        (self.folder / _PARTS / station_id).rename(target)
        write_text(self._record(station_id), _line(found) + "\n")

    def _record(self, station_id: str) -> Path:
        return self.folder / _RECORDS / f"{station_id}.json"

    def names(self) -> set[str]:
        """Ids of the stations that were kept so far, by processes of any machine."""
        records = self.folder / _RECORDS
        entries = list(os.scandir(records)) if records.is_dir() else []
        return {entry.name.removesuffix(".json") for entry in entries if entry.name[0] != "."}

    def record(self, station_id: str) -> FinishedStation:
        """Record of a finished station."""
        return FinishedStation(**json.loads(self._record(station_id).read_text(encoding="utf-8")))

    def become_current(self, stations: dict[str, FinishedStation], gone: Collection[str]) -> None:
        """Close the generation and put it in the place of the current run.

        Parameters
        ----------
        stations : dict
            All finished stations by id, for the manifest.
        gone : collection of str
            Folders of the current run that have no successor.
        """
        lines = ",\n".join(f" {json.dumps(name)}: {_line(stations[name])}" for name in sorted(stations))
        write_text(self.new / MANIFEST, f'{{"schema": "{SCHEMA}", "stations": {{\n{lines}\n}}}}\n')
        write_text(self.folder / _DECIDED, json.dumps(sorted(gone)))
        _move_in(self.out)


def current_stations(out: Path) -> dict[str, FinishedStation]:
    """Stations of the current run by id, with the digests of their inputs; none without a manifest of this version."""
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return {name: FinishedStation(**entry) for name, entry in found["stations"].items()} if _known(found) else {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _known(manifest: Any) -> bool:
    return isinstance(manifest, dict) and manifest.get("schema") == SCHEMA


def settle(out: Path) -> None:
    """Finish what a killed process left of a generation that is decided; else nothing is done."""
    if (out / NEXT / _DECIDED).is_file():
        with alone(out, PATIENCE):
            _move_in(out)


def _move_in(out: Path) -> None:
    """Move the entries of a decided generation into the run's folder; files and folders of others in it stay."""
    folder = out / NEXT
    new, old, decided = folder / _NEW, folder / _OLD, folder / _DECIDED
    if not decided.is_file():  # another process moved them meanwhile
        return
    old.mkdir(exist_ok=True)
    for name in json.loads(decided.read_text(encoding="utf-8")):
        if (out / name).exists():
            _set_aside(out / name, old)
    # the index is the last: it names no station whose folder is not there
    for path in sorted(new.iterdir(), key=lambda path: (path.name == "index.json", path.name)):
        if (out / path.name).exists():
            _set_aside(out / path.name, old)
        path.rename(out / path.name)
    shutil.rmtree(folder)


def _set_aside(path: Path, old: Path) -> None:
    _remove(old / path.name)
    path.rename(old / path.name)


@contextmanager
def alone(out: Path, patience: float = 0.0) -> Iterator[None]:
    """Keep other processes from writing the same run.

    Raises
    ------
    ValueError
        If one is still writing it after so many seconds.
    """
    from filelock import FileLock, Timeout

    (out / NEXT).mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / NEXT / "lock", timeout=patience):
            yield
    except Timeout:
        raise ValueError(
            f"--out {out}: another run is being written there; wait for it, or take another folder"
        ) from None


def _line(found: FinishedStation) -> str:
    # in the order of the row's columns
    return json.dumps(asdict(found), ensure_ascii=False, allow_nan=False)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(folder: Path) -> str:
    """Digest of the names and contents of a folder's files."""
    digest = sha256()
    for path in _files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(path, target)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
