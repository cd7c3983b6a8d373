"""Numbers of running text: as many digits as a sentence needs, and never on the other side of the limit."""

from emfassess.language import Language
from emfassess.publish.text import numbers


def hundredths(ratio: float) -> str:
    """An exposure ratio in percent: two digits, and as many more as keep it on its side of the limit."""
    shown = ""
    for digits in range(2, 8):
        shown = numbers.significant(100 * ratio, max(digits, 3 if ratio >= 0.995 else digits))
        if (float(shown) > 100) == (ratio > 1):
            break
    return shown.removesuffix(".0")


def rounded_percent(ratio: float, text: Language) -> str:
    """An exposure ratio for running text."""
    return text("{number} %", number=hundredths(ratio))


def rounded_metres(value: float) -> str:
    """A distance for running text: whole metres from ten on, else one decimal."""
    return str(numbers.single(f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0"), "m"))
