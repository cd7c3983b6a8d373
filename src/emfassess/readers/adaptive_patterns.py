"""Adaptive antennas of station files: from the array's size and scan range to the envelope over its beams."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

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


def array_size(entry: AntennaEntry, carriers: Sequence[Carrier]) -> dict[str, Any]:
    """Rows, columns and their pitches at the lowest frequency of an antenna that is given as an array. [m]"""
    if not isinstance(entry.pattern, PanelEntry) or entry.pattern.array is None:
        return {}
    array = entry.pattern.array
    lam = float(wavelength(min(carrier.frequency_hz for carrier in carriers)))
    return {
        "rows": array.rows,
        "row_pitch_m": array.row_pitch_wavelengths * lam,
        "columns": array.columns,
        "column_pitch_m": array.column_pitch_wavelengths * lam,
    }


def stated_size(entry: AntennaEntry) -> dict[str, Any]:
    """Rows, columns and pitches as far as the file states them."""
    keys = ("rows", "row_pitch_m", "columns", "column_pitch_m")
    return {key: getattr(entry, key) for key in keys if getattr(entry, key) is not None}


def checked_envelope(
    pattern: Pattern,
    broadcast: str | None,
    station_file: Path,
    read: Callable[[Path, float | None], PatternFile],
    fault: Report,
) -> Pattern | None:
    """Pattern of a file as an envelope over beams; None after a fault was reported."""
    envelope = replace(pattern, kind="envelope")
    if broadcast is None:
        return envelope
    try:
        beams = read(station_file.parent / broadcast, None).pattern
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
