"""Instruments and their calibrations: what a value was measured with."""

import datetime
import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["broadband", "selective"]


@dataclass(frozen=True)
class Calibration:
    """One calibration of meter and probe. `uncertainty_db` is expanded (k = 2), of the field strength. [dB]"""

    date: datetime.date
    valid_until: datetime.date | None = None
    laboratory: str = ""
    certificate: str = ""
    uncertainty_db: float | None = None

    def __post_init__(self) -> None:
        if self.valid_until is not None and self.valid_until < self.date:
            raise ValueError(f"calibration of {self.date} cannot end before it, at {self.valid_until}")
        if self.uncertainty_db is not None and not self.uncertainty_db >= 0:
            raise ValueError(f"uncertainty_db of a calibration must be 0 or more, not {self.uncertainty_db}")

    def covers(self, day: datetime.date) -> bool:
        """Whether it was valid on a day; without an end it is not known to be."""
        return self.valid_until is not None and self.date <= day <= self.valid_until


@dataclass(frozen=True)
class Instrument:
    """A meter with its probe.

    Frequencies are the ends of its range [Hz]; `sensitivity_v_m` is the least and `overload_v_m` the greatest field
    strength that it shows [V/m]; `isotropy_db` and `linearity_db` are half widths of its deviations [dB]. What is not
    known is None, and counts as missing where a standard asks for it.
    """

    model: str
    serial: str
    maker: str = ""
    probe_model: str = ""
    probe_serial: str = ""
    kind: Kind | None = None
    frequency_low_hz: float | None = None
    frequency_high_hz: float | None = None
    sensitivity_v_m: float | None = None
    overload_v_m: float | None = None
    isotropy_db: float | None = None
    linearity_db: float | None = None
    calibrations: tuple[Calibration, ...] = ()

    def __post_init__(self) -> None:
        for key in ("frequency_low_hz", "frequency_high_hz", "sensitivity_v_m", "overload_v_m"):
            value = getattr(self, key)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise ValueError(f"{key} of an instrument must be above 0, not {value}")

    @property
    def key(self) -> str:
        """Meter and probe together: the same meter with another probe is another instrument."""
        return "/".join(part for part in (self.model, self.serial, self.probe_model, self.probe_serial) if part)

    def calibration_on(self, day: datetime.date) -> Calibration | None:
        """The newest calibration that covers a day."""
        valid = [calibration for calibration in self.calibrations if calibration.covers(day)]
        return max(valid, key=lambda calibration: calibration.date, default=None)
