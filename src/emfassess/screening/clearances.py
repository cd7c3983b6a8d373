"""Rules that decide before any field is computed: clearances, permitted powers, the perimeter of an installation.

Each is a closed formula of a national or international text. A limit is an argument, so that a rule follows the limit
set in force and no table is repeated here.
"""

import math
from collections.abc import Sequence

import numpy as np

from emfassess.field.engineering import distance_to_power_density, permitted_eirp
from emfassess.units import ratio_from_decibel

WORST_REFLECTION = 4.0
"""Power factor of a reflection that doubles the field."""

_MAIN_LOBE_EDGE = 1.129
"""Half-power beamwidths from the axis to where the simplified rules take the side lobes to begin."""


def clearance_distance(eirp: float, power_density_limit: float) -> float:
    """Distance from people in the main lobe that the simplified installation classes ask for.

    Parameters
    ----------
    eirp : float
        Of all carriers of the antenna. [W]
    power_density_limit : float
        For the public. [W/m^2]

    Returns
    -------
    float
        With the worst ground reflection. [m]

    References
    ----------
    .. [1] Recommendation ITU-T K.100 and IEC 62232, simplified assessment; recalled, their tables were not read. With
       the limits of ICNIRP 1998 this is their distance in every band.
    """
    return float(distance_to_power_density(eirp, power_density_limit, reflection_factor=WORST_REFLECTION))


def clearance_height(
    eirp: float,
    power_density_limit: float,
    *,
    side_lobe_db: float,
    downtilt_deg: float,
    vertical_beamwidth_deg: float,
    person_height: float = 2.0,
) -> float:
    """Height of the lowest radiating part from which an antenna needs no further assessment of the ground.

    Parameters
    ----------
    eirp, power_density_limit
        As in :func:`clearance_distance`.
    side_lobe_db : float
        How far the side lobes lie below the main lobe, 0 or more. [dB]
    downtilt_deg, vertical_beamwidth_deg : float
        Total tilt and half-power beamwidth of the main lobe. [deg]
    person_height : float
        Height above the ground that must be kept free. [m]

    Returns
    -------
    float
        The greater of what the side lobes straight down and the main lobe's lower edge ask for. [m]

    References
    ----------
    .. [1] As :func:`clearance_distance`; :func:`permitted_eirp_below` is its first part, solved for the power.
    """
    if side_lobe_db < 0:
        raise ValueError(f"side_lobe_db must be 0 or more, not {side_lobe_db}")
    straight_down = clearance_distance(eirp * float(ratio_from_decibel(-side_lobe_db)), power_density_limit)
    edge = math.radians(min(downtilt_deg + _MAIN_LOBE_EDGE * vertical_beamwidth_deg, 90.0))
    main_lobe = clearance_distance(eirp, power_density_limit) * math.sin(edge)
    return person_height + max(straight_down, main_lobe)


def permitted_eirp_below(
    power_density_limit: float, antenna_height: float, *, side_lobe_db: float, person_height: float = 2.0
) -> float:
    """EIRP up to which the side lobes straight down keep the limit at a person's head.

    Parameters
    ----------
    power_density_limit : float
        For the public. [W/m^2]
    antenna_height : float
        Of the lowest radiating part, above `person_height`. [m]
    side_lobe_db : float
        How far the side lobes lie below the main lobe, 0 or more. [dB]
    person_height : float
        [m]

    Returns
    -------
    float
        [W]

    References
    ----------
    .. [1] Department of Telecommunications (India), simplified assessment of base stations, first condition.
    """
    if not antenna_height > person_height:
        raise ValueError(f"antenna_height must be above the {person_height} m of a person, not {antenna_height}")
    return _permitted_by_side_lobe(power_density_limit, antenna_height - person_height, side_lobe_db)


def permitted_eirp_at_roof(
    power_density_limit: float, height_difference: float, distance: float, *, side_lobe_db: float
) -> float:
    """EIRP up to which a roof below an antenna keeps the limit in the side lobes.

    Parameters
    ----------
    power_density_limit, side_lobe_db
        As in :func:`permitted_eirp_below`.
    height_difference : float
        From the roof up to the antenna. [m]
    distance : float
        Horizontal distance of the building, above 0. [m]

    Returns
    -------
    float
        [W]

    Notes
    -----
    The rule takes the distance along the ray to be lengthened once more by the slope, ``(d**2 + h**2) / d``.

    References
    ----------
    .. [1] As :func:`permitted_eirp_below`, second condition.
    """
    if not distance > 0:
        raise ValueError(f"distance must be above 0, not {distance}")
    length = (distance**2 + height_difference**2) / distance
    return _permitted_by_side_lobe(power_density_limit, length, side_lobe_db)


def _permitted_by_side_lobe(power_density_limit: float, distance: float, side_lobe_db: float) -> float:
    if side_lobe_db < 0:
        raise ValueError(f"side_lobe_db must be 0 or more, not {side_lobe_db}")
    on_axis = permitted_eirp(power_density_limit, distance, reflection_factor=WORST_REFLECTION)
    return float(on_axis * ratio_from_decibel(side_lobe_db))


def loaded_sector_erp(erp: Sequence[float], azimuth_deg: Sequence[float], *, sector_width_deg: float = 90.0) -> float:
    """Greatest sum of ERP in any sector of a width, both edges belonging to it.

    Parameters
    ----------
    erp : sequence of float, length n
        Of each antenna. [W]
    azimuth_deg : sequence of float, length n
        Of each antenna. [deg]
    sector_width_deg : float
        Above 0 up to 360. [deg]

    Returns
    -------
    float
        [W]

    References
    ----------
    .. [1] BUWAL (Swiss environment office), implementation guide to the NISV for mobile telephony, 2002.
    """
    if not 0 < sector_width_deg <= 360:
        raise ValueError(f"sector_width_deg must lie above 0 and at most at 360, not {sector_width_deg}")
    power, azimuth = np.asarray(erp, dtype=float), np.asarray(azimuth_deg, dtype=float)
    if power.ndim != 1 or power.size == 0 or power.shape != azimuth.shape:
        raise ValueError(f"each antenna needs one ERP and one azimuth: {power.size} and {azimuth.size} are given")
    if not (np.all(power >= 0) and np.all(np.isfinite(azimuth))):
        raise ValueError(f"ERP must be 0 or more and azimuths numbers, not {power.tolist()} and {azimuth.tolist()}")
    # the best sector may be turned until its first edge meets an antenna
    onward = np.mod(azimuth[np.newaxis, :] - azimuth[:, np.newaxis], 360.0)
    return float(np.where(onward <= sector_width_deg, power[np.newaxis, :], 0.0).sum(axis=1).max())


def installation_perimeter(
    erp: Sequence[float], azimuth_deg: Sequence[float], *, factor: float, sector_width_deg: float = 90.0
) -> float:
    r"""Radius within which antennas count as one installation under the Swiss ordinance.

    Parameters
    ----------
    erp, azimuth_deg, sector_width_deg
        As in :func:`loaded_sector_erp`.
    factor : float
        Of the edition, above 0: 1.17 in 2002 for an installation limit of 6 V/m, which is ``7 / 6``. [m/sqrt(W)]

    Returns
    -------
    float
        :math:`F \sqrt{\mathrm{ERP}_{90}}`. [m]

    References
    ----------
    .. [1] As :func:`loaded_sector_erp`. Later editions have greater factors.
    """
    if not factor > 0:
        raise ValueError(f"factor must be above 0, not {factor}")
    return factor * math.sqrt(loaded_sector_erp(erp, azimuth_deg, sector_width_deg=sector_width_deg))
