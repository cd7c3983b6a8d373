"""Small files with the layouts and quirks of real instruments, for the tests of their readers."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from emfassess.measurement_files.read import ImportedFile, ImportOptions, read_measurements
from emfassess.readers.faults import InputError

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data is not here")

MONITEM_HEAD = (
    "Wavecontrol MonitEM data",
    "Date: 03/07/2024 13:47:25",
    "MonitEM Serial: 13MT0001",
    "Probe serial: 13WP0002",
    "Frecuencies: 100kHz-8GHz",
    "Units: V/m",
    "Date:,Time,Value,GPGGA,gps_time,lat,N/S,lon,E/O,fix,number_satellites,diution,height,M,geoid_height,M,,*CRC,GPGSA,A",
)
NO_FIX = "$GPGGA,,,,,,0,,,,,,,,*66,$GPGSA,A"


def fix(latitude: str = "1352.379160,S", longitude: str = "04004.614549,W") -> str:
    """The sentence of a receiver that knows where it is."""
    return f"$GPGGA,115156.3,{latitude},{longitude},1,09,1.0,204.8,M,-10.0,M,,*79,$GPGSA,A"


def monitem(*rows: str, head: Sequence[str] = MONITEM_HEAD) -> str:
    return "\r\n".join((*head, *rows)) + "\r\n"


def written(folder: Path, text: str, name: str = "log.txt", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def imported(file: Path, profile: str | Path | None = None, **options: object) -> tuple[ImportedFile, pd.DataFrame]:
    """A good file and all its readings."""
    found = read_measurements(file, profile, options=ImportOptions(**options))  # type: ignore[arg-type]
    readings = pd.concat([chunk for _, chunk in found.chunks()], ignore_index=True)
    assert len(readings) == found.rows
    return found, readings


def faults(file: Path, profile: str | Path | None = None, **options: object) -> list[str]:
    """Faults of a bad file, without its name."""
    with pytest.raises(InputError) as refused:
        read_measurements(file, profile, options=ImportOptions(**options))  # type: ignore[arg-type]
    assert all(fault.file == str(file) for fault in refused.value.faults)
    return [str(fault).removeprefix(f"{file}: ") for fault in refused.value.faults]


def notes(found: ImportedFile) -> dict[str, dict[str, str]]:
    return {note.code: dict(note.values) for note in found.assumptions}
