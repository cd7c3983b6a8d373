"""How an antenna's pattern is to be read from its file: what the file leaves open, and which of its patterns."""

from dataclasses import dataclass
from typing import Literal

VerticalZero = Literal["horizon", "zenith"]


@dataclass(frozen=True)
class PatternRequest:
    """Statements beside a pattern file.

    Parameters
    ----------
    gain_dbi : float, optional
        Gain, for files that do not state it with its unit. [dBi]
    name : str, optional
        Which pattern of a file that holds several: a row of a planning tool's export, a beam, a band.
    frequencies_mhz : tuple of float
        Of the antenna's carriers: they choose the band, and the gain of files that state it by frequency. [MHz]
    vertical_from : {"horizon", "zenith"}, optional
        Where the vertical angles of the file begin, if that is stated.
    turn_deg : float
        Azimuth of the file at which the antenna's front lies, clockwise. [deg]
    """

    gain_dbi: float | None = None
    name: str | None = None
    frequencies_mhz: tuple[float, ...] = ()
    vertical_from: VerticalZero | None = None
    turn_deg: float = 0.0


PLAIN = PatternRequest()
