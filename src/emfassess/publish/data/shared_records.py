"""Records that several files share: provenance, assumptions, station, limits."""

from typing import TYPE_CHECKING

from emfassess.assumptions import Assumption
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.data.provenance import Provenance
from emfassess.stations import Station

if TYPE_CHECKING:
    from emfassess.publish.data.records import AssumptionRecord, LimitRecord, ProvenanceRecord, StationRecord


def provenance_record(provenance: Provenance) -> "ProvenanceRecord":
    """Inputs that a result was computed from."""
    return {
        "inputs": [{"kind": i.kind, "name": i.name, "sha256": i.sha256} for i in provenance.inputs],
        "package_version": provenance.package_version,
        "date": provenance.date.isoformat() if provenance.date else None,
        "command": provenance.command,
    }


def assumption_record(assumption: Assumption) -> "AssumptionRecord":
    """An assumption or warning as plain values."""
    return {"code": assumption.code, "values": dict(assumption.values), "where": list(assumption.where)}


def station_record(station: Station) -> "StationRecord":
    """Details of a station."""
    return {
        "id": station.id,
        "name": station.name,
        "operator": station.operator,
        "longitude": station.longitude,
        "latitude": station.latitude,
        "support": station.support,
        "address": station.address,
        "district": station.district,
        "filing_number": station.filing_number,
        "country": station.country,
        "antennas": len(station.antennas),
        "carriers": sum(len(a.carriers) for a in station.antennas),
        "highest_antenna_m": max(a.height_m for a in station.antennas),
        "position_uncertainty_m": station.position_uncertainty_m,
    }


def limit_record(limits: LimitSet) -> "LimitRecord":
    """Which limits, in which edition."""
    return {
        "id": limits.id,
        "standard": limits.standard,
        "edition": limits.edition,
        "clause": limits.clause,
        "population": limits.population,
        "summation": limits.summation,
        "valid_from": limits.valid_from.isoformat() if limits.valid_from else None,
        "countries": list(limits.countries),
    }
