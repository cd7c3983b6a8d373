"""Campaigns in words: what a record lacks, what the rules of quality found, and what an extrapolation consists of."""

from emfassess.language import N_, Language
from emfassess.measurements.extrapolation import Extrapolation
from emfassess.measurements.quality import Finding
from emfassess.measurements.requirements import Completeness, MissingField, RecordRequirements, State
from emfassess.publish.text import numbers
from emfassess.publish.text.quantity import PrintedQuantity

FIELD = {
    "campaign.station_ids": N_("the stations measured"),
    "campaign.operating_state": N_("the operating state of the station"),
    "campaign.method": N_("the method of measurement"),
    "campaign.start": N_("the beginning of the measurement"),
    "campaign.end": N_("the end of the measurement"),
    "campaign.weather": N_("the weather"),
    "campaign.temperature_c": N_("the air temperature"),
    "campaign.humidity_percent": N_("the relative humidity"),
    "campaign.persons": N_("the persons who measured, two or more"),
    "campaign.body": N_("the body that measured"),
    "campaign.report_number": N_("the number of the report"),
    "campaign.client": N_("the client"),
    "station.name": N_("the name of the station"),
    "station.operator": N_("the operator of the station"),
    "station.address": N_("the address of the station"),
    "station.longitude": N_("the longitude of the station"),
    "station.latitude": N_("the latitude of the station"),
    "station.technologies": N_("the network types of the station"),
    "station.frequencies": N_("the transmit frequencies of the station"),
    "station.antenna_heights": N_("the heights of the antennas above ground"),
    "station.support": N_("the kind of support"),
    "station.antennas": N_("the number of antennas"),
    "instrument.model": N_("the model of the meter"),
    "instrument.serial": N_("the number of the meter"),
    "instrument.maker": N_("the maker of the meter"),
    "instrument.probe_model": N_("the model of the probe"),
    "instrument.probe_serial": N_("the number of the probe"),
    "instrument.kind": N_("whether the meter is broadband or selective"),
    "instrument.frequency_low_hz": N_("the lowest frequency of the meter"),
    "instrument.frequency_high_hz": N_("the highest frequency of the meter"),
    "instrument.sensitivity_v_m": N_("the lower end of the meter's range"),
    "instrument.overload_v_m": N_("the upper end of the meter's range"),
    "calibration.date": N_("the date of the calibration"),
    "calibration.valid_until": N_("the end of the calibration's validity"),
    "calibration.certificate": N_("the number of the calibration certificate"),
    "calibration.laboratory": N_("the calibration laboratory"),
    "terminal.model": N_("the model of the 5G terminal"),
    "terminal.scenario": N_("the service scenario that the 5G terminal ran"),
    "terminal.distance_m": N_("the distance from the 5G terminal to the probe"),
    "point.description": N_("the description of the point"),
    "point.height_m": N_("the height of the probe"),
    "point.horizontal_distance_m": N_("the horizontal distance to the antenna"),
    "point.vertical_distance_m": N_("the vertical distance to the antenna"),
    "point.longitude": N_("the longitude of the point"),
    "point.latitude": N_("the latitude of the point"),
    "point.place_kind": N_("the kind of place"),
    "point.floor": N_("the floor"),
    "readings.time": N_("the time of each value"),
    "readings.averaging_s": N_("the averaging time of each value"),
    "readings.statistic": N_("the detector (r.m.s. or other) of each value"),
    "readings.bands": N_("values of each band"),
    "readings.frequency_low_hz": N_("the lower end of each band"),
    "readings.frequency_high_hz": N_("the upper end of each band"),
}

FINDING = {
    "stated-exceedance": N_("The source states that the level does not conform; by the limits used here it complies."),
    "stated-compliance": N_("The source states that the level conforms; by the limits used here it exceeds."),
    "no-reading": N_("The campaign has no reading at all."),
    "day-unknown": N_("Neither the readings nor the campaign state the day of measuring."),
    "calibration-unknown": N_("No calibration of the instrument {instrument} is known."),
    "calibration-end-unknown": N_("It is not known until when the calibration of {instrument} of {date} is valid."),
    "calibration-not-valid": N_(
        "On {day} no calibration of the instrument {instrument} was valid ({days} days of "
        "measuring are concerned; the last one known ended on {end})."
    ),
    "range-unknown": N_("The frequency range of the instrument is not known."),
    "range-too-narrow": N_(
        "The instrument covers {low} to {high} MHz, but {needed_low} to {needed_high} MHz are to be measured."
    ),
    "sensitivity-too-coarse": N_("The instrument shows nothing below {sensitivity} V/m; {most} V/m are asked for."),
    "isotropy-too-wide": N_(
        "The instrument deviates by {isotropy} dB over directions; at most {most} dB are asked for."
    ),
    "overload": N_("Values lie above the {overload} V/m that the instrument can show."),
    "broadband-alone": N_(
        "{method} asks for a frequency-selective meter and values of each band: a broadband "
        "total alone is not a result by this method."
    ),
    "kind-unknown": N_("{method} asks for a frequency-selective meter; it is not known whether this one is."),
    "not-rms": N_("Values are not root mean squares but: {statistic}."),
    "statistic-unknown": N_("It is not known whether values are root mean squares."),
    "averaging-unknown": N_("The averaging time of values is not known."),
    "averaging-too-short": N_(
        "Values are averaged over less than {needed} s, and those of a point do not span that time together."
    ),
    "averaging-too-long": N_("Values are averaged over more than {needed} s: a shorter maximum may lie above them."),
    "height-differs": N_("The probe was not {height} m above the ground."),
    "height-unknown": N_("The height of the probe is not known; {height} m are asked for."),
    "beyond-radius": N_("Points lie more than {radius} m from the station."),
    "distance-unknown": N_("The distance to the station is not known."),
    "terminal-distance": N_("The 5G terminal was {distance} m from the probe instead of {near} to {far} m."),
    "humidity": N_("The relative humidity of {humidity} % is above {most} %."),
    "precipitation": N_("Measured in unfit weather: {weather}."),
    "zero-total": N_("The total is zero although its bands are not."),
    "bands-above-total": N_("The bands together are more than {tolerance} dB above the total that was read with them."),
    "total-above-bands": N_(
        "The total is more than {tolerance} dB above its bands together: something was measured that no band contains."
    ),
    "no-level": N_(
        "These values are codes for a missing value, or an overload, rather than levels: they are not part of the verdict "
        "until someone has looked at them."
    ),
    "shifted-run": N_(
        "These values in a row are all shifted by about the same field, as a fault of the instrument does it: they are not "
        "part of the verdict until someone has looked at them."
    ),
    "jump": N_("Neighbouring values within {seconds} s differ by more than {jump} dB."),
    "time-twice": N_("The same moment occurs more than once in a series."),
    "clock-backwards": N_("The clock goes backwards within a series."),
    "outside-campaign": N_("Values were taken before the beginning or after the end of the campaign."),
    "outside-area": N_("Positions lie outside the area of the campaign."),
    "far-from-stations": N_("Positions are more than {range} m from every station of the campaign."),
    "position-zero": N_("Positions are 0° N, 0° E: the receiver had no fix."),
    "position-unknown": N_("The position is not known."),
    "mostly-censored": N_("{percent} % of the values are below the sensitivity of the instrument."),
    "flagged-by-instrument": N_("The instrument itself flagged values as not valid, out of {total}."),
    "count": N_("{sentence} Concerns {count}: {places}."),
}

COMPLETENESS = {
    "complete": N_("The record holds everything that {method} asks for."),
    "incomplete": N_("Incomplete: the record lacks {count} of the fields that {method} asks for."),
    "no-list": N_("There is no list of what the method “{method}” asks for: the record cannot be called complete."),
    "unconfirmed": N_(
        "The list of fields rests on excerpts and general knowledge of the standard; its text was not read."
    ),
    "no-method": N_("No method of measurement is named: the record cannot be called complete."),
}

MISSING = {
    "mandatory": N_("Missing: {field}"),
    "optional": N_("Not given: {field}"),
    "where": N_("{sentence} ({places})"),
}

FACTOR = {
    "carriers": N_("carriers of the cell"),
    "ports": N_("antenna ports"),
    "pilot-share": N_("share of the pilot in the greatest power"),
    "resource-blocks": N_("resource blocks of the carrier"),
    "boost": N_("boost of the reference signal"),
    "beam-gain-difference": N_("traffic beam over broadcast beam"),
    "downlink": N_("share of the time in downlink"),
    "power-reduction": N_("power reduction of the actual maximum"),
}


MOST_PLACES = 6


def completeness_sentence(completeness: Completeness, text: Language) -> str:
    """Whether a record is complete."""
    count = sum(field.requirement.mandatory for field in completeness.missing)
    values = {"count": count} if completeness.state == State.INCOMPLETE else {}
    if not completeness.method:
        return text("No method of measurement is named: the record cannot be called complete.")
    return text(COMPLETENESS[completeness.state], method=completeness.method, **values)


def unconfirmed_sentence(required: RecordRequirements, text: Language) -> str:
    """That a list of fields was not compared with the standard; empty where it was."""
    return (
        ""
        if required.confirmed
        else text("The list of fields rests on excerpts and general knowledge of the standard; its text was not read.")
    )


def missing_sentence(missing: MissingField, text: Language) -> str:
    """A gap of a record with the places that it concerns; a field without words is shown by its code."""
    kind = "mandatory" if missing.requirement.mandatory else "optional"
    sentence = text(MISSING[kind], field=text(FIELD.get(missing.code, missing.code)))
    if not missing.where:
        return sentence
    return text("{sentence} ({places})", sentence=sentence, places=_places(missing.where, len(missing.where), text))


def finding_sentence(finding: Finding, text: Language) -> str:
    """A finding with how much and what it concerns."""
    sentence = text(FINDING[finding.rule], **dict(finding.values))
    if not finding.where:
        return sentence
    places = _places(finding.where, max(finding.count, len(finding.where)), text)
    return text("{sentence} Concerns {count}: {places}.", sentence=sentence, count=finding.count, places=places)


def extrapolation_lines(made: Extrapolation, text: Language) -> list[tuple[str, str, str]]:
    """Every factor of an extrapolation: what it is, the input, and its decibels with their sign."""
    lines = [(text(FACTOR[f.name]), *_factor(f.stated, f.decibel)) for f in made.factors]
    reduction = made.actual_db - made.theoretical_db
    return [*lines, (text("power reduction of the actual maximum"), *_factor(made.power_reduction, reduction))]


def _factor(stated: float, decibel: float) -> tuple[PrintedQuantity, PrintedQuantity]:
    return numbers.unitless(stated), numbers.decibel(decibel, 2, sign=True)


def _places(where: tuple[str, ...], count: int, text: Language) -> str:
    shown = text.listed(where[:MOST_PLACES])
    more = len(where) > MOST_PLACES
    return f"{shown} {text('and {count} more', count=count - MOST_PLACES)}" if more else shown
