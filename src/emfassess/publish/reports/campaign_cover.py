"""Cover, stations, antennas and session of a monitoring report, in the order of the Chinese forms."""

import datetime

from emfassess.language import N_, Language
from emfassess.measured_levels.campaign_stations import CampaignStation
from emfassess.measurements import Calibration
from emfassess.measurements.days import campaign_time_zone
from emfassess.patterns import Pattern, describe
from emfassess.publish.reports.antennas import tilts
from emfassess.publish.reports.campaign import Monitoring
from emfassess.publish.reports.campaign_conclusion import basis
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.text import numbers
from emfassess.publish.text.quantity import PrintedQuantity
from emfassess.units import power_density_from_field_strength

SITE_LABEL = {
    "id": N_("Station id"),
    "name": N_("Name"),
    "site_code": N_("Site code"),
    "filing_number": N_("Filing number"),
    "operator": N_("Operator"),
    "address": N_("Address"),
    "longitude": N_("Longitude (WGS 84)"),
    "latitude": N_("Latitude (WGS 84)"),
    "support": N_("Support"),
    "shared_with": N_("Shared with"),
    "technologies": N_("Network types"),
    "frequencies": N_("Frequencies, MHz"),
    "antenna_heights": N_("Antenna heights, m"),
    "antennas": N_("Number of antennas"),
}

MONITORING_LABEL = {
    "conclusion": N_("Conclusion"),
    "report-number": N_("Report number"),
    "item": N_("Project name"),
    "client": N_("Client"),
    "kind": N_("Kind of monitoring"),
    "manner": N_("Manner of monitoring"),
    "commissioned": N_("Date commissioned"),
    "date": N_("Date measured"),
    "time": N_("Time span"),
    "weather": N_("Weather"),
    "temperature": N_("Temperature"),
    "humidity": N_("Relative humidity"),
    "method": N_("Method"),
    "basis": N_("Basis of the verdict"),
    "meter": N_("Meter"),
    "meter-number": N_("Meter number"),
    "probe": N_("Probe"),
    "probe-number": N_("Probe number"),
    "frequency-range": N_("Frequency range"),
    "range": N_("Measuring range"),
    "certificate": N_("Calibration certificate"),
    "laboratory": N_("Calibration laboratory"),
    "validity": N_("Calibration valid"),
    "body": N_("Monitoring body"),
    "persons": N_("Measuring staff"),
    "signed": N_("Date signed"),
    "remarks": N_("Remarks"),
    "operating-state": N_("Operating state"),
    "terminal": N_("5G terminal"),
    "terminal-scenario": N_("Scenario run by it"),
    "terminal-distance": N_("Distance to the probe"),
    "raw-file": N_("Raw file"),
    "checksum": N_("SHA-256 of it"),
    "profile": N_("Read as"),
    "attribution": N_("Source of the data"),
}


Pairs = list[list[str]]

SITE_FACTS = (
    "name", "site_code", "filing_number", "operator", "address", "longitude", "latitude", "support", "shared_with",
    "technologies", "frequencies", "antenna_heights", "antennas",
)  # fmt: skip
"""Lines on a station, in the order of the forms."""


def cover(given: Monitoring, lines: list[str], text: Language) -> Pairs:
    """Fields of the cover in the order of a published report of 2024; what is not stated says so."""
    campaign, meter = given.judged.campaign, given.judged.campaign.instrument
    begun = campaign.start.date() if campaign.start else None
    calibration = calibration_of(given)
    names = [str(station.facts.get("name") or station.id) for station in given.judged.stations]
    fields: list[tuple[str, object]] = [
        ("report-number", campaign.report_number),
        ("item", campaign.name or text.joined(names)),
        ("client", campaign.client),
        ("kind", given.commission.kind),
        ("manner", given.commission.manner),
        ("commissioned", given.commission.day),
        ("date", begun),
        ("time", time_span(given)),
        ("weather", campaign.weather),
        ("temperature", _unit(campaign.temperature_c, "°C")),
        ("humidity", _unit(campaign.humidity_percent, "%")),
        ("method", campaign.method),
        ("basis", basis(given)),
        ("meter", " ".join(part for part in (meter.maker, meter.model) if part)),
        ("meter-number", meter.serial),
        ("probe", meter.probe_model),
        ("probe-number", meter.probe_serial),
        ("frequency-range", _frequency_range(given)),
        ("range", _range(given)),
        ("certificate", calibration.certificate if calibration else ""),
        ("laboratory", calibration.laboratory if calibration else ""),
        ("validity", _validity(calibration)),
        ("conclusion", " ".join(lines)),
        ("body", campaign.body),
        ("persons", text.listed(campaign.persons)),
        ("signed", given.commission.signed),
        ("remarks", campaign.remarks or "–"),
    ]
    return [[text(MONITORING_LABEL[key]), stated(value, text)] for key, value in fields]


def stated(value: object, text: Language) -> str:
    """A value as text; what is not known says so, and is never blank."""
    if value is None or value in ("", (), []):
        return text("not stated")
    if isinstance(value, PrintedQuantity):
        return value
    if isinstance(value, tuple | list):
        return text.listed(f"{entry:g}" if isinstance(entry, float) else entry for entry in value)
    if isinstance(value, float):
        return f"{value:.10g}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _unit(value: float | None, unit: str) -> PrintedQuantity | None:
    return None if value is None else numbers.single(f"{value:g}", unit)


def time_span(given: Monitoring) -> str:
    """Begin and end by the clock of the place."""
    campaign = given.judged.campaign
    if campaign.start is None or campaign.end is None:
        return ""
    zone = campaign_time_zone(campaign)
    start, end = campaign.start.astimezone(zone), campaign.end.astimezone(zone)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%H:%M}–{last} ({campaign.time_zone or start.tzname()})"


def calibration_of(given: Monitoring) -> Calibration | None:
    """The calibration valid on the day; the newest where none is, which the findings report."""
    campaign = given.judged.campaign
    valid = campaign.instrument.calibration_on(campaign.start.date()) if campaign.start else None
    return valid or max(campaign.instrument.calibrations, key=lambda c: c.date, default=None)


def _validity(calibration: Calibration | None) -> str:
    if calibration is None or calibration.valid_until is None:
        return ""
    return f"{calibration.date} – {calibration.valid_until}"


def _frequency_range(given: Monitoring) -> str:
    meter = given.judged.campaign.instrument
    if meter.frequency_low_hz is None or meter.frequency_high_hz is None:
        return ""
    return f"{meter.frequency_low_hz / 1e6:g} MHz – {meter.frequency_high_hz / 1e6:g} MHz"


def _range(given: Monitoring) -> str:
    """Range of the meter in both units, as Chinese covers print it."""
    meter = given.judged.campaign.instrument
    if meter.sensitivity_v_m is None or meter.overload_v_m is None:
        return ""
    ends = (meter.sensitivity_v_m, meter.overload_v_m)
    low, high = (numbers.significant(100 * float(power_density_from_field_strength(end))) for end in ends)
    return f"{ends[0]:g} – {ends[1]:g} V/m ({low} – {high} µW/cm²)"


def site_pairs(station: CampaignStation, text: Language) -> Pairs:
    """Details of one station; an empty filing number has its reason."""
    facts = station.facts
    return [[text("Station id"), station.id], *([text(SITE_LABEL[key]), _fact(facts, key, text)] for key in SITE_FACTS)]


def site_table(given: Monitoring, text: Language) -> Table:
    """One row a station."""
    header = [text(SITE_LABEL[key]) for key in ("id", *SITE_FACTS)]
    rows = [[s.id, *(_fact(s.facts, key, text) for key in SITE_FACTS)] for s in given.judged.stations]
    return table_of(header, [1] * len(header), rows)


def _fact(facts: dict[str, object], key: str, text: Language) -> str:
    value = facts.get(key)
    if key == "filing_number" and not value:
        return filing(None, str(facts.get("filing_reason") or ""), text)
    return stated(value, text)


def filing(number: str | None, reason: str, text: Language) -> str:
    """The filing number, or why none is given: never blank."""
    return number or text("no number given: {reason}", reason=reason or text("no reason stated"))


def antenna_rows(given: Monitoring, text: Language) -> Table:
    """One row a carrier of the stations whose antennas are known."""
    rows = [
        [
            station.id,
            antenna.id,
            carrier.technology,
            numbers.single(f"{carrier.frequency_mhz:g}", "MHz"),
            "–" if carrier.power_w is None else numbers.single(f"{carrier.power_w:g}", "W"),
            numbers.gain(antenna.pattern.gain_dbi),
            _widths(antenna.pattern),
            numbers.degrees(antenna.azimuth_deg),
            numbers.together(*map(numbers.degrees, tilts(antenna)), between="/"),
            numbers.metres(antenna.height_m),
        ]
        for station in given.judged.stations
        if station.record is not None
        for antenna in station.record.antennas
        for carrier in antenna.carriers
    ]
    keys = (
        N_("Station id"), N_("Antenna"), N_("Technology"), N_("Frequency"), N_("Power"), N_("Gain"),
        N_("Beamwidth H / V"), N_("Azimuth"), N_("Tilt mech./el."), N_("Height"),
    )  # fmt: skip
    return table_of([text(k) for k in keys], [1.2, 0.8, 0.8, 1.1, 0.8, 1, 1, 0.8, 0.9, 0.8], rows)


def _widths(pattern: Pattern) -> str:
    found = describe(pattern)
    widths = (found.horizontal_beamwidth_deg, found.vertical_beamwidth_deg)
    return " / ".join("–" if width is None else f"{width:.1f}°" for width in widths)


def session_pairs(given: Monitoring, text: Language) -> Pairs:
    """State of the station, the terminal that drew traffic, and the raw file."""
    campaign = given.judged.campaign
    terminal = campaign.terminal
    pairs: list[tuple[str, object]] = [("operating-state", campaign.operating_state)]
    if terminal is not None:
        pairs += [
            ("terminal", terminal.model),
            ("terminal-scenario", terminal.scenario),
            ("terminal-distance", None if terminal.distance_m is None else numbers.metres(terminal.distance_m)),
        ]
    pairs += [
        ("raw-file", campaign.raw_file.name),
        ("checksum", campaign.raw_file.sha256),
        ("profile", campaign.raw_file.profile),
    ]
    if campaign.attribution:
        pairs.append(("attribution", campaign.attribution))
    return [[text(MONITORING_LABEL[key]), stated(value, text)] for key, value in pairs]
