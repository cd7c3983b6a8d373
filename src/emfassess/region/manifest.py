"""Records of a run beside its store: what it is, what each block came from, and what was finished when it broke off.

``run.json`` says what is computed, before the first block; ``progress.jsonl`` gets a line for each finished block;
``manifest.json`` takes its place when all are there.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from emfassess.region.job import Record
from emfassess.region.store import STORE

RUN, PROGRESS, MANIFEST = "run.json", "progress.jsonl", "manifest.json"
SCHEMA = "emfassess-region/1"


def record_json(value: Any) -> str:
    """JSON with sorted keys: same value, same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def write_beside(path: Path, text: str) -> None:
    """Write a file beside its place and move it there."""
    beside = path.with_name(f".{path.name}")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def read_run_record(folder: Path) -> dict[str, Any] | None:
    """Record of the folder; None where it holds nothing.

    Raises
    ------
    ValueError
        If there is a store that no run of ours describes, or the description is damaged.
    """
    path = folder / RUN
    if not path.exists():
        if (folder / STORE).exists():
            raise ValueError(f"--out {folder}: it has a store of another origin; take an empty folder")
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise ValueError(f"{path}: damaged; take an empty folder, or remove this one") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise ValueError(f"{path}: not a description of a region; expected {SCHEMA}")
    return found


def demand_same(folder: Path, stored: Mapping[str, Any], wanted: Mapping[str, Any], *, update: bool) -> None:
    """Refuse a folder that holds another run, or one over another network that was not to be brought up to date.

    Raises
    ------
    ValueError
        With every difference: what the store has, and what was asked for.
    """
    if stored["code"] != wanted["code"]:
        raise ValueError(
            f"--out {folder}: computed by another code version ({stored['code']}, this is {wanted['code']}); "
            "take an empty folder"
        )
    keys = sorted(set(stored["settings"]) | set(wanted["settings"]))
    differs = [
        f"{key} {stored['settings'].get(key)!r} there, {wanted['settings'].get(key)!r} asked for"
        for key in keys
        if stored["settings"].get(key) != wanted["settings"].get(key)
    ]
    if differs:
        raise ValueError(f"--out {folder}: it holds another run ({'; '.join(differs)}); take an empty folder")
    if stored["network"] != wanted["network"] and not update:
        raise ValueError(
            f"--out {folder}: it holds a run over other stations; --update computes again what they changed, or take an "
            "empty folder"
        )


def read_records(folder: Path) -> dict[str, Record]:
    """Blocks that are finished, as far as the folder says; a line that breaks off was not."""
    found: dict[str, Record] = {}
    manifest, progress = folder / MANIFEST, folder / PROGRESS
    if manifest.exists():
        entries = json.loads(manifest.read_text(encoding="utf-8"))["blocks"]
        found = {name: Record(block=name, **entry) for name, entry in entries.items()}
    if progress.exists():
        for line in progress.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
                found[entry["block"]] = Record(**entry)
            except (json.JSONDecodeError, TypeError, KeyError):
                continue
    return found


def entry_of(record: Record) -> dict[str, Any]:
    """A record as it is in the manifest."""
    return {key: value for key, value in asdict(record).items() if key not in ("omitted", "kept")}


class Progress:
    """The list of finished blocks of a run that goes on."""

    def __init__(self, folder: Path, known: Iterable[Record]) -> None:
        self._path = folder / PROGRESS
        write_beside(self._path, "".join(self._line(record) for record in known))
        (folder / MANIFEST).unlink(missing_ok=True)  # its content is in the list now
        self._stream = self._path.open("a", encoding="utf-8")

    def add(self, record: Record) -> None:
        """Note a finished block."""
        self._stream.write(self._line(record))
        self._stream.flush()

    def close(self) -> None:
        """Close the list; it stays for the next run."""
        self._stream.close()

    @staticmethod
    def _line(record: Record) -> str:
        return json.dumps(entry_of(record), sort_keys=True) + "\n"


def write_manifest(folder: Path, run: Mapping[str, Any], records: Iterable[Record]) -> None:
    """Close a run: the manifest takes the place of the list of finished blocks."""
    blocks = {record.block: {k: v for k, v in entry_of(record).items() if k != "block"} for record in records}
    write_beside(folder / MANIFEST, record_json({**run, "blocks": blocks}))
    (folder / PROGRESS).unlink(missing_ok=True)
