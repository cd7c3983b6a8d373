"""Roofs, walls and loads that expected levels rest on, as assumptions."""

from collections.abc import Mapping

from emfassess.assumptions import Assumption
from emfassess.exposure.expected.levels import ExpectedSettings
from emfassess.exposure.expected.traffic import ADAPTIVE, ASSUMED, Load


def stated_and_assumed(settings: ExpectedSettings, loads: Mapping[str, Load]) -> list[Assumption]:
    """Roofs, walls and loads by name, each assumed or stated."""
    roof = "expected-roof-assumed" if settings.roof_height_m is None else "expected-roof-stated"
    indoors = [] if settings.indoors is None else [Assumption(f"expected-indoors-{settings.indoors}")]
    return [Assumption(roof, (("height", f"{settings.roof:g}"),)), *indoors, *_of_loads(loads)]


def _of_loads(loads: Mapping[str, Load]) -> list[Assumption]:
    """Loads that were assumed and loads that were stated, those of each kind together, adaptive antennas apart."""
    expected = []
    for kind, names in (
        ("loads", sorted(loads.keys() - {ADAPTIVE})),
        ("adaptive", [ADAPTIVE] if ADAPTIVE in loads else []),
    ):
        for origin in ("assumed", "stated"):
            chosen = [name for name in names if (loads[name].source == ASSUMED) == (origin == "assumed")]
            words = ", ".join(_in_words(name, loads[name]) for name in chosen)
            if chosen:
                expected.append(Assumption(f"expected-{kind}-{origin}", (("loads", words),)))
    return expected


def _in_words(name: str, load: Load) -> str:
    """Median in percent and spread after the technology: ``LTE 30 % (3 dB)``."""
    label = "" if name == ADAPTIVE else f"{name} "
    return f"{label}{100 * load.median:g} % ({load.spread_db:g} dB)"
