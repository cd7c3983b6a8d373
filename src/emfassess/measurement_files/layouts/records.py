"""Campaign and instrument of a file, from its own statements and those beside it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import pandas as pd

from emfassess.measurement_files.layouts.layout import Opened
from emfassess.measurement_files.layouts.options import ImportOptions
from emfassess.measurements import Calibration, Campaign, Instrument, MeasuredPoint, RawFile, Terminal
from emfassess.measurements.days import named_time_zone
from emfassess.measurements.instruments import Kind
from emfassess.readers.faults import InputError, refuse
from emfassess.stations import STATION_ID

_STATED_COUNTS = frozenset({"sensitivity_v_m", "attribution", "time_zone"})
"""Fields whose stated value has priority over that of the file, as it does when readings are censored."""

_LONGEST_ID = 100

Record = TypeVar("Record")


class InstrumentFields(TypedDict, total=False):
    """Fields of :class:`emfassess.measurements.Instrument` that a log states itself."""

    maker: str
    model: str
    serial: str
    kind: Kind
    probe_model: str
    probe_serial: str
    frequency_low_hz: float
    frequency_high_hz: float
    sensitivity_v_m: float


def campaign_of(
    raw: RawFile,
    path: Path,
    opened: Opened,
    options: ImportOptions,
    points: tuple[MeasuredPoint, ...],
    span: tuple[pd.Timestamp | None, pd.Timestamp | None],
) -> Campaign:
    """Record of the campaign; `span` is that of its readings, for a file without start and end.

    Raises
    ------
    InputError
        If file and options say different things, or a field cannot be.
    """
    stated = dict(options.campaign) | ({"attribution": options.attribution} if options.attribution else {})
    in_file = {key: value for key, value in opened.campaign.items() if value not in ("", None)}
    if options.campaign_id:
        in_file.pop("id", None)
        stated["id"] = options.campaign_id
    campaign = _merged(path, "campaign", in_file, stated)
    campaign.setdefault("id", campaign_id_of(path))
    if not STATION_ID.fullmatch(str(campaign["id"])):
        raise refuse(str(path), "campaign_id", campaign["id"], "letters, digits, '-', '_' and '.'")
    for key, moment in zip(("start", "end"), span, strict=True):
        if key not in campaign and moment is not None:
            zone = campaign.get("time_zone", "")
            try:
                campaign[key] = (moment.tz_convert(named_time_zone(zone)) if zone else moment).to_pydatetime()
            except (ValueError, OverflowError):  # an offset or a year that no calendar has
                raise refuse(str(path), key, f"year {moment.year}", "a date in the years 1 to 9999") from None
    return _made(
        path, lambda: Campaign(**campaign, raw_file=raw, instrument=_instrument(path, opened, options), points=points)
    )


def campaign_id_of(path: Path) -> str:
    """Id from the name of a file: other characters than letters, digits, '-', '_' and '.' become '-'."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.")[:_LONGEST_ID].rstrip("-.")
    return plain or "campaign"


def _instrument(path: Path, opened: Opened, options: ImportOptions) -> Instrument:
    in_file = {key: value for key, value in opened.instrument.items() if value not in ("", None)}
    stated = dict(options.instrument)
    if options.sensitivity_v_m is not None:
        stated["sensitivity_v_m"] = options.sensitivity_v_m
    return _made(
        path, lambda: Instrument(**({"model": "", "serial": ""} | _merged(path, "instrument", in_file, stated)))
    )


def _merged(path: Path, record: str, in_file: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """Statements of file and options together, lists and tables as the records hold them."""
    offered = {entry.name for entry in fields(Campaign if record == "campaign" else Instrument)}
    unknown = (set(in_file) | set(stated)) - offered
    if unknown:
        raise refuse(str(path), record, sorted(unknown)[0], f"a field of it: {', '.join(sorted(offered))}")
    for key in set(in_file) & set(stated):
        if in_file[key] != stated[key] and key not in _STATED_COUNTS:
            raise refuse(str(path), f"{record}.{key}", stated[key], f"{in_file[key]}, as the file says, or nothing")
    return {key: _held(key, value) for key, value in {**in_file, **stated}.items()}


def _held(key: str, value: Any) -> Any:
    if key == "calibrations":
        return tuple(Calibration(**one) if isinstance(one, Mapping) else one for one in value)
    if key == "terminal" and isinstance(value, Mapping):
        return Terminal(**value)
    return tuple(value) if isinstance(value, list) else value


def _made(path: Path, made: Callable[[], Record]) -> Record:
    """A record, its objections reported with the file."""
    try:
        return made()
    except InputError:
        raise
    except (ValueError, TypeError) as error:
        raise refuse(str(path), "", None, str(error)) from None
