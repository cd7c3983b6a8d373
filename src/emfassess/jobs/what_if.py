"""A station assessed as it is and with changed antennas, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from emfassess.assessment.mitigation import with_change, with_power
from emfassess.jobs.plan import Plan
from emfassess.jobs.run import assess_station
from emfassess.publish.data.assessment_record import assessment_record
from emfassess.publish.data.provenance import provenance_of
from emfassess.publish.data.records import AssessmentRecord
from emfassess.stations import Antenna, Station
from emfassess.units import ratio_from_decibel


@dataclass(frozen=True)
class AntennaChange:
    """Change of one antenna: power of all its carriers [dB], tilt downward, azimuth clockwise [deg], height. [m]"""

    antenna_id: str
    power_db: float = 0.0
    tilt_deg: float = 0.0
    azimuth_deg: float = 0.0
    height_m: float = 0.0


def what_if(plan: Plan, station_id: str, changes: Sequence[AntennaChange]) -> AssessmentRecord:
    """The record of a station's assessment with changed antennas, all other stations as they are.

    Raises
    ------
    ValueError
        If the plan has no such station, the station no such antenna, or a change leads out of what an antenna can be.
    """
    ids = [station.id for station in plan.stations]
    if station_id not in ids:
        raise ValueError(f"no station {station_id!r} in the project; there are: {', '.join(ids[:10])}")
    index = ids.index(station_id)
    station = changed(plan.stations[index], changes)
    stations = (*plan.stations[:index], station, *plan.stations[index + 1 :])
    assessment, _ = assess_station(replace(plan, stations=stations, also=()), index, draws=0)
    return assessment_record(assessment, provenance_of(assessment))


def changed(station: Station, changes: Sequence[AntennaChange]) -> Station:
    """A station with changed antennas."""
    by_id = {change.antenna_id: change for change in changes}
    unknown = by_id.keys() - {antenna.id for antenna in station.antennas}
    if unknown:
        raise ValueError(f"station {station.id} has no antenna {sorted(unknown)[0]!r}")
    antennas = [
        _changed(station, antenna, by_id[antenna.id]) if antenna.id in by_id else antenna
        for antenna in station.antennas
    ]
    return replace(station, antennas=tuple(antennas))


def _changed(station: Station, antenna: Antenna, change: AntennaChange) -> Antenna:
    """One antenna, changed by the same levers that proposals to comply use."""
    tilt = antenna.mechanical_tilt_deg + change.tilt_deg
    if abs(tilt) > 90:
        raise ValueError(f"antenna {antenna.id} cannot be tilted to {tilt:g}°; expected -90 to 90")
    alone = replace(station, antennas=(antenna,))
    for lever, step in (("tilt", change.tilt_deg), ("azimuth", change.azimuth_deg), ("height", change.height_m)):
        if step:
            alone = with_change(alone, lever, step)
    if change.power_db:
        alone = with_power(alone, [float(ratio_from_decibel(change.power_db))] * len(antenna.carriers))
    return alone.antennas[0]
