"""Assumptions that expected levels rest on, and the reasons why some are absent."""

from collections.abc import Sequence

from emfassess.assessment.place import Place
from emfassess.assumptions import Assumption
from emfassess.exposure.expected import ExpectedLevels, ExpectedSettings
from emfassess.exposure.expected.stated import stated_and_assumed
from emfassess.exposure.expected.traffic import loads_by_name
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
    return stated_and_assumed(settings, loads_by_name(sources, settings.loads))
