"""Antenna arrays that steer beams: the gain of one beam, and the envelope over all beams of a scan range.

The model is that of 3GPP TR 37.840 and TR 38.901 (Recommendation ITU-R M.2101): equal elements in rows and columns,
fully correlated. How an envelope is made of beams is described in :mod:`emfassess.patterns.envelopes`.
"""

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from emfassess.patterns.envelopes import Beams, ElementArray, envelope_of_beams
from emfassess.patterns.pattern import Pattern
from emfassess.units import Floats, decibel_from_ratio

_TILT_PART_LOBES = 0.1
"""A part of the tilt range shifts the horizontal phase by at most this share of a lobe."""


def array_gain(
    azimuth_deg: ArrayLike,
    elevation_deg: ArrayLike,
    *,
    element: Pattern,
    rows: int,
    columns: int,
    row_pitch: float,
    column_pitch: float,
    beam_azimuth_deg: float = 0.0,
    beam_downtilt_deg: float = 0.0,
) -> Floats:
    r"""Gain of one beam of an array towards directions of the antenna's frame.

    Parameters
    ----------
    azimuth_deg : array_like, shape (...)
        Off boresight, clockwise seen from above. [deg]
    elevation_deg : array_like, shape (...)
        Above the plane through boresight, -90 to 90. [deg] Broadcasts with `azimuth_deg`.
    element : Pattern
        Pattern of one element, e.g. ``element_38901(gain_dbi=5.0)``.
    rows, columns : int
        Elements above each other and side by side, at least 1.
    row_pitch, column_pitch : float
        Distance of neighbouring rows and columns, above 0. [wavelength]
    beam_azimuth_deg : float
        Where the beam is steered, on the scale of `azimuth_deg`. [deg]
    beam_downtilt_deg : float
        Electrical tilt of the beam, positive **downward**. [deg]

    Returns
    -------
    ndarray, shape (...)
        Gain; minus infinity in an exact null. [dBi]

    Raises
    ------
    ValueError
        If the array or the beam is impossible.

    Notes
    -----
    .. math::

        G = G_E + 10 \log_{10} \frac{1}{NM} \left| \sum_{n,m} e^{2 \pi j \left[
        n d_V (\sin\theta + \sin\theta_t)
        + m d_H (\cos\theta \sin\varphi - \cos\theta_t \sin\varphi_t) \right]} \right|^2

    with the elevation :math:`\theta` and fully correlated elements (:math:`\rho = 1`). The sum is a product of two
    Dirichlet kernels. The model does not normalise the radiated power: steered far, or with wide pitches, the mean
    over the sphere is not exactly one. Behind, the element's front-to-back ratio stays as it is.

    References
    ----------
    .. [1] 3GPP TR 37.840, clause 5.4.4; TR 38.901, clause 7.3; Recommendation ITU-R M.2101, annex 1.

    Examples
    --------
    >>> from emfassess.patterns import element_38901
    >>> gain = array_gain(
    ...     0, 0, element=element_38901(gain_dbi=5.0), rows=8, columns=8, row_pitch=0.5, column_pitch=0.5
    ... )
    >>> round(float(gain), 3)
    23.062
    """
    array = ElementArray(element, rows, columns, row_pitch, column_pitch)
    _check_angle("beam_azimuth_deg", beam_azimuth_deg)
    _check_angle("beam_downtilt_deg", beam_downtilt_deg)
    azimuth, elevation = np.radians(azimuth_deg), np.radians(elevation_deg)
    tilt, turn = math.radians(beam_downtilt_deg), math.radians(beam_azimuth_deg)
    upward = array.row_pitch * (np.sin(elevation) + math.sin(tilt))
    across = array.column_pitch * (np.cos(elevation) * np.sin(azimuth) - math.cos(tilt) * math.sin(turn))
    from scipy.special import diric

    amplitude = diric(2 * np.pi * upward, array.rows) * diric(2 * np.pi * across, array.columns)
    with np.errstate(divide="ignore"):
        factor_db = decibel_from_ratio(array.rows * array.columns * amplitude**2)
    return np.asarray(element.gain_dbi - element.attenuation(azimuth_deg, elevation_deg) + factor_db)


def beam_envelope(
    *,
    element: Pattern,
    rows: int,
    columns: int,
    row_pitch: float,
    column_pitch: float,
    azimuth_range_deg: float,
    downtilt_range_deg: tuple[float, float],
) -> Pattern:
    """Upper envelope over all traffic beams of a scan range.

    Parameters
    ----------
    element, rows, columns, row_pitch, column_pitch
        The array, as in :func:`array_gain`.
    azimuth_range_deg : float
        Beams are steered by up to this to either side, 0 to 90. [deg]
    downtilt_range_deg : tuple of (float, float)
        Least and greatest downtilt of a beam, -90 (up) to 90 (down). [deg]

    Returns
    -------
    Pattern
        Its gain is that of the strongest beam. No beam of the range, steered to whatever direction in it, exceeds it
        anywhere. The assumption ``array-envelope`` states by how much it lies above the beams where two cuts cannot
        follow them: ``excess_db`` in front, within the scanned azimuths, ``excess_anywhere_db`` in all directions.

    Raises
    ------
    ValueError
        If the array or the range is impossible.

    Notes
    -----
    All beams of the range are taken, not a grid of them, so that there is no ripple between neighbours. Nulls between
    the side lobes are filled to the height of the next side lobe outward.
    """
    array = ElementArray(element, rows, columns, row_pitch, column_pitch)
    if not 0 <= azimuth_range_deg <= 90:
        raise ValueError(
            f"azimuth_range_deg must lie in 0..90, not {azimuth_range_deg}: beams go so far to either side of boresight"
        )
    low, high = downtilt_range_deg
    _check_angle("downtilt_range_deg", low)
    _check_angle("downtilt_range_deg", high)
    if low > high:
        raise ValueError(f"downtilt_range_deg must rise, not {low}..{high}: give the least downtilt first")
    beams = list(_scan(array, azimuth_range_deg, low, high))
    name = f"envelope of {rows} x {columns} elements, +-{azimuth_range_deg:g} deg, downtilt {low:g}..{high:g} deg"
    return envelope_of_beams(array, beams, azimuth_range_deg, name, "array-envelope")


def broadcast_envelope(
    *,
    element: Pattern,
    rows: int,
    columns: int,
    row_pitch: float,
    column_pitch: float,
    directions_deg: Sequence[tuple[float, float]],
) -> Pattern:
    """Upper envelope over a few broadcast (SSB) beams.

    Parameters
    ----------
    element, row_pitch, column_pitch
        As in :func:`array_gain`.
    rows, columns : int
        The rows and columns that form a broadcast beam: a part of the array, which makes the beam wide.
    directions_deg : sequence of (float, float)
        Azimuth and downtilt of each beam. [deg]

    Returns
    -------
    Pattern
        As :func:`beam_envelope` gives it, of these beams alone; its assumption is ``array-broadcast-envelope``.

    Raises
    ------
    ValueError
        If the array is impossible or there is no beam.
    """
    array = ElementArray(element, rows, columns, row_pitch, column_pitch)
    if not directions_deg:
        raise ValueError("directions_deg is empty: give azimuth and downtilt of at least one broadcast beam")
    beams = []
    for azimuth, downtilt in directions_deg:
        _check_angle("azimuth of a broadcast beam", azimuth)
        _check_angle("downtilt of a broadcast beam", downtilt)
        tilt = math.radians(downtilt)
        cross = math.cos(tilt) * math.sin(math.radians(azimuth))
        beams.append(Beams((math.sin(tilt), math.sin(tilt)), (cross, cross)))
    widest = max(abs(azimuth) for azimuth, _ in directions_deg)
    name = f"broadcast beams of {rows} x {columns} elements, {len(directions_deg)} beams"
    return envelope_of_beams(array, beams, widest, name, "array-broadcast-envelope")


def check_envelopes(traffic: Pattern, broadcast: Pattern) -> None:
    """Refuse a traffic envelope that is weaker than the broadcast beams.

    Traffic beams are formed by the whole array, broadcast beams by a part of it: an envelope that lies below them,
    anywhere in the broadcast beams' half-power region, was made with the wrong array, element or scan range.

    Raises
    ------
    ValueError
        With the direction and both gains.
    """
    azimuth, elevation = np.meshgrid(np.arange(-180.0, 180.0), np.arange(-90.0, 90.5), indexing="ij")
    weaker = broadcast.attenuation(azimuth, elevation)
    wide = broadcast.gain_dbi - weaker
    narrow = traffic.gain_dbi - traffic.attenuation(azimuth, elevation)
    lack = np.where(weaker <= weaker.min() + 3.0, wide - narrow, -np.inf)
    worst = np.unravel_index(int(np.argmax(lack)), lack.shape)
    if lack[worst] > 0:
        raise ValueError(
            f"the traffic envelope has {narrow[worst]:.1f} dBi and the broadcast beam {wide[worst]:.1f} dBi towards "
            f"azimuth {azimuth[worst]:g}, elevation {elevation[worst]:g} deg; check rows, columns, element gain and "
            "scan range: traffic beams have at least the gain of broadcast beams there"
        )


def _check_angle(key: str, angle_deg: float) -> None:
    if not -90 <= angle_deg <= 90:
        raise ValueError(f"{key} must lie in -90..90, not {angle_deg}: degrees off boresight, downtilt positive")


def _scan(array: ElementArray, azimuth_range_deg: float, low_deg: float, high_deg: float) -> Iterator[Beams]:
    """Parts of the tilt range, small enough that the horizontal phase of a part hardly depends on its tilt."""
    side = math.sin(math.radians(azimuth_range_deg))
    lobes = array.columns * array.column_pitch * side * math.radians(high_deg - low_deg)
    edges = np.radians(np.linspace(low_deg, high_deg, 2 + int(lobes / _TILT_PART_LOBES)))
    for low, high in itertools.pairwise(edges.tolist()):
        nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        cross = math.cos(nearest) * side
        yield Beams((math.sin(low), math.sin(high)), (-cross, cross))
