r"""Reflection by the ground: none, a constant factor, or the interference of two rays, and the mean over a body's height.

    S = S_direct \cdot \overline{\left| 1 + \Gamma \frac{f_2 r_1}{f_1 r_2} e^{-jk(r_2 - r_1)} \right|^2}

with the Fresnel coefficient of the chosen ground, the relative fields of the pattern towards the point and towards the
point of reflection, and the lengths of both rays. Panels radiate half their power in each of two polarisations slanted by
45 degrees; both have as much vertical as horizontal field, so the mean of the two is taken.
"""

from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import ArrayLike, NDArray

from emfassess.field.sources import Sources
from emfassess.geometry import antenna_angles
from emfassess.patterns.pattern import sampled
from emfassess.units import SPEED_OF_LIGHT, VACUUM_PERMITTIVITY, Floats, ratio_from_decibel

Complexes = NDArray[np.complex128]

GROUNDS: dict[str, tuple[float, float, float, float]] = {
    "very-dry": (3.0, 0.0, 0.00015, 2.52),
    "medium-dry": (15.0, -0.1, 0.035, 1.63),
    "wet": (30.0, -0.4, 0.15, 1.30),
    "concrete": (5.24, 0.0, 0.0462, 0.7822),
}
"""Coefficients a, b, c, d of Recommendation ITU-R P.2040, table 3: permittivity a f^b, conductivity c f^d, f in GHz."""

BODY_HEIGHTS = (1.1, 1.5, 1.7)
"""Heights of the spatial mean over an upright body above the point's own ground. [m]"""

FIELD_FACTORS = {"oet-65": 2.56, "k.52": 4.0}
"""Power factors in use: 1.6^2 of FCC OET Bulletin 65 and EPA, 2^2 of ITU-T K.52 (total reflection in phase)."""


@dataclass(frozen=True)
class Ground:
    """How the ground is reckoned with.

    `kind` is ``"none"``, ``"factor"`` (with `factor`, in power) or ``"two-ray"`` (with `material`, averaged over the
    body's heights where `body` is set).
    """

    kind: str = "none"
    factor: float = 1.0
    material: str = ""
    body: bool = True

    def __str__(self) -> str:
        return {"none": "none", "factor": f"factor:{self.factor:g}"}.get(self.kind, f"two-ray:{self.material}")


NO_GROUND = Ground()


def ground_of(text: str) -> Ground:
    """Read a ground model: ``none``, ``factor:2.56``, ``oet-65``, ``k.52`` or ``two-ray:medium-dry``.

    Raises
    ------
    ValueError
        If it is none of these, or a factor is below 1: a reflection may not make a level look lower everywhere.
    """
    kind, _, value = text.strip().lower().partition(":")
    if kind == "none" and not value:
        return NO_GROUND
    if kind in FIELD_FACTORS and not value:
        return Ground("factor", FIELD_FACTORS[kind])
    if kind == "factor":
        try:
            factor = float(value)
        except ValueError:
            factor = np.nan
        if not 1.0 <= factor <= 4.0:
            raise ValueError(f"ground {text!r}: a factor in power from 1 (none) to 4 (total reflection) is expected")
        return Ground("factor", factor)
    if kind == "two-ray" and value in GROUNDS:
        return Ground("two-ray", material=value)
    known = ["none", "factor:2.56", *FIELD_FACTORS, *(f"two-ray:{name}" for name in GROUNDS)]
    near = get_close_matches(text, known, 1, 0.3)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"ground {text!r}: expected one of {', '.join(known)}{hint}")


def complex_permittivity(material: str, frequency_hz: ArrayLike) -> Complexes:
    """Relative complex permittivity of a ground, ``e' - j 17.98 sigma / f_GHz`` written exactly.

    References
    ----------
    .. [1] Recommendation ITU-R P.2040, section 3: the rows of the grounds hold from 1 to 10 GHz; below 1 GHz they are
       continued by the same law.
    """
    a, b, c, d = GROUNDS[material]
    gigahertz = np.asarray(frequency_hz, float) / 1e9
    conductivity = c * gigahertz**d
    loss = conductivity / (2 * np.pi * np.asarray(frequency_hz, float) * VACUUM_PERMITTIVITY)
    return np.asarray(a * gigahertz**b - 1j * loss)


def fresnel_coefficient(permittivity: ArrayLike, grazing_deg: ArrayLike, polarisation: str) -> Complexes:
    r"""Reflection coefficient of a plane ground.

    Parameters
    ----------
    permittivity : array_like of complex
        Relative to vacuum.
    grazing_deg : array_like
        Angle between ray and ground. [deg]
    polarisation : {"vertical", "horizontal"}

    Notes
    -----
    .. math:: \Gamma_h = \frac{\sin\psi - \sqrt{\epsilon - \cos^2\psi}}{\sin\psi + \sqrt{\epsilon - \cos^2\psi}}, \quad
              \Gamma_v = \frac{\epsilon\sin\psi - \sqrt{\epsilon - \cos^2\psi}}
                              {\epsilon\sin\psi + \sqrt{\epsilon - \cos^2\psi}}

    References
    ----------
    .. [1] Recommendation ITU-R P.2040, section 2.2.2.1.
    """
    psi = np.radians(np.asarray(grazing_deg, float))
    e = np.asarray(permittivity, complex)
    root = np.sqrt(e - np.cos(psi) ** 2)
    if polarisation == "horizontal":
        return np.asarray((np.sin(psi) - root) / (np.sin(psi) + root))
    if polarisation == "vertical":
        return np.asarray((e * np.sin(psi) - root) / (e * np.sin(psi) + root))
    raise ValueError(f"polarisation must be vertical or horizontal, not {polarisation!r}")


def reflection_factor(sources: Sources, points: Floats, ground: Ground) -> Floats:
    """Power density with the ground over that without, shape (carrier, point), or (1, 1) where it is one everywhere.

    A point on a body's heights: the mean over :data:`BODY_HEIGHTS` moves with the point's own height, so that 1.7 m
    represents a person's head on the ground and a window for a person behind it.
    """
    if ground.kind == "none":
        return np.ones((1, 1))
    if ground.kind == "factor":
        return np.full((1, 1), ground.factor)
    lifts = np.array(BODY_HEIGHTS) - max(BODY_HEIGHTS) if ground.body else np.zeros(1)
    moved = [points + [0.0, 0.0, lift] for lift in lifts]
    return np.asarray(np.mean([two_ray_factor(sources, place, ground.material) for place in moved], axis=0))


def two_ray_factor(sources: Sources, points: Floats, material: str) -> Floats:
    """Interference of the direct and the reflected ray, mean of both polarisations, shape (carrier, point)."""
    direct, field = _ray(sources, points)
    mirrored, image = _ray(sources, points * [1.0, 1.0, -1.0])
    drop = sources.position[:, np.newaxis, 2] + points[np.newaxis, :, 2]
    grazing = np.degrees(np.arcsin(np.clip(drop / mirrored, 0.0, 1.0)))
    ratio = image / field * direct / mirrored
    fed, frequency = sources.antenna_index, sources.frequency[:, np.newaxis]
    e = complex_permittivity(material, frequency)
    phase = np.exp(-2j * np.pi * frequency / SPEED_OF_LIGHT * (mirrored - direct)[fed])
    both = (fresnel_coefficient(e, grazing[fed], p) for p in ("vertical", "horizontal"))
    return np.asarray(np.mean([np.abs(1 + gamma * ratio[fed] * phase) ** 2 for gamma in both], axis=0))


def _ray(sources: Sources, points: Floats) -> tuple[Floats, Floats]:
    """Length of the rays to points and the relative field of the pattern along them, shape (antenna, point)."""
    offset = points[np.newaxis] - sources.position[:, np.newaxis]
    distance, azimuth, elevation = antenna_angles(offset, sources.axes[:, np.newaxis])
    field = np.empty(distance.shape)
    for table in np.unique(sources.table_index):
        own = sources.table_index == table
        horizontal, weight, vertical = sources.tables[table]
        loss = sampled(horizontal, azimuth[own]) + sampled(weight, azimuth[own]) * sampled(vertical, -elevation[own])
        field[own] = np.sqrt(ratio_from_decibel(-np.minimum(loss, sources.maximum_attenuation[table])))
    return distance, np.maximum(field, 1e-6)
