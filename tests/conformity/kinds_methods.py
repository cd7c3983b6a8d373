"""Methods of administrations: averaging over time, exemptions, clearances, perimeters, extrapolation."""

from collections.abc import Sequence
from typing import Any

from conformity.one_antenna import Results, limits
from emfassess.measurements.extrapolation import downlink_share, full_load_factor_db
from emfassess.screening import clearances as screening
from emfassess.screening import fcc_exemption
from emfassess.screening.time_averaging import averaged_power, worst_window_share


def mean_power(peak_w: float, mode_duty: float, transmit_min: float, pause_min: float, window_min: float) -> Results:
    """Power averaged over the worst window of a periodic transmission."""
    share = worst_window_share(transmit_time=transmit_min, pause_time=pause_min, window=window_min)
    return {"window share": share, "mean power": averaged_power(peak_w, mode_duty=mode_duty, window_share=share)}


def mean_power_of_share(peak_w: float, mode_duty: float, on_fraction: float) -> Results:
    """Power averaged by stated shares."""
    return {"mean power": averaged_power(peak_w, mode_duty=mode_duty, window_share=on_fraction)}


def exempt_erp(frequency_mhz: float, distance_m: float) -> Results:
    """Exempt ERP by the table of distances."""
    return {"ERP": fcc_exemption.exempt_erp(frequency_mhz * 1e6, distance_m)}


def exempt_power_by_sar(frequency_mhz: float, distance_m: float) -> Results:
    """Exempt power by the rule for sources close to people."""
    return {"power": fcc_exemption.exempt_power_by_sar(frequency_mhz * 1e6, distance_m)}


def perimeter(erp_w: Sequence[float], azimuths_deg: Sequence[float], factor: float, sector_width_deg: float) -> Results:
    """Swiss perimeter of an installation."""
    given: dict[str, Any] = {"sector_width_deg": sector_width_deg}
    return {
        "loaded sector": screening.loaded_sector_erp(erp_w, azimuths_deg, **given),
        "radius": screening.installation_perimeter(erp_w, azimuths_deg, factor=factor, **given),
    }


def eirp_below(limit: str, frequency_mhz: float, height_m: float, side_lobe_db: float) -> Results:
    """Indian threshold, first condition."""
    level = float(limits(limit).power_density(frequency_mhz * 1e6))
    return {"limit": level, "EIRP": screening.permitted_eirp_below(level, height_m, side_lobe_db=side_lobe_db)}


def eirp_at_roof(
    limit: str, frequency_mhz: float, height_m: float, side_lobe_db: float, roof_height_m: float, distance_m: float
) -> Results:
    """Indian threshold, second condition."""
    level = float(limits(limit).power_density(frequency_mhz * 1e6))
    above = height_m - roof_height_m
    return {"EIRP": screening.permitted_eirp_at_roof(level, above, distance_m, side_lobe_db=side_lobe_db)}


def clearance(
    limit: str,
    frequency_mhz: float,
    eirp_w: float,
    side_lobe_db: float,
    downtilt_deg: float,
    vertical_beamwidth_deg: float,
) -> Results:
    """Distance and height of the simplified installation classes."""
    level = float(limits(limit).power_density(frequency_mhz * 1e6))
    height = screening.clearance_height(
        eirp_w,
        level,
        side_lobe_db=side_lobe_db,
        downtilt_deg=downtilt_deg,
        vertical_beamwidth_deg=vertical_beamwidth_deg,
    )
    return {"distance": screening.clearance_distance(eirp_w, level), "height": height}


def full_load(resource_blocks: int) -> Results:
    """Extrapolation from one resource element to full load."""
    return {"factor": full_load_factor_db(resource_blocks)}


def downlink(slots: str, special_slot: Sequence[int]) -> Results:
    """Downlink share of a TDD pattern."""
    return {"share": downlink_share(slots, special_slot)}
