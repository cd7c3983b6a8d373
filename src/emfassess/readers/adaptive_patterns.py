"""Adaptive antennas of station files: from the array's size and scan range to the envelope over its beams."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from emfassess.patterns import Pattern, beam_envelope, broadcast_envelope, check_envelopes, element_38901
from emfassess.readers.pattern_files import PatternFile
from emfassess.readers.station_schema import AntennaEntry, ArrayEntry, PanelEntry
from emfassess.stations import Carrier
from emfassess.units import wavelength

Report = Callable[[str, object, str], None]


def adaptive_pattern(entry: PanelEntry, fault: Report) -> Pattern | None:
    """Upper envelope over the traffic beams of an array; None after a fault was reported.

    The broadcast beams, where they are stated, must lie within it: an envelope that is weaker than what is sent all the
    time would make levels look lower.
    """
    given = entry.model_dump(exclude_none=True).keys() - {"array"}
    if given:
        fault(f"pattern/{sorted(given)[0]}", "", "not beside an array; its gain and cuts follow from rows and columns")
        return None
    assert entry.array is not None
    try:
        return _envelope(entry.array.model_dump_json())
    except ValueError as error:
        fault("pattern/array", "", str(error))
        return None


@dataclass(frozen=True)
class ArraySize:
    """Rows, columns and their pitches, as far as they are known. [m]"""

    rows: int | None
    row_pitch_m: float | None
    columns: int | None
    column_pitch_m: float | None


def array_size(entry: AntennaEntry, carriers: Sequence[Carrier]) -> ArraySize:
    """Size of an antenna: as the file states it, else that of its array at the lowest frequency."""
    stated = ArraySize(entry.rows, entry.row_pitch_m, entry.columns, entry.column_pitch_m)
    if not isinstance(entry.pattern, PanelEntry) or entry.pattern.array is None:
        return stated
    array = entry.pattern.array
    lam = float(wavelength(min(carrier.frequency_hz for carrier in carriers)))
    return ArraySize(
        array.rows if stated.rows is None else stated.rows,
        array.row_pitch_wavelengths * lam if stated.row_pitch_m is None else stated.row_pitch_m,
        array.columns if stated.columns is None else stated.columns,
        array.column_pitch_wavelengths * lam if stated.column_pitch_m is None else stated.column_pitch_m,
    )


def checked_envelope(
    pattern: Pattern,
    broadcast: str | None,
    station_file: Path,
    read: Callable[[Path], PatternFile],
    fault: Report,
) -> Pattern | None:
    """Pattern of a file as an envelope over beams; None after a fault was reported."""
    envelope = replace(pattern, kind="envelope")
    if broadcast is None:
        return envelope
    try:
        beams = read(station_file.parent / broadcast).pattern
        if beams is None:
            raise ValueError("the file states no gain")
        check_envelopes(envelope, beams)
    except (ValueError, OSError) as error:
        fault("pattern/broadcast", broadcast, str(error))
        return None
    return envelope


@lru_cache(maxsize=256)
def _envelope(array_json: str) -> Pattern:
    array = ArrayEntry.model_validate_json(array_json)
    element = element_38901(gain_dbi=array.element_gain_dbi)
    pitches = {"row_pitch": array.row_pitch_wavelengths, "column_pitch": array.column_pitch_wavelengths}
    low, high = array.downtilt_range_deg
    traffic = beam_envelope(
        element=element,
        rows=array.rows,
        columns=array.columns,
        azimuth_range_deg=array.azimuth_range_deg,
        downtilt_range_deg=(low, high),
        **pitches,
    )
    if array.broadcast:
        broadcast = broadcast_envelope(
            element=element,
            rows=array.broadcast_rows or array.rows,
            columns=array.broadcast_columns or array.columns,
            directions_deg=[(azimuth, downtilt) for azimuth, downtilt in array.broadcast],
            **pitches,
        )
        check_envelopes(traffic, broadcast)
    return traffic
