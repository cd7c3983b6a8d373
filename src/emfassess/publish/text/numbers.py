"""How numbers are printed for people: one place, so that a level reads the same everywhere."""

from emfassess.publish.text.quantity import Part, PrintedQuantity, single, together

__all__ = ["PrintedQuantity", "single", "together"]


def significant(value: float, digits: int = 3) -> str:
    """Print a number with so many significant digits, without an exponent from 1e-6 up."""
    if value == 0:
        return "0"
    text = f"{value:.{digits - 1}e}"
    exponent = int(text.split("e")[1])
    if exponent < -6:
        return text
    return f"{float(text):.{max(0, digits - 1 - exponent)}f}"


def percent(ratio: float, bound: str = "") -> PrintedQuantity:
    """Print an exposure ratio as a percentage: ``0.0123`` is ``1.23 %``."""
    return single(significant(100 * ratio), "%", bound=bound)


def power_density_quantity(value: float, bound: str = "") -> PrintedQuantity:
    """Print a power density with its unit, W/m² and µW/cm² together as Chinese notices do."""
    watts = Part(significant(value), "W/m²", bound)
    microwatts = Part(significant(100 * value), "µW/cm²", bound)
    return PrintedQuantity(f"{watts.text} {watts.unit} ({microwatts.text} {microwatts.unit})", watts, microwatts)


def milliwatts(value: float) -> PrintedQuantity:
    """Print a power density given in W/m² in mW/m², as Australian reports do."""
    return single(significant(1000 * value), "mW/m²")


def field_strength(value: float, bound: str = "") -> PrintedQuantity:
    """Print an electric field strength with its unit."""
    return single(significant(value), "V/m", bound=bound)


def metres(value: float) -> PrintedQuantity:
    """Print a distance with its unit."""
    return single(significant(value), "m")


def degrees(value: float) -> PrintedQuantity:
    """Print an angle without more decimals than it has."""
    return single(f"{value:g}", "°", gap="")


def whole_degrees(value: float) -> PrintedQuantity:
    """Print a bearing."""
    return single(f"{value:.0f}", "°", gap="")


def decibel(value: float, decimals: int = 1, *, sign: bool = False, half_width: bool = False) -> PrintedQuantity:
    """Print a level difference, never as -0.0; a half width as ``± 2.8 dB``."""
    digits = f"{round(value, decimals) + 0.0:{'+' if sign else ''}.{decimals}f}"
    return PrintedQuantity(f"{'± ' if half_width else ''}{digits} dB", Part(digits, "dB"))


def gain(value: float) -> PrintedQuantity:
    """Print an antenna gain."""
    return single(f"{value:.1f}", "dBi")


def watts(value: float) -> PrintedQuantity:
    """Print a radiated power."""
    return single(f"{value:.0f}", "W")


def unitless(value: float) -> PrintedQuantity:
    """Print a number that has no unit, or whose unit is printed above it."""
    return single(f"{value:g}", "")
