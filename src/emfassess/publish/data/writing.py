"""Writing so that nothing half-written is ever seen: beside, then rename."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

Record = TypeVar("Record", bound=Mapping[str, Any])


def json_text(value: Any) -> str:
    """JSON with sorted keys, readable characters and a newline at the end: same value, same bytes."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a text file beside its place and move it there."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there."""
    descriptor, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write to; what lies in it moves into `folder` only if nothing failed.

    Entries of the same name are replaced whole, others in `folder` stay as they are. After an error nothing has changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".run-", dir=folder))
    try:
        fresh = stage / "new"
        fresh.mkdir()
        yield fresh
        _move_in(fresh, folder, stage / "old")
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move_in(fresh: Path, folder: Path, old: Path) -> None:
    """Swap entry by entry; if one cannot be moved, put the earlier ones back."""
    old.mkdir()
    done: list[str] = []
    try:
        for entry in sorted(fresh.iterdir()):
            target = folder / entry.name
            if target.exists():
                target.rename(old / entry.name)
            done.append(entry.name)
            entry.rename(target)
    except OSError:
        for name in reversed(done):
            if (folder / name).exists():
                (folder / name).rename(fresh / name)
            if (old / name).exists():
                (old / name).rename(folder / name)
        raise


def rounded(values: Record, digits: int = 9) -> Record:
    """Copy of a record with floats cut to so many significant digits, the same on every machine."""
    short = {k: float(f"{v:.{digits}g}") if isinstance(v, float) else v for k, v in values.items()}
    return cast("Record", short)
