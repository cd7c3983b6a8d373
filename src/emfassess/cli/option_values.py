"""Values that options of several commands take."""

from enum import StrEnum
from typing import Annotated

import typer


class Population(StrEnum):
    """Whose limits."""

    PUBLIC = "public"
    OCCUPATIONAL = "occupational"


class Scenario(StrEnum):
    """Theoretical maximum: rated power times duty cycle; actual maximum: that times the power reduction factor."""

    THEORETICAL = "theoretical"
    ACTUAL = "actual"


class LanguageCode(StrEnum):
    """Languages of maps and reports."""

    EN = "en"
    ZH = "zh"


class DecisionRuleName(StrEnum):
    """Decision rules after JCGM 106 and ILAC-G8."""

    SIMPLE_ACCEPTANCE = "simple-acceptance"
    GUARDED_ACCEPTANCE = "guarded-acceptance"
    GUARDED_REJECTION = "guarded-rejection"


class VerticalFrom(StrEnum):
    """Where the vertical angles of a pattern file begin."""

    HORIZON = "horizon"
    ZENITH = "zenith"


class TimeUnitName(StrEnum):
    """Units of times that are plain numbers."""

    MILLISECONDS = "ms"
    SECONDS = "s"
    MINUTES = "min"
    HOURS = "h"


class Receivers(StrEnum):
    """Where the heights of a region's receivers count from."""

    GROUND = "ground"
    ROOFS = "roofs"


class Model(StrEnum):
    """Models of the field; the last four are comparisons."""

    AUTO = "auto"
    FAR_FIELD = "far-field"
    SOURCE_ELEMENTS = "source-elements"
    EQUAL_ROWS = "equal-rows"
    SUM_OF_MAGNITUDES = "sum-of-magnitudes"
    CYLINDER = "cylinder"
    CICCHETTI_FARAONE = "cicchetti-faraone"


Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary; only faults.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; messages go to standard error.")]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse what looks implausible, exit 2; else it is a warning.")]
