"""How numbers are printed for people: one place, so that a level reads the same everywhere."""


def significant(value: float, digits: int = 3) -> str:
    """Print a number with so many significant digits, without an exponent from 1e-6 up."""
    if value == 0:
        return "0"
    text = f"{value:.{digits - 1}e}"
    exponent = int(text.split("e")[1])
    if exponent < -6:
        return text
    return f"{float(text):.{max(0, digits - 1 - exponent)}f}"


def percent(ratio: float) -> str:
    """Print a share of the limit as a percentage: ``0.0123`` is ``1.23 %``."""
    return f"{significant(100 * ratio)} %"


def power_density(value: float) -> str:
    """Print a power density with its unit, W/m² and µW/cm² together as Chinese notices do."""
    return f"{significant(value)} W/m² ({significant(100 * value)} µW/cm²)"


def field_strength(value: float) -> str:
    """Print an electric field strength with its unit."""
    return f"{significant(value)} V/m"


def metres(value: float) -> str:
    """Print a distance with its unit."""
    return f"{significant(value)} m"
