"""Assumptions that expected levels rest on, and the reasons why some are absent."""

from collections.abc import Sequence

from emfassess.assessment.place import Place
from emfassess.assumptions import Assumption
from emfassess.exposure.expected import ExpectedLevels, ExpectedSettings
from emfassess.exposure.expected.traffic import ADAPTIVE, ASSUMED, Load, loads_by_name
from emfassess.field import Sources


def expected_assumptions(
    settings: ExpectedSettings, sources: Sources, places: Sequence[Place], expected: ExpectedLevels
) -> list[Assumption]:
    """Assumptions of expected levels, and the reasons why they are absent at some of the places.

    Parameters
    ----------
    settings : ExpectedSettings
    sources : Sources
        All carriers that were summed.
    places : sequence of Place
    expected : ExpectedLevels
        At the places.
    """
    absent = [
        Assumption(f"expected-absent-{reason}", where=(place.label,))
        for place, reason in zip(places, expected.reason, strict=True)
        if reason
    ]
    return [Assumption("expected-level"), *surroundings_and_loads(settings, sources), *absent]


def surroundings_and_loads(settings: ExpectedSettings, sources: Sources) -> list[Assumption]:
    """Roofs, walls and loads that expected levels rest on, each assumed or stated.

    Parameters
    ----------
    settings : ExpectedSettings
    sources : Sources
        All carriers that were summed.
    """
    roof = "expected-roof-assumed" if settings.roof_height_m is None else "expected-roof-stated"
    indoors = [] if settings.indoors is None else [Assumption(f"expected-indoors-{settings.indoors}")]
    loads = _of_loads(loads_by_name(sources, settings.loads))
    return [Assumption(roof, (("height", f"{settings.roof:g}"),)), *indoors, *loads]


def _of_loads(loads: dict[str, Load]) -> list[Assumption]:
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
