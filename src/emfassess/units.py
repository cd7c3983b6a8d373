"""Constants and conversions, each conversion in a pair with its inverse.

Functions take SI and broadcast over arrays. A name carries its unit where it is not SI (``power_dbm``, ``gain_dbd``).
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Values: TypeAlias = float | Floats

SPEED_OF_LIGHT = 299_792_458.0
"""Speed of light in vacuum, exact. [m/s]"""

VACUUM_IMPEDANCE = 376.730313668
"""Impedance of free space, CODATA 2018. [ohm]"""

VACUUM_PERMITTIVITY = 8.8541878128e-12
"""Electric constant, CODATA 2018. [F/m]"""

VACUUM_PERMEABILITY = 1.25663706212e-6
"""Magnetic constant, CODATA 2018. [H/m]"""

RECEIVER_IMPEDANCE = 50.0
"""Impedance of the input of measuring receivers. [ohm]"""

DIPOLE_GAIN_DBI = 2.15
"""Gain of the half-wave dipole over an isotropic radiator as standards round it. [dBi]"""


def ratio_from_decibel(level_db: ArrayLike) -> Floats:
    """Power ratio of a level in decibel. ``10**(dB/10)``."""
    return np.asarray(10.0 ** (np.asarray(level_db, dtype=float) / 10.0))


def decibel_from_ratio(ratio: ArrayLike) -> Floats:
    """Level in decibel of a positive power ratio. ``10 log10(ratio)``."""
    return np.asarray(10.0 * np.log10(np.asarray(ratio, dtype=float)))


def watt_from_dbm(power_dbm: ArrayLike) -> Floats:
    """Power in watt of a level over one milliwatt."""
    return np.asarray(1e-3 * ratio_from_decibel(power_dbm))


def dbm_from_watt(power: ArrayLike) -> Floats:
    """Level over one milliwatt of a power in watt."""
    return decibel_from_ratio(np.asarray(power, dtype=float) / 1e-3)


def dbi_from_dbd(gain_dbd: ArrayLike) -> Floats:
    """Gain over an isotropic radiator of a gain over a half-wave dipole."""
    return np.asarray(np.asarray(gain_dbd, dtype=float) + DIPOLE_GAIN_DBI)


def dbd_from_dbi(gain_dbi: ArrayLike) -> Floats:
    """Gain over a half-wave dipole of a gain over an isotropic radiator."""
    return np.asarray(np.asarray(gain_dbi, dtype=float) - DIPOLE_GAIN_DBI)


def eirp_from_erp(erp: ArrayLike) -> Floats:
    """Power over isotropic (EIRP) of a power over a half-wave dipole (ERP): 1.64 times. [W]"""
    return np.asarray(np.asarray(erp, dtype=float) * ratio_from_decibel(DIPOLE_GAIN_DBI))


def erp_from_eirp(eirp: ArrayLike) -> Floats:
    """Power over a half-wave dipole (ERP) of a power over isotropic (EIRP). [W]"""
    return np.asarray(np.asarray(eirp, dtype=float) / ratio_from_decibel(DIPOLE_GAIN_DBI))


def field_strength_from_power_density(power_density: ArrayLike) -> Floats:
    """Electric field strength of a plane wave. ``sqrt(S * 376.73)`` [V/m], r.m.s."""
    return np.asarray(np.sqrt(np.asarray(power_density, dtype=float) * VACUUM_IMPEDANCE))


def power_density_from_field_strength(field_strength: ArrayLike) -> Floats:
    """Power density of a plane wave of an electric field strength, r.m.s. ``E**2 / 376.73`` [W/m^2]"""
    return np.asarray(np.asarray(field_strength, dtype=float) ** 2 / VACUUM_IMPEDANCE)


def magnetic_field_strength_from_power_density(power_density: ArrayLike) -> Floats:
    """Magnetic field strength of a plane wave. ``sqrt(S / 376.73)`` [A/m], r.m.s."""
    return np.asarray(np.sqrt(np.asarray(power_density, dtype=float) / VACUUM_IMPEDANCE))


def power_density_from_magnetic_field_strength(magnetic_field_strength: ArrayLike) -> Floats:
    """Power density of a plane wave of a magnetic field strength, r.m.s. ``H**2 * 376.73`` [W/m^2]"""
    return np.asarray(np.asarray(magnetic_field_strength, dtype=float) ** 2 * VACUUM_IMPEDANCE)


def magnetic_field_strength_from_flux_density(flux_density: ArrayLike) -> Floats:
    """Magnetic field strength in vacuum of a flux density in tesla. ``B / mu0`` [A/m]"""
    return np.asarray(np.asarray(flux_density, dtype=float) / VACUUM_PERMEABILITY)


def flux_density_from_magnetic_field_strength(magnetic_field_strength: ArrayLike) -> Floats:
    """Flux density in vacuum, in tesla, of a magnetic field strength. ``mu0 * H`` [T]"""
    return np.asarray(np.asarray(magnetic_field_strength, dtype=float) * VACUUM_PERMEABILITY)


def field_strength_from_magnetic_field_strength(magnetic_field_strength: ArrayLike) -> Floats:
    """Electric field strength of a plane wave of a magnetic field strength, r.m.s. ``H * 376.73`` [V/m]"""
    return np.asarray(np.asarray(magnetic_field_strength, dtype=float) * VACUUM_IMPEDANCE)


def magnetic_field_strength_from_field_strength(field_strength: ArrayLike) -> Floats:
    """Magnetic field strength of a plane wave of an electric field strength, r.m.s. ``E / 376.73`` [A/m]"""
    return np.asarray(np.asarray(field_strength, dtype=float) / VACUUM_IMPEDANCE)


def field_strength_from_dbuv_m(level_dbuv_m: ArrayLike) -> Floats:
    """Field strength of a level over one microvolt per metre. ``1e-6 * 10**(dB/20)`` [V/m]"""
    return np.asarray(1e-6 * np.sqrt(ratio_from_decibel(level_dbuv_m)))


def dbuv_m_from_field_strength(field_strength: ArrayLike) -> Floats:
    """Level over one microvolt per metre of a field strength."""
    return decibel_from_ratio((np.asarray(field_strength, dtype=float) / 1e-6) ** 2)


def dbuv_from_dbm(power_dbm: ArrayLike, impedance: float = RECEIVER_IMPEDANCE) -> Floats:
    """Voltage level over one microvolt of a power over one milliwatt into an impedance. 107 dB more at 50 ohm."""
    return np.asarray(decibel_from_ratio(watt_from_dbm(power_dbm) * impedance / 1e-12))


def dbm_from_dbuv(level_dbuv: ArrayLike, impedance: float = RECEIVER_IMPEDANCE) -> Floats:
    """Power over one milliwatt into an impedance of a voltage level over one microvolt."""
    return dbm_from_watt(1e-12 * ratio_from_decibel(level_dbuv) / impedance)


def power_density_from_uw_cm2(power_density_uw_cm2: ArrayLike) -> Floats:
    """Power density of one in microwatt per square centimetre, a hundredth. [W/m^2]"""
    return np.asarray(np.asarray(power_density_uw_cm2, dtype=float) * 1e-2)


def uw_cm2_from_power_density(power_density: ArrayLike) -> Floats:
    """Microwatt per square centimetre of a power density: times 100."""
    return np.asarray(np.asarray(power_density, dtype=float) / 1e-2)


def wavelength(frequency_hz: ArrayLike) -> Floats:
    """Wavelength in vacuum. ``c / f`` [m]"""
    return np.asarray(SPEED_OF_LIGHT / np.asarray(frequency_hz, dtype=float))
