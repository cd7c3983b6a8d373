"""Antennas and carriers of a station as tables of the report and its workbook."""

from emfassess.assessment.result import Assessment
from emfassess.language import N_, Language
from emfassess.publish.reports.sections import Table, table_of
from emfassess.publish.text import numbers
from emfassess.stations import Antenna, Carrier, Station

REPORT_LABEL = {
    "operator": N_("Operator"),
    "antenna": N_("Antenna"),
    "height": N_("Height"),
    "azimuth": N_("Azimuth"),
    "tilt": N_("Tilt mech./el."),
    "gain": N_("Gain"),
    "frequency": N_("Carriers"),
    "eirp": N_("EIRP"),
    "reach": N_("Limit on axis"),
    "technology": N_("Technology"),
    "frequency-of": N_("Frequency"),
    "power": N_("Power"),
    "duty": N_("Duty cycle"),
    "reduction": N_("Power reduction factor"),
}


def antenna_table(assessment: Assessment, station: Station, text: Language) -> Table:
    """One row an antenna of the station."""
    reach = {item.antenna_id: item for item in assessment.reach if item.station_id == station.id}
    rows = [
        [
            antenna.id,
            numbers.metres(antenna.height_m),
            numbers.degrees(antenna.azimuth_deg),
            numbers.together(*map(numbers.degrees, tilts(antenna)), between="/"),
            numbers.gain(antenna.pattern.gain_dbi),
            text.joined(_carrier(c) for c in antenna.carriers),
            numbers.watts(sum(antenna.eirp(c) for c in antenna.carriers)),
            numbers.metres(reach[antenna.id].theoretical),
        ]
        for antenna in station.antennas
    ]
    keys = ("antenna", "height", "azimuth", "tilt", "gain", "frequency", "eirp", "reach")
    widths = [0.7, 0.7, 0.8, 1, 1, 3.2, 0.9, 1]
    return table_of([text(REPORT_LABEL[key]) for key in keys], widths, rows)


def tilts(antenna: Antenna) -> tuple[float, float]:
    """Mechanical and electrical tilt. [deg]"""
    return antenna.mechanical_tilt_deg, antenna.electrical_tilt_deg


def _carrier(carrier: Carrier) -> str:
    power = f" {carrier.power_w:g} W" if carrier.power_w is not None else ""
    return f"{carrier.technology} {carrier.frequency_mhz:g} MHz{power}"


def carrier_table(station: Station, text: Language) -> Table:
    """One row a carrier of the station."""
    rows = [
        [
            antenna.id,
            carrier.technology,
            carrier.operator,
            numbers.single(f"{carrier.frequency_mhz:g}", "MHz"),
            "–" if carrier.power_w is None else numbers.single(f"{carrier.power_w:g}", "W"),
            numbers.watts(antenna.eirp(carrier)),
            numbers.unitless(carrier.duty_cycle),
            numbers.unitless(carrier.power_reduction_factor),
        ]
        for antenna in station.antennas
        for carrier in antenna.carriers
    ]
    keys = ("antenna", "technology", "operator", "frequency-of", "power", "eirp", "duty", "reduction")
    return table_of([text(REPORT_LABEL[key]) for key in keys], [1] * len(keys), rows)
