"""From checked entries to station records: units converted, patterns read, and what is filled in reported."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from emfassess.assumptions import Assumption
from emfassess.patterns import Pattern, panel, vertical_beamwidth_from_gain
from emfassess.readers.adaptive_patterns import Report, adaptive_pattern, array_size, checked_envelope
from emfassess.readers.antenna_findings import antenna_findings
from emfassess.readers.faults import Fault, InputError
from emfassess.readers.national_limits import can_lie_in
from emfassess.readers.pattern_files import PatternFile, read_pattern
from emfassess.readers.pattern_request import PLAIN, PatternRequest
from emfassess.readers.station_schema import AntennaEntry, CarrierEntry, PanelEntry, StationEntry, StationFile
from emfassess.screening.swiss_correction import swiss_correction
from emfassess.stations import Antenna, Carrier, Source, Station
from emfassess.units import dbi_from_dbd, eirp_from_erp, watt_from_dbm

FRONT_TO_BACK_DB = 25.0
"""Of a panel whose file does not say it: 3GPP TR 36.814 takes this much."""

GAIN_AGREES_DB = 0.1
"""A gain beside a file that states one too may differ by rounding only."""

_POWER_KEYS = ("power_w", "eirp_w", "erp_w", "eirp_dbm")


@dataclass
class PatternShelf:
    """Patterns already made in this run, so that antennas of a kind share one."""

    files: dict[tuple[Path, PatternRequest], PatternFile] = field(default_factory=dict)
    panels: dict[tuple[float, float, float, float], Pattern] = field(default_factory=dict)

    def file(self, path: Path, request: PatternRequest = PLAIN) -> PatternFile:
        """Read a pattern file once; again for other frequencies only where the file distinguishes them."""
        common = (path, replace(request, frequencies_mhz=()))
        if common in self.files:
            return self.files[common]
        if (path, request) not in self.files:
            read = read_pattern(path, request=request)
            self.files[(path, request) if read.by_frequency else common] = read
            return read
        return self.files[path, request]

    def panel(self, gain: float, horizontal: float, vertical: float, front_to_back: float) -> Pattern:
        """Compute a panel once."""
        key = (gain, horizontal, vertical, front_to_back)
        if key not in self.panels:
            self.panels[key] = panel(*key)
        return self.panels[key]


def station_of_entry(
    entry: StationFile, file: Path, source: Source, shelf: PatternShelf, place: Callable[[tuple[object, ...]], str]
) -> Station:
    """Record of a station.

    Raises
    ------
    InputError
        With every fault: no power or two, a pattern that cannot be read or lacks a figure, an antenna id twice.
    """
    faults: list[Fault] = []
    notes: list[Assumption] = []
    findings: list[Assumption] = []
    antennas = []
    for index, antenna in enumerate(entry.antenna):
        where = f"{entry.station.id}/{antenna.id}"

        def fault(key: str, value: object, expected: str, index: int = index) -> None:
            faults.append(Fault(str(file), place(("antenna", index, *key.split("/"))), str(value), expected))

        pattern = _pattern(antenna, file, shelf, where, fault, notes, faults)
        carriers = [
            _carrier(c, entry.station.operator, where, fault, number, notes) for number, c in enumerate(antenna.carrier)
        ]
        if antenna.id in {other.id for other in entry.antenna[:index]}:
            fault("id", antenna.id, "the antenna id is duplicated")
        elif pattern is not None and None not in carriers:
            try:
                made = _antenna(antenna, pattern, tuple(c for c in carriers if c is not None))
            except ValueError as error:  # rows or columns that contradict the size
                fault("rows", antenna.rows, str(error))
                continue
            antennas.append(made)
            read = _file_of(antenna, file, shelf)
            findings += antenna_findings(made, read, entry.station.ground_elevation_m, where)
    if faults:
        raise InputError(faults)
    stated = [Assumption(code, where=(entry.station.id,)) for code in entry.station.assumptions or ()]
    stated += [
        Assumption(code, where=(f"{entry.station.id}/{a.id}",)) for a in entry.antenna for code in a.assumptions or ()
    ]
    station = entry.station
    return Station(
        id=station.id,
        name=station.name or station.id,
        operator=station.operator,
        longitude=station.longitude,
        latitude=station.latitude,
        antennas=tuple(antennas),
        ground_elevation_m=station.ground_elevation_m,
        position_uncertainty_m=station.position_uncertainty_m,
        support=station.support,
        address=station.address,
        district=station.district,
        filing_number=station.filing_number,
        country=station.country,
        source=source,
        assumptions=(*stated, *notes, *_outside(entry.station), *findings),
    )


def _outside(station: StationEntry) -> list[Assumption]:
    """Warning where a station cannot lie in the country that it states."""
    if station.country is None or can_lie_in(station.country, station.longitude, station.latitude):
        return []
    values = (
        ("country", station.country),
        ("longitude", f"{station.longitude:g}"),
        ("latitude", f"{station.latitude:g}"),
    )
    return [Assumption("check-outside-country", values, (station.id,))]


def _antenna(entry: AntennaEntry, pattern: Pattern, carriers: tuple[Carrier, ...]) -> Antenna:
    size = array_size(entry, carriers)
    return Antenna(
        id=entry.id,
        pattern=pattern,
        height_m=entry.height_m,
        azimuth_deg=entry.azimuth_deg,
        carriers=carriers,
        mechanical_tilt_deg=entry.mechanical_tilt_deg or 0.0,
        electrical_tilt_deg=entry.electrical_tilt_deg or 0.0,
        east_m=entry.east_m or 0.0,
        north_m=entry.north_m or 0.0,
        radiating_length_m=entry.radiating_length_m,
        radiating_width_m=entry.radiating_width_m,
        rows=size.rows,
        row_pitch_m=size.row_pitch_m,
        columns=size.columns,
        column_pitch_m=size.column_pitch_m,
    )


def _carrier(
    entry: CarrierEntry, operator: str, where: str, fault: Report, number: int, notes: list[Assumption]
) -> Carrier | None:
    given = [key for key in _POWER_KEYS if getattr(entry, key) is not None]
    if len(given) != 1:
        found = " and ".join(given) if given else "none of them"
        fault(f"carrier/{number}/power_w", found, f"exactly one of {', '.join(_POWER_KEYS)}")
        return None
    eirp = _eirp(entry)
    if eirp is not None and entry.feeder_loss_db:
        notes.append(Assumption("eirp-includes-feeder-loss", where=(where,)))
    if eirp is None and entry.feeder_loss_db is None:
        notes.append(Assumption("feeder-loss-zero", where=(where,)))
    if entry.duty_cycle is None and entry.technology.upper() in ("NR", "5G", "TD-LTE", "TDD"):
        notes.append(Assumption("duty-cycle-one", where=(where,)))
    return Carrier(
        technology=entry.technology,
        operator=entry.operator or operator,
        frequency_mhz=entry.frequency_mhz,
        bandwidth_mhz=entry.bandwidth_mhz,
        power_w=entry.power_w,
        eirp_w=eirp,
        feeder_loss_db=entry.feeder_loss_db or 0.0,
        duty_cycle=entry.duty_cycle if entry.duty_cycle is not None else 1.0,
        power_reduction_factor=_reduction(entry, where, fault, number, notes),
    )


def _reduction(entry: CarrierEntry, where: str, fault: Report, number: int, notes: list[Assumption]) -> float:
    """Power reduction factor as stated, or the Swiss one by the number of sub-arrays."""
    if entry.sub_arrays is None:
        return entry.power_reduction_factor if entry.power_reduction_factor is not None else 1.0
    if entry.power_reduction_factor is not None:
        fault(f"carrier/{number}/sub_arrays", entry.sub_arrays, "power_reduction_factor or sub_arrays, not both")
        return 1.0
    swiss = swiss_correction(entry.sub_arrays, automatic_power_limitation=bool(entry.automatic_power_limitation))
    values = (("factor", f"{swiss.factor:g}"), ("sub_arrays", str(entry.sub_arrays)))
    notes.append(Assumption("swiss-factor-unconfirmed", values, (where,)))
    return swiss.factor


def _eirp(entry: CarrierEntry) -> float | None:
    if entry.erp_w is not None:
        return float(eirp_from_erp(entry.erp_w))
    if entry.eirp_dbm is not None:
        return float(watt_from_dbm(entry.eirp_dbm))
    return entry.eirp_w


def _pattern(
    antenna: AntennaEntry,
    file: Path,
    shelf: PatternShelf,
    where: str,
    fault: Report,
    notes: list[Assumption],
    faults: list[Fault],
) -> Pattern | None:
    entry = antenna.pattern if isinstance(antenna.pattern, PanelEntry) else PanelEntry(file=antenna.pattern)
    if entry.gain_dbi is not None and entry.gain_dbd is not None:
        fault("pattern/gain_dbd", entry.gain_dbd, "gain_dbi or gain_dbd, not both")
        return None
    gain = _gain(entry)
    if entry.array is not None:
        return adaptive_pattern(entry, fault)
    if entry.file is None:
        return _panel(entry, gain, shelf, where, fault, notes)
    try:
        read = shelf.file(file.parent / entry.file, _request(antenna, entry, gain))
    except InputError as error:
        faults.extend(error.faults)
        return None
    except OSError as error:
        fault("pattern", entry.file, f"a pattern file beside {file.name}: {error.strerror}")
        return None
    if read.pattern is None:
        fault("pattern", entry.file, "the file states no gain; write pattern = { file = ..., gain_dbi = ... }")
        return None
    if gain is not None and read.gain_dbi is not None and abs(gain - read.gain_dbi) > GAIN_AGREES_DB:
        fault("pattern", gain, f"the gain of {entry.file}, which states {read.gain_dbi:.2f} dBi; leave out one of them")
        return None
    if antenna.electrical_tilt_deg and read.stated_tilt_deg:
        values = (("stated", f"{read.stated_tilt_deg:g}"), ("added", f"{antenna.electrical_tilt_deg:g}"))
        notes.append(Assumption("electrical-tilt-added", values, (where,)))
    if not entry.envelope:
        return read.pattern
    return checked_envelope(read.pattern, entry.broadcast, file, shelf.file, fault)


def _file_of(antenna: AntennaEntry, file: Path, shelf: PatternShelf) -> PatternFile | None:
    """The pattern file of an antenna, as it is on the shelf; None for computed patterns."""
    entry = antenna.pattern if isinstance(antenna.pattern, PanelEntry) else PanelEntry(file=antenna.pattern)
    if entry.file is None:
        return None
    return shelf.file(file.parent / entry.file, _request(antenna, entry, _gain(entry)))


def _gain(entry: PanelEntry) -> float | None:
    return float(dbi_from_dbd(entry.gain_dbd)) if entry.gain_dbd is not None else entry.gain_dbi


def _request(antenna: AntennaEntry, entry: PanelEntry, gain_dbi: float | None) -> PatternRequest:
    return PatternRequest(
        gain_dbi=gain_dbi,
        name=entry.name,
        frequencies_mhz=tuple(sorted({carrier.frequency_mhz for carrier in antenna.carrier})),
        vertical_from=entry.vertical_from,
        turn_deg=entry.turn_deg or 0.0,
    )


def _panel(
    entry: PanelEntry, gain: float | None, shelf: PatternShelf, where: str, fault: Report, notes: list[Assumption]
) -> Pattern | None:
    if gain is None or entry.horizontal_beamwidth_deg is None:
        missing = "gain_dbi" if gain is None else "horizontal_beamwidth_deg"
        fault(f"pattern/{missing}", "", "missing; a pattern is a file, or a gain with its beamwidths")
        return None
    horizontal, vertical = entry.horizontal_beamwidth_deg, entry.vertical_beamwidth_deg
    if vertical is None:
        vertical = round(min(vertical_beamwidth_from_gain(gain, horizontal), 180.0), 2)
        notes.append(Assumption("vertical-beamwidth-from-gain", where=(where,)))
    front_to_back = entry.front_to_back_db
    if front_to_back is None and horizontal < 360:
        notes.append(Assumption("front-to-back-assumed", (("front_to_back", f"{FRONT_TO_BACK_DB:g}"),), (where,)))
    return shelf.panel(gain, horizontal, vertical, FRONT_TO_BACK_DB if front_to_back is None else front_to_back)
